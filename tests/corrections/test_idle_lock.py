"""The idle lock of a shared tablet: what is a touch, what a locked session still does, and who opens it again."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from corrections.models import User
from tests.corrections.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "gull-ved-enden-av-regnbuen"
PAGE = "/account/password/change/"  # any page for whoever is signed in
LOCK = "/lock/"


@pytest.fixture(autouse=True)
def no_attempts_yet(settings: Settings) -> Iterator[None]:
    settings.LOGIN_REDIRECT_URL = "account_change_password"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kari() -> User:
    return UserFactory.create(username="kari", password=PASSWORD)


@pytest.fixture
def tablet(kari: User) -> Client:
    client = Client()
    client.force_login(kari)
    assert client.get(PAGE).status_code == 200
    return client


def age(client: Client, seconds: float, *, of: str = "touched_at") -> None:
    session = client.session
    session[of] -= seconds
    session.save()


def is_locked(client: Client) -> bool:
    response = client.get(PAGE)
    return response.status_code == 302 and response["Location"].startswith(LOCK)


def test_a_tablet_that_nobody_touches_locks_and_remembers_the_page(tablet: Client) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS + 1)
    response = tablet.get(PAGE + "?at=12:00")
    assert response.status_code == 302
    assert response["Location"] == f"{LOCK}?next=%2Faccount%2Fpassword%2Fchange%2F%3Fat%3D12%3A00"


def test_one_second_before_it_is_open(tablet: Client) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS - 1)
    assert not is_locked(tablet)


def test_a_touch_starts_the_time_anew_and_a_poll_does_not(tablet: Client) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS - 1)
    before = tablet.session["touched_at"]
    tablet.get(PAGE, headers={"X-Poll": "1"})
    assert tablet.session["touched_at"] == before
    tablet.get(PAGE)
    assert tablet.session["touched_at"] > before


def test_a_poll_of_a_locked_tablet_is_sent_to_the_lock_as_a_whole_page(tablet: Client) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS + 1)
    headers = {"X-Poll": "1", "HX-Request": "true", "HX-Current-URL": "http://testserver/board/?unit=3"}
    response = tablet.get(PAGE, headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (204, f"{LOCK}?next=%2Fboard%2F%3Funit%3D3")


def test_the_address_in_a_header_leads_to_no_other_site(tablet: Client) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS + 1)
    response = tablet.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/board/"})
    assert response["HX-Redirect"] == f"{LOCK}?next=%2Fboard%2F"


def test_a_form_sent_from_a_locked_tablet_changes_nothing(tablet: Client, kari: User) -> None:
    age(tablet, settings.IDLE_LOCK_SECONDS + 1)
    new = "solen-over-fjorden-i-juni"
    response = tablet.post(PAGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response["Location"] == LOCK
    kari.refresh_from_db()
    assert kari.check_password(PASSWORD)


def test_the_button_locks_at_once(tablet: Client) -> None:
    response = tablet.post(LOCK, {"next": PAGE})
    assert response["Location"] == f"{LOCK}?next=%2Faccount%2Fpassword%2Fchange%2F"
    assert is_locked(tablet)


def test_looking_at_the_lock_locks_nothing(tablet: Client) -> None:
    assert tablet.get(LOCK).status_code == 200
    assert not is_locked(tablet)


def test_the_lock_is_no_touch(tablet: Client) -> None:
    before = tablet.session["touched_at"]
    age(tablet, 60)
    tablet.get(LOCK)
    assert tablet.session["touched_at"] == before - 60


def test_the_password_of_the_same_person_unlocks_under_a_new_key(tablet: Client) -> None:
    tablet.post(LOCK)
    key = tablet.session.session_key
    response = tablet.post(LOCK, {"password": PASSWORD, "next": PAGE})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert not is_locked(tablet)
    assert tablet.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize("password", ["", "feil", "passordet til en annen"])
def test_another_password_unlocks_nothing(tablet: Client, password: str) -> None:
    UserFactory.create(username="ola", password="passordet til en annen")
    tablet.post(LOCK)
    assert tablet.post(LOCK, {"password": password}).status_code == 422
    assert is_locked(tablet)


def test_the_password_of_a_locked_tablet_cannot_be_guessed_for_long(tablet: Client) -> None:
    tablet.post(LOCK)
    for guess in range(12):
        tablet.post(LOCK, {"password": f"gjett {guess}"})
    assert tablet.post(LOCK, {"password": PASSWORD}).status_code == 422
    assert is_locked(tablet)


def test_another_person_signs_out_and_in(tablet: Client) -> None:
    tablet.post(LOCK)
    key = tablet.session.session_key
    assert tablet.post(reverse("account_logout")).status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert tablet.get(LOCK)["Location"].startswith(reverse("account_login"))


def test_however_much_it_is_touched_a_session_ends_with_the_shift(tablet: Client) -> None:
    age(tablet, settings.SESSION_COOKIE_AGE + 1, of="signed_in_at")
    key = tablet.session.session_key
    response = tablet.get(PAGE)
    assert response["Location"].startswith(reverse("account_login"))
    assert not Session.objects.filter(session_key=key).exists()


def test_whoever_was_deactivated_cannot_unlock(tablet: Client, kari: User) -> None:
    tablet.post(LOCK)
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert tablet.post(LOCK, {"password": PASSWORD})["Location"].startswith(reverse("account_login"))


def test_pages_of_a_signed_in_person_are_never_stored(tablet: Client) -> None:
    for path in (PAGE, LOCK):
        assert "no-store" in tablet.get(path)["Cache-Control"]
