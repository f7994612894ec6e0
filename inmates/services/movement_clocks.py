"""Whoever is outside is waited for: one clock a return, and two an arrival, in the prison left and the one expecting.

The clock of a return starts with the departure, is moved with the expected return, and is closed by the return itself.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from corrections.models import Clock, RuleVersion, User
from corrections.rules import OSLO
from corrections.services import clocks, law, work
from inmates.choices import AbsenceKind
from inmates.models import Absence, Placement, Transfer

RETURN = "RETURN"
ARRIVAL = "TRANSFER_ARRIVAL"
NOT_WAITED_FOR = (AbsenceKind.TRANSFER, AbsenceKind.ESCAPE)


def return_key(absence_id: int) -> str:
    return f"return:{absence_id}"


def arrival_key(transfer_id: int, prison_id: int) -> str:
    return f"arrival:{transfer_id}:{prison_id}"


def rule_on(rule_id: str, at: datetime) -> RuleVersion | None:
    """The rule as it stands; none where the country has no such rule."""
    try:
        return law.rule_in_force(rule_id, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return None


def await_returns(*, stay_ids: Sequence[int], by: User | None, at: datetime) -> int:
    """Start the clock of everyone among them who is outside and expected back. Returns how many were started."""
    rule = rule_on(RETURN, at)
    if rule is None or not stay_ids:
        return 0
    out = Absence.objects.current().filter(stay__in=list(stay_ids), expected_return_at__isnull=False)
    placed = Placement.objects.current().filter(stay__in=list(stay_ids))
    homes = {row[0]: row[1:] for row in placed.values_list("stay_id", "bed__cell__unit_id", "bed__cell__unit__prison")}
    held = F("stay__reception_prison_id")
    rows = out.exclude(kind__in=NOT_WAITED_FOR).annotate(held=held).order_by("pk")
    new = []
    for absence in rows:
        unit_id, prison_id = homes.get(absence.stay_id, (None, absence.held))
        if prison_id is None or absence.expected_return_at is None:
            continue
        new.append(
            clocks.NewClock(
                subject_id=absence.pk,
                prison_id=prison_id,
                unit_id=unit_id,
                started_at=absence.departed_at,
                due_at=absence.expected_return_at,
                dedupe_key=return_key(absence.pk),
            )
        )
    return clocks.start_many(rule=rule, subject_type=Absence._meta.label_lower, clocks=new, by=by, at=at)


def move_return(*, absence: Absence, by: User | None, at: datetime) -> None:
    """The expected return is another: the running clock is due then; one that never ran is started."""
    running = Clock.objects.running().filter(dedupe_key=return_key(absence.pk)).select_related("rule", "prison", "unit")
    clock = running.order_by("pk").first()
    if clock is None or absence.expected_return_at is None:
        await_returns(stay_ids=[absence.stay_id], by=by, at=at)
        return
    work.start_clock(
        rule=clock.rule,
        subject=absence,
        prison=clock.prison,
        unit=clock.unit,
        started_at=absence.departed_at,
        due_at=absence.expected_return_at,
        dedupe_key=clock.dedupe_key,
        at=at,
    )


def close_return(*, absence_id: int, by: User | None, at: datetime) -> None:
    """Back: met, or closed late with its breach."""
    close(return_key(absence_id), by, at)


def await_arrival(*, transfer: Transfer, by: User | None, at: datetime) -> None:
    """A clock in each of the two prisons, so that both are told when nobody has come."""
    rule = rule_on(ARRIVAL, at)
    if rule is None or transfer.departed_at is None or transfer.expected_at is None:
        return
    new = [
        clocks.NewClock(
            subject_id=transfer.pk,
            prison_id=prison_id,
            unit_id=None,
            started_at=transfer.departed_at,
            due_at=transfer.expected_at,
            dedupe_key=arrival_key(transfer.pk, prison_id),
        )
        for prison_id in (transfer.from_prison_id, transfer.to_prison_id)
    ]
    clocks.start_many(rule=rule, subject_type=Transfer._meta.label_lower, clocks=new, by=by, at=at)


def close_arrival(*, transfer: Transfer, by: User | None, at: datetime) -> None:
    for prison_id in (transfer.from_prison_id, transfer.to_prison_id):
        close(arrival_key(transfer.pk, prison_id), by, at)


def cancel_all(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The stay has ended: nobody waits any more. A breach that was recorded stays."""
    absences = Absence.objects.filter(stay=stay_id).values_list("pk", flat=True)
    transfers = Transfer.objects.filter(stay=stay_id).values_list("pk", "from_prison", "to_prison")
    keys = [return_key(pk) for pk in absences]
    keys += [arrival_key(pk, prison) for pk, *prisons in transfers for prison in prisons]
    for clock in Clock.objects.running().filter(dedupe_key__in=keys).order_by("pk"):
        work.cancel_clock(clock=clock, by=by, at=at, reason="released")


def close(key: str, by: User | None, at: datetime) -> None:
    for clock in Clock.objects.running().filter(dedupe_key=key):
        work.close_clock(clock=clock, by=by, at=at)
