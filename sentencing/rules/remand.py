"""Our own count of the days to deduct for remand (strl. s. 83; norway.md 3.3): only to hold beside the court's number.

Four hours are read as a threshold, which awaits confirmation; the court's number rules whatever is counted here.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

THRESHOLD: Final = timedelta(hours=4)
DAY: Final = timedelta(hours=24)
ISOLATED: Final = timedelta(hours=48)

Period = tuple[datetime, datetime]
Order = tuple[date | None, date]  # the day on which it was made, where that is known, and its last day


def started(lasted: timedelta, unit: timedelta) -> int:
    return -(-lasted // unit)


def days_to_deduct(held: Iterable[Period], isolated: Iterable[Period] = ()) -> int:
    """One day for each started 24 hours above four hours, and one more for each started 48 hours in full isolation."""
    days = [started(end - start, DAY) for start, end in held if end - start > THRESHOLD]
    more = [started(end - start, ISOLATED) for start, end in isolated if end - start > THRESHOLD]
    return sum(days) + sum(more)


def gaps(orders: Iterable[Order]) -> list[tuple[date, date]]:
    """Days on which no order held, the first and the last; the day on which the next one was made is the last of them.

    An order holds to the end of its last day; made the day after, somebody was held for hours without any
    (strpl. s. 187 a).
    """
    found: list[tuple[date, date]] = []
    held_to: date | None = None
    for made_on, last in sorted(orders, key=lambda order: (order[0] or order[1], order[1])):
        if held_to is not None and made_on is not None and made_on > held_to:
            found.append((held_to + timedelta(days=1), made_on))
        held_to = max(held_to or last, last)
    return found
