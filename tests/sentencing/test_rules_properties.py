"""What must hold for every sentence that a court can impose: prison, fines beside it, preventive detention."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sentencing.law import law_on
from sentencing.rules import arithmetic
from sentencing.rules.conversions import left
from sentencing.rules.dates import Dates, calculate
from sentencing.rules.terms import Term, check

LAW = law_on(date(2026, 11, 23))
STARTS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
PRISON = st.builds(Term, st.just("PRISON"), years=st.integers(0, 20), months=st.integers(4, 11)) | st.builds(
    Term, st.just("PRISON"), days=st.integers(14, 120)
)
FINES = st.builds(Term, st.just("FINE"), days=st.integers(1, 120))
COMMUNITY = st.builds(Term, st.just("COMMUNITY"), days=st.integers(14, 120))
SEVERAL = st.lists(PRISON | COMMUNITY, min_size=1, max_size=4)
WITH_FINES = st.tuples(SEVERAL, st.lists(FINES, max_size=3)).map(lambda pair: [*pair[0], *pair[1]])
CREDIT = st.integers(0, 14)
LOST = st.integers(0, 800)


@st.composite
def frames(draw: st.DrawFn) -> Term:
    """A frame, a minimum that it allows, and what later judgments added."""
    years = draw(st.integers(1, 30))
    most = next(minimum for above, minimum in LAW.preventive.minimum if years > above)
    minimum = draw(st.integers(0, min(years, most)))
    more = sum(draw(st.lists(st.integers(1, 60), max_size=3)))
    return Term("PREVENTIVE", years=years, minimum_years=minimum, extended_months=more)


def dates(start: date, terms: list[Term], credit: int = 0, lost: int = 0) -> Dates:
    return calculate(start=start, terms=terms, law=LAW, credit_days=credit, not_counted_days=lost)


@given(STARTS, WITH_FINES, CREDIT, LOST)
def test_no_date_lies_before_the_start_or_after_the_end(start: date, terms: list[Term], credit: int, lost: int) -> None:
    found = dates(start, terms, credit, lost)
    assert all(start <= step.on <= found.full for step in found.steps)
    assert found.probation is not None
    assert start <= found.probation <= found.full
    assert found.remaining_days == (found.full - found.probation).days
    assert found.eligible == (found.remaining_days >= LAW.probation.least_left)


@given(STARTS, frames(), CREDIT, LOST)
def test_the_dates_of_preventive_detention_lie_in_its_frame(start: date, frame: Term, credit: int, lost: int) -> None:
    check(frame, LAW, listed_offence=True)
    found = dates(start, [frame], credit, lost)
    assert found.frame_expires == found.full
    assert found.extension_filed_by is not None
    assert start <= found.extension_filed_by < found.full
    assert found.minimum_reached is None or start <= found.minimum_reached <= found.full
    assert all(start <= step.on <= found.full for step in found.steps)
    assert (found.probation, found.leave) == (None, None)


@given(STARTS, WITH_FINES, CREDIT, LOST)
def test_more_deducted_is_never_later(start: date, terms: list[Term], credit: int, lost: int) -> None:
    less, more = dates(start, terms, credit, lost), dates(start, terms, max(credit - 1, 0), lost)
    assert less.full <= more.full
    assert less.probation is not None
    assert more.probation is not None
    assert less.probation <= more.probation


@given(STARTS, frames(), st.integers(1, 300))
def test_what_is_deducted_shortens_frame_and_minimum_by_as_much(start: date, frame: Term, credit: int) -> None:
    without, with_it = dates(start, [frame]), dates(start, [frame], credit)
    assert (without.full - with_it.full).days == credit
    if without.minimum_reached is not None and with_it.minimum_reached is not None:
        assert (without.minimum_reached - with_it.minimum_reached).days == credit


@given(STARTS, WITH_FINES, CREDIT, st.data())
def test_the_order_of_judgments_is_irrelevant(start: date, terms: list[Term], credit: int, data: st.DataObject) -> None:
    assert dates(start, terms, credit) == dates(start, data.draw(st.permutations(terms)), credit)


@given(STARTS, frames(), WITH_FINES)
def test_earlier_terms_lapse_when_preventive_detention_is_imposed(start: date, frame: Term, terms: list[Term]) -> None:
    assert dates(start, [*terms, frame]) == dates(start, [frame, *terms]) == dates(start, [frame])


@given(STARTS, st.lists(frames(), min_size=2, max_size=3))
def test_the_longest_frame_rules_in_whatever_order(start: date, several: list[Term]) -> None:
    found, longest = dates(start, several), max(several, key=lambda term: (term.in_months, term.minimum_in_months))
    assert found.minimum_reached == dates(start, several[::-1]).minimum_reached
    assert found.minimum_reached == dates(start, [longest]).minimum_reached
    assert found.full in {dates(start, [term]).full for term in several if term.in_months == longest.in_months}


@given(STARTS, WITH_FINES, LOST)
def test_a_day_that_does_not_count_moves_every_counted_date_by_a_day(start: date, terms: list[Term], lost: int) -> None:
    before, after = dates(start, terms), dates(start, terms, lost=lost)
    assert (after.full - before.full).days == lost
    assert before.probation is not None
    assert after.probation is not None
    assert (after.probation - before.probation).days == lost
    assert after.total == before.total


@given(STARTS, SEVERAL, st.lists(FINES, min_size=1, max_size=3))
def test_days_for_fines_are_served_in_full_and_in_no_two_thirds(
    start: date, terms: list[Term], fines: list[Term]
) -> None:
    alone, beside = dates(start, terms), dates(start, [*terms, *fines])
    days = sum(fine.days for fine in fines)
    assert (beside.full - alone.full).days == days
    assert alone.probation is not None
    assert beside.probation is not None
    assert (beside.probation - alone.probation).days == days
    assert beside.half == alone.half
    assert beside.eligible == alone.eligible


@given(STARTS, SEVERAL)
def test_judgments_are_added_before_anything_is_divided(start: date, terms: list[Term]) -> None:
    months, days = sum(term.in_months for term in terms), sum(term.days for term in terms)
    as_one = Term("PRISON", months=months, days=days)
    assert dates(start, terms) == dates(start, [as_one])


@given(STARTS, SEVERAL, CREDIT)
def test_months_come_first_and_days_after(start: date, terms: list[Term], credit: int) -> None:
    months, days = sum(term.in_months for term in terms), sum(term.days for term in terms)
    assert dates(start, terms, credit).full == arithmetic.add(start, months) + timedelta(days=days - credit)


@given(STARTS, st.integers(1, 120), st.integers(1, 1_000_000), st.data())
def test_a_payment_never_lengthens_a_fine(start: date, days: int, whole: int, data: st.DataObject) -> None:
    term = Term("FINE", days=days)
    rest = left(term, data.draw(st.integers(0, whole - 1)), whole, LAW)
    assert rest is not None
    assert start < dates(start, [rest]).full <= dates(start, [term]).full
