"""The wall from outside: what the web login can do, what the web process knows, and that no table is forgotten.

The statements run as ``pms_web`` itself, as an injection or a stolen password would; the tests' own login may do more.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from psycopg.errors import Error, InsufficientPrivilege

from corrections.firewall import grants_of
from corrections.models import User
from tests.corrections.factories import UserFactory
from tests.health.factories import clinician
from tests.health.logins import connect, variables_of

ROOT = Path(__file__).resolve().parents[2]
Login = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def web(db: None) -> Iterator[Login]:
    with connect("web") as login:
        yield login


@pytest.fixture
def report(db: None) -> Iterator[Login]:
    with connect("report") as login:
        yield login


# ---- SQL ------------------------------------------------------------------------------------------------------
DENIED = {
    "read": "SELECT * FROM health.clinician",
    "read the key": "SELECT * FROM health.ctx_key",
    "read sessions": "SELECT session_key FROM health.session",
    "read history": "SELECT * FROM health.clinician_history",
    "count": "SELECT count(*) FROM health.second_factor",
    "union": "SELECT username FROM corrections_user UNION SELECT hpr_number FROM health.clinician",
    "stacked set role": "SELECT 1; SET ROLE cap_clinical; SELECT * FROM health.clinician",
    "set role": "SET ROLE cap_clinical",
    "set role to the owner": "SET ROLE health_owner",
    "set role to the migrator": "SET ROLE pms_migrator",
    "set role in a select": "SELECT set_config('role', 'cap_clinical', false)",
    "role and xml in one select": """SELECT set_config('role', 'cap_clinical', false)
        || query_to_xml('SELECT * FROM health.clinician', true, false, '')::text""",
    "session authorization": "SET SESSION AUTHORIZATION pms_clinical",
    "xml of a query": "SELECT query_to_xml('SELECT * FROM health.clinician', true, false, '')",
    "xml of a table": "SELECT table_to_xml('health.clinician', true, false, '')",
    "insert": "INSERT INTO health.clinician (user_id) VALUES (1)",
    "update": "UPDATE health.clinician SET approved_at = now()",
    "delete": "DELETE FROM health.session",
    "truncate": "TRUNCATE health.session",
    "merge": "MERGE INTO health.session s USING corrections_user u ON false WHEN NOT MATCHED THEN DO NOTHING",
    "copy out": "COPY health.clinician TO STDOUT",
    "copy in": "COPY health.clinician FROM STDIN",
    "lock": "BEGIN; LOCK TABLE health.clinician",
    "nextval": "SELECT nextval('health.clinician_id_seq')",
    "currval of a sequence": "SELECT last_value FROM health.clinician_id_seq",
    "a block": "DO $$ BEGIN PERFORM * FROM health.clinician; END $$",
    "a definer function": "SELECT health.ctx_user()",
    "another": "SELECT health.forget_second_factor(1)",
    "loading a key": "SELECT health.load_ctx_key('0123456789012345678901234567890123456789')",
    "make a table there": "CREATE TABLE health.mine (a int)",
    "make a function there": "CREATE FUNCTION health.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "make a table in public": "CREATE TABLE public.mine (a int)",
    "make a temporary table": "CREATE TEMP TABLE mine (a int)",
    "make a schema": "CREATE SCHEMA mine",
    "make a function in public": "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "foreign key into it": "ALTER TABLE corrections_user ADD FOREIGN KEY (id) REFERENCES health.clinician (id)",
    "open the rows": "ALTER TABLE health.clinician DISABLE ROW LEVEL SECURITY",
    "stop the guard": "ALTER TABLE corrections_user DISABLE TRIGGER clinicians_sign_in_elsewhere",
    "stop all triggers": "SET session_replication_role = replica",
    "drop it": "DROP SCHEMA health CASCADE",
    "grant oneself": "GRANT cap_clinical TO pms_web",
    "grant tables": "GRANT SELECT ON health.clinician TO pms_web",
    "alter a login": "ALTER ROLE pms_clinical PASSWORD 'x'",
    "make a login": "CREATE ROLE mine SUPERUSER LOGIN",
    "a file": "SELECT pg_read_file('/etc/passwd')",
    "a program": "COPY corrections_user TO PROGRAM 'cat'",
    "what others run": "SELECT query FROM pg_stat_activity",
    "what others run, by function": "SELECT * FROM pg_stat_get_activity(NULL)",
    "a large object": "SELECT lo_from_bytea(0, 'x')",
    "a large object, opened": "SELECT lo_open(1, 131072)",
    "a message to all": "SELECT pg_notify('anyone', 'a name')",
    "passwords of logins": "SELECT rolpassword FROM pg_authid",
    "end others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    "delete the audit": "DELETE FROM corrections_readrecord",
    "change the audit": "UPDATE corrections_writerecord SET act = 'x'",
    "delete a person": "DELETE FROM corrections_user",
    "change the history": "UPDATE corrections_historicaluser SET username = 'x'",
    "make a permission": "INSERT INTO auth_permission (name, codename, content_type_id) VALUES ('x', 'x', 1)",
    "make superusers by group": "INSERT INTO corrections_user_groups (user_id, group_id) VALUES (1, 1)",
}


@pytest.mark.parametrize("what", DENIED)
def test_the_web_login_is_denied(web: Login, what: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        web.execute(DENIED[what])


@pytest.mark.parametrize("what", [what for what in DENIED if "health." in DENIED[what]])
def test_so_is_the_login_of_reports(report: Login, what: str) -> None:
    with pytest.raises((InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
        report.execute(DENIED[what])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pg_stats WHERE schemaname = 'health'",
        "SELECT * FROM information_schema.tables WHERE table_schema = 'health'",
        "SELECT * FROM information_schema.columns WHERE table_schema = 'health'",
        "SELECT 1 WHERE schema_to_xml('health', true, false, '')::text ~ 'row'",
    ],
)
def test_what_is_readable_of_the_catalogue_shows_no_row_of_health(web: Login, statement: str) -> None:
    with contextlib.suppress(InsufficientPrivilege):
        assert web.execute(statement.encode()).fetchall() == []


@pytest.mark.parametrize("extension", ["dblink", "postgres_fdw", "file_fdw", "plpython3u", "adminpack", "lo"])
def test_no_extension_leads_around_the_wall(web: Login, extension: str) -> None:
    assert web.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [extension]).fetchall() == []
    with pytest.raises(Error):
        web.execute(f"CREATE EXTENSION {extension}".encode())


def test_nobody_belongs_to_what_opens_health() -> None:
    """Membership of the session's login is what SET ROLE asks for."""
    web_env = variables_of("web")
    assert "pms_web" in web_env["DATABASE_URL"]
    assert "CTX_KEY" not in web_env


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["pms_web", "pms_report", "pms_clinical"])
def test_a_login_belongs_to_its_own_capability_alone(login: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.rolname FROM pg_roles r
               WHERE pg_has_role(%s, r.oid, 'MEMBER') AND r.rolname NOT LIKE 'pg\\_%%' ORDER BY 1""",
            [login],
        )
        assert [name for (name,) in cursor.fetchall()] == sorted([login, login.replace("pms_", "cap_")])
        cursor.execute(
            """SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
               FROM pg_roles WHERE rolname = %s""",
            [login],
        )
        assert cursor.fetchone() == (False,)


# ---- what a clinician signs in with ---------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["password", "username", "email"])
def test_the_web_login_cannot_change_what_a_clinician_signs_in_with(column: str) -> None:
    made, other = clinician(), UserFactory.create()
    statement = f"UPDATE corrections_user SET {column} = 'x' WHERE id = %s"  # noqa: S608  (three names of columns)
    with connect("web") as web:
        with pytest.raises(InsufficientPrivilege):
            web.execute(statement.encode(), [made.user_id])
        web.execute("UPDATE corrections_user SET language = 'en' WHERE id = %s", [made.user_id])
        web.execute(statement.encode(), [other.pk])
    made_user = User.objects.get(pk=made.user_id)
    assert (made_user.password, made_user.language) == (made.user.password, "en")


@pytest.mark.django_db(transaction=True)
def test_the_clinical_login_changes_two_columns_of_an_account_and_no_other() -> None:
    made = clinician()
    with connect("clinical") as login:
        login.execute("UPDATE corrections_user SET last_login = now(), password = 'x' WHERE id = %s", [made.user_id])
        for column in ("username", "is_superuser", "is_active", "email", "access_version"):
            with pytest.raises(InsufficientPrivilege):
                login.execute(f"UPDATE corrections_user SET {column} = {column}".encode())  # noqa: S608


# ---- the web process ------------------------------------------------------------------------------------------
FOREIGN = ("PMS_", "CTX_", "JOURNAL_", "OIDC_")


def run_web(script: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    env |= variables_of("web") | {"PMS_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "corrections.settings"} | more
    return subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("module", ["health.models", "health.views.home", "health.doors", "health.sessions"])
def test_the_web_process_cannot_import_health(module: str) -> None:
    done = run_web(f"import django; django.setup(); import {module}")
    assert done.returncode != 0
    assert "RuntimeError: Model class health" in done.stderr


def test_the_web_process_has_no_address_in_health() -> None:
    script = """
import django; django.setup()
from django.conf import settings
from django.urls import resolve, get_resolver, Resolver404
assert "health" not in settings.INSTALLED_APPS and settings.CLINICAL_TRANSPORT == "absent" and not settings.CTX_KEY
for path in ("/helse/", "/helse/sign-in/", "/helse/healthz"):
    try:
        resolve(path)
    except Resolver404:
        continue
    raise SystemExit(path)
"""
    done = run_web(script)
    assert done.returncode == 0, done.stderr


def test_the_web_process_refuses_to_start_with_the_key_of_the_clinical_one() -> None:
    for name in ("CTX_KEY", "CTX_KEY_BEFORE", "JOURNAL_KEY", "JOURNAL_KEY_BEFORE"):
        done = run_web("import django; django.setup()", **{name: "x" * 40})
        assert done.returncode != 0
        assert f"{name.removesuffix('_BEFORE')} is set in the web process" in done.stderr


def test_there_is_no_door_in_the_web_process() -> None:
    done = run_web(
        "import django; django.setup(); from health.context import clinical_context; clinical_context(1).__enter__()"
    )
    assert "ImproperlyConfigured: This process has no clinical database login" in done.stderr


# ---- the code -------------------------------------------------------------------------------------------------
PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
OUTSIDE = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "health"]


@pytest.mark.parametrize("model", OUTSIDE, ids=lambda model: model._meta.label)
def test_no_relation_of_a_model_leads_into_health(model: type[models.Model]) -> None:
    """Neither forwards nor backwards, hidden or not by a name that a filter could spell."""
    for field in model._meta.get_fields():
        related = field.related_model
        assert related is None or not isinstance(related, type) or related._meta.app_label != "health"
    names = set(model._meta.fields_map)
    assert not any(name.startswith(("clinician", "secondfactor", "health")) for name in names)


@pytest.mark.parametrize("model", OUTSIDE, ids=lambda model: model._meta.label)
def test_the_matrix_lets_health_read_and_nobody_change_history(model: type[models.Model]) -> None:
    """The clinical login reads of the prison and adds to its audit; nobody changes what is history."""
    web, clinical = grants_of(model._meta.app_label).of(model.__name__)
    assert set(clinical.replace(",", " ").split()) <= {"SELECT", "INSERT"}
    if model.__name__.startswith("Historical"):
        assert clinical == ""
        assert set(web.replace(",", " ").split()) <= {"SELECT", "INSERT"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", OUTSIDE, ids=lambda model: model._meta.label)
def test_what_postgresql_grants_is_what_the_matrix_says(model: type[models.Model]) -> None:
    wanted = grants_of(model._meta.app_label).of(model.__name__)
    for role, privileges in zip(("cap_web", "cap_clinical"), wanted, strict=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p FROM unnest(%s::text[]) p WHERE has_table_privilege(%s, %s, p)",
                [PRIVILEGES, role, model._meta.db_table],
            )
            assert {row[0] for row in cursor.fetchall()} == set(privileges.replace(",", " ").split())


def test_every_name_in_a_matrix_is_a_model() -> None:
    for label in {model._meta.app_label for model in OUTSIDE}:
        known = {model.__name__ for model in OUTSIDE if model._meta.app_label == label}
        assert set(grants_of(label).tables) <= known, label
