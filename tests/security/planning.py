"""Evenings with too few officers, for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from corrections.models import Unit
from inmates.models import Stay
from security.models import RegimePlan
from security.rules.regime import Evening, Group, Resident
from security.services import regime
from tests.corrections.factories import CellFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory

AT = oslo("2026-01-01 12:00")


def residents(unit: Unit, number: int) -> list[Stay]:
    start = oslo("2025-01-01 12:00")
    return [PlacementFactory.create(cell=CellFactory.create(unit=unit), start=start).stay for _n in range(number)]


def asked(
    unit: Unit, *, officers: int = 1, at: datetime = AT, start: datetime | None = None, half_hours: int = 8
) -> RegimePlan:
    begin = start or at + timedelta(hours=4)
    end = begin + half_hours * timedelta(minutes=30)
    return regime.ask(prison=unit.prison, start=begin, end=end, officers=officers, by=UserFactory.create(), at=at)


def planned_evening(unit: Unit) -> RegimePlan:
    """Proposed: everybody of the prison out all evening, a group for each unit."""
    plan = asked(unit, officers=200)
    groups = all_out(plan)
    return regime.propose(plan=plan, groups=groups, why="", enough=0, by=None, at=AT)


def evening_of_the_prison(unit: Unit) -> RegimePlan:
    """One for the whole prison, also for whoever is posted at one of its units."""
    return RegimePlan.objects.filter(prison=unit.prison).order_by("pk").first() or planned_evening(unit)


def all_out(plan: RegimePlan) -> list[Group]:
    people = plan.facts["people"]
    units = dict.fromkeys(person["unit"] for person in people)
    return [
        Group(unit, tuple(p["id"] for p in people if p["unit"] == unit), frozenset(range(plan.facts["slots"])))
        for unit in units
    ]


def evening(
    seed: int = 1, *, units: int = 2, each: int = 6, slots: int = 8, officers: int = 1, pairs: int = 2, had: int = 60
) -> Evening:
    """Somebody made up: ``each`` people a unit, who have had up to ``had`` minutes."""
    dice = Random(seed)  # noqa: S311  (a test)
    people = [
        Resident(unit * 100 + number, unit, had=dice.randint(0, had), lost=30 * dice.randint(0, 8))
        for unit in range(units)
        for number in range(each)
    ]
    apart = set()
    for _pair in range(pairs):
        unit = dice.randrange(units)
        one, other = sorted(dice.sample([person.id for person in people if person.unit == unit], 2))
        apart.add((one, other))
    return Evening(slots, officers, tuple(people), frozenset(apart))


def round_robin(known: Evening) -> list[Group]:
    """What is done without a plan: units cut in groups as they live, each out a half hour in turn as officers reach."""
    groups: list[tuple[int, list[int]]] = []
    for unit in dict.fromkeys(person.unit for person in known.residents):
        people = [person.id for person in known.residents if person.unit == unit]
        groups += [(unit, part) for part in cut(known, people)]
    out: list[set[int]] = [set() for _group in groups]
    for slot in range(known.slots):
        taken: set[int] = set()
        for step in range(len(groups)):
            number = (slot * known.officers + step) % len(groups)
            if len(taken) < known.officers and groups[number][0] not in {groups[pk][0] for pk in taken}:
                taken.add(number)
                out[number].add(slot)
    return [Group(unit, tuple(people), frozenset(out[n])) for n, (unit, people) in enumerate(groups)]


def cut(known: Evening, people: Sequence[int]) -> list[list[int]]:
    parts: list[list[int]] = []
    for pk in people:
        fits = (
            part
            for part in parts
            if len(part) < known.per_officer and not any(known.must_not_meet(pk, other) for other in part)
        )
        part = next(fits, None)
        if part is None:
            parts.append([pk])
        else:
            part.append(pk)
    return parts
