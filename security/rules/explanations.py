"""Why somebody may not be where they are expected: each hypothesis is a small function of what is known.

Pure: facts in, hypotheses out, best first. ``HYPOTHESES`` is the table; the weight of a hypothesis says how often it is
the reason, and how much it narrows the search. Words are put to it by ``security.selectors.explanations``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

JUST_BACK = timedelta(hours=2)
CELL_IS_NEW = timedelta(hours=24)


class Why(StrEnum):
    RELEASED = "released"
    RETURN_NOT_REGISTERED = "return_not_registered"
    TRANSFER = "transfer"
    OUTSIDE = "outside"
    SEEN_ELSEWHERE = "seen_elsewhere"
    LATE_BACK = "late_back"
    NOT_CLOSED = "not_closed"
    ELSEWHERE = "elsewhere"
    COMMITTED = "committed"
    NEW_CELL = "new_cell"
    JUST_BACK = "just_back"
    NAMESAKE = "namesake"


@dataclass(frozen=True, slots=True)
class Sighting:
    """The last time that somebody had eyes on the person."""

    at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person at ``at``. What does not apply is ``None`` or empty."""

    at: datetime
    released_at: datetime | None = None
    outside_since: datetime | None = None  # an open absence, and where
    outside: str = ""
    return_expected_at: datetime | None = None
    back_at: datetime | None = None  # the last return
    transfer_at: datetime | None = None  # under way to another prison
    transfer_to: str = ""
    moved_at: datetime | None = None  # the last movement, when it led elsewhere than to the cell
    moved_to: str = ""
    on_the_way: bool = False
    back_expected_at: datetime | None = None
    booked: str = ""  # a commitment that runs now
    booked_place: str = ""
    booked_from: datetime | None = None
    booked_until: datetime | None = None
    placed_at: datetime | None = None
    cell: str = ""
    own_unit: str = ""  # to be seen there is to be seen at home
    old_cell: str = ""
    namesake: str = ""
    namesake_cell: str = ""
    seen: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """``at`` is when it began or was due; ``place`` where to look first; ``other`` another name or cell."""

    why: Why
    at: datetime | None = None
    place: str = ""
    other: str = ""


def released(facts: Facts) -> Hypothesis | None:
    gone = facts.released_at is not None and facts.released_at <= facts.at
    return Hypothesis(Why.RELEASED, facts.released_at) if gone else None


def return_not_registered(facts: Facts) -> Hypothesis | None:
    """Out, and the time to be back has passed: late, or back without anybody having written it down."""
    due = facts.return_expected_at
    if facts.outside_since is None or due is None or due > facts.at:
        return None
    return Hypothesis(Why.RETURN_NOT_REGISTERED, due, facts.outside)


def transfer(facts: Facts) -> Hypothesis | None:
    return Hypothesis(Why.TRANSFER, facts.transfer_at, facts.transfer_to) if facts.transfer_at else None


def outside(facts: Facts) -> Hypothesis | None:
    return Hypothesis(Why.OUTSIDE, facts.outside_since, facts.outside) if facts.outside_since else None


def seen_elsewhere(facts: Facts) -> Hypothesis | None:
    """Somebody saw the person, later than what is registered and at another place."""
    if facts.seen is None or not facts.seen.place or facts.outside_since is not None:
        return None
    known = max((m for m in (facts.moved_at, facts.back_at, facts.placed_at) if m is not None), default=None)
    newer = known is None or facts.seen.at > known
    return (
        Hypothesis(Why.SEEN_ELSEWHERE, facts.seen.at, facts.seen.place)
        if newer and facts.seen.place not in (facts.moved_to, facts.cell, facts.own_unit)
        else None
    )


def late_back(facts: Facts) -> Hypothesis | None:
    due = facts.back_expected_at
    if facts.moved_at is None or due is None or due > facts.at:
        return None
    return Hypothesis(Why.LATE_BACK, due, facts.moved_to)


def not_closed(facts: Facts) -> Hypothesis | None:
    """Left for a place, and nobody has confirmed the arrival there."""
    return Hypothesis(Why.NOT_CLOSED, facts.moved_at, facts.moved_to) if facts.moved_at and facts.on_the_way else None


def elsewhere(facts: Facts) -> Hypothesis | None:
    arrived = facts.moved_at is not None and not facts.on_the_way
    return Hypothesis(Why.ELSEWHERE, facts.moved_at, facts.moved_to) if arrived else None


def committed(facts: Facts) -> Hypothesis | None:
    """Booked elsewhere now: went, and nobody registered it."""
    if not facts.booked:
        return None
    return Hypothesis(Why.COMMITTED, facts.booked_from, facts.booked_place, facts.booked)


def new_cell(facts: Facts) -> Hypothesis | None:
    """Moved today: still in the old cell, or counted by the old list."""
    recent = facts.placed_at is not None and facts.at - facts.placed_at < CELL_IS_NEW
    return Hypothesis(Why.NEW_CELL, facts.placed_at, facts.old_cell, facts.cell) if recent and facts.old_cell else None


def just_back(facts: Facts) -> Hypothesis | None:
    """Through the gate a little while ago: still in reception."""
    recent = facts.back_at is not None and timedelta(0) <= facts.at - facts.back_at < JUST_BACK
    return Hypothesis(Why.JUST_BACK, facts.back_at) if recent else None


def namesake(facts: Facts) -> Hypothesis | None:
    """A neighbour of the same name was perhaps counted in the person's place."""
    return Hypothesis(Why.NAMESAKE, None, facts.namesake_cell, facts.namesake) if facts.namesake else None


HYPOTHESES: dict[Callable[[Facts], Hypothesis | None], int] = {
    released: 100,
    return_not_registered: 95,
    transfer: 90,
    outside: 85,
    seen_elsewhere: 80,
    late_back: 75,
    not_closed: 70,
    elsewhere: 65,
    committed: 60,
    new_cell: 50,
    just_back: 40,
    namesake: 20,
}


def ranked(facts: Facts) -> list[Hypothesis]:
    """Every hypothesis that the facts support, the likeliest first; empty when nothing explains it."""
    by_weight = sorted(HYPOTHESES, key=lambda holds: -HYPOTHESES[holds])
    return [found for holds in by_weight if (found := holds(facts)) is not None]
