"""What the sheet of an empty cell says."""

from dataclasses import dataclass
from datetime import datetime

from corrections.models import Cell, CellClosure
from inmates.models import Reservation


@dataclass(frozen=True, slots=True)
class CellSheet:
    cell: Cell
    closure: CellClosure | None
    reservation: Reservation | None


def cell_of(pk: int, at: datetime) -> CellSheet | None:
    cell = Cell.objects.select_related("unit__prison").filter(pk=pk).order_by("pk").first()
    if cell is None:
        return None
    closures = CellClosure.objects.as_of(at).filter(cell=cell).select_related("closed_by")
    kept = Reservation.objects.as_of(at).filter(bed__cell=cell).select_related("reserved_by")
    return CellSheet(cell, closures.order_by("pk").first(), kept.order_by("pk").first())
