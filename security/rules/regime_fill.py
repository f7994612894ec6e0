"""A plan of an evening with nothing left lying: what a solver that ran out of time did not get to.

Pure, and the same evening gives the same answer. ``filled`` takes from nobody: groups that may be one become one, and
then whoever is below the floor, or has lost most, is out in each half hour in which there are officers and room for it.
``built`` makes a plan from nothing in the same way, and ``best`` chooses among plans as the solver does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from security.rules.regime import (
    FLOOR,
    Evening,
    Group,
    Resident,
    broken,
    losses,
    minutes,
    officers_at,
    officers_for,
    worst,
)


def best(evening: Evening, plans: Iterable[tuple[Group, ...]]) -> tuple[Group, ...]:
    """Where the most that anybody is below the floor is least, then the largest loss, then what is lost in all."""
    return min(plans, key=lambda plan: (below(evening, plan), worst(evening, plan), lost_in_all(evening, plan)))


def below(evening: Evening, plan: Sequence[Group]) -> tuple[int, int]:
    """By how many minutes somebody is below the floor at worst, and everybody together."""
    short = [one.needed for one in broken(evening, plan) if one.code == FLOOR]
    return max(short, default=0), sum(short)


def lost_in_all(evening: Evening, plan: Sequence[Group]) -> int:
    return sum(losses(evening, plan).values())


def built(evening: Evening) -> tuple[Group, ...]:
    """As few groups as a unit can be in, those who have had least in the first; and each out in turn."""
    plan: list[Group] = []
    for unit in sorted({person.unit for person in evening.residents}):
        people = [person for person in evening.residents if person.unit == unit]
        plan += [Group(unit, (person.id,), frozenset()) for person in people if person.alone]
        plan += [
            Group(unit, tuple(ids), frozenset())
            for ids in parted(evening, [person for person in people if not person.alone])
        ]
    return filled(evening, plan)


def parted(evening: Evening, people: Sequence[Resident]) -> list[list[int]]:
    """In groups of even size with nobody beside somebody whom they must not meet."""
    groups: list[list[int]] = []
    count = -(-len(people) // evening.largest)
    even = -(-len(people) // count) if count else 0
    for person in sorted(people, key=lambda one: (one.had, one.id)):
        for most in (even, evening.largest):
            fits = [ids for ids in groups if len(ids) < most and not meets(evening, person.id, ids)]
            if fits:
                fits[0].append(person.id)
                break
        else:
            groups.append([person.id])
    return groups


def meets(evening: Evening, person: int, others: Iterable[int]) -> bool:
    return any(evening.must_not_meet(person, other) for other in others)


def filled(evening: Evening, groups: Sequence[Group]) -> tuple[Group, ...]:
    """Nobody is out for less than in ``groups``, no rule that held is broken, and no half hour can be added."""
    return tuple(lengthened(evening, united(evening, groups)))


def united(evening: Evening, groups: Sequence[Group]) -> list[Group]:
    """Two groups of a unit that are out one after the other are out together for both their times."""
    plan = list(groups)
    while (pair := next((two for two in combinations(plan, 2) if may_be_one(evening, plan, *two)), None)) is not None:
        plan = [group for group in plan if group not in pair] + [together(*pair)]
    return plan


def together(one: Group, other: Group) -> Group:
    return Group(one.unit, (*one.people, *other.people), one.slots | other.slots)


def may_be_one(evening: Evening, plan: Sequence[Group], one: Group, other: Group) -> bool:
    people = (*one.people, *other.people)
    if one.unit != other.unit or len(people) > evening.largest or keeps_alone(evening, people):
        return False
    if any(evening.must_not_meet(first, second) for first in one.people for second in other.people):
        return False
    rest = [group for group in plan if group not in (one, other)]
    return max(officers_at(evening, [*rest, together(one, other)]), default=0) <= evening.officers


def keeps_alone(evening: Evening, people: Sequence[int]) -> bool:
    known = evening.by_id
    return any(known[pk].alone for pk in people)


def lengthened(evening: Evening, groups: Sequence[Group]) -> list[Group]:
    """Half hour by half hour: first those who are below the floor, then those who have lost most with this evening."""
    plan = list(groups)
    while free := [(index, slot) for index in range(len(plan)) for slot in free_slots(evening, plan, index)]:
        index, slot = max(free, key=lambda one: (*heaviest(evening, plan, one[0]), -one[1], -one[0]))
        plan[index] = replace(plan[index], slots=plan[index].slots | {slot})
    return plan


def heaviest(evening: Evening, plan: Sequence[Group], index: int) -> tuple[int, int]:
    """The most that somebody of a group is below the floor, and the largest loss with what was lost before; minutes."""
    known, lost, given = evening.by_id, losses(evening, plan), minutes(evening, plan)
    people = [known[pk] for pk in plan[index].people]
    short = max(evening.floor - person.had - given[person.id] for person in people)
    return max(short, 0), max(person.lost + lost[person.id] for person in people)


def free_slots(evening: Evening, plan: Sequence[Group], index: int) -> list[int]:
    """Half hours in which this group could be out, too: of a unit one group at a time, and beside it one person."""
    mine = plan[index]
    alone = keeps_alone(evening, mine.people)
    taken = {
        slot
        for group in plan
        if group.unit == mine.unit and keeps_alone(evening, group.people) == alone
        for slot in group.slots
    }
    needed, busy = officers_for(evening, mine.people), officers_at(evening, plan)
    return [
        slot
        for slot in range(evening.promised(mine.unit))
        if slot not in taken and busy[slot] + needed <= evening.officers
    ]
