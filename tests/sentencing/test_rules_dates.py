"""Dates of a sentence: the worked examples of norway.md 3.8, and what must hold for every term."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentencing.law import law_on
from sentencing.rules import arithmetic
from sentencing.rules.dates import Dates, calculate, start_of
from sentencing.rules.terms import Term, TermRefused

MONDAY = date(2026, 1, 12)
LAW = law_on(MONDAY)


def prison(years: int = 0, months: int = 0, days: int = 0) -> Term:
    return Term("PRISON", years, months, days)


def dates(start: date, *terms: Term, credit: int = 0, not_counted: int = 0) -> Dates:
    return calculate(law=LAW, start=start, terms=terms, credit_days=credit, not_counted_days=not_counted)


# ---- the worked examples, exactly ----------------------------------------------------------------------------
def test_example_a_74_days_leave_fourteen_on_probation() -> None:
    worked = dates(MONDAY, prison(days=74))
    assert (worked.full, worked.probation) == (date(2026, 3, 27), date(2026, 3, 13))
    assert (worked.remaining_days, worked.eligible) == (14, True)


def test_example_b_73_days_leave_thirteen_which_is_too_few() -> None:
    worked = dates(MONDAY, prison(days=73))
    assert worked.full == date(2026, 3, 26)
    assert (worked.remaining_days, worked.eligible) == (13, False)


def test_example_c_seven_months() -> None:
    worked = dates(date(2026, 3, 2), prison(months=7))
    assert (worked.full, worked.probation) == (date(2026, 10, 2), date(2026, 7, 22))


def test_example_d_ten_months_with_a_credit_of_37() -> None:
    worked = dates(date(2026, 3, 2), prison(months=10), credit=37)
    assert (worked.full, worked.probation) == (date(2026, 11, 26), date(2026, 8, 16))


def test_example_e_two_years_and_a_half_with_a_credit_of_120_and_then_ten_days_of_escape() -> None:
    worked = dates(MONDAY, prison(2, 6), credit=120)
    assert (worked.full, worked.probation) == (date(2028, 3, 14), date(2027, 5, 15))
    later = dates(MONDAY, prison(2, 6), credit=120, not_counted=10)
    assert (later.full, later.probation) == (date(2028, 3, 24), date(2027, 5, 25))


def test_example_f_two_judgments_are_added_and_the_sum_is_what_counts() -> None:
    worked = dates(MONDAY, prison(days=45), prison(days=60))
    assert (worked.full, worked.probation) == (date(2026, 4, 27), date(2026, 3, 23))


def test_example_g_the_31st_is_clamped_to_the_last_day_of_the_month() -> None:
    worked = dates(date(2025, 10, 31), prison(months=6))
    assert (worked.full, worked.probation) == (date(2026, 4, 30), date(2026, 2, 28))


def test_example_h_eighteen_months_and_electronic_monitoring_six_months_before() -> None:
    worked = dates(MONDAY, prison(months=18))
    assert (worked.full, worked.probation) == (date(2027, 7, 12), date(2027, 1, 12))
    assert worked.monitoring == date(2026, 7, 12)


# ---- the arithmetic -------------------------------------------------------------------------------------------
def test_months_come_first_and_days_after() -> None:
    assert arithmetic.add(date(2026, 9, 30), 5, -10) == date(2027, 2, 18)


def test_a_leap_day_is_reached_where_there_is_one() -> None:
    assert arithmetic.add(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert arithmetic.add(date(2026, 8, 31), 6) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("months", "days", "part", "whole", "expected"),
    [
        (7, 0, 2, 3, (4, 20)),
        (10, 0, 2, 3, (6, 20)),
        (30, 0, 2, 3, (20, 0)),
        (0, 74, 2, 3, (0, 50)),
        (7, 0, 1, 2, (3, 15)),
    ],
)
def test_a_fraction_is_whole_months_and_days_rounded_up(
    months: int, days: int, part: int, whole: int, expected: tuple[int, int]
) -> None:
    assert arithmetic.fraction(months, days, part, whole, 30) == expected


# ---- what the law says besides ----------------------------------------------------------------------------------
def test_the_count_begins_at_the_judgment_for_someone_held_and_at_admission_for_someone_free() -> None:
    assert start_of(judged_on=date(2026, 3, 2), admitted_on=date(2025, 12, 1)) == date(2026, 3, 2)
    assert start_of(judged_on=date(2026, 3, 2), admitted_on=date(2026, 6, 1)) == date(2026, 6, 1)


def test_a_fine_is_served_in_full() -> None:
    worked = dates(MONDAY, Term("FINE", days=86))
    assert worked.full == date(2026, 4, 8)
    assert worked.probation is None


def test_days_for_a_fine_are_never_shortened_by_a_prison_term_beside_them() -> None:
    alone = dates(MONDAY, prison(days=90))
    both = dates(MONDAY, prison(days=90), Term("FINE", days=20))
    assert both.probation is not None
    assert alone.probation is not None
    assert (both.full - alone.full).days == 20
    assert (both.probation - alone.probation).days == 20


def test_preventive_detention_has_a_frame_a_minimum_and_a_day_to_file_by() -> None:
    frame = Term("PREVENTIVE", years=12, minimum_years=7)
    worked = calculate(law=LAW, start=date(2025, 9, 5), terms=[prison(2), frame], credit_days=70)
    assert worked.frame_expires == worked.full == date(2037, 6, 27)
    assert worked.minimum_reached == date(2032, 6, 27)
    assert worked.extension_filed_by == date(2037, 3, 27)
    assert worked.probation is None


def test_leave_waits_for_four_months_of_custody_even_where_a_third_is_sooner() -> None:
    assert dates(MONDAY, prison(months=6)).leave == date(2026, 5, 12)
    since = calculate(law=LAW, start=MONDAY, terms=[prison(months=6)], held_since=date(2025, 10, 12))
    assert since.leave == date(2026, 3, 12)


def test_leave_of_a_term_above_twelve_years_waits_for_four_years() -> None:
    assert dates(MONDAY, prison(15)).leave == date(2030, 1, 12)


def test_a_credit_above_the_term_is_refused() -> None:
    with pytest.raises(TermRefused, match="credit_above_term") as refusal:
        dates(MONDAY, prison(days=30), credit=31)
    assert refusal.value.source == "strl. s. 83"
    assert dates(MONDAY, prison(days=30), credit=30).full == MONDAY


def test_a_negative_credit_is_refused() -> None:
    with pytest.raises(TermRefused, match="negative"):
        dates(MONDAY, prison(days=30), credit=-1)


def test_every_date_says_how_it_was_worked_out_and_whether_the_method_is_confirmed() -> None:
    worked = dates(date(2026, 3, 2), prison(months=10), credit=37)
    assert [(step.what, step.on.isoformat(), step.is_confirmed) for step in worked.steps] == [
        ("start", "2026-03-02", True),
        ("lower", "2026-03-02", False),
        ("monitoring", "2026-05-06", False),
        ("half", "2026-06-26", False),
        ("leave", "2026-07-02", False),
        ("day_release", "2026-07-02", False),
        ("probation", "2026-08-16", False),
        ("full", "2026-11-26", False),
    ]
    assert all(step.source for step in worked.steps)


def test_deducted_days_count_as_served() -> None:
    worked = dates(MONDAY, prison(days=90), credit=10)
    assert worked.total == 90
    assert worked.served(MONDAY) == 10
    assert worked.served(MONDAY + timedelta(days=20)) == 30
    assert worked.served(date(2030, 1, 1)) == 90


# ---- what must hold for every term -------------------------------------------------------------------------------
STARTS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
LONG = st.builds(prison, years=st.integers(0, 20), months=st.integers(4, 11))
SHORT = st.builds(prison, days=st.integers(14, 120))
TERMS = st.lists(LONG | SHORT, min_size=1, max_size=3)
CREDITS = st.integers(0, 14)


@given(STARTS, TERMS, CREDITS, st.integers(0, 400))
def test_no_date_is_before_the_start_or_after_the_end(start: date, terms: list[Term], credit: int, lost: int) -> None:
    worked = dates(start, *terms, credit=credit, not_counted=lost)
    for day in (worked.leave, worked.half, worked.probation):
        assert day is not None
        assert start <= day <= worked.full


@given(STARTS, TERMS, CREDITS)
def test_more_credit_is_never_later(start: date, terms: list[Term], credit: int) -> None:
    less, more = dates(start, *terms, credit=credit), dates(start, *terms, credit=credit + 1 if credit < 14 else 14)
    assert more.full <= less.full
    assert more.probation is not None
    assert less.probation is not None
    assert more.probation <= less.probation


@given(STARTS, TERMS, CREDITS)
def test_the_order_of_judgments_is_irrelevant(start: date, terms: list[Term], credit: int) -> None:
    assert dates(start, *terms, credit=credit) == dates(start, *reversed(terms), credit=credit)


@given(STARTS, TERMS, st.integers(1, 400))
def test_lost_days_move_the_end_by_just_as_many(start: date, terms: list[Term], lost: int) -> None:
    assert (dates(start, *terms, not_counted=lost).full - dates(start, *terms).full).days == lost


@given(STARTS, st.integers(0, 300), st.integers(-200, 400))
def test_adding_is_months_first_and_then_days(start: date, months: int, days: int) -> None:
    assert arithmetic.add(start, months, days) == arithmetic.add(start, months) + timedelta(days=days)
    assert arithmetic.add(start, months).day in (start.day, *range(28, start.day))


@given(STARTS, LONG)
def test_probation_is_never_before_sixty_days(start: date, term: Term) -> None:
    worked = dates(start, term)
    assert worked.probation is not None
    assert (worked.probation - start).days >= 60


@given(st.integers(0, 252), st.integers(0, 120))
def test_a_fraction_is_never_less_than_its_share(months: int, days: int) -> None:
    whole, rest = arithmetic.fraction(months, days, 2, 3, 30)
    assert 3 * (30 * whole + rest) >= 2 * (30 * months + days)


def test_a_day_above_twelve_years_is_above_twelve_years() -> None:
    """fskr. s. 3-30: leave after four years; twelve years and one day is no shorter than twelve years and a month."""
    assert dates(MONDAY, prison(12)).leave == date(2030, 1, 12)
    assert dates(MONDAY, prison(15)).leave == date(2030, 1, 12)
    assert dates(MONDAY, prison(12), prison(days=90)).leave == date(2030, 1, 12)


@given(st.permutations([Term("PREVENTIVE", years=5, minimum_years=3), Term("PREVENTIVE", years=12), prison(2)]))
def test_the_order_of_frames_is_irrelevant(terms: list[Term]) -> None:
    assert dates(MONDAY, *terms).full == date(2038, 1, 12)
