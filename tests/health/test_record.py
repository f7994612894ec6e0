"""The record: log first and then read, held by PostgreSQL; signed notes; seals that find what was changed."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg.errors import InsufficientPrivilege
from pytest_django import Settings

from corrections.models import Prison
from corrections.periods import since
from corrections.refusals import Conflict, Refusal
from health.choices import AccessBasis, NoteKind
from health.context import clinical_context, sign_ctx
from health.models import AccessEntry, Clinician, Note, Patient
from health.selectors import records
from health.services import journal, seals
from inmates.models import Placement, Stay
from inmates.services import release
from tests.corrections.factories import NOW, BedFactory, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.logins import connect
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)  # the real logins see only what is committed
Login = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    placement = PlacementFactory.create(unit=UnitFactory.create(prison=prison))
    made: Stay = placement.stay
    return made


@pytest.fixture
def record(stay: Stay) -> uuid.UUID:
    return uuid_of(stay)


@pytest.fixture
def strict() -> Iterator[None]:
    """As in every real database: a line of the log counts when it is committed."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE health.config SET log_may_be_uncommitted = false")
        yield
        cursor.execute("UPDATE health.config SET log_may_be_uncommitted = true")


@pytest.fixture
def login() -> Iterator[Login]:
    with connect("clinical") as line:
        yield line


def as_owner(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def uuid_of(stay: Stay) -> uuid.UUID:
    ((found,),) = as_owner("SELECT uuid FROM health.patient WHERE person_id = %s", stay.person_id)
    return uuid.UUID(str(found))


def clinic_of(stay: Stay) -> Any:
    ((found,),) = as_owner("SELECT prison_id FROM health.patient WHERE person_id = %s", stay.person_id)
    return found


def opened(nurse: Clinician, record: uuid.UUID) -> None:
    journal.open_record(user_id=nurse.user_id, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT)


def a_note(nurse: Clinician, record: uuid.UUID, text: str = "Sov godt.") -> Note:
    opened(nurse, record)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        return journal.write_note(patient=patient, kind=NoteKind.CONSULTATION, text=text, by=nurse.user, at=NOW)


# ---- everyone received is a patient, of the clinic where they are ------------------------------------------------
def test_whoever_is_received_has_a_record_so_that_having_one_says_nothing(prison: Prison) -> None:
    stay = StayFactory.create(reception_prison=prison)
    assert clinic_of(stay) == prison.pk
    person = PersonFactory.create()
    assert as_owner("SELECT count(*) FROM health.patient WHERE person_id = %s", person.pk) == [(0,)]


def test_the_record_goes_to_the_clinic_where_the_person_is_given_a_bed(prison: Prison) -> None:
    stay = StayFactory.create(reception_prison=None)
    assert clinic_of(stay) is None
    bed = BedFactory.create(unit=UnitFactory.create(prison=prison))
    Placement.objects.create(stay=stay, bed=bed, during=since(NOW), placed_at=NOW)
    assert clinic_of(stay) == prison.pk


def test_the_release_leaves_the_record_where_it_was(stay: Stay, prison: Prison) -> None:
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    assert clinic_of(stay) == prison.pk


def test_a_transfer_takes_the_record_along_before_there_is_a_bed(stay: Stay) -> None:
    stay.reception_prison = PrisonFactory.create()
    stay.save()
    assert clinic_of(stay) == stay.reception_prison.pk


# ---- log first, then read ----------------------------------------------------------------------------------------
def notes_seen(login: Login, nurse: Clinician) -> int:
    login.execute("SELECT set_config('pms.ctx', %s, true)", [sign_ctx(nurse.user_id, uuid.uuid4())])
    found = login.execute("SELECT count(*) FROM health.note").fetchone()
    assert found is not None
    return int(str(found[0]))


def open_sql(login: Login, nurse: Clinician, record: uuid.UUID, basis: str = "treatment") -> None:
    login.execute("SELECT set_config('pms.ctx', %s, true)", [sign_ctx(nurse.user_id, uuid.uuid4())])
    login.execute("SELECT health.open_journal(ARRAY[%s::uuid], %s, '')", [record, basis])


def grants_of(user_id: int) -> int:
    ((found,),) = as_owner("SELECT count(*) FROM health.open_grant WHERE user_id = %s", user_id)
    return int(found)


def close_all() -> None:
    as_owner("DELETE FROM health.open_grant")


@committing
def test_a_record_shows_nothing_before_a_line_of_the_log_is_committed(
    nurse: Clinician, record: uuid.UUID, login: Login, strict: None
) -> None:
    a_note(nurse, record)
    close_all()
    with login.transaction():
        assert notes_seen(login, nurse) == 0
    with login.transaction():
        open_sql(login, nurse, record)
    with login.transaction():
        assert notes_seen(login, nurse) == 1


@committing
def test_whoever_opens_reads_and_takes_it_back_has_read_nothing(
    nurse: Clinician, record: uuid.UUID, login: Login, strict: None
) -> None:
    a_note(nurse, record)
    close_all()
    with login.transaction(force_rollback=True):
        open_sql(login, nurse, record)
        assert notes_seen(login, nurse) == 0


@committing
def test_the_record_closes_again_after_a_quarter_of_an_hour(
    nurse: Clinician, record: uuid.UUID, login: Login, strict: None
) -> None:
    a_note(nurse, record)
    as_owner("UPDATE health.open_grant SET expires_at = clock_timestamp() - interval '1 second'")
    with login.transaction():
        assert notes_seen(login, nurse) == 0


def test_another_clinics_patient_is_refused_and_the_attempt_is_kept(record: uuid.UUID) -> None:
    stranger = clinician(prison=PrisonFactory.create())
    with pytest.raises(Refusal) as refused:
        opened(stranger, record)
    assert refused.value.code == "out_of_scope"
    assert as_owner("SELECT user_id, basis FROM health.access_log") == [(stranger.user_id, "denied")]
    assert grants_of(stranger.user_id) == 0


def test_who_is_no_clinician_opens_nothing_whatever_the_context_says(record: uuid.UUID, stay: Stay) -> None:
    officer = clinician(prison=PrisonFactory.create()).proposed_by
    with pytest.raises(Refusal):
        journal.open_record(user_id=officer.pk, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT)
    assert grants_of(officer.pk) == 0


@committing
def test_an_unknown_basis_opens_nothing(nurse: Clinician, record: uuid.UUID, login: Login) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as refused, login.transaction():
        open_sql(login, nurse, record, "nysgjerrighet")
    assert refused.value.diag.constraint_name == "an_access_has_a_known_basis"
    assert as_owner("SELECT count(*) FROM health.access_log") == [(0,)]


@committing
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO health.access_log (user_id, patient_id, basis) VALUES (1, 1, 'treatment')",
        "UPDATE health.access_log SET user_id = 1",
        "DELETE FROM health.access_log",
        "TRUNCATE health.access_log",
        "INSERT INTO health.open_grant (user_id, patient_id, expires_at) VALUES (1, 1, 'infinity')",
        "SELECT * FROM health.open_grant",
        "UPDATE health.note SET text = 'x'",
        "DELETE FROM health.note",
        "INSERT INTO health.access_seal (from_id, to_id, lines, root, seal, at) VALUES (1, 1, 1, 'x', 'x', now())",
        "UPDATE health.patient SET prison_id = NULL",
    ],
)
def test_the_clinical_login_itself_cannot_touch_the_log_nor_what_is_signed(
    nurse: Clinician, record: uuid.UUID, login: Login, sql: str
) -> None:
    a_note(nurse, record)
    login.execute("SELECT set_config('pms.ctx', %s, false)", [sign_ctx(nurse.user_id, uuid.uuid4())])
    with pytest.raises(InsufficientPrivilege):
        login.execute(sql.encode())


@committing
@pytest.mark.parametrize("table", ["patient", "note", "access_log", "access_seal", "open_grant"])
@pytest.mark.parametrize("process", ["web"])
def test_the_web_login_reaches_no_record(record: uuid.UUID, table: str, process: str) -> None:
    with connect(process) as login, pytest.raises(InsufficientPrivilege):
        login.execute(f"SELECT * FROM health.{table}".encode())  # noqa: S608


def test_the_owner_too_cannot_rewrite_what_is_signed_or_logged(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record)
    for sql in ("UPDATE health.note SET text = 'x'", "DELETE FROM health.access_log"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            as_owner(sql)


# ---- what is written ---------------------------------------------------------------------------------------------
def test_a_note_is_signed_by_being_written(nurse: Clinician, record: uuid.UUID) -> None:
    note = a_note(nurse, record, "  Puster fritt. ")
    assert (note.text, note.written_by, note.written_at) == ("Puster fritt.", nurse.user, NOW)


def test_a_correction_stands_instead_and_the_first_can_still_be_read(nurse: Clinician, record: uuid.UUID) -> None:
    note = a_note(nurse, record, "Høyre arm")
    with clinical_context(nurse.user_id):
        fixed = journal.correct_note(note=note, text="Venstre arm", by=nurse.user, at=NOW)
        lines = [(line.note.text, line.corrected_by) for line in records.notes(records.patient_of(record))]
    assert lines == [("Venstre arm", None), ("Høyre arm", fixed)]


def test_a_note_is_corrected_once(nurse: Clinician, record: uuid.UUID) -> None:
    note = a_note(nurse, record)
    with clinical_context(nurse.user_id):
        journal.correct_note(note=note, text="En gang", by=nurse.user, at=NOW)
        with pytest.raises(Conflict):
            journal.correct_note(note=note, text="En gang til", by=nurse.user, at=NOW)
        with pytest.raises(IntegrityError, match="a_note_is_corrected_once"), transaction.atomic():
            Note.objects.create(
                patient_id=note.patient_id, kind="OTHER", text="x", written_at=NOW, written_by=nurse.user, corrects=note
            )


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"text": ""}, "a_note_says_something"), ({"kind": "BREV"}, "a_note_is_of_a_known_kind")],
)
def test_postgresql_refuses_a_note_that_says_nothing_or_is_of_no_kind(
    nurse: Clinician, record: uuid.UUID, values: dict[str, str], constraint: str
) -> None:
    note = a_note(nurse, record)
    whole = {"text": "x", "kind": "OTHER"} | values
    with clinical_context(nurse.user_id), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Note.objects.create(patient_id=note.patient_id, written_at=NOW, written_by=nurse.user, **whole)


def test_nobody_signs_in_the_name_of_another(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = clinician(prison=prison)
    opened(nurse, record)
    with clinical_context(nurse.user_id), pytest.raises(DatabaseError, match="row-level security"):
        journal.write_note(patient=records.patient_of(record), kind=NoteKind.OTHER, text="x", by=other.user, at=NOW)


def test_an_empty_note_is_refused_with_a_sentence(nurse: Clinician, record: uuid.UUID) -> None:
    opened(nurse, record)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        with pytest.raises(Refusal) as refused:
            journal.write_note(patient=patient, kind=NoteKind.OTHER, text="  ", by=nurse.user, at=NOW)
        assert records.notes(patient) == []
    assert refused.value.code == "empty"


def test_the_patient_sees_who_has_opened_the_record_and_who_tried(nurse: Clinician, record: uuid.UUID) -> None:
    stranger = clinician(prison=PrisonFactory.create())
    opened(nurse, record)
    with pytest.raises(Refusal):
        opened(stranger, record)
    opened(nurse, record)
    with clinical_context(nurse.user_id):
        looks = records.looks(records.patient_of(record))
    assert [(look.who, look.entry.basis) for look in looks] == [
        (nurse.user, "treatment"),
        (stranger.user, "denied"),
        (nurse.user, "treatment"),
    ]
    assert {look.entry.db_login for look in looks} == {"pms_test"}


# ---- seals -------------------------------------------------------------------------------------------------------
@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Path:
    settings.SEALS = str(tmp_path / "seals")
    return tmp_path / "seals"


def tampered(sql: str) -> None:
    """What somebody with all power over the database could do."""
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.access_log DISABLE TRIGGER USER")
    as_owner(sql)
    as_owner("ALTER TABLE health.access_log ENABLE TRIGGER USER")


def codes() -> list[str]:
    return [fault.code for fault in seals.faults()]


def test_every_committed_line_is_sealed_once_and_the_seal_is_kept_outside(
    nurse: Clinician, record: uuid.UUID, kept: Path
) -> None:
    for _look in range(3):
        opened(nurse, record)
    first = seals.seal_and_keep()
    assert (first.lines, kept.read_text().split()) == (3, [first.newest])
    assert seals.seal_and_keep().lines == 0
    opened(nurse, record)
    second = seals.seal_and_keep()
    assert (second.lines, kept.read_text().split()) == (1, [first.newest, second.newest])
    assert seals.faults() == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE health.access_log SET user_id = -1 WHERE id = (SELECT min(id) FROM health.access_log)", "changed"),
        ("DELETE FROM health.access_log WHERE id = (SELECT min(id) FROM health.access_log)", "missing"),
    ],
)
def test_a_line_that_was_changed_or_taken_away_is_found(
    nurse: Clinician, record: uuid.UUID, kept: Path, sql: str, code: str
) -> None:
    for _look in range(5):
        opened(nurse, record)
    seals.seal_and_keep()
    tampered(sql)
    assert codes() == [code]


def test_a_tail_that_was_cut_off_with_its_seal_is_found_by_the_seal_outside(
    nurse: Clinician, record: uuid.UUID, kept: Path
) -> None:
    opened(nurse, record)
    seals.seal_and_keep()
    opened(nurse, record)
    seals.seal_and_keep()
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.access_seal DISABLE TRIGGER USER")
    as_owner("DELETE FROM health.access_seal WHERE id = (SELECT max(id) FROM health.access_seal)")
    as_owner("ALTER TABLE health.access_seal ENABLE TRIGGER USER")
    tampered("DELETE FROM health.access_log WHERE id = (SELECT max(id) FROM health.access_log)")
    assert codes() == ["cut_off"]
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_access_log")


def test_the_command_says_that_all_is_well(
    nurse: Clinician, record: uuid.UUID, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(nurse, record)
    seals.seal_and_keep()
    call_command("verify_access_log")
    assert capsys.readouterr().out == "The access log is as it was sealed.\n"
    assert AccessEntry._meta.db_table == 'health"."access_log'
    assert Patient._meta.default_permissions == ()
