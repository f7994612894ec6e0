"""A round that does not add up, as the officers who solve it meet it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from security.choices import CountState
from security.services import card
from tests.journeys.count_steps import (
    ON_THE_UNIT,
    TABLET,
    given_the_round_is_open,
    then_all_is_saved,
    then_the_dock_shows,
    when_not_here,
    when_present,
)
from tests.journeys.counting import BEGUN, ELSEWHERE, Round
from tests.journeys.fixtures import Clock, OpenWindow


@pytest.fixture
def b2(clock: Clock) -> Round:
    clock.at = BEGUN
    return Round().begin()


# ---- it does not add up ------------------------------------------------------------------------
def when_handed_in_with_one_missing(page: Page) -> None:
    when_not_here(page)
    when_present(page, ON_THE_UNIT + len(ELSEWHERE) - 1)
    then_all_is_saved(page)
    page.wait_for_timeout(1_000)
    page.locator(".huge--main").click()
    page.wait_for_selector("#alarm")


def test_a_difference_opens_the_action_card_and_is_solved_when_the_person_is_found(
    window: OpenWindow, b2: Round
) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    when_handed_in_with_one_missing(page)

    expect(page.locator("#alarm h1")).to_have_text("The count does not add up")
    assert page.locator(".sum dd").all_inner_texts() == ["20", "11", "8", "1"]
    expect(page.locator(".miss")).to_contain_text("Warsame")
    expect(page.locator("#card")).to_contain_text("0 of 6 done")
    assert opened.axe() == []
    page.get_by_role("button", name=re.compile("^Done ?: Search common rooms")).click()
    expect(page.locator("#card")).to_contain_text("1 of 6 done")
    expect(page.locator("#card [data-done]")).to_contain_text("K. Nesheim")

    page.get_by_role("button", name="Found Warsame").click()

    expect(page.locator(".miss")).to_have_count(0)
    page.locator("#agree").click()
    b2.count.refresh_from_db()
    assert (b2.count.state, b2.count.missing) == (CountState.AGREED, 0)


def test_another_officer_counts_again_and_the_first_may_not(window: OpenWindow, b2: Round, clock: Clock) -> None:
    first = given_the_round_is_open(window, b2).page
    when_handed_in_with_one_missing(first)
    expect(first.locator("#card")).to_contain_text("You counted yourself: ask a colleague.")
    expect(first.get_by_role("button", name=re.compile("^Start ?: Let another officer"))).to_have_count(0)

    clock.at = BEGUN + timedelta(minutes=4)  # before the idle lock takes the first tablet
    second = window(b2.lunde, **TABLET)
    second.open(reverse("count_difference", args=[b2.count.uuid]))
    second.page.get_by_role("button", name=re.compile("^Start ?: Let another officer")).click()

    second.page.wait_for_selector("#round[data-ready]")
    then_the_dock_shows(second.page, "Warsame")
    expect(second.page.locator("#n-seen")).to_have_text("0")
    expect(first.locator("#alarm h1")).to_have_text("Being counted again", timeout=9_000)
    when_present(second.page)
    then_all_is_saved(second.page)
    assert b2.marks() == {"Warsame": "seen"}


def test_the_page_of_a_difference_follows_and_leaves_focus_alone(window: OpenWindow, b2: Round) -> None:
    page = given_the_round_is_open(window, b2).page
    when_handed_in_with_one_missing(page)
    button = page.get_by_role("button", name="Found Warsame")
    button.focus()
    chosen = page.evaluate("document.activeElement.id")

    card.do_step(step=b2.count.steps.order_by("due_at")[1], by=b2.b2.manager, at=BEGUN)

    expect(page.locator("#card")).to_contain_text("M. Dale", timeout=9_000)
    assert page.evaluate("document.activeElement.id") == chosen != ""
