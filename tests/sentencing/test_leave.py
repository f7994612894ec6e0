"""Leave from the decision to the gate: thresholds, quota years, repeats, the notice beforehand, races."""

from datetime import date, datetime, timedelta

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Clock, Unit, User
from corrections.refusals import Conflict, Refusal
from corrections.services import law, work
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.models import Absence, Commitment, Decision, Stay
from inmates.services import decision_ends, decisions, movements, placements, release, returns
from inmates.services.decisions import Text
from sentencing.choices import LeaveKind, LeaveState, NoticeAct, NoticeChannel, PermissionState
from sentencing.models import Leave, LeavePermission, VictimNotice
from sentencing.rules import leave as rules
from sentencing.rules.leave import Taken
from sentencing.services import leave, victims
from sentencing.services.leave import LeaveRefused, Wanted
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory, LeavePermissionFactory
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
FRIDAY, SUNDAY = oslo("2026-11-27 16:00"), oslo("2026-11-29 18:00")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison, first_name="Kari", last_name="Brekke")


@pytest.fixture
def stay(unit: Unit) -> Stay:
    """Two years from January: a third is served in September."""
    placed = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00"))
    JudgmentFactory.create(stay=placed.stay, years=2, judged_on=date(2026, 1, 5))
    found: Stay = placed.stay
    return found


@pytest.fixture
def permission(stay: Stay) -> LeavePermission:
    return LeavePermissionFactory.create(stay=stay)


def planned(permission: LeavePermission, by: User, start: datetime = FRIDAY, end: datetime = SUNDAY) -> Leave:
    return leave.plan(permission=permission, start=start, end=end, by=by, at=NOW)[0]


def nobody_is_told(stay: Stay, by: User) -> None:
    victims.say_duty(stay=stay, is_due=False, reason="No victim in the case", by=by, at=NOW)


# ---- the rule ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "start", "end", "days"),
    [
        ("ORDINARY", "2026-11-27 16:00", "2026-11-29 16:00", 2),
        ("ORDINARY", "2026-11-27 16:00", "2026-11-29 18:00", 3),
        ("ORDINARY", "2026-11-27 10:00", "2026-11-27 18:00", 1),
        ("ORDINARY", "2026-10-24 16:00", "2026-10-25 16:00", 1),  # 25 hours, one night
        ("ORDINARY", "2026-03-28 16:00", "2026-03-29 16:00", 1),  # 23 hours
        ("SHORT", "2026-11-27 10:00", "2026-11-27 18:00", 0),
        ("WELFARE", "2026-11-27 16:00", "2026-11-29 16:00", 0),
    ],
)
def test_days_are_counted_on_the_clock_of_the_wall(kind: str, start: str, end: str, days: int) -> None:
    assert rules.days_of(kind, datetime.fromisoformat(start), datetime.fromisoformat(end)) == days


def test_a_leave_that_ends_before_it_begins_has_no_days() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        rules.days_of("ORDINARY", datetime(2026, 11, 29, 18), datetime(2026, 11, 27, 16))  # noqa: DTZ001


def test_the_quota_year_runs_from_the_first_ordinary_leave_and_not_from_january() -> None:
    taken = [Taken(date(2026, 9, 18), 3), Taken(date(2026, 12, 30), 5), Taken(date(2027, 9, 17), 2)]
    assert rules.quota_year(taken, date(2027, 9, 17)) == (date(2026, 9, 18), date(2027, 9, 17))
    assert rules.used(taken, date(2027, 1, 5)) == 10
    assert rules.quota_year(taken, date(2027, 9, 18)) == (date(2027, 9, 18), date(2028, 9, 17))
    assert rules.used(taken, date(2027, 9, 18)) == 0
    assert rules.quota_year([Taken(date(2026, 1, 1), 0)], date(2026, 5, 2))[0] == date(2026, 5, 2)


# ---- what can be granted -------------------------------------------------------------------------------------------
def granted(stay: Stay, by: User, **values: object) -> LeavePermission:
    given = {
        "kind": LeaveKind.ORDINARY,
        "valid_from": date(2026, 11, 25),
        "valid_to": date(2027, 5, 1),
        "destination": "Furuveien 4",
        "purpose": "His daughter",
    }
    return leave.authorise(
        stay=stay,
        wanted=Wanted(**{**given, **values}),  # type: ignore[arg-type]
        conditions="Sober",
        why="Keeps what is agreed",
        rule=law.rule_in_force("DECISION_LEAVE", date(2026, 11, 24)),
        asked_by=UserFactory.create(),
        asked_at=NOW,
        by=by,
        at=NOW,
    )


def test_leave_before_the_threshold_needs_special_reasons(stay: Stay, by: User) -> None:
    early = {"valid_from": date(2026, 9, 11)}  # a third of two years from 12 January is 12 September
    with pytest.raises(LeaveRefused, match=r"from 12\.09\.2026 at the earliest \(fskr\. s\. 3-30\)"):
        granted(stay, by, **early)
    assert not LeavePermission.objects.exists()
    made = granted(stay, by, **early, special_reason="His mother is dying")
    assert made.is_advanced
    assert not granted(stay, by, valid_from=date(2026, 9, 12)).is_advanced


def test_welfare_leave_may_begin_any_time(stay: Stay, by: User) -> None:
    assert not granted(stay, by, kind=LeaveKind.WELFARE, valid_from=date(2026, 2, 1)).is_advanced


def test_above_the_quota_and_backwards_are_refused(stay: Stay, by: User) -> None:
    with pytest.raises(LeaveRefused, match="Above 18 days a year needs special reasons"):
        granted(stay, by, quota_days=24)
    with pytest.raises(LeaveRefused, match="ends before it begins"):
        granted(stay, by, valid_to=date(2026, 11, 1))
    with pytest.raises(Refusal, match="1 to 30 days"):
        granted(stay, by, quota_days=31, special_reason="Five children")
    assert not LeavePermission.objects.exists()


def test_nobody_on_remand_is_granted_leave(unit: Unit, by: User) -> None:
    held = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00"), legal=LegalStatusKind.REMAND).stay
    with pytest.raises(LeaveRefused, match=r"Nobody on remand has leave \(strgjfl\. s\. 52\)"):
        granted(held, by)
    assert not LeavePermission.objects.exists()


def test_without_a_judgment_no_threshold_is_known(unit: Unit, by: User) -> None:
    held = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay
    with pytest.raises(LeaveRefused, match="Enter the judgment first"):
        granted(held, by)


# ---- the decision --------------------------------------------------------------------------------------------------
def draft(stay: Stay, by: User, **details: str) -> Decision:
    given = {
        "kind": "ORDINARY",
        "valid_from": "2026-11-25",
        "valid_to": "2027-05-01",
        "destination": "Furuveien 4",
        "purpose": "His daughter",
    }
    text = Text(grounds=("33",), facts="Has kept every agreement.", conditions="Sober", details={**given, **details})
    return decisions.draft(stay=stay, kind="leave", by=by, at=NOW, text=text)


def test_a_decision_that_grants_leave_becomes_a_permission_with_the_notice(stay: Stay, by: User) -> None:
    leader = UserFactory.create()
    made = draft(stay, by)
    made = decisions.hear(decision=made, by=by, at=NOW, said="Thank you")
    made = decisions.decide(decision=made, outcome="GRANTED", level=made.level, by=leader, at=NOW)
    assert not LeavePermission.objects.exists()
    made = decision_ends.tell(decision=made, how="SIGNED", language="nb", by=by, at=NOW)
    found = LeavePermission.objects.get()
    assert (found.decision, found.decided_by, found.asked_by) == (made, leader, by)
    assert (found.conditions, found.quota_days, found.rule.rule_id) == ("Sober", 18, "DECISION_LEAVE")
    assert made.executed_ref == f"sentencing.leavepermission:{found.pk}"


def test_a_decision_is_checked_when_the_person_is_heard(stay: Stay, by: User) -> None:
    with pytest.raises(LeaveRefused, match="at the earliest"):
        decisions.hear(decision=draft(stay, by, valid_from="2026-09-11"), by=by, at=NOW, said="Please")
    with pytest.raises(LeaveRefused, match="from which day"):
        decisions.hear(decision=draft(stay, by, valid_from="31 February"), by=by, at=NOW, said="Please")


# ---- each time -----------------------------------------------------------------------------------------------------
def test_a_planned_leave_claims_the_persons_time_and_its_days(permission: LeavePermission, by: User) -> None:
    made = planned(permission, by)
    assert (made.state, made.days) == (LeaveState.PLANNED, 3)
    booked = Commitment.objects.get(stay=permission.stay)
    assert (booked.label, booked.during.lower, booked.during.upper) == ("Ordinary leave", FRIDAY, SUNDAY)
    with pytest.raises(Conflict):
        planned(permission, by)
    assert Leave.objects.count() == 1


def test_every_second_weekend_keeps_its_wall_clock_over_the_night_in_march(
    permission: LeavePermission, by: User
) -> None:
    made = leave.plan(
        permission=permission, start=oslo("2027-03-13 10:00"), end=oslo("2027-03-14 18:00"), by=by, at=NOW, times=3
    )
    assert [one.during.lower for one in made] == [
        oslo("2027-03-13 10:00"),
        oslo("2027-03-27 10:00"),
        oslo("2027-04-10 10:00"),
    ]
    assert made[1].during.upper == oslo("2027-03-28 18:00")
    assert [one.days for one in made] == [2, 2, 2]


def test_a_pattern_is_planned_whole_or_not_at_all(permission: LeavePermission, by: User) -> None:
    """Nine weekends of two days are the quota of 18; the tenth is one too many."""
    start, end = oslo("2026-11-28 10:00"), oslo("2026-11-29 18:00")
    with pytest.raises(LeaveRefused, match=r"0 days are left of the year 28\.11\.2026 to 27\.11\.2027"):
        leave.plan(permission=permission, start=start, end=end, by=by, at=NOW, times=10)
    assert (Leave.objects.count(), Commitment.objects.count()) == (0, 0)
    assert len(leave.plan(permission=permission, start=start, end=end, by=by, at=NOW, times=9)) == 9


def test_a_cancelled_leave_gives_its_days_and_its_time_back(permission: LeavePermission, by: User) -> None:
    made = planned(permission, by)
    leave.cancel(leave=made, why="Is ill", by=by, at=NOW)
    assert not Commitment.objects.filter(cancelled_at__isnull=True).exists()
    assert leave.taken_by(permission.stay_id) == []
    with pytest.raises(Conflict, match=r"K\. Brekke cancelled this leave 14:32"):
        leave.cancel(leave=made, why="Again", by=by, at=NOW)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-29 18:00", "2026-11-27 16:00", "ends before it begins"),
        ("2026-11-24 10:00", "2026-11-24 18:00", "has passed"),
        ("2027-05-07 10:00", "2027-05-08 18:00", "lies outside"),
    ],
)
def test_times_that_cannot_be_are_refused(
    start: str, end: str, words: str, permission: LeavePermission, by: User
) -> None:
    with pytest.raises(LeaveRefused, match=words):
        planned(permission, by, oslo(start), oslo(end))
    assert not Leave.objects.exists()


# ---- through the gate ----------------------------------------------------------------------------------------------
def test_nobody_leaves_before_the_notice_is_settled(permission: LeavePermission, by: User) -> None:
    made = planned(permission, by)
    begin = {"leave": made, "departed_at": FRIDAY, "by": by, "at": FRIDAY}
    for due in (None, True):
        if due:
            victims.say_duty(stay=made.stay, is_due=True, reason="The judgment", by=by, at=NOW)
        with pytest.raises(Refusal, match="the notice beforehand is not settled"):
            leave.start(**begin)  # type: ignore[arg-type]
        assert not Absence.objects.exists()
    victims.settle_notice(stay=made.stay, leave=made, act=NoticeAct.SENT, channel=NoticeChannel.PHONE, by=by, at=NOW)
    leave.start(**begin)  # type: ignore[arg-type]
    out = Absence.objects.get()
    assert (out.kind, out.departed_at, out.expected_return_at) == (AbsenceKind.LEAVE, FRIDAY, SUNDAY)


def test_who_does_not_come_back_is_waited_for_by_the_clock_that_there_is(permission: LeavePermission, by: User) -> None:
    nobody_is_told(permission.stay, by)
    leave.start(leave=planned(permission, by), departed_at=FRIDAY, by=by, at=FRIDAY)
    clock = Clock.objects.get(rule__rule_id="RETURN")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, SUNDAY)
    work.escalate(at=SUNDAY + timedelta(minutes=1))
    assert Clock.objects.get(rule__rule_id="RETURN").level == 1
    absence = Absence.objects.get()
    second = planned(permission, by, oslo("2026-12-11 16:00"), oslo("2026-12-13 16:00"))
    returns.declare_at_large(absence=absence, since_at=SUNDAY, by=by, at=SUNDAY + timedelta(hours=2))
    second.refresh_from_db()
    assert (second.state, second.cancelled_why) == (LeaveState.CANCELLED, "At large")


def test_who_is_back_in_time_closes_the_clock(permission: LeavePermission, by: User) -> None:
    nobody_is_told(permission.stay, by)
    made = leave.start(leave=planned(permission, by), departed_at=FRIDAY, by=by, at=FRIDAY)
    movements.return_from(absence=Absence.objects.get(), returned_at=SUNDAY, by=by, at=SUNDAY)
    assert Clock.objects.get(rule__rule_id="RETURN").state == ClockState.MET
    assert made.state == LeaveState.STARTED


def test_nobody_leaves_before_the_time_of_the_leave(permission: LeavePermission, by: User) -> None:
    nobody_is_told(permission.stay, by)
    early = FRIDAY - timedelta(hours=1)
    with pytest.raises(LeaveRefused, match="Nobody leaves before"):
        leave.start(leave=planned(permission, by), departed_at=early, by=by, at=early)
    assert not Absence.objects.exists()


def test_who_is_called_back_is_waited_for_earlier(permission: LeavePermission, by: User) -> None:
    nobody_is_told(permission.stay, by)
    made = leave.start(leave=planned(permission, by), departed_at=FRIDAY, by=by, at=FRIDAY)
    soon, at = oslo("2026-11-28 20:00"), oslo("2026-11-28 18:00")
    made = leave.call_back(leave=made, back_by=soon, why="Was drunk", by=by, at=at)
    assert made.interrupted_why == "Was drunk"
    assert Absence.objects.get().expected_return_at == soon
    assert Clock.objects.get(rule__rule_id="RETURN").due_at == soon
    with pytest.raises(Conflict, match="has called the person back already"):
        leave.call_back(leave=made, back_by=soon, why="Again", by=by, at=at)


def test_a_permission_that_is_withdrawn_takes_what_was_planned_along(permission: LeavePermission, by: User) -> None:
    made = planned(permission, by)
    leave.withdraw(permission=permission, why="A breach", by=by, at=NOW)
    made.refresh_from_db()
    permission.refresh_from_db()
    assert (permission.state, made.state) == (PermissionState.WITHDRAWN, LeaveState.CANCELLED)
    with pytest.raises(Conflict, match="has withdrawn this already"):
        leave.withdraw(permission=permission, why="A breach", by=by, at=NOW)


def test_who_is_put_on_remand_or_released_has_no_leave_planned(permission: LeavePermission, by: User) -> None:
    first = planned(permission, by)
    placements.change_legal_status(
        stay=permission.stay, kind=LegalStatusKind.REMAND, basis="Oslo tingrett", by=by, at=NOW
    )
    first.refresh_from_db()
    assert first.state == LeaveState.CANCELLED


def test_a_release_cancels_what_was_planned(permission: LeavePermission, by: User) -> None:
    made = planned(permission, by)
    release.release(stay=permission.stay, by=by, at=NOW + timedelta(hours=1))
    made.refresh_from_db()
    assert (made.state, made.cancelled_why) == (LeaveState.CANCELLED, "Released")


def test_nobody_is_told_of_a_leave_that_is_cancelled(permission: LeavePermission, by: User) -> None:
    made = leave.cancel(leave=planned(permission, by), why="Is ill", by=by, at=NOW)
    with pytest.raises(Refusal, match="Nobody is told of it"):
        victims.settle_notice(stay=made.stay, leave=made, act=NoticeAct.WAIVED, reason="Ill", by=by, at=NOW)
    assert not VictimNotice.objects.exists()


# ---- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_leave_that_starts_while_it_is_cancelled_does_one_of_the_two(permission: LeavePermission, by: User) -> None:
    nobody_is_told(permission.stay, by)
    made = planned(permission, by)
    answers = together(
        lambda: leave.start(leave=made, departed_at=FRIDAY, by=by, at=FRIDAY),
        lambda: leave.cancel(leave=made, why="Is ill", by=by, at=FRIDAY),
    )
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    made.refresh_from_db()
    assert len(refused) == 1
    assert Absence.objects.count() == (1 if made.state == LeaveState.STARTED else 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_the_same_weekend_make_one_leave(permission: LeavePermission, by: User) -> None:
    answers = together(lambda: planned(permission, by), lambda: planned(permission, by))
    assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True]
    assert (Leave.objects.count(), Commitment.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_carry_out_the_same_decision_make_one_permission(stay: Stay, by: User) -> None:
    leader = UserFactory.create()
    made = decisions.hear(decision=draft(stay, by), by=by, at=NOW, said="Thank you")
    made = decisions.decide(decision=made, outcome="GRANTED", level=made.level, by=leader, at=NOW)
    tell = lambda: decision_ends.tell(decision=made, how="SIGNED", language="nb", by=by, at=NOW)  # noqa: E731
    answers = together(tell, tell)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert LeavePermission.objects.count() == 1
