"""What patients wait for: one time at once, what the officers see of it, and whose fault it is when nobody comes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.access import now
from corrections.models import Place, Prison
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, refusal_of
from health.choices import ClosedAs, NotKept, RequestOutcome, Service
from health.context import clinical_context
from health.models import Appointment, AppointmentTime, Clinician
from health.services import appointments, bridges, requests
from inmates.models import Commitment, Stay
from tests.corrections.factories import NOW, UnitFactory
from tests.health.rounds import opened, rows
from tests.health.test_emergencies import nurse, prison, record, stay
from tests.health.test_record import uuid_of
from tests.health.test_requests import DAY, answered, asked, room, timed, waiting_times, waits
from tests.inmates.factories import PlacementFactory

__all__ = ["nurse", "prison", "record", "room", "stay"]
pytestmark = pytest.mark.django_db


# ---- appointments ------------------------------------------------------------------------------------------------
def test_the_unit_sees_the_time_and_the_place_and_nothing_else(
    nurse: Clinician, record: uuid.UUID, stay: Stay, room: Place
) -> None:
    time = timed(nurse, record, waits(nurse, record), room)
    slot = Commitment.objects.get()
    assert (slot.pk, slot.stay, slot.kind, slot.label, slot.place) == (time.slot_id, stay, "HEALTH", "Helse", room)
    assert slot.during == time.during


def test_a_time_that_hits_another_commitment_says_so_and_nothing_is_written(
    nurse: Clinician, record: uuid.UUID, room: Place
) -> None:
    first, second = waits(nurse, record), waits(nurse, record, service=Service.DOCTOR)
    start = now() + timedelta(hours=1)
    timed(nurse, record, first, room, start=start)
    with pytest.raises(Refusal) as refused:
        timed(nurse, record, second, room, start=start)
    assert refused.value.code == "a_person_is_committed_to_one_place_at_a_time"
    assert rows("SELECT count(*) FROM health.appointment_time") == [(1,)]
    with pytest.raises(Conflict) as has_one:
        timed(nurse, record, first, room, start=start + DAY)
    assert has_one.value.code == "has_a_time"


def test_a_cancelled_time_is_gone_from_the_officers_day_and_the_patient_waits_on(
    nurse: Clinician, record: uuid.UUID, room: Place
) -> None:
    appointment = waits(nurse, record)
    time = timed(nurse, record, appointment, room)
    with opened(nurse.user, record):
        appointments.cancel_time(time=time, by=nurse.user, at=now())
        with pytest.raises(Conflict):
            appointments.cancel_time(time=time, by=nurse.user, at=now())
    slot = Commitment.objects.get()
    assert slot.cancelled_at is not None
    assert [line.history_type for line in slot.history.order_by("history_id")] == ["+", "~"]
    assert rows("SELECT act FROM health.crossing ORDER BY id") == [("book_slot",), ("cancel_slot",)]
    timed(nurse, record, appointment, room)
    assert rows("SELECT outcome FROM health.appointment_time ORDER BY id") == [("CANCELLED",), ("",)]


def test_kept_ends_the_waiting_and_a_time_to_come_is_neither_kept_nor_missed(
    nurse: Clinician, record: uuid.UUID, room: Place
) -> None:
    time = timed(nurse, record, waits(nurse, record), room)
    with opened(nurse.user, record):
        for act in (appointments.keep_time, lambda **more: appointments.miss_time(why_not=NotKept.NO_ESCORT, **more)):
            with pytest.raises(Refusal) as refused:
                act(time=time, by=nurse.user, at=now())
            assert refused.value.code == "not_come"
        appointments.keep_time(time=time, by=nurse.user, at=time.during.upper)
        with pytest.raises(Conflict):
            appointments.keep_time(time=time, by=nurse.user, at=time.during.upper)
    assert rows("SELECT closed_as, closed_at FROM health.appointment") == [("KEPT", time.during.upper)]


def test_not_brought_is_the_prisons_and_the_patient_waits_from_the_first_day(
    nurse: Clinician, record: uuid.UUID, room: Place, prison: Prison
) -> None:
    appointment = waits(nurse, record)
    time = timed(nurse, record, appointment, room)
    later = time.during.upper + DAY
    with opened(nurse.user, record):
        missed = appointments.miss_time(time=time, why_not=NotKept.NO_ESCORT, by=nurse.user, at=later)
        assert missed.is_the_prisons
    with clinical_context(nurse.user_id):
        assert waiting_times(prison, later) == [("DENTIST", 1, 10, 0, None, 1, 1)]
    again = timed(nurse, record, appointment, room, start=now() + 2 * DAY)
    with opened(nurse.user, record):
        appointments.keep_time(time=again, by=nurse.user, at=again.during.upper)
    with clinical_context(nurse.user_id):
        assert waiting_times(prison, again.during.upper) == [("DENTIST", 0, None, 1, 11, 1, 1)]


def test_the_patients_own_no_is_not_the_prisons(nurse: Clinician, record: uuid.UUID, room: Place) -> None:
    time = timed(nurse, record, waits(nurse, record), room)
    with opened(nurse.user, record):
        with pytest.raises(Refusal) as refused:
            appointments.miss_time(time=time, why_not=NotKept.OTHER, by=nurse.user, at=time.during.upper)
        assert refused.value.code == "no_comment"
        missed = appointments.miss_time(time=time, why_not=NotKept.DECLINED, by=nurse.user, at=time.during.upper)
    assert not missed.is_the_prisons


def test_nobody_waits_for_what_is_closed(nurse: Clinician, record: uuid.UUID, room: Place) -> None:
    appointment = waits(nurse, record)
    time = timed(nurse, record, appointment, room)
    with opened(nurse.user, record):
        with pytest.raises(Conflict) as refused:
            appointments.close(appointment=appointment, closed_as=ClosedAs.NO_NEED, by=nurse.user, at=now())
        assert refused.value.code == "has_a_time"
        appointments.cancel_time(time=time, by=nurse.user, at=now())
        appointments.close(appointment=appointment, closed_as=ClosedAs.NO_NEED, by=nurse.user, at=now())
    with pytest.raises(Conflict) as closed:
        timed(nurse, record, appointment, room)
    assert closed.value.code == "an_appointment_is_closed_once"


def test_a_clinician_sees_one_patient_at_a_time(
    nurse: Clinician, record: uuid.UUID, room: Place, prison: Prison
) -> None:
    other = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
    start = now() + timedelta(hours=1)
    timed(nurse, record, waits(nurse, record), room, start=start)
    with pytest.raises(Refusal) as refused:
        timed(nurse, other, waits(nurse, other), room, start=start + timedelta(minutes=10))
    assert refused.value.code == "a_clinician_sees_one_patient_at_a_time"
    assert Commitment.objects.count() == 1
    timed(nurse, other, waits(nurse, other), room, start=start + timedelta(minutes=30))


def constraint_of(error: IntegrityError) -> str | None:
    refusal = refusal_of(error)
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"service": "FRISØR"}, "an_appointment_is_of_a_known_kind"),
        ({"reason": ""}, "an_appointment_says_why"),
        ({"requested_at": NOW + DAY}, "waiting_begins_before_it_is_written"),
        ({"closed_as": "KEPT"}, "an_appointment_closed_says_who_when_and_why"),
    ],
)
def test_postgresql_refuses_an_appointment_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    made = waits(nurse, record)
    whole = {
        "patient_id": made.patient_id, "service": "NURSE", "urgency": "SOON", "reason": "x", "requested_at": NOW,
        "by": nurse.user, "at": NOW,
    }  # fmt: skip
    with opened(nurse.user, record), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appointment.objects.create(**whole | values)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("outcome = 'KEPT', outcome_at = now() + interval '2 days'", "what_became_of_a_time_says_who_and_when"),
        ("outcome = 'KEPT', outcome_at = now(), outcome_by_id = by_id", "a_time_is_kept_or_not_when_it_has_come"),
        (
            "outcome = 'NOT_KEPT', outcome_at = now() + interval '2 days', outcome_by_id = by_id",
            "a_time_not_kept_says_why",
        ),
        ("comment = 'x'", "a_time_gets_one_outcome"),
    ],
)
def test_postgresql_refuses_an_outcome_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, room: Place, change: str, constraint: str
) -> None:
    timed(nurse, record, waits(nurse, record), room)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows(f"UPDATE health.appointment_time SET {change} RETURNING 1")  # noqa: S608  (our own changes)


def test_a_time_is_a_slot_of_the_same_patient_and_hours_for_an_appointment_that_waits(
    nurse: Clinician, record: uuid.UUID, room: Place
) -> None:
    first = waits(nurse, record)
    time = timed(nurse, record, first, room)
    whole = {
        "patient_id": time.patient_id, "slot_id": time.slot_id, "during": time.during, "by": nurse.user, "at": now(),
    }  # fmt: skip
    second = waits(nurse, record, service=Service.NURSE)
    start = time.during.lower + DAY
    later = between(start, start + DAY)
    with opened(nurse.user, record) as patient:
        slot = bridges.book_slot(patient=patient, place=room.pk, start=start, end=start + DAY)
        for more, constraint in (
            ({"appointment": first, "slot_id": slot, "during": later}, "an_appointment_has_one_time_at_once"),
            ({"appointment": second, "during": later}, "a_time_is_a_slot_of_the_patient"),
        ):
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                AppointmentTime.objects.create(**whole | more)
            assert constraint_of(refused.value) == constraint
        appointments.close(appointment=second, closed_as=ClosedAs.NO_NEED, by=nurse.user, at=now())
        with pytest.raises(IntegrityError) as closed, transaction.atomic():
            AppointmentTime.objects.create(**whole | {"appointment": second})
        assert constraint_of(closed.value) == "a_time_is_for_an_appointment_that_waits"


@pytest.mark.parametrize(
    ("during", "constraint"), [("empty", "a_time_has_a_beginning"), ("[2026-01-01,)", "a_time_has_an_end")]
)
def test_postgresql_refuses_a_time_without_hours_even_where_no_slot_is_asked_for(
    nurse: Clinician, record: uuid.UUID, room: Place, during: str, constraint: str
) -> None:
    timed(nurse, record, waits(nurse, record), room)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE health.appointment_time DISABLE TRIGGER USER")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows("UPDATE health.appointment_time SET during = %s::tstzrange RETURNING 1", during)


def test_a_request_becomes_one_appointment(nurse: Clinician, record: uuid.UUID) -> None:
    request = asked(nurse, record)
    answered(nurse, record, request, outcome=RequestOutcome.APPOINTMENT, service=Service.DENTIST)
    with (
        opened(nurse.user, record),
        pytest.raises(IntegrityError, match="a_request_becomes_one_appointment"),
        transaction.atomic(),
    ):
        requests.wait_for(request=request, service=Service.NURSE, by=nurse.user, at=NOW + DAY)
