"""Where a day stands on the paper, and which days of the calendar are written under it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

CHAR: Final = 6.9  # a letter of 12.5 px, on average
LEAST_GAP: Final = 58  # between two written ticks
YEAR: Final = 365.25
# months between two ticks, the finest first
STEPS: Final = (1, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Axis:
    """``first`` lies at ``left``, ``last`` at ``right``."""

    first: date
    last: date
    left: float
    right: float

    @property
    def days(self) -> int:
        return max(1, (self.last - self.first).days)

    def x(self, day: date) -> float:
        """The place of a day; what lies outside the paper stands at its edge."""
        inside = min(max(day, self.first), self.last)
        return round(self.left + (self.right - self.left) * (inside - self.first).days / self.days, 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def ticks(axis: Axis) -> Iterable[tuple[float, str]]:
    """Years, or months where the time is short: as many as have room, each with its words."""
    for_a_month = (axis.right - axis.left) / axis.days * YEAR / 12
    step = next((months for months in STEPS if months * for_a_month >= LEAST_GAP), STEPS[-1])
    if for_a_month > 8 * LEAST_GAP:
        yield from weeks(axis)
        return
    year, month = axis.first.year, axis.first.month
    while (day := date(year, month, 1)) <= axis.last:
        count = year * 12 + month - 1
        if day >= axis.first and count % step == 0:
            yield axis.x(day), str(year) if step >= STEPS[3] or month == 1 else f"{month:02}.{year % 100:02}"
        year, month = divmod(count + 1, 12)
        month += 1
        if year > date.max.year:
            return


def weeks(axis: Axis) -> Iterable[tuple[float, str]]:
    """For a term of days: each Monday, by day and month."""
    day = axis.first + timedelta(days=-axis.first.weekday() % 7)
    while day <= axis.last:
        yield axis.x(day), f"{day.day:02}.{day.month:02}"
        day += timedelta(days=7)
