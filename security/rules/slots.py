"""At which instants a plan has a unit counted, also on the two nights when the clocks change.

A time that does not exist (March, 02:30) is counted at the first instant after it, 03:00. A time that comes twice
(October, 02:30) is counted once, the first time. A night count at intervals goes by elapsed time from its start, so
that the hour that comes twice is counted twice, and the hour that does not exist is not.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from inmates.rules.wall_clock import instants
from security.choices import CountKind

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HORIZON = 8  # days: a plan for one day of the week comes again within them


@dataclass(frozen=True, slots=True)
class Times:
    """When a plan counts, by the clock on the wall. ``secret`` decides the minute of a random count."""

    kind: str
    starts: time
    ends: time | None = None
    every_minutes: int | None = None
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """``key`` says the moment of the wall clock without doubt; ``on`` is the day of the plan that it belongs to."""

    key: str
    on: date
    due_at: datetime


def slots(times: Times, start: datetime, end: datetime, zone: tzinfo) -> list[Slot]:
    """Those of a plan with ``start <= due_at <= end``, earliest first."""
    return list(between(times, start, end, zone))


def between(times: Times, start: datetime, end: datetime, zone: tzinfo) -> Iterator[Slot]:
    """The same one by one: who asks for the next needs no more than a day or two of the calendar."""
    day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while day <= last:
        if day.isoweekday() in times.weekdays:
            yield from (Slot(key_of(due, zone), day, due) for due in dues(times, day, zone) if start <= due <= end)
        day += DAY


def next_slot(times: Times, after: datetime, zone: tzinfo) -> Slot | None:
    """The first one after that instant, within ``HORIZON`` days."""
    return next(between(times, after + timedelta(microseconds=1), after + HORIZON * DAY, zone), None)


def dues(times: Times, on: date, zone: tzinfo) -> Iterator[datetime]:
    begin = first_instant(on, times.starts, zone)
    if times.ends is None:
        yield begin
        return
    end = first_instant(on if times.ends > times.starts else on + DAY, times.ends, zone)
    if times.kind == CountKind.RANDOM:
        yield begin + secret_minute(times.secret, on, (end - begin) // MINUTE) * MINUTE
        return
    every = timedelta(minutes=times.every_minutes or 60)
    while begin <= end:
        yield begin
        begin += every


@lru_cache(maxsize=4096)  # the units of a country are counted at a few times of a day
def first_instant(on: date, clock: time, zone: tzinfo) -> datetime:
    """When the wall clock first shows ``clock`` on that day; where it never does, the next time that it shows."""
    while not (found := instants(on, clock, zone)):
        clock = (datetime.combine(on, clock) + MINUTE).time()
    return found[0]


def secret_minute(secret: str, on: date, minutes: int) -> int:
    """The same for ever for one plan and day, and known to nobody who does not know the secret."""
    digest = hashlib.sha256(f"{secret}:{on.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8]) % max(minutes, 1)


def key_of(due_at: datetime, zone: tzinfo) -> str:
    """``2026-10-25T02:30+0200``: with its offset, so that the hour that comes twice has two keys."""
    return due_at.astimezone(UTC).astimezone(zone).strftime("%Y-%m-%dT%H:%M%z")
