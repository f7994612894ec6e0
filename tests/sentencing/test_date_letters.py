"""The letter about confirmed dates, as a page and as PDF: what a court needs to try them (strpl. s. 462)."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from corrections.choices import Role
from corrections.models import Unit, User
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import NotCountedReason, TermKind
from sentencing.models import Calculation
from sentencing.services import calculations, preventive
from sentencing.services.judgments import note_filing
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.journeys.languages import catalogues  # noqa: F401  (a fixture)
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def people(unit: Unit) -> tuple[User, User]:
    one = staff(Role.CASEWORKER, prison=unit.prison, unit=None, first_name="Hanne", last_name="Brekke")
    return one, staff(Role.LEADER, prison=unit.prison, unit=None, first_name="Eva", last_name="Fjeldstad")


@pytest.fixture
def client(people: tuple[User, User]) -> Client:
    client = Client()
    client.force_login(people[0])
    return client


def held(unit: Unit, legal: str = LegalStatusKind.SENTENCED) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00"), legal=legal).stay
    return stay


def confirmed(stay: Stay, people: tuple[User, User]) -> Calculation:
    made = calculations.work_out(stay=stay, reason="The judgment is final", by=people[0], at=NOW)
    return calculations.confirm(calculation=made, by=people[1], at=NOW)


def printed(client: Client, name: str, one: Calculation, language: str) -> str:
    answer = client.get(reverse(name, args=[one.stay.person.uuid, one.number]) + f"?language={language}")
    assert answer.status_code == 200
    if answer["Content-Type"] == "application/pdf":
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    else:
        text = answer.content.decode()
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["person_dates_letter", "person_dates_pdf"])
def test_the_letter_holds_all_that_a_court_needs_to_try_the_dates(
    unit: Unit, client: Client, people: tuple[User, User], name: str
) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, months=10, credit_days=37)
    first, last = date(2026, 5, 1), date(2026, 5, 3)
    reason = NotCountedReason.ESCAPE
    calculations.leave_out(
        stay=stay, reason=reason, first=first, last=last, document="Rapport 14", by=people[0], at=NOW
    )
    one = confirmed(stay, people)
    text = printed(client, name, one, "en")
    for words in (
        "Held here since 02.03.2026",
        "10 months, judgment of 02.03.2026, 37 days deducted by the court",
        "01.05.2026 to 03.05.2026: 3 days that do not count",
        f"Rules: {one.rule_version}",
        "29.11.2026",
        "19.08.2026",
        "Minus 37 deducted days.",
        "Plus 3 days that do not count.",
        "strgjfl. s. 42",
        "strpl. s. 462",
        "Brekke",
        "Fjeldstad",
        stay.person.number,
    ):
        assert words in text, words


@pytest.mark.usefixtures("catalogues")
def test_the_pdf_speaks_bokmal_and_english(unit: Unit, client: Client, people: tuple[User, User]) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, months=10)
    one = confirmed(stay, people)
    assert "Your dates" in printed(client, "person_dates_pdf", one, "en")
    bokmal = printed(client, "person_dates_pdf", one, "nb")
    assert "Your dates" not in bokmal
    assert "strgjfl. § 42" in bokmal


def test_what_preventive_detention_has_replaced_is_not_in_the_letter(
    unit: Unit, client: Client, people: tuple[User, User]
) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    JudgmentFactory.create(stay=stay, judged_on=date(2022, 3, 2), years=2, credit_days=40)
    frame = JudgmentFactory.create(
        stay=stay, kind=TermKind.PREVENTIVE, judged_on=date(2026, 3, 2), years=5, minimum_years=3, credit_days=70
    )
    note_filing(judgment=frame, filed_on=date(2026, 11, 1), by=people[0], at=NOW)
    preventive.extend_frame(judgment=frame, judged_on=date(2026, 11, 20), months=24, by=people[0], at=NOW)
    text = printed(client, "person_dates_letter", confirmed(stay, people), "en")
    assert "5 years, judgment of 02.03.2026, 70 days deducted by the court" in text
    assert "Extended by 2 years, judgment of 20.11.2026" in text
    assert "Earlier terms have lapsed with it (strl. s. 42)." in text
    assert "40 days deducted" not in text
    assert "2 years, judgment of 02.03.2022" not in text


def test_dates_that_nobody_confirmed_have_no_letter_and_no_pdf(
    unit: Unit, client: Client, people: tuple[User, User]
) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, months=10)
    calculations.work_out(stay=stay, reason="The judgment is final", by=people[0], at=NOW)
    for name in ("person_dates_letter", "person_dates_pdf"):
        assert client.get(reverse(name, args=[stay.person.uuid, 1])).status_code == 404
