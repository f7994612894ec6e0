"""The buildings as a user may see them: every answer starts from the units and prisons in scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from corrections.access import Access
from corrections.models import Cell, CellClosure, Place, Prison, Unit
from corrections.permissions import EstatePerm


# ---- what is in scope ----------------------------------------------------------------------------------------
def prisons(access: Access, perm: StrEnum, *, whole: bool = False) -> QuerySet[Prison]:
    """Prisons where ``perm`` is held: at any unit, or as a ``whole``."""
    scope = Q(pk__in=access.prisons(perm))
    if not whole:
        scope |= Q(units__in=access.units(perm))
    return Prison.objects.filter(scope).distinct().order_by("name")


def units(access: Access, perm: StrEnum) -> QuerySet[Unit]:
    return (
        Unit.objects.filter(pk__in=access.units(perm)).select_related("prison").order_by("prison", "position", "code")
    )


def cells(access: Access, perm: StrEnum) -> QuerySet[Cell]:
    return Cell.objects.filter(unit__in=access.units(perm)).select_related("unit__prison")


def closures(access: Access, perm: StrEnum) -> QuerySet[CellClosure]:
    found = CellClosure.objects.filter(cell__unit__in=access.units(perm))
    return found.select_related("cell__unit__prison", "closed_by", "reopened_by")


def places(access: Access, perm: StrEnum) -> QuerySet[Place]:
    """Places of prisons where ``perm`` is held as a whole."""
    return Place.objects.filter(prison__in=access.prisons(perm)).select_related("prison", "unit")


# ---- capacities ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Capacity:
    """Places that exist, that may be used now (closed cells have none), that live uncrowded; cells, and closed ones."""

    physical: int = 0
    in_use: int = 0
    certified: int = 0
    cells: int = 0
    closed: int = 0

    def __add__(self, other: "Capacity") -> "Capacity":
        return Capacity(
            self.physical + other.physical,
            self.in_use + other.in_use,
            self.certified + other.certified,
            self.cells + other.cells,
            self.closed + other.closed,
        )


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: Unit
    capacity: Capacity


def capacities(shown: QuerySet[Unit], at: datetime) -> list[UnitRow]:
    """Each unit with its capacity at the instant: one query for all of them."""
    counted = shown.annotate(
        closed=FilteredRelation("cells__closures", condition=Q(cells__closures__during__contains=at)),
        cell_count=Count("cells"),
        physical=Sum("cells__physical_places", default=0),
        in_use=Sum("cells__places_in_use", filter=Q(closed__isnull=True), default=0),
        certified=Sum("cells__certified_places", default=0),
        closed_cells=Count("closed"),
    )
    return [
        UnitRow(unit, Capacity(unit.physical, unit.in_use, unit.certified, unit.cell_count, unit.closed_cells))
        for unit in counted
    ]


def total(rows: Iterable[UnitRow]) -> Capacity:
    return sum((row.capacity for row in rows), Capacity())


# ---- one unit's cells ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CellRow:
    cell: Cell
    closure: CellClosure | None


def cells_of(unit: Unit, at: datetime) -> list[CellRow]:
    """A unit's cells in building order, each with the closure that holds at the instant: two queries."""
    shown = Cell.objects.filter(unit=unit).order_by("floor", "position", "code")
    return with_closures(shown, at)


def closed_cells(shown: QuerySet[Unit], at: datetime) -> list[CellRow]:
    """Every closed cell of these units, the one expected back first at the top."""
    found = (
        CellClosure.objects.as_of(at)
        .filter(cell__unit__in=shown)
        .select_related("cell__unit", "closed_by")
        .order_by(F("expected_return_on").asc(nulls_last=True), "cell__unit__position", "cell__position", "pk")
    )
    return [CellRow(closure.cell, closure) for closure in found]


def with_closures(shown: QuerySet[Cell], at: datetime) -> list[CellRow]:
    closed = {c.cell_id: c for c in CellClosure.objects.as_of(at).filter(cell__in=shown).select_related("closed_by")}
    return [CellRow(cell, closed.get(cell.pk)) for cell in shown]


def closures_of(cell: Cell) -> QuerySet[CellClosure]:
    """How often a cell has been out of use, newest first."""
    return CellClosure.objects.filter(cell=cell).select_related("closed_by", "reopened_by").order_by("-closed_at", "pk")


def places_of(prison: Prison, access: Access) -> QuerySet[Place]:
    """The places of a prison: those of the whole prison, and those on units in scope."""
    on_units = Q(unit__isnull=True) | Q(unit__in=access.units(EstatePerm.VIEW))
    shown = Place.objects.filter(on_units, prison=prison).select_related("unit")
    return shown.order_by("-is_active", F("unit__position").asc(nulls_first=True), "position", "name")
