"""What the shell around every page shows: place, menu, clock, language, colours, and where its buttons lead."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import translation

from corrections.access import now
from corrections.choices import Role
from corrections.registries import NavigationEntry, navigation

SHORTCUTS = {"board": "g t", "count": "g c", "residents": "g i", "log": "g l", "visits": "g b", "tasks": "g o"}
SCHEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    label: str
    href: str
    icon: str
    shortcut: str
    count: int
    current: bool


class Shell:
    """Made for each page; everything in it is looked up only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.access = getattr(request, "access", None)
        self.user: Any = getattr(request, "user", None)

    @cached_property
    def now(self) -> dt.datetime:
        return getattr(self.request, "at", None) or now()

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.user.is_authenticated)

    @property
    def clinical(self) -> bool:
        return settings.CLINICAL

    @cached_property
    def here(self) -> Any:
        """The unit that the page is about: the one its view has set on the request, else the person's own."""
        return getattr(self.request, "unit", None) or getattr(self.user, "home_unit", None)

    @property
    def place(self) -> str:
        prison = getattr(self.request, "prison", None) or getattr(self.here, "prison", None)
        return prison.name if prison else ""

    @property
    def unit(self) -> str:
        return self.here.name if self.here else ""

    @property
    def role(self) -> str:
        roles: frozenset[str] = getattr(self.access, "roles", frozenset())
        return ", ".join(str(role.label) for role in Role if role in roles)

    @property
    def scheme(self) -> str:
        """The colours this person chose; those of the device until then."""
        stored, kept = getattr(self.user, "colour_scheme", ""), self.request.COOKIES.get("scheme", "")
        chosen = (kept or stored) if settings.CLINICAL else (stored or kept)
        return chosen if chosen in SCHEMES else "auto"

    @property
    def language(self) -> str:
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def other_language(self) -> str:
        return "en" if self.language.startswith("nb") else "nb"

    @property
    def idle_lock(self) -> int:
        """Seconds without input until the page covers itself; 0 where nobody is signed in."""
        return int(getattr(self.request, "idle_lock_seconds", settings.IDLE_LOCK_SECONDS)) if self.signed_in else 0

    @property
    def shortcuts(self) -> bool:
        return bool(getattr(self.user, "single_key_shortcuts", True))

    @cached_property
    def nav(self) -> list[Entry]:
        return list(self._entries()) if self.signed_in else []

    def _entries(self) -> Iterator[Entry]:
        match = getattr(self.request, "resolver_match", None)
        page = getattr(match, "url_name", "") or ""
        here = getattr(self.request, "nav", "")
        for key, item in navigation.items():
            href = self._leads_to(item)
            if href and self._allowed(item.perm):
                yield Entry(
                    key=key,
                    label=str(item.label),
                    href=href,
                    icon=item.icon,
                    shortcut=SHORTCUTS.get(key, ""),
                    count=item.count(self.request) if item.count else 0,
                    current=key == here or page == item.url_name or page.startswith(f"{key}_"),
                )

    def _leads_to(self, item: NavigationEntry) -> str:
        if not item.needs_unit:
            return _address(item.url_name)
        return _address(item.url_name, self.here.pk) if self.here else ""

    def _allowed(self, perm: str) -> bool:
        return not perm or bool(self.access and self.access.may(perm))

    @cached_property
    def urls(self) -> dict[str, str]:
        """Where the shell's own buttons lead; a button with no address is not drawn."""
        names = {
            "home": settings.LOGIN_REDIRECT_URL,
            "palette": "search",
            "language": "set_language",
            "scheme": "set_colour_scheme",
            "shortcuts": "set_keyboard_shortcuts",
            "lock": "lock",
            "logout": "clinical_logout" if settings.CLINICAL else "account_logout",
            "security": "clinical_password" if settings.CLINICAL else "mfa_index",
            "accessibility": "accessibility",
        }
        return {key: _address(name) for key, name in names.items()}


def _address(name: str, *args: object) -> str:
    return _reversed(settings.ROOT_URLCONF, get_script_prefix(), name, args)


@lru_cache(maxsize=1024)
def _reversed(urlconf: str, prefix: str, name: str, args: tuple[object, ...]) -> str:
    """A dozen addresses for every page, the same each time: looking them up cost more than drawing the bar."""
    try:
        return reverse(name, urlconf, args=args)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
