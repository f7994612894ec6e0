"""Journeys run in Chromium against a live server of this process, with its own clock.

``window(user)`` opens a browser window that is signed in;
what any window has noticed by the end of the test fails it. ``clock`` sets the time that the server believes.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from corrections import access, context, middleware
from corrections.launch import assets
from corrections.models import User
from tests.corrections.factories import NOW
from tests.journeys.browser import CSP_REPORTS, Window

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--font-render-hinting=none"]
OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assets.ensure()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in the thread of the test, which also asks the ORM
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


class Answering:
    """How many requests the server of this process is at: a window may close while its lazy boxes are still drawn."""

    SETTLED, PATIENCE = 0.1, 20.0  # seconds

    def __init__(self) -> None:
        self.running = 0
        self.changed_at = time.monotonic()
        request_started.connect(self.begun, weak=False, dispatch_uid="answering")
        request_finished.connect(self.done, weak=False, dispatch_uid="answering")

    def begun(self, **_of: Any) -> None:
        self.running, self.changed_at = self.running + 1, time.monotonic()

    def done(self, **_of: Any) -> None:
        self.running, self.changed_at = self.running - 1, time.monotonic()

    def over(self) -> None:
        """Until nothing is answered any more: the tables are emptied next, and the locks would stand crosswise."""
        given_up = time.monotonic() + self.PATIENCE
        while (self.running > 0 or time.monotonic() - self.changed_at < self.SETTLED) and time.monotonic() < given_up:
            time.sleep(0.02)
        self.running = 0


ANSWERING = Answering()


class Clock:
    """The time that the server believes. Browsers follow it, because pages say what time it is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(NOW)
    for module in (access, context, middleware):
        monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[OpenWindow]:
    """``window(user, width=1180, height=820, scheme="light", js=True)``; without a user nobody is signed in."""
    windows: list[Window] = []

    def open_window(
        user: User | None = None, *, width: int = 1180, height: int = 820, scheme: Any = "light", js: bool = True
    ) -> Window:
        browser_context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=js,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
        )
        browser_context.set_default_timeout(10_000)
        browser_context.add_init_script(CSP_REPORTS)
        if user is not None:
            browser_context.add_cookies([session_cookie(user, live_server.url)])
        windows.append(Window(browser_context, browser_context.new_page(), live_server.url))
        return windows[-1]

    yield open_window
    complaints = [line for each in windows for line in each.complaints()]
    for each in windows:
        each.context.close()
    ANSWERING.over()
    assert not complaints, "\n".join(complaints)


def session_cookie(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
