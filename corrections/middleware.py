"""What every request passes: no leaked context, the user's language, their access, the idle lock, private pages."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

from corrections.access import NOBODY, access_of, now
from corrections.refusals import Elsewhere, Refusal, refusal_of

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_WHILE_ENROLLING = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
}
OPEN_WHILE_LOCKED = {"lock", "account_logout", "clinical_logout", "healthz", "set_language", "set_colour_scheme"}


class NoLeakGuard:
    """Refuses to begin on a connection that is still inside somebody else's transaction, and closes it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.TESTING and connection.connection is not None and connection.in_atomic_block:
            connection.close()
            return HttpResponse(status=503)
        request.id = uuid.uuid4()  # type: ignore[attr-defined]
        request.at = now()  # type: ignore[attr-defined]
        return self.get_response(request)


class PersonalLocale:
    """The language stored on the user, else the cookie, else Bokmål: never the browser's header, tablets are shared.

    At the clinical address the cookie goes first: that login may not change an account.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        kept_here = settings.CLINICAL and settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if request.user.is_authenticated and not kept_here:
            language = request.user.language
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AccessMiddleware:
    """``request.access``: what this user may do, as sets."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        request.access = access_of(request.user, at=request.at) if signed_in else NOBODY  # type: ignore[attr-defined, arg-type]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no view caught still reaches the user as its sentence, not as an error page."""
        if isinstance(exception, Elsewhere):
            return redirect(exception.path)
        if isinstance(exception, IntegrityError):
            exception = refusal_of(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        from corrections.views.errors import refused  # noqa: PLC0415  (views import middleware's neighbours; loaded on first use)

        return refused(request, exception)


class IdleLock:
    """A shared tablet locks itself after ``IDLE_LOCK_SECONDS`` without a person touching it; polls are not touches.

    The session stays, behind the password of the same user; another user signs in instead. However much it is touched,
    it ends ``SESSION_COOKIE_AGE`` after signing in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        stamp, session = request.at.timestamp(), request.session  # type: ignore[attr-defined]
        if "signed_in_at" not in session:
            session["signed_in_at"] = session["touched_at"] = stamp
        if stamp - session["signed_in_at"] > settings.SESSION_COOKIE_AGE:
            logout(request)
            return send_to(request, settings.LOGIN_URL)
        if name_of(request) in OPEN_WHILE_LOCKED:
            return None
        if session.get("locked") or stamp - session["touched_at"] > settings.IDLE_LOCK_SECONDS:
            session["locked"] = True
            return send_to(request, "lock")
        if request.headers.get("X-Poll") != "1" and stamp - session["touched_at"] > TOUCH_GRAIN:
            session["touched_at"] = stamp
        return None


TOUCH_GRAIN = 20  # seconds between two writes of the session row


class SecondFactorFirst:
    """Where a second factor is required, whoever has none enrols one before anything else opens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not settings.REQUIRE_MFA or not request.user.is_authenticated or request.session.get("second_factor"):
            return None
        if proved_a_second_factor(request):
            request.session["second_factor"] = True
            return None
        if name_of(request) in OPEN_WHILE_LOCKED | OPEN_WHILE_ENROLLING:
            return None
        return send_to(request, "mfa_index")


def proved_a_second_factor(request: HttpRequest) -> bool:
    """In this sign-in, by enrolling just now, or at the single sign-on where that is trusted with it."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    if "mfa" in methods or (settings.OIDC_SECOND_FACTOR and "socialaccount" in methods):
        return True
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def name_of(request: HttpRequest) -> str:
    return (request.resolver_match.url_name if request.resolver_match else None) or ""


def send_to(request: HttpRequest, url_name: str) -> HttpResponse:
    """To another page first, and back afterwards: to the page where they were, never to a fragment of it."""
    page = request.headers.get("HX-Current-URL") or (request.get_full_path() if request.method == "GET" else "")
    target = reverse(url_name)
    if page:
        parts = urlsplit(page)
        target += "?" + urlencode({"next": urlunsplit(("", "", parts.path, parts.query, ""))})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


class PrivatePages:
    """Pages of signed-in users are never stored by a browser or a proxy, unless the view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            if response.has_header("ETag"):
                patch_cache_control(response, private=True, no_cache=True)
            else:
                add_never_cache_headers(response)
                patch_cache_control(response, no_store=True)
        return response


class NewsOnTheNextPage:
    """A form sent by htmx that leads to another page with news: the browser goes there by itself.

    Were the redirect followed in the background, the news would be read there and nobody would see it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        leads_on = response.status_code == HTTPStatus.FOUND and request.headers.get("HX-Request")
        if leads_on and getattr(get_messages(request), "added_new", False):
            response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response
