"""A look whose review is late calls the leader, then everyone at the clinic: how many, and never whose."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from corrections.models import Prison
from corrections.services import law
from health.choices import Called, Finding
from health.context import clinical_context
from health.models import Clinician, FoundLook
from health.selectors import looks
from health.services import looks as acts
from health.tasks import call_to_reviews
from inmates.models import Stay
from tests.corrections.factories import PrisonFactory, UserFactory
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_looks import look, now, nurse, patient, prison
from tests.health.test_record import as_owner

__all__ = ["nurse", "prison"]
pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    law.load_law()


@pytest.fixture
def leader(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(), prison=prison, leads=True)


@pytest.fixture
def colleague(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(), prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    return patient(prison, given_name="Olav", family_name="Aasgaard")


@pytest.fixture
def found(nurse: Clinician, leader: Clinician, stay: Stay) -> FoundLook:
    """The nurse looked at a patient for whom nothing was planned or done."""
    look(nurse, stay)
    acts.find(at=now())
    with clinical_context(leader.user_id):
        return FoundLook.objects.get()


def calls() -> list[str]:
    return [str(called) for (called,) in as_owner("SELECT called FROM health.look_call ORDER BY id")]


def called(who: Clinician) -> tuple[int, int]:
    with clinical_context(who.user_id):
        return looks.called()


def test_each_step_calls_once_and_nobody_before_the_time_is_out(found: FoundLook) -> None:
    due = found.review_due_at
    assert acts.call_to_reviews(at=due - timedelta(seconds=1)) == 0
    assert acts.call_to_reviews(at=due) == 1
    assert acts.call_to_reviews(at=due + timedelta(days=6)) == 0
    assert acts.call_to_reviews(at=due + WEEK) == 1
    assert acts.call_to_reviews(at=due + 9 * WEEK) == 0
    assert calls() == [Called.LEADER, Called.CLINIC]


def test_what_is_reviewed_calls_nobody(found: FoundLook, leader: Clinician) -> None:
    with clinical_context(leader.user_id):
        acts.review_look(look=found, finding=Finding.JUSTIFIED, comment="", by=leader.user, at=now())
    assert acts.call_to_reviews(at=found.review_due_at + WEEK) == 0


def test_the_leader_is_called_first_and_a_week_later_the_colleagues_learn_how_many(
    found: FoundLook, leader: Clinician, nurse: Clinician, colleague: Clinician
) -> None:
    acts.call_to_reviews(at=found.review_due_at)
    assert [called(who) for who in (leader, colleague, nurse)] == [(1, 0), (0, 0), (0, 0)]
    acts.call_to_reviews(at=found.review_due_at + WEEK)
    assert [called(who) for who in (leader, colleague, nurse)] == [(1, 0), (0, 1), (0, 0)]  # not of oneself
    home = reverse("clinical_home")
    assert "You are called to a look at a record" in browser(leader).get(home).content.decode()
    theirs = browser(colleague).get(home).content.decode()
    assert "Remind the leader of the clinic" in theirs
    assert reverse("found_look", args=[found.pk]) not in browser(colleague).get(reverse("found_looks")).content.decode()
    assert "a week late" not in browser(nurse).get(home).content.decode()
    assert str(Called.LEADER.label) in browser(leader).get(reverse("found_looks")).content.decode()


def test_where_nobody_leads_the_clinic_its_colleagues_are_called_in_the_leaders_place(
    nurse: Clinician, colleague: Clinician, stay: Stay
) -> None:
    look(nurse, stay)
    acts.find(at=now())
    acts.call_to_reviews(at=now() + 3 * WEEK)
    assert [called(who) for who in (colleague, nurse)] == [(1, 0), (0, 0)]


def test_another_clinic_is_called_to_nothing(found: FoundLook) -> None:
    acts.call_to_reviews(at=found.review_due_at + WEEK)
    assert called(clinician(prison=PrisonFactory.create(), leads=True)) == (0, 0)


def test_the_worker_calls_to_looks_too(found: FoundLook) -> None:
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.found_look DISABLE TRIGGER USER")
    as_owner("UPDATE health.found_look SET review_due_at = now() - interval '8 days'")
    call_to_reviews()
    assert calls() == [Called.LEADER, Called.CLINIC]


def test_a_call_to_a_look_stands_and_is_one_of_those_known(found: FoundLook) -> None:
    acts.call_to_reviews(at=found.review_due_at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.look_call")
    for value, constraint in (("MAYOR", "a_look_calls_somebody_known"), ("LEADER", "each_is_called_once_to_a_look")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            as_owner("INSERT INTO health.look_call (look_id, called, at) VALUES (%s, %s, now())", found.pk, value)
