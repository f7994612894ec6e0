"""Somebody is released, in the browser: things and money handed out and signed for, two officers, the gate.

Read it from above: it is how the house lets somebody go.
"""

from dataclasses import dataclass

import pytest

from corrections.choices import Role
from corrections.models import User
from corrections.periods import between
from inmates.models import Commitment, Placement, PropertyReceipt, Release
from inmates.services import property as keeping
from tests.corrections.factories import NOW, CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well as fits
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}


@dataclass
class Scene:
    """Sundbø in B2-09 has served until today. A jacket and 1 250,50 kr are in the store."""

    home: Placement
    first: User
    second: User
    caseworker: User


@pytest.fixture
def scene(clock: Clock) -> Scene:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    sundbo = PersonFactory.create(number="F-20777", family_name="Sundbø", given_name="Lars Petter")
    home = PlacementFactory.create(
        person=sundbo, cell=CellFactory.create(unit=unit, code="B2-09"), start=oslo("2026-01-24 10:00")
    )
    JudgmentFactory.create(stay=home.stay, judged_on=oslo("2026-01-24 10:00").date(), months=10)
    first = staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language="en")
    second = staff(Role.OFFICER, unit=unit, first_name="Terje", last_name="Lunde", home_unit=unit, language="nb")
    caseworker = staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", language="en")
    keeping.receive_item(
        stay=home.stay,
        description="Vinterjakke",
        category="CLOTHES",
        container="Pose 12",
        by=first,
        at=oslo("2026-01-24 10:30"),
    )
    keeping.receive_money(stay=home.stay, amount=125_050, by=first, witnessed_by=second, at=oslo("2026-01-24 10:30"))
    Commitment.objects.create(
        stay=home.stay,
        kind="VISIT",
        label="Besøk",
        source="test:1",
        booked_at=NOW,
        during=between(oslo("2026-11-26 17:00"), oslo("2026-11-26 18:00")),
    )
    return Scene(home, first, second, caseworker)


def person(scene: Scene, rest: str = "") -> str:
    return f"/people/{scene.home.stay.person.uuid}/{rest}"


def press(opened: Window, selector: str) -> None:
    with opened.page.expect_navigation():
        opened.page.locator(selector).click()


def test_somebody_is_released_by_two_officers_with_everything_that_is_theirs(window: OpenWindow, scene: Scene) -> None:
    # the caseworker plans the release for today
    office = window(scene.caseworker)
    page = office.open(person(scene, "release/"))
    page.locator("[name=kind]").select_option("FULL_TERM")
    page.locator("[name=day]").fill("24.11.2026")
    page.locator("[name=clock]").fill("15:30")
    fits(office)
    press(office, "#person-act .form__end button")
    release = Release.objects.get()
    address = f"/releases/{release.uuid}/"
    missing = page.locator("#checks").inner_text()
    assert "The full term is served today" in missing
    assert "1 thing is not handed out: Vinterjakke." in missing
    assert "is not handed out." in missing

    desk = hand_out_and_sign(window(scene.first, **TABLET), scene, address)

    # compares the person with the photo, and says that everything is ready
    page = desk.open(address)
    press(desk, "#steps li:first-child form button")
    press(desk, "#plan button:has-text('Everything is ready')")
    assert "The second officer signs in with their own account" in page.locator("#plan").inner_text()

    # the second officer, on another tablet and in Bokmål, confirms; the first could not
    other = window(scene.second, **TABLET)
    page = other.open(address)
    fits(other)
    press(other, f"form[action='{address}confirm/'] button")
    press(other, f"a[href='{address}gate/']")
    fits(other)
    assert "Sundbø, Lars Petter" in page.locator("#gate h2").inner_text()

    # at the gate
    press(other, "#gate form button")
    page.wait_for_url(f"**{address}")
    undone = page.locator("#undone li").all_inner_texts()
    assert len(undone) == 3
    assert "B2-09" in undone[0]
    assert "Besøk" in undone[1]
    fits(other)
    assert not Placement.objects.current().filter(stay=scene.home.stay).exists()
    page = other.open(f"/prison/{release.prison.slug}/releases/")
    assert "Sundbø" in page.locator("#done").inner_text()
    fits(other)


def hand_out_and_sign(desk: Window, scene: Scene, address: str) -> Window:
    # the first officer hands everything out; a colleague counts the money; the person writes their name
    page = desk.open(address)
    assert page.locator("#plan button", has_text="Everything is ready").count() == 0
    fits(desk)
    page.locator("#steps a", has_text="Hand out everything").click()
    page.locator("[name=witness]").select_option(label="T. Lunde")
    fits(desk)
    press(desk, "#person-act .form__end button")
    page = desk.open(person(scene, "property/"))
    assert "Handed out, and not signed for yet" in page.locator("#panel-receipts").inner_text()
    fits(desk)
    page = desk.open(person(scene, "property/sign/out/"))
    page.locator("[name=signed_name]").fill("Lars Petter Sundbø")
    fits(desk)
    press(desk, "#sign-form .form__end button")
    assert PropertyReceipt.objects.get().signed_name == "Lars Petter Sundbø"
    return desk


def test_a_receipt_fits_one_sheet_in_the_persons_language(window: OpenWindow, scene: Scene) -> None:
    receipt = keeping.sign(stay=scene.home.stay, direction="RECEIVED", signature="PAPER", by=scene.first, at=NOW)
    opened = window(scene.first)
    page = opened.open(person(scene, f"receipts/{receipt.pk}/?language=en"))
    fits(opened)
    assert page.locator("article h1").inner_text() == f"Receipt {receipt.number}"
    page.emulate_media(media="print")
    assert page.locator(".receipt__bar").is_hidden()
    assert page.locator(".topbar").is_hidden()
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page\n") + sheet.count(b"/Type /Page ") == 1


def test_without_javascript_everything_is_done_all_the_same(window: OpenWindow, scene: Scene) -> None:
    opened = window(scene.first, js=False, **TABLET)
    page = opened.open(person(scene, "property/receive/"))
    page.locator("[name=description]").fill("Sko")
    press(opened, "#person-act .form__end button")
    assert "Sko" in page.locator("#panel-things").inner_text()
