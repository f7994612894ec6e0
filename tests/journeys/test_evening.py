"""The duty manager is two officers short: asks for a plan, changes it, adopts it; and who stands together is seen."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.models import User
from inmates.services import care
from security.models import RegimeLoss, RegimePlan
from security.services import regime_solving
from tests.corrections.factories import NOW, CellFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well

TABLET = {"width": 768, "height": 1024}
NAMES = ("Myhre", "Sundbø", "Lervik", "Aydın", "Kvalvåg", "Tveit", "Rahimi", "Nilsen", "Moen", "Berg")


@pytest.fixture
def manager(clock: Clock) -> User:
    """Two units of five; of one of them two must not meet, and live on the same unit."""
    units = [UnitFactory.create(name="Avdeling B1", code="B1")]
    units.append(UnitFactory.create(name="Avdeling B2", code="B2", prison=units[0].prison))
    people = []
    for position, family in enumerate(NAMES):
        cell = CellFactory.create(
            unit=units[position % 2], code=f"B{1 + position % 2}-{position:02}", position=position
        )
        people.append(PlacementFactory.create(person=PersonFactory.create(family_name=family), cell=cell).stay.person)
    found = staff(
        Role.DUTY_MANAGER,
        prison=units[0].prison,
        first_name="Mona",
        last_name="Dale",
        home_unit=units[0],
        language="en",
    )
    care.keep_apart(
        person=people[0], other=people[2], reason="THREAT", scope="UNIT", by=found, at=NOW - timedelta(days=80)
    )
    return found


def photograph(window: Window, name: str) -> None:
    folder = os.environ.get("PMS_SHOTS")
    if folder:
        window.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def planned(window: Window, manager: User) -> RegimePlan:
    """Asked for through the page, and worked out as the worker does."""
    unit = manager.home_unit
    assert unit
    page = window.open(reverse("evenings", args=[unit.prison.slug]))
    page.locator(".pagehead a.ds-button").click()
    assert window.axe() == []
    page.locator("input[name=officers]").fill("1")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#working")).to_be_visible()
    return regime_solving.work_out(RegimePlan.objects.get().pk, NOW)


def test_the_duty_manager_adopts_a_plan_in_which_everybody_gets_two_hours(window: OpenWindow, manager: User) -> None:
    tablet = window(manager, **TABLET)
    plan = planned(tablet, manager)
    page = tablet.open(reverse("evening", args=[plan.pk]))
    assert tablet.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    expect(page.locator("#people tbody tr")).to_have_count(len(NAMES))
    photograph(tablet, "evening-768")
    page.get_by_role("link", name="Change by hand").click()
    assert tablet.axe() == []
    photograph(tablet, "evening-change-768")
    page.get_by_role("button", name="Save").click()
    page.locator("#reason").fill("Kvelden er for kort")  # half an hour below the floor, for want of an officer
    page.locator("#adopt button[type=submit]").click()
    expect(page.get_by_text("What each loses by it is counted.")).to_be_visible()
    assert RegimeLoss.objects.count() == len(NAMES)


def test_who_stands_together_is_seen_and_looked_at_again(window: OpenWindow, manager: User) -> None:
    unit = manager.home_unit
    assert unit
    tablet = window(manager, **TABLET)
    page = tablet.open(reverse("apart", args=[unit.prison.slug]))
    expect(page.locator("#together")).to_contain_text("must not meet: threats")
    assert tablet.axe() == []
    photograph(tablet, "apart-768")
    page.get_by_role("link", name="Look at it again").first.click()
    page.get_by_label("It ends").check()
    page.get_by_label("Why").fill("Meklet og forlikt")
    assert tablet.axe() == []
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("What you wrote stands.")).to_be_visible()
    page = tablet.open(reverse("apart", args=[unit.prison.slug]))
    expect(page.locator("#together")).not_to_contain_text("threats")


@pytest.mark.usefixtures("catalogues")
def test_the_evening_reads_well_in_bokmal(window: OpenWindow, manager: User) -> None:
    manager.language = "nb"
    manager.save(update_fields=["language"])
    wide = window(manager, width=1280, height=900)
    plan = planned(wide, manager)
    unit = manager.home_unit
    assert unit
    for number, address in enumerate(
        (
            reverse("evening", args=[plan.pk]),
            reverse("evening_change", args=[plan.pk]),
            reverse("evenings", args=[unit.prison.slug]),
            reverse("apart", args=[unit.prison.slug]),
            reverse("groups"),
        )
    ):
        wide.open(address)
        then_it_reads_well(wide)
        photograph(wide, f"bokmal-{number}-1280")
