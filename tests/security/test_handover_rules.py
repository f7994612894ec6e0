"""When shifts meet, who has been away since when: also on the nights when the clocks change."""

from datetime import date, datetime, timedelta

import pytest

from inmates.rules.shifts import DAY, EVENING, NIGHT
from security.choices import HandoverState, ShiftName
from security.rules import handover as rules
from security.rules.handover import Mark, Slot, slot_at
from tests.corrections.factories import OSLO, oslo

DAY_SHIFT = Slot(date(2026, 11, 24), DAY)
EVENING_SHIFT = Slot(date(2026, 11, 24), EVENING)
NIGHT_SHIFT = Slot(date(2026, 11, 24), NIGHT)


@pytest.mark.parametrize(
    ("clock", "slot"),
    [
        ("2026-11-24 13:44", DAY_SHIFT),
        ("2026-11-24 13:45", EVENING_SHIFT),
        ("2026-11-24 20:59", EVENING_SHIFT),
        ("2026-11-24 21:00", NIGHT_SHIFT),
        ("2026-11-24 23:30", NIGHT_SHIFT),
        ("2026-11-25 05:59", NIGHT_SHIFT),
        ("2026-11-25 06:00", Slot(date(2026, 11, 25), DAY)),
    ],
)
def test_a_handover_is_at_hand_from_an_hour_before_its_time(clock: str, slot: Slot) -> None:
    assert slot_at(datetime.fromisoformat(clock)) == slot


def test_the_three_handovers_of_a_day_follow_each_other() -> None:
    assert DAY_SHIFT.next == EVENING_SHIFT
    assert EVENING_SHIFT.next == NIGHT_SHIFT
    assert NIGHT_SHIFT.next == Slot(date(2026, 11, 25), DAY)
    assert DAY_SHIFT.previous == Slot(date(2026, 11, 23), NIGHT)
    assert [slot.ends for slot in (DAY_SHIFT, EVENING_SHIFT, NIGHT_SHIFT)] == [NIGHT, DAY, EVENING]
    assert DAY_SHIFT < EVENING_SHIFT < NIGHT_SHIFT < DAY_SHIFT.after(3)


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 8), ("2026-10-24", 10), ("2026-11-24", 9)])
def test_a_night_shift_lasts_as_long_as_the_night_does(night: str, hours: int) -> None:
    slot = Slot(date.fromisoformat(night), NIGHT)
    lasts = rules.ends_at(slot, OSLO).timestamp() - slot.at(OSLO).timestamp()
    assert lasts == hours * 3600


def test_every_step_of_a_handover_is_declared_once() -> None:
    assert set(ShiftName.values) == set(rules.SHIFTS)
    assert {state for step in rules.TRANSITIONS.items() for state in (step[0][0], step[1])} == set(HandoverState.values)
    allowed = {step for step in rules.TRANSITIONS if rules.may(*step)}
    assert allowed == {("OPEN", "give"), ("GIVEN", "take"), ("OPEN", "take_alone")}


# ---- away ------------------------------------------------------------------------
AT = oslo("2026-11-24 14:41")


def away(*marks: Mark, slot: Slot = EVENING_SHIFT, at: datetime = AT) -> tuple[datetime, bool]:
    return rules.away_since(marks, slot, at, OSLO)


def test_who_took_over_this_morning_has_been_here_since_then() -> None:
    assert away(Mark(DAY_SHIFT, oslo("2026-11-24 07:02"), gave=False)) == (oslo("2026-11-24 07:02"), True)


def test_who_took_over_another_day_left_when_that_shift_ended() -> None:
    friday = Slot(date(2026, 11, 20), DAY)
    assert away(Mark(friday, oslo("2026-11-20 07:02"), gave=False)) == (oslo("2026-11-20 14:45"), True)


def test_who_handed_over_left_then_and_the_latest_trace_counts() -> None:
    friday = Slot(date(2026, 11, 20), DAY)
    took, gave = Mark(friday, oslo("2026-11-20 07:02"), False), Mark(friday.next, oslo("2026-11-20 14:52"), True)
    assert away(took, gave) == (oslo("2026-11-20 14:52"), True)


def test_without_a_trace_it_is_the_last_day_and_never_more_than_a_week() -> None:
    assert away() == (AT - timedelta(hours=24), False)
    long_ago = Slot(date(2026, 10, 1), DAY)
    assert away(Mark(long_ago, oslo("2026-10-01 07:00"), False)) == (AT - timedelta(days=7), True)


def test_reading_the_handover_at_hand_does_not_hide_what_was_new() -> None:
    read = Mark(EVENING_SHIFT, oslo("2026-11-24 14:42"), gave=False)
    assert away(read) == (AT - timedelta(hours=24), False)


def test_it_is_late_after_a_quarter_of_an_hour_and_the_board_speaks_from_ten_minutes_before() -> None:
    due = EVENING_SHIFT.at(OSLO)
    minutes = [due + timedelta(minutes=m) for m in (-11, -10, 15, 16, 120, 121)]
    assert [rules.is_reminded(due, at) for at in minutes] == [False, True, True, True, True, False]
    assert [rules.is_late(due, None, at) for at in minutes] == [False, False, False, True, True, True]
    assert not rules.is_late(due, oslo("2026-11-24 14:50"), oslo("2026-11-24 20:00"))
