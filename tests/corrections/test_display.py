"""How moments and icons are written on the screen (UX.md 10)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from corrections import display

OSLO = ZoneInfo("Europe/Oslo")
NOW = dt.datetime(2026, 11, 24, 14, 32, tzinfo=OSLO)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_the_clock_has_24_hours_and_is_that_of_oslo() -> None:
    assert display.clock(dt.datetime(2026, 11, 24, 13, 5, tzinfo=dt.UTC)) == "14:05"


def test_the_hour_that_happens_twice_says_which_it_is() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert display.clock(first) == "02:30 (summer time)"
    assert display.clock(first + dt.timedelta(hours=1)) == "02:30 (winter time)"
    assert display.clock(first + dt.timedelta(hours=2)) == "03:30"


def test_dates_are_written_as_norwegian_staff_write_them() -> None:
    assert display.day(NOW) == "24.11.2026"
    assert display.short_day(NOW) == "24.11."
    assert display.long_day(NOW) == "Tuesday 24 November 2026"
    assert display.long_day(NOW, opens=False) == "Tuesday 24 November 2026"


def test_in_the_middle_of_a_sentence_a_day_has_no_capital_in_bokmal() -> None:
    with translation.override("nb"):
        assert display.long_day(NOW).startswith("Tirsdag 24")
        assert display.long_day(NOW, opens=False).startswith("tirsdag 24")


def test_a_moment_names_its_day_only_when_it_is_another_day() -> None:
    assert display.moment(NOW, NOW) == "14:32"
    assert display.moment(NOW - dt.timedelta(days=1), NOW) == "23.11. 14:32"
    assert display.moment(NOW.replace(year=2025), NOW) == "24.11.2025 14:32"


def test_the_night_shift_sees_the_date_after_midnight() -> None:
    after_midnight = dt.datetime(2026, 11, 25, 0, 10, tzinfo=OSLO)
    assert display.moment(dt.datetime(2026, 11, 24, 23, 50, tzinfo=OSLO), after_midnight) == "24.11. 23:50"


def test_what_is_near_needs_no_date_on_either_side_of_midnight() -> None:
    late = dt.datetime(2026, 11, 24, 23, 55, tzinfo=OSLO)
    assert display.near(late + dt.timedelta(minutes=15), late) == "00:10"
    assert display.near(late - dt.timedelta(minutes=5), late + dt.timedelta(minutes=15)) == "23:50"
    assert display.near(late + dt.timedelta(hours=6), late) == "25.11. 05:55"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (dt.timedelta(seconds=40), "just now"),
        (dt.timedelta(minutes=2), "2 min ago"),
        (dt.timedelta(minutes=59), "59 min ago"),
        (dt.timedelta(minutes=60), "13:32"),
    ],
)
def test_age_is_told_in_minutes_for_an_hour_and_then_by_the_clock(age: dt.timedelta, words: str) -> None:
    assert display.ago(NOW - age, NOW) == words


def test_what_is_to_come_is_counted_down_for_an_hour() -> None:
    assert display.until(NOW + dt.timedelta(minutes=28), NOW) == "in 28 min"
    assert display.until(NOW + dt.timedelta(seconds=20), NOW) == "in 1 min"
    assert display.until(NOW + dt.timedelta(hours=2), NOW) == "16:32"


@pytest.mark.parametrize(("days", "words"), [(7, "in 7 days"), (1, "in 1 day"), (0, "today"), (-3, "3 days ago")])
def test_a_deadline_says_how_far_away_it_is(days: int, words: str) -> None:
    assert display.days_away(NOW.date() + dt.timedelta(days=days), NOW.date()) == words


def test_an_icon_is_hidden_from_those_who_hear_the_page_and_its_words_are_not() -> None:
    assert 'aria-hidden="true"' in display.icon("lock")
    assert '<span class="sr"> in the cell, locked</span>' in display.marks(("lock", "in the cell, locked"))


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        ("strgjfl. s. 11", "strgjfl. § 11"),
        ("strgjfl. ss. 14 and 15", "strgjfl. §§ 14 og 15"),
        ("strl. ss. 42 to 45; local", "strl. §§ 42 til 45; lokalt"),
        ("fskr. ss. 3-4, 3-1a", "fskr. §§ 3-4, 3-1a"),
        ("EPR 18.8", "EPR 18.8"),
    ],
)
def test_the_law_is_named_as_each_language_writes_it(reference: str, written: str) -> None:
    assert display.law(reference) == reference
    with translation.override("nb"):
        assert display.law(reference) == written


def test_a_name_can_never_become_markup() -> None:
    assert "<b>" not in display.chip("warn", "clock", "<b>x</b>")
    assert "<b>" not in display.whereabouts("clock", "<b>x</b>")
