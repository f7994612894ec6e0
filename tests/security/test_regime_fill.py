"""What is filled in after the solver: takes from nobody, breaks nothing, leaves nothing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.rules import regime as rules
from security.rules.regime import Evening, Group, Resident
from security.rules.regime_fill import best, built, filled, free_slots

SLOTS = st.frozensets(st.integers(0, 7), max_size=3)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[Evening, list[Group]]:
    """Two units, some kept from company, some pairs, and a plan that breaks nothing but the floor."""
    people = tuple(
        Resident(pk, 1 + pk % 2, lost=draw(st.integers(0, 300)), alone=draw(st.booleans()) and pk > 8)
        for pk in range(1, 11)
    )
    pairs = draw(st.frozensets(st.sampled_from([(1, 3), (1, 5), (2, 4), (3, 7), (6, 8)])))
    evening = Evening(8, draw(st.integers(1, 6)), people, apart=pairs, open_slots={1: 5}, per_officer=3, largest=4)
    plan: list[Group] = []
    for person in people:
        found = Group(person.unit, (person.id,), draw(SLOTS))
        wrong = {one.code for one in rules.broken(evening, [*plan, found])} & (rules.NEVER - {rules.MISSING})
        plan.append(replace(found, slots=frozenset()) if wrong else found)
    return evening, plan


@settings(max_examples=150, deadline=None)
@given(evenings())
def test_it_takes_from_nobody_breaks_nothing_and_leaves_nothing(known: tuple[Evening, list[Group]]) -> None:
    evening, plan = known
    found = filled(evening, plan)
    before, after = rules.minutes(evening, plan), rules.minutes(evening, found)
    assert all(after[pk] >= before[pk] for pk in before)
    assert not {one.code for one in rules.broken(evening, found)} & rules.NEVER
    assert not any(free_slots(evening, found, index) for index in range(len(found)))
    assert filled(evening, plan) == found


@pytest.mark.parametrize(("officers", "out"), [(1, [4, 4]), (2, [8, 8]), (0, [0, 0])])
def test_whoever_has_lost_most_is_out_while_there_are_officers(officers: int, out: list[int]) -> None:
    people = (Resident(1, 1, lost=0), Resident(2, 2, lost=0))
    plan = filled(Evening(8, officers, people), [Group(1, (1,), frozenset()), Group(2, (2,), frozenset())])
    assert [len(group.slots) for group in sorted(plan, key=lambda group: group.unit)] == out


def test_a_debt_is_paid_back_first() -> None:
    people = (Resident(1, 1, had=120, lost=180), Resident(2, 2, had=120, lost=0))
    plan = filled(Evening(8, 1, people), [Group(1, (1,), frozenset()), Group(2, (2,), frozenset())])
    given = rules.minutes(Evening(8, 1, people), plan)
    assert (given[1], given[2]) == (210, 30)


@settings(max_examples=80, deadline=None)
@given(evenings())
def test_a_plan_from_nothing_breaks_nothing_but_the_floor(known: tuple[Evening, list[Group]]) -> None:
    evening, plan = known
    found = built(evening)
    assert not {one.code for one in rules.broken(evening, found)} & rules.NEVER
    assert best(evening, [found, filled(evening, plan)]) in (found, filled(evening, plan))


def test_a_prison_of_two_hundred_is_planned_with_its_officers_at_work() -> None:
    """The solver alone gave everybody half an hour here."""
    people = tuple(Resident(pk, pk % 8, had=pk % 7 * 30, lost=30 * (pk % 5)) for pk in range(1, 217))
    evening = Evening(8, 27, people, apart=frozenset((pk, pk + 8) for pk in range(1, 200, 24)))
    found = built(evening)
    assert rules.broken(evening, found) == []
    assert min(rules.minutes(evening, found).values()) >= 120
