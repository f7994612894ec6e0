"""Contact officers: everyone has one with a substitute, chosen by who knows the person and who has room."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from corrections.choices import Role, Urgency
from corrections.models import Task, User
from corrections.refusals import Refusal
from inmates import tasks
from inmates.choices import LogKind
from inmates.models import ContactOfficer, StaffConflict, Stay
from inmates.rules.continuity import Candidate, propose, ranked, recommend
from inmates.selectors import continuity, task_words
from inmates.services import care, closeness, log, substitutes
from tests.corrections.factories import NOW, oslo, staff
from tests.inmates.house import House, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def manager(house: House) -> User:
    return staff(Role.DUTY_MANAGER, prison=house.prison, first_name="Dag", last_name="Dale")


def name(
    stay: Stay, officer: User, *, at: Any = NOW, substitute: bool = False, seen: int | None = None
) -> ContactOfficer:
    return care.assign_contact_officer(stay=stay, officer=officer, is_substitute=substitute, seen=seen, by=None, at=at)


def refused(code: str, act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    return str(caught.value)


# ---- the rule ------------------------------------------------------------------------
def test_who_was_contact_officer_before_knows_the_person_best() -> None:
    was = recommend(Candidate(1, "A", was_main_in=2025, talks=2, load=3, same_unit=True, on_duty_lately=True))

    assert (was.continuity, was.score) == (76, 76 + 20 + 15 - 18)
    assert was.reasons == (("was_main", 2025), ("talks", 2), ("same_unit", 1), ("on_duty_lately", 1), ("load", 3))
    assert recommend(Candidate(2, "B", was_substitute_in=2024)).continuity == 35
    assert recommend(Candidate(3, "C", talks=40)).continuity == 40
    assert recommend(Candidate(4, "D", was_main_in=2025, talks=40)).continuity == 100


def test_continuity_goes_before_load_and_load_decides_between_strangers() -> None:
    found = ranked(
        [Candidate(1, "Full", load=5), Candidate(2, "Free"), Candidate(3, "Known", load=5, was_main_in=2024)]
    )
    assert [one.name for one in found] == ["Known", "Free", "Full"]


def test_who_is_close_to_the_person_or_holds_the_other_part_is_never_proposed() -> None:
    found = ranked(
        [Candidate(1, "Sister", is_close=True, was_main_in=2025), Candidate(2, "Other"), Candidate(3, "Free", load=9)],
        besides=frozenset({2}),
    )
    assert [one.name for one in found] == ["Free"]


def test_each_proposal_weighs_on_the_next() -> None:
    two = [Candidate(1, "A"), Candidate(2, "B")]
    found = propose({10: two, 11: two, 12: two}, {})
    assert [found[stay].name for stay in (10, 11, 12)] == ["A", "B", "A"]
    assert propose({10: [Candidate(1, "A")]}, {10: 1}) == {}


# ---- what is known ------------------------------------------------------------------------
def test_the_one_who_talked_with_the_person_is_proposed_with_reasons(house: House) -> None:
    stay = house.resident("Karimi", "Ali")
    for _ in range(2):
        log.write(
            unit=house.unit, text="Samtale", kind=LogKind.CONVERSATION, people=[stay.person], by=house.officer, at=NOW
        )

    best = continuity.suggestions(house.prison.pk, stay.pk, NOW)[0]

    assert (best.officer_id, best.continuity) == (house.officer.pk, 16)
    assert best.reasons == (
        "2 conversations in half a year", "same unit", "has been on duty this week", "0 residents now",
    )  # fmt: skip


def test_an_earlier_stay_counts_with_its_year(house: House) -> None:
    stay = house.resident("Karimi", "Ali")
    first = name(stay, house.colleague, at=NOW - timedelta(days=30))
    name(stay, house.officer, at=NOW - timedelta(days=10), seen=first.pk)

    found = {one.officer_id: one for one in continuity.suggestions(house.prison.pk, stay.pk, NOW)}

    assert found[house.colleague.pk].continuity == 60
    assert "was contact officer until 2026" in found[house.colleague.pk].reasons


def test_who_is_close_to_the_person_is_neither_proposed_nor_accepted(house: House, manager: User) -> None:
    stay = house.resident("Karimi", "Ali")
    closeness.declare(user=house.officer, person=stay.person, by=manager, at=NOW)

    assert house.officer.pk not in {one.officer_id for one in continuity.suggestions(house.prison.pk, stay.pk, NOW)}
    words = refused("close_to_the_person", lambda: name(stay, house.officer))
    assert words.startswith("K. Nesheim is close to ")
    refused(
        "a_staff_conflict_stands_once_at_a_time",
        lambda: closeness.declare(user=house.officer, person=stay.person, by=manager, at=NOW),
    )
    assert StaffConflict.objects.count() == 1
    assert not ContactOfficer.objects.exists()


# ---- the page ------------------------------------------------------------------------
@pytest.fixture
def client(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def test_the_page_shows_who_has_nobody_and_what_each_officer_carries(house: House, client: Client) -> None:
    alone, single, whole = (house.resident(family) for family in ("Alene", "Enkel", "Hel"))
    name(single, house.officer)
    name(whole, house.officer)
    name(whole, house.colleague, substitute=True)
    gone = staff(Role.OFFICER, unit=house.unit, first_name="Borte", last_name="Borg")
    left = house.resident("Forlatt")
    name(left, gone)
    gone.postings.update(during=(oslo("2020-01-01 00:00"), oslo("2026-11-24 14:00")))

    html = client.get(reverse("contact_officers", args=[house.prison.slug])).content.decode()
    assert all(family in html for family in ("Alene", "Enkel"))
    shown = continuity.overview(house.prison.pk, NOW)
    assert shown.residents == 4
    assert [row.resident.stay_id for row in shown.without] == [alone.pk]
    assert {row.resident.stay_id for row in shown.without_substitute} == {single.pk, left.pk}
    proposed = next(row.suggestion for row in shown.without_substitute if row.resident.stay_id == single.pk)
    assert proposed is not None
    assert proposed.name == "T. Lunde"
    loads = {row.name: (row.main, row.substitute, row.gone) for row in shown.loads}
    assert loads == {"B. Borg": (1, 0, True), "K. Nesheim": (2, 0, False), "T. Lunde": (0, 1, False)}


def test_proposals_are_confirmed_one_by_one(house: House, client: Client, manager: User) -> None:
    stay, other = house.resident("Alene"), house.resident("Ogsåalene")
    page = reverse("contact_officer_confirm", args=[stay.person.uuid])

    assert client.post(page, {"officer": staff(Role.OFFICER).pk}).status_code == 422
    assert client.post(page, {"officer": house.officer.pk}).status_code == 302
    assert client.post(page, {"officer": house.colleague.pk}).status_code == 409
    assert client.post(page, {"officer": house.colleague.pk, "is_substitute": "on"}).status_code == 302

    held = {row.is_substitute: row.officer for row in ContactOfficer.objects.filter(stay=stay)}
    assert held == {False: house.officer, True: house.colleague}
    assert not ContactOfficer.objects.filter(stay=other).exists()


@pytest.mark.parametrize("people", [2, 7])
def test_the_page_costs_the_same_whatever_the_number(house: House, people: int) -> None:
    for number in range(people):
        house.resident(f"Beboer{number}")
    with CaptureQueriesContext(connection) as queries:
        continuity.overview(house.prison.pk, NOW)
    assert len(queries) == 8


def test_the_form_of_a_person_says_why_each_officer_stands_where_they_stand(house: House, client: Client) -> None:
    stay = house.resident("Alene")
    html = client.get(reverse("person_contact_officer", args=[stay.person.uuid])).content.decode()
    assert "K. Nesheim: " in html
    assert "0 " in html


# ---- the substitute ------------------------------------------------------------------------
def test_a_contact_officer_without_substitute_for_a_week_is_a_quiet_task_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay = house.resident("Enkel")
    name(stay, house.officer, at=NOW)
    at = NOW + timedelta(days=7)
    assert substitutes.waiting_stays(at - timedelta(seconds=1)) == []

    monkeypatch.setattr(tasks, "now", lambda: at)
    tasks.ask_for_substitutes()
    tasks.ask_for_substitutes()

    task = Task.objects.get(kind=substitutes.KIND)
    assert (task.role, task.unit, task.urgency, task.subject_id) == (
        Role.DUTY_MANAGER, house.unit, Urgency.QUIET, stay.pk,
    )  # fmt: skip
    assert task_words.name_a_substitute(task.detail).endswith("has no substitute for the contact officer. Name one.")

    name(stay, house.colleague, at=at, substitute=True)
    task.refresh_from_db()
    assert (task.done_at, task.outcome) == (at, "named")
