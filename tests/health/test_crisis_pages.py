"""The pages of who is at risk: from the list to the signed assessment, the plan, the visit, the days without food."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from corrections.access import now
from corrections.display import local
from corrections.models import Prison
from health import questions
from health.models import Clinician
from inmates.models import Signal, Stay
from security.choices import Ground
from security.services import advice, observing
from tests.corrections.factories import UserFactory
from tests.health.factories import clinician
from tests.health.test_crisis import nurse, prison, received, standing
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner, uuid_of

__all__ = ["nurse", "prison"]
pytestmark = pytest.mark.django_db
ANSWERS = {f"q_{name}": "NO" for name in questions.SETS[questions.NOW]}
HIGH = ANSWERS | {
    "q_thoughts": "YES",
    "w_thoughts": "Hver natt",
    "occasion": "NEWS",
    "level": "HIGH",
    "watch": "EVERY_30",
    "judgement": "Tanker, ingen plan.",
}


@pytest.fixture
def stay(prison: Prison) -> Stay:
    return received(prison)


@pytest.fixture
def record(stay: Stay) -> uuid.UUID:
    return uuid_of(stay)


@pytest.fixture
def ours(nurse: Clinician) -> Client:
    return browser(nurse)


def body(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return answer.content.decode()


def test_an_assessment_is_signed_shown_on_the_list_and_drives_the_rounds(
    ours: Client, stay: Stay, record: uuid.UUID
) -> None:
    page = reverse("patient_risk", args=[record])
    assert "Nobody is at risk" in body(ours, "at_risk")
    assert ours.post(page, HIGH | {"q_plan": ""}).status_code == 422
    assert ours.post(page, HIGH | {"level": "ACUTE"}).status_code == 422
    assert as_owner("SELECT count(*) FROM health.risk_assessment") == [(0,)]
    assert ours.post(page, HIGH)["Location"] == page
    shown = ours.get(page).content.decode()
    assert "Hver natt" in shown
    assert "Tanker, ingen plan." in shown
    listed = body(ours, "at_risk")
    assert page in listed
    assert "Every 30 minutes" in listed
    assert "High" in body(ours, "patient_record", record)
    assert advice.follow(at=now()) == 1
    assert ours.post(page, HIGH | {"level": "NONE", "watch": "NONE"}).status_code == 409  # unread: no `stands`
    ((pk,),) = as_owner("SELECT id FROM health.risk_assessment")
    assert ours.post(page, HIGH | {"level": "NONE", "watch": "NONE", "stands": pk})["Location"] == page
    assert standing(stay) == []
    assert "Nobody is at risk" in body(ours, "at_risk")


def test_the_list_is_a_look_in_each_record_and_is_logged(ours: Client, nurse: Clinician, record: uuid.UUID) -> None:
    ours.post(reverse("patient_risk", args=[record]), HIGH)
    ((before,),) = as_owner("SELECT count(*) FROM health.access_log")
    body(ours, "at_risk")
    assert as_owner("SELECT count(*) FROM health.access_log") == [(before + 1,)]


def test_a_plan_is_written_changed_and_ended(ours: Client, record: uuid.UUID) -> None:
    page, back = reverse("patient_plan", args=[record]), reverse("patient_risk", args=[record])
    first = {"signs": "Isolerer seg", "what_1": "Samtale hver dag", "who_1": "Sykepleier"}
    assert ours.post(page, {"signs": "Isolerer seg"}).status_code == 422
    assert ours.post(page, first | {"what_2": "Ringe mor"}).status_code == 422
    assert ours.post(page, first)["Location"] == back
    assert "Samtale hver dag" in body(ours, "patient_risk", record)
    assert ours.post(page, {"signs": "Ingen"}).status_code == 409  # unread
    ((pk,),) = as_owner("SELECT id FROM health.crisis_plan")
    assert ours.post(page, {"signs": "Ingen", "stands": pk})["Location"] == back
    assert "No plan stands." in body(ours, "patient_risk", record)


def test_a_visit_is_one_press_and_a_second_press_changes_nothing(ours: Client, stay: Stay, record: uuid.UUID) -> None:
    observing.start(stay=stay, interval=60, ground=Ground.APART, by=UserFactory.create(), at=now() - timedelta(hours=1))
    page = reverse("patient_visit", args=[record])
    assert "Not yet today" in body(ours, "at_risk")
    for _twice in range(2):
        assert ours.post(page, {"outcome": "SEEN"})["Location"] == reverse("at_risk")
    assert as_owner("SELECT outcome FROM health.isolation_visit") == [("SEEN",)]
    assert "Not yet today" not in body(ours, "at_risk")
    assert ours.post(page, {"outcome": "NOT_SEEN"}).status_code == 422
    assert ours.post(page, {"outcome": "NOT_SEEN", "text": "Sov"}).status_code == 409


def test_days_without_food_from_the_first_to_the_meal(ours: Client, stay: Stay, record: uuid.UUID) -> None:
    page = reverse("patient_food", args=[record])
    today = local(now()).date()
    first = {"kind": "FOOD", "started_on": str(today - timedelta(days=4)), "reason": "Saken"}
    assert ours.get(reverse("food_day", args=[record])).status_code == 404
    assert ours.post(page, first | {"started_on": str(today + timedelta(days=1))}).status_code == 422
    assert ours.post(page, first)["Location"] == page
    assert ours.post(page, first).status_code == 409
    assert "Day <b>5</b>" in body(ours, "patient_food", record)
    plan = {"arrangements": ["OFFER_MEALS"], "agreed_with": "Vaktleder Dale", "clinic": "Vekt hver dag"}
    assert ours.post(reverse("food_plan", args=[record]), plan)["Location"] == page
    assert standing(stay) == ["NO_FOOD", "OFFER_MEALS"]
    day = reverse("food_day", args=[record])
    assert ours.post(day, {"weight": "80", "over": "80", "under": "120", "condition": "Svimmel"}).status_code == 422
    assert ours.post(day, {"weight": "80", "condition": "Svimmel"})["Location"] == page
    assert ours.post(day, {"weight": "70", "condition": "Svimmel"}).status_code == 409  # unread: examined meanwhile
    assert "Svimmel" in body(ours, "patient_food", record)
    assert "Day <b>5</b>" in body(ours, "at_risk")
    end = reverse("food_end", args=[record])
    assert ours.post(end, {"ended_on": str(today - timedelta(days=9))}).status_code == 422
    assert ours.post(end, {"ended_on": str(today), "note": "Spiste"})["Location"] == page
    assert standing(stay) == []
    assert "Spiste" in body(ours, "patient_food", record)
    assert set(Signal.objects.values_list("code", flat=True)) == {"NO_FOOD", "OFFER_MEALS"}


def test_another_clinic_finds_none_of_it(record: uuid.UUID) -> None:
    theirs = browser(clinician())
    for name in ("patient_risk", "patient_plan", "patient_visit", "patient_food", "food_plan", "food_day", "food_end"):
        assert theirs.get(reverse(name, args=[record])).status_code == 404
        assert theirs.post(reverse(name, args=[record]), HIGH).status_code == 404
