"""Changing the keys of records: nothing is lost, not even when the process is killed in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from corrections import firewall
from corrections.models import Prison
from health import secrets
from health.choices import NoteKind
from health.models import Clinician
from health.models.sealed import UNREADABLE
from health.secrets import SecretUnreadable
from health.selectors import records
from health.services import journal, keys
from tests.corrections.factories import NOW, PrisonFactory
from tests.health.factories import clinician
from tests.health.logins import variables_of
from tests.health.processes import FOREIGN
from tests.health.rounds import opened, ordered, record_of, rows
from tests.inmates.factories import StayFactory

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
NEW = "another-key-of-the-clinical-process-0123456789"
TEXTS = ("Sov dårlig.", "Sov bedre.")


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def written(nurse: Clinician, prison: Prison) -> UUID:
    record = record_of(StayFactory.create(reception_prison=prison))
    with opened(nurse.user, record) as patient:
        for text in TEXTS:
            journal.write_note(patient=patient, kind=NoteKind.OTHER, text=text, by=nurse.user, at=NOW)
    return record


def texts(nurse: Clinician, record: UUID) -> list[str]:
    with opened(nurse.user, record) as patient:
        return sorted(line.note.text for line in records.notes(patient))


def test_a_new_key_wraps_every_patients_key_and_the_one_before_is_taken_away(
    nurse: Clinician, prison: Prison, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [written(nurse, prison) for _one in range(3)]
    (before,) = secrets.masters()
    settings.JOURNAL_KEY, settings.JOURNAL_KEY_BEFORE = NEW, settings.JOURNAL_KEY
    assert texts(nurse, found[0]) == sorted(TEXTS)  # in the meantime both are good
    kept = rows("SELECT id, text FROM health.note ORDER BY id")
    call_command("rotate_journal_keys", batch=2)
    said = capsys.readouterr().out
    assert "2 keys wrapped anew\n3 keys wrapped anew\n" in said
    assert f"No key needs JOURNAL_KEY_BEFORE ({before}) any more: take it away." in said
    settings.JOURNAL_KEY_BEFORE = ""
    assert keys.masters_in_use() == {secrets.masters()[0]: 3}
    assert rows("SELECT id, text FROM health.note ORDER BY id") == kept  # what is signed is as it was
    for record in found:
        assert texts(nurse, record) == sorted(TEXTS)


def test_a_key_that_was_taken_away_too_early_is_said_and_nothing_is_lost(
    nurse: Clinician, prison: Prison, settings: Settings
) -> None:
    record, before = written(nurse, prison), settings.JOURNAL_KEY
    settings.JOURNAL_KEY = NEW
    with pytest.raises(SecretUnreadable, match="does not have"):
        texts(nurse, record)
    with pytest.raises(SecretUnreadable):
        call_command("rotate_journal_keys")
    settings.JOURNAL_KEY_BEFORE = before
    call_command("rotate_journal_keys")
    settings.JOURNAL_KEY_BEFORE = ""
    assert texts(nurse, record) == sorted(TEXTS)


def test_without_a_key_the_command_does_nothing(settings: Settings) -> None:
    settings.JOURNAL_KEY = ""
    with pytest.raises(CommandError, match="JOURNAL_KEY is not set"):
        call_command("rotate_journal_keys")


def test_patients_get_new_keys_and_their_signed_texts_are_the_same_text_encrypted_anew(
    nurse: Clinician, prison: Prison
) -> None:
    record = written(nurse, prison)
    order = ordered(nurse.user, record)
    kept = rows("SELECT id, text FROM health.note ORDER BY id")
    assert list(keys.reseal(keys_before=NOW.replace(year=2000))) == []  # no key is that old
    ((now,),) = rows("SELECT now()")
    rows("UPDATE health.patient_key SET made_at = now() - interval '3 days' RETURNING id")
    assert sum(keys.reseal(keys_before=now)) == 2
    assert sum(keys.reseal(keys_before=now)) == 0  # run again, nobody gets a third
    after = rows("SELECT id, text FROM health.note ORDER BY id")
    assert [bytes(text)[:3] for _pk, text in after] == [secrets.prefix_of(2)] * 2
    assert not {bytes(text) for _pk, text in after} & {bytes(text) for _pk, text in kept}
    assert texts(nurse, record) == sorted(TEXTS)
    assert rows("SELECT table_name, count(*)::int FROM health.resealing GROUP BY 1") == [("note", 2)]
    assert rows("SELECT dose FROM health.medication_order") == [(order.dose,)]


def test_an_older_key_goes_when_nothing_needs_it_and_an_hour_has_passed(nurse: Clinician, prison: Prison) -> None:
    record = written(nurse, prison)
    rows("UPDATE health.patient_key SET made_at = now() - interval '3 days' RETURNING id")
    ((now,),) = rows("SELECT now()")
    assert sum(keys.reseal(keys_before=now)) == 2
    assert keys.drop_unused() == 0
    rows("UPDATE health.patient_key SET made_at = now() - interval '2 hours' RETURNING id")
    assert keys.drop_unused() == 1
    assert rows("SELECT number FROM health.patient_key") == [(2,)]
    assert texts(nurse, record) == sorted(TEXTS)


def plain(record: UUID) -> None:
    """As texts stood before they were encrypted: what the migration makes of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE health.note DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE health.note DROP CONSTRAINT text_is_sealed_text")
        cursor.execute("UPDATE health.note SET text = '\\x00'::bytea || convert_to('Sov godt.', 'UTF8')")
        cursor.execute("ALTER TABLE health.note ENABLE TRIGGER USER")


def test_texts_from_before_are_read_once_somebody_answers_for_them_and_then_postgresql_takes_no_other(
    nurse: Clinician, prison: Prison
) -> None:
    record = written(nurse, prison)
    plain(record)
    firewall.apply()
    check = (
        "SELECT convalidated FROM pg_constraint"
        " WHERE conname = 'text_is_sealed_text' AND conrelid = 'health.note'::regclass"
    )
    assert rows(check) == [(False,)]
    assert texts(nurse, record) == [str(UNREADABLE)] * 2
    call_command("rotate_journal_keys")
    assert texts(nurse, record) == [str(UNREADABLE)] * 2
    call_command("rotate_journal_keys", "--take-plain")
    assert {bytes(text)[:3] for (text,) in rows("SELECT text FROM health.note")} == {secrets.prefix_of(1)}
    assert texts(nurse, record) == ["Sov godt."] * 2
    firewall.apply()
    assert rows(check) == [(True,)]


GUARDS = """
SELECT DISTINCT s.table_name, p.proname FROM health.sealed_columns() s
JOIN pg_trigger t ON t.tgrelid = format('health.%I', s.table_name)::regclass
  AND NOT t.tgisinternal AND t.tgtype & 16 > 0
JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.prosrc NOT LIKE '%pms.resealing%' AND p.prosrc LIKE '%RAISE%'"""


def test_every_guard_of_signed_rows_lets_the_same_text_be_encrypted_anew() -> None:
    assert rows(GUARDS) == []


@committing
def test_killed_in_the_middle_nothing_is_lost_and_another_goes_on(
    nurse: Clinician, prison: Prison, settings: Settings
) -> None:
    found = [written(nurse, prison) for _one in range(6)]
    before = settings.JOURNAL_KEY
    env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    env |= variables_of("clinical") | {"DJANGO_SETTINGS_MODULE": "corrections.settings"}
    env |= {"JOURNAL_KEY": NEW, "JOURNAL_KEY_BEFORE": before}
    command = [sys.executable, "manage.py", "rotate_journal_keys", "--batch", "1"]
    # the fourth key waits: somebody holds its row, so that the process stands in the middle when it is killed
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT id FROM health.patient_key WHERE id ="
            " (SELECT id FROM health.patient_key ORDER BY id OFFSET 3 LIMIT 1) FOR UPDATE"
        )
        with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _one in range(3)]
            process.send_signal(signal.SIGKILL)
        cursor.execute("ROLLBACK")
    assert lines[-1] == "3 keys wrapped anew\n"
    settings.JOURNAL_KEY, settings.JOURNAL_KEY_BEFORE = NEW, before
    newest, old = secrets.masters()
    assert keys.masters_in_use() == {newest: 3, old: 3}
    for record in found:
        assert texts(nurse, record) == sorted(TEXTS)
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    settings.JOURNAL_KEY_BEFORE = ""
    assert keys.masters_in_use() == {newest: 6}
    for record in found:
        assert texts(nurse, record) == sorted(TEXTS)
