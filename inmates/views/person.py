"""The page of one person: its tabs, its boxes one by one, the timeline and the photo."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from corrections.models import Prison, Unit
from corrections.refusals import Elsewhere
from corrections.services import audit
from inmates.models import Person
from inmates.permissions import PersonPerm
from inmates.registries import person_panels, person_tabs
from inmates.selectors import duplicates, photos, timeline, whereabouts
from inmates.selectors.head import Head, NotVisible, head_of
from inmates.selectors.ident import ident
from inmates.views.boxes import boxes, fill

PHOTO_CACHE = "private, max-age=300"


@require_GET
@requires(PersonPerm.VIEW)
def person(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return boxed(request, visible(request, uuid), "overview")


@require_GET
@requires(PersonPerm.VIEW)
def person_tab(request: StaffRequest, uuid: UUID, tab: str) -> HttpResponse:
    head = visible(request, uuid)
    entry = person_tabs.get(tab)
    if entry is None or entry.url_name or not head.subject.allows(request.access, entry.perm):
        raise Http404
    return boxed(request, head, tab)


@require_GET
@requires(PersonPerm.VIEW)
def person_panel(request: StaffRequest, uuid: UUID, key: str) -> HttpResponse:
    head = visible(request, uuid)
    panel = person_panels.get(key)
    if panel is None or not head.subject.allows(request.access, panel.perm):
        raise Http404
    record(request, head, f"panel.{key}")
    box = fill(request, head.subject, key, panel)
    if request.htmx:
        return render(request, "inmates/_person_box.html", {"box": box}) if box else HttpResponse(status=204)
    return page(request, head, panel.tab, "inmates/person.html", {"columns": [[box]] if box else []})


@require_GET
@requires(PersonPerm.VIEW)
def person_timeline(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = visible(request, uuid)
    kinds = timeline.kinds_for(head.subject, request.access)
    if not kinds:
        raise Http404
    record(request, head, "timeline")
    asked = [kind for kind in request.GET.getlist("kind") if kind in kinds]
    before = timeline.start_of(request.GET.get("before", ""), request.GET.get("year", ""))
    found = timeline.page_of(head.subject, request.access, request.at, kinds=asked, before=before)
    context = {"page": found, **timeline.choices(head, kinds, asked, request.GET.get("year", ""), request.at)}
    return page(request, head, "timeline", "inmates/person_timeline.html", context)


@require_GET
@requires(PersonPerm.VIEW)
def person_photo(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return picture(visible(request, uuid).subject.person_id)


def picture(person_id: int) -> HttpResponse:
    """The newest photo, which the caller has found this user may see."""
    photo = photos.newest(person_id)
    if photo is None:
        raise Http404
    with photo.image.open("rb") as file:
        response = HttpResponse(file.read(), content_type=photo.content_type)
    response["Cache-Control"] = PHOTO_CACHE
    return response


# ---- what every page of a person does first --------------------------------------------------------------------
def visible(request: StaffRequest, uuid: UUID) -> Head:
    """The head of a person in sight. Out of sight and not there are the same 404; a record that was joined to another
    leads there, whatever of it was asked for.
    """
    try:
        head = head_of(uuid, request.access, request.at)
    except NotVisible:
        lead_on(request, uuid)
        raise Http404 from None
    if head.subject.prison_id is None:  # a joined record has no stay, so others cost no query
        lead_on(request, uuid)
    if head.subject.allows(request.access, PersonPerm.VIEW):
        request.prison = Prison(pk=head.subject.prison_id, name=head.prison_name)
        if head.is_placed:
            request.unit = Unit(pk=head.subject.unit_id, name=head.unit_name, prison=request.prison)
    return head


def lead_on(request: StaffRequest, uuid: UUID) -> None:
    """Raises ``Elsewhere`` when the record was joined to one in sight. What was sent to the old one is not done."""
    other = duplicates.successor(uuid)
    if other is None:
        return
    with suppress(NotVisible):
        head_of(other, request.access, request.at)
        if request.method != "GET":
            messages.warning(request, _("The record was joined to this one meanwhile. Nothing was done: look again."))
            raise Elsewhere(reverse("person", args=[other]))
        if not request.htmx and not request.path.endswith("/photo/"):
            messages.info(request, _("The record you opened was joined to this one: they are the same person."))
        raise Elsewhere(request.get_full_path().replace(str(uuid), str(other)))


def record(request: StaffRequest, head: Head, what: str) -> None:
    """A look at somebody's record, written down before anything of it is shown."""
    subject = Person(pk=head.subject.person_id)
    audit.record_read(by=request.user, at=request.at, subject=subject, what=f"person.{what}", request_id=request.id)


def boxed(request: StaffRequest, head: Head, tab: str) -> HttpResponse:
    """A tab that is made of its boxes."""
    record(request, head, tab)
    columns = boxes(request, head.subject, tab)
    return page(request, head, tab, "inmates/person.html", {"columns": columns})


def form_page(
    request: StaffRequest, head: Head, form: Form, title: str | Promise, submit: str | Promise = ""
) -> HttpResponse:
    """One act on a person; htmx, which sent the form, gets the form alone with what must be put right.

    ``submit`` is the word on the button where the title is no act.
    """
    template = "inmates/_person_form.html" if form.is_bound and request.htmx else "inmates/person_form.html"
    context = {"form": form, "title": title, "submit": submit or title}
    return page(request, head, "", template, context, status=422 if form.is_bound else 200)


def page(
    request: StaffRequest, head: Head, tab: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page under the person's head."""
    stay_id = head.subject.stay_id
    here = whereabouts.of_stay(stay_id, request.at) if stay_id is not None else None
    request.nav = "residents"  # type: ignore[attr-defined]
    shown = ident(head, here, request.access, request.at, tab)
    return render(request, template, {"person": shown, "head": head, **context}, status=status)
