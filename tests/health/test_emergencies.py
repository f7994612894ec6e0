"""Emergency access: opened by a clinician of elsewhere, logged, told at once, reviewed by another. Never officers."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from corrections.choices import Role
from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.choices import AccessBasis, Finding, NoteKind
from health.context import clinical_context, sign_ctx
from health.models import Clinician, EmergencyAccess, EmergencyReview, Note
from health.models.sealed import place_of, sealed
from health.selectors import emergencies, records
from health.services import emergencies as acts
from health.services import journal
from inmates.models import Stay
from tests.corrections.factories import NOW, PrisonFactory, UnitFactory, staff
from tests.health.factories import clinician
from tests.health.logins import connect
from tests.health.test_record import as_owner, grants_of, uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
Login = psycopg.Connection[tuple[object, ...]]
REASON = "Funnet bevisstløs i luftegården"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    """Of the patient's clinic."""
    return clinician(prison=prison)


@pytest.fixture
def doctor() -> Clinician:
    """Of another clinic."""
    return clinician(prison=PrisonFactory.create())


@pytest.fixture
def stay(prison: Prison) -> Stay:
    person = PersonFactory.create(family_name="Aasgaard", given_name="Olav", number="F-77001")
    stay: Stay = StayFactory.create(person=person)
    PlacementFactory.create(stay=stay, unit=UnitFactory.create(prison=prison))
    return stay


@pytest.fixture
def record(stay: Stay) -> uuid.UUID:
    return uuid_of(stay)


@pytest.fixture
def login() -> Iterator[Login]:
    with connect("clinical") as line:
        yield line


def opened(who: Clinician, record: uuid.UUID, minutes: int = 30, reason: str = REASON) -> EmergencyAccess:
    with clinical_context(who.user_id):
        acts.open_emergency(record=record, reason=reason, minutes=minutes)
    with clinical_context(who.user_id):
        found = EmergencyAccess.objects.order_by("-pk").first()
    assert found is not None
    return found


def log() -> list[tuple[object, ...]]:
    return as_owner("SELECT user_id, basis, reason FROM health.access_log ORDER BY id")


def written(nurse: Clinician, record: uuid.UUID) -> None:
    journal.open_record(user_id=nurse.user_id, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        journal.write_note(patient=patient, kind=NoteKind.OTHER, text="Allergisk", by=nurse.user, at=NOW)


# ---- opening -----------------------------------------------------------------------------------------------------
def test_the_record_of_one_patient_opens_for_the_minutes_and_the_log_has_the_line(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    written(nurse, record)
    emergency = opened(doctor, record, minutes=30)
    assert log()[-1] == (doctor.user_id, "emergency", f"emergency {emergency.pk}")
    assert emergency.during.upper - emergency.during.lower == timedelta(minutes=30)
    with clinical_context(doctor.user_id):
        patient = records.patient_of(record)
        assert [line.note.text for line in records.notes(patient)] == ["Allergisk"]
        assert emergencies.held(patient, doctor.user, emergency.during.lower) == emergency


def test_each_page_after_it_is_logged_as_an_emergency_too_and_never_lasts_longer(
    doctor: Clinician, record: uuid.UUID
) -> None:
    emergency = opened(doctor, record, minutes=5)
    journal.open_record(user_id=doctor.user_id, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT)
    assert [line[1] for line in log()] == ["emergency", "emergency"]
    ((expires,),) = as_owner("SELECT expires_at FROM health.open_grant WHERE user_id = %s", doctor.user_id)
    assert expires == emergency.during.upper


def test_it_opens_no_other_patient(doctor: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
    opened(doctor, record)
    with pytest.raises(Refusal):
        journal.open_record(user_id=doctor.user_id, request_id=uuid.uuid4(), patient=other, basis=AccessBasis.TREATMENT)
    with clinical_context(doctor.user_id), pytest.raises(Http404):
        records.patient_of(other)


@pytest.mark.parametrize("basis", [AccessBasis.SUBJECT, AccessBasis.REVIEW])
def test_it_is_for_treatment_alone(doctor: Clinician, record: uuid.UUID, basis: AccessBasis) -> None:
    opened(doctor, record)
    with pytest.raises(Refusal):
        journal.open_record(user_id=doctor.user_id, request_id=uuid.uuid4(), patient=record, basis=basis)


def test_after_its_minutes_it_is_over_and_another_opening_is_another_line(doctor: Clinician, record: uuid.UUID) -> None:
    opened(doctor, record)
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.emergency_access DISABLE TRIGGER append_only")
    as_owner("UPDATE health.emergency_access SET during = tstzrange(now() - interval '1 hour', now() - interval '1 s')")
    as_owner("ALTER TABLE health.emergency_access ENABLE TRIGGER append_only")
    with pytest.raises(Refusal):
        journal.open_record(
            user_id=doctor.user_id, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT
        )
    with clinical_context(doctor.user_id), pytest.raises(Http404):
        records.patient_of(record)
    opened(doctor, record)
    assert [line[1] for line in log()] == ["emergency", "denied", "emergency"]
    assert as_owner("SELECT count(*) FROM health.emergency_access") == [(2,)]


def test_the_same_record_is_not_opened_twice_at_once(doctor: Clinician, record: uuid.UUID) -> None:
    opened(doctor, record)
    with pytest.raises(Conflict, match="You have this record open already") as refused:
        opened(doctor, record)
    assert refused.value.code == "an_emergency_is_not_opened_twice"
    assert len(log()) == 1


@pytest.mark.parametrize(
    ("reason", "minutes", "constraint"),
    [
        ("kort", 15, "an_emergency_has_a_reason"),
        ("             x", 15, "an_emergency_has_a_reason"),
        (REASON, 61, "an_emergency_lasts_an_hour_at_most"),
        (REASON, 0, "an_emergency_lasts_an_hour_at_most"),
        (REASON, -5, "an_emergency_lasts_an_hour_at_most"),
    ],
)
def test_postgresql_wants_a_reason_and_an_hour_at_most(
    doctor: Clinician, record: uuid.UUID, reason: str, minutes: int, constraint: str
) -> None:
    with clinical_context(doctor.user_id):
        ((patient, number),) = as_owner("SELECT patient, emergency FROM health.begin_emergency(%s)", record)
        why = sealed(reason.strip(), acts.key_of(record, patient), place_of("emergency_access", number, "reason"))
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT health.open_emergency(%s, %s, %s, %s::int)", [record, number, why, minutes])
    assert (log(), grants_of(doctor.user_id)) == ([], 0)


def test_a_patient_of_ones_own_clinic_is_opened_as_usual(nurse: Clinician, record: uuid.UUID) -> None:
    with pytest.raises(Refusal, match="Open the record as usual") as refused:
        opened(nurse, record)
    assert refused.value.code == "an_emergency_is_about_another_clinics_patient"
    with clinical_context(nurse.user_id), pytest.raises(Http404):
        emergencies.stranger_of(record)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF])
def test_no_officer_opens_one_whatever_the_context_says_and_the_attempt_is_kept(record: uuid.UUID, role: Role) -> None:
    other = staff(role, is_superuser=True)
    with clinical_context(other.pk), pytest.raises(Refusal) as refused:
        acts.open_emergency(record=record, reason=REASON, minutes=15)
    assert refused.value.code == "denied"
    assert log() == [(other.pk, "denied", "emergency")]
    assert (grants_of(other.pk), as_owner("SELECT count(*) FROM health.emergency_access")) == (0, [(0,)])


def test_who_ended_as_a_clinician_opens_nothing(doctor: Clinician, record: uuid.UUID) -> None:
    as_owner("UPDATE health.clinician SET ended_at = now(), ended_by_id = proposed_by_id WHERE id = %s", doctor.pk)
    with clinical_context(doctor.user_id), pytest.raises(Refusal):
        acts.open_emergency(record=record, reason=REASON, minutes=15)
    assert [line[1] for line in log()] == ["denied"]


# ---- finding -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["Aasg", "Olav Aasgaard", "F-77001", "77001"])
def test_a_patient_of_elsewhere_is_found_by_name_or_number(doctor: Clinician, record: uuid.UUID, text: str) -> None:
    with clinical_context(doctor.user_id):
        found = emergencies.find(text)
    assert [(each.name, each.record) for each in found] == [("Aasgaard, Olav", record)]


def test_own_patients_and_nobody_are_not_found_there(nurse: Clinician, doctor: Clinician, record: uuid.UUID) -> None:
    with clinical_context(nurse.user_id):
        assert emergencies.find("Aasgaard") == []
    with clinical_context(doctor.user_id):
        assert [emergencies.find(text) for text in ("", "a", "Zzzz", "%", "_")] == [[], [], [], [], []]


def test_who_is_no_clinician_finds_nobody(record: uuid.UUID) -> None:
    with clinical_context(staff(Role.LEADER).pk):
        assert emergencies.find("Aasgaard") == []


# ---- review ------------------------------------------------------------------------------------------------------
def test_the_clinic_of_the_patient_is_told_at_once_with_a_clock(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    emergency = opened(doctor, record)
    with clinical_context(nurse.user_id):
        (row,) = emergencies.told(emergency.during.upper)
        assert emergencies.waiting_for(nurse.user) == 1
    assert (row.emergency, row.patient, row.review, row.is_overdue) == (emergency, "Aasgaard, Olav", None, False)
    assert emergency.review_due_at - emergency.during.lower == timedelta(hours=24)
    with clinical_context(nurse.user_id):
        (late,) = emergencies.told(emergency.review_due_at + timedelta(seconds=1))
    assert late.is_overdue


def test_another_clinic_is_told_nothing(doctor: Clinician, record: uuid.UUID) -> None:
    emergency, third = opened(doctor, record), clinician(prison=PrisonFactory.create())
    with clinical_context(third.user_id):
        assert (emergencies.told(NOW), emergencies.waiting_for(third.user)) == ([], 0)
        with pytest.raises(Http404):
            emergencies.one(emergency.pk, NOW)


def review(who: Clinician, emergency: EmergencyAccess, **more: str) -> EmergencyReview:
    values = {"finding": Finding.JUSTIFIED, "comment": ""} | more
    with clinical_context(who.user_id):
        return acts.review_emergency(emergency=emergency, by=who.user, at=emergency.during.upper, **values)


def test_another_clinician_reviews_and_it_stands(nurse: Clinician, doctor: Clinician, record: uuid.UUID) -> None:
    emergency = opened(doctor, record)
    made = review(nurse, emergency, finding=Finding.FOLLOW_UP, comment=" Ring fengselslegen ")
    assert (made.finding, made.comment, made.reviewed_by) == ("FOLLOW_UP", "Ring fengselslegen", nurse.user)
    with pytest.raises(Conflict, match="already been reviewed"):
        review(nurse, emergency)
    with clinical_context(nurse.user_id):
        assert emergencies.waiting_for(nurse.user) == 0
        assert [row.review for row in emergencies.told(emergency.during.upper)] == [made]
        assert emergencies.told(emergency.during.upper + timedelta(days=91)) == []


def test_nobody_reviews_themselves_and_postgresql_says_so_too(prison: Prison, record: uuid.UUID) -> None:
    """Also not where they have come to treat at the patient's clinic since."""
    doctor = clinician(prison=PrisonFactory.create())
    emergency = opened(doctor, record)
    as_owner("INSERT INTO health.clinician_prison (clinician_id, prison_id) VALUES (%s, %s)", doctor.pk, prison.pk)
    with pytest.raises(Refusal, match="Another clinician must review it"):
        review(doctor, emergency)
    with (
        clinical_context(doctor.user_id),
        pytest.raises(IntegrityError, match="one does not review oneself"),
        transaction.atomic(),
    ):
        EmergencyReview.objects.create(
            emergency=emergency,
            patient_id=emergency.patient_id,
            finding="JUSTIFIED",
            reviewed_by=doctor.user,
            reviewed_at=NOW,
        )
    assert as_owner("SELECT count(*) FROM health.emergency_review") == [(0,)]


def test_a_clinician_of_a_third_clinic_reviews_nothing_nor_signs_for_another(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    emergency, third = opened(doctor, record), clinician(prison=PrisonFactory.create())
    for who in (third, nurse):
        with (
            clinical_context(who.user_id),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            EmergencyReview.objects.create(
                emergency_id=emergency.pk,
                patient_id=emergency.patient_id,
                finding="JUSTIFIED",
                reviewed_by=third.user,
                reviewed_at=NOW,
            )
    assert as_owner("SELECT count(*) FROM health.emergency_review") == [(0,)]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"finding": "FINT"}, "a_review_has_a_known_finding"),
        ({"finding": "FOLLOW_UP"}, "what_must_be_followed_up_says_what"),
    ],
)
def test_postgresql_wants_a_finding_and_what_to_follow_up(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID, values: dict[str, str], constraint: str
) -> None:
    emergency = opened(doctor, record)
    with clinical_context(nurse.user_id), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmergencyReview.objects.create(
            emergency=emergency,
            patient_id=emergency.patient_id,
            reviewed_by=nurse.user,
            reviewed_at=NOW,
            **values,
        )


@committing
def test_the_clinical_login_itself_changes_none_of_it(doctor: Clinician, login: Login) -> None:
    login.execute("SELECT set_config('pms.ctx', %s, false)", [sign_ctx(doctor.user_id, uuid.uuid4())])
    for sql in (
        "INSERT INTO health.emergency_access (patient_id, prison_id) VALUES (1, 1)",
        "UPDATE health.emergency_access SET minutes = 60",
        "DELETE FROM health.emergency_access",
        "UPDATE health.emergency_review SET finding = 'JUSTIFIED'",
        "DELETE FROM health.emergency_review",
        "TRUNCATE health.emergency_access CASCADE",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute(sql.encode())


@committing
def test_opened_read_and_taken_back_in_one_transaction_shows_nothing(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID, login: Login
) -> None:
    written(nurse, record)
    as_owner("UPDATE health.config SET log_may_be_uncommitted = false")
    try:
        with login.transaction(force_rollback=True):
            login.execute("SELECT set_config('pms.ctx', %s, true)", [sign_ctx(doctor.user_id, uuid.uuid4())])
            ((number,),) = login.execute("SELECT emergency FROM health.begin_emergency(%s)", [record]).fetchall()
            why = b"\x01\x00\x01" + bytes(60)
            login.execute("SELECT health.open_emergency(%s, %s, %s, 15::int)", [record, number, why])
            assert login.execute("SELECT count(*) FROM health.note").fetchone() == (0,)
    finally:
        as_owner("UPDATE health.config SET log_may_be_uncommitted = true")
    assert Note._meta.db_table == 'health"."note'
    assert [line[1] for line in log()] == ["treatment"]
