"""Rounds as officers do them: begun, looked in on, late with a reason, resting, moved along, ended; and their clock."""

from typing import Any
from uuid import uuid4

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Breach, Clock, Task
from corrections.refusals import Conflict, Refusal
from corrections.services import work
from inmates.models import Placement
from inmates.services import movements, placements, release
from security.choices import CheckCode, EndOfRounds, Ground
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.corrections.factories import CellFactory, UnitFactory, oslo
from tests.security.observing import START, Landing, after, begin, build_landing, clock_of, look, to_court

pytestmark = pytest.mark.django_db


@pytest.fixture
def landing() -> Landing:
    return build_landing()


def refused(code: str, **values: Any) -> Refusal:
    checks, rows = ObservationCheck.objects.count(), Observation.objects.count()
    with pytest.raises(Refusal) as caught:
        values.pop("act")()
    assert caught.value.code == code
    assert (ObservationCheck.objects.count(), Observation.objects.count()) == (checks, rows)
    return caught.value


# ---- begin -------------------------------------------------------------------------------------------------------
def test_an_observation_begins_with_a_clock_that_is_due_one_interval_later(landing: Landing) -> None:
    row = begin(landing)
    clock = clock_of(row)
    assert (row.next_due_at, clock.due_at, clock.unit, clock.prison) == (
        after(30),
        after(30),
        landing.unit,
        landing.unit.prison,
    )


def test_a_system_may_begin_one_and_nobody_need_be_named(landing: Landing) -> None:
    row = observing.start(stay=landing.myhre, interval=15, ground=Ground.HEALTH_ADVICE, by=None, at=START)
    assert (row.ordered_by, row.next_due_at) == (None, after(15))


def test_the_second_who_begins_the_same_is_told_who_was_first(landing: Landing) -> None:
    begin(landing)
    text = refused("already_observed", act=lambda: begin(landing, minutes=15, at=after(2)))
    assert isinstance(text, Conflict)
    assert "Dale" in str(text)
    assert "every 30 minutes" in str(text)


@pytest.mark.parametrize("minutes", [4, 0, 1441])
def test_an_interval_is_5_minutes_to_24_hours(landing: Landing, minutes: int) -> None:
    refused("interval", act=lambda: begin(landing, minutes=minutes))


def test_a_ground_is_from_the_list(landing: Landing) -> None:
    refused("ground", act=lambda: begin(landing, ground="PSYCHOSIS"))


def test_nobody_who_was_released_is_observed(landing: Landing) -> None:
    release.release(stay=landing.myhre, by=landing.dale, at=after(-5))
    refused("released", act=lambda: begin(landing))


# ---- look in -----------------------------------------------------------------------------------------------------
def test_a_look_moves_the_one_clock_on(landing: Landing) -> None:
    row = begin(landing)
    first = clock_of(row).pk
    look(row, landing.nesheim, after(25), code=CheckCode.SPOKE, text="Wants a book")
    row.refresh_from_db()
    clock = clock_of(row)
    assert (clock.pk, clock.due_at, row.next_due_at) == (first, after(55), after(55))
    assert Clock.objects.filter(subject_type="security.observation").count() == 1


def test_a_look_says_where_who_when_and_what_it_answered(landing: Landing) -> None:
    made = look(begin(landing), landing.nesheim, after(25), late_reason="not needed")
    assert (made.unit, made.by, made.at, made.due_at, made.code) == (
        landing.unit,
        landing.nesheim,
        after(25),
        after(30),
        CheckCode.ASLEEP,
    )
    assert made.late_reason == ""


def test_the_same_tap_again_is_the_same_look(landing: Landing) -> None:
    row, tap = begin(landing), uuid4()
    first = look(row, landing.nesheim, after(20), event_id=tap)
    again = look(row, landing.nesheim, after(24), event_id=tap, code=CheckCode.AWAKE)
    row.refresh_from_db()
    assert (again.pk, again.code, row.next_due_at) == (first.pk, CheckCode.ASLEEP, after(50))
    assert ObservationCheck.objects.count() == 1


def test_a_tap_that_is_repeated_after_the_end_is_still_the_same_look(landing: Landing) -> None:
    """The answer was lost on the way; the look was kept."""
    row, tap = begin(landing), uuid4()
    look(row, landing.nesheim, after(20), event_id=tap)
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(21))
    assert look(row, landing.nesheim, after(22), event_id=tap).at == after(20)


def test_a_tap_belongs_to_one_door(landing: Landing) -> None:
    one, other, tap = begin(landing), begin(landing, landing.sundbo), uuid4()
    look(one, landing.nesheim, after(20), event_id=tap)
    refused("other_door", act=lambda: look(other, landing.nesheim, after(20), event_id=tap))


def test_a_look_is_late_when_the_minute_of_its_time_is_over(landing: Landing) -> None:
    assert look(begin(landing), landing.nesheim, after(31)).late_reason == ""


def test_a_late_look_needs_a_reason_and_keeps_it(landing: Landing) -> None:
    row = begin(landing)
    sentence = refused("late", act=lambda: look(row, landing.nesheim, after(31.5)))
    assert "22:30" in str(sentence)
    made = look(row, landing.nesheim, after(32), late_reason="  Alarm on B3 ")
    assert made.late_reason == "Alarm on B3"
    assert Breach.objects.filter(clock=clock_of(row), due_at=after(30)).count() == 1


def test_a_call_for_help_says_what_happened(landing: Landing) -> None:
    row = begin(landing)
    refused("no_text", act=lambda: look(row, landing.nesheim, after(10), code=CheckCode.HELP, text=" "))
    assert look(row, landing.nesheim, after(10), code=CheckCode.HELP, text="113 called").text == "113 called"


def test_what_was_seen_is_from_the_list(landing: Landing) -> None:
    row = begin(landing)
    refused("unknown_check", act=lambda: look(row, landing.nesheim, after(10), code="DREAMING"))


def test_a_look_before_it_began_is_refused(landing: Landing) -> None:
    row = begin(landing)
    refused("before_it_began", act=lambda: look(row, landing.nesheim, after(-1)))


# ---- end ---------------------------------------------------------------------------------------------------------
def test_the_end_stops_the_clock_and_the_doors_are_closed_to_more_looks(landing: Landing) -> None:
    row = begin(landing)
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(40), note="Talked it over")
    row.refresh_from_db()
    assert (row.ended_by, row.ended_at, row.end_note, row.next_due_at) == (
        landing.dale,
        after(40),
        "Talked it over",
        None,
    )
    assert not Clock.objects.running().filter(subject_type="security.observation").exists()
    sentence = refused("already_ended", act=lambda: look(row, landing.nesheim, after(41)))
    assert "Dale" in str(sentence)
    assert "22:40" in str(sentence)


def test_the_second_who_ends_it_is_told_who_was_first(landing: Landing) -> None:
    row = begin(landing)
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(40))
    again = lambda: observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.lunde, at=after(41))  # noqa: E731
    refused("already_ended", act=again)


def test_nobody_gives_release_as_the_reason(landing: Landing) -> None:
    row = begin(landing)
    end = lambda: observing.end(observation=row, code=EndOfRounds.RELEASED, by=landing.dale, at=after(40))  # noqa: E731
    refused("unknown_end", act=end)


def test_another_interval_is_an_end_and_a_beginning(landing: Landing) -> None:
    observing.end(observation=begin(landing), code=EndOfRounds.CHANGED, by=landing.dale, at=after(40))
    assert begin(landing, minutes=15, at=after(40)).next_due_at == after(55)


# ---- the person goes somewhere -------------------------------------------------------------------------------------
def test_rounds_rest_while_the_person_is_outside_and_go_on_after_the_return(landing: Landing) -> None:
    row = begin(landing)
    absence = to_court(landing, after(10))
    row.refresh_from_db()
    assert (row.next_due_at, row.suspended_at) == (None, after(10))
    assert Clock.objects.get(subject_type="security.observation").state == ClockState.CANCELLED
    sentence = refused("outside", act=lambda: look(row, landing.nesheim, after(20)))
    assert "Court" in str(sentence)
    movements.return_from(absence=absence, returned_at=after(120), by=landing.lunde, at=after(121))
    row.refresh_from_db()
    assert (row.next_due_at, row.suspended_at, clock_of(row).due_at) == (after(150), None, after(150))
    assert look(row, landing.nesheim, after(130)).due_at == after(150)


def test_who_is_outside_is_observed_from_the_return_on(landing: Landing) -> None:
    absence = to_court(landing, after(-60))
    row = begin(landing)
    assert (row.next_due_at, row.suspended_at) == (None, START)
    movements.return_from(absence=absence, returned_at=after(5), by=landing.lunde, at=after(5))
    row.refresh_from_db()
    assert row.next_due_at == after(35)


def test_another_unit_takes_the_rounds_along_with_their_clock(landing: Landing) -> None:
    row, other = begin(landing), UnitFactory.create(prison=landing.unit.prison, name="Avdeling C1")
    bed = CellFactory.create(unit=other, code="C1-01").beds.get(number=1)
    work.escalate(at=after(32))
    seen = Placement.objects.current().get(stay=landing.myhre).pk
    placements.move_cell(stay=landing.myhre, bed=bed, seen=seen, by=landing.dale, at=after(33))
    row.refresh_from_db()
    assert (clock_of(row).unit, row.next_due_at) == (other, after(30))
    assert Task.objects.get(kind="clock.ROUND").outcome == "moved"
    assert look(row, landing.nesheim, after(34), late_reason="Moved meanwhile").unit == other


def test_a_release_ends_the_observation(landing: Landing) -> None:
    row = begin(landing)
    release.release(stay=landing.myhre, by=landing.dale, at=after(50))
    row.refresh_from_db()
    assert (row.end_code, row.ended_at, row.ended_by) == (EndOfRounds.RELEASED, after(50), landing.dale)
    assert not Clock.objects.running().filter(subject_type="security.observation").exists()
    refused("already_ended", act=lambda: look(row, landing.nesheim, after(51)))


# ---- late --------------------------------------------------------------------------------------------------------
def test_a_late_door_calls_the_officer_then_the_duty_manager_then_the_leader(landing: Landing) -> None:
    begin(landing)
    called = []
    for minutes in (30.5, 31, 35, 45, 60):
        work.escalate(at=after(minutes))
        called.append(
            list(Task.objects.open().filter(kind="clock.ROUND").order_by("pk").values_list("role", flat=True))
        )
    officer, manager, leader = Role.OFFICER, Role.DUTY_MANAGER, Role.LEADER
    assert called == [[], [officer], [officer, manager], [officer, manager, leader], [officer, manager, leader]]


def test_a_look_calls_everybody_off_and_the_next_lateness_calls_again(landing: Landing) -> None:
    row = begin(landing)
    work.escalate(at=after(36))
    look(row, landing.nesheim, after(37), late_reason="Alarm on B3")
    assert not Task.objects.open().filter(kind="clock.ROUND").exists()
    work.escalate(at=after(67))
    assert not Task.objects.open().filter(kind="clock.ROUND").exists()
    work.escalate(at=after(68.5))
    assert [task.role for task in Task.objects.open().filter(kind="clock.ROUND")] == [Role.OFFICER]


# ---- the nights of the clock -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("began", "due"),
    [
        (oslo("2026-03-29 01:45"), oslo("2026-03-29 03:15")),  # from 02:00 to 03:00 there is nothing
        (oslo("2026-10-25 02:45"), oslo("2026-10-25 02:15").replace(fold=1)),  # 02:00 to 03:00 comes twice
    ],
)
def test_minutes_are_elapsed_minutes_on_both_nights_of_the_clock(landing: Landing, began: Any, due: Any) -> None:
    row = begin(landing, at=began)
    assert row.next_due_at is not None
    assert row.next_due_at.timestamp() == due.timestamp() == clock_of(row).due_at.timestamp()
    assert due.timestamp() - began.timestamp() == 30 * 60
    assert look(row, landing.nesheim, due).late_reason == ""
    row.refresh_from_db()
    assert row.next_due_at is not None
    assert row.next_due_at.timestamp() - began.timestamp() == 60 * 60
