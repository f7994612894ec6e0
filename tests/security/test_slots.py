"""At which instants a plan counts: on ordinary days, at random, and on the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from corrections.rules import OSLO
from security.choices import CountKind
from security.rules.slots import Times, next_slot, slots
from tests.corrections.factories import oslo


def keys(times: Times, start: str, end: str) -> list[str]:
    return [slot.key for slot in slots(times, oslo(start), oslo(end), OSLO)]


def scheduled(at: str, **more: object) -> Times:
    return Times(CountKind.SCHEDULED, time.fromisoformat(at), **more)  # type: ignore[arg-type]


NIGHTLY = Times(CountKind.NIGHT, time(23), time(5), 60)


def test_a_count_at_a_fixed_time_is_once_a_day() -> None:
    assert keys(scheduled("15:00"), "2026-11-23 15:00", "2026-11-25 14:59") == [
        "2026-11-23T15:00+0100",
        "2026-11-24T15:00+0100",
    ]


def test_only_on_its_days_of_the_week() -> None:
    weekend = scheduled("10:00", weekdays=(6, 7))
    assert keys(weekend, "2026-11-23 00:00", "2026-11-30 00:00") == ["2026-11-28T10:00+0100", "2026-11-29T10:00+0100"]


def test_a_time_that_does_not_exist_in_march_is_counted_at_the_first_instant_after_it() -> None:
    found = slots(scheduled("02:30"), oslo("2026-03-28 12:00"), oslo("2026-03-29 12:00"), OSLO)
    assert [(slot.key, slot.due_at) for slot in found] == [
        ("2026-03-29T03:00+0200", datetime(2026, 3, 29, 1, tzinfo=UTC))
    ]


def test_a_time_that_comes_twice_in_october_is_counted_once_the_first_time() -> None:
    found = slots(scheduled("02:30"), oslo("2026-10-24 12:00"), oslo("2026-10-25 12:00"), OSLO)
    assert [(slot.key, slot.due_at) for slot in found] == [
        ("2026-10-25T02:30+0200", datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    ]


def test_night_counts_at_intervals_count_the_hour_that_comes_twice_twice() -> None:
    assert keys(NIGHTLY, "2026-10-24 22:00", "2026-10-25 06:00") == [
        "2026-10-24T23:00+0200",
        "2026-10-25T00:00+0200",
        "2026-10-25T01:00+0200",
        "2026-10-25T02:00+0200",
        "2026-10-25T02:00+0100",
        "2026-10-25T03:00+0100",
        "2026-10-25T04:00+0100",
        "2026-10-25T05:00+0100",
    ]


def test_night_counts_at_intervals_pass_over_the_hour_that_does_not_exist() -> None:
    assert keys(NIGHTLY, "2026-03-28 22:00", "2026-03-29 06:00") == [
        "2026-03-28T23:00+0100",
        "2026-03-29T00:00+0100",
        "2026-03-29T01:00+0100",
        "2026-03-29T03:00+0200",
        "2026-03-29T04:00+0200",
        "2026-03-29T05:00+0200",
    ]


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    assert [slot.on for slot in slots(NIGHTLY, oslo("2026-11-25 04:00"), oslo("2026-11-25 05:00"), OSLO)] == [
        date(2026, 11, 24),
        date(2026, 11, 24),
    ]


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24", "2026-11-24"])
def test_a_random_count_is_once_a_night_within_its_window_and_the_same_after_a_restart(night: str) -> None:
    random = Times(CountKind.RANDOM, time(22), time(5), secret="only-the-database-knows")
    start = oslo(f"{night} 21:00")
    found = slots(random, start, start + timedelta(hours=10), OSLO)
    assert len(found) == 1
    assert time(22) <= found[0].due_at.astimezone(OSLO).time() or found[0].due_at.astimezone(OSLO).time() < time(5)
    assert found == slots(random, start, start + timedelta(hours=10), OSLO)


def test_nobody_reads_the_minute_of_a_random_count_from_another() -> None:
    minutes = set()
    for secret in ("one", "two", "three"):
        random = Times(CountKind.RANDOM, time(8), time(20), secret=secret)
        found = slots(random, oslo("2026-11-24 07:00"), oslo("2026-11-25 21:00"), OSLO)
        minutes |= {slot.due_at.astimezone(OSLO).time() for slot in found}
    assert len(minutes) == 6


def test_the_next_one_is_found_a_week_ahead() -> None:
    following = next_slot(scheduled("10:00", weekdays=(1,)), oslo("2026-11-23 10:00"), OSLO)
    assert following is not None
    assert following.key == "2026-11-30T10:00+0100"
