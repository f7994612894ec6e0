"""Steps and what must be in place become tasks by themselves: once, and moved without loss."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.choices import Role
from corrections.models import Task, Unit, User
from corrections.refusals import Conflict, Refusal
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from inmates.services import placements, release, releasing
from sentencing.choices import ItemState, ReleaseDomain, StepCode, StepOutcome
from sentencing.models import Judgment, ReleaseItem, StepReview
from sentencing.services import stairs
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory
from tests.together import together

pytestmark = pytest.mark.django_db
ADMITTED = oslo("2026-03-02 12:00")
DAY = oslo("2027-06-05 14:00")


@pytest.fixture
def by() -> User:
    return UserFactory.create(first_name="Kari", last_name="Brekke")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def serving(unit: Unit, legal: str = LegalStatusKind.SENTENCED, **term: int) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=ADMITTED, legal=legal).stay
    JudgmentFactory.create(stay=stay, **(term or {"years": 4}))
    return stay


def tasks(stay: Stay) -> dict[str, Task]:
    return {task.kind: task for task in Task.objects.open().filter(subject_id=stay.pk)}


def test_a_step_becomes_a_task_by_itself_and_exactly_once(unit: Unit) -> None:
    """A third of four years from 2 March 2026 is 2 July 2027: thirty days before, the contact officer is asked."""
    stay = serving(unit)
    assert stairs.call(stay_ids=None, by=None, at=oslo("2027-06-01 23:59")).made == 0
    assert stairs.call(stay_ids=None, by=None, at=oslo("2027-06-02 00:01")).made == 2
    leave = tasks(stay)["step.LEAVE"]
    assert (leave.role, leave.unit, leave.due_at) == (Role.CONTACT_OFFICER, unit, oslo("2027-07-02 23:59"))
    assert leave.detail["on"] == "2027-07-02"
    assert leave.history.get().history_type == "+"
    for hours in (0, 1, 12, 13, 14, 24, 25):
        assert stairs.call(stay_ids=None, by=None, at=DAY + timedelta(hours=hours)).made == 0
    assert Task.objects.filter(kind="step.LEAVE").count() == 1
    assert Task.history.filter(kind="step.LEAVE").count() == 1


@pytest.mark.parametrize("night", ["2026-10-25", "2027-03-28"])
def test_a_night_on_which_the_clocks_change_makes_no_task_twice_and_loses_none(unit: Unit, night: str) -> None:
    stay = serving(unit, years=3)
    first = oslo(f"{night} 00:30")
    for minutes in range(0, 6 * 60, 15):
        stairs.call(stay_ids=None, by=None, at=first + timedelta(minutes=minutes))
    keys = list(Task.objects.filter(subject_id=stay.pk).values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys)) == Task.history.filter(subject_id=stay.pk).count()


def test_the_second_of_two_runs_writes_nothing(unit: Unit) -> None:
    for _ in range(3):
        serving(unit)
    first = stairs.call(stay_ids=None, by=None, at=DAY)
    again = stairs.call(stay_ids=None, by=None, at=DAY + timedelta(minutes=15))
    assert (first.made, first.moved, first.gone) == (6, 0, 0)
    assert (again.made, again.moved, again.gone) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_task_once(unit: Unit) -> None:
    serving(unit)
    run = lambda: stairs.call(stay_ids=None, by=None, at=DAY).made  # noqa: E731
    assert sorted(together(run, run)) == [0, 2]
    assert Task.objects.count() == Task.history.count() == 2


def test_another_judgment_moves_the_task_and_loses_nothing(unit: Unit) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    task = tasks(stay)["step.LEAVE"]
    JudgmentFactory.create(stay=stay, months=6, judged_on=date(2026, 10, 1))
    assert stairs.call(stay_ids=[stay.pk], by=None, at=DAY).moved == 2  # leave and day release
    task.refresh_from_db()
    assert (task.done_at, task.due_at) == (None, oslo("2027-09-02 23:59"))
    assert task.history.count() == 2


def test_a_step_that_falls_away_takes_its_task_along_and_brings_it_back(unit: Unit, by: User) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    status = stay.legal_statuses.get()
    status.kind = LegalStatusKind.REMAND
    status.save()
    assert stairs.call(stay_ids=[stay.pk], by=None, at=DAY).gone == 2
    assert tasks(stay) == {}
    status.kind = LegalStatusKind.SENTENCED
    status.save()
    stairs.call(stay_ids=[stay.pk], by=None, at=DAY)
    assert set(tasks(stay)) == {"step.LEAVE", "step.DAY_RELEASE"}
    assert Task.objects.filter(subject_id=stay.pk).count() == 2


def test_other_people_keep_their_tasks_when_one_is_looked_at(unit: Unit) -> None:
    one, other = serving(unit), serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    stairs.call(stay_ids=[one.pk], by=None, at=DAY)
    assert set(tasks(other)) == {"step.LEAVE", "step.DAY_RELEASE"}


def test_a_release_puts_the_steps_away(unit: Unit, by: User) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    release.release(stay=stay, by=by, at=DAY)
    assert tasks(stay) == {}


def test_whoever_has_a_day_to_go_home_on_is_asked_for_no_further_step(unit: Unit, by: User) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    assert "step.LEAVE" in tasks(stay)
    going = DAY + timedelta(days=100)
    planned = releasing.plan(stay=stay, kind="FULL_TERM", planned_at=going, by=by, at=DAY)
    stairs.call(stay_ids=None, by=None, at=DAY)
    assert not any(kind.startswith("step.") for kind in tasks(stay))
    releasing.cancel(release=planned, why="The court changed it", by=by, at=DAY)
    stairs.call(stay_ids=None, by=None, at=DAY)
    assert "step.LEAVE" in tasks(stay)


def test_nobody_on_remand_has_steps(unit: Unit) -> None:
    stay = serving(unit, LegalStatusKind.REMAND)
    stairs.call(stay_ids=None, by=None, at=oslo("2028-06-01 12:00"))
    assert tasks(stay) == {}


def test_the_tasks_of_a_whole_country_cost_as_many_statements_as_those_of_one(unit: Unit) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            stairs.call(stay_ids=None, by=None, at=DAY)
        return len(seen)

    serving(unit)
    few = statements()
    for _ in range(4):
        serving(unit)
    assert statements() == few


# ---- what is said of a step ----------------------------------------------------------------------------------------
def say(stay: Stay, outcome: str, by: User, *, seen: int | None = None, again: date | None = None) -> StepReview:
    return stairs.review(
        stay=stay, step=StepCode.LEAVE, outcome=outcome, reason="Talked it over", by=by, at=REVIEWED, seen=seen,
        look_again_on=again,
    )  # fmt: skip


REVIEWED = oslo("2027-06-10 10:00")


def test_what_is_said_hands_the_ball_on(unit: Unit, by: User) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=REVIEWED)
    asked = tasks(stay)["step.LEAVE"]
    say(stay, StepOutcome.APPLIED, by)
    asked.refresh_from_db()
    assert (asked.done_by, asked.outcome) == (by, "APPLIED")
    decide = tasks(stay)["step.DECIDE"]
    assert (decide.role, decide.detail["step"]) == (Role.LEADER, "LEAVE")
    assert "step.LEAVE" not in tasks(stay)


def test_what_is_put_off_comes_back_on_its_day(unit: Unit, by: User) -> None:
    stay = serving(unit)
    say(stay, StepOutcome.NOT_NOW, by, again=date(2027, 9, 1))
    assert "step.LEAVE" not in tasks(stay)
    stairs.call(stay_ids=None, by=None, at=oslo("2027-08-02 09:00"))
    assert tasks(stay)["step.LEAVE"].due_at == oslo("2027-09-01 23:59")


def test_whoever_is_second_is_told_what_was_said(unit: Unit, by: User) -> None:
    stay = serving(unit)
    say(stay, StepOutcome.ASKED, by)
    with pytest.raises(Conflict, match=r"K\. Brekke said “The person is asked to apply” 10:00"):
        say(stay, StepOutcome.NOT_NOW, by, again=date(2027, 9, 1))
    assert StepReview.objects.count() == 1


def test_a_step_that_is_barred_is_not_looked_at(unit: Unit, by: User) -> None:
    stay = serving(unit, LegalStatusKind.REMAND)
    with pytest.raises(Refusal, match="not open to the person"):
        say(stay, StepOutcome.APPLIED, by)
    assert not StepReview.objects.exists()


def test_a_day_that_has_come_is_no_day_to_look_again(unit: Unit, by: User) -> None:
    stay = serving(unit)
    with pytest.raises(Refusal, match="That day has come already"):
        say(stay, StepOutcome.NOT_NOW, by, again=date(2027, 6, 10))
    assert not StepReview.objects.exists()


# ---- before the release --------------------------------------------------------------------------------------------
def test_what_must_be_in_place_is_asked_for_ninety_days_before_and_alarms_at_fourteen(unit: Unit, by: User) -> None:
    """Ten months from 2 March: the earliest release is 22 September, so the ninety days begin on 24 June."""
    stay = serving(unit, months=10)
    stairs.call(stay_ids=None, by=None, at=oslo("2026-06-23 12:00"))
    assert not [kind for kind in tasks(stay) if kind.startswith("guarantee")]
    stairs.call(stay_ids=None, by=None, at=oslo("2026-06-24 00:05"))
    home = tasks(stay)["guarantee.HOME"]
    assert (home.role, home.due_at) == (Role.REINTEGRATION, oslo("2026-07-24 23:59"))
    assert len([kind for kind in tasks(stay) if kind.startswith("guarantee")]) == 7
    at = oslo("2026-09-08 08:00")
    stairs.settle_item(
        stay=stay, domain=ReleaseDomain.HOME, state=ItemState.ARRANGED, outside_owner="Fjordvik kommune",
        evidence="Lease of 01.09.2026", by=by, at=at,
    )  # fmt: skip
    alarms = Task.objects.open().filter(subject_id=stay.pk, kind="guarantee.ALARM").order_by("pk")
    assert [(task.detail["domain"], task.role) for task in alarms] == [
        (domain, Role.LEADER) for domain in ("OCCUPATION", "INCOME", "ID_PAPERS", "HEALTH", "DEBT", "NETWORK")
    ]
    assert not [kind for kind in tasks(stay) if kind.startswith("guarantee.H")]


def test_of_a_health_appointment_only_the_day_is_written(unit: Unit, by: User) -> None:
    stay = serving(unit)
    given = {"stay": stay, "domain": ReleaseDomain.HEALTH, "state": ItemState.ARRANGED, "by": by, "at": REVIEWED}
    with pytest.raises(Refusal, match="only the day"):
        stairs.settle_item(**given, evidence="Methadone with Dr Berg 12.12.2026")  # type: ignore[arg-type]
    assert not ReleaseItem.objects.exists()
    item = stairs.settle_item(**given, evidence="12.12.2026")  # type: ignore[arg-type]
    assert item.evidence == "12.12.2026"


def test_two_who_settle_the_same_thing_are_told_of_each_other(unit: Unit, by: User) -> None:
    stay = serving(unit)
    given = {"stay": stay, "domain": ReleaseDomain.DEBT, "by": by, "at": REVIEWED}
    stairs.settle_item(**given, state=ItemState.OPEN, outside_owner="NAV Fjordvik")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match=r"K\. Brekke changed this 10:00"):
        stairs.settle_item(**given, state=ItemState.NOT_NEEDED, evidence="No debt")  # type: ignore[arg-type]
    item = ReleaseItem.objects.get()
    assert (item.state, item.history.count()) == (ItemState.OPEN, 1)


def test_a_legal_basis_that_changes_takes_the_steps_along(unit: Unit, by: User) -> None:
    stay = serving(unit)
    stairs.call(stay_ids=None, by=None, at=DAY)
    assert Judgment.objects.filter(stay=stay).count() == 1
    placements.change_legal_status(stay=stay, kind=LegalStatusKind.REMAND, basis="New case", by=by, at=DAY)
    assert tasks(stay) == {}
