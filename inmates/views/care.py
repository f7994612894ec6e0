"""Alerts, who must not meet, and contact officers, from a person's page."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.refusals import Refusal
from inmates.forms.person import AlertForm, ApartForm, ContactOfficerForm, NoteForm
from inmates.permissions import CustodyPerm, LogPerm
from inmates.selectors import care as selector
from inmates.selectors import closeness
from inmates.selectors.head import Head
from inmates.services import care, log
from inmates.views.person import form_page, record, visible

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(CustodyPerm.ALERT)
def person_alert(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.ALERT)

    def act(form: AlertForm) -> None:
        person = selector.person_of(head.subject)
        data = form.cleaned_data
        care.raise_alert(
            person=person, code=data["code"], note=data["note"], until=form.until_at, by=request.user, at=request.at
        )

    form = AlertForm(sent(request))
    return answer(request, head, form, act, gettext_lazy("Raise an alert"), gettext_lazy("The alert stands."))


@require_POST
@requires(CustodyPerm.ALERT)
def person_alert_close(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.ALERT)
    alert = selector.alert_of(head.subject, pk)
    if alert is None:
        raise Http404
    care.close_alert(alert=alert, by=request.user, at=request.at)
    messages.success(request, _("The alert has ended."))
    return redirect("person_tab", uuid, "details")


@get_or_post
@requires(CustodyPerm.KEEP_APART)
def person_apart(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.KEEP_APART)

    def act(form: ApartForm) -> None:
        data = form.cleaned_data
        other = selector.person_by_number(data["number"], request.access)
        if other is None:
            raise care.CareRefused(_("Nobody in sight has that number. Check it."), code="nobody")
        person = selector.person_of(head.subject)
        chosen = {key: data[key] for key in ("reason", "scope", "note")}
        care.keep_apart(person=person, other=other, by=request.user, at=request.at, **chosen)

    form = ApartForm(sent(request))
    return answer(
        request, head, form, act, gettext_lazy("Keep apart"), gettext_lazy("They are kept apart from now on.")
    )


@get_or_post
@requires(LogPerm.WRITE)
def person_note(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, LogPerm.WRITE)
    if not head.is_placed:
        raise Http404

    def act(form: NoteForm) -> None:
        unit, person = Unit(pk=head.subject.unit_id), selector.person_of(head.subject)
        data = form.cleaned_data
        log.write(unit=unit, person=person, kind=data["kind"], text=data["text"], by=request.user, at=request.at)

    form = NoteForm(sent(request))
    return answer(
        request, head, form, act, gettext_lazy("Write in the log"), gettext_lazy("It stands in the log."), "log"
    )


@get_or_post
@requires(CustodyPerm.CONTACT_OFFICER)
def person_contact_officer(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, CustodyPerm.CONTACT_OFFICER)

    def act(form: ContactOfficerForm) -> None:
        care.assign_contact_officer(
            stay=selector.stay_of(head.subject),
            officer=selector.officer_of(form.cleaned_data["officer"]),
            is_substitute=form.cleaned_data["is_substitute"],
            seen=form.seen,
            by=request.user,
            at=request.at,
        )

    officers = selector.officers_of(head.subject, request.at)
    close = closeness.names(head.subject.person_id)
    form = ContactOfficerForm(sent(request), officers=officers, close=close, initial=standing(head))
    title, done = gettext_lazy("Choose contact officer"), gettext_lazy("The contact officer is chosen.")
    return answer(request, head, form, act, title, done)


# ---- what the forms have in common -------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: StrEnum) -> Head:
    """A person in sight whom this user may act on. Out of reach is 404."""
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm):
        raise Http404
    return head


def sent(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def standing(head: Head) -> dict[str, int | None]:
    found = {officer.is_substitute: officer.assignment_id for officer in head.officers}
    return {"seen_main": found.get(False), "seen_substitute": found.get(True)}


def answer(
    request: StaffRequest,
    head: Head,
    form: Any,
    act: Callable[[Any], None],
    title: str | Promise,
    done: str | Promise,
    tab: str = "details",
) -> HttpResponse:
    """A form as a page, a look at the person's head also when it refuses; on POST the act, then the person's page."""
    if form.is_valid() and carried_out(form, act):
        messages.success(request, str(done))
        return redirect("person_tab", head.subject.uuid, tab)
    if not (form.is_bound and request.htmx):
        record(request, head, "act")
    return form_page(request, head, form, title)


def carried_out(form: Form, act: Callable[[Any], None]) -> bool:
    try:
        act(form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
