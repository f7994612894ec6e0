"""Who leaves and is asked about, who came with something open, and what is open about one patient."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from corrections.models import Prison
from health.models import Handover, Patient, TakenOver
from health.selectors import crisis
from health.selectors.records import whole
from inmates.models import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """The prison must ask the clinic before this person leaves; ``answered_at``: when a hand-over was signed."""

    record: UUID
    person: Person
    is_release: bool
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Came:
    """Came from ``prison`` with something open, and nobody here has taken over. ``written``: with a hand-over."""

    record: UUID
    person: Person
    prison: Prison
    at: datetime
    written: bool


def asked() -> list[Asked]:
    """Of the own clinics, those without an answer first. Two queries, and no record is opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, person, kind, at, answered_at FROM health.asked_ahead()")
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [
        Asked(record, people[person], kind == "RELEASE", at, answered) for record, person, kind, at, answered in rows
    ]


def came(at: datetime) -> list[Came]:
    """To the own clinics. Three queries, and no record is opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, person, from_prison, arrived_at, written FROM health.came_open(%s)", [at])
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    prisons = Prison.objects.in_bulk({row[2] for row in rows})
    return [Came(record, people[person], prisons[prison], at, written) for record, person, prison, at, written in rows]


def came_of(patient: Patient, at: datetime) -> Came | None:
    return next((row for row in came(at) if row.record == patient.uuid), None)


def asked_of(patient: Patient) -> Asked | None:
    return next((row for row in asked() if row.record == patient.uuid), None)


@dataclass(frozen=True, slots=True)
class Open:
    """What stands about one patient and does not end with the door."""

    care: crisis.Care
    plan: crisis.Plan | None

    @property
    def is_anything(self) -> bool:
        return self.care.assessment is not None or self.care.days > 0 or self.plan is not None


def open_of(patient: Patient, at: datetime) -> Open:
    plan = crisis.plan_of(patient, at)
    return Open(crisis.care_of(patient, at), plan if plan is not None and plan.measures else None)


def handovers(patient: Patient) -> list[Handover]:
    """The newest first."""
    found = Handover.objects.filter(patient__in=whole(patient)).select_related("by", "prison")
    return list(found.order_by("-at", "-pk"))


def taken(patient: Patient) -> list[TakenOver]:
    found = TakenOver.objects.filter(patient__in=whole(patient)).select_related("by", "prison")
    return list(found.order_by("-at", "-pk"))
