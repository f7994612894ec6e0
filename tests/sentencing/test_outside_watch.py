"""Electronic monitoring, probation and what is looked after: the home, meetings, breaches, reporting, tasks."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from corrections.choices import Role
from corrections.models import Task, Unit, User
from corrections.refusals import Conflict, Refusal
from inmates.choices import ReleaseKind
from inmates.models import Absence, Stay
from inmates.services import decisions, release, releasing
from sentencing.choices import CheckKind, FollowUp, OutsideKind, OutsideState
from sentencing.models import HouseholdMember, OutsideBreach, OutsideCheck, OutsideTerm
from sentencing.selectors import ready
from sentencing.selectors.outside_words import breach_what
from sentencing.services import household, outside, outside_tasks, outside_watch, probation
from sentencing.services.outside import OutsideRefused
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.sentencing.outside import NOW, drafted, granted, nobody_is_told, serving

pytestmark = pytest.mark.django_db
MORNING = oslo("2026-11-25 10:00")
RELEASED = oslo("2027-05-12 10:00")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison, first_name="Kari", last_name="Brekke")


@pytest.fixture
def stay(unit: Unit, by: User) -> Stay:
    found = serving(unit)
    nobody_is_told(found, by)
    return found


def monitored(stay: Stay, by: User) -> OutsideTerm:
    """At home with the monitor since the 25th."""
    return outside.start(term=granted(stay, "MONITORING", by), departed_at=MORNING, by=by, at=MORNING)


def on_probation(stay: Stay, by: User) -> OutsideTerm:
    """Released in May as decided, with three months of reporting duty."""
    term = granted(stay, "PROBATION", by)
    releasing.plan(stay=stay, kind=ReleaseKind.PROBATION_RELEASE, planned_at=RELEASED, decision="26/1-7", by=by, at=NOW)
    release.release(stay=stay, by=by, at=RELEASED, plan=stay.releases.get().pk)
    term.refresh_from_db()
    return term


def open_tasks(kind: str) -> list[Task]:
    return list(Task.objects.open().filter(kind=kind).order_by("pk"))


# ---- the home --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"offence": "NEVER"}, r"never granted for these offences \(strgjfl\. s\. 16 a\)"),
        ({"offence": "SOMETIMES", "against_home": "yes"}, "against a child or the home"),
        ({"power": "no"}, "must have power"),
        ({"alone": "no"}, "who lives in the home"),
        ({"last_on": "2027-05-25"}, r"to 24\.05\.2027 at the longest"),
        ({"first_on": "2026-11-11"}, r"from 12\.11\.2026 at the earliest"),
    ],
)
def test_monitoring_that_is_not_suitable_is_refused(stay: Stay, by: User, details: dict[str, str], words: str) -> None:
    row = drafted(stay, "MONITORING", by, **details)  # type: ignore[arg-type]
    with pytest.raises(OutsideRefused, match=words):
        decisions.hear(decision=row, by=by, at=NOW, said="Please")
    assert not OutsideTerm.objects.exists()


def test_monitoring_needs_the_consent_of_every_adult_and_every_child_heard(stay: Stay, by: User) -> None:
    grete = household.add(stay=stay, name="Grete", is_adult=True, by=by, at=NOW)
    ola = household.add(stay=stay, name="Ola", is_adult=False, by=by, at=NOW)
    row = drafted(stay, "MONITORING", by)
    with pytest.raises(OutsideRefused, match="Grete lives in the home and does not consent"):
        decisions.hear(decision=row, by=by, at=NOW, said="Please")
    household.consent(member=grete, by=by, at=NOW)
    with pytest.raises(OutsideRefused, match="Ola lives in the home, and is not informed and heard"):
        decisions.hear(decision=row, by=by, at=NOW, said="Please")
    with pytest.raises(Refusal, match="Adults consent, and children are heard"):
        household.consent(member=ola, by=by, at=NOW)
    household.hear(member=ola, said="Looks forward", by=by, at=NOW)
    assert decisions.hear(decision=row, by=by, at=NOW, said="Please").state == "HEARD"


def test_a_consent_that_is_taken_back_alarms_the_leader_until_it_is_settled(stay: Stay, by: User) -> None:
    grete = household.add(stay=stay, name="Grete", is_adult=True, by=by, at=NOW)
    household.consent(member=grete, by=by, at=NOW)
    monitored(stay, by)
    assert open_tasks("outside.CONSENT") == []
    household.take_back(member=grete, by=by, at=MORNING + timedelta(days=1))
    [task] = open_tasks("outside.CONSENT")
    assert (task.role, task.urgency, task.due_at) == (Role.LEADER, "bad", MORNING + timedelta(days=1))
    with pytest.raises(Conflict, match="no consent to take back"):
        household.take_back(member=grete, by=by, at=MORNING + timedelta(days=1))
    household.consent(member=grete, by=by, at=MORNING + timedelta(days=2))
    assert open_tasks("outside.CONSENT") == []


def test_monitoring_does_not_begin_after_a_consent_was_taken_back(stay: Stay, by: User) -> None:
    grete = household.add(stay=stay, name="Grete", is_adult=True, by=by, at=NOW)
    household.consent(member=grete, by=by, at=NOW)
    term = granted(stay, "MONITORING", by)
    household.take_back(member=grete, by=by, at=NOW)
    with pytest.raises(Refusal, match="An adult in the home does not consent"):
        outside.start(term=term, departed_at=MORNING, by=by, at=MORNING)
    assert not Absence.objects.exists()
    assert HouseholdMember.objects.get().withdrawn_at == NOW


# ---- meetings and breaches -------------------------------------------------------------------------------------------
def test_the_weekly_meeting_becomes_a_task_when_it_is_due(stay: Stay, by: User) -> None:
    term = monitored(stay, by)
    outside_tasks.call(stay_ids=None, by=None, at=MORNING + timedelta(days=6))
    assert open_tasks("outside.MEETING") == []
    week = MORNING + timedelta(days=7)
    for _ in range(2):
        outside_tasks.call(stay_ids=None, by=None, at=week)
    [task] = open_tasks("outside.MEETING")
    assert task.role == Role.CASEWORKER
    outside_watch.note_check(term=term, kind=CheckKind.MEETING, held_at=week, is_fine=True, note="", by=by, at=week)
    outside_tasks.call(stay_ids=None, by=None, at=week)
    assert open_tasks("outside.MEETING") == []


@pytest.mark.usefixtures("catalogues")
def test_a_breach_reads_in_the_language_of_the_reader() -> None:
    breach = OutsideBreach(check_kind="SOBER", what="0.4")
    for language, words in (("nb", "Rustest: 0.4"), ("en", "Test of sobriety: 0.4")):
        with override(language):
            assert breach_what(breach) == words
    assert breach_what(OutsideBreach(check_kind="", what="Cut the strap")) == "Cut the strap"


def test_a_test_that_fails_is_a_breach_that_the_leader_follows_up_once(stay: Stay, by: User) -> None:
    term = monitored(stay, by)
    noon = MORNING + timedelta(hours=2)
    note = {"term": term, "kind": CheckKind.SOBER, "held_at": noon, "is_fine": False}
    with pytest.raises(Refusal, match="Write what was wrong"):
        outside_watch.note_check(**note, note="", by=by, at=noon)  # type: ignore[arg-type]
    assert not OutsideCheck.objects.exists()
    assert not OutsideBreach.objects.exists()
    outside_watch.note_check(**note, note="0.4", by=by, at=noon)  # type: ignore[arg-type]
    breach = OutsideBreach.objects.get()
    assert (breach.check_kind, breach.what) == ("SOBER", "0.4")
    assert breach_what(breach) == "Test of sobriety: 0.4"
    outside_tasks.call(stay_ids=None, by=None, at=noon)
    [task] = open_tasks("outside.BREACH")
    assert (task.role, task.due_at) == (Role.LEADER, noon + timedelta(days=1))
    with pytest.raises(OutsideRefused, match="Only breaches of probation"):
        outside_watch.follow_up(breach=breach, outcome=FollowUp.COURT, why="x", by=by, at=noon)
    outside_watch.follow_up(breach=breach, outcome=FollowUp.TIGHTER, why="A test each day", by=by, at=noon)
    term.refresh_from_db()
    assert term.more_conditions == "A test each day"
    with pytest.raises(Conflict, match=r"K\. Brekke has followed this up already, 12:00"):
        outside_watch.follow_up(breach=breach, outcome=FollowUp.TALK, why="x", by=by, at=noon)
    outside_tasks.call(stay_ids=None, by=None, at=noon)
    assert open_tasks("outside.BREACH") == []


def test_back_to_prison_withdraws_the_term_and_waits_for_the_person(stay: Stay, by: User) -> None:
    term = monitored(stay, by)
    noon = MORNING + timedelta(hours=2)
    breach = outside_watch.report_breach(term=term, happened_at=noon, what="Cut the strap", by=by, at=noon)
    with pytest.raises(OutsideRefused, match="Say when the person must be back"):
        outside_watch.follow_up(breach=breach, outcome=FollowUp.BACK, why="Cut the strap", by=by, at=noon)
    back = noon + timedelta(hours=3)
    outside_watch.follow_up(breach=breach, outcome=FollowUp.BACK, why="Cut the strap", back_at=back, by=by, at=noon)
    term.refresh_from_db()
    assert (term.state, Absence.objects.get().expected_return_at) == (OutsideState.WITHDRAWN, back)


def test_what_the_monitor_recorded_is_erased_at_the_end_and_kept_for_a_breach(stay: Stay, by: User) -> None:
    term = monitored(stay, by)
    noon = MORNING + timedelta(hours=2)
    breach = outside_watch.report_breach(term=term, happened_at=noon, what="Came late", by=by, at=noon)
    outside.withdraw(term=term, why="Wants to", back_at=noon + timedelta(hours=1), by=by, at=noon)
    term.refresh_from_db()
    assert term.erase_on == date(2026, 11, 25)
    with pytest.raises(OutsideRefused, match="kept for it"):
        outside.erase(term=term, by=by, at=noon)
    outside_tasks.call(stay_ids=None, by=None, at=noon)
    assert open_tasks("outside.ERASE") == []
    outside_watch.follow_up(breach=breach, outcome=FollowUp.NOTHING, why="The bus", by=by, at=noon)
    outside_tasks.call(stay_ids=None, by=None, at=noon)
    assert len(open_tasks("outside.ERASE")) == 1
    assert outside.erase(term=term, by=by, at=noon).erased_by == by


# ---- probation -------------------------------------------------------------------------------------------------------
def test_a_release_on_probation_waits_for_the_decision_with_its_conditions(stay: Stay, by: User) -> None:
    [missing] = ready.conditions(stay.pk, NOW)
    assert (missing.level, missing.override) == ("stop", "decision")
    assert ReleaseKind.PROBATION_RELEASE not in missing.answered_by
    assert ReleaseKind.FULL_TERM in missing.answered_by
    granted(stay, "PROBATION", by)
    [early] = ready.conditions(stay.pk, NOW)
    assert (early.level, "which has not come" in early.text) == ("stop", True)
    [given] = ready.conditions(stay.pk, RELEASED)
    assert given.level == "ok"


def test_probation_begins_at_the_gate_and_everything_else_ends(stay: Stay, by: User) -> None:
    day_release = granted(stay, "DAY_RELEASE", by)
    term = on_probation(stay, by)
    day_release.refresh_from_db()
    assert (term.state, term.started_at, term.last_on) == (OutsideState.RUNNING, RELEASED, date(2028, 1, 12))
    assert (day_release.state, day_release.ended_why) == (OutsideState.ENDED, "RELEASED")


def test_who_is_released_on_another_ground_is_not_on_probation(stay: Stay, by: User) -> None:
    term = granted(stay, "PROBATION", by)
    release.release(stay=stay, by=by, at=RELEASED)
    term.refresh_from_db()
    assert (term.state, term.ended_why) == (OutsideState.ENDED, "RELEASED")


def test_the_reporting_duty_runs_from_the_first_meeting_and_is_extended_by_three_months_at_the_most(
    stay: Stay, by: User
) -> None:
    term = on_probation(stay, by)
    assert term.reporting_until is None
    until = {"term": term, "why": "Needs it", "by": by, "at": RELEASED}
    with pytest.raises(OutsideRefused, match="begins with the first meeting"):
        outside_watch.extend_reporting(until=date(2027, 9, 1), may_beyond=False, **until)  # type: ignore[arg-type]
    met = oslo("2027-05-20 12:00")
    until["at"] = met
    outside_watch.note_check(term=term, kind="MEETING", held_at=met, is_fine=True, note="", by=by, at=met)
    term.refresh_from_db()
    assert term.reporting_until == date(2027, 8, 19)
    with pytest.raises(OutsideRefused, match="three months at the most"):
        outside_watch.extend_reporting(until=date(2027, 11, 20), may_beyond=False, **until)  # type: ignore[arg-type]
    outside_watch.extend_reporting(until=date(2027, 11, 19), may_beyond=False, **until)  # type: ignore[arg-type]
    with pytest.raises(OutsideRefused, match=r"not after the end of probation, 12\.01\.2028"):
        outside_watch.extend_reporting(until=date(2028, 1, 13), may_beyond=True, **until)  # type: ignore[arg-type]


def test_a_breach_of_probation_goes_to_the_court_and_never_straight_to_prison(stay: Stay, by: User) -> None:
    term = on_probation(stay, by)
    at = RELEASED + timedelta(days=3)
    breach = outside_watch.report_breach(term=term, happened_at=at, what="Did not come", by=by, at=at)
    with pytest.raises(OutsideRefused, match="by order of the court"):
        outside_watch.follow_up(breach=breach, outcome=FollowUp.BACK, why="x", by=by, at=at)
    outside_watch.follow_up(breach=breach, outcome=FollowUp.COURT, why="The third time", by=by, at=at)
    term.refresh_from_db()
    assert (term.kind, term.state) == (OutsideKind.PROBATION, OutsideState.RUNNING)


def test_probation_ends_with_the_term_by_itself(stay: Stay, by: User) -> None:
    term = on_probation(stay, by)
    assert probation.end_served(at=oslo("2028-01-12 12:00")) == 0
    assert (probation.end_served(at=oslo("2028-01-13 00:01")), probation.end_served(at=oslo("2028-01-13 00:02"))) == (
        1,
        0,
    )
    term.refresh_from_db()
    assert (term.state, term.ended_why) == (OutsideState.ENDED, "SERVED")
