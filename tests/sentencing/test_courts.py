"""What courts decide and what cannot be entered: extension of preventive detention, remand of a child, restrictions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from corrections.choices import ClockState
from corrections.models import Clock, Unit, User
from corrections.refusals import Refusal
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import NotCountedReason, RestrictionKind, TermKind
from sentencing.models import Judgment, NotCounted, RemandOrder, Restriction
from sentencing.rules.terms import Term
from sentencing.selectors.dates import dates_of_stay
from sentencing.services import watch
from sentencing.services.judgments import note_filing, register_judgment, register_remand_order
from sentencing.services.restrictions import Restricted
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def held(unit: Unit, legal: str = LegalStatusKind.REMAND, born: date = date(1990, 5, 4)) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00"), legal=legal).stay
    stay.person.birth_date = born
    stay.person.save()
    return stay


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    before = Judgment.objects.count(), RemandOrder.objects.count(), Restriction.objects.count()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    said = error.value.__cause__
    assert isinstance(said, psycopg.Error)
    assert said.diag.constraint_name == constraint
    assert (Judgment.objects.count(), RemandOrder.objects.count(), Restriction.objects.count()) == before


def filing(stay: Stay) -> list[tuple[str, datetime]]:
    clocks = Clock.objects.filter(subject_type="inmates.stay", subject_id=stay.pk, rule__rule_id="F1").order_by("pk")
    return [(clock.state, clock.due_at) for clock in clocks]


# ---- preventive detention ------------------------------------------------------------------------------------------
def test_preventive_detention_counts_from_its_own_judgment_and_deducts_its_own_days(unit: Unit) -> None:
    """strl. s. 42: the earlier term lapses, and no day of it moves the frame."""
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), years=2, credit_days=40)
    JudgmentFactory.create(
        stay=stay, kind=TermKind.PREVENTIVE, judged_on=date(2026, 9, 1), years=5, minimum_years=3, credit_days=70
    )
    dates = dates_of_stay(stay.pk, date(2026, 11, 23))
    assert dates is not None
    assert (dates.start, dates.full) == (date(2026, 9, 1), date(2031, 6, 23))
    assert dates.minimum_reached == date(2029, 6, 23)


def test_extension_is_asked_for_until_it_is_filed(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    term = Term("PREVENTIVE", years=5, minimum_years=3)
    judgment = register_judgment(stay=stay, term=term, judged_on=date(2026, 3, 2), by=by, at=NOW)
    assert filing(stay) == [(ClockState.RUNNING, oslo("2030-12-03 00:00"))]
    with pytest.raises(Refusal, match="lies in the future"):
        note_filing(judgment=judgment, filed_on=date(2026, 11, 25), by=by, at=NOW)
    note_filing(judgment=judgment, filed_on=date(2026, 11, 24), by=by, at=NOW)
    assert filing(stay) == [(ClockState.MET, oslo("2030-12-03 00:00"))]
    watch.watch_all(at=NOW)
    assert len(filing(stay)) == 1


@pytest.mark.parametrize(
    ("day", "level"),
    [("2030-03-02", 1), ("2030-09-02", 2), ("2030-11-02", 3), ("2030-12-03", 4)],
    ids=["12 months before", "6 months before", "4 months before", "3 months before"],
)
def test_extension_alarms_are_never_later_than_12_6_4_and_3_months_before(
    unit: Unit, by: User, day: str, level: int
) -> None:
    stay = held(unit, LegalStatusKind.PREVENTIVE)
    term = Term("PREVENTIVE", years=5, minimum_years=3)
    register_judgment(stay=stay, term=term, judged_on=date(2026, 3, 2), by=by, at=NOW)
    clock = Clock.objects.get(subject_id=stay.pk, rule__rule_id="F1")
    seconds = clock.rule.parameters["steps"]
    passed = [step for step in seconds if (oslo(f"{day} 12:00") - clock.due_at).total_seconds() >= step]
    assert len(passed) == level


# ---- days that do not count ----------------------------------------------------------------------------------------
def test_days_at_large_before_the_judgment_move_no_date(unit: Unit, by: User) -> None:
    """The count has not begun: an escape on remand must not lengthen the term."""
    stay = held(unit, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), months=10)
    for first, last in ((date(2026, 4, 1), date(2026, 4, 11)), (date(2026, 5, 30), date(2026, 6, 3))):
        NotCounted.objects.create(
            stay=stay,
            reason=NotCountedReason.ESCAPE,
            days=(first, last),
            document="Report",
            registered_at=NOW,
            registered_by=by,
        )
    dates = dates_of_stay(stay.pk, date(2026, 11, 23))
    assert dates is not None
    assert (dates.full, dates.not_counted_days) == (date(2027, 4, 3), 2)


# ---- judgments -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "judgment"),
    [
        ("a_prison_term_is_at_most_21_years", {"years": 30, "days": 1, "listed_offence": True}),
        ("a_child_at_the_act_gets_at_most_15_years", {"years": 15, "days": 1, "under_18_at_act": True}),
        ("a_child_at_the_act_gets_at_most_15_years", {"years": 16, "under_18_at_act": True}),
        ("no_fine_of_a_child_is_served", {"kind": TermKind.FINE, "days": 20, "under_18_at_act": True}),
        ("only_prison_is_suspended_in_part", {"kind": TermKind.FINE, "days": 20, "suspended_days": 10}),
        ("only_preventive_detention_is_extended", {"years": 3, "extension_filed_on": date(2027, 1, 1)}),
    ],
)
def test_a_judgment_that_no_court_could_pass_is_refused(constraint: str, judgment: dict[str, Any]) -> None:
    with refused_by(constraint):
        JudgmentFactory.create(**judgment)


def test_thirty_years_for_the_gravest_offences_are_entered(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.SENTENCED)
    values: dict[str, Any] = {
        "stay": stay,
        "term": Term("PRISON", years=30),
        "judged_on": date(2026, 3, 2),
        "by": by,
        "at": NOW,
    }
    with pytest.raises(Refusal, match="No prison term is above 21 years"):
        register_judgment(**values)
    assert register_judgment(**values, listed_offence=True).years == 30


def test_the_same_days_are_not_deducted_by_two_judgments(unit: Unit, by: User) -> None:
    stay = held(unit, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, months=10, credit_days=37)
    with pytest.raises(Refusal, match="deducts the same 37 days already"):
        register_judgment(
            stay=stay, term=Term("PRISON", days=60), judged_on=date(2026, 6, 1), credit_days=37, by=by, at=NOW
        )
    assert Judgment.objects.count() == 1


# ---- orders --------------------------------------------------------------------------------------------------------
def test_an_order_for_a_child_is_at_most_two_weeks(unit: Unit, by: User) -> None:
    stay = held(unit, born=date(2009, 2, 1))
    with pytest.raises(Refusal, match="at most two weeks at a time"):
        register_remand_order(stay=stay, ordered_on=date(2026, 11, 20), expires_on=date(2026, 12, 5), by=by, at=NOW)
    with refused_by("an_order_for_a_child_is_at_most_two_weeks"):
        RemandOrderFactory.create(stay=stay, ordered_on=date(2026, 11, 20), expires_on=date(2026, 12, 5))
    order = register_remand_order(stay=stay, ordered_on=date(2026, 11, 20), expires_on=date(2026, 12, 4), by=by, at=NOW)
    assert order.expires_on == date(2026, 12, 4)


def test_restrictions_come_with_their_order(unit: Unit, by: User) -> None:
    restrictions = [
        Restricted(RestrictionKind.VISIT_CONTROL),
        Restricted(RestrictionKind.FULL_ISOLATION, until=date(2026, 12, 1)),
    ]
    order = register_remand_order(
        stay=held(unit),
        ordered_on=date(2026, 11, 20),
        expires_on=date(2026, 12, 11),
        restrictions=restrictions,
        by=by,
        at=NOW,
    )
    kept = order.restrictions.order_by("kind").values_list("kind", "since", "until")
    assert list(kept) == [
        ("FULL_ISOLATION", date(2026, 11, 20), date(2026, 12, 1)),
        ("VISIT_CONTROL", date(2026, 11, 20), date(2026, 12, 11)),
    ]


@pytest.mark.parametrize(
    ("sentence", "restricted", "born"),
    [
        ("at most two weeks at a time", Restricted("FULL_ISOLATION"), date(1990, 1, 1)),
        ("at most as long as its order", Restricted("LETTER_BAN", until=date(2026, 12, 12)), date(1990, 1, 1)),
        ("Nobody under 18", Restricted("FULL_ISOLATION", until=date(2026, 11, 22)), date(2009, 1, 1)),
        ("ends before it begins", Restricted("VISIT_BAN", until=date(2026, 11, 19)), date(1990, 1, 1)),
        ("from the list", Restricted("SILENCE"), date(1990, 1, 1)),
    ],
)
def test_a_restriction_beyond_the_law_is_refused_with_its_order(
    unit: Unit, by: User, sentence: str, restricted: Restricted, born: date
) -> None:
    stay, until = held(unit, born=born), date(2026, 12, 4) if born.year == 2009 else date(2026, 12, 11)
    with pytest.raises(Refusal, match=sentence):
        register_remand_order(
            stay=stay, ordered_on=date(2026, 11, 20), expires_on=until, restrictions=[restricted], by=by, at=NOW
        )
    assert not RemandOrder.objects.exists()


def test_isolation_of_four_weeks_needs_the_courts_reason_and_is_never_longer(unit: Unit, by: User) -> None:
    order = RemandOrderFactory.create(
        stay=held(unit), ordered_on=date(2026, 11, 1), expires_on=date(2026, 12, 25), long_order_reason="Trial"
    )
    values: dict[str, Any] = {
        "order": order,
        "kind": "FULL_ISOLATION",
        "since": date(2026, 11, 1),
        "registered_at": NOW,
    }
    with refused_by("full_isolation_is_at_most_two_weeks"):
        Restriction.objects.create(**values, until=date(2026, 11, 30), long_reason="Why", registered_by=by)
    made = Restriction.objects.create(**values, until=date(2026, 11, 29), long_reason="Why", registered_by=by)
    with refused_by("a_restriction_is_entered_once"):
        Restriction.objects.create(**values, until=date(2026, 11, 10), registered_by=by)
    with refused_by("records_are_only_added"):
        Restriction.objects.filter(pk=made.pk).update(until=date(2026, 12, 20))


@pytest.mark.parametrize(
    ("constraint", "restriction", "born"),
    [
        ("a_restriction_is_of_a_known_kind", {"kind": "SILENCE"}, date(1990, 1, 1)),
        ("a_restriction_ends_after_it_begins", {"until": date(2026, 11, 20)}, date(1990, 1, 1)),
        ("a_restriction_lies_within_its_order", {"until": date(2026, 12, 6)}, date(1990, 1, 1)),
        ("a_restriction_lies_within_its_order", {"since": date(2026, 11, 20)}, date(1990, 1, 1)),
        ("nobody_under_18_is_fully_isolated", {"kind": "FULL_ISOLATION"}, date(2009, 1, 1)),
    ],
)
def test_a_restriction_beyond_the_law_is_refused_by_postgresql(
    unit: Unit, by: User, constraint: str, restriction: dict[str, Any], born: date
) -> None:
    order = RemandOrderFactory.create(
        stay=held(unit, born=born), ordered_on=date(2026, 11, 21), expires_on=date(2026, 12, 5)
    )
    values = {"kind": "VISIT_BAN", "since": date(2026, 11, 21), "until": date(2026, 11, 24), **restriction}
    with refused_by(constraint):
        Restriction.objects.create(order=order, registered_at=NOW, registered_by=by, **values)
