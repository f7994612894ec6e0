"""Hours out of cell, worked out from what was written down about the doors (norway.md 12).

Pure: reckoned in UTC, so that a day of 23 or 25 hours is as long as it was. Nobody counts as out of a cell whose doors
nobody wrote about: such time is not known, and a day with too much of it has no band.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

LOCK, UNLOCK, FOLLOW = "LOCK", "UNLOCK", "FOLLOW"
NONE = timedelta(0)
DAY = timedelta(days=1)
EARLY = timedelta(minutes=10)  # how long before its time the daily order offers the next turn
SLACK = timedelta(minutes=1)  # an unknown minute, between two units perhaps, leaves the day known


class Span(NamedTuple):
    start: datetime
    end: datetime


class Turn(NamedTuple):
    """One event: of the whole unit, or of one person when ``own``."""

    at: datetime
    act: str
    own: bool = False


class Home(NamedTuple):
    """A bed on a unit, for a period."""

    unit: int
    start: datetime
    end: datetime


class Band(StrEnum):
    """How much of a day somebody was out of the cell."""

    EIGHT = "eight"
    FOUR = "four"
    TWO = "two"
    LESS = "less"


BANDS = ((timedelta(hours=8), Band.EIGHT), (timedelta(hours=4), Band.FOUR), (timedelta(hours=2), Band.TWO))


class Door(NamedTuple):
    """What held over a stretch: ``act`` is LOCK or UNLOCK, or empty while nobody has said; ``own``: by name."""

    start: datetime
    end: datetime
    act: str
    own: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """One local day of one person. ``outside`` is the part of ``out`` beyond the walls, ``known`` what is known."""

    on: date
    out: timedelta
    outside: timedelta
    known: timedelta
    length: timedelta

    @property
    def is_whole(self) -> bool:
        return self.known + SLACK >= self.length

    @property
    def band(self) -> Band | None:
        """Of a day that is known, or that has reached eight hours whatever the rest of it was."""
        reached = band_of(self.out)
        return reached if self.is_whole or reached is Band.EIGHT else None


def band_of(out: timedelta) -> Band:
    return next((band for least, band in BANDS if out >= least), Band.LESS)


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


# ---- days ----------------------------------------------------------------------------------------------------------
def day_span(on: date, zone: tzinfo, *, until: datetime | None = None) -> Span:
    """From midnight to midnight by the clock on the wall: 23, 24 or 25 hours; no later than ``until``."""
    start, end = (datetime.combine(each, time(0), tzinfo=zone).astimezone(UTC) for each in (on, on + DAY))
    return Span(start, min(end, max(until, start)) if until else end)


def days(first: date, last: date, zone: tzinfo, *, until: datetime) -> list[Span]:
    count = (last - first).days + 1
    return [day_span(first + DAY * number, zone, until=until) for number in range(count)]


# ---- the daily order -----------------------------------------------------------------------------------------------
class Line(NamedTuple):
    """Of the daily order."""

    act: str
    starts: time
    weekdays: Sequence[int]


class Due(NamedTuple):
    at: datetime
    act: str


def due(lines: Sequence[Line], last: Turn | None, at: datetime, zone: tzinfo) -> Due | None:
    """The turn that the daily order now waits for: the latest whose time has come, while the doors stand otherwise."""
    come = [one for one in expected(lines, at - DAY, at + EARLY, zone) if last is None or one.at > last.at - EARLY]
    latest = come[-1] if come else None
    return latest if latest is not None and (last is None or last.act != latest.act) else None


def following(lines: Sequence[Line], at: datetime, zone: tzinfo) -> Due | None:
    """The next turn of the daily order after ``at``, within a week."""
    return next(iter(expected(lines, at + timedelta(microseconds=1), at + 7 * DAY, zone)), None)


def expected(lines: Sequence[Line], start: datetime, end: datetime, zone: tzinfo) -> list[Due]:
    """Every turn of the order in ``[start, end]``. A time that the clock skips is not expected that night; in the hour
    that comes twice the first is meant."""
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    found = set()
    for number in range((last - first).days + 1):
        on = first + DAY * number
        for line in lines:
            if on.isoweekday() in line.weekdays and (moment := instant(on, line.starts, zone)):
                found.add(Due(moment, line.act))
    return sorted(one for one in found if start <= one.at <= end)


def instant(on: date, clock: time, zone: tzinfo) -> datetime | None:
    moment = datetime.combine(on, clock, tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).time() == clock else None
