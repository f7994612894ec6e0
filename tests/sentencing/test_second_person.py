"""Dates that wait ask for a second person by themselves, remind, and end by themselves."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.choices import Role, Urgency
from corrections.models import Task, Unit, User
from corrections.services import task_lists
from inmates.models import Placement, Stay
from inmates.services import placements, release
from sentencing.models import Calculation
from sentencing.services import calculations, second_person
from tests.corrections.factories import BedFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-23 09:00")


def serving(unit: Unit) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00")).stay
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    return stay


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def first() -> User:
    return UserFactory.create()


@pytest.fixture
def second() -> User:
    return UserFactory.create()


@pytest.fixture
def waiting(unit: Unit, first: User) -> Calculation:
    return calculations.work_out(stay=serving(unit), reason="The judgment is final", by=first, at=NOW)


def open_tasks() -> list[Task]:
    return list(Task.objects.open().filter(kind=second_person.KIND).order_by("due_at", "pk"))


def test_who_may_confirm_is_asked_when_dates_are_worked_out(waiting: Calculation, unit: Unit, first: User) -> None:
    [task] = open_tasks()
    assert (task.role, task.unit, task.prison, task.due_at) == (
        Role.CASEWORKER, unit, unit.prison, oslo("2026-11-26 09:00"),
    )  # fmt: skip
    assert task.detail["made_by"] == first.pk
    assert task.detail["person"] == str(waiting.stay.person.uuid)


def test_the_leader_is_reminded_after_three_days_and_every_week(waiting: Calculation) -> None:
    second_person.call(stay_ids=None, by=None, at=oslo("2026-11-26 08:59"))
    assert [task.role for task in open_tasks()] == [Role.CASEWORKER]
    for _again in range(3):
        second_person.call(stay_ids=None, by=None, at=oslo("2026-11-26 09:00"))
    assert [(task.role, task.urgency) for task in open_tasks()] == [
        (Role.CASEWORKER, Urgency.WARN), (Role.LEADER, Urgency.BAD),
    ]  # fmt: skip
    reminder = open_tasks()[1]
    reminder.done_at, reminder.done_by, reminder.outcome = NOW, UserFactory.create(), "Seen"
    reminder.save()
    second_person.call(stay_ids=None, by=None, at=oslo("2026-12-03 08:59"))
    assert len(open_tasks()) == 1
    second_person.call(stay_ids=None, by=None, at=oslo("2026-12-03 09:00"))
    assert [task.role for task in open_tasks()] == [Role.CASEWORKER, Role.LEADER]


def test_confirming_ends_the_tasks(waiting: Calculation, second: User) -> None:
    second_person.call(stay_ids=None, by=None, at=NOW + timedelta(days=5))
    calculations.confirm(calculation=waiting, by=second, at=NOW + timedelta(days=5))
    assert open_tasks() == []
    assert set(Task.objects.filter(kind=second_person.KIND).values_list("outcome", flat=True)) == {task_lists.FELL_AWAY}


def test_withdrawing_ends_the_task_and_new_dates_ask_anew(waiting: Calculation, first: User) -> None:
    calculations.withdraw(calculation=waiting, why="A wrong number", by=first, at=NOW)
    assert open_tasks() == []
    again = calculations.work_out(stay=waiting.stay, reason="Once more", by=first, at=NOW)
    [task] = open_tasks()
    assert task.dedupe_key == f"dates:{again.pk}:ask"


def test_the_task_follows_the_person_to_another_unit(waiting: Calculation, unit: Unit, second: User) -> None:
    other, lives = UnitFactory.create(code="C1", prison=unit.prison), Placement.objects.get(stay=waiting.stay)
    bed = BedFactory.create(unit=other)
    placements.move_cell(stay=waiting.stay, bed=bed, seen=lives.pk, reason="Nearer to work", by=second, at=NOW)
    assert [task.unit for task in open_tasks()] == [other]


def test_a_release_ends_the_task(waiting: Calculation, second: User) -> None:
    release.release(stay=waiting.stay, by=second, at=NOW + timedelta(hours=1))
    assert open_tasks() == []


def test_a_second_call_writes_nothing(waiting: Calculation) -> None:
    Task.objects.all().delete()
    assert second_person.call(stay_ids=None, by=None, at=NOW).made == 1
    assert second_person.call(stay_ids=None, by=None, at=NOW) == task_lists.Followed(0, 0, 0)


@pytest.mark.parametrize("people", [1, 4])
def test_the_call_asks_as_often_whatever_the_number(unit: Unit, first: User, people: int) -> None:
    for _one in range(people):
        calculations.work_out(stay=serving(unit), reason="The judgment is final", by=first, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        second_person.call(stay_ids=None, by=None, at=NOW + timedelta(days=4))
    statements = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 5
    assert len(open_tasks()) == 2 * people
