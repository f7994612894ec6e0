"""An officer locks the unit in by one tap, keeps somebody in by name, and puts right what was wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.models import User
from security.choices import DoorAct
from security.models import LockEvent
from security.services import locking
from tests.corrections.factories import NOW, CellFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well

TABLET = {"width": 768, "height": 1024}
LEAST_TARGET = 44
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WEEK = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
def officer(clock: Clock) -> User:
    """B2 was unlocked three hours ago, after a night in; the daily order locks it in by now."""
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    manager = staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mona", last_name="Dale")
    for position, (family, code) in enumerate((("Myhre", "B2-06"), ("Sundbø", "B2-09"))):
        cell = CellFactory.create(unit=unit, code=code, position=position)
        PlacementFactory.create(person=PersonFactory.create(family_name=family), cell=cell)
    for act, ago in ((DoorAct.LOCK, 60), (DoorAct.UNLOCK, 46), (DoorAct.LOCK, 40), (DoorAct.UNLOCK, 3)):
        locking.turn(unit=unit, act=act, by=manager, at=NOW - ago * HOUR)
    due = timezone.localtime(NOW - 5 * MINUTE).time().replace(second=0, microsecond=0)
    locking.order(unit=unit, act="LOCK", starts=due, weekdays=WEEK, by=manager, at=NOW - 60 * HOUR)
    return staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language="en")


def test_an_officer_confirms_the_lock_in_that_the_daily_order_waits_for(window: OpenWindow, officer: User) -> None:
    tablet = window(officer, **TABLET)
    page = tablet.open(reverse("board", args=[officer.home_unit_id]))
    page.locator("a", has_text="Lock in: confirm").or_(page.get_by_role("link", name="Confirm")).first.click()

    expect(page.get_by_text("Confirm when it is done.")).to_be_visible()
    assert tablet.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    button = page.get_by_role("button", name="All doors are locked now")
    box = button.bounding_box()
    assert box
    assert box["height"] >= LEAST_TARGET
    button.click()

    expect(page.get_by_text("The doors are locked. It is written down.")).to_be_visible()
    expect(page.locator(".doors__state")).to_contain_text("Locked in")
    event = LockEvent.objects.latest("pk")
    assert (event.act, event.at, event.registered_by) == (DoorAct.LOCK, NOW, officer)


def test_somebody_is_locked_in_by_name_with_the_reason_and_a_wrong_time_is_put_right(
    window: OpenWindow, officer: User
) -> None:
    tablet = window(officer, **TABLET)
    page = tablet.open(reverse("doors", args=[officer.home_unit_id]))
    page.get_by_role("link", name="Change Myhre").click()
    assert tablet.axe() == []
    page.get_by_label("Locked in while the others are out").check()
    page.get_by_label("Why").fill("Utelukket")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("Written down.")).to_be_visible()

    page.goto(tablet.base + reverse("doors", args=[officer.home_unit_id]))
    expect(page.locator(".doors__own")).to_contain_text("Locked in by name since")
    page.locator("#written a", has_text="Correct").nth(1).click()
    page.get_by_label("What was wrong").fill("Så feil på klokka")
    page.get_by_label("It did not happen").check()
    assert tablet.axe() == []
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_text("It is corrected.")).to_be_visible()
    expect(page.locator("#written del")).to_have_count(2)
    assert tablet.axe() == []


def test_without_scripts_the_tap_and_the_climate_are_the_same(window: OpenWindow, officer: User) -> None:
    tablet = window(officer, js=False, **TABLET)
    page = tablet.open(reverse("doors", args=[officer.home_unit_id]))
    page.get_by_role("button", name="All doors are locked now").click()
    expect(page.get_by_text("The doors are locked. It is written down.")).to_be_visible()
    page.goto(tablet.base + reverse("climate", args=[officer.home_unit_id]))
    expect(page.get_by_role("columnheader", name="Hours out of cell, mean a person")).to_be_visible()


@pytest.mark.usefixtures("catalogues")
def test_the_doors_read_well_in_bokmal(window: OpenWindow, officer: User) -> None:
    officer.language = "nb"
    officer.save(update_fields=["language"])
    tablet = window(officer, **TABLET)
    tablet.open(reverse("doors", args=[officer.home_unit_id]))
    then_it_reads_well(tablet)
