"""Handing a file over on the page: the form, the run as it goes, its lines, its report, and who may see it."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corrections.choices import Role
from corrections.models import OutboxMessage, Prison, User
from inmates import tasks
from inmates.choices import ImportKind, ImportState
from inmates.models import ImportRun, Person, Stay
from tests.corrections.factories import PrisonFactory, staff
from tests.inmates import handing_over
from tests.inmates.sheets import ESTATE, REGISTER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english_on_that_sunday(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tasks, "now", lambda: handing_over.SUNDAY)
    with translation.override("en"):
        yield


@pytest.fixture
def prison() -> Prison:
    handing_over.estate()
    return Prison.objects.get(slug="nordlia")


@pytest.fixture
def user(prison: Prison) -> User:
    return staff(Role.ADMINISTRATOR, prison=prison, language="en")


@pytest.fixture
def page(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def post(
    page: Client, content: bytes = REGISTER, *, kind: str = ImportKind.REGISTER, trial: bool = False
) -> HttpResponse:
    file = SimpleUploadedFile("register.csv", content, content_type="text/csv")
    data = {"kind": kind, "file": file} | ({"is_dry_run": "on"} if trial else {})
    return page.post(reverse("imports"), data)  # type: ignore[return-value]


def the_run() -> ImportRun:
    return ImportRun.objects.filter(started_by__isnull=False).latest("pk")


def carry_out() -> ImportRun:
    """What the worker does when the message of the outbox reaches it."""
    message = OutboxMessage.objects.latest("pk")
    tasks.run_import(**message.arguments)
    return the_run()


def test_a_register_is_handed_over_carried_out_and_told_line_by_line(page: Client) -> None:
    response = post(page)
    run = the_run()
    assert (response.status_code, response["Location"]) == (302, reverse("import_run", args=[run.uuid]))
    assert "The file waits for a worker." in page.get(response["Location"]).content.decode()
    carry_out()
    text = page.get(response["Location"]).content.decode()
    assert "There is no unit “Z9” at Nordlia fengsel." in text
    assert "156 of 156 rows" in text
    assert Stay.objects.count() == 143


def test_the_page_is_fetched_again_only_while_the_run_goes_on(page: Client) -> None:
    address = post(page)["Location"]
    fragment = page.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert "<html" not in fragment
    carry_out()
    assert "hx-trigger" not in page.get(address, headers={"HX-Request": "true"}).content.decode()


def test_a_trial_writes_nothing_and_says_so(page: Client) -> None:
    address = post(page, trial=True)["Location"]
    carry_out()
    text = page.get(address).content.decode()
    assert "Nothing was written." in text
    assert "Would be taken" in text
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 a workbook", "This is a workbook."),
        (b"\x00\x01\x02\x03", "This is not a text file."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(page: Client, content: bytes, sentence: str) -> None:
    response = post(page, content)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not OutboxMessage.objects.exists()


def test_a_file_without_the_right_columns_is_refused_by_the_run(page: Client) -> None:
    address = post(page, b"a;b;c\n1;2;3\n")["Location"]
    assert carry_out().state == ImportState.FAILED
    assert "The first line has none of the column names that belong here" in page.get(address).content.decode()


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("refused", "F-30006", "F-20000"),
        ("known", "F-20005", "F-30006"),
        ("odd", "F-30009", "F-30006"),
        ("all", "F-20000", "F-20139"),
        ("nonsense", "F-30006", "F-20000"),
    ],
)
def test_lines_are_shown_by_what_became_of_them(page: Client, show: str, there: str, not_there: str) -> None:
    address = post(page)["Location"]
    carry_out()
    text = page.get(address, {"show": show}).content.decode()
    assert there in text
    assert not_there not in text


def test_the_report_is_a_file_with_every_line_and_no_formula(page: Client) -> None:
    post(page)
    run = carry_out()
    response = page.get(reverse("import_report", args=[run.uuid]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="import-')
    rows = response.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 157
    assert not [cell for row in rows for cell in row.split(";") if cell.startswith(("=", "+", "-", "@"))]


def test_no_identity_number_is_kept_with_the_run_or_shown(page: Client) -> None:
    address = post(page)["Location"]
    run = carry_out()
    shown = page.get(address, {"show": "all"}).content.decode() + str(run.outcome) + str(run.notes)
    numbers = [line.split(";")[1] for line in REGISTER.decode("utf-8-sig").splitlines()[1:] if line.strip(";")]
    assert not [number for number in numbers if number and number in shown]


def test_somebody_elses_run_of_another_prison_is_not_there(page: Client) -> None:
    other = staff(Role.ADMINISTRATOR, prison=PrisonFactory.create())
    run = ImportRun.objects.create(
        kind=ImportKind.REGISTER, file_name="hidden.csv", started_by=other, started_at=handing_over.SUNDAY
    )
    assert page.get(reverse("import_run", args=[run.uuid])).status_code == 404
    assert page.get(reverse("import_report", args=[run.uuid])).status_code == 404
    assert "hidden.csv" not in page.get(reverse("imports")).content.decode()


def test_whoever_hands_over_a_new_estate_looks_after_it_from_then_on(page: Client, user: User) -> None:
    content = ESTATE.decode("utf-8-sig").replace("Nordlia", "Sørlia").encode()
    post(page, content, kind=ImportKind.ESTATE)
    assert carry_out().rows_taken == 154
    new = Prison.objects.get(slug="sorlia")
    posting = user.postings.get(prison=new)
    assert (posting.role, posting.granted_by, posting.reason) == (Role.ADMINISTRATOR, None, "Handed over the estate")
    post(page, REGISTER.decode("utf-8-sig").replace("Nordlia", "Sørlia").encode())
    assert carry_out().rows_taken == 143


def test_the_list_costs_the_same_however_many_runs_there_are(
    page: Client, django_assert_max_num_queries: object
) -> None:
    for _n in range(6):
        handing_over.register(b"a;b\n", is_dry_run=True)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page.get(reverse("imports"))
