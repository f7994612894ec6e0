"""Which span of time figures are of: the twelve months until now, or a calendar year or quarter of Norway."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from corrections.rules import OSLO

YEAR: Final = timedelta(days=365)
QUARTERS: Final = 4
YEARS_BACK: Final = 2  # decisions are kept longer than they are compared


@dataclass(frozen=True, slots=True)
class Span:
    """``key`` stands in the address: empty, ``2026`` or ``2026-3``. After ``since`` and no later than ``until``."""

    key: str
    since: datetime
    until: datetime
    year: int = 0
    quarter: int = 0


def rolling(at: datetime) -> Span:
    return Span("", at - YEAR, at)


def choices(at: datetime) -> list[Span]:
    """What can be chosen: the last twelve months, this year and those before it, and the latest four quarters."""
    today = at.astimezone(OSLO).date()
    years = [of_year(today.year - back, at) for back in range(YEARS_BACK + 1)]
    now = today.year * QUARTERS + (today.month - 1) // 3
    return [rolling(at), *years, *(of_quarter(*divmod(now - back, QUARTERS), at) for back in range(QUARTERS))]


def chosen(key: str, at: datetime) -> Span:
    """The span of that address; whatever cannot be chosen is the last twelve months."""
    return next((span for span in choices(at) if span.key == key), rolling(at))


def of_year(year: int, at: datetime) -> Span:
    return Span(str(year), midnight(year, 1), min(at, midnight(year + 1, 1)), year)


def of_quarter(year: int, place: int, at: datetime) -> Span:
    """``place`` counts from 0."""
    following = midnight(year + (place + 1) // QUARTERS, (place + 1) % QUARTERS * 3 + 1)
    return Span(f"{year}-{place + 1}", midnight(year, place * 3 + 1), min(at, following), year, place + 1)


def midnight(year: int, month: int) -> datetime:
    """As the clock in Norway has it."""
    return datetime.combine(date(year, month, 1), time(), OSLO)
