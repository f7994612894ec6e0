"""Serving outside the walls: timetables that are typed, thresholds, limits and who may grant more."""

from datetime import date, datetime, time
from typing import Any

import pytest

from corrections.services.law import read_law
from sentencing.rules import outside as rules
from sentencing.rules import timetable
from sentencing.rules.outside import Known, Wanted
from sentencing.rules.timetable import Slot

PARAMETERS: dict[str, Any] = next(one for one in read_law("no") if one["id"] == "OUTSIDE")["parameters"]
LINES = {
    "day_release": date(2026, 9, 12),
    "half": date(2027, 1, 12),
    "monitoring": date(2026, 11, 12),
    "probation": date(2027, 5, 12),
    "stairs": date(2030, 1, 1),
}
KNOWN = Known(lines=LINES, full=date(2028, 1, 12))


# ---- timetables ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mon-Fri 07:30-16:00", "1-5 07:30-16:00"),
        ("man–fre 7.30–16", "1-5 07:30-16:00"),
        ("Lørdag 10-14, mandag-fredag 07:30-16:00", "1-5 07:30-16:00; 6 10:00-14:00"),
        ("tue 08:00-12:00; tue 13:00-15:00", "2 08:00-12:00; 2 13:00-15:00"),
        ("1-5 07:30-16:00", "1-5 07:30-16:00"),
    ],
)
def test_hours_are_typed_as_people_say_them_and_kept_in_one_way(typed: str, kept: str) -> None:
    assert timetable.written(timetable.read(typed)) == kept
    assert timetable.written(timetable.read(kept)) == kept


@pytest.mark.parametrize(
    "typed", ["", "weekdays", "Mon 16:00-07:30", "Fri-Mon 08-12", "Mon 08-25", "Mon 08-12, Mon-Tue 11-15", "Xyz 08-12"]
)
def test_hours_that_cannot_be_are_no_hours(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (no number of its own)
        timetable.read(typed)


def test_the_hours_of_a_day_are_those_of_its_weekday() -> None:
    slots = (Slot(1, 5, time(7, 30), time(16)), Slot(6, 6, time(10), time(14)))
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    assert timetable.on(slots, saturday) == [(datetime(2026, 11, 28, 10), datetime(2026, 11, 28, 14))]  # noqa: DTZ001
    assert timetable.on(slots, sunday) == []


# ---- from when, how long ---------------------------------------------------------------------------------------------
def wanted(kind: str, first: date, last: date, **values: Any) -> Wanted:
    return Wanted(kind=kind, first_on=first, last_on=last, **values)


@pytest.mark.parametrize(
    ("kind", "first", "last", "values", "code"),
    [
        ("DAY_RELEASE", date(2026, 9, 11), date(2026, 12, 1), {}, "too_early"),
        ("DAY_RELEASE", date(2026, 9, 12), date(2027, 9, 11), {}, ""),
        ("OUTSIDE", date(2027, 1, 11), date(2027, 5, 1), {}, "too_early"),
        ("OUTSIDE", date(2027, 1, 12), date(2027, 5, 1), {}, ""),
        ("MONITORING", date(2026, 11, 12), date(2027, 5, 12), {}, "too_long"),
        ("MONITORING", date(2026, 11, 12), date(2027, 5, 11), {}, ""),
        ("MONITORING", date(2026, 11, 11), date(2027, 5, 1), {}, "too_early"),
        ("INTERRUPTION", date(2026, 2, 1), date(2026, 2, 28), {}, ""),
        ("INTERRUPTION", date(2026, 2, 1), date(2026, 3, 1), {}, "too_long"),
        ("INSTITUTION", date(2026, 2, 1), date(2028, 2, 1), {}, "past_the_end"),
        ("INSTITUTION", date(2026, 3, 1), date(2026, 2, 1), {}, "backwards"),
        ("PROBATION", date(2027, 5, 11), date(2028, 1, 12), {}, "too_early"),
        ("PROBATION", date(2027, 5, 11), date(2028, 1, 12), {"special_reason": "Ill child"}, ""),
        ("PROBATION", date(2027, 1, 11), date(2028, 1, 12), {"special_reason": "Ill child"}, "too_early"),
        ("PROBATION", date(2027, 5, 12), date(2028, 1, 12), {"reporting_months": 0}, "reporting_short"),
        ("PROBATION", date(2027, 5, 12), date(2028, 1, 12), {"reporting_months": 13}, "reporting_long"),
    ],
)
def test_each_form_has_its_threshold_and_its_limit(
    kind: str, first: date, last: date, values: dict[str, Any], code: str
) -> None:
    assert rules.wrong(wanted(kind, first, last, **values), KNOWN, PARAMETERS) == code


@pytest.mark.parametrize("kind", PARAMETERS.keys() - {"what", "back_by", "book_days"})
def test_nobody_on_remand_serves_outside_whatever_the_form(kind: str) -> None:
    asked = wanted(kind, date(2027, 6, 1), date(2027, 6, 10))
    assert rules.wrong(asked, Known(LINES, date(2028, 1, 12), is_remand=True), PARAMETERS) == "remand"


def test_preventive_detention_is_neither_interrupted_nor_served_outside() -> None:
    known = Known(LINES, date(2036, 1, 12), is_preventive=True)
    for kind in ("INTERRUPTION", "OUTSIDE", "MONITORING"):
        assert rules.wrong(wanted(kind, date(2031, 1, 1), date(2031, 1, 10)), known, PARAMETERS) == "preventive"
    asked = wanted("PROBATION", date(2031, 1, 1), date(2036, 1, 1))
    assert rules.wrong(asked, known, PARAMETERS) == "preventive_probation"
    early, reached = date(2029, 12, 31), date(2030, 1, 1)
    assert rules.wrong(wanted("DAY_RELEASE", early, date(2030, 5, 1)), known, PARAMETERS) == "too_early"
    assert rules.wrong(wanted("DAY_RELEASE", reached, date(2030, 5, 1)), known, PARAMETERS) == ""


def test_a_remainder_under_two_weeks_needs_weighty_reasons() -> None:
    known = Known(LINES, date(2028, 1, 12), is_eligible=False)
    asked = ("PROBATION", date(2027, 5, 12), date(2028, 1, 12))
    assert rules.wrong(wanted(*asked), known, PARAMETERS) == "remainder"
    assert rules.wrong(wanted(*asked, special_reason="A job that begins now"), known, PARAMETERS) == ""


def test_beyond_the_limit_of_the_prison_the_superior_level_decides() -> None:
    year = wanted("DAY_RELEASE", date(2026, 11, 1), date(2027, 10, 31))
    more = wanted("DAY_RELEASE", date(2026, 11, 1), date(2027, 11, 1))
    school = wanted("DAY_RELEASE", date(2026, 11, 1), date(2027, 11, 1), is_education=True)
    assert [rules.goes_above(one, PARAMETERS) for one in (year, more, school)] == [False, True, False]
    weeks = (date(2026, 11, 1), date(2026, 11, 28))
    links = [rules.goes_above(wanted("INTERRUPTION", *weeks, earlier=number), PARAMETERS) for number in (0, 1, 2)]
    assert links == [False, False, True]


@pytest.mark.parametrize(
    ("left", "back", "days"),
    [
        (date(2026, 11, 25), date(2026, 12, 22), (date(2026, 11, 25), date(2026, 12, 21))),
        (date(2026, 11, 25), date(2026, 11, 26), (date(2026, 11, 25), date(2026, 11, 25))),
        (date(2026, 11, 25), date(2026, 11, 25), None),
    ],
)
def test_the_day_of_return_counts_and_the_day_of_leaving_does_not(left: date, back: date, days: Any) -> None:
    assert rules.days_left_out(left, back) == days


@pytest.mark.parametrize(
    ("months", "again"),
    [(59, date(2027, 2, 24)), (60, date(2027, 5, 24)), (144, date(2027, 5, 24)), (145, date(2027, 11, 24))],
)
def test_a_refused_probation_is_looked_at_again_after_three_six_or_twelve_months(months: int, again: date) -> None:
    assert rules.look_again_on(date(2026, 11, 24), months, PARAMETERS["PROBATION"]) == again


def test_the_reporting_duty_never_passes_the_end_of_probation() -> None:
    met = date(2027, 5, 14)
    assert rules.reporting_until(met, 3, date(2028, 1, 12)) == date(2027, 8, 13)
    assert rules.reporting_until(met, 12, date(2028, 1, 12)) == date(2028, 1, 12)


@pytest.mark.parametrize(
    ("offence", "power", "against", "code"),
    [
        ("NEVER", True, False, "offence"),
        ("SOMETIMES", True, True, "against_home"),
        ("SOMETIMES", True, False, ""),
        ("NONE", False, True, "no_power"),
        ("NONE", True, True, ""),
    ],
)
def test_some_offences_and_a_home_without_power_exclude_monitoring(
    offence: str, power: bool, against: bool, code: str
) -> None:
    assert rules.unfit_for_monitoring(offence, has_power=power, is_against_home=against) == code
