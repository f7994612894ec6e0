"""The pages of the way out: the list of a prison, the stairs of one person, what is said and what is in place."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import display
from corrections.access import now
from corrections.choices import Role
from corrections.models import Unit, User
from inmates.choices import LegalStatusKind
from inmates.models import Release, Stay
from inmates.services import releasing
from sentencing.choices import ItemState, StepOutcome
from sentencing.models import ReleaseItem, StepReview
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def sign_in(unit: Unit) -> Callable[..., Client]:
    def make(role: Role, **of_the_user: str) -> Client:
        client = Client()
        client.force_login(staff(role, prison=unit.prison, unit=None, **of_the_user))
        return client

    return make


def serving(unit: Unit, **term: int) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00")).stay
    JudgmentFactory.create(stay=stay, **(term or {"years": 4}))
    return stay


def page(stay: Stay) -> str:
    return reverse("person_way_out", args=[stay.person.uuid])


def step(stay: Stay, code: str = "LOWER") -> str:
    return reverse("person_step", args=[stay.person.uuid, code])


def test_the_list_costs_the_same_for_few_and_for_many(unit: Unit, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.CASEWORKER)
    url = reverse("way_out", args=[unit.prison.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    serving(unit)
    queries()
    few = queries()
    for _ in range(5):
        serving(unit)
    assert queries() == few


def test_the_list_shows_who_serves_and_nobody_on_remand(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = serving(unit)
    remand = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00"), legal=LegalStatusKind.REMAND).stay
    JudgmentFactory.create(stay=remand, years=4)
    url = reverse("way_out", args=[unit.prison.slug])
    html = sign_in(Role.REINTEGRATION).get(url, {"ball": "all"}).content.decode()
    assert stay.person.name in html
    assert remand.person.name not in html


def test_the_list_is_narrowed_to_a_unit_and_to_who_has_the_ball(unit: Unit, sign_in: Callable[..., Client]) -> None:
    other = UnitFactory.create(prison=unit.prison, code="C7")
    soon, later, there = serving(unit), serving(unit, years=20), serving(other)
    client, url = sign_in(Role.CASEWORKER), reverse("way_out", args=[unit.prison.slug])

    def names(**asked: str) -> set[str]:
        html = client.get(url, asked).content.decode()
        return {stay.person.name for stay in (soon, later, there) if stay.person.name in html}

    everybody = {soon.person.name, later.person.name, there.person.name}
    assert names(ball="all") == everybody
    assert names(ball="all", unit="C7") == {there.person.name}
    assert names(unit="no such unit") == set()
    assert "Nobody is in that choice just now." in client.get(url, {"unit": "no such unit"}).content.decode()
    assert later.person.name in names(ball="none")
    assert names() == names(unit="", ball="") == everybody - names(ball="none")
    assert names(ball="CASEWORKER") | names(ball="CONTACT_OFFICER") | names(ball="none") >= names(unit="C7")


def test_a_long_list_has_pages_and_keeps_what_was_asked_for(unit: Unit, sign_in: Callable[..., Client]) -> None:
    for _ in range(41):
        serving(unit)
    client, url = sign_in(Role.CASEWORKER), reverse("way_out", args=[unit.prison.slug])
    asked = [{"unit": unit.code, "ball": "all", "page": page} for page in ("1", "2")]
    first, second = (client.get(url, query).content.decode() for query in asked)
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (40, 1)
    assert f"unit={unit.code}&amp;ball=all&amp;page=2" in first


def test_who_needs_nobody_is_folded_away_and_counted(unit: Unit, sign_in: Callable[..., Client]) -> None:
    far = [serving(unit, years=20) for _ in range(2)]
    client, url = sign_in(Role.CASEWORKER), reverse("way_out", args=[unit.prison.slug])
    html = client.get(url).content.decode()
    assert not any(stay.person.name in html for stay in far)
    assert "2 people need nobody just now. Show them." in html
    shown = client.get(url, {"ball": "none"}).content.decode()
    assert all(stay.person.name in shown for stay in far)
    assert "need nobody just now. Show them" not in shown


def test_a_release_that_is_planned_stands_where_the_next_step_would(unit: Unit, sign_in: Callable[..., Client]) -> None:
    """Its day, who planned it, and afterwards who prepared it and that another confirms it."""
    stay, by = (
        serving(unit, months=9),
        staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke"),
    )
    at, day = now(), now() + timedelta(days=3)
    release = releasing.plan(stay=stay, kind="FULL_TERM", planned_at=day, by=by, at=at)
    client, url = sign_in(Role.CASEWORKER), reverse("way_out", args=[unit.prison.slug])
    for html in (client.get(url).content.decode(), client.get(page(stay)).content.decode()):
        assert "The full term is served" in html
        assert f"{display.day(day)}, in 3 days" in html
        assert "Planned by H. Brekke. The first officer prepares it." in html
        assert reverse("release", args=[release.uuid]) in html
    html = client.get(page(stay)).content.decode()
    assert "<b>Next" not in html
    assert html.count("The steps before it") == 1
    assert stay.person.name in client.get(url, {"ball": "release"}).content.decode()
    first = staff(Role.OFFICER, prison=unit.prison, first_name="Per", last_name="Nesheim")
    Release.objects.filter(pk=release.pk).update(state="PREPARED", prepared_at=at, prepared_by=first)
    assert "Prepared by P. Nesheim. Another officer confirms it." in client.get(url).content.decode()


def test_the_stairs_say_from_when_and_what_is_missing(unit: Unit, sign_in: Callable[..., Client]) -> None:
    html = sign_in(Role.CASEWORKER).get(page(serving(unit))).content.decode()
    assert "02.07.2027" in html  # a third of four years
    assert "a third of 4 years".casefold() in html.casefold()
    assert html.count("Somewhere to live") >= 2  # a threshold of serving outside, and something to put in place


def test_only_named_roles_learn_that_somebody_may_have_to_be_told(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = serving(unit)
    words = "It is said whether somebody is told beforehand"
    assert words in sign_in(Role.CASEWORKER).get(page(stay)).content.decode()
    for role in (Role.REINTEGRATION, Role.REGION, Role.INSPECTOR):
        assert words not in sign_in(role).get(page(stay)).content.decode()


def test_somebody_on_remand_is_told_of_no_step(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00"), legal=LegalStatusKind.REMAND).stay
    html = sign_in(Role.CASEWORKER).get(page(stay)).content.decode()
    assert "Nobody on remand takes a step out of prison." in html
    assert step(stay) not in html


def test_what_is_said_of_a_step_is_written_down(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = serving(unit)
    client = sign_in(Role.CASEWORKER)
    answer = client.post(step(stay), {"outcome": StepOutcome.APPLIED, "reason": "Has asked in writing"})
    assert (answer.status_code, answer["Location"]) == (302, page(stay))
    made = StepReview.objects.get()
    assert (made.step, made.outcome, made.reason) == ("LOWER", "APPLIED", "Has asked in writing")
    assert "Waits for a decision" in client.get(page(stay)).content.decode()


def test_only_who_decides_is_offered_the_decision(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = serving(unit)
    given = {"outcome": StepOutcome.GRANTED, "reason": "Keeps what is agreed"}
    assert sign_in(Role.CASEWORKER).post(step(stay), given).status_code == 422
    assert not StepReview.objects.exists()
    assert sign_in(Role.LEADER).post(step(stay), given).status_code == 302


def test_what_is_put_off_without_a_day_is_refused_in_a_sentence(unit: Unit, sign_in: Callable[..., Client]) -> None:
    answer = sign_in(Role.CASEWORKER).post(
        step(serving(unit)), {"outcome": StepOutcome.NOT_NOW, "reason": "Another case is open"}
    )
    assert answer.status_code == 422
    assert "Say on which day it is looked at again." in answer.content.decode()
    assert not StepReview.objects.exists()


def test_what_is_in_place_has_an_owner_and_its_evidence(unit: Unit, sign_in: Callable[..., Client]) -> None:
    stay = serving(unit)
    client = sign_in(Role.REINTEGRATION)
    url = reverse("person_release_item", args=[stay.person.uuid, "HOME"])
    missing = client.post(url, {"state": ItemState.ARRANGED, "outside_owner": "Fjordvik kommune"})
    assert (missing.status_code, ReleaseItem.objects.count()) == (422, 0)
    assert "Write what shows it" in missing.content.decode()
    given = {"state": ItemState.ARRANGED, "outside_owner": "Fjordvik kommune", "evidence": "Lease of 01.11.2026"}
    assert client.post(url, given).status_code == 302
    html = client.get(page(stay)).content.decode()
    assert "Arranged: Lease of 01.11.2026" in html
    assert client.post(url, given).status_code == 422  # without having seen the change
    seen = ReleaseItem.objects.get().changed_at.isoformat()
    assert client.post(url, given | {"seen": seen, "evidence": "Lease of 05.11.2026"}).status_code == 302


@pytest.mark.parametrize("address", ["person_step", "person_release_item"])
def test_a_step_or_a_thing_that_does_not_exist_is_not_found(
    address: str, unit: Unit, sign_in: Callable[..., Client]
) -> None:
    url = reverse(address, args=[serving(unit).person.uuid, "NOTHING"])
    assert sign_in(Role.CASEWORKER).get(url).status_code == 404


def test_a_user_of_another_prison_finds_nobody(unit: Unit) -> None:
    stay = serving(unit)
    client = Client()
    other: User = staff(Role.CASEWORKER, prison=UnitFactory.create().prison)
    client.force_login(other)
    assert client.get(page(stay)).status_code == 404
    assert client.get(reverse("way_out", args=[unit.prison.slug])).status_code == 404
