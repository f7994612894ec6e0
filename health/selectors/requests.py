"""What patients have asked for and wait for, in the clinics of whoever is asking. Their records are open by now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404

from corrections.models import Prison
from health.choices import Service, Urgency
from health.models import Appointment, AppointmentTime, Patient, PatientRequest
from health.selectors.records import whole

MOST = 300


def records_waiting(prisons: Iterable[Prison], kind: str) -> list[UUID]:
    """Whose records a list needs: addresses of the clinics' own patients. Opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT w.record FROM unnest(%s::bigint[]) p, health.records_waiting(p) w WHERE w.kind = %s",
            [[prison.pk for prison in prisons], kind],
        )
        return [row[0] for row in cursor.fetchall()]


def counted(prisons: Iterable[Prison], at: datetime) -> tuple[int, int]:
    """How many requests are open, and how many are past their clock. Opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(r.open_), sum(r.overdue) FROM unnest(%s::bigint[]) p, health.requests_waiting(p, %s) r",
            [[prison.pk for prison in prisons], at],
        )
        open_, overdue = cursor.fetchone()
        return int(open_ or 0), int(overdue or 0)


@dataclass(frozen=True, slots=True)
class Asked:
    request: PatientRequest
    is_overdue: bool


def queue(prisons: Sequence[Prison], at: datetime) -> list[Asked]:
    """Requests that nobody has answered, the one with the least time left first. One query."""
    found = (
        PatientRequest.objects.filter(patient__prison__in=prisons, answered_at__isnull=True)
        .select_related("patient__person", "received_by")
        .order_by("due_at", "pk")[:MOST]
    )
    return [Asked(request, request.due_at <= at) for request in found]


def request_of(patient: Patient, pk: int) -> PatientRequest:
    found = (
        PatientRequest.objects.filter(patient__in=whole(patient), pk=pk)
        .select_related("received_by", "answered_by")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise Http404
    return found


def requests_of(patient: Patient) -> list[PatientRequest]:
    """All that the patient has asked for, newest first; what is open comes before."""
    found = PatientRequest.objects.filter(patient__in=whole(patient)).select_related("received_by", "answered_by")
    return sorted(found.order_by("-received_at", "-pk")[:MOST], key=lambda each: each.answered_at is not None)


# ---- appointments ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waits:
    """One who waits: since when in whole days, and the time that is given, if one is."""

    appointment: Appointment
    days: int
    time: AppointmentTime | None
    is_past: bool  # the time has come, and nobody has said what became of it


@dataclass(frozen=True, slots=True)
class Numbers:
    """One part of the clinic, over the last 90 days: how long those who came had waited, and who did not come."""

    waiting: int = 0
    longest_days: int | None = None
    kept: int = 0
    median_days: int | None = None
    missed: int = 0
    by_prison: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    service: Service
    numbers: Numbers
    waiting: list[Waits]


def with_times(appointments: Iterable[Appointment], at: datetime) -> list[Waits]:
    """Each with the time that is given for it, if one is. One query for all."""
    found = list(appointments)
    given = AppointmentTime.objects.filter(appointment__in=found, outcome="").select_related("slot__place", "clinician")
    times = {time.appointment_id: time for time in given}
    return [waits(each, times.get(each.pk), at) for each in found]


def waits(appointment: Appointment, time: AppointmentTime | None, at: datetime) -> Waits:
    return Waits(
        appointment=appointment,
        days=((appointment.closed_at or at) - appointment.requested_at).days,
        time=time,
        is_past=time is not None and time.during.upper <= at,
    )


def waiting_list(prison: Prison, at: datetime) -> list[Part]:
    """Who waits for each part of the prison's clinic, the most urgent and then the longest first. Three queries."""
    found = (
        Appointment.objects.filter(patient__prison=prison, closed_at__isnull=True)
        .select_related("patient__person")
        .order_by("requested_at", "pk")[:MOST]
    )
    order = list(Urgency.values)
    rows = sorted(with_times(found, at), key=lambda row: order.index(row.appointment.urgency))
    numbers = numbers_of(prison, at)
    return [
        Part(service, numbers.get(service, Numbers()), [row for row in rows if row.appointment.service == service])
        for service in Service
        if service in numbers
    ]


def numbers_of(prison: Prison, at: datetime) -> dict[str, Numbers]:
    """By part of the clinic. Counted by PostgreSQL, without opening a record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM health.waiting_times(%s, %s)", [prison.pk, at])
        return {row[0]: Numbers(*row[1:]) for row in cursor.fetchall()}


def appointment_of(patient: Patient, pk: int, at: datetime) -> Waits:
    """One appointment of this record. Raises ``Http404`` for another's."""
    found = Appointment.objects.filter(patient__in=whole(patient), pk=pk).select_related(
        "request", "by", "closed_by", "patient"
    )
    rows = with_times(found.order_by("pk"), at)
    if not rows:
        raise Http404
    return rows[0]


def times_of(appointment: Appointment) -> list[AppointmentTime]:
    """Every time that was given for it, newest first."""
    found = AppointmentTime.objects.filter(appointment=appointment)
    return list(found.select_related("slot__place", "clinician", "outcome_by").order_by("-during", "-pk"))


def appointments_of(patient: Patient, at: datetime) -> list[Waits]:
    """What the patient waits for. Two queries."""
    found = Appointment.objects.filter(patient__in=whole(patient), closed_at__isnull=True)
    return with_times(found.order_by("requested_at", "pk"), at)
