"""What PostgreSQL itself refuses of head counts: each constraint broken on purpose, each with its sentence."""

from collections.abc import Callable
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from corrections.periods import between
from corrections.refusals import has_sentence
from security.choices import CountKind
from security.models import ActionStep, Count, CountEvent, CountLine, CountPlan, CountStateChange
from security.services import closing, making
from tests.commit import at_commit
from tests.corrections.factories import UnitFactory
from tests.security.counting import DUE, Ward, after, begun, build_ward, handed_in, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return build_ward()


def broken(constraint: str, act: Callable[[], Any]) -> None:
    """``act`` is refused by that constraint, now or at commit, and the refusal has a sentence for people."""
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


# ---- plans -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_count_plan_has_the_times_of_its_kind", {"kind": "RANDOM"}),
        ("a_count_plan_has_the_times_of_its_kind", {"ends": time(16)}),
        ("a_count_plan_has_the_times_of_its_kind", {"kind": "NIGHT", "ends": time(16)}),
        ("counts_at_night_are_at_least_15_minutes_apart", {"kind": "NIGHT", "ends": time(16), "every_minutes": 14}),
        ("a_count_plan_has_known_weekdays", {"weekdays": []}),
        ("a_count_plan_has_known_weekdays", {"weekdays": [0]}),
        ("a_count_is_made_at_most_two_hours_before", {"lead_minutes": 121}),
        ("a_count_has_between_1_and_240_minutes", {"allowed_minutes": 0}),
        ("a_count_has_between_1_and_240_minutes", {"allowed_minutes": 241}),
    ],
)
def test_a_plan_makes_sense(ward: Ward, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, change(ward.plan, **values))


def test_a_planned_count_is_of_a_known_kind(ward: Ward) -> None:
    """An unknown kind has no times either; PostgreSQL names the first of the two."""
    either = r"a_planned_count_is_of_a_known_kind|a_count_plan_has_the_times_of_its_kind"
    with pytest.raises(IntegrityError, match=either):
        at_commit(change(ward.plan, kind="EMERGENCY"))
    assert has_sentence("a_planned_count_is_of_a_known_kind")


def test_a_unit_has_a_count_planned_once_at_a_time(ward: Ward) -> None:
    broken(
        "a_unit_has_a_count_planned_once_at_a_time",
        lambda: CountPlan.objects.create(
            unit=ward.unit, kind=ward.plan.kind, starts=time(15), during=ward.plan.during, planned_at=DUE
        ),
    )


def test_a_count_plan_has_a_period(ward: Ward) -> None:
    empty = between(DUE, after(1))
    empty = type(empty)(empty=True)
    broken("a_count_plan_has_a_period", change(ward.plan, during=empty))


# ---- counts ------------------------------------------------------------------------------------------------------
def test_one_count_per_unit_and_slot(ward: Ward) -> None:
    count = made(ward)
    values = {name: getattr(count, name) for name in ("unit", "plan", "kind", "slot", "on_date", "due_at", "finish_by")}
    broken("one_count_per_unit_and_slot", lambda: Count.objects.create(**values, made_at=DUE))


def test_one_random_count_a_day_of_a_plan(ward: Ward) -> None:
    making.make_counts(at=after(-10))
    count = made(ward)
    Count.objects.filter(pk=count.pk).update(kind=CountKind.RANDOM)
    values = {name: getattr(count, name) for name in ("unit", "plan", "on_date", "due_at", "finish_by")}
    broken(
        "one_random_count_a_day_of_a_plan",
        lambda: Count.objects.create(**values, kind=CountKind.RANDOM, slot="another", made_at=DUE),
    )


def test_one_emergency_count_of_a_unit_at_a_time(ward: Ward) -> None:
    making.order_emergency(prison=ward.unit.prison, by=ward.dale, at=DUE)
    count = Count.objects.get(kind=CountKind.EMERGENCY)
    values = {name: getattr(count, name) for name in ("unit", "kind", "on_date", "due_at", "finish_by", "ordered_by")}
    broken(
        "one_emergency_count_of_a_unit_at_a_time",
        lambda: Count.objects.create(**values, slot="another", made_at=DUE),
    )


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_count_is_of_a_known_kind", {"kind": "BED"}),
        ("a_count_has_a_plan_or_somebody_who_ordered_it", {"plan": None}),
        ("a_begun_count_says_who_and_when", {"state": "COUNTING"}),
        ("a_begun_count_says_who_and_when", {"started_at": DUE}),
        ("an_abandoned_count_says_who_when_and_why", {"state": "ABANDONED"}),
    ],
)
def test_a_count_that_has_not_begun_makes_sense(ward: Ward, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, change(made(ward), **values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_count_handed_in_says_who_when_and_how_many", {"submitted_at": None}),
        ("a_count_is_agreed_when_nobody_is_missing", {"state": "AGREED"}),
        ("a_certified_count_says_who_and_when", {"state": "CERTIFIED", "incident": "Escape"}),
        ("the_numbers_of_a_count_add_up", {"missing": 0}),
        ("the_numbers_of_a_count_add_up", {"seen": 5}),
        ("the_numbers_of_a_count_are_those_of_its_lines", {"missing": 0, "seen": 5}),
    ],
)
def test_a_count_that_does_not_add_up_never_says_that_it_does(
    ward: Ward, constraint: str, values: dict[str, Any]
) -> None:
    broken(constraint, change(handed_in(ward, missing=(0,)), **values))


def test_a_count_is_in_a_known_state(ward: Ward) -> None:
    broken("a_count_is_in_a_known_state", change(begun(ward), state="GONE"))


def test_certified_when_nobody_is_missing_or_with_an_incident(ward: Ward) -> None:
    count = handed_in(ward, missing=(0,))
    values = {"state": "CERTIFIED", "certified_at": after(20), "certified_by": ward.dale}
    broken("certified_when_nobody_is_missing_or_with_an_incident", change(count, **values))
    assert change(count, **values, incident="Escape over the roof")() == 1


def test_nobody_certifies_their_own_count(ward: Ward) -> None:
    count = handed_in(ward)
    values = {"state": "CERTIFIED", "certified_at": after(20), "certified_by": ward.nesheim}
    broken("nobody_certifies_their_own_count", change(count, **values))


def test_a_recount_is_by_another_officer(ward: Ward) -> None:
    count = handed_in(ward, missing=(0,))
    values = {"state": "RECOUNT", "recount_at": after(8)}
    broken("a_recount_is_by_another_officer", change(count, **values, recounter=ward.nesheim))
    broken("a_recount_is_by_another_officer", change(count, state="RECOUNT"))


def test_a_closed_count_stays_as_it_is_with_its_lines(ward: Ward) -> None:
    count = closing.certify(count=handed_in(ward), by=ward.dale, at=after(20))
    broken("a_closed_count_stays_as_it_is", change(count, incident="Afterthought"))
    line = ward.line(0)
    broken("the_lines_of_a_closed_count_stay_as_they_are", change(line, mark="missing"))
    broken("records_are_only_added", CountEvent.objects.filter(count=count).delete)
    broken("records_are_only_added", CountStateChange.objects.filter(count=count).delete)
    broken("the_lines_of_a_closed_count_stay_as_they_are", lambda: delete_row(line))


def delete_row(line: CountLine) -> None:
    """As whoever has the tables in hand would, with nothing looked up before."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM security_countline WHERE id = %s", [line.pk])


# ---- lines, taps, steps ------------------------------------------------------------------------------------------
def test_a_person_stands_once_in_a_count(ward: Ward) -> None:
    made(ward)
    line = ward.line(0)
    values = {"count": line.count, "stay": line.stay, "bed": line.bed, "expected": "CELL"}
    broken("a_person_stands_once_in_a_count", lambda: CountLine.objects.create(**values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_count_line_expects_a_known_place", {"expected": "ROOF"}),
        ("a_count_line_has_a_known_mark", {"mark": "asleep", "marked_at": DUE, "marked_by": 1}),
        ("a_mark_says_who_and_when", {"mark": "seen"}),
    ],
)
def test_a_line_makes_sense(ward: Ward, constraint: str, values: dict[str, Any]) -> None:
    made(ward)
    if "marked_by" in values:
        values = {**values, "marked_by": ward.nesheim}
    broken(constraint, change(ward.line(0), **values))


@pytest.mark.parametrize(
    ("constraint", "kind", "by"),
    [("a_tap_is_of_a_known_kind", "heard", True), ("a_tap_is_by_somebody", "seen", False)],
)
def test_a_tap_makes_sense(ward: Ward, constraint: str, kind: str, by: bool) -> None:
    count = begun(ward)
    values = {"count": count, "line": ward.line(0), "attempt": 1, "seq": 1, "client_at": DUE, "received_at": DUE}
    broken(
        constraint,
        lambda: CountEvent.objects.create(id=uuid4(), kind=kind, by=ward.nesheim if by else None, **values),
    )


def test_a_step_of_the_action_card_makes_sense(ward: Ward) -> None:
    count = handed_in(ward, missing=(0,))
    step = count.steps.get(code="ALERT")
    broken("an_action_step_is_known", change(step, code="SHOUT"))
    broken("an_action_step_done_says_who_and_when", change(step, done_at=after(6)))
    values = {"count": count, "attempt": 1, "code": "ALERT", "role": step.role, "due_at": DUE}
    broken("an_action_step_stands_once", lambda: ActionStep.objects.create(**values))


def test_nobody_is_counted_on_a_unit_where_nobody_lives(ward: Ward) -> None:
    empty = UnitFactory.create(prison=ward.unit.prison)
    making.order_emergency(prison=ward.unit.prison, by=ward.dale, at=DUE)
    assert not Count.objects.filter(unit=empty).exists()
