"""The rules of this floor by themselves: identity numbers, names, ages, beds, pictures."""

import io
import struct
import zlib
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from inmates.choices import AlertCode, AlertLevel
from inmates.rules import ALERT_LEVELS, SEVERITY
from inmates.rules.beds import BedFacts, Neighbour, Newcomer, concerns, objections
from inmates.rules.identity import (
    D_NUMBER,
    DUF,
    FOREIGN,
    NATIONAL,
    NEW_SERIES,
    NumberRefused,
    complete,
    read_national,
    read_number,
)
from inmates.rules.names import NameRefused, age, clean_name, full_name, initials
from inmates.rules.pictures import end_of_picture, hides_a_file

TODAY = date(2026, 11, 24)
DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))
THREE = st.integers(min_value=0, max_value=999)


def stem(born: date, individual: int, day: int = 0, month: int = 0) -> str:
    return f"{born.day + day:02}{born.month + month:02}{born.year % 100:02}{individual:03}"


def refusal(kind: str, text: str, *, on: date = TODAY, synthetic: bool = True) -> str:
    with pytest.raises(NumberRefused) as refused:
        read_number(kind, text, on=on, synthetic=synthetic)
    return refused.value.code


# ---- Norwegian numbers -------------------------------------------------------------------------------------------
@given(DATES, THREE)
def test_every_number_of_the_old_series_is_taken_before_and_after_2032(born: date, individual: int) -> None:
    number = complete(stem(born, individual))
    assume(number is not None)
    assert number is not None
    for on in (TODAY, NEW_SERIES, date(2050, 6, 1)):
        assert read_national(number, on=on).kind == NATIONAL


@given(DATES, THREE, st.integers(min_value=1, max_value=3))
def test_the_new_series_holds_from_2032_and_not_a_day_before(born: date, individual: int, remainder: int) -> None:
    number = complete(stem(born, individual), remainder=remainder)
    assume(number is not None)
    assert number is not None
    assert read_national(number, on=NEW_SERIES).value == number
    with pytest.raises(NumberRefused, match="check"):
        read_national(number, on=NEW_SERIES - timedelta(days=1))


@given(DATES, THREE, st.integers(min_value=4, max_value=10))
def test_a_first_remainder_above_three_is_never_taken(born: date, individual: int, remainder: int) -> None:
    number = complete(stem(born, individual), remainder=remainder)
    assume(number is not None)
    assert number is not None
    with pytest.raises(NumberRefused, match="check"):
        read_national(number, on=date(2040, 1, 1))


@given(DATES, THREE, st.integers(min_value=0, max_value=10), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_always_noticed_in_the_old_series(born: date, individual: int, at: int, by: int) -> None:
    number = complete(stem(born, individual, month=80))
    assume(number is not None)
    assert number is not None
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    with pytest.raises(NumberRefused):
        read_national(wrong, on=TODAY)


@given(DATES, THREE)
def test_a_d_number_is_known_by_its_day(born: date, individual: int) -> None:
    number = complete(stem(born, individual, day=40))
    assume(number is not None)
    assert number is not None
    assert read_national(number, on=TODAY).kind == D_NUMBER
    assert refusal(NATIONAL, number) == "is_d_number"


@given(DATES, THREE, st.sampled_from([40, 80]))
def test_synthetic_numbers_belong_in_test_and_real_ones_in_production(born: date, individual: int, month: int) -> None:
    made_up, real = complete(stem(born, individual, month=month)), complete(stem(born, individual))
    assume(made_up is not None and real is not None)
    assert made_up is not None
    assert real is not None
    assert read_number(NATIONAL, made_up, on=TODAY, synthetic=True).is_synthetic
    assert refusal(NATIONAL, made_up, synthetic=False) == "synthetic"
    assert not read_number(NATIONAL, real, on=TODAY, synthetic=False).is_synthetic
    assert refusal(NATIONAL, real, synthetic=True) == "real"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("2083641313", "digits"),
        ("208364131300", "digits"),
        ("2083641313O", "digits"),
        ("٢٠٨٣٦٤١٣١٣٠", "digits"),
        ("20836413131", "check"),
        ("00836413130", "date"),
        ("32816413130", "date"),
        ("29828113130", "date"),
        ("20936413130", "date"),
    ],
)
def test_what_is_no_number_says_why(text: str, code: str) -> None:
    assert refusal(NATIONAL, text) == code


def test_spaces_and_hyphens_are_how_people_write_a_number() -> None:
    for text in ("208364 13130", "20 83 64 13130", "208364-13130", "208364\u00a013130"):
        assert read_number(NATIONAL, text, on=TODAY, synthetic=True).value == "20836413130"


def test_29_february_needs_a_year_that_can_be_a_leap_year() -> None:
    leap = next(n for n in (complete(f"298296{i:03}") for i in range(99)) if n)
    common = next(n for n in (complete(f"298297{i:03}") for i in range(99)) if n)
    assert read_national(leap, on=TODAY).value == leap
    assert refusal(NATIONAL, common) == "date"


def test_nothing_about_the_person_is_read_out_of_a_number() -> None:
    number = read_number(NATIONAL, "20836413130", on=TODAY, synthetic=True)
    assert set(number.__slots__) == {"kind", "value", "is_synthetic"}


# ---- other numbers -----------------------------------------------------------------------------------------------
def test_a_duf_number_is_checked_by_its_remainder() -> None:
    digits = [int(d) for d in "2017123456"]
    remainder = sum(d * w for d, w in zip(digits, (4, 6, 3, 2, 4, 6, 3, 2, 7, 5), strict=True)) % 11
    assert read_number(DUF, f"2017123456{remainder:02}", on=TODAY, synthetic=False).kind == DUF
    assert refusal(DUF, f"2017123456{(remainder + 1) % 11:02}") == "check"
    assert refusal(DUF, "12345") == "digits"
    assert refusal(DUF, f"0017123456{remainder:02}") == "date"


def test_a_foreign_number_is_taken_as_it_is_written() -> None:
    assert read_number(FOREIGN, "  AB  12/3-ą ", on=TODAY, synthetic=True).value == "AB 12/3-ą"
    assert refusal(FOREIGN, " ") == "empty"
    assert refusal(FOREIGN, "x" * 41) == "length"


# ---- names and ages ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["Aas", "Ærø", "Čohkka", "Nguyễn", "O’Neill", "van der Berg", "Aydın", "Đorđe", "ŋ"])
def test_names_keep_their_letters(name: str) -> None:
    assert clean_name(name) == name
    assert clean_name(f"  {name}\t ") == name


def test_letters_written_in_two_parts_become_one() -> None:
    assert clean_name("A\u030ase") == "Åse"


def test_what_nobody_can_see_is_not_part_of_a_name() -> None:
    assert clean_name("Ler\u200bvik\u202e\x00") == "Lervik"
    assert clean_name("Ler\nvik") == "Ler vik"


def test_somebody_with_one_name_has_it_as_the_surname() -> None:
    assert full_name("", "Mononym") == ("Mononym", "")
    with pytest.raises(NameRefused, match="empty"):
        full_name(" ", "\u200b")
    with pytest.raises(NameRefused, match="long"):
        full_name("x" * 121, "")


def test_initials_are_given_name_first() -> None:
    assert initials("Lervik", "Andreas") == "AL"
    assert initials("Ærø", "") == "Æ"


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1992, 3, 12), date(2026, 3, 11), 33),
        (date(1992, 3, 12), date(2026, 3, 12), 34),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_who_was_born_on_29_february_is_a_year_older_on_1_march(born: date, on: date, years: int) -> None:
    assert age(born, on) == years


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="not born"):
        age(date(2026, 1, 2), date(2026, 1, 1))


@given(DATES, DATES)
def test_age_never_falls_and_grows_by_one_a_year(born: date, on: date) -> None:
    assume(on >= born)
    assert age(born, on) <= age(born, on + timedelta(days=1)) <= age(born, on) + 1


# ---- alerts ------------------------------------------------------------------------------------------------------
def test_every_alert_has_a_level_and_every_level_a_place_in_the_order() -> None:
    assert set(ALERT_LEVELS) == set(AlertCode.values)
    assert set(ALERT_LEVELS.values()) == set(SEVERITY) == set(AlertLevel.values)
    assert sorted(SEVERITY, key=SEVERITY.__getitem__) == ["bad", "warn", "quiet"]


# ---- beds --------------------------------------------------------------------------------------------------------
FREE = BedFacts(
    unit_sex="M",
    unit_level="HIGH",
    unit_function="SENTENCED",
    closed=False,
    taken=False,
    reserved=False,
    people_in_cell=0,
    places_in_use=1,
    certified_places=1,
)
MAN = Newcomer(sex="M", level="HIGH", legal_status="SENTENCED")


def bed(**changes: object) -> BedFacts:
    values = {name: getattr(FREE, name) for name in FREE.__slots__}
    return BedFacts(**(values | changes))


def neighbour(scope: str, *, same_cell: bool = False, same_unit: bool = True) -> Neighbour:
    return Neighbour(7, scope, same_cell=same_cell, same_unit=same_unit)


def codes(newcomer: Newcomer, facts: BedFacts, **decided: bool) -> list[str]:
    return [finding.code for finding in objections(newcomer, facts, **decided)]


def test_a_free_bed_of_the_right_kind_meets_no_objection() -> None:
    assert objections(MAN, FREE) == []
    assert concerns(MAN, FREE) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (bed(closed=True), "closed"),
        (bed(taken=True), "taken"),
        (bed(people_in_cell=1), "full"),
        (bed(reserved=True), "reserved"),
        (bed(unit_sex="F"), "wrong_sex"),
        (bed(unit_level="LOWER"), "other_level"),
        (bed(unit_level="PARTICULARLY_HIGH"), "other_level"),
    ],
)
def test_each_objection_has_its_reason(facts: BedFacts, code: str) -> None:
    assert codes(MAN, facts) == [code]


@pytest.mark.parametrize(
    ("scope", "where", "refused"),
    [
        ("CELL", {"same_cell": True}, True),
        ("CELL", {}, False),
        ("PLACE", {"same_cell": True}, True),
        ("PLACE", {}, False),
        ("UNIT", {}, True),
        ("UNIT", {"same_unit": False}, False),
        ("PRISON", {"same_unit": False}, True),
    ],
)
def test_who_must_not_meet_is_kept_as_far_apart_as_the_scope_says(
    scope: str, where: dict[str, bool], refused: bool
) -> None:
    facts = bed(neighbours=(neighbour(scope, **where),))
    assert codes(MAN, facts) == (["keep_apart"] if refused else [])
    assert ("keep_apart_near" in [c.code for c in concerns(MAN, facts)]) == (
        not refused and where.get("same_unit", True)
    )


def test_another_security_level_needs_a_decision_and_the_first_bed_does_not() -> None:
    assert objections(MAN, bed(unit_level="LOWER"))[0].source == "strgjfl. ss. 14 and 15"
    assert codes(MAN, bed(unit_level="LOWER"), transfer_decision=True) == []
    assert codes(Newcomer(sex="M"), bed(unit_level="LOWER")) == []


def test_a_mixed_unit_takes_all_and_an_unstated_sex_is_a_thing_to_check() -> None:
    assert codes(Newcomer(sex="F"), bed(unit_sex="X")) == []
    assert codes(Newcomer(sex="X"), bed(unit_sex="F")) == []
    assert [c.code for c in concerns(Newcomer(sex="X"), bed(unit_sex="F"))] == ["sex_unknown"]


def test_crowding_and_mixing_are_named_before_confirming() -> None:
    assert [c.code for c in concerns(MAN, bed(people_in_cell=1, places_in_use=2))] == ["crowded"]
    assert [c.code for c in concerns(Newcomer(sex="M", legal_status="REMAND"), FREE)] == ["remand_mixed"]


# ---- pictures ----------------------------------------------------------------------------------------------------
def png(extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\x00\x00\x00")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body + extra


def jpeg(extra: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(out, "JPEG", progressive=True)
    return out.getvalue() + extra


@pytest.mark.parametrize("make", [png, jpeg])
def test_a_second_file_behind_a_picture_is_found(make: object) -> None:
    assert callable(make)
    made = make()
    assert not hides_a_file(made)
    assert end_of_picture(made) == len(made)
    assert not hides_a_file(make(b"\x00" * 20))
    for other in (b"PK\x03\x04rest", b"%PDF-1.7", b"<script>alert(1)</script>", b"<?php", b"<HTML>", b"\x7fELF"):
        assert hides_a_file(make(other))


def test_what_is_no_picture_but_a_page_is_found() -> None:
    assert hides_a_file(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert hides_a_file(b"<html><script>")
