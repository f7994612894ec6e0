"""Everyone has a contact officer in time: the clock starts with the cell, and naming an officer closes it."""

from datetime import timedelta

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Breach, Clock, Task, User
from corrections.services import law, work
from inmates import handlers
from inmates.events import PersonPlaced, RegisterTakenOver
from inmates.models import Placement
from inmates.selectors.task_words import codes_of_stay, name_an_officer, names_of_stays
from inmates.services import care, contact_clock, release
from tests.corrections.factories import oslo, staff
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db

START = oslo("2026-11-22 10:00")
LIMIT = timedelta(hours=48)


@pytest.fixture
def home() -> Placement:
    law.load_law()
    return PlacementFactory.create(start=START)


@pytest.fixture
def manager(home: Placement) -> User:
    return staff(Role.DUTY_MANAGER, prison=home.bed.cell.unit.prison)


def placed(home: Placement, by: User) -> Clock:
    handlers.wait_for_a_contact_officer(
        PersonPlaced(
            at=START,
            by_id=by.pk,
            person_id=home.stay.person_id,
            stay_id=home.stay_id,
            placement_id=home.pk,
            bed_id=home.bed_id,
            left_bed_id=None,
        )
    )
    return Clock.objects.get(dedupe_key=contact_clock.key_of(home.stay_id))


def test_the_clock_starts_with_the_first_cell_and_runs_for_48_hours(home: Placement, manager: User) -> None:
    clock = placed(home, manager)
    assert (clock.state, clock.started_at, clock.due_at) == (ClockState.RUNNING, START, START + LIMIT)
    assert clock.unit_id == home.bed.cell.unit_id


def test_another_cell_starts_no_second_clock(home: Placement, manager: User) -> None:
    first = placed(home, manager)
    assert placed(home, manager) == first


def test_naming_an_officer_in_time_meets_the_clock(home: Placement, manager: User) -> None:
    placed(home, manager)
    officer = staff(Role.CONTACT_OFFICER, prison=home.bed.cell.unit.prison)
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=manager, at=START + timedelta(hours=20))
    clock = Clock.objects.get()
    assert (clock.state, clock.closed_by) == (ClockState.MET, manager)
    assert not Breach.objects.exists()


def test_a_substitute_alone_does_not_stop_the_clock(home: Placement, manager: User) -> None:
    placed(home, manager)
    officer = staff(Role.CONTACT_OFFICER, prison=home.bed.cell.unit.prison)
    at = START + timedelta(hours=1)
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=manager, at=at, is_substitute=True)
    assert Clock.objects.get().state == ClockState.RUNNING


def test_past_the_limit_the_duty_manager_is_asked_and_a_late_name_leaves_a_breach(
    home: Placement, manager: User
) -> None:
    placed(home, manager)
    work.escalate(at=START + LIMIT)
    task = Task.objects.get()
    assert (task.kind, task.role) == ("clock.CONTACT", Role.DUTY_MANAGER)
    assert home.stay.person.number in name_an_officer(codes_of_stay(home.stay_id))
    officer = staff(Role.CONTACT_OFFICER, prison=home.bed.cell.unit.prison)
    late = START + LIMIT + timedelta(hours=1)
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=manager, at=late)
    assert Clock.objects.get().state == ClockState.CLOSED_LATE
    assert Breach.objects.get().due_at == START + LIMIT
    task.refresh_from_db()
    assert task.done_at == late


def test_release_ends_the_waiting(home: Placement, manager: User) -> None:
    placed(home, manager)
    release.release(stay=home.stay, by=manager, at=START + timedelta(hours=5))
    assert Clock.objects.get().state == ClockState.CANCELLED


def test_a_register_starts_a_clock_for_those_who_come_without_an_officer(home: Placement, manager: User) -> None:
    other = PlacementFactory.create(start=START, unit=home.bed.cell.unit)
    officer = staff(Role.CONTACT_OFFICER, prison=home.bed.cell.unit.prison)
    care.assign_contact_officer(stay=other.stay, officer=officer, seen=None, by=manager, at=START)
    stays = (home.stay_id, other.stay_id)
    handlers.wait_for_the_contact_officers(RegisterTakenOver(at=START, by_id=manager.pk, stay_ids=stays))
    assert [clock.subject_id for clock in Clock.objects.all()] == [home.stay_id]


def test_a_list_of_tasks_calls_people_by_name_and_cell(home: Placement) -> None:
    without_cell = StayFactory.create()
    cell = home.bed.cell.code
    assert names_of_stays([home.stay_id, without_cell.pk]) == {
        home.stay_id: f"{home.stay.person.name} ({cell})",
        without_cell.pk: without_cell.person.name,
    }
