"""A clinician who treats the patients of one prison more: four eyes of that clinic, and what they had stays."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, PlaceProposal
from health.selectors import clinicians
from health.services import places as acts
from tests.corrections.factories import NOW, PrisonFactory, UserFactory, staff
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.together import together

pytestmark = pytest.mark.django_db
PAGE = "clinic_people"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def far(prison: Prison) -> Prison:
    return PrisonFactory.create(name="Nordlia fengsel")


@pytest.fixture
def turid(prison: Prison, far: Prison) -> Clinician:
    """Treats at Nordlia; has a posting at Fjordvik too."""
    user = staff(Role.HEALTH_STAFF, prison=prison, unit=None, first_name="Turid", last_name="Solheim")
    return clinician(user, prison=far)


@pytest.fixture
def one(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def leader(prison: Prison) -> Clinician:
    return clinician(prison=prison, leads=True)


def proposed(by: Clinician, whom: Clinician, where: Prison) -> PlaceProposal:
    with clinical_context(by.user_id):
        return acts.propose_place(clinician=whom, prison=where, by=by.user, at=NOW)


def decided(by: Clinician, proposal: PlaceProposal, *, approved: bool = True) -> None:
    with clinical_context(by.user_id):
        acts.decide_place(proposal=proposal, approved=approved, by=by.user, at=NOW)


def treats(who: Clinician) -> set[str]:
    with clinical_context(who.user_id):
        return {each.name for each in clinicians.prisons_of(who)}


def test_from_the_posting_to_the_first_patient_of_the_second_prison(
    turid: Clinician, one: Clinician, leader: Clinician, prison: Prison
) -> None:
    page, home = reverse(PAGE), reverse("clinical_home")
    ask = reverse("place_propose", args=[turid.pk])
    assert "Propose for Fjordvik fengsel" in browser(one).get(page).content.decode()
    assert browser(one).post(ask, {"prison": prison.pk})["Location"] == page
    ((pk,),) = as_owner("SELECT id FROM health.place_proposal")
    answer = reverse("place_decide", args=[pk])
    told = browser(leader).get(page).content.decode()
    assert "Proposed to treat here too" in told
    assert "Propose for Fjordvik fengsel" not in told
    assert "Turid Solheim" in told
    assert 'href="/helse/clinic/"' in browser(leader).get(home).content.decode()
    for who in (one, turid):
        refused = browser(who).post(answer, {"approve": "1"}, follow=True).content.decode()
        assert "Somebody else than the proposer and the person must approve this." in refused
    assert treats(turid) == {"Nordlia fengsel"}
    assert "It is approved." in browser(leader).post(answer, {"approve": "1"}, follow=True).content.decode()
    assert treats(turid) == {"Nordlia fengsel", "Fjordvik fengsel"}
    assert as_owner("SELECT approved, decided_by_id FROM health.place_decision") == [(True, leader.user_id)]
    assert as_owner("SELECT leads FROM health.clinician_prison WHERE clinician_id = %s", turid.pk) == [(False,)] * 2


def test_the_leader_of_the_clinic_is_one_of_the_two(
    turid: Clinician, one: Clinician, leader: Clinician, prison: Prison
) -> None:
    second = clinician(prison=prison)
    proposal = proposed(one, turid, prison)
    with pytest.raises(Refusal, match="The leader of the clinic must propose or approve this"):
        decided(second, proposal)
    assert treats(turid) == {"Nordlia fengsel"}
    decided(leader, proposal)
    with pytest.raises(Conflict, match="already been decided"):
        decided(second, proposal)


def test_turned_down_it_opens_nothing_and_what_they_had_stays(
    turid: Clinician, one: Clinician, leader: Clinician, prison: Prison
) -> None:
    decided(leader, proposed(one, turid, prison), approved=False)
    assert treats(turid) == {"Nordlia fengsel"}
    decided(leader, proposed(one, turid, prison))
    assert treats(turid) == {"Nordlia fengsel", "Fjordvik fengsel"}


def test_nobody_opens_a_clinic_for_a_colleague_of_their_own(
    turid: Clinician, one: Clinician, leader: Clinician, prison: Prison, far: Prison
) -> None:
    """Not from the other clinic, not for oneself, not twice, not for who is there or whose access has ended."""
    friend = clinician(prison=far)
    for by in (friend, turid):
        with pytest.raises(Refusal) as refused:
            proposed(by, turid, prison)
        assert refused.value.code == "who_proposes_a_clinician_treats_there"
    proposal = proposed(one, turid, prison)
    with pytest.raises(Refusal) as twice:
        proposed(leader, turid, prison)
    assert twice.value.code == "one_proposal_of_a_place_waits_at_a_time"
    with pytest.raises(Refusal) as stranger:
        decided(friend, proposal, approved=False)
    assert stranger.value.code == "one_of_the_two_treats_at_the_clinic"
    with pytest.raises(Refusal) as there:
        proposed(one, leader, prison)
    assert there.value.code == "a_proposal_changes_who_leads"
    as_owner("UPDATE health.clinician SET ended_at = now(), ended_by_id = %s WHERE id = %s", one.user_id, turid.pk)
    for act in (lambda: decided(leader, proposal), lambda: proposed(one, turid, prison)):
        with pytest.raises(Refusal) as ended:
            act()
        assert ended.value.code == "only_a_clinician_stops_being_one"
    assert as_owner("SELECT count(*) FROM health.clinician_prison WHERE clinician_id = %s", turid.pk) == [(1,)]


def test_only_who_has_a_posting_there_is_offered_and_nobody_else_is_taken(
    turid: Clinician, one: Clinician, prison: Prison, far: Prison
) -> None:
    unknown = clinician(UserFactory.create(first_name="Ukjent", last_name="Lege"), prison=far)
    page = browser(one).get(reverse(PAGE)).content.decode()
    assert "Ukjent" not in page
    for pk, where in ((unknown.pk, prison.pk), (turid.pk, far.pk), (turid.pk, "x"), (99, prison.pk)):
        assert browser(one).post(reverse("place_propose", args=[pk]), {"prison": where}).status_code == 404
    assert as_owner("SELECT count(*) FROM health.place_proposal") == [(0,)]


def test_the_clinical_login_writes_none_of_it_itself_and_what_stands_stays(
    turid: Clinician, one: Clinician, prison: Prison
) -> None:
    proposed(one, turid, prison)
    for sql in (
        f"INSERT INTO health.clinician_prison (clinician_id, prison_id, leads) VALUES ({turid.pk}, {prison.pk}, false)",  # noqa: S608
        f"INSERT INTO health.place_decision SELECT 1, true, now(), {one.user_id}, id FROM health.place_proposal",  # noqa: S608
        "UPDATE health.place_proposal SET proposed_by_id = 1",
    ):
        with (
            clinical_context(one.user_id),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            as_owner(sql)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.place_proposal")


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF])
def test_no_role_of_the_prison_proposes_or_decides(
    turid: Clinician, one: Clinician, prison: Prison, role: Role
) -> None:
    user = staff(role, prison=prison, unit=None)
    proposal = proposed(one, turid, prison)
    for act in (
        lambda: acts.decide_place(proposal=proposal, approved=True, by=user, at=NOW),
        lambda: acts.propose_place(clinician=one, prison=prison, by=user, at=NOW),
    ):
        with clinical_context(user.pk), pytest.raises(DatabaseError, match="not an authorised"), transaction.atomic():
            act()
    assert treats(turid) == {"Nordlia fengsel"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does(
    turid: Clinician, one: Clinician, leader: Clinician, prison: Prison
) -> None:
    proposal = proposed(leader, turid, prison)
    second = clinician(prison=prison)
    results = together(lambda: decided(one, proposal), lambda: decided(second, proposal))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "NoneType"]
    assert treats(turid) == {"Nordlia fengsel", "Fjordvik fengsel"}
