"""A round of counts as an officer reads it in Bokmål: what the scripts write on the tablet, too."""

import pytest
from playwright.sync_api import expect

from security.services import closing
from tests.journeys.count_steps import (
    ON_THE_UNIT,
    given_the_round_is_open,
    then_all_is_saved,
    when_not_here,
    when_present,
    when_the_network_comes_back,
    when_the_network_goes,
)
from tests.journeys.counting import BEGUN, ELSEWHERE, Round
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well

pytestmark = pytest.mark.usefixtures("catalogues")


@pytest.fixture
def b2(clock: Clock) -> Round:
    clock.at = BEGUN
    return Round().begin()


def test_a_round_with_somebody_missing_and_no_network_reads_well_from_door_to_card(
    window: OpenWindow, b2: Round
) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    assert page.locator("html").get_attribute("lang") == "nb"
    then_it_reads_well(opened)

    when_the_network_goes(opened)
    when_not_here(page)
    expect(page.locator("#radio")).to_be_visible()
    then_it_reads_well(opened)

    when_the_network_comes_back(opened)
    expect(page.locator("#radio")).to_be_hidden()
    when_present(page, ON_THE_UNIT - 1)
    then_it_reads_well(opened)  # those who are elsewhere, confirmed by the other end
    when_present(page, len(ELSEWHERE))
    then_all_is_saved(page)
    then_it_reads_well(opened)

    page.wait_for_timeout(1_000)
    page.locator(".huge--main").click()
    page.wait_for_selector("#alarm")
    then_it_reads_well(opened)


def test_taps_that_came_too_late_are_answered_in_bokmal(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    when_the_network_goes(opened)
    when_present(opened.page)
    closing.abandon(count=b2.count, reason="Brannalarm", by=b2.b2.manager, at=BEGUN)
    opened.context.set_offline(False)
    expect(opened.page.locator("#refused li")).to_contain_text("B2-02 Warsame", timeout=15_000)
    then_it_reads_well(opened)
