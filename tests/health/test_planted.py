"""A text that somebody put into the database: never shown as if a clinician had written it, and a command finds it."""

import uuid
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from pytest_django import Settings

from health.context import clinical_context
from health.models import Clinician, WrittenText
from health.models.sealed import UNREADABLE
from health.services import keys
from tests.health.rounds import SERTRALINE, ordered
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.health.test_sealed import a_note, moved, nurse, prison, record, texts

__all__ = ["nurse", "prison", "record"]
pytestmark = pytest.mark.django_db
PLANTED = "Pasienten er frisk og trenger ingen medisin"
FORMS = {
    "marked as from before": b"\x00" + PLANTED.encode(),
    "bare": PLANTED.encode(),
    "with the head of a sealed one": b"\x01\x00\x01" + PLANTED.encode(),
    "under a key that was never made": b"\x01\x00\x07" + PLANTED.encode(),
    "shorter than a head": b"\x01",
    "one byte that is no text": b"\xff",
}


def plant(nurse: Clinician, text: bytes) -> int:
    """With all power over the database: a whole new note, past the constraint that wants it sealed."""
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.note DROP CONSTRAINT text_is_sealed_text")
    ((pk,),) = as_owner(
        "INSERT INTO health.note (patient_id, kind, text, written_at, written_by_id)"
        " SELECT id, 'OTHER', %s, now(), %s FROM health.patient RETURNING id",
        text,
        nurse.user_id,
    )
    return int(pk)


def verified() -> tuple[str, bool]:
    """What the command says, and whether it ends well."""
    out = StringIO()
    try:
        call_command("verify_journal_texts", stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("others", [0, 1])
def test_a_planted_note_is_shown_as_not_genuine_and_told(
    nurse: Clinician, record: uuid.UUID, form: str, others: int
) -> None:
    for _each in range(others):
        a_note(nurse, record, "Sover bedre")
    pk = plant(nurse, FORMS[form])
    page = browser(nurse).get(reverse("patient_record", args=[record])).content.decode()
    assert PLANTED not in page
    assert page.count(str(UNREADABLE)) == 1
    assert page.count("Sover bedre") == others
    assert as_owner("SELECT table_name, column_name, row_id FROM health.altered_text") == [("note", "text", pk)]


@pytest.mark.parametrize("form", FORMS)
def test_the_command_finds_it_and_says_no_word_of_it(nurse: Clinician, record: uuid.UUID, form: str) -> None:
    a_note(nurse, record, "Sover bedre")
    assert verified() == ("Every text is what was written here.\n", True)
    pk = plant(nurse, FORMS[form])
    assert verified() == (f"not genuine: note {pk} text\n", False)
    assert as_owner("SELECT row_id, found_by_id FROM health.altered_text") == [(pk, None)]


def test_in_a_record_without_any_key_it_is_found_too(nurse: Clinician, record: uuid.UUID) -> None:
    pk = plant(nurse, FORMS["with the head of a sealed one"])
    assert as_owner("SELECT count(*) FROM health.patient_key") == [(0,)]
    assert verified() == (f"not genuine: note {pk} text\n", False)


def test_a_change_of_keys_never_makes_it_genuine(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record, "Sover bedre")
    plant(nurse, FORMS["marked as from before"])
    call_command("rotate_journal_keys")
    assert sorted(texts(nurse, record)) == sorted([str(UNREADABLE), "Sover bedre"])
    assert sum(keys.reseal()) == 0


def test_a_genuine_text_moved_over_another_is_found_by_the_command(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record, "Sover bedre")
    second = a_note(nurse, record, "Sover dårlig")
    moved(
        f"UPDATE health.note SET text = (SELECT text FROM health.note WHERE id <> {second.pk}) WHERE id = {second.pk}"  # noqa: S608
    )
    assert verified() == (f"not genuine: note {second.pk} text\n", False)


def test_a_planted_text_is_not_taken_over_by_who_corrects_it(nurse: Clinician, record: uuid.UUID) -> None:
    pk = plant(nurse, FORMS["marked as from before"])
    page = browser(nurse).get(reverse("note_correct", args=[record, pk])).content.decode()
    assert PLANTED not in page


def test_without_the_key_of_the_process_nothing_is_said_to_be_in_order(
    nurse: Clinician, record: uuid.UUID, settings: Settings
) -> None:
    settings.JOURNAL_KEY = ""
    with pytest.raises(CommandError, match="JOURNAL_KEY is not set"):
        call_command("verify_journal_texts")


def without_guards(sql: str) -> None:
    """What somebody with all power over the database could do, the history of what was written left as it is."""
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("note", "medication_order"):
        as_owner(f"ALTER TABLE health.{table} DISABLE TRIGGER USER")
    as_owner(sql)


def test_a_note_that_was_emptied_is_shown_as_altered_and_found_and_told(nurse: Clinician, record: uuid.UUID) -> None:
    note = a_note(nurse, record, "Sover bedre")
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.note DROP CONSTRAINT a_note_says_something")
    without_guards("UPDATE health.note SET text = ''")
    assert verified() == (f"not genuine: note {note.pk} text\n", False)
    assert as_owner("SELECT row_id, found_by_id FROM health.altered_text") == [(note.pk, None)]
    page = browser(nurse).get(reverse("patient_record", args=[record])).content.decode()
    assert page.count(str(UNREADABLE)) == 1


def test_a_text_that_need_not_be_written_is_missed_when_it_was_and_stands_empty(
    nurse: Clinician, record: uuid.UUID
) -> None:
    ordered(nurse.user, record, replace(SERTRALINE, look_for="Tungpust"))
    ((pk,),) = as_owner("SELECT id FROM health.medication_order")
    assert verified()[1]
    without_guards("UPDATE health.medication_order SET look_for = ''")
    assert verified() == (f"not genuine: medication_order {pk} look_for\n", False)
    assert as_owner("SELECT column_name, row_id FROM health.altered_text") == [("look_for", pk)]


def test_a_note_that_was_taken_away_is_missed_and_told_to_the_clinic(nurse: Clinician, record: uuid.UUID) -> None:
    a_note(nurse, record, "Sover bedre")
    gone = a_note(nurse, record, "Sover dårlig")
    without_guards(f"DELETE FROM health.note WHERE id = {gone.pk}")  # noqa: S608
    for _night in range(2):
        assert verified() == (f"not genuine: note {gone.pk} text\n", False)
    assert as_owner("SELECT table_name, row_id FROM health.altered_text") == [("note", gone.pk)]
    home = browser(nurse).get(reverse("clinical_home")).content.decode()
    assert "A text of a record was altered outside the system." in home


def test_that_a_text_was_written_is_kept_once_and_nobody_takes_it_away(nurse: Clinician, record: uuid.UUID) -> None:
    note = a_note(nurse, record, "Sover bedre")
    kept = "SELECT table_name, column_name, row_id FROM health.written_text"
    assert as_owner(kept) == [("note", "text", note.pk)]
    call_command("rotate_journal_keys")
    assert as_owner(kept) == [("note", "text", note.pk)]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.written_text")
    with pytest.raises(IntegrityError, match="a_text_is_known_once_to_be_written"), transaction.atomic():
        as_owner(
            "INSERT INTO health.written_text (table_name, column_name, row_id, patient_id)"
            " SELECT table_name, column_name, row_id, patient_id FROM health.written_text"
        )
    with clinical_context(nurse.user_id), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        WrittenText.objects.count()


def test_every_table_with_a_text_says_that_it_was_written() -> None:
    told = as_owner(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_text_was_written' AND tgenabled = 'O'"
    )
    sealed = as_owner("SELECT DISTINCT 'health.' || table_name FROM health.sealed_columns()")
    assert sorted(told) == sorted(sealed)
    assert len(told) > 20
