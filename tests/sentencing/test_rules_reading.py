"""How a term is written in registers."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentencing.rules.reading import read_remand_end, read_term
from sentencing.rules.terms import Term, TermRefused


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("5 mnd", Term("PRISON", months=5)),
        ("5mnd.", Term("PRISON", months=5)),
        ("12 år 9 mnd", Term("PRISON", years=12, months=9)),
        ("  1  ÅR  og 2 Måneder ", Term("PRISON", years=1, months=2)),
        ("90 dager", Term("PRISON", days=90)),
        ("1 dag", Term("PRISON", days=1)),
        ("2 years 3 months", Term("PRISON", years=2, months=3)),
        ("86 dager subsidiært", Term("FINE", days=86)),
        ("86 dager subsidiært fengsel", Term("FINE", days=86)),
        ("Forvaring 12 år, minstetid 7 år", Term("PREVENTIVE", years=12, minimum_years=7)),
        ("forvaring 21 år minstetid 13 år 6 mnd", Term("PREVENTIVE", years=21, minimum_years=13, minimum_months=6)),
        ("Forvaring 15 år", Term("PREVENTIVE", years=15)),
    ],
)
def test_a_term_is_read_as_it_is_written(text: str, term: Term) -> None:
    assert read_term(text) == term


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "5", "mnd", "fem måneder", "livstid", "-5 mnd", "2,5 år", "1/2 år", "5 uker", "99999 dager"),
        *("5 mnd 3 mnd", "5 mnd eller 6 mnd"),
        *("Forvaring", "Forvaring 12 år, minstetid", "Forvaring 12 år, minstetid 7 år, minstetid 8 år"),
    ],
)
def test_what_is_not_plain_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(TermRefused, match="unreadable"):
        read_term(text)


def test_a_minimum_in_days_is_refused() -> None:
    with pytest.raises(TermRefused, match="frame_in_days"):
        read_term("Forvaring 12 år, minstetid 90 dager")


@pytest.mark.parametrize(
    "text",
    [
        "Varetekt t.o.m. 05.12.2026",
        "varetekt tom 5.12.2026",
        "Varetekt til og med 05.12.2026",
        "VARETEKT  t.o.m 05.12.2026.",
    ],
)
def test_the_last_day_of_a_remand_order_is_read(text: str) -> None:
    assert read_remand_end(text) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Varetekt", "no_expiry"),
        ("Varetekt t.o.m.", "no_expiry"),
        ("Varetekt t.o.m. 05.12.26", "no_expiry"),
        ("Varetekt t.o.m. 31.02.2026", "not_a_date"),
        ("Dom", "no_expiry"),
    ],
)
def test_a_remand_order_with_no_plain_end_is_refused(text: str, code: str) -> None:
    with pytest.raises(TermRefused, match=code):
        read_remand_end(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_term, read_remand_end):
        with suppress(TermRefused):
            read(text)
