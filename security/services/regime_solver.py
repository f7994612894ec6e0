"""The plan of a short-staffed evening by OR-Tools CP-SAT. Only the worker imports this, for the library is heavy.

The same evening gives the same plan: one search thread, a fixed seed, and limits in the solver's own deterministic time
(with ``WALL`` seconds of the clock behind them). Three questions, each within what the one before it found: how far
below the floor must anybody be (nobody, if it can be), how small can the largest accumulated loss be, and then how
little can be lost in all. What a question left lying for want of time is filled in afterwards.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from security.rules import regime as rules
from security.rules.regime import SLOT, Evening, Group, Resident
from security.rules.regime_fill import best, built, filled

WORK = 1.0  # of the solver's deterministic time, for each question
WALL = 2.0  # seconds
SEED = 1
MOST_GROUPS = 6
TIME, OFFICERS, APART = "time", "officers", "apart"
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Answer:
    """The groups, how many minutes below the floor somebody is at worst, and which rule could not be held and why.

    ``why``: ``time`` (the evening is too short whatever the staff), ``officers`` (``enough`` would do), ``apart`` (it
    could be held if nobody had to be kept apart), empty when the floor is held.
    """

    groups: tuple[Group, ...]
    short: int = 0
    why: str = ""
    enough: int = 0
    is_best: bool = True


Drafted = tuple[int, dict[int, cp_model.IntVar], list[cp_model.IntVar]]


@dataclass
class Draft:
    """A model and the variables that a plan is read from: by unit, its groups with their people and half hours."""

    model: cp_model.CpModel
    groups: list[Drafted] = field(default_factory=list)
    officers: list[list[cp_model.IntVar]] = field(default_factory=list)
    given: dict[int, cp_model.IntVar] = field(default_factory=dict)


def solve(evening: Evening, *, work: float = WORK) -> Answer:
    """The best plan that can be had. Pairs, company, officers and group sizes always hold; the floor where it can.

    ``work`` is how long each question may take, in the solver's deterministic time.
    """
    if not evening.residents:
        return Answer(())
    draft = drafted(evening, evening.officers)
    model = draft.model
    short = model.new_int_var(0, evening.floor, "short")
    missing = []
    for person in evening.residents:
        below = model.new_int_var(0, evening.floor, f"below{person.id}")
        model.add(person.had + SLOT * draft.given[person.id] + below >= evening.floor)
        model.add(short >= below)
        missing.append(below)
    worst = model.new_int_var(0, highest(evening), "worst")
    for person in evening.residents:
        promised = SLOT * evening.promised(person.unit)
        model.add(worst >= person.lost + promised - SLOT * draft.given[person.id])
    weight = (evening.floor + 1) * len(evening.residents)
    sure = minimised(model, short * weight + sum(missing), work)
    certain = minimised(model, worst, work)
    out = sum(draft.given.values())
    solver = run(model, -out, work)
    if solver is None:
        return Answer((), short=evening.floor, why=OFFICERS, enough=rules.officers_for_all(evening), is_best=False)
    groups = best(evening, [filled(evening, read(draft, solver)), built(evening)])
    below_floor = max((one.needed for one in rules.broken(evening, groups) if one.code == rules.FLOOR), default=0)
    why, enough = reason(evening, work) if below_floor else ("", 0)
    return Answer(groups, below_floor, why, enough, sure and certain)


def highest(evening: Evening) -> int:
    return max(person.lost for person in evening.residents) + SLOT * evening.slots


def minimised(model: cp_model.CpModel, goal: cp_model.LinearExprT, work: float) -> bool:
    """From here on the model holds to the least that the goal was found to be. Whether that is proven."""
    model.minimize(goal)
    solver = solver_of(work)
    status = solver.solve(model)
    if status not in SOLVED:
        return False
    least = round(solver.objective_value)
    model.add(goal <= least)
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(len(model.proto.variables)):
        variable = model.get_int_var_from_proto_index(index)
        model.add_hint(variable, solver.value(variable))
    return bool(status == cp_model.OPTIMAL)


def run(model: cp_model.CpModel, goal: cp_model.LinearExprT, work: float) -> cp_model.CpSolver | None:
    model.minimize(goal)
    solver = solver_of(work)
    return solver if solver.solve(model) in SOLVED else None


def solver_of(work: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = work
    solver.parameters.max_time_in_seconds = WALL
    return solver


# ---- the model -------------------------------------------------------------------------------------------------------
def drafted(evening: Evening, officers: int | None) -> Draft:
    """People in groups, groups in half hours. ``officers`` empty: as many as it takes (``Draft.officers`` counts)."""
    draft = Draft(cp_model.CpModel())
    for unit in sorted({person.unit for person in evening.residents}):
        draft_unit(draft, evening, unit)
    if officers is not None:
        for at in zip(*draft.officers, strict=True):
            draft.model.add(sum(at) <= officers)
    return draft


def draft_unit(draft: Draft, evening: Evening, unit: int) -> None:
    """Groups of those who have company, of which one is out at a time; and beside it one of those who have none."""
    people = [person for person in evening.residents if person.unit == unit]
    company = [person for person in people if not person.alone]
    first = len(draft.groups)
    times = [draft_group(draft, evening, unit, company) for _number in range(groups_needed(evening, company))]
    for one, other in pairwise(sum(slots) for slots in times):
        draft.model.add(one >= other)  # of groups that are alike, the first is out longest
    own = [draft_group(draft, evening, unit, [person]) for person in people if person.alone]
    for kind in (times, own):
        for at in zip(*kind, strict=True):
            draft.model.add_at_most_one(at)  # two groups out at once would be one
    mine = draft.groups[first:]
    for person in people:
        draft_person(draft, evening, person, mine)
    keep_apart(draft, evening, mine[: len(times)])


def groups_needed(evening: Evening, company: list[Resident]) -> int:
    ids = [person.id for person in company]
    if not ids:
        return 0
    least = max(rules.colours(evening, ids), -(-len(ids) // evening.largest))
    return max(least, min(-(-len(ids) // evening.per_officer), MOST_GROUPS))


def keep_apart(draft: Draft, evening: Evening, groups: list[Drafted]) -> None:
    for one, other in sorted(evening.apart):
        for _unit, members, _slots in groups:
            if one in members and other in members:
                draft.model.add_at_most_one(members[one], members[other])


def draft_group(draft: Draft, evening: Evening, unit: int, people: list[Resident]) -> list[cp_model.IntVar]:
    """A group, and the officers that it takes in each half hour in which it is out."""
    model, number = draft.model, len(draft.groups)
    members = {person.id: model.new_bool_var(f"in{number}_{person.id}") for person in people}
    slots = [model.new_bool_var(f"out{number}_{slot}") for slot in range(evening.slots)]
    most = max(2, -(-min(len(people), evening.largest) // evening.per_officer))
    guard = model.new_int_var(1, most, f"guard{number}")
    size: Any = sum(members.values())
    model.add(size <= evening.largest)
    model.add(evening.per_officer * guard >= size)
    for person in people:
        if person.two:
            model.add(guard >= rules.BOTH).only_enforce_if(members[person.id])
    taken = []
    for slot, out in enumerate(slots):
        officers = model.new_int_var(0, most, f"officers{number}_{slot}")
        model.add(officers >= guard).only_enforce_if(out)
        if slot >= evening.promised(unit):
            model.add(out == 0)
        taken.append(officers)
    draft.groups.append((unit, members, slots))
    draft.officers.append(taken)
    return slots


def draft_person(draft: Draft, evening: Evening, person: Resident, groups: list[Drafted]) -> None:
    """In one group, and out when it is."""
    mine = [(members[person.id], slots) for _unit, members, slots in groups if person.id in members]
    draft.model.add_exactly_one(member for member, _slots in mine)
    given = draft.model.new_int_var(0, evening.slots, f"given{person.id}")
    for member, slots in mine:
        draft.model.add(given == sum(slots)).only_enforce_if(member)
    draft.given[person.id] = given


def read(draft: Draft, solver: cp_model.CpSolver) -> tuple[Group, ...]:
    """Groups that are never out and hold nobody are left out."""
    found = [
        Group(
            unit,
            tuple(pk for pk, member in members.items() if solver.boolean_value(member)),
            frozenset(slot for slot, out in enumerate(slots) if solver.boolean_value(out)),
        )
        for unit, members, slots in draft.groups
    ]
    return tuple(group for group in found if group.people)


# ---- why the floor cannot be held --------------------------------------------------------------------------------
def reason(evening: Evening, work: float) -> tuple[str, int]:
    """Which rule stands in the way, and how many officers would be enough where it is they."""
    enough = fewest(evening, work)
    if enough is None:
        return TIME, 0
    alone = fewest(replace(evening, apart=frozenset()), work)
    if alone is not None and alone <= evening.officers:
        return APART, enough
    return OFFICERS, enough


def fewest(evening: Evening, work: float) -> int | None:
    """With how many officers nobody is below the floor; none when no number would do."""
    draft = drafted(evening, None)
    for person in evening.residents:
        draft.model.add(person.had + SLOT * draft.given[person.id] >= evening.floor)
    most = draft.model.new_int_var(0, 10 * len(evening.residents), "most")
    for at in zip(*draft.officers, strict=True):
        draft.model.add(most >= sum(at))
    solver = run(draft.model, most, work)
    return round(solver.objective_value) if solver else None
