"""The board in the browser, as an officer uses it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Response, Route, expect

from inmates.models import LogEntry, Movement
from inmates.services import log, movements
from tests.corrections.factories import NOW
from tests.inmates.mockup import Mockup, build_mockup
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow

SIZES = [(1920, 1080), (1180, 820), (768, 1024), (320, 800)]


@pytest.fixture
def b2(clock: Clock) -> Mockup:
    return build_mockup()


# ---- given ------------------------------------------------------------------------
def given_the_board_is_open(window: OpenWindow, b2: Mockup, query: str = "", **how: Any) -> Window:
    opened = window(b2.officer, **how)
    opened.open(reverse("board", args=[b2.unit.pk]) + query)
    return opened


# ---- when ------------------------------------------------------------------------
def when_the_tile_is_tapped(page: Page, b2: Mockup, cell: str) -> None:
    tile_of(page, b2, cell).click()
    page.wait_for_selector("#sheet[open] #sheet-title")


def when_a_place_is_tapped(page: Page, place: str) -> None:
    page.locator("#sheet .movekey", has_text=place).click()


def when_a_colleague_writes_in_the_log(b2: Mockup, text: str) -> None:
    log.write(unit=b2.unit, text=text, by=b2.manager, at=NOW)


def when_polling_has_stopped(page: Page) -> None:
    """From here on the board shows only what an act itself answers."""
    page.route("**/board/", lambda route: route.fulfill(status=304))


# ---- then ------------------------------------------------------------------------
def tile_of(page: Page, b2: Mockup, cell: str) -> Any:
    return page.locator(f"#bed-{b2.cells[cell].beds.get().pk}")


def then_the_tally_says(page: Page, *numbers: int) -> None:
    shown = page.locator(".tally dd").all_inner_texts()
    assert [int(re.split(r"\s", text)[0]) for text in shown[:5]] == list(numbers)
    assert numbers[0] == sum(numbers[1:])


# ---- two taps and undo ------------------------------------------------------------------------
def test_a_movement_is_two_taps_and_can_be_undone_for_ten_seconds(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page
    then_the_tally_says(page, 20, 7, 5, 6, 2)

    when_the_tile_is_tapped(page, b2, "22")
    when_a_place_is_tapped(page, "Fellesrom")

    expect(tile_of(page, b2, "22")).to_have_attribute("data-in", "no")
    expect(page.locator("#sheet")).not_to_be_visible()
    then_the_tally_says(page, 20, 6, 6, 6, 2)

    when_polling_has_stopped(page)
    page.locator("#toasts button").click()

    expect(tile_of(page, b2, "22")).to_have_attribute("data-in", "yes")
    expect(page.locator("#toasts")).to_contain_text("Fosse")
    expect(page.locator("#toasts [data-left]")).to_have_count(0)
    then_the_tally_says(page, 20, 7, 5, 6, 2)
    assert Movement.objects.get(stay=b2.stays["Fosse"]).undone_by == b2.officer


def test_of_two_tablets_the_second_is_told_who_was_first(window: OpenWindow, b2: Mockup) -> None:
    opened = given_the_board_is_open(window, b2)
    opened.expects(409)
    when_the_tile_is_tapped(opened.page, b2, "22")
    movements.register_movement(
        stay=b2.stays["Fosse"], to_place=b2.places["Skole"], left_at=NOW, follows=None, by=b2.manager, at=NOW
    )

    when_a_place_is_tapped(opened.page, "Fellesrom")

    said = opened.page.locator("#sheet [role=alert]")
    expect(said).to_contain_text("M. Dale")
    expect(said).to_contain_text("Skole")
    expect(opened.page.locator("#sheet .now__main b")).to_contain_text(re.compile("skole", re.IGNORECASE))
    assert Movement.objects.filter(stay=b2.stays["Fosse"]).count() == 1


def test_what_needs_action_leads_to_the_act(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page

    page.locator(f"#late-{b2.stays['Eikeland'].pk} a").click()
    page.wait_for_selector("#sheet[open] #sheet-title")
    page.locator("#sheet .movekey").first.click()

    expect(tile_of(page, b2, "07")).to_have_attribute("data-in", "yes")
    expect(page.locator("#acts .acts > li")).to_have_count(1)


# ---- live ------------------------------------------------------------------------
def test_the_board_follows_what_others_do_and_leaves_typed_words_and_focus_alone(
    window: OpenWindow, b2: Mockup
) -> None:
    page = given_the_board_is_open(window, b2).page
    page.locator("#log-text").fill("Ro på avdelingen")
    page.locator("#log-text").focus()

    when_a_colleague_writes_in_the_log(b2, "Kiosk kl. 17")

    expect(page.locator("#log")).to_contain_text("Kiosk kl. 17", timeout=9_000)
    expect(page.locator("#log-text")).to_have_value("Ro på avdelingen")
    assert page.evaluate("document.activeElement.id") == "log-text"


def test_focus_stays_on_a_tile_that_changes(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page
    tile_of(page, b2, "22").focus()

    movements.register_movement(
        stay=b2.stays["Fosse"], to_place=b2.places["Skole"], left_at=NOW, follows=None, by=b2.manager, at=NOW
    )

    expect(tile_of(page, b2, "22")).to_have_attribute("data-in", "no", timeout=9_000)
    assert page.evaluate("document.activeElement.id") == f"bed-{b2.cells['22'].beds.get().pk}"


def test_an_unchanged_board_is_answered_with_304_and_says_that_a_poll_is_no_touch(
    window: OpenWindow, b2: Mockup
) -> None:
    opened = given_the_board_is_open(window, b2)
    polls: list[tuple[int, str | None]] = []

    def heard(response: Response) -> None:
        if "hx-request" in response.request.headers:
            polls.append((response.status, response.request.headers.get("x-poll")))

    opened.page.on("response", heard)
    opened.page.wait_for_timeout(11_500)

    assert polls
    assert [touch for _status, touch in polls] == ["1"] * len(polls)
    assert polls[-1][0] == 304


def test_when_the_connection_is_lost_the_board_says_how_old_it_is(window: OpenWindow, b2: Mockup) -> None:
    opened = given_the_board_is_open(window, b2)
    expect(opened.page.locator("#live")).to_have_attribute("data-state", "live")

    def lost(route: Route) -> None:
        route.abort()

    opened.page.route("**/board/", lost)

    expect(opened.page.locator("#stale")).to_be_visible(timeout=20_000)
    expect(opened.page.locator("#stale")).to_contain_text("14:32")
    expect(opened.page.locator("#live")).to_have_attribute("data-state", "late")

    opened.page.unroute("**/board/", lost)
    expect(opened.page.locator("#stale")).not_to_be_visible(timeout=20_000)
    opened.noticed = [line for line in opened.noticed if "htmx" not in line.lower()]


# ---- the log ------------------------------------------------------------------------
def test_a_line_is_logged_from_the_board(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page
    page.locator("#log-text").fill("@Karimi fulgt tilbake")
    page.locator("#log-text").press("Enter")

    expect(page.locator("#log .log li").first).to_contain_text("Karimi fulgt tilbake")
    expect(page.locator("#log-text")).to_have_value("")
    expect(page.locator("#log-text")).to_be_focused()
    assert LogEntry.objects.get(text="Karimi fulgt tilbake").person == b2.stays["Karimi"].person


def test_words_of_health_are_asked_about_beside_the_field(window: OpenWindow, b2: Mockup) -> None:
    opened = given_the_board_is_open(window, b2)
    opened.expects(422)
    page = opened.page
    page.locator("#log-text").fill("Fikk insulin")
    page.locator("#log-text").press("Enter")
    expect(page.locator("#log-error")).to_be_visible()
    expect(page.locator("#log-text")).to_have_value("Fikk insulin")
    assert opened.axe() == []

    page.locator("#log-stands").check()
    page.locator("#log-text").press("Enter")

    expect(page.locator("#log .log li").first).to_contain_text("Fikk insulin")


# ---- the past, the wall, paper, no scripts ------------------------------------------------------------------------
def test_the_past_is_reached_from_the_board_and_is_not_live(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page
    page.locator("input[name=day]").fill("24.11.2026")
    page.locator("input[name=time]").fill("13:00")
    page.locator(".asof button").click()

    page.wait_for_selector("main.past")
    then_the_tally_says(page, 20, 14, 0, 4, 2)
    expect(page.locator("[data-live]")).to_have_count(0)
    expect(page.locator("#acts a.ds-button")).to_have_count(0)


def test_a_wall_screen_follows_and_shows_no_name(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2, "?wall=1", width=1920, height=1080).page

    movements.register_movement(
        stay=b2.stays["Fosse"], to_place=b2.places["Skole"], left_at=NOW, follows=None, by=b2.manager, at=NOW
    )

    expect(tile_of(page, b2, "22")).to_have_attribute("data-in", "no", timeout=9_000)
    assert not [name for name in b2.stays if name in page.locator("main").inner_text()]


def test_the_board_prints_on_one_sheet(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2, width=1180).page
    page.emulate_media(media="print")

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_without_scripts_the_board_is_read_and_a_movement_is_registered(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2, js=False).page
    tile_of(page, b2, "22").click()
    page.locator(".movekey", has_text="Fellesrom").click()

    expect(tile_of(page, b2, "22")).to_have_attribute("data-in", "no")
    expect(page.locator(".messages")).to_contain_text("Fosse")


def test_arrow_keys_go_where_the_eye_goes(window: OpenWindow, b2: Mockup) -> None:
    page = given_the_board_is_open(window, b2).page
    tile_of(page, b2, "02").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")

    assert page.evaluate("document.activeElement.id") == f"bed-{b2.cells['09'].beds.get().pk}"


# ---- everyone can use it ------------------------------------------------------------------------
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_board_passes_axe_and_fits_every_width(window: OpenWindow, b2: Mockup, scheme: str) -> None:
    unit, person = b2.unit.pk, b2.stays["Fosse"].person.uuid
    entry = LogEntry.objects.order_by("pk").first()
    opened = window(b2.officer, scheme=scheme)
    wrong: dict[str, list[str]] = {}
    for address in (
        reverse("board", args=[unit]),
        reverse("board", args=[unit]) + "?wall=1",
        reverse("board", args=[unit]) + "?day=24.11.2026&time=13:00",
        reverse("board_agenda", args=[unit]),
        reverse("board_person", args=[person]),
        reverse("board_person", args=[b2.stays["Rødseth"].person.uuid]),
        reverse("board_cell", args=[b2.cells["12"].pk]),
        reverse("unit_log", args=[unit]),
        reverse("log_correct", args=[entry.pk if entry else 0]),
    ):
        opened.open(address)
        for width, height in SIZES:
            opened.page.set_viewport_size({"width": width, "height": height})
            if opened.scrolls_sideways():
                wrong.setdefault(address, []).append(f"scrolls sideways at {width}")
        wrong |= {address: found} if (found := wrong.get(address, []) + opened.axe()) else {}

    assert not wrong


def test_the_sheet_passes_axe(window: OpenWindow, b2: Mockup) -> None:
    opened = given_the_board_is_open(window, b2)
    when_the_tile_is_tapped(opened.page, b2, "22")

    assert opened.axe() == []


def test_the_clock_of_the_board_follows_the_server(window: OpenWindow, b2: Mockup, clock: Clock) -> None:
    clock.at = NOW + timedelta(minutes=13)
    page = given_the_board_is_open(window, b2).page

    expect(page.locator("#live time")).to_have_text("14:45")
    expect(tile_of(page, b2, "01")).to_have_attribute("data-lvl", "warn")
