"""Serving outside: the list of a prison, one person with the home, a term with its acts, what comes of a breach."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted, tabs_of
from corrections.refusals import Refusal
from corrections.selectors import estate
from inmates.models import Stay
from inmates.permissions import CustodyPerm, DecisionPerm
from inmates.selectors.head import Head
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible
from sentencing.choices import OutsideKind, OutsideState
from sentencing.forms.outside import FollowForm, MemberForm, NothingForm, SaidForm
from sentencing.models import HouseholdMember, OutsideTerm
from sentencing.permissions import LeavePerm, VictimPerm
from sentencing.selectors import leave as leaves
from sentencing.selectors import outside as selector
from sentencing.selectors.outside_words import ended_why
from sentencing.services import household, outside_tasks, outside_watch
from sentencing.views.outside_acts import ACTS, acts_for, form_of
from sentencing.words import citation

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(LeavePerm.VIEW)
def prison_outside(request: StaffRequest, slug: str) -> HttpResponse:
    """Who serves outside or is on probation, and who has been granted it."""
    prison = get_object_or_404(estate.prisons(request.access, LeavePerm.VIEW), slug=slug)
    request.prison = prison
    found = selector.of_prison(prison.pk, request.access, request.at)
    context = {"prison": prison, "found": found, "tabs": tabs_of(request, prison, "outside")}
    return render(request, "sentencing/outside/list.html", context)


@require_GET
@requires(LeavePerm.VIEW)
def person_outside(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, LeavePerm.VIEW)
    record(request, head, "outside")
    found = selector.of_person(head.subject, request.access, request.at)
    return page(request, head, "outside", "sentencing/outside/person.html", {"found": found})


# ---- the home --------------------------------------------------------------------------------------------------------
@get_or_post
@requires(LeavePerm.ASK)
def person_household(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """Somebody who lives where the person is to be monitored."""
    head = allowed(request, uuid, LeavePerm.ASK)
    if head.subject.stay_id is None:
        raise Http404

    def act(data: dict[str, Any]) -> None:
        household.add(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at, **data)

    return answered(request, head, MemberForm(posted(request)), act, _("Enter who lives in the home"))


HOME: Final[dict[str, tuple[type[Form], Callable[..., HouseholdMember], str | Promise]]] = {
    "consent": (NothingForm, household.consent, gettext_lazy("The consent is written down.")),
    "take-back": (NothingForm, household.take_back, gettext_lazy("The consent is taken back.")),
    "hear": (SaidForm, household.hear, gettext_lazy("It is written down.")),
    "moved-out": (NothingForm, household.moved_out, gettext_lazy("It is written down.")),
}


@get_or_post
@requires(LeavePerm.ASK)
def household_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    member = get_object_or_404(selector.members_in_sight(request.access), pk=pk)
    head = allowed(request, member.stay.person.uuid, LeavePerm.ASK)
    if act not in HOME:
        raise Http404
    form, do, done = HOME[act]

    def carry(data: dict[str, Any]) -> None:
        do(member=member, by=request.user, at=request.at, **data)

    title = f"{selector.act_name(act)}: {member.name}"
    return answered(request, head, form(posted(request)), carry, title, done)


# ---- one term --------------------------------------------------------------------------------------------------------
@require_GET
@requires(LeavePerm.VIEW)
def outside(request: StaffRequest, pk: int) -> HttpResponse:
    return term_page(request, *found(request, pk, LeavePerm.VIEW))


@require_POST
@requires(LeavePerm.RUN, LeavePerm.ASK, LeavePerm.DECIDE, VictimPerm.NOTICE)
def outside_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """One act; refused, the same page says why."""
    if act not in ACTS:
        raise Http404
    head, term = found(request, pk, LeavePerm.VIEW)
    if not head.subject.allows(request.access, ACTS[act].perm):
        raise Http404
    form = form_of(act, request, request.POST)
    if form.is_valid():
        try:
            ACTS[act].do(term, form.cleaned_data, request, head)
            outside_tasks.call(stay_ids=[term.stay_id], by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. See below where it stands."))
            return redirect("outside", pk)
    return term_page(request, head, term, {act: form}, status=422)


@get_or_post
@requires(LeavePerm.DECIDE)
def breach_follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    """What comes of a breach."""
    breach = get_object_or_404(selector.breaches_in_sight(request.access), pk=pk)
    head = allowed(request, breach.term.stay.person.uuid, LeavePerm.DECIDE)

    def act(data: dict[str, Any]) -> None:
        given = {"outcome": data["outcome"], "why": data["why"], "back_at": data.get("back")}
        outside_watch.follow_up(breach=breach, by=request.user, at=request.at, **given)
        outside_tasks.call(stay_ids=[breach.term.stay_id], by=request.user, at=request.at)

    form = FollowForm(posted(request), kind=breach.term.kind, at=request.at)
    to = reverse("outside", args=[breach.term_id])
    return answered(request, head, form, act, _("Follow up the breach"), _("The breach is followed up."), to=to)


# ---- parts -----------------------------------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: StrEnum) -> Head:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm):
        raise Http404
    return head


def found(request: StaffRequest, pk: int, perm: StrEnum) -> tuple[Head, OutsideTerm]:
    term = get_object_or_404(selector.in_sight(request.access), pk=pk)
    return allowed(request, term.stay.person.uuid, perm), term


def answered(
    request: StaffRequest,
    head: Head,
    form: Form,
    act: Callable[[dict[str, Any]], None],
    title: str,
    done: str | Promise = "",
    to: str = "",
) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title)

    back = to or reverse("person_outside", args=[head.subject.uuid])
    return carry_out(request, form, act, done=done or _("It is written down."), to=back, again=again)


def term_page(
    request: StaffRequest, head: Head, term: OutsideTerm, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    record(request, head, "outside")
    context = {
        "term": term,
        "may_absence": head.subject.allows(request.access, CustodyPerm.VIEW),
        "may_decision": head.subject.allows(request.access, DecisionPerm.VIEW),
        **standing(request, term),
        **acts(request, head, term, refused or {}),
        **told(request, head, term),
    }
    return page(request, head, "outside", "sentencing/outside/term.html", context, status=status)


def standing(request: StaffRequest, term: OutsideTerm) -> dict[str, Any]:
    return {
        "title": OutsideKind(term.kind).label,
        "state": {
            "text": OutsideState(term.state).label,
            "level": selector.LEVELS.get(OutsideState(term.state), "quiet"),
        },
        "ended": ended_why(term.ended_why) if term.ended_at else "",
        "hours": selector.hours(term),
        "absence": selector.absence_of(term),
        "checks": selector.checks(term, request.at),
        "breaches": selector.breaches(term, request.at),
        "source": citation(term.rule.parameters[term.kind]["source"]),
    }


def acts(request: StaffRequest, head: Head, term: OutsideTerm, refused: dict[str, Form]) -> dict[str, Any]:
    """The acts of this user, each with its form; what waits for the notice beforehand says so instead."""
    settled = selector.is_settled(term)
    keys = [key for key in acts_for(term, head, request) if key != "notice"]
    rows = [
        {
            "key": key,
            "act": ACTS[key],
            "form": refused.get(key) or form_of(key, request),
            "href": reverse("outside_act", args=[term.pk, key]),
        }
        for key in [*keys, *(key for key in refused if key not in keys and key != "notice")]
        if settled or not ACTS[key].needs_told or key in refused
    ]
    waits = not settled and any(ACTS[key].needs_told for key in keys)
    may_follow = head.subject.allows(request.access, LeavePerm.DECIDE)
    notice = refused.get("notice") or form_of("notice", request)
    return {"acts": rows, "waits": waits, "may_follow": may_follow, "notice": notice}


def told(request: StaffRequest, head: Head, term: OutsideTerm) -> dict[str, Any]:
    """The notice beforehand, for named roles alone."""
    if not head.subject.allows(request.access, VictimPerm.NOTICE) or term.kind == OutsideKind.PROBATION:
        return {"sees_victim": False}
    return {
        "sees_victim": True,
        "duty": leaves.duty_row(term.stay_id, request.at),
        "notices": selector.notices(term, request.at),
        "may_notice": term.state == OutsideState.GRANTED,
    }
