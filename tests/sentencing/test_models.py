"""What PostgreSQL refuses of judgments and orders, each broken on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sentencing.choices import TermKind
from sentencing.models import Judgment, RemandOrder
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    before = Judgment.objects.count(), RemandOrder.objects.count()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert constraint in str(error.value)
    assert (Judgment.objects.count(), RemandOrder.objects.count()) == before


@pytest.mark.parametrize(
    ("constraint", "judgment"),
    [
        ("a_judgment_is_of_a_known_kind", {"kind": "EXILE", "days": 30}),
        ("a_term_is_longer_than_nothing", {}),
        ("a_prison_term_is_at_most_21_years", {"years": 25, "months": 3}),
        ("a_prison_term_is_at_most_21_years", {"years": 20, "months": 13}),
        ("a_prison_term_is_at_most_21_years", {"years": 21, "days": 1}),
        ("a_term_above_120_days_is_in_months", {"days": 130}),
        ("a_term_above_120_days_is_in_months", {"years": 1, "days": 121}),
        ("a_fine_is_served_in_1_to_120_days", {"kind": TermKind.FINE, "days": 121}),
        ("a_fine_is_served_in_1_to_120_days", {"kind": TermKind.FINE, "months": 2}),
        ("a_preventive_frame_and_minimum_fit", {"kind": TermKind.PREVENTIVE, "years": 15, "minimum_years": 12}),
        (
            "a_preventive_frame_and_minimum_fit",
            {"kind": TermKind.PREVENTIVE, "years": 15, "minimum_years": 10, "minimum_months": 1},
        ),
        ("a_preventive_frame_and_minimum_fit", {"kind": TermKind.PREVENTIVE, "years": 21, "minimum_years": 15}),
        ("a_preventive_frame_and_minimum_fit", {"kind": TermKind.PREVENTIVE, "years": 30, "months": 1}),
        ("a_minimum_is_never_above_its_frame", {"kind": TermKind.PREVENTIVE, "years": 5, "minimum_years": 6}),
        ("a_minimum_is_never_above_its_frame", {"years": 5, "minimum_years": 2}),
    ],
)
def test_a_judgment_that_no_court_could_pass_is_refused(constraint: str, judgment: dict[str, Any]) -> None:
    with refused_by(constraint):
        JudgmentFactory.create(**judgment)


@pytest.mark.parametrize(
    "judgment",
    [
        {"years": 21},
        {"years": 20, "months": 12},
        {"days": 120},
        {"kind": TermKind.PREVENTIVE, "years": 15, "months": 1, "minimum_years": 14},
        {"kind": TermKind.PREVENTIVE, "years": 30, "minimum_years": 20},
        {"kind": TermKind.PREVENTIVE, "years": 15, "minimum_years": 10},
    ],
)
def test_a_judgment_at_its_limit_is_taken(judgment: dict[str, Any]) -> None:
    JudgmentFactory.create(**judgment)
    assert Judgment.objects.count() == 1


def test_a_judgment_is_entered_once() -> None:
    first = JudgmentFactory.create(months=10)
    with refused_by("a_judgment_is_entered_once"):
        JudgmentFactory.create(stay=first.stay, months=10)


@pytest.mark.parametrize(
    ("constraint", "order"),
    [
        ("a_remand_order_ends_after_it_begins", {"ordered_on": date(2026, 12, 5), "expires_on": date(2026, 12, 5)}),
        (
            "a_remand_order_above_four_weeks_gives_its_reason",
            {"ordered_on": date(2026, 11, 1), "expires_on": date(2026, 11, 30)},
        ),
    ],
)
def test_a_remand_order_that_cannot_be_is_refused(constraint: str, order: dict[str, Any]) -> None:
    with refused_by(constraint):
        RemandOrderFactory.create(**order)


def test_a_remand_order_is_entered_once() -> None:
    first = RemandOrderFactory.create()
    with refused_by("a_remand_order_is_entered_once"):
        RemandOrderFactory.create(stay=first.stay, ordered_on=None)


def test_an_order_from_a_register_need_not_say_when_it_was_made() -> None:
    RemandOrderFactory.create(ordered_on=None, expires_on=date(2027, 1, 1))
    assert RemandOrder.objects.count() == 1
