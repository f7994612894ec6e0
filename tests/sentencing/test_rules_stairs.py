"""The stairs: thresholds met and missing, who has the ball, and what is asked for before somebody goes home."""

from datetime import date, timedelta
from typing import Any

import pytest

from corrections.services import law
from sentencing.law import law_on
from sentencing.rules import guarantee
from sentencing.rules.dates import Dates, calculate
from sentencing.rules.guarantee import Due, Item
from sentencing.rules.stairs import STEPS, Facts, Rung, Said, next_rung, stairs
from sentencing.rules.terms import Term

RULES = {entry["id"]: entry["parameters"] for entry in law.read_law("no")}
STAIRS, STAGES = RULES["STAIRS"], RULES["GUARANTEE"]["stages"]
START = date(2026, 1, 12)


def term(**parts: int) -> Dates:
    return calculate(law=law_on(START), start=START, terms=[Term("PRISON", **parts)])


def rungs(today: date, dates: Dates | None, **values: Any) -> dict[str, Rung]:
    facts = Facts(today=today, basis=values.pop("basis", "SENTENCED"), dates=dates, **values)
    return {rung.step: rung for rung in stairs(facts, STAIRS)}


def test_every_step_has_the_date_that_the_law_gives() -> None:
    found = rungs(START, term(years=4))
    assert {step: rung.on for step, rung in found.items()} == {
        "LEAVE": date(2027, 5, 12),  # a third of 48 months
        "DAY_RELEASE": date(2027, 5, 12),
        "LOWER": date(2027, 9, 12),  # a year before two thirds
        "TRANSITION": date(2027, 9, 12),
        "OUTSIDE": date(2028, 1, 12),
        "MONITORING": date(2028, 3, 12),  # six months before two thirds
        "INSTITUTION": date(2027, 9, 12),
        "PROBATION": date(2028, 9, 12),
    }
    assert tuple(found) == STEPS
    assert {rung.state for rung in found.values()} == {"later"}


def test_nobody_on_remand_takes_a_step() -> None:
    found = rungs(START, term(years=4), basis="REMAND")
    assert {(rung.state, rung.why, rung.source) for rung in found.values()} == {("barred", "remand", "strgjfl. s. 52")}


def test_preventive_detention_is_served_inside_and_its_steps_hang_on_the_minimum_term() -> None:
    dates = calculate(law=law_on(START), start=START, terms=[Term("PREVENTIVE", years=9, minimum_years=6)])
    found = rungs(START, dates)
    assert (found["OUTSIDE"].state, found["MONITORING"].why) == ("barred", "preventive")
    assert found["LEAVE"].on == found["LOWER"].on == date(2030, 1, 12)  # two thirds of six years
    assert found["PROBATION"].on == date(2032, 1, 12)


def test_a_short_term_leaves_no_day_for_leave_or_probation() -> None:
    found = rungs(START, term(days=73))
    assert (found["LEAVE"].state, found["LEAVE"].why) == ("barred", "too_short")
    assert found["PROBATION"].state == "barred"  # thirteen days would be left


def test_a_fine_has_no_steps_out_of_prison_by_a_share_of_the_term() -> None:
    dates = calculate(law=law_on(START), start=START, terms=[Term("FINE", days=60)])
    found = rungs(START, dates, basis="FINE_DEFAULT")
    assert {found[step].state for step in ("LEAVE", "DAY_RELEASE", "OUTSIDE", "MONITORING", "PROBATION")} == {"barred"}


def test_the_thresholds_say_what_is_met_and_what_is_missing() -> None:
    found = rungs(date(2027, 5, 12), term(years=4), in_place=frozenset({"VICTIM"}))
    leave, day_release = found["LEAVE"], found["DAY_RELEASE"]
    assert [(one.code, one.is_met) for one in leave.thresholds] == [("TIME", True), ("VICTIM", True)]
    assert (leave.state, leave.missing) == ("open", ())
    assert [one.code for one in day_release.missing] == ["OCCUPATION"]
    assert [one.code for one in found["LOWER"].missing] == ["TIME"]
    assert {one.is_met for one in rungs(date(2027, 5, 11), term(years=4))["LEAVE"].thresholds} == {False}


@pytest.mark.parametrize(
    ("said", "state", "ball"),
    [
        (None, "open", "CASEWORKER"),
        (Said("ASKED"), "asked", "CONTACT_OFFICER"),
        (Said("APPLIED"), "applied", "LEADER"),
        (Said("GRANTED"), "granted", "CASEWORKER"),
        (Said("NOT_NOW", date(2028, 1, 1)), "put_off", ""),
        (Said("REFUSED", date(2027, 10, 1)), "open", "CASEWORKER"),  # the day has come
    ],
)
def test_who_has_the_ball(said: Said | None, state: str, ball: str) -> None:
    found = rungs(date(2027, 10, 1), term(years=4), said={"LOWER": said} if said else {})["LOWER"]
    assert (found.state, found.ball) == (state, ball)


def test_above_ten_years_the_region_decides() -> None:
    said = {"LEAVE": Said("APPLIED")}
    assert rungs(date(2031, 1, 1), term(years=12), said=said, term_months=144)["LEAVE"].ball == "REGION"
    assert rungs(date(2031, 1, 1), term(years=10), said=said, term_months=120)["LEAVE"].ball == "LEADER"


def test_who_lives_in_lower_security_has_reached_that_step() -> None:
    found = rungs(date(2027, 10, 1), term(years=4), level="LOWER")
    assert (found["LOWER"].state, found["TRANSITION"].state) == ("reached", "open")
    found = rungs(date(2027, 10, 1), term(years=4), level="TRANSITION")
    assert (found["LOWER"].state, found["TRANSITION"].state) == ("reached", "reached")


def test_what_is_open_comes_before_what_comes_later() -> None:
    first = next_rung(rungs(START, term(years=4)).values())
    assert first is not None
    assert first.step == "LEAVE"
    said = {"LEAVE": Said("GRANTED"), "DAY_RELEASE": Said("NOT_NOW", date(2028, 6, 1))}
    then = next_rung(rungs(date(2027, 9, 20), term(years=4), said=said).values())
    assert then is not None
    assert (then.step, then.state) == ("LOWER", "open")
    assert next_rung(rungs(START, None).values()) is None


# ---- before the release --------------------------------------------------------------------------------------------
TARGET = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("days", "stage"), [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (15, 30), (14, 14), (0, 14), (-3, 14)]
)
def test_the_stage_is_counted_in_calendar_days(days: int, stage: int | None) -> None:
    assert guarantee.stage_on(TARGET - timedelta(days=days), TARGET, STAGES) == stage


def test_the_autumn_night_of_25_hours_is_one_day() -> None:
    assert guarantee.stage_on(date(2026, 10, 2), TARGET, STAGES) == 60


def test_each_thing_is_asked_for_until_it_is_settled() -> None:
    items = {"HOME": Item("HOME", has_owner=True), "DEBT": Item("DEBT", is_settled=True)}
    at_90 = guarantee.due(TARGET - timedelta(days=90), TARGET, STAGES, items)
    assert [due.domain for due in at_90] == ["OCCUPATION", "INCOME", "ID_PAPERS", "HEALTH", "NETWORK"]
    assert at_90[0] == Due("OCCUPATION", 90, date(2026, 10, 2))
    at_30 = guarantee.due(TARGET - timedelta(days=30), TARGET, STAGES, items)
    assert [due.domain for due in at_30] == ["HOME", "OCCUPATION", "INCOME", "ID_PAPERS", "HEALTH", "NETWORK"]
    at_14 = guarantee.due(TARGET - timedelta(days=14), TARGET, STAGES, items)
    assert {(due.is_alarm, due.due_on) for due in at_14} == {(True, TARGET)}
    assert guarantee.due(TARGET - timedelta(days=91), TARGET, STAGES, items) == []


def test_everything_counts_back_from_the_planned_release_else_from_the_earliest_that_is_not_refused() -> None:
    full, probation, planned = date(2027, 3, 1), date(2026, 12, 1), date(2027, 1, 4)
    of = guarantee.target_of
    assert of(full=full, probation=probation, eligible=True, planned=planned) == planned
    assert of(full=full, probation=probation, eligible=True) == probation
    assert of(full=full, probation=probation, eligible=True, refused=True) == full
    assert of(full=full, probation=probation, eligible=False) == full
