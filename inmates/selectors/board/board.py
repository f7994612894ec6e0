"""The whole board, put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from corrections import display
from corrections.access import Access
from inmates.permissions import CustodyPerm
from inmates.registries import AgendaItem, BoardAction, BoardBadge, BoardSubject, board_badges
from inmates.rules.shifts import shift_at
from inmates.selectors.board import actions, agenda, facts, places
from inmates.selectors.board.agenda import AgendaView
from inmates.selectors.board.facts import Row, UnitFacts
from inmates.selectors.board.places import GroupView
from inmates.selectors.board.tiles import NOTHING, Booked, Extra, Tile, tile_of
from inmates.selectors.board.viewer import LIVE, Viewer
from inmates.selectors.whereabouts import Bucket

LOOK_BACK = timedelta(hours=4)
FEW = 24
CORRIDOR = mark_safe('<li class="corridor" aria-hidden="true"></li>')


@dataclass(frozen=True, slots=True)
class Part:
    """One number of the tally, as ``ui/tally.html`` prints it."""

    label: str
    value: str
    note: str = ""
    level: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    key: str
    name: str
    note: str
    cols: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class LogLine:
    key: str
    iso: str
    time: str
    text: str
    by: str
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """``counts`` holds the four buckets; they add up to ``residents``."""

    unit: UnitFacts
    at: datetime
    viewer: Viewer
    eyebrow: str
    title: str
    residents: int
    capacity: int
    counts: dict[Bucket, int]
    tally: tuple[Part, ...]
    floors: tuple[Floor, ...]
    groups: tuple[GroupView, ...]
    actions: tuple[BoardAction, ...]
    agenda: tuple[AgendaView, ...]
    log: tuple[LogLine, ...]
    stay_ids: tuple[int, ...] = ()


def board_rows(
    unit_id: int, at: datetime, access: Access, viewer: Viewer = LIVE, unit: UnitFacts | None = None
) -> Board:
    """The board of ``unit_id`` at ``at``. Five queries, or four given ``unit``; one more where a source asks."""
    at = at.astimezone(UTC)  # two times of one zone compare by their clocks, also in the hour that happens twice
    unit = unit or unit_of(unit_id, at, access, viewer)
    names, rows = facts.cells(unit_id, at)
    residents = [row for row in rows if row[names.index("stay_id")] is not None]
    stay_ids = tuple(row[names.index("stay_id")] for row in residents)
    subject = BoardSubject(unit_id, unit.prison_id, stay_ids, at, viewer.live, unit.lent)
    booked = facts.commitments(list(stay_ids), at - LOOK_BACK, at + agenda.HOURS)
    records = []
    if access.may(CustodyPerm.VIEW, unit_id=unit_id):
        records = facts.apart([row[names.index("person_id")] for row in residents], at)
    tiles, met = draw_tiles(subject, names, rows, booked, records, access, unit, viewer)
    items = agenda.items(subject, tiles, booked, unit.places, access, at, at + agenda.HOURS, viewer)
    counts = {bucket: sum(1 for t in tiles if t.where and t.where.bucket is bucket) for bucket in Bucket}
    late = actions.overdue_tasks(unit.tasks, [] if viewer.wall else facts.named(names, residents), at)
    needs = [*(action for tile in tiles for action in tile.actions), *met, *late]
    needs = actions.in_order([*needs, *actions.from_other_floors(subject, access)])
    lines = [] if viewer.wall else facts.log(unit_id, at)
    return Board(
        unit=unit,
        at=at,
        viewer=viewer,
        eyebrow=eyebrow(at),
        title=unit.name,
        residents=len(residents),
        capacity=capacity(tiles),
        counts=counts,
        tally=tally(len(residents), capacity(tiles), counts, items, at),
        floors=tuple(floors(tiles)),
        groups=tuple(places.groups(tiles, unit.places, unit_id, at, discreet=viewer.wall)),
        actions=tuple(needs if viewer.live else actions.without_acts(needs)),
        agenda=tuple(agenda.view(items, len(residents), at)),
        log=tuple(log_line(line, at) for line in lines),
        stay_ids=stay_ids,
    )


def unit_of(unit_id: int, at: datetime, access: Access, viewer: Viewer) -> UnitFacts:
    """The unit's own facts, as this board shows them. Raises ``NoSuchUnit``."""
    return facts.unit_facts(unit_id, at, access.roles if viewer.live else ())


# ---- tiles -----------------------------------------------------------------------------------------------------
def draw_tiles(
    subject: BoardSubject,
    names: list[str],
    rows: list[Row],
    booked: list[dict[str, Any]],
    records: list[dict[str, Any]],
    access: Access,
    unit: UnitFacts,
    viewer: Viewer,
) -> tuple[list[Tile], list[BoardAction]]:
    """Every tile, and the actions for pairs that meet. Tiles are drawn again only for those whose pair does."""
    stay, person = names.index("stay_id"), names.index("person_id")
    begun = bookings_begun(booked, subject.at)
    badges = {} if viewer.wall else load_badges(subject, access)
    apart = {record["me"] for record in records}
    extras = {
        row[stay]: Extra(
            apart=row[person] in apart, booked=begun.get(row[stay], ()), badges=tuple(badges.get(row[stay], ()))
        )
        for row in rows
        if row[stay] is not None
    }

    language = get_language() or ""

    def drawn(row: Row, extra: Extra) -> Tile:
        return tile_of(names, row, subject.at, extra, viewer=viewer, code=unit.code, language=language)

    tiles = [drawn(row, extras.get(row[stay], NOTHING)) for row in rows]
    if not records:
        return tiles, []
    pairs = {record[who] for record in records for who in ("me", "person_id")}
    people = {
        tile.person_id: actions.someone(dict(zip(names, row, strict=True)), tile.where)
        for row, tile in zip(rows, tiles, strict=True)
        if tile.person_id is not None and tile.person_id in pairs and tile.where is not None
    }
    met, levels = actions.meetings(people, records, subject.at)
    for index, row in enumerate(rows):
        if levels.get(row[person]):
            extra = extras[row[stay]]
            tiles[index] = drawn(row, Extra(extra.apart, levels[row[person]], extra.booked, extra.badges))
    return tiles, met if access.may(CustodyPerm.VIEW_APART, unit_id=subject.unit_id) else []


def bookings_begun(booked: Iterable[dict[str, Any]], at: datetime) -> dict[int, tuple[Booked, ...]]:
    found: dict[int, tuple[Booked, ...]] = {}
    for b in booked:
        if b["starts"] <= at:
            found[b["stay_id"]] = (*found.get(b["stay_id"], ()), Booked(b["place_id"], b["starts"], b["ends"]))
    return found


def load_badges(subject: BoardSubject, access: Access) -> dict[int, list[BoardBadge]]:
    found: dict[int, list[BoardBadge]] = {}
    for source in board_badges.values():
        if source.perm and not access.may(source.perm, unit_id=subject.unit_id):
            continue
        for stay_id, badges in source.load(subject).items():
            found.setdefault(stay_id, []).extend(badges)
    return found


# ---- floors ----------------------------------------------------------------------------------------------------
def floors(tiles: list[Tile]) -> Iterable[Floor]:
    """In the order of the building; a corridor runs between the two halves of a floor."""
    for number, group in groupby(tiles, key=lambda tile: tile.floor):
        here = list(group)
        cols = columns(len(here))
        half = corridor_after(len(here), cols)
        html = [tile.html for tile in here]
        if half < len(here):
            html.insert(half, CORRIDOR)
        yield Floor(
            key=str(number),
            name=gettext("Floor %(number)d") % {"number": number},
            note=floor_note(here),
            cols=cols,
            html=mark_safe("".join(html)),  # noqa: S308  (tiles are escaped where they are made)
        )


def columns(beds: int) -> int:
    """How many cells lie side by side on a floor."""
    return 6 if beds <= FEW else 8


def corridor_after(beds: int, cols: int) -> int:
    """After how many cells the corridor runs: whole rows on both sides of it."""
    return ceil(ceil(beds / cols) / 2) * cols


def floor_note(tiles: list[Tile]) -> str:
    residents = sum(1 for tile in tiles if tile.person_id is not None)
    in_use = capacity(tiles)
    closed = len({tile.cell_id for tile in tiles if tile.is_closed})
    parts = [
        ngettext("%(count)d place in use", "%(count)d places in use", in_use) % {"count": in_use},
        ngettext("%(count)d resident", "%(count)d residents", residents) % {"count": residents},
    ]
    if closed:
        parts.append(ngettext("%(count)d cell closed", "%(count)d cells closed", closed) % {"count": closed})
    return " · ".join(parts)


def capacity(tiles: Iterable[Tile]) -> int:
    """The places that may be used: those of cells that are not closed."""
    return sum({tile.cell_id: tile.places_in_use for tile in tiles if not tile.is_closed}.values())


# ---- head ------------------------------------------------------------------------------------------------------
def eyebrow(at: datetime) -> str:
    """The date and the shift by the clock on the wall: after midnight a night shift shows the new date."""
    shift = shift_at(timezone.localtime(at).time())
    name = {"day": gettext("day shift"), "evening": gettext("evening shift"), "night": gettext("night shift")}[
        shift.key
    ]
    return gettext("%(date)s · %(shift)s %(start)s–%(end)s") % {
        "date": display.long_day(at),
        "shift": name,
        "start": f"{shift.start:%H:%M}",
        "end": f"{shift.end:%H:%M}",
    }


def tally(
    residents: int, room: int, counts: dict[Bucket, int], items: list[AgendaItem], at: datetime
) -> tuple[Part, ...]:
    of_room = ngettext("of %(count)d place", "of %(count)d places", room) % {"count": room}
    parts = [
        Part(gettext("Residents"), str(residents), of_room, key="residents"),
        Part(gettext("In the cell"), str(counts[Bucket.CELL]), key="cell"),
        Part(gettext("On the unit"), str(counts[Bucket.UNIT]), key="unit"),
        Part(gettext("Elsewhere inside"), str(counts[Bucket.INSIDE]), key="inside"),
        Part(gettext("Outside the prison"), str(counts[Bucket.OUTSIDE]), key="outside"),
    ]
    upcoming = next((item for item in items if item.at > at), None)
    if upcoming is not None:
        label = gettext("%(what)s %(when)s") % {"what": upcoming.text, "when": display.clock(upcoming.at)}
        parts.append(Part(label, display.until(upcoming.at, at), level="next", key="next"))
    return tuple(parts)


def log_line(line: dict[str, Any], at: datetime) -> LogLine:
    moment = line["happened_at"]
    return LogLine(
        f"log-{line['id']}",
        display.iso(moment),
        display.near(moment, at),
        line["text"],
        line["by"],
        line["unverified"],
    )
