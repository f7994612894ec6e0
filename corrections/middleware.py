"""What every request passes: no leaked context, the user's language, their access, the idle lock, private pages."""

import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

from corrections.access import NOBODY, access_of, now
from corrections.refusals import Refusal, refusal_of

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_WHILE_LOCKED = {"lock", "account_logout", "healthz", "set_language", "set_colour_scheme"}


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
    """The language stored on the user, else the cookie, else Bokmål: never the browser's header, tablets are shared."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        if request.user.is_authenticated:
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
        if isinstance(exception, IntegrityError):
            exception = refusal_of(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        from corrections.views.errors import refused  # noqa: PLC0415  (views import middleware's neighbours; loaded on first use)

        return refused(request, exception)


class IdleLock:
    """A shared tablet locks itself after ``IDLE_LOCK_SECONDS`` without a person touching it; polls are not touches.

    The session stays, behind the password of the same user; another user signs in instead (UX.md, frame).
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
        match = request.resolver_match
        if match is not None and match.url_name in OPEN_WHILE_LOCKED:
            return None
        stamp = request.at.timestamp()  # type: ignore[attr-defined]
        last = request.session.get("touched_at", stamp)
        if request.session.get("locked") or stamp - last > settings.IDLE_LOCK_SECONDS:
            request.session["locked"] = True
            return self.to_lock(request)
        by_hand = request.headers.get("X-Poll") != "1"
        if (by_hand and stamp - last > TOUCH_GRAIN) or "touched_at" not in request.session:
            request.session["touched_at"] = stamp
        return None

    def to_lock(self, request: HttpRequest) -> HttpResponse:
        target = f"{reverse('lock')}?{urlencode({'next': request.get_full_path()})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)


TOUCH_GRAIN = 20  # seconds between two writes of the session row


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
