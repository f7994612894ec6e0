"""The steps before a release: what is answered, what is left, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from health.models import DischargeStep, Patient
from health.models.continuity import DischargeStepKind
from health.selectors.records import last_stay
from inmates.models import Person

AHEAD = timedelta(days=14)
NEAR = timedelta(days=2)
STEPS = len(DischargeStepKind)


@dataclass(frozen=True, slots=True)
class Release:
    """Somebody who is released soon. ``left`` steps have no answer. ``level``: bad, warn, info or ok."""

    record: UUID
    person: Person
    planned_at: datetime
    left: int
    level: str


def releases(at: datetime) -> list[Release]:
    """Who is released from the own clinics within two weeks, the next first. No record need be open. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, person, planned_at, answered FROM health.releases_ahead(%s)", [at + AHEAD])
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [
        Release(record, people[person], planned, STEPS - answered, level(planned, STEPS - answered, at))
        for record, person, planned, answered in rows
    ]


def level(planned_at: datetime, left: int, at: datetime) -> str:
    if not left:
        return "ok"
    if planned_at - at < NEAR / 2:
        return "bad"
    return "warn" if planned_at - at < NEAR else "info"


def release_of(patient: Patient, at: datetime) -> Release | None:
    return next((row for row in releases(at) if row.record == patient.uuid), None)


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step; ``stands`` is the newest answer of the stay, ``before`` the older ones."""

    kind: DischargeStepKind
    stands: DischargeStep | None
    before: list[DischargeStep]


def steps(patient: Patient) -> list[Step]:
    """Every kind of step in its order, of the stay that is open or was open last. Two queries."""
    found = list(DischargeStep.objects.filter(stay=last_stay(patient)).select_related("by").order_by("-at", "-pk"))
    made = []
    for kind in DischargeStepKind:
        rows = [row for row in found if row.kind == kind]
        made.append(Step(kind, rows[0] if rows else None, rows[1:]))
    return made
