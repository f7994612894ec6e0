"""Who is where, by place, in three groups; behind a door is what the cells show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext

from corrections import display
from inmates import icons
from inmates.selectors.board.facts import PlaceFacts
from inmates.selectors.board.tiles import Tile
from inmates.selectors.whereabouts import Bucket

MOST_EMPTY = 6


@dataclass(frozen=True, slots=True)
class PlaceView:
    icon: str
    name: str
    count: int
    who: str


@dataclass(frozen=True, slots=True)
class GroupView:
    name: str
    count: int
    span: int
    places: tuple[PlaceView, ...]


def groups(
    tiles: Iterable[Tile], places: Iterable[PlaceFacts], unit_id: int, at: datetime, *, discreet: bool = False
) -> list[GroupView]:
    """``discreet`` keeps to itself why somebody is outside."""
    out = [tile for tile in tiles if tile.where is not None and tile.where.bucket is not Bucket.CELL]
    by_bucket = {bucket: [t for t in out if t.where and t.where.bucket is bucket] for bucket in Bucket}
    here = [place for place in places if place.unit_id == unit_id]
    elsewhere = [place for place in places if place.unit_id is None]
    return [
        _group(gettext("On the unit"), by_bucket[Bucket.UNIT], here, at),
        _group(gettext("Elsewhere inside"), by_bucket[Bucket.INSIDE], elsewhere, at),
        _outside(by_bucket[Bucket.OUTSIDE], discreet=discreet),
    ]


def _group(name: str, tiles: list[Tile], places: list[PlaceFacts], at: datetime) -> GroupView:
    """The places with somebody in them, and as many empty ones as have room; each stands where it always stands."""
    present: dict[int | None, list[Tile]] = {}
    for tile in tiles:
        present.setdefault(tile.where.place_id if tile.where else None, []).append(tile)
    room = max(0, MOST_EMPTY - len(present))
    shown = []
    for place in places:
        there = present.pop(place.id, [])
        if not there:
            room -= 1
        if there or room >= 0:
            shown.append(_place(icons.PLACES.get(place.kind, icons.ELSEWHERE), place.name, there, at))
    for there in present.values():
        where = there[0].where
        if where is not None:
            shown.append(_place(where.icon, where.place_name, there, at))
    return GroupView(name, len(tiles), max(1, len(shown)), tuple(shown))


def _place(icon: str, name: str, tiles: list[Tile], at: datetime) -> PlaceView:
    return PlaceView(icon, name, len(tiles), _names(tiles, at))


def _names(tiles: list[Tile], at: datetime) -> str:
    """Everybody and since when: once where all came together, else beside each name."""
    tiles = sorted(tiles, key=lambda tile: tile.sort_key)
    times = [display.moment(tile.where.since, at) if tile.where and tile.where.since else "" for tile in tiles]
    if len(tiles) > 1 and len(set(times)) == 1 and times[0]:
        names = ", ".join(tile.name for tile in tiles)
        return gettext("%(names)s since %(when)s") % {"names": names, "when": times[0]}
    return ", ".join(f"{tile.name} {time}".strip() for tile, time in zip(tiles, times, strict=True))


def _outside(tiles: list[Tile], *, discreet: bool) -> GroupView:
    tiles = sorted(tiles, key=lambda tile: tile.sort_key)
    names = (tile.name if discreet or not tile.where else f"{tile.name} ({tile.where.place_name})" for tile in tiles)
    who = ", ".join(names)
    place = PlaceView("leave", pgettext("whereabouts", "Out"), len(tiles), who)
    return GroupView(gettext("Outside the prison"), len(tiles), 1, (place,))
