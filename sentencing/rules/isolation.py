"""Full isolation that a court orders (strpl. s. 186 a): how long it has lasted without a break, and how long it may.

Six weeks where the longest penalty of the charge is at most six years, twelve where it is above; more only for weighty
reasons that the court gives. A day between two periods breaks them.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

SHORT_DAYS: Final = 6 * 7
LONG_DAYS: Final = 12 * 7
SHORT_UP_TO_YEARS: Final = 6
SOURCE: Final = "strpl. s. 186 a"
DAY: Final = timedelta(days=1)

Days = tuple[date, date]  # the first and the last


def unbroken_since(first: date, earlier: Iterable[Days]) -> date:
    """The first day of isolation that leads to ``first`` without a day between."""
    begun = first
    for since, last in sorted(earlier, key=lambda days: days[1], reverse=True):
        if since < begun and last + DAY >= begun:
            begun = since
    return begun


def most_days(maximum_years: int | None) -> int:
    """Days without a break; the shorter limit where nobody has said what the charge can bring."""
    return LONG_DAYS if (maximum_years or 0) > SHORT_UP_TO_YEARS else SHORT_DAYS


def length(first: date, last: date) -> int:
    """Days from ``first`` to ``last``, both of them."""
    return (last - first).days + 1
