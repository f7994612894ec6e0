"""What happened to a person, newest first: one stream over all sources, filtered by type, paged by the last one seen.

A source answers with one statement; the stream is merged here. A page is found by ``(at, key)``, so the thousandth page
costs what the first does, and nothing shifts when something new happens.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.registries import Subject, TimelineEvent, TimelineKind, timeline_sources
from inmates.selectors.head import Head

PAGE = 40
YEAR = re.compile(r"(19|20|21)[0-9]{2}", re.ASCII)
Before = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Some days of a stream. ``older`` leads to the next page, empty at the end."""

    days: list[dict[str, Any]]
    older: str
    count: int


def kinds_for(subject: Subject, access: Access) -> dict[str, TimelineKind]:
    """The types of event that this user may see of this person, in the order of the slot."""
    return {
        kind: entry
        for _key, source in timeline_sources.items()
        for kind, entry in source.kinds.items()
        if subject.allows(access, entry.perm)
    }


def page_of(
    subject: Subject,
    access: Access,
    at: datetime,
    *,
    kinds: Iterable[str] = (),
    before: Before | None = None,
    limit: int = PAGE,
) -> Page:
    """The newest ``limit`` events before ``before``. ``kinds`` empty: all that the user may see."""
    allowed = kinds_for(subject, access)
    asked = frozenset(kinds) & allowed.keys() or frozenset(allowed)
    events = stream([subject.person_id], asked, before or (at, "~"), limit + 1)
    shown = events[:limit]
    older = cursor(shown[-1]) if len(events) > limit else ""
    return Page(days=by_day(shown, allowed, at), older=older, count=len(shown))


def stream(person_ids: Sequence[int], kinds: frozenset[str], before: Before, limit: int) -> list[TimelineEvent]:
    found: list[TimelineEvent] = []
    sources = [source for _key, source in timeline_sources.items()]
    for source in sources:
        wanted = kinds & source.kinds.keys()
        if wanted:
            found += source.load(person_ids=person_ids, kinds=wanted, before=before, limit=limit)
    return sorted(found, key=lambda event: (event.at, event.key), reverse=True)[:limit]


# ---- as it is printed ------------------------------------------------------------------------------------------
def by_day(events: list[TimelineEvent], kinds: dict[str, TimelineKind], at: datetime) -> list[dict[str, Any]]:
    today = timezone.localtime(at).date()
    grouped = groupby(events, key=lambda event: timezone.localtime(event.at).date())
    return [{"label": heading(on, today), "entries": [printed(e, kinds) for e in group]} for on, group in grouped]


def heading(on: date, today: date) -> str:
    if on == today:
        return _("Today")
    return display.long_day(on, year=on.year != today.year)


def printed(event: TimelineEvent, kinds: dict[str, TimelineKind]) -> dict[str, Any]:
    return {
        "icon": event.icon or kinds[event.kind].icon,
        "level": event.level,
        "iso": display.iso(event.at),
        "time": display.clock(event.at),
        "text": event.text,
        "note": event.note,
    }


# ---- where a page begins ---------------------------------------------------------------------------------------
def cursor(event: TimelineEvent) -> str:
    """``(at, key)`` as one opaque word for an address."""
    return base64.urlsafe_b64encode(f"{event.at.isoformat()}|{event.key}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> Before | None:
    """The place in the stream, or ``None`` for a word that is none."""
    try:
        moment, _bar, key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        at = datetime.fromisoformat(moment)
    except (ValueError, binascii.Error):
        return None
    return (at, key) if at.tzinfo is not None and key.isprintable() else None


def end_of_year(year: int) -> Before:
    """The last instant of a year in local time: everything of it and before."""
    turn = datetime(year + 1, 1, 1, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return turn - timedelta(microseconds=1), "~"


def years(first: datetime | None, at: datetime) -> list[int]:
    """The years that the stream can be jumped to, newest first."""
    now = timezone.localtime(at).year
    return list(range(now, (timezone.localtime(first).year if first else now) - 1, -1))


def start_of(before: str, year: str) -> Before | None:
    """Where to begin: after the page before, or at the end of a year; at the newest when neither makes sense."""
    if before:
        return read_cursor(before)
    return end_of_year(int(year)) if YEAR.fullmatch(year) else None


def choices(head: Head, kinds: dict[str, TimelineKind], asked: list[str], year: str, at: datetime) -> dict[str, Any]:
    """What the stream can be narrowed to and where it can be jumped."""
    return {
        "kinds": [{"value": kind, "label": entry.label, "on": kind in asked} for kind, entry in kinds.items()],
        "years": [{"value": value, "on": str(value) == year} for value in years(head.first_received_at, at)],
        "query": urlencode([("kind", kind) for kind in asked]),
    }
