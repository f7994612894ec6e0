"""What clinical work leaves outside health: nothing that was written, in no table of the prison, queue, log or page.

A real clinical process works with words that stand nowhere else; then all that is not health is searched for them.
"""

import json
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import DatabaseError, connection

from corrections.celery import app
from corrections.choices import Role
from corrections.launch import paths
from corrections.launch.services import Services
from corrections.logs import WithoutValues
from corrections.models import Prison
from health import tasks
from health.models import Clinician
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory, staff
from tests.health.factories import clinician
from tests.health.logins import connect, variables_of
from tests.health.processes import FOREIGN, Process
from tests.health.test_backups import prison_dump
from tests.health.test_processes import PASSWORD, enrol
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("Skjelvinger", "Hepatitt", "Bevisstløs", "Abstinens", "Metadon")
RAISE = """
CREATE OR REPLACE FUNCTION health.break_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'OTHER' THEN
    RAISE EXCEPTION 'cannot take Abstinens' USING DETAIL = 'Abstinens etter Metadon', HINT = 'Metadon';
  END IF;
  RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION health.break_here() TO cap_clinical;
CREATE TRIGGER break_here BEFORE INSERT ON health.note FOR EACH ROW EXECUTE FUNCTION health.break_here();
"""


@pytest.fixture
def services() -> Services:
    return Services(Path(os.environ["PMS_MEDIA"]).parent, test=True)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(username="nurse", password=PASSWORD), prison=prison)


@pytest.fixture
def breaks() -> Iterator[None]:
    """One kind of note ends in an error of PostgreSQL that says the words of its text, as its own errors can."""
    with connection.cursor() as cursor:
        cursor.execute(RAISE)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER break_here ON health.note; DROP FUNCTION health.break_here()")


def patient(prison: Prison) -> uuid.UUID:
    person = PersonFactory.create(family_name="Aasgaard")
    return uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison), person=person).stay)


def worked(clinical: Process, own: uuid.UUID, far: uuid.UUID) -> None:
    """A run of clinical requests: right ones, refused ones, one that fails."""
    record = f"/helse/patients/{own}/"
    enrol(clinical)
    assert clinical.get("/helse/").status == 200
    assert clinical.post(record, {"kind": "CONSULTATION", "text": f"{WORDS[0]} om natten"}).status == 302
    assert WORDS[0] in clinical.get(record).body
    assert clinical.post(record, {"kind": "NO_KIND", "text": f"{WORDS[1]} C"}).status == 422
    assert clinical.get(f"/helse/emergency/?q={WORDS[4]}").status == 200
    asked = {"reason": f"{WORDS[2]} i luftegården", "minutes": "15"}
    assert clinical.post(f"/helse/emergency/{far}/", asked).status == 302
    assert clinical.get(f"/helse/patients/{far}/").status == 200
    broken = clinical.post(record, {"kind": "OTHER", "text": f"{WORDS[3]} etter {WORDS[4]}"}, as_page=True)
    assert broken.status == 500
    assert not [word for word in WORDS if word in broken.body]
    assert "Traceback" not in broken.body


def test_a_run_of_clinical_requests_leaves_no_word_outside_health(
    nurse: Clinician, prison: Prison, breaks: None, services: Services, tmp_path: Path
) -> None:
    own, far = patient(prison), patient(PrisonFactory.create())
    start = services.postgres.log.stat().st_size
    with Process("clinical") as clinical:
        worked(clinical, own, far)
        said = clinical.log.read_text()
    assert as_owner("SELECT count(*) FROM health.note") == [(1,)]

    assert "Internal Server Error" in said  # it is the log that an error goes to, with the place in the code
    assert "health/services/journal.py" in said
    assert not [word for word in WORDS if word in said]

    with connect("web") as web, pytest.raises(psycopg.Error):
        web.execute("SELECT 'the log of the server is read'::int")
    server = services.postgres.log.read_bytes()[start:].decode(errors="replace")
    assert "the log of the server is read" in server
    assert not [word for word in WORDS if word in server]

    dumped = prison_dump(tmp_path)  # every table of the prison: history, outbox, sessions, look-ups, messages
    assert dumped.done.returncode == 0, dumped.done.stderr
    assert "Aasgaard" in dumped.text
    assert not [word for word in WORDS if word in dumped.text]


def test_leaders_and_administrators_find_nothing_of_it_in_search_or_palette(
    nurse: Clinician, prison: Prison, breaks: None
) -> None:
    own, far = patient(prison), patient(PrisonFactory.create())
    for role in (Role.LEADER, Role.ADMINISTRATOR):
        staff(role, prison=prison, username=role, password=PASSWORD, is_superuser=True)
    with Process("clinical") as clinical, Process("web") as web:
        worked(clinical, own, far)
        for role in (Role.LEADER, Role.ADMINISTRATOR):
            assert web.post("/account/login/", {"login": role, "password": PASSWORD}, browser=role).status == 302
            for word in WORDS:
                page = web.get(f"/search/?q={word}", browser=role)
                assert page.status == 200
                assert "Aasgaard" not in page.body
            assert web.get(f"/helse/patients/{own}/", browser=role).status == 404


# ---- the queue ---------------------------------------------------------------------------------------------------
SEND = """
import django
django.setup()
from django.conf import settings
from corrections.celery import app
for entry in settings.CELERY_BEAT_SCHEDULE.values():
    app.send_task(entry["task"], **{k: entry[k] for k in ("args", "kwargs") if k in entry})
"""


def test_what_the_clinical_process_puts_in_its_queue_is_the_name_of_a_task_and_nothing_else(
    prison: Prison, nurse: Clinician, services: Services
) -> None:
    patient(prison)
    env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)} | variables_of("clinical")
    broker = redis.Redis(
        unix_socket_path=str(services.redis.socket),
        username="clinical",
        password=services.folder.secret("redis-clinical"),
        db=int(env["REDIS_URL"].rpartition("virtual_host=")[2]),
    )
    broker.delete("c:c.default")
    subprocess.run(
        [sys.executable, "-c", SEND],
        env=env | {"DJANGO_SETTINGS_MODULE": "corrections.settings", "PMS_HTTPS": "0"},
        cwd=paths.ROOT,
        check=True,
    )
    messages = [json.loads(raw) for raw in broker.lrange("c:c.default", 0, -1)]
    broker.delete("c:c.default")
    names = {message["headers"]["task"] for message in messages}
    assert {"health.seal_access_log", "health.make_doses", "health.find_missed"} <= names
    for message in messages:
        assert (message["headers"]["argsrepr"], message["headers"]["kwargsrepr"]) == ("()", "{}")


def test_no_task_of_health_takes_anything_from_the_queue_and_none_keeps_a_result() -> None:
    ours = [task for name, task in app.tasks.items() if name.startswith("health.")]
    assert len(ours) == len([name for name in vars(tasks) if hasattr(getattr(tasks, name), "delay")]) > 2
    assert not [task.name for task in ours if task.run.__code__.co_argcount or task.run.__code__.co_kwonlyargcount]
    assert settings.CELERY_RESULT_BACKEND is None
    assert settings.CELERY_TASK_IGNORE_RESULT is True


# ---- the log -----------------------------------------------------------------------------------------------------
def line_of(error: Exception, message: str = "Internal Server Error: %s", *words: object) -> str:
    try:
        try:
            int(WORDS[0])
        except ValueError as cause:
            raise error from cause
    except type(error) as caught:
        told = (type(caught), caught, caught.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, tuple(words), told)
    logging.Formatter().format(record)  # another handler has written the whole of it into the record
    return WithoutValues("{message}", style="{").format(record)


def test_a_line_of_the_log_says_what_went_wrong_and_where_and_no_value() -> None:
    line = line_of(DatabaseError(f"refused {WORDS[1]}"), "Internal Server Error: %s", "/helse/")
    assert line.startswith("Internal Server Error: /helse/\n")
    assert "test_traces.py" in line
    assert "DatabaseError" in line
    assert "ValueError" in line
    assert not [word for word in WORDS if word in line]


def test_so_does_one_that_repeats_the_error_in_its_own_words() -> None:
    error = DatabaseError(f"refused {WORDS[1]}")
    context = {"name": "health.x", "exc": repr(error), "what": error}
    line = line_of(error, "Task %(name)s failed: %(exc)s %(what)s", context)
    assert line.startswith("Task health.x failed: (left out) DatabaseError\n")
    assert not [word for word in WORDS if word in line]


def test_the_clinical_process_writes_its_log_so_and_has_nobody_to_mail_errors_to() -> None:
    script = """
import django
django.setup()
import logging
from django.conf import settings
print(type(logging.getLogger().handlers[0].formatter).__name__, settings.DEBUG, settings.ADMINS)
"""
    env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)} | variables_of("clinical")
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=env | {"DJANGO_SETTINGS_MODULE": "corrections.settings", "PMS_HTTPS": "0"},
        cwd=paths.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["WithoutValues", "False", "[]"]


# ---- the service worker ------------------------------------------------------------------------------------------
def test_no_page_of_health_is_kept_by_the_service_worker() -> None:
    """Nothing on a page of health registers it: neither its scripts nor what they import."""
    scripts = {file.name: file.read_text() for file in (paths.ROOT / "static" / "js").glob("*.js")}
    reach = {name for name, text in scripts.items() if "erviceWorker" in text}
    assert "taps-screen.js" in reach
    while more := {n for n, text in scripts.items() if n not in reach and any(f"./{r}" in text for r in reach)}:
        reach |= more
    assert {"count.js", "rounds.js"} <= reach
    for template in sorted((paths.ROOT / "templates" / "health").rglob("*.html")):
        text = template.read_text()
        assert "worker" not in text.lower(), template.name
        assert not [name for name in reach if f"js/{name}" in text], template.name
