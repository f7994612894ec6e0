"""A prison in numbers: how many live on each unit, where they are now, and how many places are left."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from corrections.models import Unit
from corrections.selectors import estate
from corrections.selectors.estate import Capacity
from inmates.models import Placement, Stay
from inmates.selectors import whereabouts
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


def without_a_cell(prison_id: int, at: datetime) -> int:
    """How many the prison has received who have no bed anywhere yet."""
    received = Stay.objects.as_of(at).filter(reception_prison=prison_id)
    return received.exclude(pk__in=Placement.objects.as_of(at).values("stay")).count()
