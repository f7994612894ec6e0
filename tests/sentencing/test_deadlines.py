"""The catalogue of deadlines: each threshold at its instant, on both nights of the clock, for adults and children."""

from typing import Any

import pytest
from django.utils import translation

from sentencing import deadlines

MARCH = "2026-03-28T20:00:00+01:00"  # clocks are put forward that night
OCTOBER = "2026-10-24T20:00:00+02:00"  # and back in this one


def dues(trigger: str, started_at: str, age: int | None = None) -> list[tuple[str, str]]:
    answer = deadlines.answer({"id": 1, "trigger": trigger, "started_at": started_at, "age": age})
    assert answer["refusals"] == []
    return [(threshold["due_at"], threshold["level"]) for threshold in answer["thresholds"]]


@pytest.mark.parametrize(
    ("trigger", "started_at", "expected"),
    [
        ("A3", MARCH, [("2026-03-30T21:00:00+02:00", "local")]),
        ("A3", OCTOBER, [("2026-10-26T19:00:00+01:00", "local")]),
        ("S1", MARCH, [("2026-04-11T20:00:00+02:00", "regional")]),
        ("S4", MARCH, [("2026-04-27T20:00:00+02:00", "regional")]),
        ("A1", "2026-03-27T09:00:00+01:00", [("2026-03-31T00:00:00+02:00", "court")]),
        ("C1", OCTOBER, [("2026-10-25T19:00:00+01:00", "regional"), ("2026-10-27T20:00:00+01:00", "KDI")]),
        ("F1", "2027-05-31T00:00:00+02:00", [("2027-02-28T00:00:00+01:00", "prosecutor")]),
        ("P1", "2026-08-31T10:00:00+02:00", [("2027-02-28T10:00:00+01:00", "regional")]),
        ("C6", "2026-10-25T00:30:00+02:00", [("2026-10-25T03:30:00+01:00", "local")]),
    ],
)
def test_hours_are_elapsed_time_and_days_are_the_calendar_of_norway(
    trigger: str, started_at: str, expected: list[tuple[str, str]]
) -> None:
    assert dues(trigger, started_at) == expected


def test_a_child_has_other_thresholds() -> None:
    assert dues("R1", MARCH, 30) == [("2026-04-25T20:00:00+02:00", "court")]
    assert dues("R1", MARCH, 17) == [("2026-04-11T20:00:00+02:00", "court")]
    assert dues("C2", MARCH, 17) == [("2026-03-29T21:00:00+02:00", "regional"), ("2026-03-31T20:00:00+02:00", "KDI")]
    assert dues("S1", MARCH, 17)[0] == (MARCH, "regional")


def test_what_is_never_done_to_a_child_is_refused_with_its_source() -> None:
    answer = deadlines.answer({"id": 1, "trigger": "C5", "started_at": MARCH, "age": 17})
    assert (answer["thresholds"], answer["refusals"][0]["code"]) == ([], "not_under_18")
    assert answer["refusals"][0]["source"] == "strgjfl. s. 39"


def test_a_rule_to_be_confirmed_is_marked() -> None:
    (threshold,) = deadlines.answer({"trigger": "A2", "started_at": MARCH, "age": 16})["thresholds"]
    assert threshold["unconfirmed"]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"trigger": "ZZ", "started_at": MARCH}, "unknown_trigger"),
        ({"trigger": "S1", "started_at": "2026-03-28T20:00:00"}, "not_a_moment"),
        ({"trigger": "S1", "started_at": "i går"}, "not_a_moment"),
        ({"trigger": "S1"}, "not_a_moment"),
        ({"trigger": "S1", "started_at": MARCH, "age": -1}, "not_an_age"),
        ({"trigger": "S1", "started_at": MARCH, "age": "ung"}, "not_an_age"),
        ({"trigger": "G2", "started_at": "9999-03-28T20:00:00+01:00"}, "out_of_range"),
        (3, "not_an_entry"),
    ],
)
def test_bad_input_gets_a_sentence(case: Any, code: str) -> None:
    answer = deadlines.answer(case)
    assert (answer["thresholds"], answer["refusals"][0]["code"]) == ([], code)
    assert answer["refusals"][0]["message"].endswith((".", "”."))


def test_the_catalogue_is_whole_and_every_action_has_its_bokmaal() -> None:
    assert len(deadlines.catalogue()) == 49
    actions = {limit["action"] for entry in deadlines.catalogue().values() for limit in entry["thresholds"]}
    assert actions - set(deadlines.words()["nb"]) == set()
    with translation.override("nb"):
        assert deadlines.worded("court hearing") == "fremstilling for retten"


# norway.md 18, line by line: the limits of an adult, and of someone under 18 where they differ.
CATALOGUE = {
    "A1": ("strpl. s. 183", "3D", "1D"),
    "A2": ("strpl. s. 183", "1D", None),
    "A3": ("fskr. s. 4-1", "48H", None),
    "R1": ("strpl. ss. 185, 187 a", "4W", "2W"),
    "R2": ("strpl. s. 187", "4W", None),
    "R3": ("strpl. s. 186 a", "2W 4W", "never"),
    "R4": ("strpl. s. 186 a", "6W 12W", "never"),
    "E1": ("inn-fskr. s. 3", "3W", None),
    "E2": ("inn-fskr. s. 3", "60D", None),
    "E3": ("inn-fskr. s. 5", "6M", None),
    "P1": ("fskr. s. 6-1", "6M", None),
    "P2": ("strgjfl. s. 15", "-1Y", None),
    "S1": ("strgjfl. s. 37", "14D", "0H 3D 5D"),
    "S2": ("strgjfl. s. 37", "42D 56D", None),
    "S3": ("strgjfl. s. 37", "1Y", None),
    "S4": ("strgjfl. s. 37", "30D", "0H 7D"),
    "S5": ("strgjfl. s. 37", "0H 3D 5D", None),
    "S6": ("strgjfl. s. 37", "3D 6D", None),
    "S7": ("strgjfl. s. 37", "2D 4D", None),
    "C1": ("strgjfl. s. 38", "24H 3D", "0H 24H"),
    "C2": ("strgjfl. s. 38", "3D 6D", "24H 3D"),
    "C3": ("strgjfl. s. 38", "0H 24H 24H 3D", None),
    "C4": ("fskr. s. 3-26", "3D", None),
    "C5": ("strgjfl. s. 39", "24H", "never"),
    "C6": ("fskr. s. 3-24", "4H", None),
    "D1": ("strgjfl. s. 7 e", "48H", None),
    "D2": ("strgjfl. s. 7 e", "7D", None),
    "D3": ("strgjfl. s. 40; fskr. s. 3-37", "20D", None),
    "D4": ("fskr. s. 3-37", "14D", None),
    "D5": ("strgjfl. s. 40", "4M", None),
    "D6": ("strgjfl. s. 40", "3M", None),
    "D7": ("strgjfl. s. 40", "3M", None),
    "L1": ("fskr. s. 3-30", "1Y", None),
    "L2": ("fskr. s. 3-33", "4W 8W", None),
    "L3": ("fskr. s. 3-5", "12M", None),
    "L4": ("fskr. s. 3-14", "1Y 2Y", None),
    "L5": ("fskr. s. 7-8", "3W", None),
    "L6": ("fskr. s. 3-41", "3M 6M 1Y", None),
    "L7": ("fskr. ss. 3-42, 3-43", "1M 3M 1Y", None),
    "L8": ("strgjfl. s. 45", "6M", None),
    "F1": ("strl. s. 43", "-3M", None),
    "F2": ("strl. s. 44", "1Y", None),
    "F3": ("strl. s. 46", "3M", None),
    "G1": ("po-fskr. s. 6", "4M", None),
    "G2": ("po-fskr. s. 6", "10Y", None),
    "G3": ("po-fskr. s. 9", "3W", None),
    "G4": ("GDPR art. 33", "72H", None),
    "N1": ("strgjfl. s. 10", "1Y", None),
    "N2": ("fskr. s. 6-9", "6M", None),
}


@pytest.mark.parametrize("trigger", sorted(CATALOGUE))
def test_every_line_of_the_catalogue_has_its_limits_and_its_source(trigger: str) -> None:
    source, adult, child = CATALOGUE[trigger]
    entry = deadlines.catalogue()[trigger]
    assert entry["source"] == source
    assert limits(entry, "adult") == adult
    assert ("never" if "refused_for" in entry else limits(entry, "under_18")) == (child or adult)
    assert all(limit["level"] and limit["action"] for limit in entry["thresholds"])


def limits(entry: Any, who: str) -> str:
    found = [limit for limit in entry["thresholds"] if limit.get("for", who) == who]
    return " ".join(f"{'-' if limit.get('before') else ''}{limit['limit']}{limit['unit']}" for limit in found)


def test_the_catalogue_has_no_line_that_the_reference_does_not_know() -> None:
    assert set(deadlines.catalogue()) == set(CATALOGUE)


@pytest.mark.parametrize(
    ("trigger", "started_at", "last"),
    [
        ("E3", "2026-08-31T12:00:00+02:00", "2027-02-28T12:00:00+01:00"),
        ("D6", "2027-11-30T12:00:00+01:00", "2028-02-29T12:00:00+01:00"),
        ("L1", "2028-02-29T12:00:00+01:00", "2029-02-28T12:00:00+01:00"),
        ("P2", "2029-02-28T00:00:00+01:00", "2028-02-28T00:00:00+01:00"),
        ("C4", "2026-03-26T02:30:00+01:00", "2026-03-29T03:30:00+02:00"),
        ("C4", "2026-10-22T02:30:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("G4", "2026-03-27T12:00:00+01:00", "2026-03-30T13:00:00+02:00"),
        ("G4", "2026-10-24T12:00:00+02:00", "2026-10-27T11:00:00+01:00"),
    ],
)
def test_a_month_ends_on_its_last_day_and_an_hour_that_is_not_there_is_the_next(
    trigger: str, started_at: str, last: str
) -> None:
    assert dues(trigger, started_at)[-1][0] == last
