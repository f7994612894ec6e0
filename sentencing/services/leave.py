"""Leave from the decision to the gate: what was granted, each time, cancelled, called back (strgjfl. ss. 33 and 36).

Every act locks the stay first. Late returns run on the absence, as after every other departure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.models import RuleVersion, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import AbsenceKind, CommitmentKind, LegalStatusKind
from inmates.models import Commitment, Decision, Escort, Stay
from inmates.rules import wall_clock
from inmates.services import commitments, escorts, movements, presence, returns
from sentencing.choices import LeaveKind, LeaveState, PermissionState
from sentencing.models import QUOTA, Leave, LeavePermission
from sentencing.rules import leave as rules
from sentencing.rules.leave import Taken
from sentencing.selectors.dates import basis_of, dates_of_stay
from sentencing.selectors.leave_along import source_of
from sentencing.services import leave_escorts

MOST_AT_ONCE = 26


class LeaveRefused(Refusal):
    code = "leave_refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What leave is applied for."""

    kind: str
    valid_from: date
    valid_to: date
    destination: str
    purpose: str
    quota_days: int = QUOTA
    special_reason: str = ""
    officers: int = 0


# ---- what is granted -----------------------------------------------------------------------------------------------
def refuse_wanted(stay: Stay, wanted: Wanted, at: datetime) -> bool:
    """Raises ``LeaveRefused`` for what cannot be granted. Returns whether it begins before the threshold."""
    if basis_of(stay.pk, at) in ("", LegalStatusKind.REMAND):
        raise LeaveRefused(_("Nobody on remand has leave (strgjfl. s. 52)."), code="remand", source="strgjfl. s. 52")
    if wanted.valid_to < wanted.valid_from:
        raise LeaveRefused(_("The permission ends before it begins. Check the dates."), code="backwards")
    if wanted.quota_days > QUOTA and not wanted.special_reason.strip():
        raise LeaveRefused(
            _("Above 18 days a year needs special reasons (fskr. s. 3-31). Write them."), code="above_quota"
        )
    if wanted.kind == LeaveKind.WELFARE:
        return False
    first = threshold_of(stay, wanted.valid_from)
    if first is None:
        raise LeaveRefused(
            _("No day can be worked out from which leave is possible. Enter the judgment first."), code="no_dates"
        )
    early = wanted.valid_from < first
    if early and not wanted.special_reason.strip():
        raise LeaveRefused(
            _("Leave is possible from %(day)s at the earliest (%(source)s). Begin then, or write the special reasons.")
            % {"day": display.day(first), "source": rules.SOURCE},
            code="too_early",
            source=rules.SOURCE,
        )
    return early


def threshold_of(stay: Stay, on: date) -> date | None:
    """The first day of ordinary leave; of preventive detention two thirds of the minimum (fv-fskr. s. 9)."""
    dates = dates_of_stay(stay.pk, on)
    if dates is None:
        return None
    lines = {line.what: line.on for line in dates.steps}
    return lines.get("stairs") or lines.get("leave")


@explained()
@transaction.atomic
def authorise(
    *,
    stay: Stay,
    wanted: Wanted,
    conditions: str,
    why: str,
    rule: RuleVersion,
    asked_by: User,
    asked_at: datetime,
    by: User,
    at: datetime,
    decision: Decision | None = None,
) -> LeavePermission:
    """What was granted becomes a permission; each leave rests on one."""
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, at, at)
    early = refuse_wanted(stay, wanted, at)
    made = LeavePermission.objects.create(
        stay=stay,
        decision=decision,
        kind=wanted.kind,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        destination=wanted.destination.strip(),
        purpose=wanted.purpose.strip(),
        conditions=conditions.strip(),
        quota_days=wanted.quota_days,
        special_reason=wanted.special_reason.strip(),
        officers=wanted.officers,
        is_advanced=early,
        rule=rule,
        asked_at=asked_at,
        asked_by=asked_by,
        decided_at=at,
        decided_by=by,
        decided_why=why.strip()[:300],
    )
    audit.record_write(by=by, at=at, act="sentencing.authorise", subject=made, detail={"stay": stay.pk})
    return made


@explained()
@transaction.atomic
def withdraw(*, permission: LeavePermission, why: str, by: User, at: datetime) -> LeavePermission:
    """Granted no more, such as after a breach. What was planned on it is cancelled; who is out is called back apart."""
    presence.lock(permission.stay)
    permission = LeavePermission.objects.select_for_update(of=("self",)).get(pk=permission.pk)
    if permission.state == PermissionState.WITHDRAWN:
        raise Conflict(
            _("%(who)s has withdrawn this already, %(when)s.")
            % {"who": permission.decided_by, "when": display.moment(permission.decided_at, at)},
            code="withdrawn",
        )
    if not why.strip():
        raise LeaveRefused(_("Write why the permission is withdrawn."), code="no_reason")
    cancel_planned(Leave.objects.filter(permission=permission), why, by, at)
    permission.state, permission.decided_at, permission.decided_by = PermissionState.WITHDRAWN, at, by
    permission.decided_why = why.strip()[:300]
    permission.save()
    audit.record_write(by=by, at=at, act="sentencing.withdraw", subject=permission, detail={"stay": permission.stay_id})
    return permission


# ---- each time -----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def plan(
    *,
    permission: LeavePermission,
    start: datetime,
    end: datetime,
    by: User,
    at: datetime,
    weeks: int = 2,
    times: int = 1,
) -> list[Leave]:
    """Plan a leave, or the same every ``weeks`` weeks; all of them or none. Claims the person's time.

    Raises ``LeaveRefused`` above the quota or outside the permission, ``Conflict`` where the time is taken.
    """
    stay = presence.lock(permission.stay)
    presence.refuse_if_not_here(stay, at, at)
    permission = LeavePermission.objects.select_for_update(of=("self",)).get(pk=permission.pk)
    if not 1 <= times <= MOST_AT_ONCE or weeks < 1:
        raise LeaveRefused(_("Plan 1 to 26 leaves at a time."), code="how_often")
    if start <= at:
        raise LeaveRefused(_("That time has passed. Choose a time that is still to come."), code="past")
    made = [plan_one(stay, permission, *hours, by, at) for hours in occurrences(start, end, weeks, times)]
    audit.record_write(
        by=by, at=at, act="sentencing.plan_leave", subject=permission, detail={"leaves": [leave.pk for leave in made]}
    )
    return made


def occurrences(start: datetime, end: datetime, weeks: int, times: int) -> Iterable[tuple[datetime, datetime]]:
    """The same wall-clock times, whichever way the clocks have gone meanwhile."""
    zone = timezone.get_current_timezone()
    wall = (timezone.localtime(moment).replace(tzinfo=None) for moment in (start, end))
    for one in rules.repeated(*wall, weeks=weeks, times=times):
        found = [wall_clock.instants(moment.date(), moment.time(), zone) for moment in one]
        if not all(found):
            raise LeaveRefused(_("The clock does not show that time on one of the nights. Choose another."), code="gap")
        yield found[0][0], found[1][0]


def plan_one(stay: Stay, permission: LeavePermission, start: datetime, end: datetime, by: User, at: datetime) -> Leave:
    if end <= start:
        raise LeaveRefused(_("The leave ends before it begins. Check the times."), code="backwards")
    day = timezone.localtime(start).date()
    if not permission.valid_from <= day <= permission.valid_to:
        raise LeaveRefused(
            _("The permission holds from %(first)s to %(last)s. %(day)s lies outside.")
            % {
                "first": display.day(permission.valid_from),
                "last": display.day(permission.valid_to),
                "day": display.day(day),
            },
            code="outside",
        )
    days = rules.days_of(permission.kind, *(timezone.localtime(one).replace(tzinfo=None) for one in (start, end)))
    refuse_above_quota(stay, permission, day, days)
    leave = Leave.objects.create(
        permission=permission, stay=stay, during=between(start, end), days=days, planned_at=at, planned_by=by
    )
    commitments.book(
        stay=stay,
        kind=CommitmentKind.TRANSPORT,
        label=str(LeaveKind(permission.kind).label),
        place=None,
        start=start,
        end=end,
        source=source_of(leave),
        by=by,
        at=at,
    )
    return leave


def refuse_above_quota(stay: Stay, permission: LeavePermission, day: date, days: int) -> None:
    taken = taken_by(stay.pk)
    already = rules.used([*taken, Taken(day, 0)], day)
    if days and already + days > permission.quota_days:
        begins, ends = rules.quota_year(taken, day)
        left = max(0, permission.quota_days - already)
        raise LeaveRefused(
            ngettext(
                "%(left)d day is left of the year %(begins)s to %(ends)s. This leave takes %(days)d (%(source)s).",
                "%(left)d days are left of the year %(begins)s to %(ends)s. This leave takes %(days)d (%(source)s).",
                left,
            )
            % {
                "left": left,
                "begins": display.day(begins),
                "ends": display.day(ends),
                "days": days,
                "source": rules.SOURCE,
            },
            code="quota",
            source=rules.SOURCE,
        )


def taken_by(stay_id: int) -> list[Taken]:
    """Every leave that counts, gone or planned."""
    rows = Leave.objects.filter(stay=stay_id, days__gt=0).exclude(state=LeaveState.CANCELLED)
    return [
        Taken(timezone.localtime(start).date(), days) for start, days in rows.values_list("during__startswith", "days")
    ]


@explained()
@transaction.atomic
def start(*, leave: Leave, departed_at: datetime, by: User, at: datetime) -> Leave:
    """Through the gate. PostgreSQL refuses it before the notice beforehand is settled, and on remand."""
    presence.lock(leave.stay)
    leave = read_again(leave)
    refuse_unless(leave, LeaveState.PLANNED, at)
    if departed_at < leave.during.lower:
        raise LeaveRefused(
            _("The leave begins %(when)s. Nobody leaves before.") % {"when": display.moment(leave.during.lower, at)},
            code="too_early",
        )
    leave_escorts.refuse_too_few(leave)
    absence = movements.depart(
        stay=leave.stay,
        kind=AbsenceKind.LEAVE,
        destination=leave.permission.destination,
        departed_at=departed_at,
        expected_return_at=leave.during.upper,
        by=by,
        at=at,
    )
    leave.state, leave.absence, leave.started_at, leave.started_by = LeaveState.STARTED, absence, at, by
    leave.save(update_fields=["state", "absence", "started_at", "started_by"])
    audit.record_write(by=by, at=at, act="sentencing.start_leave", subject=leave, detail={"stay": leave.stay_id})
    return leave


@explained()
@transaction.atomic
def cancel(*, leave: Leave, why: str, by: User, at: datetime) -> Leave:
    """The leave is off: its days and the person's time are free again."""
    presence.lock(leave.stay)
    leave = read_again(leave)
    refuse_unless(leave, LeaveState.PLANNED, at)
    if not why.strip():
        raise LeaveRefused(_("Write in a few words why the leave is cancelled."), code="no_reason")
    cancel_one(leave, why.strip(), by, at)
    return leave


@explained()
@transaction.atomic
def call_back(*, leave: Leave, back_by: datetime, why: str, by: User, at: datetime) -> Leave:
    """The leave is interrupted: the person is ordered back, and is waited for from then on (strgjfl. s. 36)."""
    presence.lock(leave.stay)
    leave = read_again(leave)
    refuse_unless(leave, LeaveState.STARTED, at)
    if not why.strip():
        raise LeaveRefused(_("Write why the person is called back."), code="no_reason")
    if leave.absence is None or leave.interrupted_at is not None:
        raise Conflict(
            _("%(who)s has called the person back already.") % {"who": leave.interrupted_by or _("The system")},
            code="called_back",
        )
    returns.expect_at(
        absence=leave.absence,
        expected_return_at=back_by,
        seen=leave.absence.expected_return_at,
        reason=why.strip(),
        by=by,
        at=at,
    )
    leave.interrupted_at, leave.interrupted_by, leave.interrupted_why = at, by, why.strip()
    leave.save(update_fields=["interrupted_at", "interrupted_by", "interrupted_why"])
    audit.record_write(by=by, at=at, act="sentencing.call_back", subject=leave, detail={"stay": leave.stay_id})
    return leave


@transaction.atomic
def drop_planned(*, stay_id: int, why: str, by: User | None, at: datetime) -> None:
    """The ground has gone: released, put on remand, or at large. Whoever is out stays registered as out."""
    cancel_planned(Leave.objects.filter(stay=stay_id), why, by, at)


# ---- parts ---------------------------------------------------------------------------------------------------------
def cancel_planned(leaves: "QuerySet[Leave]", why: str, by: User | None, at: datetime) -> None:
    planned = leaves.select_for_update(of=("self",)).filter(state=LeaveState.PLANNED)
    for leave in planned.order_by("pk"):
        cancel_one(leave, why.strip()[:200], by, at)


def cancel_one(leave: Leave, why: str, by: User | None, at: datetime) -> None:
    leave.state, leave.cancelled_at, leave.cancelled_by, leave.cancelled_why = LeaveState.CANCELLED, at, by, why
    leave.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancelled_why"])
    for booked in Commitment.objects.select_for_update().filter(source=source_of(leave), cancelled_at__isnull=True):
        booked.cancelled_at, booked.cancelled_by = at, by
        booked.save(update_fields=["cancelled_at", "cancelled_by"])
        escorts.free(Escort.objects.filter(commitment=booked), by=by, at=at)
    audit.record_write(by=by, at=at, act="sentencing.cancel_leave", subject=leave, detail={"stay": leave.stay_id})


def read_again(leave: Leave) -> Leave:
    found = Leave.objects.select_for_update(of=("self",)).select_related("stay__person", "permission", "absence")
    return found.get(pk=leave.pk)


def refuse_unless(leave: Leave, state: str, at: datetime) -> None:
    """Whoever is second is told who was first, and what they did."""
    if leave.state == state:
        return
    texts = {
        LeaveState.PLANNED: _("The leave has not begun."),
        LeaveState.STARTED: _("%(who)s let the person go on this leave %(when)s."),
        LeaveState.CANCELLED: _("%(who)s cancelled this leave %(when)s."),
    }
    who = leave.started_by if leave.state == LeaveState.STARTED else leave.cancelled_by
    moment = leave.started_at if leave.state == LeaveState.STARTED else leave.cancelled_at
    values = {"who": who or _("The system"), "when": display.moment(moment or at, at)}
    raise Conflict(texts[LeaveState(leave.state)] % values, code=f"{leave.state.lower()}_already")
