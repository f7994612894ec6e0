"""An officer walks the rounds with the tablet upright: a late door, its reason, the next one; also without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from corrections.choices import Role
from corrections.models import User
from inmates.models import Stay
from security.choices import CheckCode, EndOfRounds, Ground
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.corrections.factories import NOW, CellFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window, becomes_true
from tests.journeys.fixtures import Clock, OpenWindow

TABLET = {"width": 768, "height": 1024}
LEAST_TARGET = 44
REST = 950  # ms: longer than what the screen takes for one look


@pytest.fixture
def officer(clock: Clock) -> User:
    """Myhre is due in ten minutes, Sundbø has waited for five."""
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    manager = staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mona", last_name="Dale")
    for position, (family, code, minutes, ago) in enumerate((("Myhre", "B2-06", 30, 20), ("Sundbø", "B2-09", 60, 65))):
        cell = CellFactory.create(unit=unit, code=code, position=position)
        stay: Stay = PlacementFactory.create(person=PersonFactory.create(family_name=family), cell=cell).stay
        begun = NOW - timedelta(minutes=ago)
        observing.start(stay=stay, interval=minutes, ground=Ground.CONCERN, by=manager, at=begun)
    return staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language="en")


def door(page: Page, number: int) -> Any:
    return page.locator(".rdoor").nth(number)


def test_a_late_door_is_first_asks_why_and_makes_room_for_the_next(window: OpenWindow, officer: User) -> None:
    tablet = window(officer, **TABLET)
    page = tablet.open(reverse("rounds", args=[officer.home_unit_id]))
    expect(door(page, 0)).to_contain_text("B2-09")
    expect(door(page, 0)).to_contain_text("5 min late")
    expect(door(page, 1)).to_contain_text("10 min left")
    assert tablet.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    places = [page.locator(f"button[value={code}]").bounding_box() for code in ("SPOKE", "ASLEEP")]
    targets = [button.bounding_box() for button in page.locator("#dock button").all()]
    assert min(box["height"] for box in targets if box) >= LEAST_TARGET

    page.get_by_role("button", name="Asleep, breathing seen").click()
    expect(page.get_by_label("Late: why?")).to_be_focused()
    assert not ObservationCheck.objects.exists()
    page.get_by_label("Late: why?").fill("Alarm on B1")
    page.get_by_role("button", name="Asleep, breathing seen").click()

    expect(door(page, 0)).to_contain_text("B2-06")
    expect(door(page, 1)).to_contain_text("60 min left")
    made = ObservationCheck.objects.get()
    assert (made.code, made.late_reason, made.by) == (CheckCode.ASLEEP, "Alarm on B1", officer)
    assert [page.locator(f"button[value={code}]").bounding_box() for code in ("SPOKE", "ASLEEP")] == places
    assert tablet.axe() == []


# ---- no network ------------------------------------------------------------------------
def opened_rounds(window: OpenWindow, officer: User) -> Window:
    tablet = window(officer, **TABLET)
    tablet.open(reverse("rounds", args=[officer.home_unit_id]))
    tablet.page.wait_for_selector("#rounds[data-ready]")
    return tablet


def looked(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()
    page.wait_for_timeout(REST)


def test_looks_with_no_network_survive_a_reload_and_arrive_once_and_in_order(window: OpenWindow, officer: User) -> None:
    tablet = opened_rounds(window, officer)
    page = tablet.page
    assert becomes_true(  # the page is kept after its files
        page, "async () => await caches.match(location.pathname, { cacheName: 'unit-rounds' }) !== undefined"
    )
    tablet.context.set_offline(True)

    page.get_by_label("Late: why?").fill("Alarm on B1")
    looked(page, "Asleep, breathing seen")
    expect(page.locator("#sync")).to_contain_text("1 tap saved on the tablet")
    expect(page.locator(".dock__no")).to_contain_text("B2-06")  # the next door
    expect(page.locator("#late-field")).to_be_hidden()
    looked(page, "Spoke")
    expect(page.locator("#sync")).to_contain_text("2 taps saved on the tablet")
    assert not ObservationCheck.objects.exists()
    page.reload()
    page.wait_for_selector("#rounds[data-ready]")
    expect(page.locator("#sync")).to_contain_text("2 taps saved on the tablet")
    expect(door(page, 0)).to_contain_text("Not sent yet.")
    assert tablet.axe() == []

    tablet.context.set_offline(False)
    expect(door(page, 1)).to_contain_text("60 min left", timeout=20_000)
    expect(page.locator("[data-kept]:visible")).to_have_count(0)
    made = ObservationCheck.objects.order_by("observation__interval_minutes")
    assert [(check.code, check.late_reason, check.by) for check in made] == [
        (CheckCode.SPOKE, "", officer),
        (CheckCode.ASLEEP, "Alarm on B1", officer),
    ]


def test_an_answer_that_is_lost_makes_no_double(window: OpenWindow, officer: User) -> None:
    page = opened_rounds(window, officer).page
    door(page, 1).click()
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/rounds/events/", lose_the_answer, times=1)
    with page.expect_event("requestfailed"):  # before that the page says that all is saved, and it is
        looked(page, "Spoke")
    expect(page.locator("#sync")).to_have_attribute("data-st", "ok", timeout=20_000)
    expect(page.locator("[data-kept]:visible")).to_have_count(0)
    assert lost == [200]
    assert ObservationCheck.objects.count() == 1


def test_help_that_was_called_with_no_network_is_reported_by_radio_and_one_that_is_refused_is_told(
    window: OpenWindow, officer: User
) -> None:
    tablet = opened_rounds(window, officer)
    page = tablet.page
    tablet.context.set_offline(True)
    door(page, 1).click()
    page.get_by_role("button", name="Needed help, help was called").click()
    expect(page.get_by_label("In a few words")).to_be_focused()  # what happened is written down
    page.get_by_label("In a few words").fill("Fell, nurse called")
    looked(page, "Needed help, help was called")
    expect(page.locator("#radio")).to_contain_text("B2-06 Myhre: the tablet has no network")
    assert tablet.axe() == []

    observing.end(
        observation=Observation.objects.get(interval_minutes=30),
        code=EndOfRounds.ORDERED,
        by=officer,
        at=NOW - timedelta(minutes=1),
    )
    tablet.context.set_offline(False)
    expect(page.locator("#refused")).to_contain_text("ended this observation", timeout=20_000)
    expect(page.locator("#radio")).to_be_hidden()
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("#refused")).to_be_hidden()
    assert not ObservationCheck.objects.exists()


def test_the_rounds_are_walked_without_scripts_in_norwegian(window: OpenWindow, officer: User) -> None:
    officer.language = "nb"
    officer.save(update_fields=["language"])
    page = window(officer, js=False, **TABLET).open(reverse("rounds", args=[officer.home_unit_id]))
    door(page, 1).click()
    expect(page.locator(".dock__no")).to_contain_text("B2-06")
    page.locator("button[value=SPOKE]").click()
    expect(page.locator(".rdoor").nth(1)).to_contain_text("B2-06")
    assert ObservationCheck.objects.get().code == CheckCode.SPOKE
