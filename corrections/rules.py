"""Rules of the ground floor: pure functions, values in, an answer out."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from corrections.choices import CompetenceKind, Role

OSLO = ZoneInfo("Europe/Oslo")


class TimeUnit(StrEnum):
    """What a limit is counted in (norway.md 18)."""

    HOURS = "H"
    DAYS = "D"
    WEEKS = "W"
    MONTHS = "M"
    YEARS = "Y"


def due_after(start: datetime, limit: int, unit: str) -> datetime:
    """When a limit that began at ``start`` runs out.

    Hours are elapsed time: 24 hours over the night in March when clocks are put forward end at 13:00 if they began at
    12:00. Days and longer are calendar time in Norway: they end at the same time of day, and a month that has no such
    day ends on its last.
    """
    if unit == TimeUnit.HOURS:
        return start + timedelta(hours=limit)
    local = start.astimezone(OSLO).replace(tzinfo=None)
    if unit in (TimeUnit.DAYS, TimeUnit.WEEKS):
        ends = local + timedelta(days=limit * (7 if unit == TimeUnit.WEEKS else 1))
    else:
        ends = months_later(local, limit * (12 if unit == TimeUnit.YEARS else 1))
    return ends.replace(tzinfo=OSLO).astimezone(start.tzinfo)


def months_later(local: datetime, months: int) -> datetime:
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


def easter(year: int) -> date:
    """Easter Sunday of the western church."""
    century, place = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (place // 4) - moon - place % 4) % 7
    late = (year % 19 + 11 * moon + 22 * day) // 451
    month, left = divmod(moon + day - 7 * late + 114, 31)
    return date(year, month, left + 1)


FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)})
# counted from Easter Sunday: Maundy Thursday, Good Friday, Easter, Ascension, Whit Sunday and Monday
MOVABLE_HOLIDAYS = frozenset({-3, -2, 0, 1, 39, 49, 50})
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Neither a Saturday, nor a Sunday, nor a public holiday in Norway (norway.md 16)."""
    is_holiday = (day.month, day.day) in FIXED_HOLIDAYS or (day - easter(day.year)).days in MOVABLE_HOLIDAYS
    return day.weekday() < SATURDAY and not is_holiday


def due_on_a_working_day(start: datetime, limit: int, unit: str) -> datetime:
    """As ``due_after`` for days and weeks, at the same time of the next working day in Norway (domstolloven s. 149).

    Counted from ``start`` throughout: the hour that a Sunday in March lacks is missing on that Sunday alone.
    """
    days = limit * (7 if unit == TimeUnit.WEEKS else 1)
    while not is_working_day(due_after(start, days, TimeUnit.DAYS).astimezone(OSLO).date()):
        days += 1
    return due_after(start, days, TimeUnit.DAYS)


ON_THE_UNIT = frozenset(
    {
        Role.OFFICER,
        Role.CONTACT_OFFICER,
        Role.DUTY_MANAGER,
        Role.CASEWORKER,
        Role.REINTEGRATION,
        Role.TEACHER,
    }
)


def roles_given_by(roles: Iterable[str]) -> frozenset[Role]:
    """Which roles someone who holds ``roles`` may give to others.

    A leader gives, and ends, the roles of the daily work; only an administrator those of leaders, of administrators and
    of those who come from outside. Nobody gives anything to themselves (``corrections.services.postings``). Being
    health staff opens no record: clinicians are approved by clinicians, at their own address (norway.md 21;
    docs/adr/0001).
    """
    held = frozenset(roles)
    if Role.ADMINISTRATOR in held:
        return frozenset(Role)
    return ON_THE_UNIT if Role.LEADER in held else frozenset()


# How long a competence holds where nothing else is stated; none: it does not run out. Local, to be confirmed.
YEARS_A_COMPETENCE_HOLDS: dict[str, int] = {
    CompetenceKind.FORCE_REFRESHER: 1,
    CompetenceKind.MEDICINE_HANDOUT: 3,
    CompetenceKind.FIRST_AID: 2,
    CompetenceKind.FIRE: 1,
    CompetenceKind.DRIVING_ESCORT: 2,
    CompetenceKind.ISOLATION_WATCH: 3,
}


def competence_ends(kind: str, start: datetime) -> datetime | None:
    """When a competence that began at ``start`` must be renewed."""
    years = YEARS_A_COMPETENCE_HOLDS.get(kind)
    return due_after(start, years, TimeUnit.YEARS) if years else None
