"""Two backups: the prison's, which IT takes and which holds nothing of health, and health's own. Both come back whole.

``pg_dump`` and ``pg_restore`` are those that the embedded PostgreSQL brings. The order is that of docs/backup.md.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import Settings

from corrections.launch import paths
from corrections.launch.postgres import SUPERUSER, binary
from corrections.launch.services import Services
from corrections.models import Prison
from health.choices import AccessBasis, DocumentKind, NoteKind
from health.context import clinical_context
from health.models import Clinician
from health.selectors import records
from health.services import documents, journal, seals
from tests.corrections.factories import NOW, PrisonFactory, UnitFactory
from tests.health.factories import clinician
from tests.health.logins import variables_of
from tests.health.processes import FOREIGN
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Skjelvinger og svette etter heroin"
DOCUMENT = b"%PDF-1.4\n" + TEXT.encode() + b"\n%%EOF\n"
SECRETS = (TEXT, "Skjelvinger", "9087651", "treatment")
Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Dumped:
    done: subprocess.CompletedProcess[str]
    file: Path

    @property
    def text(self) -> str:
        """Everything that is in it, as SQL."""
        told = subprocess.run([binary("pg_restore"), "-f", "-", self.file], capture_output=True, text=True, check=True)
        return told.stdout


@pytest.fixture
def services() -> Services:
    return Services(Path(os.environ["PMS_MEDIA"]).parent, test=True)


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """The folder of the documents, as the clinical process has it."""
    settings.CLINICAL_FILES = str(tmp_path / "clinical-files")
    return tmp_path / "clinical-files"


@pytest.fixture
def record(files: Path) -> uuid.UUID:
    """A note, a document, their lines of the log, and a seal."""
    prison: Prison = PrisonFactory.create()
    nurse: Clinician = clinician(prison=prison)
    found = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
    journal.open_record(user_id=nurse.user_id, request_id=uuid.uuid4(), patient=found, basis=AccessBasis.TREATMENT)
    with clinical_context(nurse.user_id):
        journal.write_note(patient=records.patient_of(found), kind=NoteKind.OTHER, text=TEXT, by=nurse.user, at=NOW)
        documents.file_document(
            patient=records.patient_of(found),
            kind=DocumentKind.REPORT,
            title=TEXT,
            dated=NOW.date(),
            upload=SimpleUploadedFile("epikrise.pdf", DOCUMENT),
            by=nurse.user,
            at=NOW,
        )
        seals.seal_log()
    return found


def dump(kind: str, folder: Path, *choice: str) -> Dumped:
    file = folder / f"{kind}.dump"
    url = variables_of(kind)["DATABASE_URL"]
    command = [str(binary("pg_dump")), "-Fc", *choice, "-f", str(file), url]
    return Dumped(subprocess.run(command, capture_output=True, text=True, check=False), file)


def prison_dump(folder: Path) -> Dumped:
    return dump("backup_prison", folder, "-N", "health", "-N", "health_stats")


def health_dump(folder: Path) -> Dumped:
    return dump("backup", folder, "-n", "health", "-n", "health_stats")


def test_the_backup_of_the_prison_has_nothing_of_health_in_it(record: uuid.UUID, tmp_path: Path) -> None:
    dumped = prison_dump(tmp_path)
    assert dumped.done.returncode == 0, dumped.done.stderr
    text = dumped.text
    assert "COPY public.inmates_person" in text
    assert not [word for word in SECRETS if word in text]
    assert str(record) not in text
    assert not [line for line in text.splitlines() if line.startswith("COPY health")]
    assert not [line for line in text.splitlines() if line.startswith("CREATE TABLE health")]


@pytest.mark.parametrize("login", ["backup_prison", "web", "report"])
def test_no_login_of_the_prison_takes_a_backup_of_health(login: str, record: uuid.UUID, tmp_path: Path) -> None:
    for choice in (("-n", "health"), ()):
        dumped = dump(login, tmp_path, *choice)
        assert dumped.done.returncode != 0
        assert "permission denied" in dumped.done.stderr


def test_the_clinical_login_takes_none_either(record: uuid.UUID, tmp_path: Path) -> None:
    assert dump("clinical", tmp_path, "-n", "health").done.returncode != 0


def test_the_backup_of_health_is_whole(record: uuid.UUID, tmp_path: Path) -> None:
    dumped = health_dump(tmp_path)
    assert dumped.done.returncode == 0, dumped.done.stderr
    text = dumped.text
    assert TEXT not in text  # nor can whoever finds it read the notes: they are under keys that are not in it
    assert str(record) in text
    there = {name for (name,) in as_owner("SELECT tablename FROM pg_tables WHERE schemaname = 'health'")}
    assert {line.split()[1] for line in text.splitlines() if line.startswith("COPY ")} == {
        f"health.{name}" for name in there
    }


# ---- and back ----------------------------------------------------------------------------------------------------
@pytest.fixture
def fresh(services: Services) -> Iterator[str]:
    name = f"restored_{uuid.uuid4().hex[:8]}"
    services.postgres.create_database(name, owner="pms_owner")
    yield name
    drop = [str(binary("dropdb")), "-h", str(services.postgres.sockets), "-U", SUPERUSER, "--force", name]
    subprocess.run(drop, env=superuser(services), check=True, capture_output=True)


def superuser(services: Services) -> dict[str, str]:
    return {"PGPASSWORD": services.folder.secret(SUPERUSER), "PATH": os.environ["PATH"]}


def restore(services: Services, database: str, section: str, file: Path) -> None:
    where = ["-h", str(services.postgres.sockets), "-U", SUPERUSER, "-d", database]
    command = [str(binary("pg_restore")), *where, "--exit-on-error", f"--section={section}", str(file)]
    done = subprocess.run(command, env=superuser(services), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def apply_the_wall(services: Services, database: str) -> None:
    services.postgres.sql((paths.SQL / "database.sql").read_text(), database)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    env = inherited | services.env("migrate") | {"DATABASE_URL": services.postgres.url("pms_migrator", database)}
    command = [sys.executable, paths.ROOT / "manage.py", "apply_firewall"]
    done = subprocess.run(
        [str(part) for part in command],
        env=env | {"DJANGO_SETTINGS_MODULE": "corrections.settings", "PMS_HTTPS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


INVARIANTS = {
    "no table without row security": "SELECT count(*) FROM pg_tables WHERE schemaname = 'health' AND NOT rowsecurity",
    "all belongs to its owner": """SELECT count(*) FROM pg_tables
        WHERE schemaname = 'health' AND tableowner <> 'health_owner'""",
    "nothing for the web": "SELECT has_schema_privilege('cap_web', 'health', 'USAGE')::int",
    "nothing for all": """SELECT count(*) FROM pg_database d, aclexplode(d.datacl) a
        WHERE d.datname = current_database() AND a.grantee = 0""",
    "no other session's statements": "SELECT has_table_privilege('pms_web', 'pg_stat_activity', 'SELECT')::int",
    "no large objects": "SELECT has_function_privilege('pms_web', 'lo_create(oid)', 'EXECUTE')::int",
    "the log is as it was sealed": "SELECT count(*) FROM health.verify_access_log()",
}
SAME = {
    "policies": """SELECT tablename, policyname, qual, with_check FROM pg_policies
        WHERE schemaname = 'health' ORDER BY 1, 2""",
    "grants": """SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace IN ('health'::regnamespace, 'public'::regnamespace)
          AND a.grantee::regrole::text IN ('cap_web', 'cap_clinical', 'cap_report', 'pms_backup_prison')
        ORDER BY 1, 2, 3""",
    "triggers": """SELECT t.tgrelid::regclass::text, t.tgname, t.tgenabled FROM pg_trigger t
        WHERE NOT t.tgisinternal ORDER BY 1, 2""",
    "constraints": """SELECT c.conrelid::regclass::text, c.conname, c.contype::text FROM pg_constraint c
        WHERE c.connamespace IN ('health'::regnamespace, 'public'::regnamespace) AND c.contype <> 'n' ORDER BY 1, 2""",
    "notes": "SELECT id, text FROM health.note ORDER BY id",
    "documents": "SELECT uuid, sha256, file_key FROM health.document ORDER BY id",
    "log": "SELECT id, at, user_id, basis FROM health.access_log ORDER BY id",
}


def asked(services: Services, database: str, sql: str) -> Rows:
    with psycopg.connect(services.postgres.url(SUPERUSER, database)) as line:
        return list(line.execute(sql.encode()).fetchall())


def test_what_was_restored_stands_behind_the_same_wall(
    record: uuid.UUID, services: Services, fresh: str, tmp_path: Path
) -> None:
    prison, health = prison_dump(tmp_path), health_dump(tmp_path)
    for section in ("pre-data", "data", "post-data"):
        for dumped in (prison, health):
            restore(services, fresh, section, dumped.file)
    apply_the_wall(services, fresh)
    here = str(connection.settings_dict["NAME"])
    assert {name: asked(services, fresh, sql) for name, sql in INVARIANTS.items()} == {
        name: [(0,)] for name in INVARIANTS
    }
    for name, sql in SAME.items():
        assert asked(services, fresh, sql) == asked(services, here, sql), name
    assert asked(services, fresh, "SELECT count(*) FROM health.note") == [(1,)]
    with psycopg.connect(services.postgres.url("pms_web", fresh)) as web:
        assert web.execute("SELECT count(*) FROM inmates_person").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT * FROM health.note")


def command(name: str, services: Services, database: str, folder: Path, given: bytes = b"") -> tuple[int, bytes, str]:
    """A command of the clinical process, on a database and a folder."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    env = inherited | variables_of("clinical") | {"PMS_CLINICAL_FILES": str(folder), "PMS_HTTPS": "0"}
    env |= {"DATABASE_URL": services.postgres.url("pms_clinical", database)}
    done = subprocess.run(
        [sys.executable, str(paths.ROOT / "manage.py"), name],
        env=env | {"DJANGO_SETTINGS_MODULE": "corrections.settings"},
        input=given,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


def test_the_documents_come_back_beside_the_tables_and_their_archive_says_nothing(
    record: uuid.UUID, files: Path, services: Services, fresh: str, tmp_path: Path
) -> None:
    here = str(connection.settings_dict["NAME"])
    code, archive, said = command("back_up_documents", services, here, files)
    assert (code, said.strip()) == (0, "1 documents"), said
    assert not [word for word in (*SECRETS, "%PDF", "epikrise", "JOURNAL") if word.encode() in archive]
    assert str(record).encode() not in archive

    prison, health = prison_dump(tmp_path), health_dump(tmp_path)
    for section in ("pre-data", "data", "post-data"):
        for dumped in (prison, health):
            restore(services, fresh, section, dumped.file)
    apply_the_wall(services, fresh)
    back = tmp_path / "another-machine"
    code, told, said = command("restore_documents", services, fresh, back, archive)
    assert (code, told.decode().strip()) == (0, "1 documents restored, 0 were there"), said
    (kept,), (again,) = list(files.iterdir()), list(back.iterdir())
    assert (again.name, again.read_bytes()) == (kept.name, kept.read_bytes())
    assert again.stat().st_mode & 0o777 == 0o600
    assert (
        command("restore_documents", services, fresh, back, archive)[1].decode().startswith("0 documents restored, 1")
    )


def test_a_row_without_its_file_is_told_on_both_ways(record: uuid.UUID, files: Path, services: Services) -> None:
    here = str(connection.settings_dict["NAME"])
    (kept,) = list(files.iterdir())
    kept.unlink()
    code, archive, said = command("back_up_documents", services, here, files)
    assert (code, kept.name in said) == (1, True)
    code, _told, said = command("restore_documents", services, here, files, archive)
    assert (code, kept.name in said) == (1, True)
