"""Attacks of the design's list that no other test makes (``docs/firewall.md`` has the whole list)."""

import ast
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from corrections.models import Prison
from health.models import Clinician
from health.selectors import records
from tests.corrections.factories import PrisonFactory
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.health.test_sealed import received

ROOT = Path(__file__).resolve().parents[2]
APPS = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def record(prison: Prison) -> uuid.UUID:
    return received(prison)


def sources(*apps: str) -> Iterator[tuple[Path, str]]:
    for app in apps or APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "demo", "launch"} & set(path.parts):
                yield path, path.read_text(encoding="utf-8")


def imported(text: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


# ---- what is not there cannot be attacked ------------------------------------------------------------------------
def test_health_says_no_html_of_its_own_and_turns_escaping_off_nowhere() -> None:
    for path, text in sources("health"):
        assert "mark_safe" not in text, path
        assert "SafeString" not in text, path
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "autoescape off" not in text, path
        if path.parent.name == "health":
            assert not re.search(r"\|\s*safe\b", text), path


def test_no_form_takes_fields_that_it_does_not_name() -> None:
    for path, text in sources():
        assert not re.search(r"fields\s*=\s*.__all__.", text), path
        assert not re.search(r"class \w+\(.*ModelForm\b", text) or "fields = " in text, path


def test_no_text_of_a_user_becomes_a_template() -> None:
    for path, text in sources():
        assert "from_string(" not in text, path
        assert "django.template.Template" not in imported(text), path


def test_health_reads_no_xml_fetches_no_address_and_unpickles_nothing() -> None:
    doors = (
        "xml",
        "lxml",
        "requests",
        "httpx",
        "aiohttp",
        "urllib.request",
        "http.client",
        "pickle",
        "yaml",
        "marshal",
    )
    for path, text in sources("health"):
        for name in imported(text):
            assert not name.startswith(doors), (path, name)


def test_health_puts_no_sql_together_from_what_somebody_sent() -> None:
    for path, text in sources("health"):
        assert not re.search(r"\.extra\(|RawSQL", text), path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("execute", "raw"):
                assert not isinstance(node.args[0], ast.BinOp), (path, node.lineno)
                if isinstance(node.args[0], ast.JoinedStr):
                    names = {each.value.id for each in node.args[0].values if isinstance(each, ast.FormattedValue)
                             and isinstance(each.value, ast.Name)}  # fmt: skip
                    assert all(name.isupper() for name in names), (path, node.lineno)


def test_workers_take_json_alone_and_nobody_edits_the_plan_of_the_beat() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_SERIALIZER == "json"
    assert settings.CELERY_RESULT_BACKEND is None
    assert "django_celery_beat" not in settings.INSTALLED_APPS
    assert "django_celery_results" not in settings.INSTALLED_APPS


# ---- the browser -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_answer_of_health_is_kept_nowhere_and_framed_by_nobody_errors_included(
    nurse: Clinician, record: uuid.UUID
) -> None:
    client = browser(nurse)
    for path, status in (
        (reverse("clinical_home"), 200),
        (reverse("patient_record", args=[record]), 200),
        (reverse("patient_record", args=[uuid.uuid4()]), 404),
        (reverse("clinician_new"), 200),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert "no-store" in answer["Cache-Control"], path
        assert answer["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], path


@pytest.mark.django_db
def test_a_form_from_elsewhere_changes_nothing_in_health(nurse: Clinician, record: uuid.UUID) -> None:
    ours = browser(nurse)
    foreign = Client(enforce_csrf_checks=True)
    foreign.cookies = ours.cookies
    for name, args in (("patient_record", [record]), ("end_propose", [1]), ("clinician_new", [])):
        assert foreign.post(reverse(name, args=args), {"kind": "OTHER", "text": "Plantet"}).status_code == 403, name
    assert as_owner("SELECT count(*) FROM health.note") == [(0,)]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_no_other_verb_changes_anything_in_health(nurse: Clinician, record: uuid.UUID, verb: str) -> None:
    client = browser(nurse)
    for name, args in (("patient_signals", [record]), ("clinician_new", []), ("patient_handover", [record])):
        assert getattr(client, verb)(reverse(name, args=args)).status_code == 405, (name, verb)


@pytest.mark.django_db
def test_an_act_is_no_link(nurse: Clinician, record: uuid.UUID) -> None:
    """A state is never changed by GET: an address that only acts answers 405."""
    client = browser(nurse)
    for name, args in (
        ("lead_propose", [1]),
        ("clinician_decide", [1]),
        ("end_decide", [1]),
        ("signal_end", [record, 1]),
        ("patient_take_over", [record]),
        ("dose_sign", [1]),
        ("clinical_logout", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 405, name


# ---- what is sent ------------------------------------------------------------------------------------------------
NASTY = {
    "a zero byte": "Sover\x00dårlig",
    "letters without width": "\u200b\u200d\ufeff",
    "right to left": "\u202egnissim",
    "faces": "😀" * 50,
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", NASTY)
def test_no_text_breaks_the_record(nurse: Clinician, record: uuid.UUID, what: str) -> None:
    page = reverse("patient_record", args=[record])
    client = browser(nurse)
    assert client.post(page, {"kind": "OTHER", "text": NASTY[what]}).status_code in (302, 422)
    assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_what_a_note_says_is_text_on_every_page_that_shows_it(nurse: Clinician, record: uuid.UUID) -> None:
    page = reverse("patient_record", args=[record])
    client = browser(nurse)
    client.post(page, {"kind": "OTHER", "text": "<script>alert(1)</script>{{ 7 }}<b onclick=x>"})
    shown = client.get(page).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}&lt;b onclick=x&gt;" in shown


@pytest.mark.django_db
def test_what_the_form_does_not_ask_for_is_not_taken(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    """Another patient, another writer, another time in the body of the request."""
    other = clinician(prison=prison)
    second = received(prison)
    sent = {"kind": "OTHER", "text": "Sover bedre", "written_by": other.user_id, "patient": str(second), "pk": 1}
    browser(nurse).post(reverse("patient_record", args=[record]), sent | {"written_at": "2001-01-01T00:00"})
    assert as_owner(
        "SELECT p.uuid, n.written_by_id, n.written_at > '2020-01-01' FROM health.note n"
        " JOIN health.patient p ON p.id = n.patient_id"
    ) == [(record, nurse.user_id, True)]


# ---- something breaks --------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_when_the_database_dies_between_the_log_and_the_record_the_line_of_the_log_stands(
    nurse: Clinician, record: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_uuid: uuid.UUID) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(records, "patient_of", gone)
    client = browser(nurse)
    client.raise_request_exception = False
    answer = client.get(reverse("patient_record", args=[record]))
    assert answer.status_code == 500
    assert "server closed" not in answer.content.decode()
    assert as_owner("SELECT user_id, basis FROM health.access_log") == [(nurse.user_id, "treatment")]
