"""Single sign-on by OpenID Connect, against a small provider on this machine: it joins known accounts, makes none."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from corrections.models import User
from tests.corrections.factories import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = {"provider_id": "sso"}


class Provider(BaseHTTPRequestHandler):
    """Whoever asks is the person in ``claims``; what the client sent for its token is kept in ``asked``."""

    claims: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[dict[str, list[str]]] = {}

    def do_GET(self) -> None:
        issuer = f"http://{self.headers['Host']}"
        if urlsplit(self.path).path == "/userinfo":
            self.say(self.claims)
        else:
            self.say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        type(self).asked = sent
        self.say({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token()})

    def id_token(self) -> str:
        claims = {"iss": f"http://{self.headers['Host']}", "aud": "pms", "exp": 4_102_444_800, "iat": 0, **self.claims}
        parts = [json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims)]
        return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), "c2lnbmVk"])

    def say(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def provider_address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(provider_address: str, settings: Settings) -> type[Provider]:
    """As corrections.settings sets it up from OIDC_ISSUER and its neighbours."""
    settings.LOGIN_REDIRECT_URL = "lock"
    app = {
        "provider_id": "sso",
        "name": "Etatens pålogging",
        "client_id": "pms",
        "secret": "hemmelig",
        "settings": {"server_url": provider_address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    Provider.claims = {"sub": "00-17", "preferred_username": "kari", "email": "kari@example.org"}
    cache.clear()
    return Provider


def begin(client: Client, **query: str) -> dict[str, str]:
    """Press the button; what the browser takes to the provider."""
    response = client.post(reverse("openid_connect_login", kwargs=LOGIN), query_params=query)
    assert response.status_code == 302, response.content
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def come_back(client: Client, state: str) -> Any:
    return client.get(reverse("openid_connect_callback", kwargs=LOGIN), {"code": "one", "state": state})


def is_in(client: Client) -> bool:
    return client.get(reverse("lock")).status_code == 200


def test_the_sign_in_page_has_a_button_for_it(client: Client, provider: type[Provider]) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Etatens pålogging" in page
    assert reverse("openid_connect_login", kwargs=LOGIN) in page


def test_without_the_setting_there_is_no_button_and_no_way(client: Client) -> None:
    assert "/account/sso/" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("openid_connect_login", kwargs=LOGIN)).status_code == 404


def test_a_known_person_gets_in_and_is_joined_by_the_provider_s_number(
    client: Client, provider: type[Provider]
) -> None:
    kari = UserFactory.create(username="kari")
    sent = begin(client)
    assert (sent["client_id"], sent["code_challenge_method"]) == ("pms", "S256")
    assert come_back(client, sent["state"]).status_code == 302
    assert is_in(client)
    assert "code_verifier" in provider.asked
    assert SocialAccount.objects.get().uid == "00-17"
    client.logout()
    provider.claims = {"sub": "00-17", "preferred_username": "kari-has-married"}
    come_back(client, begin(client)["state"])
    assert is_in(client)
    assert SocialAccount.objects.get().user == kari


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1", "preferred_username": "unknown"},
        {"sub": "1", "preferred_username": ""},
        {"sub": "1"},
        {"sub": "1", "preferred_username": ["kari"]},
        {"sub": "1", "preferred_username": "KARI"},
        {"sub": "1", "email": "kari@example.org", "email_verified": True},
    ],
)
def test_whoever_has_no_account_is_refused_and_none_is_made(
    client: Client, provider: type[Provider], claims: dict[str, Any]
) -> None:
    UserFactory.create(username="kari", email="kari@example.org")
    provider.claims = claims
    answer = come_back(client, begin(client)["state"])
    assert answer.status_code == 403
    assert not is_in(client)
    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 0


def test_a_deactivated_account_stays_shut(client: Client, provider: type[Provider]) -> None:
    kari = UserFactory.create(username="kari")
    come_back(client, begin(client)["state"])
    assert is_in(client)
    User.objects.filter(pk=kari.pk).update(is_active=False)
    assert not is_in(client)
    come_back(client, begin(client)["state"])
    assert not is_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, provider: type[Provider]) -> None:
    UserFactory.create(username="kari")
    for state in ("made-up", begin(Client())["state"]):
        come_back(client, state)
        assert not is_in(client)


def test_a_cancelled_sign_in_says_so(client: Client, provider: type[Provider]) -> None:
    state = begin(client)["state"]
    url = reverse("openid_connect_callback", kwargs=LOGIN)
    answer = client.get(url, {"error": "access_denied", "state": state}, follow=True)
    assert answer.status_code == 200
    assert not is_in(client)


def test_nobody_joins_another_identity_to_their_own_account(client: Client, provider: type[Provider]) -> None:
    """The address could be asked to connect instead of to sign in."""
    ola = UserFactory.create(username="ola")
    client.force_login(ola)
    answer = come_back(client, begin(client, process="connect")["state"])
    assert answer.status_code == 403
    assert SocialAccount.objects.count() == 0


def test_next_never_leads_to_another_site(client: Client, provider: type[Provider]) -> None:
    UserFactory.create(username="kari")
    state = begin(client, next="https://evil.example/")["state"]
    assert "evil.example" not in come_back(client, state)["Location"]


@pytest.mark.parametrize("trusted", [True, False])
def test_the_provider_s_second_factor_counts_where_it_is_trusted_with_it(
    client: Client, provider: type[Provider], settings: Settings, trusted: bool
) -> None:
    settings.REQUIRE_MFA, settings.OIDC_SECOND_FACTOR = True, trusted
    UserFactory.create(username="kari")
    come_back(client, begin(client)["state"])
    answer = client.get(reverse("openid_connect_login", kwargs=LOGIN))
    assert (answer.status_code == 200) is trusted
    assert (answer.get("Location", "").startswith(reverse("mfa_index"))) is not trusted
