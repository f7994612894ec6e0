"""Who is a clinician: four eyes, in PostgreSQL, whatever the prison's own roles say."""

import base64

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from corrections.choices import Role
from corrections.models import Prison, User
from corrections.refusals import Refusal
from health.context import ClinicalContextRequired, clinical_context
from health.models import Clinician, ClinicianPrison, SecondFactor
from health.rules import code_of, step_of
from health.selectors import clinicians as selectors
from health.services import clinicians, second_factor
from tests.corrections.factories import NOW, PrisonFactory, UserFactory, staff
from tests.health.factories import as_owner, clinician, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def newcomer() -> User:
    return UserFactory.create()


def all_of_them() -> list[Clinician]:
    with as_owner(UserFactory.create()):
        return list(Clinician.objects.order_by("pk"))


def test_two_clinicians_make_a_third_from_inside(prison: Prison) -> None:
    first, second, third = clinician(prison=prison), clinician(), UserFactory.create()
    with clinical_context(first.user_id):
        made = clinicians.propose_clinician(user=third, hpr_number="7654321", prisons=[prison], by=first.user, at=NOW)
        assert selectors.of_user(third) is None
    with clinical_context(second.user_id):
        clinicians.approve_clinician(clinician=made, by=second.user, at=NOW)
    with clinical_context(third.pk):
        assert selectors.of_user(third) == made
        assert selectors.prisons_of(made) == [prison]
        kept = made.history.order_by("history_id").values_list("history_type", "history_user", "approved_by")
        assert list(kept) == [("+", first.user_id, None), ("~", second.user_id, second.user_id)]


def end(made: Clinician, prison: Prison) -> None:
    one, other = clinician(prison=prison), clinician(prison=prison)
    with clinical_context(one.user_id):
        proposal = clinicians.propose_end(clinician=made, by=one.user, at=NOW)
    with clinical_context(other.user_id):
        clinicians.decide_end(proposal=proposal, approved=True, by=other.user, at=NOW)


def test_a_proposal_opens_nothing() -> None:
    made = proposed()
    with clinical_context(made.user_id):
        assert selectors.of_user(made.user) is None
        assert list(Clinician.objects.all()) == []


def test_nobody_proposes_themselves() -> None:
    user = UserFactory.create()
    with pytest.raises(Refusal) as refused:
        proposed(user, by=user)
    assert refused.value.code == "nobody_proposes_themselves"
    assert all_of_them() == []


def test_the_proposer_does_not_approve() -> None:
    by = UserFactory.create()
    made = proposed(by=by)
    with pytest.raises(Refusal) as refused, as_owner(by):
        clinicians.approve_clinician(clinician=made, by=by, at=NOW)
    assert refused.value.code == "another_than_the_proposer_approves"
    assert all_of_them()[0].approved_at is None


def test_nor_does_the_person() -> None:
    made = proposed()
    with pytest.raises(Refusal), as_owner(made.user):
        clinicians.approve_clinician(clinician=made, by=made.user, at=NOW)
    assert all_of_them()[0].approved_at is None


@pytest.mark.parametrize("number", ["", "12", "1234567890", "12345a", "12 345"])
def test_an_hpr_number_is_digits(number: str, prison: Prison, newcomer: User) -> None:
    by = UserFactory.create()
    with pytest.raises((Refusal, DataError)), as_owner(by):
        clinicians.propose_clinician(user=newcomer, hpr_number=number, prisons=[prison], by=by, at=NOW)
    assert all_of_them() == []


def test_a_proposal_names_a_prison(newcomer: User) -> None:
    by = UserFactory.create()
    with pytest.raises(Refusal), as_owner(by):
        clinicians.propose_clinician(user=newcomer, hpr_number="1234567", prisons=[], by=by, at=NOW)
    assert all_of_them() == []


def test_a_person_is_proposed_once() -> None:
    made = proposed()
    with pytest.raises(Refusal) as refused:
        proposed(made.user)
    assert refused.value.code == "one_open_clinician_row_per_person"


def test_an_approval_is_given_once() -> None:
    made, other = clinician(), UserFactory.create()
    with pytest.raises(Refusal), as_owner(other):
        clinicians.approve_clinician(clinician=made, by=other, at=NOW)


def test_an_ended_clinician_opens_nothing_and_may_be_proposed_anew(prison: Prison) -> None:
    made = clinician(prison=prison)
    end(made, prison)
    with clinical_context(made.user_id):
        assert selectors.of_user(made.user) is None
    assert clinician(made.user).pk != made.pk


BACKWARDS = [
    "UPDATE health.clinician SET ended_at = NULL, ended_by_id = NULL",
    "UPDATE health.clinician SET hpr_number = '7777777'",
    "UPDATE health.clinician SET approved_by_id = NULL, approved_at = NULL",
]


@pytest.mark.parametrize("statement", BACKWARDS)
def test_a_clinician_moves_forward_only_for_the_owner_too(statement: str, prison: Prison) -> None:
    end(clinician(prison=prison), prison)
    with pytest.raises(IntegrityError, match="moves forward only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.HEALTH_STAFF])
def test_no_role_of_the_prison_proposes_or_approves_from_inside(role: Role, prison: Prison, newcomer: User) -> None:
    someone = staff(role, is_superuser=True, is_staff=True)
    made = proposed()
    with pytest.raises(ProgrammingError), clinical_context(someone.pk):
        clinicians.propose_clinician(user=newcomer, hpr_number="1234567", prisons=[prison], by=someone, at=NOW)
    with pytest.raises(ProgrammingError, match="not an authorised clinician"), clinical_context(someone.pk):
        clinicians.approve_clinician(clinician=made, by=someone, at=NOW)
    assert [row.approved_at for row in all_of_them()] == [None]


def test_a_clinician_cannot_sign_with_another_name(prison: Prison, newcomer: User) -> None:
    """Whatever a caller says: PostgreSQL writes the name that the context is signed with."""
    first, second = clinician(prison=prison), clinician(prison=prison)
    with clinical_context(first.user_id):
        made = clinicians.propose_clinician(
            user=newcomer, hpr_number="1234567", prisons=[prison], by=second.user, at=NOW
        )
        assert made.proposed_by_id == first.user_id
    with clinical_context(first.user_id), pytest.raises(Refusal) as refused:
        clinicians.approve_clinician(clinician=made, by=second.user, at=NOW)
    assert refused.value.code == "another_than_the_proposer_approves"


@pytest.mark.parametrize("model", [Clinician, ClinicianPrison, SecondFactor])
def test_a_clinical_model_is_not_asked_outside_a_context(model: type[Clinician]) -> None:
    with pytest.raises(ClinicalContextRequired):
        model.objects.all()


def test_only_a_colleague_forgets_a_second_factor() -> None:
    made, colleague = clinician(), clinician()
    secret = second_factor.new_secret()
    with clinical_context(made.user_id):
        code = code_of(base64.b32decode(secret), step_of(NOW.timestamp()))
        second_factor.enrol(clinician=made, secret=secret, code=code, by=made.user, at=NOW)
    with pytest.raises(ProgrammingError), clinical_context(made.user_id):
        second_factor.forget(clinician=made, by=made.user, at=NOW)
    with clinical_context(colleague.user_id):
        assert list(SecondFactor.objects.all()) == []
        second_factor.forget(clinician=made, by=colleague.user, at=NOW)
    with clinical_context(made.user_id):
        assert selectors.second_factor_of(made) is None


HALVES = {
    "an_approval_has_a_time_and_a_name": "UPDATE health.clinician SET approved_at = now()",
    "an_ending_has_a_time_and_a_name": "UPDATE health.clinician SET ended_at = now()",
    "an_hpr_number_is_digits": """INSERT INTO health.clinician (user_id, hpr_number, proposed_at, proposed_by_id)
        SELECT approver.id, '12a45', now(), c.proposed_by_id FROM health.clinician c, corrections_user approver
        WHERE approver.id NOT IN (c.proposed_by_id, c.user_id)""",
    "a_prison_once_for_each_clinician": """INSERT INTO health.clinician_prison (clinician_id, prison_id)
        SELECT clinician_id, prison_id FROM health.clinician_prison""",
}


@pytest.mark.parametrize("name", HALVES)
def test_postgresql_itself_refuses_what_a_clinician_never_is(name: str, newcomer: User) -> None:
    proposed()
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(HALVES[name])
    assert getattr(refused.value.__cause__, "diag").constraint_name == name  # noqa: B009  (psycopg's, not Django's)
