"""The states of a count as one table: the services, the buttons and the tests iterate over it."""

from dataclasses import dataclass
from datetime import timedelta

from corrections.choices import Role
from security.choices import CountState, StepCode

S = CountState

TRANSITIONS: dict[tuple[CountState, str], CountState] = {
    (S.OPEN, "start"): S.COUNTING,
    (S.LATE, "start"): S.COUNTING,
    (S.OPEN, "mark_late"): S.LATE,
    (S.COUNTING, "submit"): S.SUBMITTED,
    (S.RECOUNT, "submit"): S.SUBMITTED,
    (S.SUBMITTED, "agree"): S.AGREED,  # nobody is missing
    (S.SUBMITTED, "differ"): S.DISCREPANCY,  # somebody is
    (S.DISCREPANCY, "agree"): S.AGREED,  # everybody was found
    (S.DISCREPANCY, "recount"): S.RECOUNT,
    (S.AGREED, "certify"): S.CERTIFIED,
    (S.DISCREPANCY, "certify"): S.CERTIFIED,  # with an incident
    (S.OPEN, "abandon"): S.ABANDONED,
    (S.LATE, "abandon"): S.ABANDONED,
    (S.COUNTING, "abandon"): S.ABANDONED,
}

CLOSED = frozenset({S.CERTIFIED, S.ABANDONED})
WAITING = frozenset({S.OPEN, S.LATE})
BEING_COUNTED = frozenset({S.COUNTING, S.RECOUNT})
RUNNING = frozenset(CountState) - CLOSED
FOLLOWED = frozenset({S.COUNTING, S.RECOUNT, S.DISCREPANCY})  # a movement that lands changes its line


def next_state(state: str, event: str) -> CountState | None:
    """Where ``event`` leads from ``state``; ``None`` where it has no place."""
    return TRANSITIONS.get((CountState(state), event))


def events_from(state: str) -> frozenset[str]:
    """What may happen to a count in this state."""
    return frozenset(event for (start, event) in TRANSITIONS if start == state)


@dataclass(frozen=True, slots=True)
class CardStep:
    """One step of the action card: whose, and how long after the difference was found."""

    code: StepCode
    role: Role
    within: timedelta


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


ACTION_CARD = (
    CardStep(StepCode.ALERT, Role.DUTY_MANAGER, minutes(1)),
    CardStep(StepCode.STOP_MOVEMENTS, Role.OFFICER, minutes(2)),
    CardStep(StepCode.CALL_LAST_PLACE, Role.OFFICER, minutes(3)),
    CardStep(StepCode.SEARCH_UNIT, Role.OFFICER, minutes(5)),
    CardStep(StepCode.RECOUNT, Role.OFFICER, minutes(10)),
    CardStep(StepCode.ESCAPE_ALARM, Role.DUTY_MANAGER, minutes(12)),
)
