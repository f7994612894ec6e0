"""The rules of a short-staffed evening, and the plans that the solver finds: properties over made-up evenings."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.rules import regime as rules
from security.rules.regime import Evening, Group, Resident
from security.services import regime_solver as solver
from tests.security.planning import evening, round_robin

PEOPLE = tuple(Resident(number, 1) for number in range(1, 5))
ALL = (1, 2, 3, 4)
NIGHT = Evening(8, 2, PEOPLE)


def out(*slots: int, people: tuple[int, ...] = ALL, unit: int = 1) -> Group:
    return Group(unit, people, frozenset(slots))


def codes(known: Evening, *groups: Group) -> set[str]:
    return {one.code for one in rules.broken(known, groups)}


# ---- each rule by itself ------------------------------------------------------------------------------------------
def test_a_plan_that_holds_breaks_nothing() -> None:
    assert codes(NIGHT, out(0, 1, 2, 3)) == set()


@pytest.mark.parametrize(
    ("known", "groups", "code"),
    [
        (replace(NIGHT, apart=frozenset({(1, 2)})), [out(0, 1, 2, 3)], "together"),
        (replace(NIGHT, officers=0), [out(0, 1, 2, 3)], "officers"),
        (replace(NIGHT, largest=3), [out(0, 1, 2, 3)], "crowded"),
        (replace(NIGHT, residents=(*PEOPLE[:3], Resident(4, 1, alone=True))), [out(0, 1, 2, 3)], "alone"),
        (replace(NIGHT, open_slots={1: 3}), [out(0, 1, 2, 3)], "locked"),
        (NIGHT, [out(0, 1, 2, 3, people=(1, 2)), out(3, 4, 5, 6, people=(3, 4))], "overlap"),
        (NIGHT, [out(0, 1, 2, 3, people=(1, 2, 3))], "missing"),
        (NIGHT, [out(0, 1, 2, 3), out(4, people=(4,))], "missing"),
        (NIGHT, [out(0, 1, 2, 3, unit=2)], "missing"),
        (NIGHT, [out(0, 1, 2)], "floor"),
    ],
)
def test_each_rule_is_found_broken(known: Evening, groups: list[Group], code: str) -> None:
    assert code in codes(known, *groups)


def test_the_floor_is_two_hours_to_the_minute() -> None:
    for had, below in ((29, True), (30, False), (31, False)):
        known = replace(NIGHT, residents=tuple(replace(person, had=had) for person in PEOPLE))
        assert ("floor" in codes(known, out(0, 1, 2))) is below


def test_somebody_without_company_may_be_out_while_a_group_is() -> None:
    known = replace(NIGHT, residents=(*PEOPLE[:3], Resident(4, 1, alone=True)))
    assert codes(known, out(0, 1, 2, 3, people=(1, 2, 3)), out(0, 1, 2, 3, people=(4,))) == set()


def test_officers_follow_the_size_and_the_two_at_the_door() -> None:
    known = replace(NIGHT, residents=tuple(Resident(number, 1, two=number == 1) for number in range(1, 20)))
    found = [rules.officers_for(known, range(low, high)) for low, high in ((2, 10), (2, 11), (1, 3), (1, 20), (1, 1))]
    assert found == [1, 2, 2, 3, 0]


def test_nobody_loses_what_the_daily_order_did_not_promise() -> None:
    known = replace(NIGHT, open_slots={1: 3})
    assert rules.losses(known, [out(0, 1)]) == dict.fromkeys(ALL, 30)


# ---- the solver ---------------------------------------------------------------------------------------------------
SEEDS = st.integers(0, 10_000)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=SEEDS, officers=st.integers(1, 3), pairs=st.integers(0, 5))
def test_what_no_plan_may_break_is_never_broken(seed: int, officers: int, pairs: int) -> None:
    known = evening(seed, officers=officers, pairs=pairs)
    answer = solver.solve(known)
    found = {one.code for one in rules.broken(known, answer.groups)}
    assert found <= {rules.FLOOR}
    assert (rules.FLOOR in found) is bool(answer.short)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_nobody_is_below_the_floor_where_a_plan_without_that_exists(seed: int) -> None:
    """One unit, an officer, at most two groups that need four half hours each: eight are enough."""
    known = evening(seed, units=1, each=7, slots=8, officers=1, pairs=1)
    answer = solver.solve(known)
    assert answer.short == 0
    assert rules.broken(known, answer.groups) == []


@pytest.mark.parametrize("seed", range(6))
def test_the_largest_accumulated_loss_is_never_larger_than_turn_by_turn(seed: int) -> None:
    known = evening(seed, units=2, each=6, slots=9, officers=1, pairs=1, had=200)
    turn = round_robin(known)
    answer = solver.solve(known)
    floor = [one.needed for one in rules.broken(known, turn) if one.code == rules.FLOOR]
    assert answer.short <= max(floor, default=0)
    if not floor:
        assert rules.worst(known, answer.groups) <= rules.worst(known, turn)


def test_over_five_evenings_the_ledger_is_more_even_than_turn_by_turn() -> None:
    """The same units short each evening: with the ledger nobody is behind by as much as with turns by the list."""
    known = evening(3, units=3, each=5, slots=4, officers=1, pairs=0, had=0)
    known = replace(known, residents=tuple(replace(one, had=120, lost=0) for one in known.residents))
    fair, turn = known, known
    for _evening in range(5):
        fair, turn = after(fair, list(solver.solve(fair).groups)), after(turn, round_robin(turn))
    assert spread(fair) < spread(turn)
    assert max(one.lost for one in fair.residents) < max(one.lost for one in turn.residents)


def after(known: Evening, groups: list[Group]) -> Evening:
    lost = rules.losses(known, groups)
    return replace(known, residents=tuple(replace(one, lost=one.lost + lost[one.id]) for one in known.residents))


def spread(known: Evening) -> int:
    lost = [one.lost for one in known.residents]
    return max(lost) - min(lost)


def test_the_same_evening_gives_the_same_plan() -> None:
    known = evening(5, units=2, each=8, officers=2)
    assert solver.solve(known) == solver.solve(known)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (evening(1, units=2, each=4, slots=3, officers=4, pairs=0, had=0), "time"),
        (evening(1, units=3, each=6, slots=4, officers=1, pairs=0, had=0), "officers"),
        (replace(evening(1, units=1, each=4, slots=4, officers=1, pairs=0, had=0), apart=frozenset({(0, 1)})), "time"),
    ],
)
def test_a_floor_that_cannot_be_held_says_why_and_gives_the_least_bad_plan(known: Evening, why: str) -> None:
    answer = solver.solve(known)
    assert answer.why == why
    assert answer.short > 0
    assert {one.code for one in rules.broken(known, answer.groups)} == {rules.FLOOR}
    if why == "officers":
        assert answer.enough == 3
        assert solver.solve(replace(known, officers=answer.enough)).short == 0


def test_an_evening_with_nobody_has_no_plan() -> None:
    assert solver.solve(Evening(8, 2, ())).groups == ()
