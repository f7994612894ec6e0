"""What the sheet beside the board shows of one person: where now, where to, and what may be done about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext

from corrections import display
from corrections.models import Place
from inmates import icons
from inmates.models import Absence, Commitment, Movement
from inmates.rules.movements import UNDO_WITHIN
from inmates.selectors import whereabouts
from inmates.selectors.head import Head
from inmates.selectors.whereabouts import Bucket, Whereabouts

LAST = 5
AHEAD = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Key:
    """A big button that moves the person there. ``here`` is where they are: it says so and does nothing."""

    value: str
    icon: str
    name: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    iso: str
    time: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Sheet:
    where: Whereabouts
    now: str
    source: str
    level: str
    unit_keys: tuple[Key, ...]
    prison_keys: tuple[Key, ...]
    steps: tuple[Step, ...]
    plan: tuple[Step, ...]
    absence: Absence | None
    movement: Movement | None
    may_undo: bool
    may_confirm: bool
    back_at: str


def sheet_of(head: Head, at: datetime, user_id: int) -> Sheet:
    """Everything in it. Raises ``LookupError`` for someone who is not in custody."""
    stay_id = head.subject.stay_id
    if stay_id is None:
        raise LookupError(head.subject.person_id)
    where = whereabouts.of_stay(stay_id, at)
    moved = last_movements(stay_id, at)
    last = next((m for m in moved if m.pk == where.movement_id), None)
    current = last if last is not None and where.bucket is not Bucket.OUTSIDE else None
    plan = coming(stay_id, at)
    unit_keys, prison_keys = keys(head, where)
    return Sheet(
        where=where,
        now=now_text(where),
        source=source_text(where, at),
        level="warn" if where.until is not None and where.until <= at else "",
        unit_keys=unit_keys,
        prison_keys=prison_keys,
        steps=tuple(step_of(m, at) for m in moved),
        plan=tuple(plan_of(c, at) for c in plan),
        absence=open_absence(stay_id, at) if where.bucket is Bucket.OUTSIDE else None,
        movement=current,
        may_undo=current is not None
        and current.registered_by_id == user_id
        and at - current.registered_at <= UNDO_WITHIN,
        may_confirm=current is not None and current.arrived_at is None,
        back_at=display.moment(where.until, at) if where.until else "",
    )


def now_text(where: Whereabouts) -> str:
    if where.on_the_way:
        return gettext("On the way to %(place)s") % {"place": where.in_a_sentence}
    return where.place_name


def source_text(where: Whereabouts, at: datetime) -> str:
    """Since when, who saw it, and how long ago."""
    if where.since is None:
        return ""
    since = gettext("since %(when)s") % {"when": display.moment(where.since, at)}
    if where.seen_at is None or not where.seen_by:
        return since
    values = {"since": since, "who": where.seen_by, "ago": display.ago(where.seen_at, at)}
    return gettext("%(since)s, seen by %(who)s %(ago)s") % values


def absences() -> QuerySet[Absence]:
    return Absence.objects.select_related("stay__person")


def movements() -> QuerySet[Movement]:
    return Movement.objects.select_related("stay__person", "to_place")


def last_movements(stay_id: int, at: datetime) -> list[Movement]:
    found = Movement.objects.filter(stay_id=stay_id, undone_at__isnull=True, left_at__lte=at)
    return list(found.select_related("to_place", "registered_by").order_by("-left_at", "-pk")[:LAST])


def open_absence(stay_id: int, at: datetime) -> Absence:
    return Absence.objects.select_related("departed_by", "transfer").as_of(at).get(stay_id=stay_id)


def coming(stay_id: int, at: datetime) -> list[Commitment]:
    found = Commitment.objects.touching(at, at + AHEAD).filter(stay_id=stay_id, cancelled_at__isnull=True)
    return list(found.select_related("place").order_by("during")[:LAST])


def booked_until(stay_id: int, place_id: int, at: datetime) -> datetime | None:
    """When what the person is booked to at that place now is over."""
    found = Commitment.objects.touching(at, at + timedelta(minutes=30))
    booked = found.filter(stay_id=stay_id, place_id=place_id, cancelled_at__isnull=True).order_by("during").first()
    return booked.during.upper if booked is not None else None


def keys(head: Head, where: Whereabouts) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """The cell and the rooms of the own unit, then the places of the prison; always in the same order."""
    places = Place.objects.filter(prison_id=head.subject.prison_id or 0, is_active=True).order_by("position", "name")
    cell = Key("cell", icons.CELL, pgettext("move to", "The cell"), where.bucket is Bucket.CELL)
    here, elsewhere = [cell], []
    for place in places:
        key = Key(str(place.pk), icons.PLACES.get(place.kind, icons.ELSEWHERE), place.name, where.place_id == place.pk)
        if place.unit_id == head.subject.unit_id:
            here.append(key)
        elif place.unit_id is None:
            elsewhere.append(key)
    return tuple(here), tuple(elsewhere)


def step_of(movement: Movement, at: datetime) -> Step:
    to = movement.to_place.name if movement.to_place else gettext("The cell")
    by = movement.registered_by.short_name if movement.registered_by else ""
    return Step(display.iso(movement.left_at), display.moment(movement.left_at, at), to, by)


def plan_of(commitment: Commitment, at: datetime) -> Step:
    during = commitment.during
    hours = f"{display.moment(during.lower, at)}–{display.clock(during.upper)}"
    return Step(
        display.iso(during.lower),
        hours,
        commitment.label,
        commitment.named_place if commitment.place else gettext("outside"),
    )
