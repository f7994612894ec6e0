"""A text that was changed in the database: the record is still there, the text says so, and the leader is told."""

import logging
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.choices import NoteKind
from health.context import clinical_context
from health.models import AlteredText, Clinician, Note
from health.models.sealed import UNREADABLE
from health.selectors import altered
from health.services import altered as acts
from health.services import journal, keys
from tests.corrections.factories import NOW, PrisonFactory
from tests.health.factories import clinician
from tests.health.rounds import opened
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.health.test_sealed import a_note, moved, nurse, prison, record, texts

__all__ = ["nurse", "prison", "record"]
pytestmark = pytest.mark.django_db
CHANGED = (
    "UPDATE health.note SET text = set_byte(text, 20, get_byte(text, 20) # 1)"
    " WHERE id = (SELECT min(id) FROM health.note)"
)


@pytest.fixture
def note(nurse: Clinician, record: uuid.UUID) -> Note:
    """The first of two notes; somebody has changed a byte of it in the database."""
    first = a_note(nurse, record, "Sover dårlig")
    a_note(nurse, record, "Sover bedre")
    moved(CHANGED)
    return first


@pytest.fixture
def leader(prison: Prison) -> Clinician:
    return clinician(prison=prison, leads=True)


def reports() -> list[tuple[object, ...]]:
    return as_owner("SELECT table_name, column_name, row_id, found_by_id FROM health.altered_text ORDER BY id")


def test_the_record_opens_with_every_other_text_and_says_which_cannot_be_read(
    nurse: Clinician, record: uuid.UUID, note: Note
) -> None:
    answer = browser(nurse).get(reverse("patient_record", args=[record]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Sover bedre" in page
    assert page.count(str(UNREADABLE)) == 1
    assert "Sover dårlig" not in page


def test_it_is_told_once_and_logged_without_a_word_of_it(
    nurse: Clinician, record: uuid.UUID, note: Note, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="health.altered"):
        for _time in range(3):
            texts(nurse, record)
    assert reports() == [("note", "text", note.pk, nurse.user_id)]
    assert [line.getMessage() for line in caplog.records if line.name == "health.altered"] == [
        f"A text was altered outside the system: note {note.pk} text"
    ]


def test_changed_once_more_it_is_told_once_more(nurse: Clinician, record: uuid.UUID, note: Note) -> None:
    texts(nurse, record)
    moved(CHANGED.replace("# 1", "# 2"))
    texts(nurse, record)
    assert len(reports()) == 2


@pytest.mark.parametrize(
    "change",
    [
        "substr(text, 1, 40)",
        "substr(text, 1, 12)",
        "set_byte(text, 2, 9)",
        "set_byte(text, 0, 7)",
        "text || text",
    ],
)
def test_cut_lengthened_or_under_another_key_it_is_found_too(
    nurse: Clinician, record: uuid.UUID, note: Note, change: str
) -> None:
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.note DROP CONSTRAINT text_is_sealed_text")
    moved(f"UPDATE health.note SET text = {change} WHERE id = {note.pk}")  # noqa: S608
    assert sorted(texts(nurse, record)) == sorted([str(UNREADABLE), "Sover bedre"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE health.patient_key SET wrapped = set_byte(wrapped, 15, get_byte(wrapped, 15) # 1)",
        "DELETE FROM health.patient_key",
    ],
)
def test_with_a_key_altered_or_gone_the_record_opens_and_nothing_is_written_under_it(
    nurse: Clinician, record: uuid.UUID, note: Note, change: str
) -> None:
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.patient_key DISABLE TRIGGER USER")
    as_owner(change)
    assert browser(nurse).get(reverse("patient_record", args=[record])).status_code == 200
    assert texts(nurse, record) == [str(UNREADABLE)] * 2
    if change.startswith("UPDATE"):
        with opened(nurse.user, record) as patient, pytest.raises(Refusal, match="Nothing can be written"):
            journal.write_note(patient=patient, kind=NoteKind.OTHER, text="Nytt", by=nurse.user, at=NOW)


def test_what_stands_instead_is_never_written_as_if_somebody_had_said_it(
    nurse: Clinician, record: uuid.UUID, note: Note
) -> None:
    page = reverse("note_correct", args=[record, note.pk])
    client = browser(nurse)
    answer = client.post(page, {"text": f" {UNREADABLE} "})
    assert "Write it anew" in answer.content.decode()
    assert as_owner("SELECT count(*) FROM health.note") == [(2,)]
    assert client.post(page, {"text": "Sov dårlig, står det på papiret."}).status_code == 302


def test_saved_with_another_change_the_row_is_as_it_was_found(nurse: Clinician, record: uuid.UUID, note: Note) -> None:
    ((before,),) = as_owner("SELECT text FROM health.note WHERE id = %s", note.pk)
    with opened(nurse.user, record):
        found = Note.objects.get(pk=note.pk)
        assert found.text == str(UNREADABLE)
        assert bytes(Note._meta.get_field("text").pre_save(found, False)) == bytes(before)


def test_a_change_of_keys_goes_on_past_it_and_tells_it(nurse: Clinician, record: uuid.UUID, note: Note) -> None:
    assert sum(keys.reseal(keys_before=NOW.replace(year=2099))) == 1
    assert reports() == [("note", "text", note.pk, None)]
    assert sorted(texts(nurse, record)) == sorted([str(UNREADABLE), "Sover bedre"])


def test_the_clinic_is_told_and_its_leader_writes_what_was_done(
    nurse: Clinician, leader: Clinician, record: uuid.UUID, note: Note
) -> None:
    texts(nurse, record)
    home, listed = reverse("clinical_home"), reverse("altered_texts")
    for who in (nurse, leader):
        assert "A text of a record was altered outside the system." in browser(who).get(home).content.decode()
    ((pk,),) = as_owner("SELECT id FROM health.altered_text")
    page = reverse("altered_text", args=[pk])
    assert page in browser(nurse).get(listed).content.decode()
    refused = browser(nurse).post(page, {"done": "Ringte drift."})
    assert "The leader of the clinic writes what was done about it." in refused.content.decode()
    assert browser(leader).post(page, {"done": " "}).status_code == 422
    assert as_owner("SELECT count(*) FROM health.altered_settled") == [(0,)]
    assert browser(leader).post(page, {"done": "Ringte drift: feil ved gjenoppretting."})["Location"] == listed
    assert "altered outside the system" not in browser(nurse).get(home).content.decode()
    told = browser(nurse).get(listed).content.decode()
    assert "Ringte drift: feil ved gjenoppretting." in told
    assert page not in told


def test_it_is_settled_once_and_says_what(leader: Clinician, nurse: Clinician, record: uuid.UUID, note: Note) -> None:
    texts(nurse, record)
    with clinical_context(leader.user_id):
        (text,) = AlteredText.objects.all()
        with pytest.raises(Refusal, match="Write what was done") as empty:
            acts.settle(text=text, done="  ", at=NOW)
        acts.settle(text=text, done="Ringte drift.", at=NOW)
        with pytest.raises(Conflict, match="Somebody has already written") as twice:
            acts.settle(text=text, done="Igjen", at=NOW)
    assert empty.value.code == "what_was_done_about_it_is_said"
    assert twice.value.code == "an_altered_text_is_settled_once"


def test_where_nobody_leads_the_clinic_everyone_there_settles_it(
    nurse: Clinician, record: uuid.UUID, note: Note
) -> None:
    texts(nurse, record)
    with clinical_context(nurse.user_id):
        acts.settle(text=AlteredText.objects.get(), done="Ringte drift.", at=NOW)
        assert altered.waiting() == 0


def test_another_clinic_is_told_nothing(nurse: Clinician, record: uuid.UUID, note: Note) -> None:
    texts(nurse, record)
    third = clinician(prison=PrisonFactory.create())
    ((pk,),) = as_owner("SELECT id FROM health.altered_text")
    with clinical_context(third.user_id):
        assert (altered.told(), altered.waiting()) == ([], 0)
        with pytest.raises(Http404):
            altered.one(pk)


def test_nobody_reports_what_they_have_not_opened_nor_takes_a_report_away(
    nurse: Clinician, record: uuid.UUID, note: Note
) -> None:
    third = clinician(prison=PrisonFactory.create())
    for column in ("text", "kind", "x"):
        with clinical_context(third.user_id), pytest.raises(DatabaseError, match="no such text"), transaction.atomic():
            as_owner("SELECT health.report_altered('note', %s, %s, now())", column, note.pk)
    texts(nurse, record)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.altered_text")
    with pytest.raises(IntegrityError, match="an_altered_text_is_told_once"), transaction.atomic():
        as_owner(
            """INSERT INTO health.altered_text
                 (table_name, column_name, row_id, fingerprint, patient_id, person_id, found_at)
               SELECT table_name, column_name, row_id, fingerprint, patient_id, person_id, now()
               FROM health.altered_text"""
        )
