"""When somebody under observation is looked in on next. Minutes are elapsed time, also when the clocks change."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

LEAST, MOST = 5, 1440  # minutes between two checks
GRACE = timedelta(minutes=1)  # a check is late when the minute in which it was due is over
OLDEST = timedelta(hours=12)  # a look that a tablet has kept for longer is no look any more
SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Look:
    """What a tablet kept. ``door`` is the observation; ``at`` when the officer tapped, by the server's clock."""

    id: UUID
    seq: int
    door: int
    code: str
    text: str
    late_reason: str
    at: datetime


def next_due(seen_at: datetime, minutes: int) -> datetime:
    """The next check after one at ``seen_at``. In UTC: within one zone Python adds and compares by the wall."""
    return seen_at.astimezone(UTC) + timedelta(minutes=minutes)


def is_late(due_at: datetime, at: datetime) -> bool:
    return past(due_at, at) > GRACE


def is_soon(due_at: datetime, at: datetime) -> bool:
    """From five minutes before: time to walk there."""
    return past(due_at, at) >= -SOON


def is_too_old(looked_at: datetime, at: datetime) -> bool:
    return past(looked_at, at) > OLDEST


def minutes_late(due_at: datetime, at: datetime) -> int:
    """Whole minutes since it was due; 0 before."""
    return max(0, int(past(due_at, at).total_seconds() // 60))


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Minutes until it is due, the one that has begun counted; 0 from then on."""
    return max(0, -int(past(due_at, at).total_seconds() // 60))


def past(due_at: datetime, at: datetime) -> timedelta:
    """Elapsed time since it was due; negative before."""
    return at.astimezone(UTC) - due_at.astimezone(UTC)
