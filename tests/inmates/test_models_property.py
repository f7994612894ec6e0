"""What PostgreSQL itself refuses about things and money in keeping: each constraint broken on purpose."""

from datetime import timedelta
from typing import Any

import pytest

from inmates.choices import HandlingDirection, PropertyPlace, SignatureKind
from inmates.models import MoneyHandling, PropertyItem, PropertyMove, PropertyReceipt, ReceiptLine, Stay
from tests.commit import delete_by_sql
from tests.corrections.factories import NOW
from tests.inmates.house import House, build_house
from tests.inmates.test_models_whereabouts import broken, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def thing(stay: Stay, **values: Any) -> PropertyItem:
    given = {"category": "CLOTHES", "description": "Jakke", "received_at": NOW}
    return PropertyItem.objects.create(stay=stay, **{**given, **values})


def money(stay: Stay, house: House, number: int, **values: Any) -> MoneyHandling:
    given = {
        "direction": HandlingDirection.RECEIVED,
        "amount": 125_050,
        "number": number,
        "handled_at": NOW,
        "handled_by": house.officer,
        "witnessed_by": house.colleague,
    }
    return MoneyHandling.objects.create(stay=stay, **{**given, **values})


def receipt(stay: Stay, house: House, number: int = 1, **values: Any) -> PropertyReceipt:
    given = {
        "direction": HandlingDirection.RECEIVED,
        "number": number,
        "signature": SignatureKind.PAPER,
        "signed_at": NOW,
        "taken_by": house.officer,
    }
    return PropertyReceipt.objects.create(stay=stay, **{**given, **values})


# ---- things --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_thing_is_described", {"description": ""}),
        ("a_thing_is_of_a_known_kind", {"category": "PETS"}),
        ("a_thing_is_at_least_one", {"quantity": 0}),
        ("a_thing_handed_out_says_who_and_when", {"place": PropertyPlace.HANDED_OUT}),
        ("a_thing_handed_out_says_who_and_when", {"handed_out_at": NOW}),
        ("a_thing_handed_out_says_who_and_when", {"place": "POCKET"}),
    ],
)
def test_a_thing_is_what_it_says(stay: Stay, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, lambda: thing(stay, **values))
    assert thing(stay).pk


def test_nothing_is_handed_out_before_it_was_received(stay: Stay, house: House) -> None:
    out = {"place": PropertyPlace.HANDED_OUT, "handed_out_by": house.officer}
    name = "nothing_is_handed_out_before_it_was_received"
    broken(name, lambda: thing(stay, handed_out_at=NOW - timedelta(seconds=1), **out))
    assert thing(stay, handed_out_at=NOW, **out).pk


def test_what_is_handed_out_stays_handed_out(stay: Stay, house: House) -> None:
    out = thing(stay, place=PropertyPlace.HANDED_OUT, handed_out_at=NOW, handed_out_by=house.officer)
    back = change(out, place=PropertyPlace.IN_STORE, handed_out_at=None, handed_out_by=None)
    broken("what_is_handed_out_stays_handed_out", back)
    broken("what_is_handed_out_stays_handed_out", change(out, description="Frakk"))


def test_a_thing_moves_to_a_known_place(stay: Stay) -> None:
    item = thing(stay)
    broken("a_thing_moves_to_a_known_place", lambda: item.moves.create(to_place="POCKET", moved_at=NOW))


# ---- money ---------------------------------------------------------------------------------------------------
def test_money_is_counted_by_two_people(stay: Stay, house: House) -> None:
    broken("money_is_counted_by_two_people", lambda: money(stay, house, 1, witnessed_by=house.officer))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("money_is_more_than_nothing", {"amount": 0}),
        ("money_is_more_than_nothing", {"amount": -1}),
        ("money_is_in_a_known_currency", {"currency": "kr"}),
        ("money_goes_a_known_way", {"direction": "LOST"}),
        ("money_goes_a_known_way", {"method": "BARTER"}),
    ],
)
def test_money_is_what_it_says(stay: Stay, house: House, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, lambda: money(stay, house, **{"number": 1, **values}))


def test_money_is_never_below_nil_in_any_currency(stay: Stay, house: House) -> None:
    money(stay, house, 1, amount=20_000)
    out = {"direction": HandlingDirection.HANDED_OUT}
    broken("money_is_never_below_nil", lambda: money(stay, house, 2, amount=20_001, **out))
    broken("money_is_never_below_nil", lambda: money(stay, house, 2, amount=1, currency="EUR", **out))
    assert money(stay, house, 2, amount=20_000, **out).pk
    broken("money_is_never_below_nil", lambda: money(stay, house, 3, amount=1, **out))


def test_each_receipt_has_a_number_of_its_own(stay: Stay, house: House) -> None:
    money(stay, house, 1)
    receipt(stay, house, 1)
    broken("inmates_moneyhandling_number_key", lambda: money(stay, house, 1))
    broken("inmates_propertyreceipt_number_key", lambda: receipt(stay, house, 1))


# ---- receipts ------------------------------------------------------------------------------------------------
def test_a_receipt_is_signed_in_a_known_way(stay: Stay, house: House) -> None:
    broken("a_receipt_is_signed_in_a_known_way", lambda: receipt(stay, house, signature="WINK"))
    broken("a_receipt_is_signed_in_a_known_way", lambda: receipt(stay, house, direction="LOST"))


def test_a_signature_has_a_name(stay: Stay, house: House) -> None:
    broken("a_signature_has_a_name", lambda: receipt(stay, house, signature=SignatureKind.NAME))


def test_a_refusal_to_sign_is_seen_by_two(stay: Stay, house: House) -> None:
    name, refused = "a_refusal_to_sign_is_seen_by_two", SignatureKind.REFUSED
    broken(name, lambda: receipt(stay, house, signature=refused))
    broken(name, lambda: receipt(stay, house, signature=refused, witnessed_by=house.officer))
    assert receipt(stay, house, signature=refused, witnessed_by=house.colleague).pk


def test_everything_is_signed_for_once_in_and_once_out(stay: Stay, house: House) -> None:
    item, cash, paper = thing(stay), money(stay, house, 1), receipt(stay, house)
    line = {"receipt": paper, "direction": HandlingDirection.RECEIVED}
    broken("a_receipt_line_is_a_thing_or_money", lambda: ReceiptLine.objects.create(**line))
    broken("a_receipt_line_is_a_thing_or_money", lambda: ReceiptLine.objects.create(item=item, money=cash, **line))
    ReceiptLine.objects.create(item=item, **line)
    ReceiptLine.objects.create(money=cash, **line)
    broken("a_thing_is_signed_for_once", lambda: ReceiptLine.objects.create(item=item, **line))
    broken("money_is_signed_for_once", lambda: ReceiptLine.objects.create(money=cash, **line))
    assert ReceiptLine.objects.create(receipt=paper, direction=HandlingDirection.HANDED_OUT, item=item).pk


def test_money_moves_and_receipts_are_only_added(stay: Stay, house: House) -> None:
    item, cash, paper = thing(stay), money(stay, house, 1), receipt(stay, house)
    move = PropertyMove.objects.create(item=item, to_place=PropertyPlace.IN_CELL, moved_at=NOW)
    line = ReceiptLine.objects.create(receipt=paper, direction=HandlingDirection.RECEIVED, item=item)
    for row in (cash, paper, move):
        broken("records_are_only_added", change(row, note="x"))
    broken("records_are_only_added", change(line, direction=HandlingDirection.HANDED_OUT))
    for gone in (line, cash, paper, move, item):
        broken("records_are_only_added", delete_by_sql(gone._meta.db_table, gone.pk))
