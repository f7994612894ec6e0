"""What a court can impose (norway.md 3.1 and 4)."""

from datetime import date

import pytest

from sentencing.law import law_on
from sentencing.rules.terms import Term, TermRefused, check, oddities

LAW = law_on(date(2026, 1, 12))


@pytest.mark.parametrize(
    "term",
    [
        Term("PRISON", days=14),
        Term("PRISON", days=120),
        Term("PRISON", months=5),
        Term("PRISON", years=21),
        Term("PRISON", years=20, months=12),
        Term("FINE", days=1),
        Term("FINE", days=120),
        Term("PREVENTIVE", years=12, minimum_years=7),
        Term("PREVENTIVE", years=15, minimum_years=10),
        Term("PREVENTIVE", years=15, months=6, minimum_years=12),
        Term("PREVENTIVE", years=21, minimum_years=14),
        Term("PREVENTIVE", years=10, minimum_years=10),
    ],
)
def test_what_a_court_can_impose_is_taken(term: Term) -> None:
    check(term, LAW)


@pytest.mark.parametrize(
    ("term", "code", "source"),
    [
        (Term("PRISON"), "nothing", "strl. s. 31"),
        (Term("PRISON", days=-1), "negative", "strl. s. 31"),
        (Term("PRISON", days=121), "days_above_120", "strl. s. 31"),
        (Term("PRISON", days=130), "days_above_120", "strl. s. 31"),
        (Term("PRISON", years=1, days=121), "days_above_120", "strl. s. 31"),
        (Term("PRISON", years=25, months=3), "above_maximum", "strl. ss. 31, 33 and 79"),
        (Term("PRISON", years=21, months=1), "above_maximum", "strl. ss. 31, 33 and 79"),
        (Term("PRISON", years=21, days=1), "above_maximum", "strl. ss. 31, 33 and 79"),
        (Term("PRISON", years=20, months=13), "above_maximum", "strl. ss. 31, 33 and 79"),
        (Term("PRISON", years=2, minimum_years=1), "minimum_without_frame", "strl. s. 43"),
        (Term("FINE", days=121), "fine_outside_limits", "strl. s. 55"),
        (Term("FINE", months=1), "fine_outside_limits", "strl. s. 55"),
        (Term("PREVENTIVE", days=90), "frame_in_days", "strl. s. 43"),
        (Term("PREVENTIVE", years=22), "frame_above_maximum", "strl. s. 43"),
        (Term("PREVENTIVE", years=5, minimum_years=6), "minimum_above_frame", "strl. s. 43"),
        (Term("PREVENTIVE", years=15, minimum_years=12), "minimum_needs_longer_frame", "strl. s. 43"),
        (Term("PREVENTIVE", years=15, minimum_years=10, minimum_months=1), "minimum_needs_longer_frame", "strl. s. 43"),
        (Term("PREVENTIVE", years=21, minimum_years=15), "minimum_needs_longer_frame", "strl. s. 43"),
    ],
)
def test_what_no_court_can_impose_is_refused_with_its_source(term: Term, code: str, source: str) -> None:
    with pytest.raises(TermRefused) as refusal:
        check(term, LAW)
    assert (refusal.value.code, refusal.value.source) == (code, source)


def test_a_listed_offence_allows_thirty_years_and_a_minimum_of_twenty() -> None:
    check(Term("PRISON", years=30), LAW, listed_offence=True)
    check(Term("PREVENTIVE", years=30, minimum_years=20), LAW, listed_offence=True)
    with pytest.raises(TermRefused, match="above_maximum"):
        check(Term("PRISON", years=30, months=1), LAW, listed_offence=True)
    with pytest.raises(TermRefused, match="minimum_above_maximum"):
        check(Term("PREVENTIVE", years=30, minimum_years=21), LAW, listed_offence=True)


def test_a_child_at_the_act_is_never_given_more_than_fifteen_years() -> None:
    check(Term("PRISON", years=15), LAW, under_18=True)
    with pytest.raises(TermRefused, match="above_maximum") as refusal:
        check(Term("PRISON", years=15, months=1), LAW, under_18=True)
    assert refusal.value.values == {"years": 15}


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        (Term("PRISON", months=5), []),
        (Term("PRISON", days=13), ["short"]),
        (Term("PRISON", months=3), ["months_for_days"]),
        (Term("PRISON", months=5, days=10), ["mixed"]),
        (Term("PREVENTIVE", years=5), ["no_minimum"]),
        (Term("PREVENTIVE", years=25, minimum_years=10), ["listed_offence_only"]),
        (Term("FINE", days=5), []),
    ],
)
def test_what_a_court_seldom_writes_is_pointed_out_and_taken(term: Term, codes: list[str]) -> None:
    assert list(oddities(term, LAW)) == codes
