"""A new clinician from inside: one colleague proposes and another approves, on one page (the end: test_endings)."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Prison, User, WriteRecord
from corrections.refusals import Refusal
from health.context import clinical_context
from health.models import Clinician, EndProposal
from health.selectors import clinicians as selectors
from health.services import clinicians as acts
from tests.corrections.factories import NOW, PrisonFactory, UserFactory, staff
from tests.health.factories import as_owner as the_migrator
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner
from tests.together import together

pytestmark = pytest.mark.django_db
PAGE = "clinic_people"
APPROVE = 'value="1" class="ds-button btn">Approve'


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def one(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def other(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def far() -> Clinician:
    return clinician(prison=PrisonFactory.create())


@pytest.fixture
def newcomer(prison: Prison) -> User:
    return staff(Role.HEALTH_STAFF, prison=prison, username="dahl", first_name="Siv", last_name="Dahl")


def form(newcomer: User, *prisons: Prison, **more: Any) -> dict[str, Any]:
    where = [each.pk for each in prisons]
    return {"user": newcomer.pk, "profession": "NURSE", "hpr_number": "7654321", "prisons": where} | more


def state(user: User) -> list[tuple[Any, ...]]:
    return as_owner(
        "SELECT proposed_by_id, approved_by_id, ended_by_id FROM health.clinician WHERE user_id = %s ORDER BY id",
        user.pk,
    )


def proposed(by: Clinician, newcomer: User, prison: Prison) -> Clinician:
    with clinical_context(by.user_id):
        return acts.propose_clinician(user=newcomer, hpr_number="7654321", prisons=[prison], by=by.user, at=NOW)


def approved(by: Clinician, who: Clinician) -> None:
    with clinical_context(by.user_id):
        acts.approve_clinician(clinician=who, by=by.user, at=NOW)


def end_proposed(by: Clinician, who: Clinician) -> EndProposal:
    with clinical_context(by.user_id):
        return acts.propose_end(clinician=who, by=by.user, at=NOW)


def end_decided(by: Clinician, proposal: EndProposal, *, yes: bool = True) -> None:
    with clinical_context(by.user_id):
        acts.decide_end(proposal=proposal, approved=yes, by=by.user, at=NOW)


def page_of(who: Clinician) -> str:
    return browser(who).get(reverse(PAGE)).content.decode()


# ---- a newcomer --------------------------------------------------------------------------------------------------
def test_from_the_proposal_to_the_first_page_of_a_new_clinician(
    one: Clinician, other: Clinician, prison: Prison, newcomer: User
) -> None:
    page, new = reverse(PAGE), reverse("clinician_new")
    assert "Siv Dahl (dahl)" in browser(one).get(new).content.decode()
    assert browser(one).post(new, form(newcomer, prison))["Location"] == page
    assert "Siv Dahl (dahl)" not in browser(other).get(new).content.decode()
    ((pk,),) = as_owner("SELECT id FROM health.clinician WHERE user_id = %s", newcomer.pk)
    mine, theirs = page_of(one), page_of(other)
    assert APPROVE not in mine
    assert "Take back" in mine
    assert APPROVE in theirs
    assert "7654321" in theirs
    assert "Fjordvik fengsel" in theirs
    answer = reverse("clinician_decide", args=[pk])
    refused = browser(one).post(answer, {"approve": "1"}, follow=True).content.decode()
    assert "Somebody else than the proposer and the person must approve this." in refused
    assert state(newcomer) == [(one.user_id, None, None)]
    assert "It is approved." in browser(other).post(answer, {"approve": "1"}, follow=True).content.decode()
    assert state(newcomer) == [(one.user_id, other.user_id, None)]
    with clinical_context(newcomer.pk):
        assert selectors.of_user(newcomer) is not None
    assert list(WriteRecord.objects.filter(act__endswith="_clinician").order_by("pk").values_list("act", "by"))[
        -2:
    ] == [
        ("health.propose_clinician", one.user_id),
        ("health.approve_clinician", other.user_id),
    ]


def test_the_first_page_counts_what_waits_for_oneself(
    one: Clinician, other: Clinician, prison: Prison, newcomer: User
) -> None:
    proposed(one, newcomer, prison)
    waits = 'Who works here<span class="count">1</span>'
    assert waits in browser(other).get(reverse("clinical_home")).content.decode()
    assert waits not in browser(one).get(reverse("clinical_home")).content.decode()


def test_only_health_staff_of_the_own_prisons_are_offered_and_nobody_else_is_taken(
    one: Clinician, other: Clinician, prison: Prison, far: Clinician
) -> None:
    officer = staff(Role.OFFICER, prison=prison)
    stranger = staff(Role.HEALTH_STAFF, prison=PrisonFactory.create())
    closed = staff(Role.HEALTH_STAFF, prison=prison, is_active=False)
    for somebody in (officer, stranger, closed, other.user):
        assert browser(one).post(reverse("clinician_new"), form(somebody, prison)).status_code == 422
    assert as_owner("SELECT count(*) FROM health.clinician WHERE approved_at IS NULL") == [(0,)]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"hpr_number": "12a45"}, "5 to 9 digits"), ({"profession": "CHEF"}, "error"), ({"prisons": []}, "required")],
)
def test_a_wrong_form_is_explained_and_writes_nothing(
    one: Clinician, prison: Prison, newcomer: User, wrong: dict[str, Any], told: str
) -> None:
    answer = browser(one).post(reverse("clinician_new"), form(newcomer, prison, **wrong))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert state(newcomer) == []


def test_a_clinic_that_one_does_not_treat_at_is_not_proposed(
    one: Clinician, prison: Prison, newcomer: User, far: Clinician
) -> None:
    elsewhere = PrisonFactory.create()
    assert browser(one).post(reverse("clinician_new"), form(newcomer, elsewhere)).status_code == 422
    with pytest.raises(Refusal) as refused:
        proposed(far, newcomer, prison)
    assert refused.value.code == "who_proposes_a_clinician_treats_there"
    assert state(newcomer) == []


def test_the_leader_of_the_clinic_is_one_of_the_two(
    one: Clinician, other: Clinician, far: Clinician, prison: Prison, newcomer: User
) -> None:
    leader = clinician(prison=prison, leads=True)
    who = proposed(one, newcomer, prison)
    for somebody in (other, far):
        with pytest.raises(Refusal, match="leader of the clinic must propose or approve") as refused:
            approved(somebody, who)
        assert refused.value.code == "who_leads_the_clinic_is_one_of_the_two"
    assert state(newcomer) == [(one.user_id, None, None)]
    approved(leader, who)
    assert state(newcomer) == [(one.user_id, leader.user_id, None)]


def test_where_the_leader_proposes_any_colleague_approves(one: Clinician, prison: Prison, newcomer: User) -> None:
    leader = clinician(prison=prison, leads=True)
    approved(one, proposed(leader, newcomer, prison))
    assert state(newcomer) == [(leader.user_id, one.user_id, None)]


def test_every_clinic_of_a_proposal_is_asked(prison: Prison, newcomer: User) -> None:
    second = PrisonFactory.create()
    both = clinician(prison=prison)
    as_owner("INSERT INTO health.clinician_prison (clinician_id, prison_id) VALUES (%s, %s)", both.pk, second.pk)
    leads_second, plain = clinician(prison=second, leads=True), clinician(prison=prison)
    with clinical_context(both.user_id):
        who = acts.propose_clinician(
            user=newcomer, hpr_number="7654321", prisons=[prison, second], by=both.user, at=NOW
        )
    with pytest.raises(Refusal):
        approved(plain, who)
    approved(leads_second, who)
    assert state(newcomer) == [(both.user_id, leads_second.user_id, None)]


def test_turned_down_or_taken_back_it_opens_nothing_and_can_be_proposed_again(
    one: Clinician, other: Clinician, far: Clinician, prison: Prison, newcomer: User
) -> None:
    who = proposed(one, newcomer, prison)
    answer = reverse("clinician_decide", args=[who.pk])
    told = browser(far).post(answer, {"approve": "0"}, follow=True).content.decode()
    assert "One of the two who decide this must treat the patients there." in told
    assert "turned down" in browser(other).post(answer, {"approve": "0"}, follow=True).content.decode()
    told = browser(other).post(answer, {"approve": "1"}, follow=True).content.decode()
    assert "This proposal has already been decided." in told
    again = proposed(one, newcomer, prison)
    browser(one).post(reverse("clinician_decide", args=[again.pk]), {"approve": "0"})
    assert state(newcomer) == [(one.user_id, None, other.user_id), (one.user_id, None, one.user_id)]
    with clinical_context(newcomer.pk):
        assert selectors.of_user(newcomer) is None


def test_a_clinic_of_one_asks_a_clinician_of_another(
    one: Clinician, far: Clinician, prison: Prison, newcomer: User
) -> None:
    who = proposed(one, newcomer, prison)
    assert "Siv Dahl" in page_of(far)
    browser(far).post(reverse("clinician_decide", args=[who.pk]), {"approve": "1"})
    assert state(newcomer) == [(one.user_id, far.user_id, None)]
    assert "Siv Dahl" not in page_of(far)


def test_a_clinic_of_two_asks_nobody_else(
    one: Clinician, other: Clinician, far: Clinician, prison: Prison, newcomer: User
) -> None:
    proposed(one, newcomer, prison)
    assert "Siv Dahl" not in page_of(far)


# ---- what PostgreSQL itself refuses ------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF])
def test_no_role_of_the_prison_proposes_or_decides(
    one: Clinician, other: Clinician, prison: Prison, newcomer: User, role: Role
) -> None:
    who, proposal = proposed(one, newcomer, prison), end_proposed(one, other)
    someone = staff(role, prison=prison, is_superuser=True, is_staff=True)
    for sql, values in (
        (
            "SELECT health.propose_clinician(%s, '12345', 'NURSE', ARRAY[%s]::bigint[], '{}', now())",
            (someone.pk, prison.pk),
        ),
        ("SELECT health.decide_clinician(%s, true, now())", (who.pk,)),
        ("SELECT health.propose_end(%s, now())", (one.pk,)),
        ("SELECT health.decide_end(%s, true, now())", (proposal.pk,)),
    ):
        with (
            clinical_context(someone.pk),
            pytest.raises(DatabaseError, match="not an authorised clinician"),
            transaction.atomic(),
        ):
            as_owner(sql, *values)
    assert (state(newcomer), state(other.user)[0][2]) == ([(one.user_id, None, None)], None)


WRITES = [
    "UPDATE health.clinician SET approved_at = now(), approved_by_id = proposed_by_id",
    "UPDATE health.clinician SET ended_at = now(), ended_by_id = proposed_by_id",
    "INSERT INTO health.clinician (user_id, hpr_number, proposed_at, proposed_by_id) SELECT 1, '12345', now(), 2",
    "INSERT INTO health.clinician_prison (clinician_id, prison_id, leads) SELECT 1, 1, true",
    "INSERT INTO health.clinician_history (id) VALUES (1)",
    "INSERT INTO health.end_decision (proposal_id, approved) VALUES (1, true)",
    "SELECT health.keep_clinician(1, '+')",
]


@pytest.mark.parametrize("sql", WRITES)
def test_a_clinician_with_sql_writes_none_of_it_past_the_functions(
    one: Clinician, prison: Prison, newcomer: User, sql: str
) -> None:
    proposed(one, newcomer, prison)
    with clinical_context(one.user_id), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        as_owner(sql)
    assert state(newcomer) == [(one.user_id, None, None)]


def test_from_inside_nobody_is_made_leader_with_their_proposal(one: Clinician, prison: Prison, newcomer: User) -> None:
    with (
        clinical_context(one.user_id),
        pytest.raises(DatabaseError, match="who leads is proposed by itself"),
        transaction.atomic(),
    ):
        acts.propose_clinician(
            user=newcomer, hpr_number="7654321", prisons=[prison], leads=[prison], by=one.user, at=NOW
        )
    assert state(newcomer) == []


def test_a_proposal_without_a_prison_or_of_a_closed_account_is_refused(one: Clinician, newcomer: User) -> None:
    with clinical_context(one.user_id), pytest.raises(Refusal) as nowhere:
        acts.propose_clinician(user=newcomer, hpr_number="7654321", prisons=[], by=one.user, at=NOW)
    assert nowhere.value.code == "a_clinician_treats_somewhere"
    closed = UserFactory.create(is_active=False)
    with the_migrator(one.user), pytest.raises(Refusal) as refused:
        acts.propose_clinician(user=closed, hpr_number="7654321", prisons=[], by=one.user, at=NOW)
    assert refused.value.code == "closed_account"


# ---- two at once -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_does(one: Clinician, other: Clinician, prison: Prison, newcomer: User) -> None:
    third, who = clinician(prison=prison), proposed(one, newcomer, prison)
    outcomes = together(lambda: approved(other, who), lambda: approved(third, who))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
    assert state(newcomer)[0][1] in (other.user_id, third.user_id)
    assert as_owner("SELECT count(*) FROM health.clinician_history WHERE user_id = %s", newcomer.pk) == [(2,)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_the_same_at_once_one_does(
    one: Clinician, other: Clinician, prison: Prison, newcomer: User
) -> None:
    outcomes = together(lambda: proposed(one, newcomer, prison), lambda: proposed(other, newcomer, prison))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Clinician", "Conflict"]
    assert len(state(newcomer)) == 1


def test_without_a_clinic_account_nobody_sees_the_page(prison: Prison) -> None:
    officer = Client()
    officer.force_login(staff(Role.OFFICER, prison=prison))
    assert officer.get(reverse("clinician_new")).status_code == 403
