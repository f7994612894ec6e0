"""How often a password may be tried. Built so that nobody can shut anybody else out.

A prison sits behind one address, so an address alone must not be locked; anyone can type anyone's user name, so a name
alone must not be either. A browser in which this person has signed in before is therefore counted by itself, and what
strangers do never reaches it. Strangers are counted by name and address together, by name, and by address.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SALT = "corrections.known-browser"
KNOWN_DAYS = 90
MOST_NAMES = 20  # of one shared tablet

LIMITS = {
    "known_browser": "10/5m/key",
    "name_and_address": "5/5m/key",
    "name": "20/15m/key",
    "address": "100/5m/key",
    "code": "5/5m/key",
}


class Known(TypedDict):
    """What the cookie of a known browser holds."""

    browser: str
    names: list[str]


@dataclass(frozen=True)
class Attempt:
    """What an attempt has used up; given back when it succeeds, so that signing in costs nothing."""

    usages: tuple[ratelimit.RateLimitUsage, ...]

    def give_back(self) -> None:
        for usage in self.usages:
            usage.rollback()


def take(request: HttpRequest, username: str) -> Attempt | None:
    """Count one try at the password of ``username``; ``None`` when there have been too many."""
    name = plain(username)
    browser = known_browser(request, name)
    if browser:
        return _consume(request, [("known_browser", f"{browser}:{name}")])
    address = ratelimit.get_ip(request)
    return _consume(request, [("name_and_address", f"{name}@{address}"), ("name", name), ("address", address)])


def take_code(request: HttpRequest, user_id: int) -> Attempt | None:
    """Count one try at a second factor, which comes after the password."""
    return _consume(request, [("code", str(user_id))])


def _consume(request: HttpRequest, counters: Iterable[tuple[str, str]]) -> Attempt | None:
    used: list[ratelimit.RateLimitUsage] = []
    for action, key in counters:
        usage = ratelimit.consume(request, app="corrections", action=action, config=LIMITS, key=key)
        if usage is None:
            return None
        used.append(usage)
    return Attempt(tuple(used))


def plain(username: str) -> str:
    """The name as it is counted: KARI, kari and a kari of full-width letters are one."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def known_browser(request: HttpRequest, name: str) -> str:
    """The number of this browser if ``name`` has signed in here before, else nothing."""
    known = _read(request)
    return known["browser"] if known and digest(known["browser"], name) in known["names"] else ""


def remember_browser(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """After a sign-in: this browser belongs to those who use it. The cookie opens nothing and names nobody."""
    known = _read(request) or Known(browser=secrets.token_hex(8), names=[])
    mine = digest(known["browser"], plain(username))
    known["names"] = [mine, *(name for name in known["names"] if name != mine)][:MOST_NAMES]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=KNOWN_DAYS * 24 * 3600,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> Known | None:
    try:
        known: Known = signing.loads(
            request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=KNOWN_DAYS * 24 * 3600
        )
    except signing.BadSignature:
        return None
    return known


def digest(browser: str, name: str) -> str:
    return hashlib.sha256(f"{browser}:{name}".encode()).hexdigest()[:16]
