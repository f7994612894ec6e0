"""Days, bands of hours out of cell, and the daily order of a unit (norway.md 12).

Pure: reckoned in UTC, so that a day of 23 or 25 hours is as long as it was. Nobody counts as out of a cell whose doors
nobody wrote about: such time is not known, and a day with too much of it has no band. The hours themselves are worked
out by PostgreSQL (security/sql/out_of_cell.sql).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

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


class Band(StrEnum):
    """How much of a day somebody was out of the cell."""

    EIGHT = "eight"
    FOUR = "four"
    TWO = "two"
    LESS = "less"


BANDS = ((timedelta(hours=8), Band.EIGHT), (timedelta(hours=4), Band.FOUR), (timedelta(hours=2), Band.TWO))


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
