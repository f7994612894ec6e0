"""Names of fields, orders and patterns that somebody sends: a page takes the ones it knows, as words, and no other."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from time import thread_time
from types import ModuleType

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from tests.corrections.factories import NOW, staff
from tests.corrections.pages import at_instant, signed_in
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.inmates.mockup import build_mockup

ROOT = Path(__file__).resolve().parents[1]
APPS = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
ASKED = {
    "ordering": "-password",
    "order_by": "person__birth_date",
    "sort": "user__password",
    "o": "patient__note__text",
    "unit__prison__name__startswith": "A",
    "user__password__startswith": "argon2",
    "by__password__regex": "(a+)+$",
    "person__number__gt": "0",
    "details__to__regex": "(.*)*x",
    "filter": "user__is_superuser=True",
    "fields": "password",
    "include": "patient",
}


def sources() -> Iterator[tuple[str, ast.AST]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "demo", "launch"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(code: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in names:
            yield node


# ---- orders and filters ------------------------------------------------------------------------------------------
def test_no_name_of_a_field_comes_from_a_request() -> None:
    for path, code in sources():
        for call in calls(code, "filter", "exclude", "get", "update_or_create", "get_or_create"):
            for names in [word.value for word in call.keywords if word.arg is None]:
                assert not re.search(r"request\b|GET|POST|cleaned", ast.unparse(names)), (path, call.lineno)
        for call in calls(code, "order_by"):
            for asked in call.args:
                assert not re.search(r"request\b", ast.unparse(asked)), (path, call.lineno)
                assert "GET" not in ast.unparse(asked), (path, call.lineno)
                assert not isinstance(asked, ast.JoinedStr), (path, call.lineno)


@pytest.mark.django_db
def test_a_list_is_the_same_whatever_order_or_filter_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)
    b2 = build_mockup()
    prison = b2.unit.prison
    leader = signed_in(staff(Role.LEADER, prison=prison))
    pages = [
        (signed_in(b2.officer), reverse("people")),
        (signed_in(b2.officer), reverse("own_reads")),
        (signed_in(b2.officer), reverse("unit_log", args=[b2.unit.pk])),
        (signed_in(b2.officer), reverse("search")),
        (leader, reverse("postings")),
        (leader, reverse("roll", args=[prison.slug])),
    ]
    for client, page in pages:
        plain = words_of(client, page, {})
        assert words_of(client, page, ASKED) == plain, page


@pytest.mark.django_db
def test_so_is_one_of_the_clinic(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)
    b2 = build_mockup()
    client = browser(clinician(prison=b2.unit.prison))
    for name in ("clinical_home", "clinic_requests", "clinic_appointments", "clinic_people", "screenings_waiting"):
        page = reverse(name)
        assert words_of(client, page, ASKED) == words_of(client, page, {}), name


def words_of(client: Client, page: str, query: dict[str, str]) -> str:
    """What the page says, without what differs from one request to the next and without its own address."""
    answer = client.get(page, query)
    assert answer.status_code == 200, page
    text = re.sub(r'<input type="hidden"[^>]*>', "", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


# ---- patterns ----------------------------------------------------------------------------------------------------
def test_no_pattern_of_a_user_is_run_by_postgresql_or_by_python() -> None:
    lookup = re.compile(r"__i?regex$")
    for path, code in sources():
        for node in ast.walk(code):
            if isinstance(node, ast.keyword) and node.arg and lookup.search(node.arg):
                assert isinstance(node.value, ast.Constant), (path, node.value.lineno)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "re.compile",
                "re.search",
                "re.match",
                "re.sub",
            ):
                assert "request" not in ast.unparse(node.args[0]), (path, node.lineno)


def patterns() -> dict[str, re.Pattern[str]]:
    """Those that our modules keep, by where they stand."""
    found: dict[str, re.Pattern[str]] = {}
    for app in APPS:
        for name in [each.name for each in walk_packages([str(ROOT / app)], f"{app}.")]:
            if {"migrations", "demo", "launch", "management"} & set(name.split(".")) or name.startswith(
                "corrections.settings"
            ):
                continue
            module = sys.modules.get(name) or import_if_alive(name)
            for key, value in vars(module).items() if module else ():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{name}.{key}"] = value
    return found


def import_if_alive(name: str) -> ModuleType | None:
    return None if name.endswith((".wsgi", ".asgi", ".celery")) else import_module(name)


def test_no_pattern_of_ours_takes_for_ever_on_what_somebody_sends() -> None:
    found = patterns()
    assert len(found) > 15
    hostile = [
        each * (4000 // len(each)) + "!" for each in ("a", "1", " ", "1 ", "a ", ".", "01.", "æ-", '="', "subs ")
    ]
    for name, pattern in found.items():
        for text in hostile:
            before = thread_time()
            pattern.search(text)
            pattern.fullmatch(text)
            assert thread_time() - before < 1.5, (name, text[:4])


@pytest.mark.django_db
def test_a_search_for_a_pattern_is_a_search_for_its_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)
    b2 = build_mockup()
    officer = signed_in(b2.officer)
    assert "Lervik" in officer.get(reverse("search"), {"q": "Lervik"}).content.decode()
    for query in ("Ler.*", "^Lervik$", "Ler%", "Ler_ik", "(a+)+$", "Ler(vik)?", "[L]ervik"):
        answer = officer.get(reverse("search"), {"q": query})
        assert answer.status_code == 200
        assert b2.stays["Lervik"].person.number not in answer.content.decode(), query


# ---- what the browser tells --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_no_browser_is_asked_to_report_addresses_to_anybody(client: Client) -> None:
    """A report says the address of the page it is about, the number of a record in it: there is nowhere to send one."""
    told = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert {"report-uri", "report-to"} & set(told) == set()
    for page in ("/account/login/", "/helse/sign-in/", "/no-such-page"):
        answer = client.get(page)
        for name in ("Report-To", "Reporting-Endpoints", "NEL", "Content-Security-Policy-Report-Only"):
            assert name not in answer, (page, name)
        assert "report-" not in answer["Content-Security-Policy"]


def test_no_account_is_reset_by_mail() -> None:
    """There is no mail at all: a new password is set by the person, or by a leader in person (corrections)."""
    for path, code in sources():
        said = ast.unparse(code)
        for name in (
            "send_mail",
            "EmailMessage",
            "mail_admins",
            "PasswordResetTokenGenerator",
            "default_token_generator",
        ):
            assert name not in said, (path, name)
