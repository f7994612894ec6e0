"""Imprisonment that stands in for a fine or a community sentence: what is paid or served shortens it in proportion."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from corrections.models import Clock, User
from corrections.refusals import Conflict, Refusal
from corrections.services import law
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.calculation import dates_of
from sentencing.choices import TermKind
from sentencing.law import law_on
from sentencing.models import Fulfilled, Judgment
from sentencing.rules.conversions import check_whole, left
from sentencing.rules.dates import Dates
from sentencing.rules.terms import Term, TermRefused
from sentencing.selectors.dates import dates_of_stay
from sentencing.services import calculations, conversions, judgments, watch
from sentencing.words import derivation
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

LAW = law_on(date(2026, 11, 23))
NOW = oslo("2026-11-23 10:00")
TODAY = date(2026, 11, 23)


def fine(days: int) -> Term:
    return Term("FINE", days=days)


# ---- the rule ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("term", "done", "whole", "expected"),
    [
        (fine(20), 0, 10_000, fine(20)),
        (fine(20), 2_500, 10_000, fine(15)),
        (fine(20), 900, 10_000, fine(19)),
        (fine(20), 9_999, 10_000, fine(1)),
        (fine(20), 10_000, 10_000, None),
        (fine(1), 1, 10_000, fine(1)),
        (fine(20), 500, 0, fine(20)),
        (Term("COMMUNITY", days=90), 30, 90, Term("COMMUNITY", days=60)),
        (Term("COMMUNITY", days=60), 100, 280, Term("COMMUNITY", days=39)),
        (Term("COMMUNITY", months=6), 140, 420, Term("COMMUNITY", months=4)),
        (Term("COMMUNITY", months=7), 140, 420, Term("COMMUNITY", months=4, days=20)),
        (Term("COMMUNITY", years=1), 420, 420, None),
    ],
)
def test_what_is_fulfilled_shortens_the_days_in_proportion_and_only_all_of_it_makes_them_lapse(
    term: Term, done: int, whole: int, expected: Term | None
) -> None:
    assert left(term, done, whole, LAW) == expected


@given(st.integers(1, 120), st.integers(1, 5_000_000), st.data())
def test_more_paid_is_never_more_days_and_only_all_is_none(days: int, whole: int, data: st.DataObject) -> None:
    less = data.draw(st.integers(0, whole - 1))
    more = data.draw(st.integers(less, whole - 1))
    after, then = left(fine(days), less, whole, LAW), left(fine(days), more, whole, LAW)
    assert after is not None
    assert then is not None
    assert 1 <= then.days <= after.days <= days
    assert then.days * whole >= days * (whole - more)


@pytest.mark.parametrize(
    ("kind", "whole", "code"),
    [
        ("PRISON", 100, "amount_of_another"),
        ("PREVENTIVE", 1, "amount_of_another"),
        ("COMMUNITY", 0, "hours_outside_limits"),
        ("COMMUNITY", 29, "hours_outside_limits"),
        ("COMMUNITY", 421, "hours_outside_limits"),
        ("FINE", -1, "amount_of_another"),
    ],
)
def test_an_amount_belongs_to_a_fine_and_hours_have_limits(kind: Any, whole: int, code: str) -> None:
    with pytest.raises(TermRefused, match=code):
        check_whole(kind, whole, LAW)
    check_whole("FINE", 0, LAW)
    check_whole("COMMUNITY", 30, LAW)


# ---- the dates -----------------------------------------------------------------------------------------------------
@pytest.fixture
def clerk(db: None) -> User:
    law.load_law()
    user: User = UserFactory.create()
    return user


def serving(judged: str, legal: str = LegalStatusKind.FINE_DEFAULT) -> Stay:
    stay: Stay = PlacementFactory.create(start=oslo(f"{judged} 12:00"), legal=legal).stay
    return stay


def of_fine(stay: Stay, **values: Any) -> Judgment:
    said = {"days": 40, "amount": 10_000, "kind": TermKind.FINE, "judged_on": date(2026, 11, 2)} | values
    judgment: Judgment = JudgmentFactory.create(stay=stay, **said)
    return judgment


TENTH = date(2026, 11, 10)


def paid(judgment: Judgment, amount: int, by: User, on: date = TENTH, document: str = "Receipt") -> Fulfilled:
    return conversions.note_fulfilled(judgment=judgment, amount=amount, on=on, document=document, by=by, at=NOW)


def dates(stay: Stay) -> Dates:
    found = dates_of_stay(stay.pk, TODAY)
    assert found is not None
    return found


def test_a_part_payment_moves_the_end_and_the_derivation_says_why(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    assert dates(stay).full == date(2026, 12, 12)
    paid(judgment, 2_500, clerk)
    after = dates(stay)
    assert after.full == date(2026, 12, 2)
    line = next(step for step in after.steps if step.what == "payment_reduced")
    assert derivation(line) == (
        "The days for the fine",
        "2500 of 10000 kroner are paid: 40 days become 30 days.",
        "strl. s. 55",
    )
    assert not line.is_confirmed


def test_full_payment_ends_the_term_on_the_day_it_is_paid(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    paid(judgment, 4_000, clerk)
    paid(judgment, 6_000, clerk, on=date(2026, 11, 20))
    after = dates(stay)
    assert (after.full, after.probation) == (date(2026, 11, 20), None)
    assert [step.what for step in after.steps] == ["start", "payment_reduced", "full"]
    assert derivation(after.steps[1])[1] == "The fine of 10000 kroner is paid: 40 days lapse."
    assert derivation(after.steps[2])[1] == "Nothing is left to serve."


def test_days_that_were_served_before_somebody_paid_stay_served(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    paid(judgment, 9_000, clerk, on=date(2026, 11, 20))
    assert dates(stay).full == date(2026, 11, 20)


def test_what_is_deducted_is_never_more_than_what_is_left(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay, credit_days=20)
    paid(judgment, 7_500, clerk, on=date(2026, 11, 2))
    assert dates(stay).full == date(2026, 11, 2)


def test_a_fine_beside_prison_is_shortened_and_the_prison_term_is_not(clerk: User) -> None:
    stay = serving("2026-01-12", LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, months=18, judged_on=date(2026, 1, 12))
    judgment = of_fine(stay, judged_on=date(2026, 1, 12))
    before = dates(stay)
    paid(judgment, 5_000, clerk)
    after = dates(stay)
    assert before.probation is not None
    assert after.probation is not None
    assert ((before.full - after.full).days, (before.probation - after.probation).days) == (20, 20)
    assert after.half == before.half


def test_a_community_sentence_is_converted_by_the_hours_that_are_left_and_has_two_thirds(clerk: User) -> None:
    stay = serving("2026-11-02", LegalStatusKind.SENTENCED)
    judgment = JudgmentFactory.create(
        stay=stay, kind=TermKind.COMMUNITY, days=120, amount=240, judged_on=date(2026, 11, 2)
    )
    paid(judgment, 40, clerk, document="Report")
    after = dates(stay)
    assert (after.full, after.probation) == (date(2027, 2, 10), date(2027, 1, 8))
    assert "40 of 240 hours are served: 120 days become 100 days." in [derivation(step)[1] for step in after.steps]


def test_the_clock_of_the_full_term_goes_with_a_payment_and_comes_back_when_it_is_annulled(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    watch.watch_stays(stay_ids=[stay.pk], at=NOW)
    assert due() == [oslo("2026-12-13 00:00")]
    entry = paid(judgment, 2_500, clerk)
    assert due() == [oslo("2026-12-03 00:00")]
    conversions.annul_fulfilled(entry=entry, why="Of another case", by=clerk, at=NOW)
    assert due() == [oslo("2026-12-13 00:00")]
    with pytest.raises(Conflict, match="annulled already"):
        conversions.annul_fulfilled(entry=entry, why="Again", by=clerk, at=NOW)


def due() -> list[object]:
    return [clock.due_at for clock in Clock.objects.running().filter(rule__rule_id="FULL").order_by("pk")]


def test_a_payment_overtakes_confirmed_dates_and_stands_in_the_basis_of_the_next(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    first = calculations.work_out(stay=stay, reason="Judgment", by=clerk, at=NOW)
    calculations.confirm(calculation=first, by=UserFactory.create(), at=NOW)
    paid(judgment, 2_500, clerk)
    second = calculations.work_out(stay=stay, reason="Payment", by=clerk, at=NOW)
    assert (first.full, second.full) == (date(2026, 12, 12), date(2026, 12, 2))
    assert second.basis["judgments"][0]["fulfilled"] == 2_500
    assert first.basis["judgments"][0]["fulfilled"] == 0


def test_judgments_that_nothing_annotated_are_counted_in_full(clerk: User) -> None:
    stay = serving("2026-11-02")
    judgment = of_fine(stay)
    assert dates_of([judgment], date(2026, 11, 2), on=TODAY).full == date(2026, 12, 12)


# ---- what is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "on", "document", "says"),
    [
        (10_001, date(2026, 11, 10), "Receipt", "more would be paid or served than the judgment says"),
        (0, date(2026, 11, 10), "Receipt", "how much was paid"),
        (100, date(2026, 11, 1), "Receipt", "before the judgment"),
        (100, date(2026, 11, 24), "Receipt", "in the future"),
        (100, date(2026, 11, 10), " ", "what shows it"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_written(
    amount: int, on: date, document: str, says: str, clerk: User
) -> None:
    judgment = of_fine(serving("2026-11-02"))
    with pytest.raises(Refusal, match=says):
        paid(judgment, amount, clerk, on=on, document=document)
    assert not Fulfilled.objects.exists()


def test_two_payments_together_are_never_above_the_fine(clerk: User) -> None:
    judgment = of_fine(serving("2026-11-02"))
    paid(judgment, 6_000, clerk)
    with pytest.raises(Refusal, match="more would be paid"):
        paid(judgment, 5_000, clerk, document="Another")
    paid(judgment, 1_000, clerk)
    with pytest.raises(Conflict, match="entered already"):
        paid(judgment, 1_000, clerk)
    assert Fulfilled.objects.count() == 2


def test_a_judgment_without_an_amount_has_nothing_in_proportion(clerk: User) -> None:
    judgment = of_fine(serving("2026-11-02"), amount=0)
    with pytest.raises(Refusal, match="neither kroner nor hours"):
        paid(judgment, 100, clerk)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"amount": 0}, "something_is_fulfilled"),
        ({"document": ""}, "what_is_fulfilled_says_what_shows_it"),
        ({"annulled_why": "x"}, "an_annulled_payment_says_who_and_why"),
        ({"amount": 10_001}, "no_more_is_fulfilled_than_was_imposed"),
        ({"on": date(2026, 11, 1)}, "nothing_is_fulfilled_before_the_judgment"),
    ],
)
def test_postgresql_refuses_it_by_name(values: dict[str, object], name: str, clerk: User) -> None:
    judgment = of_fine(serving("2026-11-02"))
    said = {"judgment": judgment, "amount": 100, "on": date(2026, 11, 10), "document": "R"}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Fulfilled.objects.create(**said | values, registered_at=NOW, registered_by=clerk)
    assert broken(error.value) == name


def test_postgresql_takes_one_entry_once(clerk: User) -> None:
    entry = paid(of_fine(serving("2026-11-02")), 100, clerk)
    entry.pk = None
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        entry.save(force_insert=True)
    assert broken(error.value) == "a_payment_is_entered_once"


def broken(error: BaseException) -> str:
    diag: Any = error.__cause__
    return str(diag.diag.constraint_name)


def test_an_entry_stands_and_is_kept(clerk: User) -> None:
    entry = paid(of_fine(serving("2026-11-02")), 100, clerk)
    entry.amount = 200
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        entry.save()
    assert broken(error.value) == "what_is_fulfilled_is_annulled_and_never_changed"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert Fulfilled.objects.get().amount == 100


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": TermKind.PRISON, "months": 5, "days": 0}, "only_fines_and_community_sentences_have_an_amount"),
        ({"kind": TermKind.COMMUNITY, "amount": 29}, "a_community_sentence_is_30_to_420_hours"),
        ({"kind": TermKind.COMMUNITY, "amount": 421}, "a_community_sentence_is_30_to_420_hours"),
    ],
)
def test_an_amount_that_does_not_fit_is_refused_by_name(values: dict[str, Any], name: str, clerk: User) -> None:
    stay = serving("2026-11-02")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        of_fine(stay, **values)


def test_a_community_sentence_of_too_many_hours_is_refused_with_the_rule(clerk: User) -> None:
    with pytest.raises(Refusal, match="A community sentence is 30 to 420 hours"):
        judgments.register_judgment(
            stay=serving("2026-11-02", LegalStatusKind.SENTENCED), term=Term("COMMUNITY", days=60),
            judged_on=date(2026, 11, 2), amount=500, by=clerk, at=NOW,
        )  # fmt: skip
    assert not Judgment.objects.exists()
