"""Medicines as needed, controlled ones with two signatures, and the cabinet that must agree."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.choices import Form, StockKind
from health.context import clinical_context
from health.models import Administration, Clinician, Dose, MedicationOrder, StockItem, StockMove
from health.services import doses, stock
from tests.corrections.factories import PrisonFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import (
    BOTH,
    BUPRENORPHINE,
    PARACETAMOL,
    due,
    given,
    opened,
    ordered,
    rows,
)
from tests.together import together

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def entries() -> list[tuple[Any, ...]]:
    return rows("SELECT status, amount, stands FROM health.administration ORDER BY id")


def take_back(nurse: Clinician, record: UUID, entry: Administration, at: datetime) -> Administration:
    with opened(nurse.user, record):
        return doses.take_back(entry=entry, client_id=uuid4(), by=nurse.user, at=at)


# ---- as needed ---------------------------------------------------------------------------------------------------
@pytest.fixture
def painkiller(nurse: Clinician, record: UUID) -> MedicationOrder:
    made = ordered(nurse.user, record, PARACETAMOL)
    with opened(nurse.user, record):
        return MedicationOrder.objects.select_related("patient__person").get(pk=made.pk)


def pain(nurse: Clinician, record: UUID, order: MedicationOrder, at: datetime) -> Administration:
    with opened(nurse.user, record):
        return doses.give_as_needed(order=order, checked=BOTH, client_id=uuid4(), by=nurse.user, at=at)


def test_as_needed_waits_its_interval(nurse: Clinician, record: UUID, painkiller: MedicationOrder) -> None:
    pain(nurse, record, painkiller, MORNING)
    with pytest.raises(Refusal) as no:
        pain(nurse, record, painkiller, MORNING + timedelta(hours=4) - MINUTE)
    assert no.value.code == "as_needed_waits_its_interval"
    pain(nurse, record, painkiller, MORNING + timedelta(hours=4))
    assert len(entries()) == 2


def test_as_needed_stays_below_its_daily_maximum(nurse: Clinician, record: UUID, painkiller: MedicationOrder) -> None:
    for hour in (0, 4, 8, 12):
        pain(nurse, record, painkiller, MORNING + timedelta(hours=hour))
    with pytest.raises(Refusal) as no:
        pain(nurse, record, painkiller, MORNING + timedelta(hours=16))
    assert no.value.code == "as_needed_stays_below_its_daily_maximum"
    pain(nurse, record, painkiller, MORNING + timedelta(hours=24))
    assert len(entries()) == 5


def test_a_fixed_dose_of_the_same_substance_counts_too(
    nurse: Clinician, record: UUID, painkiller: MedicationOrder
) -> None:
    drops = replace(PARACETAMOL, form=Form.CAPSULE, dose_unit="CAPSULE", times=[time(8, 30)], as_needed=False)  # type: ignore[arg-type]
    ordered(nurse.user, record, replace(drops, min_interval_hours=None, daily_max=None, beside_others=True))
    given(nurse.user, record, due(nurse.user, record, MORNING))
    with pytest.raises(Refusal) as no:
        pain(nurse, record, painkiller, MORNING + timedelta(hours=2))
    assert no.value.code == "as_needed_waits_its_interval"


@pytest.mark.django_db(transaction=True)
def test_two_nurses_racing_as_needed_give_one(
    nurse: Clinician, other: Clinician, record: UUID, painkiller: MedicationOrder
) -> None:
    results = together(
        lambda: pain(nurse, record, painkiller, MORNING), lambda: pain(other, record, painkiller, MORNING)
    )
    assert sorted(type(result).__name__ for result in results) == ["Administration", "Refusal"]
    assert entries() == [("GIVEN", 2, True)]


# ---- controlled: two signatures and a balance that agrees --------------------------------------------------------
@pytest.fixture
def controlled(nurse: Clinician, record: UUID) -> Dose:
    ordered(nurse.user, record, BUPRENORPHINE)
    return due(nurse.user, record, MORNING)


@pytest.fixture
def item(nurse: Clinician, other: Clinician, controlled: Dose, prison: Prison) -> StockItem:
    with clinical_context(nurse.user_id):
        made = stock.keep(
            prison=prison, cabinet="A", **stock.as_ordered(controlled.order), by=nurse.user, at=MORNING - MINUTE
        )
        came = stock.receive(item=made, amount=Decimal(36), by=nurse.user, at=MORNING - MINUTE)
    with clinical_context(other.user_id):
        stock.sign_second(move=came, by=other.user, at=MORNING - MINUTE)
    return made


def moves() -> list[tuple[Any, ...]]:
    return rows("SELECT number, kind, change, balance FROM health.stock_move ORDER BY number")


def test_a_controlled_dose_waits_for_another_persons_signature(
    nurse: Clinician, other: Clinician, record: UUID, controlled: Dose, prison: Prison
) -> None:
    entry = given(nurse.user, record, controlled)
    waiting = "SELECT record::text, kind FROM health.waiting_patients(%s)"
    with clinical_context(nurse.user_id):
        assert rows(waiting, prison.pk) == [(str(record), "signature")]
    with opened(nurse.user, record), pytest.raises(Refusal) as no:
        doses.sign_second(entry=entry, by=nurse.user, at=MORNING)
    assert no.value.code == "another_of_the_health_staff_signs"
    with opened(other.user, record):
        assert doses.sign_second(entry=entry, by=other.user, at=MORNING).by == other.user
        with pytest.raises(Conflict):
            doses.sign_second(entry=entry, by=other.user, at=MORNING)
        assert rows(waiting, prison.pk) == []
    with pytest.raises(Refusal):
        take_back(nurse, record, entry, MORNING + MINUTE)


def test_a_second_signature_is_for_a_controlled_dose(
    nurse: Clinician, other: Clinician, record: UUID, dose: Dose
) -> None:
    entry = given(nurse.user, record, dose)
    with opened(other.user, record), pytest.raises(Refusal) as no:
        doses.sign_second(entry=entry, by=other.user, at=MORNING)
    assert no.value.code == "a_second_signature_is_for_a_controlled_dose"


def test_what_is_given_leaves_the_cabinet_and_comes_back_with_the_entry(
    nurse: Clinician, record: UUID, controlled: Dose, item: StockItem
) -> None:
    entry = given(nurse.user, record, controlled)
    take_back(nurse, record, entry, MORNING)
    assert moves() == [(1, "RECEIVED", 36, 36), (2, "GIVEN", -2, 34), (3, "RETURNED", 2, 36)]


def test_a_count_agrees_or_says_why(nurse: Clinician, other: Clinician, item: StockItem) -> None:
    with clinical_context(nurse.user_id):
        assert stock.count(item=item, counted=Decimal(36), by=nurse.user, at=MORNING).balance == 36
        with pytest.raises(Refusal) as no:
            stock.count(item=item, counted=Decimal(35), by=nurse.user, at=MORNING)
        assert no.value.code == "a_count_agrees_or_says_why"
        differs = stock.count(item=item, counted=Decimal(35), reason="En knust", by=nurse.user, at=MORNING)
        with pytest.raises(Refusal) as no:
            stock.sign_second(move=differs, by=nurse.user, at=MORNING)
        assert no.value.code == "another_of_the_health_staff_signs"
    with clinical_context(other.user_id):
        stock.sign_second(move=differs, by=other.user, at=MORNING)
        with pytest.raises(Conflict):
            stock.sign_second(move=differs, by=other.user, at=MORNING)
    assert moves()[-1] == (3, "COUNTED", -1, 35)


def test_a_cabinet_never_holds_less_than_nothing(
    nurse: Clinician, other: Clinician, record: UUID, controlled: Dose, item: StockItem
) -> None:
    with clinical_context(nurse.user_id):
        with pytest.raises(Refusal) as no:
            stock.discard(item=item, amount=Decimal(37), reason="Utløpt", by=nurse.user, at=MORNING)
        assert no.value.code == "a_cabinet_never_holds_less_than_nothing"
        gone = stock.discard(item=item, amount=Decimal(35), reason="Utløpt", by=nurse.user, at=MORNING)
    with clinical_context(other.user_id):
        stock.sign_second(move=gone, by=other.user, at=MORNING)
    with clinical_context(nurse.user_id):
        for amount, reason in ((Decimal(0), "x"), (Decimal(1), " ")):
            with pytest.raises(Refusal):
                stock.discard(item=item, amount=amount, reason=reason, by=nurse.user, at=MORNING)
    with pytest.raises(Refusal) as no:
        given(nurse.user, record, controlled)
    assert (no.value.code, entries()) == ("a_cabinet_never_holds_less_than_nothing", [])


def test_a_medicine_stands_once_in_a_clinic_and_its_moves_are_in_order(
    nurse: Clinician, controlled: Dose, item: StockItem, prison: Prison
) -> None:
    with clinical_context(nurse.user_id), pytest.raises(Conflict) as no:
        stock.keep(prison=prison, cabinet="B", **stock.as_ordered(controlled.order), by=nurse.user, at=MORNING)
    assert no.value.code == "a_medicine_stands_once_in_a_clinic"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE health.stock_move DISABLE TRIGGER the_balance_is_summed")
    with pytest.raises(IntegrityError, match="moves_of_a_medicine_are_in_order"), transaction.atomic():
        rows(
            "INSERT INTO health.stock_move (item_id, number, kind, change, balance, reason, by_id, at)"
            " VALUES (%s, 1, 'RECEIVED', 1, 1, '', %s, now()) RETURNING id",
            item.pk,
            nurse.user_id,
        )


def test_what_comes_in_or_is_destroyed_is_signed_by_two_before_more_is_written(
    nurse: Clinician, other: Clinician, item: StockItem
) -> None:
    with clinical_context(nurse.user_id):
        gone = stock.discard(item=item, amount=Decimal(1), reason="Knust", by=nurse.user, at=MORNING)
        for act, said in (
            (stock.receive, {"amount": Decimal(10)}),
            (stock.discard, {"amount": Decimal(1), "reason": "Knust"}),
            (stock.count, {"counted": Decimal(35)}),
        ):
            with pytest.raises(Refusal) as no:
                act(item=item, by=nurse.user, at=MORNING, **said)
            assert no.value.code == "what_two_sign_is_signed_first"
        with pytest.raises(Refusal) as no:
            stock.sign_second(move=gone, by=nurse.user, at=MORNING)
        assert no.value.code == "another_of_the_health_staff_signs"
    assert [kind for _n, kind, _c, _b in moves()] == ["RECEIVED", "DISCARDED"]
    with clinical_context(other.user_id):
        stock.sign_second(move=gone, by=other.user, at=MORNING)
        stock.receive(item=item, amount=Decimal(10), by=other.user, at=MORNING)
    assert moves()[-1] == (3, "RECEIVED", 10, 45)


def test_a_second_signature_is_for_a_controlled_move(
    nurse: Clinician, other: Clinician, record: UUID, controlled: Dose, item: StockItem, prison: Prison
) -> None:
    given(nurse.user, record, controlled)  # a dose is signed at the dose
    plain = ordered(nurse.user, record)
    with clinical_context(nurse.user_id):
        shelf = stock.keep(prison=prison, cabinet="A", **stock.as_ordered(plain), by=nurse.user, at=MORNING)
        came = stock.receive(item=shelf, amount=Decimal(5), by=nurse.user, at=MORNING)
        left = StockMove.objects.get(item=item, kind=StockKind.GIVEN)
    with clinical_context(other.user_id):
        for move in (came, left):
            with pytest.raises(Refusal) as no:
                stock.sign_second(move=move, by=other.user, at=MORNING)
            assert no.value.code == "a_second_signature_is_for_a_controlled_move"
    assert rows("SELECT count(*) FROM health.stock_signature") == [(1,)]


def test_another_clinic_sees_no_cabinet_of_ours(item: StockItem) -> None:
    with clinical_context(clinician(prison=PrisonFactory.create()).user_id):
        assert StockItem.objects.count() == 0
    assert StockKind.RECEIVED == "RECEIVED"
