"""What is to come on a unit: bookings, returns, arrivals, and what other floors add, in the order of the clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from corrections import display
from corrections.access import Access
from inmates.registries import AgendaItem, BoardSubject, agenda_sources
from inmates.selectors.board.facts import PlaceFacts
from inmates.selectors.board.tiles import Tile
from inmates.selectors.board.viewer import LIVE, Viewer
from inmates.selectors.whereabouts import Bucket, Whereabouts

HOURS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class AgendaView:
    """As ``ui/agenda.html`` prints it."""

    at: datetime
    iso: str
    time: str
    text: str
    note: str
    state: str = ""
    strong: bool = False


def items(
    subject: BoardSubject,
    tiles: Iterable[Tile],
    booked: Iterable[Mapping[str, Any]],
    places: Iterable[PlaceFacts],
    access: Access,
    start: datetime,
    end: datetime,
    viewer: Viewer = LIVE,
) -> list[AgendaItem]:
    """Everything that begins in ``[start, end)``."""
    tiles = list(tiles)
    found = [
        *_bookings(booked, {place.id: place.name for place in places}),
        *_returns(tiles, discreet=viewer.wall),
        *_arrivals(tiles),
        *_from_other_floors(subject, access, start, end),
    ]
    return sorted((item for item in found if start <= item.at < end), key=lambda item: (item.at, item.text))


def view(items: Iterable[AgendaItem], residents: int, at: datetime, *, mark_next: bool = True) -> list[AgendaView]:
    views: list[AgendaView] = []
    for item in items:
        past = item.at <= at
        is_next = mark_next and not past and not any(v.state == "next" for v in views)
        state = "next" if is_next else "past" if past and not item.waited_for else ""
        views.append(
            AgendaView(
                item.at, display.iso(item.at), display.near(item.at, at), item.text, _note(item, residents, at), state
            )
        )
    return views


def _bookings(booked: Iterable[Mapping[str, Any]], place_names: Mapping[int, str]) -> list[AgendaItem]:
    """One line for all who go to the same thing at the same time."""
    together = Counter((b["starts"], b["label"], b["place_id"], b["ends"]) for b in booked)
    found = []
    for (starts, label, place_id, ends), people in together.items():
        place = place_names.get(place_id or 0, "")
        named = place and place.casefold() not in label.casefold()
        text = gettext("%(label)s, %(place)s") % {"label": label, "place": place} if named else label
        found.append(AgendaItem(starts, text, people, ends))
    return found


def _returns(tiles: Iterable[Tile], *, discreet: bool) -> list[AgendaItem]:
    """Who is expected back from where; discreet: not from where outside."""
    together: Counter[tuple[datetime, str]] = Counter()
    for tile in tiles:
        where = tile.where
        if where is not None and where.until is not None and where.bucket is not Bucket.CELL:
            together[where.until, _back(where, discreet=discreet)] += 1
    return [AgendaItem(until, text, people, waited_for=True) for (until, text), people in together.items()]


def _back(where: Whereabouts, *, discreet: bool) -> str:
    if discreet and where.bucket is Bucket.OUTSIDE:
        return gettext("Back from outside")
    return gettext("Back from %(place)s") % {"place": where.in_a_sentence}


def _arrivals(tiles: Iterable[Tile]) -> list[AgendaItem]:
    return [
        AgendaItem(tile.arrives_at, gettext("Arrival to %(cell)s") % {"cell": tile.cell}, 1, waited_for=True)
        for tile in tiles
        if tile.arrives_at is not None and tile.person_id is None
    ]


def _from_other_floors(subject: BoardSubject, access: Access, start: datetime, end: datetime) -> list[AgendaItem]:
    return [
        item
        for _key, source in agenda_sources.items()
        if not source.perm or access.may(source.perm, unit_id=subject.unit_id)
        for item in source.load(subject, start, end)
    ]


def _note(item: AgendaItem, residents: int, at: datetime) -> str:
    people = _people(item, residents)
    if item.waited_for and item.at <= at:
        return gettext("%(people)s, not yet") % {"people": people}
    return people


def _people(item: AgendaItem, residents: int) -> str:
    if item.people is None:
        return ""
    if item.people >= residents > 1:
        return gettext("everyone")
    return ngettext("%(count)d pers.", "%(count)d pers.", item.people) % {"count": item.people}
