"""The pitfalls of SECURITY.md 4 that lie in how Django is used: 10, 12, 20, 21, 23 and 26 by their numbers."""

import ast
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from corrections import settings as module
from corrections.models import Prison
from health.context import ClinicalContextRequired, clinical_context
from health.doors import SECOND_FACTOR, clinician_only
from health.models import Clinician
from tests.corrections.factories import PrisonFactory, UnitFactory
from tests.health.factories import clinician
from tests.health.test_emergencies import REASON
from tests.health.test_record import uuid_of
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
URL = "postgresql://pms_clinical:x@db:5432/pms"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def signed_in(who: Clinician, *, shows_errors: bool = True) -> Client:
    client = Client(raise_request_exception=shows_errors)
    client.force_login(who.user)
    session = client.session
    session[SECOND_FACTOR] = who.pk
    session.save()
    return client


# ---- 10: what went wrong is what is said -------------------------------------------------------------------------
def test_10_after_an_error_in_sql_the_error_itself_comes_out(nurse: Clinician) -> None:
    """Putting the role back in a ``finally`` would say: current transaction is aborted."""
    with (
        pytest.raises(DataError, match="division by zero"),
        clinical_context(nurse.user_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT 1 / 0")
    with clinical_context(nurse.user_id):
        assert Clinician.objects.count() == 1


# ---- 12: nothing is read after the context -----------------------------------------------------------------------
def request_of(who: Clinician) -> HttpRequest:
    request: Any = RequestFactory().get("/helse/")
    request.user, request.session, request.id = who.user, {SECOND_FACTOR: who.pk}, uuid.uuid4()
    return request  # type: ignore[no-any-return]


def test_12_a_page_is_made_to_its_last_query_inside_the_context(nurse: Clinician) -> None:
    text = "{% for each in colleagues %}{{ each.hpr_number }}{% endfor %}"

    @clinician_only
    def view(request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, engines["django"].from_string(text), {"colleagues": Clinician.objects.all()})

    answer = view(request_of(nurse))
    assert answer.content.decode() == "1234567"


def test_12_an_answer_that_would_stream_is_refused(nurse: Clinician) -> None:
    @clinician_only
    def view(request: HttpRequest) -> HttpResponse:
        return StreamingHttpResponse(each.hpr_number for each in Clinician.objects.all())  # type: ignore[return-value]

    with pytest.raises(RuntimeError, match="outside its clinical context"):
        view(request_of(nurse))


def test_12_what_is_asked_too_late_is_an_error_and_not_an_empty_list(nurse: Clinician) -> None:
    with clinical_context(nurse.user_id):
        assert list(Clinician.objects.all())
    with pytest.raises(ClinicalContextRequired):
        list(Clinician.objects.all())


def test_12_no_view_of_health_streams() -> None:
    views = "".join(path.read_text() for path in sorted((ROOT / "health" / "views").glob("*.py")))
    assert "patient_record" in views
    assert not re.search(r"StreamingHttpResponse|FileResponse|\.iterator\(", views)


# ---- 20 and 21: connections are kept, by the pool or by Django, never by both ------------------------------------
@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DATABASE_POOL", "DATABASE_PREPARE", "DATABASE_POOL_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("process", ["web", "clinical"])
def test_20_and_21_a_process_that_serves_people_has_a_pool_and_then_keeps_no_connection_itself(
    process: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setattr(module, "PROCESS", process)
    found = module.database(URL)
    assert found["OPTIONS"]["pool"]["min_size"] == 1
    assert found["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize("process", ["web", "clinical"])
def test_20_and_21_behind_pgbouncer_the_connection_is_kept_and_nothing_of_it_belongs_to_a_session(
    process: str, environment: pytest.MonkeyPatch
) -> None:
    """Transaction mode: a prepared statement or a cursor of the server would stay behind on somebody else's line."""
    environment.setattr(module, "PROCESS", process)
    environment.setenv("DATABASE_POOL", "pgbouncer")
    found = module.database(URL)
    assert "pool" not in found["OPTIONS"]
    assert found["CONN_MAX_AGE"] == 60
    assert found["CONN_HEALTH_CHECKS"] is True
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert found["OPTIONS"]["prepare_threshold"] is None
    assert found["OPTIONS"]["server_side_binding"] is False


def test_20_and_21_both_services_of_compose_say_that_pgbouncer_stands_before_them() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name in ("web", "clinical", "worker", "clinical-worker"):
        assert services[name]["environment"]["DATABASE_POOL"] == "pgbouncer", name
    told = (ROOT / "corrections" / "launch" / "compose" / "pgbouncer.ini").read_text()
    assert "pool_mode = transaction" in told


# ---- 23: what the library's history does not see -----------------------------------------------------------------
BLIND = {"update", "aupdate", "bulk_create", "abulk_create", "bulk_update", "abulk_update"}
LEFT_OUT = {"access_version"}  # a counter: the posting that raised it has its history


def with_history() -> dict[str, type[models.Model]]:
    return {model.__name__: model for model in apps.get_models() if hasattr(model, "history")}


def blind_calls() -> Iterator[tuple[str, ast.Call]]:
    for app in HOUSE:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in path.parts or "demo" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BLIND:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_23_an_update_of_rows_changes_only_columns_that_history_leaves_out() -> None:
    found = [(where, {word.arg for word in call.keywords}) for where, call in blind_calls() if call.keywords]
    wrong = []
    for where, columns in found:
        left_out = set(LEFT_OUT)
        for model in with_history().values():
            left_out |= {field.name for field in model._meta.fields} - {
                field.name
                for field in model.history.model._meta.fields  # type: ignore[attr-defined]
            }
        wrong += [where] if columns - left_out else []
    assert found
    assert not wrong


def test_23_rows_made_in_bulk_are_of_models_that_keep_no_history() -> None:
    calls = [(where, call) for where, call in blind_calls() if "bulk" in call.func.attr]  # type: ignore[attr-defined]
    made = {(where, ast.unparse(call.func.value)) for where, call in calls}  # type: ignore[attr-defined]
    assert made
    assert not [where for where, whose in made if whose.split(".")[0] in with_history()]


def test_23_a_function_of_postgresql_that_writes_a_row_with_history_writes_its_history() -> None:
    """What crosses from health is written by functions, where no library stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.oid::regprocedure::text, p.prosrc FROM pg_proc p
               WHERE p.pronamespace IN ('health'::regnamespace, 'public'::regnamespace)
                 AND p.prosrc ~* 'insert|update'"""
        )
        functions = cursor.fetchall()
    wrong = []
    for model in with_history().values():
        table = model._meta.db_table.replace('"', "")
        history = model.history.model._meta.db_table.replace('"', "")  # type: ignore[attr-defined]
        writes = re.compile(rf"(INSERT INTO|UPDATE)\s+(public\.)?{re.escape(table)}\b", re.IGNORECASE)
        keepers = [name.split("(")[0] for name, text in functions if history in text]
        keeps = re.compile("|".join([re.escape(history), *(rf"PERFORM {re.escape(name)}\(" for name in keepers)]))
        wrong += [f"{name}: {table}" for name, text in functions if writes.search(text) and not keeps.search(text)]
    assert [name for name, _ in functions if name.startswith("health.book_slot")]
    assert not wrong


# ---- 26: no name of a constraint and no detail of a row reaches a page -------------------------------------------
INSIDE = re.compile(r"constraint|violates|DETAIL|Key \(|relation \"|psycopg|Traceback|IntegrityError|SELECT |health\.")


@pytest.fixture
def record(prison: Prison) -> uuid.UUID:
    return uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)


def test_26_an_error_nobody_foresaw_is_a_plain_page(nurse: Clinician, record: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE health.note ADD CONSTRAINT nobody_told_of_this CHECK (kind <> 'OTHER')")
    address, note = reverse("patient_record", args=[record]), {"kind": "OTHER", "text": "Skjelvinger"}
    with pytest.raises(IntegrityError, match="nobody_told_of_this"):
        signed_in(nurse).post(address, note)
    answer = signed_in(nurse, shows_errors=False).post(address, note)
    assert answer.status_code == 500
    assert not INSIDE.search(answer.content.decode())
    assert "nobody_told_of_this" not in answer.content.decode()
    assert "Skjelvinger" not in answer.content.decode()


def test_26_a_constraint_with_a_sentence_speaks_and_does_not_say_its_name(record: uuid.UUID) -> None:
    doctor = signed_in(clinician(prison=PrisonFactory.create()))
    address = reverse("emergency_open", args=[record])
    assert doctor.post(address, {"reason": REASON, "minutes": "15"}).status_code == 302
    again = doctor.post(address, {"reason": REASON, "minutes": "15"})
    assert again.status_code == 409
    page = again.content.decode()
    assert "You have this record open already" in page
    assert "an_emergency_is_not_opened_twice" not in page
    assert not INSIDE.search(page)
