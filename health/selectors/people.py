"""Whom the clinic has, and where they are now: what health may read of the prison."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import Http404

from corrections.models import Prison, Unit
from health.context import current
from health.models import ClinicianPrison
from health.selectors import records
from inmates.models import Placement
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Whereabouts


@dataclass(frozen=True)
class Row:
    """One person in a bed."""

    placement: Placement
    where: Whereabouts
    record: UUID | None

    @property
    def person(self) -> object:
        return self.placement.stay.person

    @property
    def cell(self) -> str:
        return self.placement.bed.cell.code


def of_prison(prison: Prison, at: datetime) -> list[tuple[str, list[Row]]]:
    """Everyone with a bed in the prison, unit by unit in the order of the building. Always three queries."""
    placements = list(
        Placement.objects.as_of(at)
        .filter(bed__cell__unit__prison=prison)
        .select_related("stay__person", "bed__cell__unit")
        .order_by("bed__cell__unit__position", "bed__cell__unit_id", "bed__cell__position", "bed__number")
    )
    where = whereabouts.of_stays((placement.stay_id for placement in placements), at)
    address = records.addresses(placement.stay.person_id for placement in placements)
    rows = (Row(each, where[each.stay_id], address.get(each.stay.person_id)) for each in placements)
    return list(_by_unit(rows))


def _by_unit(rows: Iterator[Row]) -> Iterator[tuple[str, list[Row]]]:
    for _unit, group in groupby(rows, key=lambda row: row.placement.bed.cell.unit_id):
        found = list(group)
        yield found[0].placement.bed.cell.unit.name, found


def unit_of(pk: int) -> Unit:
    """A unit of a prison whose patients the one who is asking treats. Raises ``Http404`` for any other."""
    context = current()
    treats = ClinicianPrison.objects.filter(
        clinician__user=context.user_id if context else None,
        clinician__approved_at__isnull=False,
        clinician__ended_at__isnull=True,
    ).values_list("prison_id", flat=True)
    found = Unit.objects.filter(pk=pk, prison__in=list(treats)).select_related("prison").order_by("pk").first()
    if found is None:
        raise Http404
    return found
