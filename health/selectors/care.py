"""Who waits for the reception screening, and what was answered. Inside a clinical context."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from health.models import Patient, Screening
from health.selectors.records import whole
from inmates.models import Person, Stay


@dataclass(frozen=True, slots=True)
class Waiting:
    record: UUID
    person: Person
    received_at: datetime
    due_at: datetime
    is_overdue: bool


def waiting(at: datetime) -> list[Waiting]:
    """Everyone received and not screened in the stay, who has waited longest first; due as FIRST_HEALTH says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, person, received_at, due_at FROM health.screenings_waiting()")
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [Waiting(record, people[person], received, due, due < at) for record, person, received, due in rows]


def counted(at: datetime) -> tuple[int, int]:
    """How many wait for it, and how many of them too long. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE due_at < %s) FROM health.screenings_waiting()", [at])
        number, late = cursor.fetchone()
    return int(number), int(late)


def screenings(patient: Patient) -> list[Screening]:
    """All that were signed, of every stay, the newest first."""
    return list(Screening.objects.filter(patient__in=whole(patient)).select_related("by").order_by("-at", "-pk"))


def standing(patient: Patient, at: datetime) -> Screening | None:
    """The screening of the stay that is open now: the newest correction, if any."""
    stay = Stay.objects.as_of(at).filter(person=patient.person_row)
    return Screening.objects.filter(patient__in=whole(patient), stay__in=stay).order_by("-at", "-pk").first()
