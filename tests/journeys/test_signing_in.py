"""Signing in, the second factor, passkeys and the lock, in a real browser under the strict content security policy."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from corrections.choices import Role
from corrections.models import User
from tests.corrections.factories import UserFactory, staff
from tests.health.factories import clinician
from tests.journeys.browser import Window
from tests.journeys.fixtures import OpenWindow

PASSWORD = "gull-ved-enden-av-regnbuen"


@pytest.fixture(autouse=True)
def english_and_no_attempts(settings: Settings) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kari() -> User:
    return staff(Role.OFFICER, username="kari", password=PASSWORD, language="en")


def open_page(window: Window, name: str) -> Page:
    window.page.goto(window.base + reverse(name))
    return window.page


def sign_in(window: Window, password: str = PASSWORD) -> None:
    page = open_page(window, "account_login")
    page.get_by_label("User name").fill("kari")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_password(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def code_of(secret: str, offset: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset)))


def virtual_key(page: Page) -> Any:
    """A security key of Chromium's own that remembers passkeys and takes a touch for given."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line


def test_a_wrong_password_is_explained_and_the_right_one_opens_the_day(window: OpenWindow, kari: User) -> None:
    tablet = window()
    sign_in(tablet, "feil")
    expect(tablet.page.get_by_text("do not go together").first).to_be_visible()
    assert tablet.axe() == []
    sign_in(tablet)
    expect(tablet.page.get_by_text("K. Nesheim").first).to_be_visible()


def test_an_app_is_set_up_and_asked_for(window: OpenWindow, kari: User) -> None:
    tablet = window()
    sign_in(tablet)
    page = open_page(tablet, "mfa_activate_totp")
    confirm_password(page)
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    assert tablet.axe() == []
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret, -1))
    page.get_by_role("button", name="Use this app").click()
    expect(page).to_have_url(tablet.base + reverse("mfa_view_recovery_codes"))
    assert tablet.axe() == []
    other = window()
    sign_in(other)
    assert other.axe() == []
    other.page.get_by_label("Code").fill(code_of(secret, 0))
    other.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.page.get_by_text("K. Nesheim").first).to_be_visible()


def test_a_passkey_is_added_and_signs_in_without_a_password(window: OpenWindow, kari: User) -> None:
    tablet = window()
    virtual_key(tablet.page)
    sign_in(tablet)
    page = open_page(tablet, "mfa_add_webauthn")
    confirm_password(page)
    page.get_by_label("Passwordless", exact=False).check()
    page.get_by_role("button", name="Read the key").click()
    page.wait_for_url(lambda url: reverse("mfa_add_webauthn") not in url)
    open_page(tablet, "mfa_index")
    page.get_by_text("My account").locator("xpath=ancestor::summary").click()
    page.get_by_role("button", name="Sign out").click()
    page = open_page(tablet, "account_login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("K. Nesheim").first).to_be_visible()


def test_a_key_that_is_not_there_is_said_in_words(window: OpenWindow, kari: User) -> None:
    tablet = window()
    virtual_key(tablet.page)
    page = open_page(tablet, "account_login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey-failed")).to_be_visible()


def test_a_tablet_is_locked_by_its_button_and_unlocked_by_the_password(window: OpenWindow, kari: User) -> None:
    tablet = window(kari)
    page = open_page(tablet, "mfa_index")
    page.get_by_text("My account").locator("xpath=ancestor::summary").click()
    page.get_by_role("button", name="Lock the screen").click()
    expect(page.get_by_role("heading", name="Locked for K. Nesheim")).to_be_visible()
    assert tablet.axe() == []
    open_page(tablet, "mfa_index")
    expect(page.get_by_role("heading", name="Locked for K. Nesheim")).to_be_visible()
    tablet.expects(422)
    page.get_by_label("Your password").fill("feil")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("That is not the password").first).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page).to_have_url(tablet.base + reverse("mfa_index"))


def test_a_tablet_that_nobody_touches_covers_itself(window: OpenWindow, kari: User, settings: Settings) -> None:
    settings.IDLE_LOCK_SECONDS = 2
    tablet = window(kari)
    page = open_page(tablet, "mfa_index")
    expect(page.get_by_role("alertdialog")).to_be_visible(timeout=8_000)
    page.get_by_role("link", name="Unlock").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page).to_have_url(tablet.base + reverse("mfa_index"))


def test_health_staff_set_up_their_own_factor_and_see_who_is_where(window: OpenWindow) -> None:
    nurse = clinician(UserFactory.create(username="nina", password=PASSWORD, language="en"))
    tablet = window()
    page = open_page(tablet, "clinical_home")
    assert tablet.axe() == []
    page.get_by_label("User name").fill("nina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    assert tablet.axe() == []
    page.get_by_label("Code from the app").fill(code_of(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Who is where")).to_be_visible()
    assert tablet.axe() == []
    assert nurse.pk


def test_everybody_else_is_told_who_gives_access_to_health(window: OpenWindow, kari: User) -> None:
    tablet = window(kari)
    tablet.expects(403)
    page = open_page(tablet, "clinical_home")
    expect(page.get_by_text("Two members of the health service give access together", exact=False)).to_be_visible()
    assert tablet.axe() == []
