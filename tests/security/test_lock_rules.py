"""Hours out of cell and the daily order, from events alone."""

from datetime import date, datetime, time, timedelta

import pytest

from corrections.rules import OSLO
from security.rules.locks import Band, Due, Hours, Line, Span, Turn, band_of, day_span, due, following
from tests.corrections.factories import oslo
from tests.security.slow_hours import FOLLOW, LOCK, UNLOCK, Door, Home, Life, doors, hours, joined, overlap

DAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)
UNIT, OTHER = 1, 2
YEARS = Home(UNIT, oslo("2026-01-01 00:00"), oslo("2027-01-01 00:00"))


def at(text: str) -> datetime:
    return oslo(f"2026-11-24 {text}")


ORDINARY = [Turn(oslo("2026-11-23 20:30"), LOCK), Turn(at("07:00"), UNLOCK), Turn(at("20:30"), LOCK)]


def day_of(life: Life, turns: list[Turn], on: date = DAY) -> Hours:
    (found,) = hours(life, {UNIT: turns}, [day_span(on, OSLO)], OSLO)
    return found


def out(life: Life, turns: list[Turn], on: date = DAY) -> float:
    return day_of(life, turns, on).out / HOUR


# ---- an ordinary day ---------------------------------------------------------------------
def test_out_of_the_cell_is_from_unlock_to_lock_in() -> None:
    found = day_of(Life([YEARS]), ORDINARY)
    assert (found.on, found.out, found.outside) == (DAY, 13.5 * HOUR, timedelta(0))
    assert (found.is_whole, found.band) == (True, Band.EIGHT)


def test_a_door_that_was_locked_at_lunch_counts_as_locked() -> None:
    lunch = [*ORDINARY, Turn(at("11:00"), LOCK), Turn(at("12:15"), UNLOCK)]
    assert out(Life([YEARS]), lunch) == 12.25


def test_what_is_booked_elsewhere_while_the_unit_is_locked_is_out() -> None:
    lunch = [*ORDINARY, Turn(at("11:00"), LOCK), Turn(at("12:15"), UNLOCK)]
    life = Life([YEARS], booked=[Span(at("10:30"), at("11:45"))])
    assert out(life, lunch) == 13.0


def test_court_is_out_of_the_cell_and_told_apart() -> None:
    life = Life([YEARS], outside=[Span(at("05:00"), at("09:00"))])
    found = day_of(life, ORDINARY)
    assert (found.out / HOUR, found.outside / HOUR) == (15.5, 4.0)


def test_a_day_beyond_the_walls_is_known_though_nobody_wrote_of_the_doors() -> None:
    found = day_of(Life([YEARS], outside=[Span(at("00:00"), oslo("2026-11-25 12:00"))]), [])
    assert (found.out, found.is_whole, found.band) == (24 * HOUR, True, Band.EIGHT)


# ---- by name ---------------------------------------------------------------------
def test_locked_in_by_name_is_in_until_it_is_lifted_whatever_the_unit_does_and_whatever_is_booked() -> None:
    own = {UNIT: [Turn(oslo("2026-11-23 18:00"), LOCK, own=True), Turn(at("17:00"), FOLLOW, own=True)]}
    life = Life([YEARS], own=own, booked=[Span(at("08:00"), at("15:00"))])
    assert out(life, ORDINARY) == 3.5
    assert day_of(life, ORDINARY).band is Band.TWO


def test_an_hour_in_the_yard_while_locked_in_by_name_counts() -> None:
    own = [Turn(at("00:00"), LOCK, own=True), Turn(at("13:00"), UNLOCK, own=True), Turn(at("14:00"), LOCK, own=True)]
    assert out(Life([YEARS], own={UNIT: own}), ORDINARY) == 1.0
    assert day_of(Life([YEARS], own={UNIT: own}), ORDINARY).band is Band.LESS


def test_out_by_name_lasts_until_the_doors_of_the_unit_next_turn() -> None:
    own = [Turn(at("05:00"), UNLOCK, own=True)]
    assert out(Life([YEARS], own={UNIT: own}), ORDINARY) == 15.5
    late = [Turn(at("21:00"), UNLOCK, own=True)]
    next_day = [*ORDINARY, Turn(oslo("2026-11-25 07:00"), UNLOCK), Turn(oslo("2026-11-25 20:30"), LOCK)]
    assert out(Life([YEARS], own={UNIT: late}), next_day) == 16.5
    assert out(Life([YEARS], own={UNIT: late}), next_day, date(2026, 11, 25)) == 20.5


def test_an_exception_ends_with_the_move_to_another_unit() -> None:
    homes = [Home(UNIT, YEARS.start, at("12:00")), Home(OTHER, at("12:00"), YEARS.end)]
    life = Life(homes, own={UNIT: [Turn(at("06:00"), LOCK, own=True)]})
    (found,) = hours(life, {UNIT: ORDINARY, OTHER: ORDINARY}, [day_span(DAY, OSLO)], OSLO)
    assert found.out == 8.5 * HOUR


def test_the_state_of_a_door_is_told_stretch_by_stretch() -> None:
    own = [Turn(at("08:00"), LOCK, own=True), Turn(at("09:00"), FOLLOW, own=True)]
    assert doors([*ORDINARY, *own], at("06:00"), at("10:00")) == [
        Door(at("06:00"), at("07:00"), LOCK, own=False),
        Door(at("07:00"), at("08:00"), UNLOCK, own=False),
        Door(at("08:00"), at("09:00"), LOCK, own=True),
        Door(at("09:00"), at("10:00"), UNLOCK, own=False),
    ]


# ---- what is not known ---------------------------------------------------------------------
def test_before_the_first_event_nothing_is_known_and_no_band_is_said() -> None:
    found = day_of(Life([YEARS]), [Turn(at("18:00"), UNLOCK), Turn(at("20:30"), LOCK)])
    assert (found.out / HOUR, found.known / HOUR) == (2.5, 6.0)
    assert (found.is_whole, found.band) == (False, None)


def test_eight_hours_are_eight_hours_whatever_the_rest_of_the_day_was() -> None:
    assert day_of(Life([YEARS]), [Turn(at("07:00"), UNLOCK), Turn(at("20:30"), LOCK)]).band is Band.EIGHT


def test_whoever_came_during_the_day_has_no_band_of_it() -> None:
    found = day_of(Life([Home(UNIT, at("18:00"), YEARS.end)]), ORDINARY)
    assert (found.out / HOUR, found.band) == (2.5, None)


def test_what_is_booked_on_a_unit_that_nobody_wrote_of_is_not_counted() -> None:
    assert day_of(Life([YEARS], booked=[Span(at("08:00"), at("15:00"))]), []).out == timedelta(0)


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(480, Band.EIGHT), (479, Band.FOUR), (240, Band.FOUR), (239, Band.TWO), (120, Band.TWO), (119, Band.LESS)],
)
def test_the_bands_begin_at_eight_four_and_two_hours(minutes: int, band: Band) -> None:
    assert band_of(timedelta(minutes=minutes)) is band


# ---- the clocks ---------------------------------------------------------------------
@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-24", 24)])
def test_a_day_is_as_long_as_it_was(day: str, length: int) -> None:
    on = date.fromisoformat(day)
    span = day_span(on, OSLO)
    assert span.end - span.start == length * HOUR
    found = day_of(Life([YEARS]), [Turn(YEARS.start, UNLOCK)], on)
    assert (found.on, found.out) == (on, length * HOUR)


def test_an_hour_that_comes_twice_counts_twice_and_one_that_is_skipped_not_at_all() -> None:
    october = [Turn(oslo("2026-10-25 01:00"), UNLOCK), Turn(oslo("2026-10-25 04:00"), LOCK)]
    assert out(Life([YEARS]), october, date(2026, 10, 25)) == 4.0
    march = [Turn(oslo("2026-03-29 01:00"), UNLOCK), Turn(oslo("2026-03-29 04:00"), LOCK)]
    assert out(Life([YEARS]), march, date(2026, 3, 29)) == 2.0


def test_today_is_counted_until_now() -> None:
    span = day_span(DAY, OSLO, until=at("09:00"))
    (found,) = hours(Life([YEARS]), {UNIT: ORDINARY}, [span], OSLO)
    assert (found.out, found.length) == (2 * HOUR, 9 * HOUR)


# ---- spans ---------------------------------------------------------------------
def test_time_that_is_told_twice_counts_once() -> None:
    spans = [Span(at("10:00"), at("12:00")), Span(at("11:00"), at("13:00")), Span(at("13:00"), at("14:00"))]
    assert joined([*spans, Span(at("15:00"), at("15:00"))]) == [Span(at("10:00"), at("14:00"))]
    assert overlap(joined(spans), [Span(at("09:00"), at("11:00")), Span(at("13:30"), at("16:00"))]) == [
        Span(at("10:00"), at("11:00")),
        Span(at("13:30"), at("14:00")),
    ]


# ---- the daily order ---------------------------------------------------------------------
WEEK = (1, 2, 3, 4, 5, 6, 7)
ORDER = [Line(UNLOCK, time(7), WEEK), Line(LOCK, time(20, 30), WEEK)]
UNLOCKED, LOCKED = Turn(at("07:02"), UNLOCK), Turn(at("20:27"), LOCK)


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (UNLOCKED, "20:19", None),
        (UNLOCKED, "20:20", Due(at("20:30"), LOCK)),
        (UNLOCKED, "23:00", Due(at("20:30"), LOCK)),
        (LOCKED, "20:31", None),
        (None, "12:00", Due(at("07:00"), UNLOCK)),
    ],
)
def test_the_daily_order_waits_from_ten_minutes_before_until_somebody_confirms(
    last: Turn | None, now: str, expected: Due | None
) -> None:
    assert due(ORDER, last, at(now), OSLO) == expected


def test_a_turn_that_was_not_written_down_yesterday_is_not_waited_for_once_the_next_has_come() -> None:
    assert due(ORDER, UNLOCKED, oslo("2026-11-25 06:55"), OSLO) is None


def test_the_next_turn_is_told_over_the_days_that_the_order_leaves_out() -> None:
    weekdays = [Line(UNLOCK, time(7), (1, 2, 3, 4, 5))]
    assert following(weekdays, oslo("2026-11-27 08:00"), OSLO) == Due(oslo("2026-11-30 07:00"), UNLOCK)
    assert following([], at("08:00"), OSLO) is None


def test_a_time_that_the_clock_skips_is_not_expected_that_night() -> None:
    night = [Line(LOCK, time(2, 30), WEEK)]
    assert following(night, oslo("2026-03-29 00:00"), OSLO) == Due(oslo("2026-03-30 02:30"), LOCK)
    first = following(night, oslo("2026-10-25 00:00"), OSLO)
    assert first is not None
    assert first.at.isoformat() == "2026-10-25T00:30:00+00:00"
