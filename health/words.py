"""How much, as a nurse says it: 2 tablets, 100 mg."""

from datetime import time
from decimal import Decimal
from typing import Protocol

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from health.choices import MEASURES, SOLID, DoseUnit, MeasureKind, StrengthUnit


class Scheduled(Protocol):
    as_needed: bool
    min_interval_hours: int | None
    daily_max: Decimal | None
    interval_hours: int | None
    times: list[time]
    weekdays: list[int]


def number(value: Decimal) -> str:
    """No zeros at the end: 0.5, 16."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return number_format(plain, decimal_pos=max(0, -exponent) if isinstance(exponent, int) else 0)


def amount(value: Decimal, unit: str) -> str:
    """``2 tablets``. Half a tablet is singular, as it is said."""
    many = 1 if value <= 1 else 2
    words = {
        DoseUnit.TABLET: ngettext("%s tablet", "%s tablets", many),
        DoseUnit.CAPSULE: ngettext("%s capsule", "%s capsules", many),
        DoseUnit.ML: "%s ml",
        DoseUnit.DROP: ngettext("%s drop", "%s drops", many),
        DoseUnit.PUFF: ngettext("%s puff", "%s puffs", many),
        DoseUnit.PATCH: ngettext("%s patch", "%s patches", many),
        DoseUnit.APPLICATION: ngettext("%s application", "%s applications", many),
    }
    return words[DoseUnit(unit)] % number(value)


def strength(value: Decimal, unit: str) -> str:
    return f"{number(value)} {StrengthUnit(unit).label}"


def substance(count: Decimal, value: Decimal, unit: str) -> str:
    """What the dose comes to, ``100 mg``, where the strength is that of one piece."""
    return strength(count * value, unit) if StrengthUnit(unit) in SOLID else ""


def schedule(order: Scheduled) -> str:
    """When it is due: ``08:30, 20:00``, ``every 8 hours``, ``as needed, 6 h apart, at most 8 in 24 h``."""
    if order.as_needed:
        said = {"hours": order.min_interval_hours, "most": number(order.daily_max or Decimal(0))}
        return gettext("as needed, at least %(hours)s h apart, at most %(most)s in 24 h") % said
    if order.interval_hours:
        return gettext("every %(hours)s hours") % {"hours": order.interval_hours}
    times = ", ".join(f"{at:%H:%M}" for at in order.times)
    days = ", ".join(str(WEEKDAYS_ABBR[day - 1]) for day in sorted(order.weekdays))
    return f"{times} ({days})" if days else times


def measured(value: Decimal, under: Decimal | None, kind: str) -> str:
    """``132/84 mmHg``, ``37.2 °C``."""
    unit = MEASURES[MeasureKind(kind)][0]
    both = number(value) if under is None else f"{number(value)}/{number(under)}"
    return f"{both} {unit}" if unit != "/min" else f"{both}{unit}"
