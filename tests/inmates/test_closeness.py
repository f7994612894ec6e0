"""Staff who are close to somebody outside work say so, and are not their contact officer (norway.md 13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from corrections.choices import Role
from corrections.models import Task, User, WriteRecord
from corrections.periods import between
from corrections.refusals import Refusal
from inmates.models import ContactOfficer, StaffConflict, Stay
from inmates.selectors import continuity
from inmates.services import care, closeness, release
from tests.corrections.factories import NOW, staff
from tests.corrections.pages import at_instant, signed_in, text_of
from tests.inmates.house import House, build_house
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Any:
    at_instant(monkeypatch, LATER)
    with translation.override("en"):
        yield


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident("Karimi", "Ali")


@pytest.fixture
def manager(house: House) -> User:
    return staff(Role.DUTY_MANAGER, prison=house.prison, first_name="Mari", last_name="Dale")


def named(stay: Stay, officer: User, *, is_substitute: bool = False) -> ContactOfficer:
    return care.assign_contact_officer(
        stay=stay, officer=officer, is_substitute=is_substitute, seen=None, by=None, at=NOW
    )


def declare(stay: Stay, user: User, by: User | None = None) -> StaffConflict:
    return closeness.declare(user=user, person=stay.person, by=by or user, at=LATER)


def asked() -> list[tuple[str, bool, bool]]:
    tasks = Task.objects.filter(kind=closeness.KIND).order_by("pk")
    return [(task.role, task.detail["substitute"], task.done_at is not None) for task in tasks]


# ---- what follows ------------------------------------------------------------------------
def test_a_contact_officer_who_is_close_has_the_part_no_longer_and_the_duty_manager_is_asked_for_another(
    house: House, stay: Stay
) -> None:
    mine, other = named(stay, house.officer), named(stay, house.colleague, is_substitute=True)

    declare(stay, house.officer)

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.during, other.during.upper) == (between(NOW, LATER), None)
    assert asked() == [("DUTY_MANAGER", False, False)]
    task = Task.objects.get(kind=closeness.KIND)
    assert (task.unit, task.detail["number"]) == (house.unit, stay.person.number)
    assert str(house.officer.pk) not in str(task.detail)  # nor why
    assert house.officer.pk not in {one.officer_id for one in continuity.suggestions(house.prison.pk, stay.pk, LATER)}
    assert set(WriteRecord.objects.values_list("act", flat=True)) >= {
        "inmates.register_staff_conflict",
        "inmates.relieve_contact_officer",
    }


def test_naming_another_answers_the_task_of_that_part_alone(house: House, stay: Stay, manager: User) -> None:
    named(stay, house.officer)
    named(stay, house.colleague, is_substitute=True)
    declare(stay, house.officer)
    declare(stay, house.colleague)
    assert asked() == [("DUTY_MANAGER", False, False), ("DUTY_MANAGER", True, False)]

    third = staff(Role.OFFICER, unit=house.unit)
    care.assign_contact_officer(stay=stay, officer=third, seen=None, by=manager, at=LATER)
    assert asked() == [("DUTY_MANAGER", False, True), ("DUTY_MANAGER", True, False)]

    release.release(stay=stay, by=manager, at=LATER + timedelta(hours=1))
    assert asked() == [("DUTY_MANAGER", False, True), ("DUTY_MANAGER", True, True)]


def test_when_it_has_ended_the_officer_may_be_chosen_again(house: House, stay: Stay) -> None:
    row = declare(stay, house.officer)
    closeness.end_closeness(row=row, by=house.officer, at=LATER + timedelta(hours=1))

    row.refresh_from_db()
    assert row.during == between(LATER, LATER + timedelta(hours=1))
    with pytest.raises(Refusal) as twice:
        closeness.end_closeness(row=row, by=house.officer, at=LATER + timedelta(hours=2))
    assert twice.value.code == "already_ended"
    assigned = care.assign_contact_officer(
        stay=stay, officer=house.officer, seen=None, by=None, at=LATER + timedelta(hours=2)
    )
    assert assigned.officer == house.officer


@pytest.mark.django_db(transaction=True)
def test_of_a_declaration_and_a_naming_at_once_nobody_who_is_close_keeps_the_part(house: House, stay: Stay) -> None:
    race(lambda: declare(stay, house.officer), lambda: named(stay, house.officer))

    assert StaffConflict.objects.get().user == house.officer
    assert not ContactOfficer.objects.current().filter(stay=stay).exists()


# ---- the page ------------------------------------------------------------------------
def address(stay: Stay) -> str:
    return reverse("person_close", args=[stay.person.uuid])


def test_an_officer_says_it_of_themself_and_ends_it(house: House, stay: Stay) -> None:
    client = signed_in(house.officer)
    assert "You are not registered as close to the person." in text_of(client.get(address(stay)))

    assert (
        client.post(address(stay), {"officer": house.colleague.pk}).status_code == 302
    )  # of oneself, whatever is sent

    row = StaffConflict.objects.get()
    assert (row.user, row.registered_by) == (house.officer, house.officer)
    html = text_of(client.get(address(stay)))
    assert "I am close to the person" not in html
    again = client.post(address(stay))
    assert again.status_code == 409
    end = reverse("person_close_end", args=[stay.person.uuid, row.pk])
    assert f'action="{end}"' in html
    assert signed_in(house.colleague).post(end).status_code == 404
    row.refresh_from_db()
    assert row.during.upper is None


def test_a_leader_says_it_of_anybody_there_and_the_officer_does_not_end_that(
    house: House, stay: Stay, manager: User
) -> None:
    client = signed_in(manager)
    assert client.post(address(stay), {"officer": house.officer.pk}).status_code == 302
    stranger = staff(Role.OFFICER)
    assert client.post(address(stay), {"officer": stranger.pk}).status_code == 422
    assert client.post(address(stay)).status_code == 422

    row = StaffConflict.objects.get()
    assert (row.user, row.registered_by) == (house.officer, manager)
    assert "K. Nesheim" in text_of(client.get(address(stay)))
    end = reverse("person_close_end", args=[stay.person.uuid, row.pk])
    own = signed_in(house.officer)
    assert "The duty manager or a leader ends this." in text_of(own.get(address(stay)))
    assert own.post(end).status_code == 404
    chooser = text_of(client.get(reverse("person_contact_officer", args=[stay.person.uuid])))
    assert "Close to the person outside work, so they cannot be chosen: K. Nesheim." in chooser
    moment = LATER + timedelta(minutes=5)
    with pytest.MonkeyPatch.context() as patch:
        at_instant(patch, moment)
        assert client.post(end).status_code == 302
    row.refresh_from_db()
    assert row.during.upper == moment


def test_nobody_else_learns_who_is_close(house: House, stay: Stay) -> None:
    declare(stay, house.officer)
    assert "K. Nesheim" not in text_of(signed_in(house.colleague).get(address(stay))).split("<main", 1)[1]


def test_a_task_leads_to_the_person_and_says_what_to_do(house: House, stay: Stay, manager: User) -> None:
    named(stay, house.officer)
    declare(stay, house.officer)
    html = text_of(signed_in(manager).get(reverse("tasks")))
    assert "has no contact officer any more. Name another." in html
    assert reverse("person", args=[stay.person.uuid]) in html
