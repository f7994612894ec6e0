"""Who leads a clinic: proposed by one clinician and approved by another, never by who it is about."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, ClinicianPrison, LeadProposal
from health.services import leads as acts
from tests.corrections.factories import NOW, PrisonFactory, UserFactory, staff
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.together import together

pytestmark = pytest.mark.django_db
PAGE = "clinic_people"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def kari(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(first_name="Kari", last_name="Nygård"), prison=prison)


@pytest.fixture
def one(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def other(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def place(who: Clinician) -> int:
    ((pk,),) = as_owner("SELECT id FROM health.clinician_prison WHERE clinician_id = %s", who.pk)
    return int(pk)


def leads(who: Clinician) -> bool:
    ((found,),) = as_owner("SELECT leads FROM health.clinician_prison WHERE clinician_id = %s", who.pk)
    return bool(found)


def proposed(by: Clinician, whom: Clinician, *, lead: bool = True) -> LeadProposal:
    with clinical_context(by.user_id):
        return acts.propose_lead(place=ClinicianPrison.objects.get(pk=place(whom)), leads=lead, at=NOW)


def decided(by: Clinician, proposal: LeadProposal, *, approved: bool = True) -> None:
    with clinical_context(by.user_id):
        acts.decide_lead(proposal=proposal, approved=approved, at=NOW)


def test_from_the_proposal_to_the_leader_on_the_page(
    kari: Clinician, one: Clinician, other: Clinician, prison: Prison
) -> None:
    page = reverse(PAGE)
    assert "Nobody leads this clinic" in browser(one).get(page).content.decode()
    assert browser(one).post(reverse("lead_propose", args=[place(kari)]), {"leads": "1"})["Location"] == page
    ((pk,),) = as_owner("SELECT id FROM health.lead_proposal")
    answer = reverse("lead_decide", args=[pk])
    assert 'value="1" class="ds-button btn">Approve' not in browser(one).get(page).content.decode()
    assert 'value="1" class="ds-button btn">Approve' not in browser(kari).get(page).content.decode()
    assert 'value="1" class="ds-button btn">Approve' in browser(other).get(page).content.decode()
    for who in (one, kari):
        told = browser(who).post(answer, {"approve": "1"}, follow=True).content.decode()
        assert "Somebody else than the proposer and the person must approve this." in told
    assert not leads(kari)
    assert "It is approved." in browser(other).post(answer, {"approve": "1"}, follow=True).content.decode()
    assert leads(kari)
    assert "Nobody leads this clinic" not in browser(one).get(page).content.decode()
    assert as_owner("SELECT approved, decided_by_id FROM health.lead_decision") == [(True, other.user_id)]


def test_two_pairs_of_eyes_end_it_too(prison: Prison, one: Clinician, other: Clinician) -> None:
    leader = clinician(prison=prison, leads=True)
    proposal = proposed(one, leader, lead=False)
    with pytest.raises(Refusal, match="Somebody else than the proposer"):
        decided(leader, proposal)
    assert leads(leader)
    decided(other, proposal)
    assert not leads(leader)


def test_a_leader_may_ask_to_lead_no_longer_but_nobody_proposes_themselves(prison: Prison, one: Clinician) -> None:
    leader = clinician(prison=prison, leads=True)
    decided(one, proposed(leader, leader, lead=False))
    assert not leads(leader)
    with pytest.raises(Refusal, match="cannot propose yourself"):
        proposed(one, one)
    assert not leads(one)


def test_turned_down_it_changes_nothing_and_can_be_proposed_again(kari: Clinician, one: Clinician) -> None:
    first = proposed(one, kari)
    with pytest.raises(Conflict) as waits:
        proposed(one, kari)
    assert waits.value.code == "one_proposal_of_a_leader_waits_at_a_time"
    decided(kari, first, approved=False)  # who it is about may say no
    assert not leads(kari)
    with pytest.raises(Conflict) as again:
        decided(kari, first, approved=False)
    assert again.value.code == "a_proposal_is_decided_once"
    proposed(one, kari)
    assert as_owner("SELECT count(*) FROM health.lead_proposal") == [(2,)]


def test_a_proposal_changes_something_about_somebody_who_treats_there(
    kari: Clinician, one: Clinician, other: Clinician
) -> None:
    with pytest.raises(Conflict) as same:
        proposed(one, kari, lead=False)
    assert same.value.code == "a_proposal_changes_who_leads"
    proposal = proposed(one, kari)
    as_owner("UPDATE health.clinician SET ended_at = now(), ended_by_id = proposed_by_id WHERE id = %s", kari.pk)
    with pytest.raises(Refusal) as gone:
        decided(other, proposal)
    assert gone.value.code == "who_leads_a_clinic_treats_there"
    assert not leads(kari)


def test_two_strangers_to_the_clinic_decide_nothing(kari: Clinician, one: Clinician) -> None:
    far, further = clinician(prison=PrisonFactory.create()), clinician(prison=PrisonFactory.create())
    asked = as_owner("SELECT clinician_id, prison_id FROM health.clinician_prison WHERE id = %s", place(kari))[0]
    with clinical_context(far.user_id):
        as_owner("SELECT health.propose_lead(%s, %s, true, now())", *asked)
        proposal = LeadProposal.objects.get()
    with pytest.raises(Refusal) as refused:
        decided(further, proposal)
    assert refused.value.code == "one_of_the_two_treats_at_the_clinic"
    assert browser(far).post(reverse("lead_propose", args=[place(kari)]), {"leads": "1"}).status_code == 404
    assert not leads(kari)
    decided(one, proposal)
    assert leads(kari)


def test_a_clinic_of_two_asks_a_clinician_of_another(kari: Clinician, one: Clinician, prison: Prison) -> None:
    far = clinician(prison=PrisonFactory.create())
    proposal, page = proposed(one, kari), reverse(PAGE)
    asked = browser(far).get(page).content.decode()
    assert "Asked of you by other clinics" in asked
    assert "Kari Nygård" in asked
    assert browser(far).post(reverse("lead_decide", args=[proposal.pk]), {"approve": "1"})["Location"] == page
    assert leads(kari)
    assert "Asked of you by other clinics" not in browser(far).get(page).content.decode()


def test_a_clinic_that_has_enough_people_asks_nobody_else(
    kari: Clinician, one: Clinician, other: Clinician, prison: Prison
) -> None:
    proposed(one, kari)
    far = clinician(prison=PrisonFactory.create())
    assert "Kari Nygård" not in browser(far).get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF])
def test_no_role_of_the_prison_proposes_or_decides(kari: Clinician, one: Clinician, prison: Prison, role: Role) -> None:
    proposal, someone = proposed(one, kari), staff(role, prison=prison, is_superuser=True)
    asked = as_owner("SELECT clinician_id, prison_id FROM health.clinician_prison WHERE id = %s", place(one))[0]
    for sql, values in (
        ("SELECT health.propose_lead(%s, %s, true, now())", asked),
        ("SELECT health.decide_lead(%s, true, now())", (proposal.pk,)),
    ):
        with (
            clinical_context(someone.pk),
            pytest.raises(DatabaseError, match="not an authorised clinician"),
            transaction.atomic(),
        ):
            as_owner(sql, *values)
    assert (leads(kari), as_owner("SELECT count(*) FROM health.lead_decision")) == (False, [(0,)])


def test_the_clinical_login_writes_none_of_it_itself_and_what_stands_stays(kari: Clinician, one: Clinician) -> None:
    proposed(one, kari)
    for sql in (
        "UPDATE health.clinician_prison SET leads = true",
        "INSERT INTO health.lead_decision (proposal_id, approved) VALUES (1, true)",
        "UPDATE health.lead_proposal SET leads = false",
    ):
        with (
            clinical_context(one.user_id),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            as_owner(sql)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("UPDATE health.lead_proposal SET leads = false")
    assert not leads(kari)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does(kari: Clinician, one: Clinician, other: Clinician, prison: Prison) -> None:
    third = clinician(prison=prison)
    proposal = proposed(one, kari)
    outcomes = together(
        lambda: decided(other, proposal, approved=True), lambda: decided(third, proposal, approved=False)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    assert as_owner("SELECT count(*) FROM health.lead_decision") == [(1,)]
    ((approved,),) = as_owner("SELECT approved FROM health.lead_decision")
    assert leads(kari) is approved
