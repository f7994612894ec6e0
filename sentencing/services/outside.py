"""Serving outside the walls from what was granted to the end: out through the gate, back, withdrawn, over.

One life for six forms of execution (``sentencing.models.outside``). Every act locks the stay first. Who does not come
back is waited for by the clock of the absence, as after every other departure.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit, law
from inmates.choices import AbsenceKind
from inmates.models import Absence, Decision
from inmates.services import movements, presence, returns
from sentencing.choices import NotCountedReason, OutsideKind, OutsideState
from sentencing.models import NotCounted, Outing, OutsideTerm
from sentencing.rules import outside as rules
from sentencing.rules.outside import Wanted
from sentencing.services import calculations
from sentencing.services.outside_hours import (
    OPEN,
    RULE,
    back_by,
    book_ahead,
    free_hours,
    hours_at,
    hours_in_words,
    parameters_at,
)

THROUGH_THE_GATE = (
    OutsideKind.INTERRUPTION,
    OutsideKind.INSTITUTION,
    OutsideKind.OUTSIDE,
    OutsideKind.MONITORING,
)
EXTENDED, RELEASED, ON_REMAND, AT_LARGE, BACK, FOLLOWED = "EXTENDED", "RELEASED", "REMAND", "AT_LARGE", "BACK", "NEXT"


class OutsideRefused(Refusal):
    code = "outside_refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is applied for, with its words. ``timetable`` is as it is kept."""

    wanted: Wanted
    place: str
    purpose: str
    timetable: str = ""


# ---- granted -------------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def grant(*, decision: Decision, asked: Asked, by: User, at: datetime) -> OutsideTerm:
    """What was decided becomes a term. An interruption that goes on from one that runs extends it at once."""
    stay = presence.lock(decision.stay)
    presence.refuse_if_not_here(stay, at, at)
    wanted, given = asked.wanted, parameters_at(at)[asked.wanted.kind]
    before = running(stay.pk, wanted.kind) if wanted.kind == OutsideKind.INTERRUPTION else None
    made = OutsideTerm(
        stay=stay,
        kind=wanted.kind,
        decision=decision,
        rule=law.rule_in_force(RULE, timezone.localtime(at).date()),
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        place=asked.place.strip(),
        purpose=asked.purpose.strip(),
        timetable=asked.timetable,
        conditions=decision.conditions,
        special_reason=wanted.special_reason.strip(),
        meeting_days=given.get("meeting_days"),
        reporting_months=wanted.reporting_months,
        granted_at=at,
        granted_by=by,
    )
    if before is not None:
        extend(before, made, by, at)
    made.save()
    audit.record_write(by=by, at=at, act="sentencing.grant_outside", subject=made, detail=detail_of(made))
    if made.kind == OutsideKind.DAY_RELEASE:
        book_ahead(term=made, by=by, at=at)
    return made


def extend(before: OutsideTerm, made: OutsideTerm, by: User, at: datetime) -> None:
    """The interruption goes on: the same absence, expected back later."""
    absence = before.absence
    if absence is None:
        raise OutsideRefused(_("The interruption has not begun."), code="not_begun")
    returns.expect_at(
        absence=absence,
        expected_return_at=back_by(made.last_on, at),
        seen=absence.expected_return_at,
        reason=made.purpose,
        by=by,
        at=at,
    )
    close(before, OutsideState.ENDED, EXTENDED, by, at)
    made.extends, made.absence = before, absence
    made.state, made.started_at, made.started_by = OutsideState.RUNNING, at, by


def running(stay_id: int, kind: str) -> OutsideTerm | None:
    found = OutsideTerm.objects.filter(stay=stay_id, kind=kind, state=OutsideState.RUNNING)
    return found.select_related("absence").order_by("-pk").first()


def links_before(stay_id: int) -> int:
    """How many interruptions go on without a return between: the next one is the extension of that number."""
    term, links = running(stay_id, OutsideKind.INTERRUPTION), 0
    while term is not None:
        term, links = term.extends, links + 1
    return links


# ---- out and back --------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def start(*, term: OutsideTerm, departed_at: datetime, by: User, at: datetime) -> OutsideTerm:
    """Out through the gate, to serve outside. PostgreSQL refuses it on remand and before the notice is settled."""
    presence.lock(term.stay)
    term = read_again(term)
    refuse_unless(term, OutsideState.GRANTED, at)
    if term.kind not in THROUGH_THE_GATE:
        raise OutsideRefused(_("This does not begin at the gate."), code="not_at_the_gate")
    refuse_other_day(term, timezone.localtime(departed_at).date())
    for other in OutsideTerm.objects.filter(stay=term.stay_id, state=OutsideState.RUNNING).order_by("pk"):
        close(other, OutsideState.ENDED, FOLLOWED, by, at)
    begin(term, by, at)
    term.absence = movements.depart(
        stay=term.stay,
        kind=AbsenceKind(term.kind),
        destination=term.place,
        departed_at=departed_at,
        expected_return_at=back_by(term.last_on, at),
        by=by,
        at=at,
    )
    term.save(update_fields=["absence"])
    audit.record_write(by=by, at=at, act="sentencing.start_outside", subject=term, detail=detail_of(term))
    return term


@explained()
@transaction.atomic
def go_out(*, term: OutsideTerm, departed_at: datetime, by: User, at: datetime) -> Outing:
    """Out on day release, in the hours of the timetable; the hours say when the person is back."""
    presence.lock(term.stay)
    term = read_again(term)
    if term.state not in OPEN or term.kind != OutsideKind.DAY_RELEASE:
        refuse_unless(term, OutsideState.RUNNING, at)
    day = timezone.localtime(departed_at).date()
    refuse_other_day(term, day)
    hours = hours_at(term, day, departed_at)
    if hours is None:
        raise OutsideRefused(
            _("The timetable has no hours now. It says: %(hours)s.") % {"hours": hours_in_words(term)}, code="hours"
        )
    if term.state == OutsideState.GRANTED:
        begin(term, by, at)
    absence = movements.depart(
        stay=term.stay,
        kind=AbsenceKind.DAY_RELEASE,
        destination=term.place,
        departed_at=departed_at,
        expected_return_at=hours[1],
        by=by,
        at=at,
    )
    made = Outing.objects.create(term=term, during=between(*hours), absence=absence, let_out_at=at, let_out_by=by)
    audit.record_write(by=by, at=at, act="sentencing.go_out", subject=made, detail=detail_of(term))
    return made


@transaction.atomic
def came_back(*, absence_id: int, returned_at: datetime, why: str, by: User | None, at: datetime) -> None:
    """Whoever is back serves inside again; the days of an interruption do not count, and are left out by themselves."""
    found = OutsideTerm.objects.select_for_update(of=("self",)).filter(absence=absence_id, kind__in=THROUGH_THE_GATE)
    for term in found.select_related("absence", "decision").order_by("-pk"):
        if term.state in OPEN:
            close(term, OutsideState.ENDED, why, by, at)
        if term.kind == OutsideKind.INTERRUPTION and not hasattr(term, "extended_by"):
            leave_out(term, returned_at, by or term.granted_by, at)


def leave_out(term: OutsideTerm, returned_at: datetime, by: User, at: datetime) -> NotCounted | None:
    """Once: what somebody has entered by hand already stands."""
    if term.absence is None:
        return None
    local = timezone.localtime
    days = rules.days_left_out(local(term.absence.departed_at).date(), local(returned_at).date())
    if (
        days is None
        or NotCounted.objects.filter(
            stay=term.stay_id, annulled_at__isnull=True, days__overlap=(days[0], days[1] + timedelta(days=1))
        ).exists()
    ):
        return None
    return calculations.leave_out(
        stay=term.stay,
        reason=NotCountedReason.INTERRUPTION,
        first=days[0],
        last=days[1],
        document=f"{term.decision.legal_ref}, {display.day(term.granted_at.date())}",
        by=by,
        at=at,
    )


# ---- over ----------------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def withdraw(*, term: OutsideTerm, why: str, by: User, at: datetime, back_at: datetime | None = None) -> OutsideTerm:
    """Granted no more, such as after a breach. Who is out is ordered back, and is waited for from ``back_at`` on."""
    presence.lock(term.stay)
    term = read_again(term)
    if term.state not in OPEN:
        refuse_unless(term, OutsideState.RUNNING, at)
    if not why.strip():
        raise OutsideRefused(_("Write why it is withdrawn."), code="no_reason")
    out = absence_now(term)
    if out is not None:
        if back_at is None:
            raise OutsideRefused(_("Say when the person must be back."), code="no_return")
        returns.expect_at(
            absence=out, expected_return_at=back_at, seen=out.expected_return_at, reason=why.strip(), by=by, at=at
        )
    close(term, OutsideState.WITHDRAWN, why.strip()[:200], by, at)
    audit.record_write(by=by, at=at, act="sentencing.withdraw_outside", subject=term, detail=detail_of(term))
    return term


@transaction.atomic
def drop(*, stay_id: int, why: str, by: User | None, at: datetime, left_absence_id: int | None = None) -> None:
    """The ground has gone: on remand or at large. Whoever is out stays registered as out."""
    if left_absence_id is not None:
        came_back(absence_id=left_absence_id, returned_at=at, why=why, by=by, at=at)
    found = OutsideTerm.objects.select_for_update(of=("self",)).select_related("absence", "decision", "granted_by")
    for term in found.filter(stay=stay_id, state__in=OPEN).order_by("pk"):
        close(term, OutsideState.ENDED, why, by, at)
        if term.kind == OutsideKind.INTERRUPTION:
            leave_out(term, at, by or term.granted_by, at)


def close(term: OutsideTerm, state: str, why: str, by: User | None, at: datetime) -> None:
    """The end of it, whichever: the hours that were booked are free again, and the monitor's data get their day."""
    term.state, term.ended_at, term.ended_by, term.ended_why = state, at, by, why
    if term.kind == OutsideKind.MONITORING:
        days = int(term.rule.parameters[OutsideKind.MONITORING.value]["erase_days"])
        term.erase_on = timezone.localtime(at).date() + timedelta(days=days)
    term.save(update_fields=["state", "ended_at", "ended_by", "ended_why", "erase_on"])
    free_hours(term, by, at)
    audit.record_write(by=by, at=at, act="sentencing.end_outside", subject=term, detail=detail_of(term), reason=why)


@explained()
@transaction.atomic
def erase(*, term: OutsideTerm, by: User, at: datetime) -> OutsideTerm:
    """What the monitor recorded is erased, and by whom (strgjfl. s. 16 a). Never while a breach waits for an answer."""
    presence.lock(term.stay)
    term = read_again(term)
    if term.erase_on is None or term.erased_at is not None:
        raise Conflict(_("There is nothing to erase, or it is erased already."), code="erased")
    if term.breaches.filter(followed_at__isnull=True).exists():
        raise OutsideRefused(
            _("A breach is not followed up yet. What was recorded is kept for it."), code="breach", source="16 a"
        )
    term.erased_at, term.erased_by = at, by
    term.save(update_fields=["erased_at", "erased_by"])
    audit.record_write(by=by, at=at, act="sentencing.erase_monitoring", subject=term, detail=detail_of(term))
    return term


# ---- parts -----------------------------------------------------------------------------------------------------------
def begin(term: OutsideTerm, by: User | None, at: datetime) -> None:
    term.state, term.started_at, term.started_by = OutsideState.RUNNING, at, by or term.granted_by
    term.save(update_fields=["state", "started_at", "started_by"])


def absence_now(term: OutsideTerm) -> Absence | None:
    """Where the person is because of this term, while they are not back."""
    of_term = [term.absence_id] if term.absence_id else list(term.outings.values_list("absence", flat=True))
    return Absence.objects.filter(pk__in=of_term, returned_at__isnull=True).order_by("-pk").first()


def read_again(term: OutsideTerm) -> OutsideTerm:
    found = OutsideTerm.objects.select_for_update(of=("self",)).select_related(
        "stay__person", "absence", "rule", "started_by", "ended_by", "granted_by", "decision"
    )
    return found.get(pk=term.pk)


def refuse_other_day(term: OutsideTerm, day: date) -> None:
    if not term.first_on <= day <= term.last_on:
        raise OutsideRefused(
            _("It holds from %(first)s to %(last)s. %(day)s lies outside.")
            % {"first": display.day(term.first_on), "last": display.day(term.last_on), "day": display.day(day)},
            code="outside",
        )


def refuse_unless(term: OutsideTerm, state: str, at: datetime) -> None:
    """Whoever is second is told who was first, and what they did."""
    if term.state == state:
        return
    texts = {
        OutsideState.GRANTED: _("It has not begun."),
        OutsideState.RUNNING: _("%(who)s began it %(when)s. Look at it again."),
        OutsideState.ENDED: _("It ended %(when)s. Look at it again."),
        OutsideState.WITHDRAWN: _("%(who)s has withdrawn it, %(when)s."),
    }
    is_over = term.state not in OPEN
    who, moment = (term.ended_by, term.ended_at) if is_over else (term.started_by, term.started_at)
    values = {"who": who or _("The system"), "when": display.moment(moment or at, at)}
    raise Conflict(texts[OutsideState(term.state)] % values, code=f"{term.state.lower()}_already")


def detail_of(term: OutsideTerm) -> dict[str, Any]:
    return {"stay": term.stay_id, "kind": str(term.kind)}
