"""One shift hands unit B2 over to the next, as officers do it in the browser; and what a leader sees of its climate."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from corrections.choices import Role
from corrections.models import User
from inmates.services import log
from security.choices import EquipmentKind
from security.models import Handover, HandoverItem
from security.services import equipment
from tests.corrections.factories import oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.inmates.mockup import Mockup, build_mockup, today
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well
from tests.security.handovers import handover

pytestmark = pytest.mark.usefixtures("catalogues")
AT = oslo("2026-11-24 14:41")
PAPER = {"width": 1054, "height": 725}  # A4 held sideways, between its margins
SIZES = [(1440, 900), (1180, 820), (768, 1024), (320, 800)]


@pytest.fixture
def b2(clock: Clock) -> Mockup:
    clock.at = AT
    found = build_mockup()
    for kind, name, count in ((EquipmentKind.KEYS, "Nøkler", 14), (EquipmentKind.RADIO, "Radio", 6)):
        equipment.keep(unit=found.unit, kind=kind, name=name, expected=count, by=found.manager, at=today("07:00"))
    return found


# ---- given ------------------------------------------------------------------------
def given_an_evening_officer(b2: Mockup) -> User:
    return staff(Role.OFFICER, unit=b2.unit, first_name="Siri", last_name="Ødegård", home_unit=b2.unit)


def given_a_full_and_busy_unit(b2: Mockup) -> None:
    for cell in ("04", "18", "23"):
        b2.stays[f"ny {cell}"] = PlacementFactory.create(cell=b2.cells[cell], start=today("09:00")).stay
    for number, stay in enumerate(b2.stays.values()):
        for text in ("Snakket lenge om soningen, helgen og familien hjemme.", "Ba om ny madrass og ekstra pute i dag."):
            written = AT - timedelta(minutes=10 + number)
            log.write(unit=b2.unit, text=text, by=b2.officer, at=written, person=stay.person)


# ---- when ------------------------------------------------------------------------
def when_the_handover_is_open(page: Page, b2: Mockup) -> None:
    expect(page.get_by_role("heading", name="Vaktskifte 14:45", level=1)).to_be_visible()


def when_everything_is_ticked(page: Page) -> None:
    for box in page.locator("#duties input[name=done]").all():
        box.check()


def test_the_day_shift_hands_over_and_the_evening_shift_takes_over(window: OpenWindow, b2: Mockup) -> None:
    evening = given_an_evening_officer(b2)
    day = window(b2.officer)
    page = day.open(reverse("handover", args=[b2.unit.pk]))
    when_the_handover_is_open(page, b2)
    then_it_reads_well(day)

    page.locator("#give input[value=UNEASY]").check()
    page.locator("#give textarea").fill("Litt spent på kjøkkenet. Vær to der når det lages mat.")
    page.locator("#give button[type=submit]").click()
    expect(page.locator(".sign li").first).to_contain_text("K. Nesheim 14:41")

    other = window(evening, width=768, height=1024)
    other.expects(422)
    page = other.open(reverse("handover", args=[b2.unit.pk]))
    expect(page.locator("#notes")).to_contain_text("Vær to der når det lages mat.")
    page.locator("button[form=take]").click()
    expect(page.locator("[role=alert]")).to_contain_text("B2-07 Eikeland")
    when_everything_is_ticked(page)
    page.locator("button[form=take]").click()

    expect(page.locator(".sign li").last).to_contain_text("S. Ødegård 14:41")
    then_it_reads_well(other)
    row = Handover.objects.get()
    assert (row.calm, row.given_by, row.taken_by) == ("UNEASY", b2.officer, evening)
    assert HandoverItem.objects.filter(acknowledged_by=evening).count() == row.items.count() >= 3


def test_it_works_without_javascript(window: OpenWindow, b2: Mockup) -> None:
    page = window(b2.officer, js=False).open(reverse("handover", args=[b2.unit.pk]))
    page.locator("#give input[value=CALM]").check()
    page.locator("#give button[type=submit]").click()
    expect(page.locator(".sign li").first).to_contain_text("K. Nesheim 14:41")


def test_it_prints_on_one_sheet_however_busy_the_unit_is(window: OpenWindow, b2: Mockup) -> None:
    given_a_full_and_busy_unit(b2)
    page = window(b2.officer, width=1440, height=900).open(reverse("handover", args=[b2.unit.pk]))
    assert page.locator("#changed .chgs li").count() >= len(b2.stays)
    page.emulate_media(media="print")
    sheets = re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


def test_on_paper_its_three_columns_stand_side_by_side(window: OpenWindow, b2: Mockup) -> None:
    page = window(b2.officer, **PAPER).open(reverse("handover", args=[b2.unit.pk]))
    page.emulate_media(media="print")
    tops = page.eval_on_selector_all(".cols--h > *", "(columns) => columns.map((one) => one.getBoundingClientRect().y)")
    assert len(tops) == 3
    assert len(set(tops)) == 1


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen_in_both_schemes(
    window: OpenWindow, b2: Mockup, width: int, height: int, scheme: str
) -> None:
    opened = window(b2.officer, width=width, height=height, scheme=scheme)
    opened.open(reverse("handover", args=[b2.unit.pk]))
    assert not opened.scrolls_sideways()
    if width in (768, 1440):
        assert opened.axe() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_climate_is_a_curve_and_the_same_table(window: OpenWindow, b2: Mockup, scheme: str) -> None:
    evening = given_an_evening_officer(b2)
    given, taken = (b2.officer, oslo("2026-11-23 14:41")), (evening, oslo("2026-11-23 14:46"))
    row = handover(b2.unit, given=None)
    slot_before = row.due_at - timedelta(days=1)
    row.on, row.due_at, row.calm, row.state = slot_before.date(), slot_before, "TENSE", "TAKEN"
    (row.given_by, row.given_at), (row.taken_by, row.taken_at) = given, taken
    row.save()

    opened = window(b2.officer, width=320, height=800, scheme=scheme)
    page = opened.open(reverse("climate", args=[b2.unit.pk]))

    expect(page.locator("svg.climate")).to_have_attribute("role", "img")
    assert "1" in (page.locator("svg.climate").get_attribute("aria-label") or "")
    expect(page.locator("#table tbody tr")).to_have_count(30)
    then_it_reads_well(opened)
