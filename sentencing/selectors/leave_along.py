"""Who accompanies somebody on leave, and the booked time that they do it in."""

from dataclasses import dataclass

from django.db.models import QuerySet

from inmates.models import Escort
from sentencing.models import Leave

SOURCE = "sentencing.leave"


@dataclass(frozen=True, slots=True)
class Along:
    """An officer who goes along, and the unit they come from."""

    pk: int
    name: str
    unit: str


def along(leave: Leave) -> list[Along]:
    rows = going(leave).select_related("officer__home_unit")
    return [
        Along(one.officer.pk, one.officer.short_name, one.officer.home_unit.code if one.officer.home_unit else "")
        for one in rows
    ]


def going(leave: Leave) -> QuerySet[Escort]:
    """The one who leads first."""
    rows = Escort.objects.filter(commitment__source=source_of(leave), removed_at__isnull=True)
    return rows.order_by("-is_lead", "pk")


def source_of(leave: Leave) -> str:
    """What the booked time of a leave rests on; PostgreSQL counts the officers by it."""
    return f"{SOURCE}:{leave.pk}"
