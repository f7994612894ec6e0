"""The round as the counting screen shows it: every resident of the unit in the order of the building.

Names, cells and small photos; nothing of health, offences or notes. Flat in statements, whatever the size of the unit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from corrections.access import Access
from corrections.models import Bed, CellClosure, User
from inmates.models import Photo, Reservation
from security.choices import CountState, EventKind, Expected, Mark
from security.models import Count, CountEvent, CountLine
from security.permissions import CountPerm
from security.rules.counts import BEING_COUNTED
from security.selectors.round_words import said_of

SHOWN = {Mark.SEEN: "ok", Mark.FOUND: "ok", Mark.MISSING: "dev", Mark.ACCOUNTED: "sure"}
UNMARKED = {Expected.INSIDE: "away", Expected.OUTSIDE: "out"}
FEW = 36  # with more beds on a floor the tiles stand closer


class NoSuchCount(LookupError):
    """No such count, or not in sight."""


class Door(NamedTuple):
    """A place in the building where nobody is to be counted."""

    cell: str
    floor: int
    order: tuple[int, str, int]
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One resident. ``state``: todo, ok, dev (not here), away (to be confirmed), out (by record), sure (confirmed)."""

    id: int
    stay_id: int
    cell: str
    number: str
    floor: int
    order: tuple[int, str, int]
    name: str
    full: str
    uuid: UUID
    photo: str
    expected: str
    where: str
    words: str
    mark: str
    at: datetime | None
    by: int
    by_name: str

    @property
    def state(self) -> str:
        return SHOWN.get(Mark(self.mark)) or UNMARKED.get(Expected(self.expected), "todo")

    @property
    def millis(self) -> int:
        return int(self.at.timestamp() * 1000) if self.at else 0


@dataclass(frozen=True, slots=True)
class Tally:
    seen: int
    here: int
    sure: int
    away: int
    missing: int
    left: int

    @property
    def total(self) -> int:
        return self.here + self.away


@dataclass(frozen=True, slots=True)
class RoundFloor:
    key: str
    name: str
    note: str
    cols: int
    rows: list[list[RoundLine | Door]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Round:
    count: Count
    lines: list[RoundLine]
    floors: list[RoundFloor]
    last_seq: int
    moved: int

    @property
    def tally(self) -> Tally:
        return tally(self.lines)

    @property
    def missing(self) -> list[RoundLine]:
        return [line for line in self.lines if line.state == "dev"]

    @property
    def is_open(self) -> bool:
        return self.count.state in BEING_COUNTED

    def chosen(self, asked: int | None, after: int | None = None) -> RoundLine | None:
        """The line that was tapped, else the next to be answered for: the doors first, who is elsewhere last."""
        for line in self.lines:
            if line.id == asked:
                return line
        start = next((place + 1 for place, line in enumerate(self.lines) if line.id == after), 0)
        order = [*self.lines[start:], *self.lines[:start]]
        return next((line for state in ("todo", "away") for line in order if line.state == state), None)

    def last_tap(self, user: User) -> RoundLine | None:
        """The line that undo would open again."""
        own = [line for line in self.lines if line.mark and line.by == user.pk and line.at]
        return max(own, key=lambda line: (line.at, line.id), default=None)


# ---- finding ---------------------------------------------------------------------------------------------------
def find(uuid: UUID, access: Access, perm: CountPerm = CountPerm.VIEW) -> Count:
    """The count, where ``perm`` is held over its unit. Out of sight and not there are the same."""
    found = (
        Count.objects.filter(uuid=uuid, unit__in=access.units(perm))
        .select_related("unit__prison", "counter", "recounter", "submitted_by")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NoSuchCount(uuid)
    return found


def load(count: Count, user: User, at: datetime) -> Round:
    """Five statements: the lines, their photos, the empty doors, what was tapped last, what moved last."""
    rows = list(
        CountLine.objects.filter(count=count)
        .exclude(expected=Expected.GONE)
        .select_related("stay__person", "bed__cell", "place", "told_by", "marked_by")
    )
    photos = photo_ids(row.stay.person_id for row in rows)
    lines = sorted((line_of(row, photos, at) for row in rows), key=lambda line: (line.floor, line.order))
    doors = empty_doors(count.unit_id, {row.bed_id for row in rows}, at)
    return Round(
        count=count,
        lines=lines,
        floors=list(floors([*lines, *doors])),
        last_seq=last_seq(count, user),
        moved=last_moved(count),
    )


def last_seq(count: Count, user: User) -> int:
    """The number of this officer's last tap: another tablet goes on from there."""
    return CountEvent.objects.filter(count=count, by=user).aggregate(last=Max("seq"))["last"] or 0


def last_moved(count: Count) -> int:
    """When a movement last changed where somebody is expected; the tablet then asks for the page again."""
    moved = CountEvent.objects.filter(count=count, kind=EventKind.MOVED).aggregate(last=Max("received_at"))["last"]
    return int(moved.timestamp() * 1000) if moved else 0


def photo_ids(people: Iterable[int]) -> dict[int, int]:
    newest = Photo.objects.filter(person__in=list(people)).order_by("person", "-taken_on", "-pk").distinct("person")
    return dict(newest.values_list("person", "pk"))


def line_of(row: CountLine, photos: dict[int, int], at: datetime) -> RoundLine:
    person, cell = row.stay.person, row.bed.cell
    photo = photos.get(person.pk)
    said = said_of(row, at)
    return RoundLine(
        id=row.pk,
        stay_id=row.stay_id,
        cell=cell.code,
        number=cell.code.rsplit("-", 1)[-1],
        floor=cell.floor,
        order=(cell.position, cell.code, row.bed.number),
        name=person.family_name,
        full=person.name,
        uuid=person.uuid,
        photo=f"{reverse('person_photo', args=[person.uuid])}?v={photo}" if photo else "",
        expected=row.expected,
        where=said.short,
        words=said.sentence,
        mark=row.mark,
        at=row.marked_at,
        by=row.marked_by_id or 0,
        by_name=row.marked_by.short_name if row.marked_by else "",
    )


def empty_doors(unit_id: int, taken: set[int], at: datetime) -> Iterator[Door]:
    """Beds where nobody is expected: free, closed or kept for somebody. The building keeps its shape."""
    closed = CellClosure.objects.filter(cell=OuterRef("cell"), during__contains=at)
    kept = Reservation.objects.filter(bed=OuterRef("pk"), during__contains=at)
    beds = Bed.objects.filter(cell__unit=unit_id).exclude(pk__in=taken).select_related("cell")
    for bed in beds.annotate(is_closed=Exists(closed), is_kept=Exists(kept)):
        if bed.number > max(bed.cell.places_in_use, 1):
            continue
        state, words = (
            ("closed", pgettext("cell", "Closed"))
            if bed.is_closed
            else ("kept", pgettext("cell", "Reserved"))
            if bed.is_kept
            else ("free", pgettext("cell", "Free"))
        )
        cell = bed.cell
        yield Door(cell.code.rsplit("-", 1)[-1], cell.floor, (cell.position, cell.code, bed.number), state, words)


# ---- the building ----------------------------------------------------------------------------------------------
def floors(places: list[RoundLine | Door]) -> Iterator[RoundFloor]:
    """As on the board: a corridor runs between the two halves of a floor."""
    ordered = sorted(places, key=lambda place: (place.floor, place.order))
    for number, group in groupby(ordered, key=lambda place: place.floor):
        here = list(group)
        cols = 6 if len(here) <= FEW else 8
        half = ceil(ceil(len(here) / cols) / 2) * cols
        yield RoundFloor(
            key=str(number),
            name=gettext("Floor %(number)d") % {"number": number},
            note=floor_note(tally(place for place in here if isinstance(place, RoundLine))),
            cols=cols,
            rows=[row for row in (here[:half], here[half:]) if row],
        )


def floor_note(numbers: Tally) -> str:
    """Who is not here is said before anything else: a floor that misses somebody is never "all answered for"."""
    said = []
    if numbers.missing:
        said.append(ngettext("{n} not here", "{n} not here", numbers.missing).format(n=numbers.missing))
    if numbers.left:
        said.append(ngettext("%(count)d left", "%(count)d left", numbers.left) % {"count": numbers.left})
    return ", ".join(said) or gettext("all answered for")


def tally(lines: Iterable[RoundLine]) -> Tally:
    states = [line.state for line in lines]
    away = sum(state in ("away", "out", "sure") for state in states)
    return Tally(
        seen=states.count("ok"),
        here=len(states) - away,
        sure=states.count("out") + states.count("sure"),
        away=away,
        missing=states.count("dev"),
        left=states.count("todo") + states.count("away"),
    )


# ---- taps too close to one another -----------------------------------------------------------------------------
def hurried(count: Count) -> list[str]:
    """The cells that were marked within two seconds of the tap before, by the tablet's own clock."""
    taps = CountEvent.objects.filter(count=count, attempt=count.attempt, kind__in=[EventKind.SEEN, EventKind.FOUND])
    cells: list[str] = []
    before: dict[int | None, datetime] = {}
    for tap in taps.order_by("by_id", "seq").values("by_id", "client_at", "line__bed__cell__code"):
        last = before.get(tap["by_id"])
        if last is not None and (tap["client_at"] - last).total_seconds() < HURRY:
            cells.append(tap["line__bed__cell__code"])
        before[tap["by_id"]] = tap["client_at"]
    return cells


HURRY = 2.0  # seconds


def is_waiting(count: Count) -> bool:
    return count.state in (CountState.OPEN, CountState.LATE)


def counted_first(count: Count, user: User) -> bool:
    """A recount is by another officer."""
    return count.state == CountState.RECOUNT and user.pk == count.counter_id
