"""A prison in numbers: how many live on each unit, where they are now, and how many places are left."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from corrections.access import Access
from corrections.models import Prison, Unit
from corrections.permissions import EstatePerm
from corrections.selectors import estate
from corrections.selectors.estate import Capacity
from inmates.models import Placement
from inmates.selectors import roll, whereabouts
from inmates.selectors.whereabouts import Bucket


@dataclass(frozen=True, slots=True)
class People:
    """In the cell, on the unit, elsewhere inside and outside add up to ``residents``."""

    residents: int = 0
    buckets: Counter[Bucket] = field(default_factory=Counter)

    @property
    def in_cell(self) -> int:
        return self.buckets[Bucket.CELL]

    @property
    def on_unit(self) -> int:
        return self.buckets[Bucket.UNIT]

    @property
    def inside(self) -> int:
        return self.buckets[Bucket.INSIDE]

    @property
    def outside(self) -> int:
        return self.buckets[Bucket.OUTSIDE]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    unit: Unit
    capacity: Capacity
    people: People

    @property
    def free(self) -> int:
        """Places that may be used and that nobody lives in; below nothing when people live in cells closed after."""
        return self.capacity.in_use - self.people.residents

    @property
    def is_crowded(self) -> bool:
        """More people than are meant to live there."""
        return self.people.residents > self.capacity.certified


def rows(shown: QuerySet[Unit], at: datetime) -> list[OverviewRow]:
    """Each unit with its capacity and its people at the instant: three statements, whatever the prison's size."""
    unit_of = dict(
        Placement.objects.as_of(at).filter(bed__cell__unit__in=shown).values_list("stay_id", "bed__cell__unit_id")
    )
    found: defaultdict[int, Counter[Bucket]] = defaultdict(Counter)
    for stay_id, here in whereabouts.of_stays(unit_of, at).items():
        found[unit_of[stay_id]][here.bucket] += 1
    return [
        OverviewRow(row.unit, row.capacity, People(found[row.unit.pk].total(), found[row.unit.pk]))
        for row in estate.capacities(shown, at)
    ]


def total(found: Iterable[OverviewRow]) -> People:
    people = Counter[Bucket]()
    for row in found:
        people.update(row.people.buckets)
    return People(people.total(), people)


def counted(found: Iterable[OverviewRow], prison: Prison, access: Access, at: datetime) -> dict[str, Any]:
    """The people of the rows, and for who sees the whole prison those who are in none of them: together the roll."""
    people = total(found)
    waiting = without_a_cell(prison.pk, at) if access.may(EstatePerm.VIEW, prison_id=prison.pk) else None
    return {"people": people, "waiting": waiting, "on_the_roll": people.residents + (waiting or 0)}


def without_a_cell(prison_id: int, at: datetime) -> int:
    """How many are on the roll of the prison and have no bed anywhere, by the rule of the roll."""
    return len(roll.bedless([prison_id], at))
