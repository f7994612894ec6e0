"""What PostgreSQL itself refuses about leave, of the notice and of the way out: each broken on purpose."""

from datetime import date
from typing import Any

import pytest

from corrections.models import User
from corrections.periods import between, since
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.models import Absence, Stay
from sentencing.choices import (
    ItemState,
    LeaveState,
    NoticeAct,
    NoticeChannel,
    PermissionState,
    ReleaseDomain,
    StepCode,
    StepOutcome,
)
from sentencing.models import Leave, LeavePermission, ReleaseItem, StepReview, VictimDuty, VictimNotice
from tests.corrections.factories import NOW, UserFactory, oslo
from tests.inmates.factories import StayFactory
from tests.inmates.test_models_whereabouts import broken, change
from tests.sentencing.factories import LeavePermissionFactory

pytestmark = pytest.mark.django_db
FRIDAY = oslo("2026-11-27 16:00")
WEEKEND = between(FRIDAY, oslo("2026-11-29 18:00"))


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def granted() -> LeavePermission:
    return LeavePermissionFactory.create()


def planned(permission: LeavePermission, by: User, **values: Any) -> Leave:
    given = {"during": WEEKEND, "days": 2, "planned_at": NOW, "planned_by": by, "stay": permission.stay}
    return Leave.objects.create(permission=permission, **{**given, **values})


def out(stay: Stay, by: User) -> Absence:
    return Absence.objects.create(
        stay=stay, kind=AbsenceKind.LEAVE, during=since(FRIDAY), departed_at=FRIDAY, departed_by=by
    )


def started(leave: Leave, by: User) -> Any:
    return change(leave, state=LeaveState.STARTED, started_at=NOW, started_by=by, absence=out(leave.stay, by))


def say_duty(stay: Stay, by: User, *, due: bool) -> VictimDuty:
    return VictimDuty.objects.create(stay=stay, is_due=due, reason="The judgment", said_at=NOW, said_by=by)


# ---- the permission ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_leave_is_of_a_known_kind", {"kind": "HOLIDAY"}),
        ("a_decided_leave_permission_says_who_when_and_why", {"state": "MAYBE"}),
        ("a_leave_permission_ends_after_it_begins", {"valid_to": date(2026, 10, 31)}),
        ("a_leave_permission_says_where_and_why", {"destination": ""}),
        ("a_leave_permission_says_where_and_why", {"purpose": ""}),
        ("a_leave_quota_is_at_most_30_days", {"quota_days": 31, "special_reason": "Children"}),
        ("a_leave_quota_is_at_most_30_days", {"quota_days": 0}),
        ("a_leave_is_accompanied_by_at_most_4", {"officers": 5}),
        ("leave_beyond_the_ordinary_gives_its_reason", {"quota_days": 19}),
        ("leave_beyond_the_ordinary_gives_its_reason", {"is_advanced": True}),
        ("a_decided_leave_permission_says_who_when_and_why", {"decided_why": ""}),
    ],
)
def test_a_permission_that_cannot_be_is_refused(constraint: str, values: dict[str, Any]) -> None:
    stay, by, other = StayFactory.create(), UserFactory.create(), UserFactory.create()
    given = {"stay": stay, "asked_by": by, "decided_by": other} | values
    broken(constraint, lambda: LeavePermissionFactory.create(**given))


def test_nobody_decides_the_leave_that_they_asked_for(by: User) -> None:
    stay = StayFactory.create()
    broken(
        "nobody_decides_the_leave_that_they_asked_for",
        lambda: LeavePermissionFactory.create(stay=stay, asked_by=by, decided_by=by),
    )


def test_a_decided_leave_permission_stands(granted: LeavePermission) -> None:
    broken("a_decided_leave_permission_stands", change(granted, destination="Elsewhere"))
    change(granted, state=PermissionState.WITHDRAWN, decided_why="A breach")()
    broken("a_decided_leave_permission_stands", change(granted, state=PermissionState.GRANTED))


def test_nobody_on_remand_has_leave(by: User) -> None:
    stay, other = StayFactory.create(legal=LegalStatusKind.REMAND), UserFactory.create()
    broken(
        "nobody_on_remand_has_leave",
        lambda: LeavePermissionFactory.create(stay=stay, asked_by=by, decided_by=other),
    )


def test_who_is_put_on_remand_does_not_go_on_the_leave_that_was_planned(granted: LeavePermission, by: User) -> None:
    leave = planned(granted, by)
    say_duty(leave.stay, by, due=False)
    begins = started(leave, by)
    status = leave.stay.legal_statuses.get()
    change(status, kind=LegalStatusKind.REMAND)()
    broken("nobody_on_remand_has_leave", begins)


# ---- the leave ---------------------------------------------------------------------------------------------------
def test_nobody_has_two_leaves_at_once(granted: LeavePermission, by: User) -> None:
    first = planned(granted, by)
    broken("nobody_has_two_leaves_at_once", lambda: planned(granted, by))
    change(first, state=LeaveState.CANCELLED, cancelled_at=NOW, cancelled_by=by, cancelled_why="Ill")()
    assert planned(granted, by).pk


def test_a_leave_has_a_period_with_an_end(granted: LeavePermission, by: User) -> None:
    broken("a_leave_has_an_end", lambda: planned(granted, by, during=since(oslo("2026-11-27 16:00"))))
    empty = type(WEEKEND)(oslo("2026-11-27 16:00"), oslo("2026-11-27 16:00"), "[)")
    broken("a_leave_has_a_period", lambda: planned(granted, by, during=empty))


def test_a_leave_is_as_far_as_its_stamps_say(granted: LeavePermission, by: User) -> None:
    leave = planned(granted, by)
    say_duty(leave.stay, by, due=False)
    broken("a_leave_is_as_far_as_its_stamps_say", change(leave, state=LeaveState.STARTED, started_at=NOW))
    broken("a_leave_is_as_far_as_its_stamps_say", change(leave, state=LeaveState.CANCELLED, cancelled_at=NOW))
    broken("a_leave_is_as_far_as_its_stamps_say", change(leave, started_at=NOW))


def test_an_interrupted_leave_had_begun_and_says_why(granted: LeavePermission, by: User) -> None:
    leave = planned(granted, by)
    broken(
        "an_interrupted_leave_had_begun_and_says_why",
        change(leave, interrupted_at=NOW, interrupted_by=by, interrupted_why="Drunk"),
    )


def test_a_cancelled_leave_stays_cancelled(granted: LeavePermission, by: User) -> None:
    leave = planned(granted, by)
    change(leave, state=LeaveState.CANCELLED, cancelled_at=NOW, cancelled_by=by, cancelled_why="Ill")()
    broken("a_cancelled_leave_stays_cancelled", change(leave, cancelled_why="Well"))


def test_a_leave_rests_on_a_permission_that_holds(by: User) -> None:
    permission = LeavePermissionFactory.create(state=PermissionState.WITHDRAWN)
    broken("a_leave_rests_on_a_permission_that_holds", lambda: planned(permission, by))


def test_a_leave_rests_on_the_persons_own_permission_and_on_its_days(granted: LeavePermission, by: User) -> None:
    other = StayFactory.create()
    broken("a_leave_rests_on_a_permission_that_holds", lambda: planned(granted, by, stay=other))
    late = between(oslo("2027-05-01 16:00"), oslo("2027-05-02 16:00"))
    broken("a_leave_rests_on_a_permission_that_holds", lambda: planned(granted, by, during=late))


# ---- the victim --------------------------------------------------------------------------------------------------
def test_the_victim_is_told_before_a_leave_begins(granted: LeavePermission, by: User) -> None:
    leave = planned(granted, by)
    begin = started(leave, by)
    broken("the_victim_is_told_before_a_leave_begins", begin)  # nobody has said whether it is due
    say_duty(leave.stay, by, due=True)
    broken("the_victim_is_told_before_a_leave_begins", begin)  # due, and not told
    VictimNotice.objects.create(
        stay=leave.stay, leave=leave, act=NoticeAct.SENT, channel=NoticeChannel.PHONE, done_at=NOW, done_by=by
    )
    begin()
    leave.refresh_from_db()
    assert leave.state == LeaveState.STARTED


def test_a_notice_of_another_leave_is_not_enough(granted: LeavePermission, by: User) -> None:
    first = planned(granted, by)
    second = planned(granted, by, during=between(oslo("2026-12-11 16:00"), oslo("2026-12-13 18:00")))
    say_duty(first.stay, by, due=True)
    VictimNotice.objects.create(
        stay=first.stay, leave=second, act=NoticeAct.WAIVED, reason="Has asked not to be told", done_at=NOW, done_by=by
    )
    broken("the_victim_is_told_before_a_leave_begins", started(first, by))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_victim_notice_is_known", {"act": "GUESS"}),
        ("a_sent_victim_notice_says_how", {"act": NoticeAct.SENT}),
        ("a_sent_victim_notice_says_how", {"act": NoticeAct.SENT, "channel": "PIGEON"}),
        ("a_waived_victim_notice_says_why", {"act": NoticeAct.WAIVED}),
    ],
)
def test_a_notice_that_says_too_little_is_refused(constraint: str, values: dict[str, Any], by: User) -> None:
    stay = StayFactory.create()
    broken(constraint, lambda: VictimNotice.objects.create(stay=stay, done_at=NOW, done_by=by, **values))


def test_what_was_said_of_a_victim_is_only_added_to(by: User) -> None:
    stay = StayFactory.create()
    broken(
        "a_victim_duty_says_why",
        lambda: VictimDuty.objects.create(stay=stay, is_due=True, said_at=NOW, said_by=by),
    )
    duty = say_duty(stay, by, due=True)
    broken("records_are_only_added", change(duty, is_due=False))
    broken("records_are_only_added", duty.delete)


# ---- the way out -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_step_is_known", {"step": "TELEPORT"}),
        ("the_outcome_of_a_step_is_known", {"outcome": "PERHAPS"}),
        ("a_reviewed_step_says_why", {"reason": ""}),
        ("a_step_put_off_says_when_it_is_looked_at_again", {"outcome": StepOutcome.NOT_NOW}),
        ("a_step_put_off_says_when_it_is_looked_at_again", {"outcome": StepOutcome.REFUSED}),
    ],
)
def test_a_review_of_a_step_that_says_too_little_is_refused(constraint: str, values: dict[str, Any], by: User) -> None:
    given = {"stay": StayFactory.create(), "step": StepCode.LOWER, "outcome": StepOutcome.APPLIED, "reason": "Asks"}
    broken(constraint, lambda: StepReview.objects.create(**{**given, **values}, reviewed_at=NOW, reviewed_by=by))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_release_item_is_known", {"domain": "YACHT"}),
        ("the_state_of_a_release_item_is_known", {"state": "HOPED_FOR", "evidence": "x"}),
        ("a_release_item_that_is_settled_shows_its_evidence", {"state": ItemState.ARRANGED}),
        ("a_release_item_has_one_owner", {"outside_owner": "NAV Fjordvik"}),
    ],
)
def test_a_release_item_that_cannot_be_is_refused(constraint: str, values: dict[str, Any], by: User) -> None:
    given = {"stay": StayFactory.create(), "domain": ReleaseDomain.HOME, "owner": by}
    broken(constraint, lambda: ReleaseItem.objects.create(**{**given, **values}, changed_at=NOW, changed_by=by))


def test_a_release_item_is_there_once(by: User) -> None:
    stay = StayFactory.create()
    ReleaseItem.objects.create(stay=stay, domain=ReleaseDomain.HOME, changed_at=NOW, changed_by=by)
    broken(
        "a_release_item_is_there_once",
        lambda: ReleaseItem.objects.create(stay=stay, domain=ReleaseDomain.HOME, changed_at=NOW, changed_by=by),
    )
