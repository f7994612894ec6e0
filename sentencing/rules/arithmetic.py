"""Calendar arithmetic of terms (norway.md 3.6): months first, clamped to the month's last day, and then days.

No statute says how a month is split; this is the recommended method, to be confirmed by the directorate.
"""

import calendar
from datetime import date, timedelta


def add(start: date, months: int = 0, days: int = 0) -> date:
    """``start`` plus whole calendar months, clamped to the last day of the month, then plus ``days``.

    31 October plus 4 months is 28 (or 29) February; 30 September plus 5 months minus 10 days is 18 February.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)) + timedelta(days=days)


def fraction(months: int, days: int, part: int, whole: int, month_days: int) -> tuple[int, int]:
    """``part/whole`` of a term, as whole months and the days left over, rounded up: 2/3 of 7 months is (4, 20).

    ``month_days`` is how many days a part of a month is taken from.
    """
    full_months, rest = divmod(part * months, whole)
    return full_months, -(-(rest * month_days + part * days) // whole)
