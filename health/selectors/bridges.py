"""What has crossed the wall: signals that stand, and what the prison has registered that the clinic acts on now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from health.choices import Happening
from health.models import AppointmentTime, Patient
from health.selectors.records import whole
from inmates.models import Commitment, Person, Signal


def signals_of(patient: Patient, at: datetime) -> list[Signal]:
    """What stands for the patient at ``at``, whoever needs it."""
    found = Signal.objects.filter(
        stay__person=patient.person_row, ended_at__isnull=True, set_at__lte=at, expires_at__gt=at
    )
    return list(found.order_by("code", "pk"))


@dataclass(frozen=True, slots=True)
class Line:
    kind: Happening
    person: Person
    record: UUID
    since: datetime


def now_for(at: datetime) -> list[tuple[Happening, list[Line]]]:
    """By kind, in the order of the vocabulary: computed from the prison's own tables. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, person_id, record, since FROM health.now_for_the_clinic(%s)", [at])
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    lines = [Line(Happening(kind), people[person], record, since) for kind, person, record, since in rows]
    groups = [(kind, [line for line in lines if line.kind == kind]) for kind in Happening]
    return [(kind, found) for kind, found in groups if found]


def commitments_of(patient: Patient, at: datetime, days: int = 14) -> list[Commitment]:
    """Where the patient is supposed to be from now on, as the unit sees it."""
    found = Commitment.objects.touching(at, at + timedelta(days=days)).filter(
        stay__person=patient.person_row, cancelled_at__isnull=True
    )
    return list(found.select_related("place").order_by("during", "pk"))


def loose_slots_of(patient: Patient, at: datetime) -> list[Commitment]:
    """Times to come that the clinic gave without an appointment behind them."""
    found = [slot for slot in commitments_of(patient, at, days=366) if slot.source == "health"]
    bound = set(
        AppointmentTime.objects.filter(patient__in=whole(patient), slot__in=[slot.pk for slot in found]).values_list(
            "slot_id", flat=True
        )
    )
    return [slot for slot in found if slot.pk not in bound]
