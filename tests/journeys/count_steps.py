"""What an officer does with the tablet on a round, and what the screen then shows."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from security.models import CountEvent
from tests.journeys.browser import Window, becomes_true
from tests.journeys.counting import BEGUN, Round
from tests.journeys.fixtures import OpenWindow

TABLET = {"width": 768, "height": 1024}
BOUNCE = 350  # ms: longer than what the screen takes for one tap of a glove
ON_THE_UNIT = 12


# ---- given ------------------------------------------------------------------------
def given_the_round_is_open(window: OpenWindow, b2: Round, user: Any = None, **how: Any) -> Window:
    opened = window(user or b2.officer, **{**TABLET, **how})
    opened.context.clock.set_system_time(BEGUN)
    opened.open(reverse("count_round", args=[b2.count.uuid]))
    if how.get("js", True):
        opened.page.wait_for_selector("#round[data-ready]")
    return opened


def given_the_tablet_keeps_the_page(page: Page) -> None:
    assert becomes_true(
        page, "async () => await caches.match(location.pathname, { cacheName: 'count-rounds' }) !== undefined"
    )


# ---- when ------------------------------------------------------------------------
def when_present(page: Page, times: int = 1) -> None:
    for _time in range(times):
        page.locator(".huge--main").click()
        page.wait_for_timeout(BOUNCE)


def when_not_here(page: Page) -> None:
    page.locator(".huge--other").click()
    page.wait_for_timeout(BOUNCE)


def when_tapped(page: Page, b2: Round, name: str) -> None:
    tile(page, b2, name).click()


def when_the_network_goes(opened: Window) -> None:
    given_the_tablet_keeps_the_page(opened.page)  # else the browser complains of a script that it was fetching
    opened.context.set_offline(True)


def when_the_network_comes_back(opened: Window) -> None:
    opened.context.set_offline(False)
    expect(opened.page.locator("#sync")).to_have_attribute("data-st", "ok", timeout=15_000)


# ---- then ------------------------------------------------------------------------
def tile(page: Page, b2: Round, name: str) -> Any:
    return page.locator(f"#line-{b2.line(name).pk}")


def then_the_dock_shows(page: Page, name: str) -> None:
    expect(page.locator(".dock__name")).to_contain_text(name)


def then_all_is_saved(page: Page) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-st", "ok")


def taps(b2: Round) -> list[tuple[str, str]]:
    """What the server holds, in the order of the tablet."""
    events = CountEvent.objects.filter(count=b2.count).order_by("by_id", "seq").select_related("line__stay__person")
    return [(event.line.stay.person.family_name, event.kind) for event in events]
