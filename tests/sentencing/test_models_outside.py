"""What PostgreSQL itself refuses of serving outside the walls: each broken on purpose."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from corrections.models import User
from corrections.periods import between, since
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.models import Absence, Stay
from sentencing.choices import OutsideKind, OutsideState
from sentencing.models import (
    HouseholdMember,
    Outing,
    OutsideBreach,
    OutsideCheck,
    OutsideTerm,
    VictimDuty,
    VictimNotice,
)
from tests.commit import delete_by_sql
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.inmates.test_models_whereabouts import broken, change
from tests.sentencing.factories import JudgmentFactory, leave_to_come
from tests.sentencing.outside import NOW, by_hand, decision_by_hand, nobody_is_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def stay() -> Stay:
    found: Stay = PlacementFactory.create().stay
    return found


def begun(term: OutsideTerm, by: User) -> Any:
    return change(term, state=OutsideState.RUNNING, started_at=NOW, started_by=by)


def over(term: OutsideTerm, state: str = OutsideState.ENDED) -> Any:
    return change(term, state=state, ended_at=NOW, ended_why="BACK")


# ---- nobody on remand --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", OutsideKind.values)
def test_nobody_on_remand_is_granted_any_of_it(stay: Stay, kind: str) -> None:
    decision = decision_by_hand(stay, UserFactory.create())
    change(stay.legal_statuses.get(), kind=LegalStatusKind.REMAND)()
    broken("nobody_on_remand_serves_outside", lambda: by_hand(stay, kind, decision=decision))


@pytest.mark.parametrize("kind", OutsideKind.values)
def test_who_is_put_on_remand_begins_nothing_that_was_granted(stay: Stay, by: User, kind: str) -> None:
    term = by_hand(stay, kind)
    nobody_is_told(stay, by)
    change(stay.legal_statuses.get(), kind=LegalStatusKind.REMAND)()
    broken("nobody_on_remand_serves_outside", begun(term, by))


@pytest.mark.parametrize("kind", ["LEAVE", "DAY_RELEASE", "INTERRUPTION", "INSTITUTION", "OUTSIDE", "MONITORING"])
def test_nobody_on_remand_leaves_through_the_gate_alone(by: User, kind: str) -> None:
    stay = PlacementFactory.create(legal=LegalStatusKind.REMAND).stay
    gone = {"stay": stay, "during": since(NOW), "departed_at": NOW, "departed_by": by}
    broken("nobody_on_remand_goes_out_alone", lambda: Absence.objects.create(kind=kind, **gone))
    assert Absence.objects.create(kind=AbsenceKind.COURT, **gone).pk


@pytest.mark.parametrize("kind", ["INTERRUPTION", "OUTSIDE", "MONITORING"])
def test_preventive_detention_is_served_inside(stay: Stay, kind: str) -> None:
    JudgmentFactory.create(stay=stay, kind="PREVENTIVE", years=8)
    broken("preventive_detention_is_served_inside", lambda: by_hand(stay, kind))


# ---- the term ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "kind", "values"),
    [
        ("a_term_outside_is_of_a_known_kind", "HOLIDAY", {}),
        ("a_term_outside_ends_after_it_begins", "INSTITUTION", {"last_on": date(2026, 11, 24)}),
        ("a_term_outside_says_where_and_why", "INSTITUTION", {"place": ""}),
        ("a_term_outside_says_where_and_why", "INSTITUTION", {"purpose": ""}),
        ("conditions_are_given_where_the_law_asks_for_them", "OUTSIDE", {"conditions": ""}),
        ("day_release_and_monitoring_have_a_timetable", "DAY_RELEASE", {"timetable": ""}),
        ("reporting_is_of_probation_and_never_past_its_end", "OUTSIDE", {"reporting_months": 3}),
        ("reporting_is_of_probation_and_never_past_its_end", "PROBATION", {"reporting_months": 0}),
        (
            "reporting_is_of_probation_and_never_past_its_end",
            "PROBATION",
            {"reporting_months": 3, "reporting_until": date(2027, 5, 2)},
        ),
        ("a_term_outside_is_as_far_as_its_stamps_say", "INSTITUTION", {"started_at": NOW}),
        ("a_term_outside_is_as_far_as_its_stamps_say", "INSTITUTION", {"state": "ENDED"}),
    ],
)
def test_a_term_that_cannot_be_is_refused(stay: Stay, constraint: str, kind: str, values: dict[str, Any]) -> None:
    broken(constraint, lambda: by_hand(stay, kind, **values))


def test_a_term_rests_on_a_decision_that_grants_it_to_the_very_person(stay: Stay, by: User) -> None:
    refused, draft = decision_by_hand(stay, by, "REFUSED"), decision_by_hand(stay, by, "")
    other = decision_by_hand(PlacementFactory.create().stay, by)
    for decision in (refused, draft, other):
        broken("a_term_outside_rests_on_its_decision", partial(by_hand, stay, decision=decision))


def test_one_of_a_kind_waits_and_one_term_runs_at_a_time(stay: Stay, by: User) -> None:
    first = by_hand(stay)
    broken("one_term_outside_of_a_kind_waits_at_a_time", lambda: by_hand(stay))
    nobody_is_told(stay, by)
    begun(first, by)()
    second = by_hand(stay)
    broken("one_term_outside_runs_at_a_time", begun(second, by))
    over(first)()
    assert begun(second, by)() == 1


def test_a_term_stands_as_it_was_decided_and_what_is_over_is_over(stay: Stay, by: User) -> None:
    term = by_hand(stay)
    broken("a_term_outside_stands_as_it_was_decided", change(term, last_on=date(2028, 1, 1)))
    assert change(term, more_conditions="No alcohol")() == 1
    over(term, OutsideState.WITHDRAWN)()
    broken("a_term_outside_stands_as_it_was_decided", begun(term, by))
    broken("monitoring_data_are_erased_by_somebody", change(term, erased_at=NOW))
    broken("records_are_only_added", delete_by_sql("sentencing_outsideterm", term.pk))


def test_no_term_begins_before_the_victim_is_told(stay: Stay, by: User) -> None:
    term = by_hand(stay)
    broken("the_victim_is_told_before_a_term_outside", begun(term, by))
    from_court = {"reason": "The judgment", "said_at": NOW, "said_by": by}
    VictimDuty.objects.create(stay=stay, is_due=True, **from_court)
    broken("the_victim_is_told_before_a_term_outside", begun(term, by))
    VictimNotice.objects.create(stay=stay, outside=term, act="SENT", channel="PHONE", done_at=NOW, done_by=by)
    assert begun(term, by)() == 1


def test_a_victim_notice_is_of_one_thing(stay: Stay, by: User) -> None:
    term, leave = by_hand(stay), leave_to_come(stay)
    given = {"stay": stay, "act": "SENT", "channel": "PHONE", "done_at": NOW, "done_by": by}
    broken("a_victim_notice_is_of_one_thing", lambda: VictimNotice.objects.create(outside=term, leave=leave, **given))


# ---- what is written about it --------------------------------------------------------------------------------------
def test_a_check_and_a_breach_say_what_and_stand(stay: Stay, by: User) -> None:
    term = by_hand(stay)
    given = {"term": term, "held_at": NOW, "noted_at": NOW, "noted_by": by}
    create = OutsideCheck.objects.create
    broken("a_check_outside_is_of_a_known_kind", lambda: create(kind="CHAT", is_fine=True, **given))
    broken("a_check_outside_that_failed_says_how", lambda: create(kind="MEETING", is_fine=False, **given))
    kept = create(kind="MEETING", is_fine=True, **given)
    broken("records_are_only_added", change(kept, is_fine=False, note="Late"))
    told = {"term": term, "happened_at": NOW, "registered_at": NOW, "registered_by": by}
    broken("a_breach_outside_says_what", lambda: OutsideBreach.objects.create(what="", **told))
    broken(
        "a_breach_outside_is_of_a_known_check", lambda: OutsideBreach.objects.create(what="x", check_kind="?", **told)
    )
    breach = OutsideBreach.objects.create(what="Drank", **told)
    broken("a_breach_that_is_followed_up_says_how_and_why", change(breach, follow_up="TALK"))
    broken("a_breach_outside_is_followed_up_once", change(breach, what="Was sober"))
    answer = {"follow_up": "TALK", "followed_why": "First time", "followed_at": NOW, "followed_by": by}
    change(breach, **answer)()
    broken("a_breach_outside_is_followed_up_once", change(breach, followed_why="Second"))
    broken("records_are_only_added", delete_by_sql("sentencing_outsidebreach", breach.pk))


def test_an_outing_has_hours(stay: Stay, by: User) -> None:
    term = by_hand(stay, "DAY_RELEASE")
    absence = Absence.objects.create(
        stay=stay, kind=AbsenceKind.DAY_RELEASE, during=since(NOW), departed_at=NOW, departed_by=by
    )
    given = {"term": term, "absence": absence, "let_out_at": NOW, "let_out_by": by}
    broken("an_outing_has_an_end", lambda: Outing.objects.create(during=since(NOW), **given))
    broken("an_outing_has_a_period", lambda: Outing.objects.create(during=DateTimeTZRange(None, NOW), **given))
    kept = Outing.objects.create(during=between(NOW, NOW + timedelta(hours=2)), **given)
    broken("records_are_only_added", change(kept, let_out_at=oslo("2026-11-24 15:00")))


# ---- the home ------------------------------------------------------------------------------------------------------
def living(stay: Stay, by: User, **values: Any) -> HouseholdMember:
    given = {"name": "Grete", "is_adult": True, "noted_at": NOW, "noted_by": by}
    return HouseholdMember.objects.create(stay=stay, **{**given, **values})


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_member_of_the_household_has_a_name", {"name": ""}),
        ("adults_consent_and_children_are_heard", {"is_adult": False, "consented_at": NOW}),
        ("adults_consent_and_children_are_heard", {"heard_at": NOW}),
        ("a_consent_is_given_before_it_is_taken_back", {"withdrawn_at": NOW}),
    ],
)
def test_a_household_that_cannot_be_is_refused(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, lambda: living(stay, by, **values))


def test_monitoring_is_neither_granted_nor_begun_while_an_adult_does_not_consent(stay: Stay, by: User) -> None:
    grete = living(stay, by)
    broken("every_adult_in_the_home_consents", lambda: by_hand(stay, "MONITORING"))
    change(grete, consented_at=NOW)()
    term = by_hand(stay, "MONITORING")
    nobody_is_told(stay, by)
    change(grete, withdrawn_at=NOW)()
    broken("every_adult_in_the_home_consents", begun(term, by))
    change(grete, left_at=NOW)()
    assert begun(term, by)() == 1


def test_monitoring_is_not_granted_before_the_children_are_heard(stay: Stay, by: User) -> None:
    child = living(stay, by, name="Ola", is_adult=False)
    broken("every_child_in_the_home_is_heard", lambda: by_hand(stay, "MONITORING"))
    change(child, heard_at=NOW, heard_said="It is fine")()
    assert by_hand(stay, "MONITORING").pk
