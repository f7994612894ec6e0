"""The box and the pages of a preventive detention while it runs, and the page on which a court lifts a restriction."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import TermKind
from sentencing.models import Extension, Judgment, LiftedRestriction, ReleasePetition, Restriction
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

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


@pytest.fixture
def frame(unit: Unit) -> Judgment:
    """Five years with a minimum of three, from 1 March 2022: it expires on 1 March 2027."""
    stay = PlacementFactory.create(unit=unit, start=oslo("2022-03-01 12:00"), legal=LegalStatusKind.PREVENTIVE).stay
    made: Judgment = JudgmentFactory.create(
        stay=stay, kind=TermKind.PREVENTIVE, judged_on=date(2022, 3, 1), years=5, minimum_years=3
    )
    return made


def at(name: str, stay: Stay, *more: int) -> str:
    return reverse(name, args=[stay.person.uuid, *more])


def tab(client: Client, stay: Stay) -> str:
    return client.get(reverse("person_tab", args=[stay.person.uuid, "sentence"])).content.decode()


def test_an_extension_is_entered_after_its_filing(client: Client, frame: Judgment) -> None:
    stay = frame.stay
    assert "To be filed by 01.12.2026, else the person goes free on 01.03.2027." in tab(client, stay)
    client.post(at("person_extension_filed", stay, frame.pk), {"filed_on": "01.11.2026"})
    html = tab(client, stay)
    assert "Filed on 01.11.2026. Without a decision of the court" in html
    assert at("person_extension", stay, frame.pk) in html
    typed = {"judged_on": "20.11.2026", "is_granted": "1", "years": "5"}
    assert client.post(at("person_extension", stay, frame.pk), typed).status_code == 302
    html = tab(client, stay)
    assert "To be filed by 01.12.2031, else the person goes free on 01.03.2032." in html
    assert "5 years, judgment of 20.11.2026" in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"years": "6"}, "extended by at most 5 years at a time"),
        ({}, "Say by how much the frame is extended"),
        ({"is_granted": "0", "years": "5"}, "Leave the length empty"),
        ({"judged_on": "31.02.2026", "years": "5"}, "Write the date as day, month and year"),
    ],
)
def test_an_extension_beyond_the_law_is_refused_and_nothing_typed_is_lost(
    client: Client, frame: Judgment, typed: dict[str, str], sentence: str
) -> None:
    client.post(at("person_extension_filed", frame.stay, frame.pk), {"filed_on": "01.11.2026"})
    typed = {"judged_on": "20.11.2026", "is_granted": "1", "late_reason": "Grunnen", **typed}
    answer = client.post(at("person_extension", frame.stay, frame.pk), typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert sentence in html
    assert 'value="Grunnen"' in html
    assert not Extension.objects.exists()


def test_a_filing_that_was_missed_is_said_aloud(client: Client, frame: Judgment) -> None:
    Judgment.objects.filter(pk=frame.pk).update(years=4, months=10)
    html = tab(client, frame.stay)
    assert "Extension was not filed by 01.10.2026. The person goes free when the frame expires, 01.01.2027." in html
    client.post(at("person_extension_filed", frame.stay, frame.pk), {"filed_on": "02.11.2026"})
    assert "Filed on 02.11.2026, too late." in tab(client, frame.stay)


def test_a_petition_goes_from_the_person_by_the_prosecutor_to_the_region(
    client: Client, sign_in: Callable[[Role], Client], frame: Judgment
) -> None:
    stay = frame.stay
    ask = at("person_petition", stay, frame.pk)
    asked = {"asked_by": "INMATE", "asked_on": "01.10.2026"}
    refused = client.post(ask, asked)
    assert refused.status_code == 422
    assert "First enter when it became final" in refused.content.decode()
    assert client.post(at("person_judgment_final", stay, frame.pk), {"final_on": "20.03.2022"}).status_code == 302
    assert "20.03.2023" in tab(client, stay)
    assert client.post(ask, asked).status_code == 302
    assert "one at a time" in client.post(ask, asked).content.decode()
    petition = ReleasePetition.objects.get()
    assert "Waits for the prosecutor." in tab(client, stay)
    region = sign_in(Role.REGION)
    decision = {
        "outcome": "GRANTED",
        "on": "10.11.2026",
        "release_on": "01.12.2026",
        "probation_years": "3",
        "why": "Ro",
    }
    decide = at("person_petition_region", stay, petition.pk)
    assert "only when the prosecutor consents" in region.post(decide, decision).content.decode()
    answer = {"answer": "CONSENT", "answered_on": "20.10.2026"}
    assert client.post(at("person_petition_answer", stay, petition.pk), answer).status_code == 302
    assert "Waits for the region." in tab(client, stay)
    assert "Decide as the region" in tab(region, stay)
    assert "Decide as the region" not in tab(client, stay)
    assert region.post(decide, decision).status_code == 302
    assert "Released on probation from 01.12.2026, probation of 3 years" in tab(client, stay)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "GRANTED"}, "A release on probation has a day, and a probation of 1 to 5 years"),
        ({"outcome": "REFUSED", "release_on": "01.12.2026"}, "Only a release has a day and a probation"),
        ({"outcome": "GRANTED", "release_on": "01.12.2026", "probation_years": "6"}, "Write a number from 0 to"),
        ({"outcome": "WITHDRAWN", "final_on": "20.11.2026"}, "Only a court"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(
    client: Client, frame: Judgment, typed: dict[str, str], sentence: str
) -> None:
    stay = frame.stay
    client.post(at("person_petition", stay, frame.pk), {"asked_by": "SERVICE", "asked_on": "01.10.2026"})
    petition = ReleasePetition.objects.get()
    typed = {"on": "20.11.2026", "why": "Som dommen sier", **typed}
    answer = client.post(at("person_petition_outcome", stay, petition.pk), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ReleasePetition.objects.get().outcome == ""


def test_a_refusal_of_the_court_becomes_final(client: Client, frame: Judgment) -> None:
    stay = frame.stay
    client.post(at("person_judgment_final", stay, frame.pk), {"final_on": "20.03.2022"})
    client.post(at("person_petition", stay, frame.pk), {"asked_by": "INMATE", "asked_on": "01.10.2026"})
    petition = ReleasePetition.objects.get()
    typed = {"outcome": "REFUSED", "on": "10.11.2026", "why": "Faren er nær"}
    assert client.post(at("person_petition_outcome", stay, petition.pk), typed).status_code == 302
    html = tab(client, stay)
    assert "The refusal is final" in html
    assert client.post(at("person_petition_final", stay, petition.pk), {"final_on": "20.11.2026"}).status_code == 302
    assert "20.11.2027" in tab(client, stay)


def test_who_serves_a_prison_sentence_has_no_such_box(client: Client, unit: Unit) -> None:
    stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00"), legal=LegalStatusKind.SENTENCED).stay
    JudgmentFactory.create(stay=stay, months=10)
    assert "Frame imposed" not in tab(client, stay)


def test_a_court_lifts_a_restriction_on_the_page(client: Client, unit: Unit) -> None:
    stay = PlacementFactory.create(unit=unit, start=oslo("2026-10-24 12:00"), legal=LegalStatusKind.REMAND).stay
    order = RemandOrderFactory.create(stay=stay)
    restriction = Restriction.objects.create(
        order=order,
        kind="VISIT_BAN",
        since=date(2026, 11, 10),
        until=date(2026, 12, 5),
        registered_at=oslo("2026-11-10 12:00"),
        registered_by=staff(Role.CASEWORKER, prison=unit.prison, unit=None),
    )
    lift = at("person_restriction_lift", stay, restriction.pk)
    assert lift in tab(client, stay)
    outside = client.post(lift, {"lifted_on": "09.11.2026", "document": "Kjennelse"})
    assert "A restriction is lifted while it holds" in outside.content.decode()
    assert client.post(lift, {"lifted_on": "20.11.2026", "document": "Kjennelse 20.11"}).status_code == 302
    assert LiftedRestriction.objects.get().lifted_on == date(2026, 11, 20)
    html = tab(client, stay)
    assert "No visits to 19.11.2026" in html
    assert lift not in html
