"""The end of a clinician from inside: one colleague proposes and another approves, on the page of who works there."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from corrections.models import Prison, User, WriteRecord
from corrections.refusals import Conflict, Refusal
from health.models import Clinician
from tests.corrections.factories import UserFactory
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_leads import place
from tests.health.test_newcomers import (
    end_decided,
    end_proposed,
    far,
    newcomer,
    one,
    other,
    page_of,
    prison,
    proposed,
    state,
)
from tests.health.test_record import as_owner
from tests.together import together

__all__ = ["far", "newcomer", "one", "other", "prison"]
pytestmark = pytest.mark.django_db
END = 'data-color="danger">End the access'


def test_two_end_the_access_of_a_third_who_is_out_at_once(one: Clinician, other: Clinician, prison: Prison) -> None:
    third = clinician(UserFactory.create(first_name="Ola", last_name="Lie"), prison=prison)
    leaving = browser(third)
    assert leaving.get(reverse("clinical_home")).status_code == 200
    browser(one).post(reverse("end_propose", args=[place(third)]))
    ((pk,),) = as_owner("SELECT id FROM health.end_proposal")
    assert END not in page_of(one)
    assert END not in page_of(third)
    assert END in page_of(other)
    answer = reverse("end_decide", args=[pk])
    for who in (one, third):
        told = browser(who).post(answer, {"approve": "1"}, follow=True).content.decode()
        assert "Somebody else than the proposer and the person must approve this." in told
    assert state(third.user)[0][2] is None
    assert leaving.get(reverse("clinical_home")).status_code == 200
    browser(other).post(answer, {"approve": "1"})
    assert state(third.user)[0][2] == other.user_id
    assert leaving.get(reverse("clinical_home")).status_code == 403
    assert "Ola Lie" not in page_of(one)
    assert as_owner("SELECT approved, decided_by_id FROM health.end_decision") == [(True, other.user_id)]
    acts_kept = WriteRecord.objects.filter(subject_id=third.user_id).order_by("pk").values_list("act", flat=True)
    assert list(acts_kept)[-2:] == ["health.propose_end_of_clinician", "health.end_clinician"]


def test_who_it_is_about_does_not_keep_their_own_access(one: Clinician, other: Clinician) -> None:
    proposal = end_proposed(one, other)
    with pytest.raises(Refusal, match="about your own access") as refused:
        end_decided(other, proposal, yes=False)
    assert refused.value.code == "nobody_keeps_their_own_access"
    assert as_owner("SELECT count(*) FROM health.end_decision") == [(0,)]
    end_decided(one, proposal, yes=False)
    assert state(other.user)[0][2] is None


def test_who_wants_to_leave_asks_and_any_colleague_approves(one: Clinician, other: Clinician, prison: Prison) -> None:
    clinician(prison=prison, leads=True)
    end_decided(one, end_proposed(other, other))
    assert state(other.user)[0][2] == one.user_id


def test_the_leader_is_one_of_the_two_unless_it_is_about_the_leader(
    one: Clinician, other: Clinician, prison: Prison
) -> None:
    leader, third = clinician(prison=prison, leads=True), clinician(prison=prison)
    with pytest.raises(Refusal) as refused:
        end_decided(one, end_proposed(other, third))
    assert refused.value.code == "who_leads_the_clinic_is_one_of_the_two"
    assert state(third.user)[0][2] is None
    end_decided(one, end_proposed(other, leader))
    assert state(leader.user)[0][2] == one.user_id


def test_an_end_waits_once_and_is_about_a_clinician_of_the_clinic(
    one: Clinician, other: Clinician, far: Clinician, prison: Prison, newcomer: User
) -> None:
    end_proposed(one, other)
    with pytest.raises(Conflict) as waits:
        end_proposed(one, other)
    assert waits.value.code == "one_proposal_of_an_end_waits_at_a_time"
    with pytest.raises(Refusal) as stranger:
        end_proposed(far, one)
    assert stranger.value.code == "who_proposes_a_clinician_treats_there"
    with pytest.raises(Conflict) as nobody:
        end_proposed(one, proposed(one, newcomer, prison))
    assert nobody.value.code == "only_a_clinician_stops_being_one"
    assert browser(far).post(reverse("end_propose", args=[place(one)])).status_code == 404
    assert as_owner("SELECT count(*) FROM health.end_proposal") == [(1,)]


def test_a_clinic_of_two_ends_one_with_a_clinician_of_another(one: Clinician, other: Clinician, far: Clinician) -> None:
    proposal = end_proposed(one, other)
    assert END in page_of(far)
    browser(far).post(reverse("end_decide", args=[proposal.pk]), {"approve": "1"})
    assert state(other.user)[0][2] == far.user_id


def test_what_was_asked_and_answered_about_an_end_stands(one: Clinician, other: Clinician, far: Clinician) -> None:
    end_decided(far, end_proposed(one, other))
    for sql in ("DELETE FROM health.end_proposal", "UPDATE health.end_decision SET approved = false"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            as_owner(sql)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_at_once_one_does(one: Clinician, other: Clinician, prison: Prison) -> None:
    third, fourth = clinician(prison=prison), clinician(prison=prison)
    proposal = end_proposed(one, fourth)
    outcomes = together(lambda: end_decided(other, proposal), lambda: end_decided(third, proposal, yes=False))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    ((yes,),) = as_owner("SELECT approved FROM health.end_decision")
    assert (state(fourth.user)[0][2] is not None) is yes
