"""The log of a unit in the browser: name people by keyboard, be asked about health, verify and correct."""

import pytest
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.models import Unit, User
from inmates.choices import LogKind
from inmates.models import HealthNudge, LogEntry, Person
from tests.corrections.factories import CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well

pytestmark = pytest.mark.usefixtures("catalogues")


@pytest.fixture
def unit(clock: Clock) -> Unit:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    for number, (family, given) in enumerate((("Lervik", "Andreas"), ("Hansen", "Ola"), ("Hansen", "Kari")), 1):
        cell = CellFactory.create(unit=unit, code=f"B2-{number:02}", position=number)
        person = PersonFactory.create(family_name=family, given_name=given)
        PlacementFactory.create(person=person, cell=cell, start=oslo("2026-06-02 10:00"))
    return unit


def officer_of(unit: Unit, language: str) -> User:
    return staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language=language)


def open_log(window: OpenWindow, unit: Unit, language: str = "nb", **of_the_window: object) -> Window:
    opened = window(officer_of(unit, language), width=768, height=1024, **of_the_window)
    opened.open(f"/units/{unit.pk}/log/")
    return opened


def test_a_person_and_a_cell_are_named_by_keyboard(window: OpenWindow, unit: Unit) -> None:
    opened = open_log(window, unit, "en")
    page = opened.page
    field = page.locator("#id_text")

    field.press_sequentially("Snakket med @han")
    expect(page.locator(".mention__list li")).to_have_count(2)
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Hansen, Ola")
    then_it_reads_well(opened)
    field.press("Enter")
    expect(field).to_have_value("Snakket med @Hansen_Ola ")
    field.press_sequentially("i #b2-01")
    field.press("Tab")
    expect(field).to_have_value("Snakket med @Hansen_Ola i #B2-01 ")
    expect(page.locator('label[for="id_kind_0"]')).to_contain_text("Conversation")
    assert not opened.scrolls_sideways()
    page.locator("#write button[type=submit]").click()

    line = page.locator("#entries li").filter(has_text="Snakket med Hansen Ola i B2-01")
    expect(line).to_contain_text("Hansen, Ola")
    entry = LogEntry.objects.get()
    assert (entry.kind, entry.person) == (LogKind.CONVERSATION, Person.objects.get(given_name="Ola"))
    assert entry.cell is not None
    assert entry.cell.code == "B2-01"
    then_it_reads_well(opened)


def test_words_of_health_are_asked_about_before_the_line_is_sent_and_may_be_kept(
    window: OpenWindow, unit: Unit
) -> None:
    opened = open_log(window, unit, "en")
    opened.expects(422)
    page = opened.page
    page.locator("#id_text").press_sequentially("Tok Paracet")
    expect(page.locator("[data-nudge]")).to_contain_text("Tell the health department")
    assert not HealthNudge.objects.exists()

    page.locator("#write button[type=submit]").click()
    stands = page.get_by_label("This is not health information. Log it as it stands.")
    expect(stands).to_be_visible()
    then_it_reads_well(opened)
    stands.check()
    page.locator("#write button[type=submit]").click()

    expect(page.locator("#entries")).to_contain_text("Tok Paracet")
    counted = HealthNudge.objects.get()
    assert (counted.asked, counted.kept) == (1, 1)


def test_what_somebody_told_is_labelled_then_verified_and_then_corrected(window: OpenWindow, unit: Unit) -> None:
    opened = open_log(window, unit, "en")
    page = opened.page
    page.locator("#id_text").fill("Det ligger en mobil i taket")
    page.locator("#id_source").select_option("RESIDENT")
    page.get_by_role("button", name="−15 min").click()
    expect(page.locator("#id_happened_at")).to_have_value("14:17")
    page.locator("#write button[type=submit]").click()
    line = page.locator("#entries li[data-standing=unverified]")
    expect(line).to_contain_text("Not verified")
    expect(line).to_contain_text("Told by a resident")
    expect(line).to_contain_text("Deleted on 24.03.2027")
    expect(line.locator("time")).to_have_text("14:17")

    line.get_by_role("link", name="Verify").click()
    page.get_by_label("Seen by me").check()
    then_it_reads_well(opened)
    page.get_by_role("button", name="It is verified").click()
    expect(page.locator("#entries li[data-standing=unverified]")).to_have_count(0)
    expect(page.locator("#entries")).to_contain_text("Verified: Seen by me, K. Nesheim")

    page.get_by_role("link", name="Correct").click()
    page.locator("#id_text").fill("Det lå en mobil i taket")
    then_it_reads_well(opened)
    page.get_by_role("button", name="Add the correction").click()
    expect(page.locator("#entries del")).to_have_text("Det ligger en mobil i taket")
    assert LogEntry.objects.count() == 2


def test_without_javascript_the_same_words_are_read_by_the_server(window: OpenWindow, unit: Unit) -> None:
    opened = open_log(window, unit, "en", js=False)
    opened.expects(422)
    page = opened.page
    page.locator("#id_text").fill("@Hansen ringte")
    page.locator("#write button[type=submit]").click()
    expect(page.locator("#id_text-error")).to_contain_text("Write one of these: @Hansen_Kari, @Hansen_Ola.")

    page.locator("#id_text").fill("@Hansen_Kari ringte")
    page.locator("#write button[type=submit]").click()
    expect(page.locator("#entries")).to_contain_text("Hansen, Kari")


def test_the_log_is_written_in_bokmal(window: OpenWindow, unit: Unit) -> None:
    """The suggestions, the question about health, the label of what is not verified, and its two acts."""
    opened = open_log(window, unit, "nb")
    opened.expects(422)
    page = opened.page
    field = page.locator("#id_text")
    field.press_sequentially("Snakket med @han")
    expect(page.locator(".mention__list li")).to_have_count(2)
    then_it_reads_well(opened)
    field.press("Enter")
    field.press_sequentially("om Paracet")
    expect(page.locator("[data-nudge]")).to_be_visible()
    page.locator("#id_source").select_option("RESIDENT")
    page.locator("#write button[type=submit]").click()
    then_it_reads_well(opened)
    page.locator("#id_stands").check()
    page.locator("#write button[type=submit]").click()
    line = page.locator("#entries li[data-standing=unverified]")
    expect(line).to_have_count(1)
    then_it_reads_well(opened)
    line.locator("a[href$='/verify/']").click()
    page.wait_for_url("**/verify/")
    then_it_reads_well(opened)
