"""What a duty manager certifies: the counts of one prison and one round that add up, unit by unit, and who is in none.

A button certifies the counts that stood beside it, and no other: what adds up a moment later waits for the next look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from corrections.access import Access
from corrections.models import Prison
from inmates.models import Stay
from inmates.permissions import CustodyPerm
from inmates.selectors import roll
from security.choices import CountState
from security.models import Count
from security.permissions import CountPerm
from security.selectors.count_pages import visible
from security.selectors.counts import title


@dataclass(frozen=True, slots=True)
class Round:
    """The counts of a prison of one time and kind that add up. ``without_cell``: (name, where), in no count at all."""

    prison: Prison
    title: str
    counts: tuple[Count, ...]
    without_cell: tuple[tuple[str, str], ...]

    @property
    def units(self) -> str:
        return ", ".join(count.unit.name for count in self.counts)

    @property
    def expected(self) -> int:
        return sum(count.expected or 0 for count in self.counts)

    @property
    def seen(self) -> int:
        return sum(count.seen or 0 for count in self.counts)

    @property
    def accounted(self) -> int:
        return sum(count.accounted or 0 for count in self.counts)


def to_certify(access: Access, by_id: int) -> QuerySet[Count]:
    """Counts that add up and were counted by others."""
    agreed = visible(access, CountPerm.CERTIFY).filter(state=CountState.AGREED, missing=0)
    return agreed.exclude(Q(counter=by_id) | Q(recounter=by_id))


def chosen(access: Access, by_id: int, uuids: Iterable[UUID]) -> list[int]:
    return list(to_certify(access, by_id).filter(uuid__in=list(uuids)).values_list("pk", flat=True))


def rounds(access: Access, by_id: int, at: datetime) -> list[Round]:
    """What waits, a round at a time, the oldest first. The number of statements does not grow with that of counts."""
    waiting = to_certify(access, by_id).order_by("due_at", "kind", "unit__prison__name", "unit__position", "unit")
    counts = sorted(waiting, key=key)
    alone = without_cell(access, {count.unit.prison_id for count in counts}, at)
    found = [list(together) for _key, together in groupby(counts, key=key)]
    return [Round(of[0].unit.prison, title(of[0]), tuple(of), alone.get(of[0].unit.prison_id, ())) for of in found]


def key(count: Count) -> tuple[datetime, str, str, int]:
    return count.due_at, count.kind, count.unit.prison.name, count.unit.prison_id


def without_cell(access: Access, prisons: Iterable[int], at: datetime) -> dict[int, tuple[tuple[str, str], ...]]:
    """Who has no bed, by prison, and where they are: no unit counts them. Named to those who may see them there."""
    people = roll.without_cell(prisons, at) if prisons else []
    stays = Stay.objects.filter(pk__in=[one.stay_id for one in people]).select_related("person").in_bulk()
    named: dict[int, list[tuple[str, str]]] = {}
    for one in people:
        may = access.may(CustodyPerm.VIEW, prison_id=one.prison_id)
        name = str(stays[one.stay_id].person) if may else _("One person")
        named.setdefault(one.prison_id, []).append((name, one.here.place_name))
    return {prison: tuple(sorted(found)) for prison, found in named.items()}
