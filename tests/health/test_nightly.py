"""The checks of the night: done by the worker of health, kept, and told by morning to who answers for it."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from pytest_django import Settings

from corrections.celery import app
from corrections.models import Prison
from health import tasks
from health.context import PROCESS, clinical_context
from health.models import Clinician, NightlyCheck
from health.models.altered import Check
from health.secrets import SecretUnreadable
from health.selectors import nightly as shown
from health.services import nightly
from tests.corrections.factories import NOW, PrisonFactory
from tests.health.factories import clinician
from tests.health.rounds import ordered
from tests.health.test_emergency_pages import browser
from tests.health.test_planted import FORMS, plant
from tests.health.test_record import as_owner
from tests.health.test_sealed import a_note, nurse, prison, record

__all__ = ["nurse", "prison", "record"]
pytestmark = pytest.mark.django_db
LATE = "That has not been done for more than a day"
NOT_AS_SEALED = "The log of who opened which record is not as it was sealed"


def kept() -> list[tuple[object, ...]]:
    return as_owner("SELECT kind, faults FROM health.nightly_check ORDER BY id")


def test_both_checks_stand_in_the_plan_of_the_worker_of_health() -> None:
    text = (project.BASE_DIR / "corrections" / "settings.py").read_text()
    before, after = text.split("if CLINICAL\n    else {", 1)
    for task in (tasks.check_the_log, tasks.check_the_texts):
        assert f'"{task.name}"' in before
        assert f'"{task.name}"' not in after


def test_the_worker_finds_a_planted_text_and_the_clinic_is_told(
    nurse: Clinician, record: uuid.UUID, caplog: pytest.LogCaptureFixture
) -> None:
    a_note(nurse, record, "Sover bedre")
    tasks.check_the_texts()
    assert kept() == [("TEXTS", 0)]
    pk = plant(nurse, FORMS["bare"])
    with caplog.at_level(logging.ERROR, logger="health.altered"):
        tasks.check_the_texts()
    assert kept() == [("TEXTS", 0), ("TEXTS", 1)]
    assert [line.getMessage() for line in caplog.records] == [f"A text was altered outside the system: note {pk} text"]
    home = browser(nurse).get(reverse("clinical_home")).content.decode()
    assert "A text of a record was altered outside the system." in home


def test_another_clinic_is_not_told_of_it(nurse: Clinician, record: uuid.UUID) -> None:
    plant(nurse, FORMS["bare"])
    tasks.check_the_texts()
    other = clinician(prison=PrisonFactory.create())
    home = browser(other).get(reverse("clinical_home")).content.decode()
    assert "altered outside the system" not in home


def test_a_changed_line_of_the_access_log_is_told_to_every_clinic(
    nurse: Clinician, record: uuid.UUID, prison: Prison, caplog: pytest.LogCaptureFixture
) -> None:
    a_note(nurse, record, "Sover bedre")
    tasks.seal_access_log()
    tasks.check_the_log()
    assert kept() == [("LOG", 0)]
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.access_log DISABLE TRIGGER USER")
    as_owner("UPDATE health.access_log SET user_id = user_id + 1")
    with caplog.at_level(logging.ERROR, logger="health.altered"):
        tasks.check_the_log()
    assert kept()[0] == ("LOG", 0)
    assert as_owner("SELECT faults > 0 FROM health.nightly_check ORDER BY id DESC LIMIT 1") == [(True,)]
    assert any("changed" in line.getMessage() for line in caplog.records)
    for who in (nurse, clinician(prison=PrisonFactory.create())):
        assert NOT_AS_SEALED in browser(who).get(reverse("clinical_home")).content.decode()


def test_without_the_key_the_check_is_not_said_to_be_done(settings: Settings) -> None:
    settings.JOURNAL_KEY = ""
    with pytest.raises(SecretUnreadable, match="JOURNAL_KEY is not set"):
        tasks.check_the_texts()
    assert kept() == []


def test_a_check_that_has_not_run_for_more_than_a_day_is_said(nurse: Clinician) -> None:
    for kind in (nightly.check_texts, nightly.check_log):
        kind(at=NOW)
    with clinical_context(nurse.user_id):
        assert not shown.newest(NOW + timedelta(hours=36)).is_late
        assert shown.newest(NOW + timedelta(hours=36, seconds=1)).is_late
    nightly.check_log(at=NOW + timedelta(days=1))
    with clinical_context(nurse.user_id):
        assert shown.newest(NOW + timedelta(hours=37)).is_late  # of the texts
    nightly.check_texts(at=NOW + timedelta(days=1))
    with clinical_context(nurse.user_id):
        assert not shown.newest(NOW + timedelta(hours=37)).is_late


def test_a_clinic_that_opened_today_is_not_told_of_nights_it_has_not_had(nurse: Clinician) -> None:
    with clinical_context(nurse.user_id):
        approved = Clinician.objects.get(pk=nurse.pk).approved_at
        assert approved is not None
        assert not shown.newest(approved + timedelta(hours=1)).is_late
        assert shown.newest(approved + timedelta(hours=37)).is_late


def test_the_page_says_that_the_checks_are_late(nurse: Clinician) -> None:
    page = reverse("clinical_home")
    nightly.check_texts(at=NOW - timedelta(days=900))
    assert LATE in browser(nurse).get(page).content.decode()
    tasks.check_the_texts()
    tasks.check_the_log()
    assert LATE not in browser(nurse).get(page).content.decode()


def test_nobody_writes_or_takes_away_a_check_but_the_process(nurse: Clinician) -> None:
    with (
        clinical_context(nurse.user_id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        NightlyCheck.objects.create(kind=Check.LOG, faults=0, at=NOW)
    nightly.check_log(at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.nightly_check")
    with (
        clinical_context(PROCESS),
        pytest.raises(IntegrityError, match="a_check_is_of_a_known_kind"),
        transaction.atomic(),
    ):
        NightlyCheck.objects.create(kind="ELSE", faults=0, at=NOW)
    assert kept() == [("LOG", 0)]


def test_a_task_sent_again_finds_everything_done(nurse: Clinician, record: uuid.UUID) -> None:
    """A message that is replayed is valid: what it asks for is done already, and the only new line says so."""
    a_note(nurse, record)
    ordered(nurse.user, record)
    ours = [task for name, task in sorted(app.tasks.items()) if name.startswith("health.")]
    for task in ours:
        task.run()
    before = counts()
    assert before["dose"] > 0
    for task in ours:
        task.run()
    after = counts()
    assert {name: number for name, number in after.items() if number != before[name]} == {
        "nightly_check": before["nightly_check"] + 2
    }


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'health'::regnamespace AND relkind = 'r'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM health."{name}"')  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found
