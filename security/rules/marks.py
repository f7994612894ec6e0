"""What the taps on one line come to: the last one that was not undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from security.choices import EventKind


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap as the tablet sends it. ``at`` is by its own clock."""

    id: UUID
    seq: int
    kind: str
    line: int
    signs: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap that was stored: by whom, and when it came."""

    seq: int
    kind: str
    signs: bool
    client_at: datetime
    received_at: datetime
    by_id: int

    @property
    def moment(self) -> datetime:
        """By the tablet's clock, but never later than when it came: a clock that is ahead wins nothing."""
        return min(self.client_at, self.received_at)


def fold(taps: Iterable[Tapped]) -> Tapped | None:
    """The tap that counts. Order of arrival makes no difference.

    Each officer's taps are in the order of their tablet, and an undo takes back that officer's own last one. Of what
    stands, the latest decides.
    """
    standing: dict[int, list[Tapped]] = {}
    for tap in sorted(taps, key=lambda t: (t.by_id, t.seq, t.received_at)):
        stack = standing.setdefault(tap.by_id, [])
        if tap.kind != EventKind.UNDO:
            stack.append(tap)
        elif stack:
            stack.pop()
    last = [stack[-1] for stack in standing.values() if stack]
    return max(last, key=lambda t: (t.moment, t.received_at, t.by_id), default=None)
