"""The medicines of one patient: what is ordered, on hold and ended, CAVE, values, and what became of the last doses.

Of rows that were joined into one person all records are read as one. Asked with the record open.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from corrections.periods import Period
from health.models import Administration, Allergy, Dose, Measurement, MedicationHold, MedicationOrder, Missed, Patient
from health.selectors.records import whole

ENDED = 50
ENTRIES = 60
MEASURED = 60


def standing_allergies(ids: list[int]) -> QuerySet[Allergy]:
    """What no correction has replaced, and was not refuted."""
    newer = Allergy.objects.filter(instead_of=OuterRef("pk"))
    return Allergy.objects.filter(~Exists(newer), patient__in=ids, refuted=False).order_by(
        "-critical", "substance", "pk"
    )


def standing_measurements(ids: list[int]) -> QuerySet[Measurement]:
    newer = Measurement.objects.filter(instead_of=OuterRef("pk"))
    return Measurement.objects.filter(~Exists(newer), patient__in=ids)


def allergies(patient: Patient) -> list[Allergy]:
    return list(standing_allergies(whole(patient)).select_related("by"))


def former_allergies(patient: Patient) -> list[Allergy]:
    """What was corrected or refuted, newest first."""
    ids = whole(patient)
    standing = standing_allergies(ids).values("pk")
    return list(
        Allergy.objects.filter(patient__in=ids).exclude(pk__in=standing).select_related("by").order_by("-at", "-pk")
    )


def latest_measurements(patient: Patient) -> list[Measurement]:
    """The newest value of each kind."""
    return list(standing_measurements(whole(patient)).order_by("kind", "-at", "-pk").distinct("kind"))


def measurements(patient: Patient) -> list[Measurement]:
    return list(standing_measurements(whole(patient)).select_related("by").order_by("-at", "-pk")[:MEASURED])


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order. ``state``: planned, on, hold or ended. ``next_hold`` is one that is still to begin."""

    order: MedicationOrder
    state: str
    hold: MedicationHold | None
    next_hold: MedicationHold | None
    follows: MedicationOrder | None


@dataclass(frozen=True, slots=True)
class Chart:
    current: list[OrderLine]
    ended: list[OrderLine]
    joined: bool
    twice: frozenset[int]


def of(patient: Patient, at: datetime) -> Chart:
    """Every order, the newest first. Always three queries."""
    ids = whole(patient)
    found = list(
        MedicationOrder.objects.filter(patient__in=ids)
        .select_related("follows", "ordered_by", "stopped_by")
        .order_by("drug", "-ordered_at", "-pk")
    )
    holds: dict[int, list[MedicationHold]] = defaultdict(list)
    for hold in MedicationHold.objects.filter(patient__in=ids).select_related("by").order_by("during"):
        holds[hold.order_id].append(hold)
    lines = [_line(order, holds[order.pk], at) for order in found]
    ended = [line for line in lines if line.state == "ended"]
    return Chart(
        current=[line for line in lines if line.state != "ended"],
        ended=sorted(ended, key=lambda line: line.order.stopped_at or line.order.during.upper, reverse=True)[:ENDED],
        joined=len(ids) > 1,
        twice=twice([line.order for line in lines if line.state != "ended"]),
    )


def twice(orders: list[MedicationOrder]) -> frozenset[int]:
    """Orders of one substance that stand at once because two records were joined, not because it was meant."""
    found: set[int] = set()
    for order in orders:
        for other in orders:
            apart = order.patient_id != other.patient_id and order.atc == other.atc
            if apart and at_once(order, other) and not (order.beside_others or other.beside_others):
                found |= {order.pk, other.pk}
    return frozenset(found)


def at_once(one: MedicationOrder, other: MedicationOrder) -> bool:
    ends = [order.during.upper for order in (one, other) if order.during.upper is not None]
    start = max(one.during.lower, other.during.lower)
    return not ends or start < min(ends)


def _line(order: MedicationOrder, holds: list[MedicationHold], at: datetime) -> OrderLine:
    hold = next((each for each in holds if at in each.during), None)
    later = next((each for each in holds if each.during.lower > at), None)
    return OrderLine(order, state_of(order, hold, at), hold, later, order.follows)


def state_of(order: MedicationOrder, hold: MedicationHold | None, at: datetime) -> str:
    if order.during.isempty or (order.during.upper is not None and order.during.upper <= at):
        return "ended"
    if order.during.lower > at:
        return "planned"
    return "hold" if hold is not None else "on"


M = TypeVar("M", MedicationOrder, MedicationHold, Allergy, Measurement, Administration, Dose)


def as_needed_orders(patient: Patient, at: datetime) -> list[MedicationOrder]:
    """What may be given when it is asked for."""
    found = MedicationOrder.objects.filter(patient__in=whole(patient), as_needed=True, during__contains=at)
    return list(found.select_related("patient__person").order_by("ordered_at", "pk"))


def order_of(patient: Patient, pk: int) -> MedicationOrder:
    """An order of this person. Raises ``Http404`` for another's."""
    return _one(MedicationOrder.objects.select_related("patient__person"), patient, pk)


def hold_of(patient: Patient, pk: int) -> MedicationHold:
    return _one(MedicationHold.objects.select_related("order"), patient, pk)


def allergy_of(patient: Patient, pk: int) -> Allergy:
    return _one(Allergy.objects.select_related("patient"), patient, pk)


def measurement_of(patient: Patient, pk: int) -> Measurement:
    return _one(Measurement.objects.select_related("patient"), patient, pk)


def entry_of(patient: Patient, pk: int) -> Administration:
    found = Administration.objects.select_related("order", "dose", "by", "patient__person", "second_signature__by")
    return _one(found, patient, pk)


def dose_of(patient: Patient, pk: int) -> Dose:
    return _one(Dose.objects.select_related("order__patient__person"), patient, pk)


def _one(found: QuerySet[M], patient: Patient, pk: int) -> M:
    one = found.filter(patient__in=whole(patient), pk=pk).order_by("pk").first()
    if one is None:
        raise Http404
    return one


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was registered about a dose, and what it replaced."""

    entry: Administration
    replaced: Administration | None


def entries(patient: Patient) -> list[Entry]:
    """What stands for the last doses, newest first, each with what it replaced. One query."""
    found = (
        Administration.objects.filter(patient__in=whole(patient), stands=True)
        .select_related("order", "by", "instead_of__by", "second_signature__by", "dose")
        .order_by("-at", "-pk")[:ENTRIES]
    )
    return [Entry(each, each.instead_of) for each in found]


def unanswered(patient: Patient) -> list[Missed]:
    """Doses that nobody has answered, oldest first."""
    answered = Administration.objects.filter(dose=OuterRef("dose"), stands=True)
    found = Missed.objects.filter(~Exists(answered), patient__in=whole(patient)).select_related("dose__order")
    return list(found.order_by("dose__due_at", "pk"))


# ---- before an order ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Warnings:
    """What must be answered before the order: CAVE that hits, and other orders of the drug."""

    caves: list[Allergy]
    beside: list[MedicationOrder]


def warnings(patient: Patient, atc: str, drug: str, during: Period, *, instead_of: MedicationOrder | None) -> Warnings:
    """PostgreSQL asks the same before it takes the order. ``instead_of`` is the order that the new one follows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.cave_hits(%s, %s, %s)", [patient.pk, atc, drug])
        hits = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT health.orders_beside(%s, %s, %s::tstzrange)", [patient.pk, atc, during])  # type: ignore[list-item]
        beside = [pk for (pk,) in cursor.fetchall()]
    return Warnings(
        list(Allergy.objects.filter(pk__in=hits).order_by("-critical", "substance")),
        list(
            MedicationOrder.objects.filter(pk__in=beside)
            .exclude(pk=instead_of.pk if instead_of else 0)
            .order_by("drug", "ordered_at")
        ),
    )
