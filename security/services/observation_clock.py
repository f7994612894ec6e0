"""One clock for each stretch of an observation: every check moves it on, and it calls ever higher while none comes."""

from datetime import UTC, datetime

from corrections.choices import ClockState
from corrections.models import Clock, Prison, RuleVersion, Unit, User
from corrections.rules import OSLO
from corrections.services import law, work
from inmates.models import Placement
from security.models import Observation

RULE = "ROUND"
SUBJECT = "security.observation"


def key_of(observation: Observation) -> str:
    """Of this stretch: a clock that was stopped when the person left does not run again."""
    return f"round:{observation.pk}:{observation.running_since.astimezone(UTC).isoformat()}"


def rule_on(at: datetime) -> RuleVersion | None:
    """The rule as it stands; none where the country has no such rule."""
    try:
        return law.rule_in_force(RULE, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return None


def home_of(observation: Observation) -> tuple[Prison | None, Unit | None]:
    """Who is called: the unit of the cell, else the prison that received the person."""
    placed = Placement.objects.current().filter(stay=observation.stay_id).select_related("bed__cell__unit__prison")
    placement = placed.order_by("pk").first()
    if placement is not None:
        unit = placement.bed.cell.unit
        return unit.prison, unit
    return observation.stay.reception_prison, None


def run(observation: Observation, *, by: User | None, at: datetime) -> None:
    """Start the clock of this stretch."""
    set_to(observation, started_at=observation.running_since, at=at)


def move(observation: Observation, *, seen_at: datetime, late: bool, by: User, at: datetime) -> None:
    """Seen: whoever was called need not come, a breach stays on record, and the clock is due one interval later."""
    for clock in running(observation):
        if late:
            work.record_breach(clock, at=at)
        work.finish_tasks_of(clock, by=by, at=at, outcome="closed")
    set_to(observation, started_at=seen_at, at=at)


def set_to(observation: Observation, *, started_at: datetime, at: datetime) -> None:
    rule, (prison, unit) = rule_on(at), home_of(observation)
    if rule is None or prison is None or observation.next_due_at is None:
        return
    work.start_clock(
        rule=rule,
        subject=observation,
        prison=prison,
        unit=unit,
        started_at=started_at,
        due_at=observation.next_due_at,
        dedupe_key=key_of(observation),
        at=at,
    )


def stop(observation: Observation, *, by: User | None, at: datetime, reason: str) -> None:
    for clock in running(observation):
        work.cancel_clock(clock=clock, by=by, at=at, reason=reason)


def take_along(observation: Observation, *, by: User | None, at: datetime) -> None:
    """The person lives elsewhere: the clock calls who is there; what the others were called for is not theirs now."""
    prison, unit = home_of(observation)
    clocks = running(observation)
    if prison is None or observation.next_due_at is None:
        return
    if not clocks:
        run(observation, by=by, at=at)
    for clock in clocks:
        if clock.unit_id != (unit.pk if unit else None):
            work.finish_tasks_of(clock, by=by, at=at, outcome="moved")
            clock.prison, clock.unit = prison, unit
            clock.save(update_fields=["prison", "unit"])


def running(observation: Observation) -> list[Clock]:
    found = Clock.objects.select_for_update().filter(
        subject_type=SUBJECT, subject_id=observation.pk, state=ClockState.RUNNING
    )
    return list(found.order_by("pk"))
