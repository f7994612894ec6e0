"""Receiving somebody in the browser, as an officer would describe it: read it from the top."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from corrections.choices import Role
from corrections.models import User
from corrections.services import law
from inmates.models import DuplicatePair, Merge, Person, Placement, PropertyItem, Reception
from inmates.services import arrivals
from inmates.services.arrivals import Who
from tests.corrections.factories import NOW, BedFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well as fits

pytestmark = pytest.mark.usefixtures("catalogues")

TABLET = {"width": 768, "height": 1024}


@dataclass
class Scene:
    """The reception of Fjordvik on 24 November at 14:32; somebody is expected, and may be in the register already."""

    manager: User
    officer: User
    known: Person
    cell: str


@pytest.fixture
def scene(clock: Clock) -> Scene:
    law.load_law()
    unit = UnitFactory.create(name="Mottak", code="M")
    bed = BedFactory.create(unit=unit, code="M-01")
    manager = staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Tor", last_name="Dale", language="en")
    officer = staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language="en")
    known = PersonFactory.create(family_name="Nordmo", given_name="Jonas", birth_date=date(1990, 4, 5))
    who = Who("Nordmo", "Jonas", date(1990, 5, 4), nationality="POL")
    arrivals.expect(
        prison=unit.prison, source="POLICE", expected_at=NOW, who=who, bed=bed, by=manager, at=NOW - timedelta(hours=1)
    )
    return Scene(manager, officer, known, "M-01")


def save(opened: Window) -> None:
    with opened.page.expect_navigation():
        opened.page.locator("#desk-form button[type=submit]").click()


def test_somebody_is_received_over_several_desks_by_two_officers(window: OpenWindow, scene: Scene) -> None:
    # The manager sees who is expected and begins at the door.
    first = window(scene.manager, **TABLET)
    first.expects(422)
    page = first.open("/receptions/")
    fits(first)
    page.get_by_role("button", name="Has arrived Nordmo, Jonas").click()

    # The register knows somebody like this: the page says why, and the manager recognises them.
    page.get_by_text("dates of birth that differ by a slip of the pen").wait_for()
    fits(first)
    page.locator(f"#who-{scene.known.number}").check()
    save(first)
    desks = page.url

    # Without the document nobody is admitted; with it the stay begins.
    page.get_by_role("link", name="Next: Legal basis").click()
    page.get_by_label("Who issued it").fill("Oslo tingrett")
    page.get_by_label("Date of the decision").fill("23.11.2026")
    page.locator("#desk-form button[type=submit]").click()
    page.get_by_text("Nobody is admitted without the document").first.wait_for()
    assert page.locator(".topbar").count() == 1
    fits(first)
    page.get_by_label("I have the document in hand").check()
    save(first)
    assert Reception.objects.get().stay is not None

    # The manager is called away. Another officer goes on with any desk; a cell is given by those who may.
    second = window(scene.officer, **TABLET)
    taken_up_by_another(second, desks)
    second.page.goto(f"{desks}cell/")
    second.page.get_by_text("The duty manager or a caseworker does this.").wait_for()
    page = first.page
    page.goto(f"{desks}cell/")
    page.get_by_role("button", name="Give cell M-01, which is kept").wait_for()
    fits(first)
    save(first)
    assert Placement.objects.get().bed.cell.code == scene.cell


def taken_up_by_another(second: Window, desks: str) -> None:
    # The list says what is left, whoever began.
    page = second.open("/receptions/")
    page.get_by_text("Left: Photo, Property and money, Languages, The first conversation, Cell").wait_for()
    page.get_by_role("link", name="Go on Nordmo, Jonas").click()
    fits(second)
    page.goto(f"{desks}language/")
    page.get_by_label("Polish").check()
    page.get_by_label("Needs an interpreter").check()
    fits(second)
    save(second)
    page.goto(f"{desks}language/")
    assert page.get_by_label("Polish").is_checked()
    page.goto(f"{desks}property/")
    page.get_by_label("What it is").fill("Klokke")
    fits(second)
    save(second)
    assert PropertyItem.objects.get().description == "Klokke"
    page.goto(f"{desks}risk/")
    page.get_by_label("Is this your first time in prison?").check()
    fits(second)
    save(second)

    # The first hours are ticked as they are done, by name.
    page.goto(f"{desks}hours/")
    page.get_by_label("Has made a call, or did not want to").check()
    save(second)
    page.goto(f"{desks}hours/")
    page.locator("#desk p", has_text="Done: K. Nesheim 14:32").wait_for()
    fits(second)


def test_the_desks_are_read_in_bokmal_by_somebody_whom_nobody_knows(window: OpenWindow, scene: Scene) -> None:
    """Nobody in the register is like them; the officer sees the same desks in Norwegian, in the dark."""
    scene.officer.language = "nb"
    scene.officer.save(update_fields=["language"])
    opened = window(scene.officer, scheme="dark", **TABLET)
    page = opened.open("/receptions/new/")
    fits(opened)
    page.locator("[name=source]").select_option("POLICE")
    page.locator("[name=is_here]").check()
    page.locator("[name=family_name]").fill("Ukjentmann")
    with page.expect_navigation():
        page.locator("#arrival-form button[type=submit]").click()
    page.wait_for_url("**/identity/")
    assert page.locator("html").get_attribute("lang") == "nb"
    assert page.locator("#who-new").is_checked()
    fits(opened)
    save(opened)
    page.locator("a.btn--l[href$='/photo/']").click()
    page.wait_for_url("**/photo/")
    fits(opened)


def test_of_several_who_are_alike_one_is_chosen(window: OpenWindow, scene: Scene) -> None:
    PersonFactory.create(family_name="Nordmo", given_name="Jonas", birth_date=None)
    opened = window(scene.manager)
    page = opened.open("/receptions/")
    page.get_by_role("button", name="Has arrived Nordmo, Jonas").click()
    page.get_by_text("2 people in the register may be the same").wait_for()
    assert page.locator("input[name=who]:checked").count() == 0
    fits(opened)
    page.locator("#who-new").check()
    save(opened)
    assert DuplicatePair.objects.count() == 2


def test_a_manager_joins_two_records_and_the_old_address_leads_to_the_one_that_remains(
    window: OpenWindow, scene: Scene
) -> None:
    twin = PersonFactory.create(family_name="Nordmoe", given_name="Jonas", birth_date=date(1990, 4, 5))
    DuplicatePair.objects.create(first=scene.known, second=twin, rung="SOUND_BIRTH", found_at=NOW)
    tab = window(scene.manager)
    tab.open("/duplicates/")
    fits(tab)
    tab.page.get_by_role("link", name="Compare").click()
    tab.page.get_by_text("the surnames sound alike").wait_for()
    fits(tab)
    tab.page.get_by_label(f"Nordmo, Jonas ({scene.known.number})").check()
    tab.page.get_by_label("How you know that they are the same person").fill("Samme fingeravtrykk")
    tab.page.get_by_role("button", name="Join the two records").click()
    tab.page.get_by_role("heading", name="Two records joined").wait_for()
    fits(tab)
    assert Merge.objects.get().winner == scene.known
    tab.open(f"/people/{twin.uuid}/")
    tab.page.get_by_text("The record you opened was joined to this one").wait_for()
    assert tab.page.url.endswith(f"/people/{scene.known.uuid}/")
