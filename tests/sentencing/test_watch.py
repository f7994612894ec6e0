"""The watch over how long people are held: clocks that run, are met, breached, cancelled, and the overstay alarm."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.choices import ClockState, Role, Urgency
from corrections.models import Breach, Clock, Task, Unit, User
from corrections.refusals import Conflict
from corrections.services import work
from inmates.choices import LegalStatusKind
from inmates.models import Placement, Stay
from inmates.services import placements, release
from sentencing.models import Judgment, RemandOrder
from sentencing.rules.terms import Term
from sentencing.services import watch
from sentencing.services.judgments import SentenceRefused, register_judgment, register_remand_order
from tests.corrections.factories import BedFactory, PrisonFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
ADMITTED = oslo("2026-03-02 12:00")
NOW = oslo("2026-11-24 14:32")


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def held(unit: Unit, legal: str = LegalStatusKind.SENTENCED) -> Stay:
    placement: Placement = PlacementFactory.create(unit=unit, start=ADMITTED, legal=legal)
    return placement.stay


def judge(stay: Stay, by: User, term: Term, at: datetime = NOW, *, credit: int = 0) -> Judgment:
    return register_judgment(stay=stay, term=term, judged_on=date(2026, 3, 2), by=by, at=at, credit_days=credit)


def order(stay: Stay, by: User, until: date, at: datetime = NOW) -> RemandOrder:
    return register_remand_order(stay=stay, ordered_on=until - timedelta(days=28), expires_on=until, by=by, at=at)


def clocks(stay: Stay) -> list[tuple[str, str, datetime]]:
    rows = Clock.objects.filter(subject_type="inmates.stay", subject_id=stay.pk).select_related("rule").order_by("pk")
    return [(clock.rule.rule_id, clock.state, clock.due_at) for clock in rows]


# ---- clocks start ----------------------------------------------------------------------------------------------
def test_a_judgment_starts_the_clock_of_the_full_term(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=10), credit=37)
    assert clocks(stay) == [("FULL", ClockState.RUNNING, oslo("2026-11-27 00:00"))]
    clock = Clock.objects.get()
    assert (clock.prison, clock.unit, clock.started_at) == (unit.prison, unit, oslo("2026-03-02 00:00"))
    assert clock.history.get().history_type == "+"


def test_a_remand_order_runs_to_the_end_of_its_last_day(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    order(stay, by, date(2026, 12, 5))
    assert clocks(stay) == [("R1", ClockState.RUNNING, oslo("2026-12-06 00:00"))]


def test_the_frame_of_preventive_detention_is_watched_too(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    judge(stay, by, Term("PREVENTIVE", years=12, minimum_years=7), credit=70)
    assert clocks(stay) == [
        ("FULL", ClockState.RUNNING, oslo("2037-12-23 00:00")),
        ("F1", ClockState.RUNNING, oslo("2037-09-23 00:00")),
    ]


def test_the_watch_can_be_run_as_often_as_one_likes(unit: Unit, by: User) -> None:
    judge(held(unit), by, Term("PRISON", months=10))
    assert watch.watch_all(at=NOW) == 0
    assert Clock.objects.count() == Clock.history.count() == 1


def test_what_the_watch_has_not_seen_yet_is_found_at_its_next_round(unit: Unit) -> None:
    stay = held(unit)
    Judgment.objects.create(stay=stay, kind="PRISON", judged_on=date(2026, 3, 2), months=10, registered_at=NOW)
    assert watch.watch_all(at=NOW) == 1
    assert clocks(stay)[0][0] == "FULL"


def test_its_queries_do_not_grow_with_the_people(unit: Unit) -> None:
    def round_of(people: int) -> int:
        for _number in range(people):
            Judgment.objects.create(
                stay=held(unit), kind="PRISON", judged_on=date(2026, 3, 2), months=10, registered_at=NOW
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            watch.watch_all(at=NOW)
        return len(queries)

    assert round_of(1) == round_of(6)


# ---- clocks end ------------------------------------------------------------------------------------------------
def test_a_new_order_in_time_meets_the_clock_of_the_one_before(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    order(stay, by, date(2026, 11, 26))
    order(stay, by, date(2026, 12, 22))
    assert [state for _rule, state, _due in clocks(stay)] == [ClockState.MET, ClockState.RUNNING]
    assert not Breach.objects.exists()


def test_a_new_order_too_late_closes_it_late_with_its_breach(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    order(stay, by, date(2026, 11, 23))
    order(stay, by, date(2026, 12, 21))
    assert [state for _rule, state, _due in clocks(stay)] == [ClockState.CLOSED_LATE, ClockState.RUNNING]
    assert Breach.objects.count() == 1


def test_another_judgment_makes_one_term_of_both(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=10))
    judge(stay, by, Term("PRISON", days=30))
    assert clocks(stay) == [
        ("FULL", ClockState.CANCELLED, oslo("2027-01-03 00:00")),
        ("FULL", ClockState.RUNNING, oslo("2027-02-02 00:00")),
    ]


def test_a_release_in_time_meets_the_clock(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=10))
    release.release(stay=stay, by=by, at=NOW)
    assert [state for _rule, state, _due in clocks(stay)] == [ClockState.MET]


def test_a_release_too_late_is_a_breach_for_ever(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=8))
    release.release(stay=stay, by=by, at=NOW)
    assert [state for _rule, state, _due in clocks(stay)] == [ClockState.CLOSED_LATE]
    assert Breach.objects.get().due_at == oslo("2026-11-03 00:00")


def test_a_release_that_the_watch_was_not_told_of_is_found_at_its_next_round(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=10))
    Clock.objects.filter(subject_id=stay.pk).update(state=ClockState.RUNNING)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inmates_placement SET during = tstzrange(lower(during), %s)", [NOW])
        cursor.execute("UPDATE inmates_legalstatus SET during = tstzrange(lower(during), %s)", [NOW])
        cursor.execute("UPDATE inmates_stay SET during = tstzrange(lower(during), %s)", [NOW])
    watch.watch_all(at=NOW)
    assert [state for _rule, state, _due in clocks(stay)] == [ClockState.MET]


def test_the_clock_follows_the_person_to_another_unit(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=9))
    work.escalate(at=NOW)
    other = UnitFactory.create(prison=unit.prison)
    placement = stay.placements.get()
    placements.move_cell(stay=stay, bed=BedFactory.create(unit=other), seen=placement.pk, by=by, at=NOW)
    assert Clock.objects.get(rule__rule_id="FULL").unit == other
    assert set(Task.objects.values_list("unit", flat=True)) == {other.pk}


def test_a_sentence_takes_over_from_the_remand_order(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    order(stay, by, date(2026, 12, 5))
    judge(stay, by, Term("PRISON", years=2))
    assert [rule for rule, state, _due in clocks(stay) if state == ClockState.RUNNING] == ["R1"]
    placements.change_legal_status(stay=stay, kind=LegalStatusKind.SENTENCED, basis="Dom 02.03.2026", by=by, at=NOW)
    assert [(rule, state) for rule, state, _due in clocks(stay)] == [
        ("R1", ClockState.MET),
        ("FULL", ClockState.RUNNING),
    ]


# ---- the alarm -------------------------------------------------------------------------------------------------
def test_somebody_held_beyond_the_term_is_a_red_task_for_caseworker_and_leader(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=8))
    work.escalate(at=NOW)
    tasks = Task.objects.order_by("role")
    assert [(task.kind, task.role, task.urgency, task.unit) for task in tasks] == [
        ("clock.FULL", Role.CASEWORKER, Urgency.BAD, unit),
        ("clock.FULL", Role.LEADER, Urgency.BAD, unit),
    ]
    assert tasks[0].detail["number"] == stay.person.number
    assert (tasks[0].subject_type, tasks[0].subject_id) == ("inmates.stay", stay.pk)


def test_an_order_that_ran_out_is_a_red_task_for_caseworker_manager_and_leader(unit: Unit, by: User) -> None:
    order(held(unit, LegalStatusKind.REMAND), by, date(2026, 11, 23))
    work.escalate(at=NOW)
    red = Task.objects.filter(urgency=Urgency.BAD).order_by("role")
    assert list(red.values_list("role", flat=True)) == [Role.CASEWORKER, Role.DUTY_MANAGER, Role.LEADER]


def test_the_day_itself_is_no_breach_and_the_next_midnight_is(unit: Unit, by: User) -> None:
    order(held(unit, LegalStatusKind.REMAND), by, date(2026, 11, 24))
    work.escalate(at=oslo("2026-11-24 23:59"))
    assert not Breach.objects.exists()
    work.escalate(at=oslo("2026-11-25 00:00"))
    assert Breach.objects.count() == 1


def test_who_waits_for_a_cell_is_watched_by_the_prison_that_received_them(by: User) -> None:
    prison = PrisonFactory.create()
    stay = StayFactory.create(start=ADMITTED, reception_prison=prison)
    judge(stay, by, Term("PRISON", months=8))
    assert (Clock.objects.get().prison, Clock.objects.get().unit) == (prison, None)


# ---- what cannot be entered ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("term", "credit", "code", "source"),
    [
        (Term("PRISON", years=25, months=3), 0, "above_maximum", "strl. ss. 31, 33 and 79"),
        (Term("PRISON", days=130), 0, "days_above_120", "strl. s. 31"),
        (Term("PREVENTIVE", years=15, minimum_years=12), 0, "minimum_needs_longer_frame", "strl. s. 43"),
        (Term("PRISON", days=30), 31, "credit_above_term", "strl. s. 83"),
    ],
)
def test_what_no_court_can_impose_is_refused_with_its_source(
    unit: Unit, by: User, term: Term, credit: int, code: str, source: str
) -> None:
    with pytest.raises(SentenceRefused) as refusal:
        judge(held(unit), by, term, credit=credit)
    assert (refusal.value.code, refusal.value.source) == (code, source)
    assert "strl." in str(refusal.value)
    assert not Judgment.objects.exists()
    assert not Clock.objects.exists()


def test_the_same_judgment_is_entered_once(unit: Unit, by: User) -> None:
    stay = held(unit)
    judge(stay, by, Term("PRISON", months=10))
    with pytest.raises(Conflict):
        judge(stay, by, Term("PRISON", months=10))
    assert Judgment.objects.count() == 1


def test_nothing_is_entered_of_the_future_or_of_somebody_who_has_left(unit: Unit, by: User) -> None:
    stay = held(unit)
    with pytest.raises(SentenceRefused) as early:
        register_judgment(stay=stay, term=Term("PRISON", months=10), judged_on=date(2026, 11, 25), by=by, at=NOW)
    release.release(stay=stay, by=by, at=NOW)
    with pytest.raises(SentenceRefused) as late:
        judge(stay, by, Term("PRISON", months=10))
    assert (early.value.code, late.value.code) == ("future", "released")
    assert not Judgment.objects.exists()


@pytest.mark.parametrize(
    ("ordered_on", "expires_on", "code"),
    [
        (date(2026, 11, 25), date(2026, 12, 5), "future"),
        (date(2026, 11, 20), date(2026, 11, 20), "ends_before"),
        (date(2026, 11, 1), date(2026, 11, 30), "no_reason"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    unit: Unit, by: User, ordered_on: date, expires_on: date, code: str
) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    with pytest.raises(SentenceRefused) as refusal:
        register_remand_order(stay=stay, ordered_on=ordered_on, expires_on=expires_on, by=by, at=NOW)
    assert refusal.value.code == code
    assert not RemandOrder.objects.exists()


def test_the_same_order_is_entered_once(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.REMAND)
    order(stay, by, date(2026, 12, 5))
    with pytest.raises(Conflict):
        order(stay, by, date(2026, 12, 5))
    assert RemandOrder.objects.count() == 1
