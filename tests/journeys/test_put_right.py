"""A caseworker finds a wrong number and a wrong legal basis on the person's page, and puts them right."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.models import User
from corrections.periods import since
from inmates.choices import LegalStatusKind
from inmates.models import Identifier, LegalStatus, Placement, StaffConflict
from inmates.services import placements
from tests.corrections.factories import NOW, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.fixtures import Clock, OpenWindow

TABLET = {"width": 768, "height": 1024}
LONG_AGO = NOW - timedelta(days=100)


@pytest.fixture
def home(clock: Clock) -> Placement:
    person = PersonFactory.create(family_name="Vik", given_name="Per")
    placement: Placement = PlacementFactory.create(person=person, start=LONG_AGO)
    Identifier.objects.create(person=person, kind="FOREIGN", value="PASS 123", during=since(LONG_AGO))
    return placement


@pytest.fixture
def caseworker(home: Placement) -> User:
    prison = home.bed.cell.unit.prison
    return staff(Role.CASEWORKER, prison=prison, first_name="Hanne", last_name="Brekke", language="en")


def address(home: Placement, name: str, *more: Any) -> str:
    return reverse(name, args=[home.stay.person.uuid, *more])


def test_a_wrong_number_is_put_right_and_a_number_of_somebody_else_shows_who(
    window: OpenWindow, home: Placement, caseworker: User
) -> None:
    other = PersonFactory.create(family_name="Berg", given_name="Ola")
    Identifier.objects.create(person=other, kind="FOREIGN", value="PASS 9", during=since(LONG_AGO))
    tablet = window(caseworker, **TABLET)
    page = tablet.open(address(home, "person_panel", "numbers"))
    assert tablet.axe() == []
    page.get_by_role("link", name="Correct Foreign identity number").click()
    expect(page.locator("#act h2")).to_contain_text("PASS 123")
    page.get_by_label("It never was this person’s number").check()
    page.get_by_label("How you know").fill("The passport says another")
    page.get_by_label("The right number").fill("PASS 9")
    assert tablet.axe() == []
    tablet.expects(422)
    page.locator("#person-act [type=submit]").click()
    expect(page.locator("#hits")).to_contain_text("Berg, Ola")
    assert tablet.axe() == []
    page.get_by_label("The right number").fill("PASS 123")
    page.locator("#person-act [type=submit]").click()
    expect(page.locator("#act")).to_contain_text("The person has this number already.")
    expect(page.locator("#hits")).to_have_count(0)  # what was said of the other number is gone

    page.get_by_label("The right number").fill("PASS 456")
    page.locator("#person-act [type=submit]").click()
    page.wait_for_url("**/details/")
    page = tablet.open(address(home, "person_panel", "numbers"))
    expect(page.locator("del")).to_have_text("PASS 123")
    expect(page.locator("dl.kv")).to_contain_text("The passport says another")
    assert Identifier.objects.current().get(person=home.stay.person).value == "PASS 456"


def test_a_legal_basis_is_registered_and_corrected_in_norwegian(
    window: OpenWindow, home: Placement, caseworker: User
) -> None:
    caseworker.language = "nb"
    caseworker.save(update_fields=["language"])
    status = placements.change_legal_status(
        stay=home.stay, kind=LegalStatusKind.SENTENCED, basis="Dom 01.11.2026", by=caseworker, at=NOW
    )
    tablet = window(caseworker, **TABLET)
    page = tablet.open(address(home, "person_legal"))
    assert tablet.axe() == []
    page = tablet.open(address(home, "person_legal_correct", status.pk))
    assert tablet.axe() == []
    page.locator("[name=basis]").fill("Dom 31.10.2026")
    page.locator("[name=reason]").fill("Feil dato")
    page.locator("#person-act [type=submit]").click()
    page.wait_for_url("**/details/")

    page = tablet.open(address(home, "person_panel", "legal"))
    expect(page.locator("main del")).to_contain_text("Dom 01.11.2026")
    expect(page.locator("main")).to_contain_text("Feil dato")
    assert tablet.axe() == []
    assert LegalStatus.objects.get(pk=status.pk).basis == "Dom 31.10.2026"


def test_an_officer_says_that_they_are_close_to_somebody_and_that_it_is_so_no_longer(
    window: OpenWindow, home: Placement, clock: Clock
) -> None:
    officer = staff(Role.OFFICER, unit=home.bed.cell.unit, first_name="Kari", last_name="Nesheim", language="en")
    tablet = window(officer, **TABLET)
    page = tablet.open(address(home, "person_close"))
    assert tablet.axe() == []
    page.get_by_role("button", name="I am close to the person").click()
    expect(page.locator("#standing")).to_contain_text("You")
    assert tablet.axe() == []
    clock.at = NOW + timedelta(minutes=1)
    page.get_by_role("button", name="It is so no longer").click()
    expect(page.locator("main")).to_contain_text("You are not registered as close to the person.")
    row = StaffConflict.objects.get()
    assert (row.user, row.during.upper) == (officer, clock.at)
