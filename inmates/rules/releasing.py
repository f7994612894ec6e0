"""How far a release has come, as one table, and what it must rest on."""

from typing import Final

PLANNED, PREPARED, CONFIRMED, EXECUTED, CANCELLED = "PLANNED", "PREPARED", "CONFIRMED", "EXECUTED", "CANCELLED"

TRANSITIONS: Final = {
    (PLANNED, "prepare"): PREPARED,
    (PREPARED, "confirm"): CONFIRMED,
    (CONFIRMED, "execute"): EXECUTED,
    (PREPARED, "reopen"): PLANNED,
    (CONFIRMED, "reopen"): PLANNED,
    (PLANNED, "cancel"): CANCELLED,
    (PREPARED, "cancel"): CANCELLED,
    (CONFIRMED, "cancel"): CANCELLED,
}
OPEN: Final = (PLANNED, PREPARED, CONFIRMED)
NEED_A_DECISION: Final = ("PROBATION_RELEASE", "COURT_ORDER", "TRANSFERRED_ABROAD")


def is_reference(text: str) -> bool:
    """Whether a decision can be found by ``text``: a reference has a number, "agreed with the leader" has none."""
    return any(sign.isdigit() for sign in text)


def next_state(state: str, act: str) -> str | None:
    """Where ``act`` leads from ``state``; ``None`` where it is no way on."""
    return TRANSITIONS.get((state, act))
