"""Leave: how many days one takes, and the quota year they are counted in (strgjfl. s. 33; fskr. ss. 3-30, 3-31)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sentencing.rules import arithmetic

SOURCE: Final = "fskr. s. 3-30"
DAY: Final = timedelta(days=1)
COUNTED: Final = "ORDINARY"


@dataclass(frozen=True, slots=True)
class Taken:
    """One leave that counts: the day on which it began, and its days."""

    on: date
    days: int


def days_of(kind: str, start: datetime, end: datetime) -> int:
    """Days of the quota: each started day and night on the clock of the wall; 0 where it is not counted.

    ``start`` and ``end`` are wall-clock times without a zone, so the night when the clocks change is one night.
    Raises ``ValueError`` where it ends before it begins.
    """
    if end <= start:
        raise ValueError("a leave ends after it begins")
    return -((start - end) // DAY) if kind == COUNTED else 0


def quota_year(taken: Iterable[Taken], on: date) -> tuple[date, date]:
    """The year that ``on`` is counted in, first and last day: it runs from the first ordinary leave, and rolls.

    Not the calendar year. Before any leave, the year begins with the leave itself.
    """
    first = min((leave.on for leave in taken if leave.days), default=on)
    begins = min(first, on)
    while True:
        next_begins = arithmetic.add(begins, 12, 0)
        if on < next_begins:
            return begins, next_begins - DAY
        begins = next_begins


def used(taken: Iterable[Taken], on: date) -> int:
    """Days taken or planned in the quota year of ``on``."""
    taken = list(taken)
    begins, ends = quota_year(taken, on)
    return sum(leave.days for leave in taken if begins <= leave.on <= ends)


def repeated(start: datetime, end: datetime, *, weeks: int, times: int) -> list[tuple[datetime, datetime]]:
    """The same days and wall-clock times every ``weeks`` weeks, ``times`` times in all."""
    steps = (timedelta(weeks=weeks * number) for number in range(times))
    return [(start + step, end + step) for step in steps]
