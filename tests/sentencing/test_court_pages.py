"""The pages on which a caseworker enters what a court sent, and what the sentence tab says of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import TermKind
from sentencing.forms.courts import OF_KINDS
from sentencing.models import Judgment, RemandOrder
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def sign_in(unit: Unit) -> Callable[[Role], Client]:
    def make(role: Role) -> Client:
        client = Client()
        client.force_login(staff(role, prison=unit.prison, unit=None))
        return client

    return make


@pytest.fixture
def client(sign_in: Callable[[Role], Client]) -> Client:
    return sign_in(Role.CASEWORKER)


def held(unit: Unit, legal: str = LegalStatusKind.SENTENCED) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00"), legal=legal).stay
    return stay


def at(name: str, stay: Stay, *more: int) -> str:
    return reverse(name, args=[stay.person.uuid, *more])


def tab(stay: Stay) -> str:
    return reverse("person_tab", args=[stay.person.uuid, "sentence"])


def test_a_judgment_is_keyed_as_its_conclusion_reads(unit: Unit, client: Client) -> None:
    stay = held(unit)
    answer = client.post(
        at("person_judgment", stay),
        {"kind": "PRISON", "judged_on": "02.03.2026", "months": "10", "suspended_months": "4", "credit_days": "37"},
    )
    assert answer.status_code == 302
    judgment = Judgment.objects.get(stay=stay)
    assert (judgment.judged_on, judgment.months, judgment.credit_days) == (date(2026, 3, 2), 10, 37)
    assert judgment.suspended_months == 4
    html = client.get(tab(stay)).content.decode()
    assert "10 months, and 4 months suspended" in html
    assert "Enter a judgment" in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"judged_on": "31.02.2026", "months": "5"}, "Write the date as day, month and year"),
        ({"days": "121"}, "is above 120: a longer term is stated in months and years"),
        ({"days": "30", "credit_days": "31"}, "31 days are deducted from a term of 30 days"),
        ({"days": "-3"}, "Write a number from 0 to"),
        ({"days": "ten"}, "Write a whole number"),
        ({"years": "22"}, "No prison term is above 21 years"),
        ({"years": "16", "under_18_at_act": "on"}, "No prison term is above 15 years"),
        (
            {"kind": "FINE", "days": "20", "under_18_at_act": "on"},
            "No subsidiary imprisonment is fixed for who was under",
        ),
        ({"kind": "PREVENTIVE", "years": "21", "minimum_years": "15"}, "21"),
        ({"kind": "PREVENTIVE", "years": "5", "minimum_years": "6"}, "The minimum term is longer than the frame"),
        ({"months": "5", "minimum_years": "2"}, "Only preventive detention has a minimum term"),
        ({"months": "5", "amount": "10000"}, "A judgment of this kind has none. Leave it empty."),
        ({"kind": "FINE", "days": "20", "suspended_days": "5"}, "A judgment of this kind has none. Leave it empty."),
        ({"judged_on": "01.03.2099", "months": "5"}, ""),
        ({}, ""),
    ],
)
def test_what_no_court_decides_is_refused_with_the_rule(
    unit: Unit, client: Client, typed: dict[str, str], sentence: str
) -> None:
    stay = held(unit)
    answer = client.post(at("person_judgment", stay), {"kind": "PRISON", "judged_on": "02.03.2026", **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Judgment.objects.exists()


def test_every_field_of_some_kinds_only_says_of_which(unit: Unit, client: Client) -> None:
    html = client.get(at("person_judgment", held(unit))).content.decode()
    for name, kinds in OF_KINDS.items():
        [control] = [tag for tag in html.split("<input")[1:] if f'name="{name}"' in tag.split(">")[0]]
        assert f'data-kinds="{" ".join(kinds)}"' in control.split(">")[0]
    sheet = (settings.BASE_DIR / "static/css/forms.css").read_text()
    assert all(f'[name="kind"][value="{kind}"]:checked' in sheet for kind in TermKind.values)


def test_an_order_is_keyed_with_what_it_restricts(
    unit: Unit, client: Client, sign_in: Callable[[Role], Client]
) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    typed = {
        "ordered_on": "20.11.2026",
        "expires_on": "11.12.2026",
        "restrictions": ["VISIT_CONTROL", "FULL_ISOLATION"],
        "isolated_until": "01.12.2026",
        "details": "Not the mother",
    }
    assert client.post(at("person_remand_order", stay), typed).status_code == 302
    assert RemandOrder.objects.get(stay=stay).restrictions.count() == 2
    html = client.get(tab(stay)).content.decode()
    assert "Visits under control to 11.12.2026 (Not the mother)" in html
    overview = sign_in(Role.OFFICER).get(reverse("person_panel", args=[stay.person.uuid, "sentence"])).content.decode()
    assert "The court restricts" in overview


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"expires_on": "19.11.2026"}, "The order ends before it begins"),
        ({"expires_on": "19.12.2026"}, "An order above four weeks needs the court"),
        ({"restrictions": ["FULL_ISOLATION"]}, "Say until which day the full isolation holds"),
        ({"isolated_until": "01.12.2026"}, "Tick full isolation too"),
        ({"restrictions": ["FULL_ISOLATION"], "isolated_until": "08.12.2026"}, "Full isolation is at most two weeks"),
        ({"restrictions": ["SILENCE"]}, "SILENCE"),
    ],
)
def test_an_order_beyond_the_law_is_refused_with_the_rule(
    unit: Unit, client: Client, typed: dict[str, object], sentence: str
) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    answer = client.post(
        at("person_remand_order", stay), {"ordered_on": "20.11.2026", "expires_on": "11.12.2026", **typed}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not RemandOrder.objects.exists()


def test_our_own_count_only_warns_beside_the_courts_number(unit: Unit, client: Client) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    judgment = JudgmentFactory.create(stay=stay, months=10, credit_days=30)
    html = client.get(tab(stay)).content.decode()
    assert "By our own count 37 days on remand here would be deducted; the court deducts 30." in html
    Judgment.objects.filter(pk=judgment.pk).update(credit_days=37)
    assert "By our own count" not in client.get(tab(stay)).content.decode()


def test_a_judgment_after_the_first_day_that_was_served_is_asked_about(unit: Unit, client: Client) -> None:
    """One of the two days is wrong; a term that begins with remand is judged later as it should be."""
    serving, remand = held(unit), held(unit, LegalStatusKind.REMAND)
    late = JudgmentFactory.create(stay=serving, judged_on=date(2026, 3, 2), months=10)
    JudgmentFactory.create(stay=remand, judged_on=date(2026, 3, 2), months=10)
    html = client.get(tab(serving)).content.decode()
    assert "The person serves since 24.01.2026, and the first judgment is of 02.03.2026." in html
    assert "The person serves since" not in client.get(tab(remand)).content.decode()
    Judgment.objects.filter(pk=late.pk).update(judged_on=date(2026, 1, 24))
    assert "The person serves since" not in client.get(tab(serving)).content.decode()


def test_the_filing_for_extension_is_noted_once(unit: Unit, client: Client) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    frame = JudgmentFactory.create(stay=stay, kind=TermKind.PREVENTIVE, years=5, minimum_years=3)
    assert client.post(at("person_extension_filed", stay, frame.pk), {"filed_on": "01.11.2026"}).status_code == 302
    frame.refresh_from_db()
    assert frame.extension_filed_on == date(2026, 11, 1)
    assert client.get(at("person_extension_filed", stay, frame.pk)).status_code == 404


def test_who_does_not_enter_judgments_is_offered_no_button(unit: Unit, sign_in: Callable[[Role], Client]) -> None:
    assert "Enter a judgment" not in sign_in(Role.LEADER).get(tab(held(unit))).content.decode()
