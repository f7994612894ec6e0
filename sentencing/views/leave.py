"""Leave: what somebody was granted, each time planned and run, the list of a prison, and the notice beforehand."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted, tabs_of
from corrections.selectors import estate
from inmates.forms.moves import DepartedForm, OfficersForm
from inmates.models import Stay
from inmates.selectors.head import Head
from inmates.selectors.trips import users, who_can_go
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible
from sentencing.choices import LeaveKind, LeaveState
from sentencing.forms.leave import CallBackForm, DutyForm, NoticeForm, PlanLeaveForm, WhyForm
from sentencing.models import Leave, LeavePermission
from sentencing.permissions import LeavePerm, VictimPerm
from sentencing.selectors import leave as selector
from sentencing.selectors import leave_along
from sentencing.services import leave as service
from sentencing.services import leave_escorts, victims

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(LeavePerm.VIEW)
def prison_leaves(request: StaffRequest, slug: str) -> HttpResponse:
    """Who is out on leave, and who goes in the next thirty days."""
    prison = get_object_or_404(estate.prisons(request.access, LeavePerm.VIEW), slug=slug)
    request.prison = prison
    found = selector.of_prison(prison.pk, request.access, request.at)
    context = {"prison": prison, "found": found, "tabs": tabs_of(request, prison, "leaves")}
    return render(request, "sentencing/leave/list.html", context)


@require_GET
@requires(LeavePerm.VIEW)
def person_leave(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, LeavePerm.VIEW)
    record(request, head, "leave")
    found = selector.of_person(head.subject, request.access, request.at)
    may_withdraw = head.subject.allows(request.access, LeavePerm.DECIDE)
    context = {"found": found, "may_withdraw": may_withdraw}
    return page(request, head, "leave", "sentencing/leave/person.html", context)


@get_or_post
@requires(LeavePerm.ASK)
def leave_plan(request: StaffRequest, pk: int) -> HttpResponse:
    head, permission = granted(request, pk, LeavePerm.ASK)
    form = PlanLeaveForm(posted(request), at=request.at)

    def act(data: dict[str, Any]) -> None:
        given = {name: data[name] for name in ("start", "end", "weeks", "times")}
        service.plan(permission=permission, by=request.user, at=request.at, **given)

    title = _("Plan: %(what)s") % {"what": LeaveKind(permission.kind).label}
    return answered(request, head, form, act, title, _("The leave is planned."))


@get_or_post
@requires(LeavePerm.DECIDE)
def leave_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    head, permission = granted(request, pk, LeavePerm.DECIDE)

    def act(data: dict[str, Any]) -> None:
        service.withdraw(permission=permission, why=data["why"], by=request.user, at=request.at)

    title = _("Withdraw the permission")
    return answered(request, head, WhyForm(posted(request)), act, title, _("The permission is withdrawn."))


@get_or_post
@requires(VictimPerm.NOTICE)
def person_victim(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, VictimPerm.NOTICE)
    if head.subject.stay_id is None:
        raise Http404

    def act(data: dict[str, Any]) -> None:
        victims.say_duty(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at, **data)

    title = _("Told beforehand")
    return answered(request, head, DutyForm(posted(request)), act, title, _("It is written down."))


@get_or_post
@requires(VictimPerm.NOTICE)
def release_notice(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """That the victim was told of the release, or why nobody is."""
    head = allowed(request, uuid, VictimPerm.NOTICE)
    if head.subject.stay_id is None:
        raise Http404

    def act(data: dict[str, Any]) -> None:
        victims.settle_notice(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at, **data)

    title = _("Told before the release")
    return answered(request, head, NoticeForm(posted(request)), act, title, _("It is written down."))


@require_GET
@requires(LeavePerm.VIEW)
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    return leave_page(request, *going(request, pk, LeavePerm.VIEW))


@require_POST
@requires(LeavePerm.RUN)
def leave_start(request: StaffRequest, pk: int) -> HttpResponse:
    head, found = going(request, pk, LeavePerm.RUN)

    def act(data: dict[str, Any]) -> None:
        service.start(leave=found, departed_at=data["departed"], by=request.user, at=request.at)

    done = _("%(person)s has left on leave.") % {"person": head.name}
    return acted(request, head, found, "start", DepartedForm(request.POST, at=request.at), act, done)


@require_POST
@requires(LeavePerm.RUN)
def leave_call_back(request: StaffRequest, pk: int) -> HttpResponse:
    head, found = going(request, pk, LeavePerm.RUN)

    def act(data: dict[str, Any]) -> None:
        given = {"back_by": data["back_by"], "why": data["why"]}
        service.call_back(leave=found, by=request.user, at=request.at, **given)

    form = CallBackForm(request.POST, at=request.at)
    return acted(request, head, found, "call_back", form, act, _("The person is called back."))


@require_POST
@requires(LeavePerm.ASK)
def leave_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    head, found = going(request, pk, LeavePerm.ASK)

    def act(data: dict[str, Any]) -> None:
        service.cancel(leave=found, why=data["why"], by=request.user, at=request.at)

    return acted(request, head, found, "cancel", WhyForm(request.POST), act, _("The leave is cancelled."))


@require_POST
@requires(LeavePerm.RUN)
def leave_officers(request: StaffRequest, pk: int) -> HttpResponse:
    head, found = going(request, pk, LeavePerm.RUN)
    form = OfficersForm(request.POST, officers=who_can_go(head.subject.prison_id or 0, request.at))

    def act(data: dict[str, Any]) -> None:
        leave_escorts.name_officers(leave=found, officers=users(form.in_order), by=request.user, at=request.at)

    return acted(request, head, found, "officers", form, act, _("The officers are named."))


@require_POST
@requires(VictimPerm.NOTICE)
def leave_notice(request: StaffRequest, pk: int) -> HttpResponse:
    head, found = going(request, pk, VictimPerm.NOTICE)

    def act(data: dict[str, Any]) -> None:
        victims.settle_notice(stay=found.stay, leave=found, by=request.user, at=request.at, **data)

    return acted(request, head, found, "notice", NoticeForm(request.POST), act, _("It is written down."))


# ---- parts ---------------------------------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: StrEnum) -> Head:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm):
        raise Http404
    return head


def granted(request: StaffRequest, pk: int, perm: StrEnum) -> tuple[Head, LeavePermission]:
    found = get_object_or_404(selector.permissions_in_sight(request.access), pk=pk)
    return allowed(request, found.stay.person.uuid, perm), found


def going(request: StaffRequest, pk: int, perm: StrEnum) -> tuple[Head, Leave]:
    found = get_object_or_404(selector.in_sight(request.access), pk=pk)
    return allowed(request, found.stay.person.uuid, perm), found


Act = Callable[[dict[str, Any]], None]


def answered(request: StaffRequest, head: Head, form: Form, act: Act, title: str, done: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title)

    to = reverse("person_leave", args=[head.subject.uuid])
    return carry_out(request, form, act, done=done, to=to, again=again)


def acted(request: StaffRequest, head: Head, found: Leave, key: str, form: Form, act: Act, done: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        return leave_page(request, head, found, {key: form}, status=422)

    return carry_out(request, form, act, done=done, to=reverse("leave", args=[found.pk]), again=again)


def leave_page(
    request: StaffRequest, head: Head, found: Leave, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    record(request, head, "leave")
    along = leave_along.along(found)
    forms = forms_of(request) | {"officers": officers_form(request, head, along)} | (refused or {})
    context = {"leave": found, "along": along, "forms": forms, **standing(request, head, found, len(along))}
    return page(request, head, "leave", "sentencing/leave/leave.html", context, status=status)


def standing(request: StaffRequest, head: Head, found: Leave, named: int) -> dict[str, Any]:
    """Where the leave stands, and which of its acts this user may do now."""
    may = {perm: head.subject.allows(request.access, perm) for perm in (LeavePerm.RUN, LeavePerm.ASK)}
    word, level = selector.standing(found, request.at)
    is_out = found.absence is not None and found.absence.returned_at is None
    planned = found.state == LeaveState.PLANNED
    return {
        "state": {"text": word, "level": level},
        "may_name": planned and may[LeavePerm.RUN],
        "missing": max(found.permission.officers - named, 0) if planned else 0,
        "may_start": planned and may[LeavePerm.RUN],
        "may_cancel": planned and may[LeavePerm.ASK],
        "may_call_back": is_out and found.interrupted_at is None and may[LeavePerm.RUN],
        "is_out": is_out,
        "is_settled": selector.is_settled(found),
        **told(request, head, found),
    }


def told(request: StaffRequest, head: Head, found: Leave) -> dict[str, Any]:
    """The notice beforehand, for named roles alone."""
    if not head.subject.allows(request.access, VictimPerm.NOTICE):
        return {"sees_victim": False}
    return {
        "sees_victim": True,
        "duty": selector.duty_row(found.stay_id, request.at),
        "notices": selector.notice_rows(found, request.at),
        "may_notice": found.state == LeaveState.PLANNED,
    }


def officers_form(request: StaffRequest, head: Head, along: list[leave_along.Along]) -> Form:
    """Those who are named already are chosen."""
    named = [one.pk for one in along]
    can_go = who_can_go(head.subject.prison_id or 0, request.at)
    initial = {"lead": named[0] if named else None, "others": named[1:]}
    return OfficersForm(initial=initial, officers=can_go, auto_id="id_officers_%s")


def forms_of(request: StaffRequest) -> dict[str, Form]:
    return {
        "start": DepartedForm(at=request.at, auto_id="id_start_%s"),
        "cancel": WhyForm(auto_id="id_cancel_%s"),
        "call_back": CallBackForm(at=request.at, auto_id="id_call_%s"),
        "notice": NoticeForm(auto_id="id_notice_%s"),
    }
