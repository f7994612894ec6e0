"""From one prison to another, as both ends see it: departed, on the way, arrived; turned back; never come."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from corrections.models import Clock, User
from corrections.services import law, work
from inmates.models import Absence, ExpectedArrival, Placement, Transfer
from inmates.services import arrivals, transfers
from inmates.services.arrivals import Who
from inmates.services.transfers import Order
from tests.corrections.factories import NOW
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock as Time
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.journeys.scenes import TwoPrisons, two_prisons

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}
HOUR = timedelta(hours=1)


@pytest.fixture
def scene(clock: Time) -> TwoPrisons:
    law.load_law()
    return two_prisons()


def given_an_order(scene: TwoPrisons) -> Transfer:
    order = Order(scene.there.prison, scene.there.security_level, "e", "Ingen ledig plass.", NOW.date())
    return transfers.order_transfer(stay=scene.home.stay, order=order, by=scene.manager, at=NOW)


def given_a_departure(scene: TwoPrisons) -> Transfer:
    order = given_an_order(scene)
    return transfers.depart(transfer=order, departed_at=NOW, expected_at=NOW + HOUR, by=scene.manager, at=NOW)


def looks(window: OpenWindow, user: User, name: str, *args: object) -> Window:
    """A window of theirs, opened anew: the last one has locked itself since."""
    seen = window(user, **TABLET)
    seen.open(reverse(name, args=args))
    then_it_reads_in_both_languages(seen, user)
    return seen


def line(page: Page, transfer: Transfer) -> Locator:
    return page.locator(f"#transfer-{transfer.pk}")


def numbers(page: Page) -> dict[str, str]:
    """The big numbers of the roll that lead to people, by what they are called."""
    boxes = page.locator(".tally > div").filter(has=page.locator("a")).all()
    return {box.locator("dt").inner_text(): box.locator("a").inner_text() for box in boxes}


def test_whoever_is_sent_stands_in_both_prisons_until_the_other_one_has_them(
    window: OpenWindow, scene: TwoPrisons, clock: Time
) -> None:
    transfer = given_an_order(scene)

    # ordered: the prison that sends knows, the other one only that somebody is planned for today
    page = looks(window, scene.manager, "trips", scene.slug).page
    expect(line(page, transfer)).to_contain_text("Ordered")
    line(page, transfer).get_by_role("link").click()
    page.get_by_label("Expected there at").fill("16:30")
    page.get_by_label("Leads the trip").select_option(label="K. Nesheim")
    page.get_by_label("T. Lunde").check()
    page.get_by_role("button", name="Register the departure").click()
    expect(page.locator(".standing")).to_have_text("Left Fjordvik fengsel 14:32. Expected in Tangen fengsel 16:30.")

    # on the way: out of the one, expected in the other, and on one roll
    clock.at = NOW + HOUR
    page = looks(window, scene.manager, "roll", scene.slug).page
    assert numbers(page) == {"On the way to another prison": "1"}
    page = looks(window, scene.receiver, "roll", scene.there.prison.slug).page
    assert numbers(page) == {"Arriving today": "1"}
    page.locator(".tally a").click()
    expect(page.locator("main")).to_contain_text("Lervik, Andreas")

    # arrived: the other prison gives the cell, and the bed in the first is free from then on
    clock.at = NOW + 2 * HOUR
    seen = looks(window, scene.receiver, "transfer", transfer.pk)
    expect(seen.page.locator("#order")).to_contain_text("K. Nesheim (leads), T. Lunde")
    seen.page.locator("#id_bed").select_option(label="T1-04")
    seen.page.get_by_role("button", name="Register the arrival").click()
    expect(seen.page.locator(".standing")).to_contain_text("Arrived in Tangen fengsel")
    then_it_reads_in_both_languages(seen, scene.receiver)
    assert Placement.objects.current().get().bed == scene.bed
    assert not Absence.objects.current().exists()

    # both ends read how it ended
    page = looks(window, scene.manager, "trips", scene.slug).page
    expect(line(page, transfer)).to_contain_text("Arrived 16:32")
    page = looks(window, scene.manager, "roll", scene.slug).page
    expect(page.locator("#units tbody tr", has_text="Avdeling B2").locator("td").first).to_have_text("0")
    page = looks(window, scene.receiver, "roll", scene.there.prison.slug).page
    expect(page.locator("#units tbody tr", has_text="Avdeling T1").locator("td").first).to_have_text("1")


def test_somebody_is_turned_back_and_has_the_cell_that_was_kept(
    window: OpenWindow, scene: TwoPrisons, clock: Time
) -> None:
    transfer = given_a_departure(scene)
    clock.at = NOW + HOUR / 2
    seen = looks(window, scene.manager, "transfer", transfer.pk)
    seen.expects(422)
    page = seen.page
    page.get_by_text("Register as turned back").first.click()
    page.locator("#act-turn_back").get_by_label("Back at").fill("14:20")
    page.locator("#act-turn_back").get_by_label("Why").fill("Veien er stengt")
    page.get_by_role("button", name="Register as turned back").click()
    expect(page.get_by_text("Nobody arrives before that.").first).to_be_visible()
    assert Transfer.objects.en_route().get() == transfer

    page.locator("#act-turn_back").get_by_label("Back at").fill("15:00")
    page.get_by_role("button", name="Register as turned back").click()
    expect(page.locator(".standing")).to_contain_text("Turned back to Fjordvik fengsel 15:00")
    then_it_reads_in_both_languages(seen, scene.manager)
    assert Placement.objects.current().get().bed == scene.home.bed
    assert not Absence.objects.current().exists()
    page = looks(window, scene.receiver, "transfer", transfer.pk).page
    expect(page.locator(".standing")).to_contain_text("Turned back")
    expect(page.locator("#next")).to_have_count(0)


def test_both_prisons_are_called_when_nobody_has_come(window: OpenWindow, scene: TwoPrisons, clock: Time) -> None:
    transfer = given_a_departure(scene)
    clock.at = NOW + HOUR + timedelta(minutes=25)
    work.escalate(at=clock.at)
    assert Clock.objects.running().filter(rule__rule_id="TRANSFER_ARRIVAL").count() == 2

    for leader in (scene.manager, scene.receiver):
        page = looks(window, leader, "tasks").page
        expect(page.locator("main")).to_contain_text("Lervik")
        page = looks(window, leader, "transfer", transfer.pk).page
        expect(page.locator(".standing")).to_have_text(
            "Left Fjordvik fengsel 14:32. Expected in Tangen fengsel 15:32: 25 minutes late."
        )
        expect(page.locator(".standing")).to_have_attribute("data-lvl", "bad")
    page = looks(window, scene.manager, "trips", scene.slug).page
    expect(line(page, transfer)).to_contain_text("On the way, late")


def test_an_arrival_that_never_came_is_waited_for_and_then_called_off(
    window: OpenWindow, scene: TwoPrisons, clock: Time
) -> None:
    who = Who("Nordmo", "Jonas", None)
    arrivals.expect(
        prison=scene.there.prison, source="POLICE", expected_at=NOW, who=who, bed=None, by=scene.receiver, at=NOW - HOUR
    )
    clock.at = NOW + 2 * HOUR
    seen = looks(window, scene.receiver, "receptions")
    page = seen.page
    expect(page.locator("main")).to_contain_text("Nordmo, Jonas")
    page.get_by_role("button", name="Does not come Nordmo, Jonas").click()
    expect(page.get_by_role("button", name="Has arrived Nordmo, Jonas")).to_have_count(0)
    then_it_reads_in_both_languages(seen, scene.receiver)
    arrival = ExpectedArrival.objects.get()
    assert arrival.cancelled_at == clock.at
    assert not ExpectedArrival.objects.waited_for().exists()
