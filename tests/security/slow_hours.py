"""Hours out of cell once more, event by event in plain Python: what PostgreSQL's answer is held against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from security.rules.locks import NONE, Hours, Span, Turn

LOCK, UNLOCK, FOLLOW = "LOCK", "UNLOCK", "FOLLOW"


class Home(NamedTuple):
    """A bed on a unit, for a period."""

    unit: int
    start: datetime
    end: datetime


class Door(NamedTuple):
    """What held over a stretch: ``act`` is LOCK or UNLOCK, or empty while nobody has said; ``own``: by name."""

    start: datetime
    end: datetime
    act: str
    own: bool


# ---- the state of a door -----------------------------------------------------------------------------------------
def doors(turns: Iterable[Turn], start: datetime, end: datetime) -> list[Door]:
    """The state of one person's door over ``[start, end)``, from the turns of the unit and their own.

    Locked in by name lasts until it is lifted. Out by name lasts until the doors of the unit next turn: whoever locks
    or unlocks a unit has seen who is out.
    """
    found: list[Door] = []
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    unit, own, since = "", "", start
    for turn in sorted((one._replace(at=one.at.astimezone(UTC)) for one in turns), key=lambda one: (one.at, one.own)):
        if turn.at >= end:
            break
        if turn.at > since:
            found.append(Door(since, turn.at, own or unit, bool(own)))
            since = turn.at
        unit, own = after(turn, unit, own)
    if since < end:
        found.append(Door(since, end, own or unit, bool(own)))
    return found


def after(turn: Turn, unit: str, own: str) -> tuple[str, str]:
    if turn.own:
        return unit, "" if turn.act == FOLLOW else turn.act
    return turn.act, "" if own == UNLOCK else own


# ---- one person ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Life:
    """Everything that is known of one person over the days asked for."""

    homes: Sequence[Home] = ()
    outside: Sequence[Span] = ()
    booked: Sequence[Span] = ()
    own: Mapping[int, Sequence[Turn]] | None = None  # by unit: an exception ends with the move to another


def hours(life: Life, turns: Mapping[int, Sequence[Turn]], days: Iterable[Span], zone: tzinfo) -> list[Hours]:
    """For each of ``days``: out of the cell when the door is open, when something is booked elsewhere while only the
    unit as a whole is locked, and beyond the walls. Who is locked in by name goes nowhere, whatever is booked."""
    states = [door for home in life.homes for door in of_home(home, life, turns)]
    known = [Span(one.start, one.end) for one in states if one.act]
    open_ = [Span(one.start, one.end) for one in states if one.act == UNLOCK]
    barred = [Span(one.start, one.end) for one in states if one.act == LOCK and not one.own]
    elsewhere = overlap(joined(life.booked), joined(barred))
    outside = joined(life.outside)
    out = joined([*open_, *elsewhere, *outside])
    known = joined([*known, *outside])
    return [
        Hours(
            on=day.start.astimezone(zone).date(),
            out=total(overlap(out, [day])),
            outside=total(overlap(outside, [day])),
            known=total(overlap(known, [day])),
            length=day.end - day.start,
        )
        for day in days
    ]


def of_home(home: Home, life: Life, turns: Mapping[int, Sequence[Turn]]) -> list[Door]:
    """What the unit was like before the person came, holds on arrival; an exception of theirs is from after it."""
    own = [turn for turn in (life.own or {}).get(home.unit, ()) if turn.at < home.end]
    return doors([*turns.get(home.unit, ()), *own], home.start, home.end)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, none touching another; in UTC, since two times of one zone subtract as their clocks do."""
    found: list[Span] = []
    for span in sorted(Span(one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in spans):
        if span.end <= span.start:
            continue
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def overlap(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both; each is joined."""
    found, mine, theirs = [], 0, 0
    while mine < len(some) and theirs < len(others):
        start = max(some[mine].start, others[theirs].start)
        end = min(some[mine].end, others[theirs].end)
        if start < end:
            found.append(Span(start, end))
        if some[mine].end <= others[theirs].end:
            mine += 1
        else:
            theirs += 1
    return found


def total(spans: Iterable[Span]) -> timedelta:
    return sum((span.end - span.start for span in spans), NONE)
