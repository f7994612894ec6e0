"""A release on the screen: the plan, what is missing, two people in two sessions, the gate, and what was undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from inmates.models import Release, Stay
from inmates.registries import BoardSubject
from inmates.selectors import release_boxes, releases
from inmates.selectors.board import unit_facts
from inmates.services import property as keeping
from inmates.services import releasing
from tests.corrections.factories import NOW, staff
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.house import House, build_house
from tests.inmates.leaving import compared, confirmed, only_this_floor, planned

pytestmark = pytest.mark.django_db
TODAY = "24.11.2026"


@pytest.fixture(autouse=True)
def setting(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)
    only_this_floor(monkeypatch)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


@pytest.fixture
def manager(house: House) -> Client:
    return signed_in(staff(Role.DUTY_MANAGER, prison=house.prison, first_name="Mari", last_name="Dale"))


def to(release: Release, name: str = "release") -> str:
    return reverse(name, args=[release.uuid])


def plan(client: Client, stay: Stay, **values: str) -> Any:
    sent = {"kind": "FULL_TERM", "day": TODAY, "clock": "15:30", **values}
    return client.post(reverse("person_release", args=[stay.person.uuid]), sent)


# ---- the plan ----------------------------------------------------------------------------------------------------
def test_a_release_is_planned_from_the_persons_page_and_shows_what_is_missing(
    stay: Stay, house: House, manager: Client
) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    assert plan(manager, stay).status_code == 302
    release = Release.objects.get()
    page = text_of(manager.get(to(release)))
    assert "24.11.2026 at 15:30, today" in page
    assert "1 thing is not handed out: Jakke." in page
    assert "There is no photo to compare with." in page
    assert "The release cannot be prepared yet." in page
    assert "the bed is free" in page


def test_a_plan_that_cannot_be_says_why(stay: Stay, manager: Client) -> None:
    for values, text in (
        ({"day": "23.11.2026"}, "That day has passed."),
        ({"kind": "COURT_ORDER"}, "Write the reference of the decision"),
        ({"clock": "25:00"}, "Write the time as hours and minutes"),
        ({"day": "28.03.2027", "clock": "02:30"}, "The clock skips that time on that night."),
    ):
        response = plan(manager, stay, **values)
        assert (response.status_code, text in text_of(response)) == (422, True), values
    assert not Release.objects.exists()


def test_who_plans_twice_is_led_to_the_plan_that_stands(stay: Stay, house: House, manager: Client) -> None:
    release = planned(stay, house)
    response = manager.get(reverse("person_release", args=[stay.person.uuid]))
    assert response.url == to(release)  # type: ignore[attr-defined]


# ---- two people --------------------------------------------------------------------------------------------------
def test_two_officers_confirm_each_signed_in_as_themselves(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house), house)
    first, second = signed_in(house.officer), signed_in(house.colleague)
    first.post(to(release, "release_prepare"))
    page = text_of(first.get(to(release)))
    assert "The second officer signs in with their own account" in page
    assert "Confirm as the second officer" not in page
    refused = first.post(to(release, "release_confirm"))
    assert (refused.status_code, "You prepared this release." in text_of(refused)) == (422, True)
    assert "Confirm as the second officer" in text_of(second.get(to(release)))
    second.post(to(release, "release_confirm"))
    release.refresh_from_db()
    assert (release.state, release.confirmed_by) == ("CONFIRMED", house.colleague)


def test_a_step_is_marked_and_taken_back_on_the_page(stay: Stay, house: House) -> None:
    client, release = signed_in(house.officer), planned(stay, house)
    client.post(to(release, "release_mark"), {"step": "IDENTITY", "done": "on"})
    assert "Everything is ready" in text_of(client.get(to(release)))
    client.post(to(release, "release_mark"), {"step": "IDENTITY"})
    assert "Everything is ready" not in text_of(client.get(to(release)))


def test_a_leader_decides_to_go_past_what_is_left_behind(stay: Stay, house: House) -> None:
    keeping.receive_item(stay=stay, description="Sykkel", category="OTHER", by=house.officer, at=NOW)
    release = compared(planned(stay, house), house)
    leader = signed_in(staff(Role.LEADER, prison=house.prison, first_name="Siv", last_name="Fjeldstad"))
    assert "Decide to go past it" in text_of(leader.get(to(release)))
    assert "Decide to go past it" not in text_of(signed_in(house.officer).get(to(release)))
    finding = next(one.key for check in releases.run(release, NOW) for one in check.said if one.level == "stop")
    assert "Sykkel" in text_of(leader.get(to(release, "release_override"), {"finding": finding}))
    leader.post(to(release, "release_override"), {"finding": finding, "decision": "26-77"})
    page = text_of(leader.get(to(release)))
    assert "Decided by S. Fjeldstad: 26-77." in page


def test_of_a_check_that_somebody_may_not_read_only_the_stop_is_told(stay: Stay, house: House) -> None:
    keeping.receive_item(stay=stay, description="Sykkel", category="OTHER", by=house.officer, at=NOW)
    release = planned(stay, house)
    page = text_of(signed_in(staff(Role.REINTEGRATION, prison=house.prison)).get(to(release)))
    assert "Sykkel" not in page
    assert "Something that you may not read stops the release." in page


# ---- the gate ----------------------------------------------------------------------------------------------------
def test_the_gate_names_the_person_and_what_ends_and_then_what_was_undone(stay: Stay, house: House) -> None:
    client, release = signed_in(house.officer), confirmed(stay, house)
    gate = text_of(client.get(to(release, "release_gate")))
    assert "Release Lervik, Andreas at the gate" in gate
    assert "This cannot be undone" in gate
    assert "the bed is free" in gate
    response = client.post(to(release, "release_gate"))
    assert response.status_code == 302
    page = text_of(client.get(to(release)))
    assert "What was undone" in page
    assert "the bed is free" in page
    assert "The person is received anew" in page
    assert client.get(reverse("person", args=[stay.person.uuid])).status_code == 404


def test_who_comes_second_to_the_gate_is_told_who_was_first(stay: Stay, house: House) -> None:
    release = confirmed(stay, house)
    releasing.execute(release=release, by=house.officer, at=NOW)
    response = signed_in(house.colleague).post(to(release, "release_gate"))
    assert response.status_code == 422
    assert "K. Nesheim released Lervik, Andreas at the gate" in text_of(response)


def test_a_cancelled_release_says_why(stay: Stay, house: House, manager: Client) -> None:
    release = planned(stay, house)
    manager.post(to(release, "release_cancel"), {"why": "Ny dom"})
    assert "M. Dale, 24.11.2026: Ny dom" in text_of(manager.get(to(release)))


# ---- lists -------------------------------------------------------------------------------------------------------
def test_the_list_of_the_prison_says_who_goes_today_who_goes_soon_and_who_went(house: House, manager: Client) -> None:
    today, soon, gone = house.resident("Berg"), house.resident("Dahl"), house.resident("Eide")
    planned(today, house)
    planned(soon, house, planned_at=NOW + timedelta(days=3))
    releasing.execute(release=confirmed(gone, house), by=house.officer, at=NOW)
    page = text_of(manager.get(reverse("releases", args=[house.prison.slug])))
    places = [page.index(text) for text in ('id="today"', "Berg", 'id="coming"', "Dahl", 'id="done"', "Eide")]
    assert places == sorted(places)


def test_the_list_takes_the_same_number_of_statements_however_many_go(house: House, manager: Client) -> None:
    address = reverse("releases", args=[house.prison.slug])
    planned(house.resident(), house)
    once = statements_for(manager, address)
    for _n in range(6):
        planned(house.resident(), house)
    assert statements_for(manager, address) == once


def test_the_board_says_who_goes_today_and_asks_nothing_more(house: House, django_assert_num_queries: Any) -> None:
    stays = [house.resident() for _n in range(3)]
    planned(stays[0], house, planned_at=NOW + timedelta(hours=1))
    planned(stays[1], house, planned_at=NOW + timedelta(days=1))
    lent = unit_facts(house.unit.pk, NOW).lent
    subject = BoardSubject(house.unit.pk, house.prison.pk, tuple(stay.pk for stay in stays), NOW, lent=lent)
    with django_assert_num_queries(0):
        found = release_boxes.badges(subject)
    assert {stay_id: [badge.text for badge in badges] for stay_id, badges in found.items()} == {
        stays[0].pk: ["Release today 15:32"]
    }


def test_the_persons_page_leads_to_the_release(stay: Stay, house: House) -> None:
    client = signed_in(house.officer)
    box = reverse("person_panel", args=[stay.person.uuid, "release"])
    assert client.get(box, headers={"HX-Request": "true"}).status_code == 204
    release = planned(stay, house)
    page = text_of(client.get(box, headers={"HX-Request": "true"}))
    assert to(release) in page
    assert "Planned" in page
