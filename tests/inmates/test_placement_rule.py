"""The proposal of where somebody serves: the ladder of the law, whom the place must suit, and why, line by line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inmates.rules.decisions import LevelCase, above, level_of, reaches
from inmates.rules.placement import Fit, Place, PlacementCase, does_not_suit, propose
from inmates.rules.small_groups import share, shown

DAY = date(2026, 11, 24)
LONG = PlacementCase(months=60, home="Fjordvik")


@pytest.mark.parametrize(
    ("months", "level", "reason"),
    [
        (6, "TRANSITION", "one_year"),
        (12, "TRANSITION", "one_year"),
        (13, "LOWER", "two_years"),
        (24, "LOWER", "two_years"),
        (25, "HIGH", "above_two_years"),
    ],
)
def test_the_length_decides_how_low_must_be_considered(months: int, level: str, reason: str) -> None:
    found = propose(replace(LONG, months=months), DAY)
    assert found.level == level
    assert found.codes == (reason, "near_home", "least")


@pytest.mark.parametrize(("days", "level"), [(366, "HIGH"), (365, "LOWER"), (0, "LOWER"), (-30, "LOWER")])
def test_with_a_year_left_to_probation_lower_security_is_considered(days: int, level: str) -> None:
    found = propose(replace(LONG, earliest_probation=DAY + timedelta(days=days)), DAY)
    assert found.level == level
    assert ("last_year" in found.codes) == (level == "LOWER")


def test_the_last_year_is_one_of_the_calendar_also_where_it_has_a_day_more() -> None:
    case = replace(LONG, earliest_probation=date(2028, 3, 1))
    assert propose(case, date(2027, 2, 28)).level == "HIGH"
    assert propose(case, date(2027, 3, 1)).level == "LOWER"
    assert propose(replace(LONG, earliest_probation=date(2028, 2, 29)), date(2027, 2, 28)).level == "LOWER"


@pytest.mark.parametrize(
    ("place", "fit", "found"),
    [
        (Place(frozenset({"SENTENCED"}), frozenset({"M"})), Fit(sex="F"), ("sex", "strgjfl. s. 11")),
        (Place(frozenset({"SENTENCED"}), frozenset({"M", "F"})), Fit(sex="F"), ("", "")),
        (Place(frozenset({"SENTENCED"}), frozenset({"X"})), Fit(sex="F"), ("", "")),
        (Place(frozenset({"SENTENCED"}), frozenset({"M"})), Fit(sex="X"), ("", "")),
        (Place(frozenset({"SENTENCED"})), Fit(is_minor=True), ("youth", "fskr. s. 3-4")),
        (Place(frozenset({"SENTENCED"})), Fit(is_minor=True, has_youth_team=True), ("", "")),
        (Place(frozenset({"SENTENCED", "YOUTH"})), Fit(is_minor=True), ("", "")),
        (Place(frozenset({"SENTENCED"})), Fit(is_special=True), ("special", "fv-fskr. s. 6")),
        (Place(frozenset({"PREVENTIVE"})), Fit(is_special=True), ("", "")),
        (Place(frozenset({"WOMEN"})), Fit(is_special=True), ("special", "fv-fskr. s. 6")),
        (Place(frozenset({"WOMEN"})), Fit(sex="F", is_special=True), ("", "")),
        (Place(), Fit(is_remand=True), ("police", "fskr. s. 4-1")),
        (Place(), Fit(is_remand=True, has_police=True), ("", "")),
    ],
)
def test_the_place_suits_women_children_and_whom_the_police_hold(
    place: Place, fit: Fit, found: tuple[str, str]
) -> None:
    assert does_not_suit(place, fit) == found


@pytest.mark.parametrize("risk", ["evasion", "violence"])
def test_a_known_risk_speaks_against_less_than_high(risk: str) -> None:
    found = propose(replace(LONG, months=6, **{risk: True}), DAY)  # type: ignore[arg-type]
    assert (found.level, risk in found.codes) == ("HIGH", True)


def test_nobody_in_a_less_strict_prison_is_proposed_a_stricter_one_without_a_risk() -> None:
    assert propose(replace(LONG, held="LOWER"), DAY).level == "LOWER"
    assert propose(replace(LONG, held="LOWER", evasion=True), DAY).level == "HIGH"


def test_whoever_is_held_more_strictly_than_needed_is_told_so() -> None:
    assert "now_stricter" in propose(replace(LONG, months=20, held="HIGH"), DAY).codes
    assert "now_stricter" not in propose(replace(LONG, held="HIGH"), DAY).codes


def test_a_child_is_always_considered_for_less_and_for_a_youth_unit() -> None:
    found = propose(replace(LONG, is_minor=True), DAY)
    assert found.level == "TRANSITION"
    assert {"minor_lower", "minor_unit"} <= set(found.codes)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (replace(LONG, is_remand=True, months=None), "remand"),
        (replace(LONG, is_preventive=True), "preventive"),
        (replace(LONG, months=None), "no_judgment"),
    ],
)
def test_what_has_no_ladder_is_high_and_says_why(case: PlacementCase, reason: str) -> None:
    found = propose(case, DAY)
    assert (found.level, found.codes[0]) == ("HIGH", reason)


def test_every_line_has_its_source() -> None:
    case = PlacementCase(months=60, sex="F", is_minor=True, evasion=True, violence=True, earliest_probation=DAY)
    assert all(reason.source for reason in propose(case, DAY).reasons)
    assert {"woman", "home_unknown"} <= set(propose(case, DAY).codes)


# ---- who decides ---------------------------------------------------------------------------------------------------
RULE = {
    "always_regional": ["11"],
    "serious_months": 120,
    "serious_sections": ["14", "33"],
    "once_in_lower": ["33"],
    "after_the_first": ["33"],
}


@pytest.mark.parametrize(
    ("case", "level", "why"),
    [
        (LevelCase("11"), "REGIONAL", "always"),
        (LevelCase("14", months=120), "LOCAL", "ordinary"),
        (LevelCase("14", months=121), "REGIONAL", "serious"),
        (LevelCase("14", is_preventive=True), "REGIONAL", "serious"),
        (LevelCase("14", is_particularly_high=True), "REGIONAL", "serious"),
        (LevelCase("40", months=240), "LOCAL", "ordinary"),
        (LevelCase("33", months=240), "REGIONAL", "serious"),
        (LevelCase("33", months=240, is_refusal=True), "LOCAL", "refusal"),
        (LevelCase("33", months=240, was_granted_before=True), "LOCAL", "after_the_first"),
        (LevelCase("33", months=240, is_in_lower=True), "LOCAL", "in_lower"),
        (LevelCase("33", is_preventive=True, is_in_lower=True), "REGIONAL", "serious"),
    ],
)
def test_the_level_that_decides_and_why(case: LevelCase, level: str, why: str) -> None:
    found = level_of(case, RULE)
    assert (found.level, found.why) == (level, why)


def test_an_appeal_goes_to_the_level_above() -> None:
    assert [above(level) for level in ("LOCAL", "REGIONAL", "DIRECTORATE")] == [
        "REGIONAL",
        "DIRECTORATE",
        "DIRECTORATE",
    ]
    assert reaches("REGIONAL", "LOCAL")
    assert not reaches("LOCAL", "REGIONAL")


# ---- small groups --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("number", "says"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (23, 25)])
def test_numbers_are_rounded_and_the_small_are_hidden(number: int, says: int | None) -> None:
    assert shown(number) == says


@pytest.mark.parametrize(("part", "whole", "says"), [(5, 19, None), (3, 30, None), (0, 30, 0), (15, 20, 75)])
def test_a_share_is_shown_of_groups_that_are_large_enough(part: int, whole: int, says: int | None) -> None:
    assert share(part, whole) == says
