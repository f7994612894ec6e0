"""Which instant a typed clock time means, also on the two nights when the clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from inmates.rules.meeting import Meeting, Position, meeting
from inmates.rules.shifts import shift_at
from inmates.rules.wall_clock import instants, latest, next_time

OSLO = ZoneInfo("Europe/Oslo")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def utc(found: datetime | None) -> str:
    return f"{found.astimezone(UTC):%Y-%m-%d %H:%M}" if found else "never"


@pytest.mark.parametrize(
    ("on", "clock", "expected"),
    [
        (date(2026, 11, 24), time(14, 32), ["2026-11-24 13:32"]),
        (SPRING, time(1, 59), ["2026-03-29 00:59"]),
        (SPRING, time(2, 30), []),
        (SPRING, time(3, 0), ["2026-03-29 01:00"]),
        (AUTUMN, time(1, 59), ["2026-10-24 23:59"]),
        (AUTUMN, time(2, 30), ["2026-10-25 00:30", "2026-10-25 01:30"]),
        (AUTUMN, time(3, 0), ["2026-10-25 02:00"]),
    ],
)
def test_a_clock_time_is_one_instant_two_or_none(on: date, clock: time, expected: list[str]) -> None:
    assert [utc(found) for found in instants(on, clock, OSLO)] == expected


@pytest.mark.parametrize(
    ("now", "clock", "expected"),
    [
        ("2026-11-24 13:32", time(13, 5), "2026-11-24 12:05"),
        ("2026-11-24 13:32", time(14, 32), "2026-11-24 13:32"),
        ("2026-11-24 13:32", time(14, 33), "2026-11-23 13:33"),
        ("2026-11-24 23:10", time(23, 50), "2026-11-24 22:50"),
        ("2026-10-25 00:45", time(2, 30), "2026-10-25 00:30"),
        ("2026-10-25 01:45", time(2, 30), "2026-10-25 01:30"),
        ("2026-03-29 01:30", time(2, 30), "never"),
        ("2026-03-29 01:05", time(2, 59), "never"),
        ("2026-03-29 00:55", time(2, 30), "2026-03-28 01:30"),
    ],
)
def test_what_happened_is_the_last_time_the_clock_showed_it(now: str, clock: time, expected: str) -> None:
    assert utc(latest(clock, at(now), OSLO)) == expected


@pytest.mark.parametrize(
    ("now", "clock", "expected"),
    [
        ("2026-11-24 13:32", time(15, 0), "2026-11-24 14:00"),
        ("2026-11-24 13:32", time(14, 32), "2026-11-25 13:32"),
        ("2026-11-24 22:30", time(0, 15), "2026-11-24 23:15"),
        ("2026-10-25 00:45", time(2, 30), "2026-10-25 01:30"),
    ],
)
def test_what_is_expected_is_the_next_time_the_clock_shows_it(now: str, clock: time, expected: str) -> None:
    assert utc(next_time(clock, at(now), OSLO)) == expected


@pytest.mark.parametrize(
    ("clock", "shift"),
    [
        ("06:59", "night"),
        ("07:00", "day"),
        ("14:44", "day"),
        ("14:45", "evening"),
        ("22:00", "night"),
        ("00:00", "night"),
    ],
)
def test_each_shift_begins_where_the_one_before_it_ends(clock: str, shift: str) -> None:
    assert shift_at(time.fromisoformat(clock)).key == shift


HERE, YARD = Position("place 1", 5), Position("place 9", None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HERE, HERE, Meeting.SAME_ROOM),
        (YARD, YARD, Meeting.SAME_ROOM),
        (HERE, Position("place 2", 5), Meeting.BOTH_ABOUT),
        (HERE, Position("place 2", 6), Meeting.APART),
        (Position("cell 1", None), Position("cell 1", None), Meeting.SAME_ROOM),
        (Position("cell 1", None), Position("cell 2", None), Meeting.APART),
        (HERE, Position("cell 2", None), Meeting.APART),
        (Position("place 1", 5, outside=True), HERE, Meeting.APART),
        (YARD, Position("place 8", None), Meeting.APART),
    ],
)
def test_two_meet_in_one_room_or_while_both_are_about_on_a_unit(
    one: Position, other: Position, expected: Meeting
) -> None:
    assert meeting(one, other) is expected
    assert meeting(other, one) is expected
