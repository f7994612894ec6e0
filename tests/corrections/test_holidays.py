"""Working days in Norway: public holidays by their rule, and where a deadline that ends on one moves to."""

from datetime import date, datetime, timedelta

import pytest

from corrections.rules import OSLO, due_on_a_working_day, easter, is_working_day


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2038, 4, 25)],
)
def test_easter_falls_as_in_the_almanac(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_easter_is_a_sunday_between_22_march_and_25_april_until_2100() -> None:
    for year in range(1900, 2101):
        found = easter(year)
        assert found.isoweekday() == 7
        assert date(year, 3, 22) <= found <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (2026, "01-01 04-02 04-03 04-06 05-01 05-14 05-25 12-25"),
        (2027, "01-01 03-25 03-26 03-29 05-06 05-17"),
        (2028, "04-13 04-14 04-17 05-01 05-17 05-25 06-05 12-25 12-26"),
    ],
)
def test_the_weekdays_that_nobody_works_are_the_public_holidays(year: int, holidays: str) -> None:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    found = [day for day in days if day.year == year and day.weekday() < 5 and not is_working_day(day)]
    assert " ".join(f"{day:%m-%d}" for day in found) == holidays


def test_the_eves_are_no_public_holidays_by_statute() -> None:
    assert is_working_day(date(2026, 12, 24))
    assert is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        ("2026-03-28T12:00:00+01:00", "2026-03-30T12:00:00+02:00"),
        ("2026-10-24T12:00:00+02:00", "2026-10-26T12:00:00+01:00"),
        ("2026-11-27T12:00:00+01:00", "2026-11-27T12:00:00+01:00"),
        # half past midnight in Norway is still the evening before in UTC
        ("2026-11-27T23:30:00+00:00", "2026-11-29T23:30:00+00:00"),
    ],
)
def test_a_deadline_moves_to_the_same_time_of_the_next_working_day(due: str, moved: str) -> None:
    told = datetime.fromisoformat(due).astimezone(OSLO) - timedelta(days=7)  # the same time on the clock of the wall
    for limit, unit in ((7, "D"), (1, "W")):
        assert due_on_a_working_day(told, limit, unit) == datetime.fromisoformat(moved)
