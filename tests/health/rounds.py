"""Medicines for tests: an order with what most tests want, its doses, and the record open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from corrections.models import User
from health.choices import AccessBasis, DoseUnit, Form, HandoutMode, Route, StrengthUnit
from health.context import clinical_context
from health.models import Administration, Dose, MedicationOrder, Patient
from health.selectors import records
from health.services import doses, journal, medicines
from health.services.doses import Checked
from health.services.medicines import Prescription
from inmates.models import Stay
from tests.corrections.factories import NOW

BOTH = Checked(face=True, birth_date=True)
SERTRALINE = Prescription(
    atc="N06AB06",
    drug="Sertralin",
    form=Form.TABLET,
    strength=Decimal(50),
    strength_unit=StrengthUnit.MG,
    dose=Decimal(2),
    dose_unit=DoseUnit.TABLET,
    route=Route.ORAL,
    mode=HandoutMode.NURSE_SUPERVISED,
    prescriber="Lege E. Sandvik",
    times=[time(8, 30)],
)
BUPRENORPHINE = replace(
    SERTRALINE,
    atc="N07BC01",
    drug="Buprenorfin",
    form=Form.SUBLINGUAL,
    strength=Decimal(8),
    route=Route.SUBLINGUAL,
    mode=HandoutMode.OAT_SUPERVISED,
    controlled=True,
)
PARACETAMOL = replace(
    SERTRALINE,
    atc="N02BE01",
    drug="Paracetamol",
    strength=Decimal(500),
    times=[],
    as_needed=True,
    min_interval_hours=4,
    daily_max=Decimal(8),
)
START = NOW - timedelta(days=30)


def record_of(stay: Stay) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid FROM health.patient WHERE person_id = %s", [stay.person_id])
        return UUID(str(cursor.fetchone()[0]))


@contextmanager
def opened(user: User, record: UUID) -> Iterator[Patient]:
    """Inside a context of ``user``, with the record open."""
    journal.open_record(user_id=user.pk, request_id=uuid4(), patient=record, basis=AccessBasis.TREATMENT)
    with clinical_context(user.pk):
        yield records.patient_of(record)


def ordered(user: User, record: UUID, what: Prescription = SERTRALINE, **more: Any) -> MedicationOrder:
    with opened(user, record) as patient:
        return medicines.order(patient=patient, what=what, by=user, **{"start": START, "at": START, **more})


def due(user: User, record: UUID, at: datetime) -> Dose:
    """The doses of that day are made; the one that is due at ``at``."""
    with clinical_context(user.pk):
        doses.make_doses(start=at - timedelta(hours=12), end=at + timedelta(hours=12))
    with opened(user, record):
        return Dose.objects.select_related("order__patient__person").get(due_at=at)


def given(user: User, record: UUID, dose: Dose, at: datetime | None = None, **more: Any) -> Administration:
    with opened(user, record):
        return doses.give(dose=dose, at=at or dose.due_at, by=user, **{"checked": BOTH, "client_id": uuid4(), **more})


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """As the owner, whom no policy binds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())
