"""Guessing passwords: stopped for the guesser, and never a way to shut the others out."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from corrections import throttling
from corrections.models import User
from tests.corrections.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "gull-ved-enden-av-regnbuen"
NAT = "10.20.0.1"


@pytest.fixture(autouse=True)
def no_attempts_yet(settings: Settings) -> Iterator[None]:
    settings.LOGIN_REDIRECT_URL = "lock"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kari() -> User:
    return UserFactory.create(username="kari", password=PASSWORD)


def gets_in(client: Client, password: str = PASSWORD, *, name: str = "kari", address: str = NAT, **meta: Any) -> bool:
    client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address, **meta)
    signed_in = client.get(reverse("lock")).status_code == 200
    if signed_in:
        client.post(reverse("account_logout"))
    return signed_in


def fail(times: int, *, name: str = "kari", address: str = NAT, client: Client | None = None, **meta: Any) -> None:
    for guess in range(times):
        assert not gets_in(client or Client(), f"gjett {guess}", name=name, address=address, **meta)


def test_five_wrong_passwords_and_the_right_one_is_refused_too(kari: User) -> None:
    fail(5)
    assert not gets_in(Client())


def test_four_wrong_passwords_are_a_bad_morning(kari: User) -> None:
    fail(4)
    assert gets_in(Client())


def test_the_others_behind_the_same_address_get_in(kari: User) -> None:
    UserFactory.create(username="ola", password=PASSWORD)
    fail(8)
    assert gets_in(Client(), name="ola")


def test_who_guesses_from_elsewhere_does_not_shut_kari_out_at_her_own_browser(kari: User) -> None:
    own = Client()
    assert gets_in(own)
    for host in range(6):
        for _ in range(5):
            throttling.take(request_from(f"10.30.0.{host}"), "kari")
    assert not gets_in(Client(), address="10.40.0.1")
    assert gets_in(own)


def test_one_who_tries_every_name_from_one_address_is_stopped_and_known_browsers_are_not(kari: User) -> None:
    UserFactory.create(username="ola", password=PASSWORD)
    own = Client()
    assert gets_in(own)
    for number in range(100):
        throttling.take(request_from(NAT), f"navn{number}")
    assert not gets_in(Client(), name="ola")
    assert gets_in(own)
    assert gets_in(Client(), name="ola", address="10.20.0.2")


def test_a_known_browser_is_counted_too(kari: User) -> None:
    own = Client()
    assert gets_in(own)
    fail(10, client=own)
    assert not gets_in(own)


def test_a_browser_is_known_for_those_who_signed_in_there_only(kari: User) -> None:
    UserFactory.create(username="ola", password=PASSWORD)
    shared = Client()
    assert gets_in(shared)
    fail(5, name="ola", client=shared)
    assert not gets_in(shared, name="ola")


def test_a_made_up_cookie_makes_no_browser_known(kari: User) -> None:
    stranger = Client()
    stranger.cookies["pmsbrowser"] = "eyJicm93c2VyIjoiMSJ9:1:xyz"
    fail(5, client=stranger)
    assert not gets_in(stranger)


def test_the_cookie_of_a_known_browser_opens_nothing_and_names_nobody(kari: User) -> None:
    own = Client()
    assert gets_in(own)
    cookie = own.cookies["pmsbrowser"]
    assert "kari" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    other = Client()
    other.cookies["pmsbrowser"] = cookie.value
    assert other.get(reverse("lock")).status_code == 302


@pytest.mark.parametrize("spelled", ["KARI", " kari ", "Kari", "\uff4bari"])
def test_a_name_spelled_otherwise_is_the_same_name(kari: User, spelled: str) -> None:
    for _ in range(5):
        throttling.take(request_from(NAT), spelled)
    assert throttling.take(request_from(NAT), "kari") is None


def test_a_header_that_anyone_can_write_changes_no_address(kari: User) -> None:
    for guess in range(5):
        fail(1, HTTP_X_FORWARDED_FOR=f"1.2.3.{guess}")
    assert not gets_in(Client(), HTTP_X_FORWARDED_FOR="1.2.3.99")


def test_behind_our_proxy_the_address_is_what_it_saw_not_what_the_client_claims(kari: User, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for guess in range(5):
        fail(1, address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"9.9.9.{guess}, 10.20.0.7")
    assert not gets_in(Client(), address="127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.99, 10.20.0.7")
    assert gets_in(Client(), address="127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.99, 10.20.0.8")


def test_a_whole_ipv6_network_is_one_address(kari: User) -> None:
    for guess in range(5):
        fail(1, address=f"2001:db8:1:2::{guess}")
    assert not gets_in(Client(), address="2001:db8:1:2:ffff::1")
    assert gets_in(Client(), address="2001:db8:1:3::1")


def test_signing_in_costs_nothing(kari: User) -> None:
    for _ in range(12):
        assert gets_in(Client())


def request_from(address: str) -> HttpRequest:
    return RequestFactory(REMOTE_ADDR=address).post("/account/login/")
