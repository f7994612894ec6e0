"""Whom the clinic has, and where they are now: what health may read of the prison."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from corrections.models import Prison
from inmates.models import Placement
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Whereabouts


@dataclass(frozen=True)
class Row:
    """One person in a bed."""

    placement: Placement
    where: Whereabouts

    @property
    def person(self) -> object:
        return self.placement.stay.person

    @property
    def cell(self) -> str:
        return self.placement.bed.cell.code


def of_prison(prison: Prison, at: datetime) -> list[tuple[str, list[Row]]]:
    """Everyone with a bed in the prison, unit by unit in the order of the building. Always two queries."""
    placements = list(
        Placement.objects.as_of(at)
        .filter(bed__cell__unit__prison=prison)
        .select_related("stay__person", "bed__cell__unit")
        .order_by("bed__cell__unit__position", "bed__cell__unit_id", "bed__cell__position", "bed__number")
    )
    where = whereabouts.of_stays((placement.stay_id for placement in placements), at)
    return list(_by_unit(Row(placement, where[placement.stay_id]) for placement in placements))


def _by_unit(rows: Iterator[Row]) -> Iterator[tuple[str, list[Row]]]:
    for _unit, group in groupby(rows, key=lambda row: row.placement.bed.cell.unit_id):
        found = list(group)
        yield found[0].placement.bed.cell.unit.name, found
