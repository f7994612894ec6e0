"""Signing in to the web process: which pages there are, who gets in, what a second factor is asked of, what ends it."""

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from corrections.models import User, WriteRecord
from tests.corrections.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "gull-ved-enden-av-regnbuen"


@pytest.fixture(autouse=True)
def no_attempts_yet(settings: Settings) -> Iterator[None]:
    settings.LOGIN_REDIRECT_URL = "lock"  # a page for everybody: where home leads is another question
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kari() -> User:
    return UserFactory.create(username="kari", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, username: str = "kari", **query: str) -> int:
    url = reverse("account_login") + ("?next=" + query["next"] if query else "")
    return client.post(url, {"login": username, "password": password}).status_code


def is_in(client: Client) -> bool:
    return client.get(reverse("lock")).status_code == 200


# ---- the door -------------------------------------------------------------------------------------------------
def test_a_right_password_lets_in(client: Client, kari: User) -> None:
    assert not is_in(client)
    assert sign_in(client) == 302
    assert is_in(client)


def test_signing_in_leaves_no_row_in_the_history_of_the_account(client: Client, kari: User) -> None:
    before = kari.history.count()
    sign_in(client)
    kari.refresh_from_db()
    assert kari.last_login is not None
    assert kari.history.count() == before


@pytest.mark.parametrize(
    ("username", "password"), [("kari", "feil"), ("finnes-ikke", PASSWORD), ("", ""), ("kari\x00", "x")]
)
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, kari: User, username: str, password: str
) -> None:
    response = client.post(reverse("account_login"), {"login": username, "password": password})
    assert response.status_code == 200
    assert not is_in(client)


def test_what_is_said_does_not_tell_whether_the_name_exists(client: Client, kari: User) -> None:
    said = []
    for name in ("kari", "finnes-ikke"):
        page = client.post(reverse("account_login"), {"login": name, "password": "feil"}).content.decode()
        said.append(re.sub(r'csrf[\w-]*" (?:value|content)="[^"]*"', "", page).replace(name, ""))
    assert said[0] == said[1]


def test_only_argon2_is_stored_and_read(kari: User) -> None:
    assert kari.password.startswith("argon2$argon2id$")
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kari.password = "md5$salt$" + "0" * 32
    assert not kari.check_password("")


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_set_password",
        "account_reset_password",
        "account_confirm_login_code",
        "account_request_login_code",
        "account_email_verification_sent",
        "mfa_signup_webauthn",
        "mfa_trust",
        "socialaccount_signup",
        "socialaccount_connections",
    ],
)
def test_pages_that_a_prison_does_not_have_have_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "confirm-email/", "login/code/", "sso/signup/"]
)
def test_nor_do_they_answer(client: Client, path: str) -> None:
    assert client.get("/account/" + path).status_code == 404


# ---- where to go on -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
    ],
)
def test_next_never_leads_to_another_site(client: Client, kari: User, evil: str) -> None:
    response = client.post(
        reverse("account_login") + "?next=" + evil, {"login": "kari", "password": PASSWORD, "next": evil}
    )
    assert "evil" not in response.get("Location", "")
    assert "javascript" not in response.get("Location", "")
    for method, data in (
        (client.get, {"next": evil}),
        (client.post, {"next": evil}),
        (client.post, {"next": evil, "password": PASSWORD}),
    ):
        response = method(reverse("lock"), data)
        assert "evil.example" not in response.get("Location", "")


def test_next_leads_to_a_page_of_ours(client: Client, kari: User) -> None:
    response = client.post(
        reverse("account_login") + "?next=/lock/", {"login": "kari", "password": PASSWORD, "next": "/lock/"}
    )
    assert response["Location"] == "/lock/"


# ---- the session ----------------------------------------------------------------------------------------------
def test_the_session_key_that_a_stranger_planted_is_dead_after_signing_in(client: Client, kari: User) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_deactivated_person_is_out_at_once_on_every_device(kari: User) -> None:
    tablet, desk = Client(), Client()
    for device in (tablet, desk):
        sign_in(device)
        assert is_in(device)
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert not is_in(tablet)
    assert not is_in(desk)
    sign_in(tablet)
    assert not is_in(tablet)


def test_a_new_password_ends_the_sessions_on_other_devices(kari: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    new = "solen-over-fjorden-i-juni"
    response = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert WriteRecord.objects.filter(act="corrections.change_password", by=kari).count() == 1


def test_a_short_or_common_new_password_is_refused_and_nothing_changes(client: Client, kari: User) -> None:
    sign_in(client)
    for weak in ("kort", "passord12345" * 0 + "password1234", "karinesheim00"[:8]):
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        kari.refresh_from_db()
        assert kari.check_password(PASSWORD)


def test_signing_out_is_a_post_and_ends_the_session_on_the_server(client: Client, kari: User) -> None:
    sign_in(client)
    key = client.session.session_key
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_a_foreign_form_cannot_sign_in_or_lock(kari: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict) == 403
    assert strict.post(reverse("lock")).status_code == 403


# ---- the second factor ----------------------------------------------------------------------------------------
def enrol(client: Client) -> str:
    """The password is asked for once more before what guards the account is changed."""
    response = client.get(reverse("mfa_activate_totp"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    response = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.status_code == 302, response.content
    return secret


def codes(secret: str) -> list[str]:
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]


def test_whoever_has_an_app_is_asked_for_its_code(client: Client, kari: User) -> None:
    sign_in(client)
    secret = enrol(client)
    other = Client()
    sign_in(other)
    assert not is_in(other)
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_in(other)
    cache.clear()
    assert other.post(reverse("mfa_authenticate"), {"code": codes(secret)[1]}).status_code == 302
    assert is_in(other)


def test_a_code_is_taken_once(client: Client, kari: User) -> None:
    sign_in(client)
    code = codes(enrol(client))[2]
    for device, gets_in in ((Client(), True), (Client(), False)):
        sign_in(device)
        device.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(device) is gets_in


def test_codes_cannot_be_guessed_for_long(client: Client, kari: User) -> None:
    sign_in(client)
    secret = enrol(client)
    other = Client()
    sign_in(other)
    for guess in range(6):
        other.post(reverse("mfa_authenticate"), {"code": f"00000{guess}"})
    other.post(reverse("mfa_authenticate"), {"code": codes(secret)[1]})
    assert not is_in(other)


def test_the_secret_of_the_app_is_not_readable_in_the_database(client: Client, kari: User) -> None:
    sign_in(client)
    secret = enrol(client)
    stored = Authenticator.objects.get(user=kari, type=Authenticator.Type.TOTP).data
    assert secret not in str(stored)


def test_a_recovery_code_lets_in_once(client: Client, kari: User) -> None:
    sign_in(client)
    enrol(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    code = page.context["unused_codes"][0]
    for device, gets_in in ((Client(), True), (Client(), False)):
        sign_in(device)
        device.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(device) is gets_in


def test_where_a_second_factor_is_required_nothing_opens_before_it_is_enrolled(
    client: Client, kari: User, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client)
    response = client.get(reverse("account_change_password"))
    assert response["Location"].startswith(reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200
    enrol(client)
    assert client.get(reverse("account_change_password")).status_code == 200


def test_a_fragment_is_sent_as_a_whole_to_enrolling(client: Client, kari: User, settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/somewhere/?at=1"}
    response = client.get(reverse("account_change_password"), headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (204, "/account/2fa/?next=%2Fsomewhere%2F%3Fat%3D1")
