"""What waits for somebody of the clinic: second signatures, doses that were missed, and the cabinet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import Http404

from corrections.models import Prison
from health.choices import DoseStatus, MissedLevel, StockKind
from health.models import (
    Administration,
    MedicationOrder,
    Missed,
    MissedCall,
    MissedStep,
    MissedTold,
    StockItem,
    StockMove,
)
from health.selectors import rounds
from inmates.models import Person

LEVELS = MissedLevel.values
SIGNED = (StockKind.RECEIVED, StockKind.DISCARDED, StockKind.COUNTED)


def records(prisons: Iterable[Prison]) -> set[UUID]:
    """The records that must be opened to see what waits. One query a prison."""
    found: set[UUID] = set()
    with connection.cursor() as cursor:
        for prison in prisons:
            cursor.execute("SELECT record FROM health.waiting_patients(%s)", [prison.pk])
            found |= {record for (record,) in cursor.fetchall()}
    return found


def count() -> int:
    """How much of all this waits for whoever is asking. One query, and no record is opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.waiting_count()")
        return int(cursor.fetchone()[0])


def unsigned(user_id: int) -> list[tuple[Administration, bool]]:
    """Controlled doses with one signature, oldest first, and whether this user may give the other. Of open records."""
    found = (
        Administration.objects.filter(
            order__controlled=True, stands=True, status=DoseStatus.GIVEN, second_signature__isnull=True
        )
        .select_related("order", "patient__person", "by")
        .order_by("at", "pk")
    )
    return [(entry, entry.by_id != user_id) for entry in found]


def unsigned_moves(prisons: Iterable[Prison]) -> list[StockMove]:
    """What came into the cabinets or was destroyed of controlled medicines, and waits for a colleague."""
    found = StockMove.objects.filter(
        item__prison__in=list(prisons),
        item__controlled=True,
        kind__in=(StockKind.RECEIVED, StockKind.DISCARDED),
        second_signature__isnull=True,
    )
    return list(found.select_related("item", "by").order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class Twice:
    """One substance ordered in both of two records that were joined: somebody decides which order goes on."""

    record: UUID
    person: Person
    orders: list[MedicationOrder]


def ordered_twice(at: datetime) -> list[Twice]:
    """Of open records of the own clinics. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, one, other FROM health.ordered_twice(%s)", [at])
        rows = cursor.fetchall()
    orders = MedicationOrder.objects.select_related("patient__person__merged_into").in_bulk(
        {pk for row in rows for pk in row[1:]}
    )
    return [
        Twice(record, orders[one].patient.whose, [orders[one], orders[other]])
        for record, one, other in rows
        if one in orders and other in orders
    ]


@dataclass(frozen=True, slots=True)
class Call:
    """A dose of ``person`` that nobody answered, and whoever asks is asked to see to it, as ``level``.

    ``goes_on_at``: when the next level is asked too.
    """

    record: UUID
    person: Person
    level: MissedLevel
    due_at: datetime
    called_at: datetime
    next_level: MissedLevel | None
    goes_on_at: datetime | None
    unit_id: int | None
    has_gone_on: bool

    @property
    def slot(self) -> str:
        return rounds.slot_of(self.due_at)


def together(calls: Iterable[Call]) -> list[tuple[Call, int]]:
    """One line for the doses of one patient that were due at once and go to the same level, and how many they are."""
    found: dict[tuple[UUID, datetime, MissedLevel], list[Call]] = defaultdict(list)
    for call in calls:
        found[call.record, call.due_at, call.level].append(call)
    return [(same[0], len(same)) for same in found.values()]


def calls(at: datetime) -> list[Call]:
    """What this clinician is called to, the highest level first. Two queries, and no record is opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM health.missed_calls(%s)",
            [at],
        )
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [
        Call(
            record,
            people[person],
            MissedLevel(level),
            due_at,
            called,
            MissedLevel(after) if after else None,
            on,
            unit,
            has_gone_on=on is not None and on <= at,
        )
        for record, person, level, due_at, called, after, on, unit in rows
    ]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A dose that nobody answered. ``step`` is the last that it has taken, ``told`` what was decided about it, ``to``
    who is asked to see to it.
    """

    missed: Missed
    step: MissedStep | None
    told: MissedTold | None
    unit_id: int | None
    slot: str
    to: list[str]


def overdue(at: datetime) -> list[Overdue]:
    """Oldest first. Of open records."""
    answered = Administration.objects.filter(dose=OuterRef("dose"), stands=True)
    found = (
        Missed.objects.filter(~Exists(answered))
        .select_related("dose__order", "patient__person")
        .order_by("dose__due_at", "pk")
    )
    missed = list(found)
    steps = MissedStep.objects.filter(missed__in=missed).select_related("told__by").order_by("at", "pk")
    last = {step.missed_id: step for step in sorted(steps, key=lambda step: LEVELS.index(step.level))}
    called: dict[int, list[str]] = defaultdict(list)
    for call in MissedCall.objects.filter(step__in=last.values()).select_related("user").order_by("user__username"):
        called[call.step_id].append(call.user.short_name)
    beds = rounds.placements({each.patient.person_row for each in missed}, at)
    return [
        Overdue(
            each,
            last.get(each.pk),
            getattr(last.get(each.pk), "told", None),
            beds[each.patient.person_row].bed.cell.unit_id if each.patient.person_row in beds else None,
            rounds.slot_of(each.dose.due_at),
            called[last[each.pk].pk] if each.pk in last else [],
        )
        for each in missed
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One medicine of the cabinet. ``last`` is its newest move, ``counted`` the newest count, ``unsigned`` what waits
    for a second signature."""

    item: StockItem
    last: StockMove | None
    counted: StockMove | None
    unsigned: list[StockMove]


def cabinet(prisons: Iterable[Prison]) -> list[Shelf]:
    """What the clinics' cabinets hold. Always four queries."""
    items = list(
        StockItem.objects.filter(prison__in=list(prisons))
        .select_related("prison")
        .order_by("prison__name", "drug", "pk")
    )
    moves = StockMove.objects.filter(item__in=items)
    newest = {move.item_id: move for move in moves.order_by("item", "-number").distinct("item")}
    counts = moves.filter(kind=StockKind.COUNTED).select_related("by", "second_signature__by")
    counted = {move.item_id: move for move in counts.order_by("item", "-number").distinct("item")}
    open_moves = moves.filter(
        item__controlled=True, kind__in=(StockKind.RECEIVED, StockKind.DISCARDED), second_signature__isnull=True
    )
    unsigned: dict[int, list[StockMove]] = defaultdict(list)
    for move in open_moves.select_related("by").order_by("number"):
        unsigned[move.item_id].append(move)
    for item in items:
        count = counted.get(item.pk)
        if item.controlled and count is not None and not hasattr(count, "second_signature"):
            unsigned[item.pk].append(count)
    return [Shelf(item, newest.get(item.pk), counted.get(item.pk), unsigned[item.pk]) for item in items]


def item_of(pk: int) -> StockItem:
    """A medicine of a cabinet of one's own clinics. Raises ``Http404`` for any other."""
    found = StockItem.objects.filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def move_of(pk: int) -> StockMove:
    """A move that two sign, of a cabinet of one's own clinics. Raises ``Http404`` for any other."""
    found = StockMove.objects.filter(pk=pk, kind__in=SIGNED).select_related("item").order_by("pk").first()
    if found is None:
        raise Http404
    return found


def step_of(pk: int) -> MissedStep:
    """A step of a missed dose, of an open record. Raises ``Http404`` for any other."""
    steps = MissedStep.objects.select_related("missed__dose__order", "patient__person")
    found = steps.filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def entry_of(pk: int) -> Administration:
    """An entry of an open record. Raises ``Http404`` for any other."""
    found = Administration.objects.filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return found
