"""A plan of an evening with nothing left lying: what a solver that ran out of time did not get to. Takes from nobody.

Pure, and the same plan gives the same answer: groups that may be one become one, and then whoever has lost most is out
in each half hour in which there are officers and room for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from security.rules.regime import Evening, Group, losses, officers_at, officers_for


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
    """Half hour by half hour, those first who have lost most with this evening."""
    plan = list(groups)
    while free := [(index, slot) for index in range(len(plan)) for slot in free_slots(evening, plan, index)]:
        index, slot = max(free, key=lambda one: (heaviest(evening, plan, one[0]), -one[1], -one[0]))
        plan[index] = replace(plan[index], slots=plan[index].slots | {slot})
    return plan


def heaviest(evening: Evening, plan: Sequence[Group], index: int) -> int:
    """The largest loss in a group, with what was lost before, in minutes."""
    known, lost = evening.by_id, losses(evening, plan)
    return max(known[pk].lost + lost[pk] for pk in plan[index].people)


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
