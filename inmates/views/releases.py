"""Letting somebody go: plan it, see what is missing, two people confirm, and at the gate."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import tabs_of
from corrections.refusals import Refusal
from corrections.selectors import estate
from corrections.services import audit
from inmates.forms.releases import CancelForm, MarkForm, OverrideForm, PlanForm
from inmates.models import Release
from inmates.permissions import PropertyPerm, ReleasePerm
from inmates.registries import Change
from inmates.rules.releasing import CONFIRMED, OPEN, PLANNED, PREPARED
from inmates.selectors import care, consequences, release_boxes, release_effects
from inmates.selectors import releases as selector
from inmates.selectors.head import Head
from inmates.services import releasing
from inmates.views.care import allowed, carried_out, sent
from inmates.views.person import form_page, page, record, visible

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(ReleasePerm.VIEW)
def releases(request: StaffRequest, slug: str) -> HttpResponse:
    """Who goes today, who goes within a month, who went this week."""
    prison = get_object_or_404(estate.prisons(request.access, ReleasePerm.VIEW), slug=slug)
    request.prison = prison
    found = selector.of_prison(prison.pk, request.access, request.at)
    context = {"prison": prison, "found": found, "tabs": tabs_of(request, prison, "releases")}
    return render(request, "inmates/releases.html", context)


@get_or_post
@requires(ReleasePerm.PLAN)
def person_release(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, ReleasePerm.PLAN)
    standing = selector.open_of(head.subject.stay_id)
    if standing is not None:
        return redirect("release", standing.uuid)
    form = PlanForm(sent(request))
    if form.is_valid() and carried_out(form, lambda form: planned(request, head, form)):
        messages.success(request, _("The release is planned."))
        return redirect("person_release", uuid)
    record(request, head, "release")
    status = 422 if form.is_bound else 200
    return page(request, head, "", "inmates/release_plan.html", {"form": form}, status=status)


@require_GET
@requires(ReleasePerm.VIEW)
def release(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return show(request, found(request, uuid, ReleasePerm.VIEW))


@require_POST
@requires(ReleasePerm.CONFIRM)
def release_mark(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.CONFIRM)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return show(request, row, refusal=_("Choose the step from the list."))
    data = form.cleaned_data
    return done(
        request,
        row,
        lambda: releasing.mark(release=row, step=data["step"], is_done=data["done"], by=request.user, at=request.at),
        "",
    )


@get_or_post
@requires(ReleasePerm.OVERRIDE)
def release_override(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.OVERRIDE)
    asked = request.POST.get("finding") or request.GET.get("finding", "")
    stop = next((one for one in selector.stops(selector.run(row, request.at)) if one.key == asked), None)
    if stop is None and request.method == "GET":
        return redirect("release", uuid)
    form = OverrideForm(sent(request), initial={"finding": asked})
    title = _("Go past a check")

    def act(form: OverrideForm) -> None:
        releasing.override(release=row, by=request.user, at=request.at, **form.cleaned_data)

    return asking(request, row, form, act, title, "inmates/release_override.html", {"stop": stop})


@require_POST
@requires(ReleasePerm.CONFIRM)
def release_prepare(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.CONFIRM)
    said = _("You have prepared the release. A colleague confirms it, signed in with their own account.")
    return done(request, row, lambda: releasing.prepare(release=row, by=request.user, at=request.at), said)


@require_POST
@requires(ReleasePerm.CONFIRM)
def release_confirm(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.CONFIRM)
    said = _("Two have confirmed. Release the person at the gate.")
    return done(request, row, lambda: releasing.confirm(release=row, by=request.user, at=request.at), said)


@get_or_post
@requires(ReleasePerm.CONFIRM)
def release_gate(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The last page: the name, what it means, and one button."""
    row = found(request, uuid, ReleasePerm.CONFIRM)
    if request.method == "POST":
        said = _("%(person)s is released.") % {"person": row.stay.person}
        return done(request, row, lambda: releasing.execute(release=row, by=request.user, at=request.at), said)
    if row.state != CONFIRMED:
        return redirect("release", uuid)
    head = visible(request, row.stay.person.uuid)
    record(request, head, "release")
    context = {"release": row, "effects": effects_of(row, request)}
    return page(request, head, "", "inmates/release_gate.html", context)


@require_POST
@requires(ReleasePerm.CONFIRM)
def release_reopen(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.CONFIRM)
    said = _("The release is back at the plan. Both officers look again.")
    return done(request, row, lambda: releasing.reopen(release=row, by=request.user, at=request.at), said)


@get_or_post
@requires(ReleasePerm.PLAN)
def release_cancel(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row = found(request, uuid, ReleasePerm.PLAN)

    def act(form: CancelForm) -> None:
        releasing.cancel(release=row, why=form.cleaned_data["why"], by=request.user, at=request.at)

    return asking(request, row, CancelForm(sent(request)), act, _("Cancel the release"))


# ---- what they share -------------------------------------------------------------------------------------------------
def found(request: StaffRequest, uuid: UUID, perm: StrEnum) -> Release:
    """A release in sight whose person this user may act on so. Out of reach and not there are the same 404."""
    row = selector.find(uuid, request.access)
    if row is None or not selector.subject_of(row).allows(request.access, perm):
        raise Http404
    return row


def planned(request: StaffRequest, head: Head, form: PlanForm) -> None:
    stay, data = care.stay_of(head.subject), form.cleaned_data
    releasing.plan(
        stay=stay,
        kind=data["kind"],
        decision=data["decision"],
        planned_at=form.planned_at,
        by=request.user,
        at=request.at,
    )


def done(request: StaffRequest, row: Release, act: Callable[[], object], said: str) -> HttpResponse:
    """Carry it out and go back to the release; a refusal stands on the page that was sent from."""
    try:
        act()
    except Refusal as refusal:
        return show(request, row, refusal=str(refusal))
    if said:
        messages.success(request, said)
    return redirect("release", row.uuid)


def asking(
    request: StaffRequest,
    row: Release,
    form: Form,
    act: Callable[[Any], None],
    title: str,
    template: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form about a release under its person's head; on POST the act, then the release."""
    if form.is_valid() and carried_out(form, act):
        return redirect("release", row.uuid)
    head = visible(request, row.stay.person.uuid)
    record(request, head, "release")
    if not template:
        return form_page(request, head, form, title)
    context = {"form": form, "title": title, "release": row, **(more or {})}
    return page(request, head, "", template, context, status=422 if form.is_bound else 200)


def show(request: StaffRequest, row: Release, refusal: str = "") -> HttpResponse:
    """The page of a release: on the way with its checks under the person's head, over with what was undone."""
    row = found(request, row.uuid, ReleasePerm.VIEW)
    status = 422 if refusal else 200
    if row.state not in OPEN:
        return over(request, row, refusal, status)
    head = visible(request, row.stay.person.uuid)
    record(request, head, "release")
    return page(request, head, "", "inmates/release.html", facts(request, row, refusal), status=status)


def facts(request: StaffRequest, row: Release, refusal: str) -> dict[str, Any]:
    subject, at = selector.subject_of(row), request.at
    checks = selector.run(row, at)
    return {
        "release": row,
        "refusal": refusal,
        "when": release_boxes.when(row, at),
        "stages": release_boxes.stages(row, at),
        "checks": selector.readable(checks, subject, request.access),
        "is_clear": not selector.stops(checks),
        "steps": release_boxes.steps(row, at),
        "keeps": any(check.key in {"things", "money"} and check.stops for check in checks),
        "effects": effects_of(row, request),
        "breaks": consequences.of(Change(row.stay_id, "release", at), request.access),
        **rights(request, row),
    }


def rights(request: StaffRequest, row: Release) -> dict[str, bool]:
    """Which act is this user's: the first confirms, another is the second, either of them stands at the gate."""
    subject = selector.subject_of(row)
    confirms = subject.allows(request.access, ReleasePerm.CONFIRM)
    own = row.prepared_by_id == request.user.pk
    return {
        "confirms": confirms,
        "prepares": confirms and row.state == PLANNED,
        "seconds": confirms and row.state == PREPARED and not own,
        "waits": row.state == PREPARED and own,
        "gate": confirms and row.state == CONFIRMED,
        "plans": subject.allows(request.access, ReleasePerm.PLAN),
        "overrides": subject.allows(request.access, ReleasePerm.OVERRIDE),
        "handles": subject.allows(request.access, PropertyPerm.HANDLE),
    }


def effects_of(row: Release, request: StaffRequest) -> list[str]:
    return [release_effects.in_words(one, request.at) for one in release_effects.of_stay(row.stay_id, request.at)]


def over(request: StaffRequest, row: Release, refusal: str, status: int) -> HttpResponse:
    """Nobody's head stands above it: whoever released somebody reads what they did, also when the person is gone."""
    person = row.stay.person
    audit.record_read(by=request.user, at=request.at, subject=person, what="person.release", request_id=request.id)
    undone = [release_effects.in_words(effect, request.at) for effect in row.undone]
    request.prison = row.prison
    context = {
        "release": row,
        "refusal": refusal,
        "undone": undone,
        "stages": release_boxes.stages(row, request.at),
    }
    return render(request, "inmates/release_over.html", context, status=status)
