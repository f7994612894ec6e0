"""What patients ask for and wait for: the clock, one answer, one time at once, and what the officers see of it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from corrections.access import now
from corrections.models import Place, Prison
from corrections.refusals import Conflict, Refusal
from health.choices import AskedThrough, RequestOutcome, Service, Urgency
from health.context import clinical_context, sign_ctx
from health.models import Appointment, AppointmentTime, Clinician, PatientRequest
from health.services import appointments, requests
from inmates.models import Commitment
from tests.corrections.factories import NOW, PlaceFactory, PrisonFactory
from tests.health.factories import clinician
from tests.health.logins import connect
from tests.health.rounds import opened, rows
from tests.health.test_emergencies import nurse, prison, record, stay

__all__ = ["nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
TABLES = ["patient_request", "appointment", "appointment_time", "problem", "consent", "referral", "document"]


@pytest.fixture
def room(prison: Prison) -> Place:
    made: Place = PlaceFactory.create(prison=prison)
    return made


def asked(who: Clinician, record: uuid.UUID, **more: Any) -> PatientRequest:
    values: dict[str, Any] = {
        "through": AskedThrough.SLIP,
        "urgency": Urgency.SOON,
        "text": "Vondt i en tann",
        "asked_at": NOW - DAY,
        "at": NOW,
    }
    with opened(who.user, record) as patient:
        return requests.register_request(patient=patient, by=who.user, **values | more)


def answered(who: Clinician, record: uuid.UUID, request: PatientRequest, **more: Any) -> PatientRequest:
    values: dict[str, Any] = {
        "outcome": RequestOutcome.ADVICE,
        "answer": "Ta Paracet til natten.",
        "at": NOW + timedelta(hours=1),
    }
    with opened(who.user, record):
        return requests.answer_request(request=request, by=who.user, **values | more)


def waits(who: Clinician, record: uuid.UUID, **more: Any) -> Appointment:
    values: dict[str, Any] = {
        "service": Service.DENTIST,
        "urgency": Urgency.ROUTINE,
        "reason": "Tannpine",
        "requested_at": now() - 9 * DAY,
        "at": now(),
    }
    with opened(who.user, record) as patient:
        return appointments.ask_for(patient=patient, by=who.user, **values | more)


def timed(who: Clinician, record: uuid.UUID, appointment: Appointment, room: Place, **more: Any) -> AppointmentTime:
    values: dict[str, Any] = {"start": now() + timedelta(hours=1), "minutes": 30, "clinician": who.user, "at": now()}
    with opened(who.user, record):
        return appointments.give_time(appointment=appointment, place=room, by=who.user, **values | more)


def waiting_times(prison: Prison, at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM health.waiting_times(%s, %s)", [prison.pk, at])
        return list(cursor.fetchall())


# ---- requests ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("urgency", "rule", "due"),
    [
        (Urgency.NOW, "HEALTH_REQUEST_NOW", timedelta(hours=2)),
        (Urgency.SOON, "HEALTH_REQUEST_SOON", timedelta(hours=24)),
        (Urgency.ROUTINE, "HEALTH_REQUEST_ROUTINE", timedelta(days=7)),
    ],
)
def test_the_clock_of_a_request_starts_when_the_clinic_has_it(
    nurse: Clinician, record: uuid.UUID, urgency: Urgency, rule: str, due: timedelta
) -> None:
    made = asked(nurse, record, urgency=urgency)
    assert (made.due_at - made.received_at, made.rule.rule_id) == (due, rule)
    assert (made.received_at, made.received_by, made.asked_at) == (NOW, nurse.user, NOW - DAY)


def test_a_request_is_answered_once_and_the_second_is_told(nurse: Clinician, record: uuid.UUID) -> None:
    request = asked(nurse, record)
    done = answered(nurse, record, request)
    assert (done.outcome, done.answer, done.answered_by) == ("ADVICE", "Ta Paracet til natten.", nurse.user)
    with pytest.raises(Conflict) as refused:
        answered(nurse, record, request, answer="Noe annet")
    assert refused.value.code == "a_request_is_answered_once"
    with opened(nurse.user, record):
        assert PatientRequest.objects.get().answer == "Ta Paracet til natten."


def test_answered_with_an_appointment_the_patient_waits_from_the_day_they_asked(
    nurse: Clinician, record: uuid.UUID
) -> None:
    request = asked(nurse, record)
    with pytest.raises(Refusal) as refused:
        answered(nurse, record, request, outcome=RequestOutcome.APPOINTMENT)
    assert refused.value.code == "no_service"
    assert rows("SELECT answered_at FROM health.patient_request") == [(None,)]
    answered(nurse, record, request, outcome=RequestOutcome.APPOINTMENT, service=Service.DENTIST)
    with opened(nurse.user, record):
        made = Appointment.objects.get()
        said = (made.service, made.requested_at, made.request_id, made.reason)
    assert said == ("DENTIST", NOW - DAY, request.pk, "Vondt i en tann")


@pytest.mark.parametrize(
    ("values", "code"), [({"text": "  "}, "empty"), ({"asked_at": NOW + DAY}, "later")], ids=["empty", "later"]
)
def test_a_request_says_something_and_was_asked_before_now(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        asked(nurse, record, **values)
    assert refused.value.code == code
    assert rows("SELECT count(*) FROM health.patient_request") == [(0,)]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "a_request_says_what"),
        ({"urgency": "STRAKS"}, "a_request_is_of_a_known_kind"),
        ({"asked_at": NOW + DAY}, "a_request_is_received_when_it_was_asked"),
        ({"due_at": NOW}, "a_request_is_due_later"),
        ({"outcome": "ADVICE"}, "an_answer_says_what_who_and_when"),
    ],
)
def test_postgresql_refuses_a_request_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    made = asked(nurse, record)
    whole = {
        "patient_id": made.patient_id, "through": "SLIP", "urgency": "SOON", "text": "x", "asked_at": NOW,
        "received_at": NOW, "received_by": nurse.user, "rule": made.rule, "due_at": NOW + DAY,
    }  # fmt: skip
    with opened(nurse.user, record), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PatientRequest.objects.create(**whole | values)


# ---- the wall ----------------------------------------------------------------------------------------------------
@committing
@pytest.mark.parametrize("table", TABLES)
def test_the_web_login_reaches_none_of_it(prison: Prison, table: str) -> None:
    with connect("web") as login, pytest.raises(InsufficientPrivilege):
        login.execute(f"SELECT * FROM health.{table}".encode())  # noqa: S608


@committing
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE health.patient_request SET text = 'x'",
        "UPDATE health.patient_request SET urgency = 'NOW'",
        "UPDATE health.appointment SET requested_at = now()",
        "UPDATE health.appointment_time SET during = 'empty'",
        "UPDATE health.problem SET text = 'x'",
        "UPDATE health.document SET title = 'x'",
        "UPDATE health.referral SET reason = 'x'",
        "UPDATE health.consent SET scope = 'GP'",
        *("DELETE FROM health." + table for table in TABLES),  # noqa: S608  (our own tables)
        *("TRUNCATE health." + table for table in TABLES),
    ],
)
def test_the_clinical_login_itself_rewrites_nothing(nurse: Clinician, record: uuid.UUID, sql: str) -> None:
    with connect("clinical") as login:
        login.execute("SELECT set_config('pms.ctx', %s, false)", [sign_ctx(nurse.user_id, uuid.uuid4())])
        with pytest.raises(InsufficientPrivilege):
            login.execute(sql.encode())


def test_the_owner_too_changes_nothing_of_a_request_but_its_answer_once(nurse: Clinician, record: uuid.UUID) -> None:
    request = asked(nurse, record)
    answered(nurse, record, request)
    for sql in ("UPDATE health.patient_request SET text = 'x'", "UPDATE health.patient_request SET answer = 'x'"):
        with pytest.raises(IntegrityError, match="a_request_is_answered_once"), transaction.atomic():
            rows(sql)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows("DELETE FROM health.patient_request")


def test_a_request_is_seen_where_the_record_is_open_alone(nurse: Clinician, record: uuid.UUID) -> None:
    asked(nurse, record)
    rows("DELETE FROM health.open_grant RETURNING 1")
    with clinical_context(nurse.user_id):
        assert PatientRequest.objects.count() == 0
    with opened(nurse.user, record):
        assert PatientRequest.objects.count() == 1


def test_the_lists_of_another_clinic_say_nothing(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    asked(nurse, record)
    waits(nurse, record)
    ours = "SELECT kind FROM health.records_waiting(%s) ORDER BY 1"
    with clinical_context(nurse.user_id):
        assert rows(ours, prison.pk) == [("appointment",), ("request",)]
        assert rows("SELECT * FROM health.requests_waiting(%s, %s)", prison.pk, NOW + 2 * DAY) == [(1, 1)]
    with clinical_context(clinician(prison=PrisonFactory.create()).user_id):
        assert rows(ours, prison.pk) == []
        assert rows("SELECT * FROM health.requests_waiting(%s, %s)", prison.pk, NOW) == [(0, 0)]
        assert waiting_times(prison, now()) == []


def test_nobody_answers_in_the_name_of_another(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    request = asked(nurse, record)
    other = clinician(prison=prison)
    with opened(nurse.user, record), pytest.raises(DatabaseError, match="row-level security"):
        requests.answer_request(request=request, outcome="ADVICE", answer="x", by=other.user, at=NOW + DAY)


def test_a_slot_of_another_clinics_patient_is_not_given_back(nurse: Clinician, record: uuid.UUID, room: Place) -> None:
    timed(nurse, record, waits(nurse, record), room)
    slot, stranger = Commitment.objects.get(), clinician(prison=PrisonFactory.create())
    with (
        clinical_context(stranger.user_id),
        pytest.raises(ProgrammingError, match="outside scope"),
        transaction.atomic(),
    ):
        rows("SELECT health.cancel_slot(%s, %s)", record, slot.pk)
    slot.refresh_from_db()
    assert slot.cancelled_at is None
