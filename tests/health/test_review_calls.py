"""An emergency access that nobody reviews calls more people as its clock runs out: the clinic, then its leader."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from corrections.services import law
from health.choices import Called, Finding
from health.context import clinical_context
from health.models import Clinician, EmergencyAccess
from health.selectors import emergencies
from health.services import emergencies as acts
from inmates.models import Stay
from tests.corrections.factories import NOW, UserFactory
from tests.health.factories import clinician
from tests.health.test_emergencies import doctor, nurse, opened, prison, record, stay
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner

__all__ = ["doctor", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def emergency(doctor: Clinician, nurse: Clinician, record: object, stay: Stay) -> EmergencyAccess:
    law.load_law()
    return opened(doctor, record)  # type: ignore[arg-type]


@pytest.fixture
def leader(nurse: Clinician, stay: Stay, prison: object) -> Clinician:
    return clinician(UserFactory.create(), prison=prison, leads=True)  # type: ignore[arg-type]


def calls() -> list[str]:
    return [str(called) for (called,) in as_owner("SELECT called FROM health.review_call ORDER BY id")]


def test_each_step_of_the_clock_calls_once(emergency: EmergencyAccess) -> None:
    due = emergency.review_due_at
    assert acts.call_to_reviews(at=due - 5 * HOUR) == 0
    assert acts.call_to_reviews(at=due - 4 * HOUR) == 1
    assert acts.call_to_reviews(at=due - HOUR) == 0
    assert acts.call_to_reviews(at=due) == 1
    assert acts.call_to_reviews(at=due + 30 * HOUR) == 1
    assert acts.call_to_reviews(at=due + 300 * HOUR) == 0
    assert calls() == [Called.CLINIC, Called.LEADER, Called.LEADERS]


def test_a_worker_that_stood_still_calls_them_all_afterwards(emergency: EmergencyAccess) -> None:
    assert acts.call_to_reviews(at=emergency.review_due_at + 48 * HOUR) == 3
    assert calls() == [Called.CLINIC, Called.LEADER, Called.LEADERS]


def test_what_is_reviewed_calls_nobody(emergency: EmergencyAccess, nurse: Clinician) -> None:
    with clinical_context(nurse.user_id):
        acts.review_emergency(emergency=emergency, finding=Finding.JUSTIFIED, comment="", by=nurse.user, at=NOW)
    assert acts.call_to_reviews(at=emergency.review_due_at + 48 * HOUR) == 0


def test_the_leader_is_called_by_name_of_the_post_and_the_others_only_after(
    emergency: EmergencyAccess, leader: Clinician, nurse: Clinician, doctor: Clinician
) -> None:
    acts.call_to_reviews(at=emergency.review_due_at)
    for who, number in ((leader, 1), (nurse, 0), (doctor, 0)):
        with clinical_context(who.user_id):
            assert emergencies.called(who.user) == number
    assert "You are called to a review" in browser(leader).get(reverse("clinical_home")).content.decode()
    told = browser(leader).get(reverse("emergency_reviews")).content.decode()
    assert str(Called.LEADER.label) in told
    acts.call_to_reviews(at=emergency.review_due_at + 24 * HOUR)
    with clinical_context(nurse.user_id):
        assert emergencies.called(nurse.user) == 1


def test_where_nobody_leads_the_clinic_everyone_there_is_called_in_the_leaders_place(
    emergency: EmergencyAccess, nurse: Clinician
) -> None:
    acts.call_to_reviews(at=emergency.review_due_at)
    with clinical_context(nurse.user_id):
        assert emergencies.called(nurse.user) == 1


def test_a_call_stands_and_is_one_of_those_known(emergency: EmergencyAccess) -> None:
    acts.call_to_reviews(at=emergency.review_due_at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.review_call")
    for called, constraint in (
        ("MAYOR", "a_review_calls_somebody_known"),
        ("LEADER", "each_is_called_once_to_a_review"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            as_owner(
                f"INSERT INTO health.review_call (emergency_id, called, at) "  # noqa: S608
                f"SELECT emergency_id, '{called}', at FROM health.review_call WHERE called = 'LEADER'"
            )
