"""When somebody may be out, week by week: typed as ``Mon-Fri 07:30-16:00, Sat 10-14``, kept as ``1-5 07:30-16:00``.

Days are those of the week, 1 Monday to 7 Sunday; hours are those of the clock on the wall.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

DAYS: Final = {
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
    **{name: day for day, name in enumerate(("man", "tir", "ons", "tor", "fre", "lør", "søn"), 1)},
    **{str(day): day for day in range(1, 8)},
}
LETTERS: Final = 3
LINE: Final = re.compile(
    r"(?P<first>\w+)\.?\s*(?:[-–]\s*(?P<last>[^\W\d]\w*|[1-7])\.?)?\s+"
    r"(?P<leaves>\d{1,2}(?:[:.]\d{2})?)\s*[-–]\s*(?P<back>\d{1,2}(?:[:.]\d{2})?)"
)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Out on the days ``first`` to ``last`` of the week, from ``leaves`` to ``back``."""

    first: int
    last: int
    leaves: time
    back: time


def read(text: str) -> tuple[Slot, ...]:
    """What was typed, in the order of the week. Raises ``ValueError`` with what cannot be read, or overlaps."""
    slots = sorted(slot_of(part.strip()) for part in re.split(r"[,;\n]", text) if part.strip())
    if not slots:
        raise ValueError(text)
    for day in range(1, 8):
        hours = sorted((slot.leaves, slot.back) for slot in slots if slot.first <= day <= slot.last)
        if any(later[0] < earlier[1] for earlier, later in pairwise(hours)):
            raise ValueError(text)
    return tuple(slots)


def slot_of(part: str) -> Slot:
    found = LINE.fullmatch(part.lower())
    if found is None:
        raise ValueError(part)
    first = day_of(found["first"])
    slot = Slot(
        first, day_of(found["last"]) if found["last"] else first, clock_of(found["leaves"]), clock_of(found["back"])
    )
    if slot.last < slot.first or slot.back <= slot.leaves:
        raise ValueError(part)
    return slot


def day_of(name: str) -> int:
    day = DAYS.get(name[:LETTERS])
    if day is None:
        raise ValueError(name)
    return day


def clock_of(text: str) -> time:
    hours, _, minutes = text.replace(".", ":").partition(":")
    return time(int(hours), int(minutes or 0))


def written(slots: Iterable[Slot]) -> str:
    """As it is kept."""
    return "; ".join(f"{days_of(slot, [str(day) for day in range(1, 8)])} {hours_of(slot)}" for slot in slots)


def days_of(slot: Slot, names: Sequence[str]) -> str:
    first, last = names[slot.first - 1], names[slot.last - 1]
    return first if slot.first == slot.last else f"{first}-{last}"


def hours_of(slot: Slot) -> str:
    return f"{slot.leaves:%H:%M}-{slot.back:%H:%M}"


def on(slots: Iterable[Slot], day: date) -> list[tuple[datetime, datetime]]:
    """The hours of one day, as times of the clock on the wall without a zone."""
    return [
        (datetime.combine(day, slot.leaves), datetime.combine(day, slot.back))
        for slot in sorted(slots, key=lambda slot: slot.leaves)
        if slot.first <= day.isoweekday() <= slot.last
    ]


def days(first: date, last: date) -> Iterable[date]:
    """Every day from ``first`` to ``last``, both of them."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
