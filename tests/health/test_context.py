"""The signed context, as the clinical login itself meets it: without one nothing is there, and none can be made up."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg.errors import InsufficientPrivilege
from pytest_django import Settings

from corrections.choices import Role
from health.context import clinical_context, current, sign_ctx
from health.models import Clinician, Session
from tests.corrections.factories import UserFactory, staff
from tests.health.factories import clinician
from tests.health.logins import connect

pytestmark = pytest.mark.django_db(transaction=True)
Login = psycopg.Connection[tuple[object, ...]]
TABLES = ["clinician", "clinician_prison", "clinician_history", "second_factor"]


@pytest.fixture
def nurse() -> Clinician:
    return clinician()


@pytest.fixture
def login() -> Iterator[Login]:
    with connect("clinical") as line:
        yield line


def count(login: Login, table: str, token: str | None = None) -> int:
    with login.transaction():
        if token is not None:
            login.execute("SELECT set_config('pms.ctx', %s, true)", [token])
        found = login.execute(f"SELECT count(*) FROM health.{table}".encode()).fetchone()  # noqa: S608
    assert found is not None
    return int(str(found[0]))


@pytest.mark.parametrize("table", TABLES)
def test_without_a_context_there_are_no_rows(nurse: Clinician, login: Login, table: str) -> None:
    assert count(login, table) == 0
    assert count(login, table, "") == 0


def test_a_clinician_sees_colleagues(nurse: Clinician, login: Login) -> None:
    token = sign_ctx(nurse.user_id, uuid.uuid4())
    assert count(login, "clinician", token) == 1
    assert count(login, "clinician_prison", token) == 1


def test_the_context_ends_with_its_transaction(nurse: Clinician, login: Login) -> None:
    assert count(login, "clinician", sign_ctx(nurse.user_id, uuid.uuid4())) == 1
    assert count(login, "clinician") == 0


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF, Role.OFFICER])
def test_a_good_signature_of_one_who_is_no_clinician_shows_nothing(nurse: Clinician, login: Login, role: Role) -> None:
    other = staff(role, is_superuser=True, is_staff=True)
    for table in TABLES:
        assert count(login, table, sign_ctx(other.pk, uuid.uuid4())) == 0


def forged(user_id: int) -> dict[str, str]:
    token = sign_ctx(user_id, uuid.uuid4())
    version, _user, expires, request, mac = token.split("|")
    return {
        "another user": "|".join([version, str(user_id + 1), expires, request, mac]),
        "a longer life": "|".join([version, str(user_id), str(int(expires) + 3600), request, mac]),
        "another request": "|".join([version, str(user_id), expires, str(uuid.uuid4()), mac]),
        "another version": token.replace("v1|", "v2|", 1),
        "no signature": token[:-64],
        "a signature of noughts": token[:-64] + "0" * 64,
        "letters": "x" * 100,
        "a long one": "v1|" + "9" * 10_000,
        "another key": with_another_key(user_id),
    }


def with_another_key(user_id: int) -> str:
    key = settings.CTX_KEY
    try:
        settings.CTX_KEY = "another-key-another-key-another-key-another"
        return sign_ctx(user_id, uuid.uuid4())
    finally:
        settings.CTX_KEY = key


@pytest.mark.parametrize("what", sorted(forged(1)))
def test_a_forged_context_is_an_error(nurse: Clinician, login: Login, what: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="forged clinical context"):
        count(login, "clinician", forged(nurse.user_id)[what])


def test_an_old_context_is_an_error(nurse: Clinician, login: Login) -> None:
    with pytest.raises(InsufficientPrivilege, match="expired clinical context"):
        count(login, "clinician", sign_ctx(nurse.user_id, uuid.uuid4(), seconds=-1))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM health.ctx_key",
        "SELECT health.load_ctx_key('0123456789012345678901234567890123456789')",
        "UPDATE health.config SET test_mode = true",
        "DELETE FROM health.clinician",
        "DELETE FROM health.second_factor",
        "UPDATE health.clinician SET hpr_number = '1'",
        "UPDATE health.clinician_history SET hpr_number = '1'",
        "DELETE FROM health.clinician_history",
        "TRUNCATE health.clinician_history",
        "ALTER TABLE health.clinician DISABLE ROW LEVEL SECURITY",
        "SET ROLE health_owner",
        "SET ROLE cap_web",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT query FROM pg_stat_activity",
        "CREATE TABLE health.mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "UPDATE inmates_person SET family_name = 'x'",
        "UPDATE corrections_posting SET role = 'LEADER'",
        "SELECT * FROM django_session",
        "SELECT * FROM mfa_authenticator",
        "SELECT * FROM corrections_historicaluser",
    ],
)
def test_the_clinical_login_is_denied_what_it_does_not_need(login: Login, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        login.execute(statement.encode())


def test_row_security_cannot_be_switched_off(nurse: Clinician, login: Login) -> None:
    login.execute("SET row_security = off")
    with pytest.raises(InsufficientPrivilege):
        count(login, "clinician", sign_ctx(nurse.user_id, uuid.uuid4()))


def test_a_clinician_sees_no_second_factor_but_their_own(nurse: Clinician, login: Login) -> None:
    other = clinician()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO health.second_factor (clinician_id, secret, enrolled_at, last_step) SELECT %s, 'x', now(), 1",
            [nurse.pk],
        )
    assert count(login, "second_factor", sign_ctx(other.user_id, uuid.uuid4())) == 0
    assert count(login, "second_factor", sign_ctx(nurse.user_id, uuid.uuid4())) == 1


def test_history_stays_for_the_owner_too(nurse: Clinician) -> None:
    for statement in ("UPDATE health.clinician_history SET hpr_number = '1'", "DELETE FROM health.clinician_history"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_key_is_good_until_two_newer_ones_have_come(nurse: Clinician, login: Login) -> None:
    token = sign_ctx(nurse.user_id, uuid.uuid4())
    for number, seen in ((1, True), (2, False)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT health.load_ctx_key(%s)", [f"key-{number}-".encode() * 8])
        if seen:
            assert count(login, "clinician", token) == 1
        else:
            with pytest.raises(InsufficientPrivilege, match="forged"):
                count(login, "clinician", token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.load_ctx_key(%s)", [settings.CTX_KEY.encode()])
    assert count(login, "clinician", token) == 1


# ---- the context manager --------------------------------------------------------------------------------------
def test_contexts_do_not_nest(nurse: Clinician) -> None:
    second = clinical_context(nurse.user_id)
    with clinical_context(nurse.user_id), pytest.raises(RuntimeError, match="do not nest"):
        second.__enter__()


@pytest.mark.parametrize("ending", ["success", "error", "sql error"])
def test_nothing_of_a_context_is_left_behind(nurse: Clinician, ending: str) -> None:
    def leave() -> None:
        if ending == "error":
            raise ValueError
        if ending == "sql error":
            connection.cursor().execute("SELECT 1/0")

    with transaction.atomic():
        try:
            with clinical_context(nurse.user_id):
                leave()
        except Exception:  # noqa: BLE001, S110  (how it ends is not the question)
            pass
        assert current() is None
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user::text, coalesce(current_setting('pms.ctx', true), '')")
            assert cursor.fetchone() == ("pms_test", "")


def test_a_process_without_a_clinical_login_has_no_door(settings: Settings) -> None:
    settings.CLINICAL_TRANSPORT = "absent"
    with pytest.raises(ImproperlyConfigured), clinical_context(UserFactory.create().pk):
        pass
    assert current() is None


def test_sessions_are_the_one_thing_read_without_a_context(login: Login) -> None:
    assert count(login, "session") == Session.objects.count()
