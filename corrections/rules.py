"""Rules of the ground floor: pure functions, values in, an answer out."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from corrections.choices import Role

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
