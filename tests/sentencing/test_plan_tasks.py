"""What a plan asks for by itself: to be offered, to be looked at again, and its steps. Once each."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.choices import Role
from corrections.models import Task, Unit, User
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from inmates.services import release
from sentencing.choices import PlanState
from sentencing.models import PlanStep
from sentencing.services import plan, plan_tasks
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory
from tests.sentencing.plans import HOME, LATER, NOW, TRADE, agreed, drafted, offered
from tests.together import together

pytestmark = pytest.mark.django_db
ADMITTED = oslo("2026-11-10 12:00")


@pytest.fixture
def by() -> User:
    return UserFactory.create(first_name="Kari", last_name="Lunde")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def serving(unit: Unit, start: datetime = ADMITTED, legal: str = LegalStatusKind.SENTENCED) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=start, legal=legal).stay
    JudgmentFactory.create(stay=stay, years=4)
    return stay


def tasks(stay: Stay) -> dict[str, datetime | None]:
    found = Task.objects.open().filter(subject_id=stay.pk, kind__startswith="plan.")
    return dict(found.values_list("kind", "due_at"))


def test_a_plan_is_to_be_offered_within_a_fortnight_and_asked_for_once(unit: Unit) -> None:
    stay = serving(unit)
    for hours in (0, 1, 12, 24):
        plan_tasks.call(stay_ids=None, by=None, at=NOW + timedelta(hours=hours))
    assert tasks(stay) == {"plan.OFFER": oslo("2026-11-24 23:59")}
    task = Task.objects.get(kind="plan.OFFER")
    assert (task.role, task.unit, Task.history.filter(id=task.pk).count()) == (Role.CONTACT_OFFICER, unit, 1)


def test_nobody_is_asked_of_an_old_stay_nor_of_a_remand(unit: Unit) -> None:
    old = serving(unit, start=oslo("2026-03-02 12:00"))
    remand = serving(unit, legal=LegalStatusKind.REMAND)
    plan_tasks.call(stay_ids=None, by=None, at=NOW)
    assert (tasks(old), tasks(remand)) == ({}, {})


def test_who_has_begun_is_left_in_peace_until_the_plan_is_answered(unit: Unit, by: User) -> None:
    stay = serving(unit)
    plan_tasks.call(stay_ids=None, by=None, at=NOW)
    made = offered(stay, by)
    assert tasks(stay) == {}
    plan.answer(version=made, answer=PlanState.AGREED, own_words="", by=by, at=NOW)
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2027-05-09 12:00"))
    assert "plan.REVIEW" not in tasks(stay)
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2027-05-10 12:00"))  # fourteen days before half a year
    assert tasks(stay)["plan.REVIEW"] == oslo("2027-05-24 23:59")
    plan.begin(stay=stay, by=by, at=oslo("2027-05-11 12:00"))
    assert "plan.REVIEW" not in tasks(stay)


def test_a_step_is_asked_for_a_fortnight_before_its_day_and_gone_when_it_is_done(unit: Unit, by: User) -> None:
    stay = serving(unit)
    step = PlanStep.objects.get(goal__version=agreed(stay, by, TRADE))
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2026-12-24 12:00"))
    assert tasks(stay) == {}
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2026-12-25 12:00"))
    assert tasks(stay) == {"plan.STEP": oslo("2027-01-08 23:59")}
    plan.finish_step(step=step, done_on=date(2026, 12, 25), evidence="Mail", by=by, at=oslo("2026-12-25 13:00"))
    assert tasks(stay) == {}
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2026-12-26 12:00"))
    assert tasks(stay) == {}


def test_a_draft_keeps_the_steps_of_the_plan_that_holds(unit: Unit, by: User) -> None:
    stay = serving(unit)
    agreed(stay, by, TRADE)
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2027-01-02 12:00"))
    plan.begin(stay=stay, by=by, at=oslo("2027-01-02 13:00"))
    assert tasks(stay) == {"plan.STEP": oslo("2027-01-08 23:59")}


def test_all_go_when_the_person_does(unit: Unit, by: User) -> None:
    stay = serving(unit)
    agreed(stay, by, HOME, TRADE)
    plan_tasks.call(stay_ids=None, by=None, at=oslo("2027-01-02 12:00"))
    assert tasks(stay) == {"plan.STEP": oslo("2027-01-08 23:59")}
    release.release(stay=stay, by=by, at=oslo("2027-01-02 13:00"))
    plan_tasks.call(stay_ids=[stay.pk], by=None, at=oslo("2027-01-02 13:00"))
    assert tasks(stay) == {}


def test_many_cost_what_one_costs(unit: Unit, by: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            plan_tasks.call(stay_ids=None, by=None, at=LATER)
        return len(seen)

    agreed(serving(unit), by)
    plan_tasks.call(stay_ids=None, by=None, at=LATER)
    few = queries()
    for _n in range(4):
        drafted(serving(unit), by)
        agreed(serving(unit), by)
    plan_tasks.call(stay_ids=None, by=None, at=LATER)
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once() -> None:
    stay = serving(UnitFactory.create())
    ends = together(*[lambda: plan_tasks.call(stay_ids=None, by=None, at=NOW) for _n in range(2)])
    assert sorted(end.made for end in ends) == [0, 1]
    assert len(tasks(stay)) == 1
