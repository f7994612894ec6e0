"""Who has been in the cell for twenty-two of the last twenty-four hours, whatever the legal label (Mandela rule 44).

Whether a decision stands behind it is asked of every app that makes such decisions; where none answers, it is said.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from inmates.models import Placement
from inmates.registries import BoardSubject
from security.permissions import LockPerm
from security.registries import Duty, isolation_grounds
from security.rules.locks import Hours
from security.selectors import hours_out
from sentencing.choices import RestrictionKind
from sentencing.models import Restriction

LONG = timedelta(hours=22)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One person, ready to print. ``ground`` is empty where no app knows of a decision."""

    unit: str
    doors: str
    cell: str
    name: str
    href: str
    out: str
    ground: str


def is_long(hours: Hours) -> bool:
    """Hours that nobody wrote about are not counted against the prison, nor for it."""
    return hours.known - hours.out >= LONG


def who(stay_ids: Iterable[int], at: datetime) -> dict[int, Hours]:
    """Of these people, those to whom it has happened. One query."""
    return {stay_id: hours for stay_id, hours in hours_out.until_now(stay_ids, at).items() if is_long(hours)}


def in_reach(access: Access, at: datetime) -> list[Row]:
    """Everybody in the units that the user sees: first those without a known decision. Three queries."""
    found = Placement.objects.current().filter(bed__cell__unit__in=access.units(LockPerm.VIEW))
    placements = found.select_related("bed__cell__unit", "stay__person").order_by(
        "bed__cell__unit__code", "bed__cell__floor", "bed__cell__position", "bed__number"
    )
    rows = {placement.stay_id: placement for placement in placements}
    long = who(rows, at)
    grounds = grounds_of(long, at)
    return sorted(
        (row_of(rows[stay_id], long[stay_id], grounds.get(stay_id, "")) for stay_id in rows if stay_id in long),
        key=lambda row: bool(row.ground),
    )


def row_of(placement: Placement, hours: Hours, ground: str) -> Row:
    unit, person = placement.bed.cell.unit, placement.stay.person
    return Row(
        unit=str(unit),
        doors=reverse("doors", args=[unit.pk]),
        cell=placement.bed.cell.code,
        name=person.name,
        href=reverse("person", args=[person.uuid]),
        out=in_words(hours.out),
        ground=ground,
    )


def in_words(length: timedelta) -> str:
    """``1 h 05 min``: near the limit a tenth of an hour would hide what it was."""
    minutes = int(length / timedelta(minutes=1))
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


# ---- what stands behind it -------------------------------------------------------------------------------------------
def grounds_of(stay_ids: Collection[int], at: datetime) -> dict[int, str]:
    """The words of each app that knows a decision, joined. One query an app."""
    found: dict[int, list[str]] = {}
    for source in isolation_grounds.values() if stay_ids else ():
        for stay_id, words in source(stay_ids, at).items():
            found.setdefault(stay_id, []).append(words)
    return {stay_id: ", ".join(words) for stay_id, words in found.items()}


def by_the_court(stay_ids: Collection[int], at: datetime) -> dict[int, str]:
    """Full isolation of somebody on remand, unless it is lifted (strpl. s. 186 a). One query."""
    today = timezone.localtime(at).date()
    found = Restriction.objects.filter(
        order__stay__in=list(stay_ids), kind=RestrictionKind.FULL_ISOLATION, since__lte=today, until__gte=today
    )
    rows = found.exclude(lifted__lifted_on__lte=today).order_by("until").values_list("order__stay", "until")
    return {stay_id: said(until) for stay_id, until in rows}


def said(last: date) -> str:
    return _("Full isolation by the court, to and including %(day)s") % {"day": display.short_day(last)}


# ---- the handover --------------------------------------------------------------------------------------------------
def duties(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    """One line a unit. One query."""
    number = len(who(subject.stay_ids, subject.at))
    if not number:
        return []
    title = ngettext(
        "%(number)d person has been in the cell for 22 hours or more",
        "%(number)d people have been in the cell for 22 hours or more",
        number,
    )
    return [
        Duty(
            key="long-in-cell",
            title=title % {"number": number},
            text=_("Let them out and meet them, or see that a decision stands behind it."),
            icon="lock",
            level="bad",
            href=reverse("long_in_cell"),
        )
    ]
