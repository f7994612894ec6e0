"""The doors of a unit: how they stand, what the daily order waits for, each person's hours, what was written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.rules import OSLO
from inmates.models import Placement
from inmates.registries import Subject
from security.choices import DoorAct, DoorTurn
from security.models import DailyTurn, LockEvent
from security.permissions import LockPerm
from security.rules import locks as rules
from security.rules.locks import Band, Hours, Line, Turn
from security.selectors import hours_out, long_in_cell
from security.selectors.count_pages import weekdays

BACK = timedelta(days=2)
WEEK_BACK = 7
HOUR = timedelta(hours=1)
LEVELS = {Band.EIGHT: "ok", Band.FOUR: "line", Band.TWO: "warn", Band.LESS: "bad"}


class NoSuchEvent(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Stand:
    """How the doors are. ``act`` is empty while nobody has said; ``turn`` is what one tap would do."""

    act: str
    since: str
    turn: str
    expected: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Day:
    """``text`` is empty while nothing is known; ``note`` says what the number does not."""

    text: str
    band: str
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class Person:
    cell: str
    name: str
    href: str
    change: str
    exception: str
    yesterday: Day
    today: Day
    long: str


@dataclass(frozen=True, slots=True)
class Written:
    """One line of what was written down; ``struck`` when it no longer counts."""

    id: int
    when: str
    text: str
    who: str
    reason: str
    struck: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    id: int
    text: str
    days: str


# ---- how the doors stand -------------------------------------------------------------------------------------------
def stand(unit_id: int, at: datetime) -> Stand:
    last = last_turn(unit_id)
    order = lines_of(unit_id, at)
    waits = rules.due(order, last, at, OSLO)
    following = waits or rules.following(order, at, OSLO)
    act = last.act if last else ""
    return Stand(
        act=act,
        since=display.moment(last.at, at) if last else "",
        turn=(waits.act if waits else "") or (DoorTurn.LOCK if act == DoorAct.UNLOCK else DoorTurn.UNLOCK),
        expected=in_words(following.act, following.at, at) if following else "",
        is_due=waits is not None,
    )


def in_words(act: str, moment: datetime, at: datetime) -> str:
    return f"{display.moment(moment, at)} {DoorTurn(act).label}"


def last_turn(unit_id: int) -> Turn | None:
    event = LockEvent.objects.standing().filter(unit=unit_id, stay=None).order_by("-at", "-pk").first()
    return Turn(event.at, event.act) if event else None


def lines_of(unit_id: int, at: datetime) -> list[Line]:
    found = DailyTurn.objects.as_of(at).filter(unit=unit_id).order_by("pk")
    return [Line(line.act, line.starts, line.weekdays) for line in found]


def order(unit_id: int) -> list[OrderLine]:
    found = DailyTurn.objects.current().filter(unit=unit_id).order_by("starts", "pk")
    return [
        OrderLine(line.pk, f"{line.starts:%H:%M} {line.get_act_display()}", weekdays(line.weekdays)) for line in found
    ]


def order_line(pk: int, access: Access) -> DailyTurn | None:
    """A line of the daily order of a unit whose order this user sets."""
    return DailyTurn.objects.filter(pk=pk, unit__in=access.units(LockPerm.ORDER)).order_by("pk").first()


# ---- the people ------------------------------------------------------------------------------------------------------
def people(unit_id: int, at: datetime) -> list[Person]:
    """Everybody with a bed on the unit, in the order of the building, and their hours. Four queries."""
    placements = (
        Placement.objects.current()
        .filter(bed__cell__unit=unit_id)
        .select_related("bed__cell", "stay__person")
        .order_by("bed__cell__floor", "bed__cell__position", "bed__cell__code", "bed__number")
    )
    rows = list(placements)
    today = at.astimezone(OSLO).date()
    hours = hours_out.of_stays([row.stay_id for row in rows], today - rules.DAY, today, at=at)
    standing = exceptions(unit_id, [row.stay_id for row in rows])
    long = long_in_cell.who([row.stay_id for row in rows], at)
    return [
        Person(
            cell=row.bed.cell.code,
            name=row.stay.person.name,
            href=reverse("person", args=[row.stay.person.uuid]),
            change=reverse("door_person", args=[row.stay.person.uuid]),
            exception=said(standing.get(row.stay_id), at),
            yesterday=day(hours[row.stay_id][0], is_over=True),
            today=day(hours[row.stay_id][1], is_over=False),
            long=in_a_day(long.get(row.stay_id)),
        )
        for row in rows
    ]


def exceptions(unit_id: int, stay_ids: Sequence[int]) -> dict[int, LockEvent]:
    """Who is locked in, or out, by name."""
    standing = LockEvent.objects.standing().filter(unit=unit_id)
    whole = standing.filter(stay=None).order_by("-at", "-pk").values_list("at", flat=True).first()
    own = standing.filter(stay__in=stay_ids).order_by("stay_id", "-at", "-pk").distinct("stay_id")
    return {
        event.stay_id: event
        for event in own
        if event.stay_id is not None
        and (event.act == DoorAct.LOCK or (event.act == DoorAct.UNLOCK and (whole is None or whole <= event.at)))
    }


def said(event: LockEvent | None, at: datetime) -> str:
    if event is None:
        return ""
    words = {"when": display.moment(event.at, at), "why": event.reason}
    if event.act == DoorAct.LOCK:
        return _("Locked in by name since %(when)s: %(why)s") % words
    return _("Out by name since %(when)s: %(why)s") % words


def day(hours: Hours, *, is_over: bool) -> Day:
    """A band is said of a day that is over, or once eight hours are reached."""
    if not hours.known:
        return Day("", "", "", _("Not known"))
    band = hours.band if is_over or hours.band is Band.EIGHT else None
    notes = [_("so far")] if not is_over else []
    if hours.outside:
        notes.append(_("%(hours)s outside the walls") % {"hours": in_hours(hours.outside)})
    if not hours.is_whole:
        notes.append(_("%(hours)s not counted") % {"hours": in_hours(hours.length - hours.known)})
    return Day(in_hours(hours.out), in_band(band) if band else "", LEVELS[band] if band else "", ", ".join(notes))


def in_a_day(hours: Hours | None) -> str:
    """Said of who has been in the cell for 22 of the last 24 hours."""
    if hours is None:
        return ""
    return _("Out of the cell %(hours)s in the last 24 hours") % {"hours": long_in_cell.in_words(hours.out)}


def in_hours(length: timedelta) -> str:
    """``9,5 t`` in Bokmål: to the half hour below would be unfair, to the tenth is what was written down."""
    return _("%(hours)s h") % {"hours": number_format(length / HOUR, 1)}


def in_band(band: Band) -> str:
    return {
        Band.EIGHT: _("8 hours or more"),
        Band.FOUR: _("4 to 8 hours"),
        Band.TWO: _("2 to 4 hours"),
        Band.LESS: _("Under 2 hours"),
    }[band]


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """On the person's page: today, yesterday, and the week before in one line; what is too long stands first."""
    if subject.stay_id is None:
        return None
    today = at.astimezone(OSLO).date()
    found = hours_out.of_stays([subject.stay_id], today - rules.DAY * WEEK_BACK, today, at=at)[subject.stay_id]
    if not any(one.known for one in found):
        return None
    rows = [
        {"on": display.long_day(one.on, year=False), "day": day(one, is_over=one.on < today)}
        for one in reversed(found)
        if one.known
    ]
    may = subject.unit_id is not None and subject.allows(access, LockPerm.TURN)
    return {
        "rows": rows,
        "long": in_a_day(long_in_cell.who([subject.stay_id], at).get(subject.stay_id)),
        "doors": reverse("doors", args=[subject.unit_id]) if subject.unit_id else "",
        "change": reverse("door_person", args=[subject.uuid]) if may else "",
    }


# ---- what was written down -------------------------------------------------------------------------------------------
def written(unit_id: int, at: datetime) -> list[Written]:
    """The last two days, the newest first. What was corrected stands struck, with what replaced it above."""
    found = (
        LockEvent.objects.filter(unit=unit_id, at__gte=at - BACK)
        .select_related("registered_by", "stay__person", "corrected_by", "corrects")
        .order_by("-at", "-pk")
    )
    return [line(event, at) for event in found]


def line(event: LockEvent, at: datetime) -> Written:
    who = event.stay.person.name if event.stay else _("The whole unit")
    text = f"{who}: {event.get_act_display()}"
    if event.corrects is not None and event.corrects.at != event.at:
        text = _("%(what)s (was written down for %(when)s)") % {
            "what": text,
            "when": display.moment(event.corrects.at, at),
        }
    struck = getattr(event, "corrected_by", None) is not None or event.act == DoorAct.NEVER
    return Written(event.pk, display.moment(event.at, at), text, event.registered_by.short_name, event.reason, struck)


def find(pk: int, access: Access, perm: LockPerm) -> LockEvent:
    """The event, where ``perm`` is held over its unit."""
    found = LockEvent.objects.filter(pk=pk, unit__in=access.units(perm))
    event = found.select_related("unit__prison", "stay__person").order_by("pk").first()
    if event is None:
        raise NoSuchEvent(pk)
    return event
