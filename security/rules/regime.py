"""An evening with too few officers: who is out of the cell when, and which rules a plan breaks (norway.md 7 and 12).

Pure. Times are half hours from the beginning of the evening, by elapsed time, so that a night on which the clock moves
is as long as it is; minutes are what is counted. Two hours a day of meaningful contact is the floor below which nobody
should fall (Act 2026-18 as proposed; Mandela rules 43 and 44); how many people an officer looks after is a local rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

SLOT: Final = 30  # minutes
BOTH: Final = 2  # officers at the door of somebody whom nobody meets alone
TOGETHER, OFFICERS, CROWDED, ALONE, LOCKED, OVERLAP, MISSING, FLOOR = (
    "together", "officers", "crowded", "alone", "locked", "overlap", "missing", "floor",
)  # fmt: skip
NEVER: Final = frozenset({TOGETHER, OFFICERS, CROWDED, ALONE, LOCKED, OVERLAP, MISSING})
"""What no plan may break; below the floor a plan may be adopted with a reason, where no better one can be had."""


@dataclass(frozen=True, slots=True)
class Resident:
    """``had`` are the minutes out of the cell before the evening, and booked in it; ``lost`` those of 28 days.

    ``alone``: kept from company, so out only by themselves. ``two``: two officers when out.
    """

    id: int
    unit: int
    had: int = 0
    lost: int = 0
    alone: bool = False
    two: bool = False


@dataclass(frozen=True, slots=True)
class Evening:
    """``slots`` half hours; ``open_slots`` by unit: how many of them the daily order has the doors open."""

    slots: int
    officers: int
    residents: tuple[Resident, ...]
    apart: frozenset[tuple[int, int]] = frozenset()
    open_slots: Mapping[int, int] = field(default_factory=dict)
    floor: int = 120
    per_officer: int = 8
    largest: int = 16

    def promised(self, unit: int) -> int:
        """Half hours that the daily order promises the unit this evening."""
        return min(self.slots, self.open_slots.get(unit, self.slots))

    def must_not_meet(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.apart

    @property
    def by_id(self) -> dict[int, Resident]:
        return {person.id: person for person in self.residents}


@dataclass(frozen=True, slots=True)
class Group:
    """People of one unit who are out together in these half hours."""

    unit: int
    people: tuple[int, ...]
    slots: frozenset[int]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a plan does not hold: of whom, and in which half hour, where it is about one."""

    code: str
    people: tuple[int, ...] = ()
    slot: int | None = None
    needed: int = 0


def officers_for(evening: Evening, people: Iterable[int]) -> int:
    """How many officers a group needs while it is out."""
    known, ids = evening.by_id, list(people)
    least = BOTH if any(known[pk].two for pk in ids if pk in known) else 1
    return max(least, -(-len(ids) // evening.per_officer)) if ids else 0


def officers_at(evening: Evening, groups: Sequence[Group]) -> list[int]:
    """How many officers the plan needs in each half hour."""
    needed = [(group.slots, officers_for(evening, group.people)) for group in groups]
    return [sum(count for slots, count in needed if slot in slots) for slot in range(evening.slots)]


def officers_for_all(evening: Evening) -> int:
    """How many the daily order needs: everybody of every unit out at once, those without company one by one."""
    units: dict[int, list[int]] = {}
    for person in evening.residents:
        if not person.alone:
            units.setdefault(person.unit, []).append(person.id)
    return sum(officers_for(evening, people) for people in units.values())


def minutes(evening: Evening, groups: Sequence[Group]) -> dict[int, int]:
    """Minutes out this evening, by person."""
    found = dict.fromkeys(evening.by_id, 0)
    for group in groups:
        for pk in group.people:
            if pk in found:
                found[pk] += SLOT * len(group.slots)
    return found


def losses(evening: Evening, groups: Sequence[Group]) -> dict[int, int]:
    """Minutes of the daily order that each loses this evening."""
    given = minutes(evening, groups)
    return {person.id: max(0, SLOT * evening.promised(person.unit) - given[person.id]) for person in evening.residents}


def worst(evening: Evening, groups: Sequence[Group]) -> int:
    """The largest loss of anybody, with what they lost in the 28 days before."""
    lost = losses(evening, groups)
    return max((person.lost + lost[person.id] for person in evening.residents), default=0)


def broken(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    """Every rule that the plan does not hold; empty when it can be adopted as it is."""
    return [
        *_meetings(evening, groups),
        *_sizes(evening, groups),
        *_times(evening, groups),
        *_places(evening, groups),
        *_floors(evening, groups),
    ]


def _meetings(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    """Nobody beside somebody whom they must not meet, nobody who is kept from company in company."""
    known = evening.by_id
    found = [
        Broken(TOGETHER, (one, other))
        for group in groups
        for index, one in enumerate(group.people)
        for other in group.people[index + 1 :]
        if evening.must_not_meet(one, other)
    ]
    in_company = [group for group in groups if len(group.people) > 1]
    return found + [
        Broken(ALONE, (pk,)) for group in in_company for pk in group.people if pk in known and known[pk].alone
    ]


def _sizes(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    crowded = [Broken(CROWDED, group.people) for group in groups if len(group.people) > evening.largest]
    needed = officers_at(evening, groups)
    short = [Broken(OFFICERS, slot=slot, needed=n) for slot, n in enumerate(needed) if n > evening.officers]
    return crowded + short


def _times(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    """No unit is out after its daily order locks it, and of a unit one group at a time; beside it one person who is
    kept from company may be out, in another place."""
    found = [
        Broken(LOCKED, slot=slot)
        for group in groups
        for slot in sorted(group.slots)
        if not 0 <= slot < evening.promised(group.unit)
    ]
    for index, one in enumerate(groups):
        for other in groups[index + 1 :]:
            both = one.slots & other.slots
            if one.unit == other.unit and both and _is_alone(evening, one) == _is_alone(evening, other):
                found.append(Broken(OVERLAP, slot=min(both)))
    return found


def _is_alone(evening: Evening, group: Group) -> bool:
    return any(person.alone for person in evening.residents if person.id in group.people)


def _places(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    """Everybody is in one group, of their own unit."""
    times: dict[int, int] = dict.fromkeys(evening.by_id, 0)
    known = evening.by_id
    for group in groups:
        for pk in group.people:
            times[pk] = times.get(pk, 0) + (1 if pk in known and known[pk].unit == group.unit else 2)
    return [Broken(MISSING, (pk,)) for pk, count in sorted(times.items()) if count != 1]


def _floors(evening: Evening, groups: Sequence[Group]) -> list[Broken]:
    given = minutes(evening, groups)
    return [
        Broken(FLOOR, (person.id,), needed=evening.floor - person.had - given[person.id])
        for person in evening.residents
        if person.had + given[person.id] < evening.floor
    ]


def colours(evening: Evening, people: Sequence[int]) -> int:
    """How many groups surely keep everybody from those whom they must not meet (greedy, in the order given)."""
    taken: dict[int, int] = {}
    for pk in people:
        near = {colour for other, colour in taken.items() if evening.must_not_meet(pk, other)}
        taken[pk] = next(colour for colour in range(len(people) + 1) if colour not in near)
    return max(taken.values(), default=-1) + 1
