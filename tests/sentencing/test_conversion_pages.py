"""The pages on which what is paid of a fine, or served of a community sentence, is entered and annulled."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.services import law
from inmates.models import Stay
from sentencing.choices import TermKind
from sentencing.models import Fulfilled, Judgment
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db


def of_fine(stay: Stay) -> Judgment:
    judgment: Judgment = JudgmentFactory.create(
        stay=stay, days=40, amount=10_000, kind=TermKind.FINE, judged_on=date(2026, 11, 2)
    )
    return judgment


@pytest.fixture
def page() -> tuple[Stay, Client]:
    law.load_law()
    unit = UnitFactory.create()
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-11-02 12:00"), legal="FINE_DEFAULT").stay
    client = Client()
    client.force_login(staff(Role.CASEWORKER, prison=unit.prison, unit=None))
    return stay, client


@pytest.fixture
def to(page: tuple[Stay, Client]) -> Callable[..., str]:
    return lambda name, *more: reverse(name, args=[page[0].person.uuid, *more])


def test_a_fine_and_its_payments_are_entered_seen_and_annulled_on_the_pages(
    page: tuple[Stay, Client], to: Callable[..., str]
) -> None:
    stay, client = page
    typed = {"kind": "FINE", "judged_on": "02.11.2026", "days": "40", "amount": "10000"}
    assert client.post(to("person_judgment"), typed).status_code == 302
    judgment = Judgment.objects.get(stay=stay)
    tab = client.get(to("person_tab", "sentence")).content.decode()
    assert "40 days for 10000 kroner" in tab
    assert "Enter a payment of the fine of 02.11.2026" in tab
    typed = {"amount": "2500", "on": "10.11.2026", "document": "Receipt 7"}
    answer = client.post(to("person_fulfilled", judgment.pk), typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, to("person_dates"))
    html = client.get(to("person_dates")).content.decode()
    assert "2500 of 10000 kroner paid on 10.11.2026" in html
    entry = Fulfilled.objects.get()
    assert client.post(to("person_fulfilled_annul", entry.pk), {"why": "Of another case"}).status_code == 302
    assert "Of another case" in client.get(to("person_dates")).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"amount": "10001"}, "more would be paid or served"),
        ({"amount": ""}, "required"),
        ({"amount": "ti"}, "Write a whole number"),
        ({"on": "31.02.2026"}, "Write the date as day, month and year"),
        ({"on": "01.11.2026"}, "The day lies before the judgment"),
    ],
)
def test_what_cannot_be_is_answered_on_the_page(
    typed: dict[str, str], says: str, page: tuple[Stay, Client], to: Callable[..., str]
) -> None:
    judgment = of_fine(page[0])
    answer = page[1].post(
        to("person_fulfilled", judgment.pk), {"amount": "100", "on": "10.11.2026", "document": "R"} | typed
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Fulfilled.objects.exists()


def test_a_judgment_of_somebody_else_is_not_found(page: tuple[Stay, Client], to: Callable[..., str]) -> None:
    other = of_fine(PlacementFactory.create().stay)
    assert page[1].get(to("person_fulfilled", other.pk)).status_code == 404
