"""Free texts of a record: encrypted for their patient and place, readable inside the opened record alone."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from psycopg.errors import InsufficientPrivilege
from pytest_django import Settings

from corrections.models import Prison
from health.choices import AccessBasis, NoteKind
from health.context import ClinicalContextRequired, clinical_context, sign_ctx
from health.models import Clinician, EncryptedTextField, MedicationOrder, Note, PatientKey
from health.models.sealed import UNREADABLE
from health.secrets import OVERHEAD, SecretUnreadable
from health.selectors import records
from health.services import journal
from tests.corrections.factories import NOW, PrisonFactory
from tests.health.factories import clinician
from tests.health.logins import connect
from tests.health.rounds import SERTRALINE, opened, ordered
from tests.inmates.factories import StayFactory
from tests.together import together

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
SECRET = "Har vondt for å sove etter samtalen."


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def received(prison: Prison) -> uuid.UUID:
    stay = StayFactory.create(reception_prison=prison)
    ((found,),) = rows("SELECT uuid FROM health.patient WHERE person_id = %s", stay.person_id)
    return uuid.UUID(str(found))


@pytest.fixture
def record(prison: Prison) -> uuid.UUID:
    return received(prison)


def a_note(nurse: Clinician, record: uuid.UUID, text: str = SECRET) -> Note:
    with opened(nurse.user, record) as patient:
        return journal.write_note(patient=patient, kind=NoteKind.OTHER, text=text, by=nurse.user, at=NOW)


def texts(nurse: Clinician, record: uuid.UUID) -> list[str]:
    with opened(nurse.user, record) as patient:
        return [line.note.text for line in records.notes(patient)]


# ---- what stands in the database ---------------------------------------------------------------------------------
def test_a_note_is_noise_in_the_database_and_text_in_the_opened_record(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    ((kept,),) = rows("SELECT text FROM health.note")
    assert bytes(kept)[:3] == b"\x01\x00\x01"
    assert len(bytes(kept)) == OVERHEAD + len(SECRET.encode())
    assert b"sove" not in bytes(kept)
    assert texts(nurse, record) == [SECRET]


def test_the_same_text_twice_is_not_the_same_in_the_database(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    a_note(nurse, record)
    (one,), (other,) = rows("SELECT text FROM health.note")
    assert bytes(one) != bytes(other)


def test_what_is_written_about_medicines_is_encrypted_and_what_is_not_written_is_not_kept(
    nurse: Clinician, record: uuid.UUID
) -> None:
    ordered(nurse.user, record, replace(SERTRALINE, look_for="Tungpust"))
    ((instruction, look_for),) = rows("SELECT instruction, look_for FROM health.medication_order")
    assert (bytes(instruction), bytes(look_for)[:1]) == (b"", b"\x01")
    with opened(nurse.user, record):
        assert [(order.instruction, order.look_for) for order in MedicationOrder.objects.all()] == [("", "Tungpust")]


def test_every_text_of_the_models_is_a_column_that_postgresql_knows_to_be_sealed() -> None:
    fields = {
        (model._meta.db_table.rpartition('"')[2], field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    }
    assert len(fields) >= 7
    assert set(rows("SELECT table_name, column_name FROM health.sealed_columns()")) == fields
    checked = rows(
        "SELECT c.relname, replace(k.conname, 'text_is_sealed_', '') FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid WHERE starts_with(k.conname, 'text_is_sealed_') AND k.convalidated"
    )
    assert set(checked) == fields


def test_postgresql_takes_no_text_that_is_not_encrypted(nurse: Clinician, record: uuid.UUID) -> None:
    sql = (
        "INSERT INTO health.note (patient_id, kind, text, written_at, written_by_id)"
        " SELECT id, 'OTHER', %s, now(), %s FROM health.patient"
    )
    for plain in (SECRET.encode(), b"\x00" + SECRET.encode(), b"\x01kort"):
        with pytest.raises(IntegrityError, match="text_is_sealed_text"), transaction.atomic():
            rows(sql, plain, nurse.user_id)
    assert rows("SELECT count(*) FROM health.note") == [(0,)]


# ---- bound to its place ------------------------------------------------------------------------------------------
def moved(sql: str) -> None:
    """What somebody with all power over the database could do."""
    rows("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("note", "medication_order"):
        rows(f"ALTER TABLE health.{table} DISABLE TRIGGER USER")
    rows(sql)
    for table in ("note", "medication_order"):
        rows(f"ALTER TABLE health.{table} ENABLE TRIGGER USER")


def test_a_text_moved_to_another_patient_is_not_read(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = received(prison)
    a_note(nurse, record)
    a_note(nurse, other, "Et annet")
    moved("UPDATE health.note SET patient_id = (SELECT max(patient_id) FROM health.note)")
    assert sorted(texts(nurse, other)) == sorted([str(UNREADABLE), "Et annet"])


def test_a_text_moved_to_another_row_of_the_patient_is_not_read(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    a_note(nurse, record, "Et annet")
    moved(
        "UPDATE health.note SET text = (SELECT n.text FROM health.note n ORDER BY n.id LIMIT 1)"
        " WHERE id = (SELECT max(id) FROM health.note)"
    )
    assert sorted(texts(nurse, record)) == sorted([str(UNREADABLE), SECRET])


def test_a_text_moved_to_another_field_is_not_read(nurse: Clinician, record: uuid.UUID) -> None:
    ordered(nurse.user, record, replace(SERTRALINE, look_for="Tungpust", instruction="Til maten"))
    moved("UPDATE health.medication_order SET instruction = look_for")
    with opened(nurse.user, record):
        order = MedicationOrder.objects.get()
        assert (order.instruction, order.look_for) == (str(UNREADABLE), "Tungpust")


def test_a_changed_byte_is_noticed(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    moved("UPDATE health.note SET text = set_byte(text, 20, get_byte(text, 20) # 1)")
    assert texts(nurse, record) == [str(UNREADABLE)]


def test_a_wrapped_key_of_another_patient_opens_nothing(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = received(prison)
    a_note(nurse, record)
    a_note(nurse, other)
    rows("UPDATE health.patient_key SET wrapped = (SELECT k.wrapped FROM health.patient_key k ORDER BY k.id LIMIT 1)")
    assert texts(nurse, other) == [str(UNREADABLE)]


# ---- who can read ------------------------------------------------------------------------------------------------
def test_a_text_is_read_inside_a_clinical_context_alone(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    with opened(nurse.user, record):
        note = Note.objects.get()
    with pytest.raises(ClinicalContextRequired):
        assert note.text


def test_the_key_is_not_there_until_the_record_is_open(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    with opened(nurse.user, record):
        note = Note.objects.get()
    rows("DELETE FROM health.open_grant")
    with clinical_context(nurse.user_id):
        assert PatientKey.objects.count() == 0
        with pytest.raises(SecretUnreadable):
            assert note.text


def test_nothing_is_written_in_a_record_that_is_not_open(nurse: Clinician, record: uuid.UUID) -> None:
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            journal.write_note(patient=patient, kind=NoteKind.OTHER, text="x", by=nurse.user, at=NOW)
    assert rows("SELECT count(*) FROM health.patient_key") == [(0,)]


def test_a_process_without_the_key_reads_and_writes_nothing(
    nurse: Clinician, record: uuid.UUID, settings: Settings
) -> None:
    a_note(nurse, record)
    settings.JOURNAL_KEY = settings.JOURNAL_KEY_BEFORE = ""
    with pytest.raises(SecretUnreadable):
        texts(nurse, record)
    with pytest.raises(SecretUnreadable):
        a_note(nurse, record)


@committing
def test_web_and_backup_see_no_text(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    with connect("web") as web, pytest.raises(InsufficientPrivilege):
        web.execute("SELECT text FROM health.note")
    with connection.cursor() as cursor:
        cursor.execute("SELECT n::text || k::text FROM health.note n JOIN health.patient_key k USING (patient_id)")
        ((dump,),) = cursor.fetchall()
    assert SECRET not in dump
    assert SECRET.encode().hex() not in dump


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE health.patient_key SET master = 'x'",
        "DELETE FROM health.patient_key",
    ],
)
@committing
def test_a_clinician_changes_no_key_and_takes_none_away(nurse: Clinician, record: uuid.UUID, sql: str) -> None:
    a_note(nurse, record)
    with connect("clinical") as login:
        login.execute("SELECT set_config('pms.ctx', %s, false)", [sign_ctx(nurse.user_id, uuid.uuid4())])
        assert login.execute(sql.encode()).rowcount == 0


@committing
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM health.texts_to_reseal(1, '\\x010001')",
        "SELECT * FROM health.patients_after(0, 10)",
        "SELECT health.reseal('note', 'text', 1, 'a', 'b')",
        "SELECT * FROM health.resealing",
    ],
)
def test_a_clinician_reseals_nothing(nurse: Clinician, sql: str) -> None:
    with connect("clinical") as login:
        login.execute("SELECT set_config('pms.ctx', %s, false)", [sign_ctx(nurse.user_id, uuid.uuid4())])
        with pytest.raises(InsufficientPrivilege):
            login.execute(sql.encode())


# ---- keys --------------------------------------------------------------------------------------------------------
def test_a_patient_has_one_key_and_another_patient_another(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    for whose in (record, record, received(prison)):
        a_note(nurse, whose)
    assert rows("SELECT count(*), count(DISTINCT patient_id) FROM health.patient_key") == [(2, 2)]


@committing
def test_two_who_write_the_first_text_at_once_use_one_key(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = clinician(prison=prison)
    together(lambda: a_note(nurse, record, "En"), lambda: a_note(other, record, "To"))
    assert rows("SELECT count(*) FROM health.patient_key") == [(1,)]
    assert sorted(texts(nurse, record)) == ["En", "To"]


def test_a_whole_record_is_opened_with_one_query_for_its_key(
    nurse: Clinician, record: uuid.UUID, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        a_note(nurse, record, f"Nummer {number}")
    with opened(nurse.user, record) as patient:
        with django_assert_num_queries(2):
            lines = records.notes(patient)
        with django_assert_num_queries(1):
            assert len({line.note.text for line in lines}) == 5


def test_the_texts_of_many_records_need_two_queries_for_their_keys(
    nurse: Clinician, prison: Prison, django_assert_num_queries: Any
) -> None:
    found = [received(prison) for _one in range(4)]
    for each in found:
        a_note(nurse, each)
    journal.open_records(user_id=nurse.user_id, request_id=uuid.uuid4(), patients=found, basis=AccessBasis.TREATMENT)
    with clinical_context(nurse.user_id):
        notes = list(Note.objects.all())
        with django_assert_num_queries(2):
            assert {note.text for note in notes} == {SECRET}


def test_a_text_cannot_be_searched_for(nurse: Clinician, record: uuid.UUID) -> None:
    with opened(nurse.user, record):
        assert not Note.objects.filter(text="").exists()
        with pytest.raises(TypeError, match="encrypted"):
            Note.objects.filter(text=SECRET)
        with pytest.raises(TypeError, match="encrypted"), transaction.atomic():
            Note.objects.update(text=SECRET)


def test_one_key_of_a_number_for_a_patient(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    with pytest.raises(IntegrityError, match="one_key_of_a_number_for_a_patient"), transaction.atomic():
        rows(
            "INSERT INTO health.patient_key (patient_id, number, master, wrapped)"
            " SELECT patient_id, number, 'x', '' FROM health.patient_key"
        )


def test_a_key_stays_while_a_text_needs_it(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    rows(
        "INSERT INTO health.patient_key (patient_id, number, master, wrapped, made_at)"
        " SELECT patient_id, 2, master, wrapped, now() - interval '2 hours' FROM health.patient_key"
    )
    with pytest.raises(IntegrityError, match="a_key_stays_while_a_text_needs_it"), transaction.atomic():
        rows("DELETE FROM health.patient_key WHERE number = 1")
    assert texts(nurse, record) == [SECRET]


def test_a_key_that_somebody_may_be_writing_with_now_stays(nurse: Clinician, record: uuid.UUID) -> None:
    made = "INSERT INTO health.patient_key (patient_id, number, master, wrapped, made_at)"
    rows(f"{made} SELECT id, 1, '', '', now() FROM health.patient")  # noqa: S608
    rows(f"{made} SELECT id, 2, '', '', now() - interval '59 minutes' FROM health.patient")  # noqa: S608
    with pytest.raises(IntegrityError, match="a_key_stays_while_a_text_needs_it"), transaction.atomic():
        rows("DELETE FROM health.patient_key WHERE number = 1")
    rows("UPDATE health.patient_key SET made_at = now() - interval '61 minutes'")
    rows("DELETE FROM health.patient_key WHERE number = 1")
    assert rows("SELECT number FROM health.patient_key") == [(2,)]
