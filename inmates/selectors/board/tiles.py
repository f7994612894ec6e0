"""One tile a bed: its words, its shape, what it asks for, and its markup.

A tile is kept in this process until its row changes or the clock changes what it says. The markup is that of
``templates/ui/_cell_tile.html``; a test holds them equal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from corrections import display
from corrections.choices import ClosureReason
from inmates import icons
from inmates.choices import AbsenceKind
from inmates.registries import BoardAction, BoardBadge
from inmates.selectors import whereabouts
from inmates.selectors.board import reminders
from inmates.selectors.board.facts import Row
from inmates.selectors.board.viewer import Viewer
from inmates.selectors.lateness import level_of
from inmates.selectors.whereabouts import Bucket, Whereabouts

NEW_FOR_DAYS = 3
MOST_KEPT = 20_000
ABOUT = frozenset({AbsenceKind.COURT, AbsenceKind.HOSPITAL, AbsenceKind.ESCORT})
LEVELS = ("", "quiet", "warn", "bad")


class Booked(NamedTuple):
    """A commitment that has begun: where the person should be, and until when."""

    place_id: int | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Extra:
    """What is known of a tile's person besides the row. Part of what a kept tile is found by."""

    apart: bool = False
    level: str = ""
    booked: tuple[Booked, ...] = ()
    badges: tuple[BoardBadge, ...] = ()


NOTHING = Extra()


@dataclass(frozen=True, slots=True)
class Tile:
    """``state``: yes (behind this door), no (out), empty, closed."""

    html: SafeString
    state: str
    floor: int
    cell_id: int
    cell: str
    places_in_use: int
    is_closed: bool
    arrives_at: datetime | None
    where: Whereabouts | None = None
    about_on: int | None = None
    person_id: int | None = None
    name: str = ""
    sort_key: str = ""
    href: str = ""
    actions: tuple[BoardAction, ...] = ()


@dataclass(slots=True)
class Draft:
    """The parts of a tile while it is put together."""

    state: str = "empty"
    level: str = ""
    name: str = ""
    first: str = ""
    marks: list[tuple[str, str]] = field(default_factory=list)
    where: SafeString | str = ""
    chip: SafeString | str = ""
    href: str = ""


_kept: dict[tuple[Any, ...], tuple[datetime, datetime, Tile]] = {}


def tile_of(
    names: list[str], row: Row, at: datetime, extra: Extra, *, viewer: Viewer, code: str, language: str = ""
) -> Tile:
    """The tile of a row, kept from the last time if neither the row nor the clock has changed it.

    Whoever asks for many says the active language once.
    """
    key = (row, extra, viewer, code, language or get_language())
    kept = _kept.get(key)
    if kept is not None and kept[0] <= at < kept[1]:
        return kept[2]
    facts = dict(zip(names, row, strict=True))
    tile = make(facts, at, extra, viewer=viewer, code=code)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (at, changes_at(facts, at, extra), tile)
    return tile


def make(facts: Mapping[str, Any], at: datetime, extra: Extra, *, viewer: Viewer, code: str) -> Tile:
    if facts["stay_id"] is not None:
        return of_resident(facts, at, extra, viewer=viewer, code=code)
    draft = Draft(href=viewer.cell_link(facts["cell_id"]))
    actions: tuple[BoardAction, ...] = ()
    if facts["closed_why"] is not None:
        actions = draw_closed(draft, facts, at, wall=viewer.wall)
    elif facts["reservation_id"] is not None:
        actions = draw_reserved(draft, facts, at)
    else:
        draft.name = pgettext("cell", "Free")
    draft.level = worst(actions)
    return Tile(**common(facts, draft, code), actions=actions)


def of_resident(facts: Mapping[str, Any], at: datetime, extra: Extra, *, viewer: Viewer, code: str) -> Tile:
    wall = viewer.wall
    where = with_booking(whereabouts.read(facts, at), extra.booked)
    href = viewer.person_link(facts["uuid"])
    actions = reminders.of_person(facts, where, at, href=href)
    draft = Draft(
        state="yes" if where.bucket is Bucket.CELL else "no",
        level=worst(actions, extra.level, *(badge.level for badge in extra.badges if not wall)),
        name=initials(facts) if wall else facts["family_name"],
        first="" if wall else facts["given_name"],
        where=where_line(where, at, discreet=wall),
        href=href,
    )
    if not wall:
        draw_marks(draft, facts, where, at, extra)
    return Tile(
        **common(facts, draft, code),
        where=where,
        about_on=about_on(facts, where),
        person_id=facts["person_id"],
        name=draft.name,
        sort_key=facts["sort_key"],
        href=href,
        actions=actions,
    )


def common(facts: Mapping[str, Any], draft: Draft, code: str) -> dict[str, Any]:
    number = facts["code"].removeprefix(f"{code}-")
    if facts["places_in_use"] > 1 or facts["bed_number"] > 1:
        number = f"{number}/{facts['bed_number']}"
    return {
        "html": draw(draft, facts["bed_id"], number),
        "state": draft.state,
        "floor": facts["floor"],
        "cell_id": facts["cell_id"],
        "cell": facts["code"],
        "places_in_use": facts["places_in_use"],
        "is_closed": facts["closed_why"] is not None,
        "arrives_at": facts["expected_at"],
    }


# ---- words -----------------------------------------------------------------------------------------------------
def where_line(where: Whereabouts, at: datetime, *, discreet: bool) -> SafeString | str:
    """The one line that says where a person is: the place and until when, or since when; nothing of outside."""
    if where.bucket is Bucket.CELL:
        return ""
    if discreet and where.bucket is Bucket.OUTSIDE:
        return display.whereabouts("leave", pgettext("whereabouts", "Out"))
    icon = icons.ON_THE_WAY if where.on_the_way else where.icon
    return display.whereabouts(icon, where_words(where, at))


def where_words(where: Whereabouts, at: datetime) -> str:
    moment = where.until or where.since
    if moment is None or (where.until is not None and where.until <= at):
        return where.place_name
    values = {"place": where.place_name, "when": brief(moment, at)}
    if where.until is not None and where.place_kind in ABOUT:
        return gettext("%(place)s until about %(when)s") % values
    if where.until is not None:
        return gettext("%(place)s until %(when)s") % values
    if where.on_the_way:
        return gettext("To %(place)s %(when)s") % (values | {"place": where.in_a_sentence})
    return pgettext("place and time", "%(place)s %(when)s") % values


def brief(moment: datetime, at: datetime) -> str:
    """``14:45`` today and within this night, ``25.11.`` on another day: a tile has room for one of them."""
    is_today = timezone.localtime(moment).date() == timezone.localtime(at).date()
    if is_today or abs(moment - at) < display.NIGHT:
        return display.clock(moment)
    return display.short_day(moment)


def draw_marks(draft: Draft, facts: Mapping[str, Any], where: Whereabouts, at: datetime, extra: Extra) -> None:
    """At most one chip; the marks stand in the corner, the door's lock last."""
    chips = [display.chip(badge.level, badge.icon, badge.text) for badge in extra.badges if badge.level]
    marks = [(badge.icon, badge.text) for badge in extra.badges if not badge.level]
    if extra.apart:
        marks.append(("keep-apart", gettext("must not meet certain people")))
    if where.until is not None and where.until <= at:
        level = level_of(where, at)
        chips.append(display.chip(level, "clock", gettext("Expected %(when)s") % {"when": brief(where.until, at)}))
    days = new_days(facts, at)
    if days and chips:
        marks.append(("new", gettext("new, day %(days)d") % {"days": days}))
    elif days:
        chips.append(display.chip("quiet", "new", gettext("New, day %(days)d") % {"days": days}))
    if draft.state == "yes":
        marks.append(("lock", gettext("in the cell")))
    draft.marks, draft.chip = marks, chips[0] if chips else ""


def draw_closed(draft: Draft, facts: Mapping[str, Any], at: datetime, *, wall: bool) -> tuple[BoardAction, ...]:
    until = facts["expected_return_on"]
    draft.state = "closed"
    draft.name = (
        gettext("Closed until %(day)s") % {"day": display.short_day(until)} if until else pgettext("cell", "Closed")
    )
    draft.marks = [("wrench", pgettext("cell", "closed"))]
    why = facts["closed_note"] if facts["closed_note"] and not wall else str(ClosureReason(facts["closed_why"]).label)
    draft.where = display.whereabouts("wrench", why)
    return reminders.of_closure(facts, at, href=draft.href)


def draw_reserved(draft: Draft, facts: Mapping[str, Any], at: datetime) -> tuple[BoardAction, ...]:
    draft.name = pgettext("cell", "Reserved")
    expected = facts["expected_at"]
    if expected is not None:
        draft.where = display.whereabouts("arrow-right", gettext("Arrival %(when)s") % {"when": brief(expected, at)})
    return reminders.of_arrival(facts, at, href=draft.href)


def new_days(facts: Mapping[str, Any], at: datetime) -> int:
    """The day of the stay, counted from 1, while it is still new; 0 afterwards."""
    days = (timezone.localtime(at).date() - timezone.localtime(facts["stay_began"]).date()).days + 1
    return days if days <= NEW_FOR_DAYS else 0


def initials(facts: Mapping[str, Any]) -> str:
    return "".join(f"{name[:1]}." for name in (facts["given_name"], facts["family_name"]) if name)


# ---- facts -----------------------------------------------------------------------------------------------------
def with_booking(where: Whereabouts, booked: Iterable[Booked]) -> Whereabouts:
    """Someone who went where they were booked is expected back when it ends, also when nobody said so."""
    if where.until is not None or where.place_id is None or where.since is None:
        return where
    ends = [b.ends for b in booked if b.place_id == where.place_id and where.since < b.ends]
    return replace(where, until=max(ends)) if ends else where


def about_on(facts: Mapping[str, Any], where: Whereabouts) -> int | None:
    """The unit whose rooms a person walks about in; nobody's for those behind a door or outside."""
    unit_id: int | None = None
    if where.bucket is Bucket.UNIT:
        unit_id = facts["unit_id"]
    elif where.bucket is Bucket.INSIDE and where.place_id is not None:
        unit_id = facts["place_unit_id"]
    return unit_id


def worst(actions: Iterable[BoardAction], *levels: str) -> str:
    """What the tile's edge says: only amber and red show."""
    found = max((*(action.level for action in actions), *levels, ""), key=LEVELS.index)
    return found if found in ("warn", "bad") else ""


def changes_at(facts: Mapping[str, Any], at: datetime, extra: Extra) -> datetime:
    """Until when the clock alone leaves a tile as it is."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(
        days=1
    )
    moments = [timezone.make_aware(midnight).astimezone(UTC)]
    ends = [booked.ends for booked in extra.booked]
    for moment in (facts["expected_back_at"], facts["expected_return_at"], facts["expected_at"], *ends):
        if moment is not None:
            moments += [moment, *(moment + grace for grace in reminders.GRACES)]
    if facts["left_at"] is not None:
        moments.append(facts["left_at"] + reminders.ARRIVES_WITHIN)
    moments += [moment for moment in (facts["arrived_at"], facts["back_at"]) if moment is not None]
    return min(moment for moment in moments if moment > at)


# ---- markup ----------------------------------------------------------------------------------------------------
def draw(draft: Draft, bed_id: int, number: str) -> SafeString:
    """``ui/_cell_tile.html`` as an f-string: every value is escaped here or was when it was made."""
    level = f' data-lvl="{draft.level}"' if draft.level else ""
    first = f"<small>{escape(draft.first)}</small>" if draft.first else ""
    tag, href = ("a", f' href="{escape(draft.href)}"') if draft.href else ("span", "")
    return mark_safe(  # noqa: S308
        f'<li><{tag} class="cell" id="bed-{bed_id}"{href} data-in="{draft.state}"{level}><span class="cell__top">'
        f'<span class="cell__no"><span class="sr">{escape(gettext("Cell"))} </span>{escape(number)}</span>'
        f'{display.marks(*draft.marks)}</span><span class="cell__name">{escape(draft.name)}{first}</span>'
        f'<span class="cell__foot">{draft.where}{draft.chip}</span></{tag}></li>'
    )
