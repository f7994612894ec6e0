"""What happens elsewhere while an officer walks a round: somebody is moved, or the count ends without the tablet."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from inmates.services import movements
from security.choices import CountState
from security.services import closing
from tests.corrections.factories import oslo
from tests.journeys.count_steps import (
    given_the_round_is_open,
    taps,
    then_all_is_saved,
    tile,
    when_present,
    when_the_network_goes,
)
from tests.journeys.counting import BEGUN, Round
from tests.journeys.fixtures import Clock, OpenWindow


@pytest.fixture
def b2(clock: Clock) -> Round:
    clock.at = BEGUN
    return Round().begin()


def test_somebody_who_is_moved_during_the_round_is_asked_for_where_they_are_now(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    expect(tile(page, b2, "Hauglid")).not_to_contain_text("Verksted")

    movements.register_movement(
        stay=b2.b2.stays["Hauglid"],
        to_place=b2.b2.places["Verksted"],
        left_at=BEGUN,
        follows=b2.b2.stays["Hauglid"].movements.order_by("-left_at").values_list("pk", flat=True).first(),
        by=b2.lunde,
        at=BEGUN,
    )
    when_present(page)  # the answer to the next tap says that somebody has moved

    expect(tile(page, b2, "Hauglid")).to_contain_text("Verksted")
    then_all_is_saved(page)
    assert taps(b2)[0] == ("Warsame", "seen")
    assert opened.axe() == []


def test_taps_that_come_after_the_count_has_ended_are_answered_one_by_one(window: OpenWindow, b2: Round) -> None:
    opened = given_the_round_is_open(window, b2)
    page = opened.page
    when_the_network_goes(opened)
    when_present(page, 2)

    closing.abandon(count=b2.count, reason="Brannalarm", by=b2.b2.manager, at=BEGUN)
    opened.context.set_offline(False)

    told = page.locator("#refused")
    expect(told).to_contain_text("These taps were not taken", timeout=15_000)
    expect(told.locator("li")).to_have_count(2)
    expect(told).to_contain_text("B2-02 Warsame")
    expect(page.locator("#dock")).to_have_count(0)
    assert opened.axe() == []
    b2.count.refresh_from_db()
    assert b2.count.state == CountState.ABANDONED
    assert b2.marks() == {}


def test_a_round_that_is_over_is_read_by_those_who_count_nothing(window: OpenWindow, b2: Round) -> None:
    closing.abandon(count=b2.count, reason="Brannalarm", by=b2.b2.manager, at=BEGUN)
    opened = window(b2.lunde, width=768, height=1024)
    opened.context.clock.set_system_time(oslo("2026-11-24 15:05"))
    page = opened.open(reverse("count_round", args=[b2.count.uuid]))
    expect(page.locator("main")).to_contain_text("Brannalarm")
    assert opened.axe() == []
