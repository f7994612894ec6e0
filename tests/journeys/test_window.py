"""The journeys' own instrument: a window that notices nothing would pass everything."""

from tests.corrections.factories import UserFactory
from tests.journeys.fixtures import Clock, OpenWindow


def test_a_window_shows_the_server_time_and_no_complaint(window: OpenWindow, clock: Clock) -> None:
    page = window(UserFactory.create()).open("/healthz")

    assert '"ok": true' in page.content()


def test_a_window_notices_errors_and_what_the_policy_stops(window: OpenWindow) -> None:
    opened = window()
    opened.open("/healthz")

    opened.page.route("**/nowhere", lambda route: route.fulfill(status=404))
    opened.page.evaluate("console.error('broken')")
    opened.page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.test/x'}))"
    )
    opened.page.evaluate("fetch('/nowhere').then((r) => r.status)")

    noticed = "\n".join(opened.complaints())
    assert "broken" in noticed
    assert "CSP: img-src" in noticed
    assert "404" in noticed
    opened.noticed.clear()


def test_axe_finds_an_image_without_words(window: OpenWindow) -> None:
    opened = window()
    opened.open("/healthz")

    opened.page.evaluate("document.body.innerHTML = '<img src=\"data:,\">'")

    assert any(line.startswith("image-alt") for line in opened.axe())
