"""A round on the tablet, as an officer walks it."""

from typing import Any, cast

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from security.choices import CountState, EventKind
from security.models import CountEvent
from tests.journeys.browser import becomes_true
from tests.journeys.count_steps import (
    BOUNCE,
    ON_THE_UNIT,
    given_the_round_is_open,
    given_the_tablet_keeps_the_page,
    taps,
    then_all_is_saved,
    then_the_dock_shows,
    tile,
    when_not_here,
    when_present,
    when_tapped,
    when_the_network_comes_back,
    when_the_network_goes,
)
from tests.journeys.counting import BEGUN, ELSEWHERE, OUTSIDE, Round
from tests.journeys.fixtures import Clock, OpenWindow, session_cookie


@pytest.fixture
def b2(clock: Clock) -> Round:
    clock.at = BEGUN
    return Round().begin()


# ---- a whole round ------------------------------------------------------------------------
def test_a_round_goes_door_by_door_then_asks_for_those_elsewhere_and_is_handed_in(
    window: OpenWindow, b2: Round
) -> None:
    page = given_the_round_is_open(window, b2).page
    then_the_dock_shows(page, "Warsame")
    expect(page.locator("#dock .huge--main")).to_contain_text("signs of life seen")

    when_present(page, ON_THE_UNIT)

    then_the_dock_shows(page, "Lervik")
    expect(page.locator(".dock__exp")).to_contain_text("Verksted")
    expect(page.locator(".huge--main")).to_contain_text("confirmed by the other end")
    when_present(page, len(ELSEWHERE))

    expect(page.locator("#dock")).to_have_attribute("data-mode", "done")
    expect(page.locator("#n-seen")).to_have_text("12")
    expect(page.locator("#n-sure")).to_have_text("8")
    then_all_is_saved(page)
    page.wait_for_timeout(1_000)
    page.locator(".huge--main").click()
    page.wait_for_url("**" + reverse("count", args=[b2.count.uuid]))

    b2.count.refresh_from_db()
    assert (b2.count.state, b2.count.expected, b2.count.seen, b2.count.accounted) == (CountState.AGREED, 20, 12, 8)
    assert {event.signs for event in CountEvent.objects.filter(kind=EventKind.SEEN)} == {True}


def test_a_tile_is_tapped_out_of_order_and_the_round_goes_on_from_there(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2).page
    when_tapped(page, b2, "Hovde")
    then_the_dock_shows(page, "Hovde")

    when_present(page)

    then_the_dock_shows(page, "Fosse")
    expect(tile(page, b2, "Hovde")).to_have_attribute("data-st", "ok")
    expect(tile(page, b2, "Fosse")).to_have_attribute("aria-current", "step")
    then_all_is_saved(page)
    assert taps(b2) == [("Hovde", "seen")]


def test_undo_says_whom_it_takes_back_and_is_itself_kept(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2).page
    expect(page.locator("#dock-undo")).to_be_hidden()
    when_present(page)
    expect(page.locator("#dock-undo")).to_contain_text("Undo 02 Warsame")

    page.locator("#dock-undo").click()

    then_the_dock_shows(page, "Warsame")
    expect(tile(page, b2, "Warsame")).to_have_attribute("data-st", "todo")
    then_all_is_saved(page)
    assert taps(b2) == [("Warsame", "seen"), ("Warsame", "undo")]
    assert b2.marks() == {}


def test_enter_is_the_main_button_and_backspace_is_undo_but_a_key_held_down_sees_nobody(
    window: OpenWindow, b2: Round
) -> None:
    page = given_the_round_is_open(window, b2).page
    page.keyboard.press("Enter")
    then_the_dock_shows(page, "Hauglid")

    page.wait_for_timeout(BOUNCE)
    page.keyboard.down("Enter")
    page.wait_for_timeout(BOUNCE)
    for _repeat in range(5):
        page.keyboard.down("Enter")
        page.wait_for_timeout(BOUNCE)
    page.keyboard.up("Enter")
    then_the_dock_shows(page, "Myhre")

    page.keyboard.press("Backspace")
    then_the_dock_shows(page, "Hauglid")
    then_all_is_saved(page)
    assert taps(b2) == [("Warsame", "seen"), ("Hauglid", "seen"), ("Hauglid", "undo")]


def test_a_glove_that_hits_twice_is_one_tap(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2).page
    page.locator(".huge--main").dblclick()
    page.wait_for_timeout(BOUNCE)

    then_the_dock_shows(page, "Hauglid")
    then_all_is_saved(page)
    assert taps(b2) == [("Warsame", "seen")]


# ---- no network ------------------------------------------------------------------------
def test_taps_with_no_network_survive_a_reload_and_arrive_once_and_in_order(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    when_present(page, 2)
    given_the_tablet_keeps_the_page(page)

    when_the_network_goes(opened)
    when_present(page, 2)
    expect(page.locator("#sync")).to_contain_text("2 taps saved on the tablet")
    page.reload()
    page.wait_for_selector("#round[data-ready]")
    expect(tile(page, b2, "Warsame")).to_have_attribute("data-st", "ok")
    expect(tile(page, b2, "Rahimi")).to_have_attribute("data-st", "ok")
    then_the_dock_shows(page, "Sundbø")
    page.locator("#dock-undo").click()
    page.wait_for_timeout(BOUNCE)
    expect(page.locator("#sync")).to_contain_text("3 taps saved on the tablet")
    assert taps(b2) == [("Warsame", "seen"), ("Hauglid", "seen")]

    when_the_network_comes_back(opened)

    assert taps(b2) == [
        ("Warsame", "seen"), ("Hauglid", "seen"), ("Myhre", "seen"), ("Rahimi", "seen"), ("Rahimi", "undo"),
    ]  # fmt: skip
    assert b2.marks() == {"Warsame": "seen", "Hauglid": "seen", "Myhre": "seen"}


def test_an_answer_that_is_lost_makes_no_double(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/events/", lose_the_answer, times=1)
    when_present(page)
    expect(page.locator("#sync")).to_have_attribute("data-st", "off")
    when_present(page)
    expect(page.locator("#sync")).to_have_attribute("data-st", "ok", timeout=15_000)

    assert lost == [200]
    assert taps(b2) == [("Warsame", "seen"), ("Hauglid", "seen")]


def test_somebody_missing_with_no_network_is_reported_by_radio_first(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    when_the_network_goes(opened)
    when_not_here(page)

    radio = page.locator("#radio")
    expect(radio).to_be_visible()
    expect(radio).to_contain_text("Report by radio now")
    expect(radio).to_contain_text("B2-02 Warsame")
    assert page.evaluate("document.querySelector('#round > :not([hidden])').id") == "radio"
    assert opened.axe() == []

    when_the_network_comes_back(opened)
    expect(radio).to_be_hidden()
    expect(page.locator("#diffs")).to_contain_text("B2-02 Warsame is not here")
    assert b2.marks() == {"Warsame": "missing"}


def test_a_count_cannot_be_handed_in_while_taps_are_still_on_the_tablet(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    when_present(page, ON_THE_UNIT + len(ELSEWHERE) - 1)
    when_the_network_goes(opened)
    when_present(page)

    expect(page.locator("#dock")).to_have_attribute("data-mode", "held")
    expect(page.locator(".huge--main")).to_be_disabled()

    when_the_network_comes_back(opened)
    expect(page.locator("#dock")).to_have_attribute("data-mode", "done")
    expect(page.locator(".huge--main")).to_be_enabled()


def test_a_lost_session_keeps_the_taps_and_sends_them_after_signing_in(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    opened.expects(403)  # without a cookie the token of the page is worth nothing
    page = opened.page
    kept = opened.context.cookies()
    opened.context.clear_cookies()
    when_present(page)

    expect(page.locator("#sync")).to_contain_text("Sign in to send")
    expect(page.locator("#sync")).to_have_attribute("href", reverse("count_round", args=[b2.count.uuid]))
    assert taps(b2) == []

    opened.context.add_cookies(cast("Any", kept))
    page.reload()
    page.wait_for_selector("#round[data-ready]")
    then_all_is_saved(page)
    assert taps(b2) == [("Warsame", "seen")]


def test_a_colleague_on_the_same_tablet_never_sends_somebody_elses_taps(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    page.route("**/events/", lambda route: route.abort())
    when_present(page, 2)
    page.unroute("**/events/")

    opened.context.clear_cookies()
    opened.context.add_cookies([session_cookie(b2.lunde, opened.base)])
    page.reload()
    page.wait_for_selector("#round[data-ready]")

    expect(page.locator("#others")).to_contain_text("2 taps by K. Nesheim")
    then_the_dock_shows(page, "Warsame")
    when_present(page)
    then_all_is_saved(page)
    assert [(event.by, event.line) for event in CountEvent.objects.select_related("by", "line")] == [
        (b2.lunde, b2.line("Warsame"))
    ]

    opened.context.clear_cookies()
    opened.context.add_cookies([session_cookie(b2.officer, opened.base)])
    page.reload()
    page.wait_for_selector("#round[data-ready]")
    then_all_is_saved(page)
    assert CountEvent.objects.filter(by=b2.officer).count() == 2


def test_nobody_finds_names_on_the_tablet_after_signing_out(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    given_the_tablet_keeps_the_page(page)

    opened.context.clear_cookies()
    page.goto(opened.base + reverse("account_login"))

    assert becomes_true(page, "async () => (await caches.keys()).length === 0")


# ---- by hand, and for everybody ------------------------------------------------------------------------
def test_without_scripts_the_round_still_works(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2, js=False).page
    then_the_dock_shows(page, "Warsame")
    page.locator(".huge--main").click()
    then_the_dock_shows(page, "Hauglid")
    page.locator(".huge--other").click()
    expect(page.locator(".cdev")).to_contain_text("B2-03 Hauglid is not here")
    page.locator(".cdev button").click()
    when_tapped(page, b2, "Hovde")
    page.locator(".huge--main").click()
    page.locator("#dock-undo").click()
    then_the_dock_shows(page, "Hovde")

    assert b2.marks() == {"Warsame": "seen", "Hauglid": "found"}
    assert [kind for _name, kind in taps(b2)] == ["seen", "missing", "found", "seen", "undo"]


def test_on_the_tablet_all_24_cells_and_the_dock_stand_without_scrolling(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2).page
    when_not_here(page)

    assert page.locator(".ct").count() == len(b2.b2.cells)
    dock = page.locator("#dock").bounding_box()
    lowest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.ct')].map((c) => c.getBoundingClientRect().bottom))"
    )
    assert dock is not None
    assert lowest <= dock["y"]
    boxes = [page.locator(which).bounding_box() for which in (".huge--other", ".huge--main")]
    assert [(round(b["x"]), round(b["y"]), round(b["width"]), round(b["height"])) for b in boxes if b] == [
        (16, 916, 232, 92), (264, 916, 488, 92),
    ]  # fmt: skip
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main a, main button, header a[href]')]"
        ".filter((e) => e.checkVisibility())"
        ".map((e) => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width)))"
    )
    assert smallest >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_round_passes_axe_and_fits_every_width(window: OpenWindow, b2: Round, scheme: str) -> None:
    opened = given_the_round_is_open(window, b2, scheme=scheme)
    page = opened.page
    when_not_here(page)
    when_present(page, 2)
    when_tapped(page, b2, "Lervik")

    assert opened.axe() == []
    for width, height in ((1180, 820), (1440, 900), (320, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert not opened.scrolls_sideways()
    assert OUTSIDE[0] in page.locator(".ct[data-st=out]").first.inner_text()
