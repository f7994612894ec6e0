"""Things and money in the prison's keeping: received, moved, handed out, signed for; by two at once only once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from corrections.models import WriteRecord
from corrections.refusals import Conflict, Refusal
from inmates.choices import HandlingDirection, PropertyPlace, SignatureKind
from inmates.models import MoneyHandling, PropertyItem, PropertyMove, PropertyReceipt, Stay
from inmates.rules import money as amounts
from inmates.selectors.property import all_handed_out, balances
from inmates.services import property as services
from inmates.services.property import PropertyRefused
from inmates.services.release import release
from tests.corrections.factories import NOW
from tests.inmates.house import House, build_house
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
IN, OUT = HandlingDirection.RECEIVED, HandlingDirection.HANDED_OUT


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def refused(act: Callable[[], Any], kind: type[Refusal] = PropertyRefused) -> Refusal:
    """``act`` is refused, and nothing is written."""
    tables = (PropertyItem, PropertyMove, MoneyHandling, PropertyReceipt, WriteRecord)
    before = [model._default_manager.count() for model in tables]
    with pytest.raises(kind) as caught:
        act()
    assert [model._default_manager.count() for model in tables] == before
    return caught.value


def jacket(stay: Stay, house: House, **values: Any) -> PropertyItem:
    given = {"description": "Jakke", "category": "CLOTHES", "container": "Pose 12", "seal": "S-88"}
    return services.receive_item(stay=stay, by=house.officer, at=NOW, **{**given, **values})


def cash(stay: Stay, house: House, amount: int = 125_050, **values: Any) -> MoneyHandling:
    return services.receive_money(
        stay=stay, amount=amount, by=house.officer, witnessed_by=house.colleague, at=NOW, **values
    )


# ---- things --------------------------------------------------------------------------------------------------
def test_a_thing_is_received_into_a_sealed_bag_and_its_moves_are_kept(stay: Stay, house: House) -> None:
    item = jacket(stay, house)
    services.move_item(item=item, to_place=PropertyPlace.IN_CELL, by=house.colleague, at=LATER, note="Kaldt")
    item.refresh_from_db()
    assert (item.place, item.container, item.seal) == (PropertyPlace.IN_CELL, "", "")
    moves = PropertyMove.objects.order_by("pk").values_list("to_place", "container", "seal", "note", "moved_by")
    assert list(moves) == [
        ("IN_STORE", "Pose 12", "S-88", "", house.officer.pk),
        ("IN_CELL", "", "", "Kaldt", house.colleague.pk),
    ]


def test_what_is_handed_out_is_out_and_the_second_is_told_who_was_first(stay: Stay, house: House) -> None:
    item, watch = jacket(stay, house), jacket(stay, house, description="Klokke", category="VALUABLES")
    services.hand_out_items(stay=stay, items=[item], by=house.officer, at=LATER)
    both: dict[str, Any] = {"stay": stay, "items": [item, watch], "by": house.colleague, "at": LATER}
    told = refused(lambda: services.hand_out_items(**both), Conflict)
    assert "K. Nesheim" in str(told)
    assert "Jakke" in str(told)
    watch.refresh_from_db()
    assert watch.handed_out_at is None


def test_things_of_somebody_else_are_not_handed_out_with_these(stay: Stay, house: House) -> None:
    other = jacket(house.resident("Berg"), house)
    out: dict[str, Any] = {"stay": stay, "items": [other], "by": house.officer, "at": LATER}
    assert refused(lambda: services.hand_out_items(**out)).code == "nothing_chosen"


def test_nothing_is_received_for_somebody_who_has_left_and_what_was_left_behind_still_goes_out(
    stay: Stay, house: House
) -> None:
    item = jacket(stay, house)
    release(stay=stay, by=house.officer, at=LATER)
    after = LATER + timedelta(days=1)
    late: dict[str, Any] = {"stay": stay, "description": "Lue", "category": "CLOTHES", "by": house.officer, "at": after}
    assert refused(lambda: services.receive_item(**late), Conflict).code == "released"
    services.hand_out_items(stay=stay, items=[item], by=house.officer, at=after, note="Sendt i posten")
    assert item.moves.order_by("-pk").values_list("note", flat=True)[0] == "Sendt i posten"


# ---- money ---------------------------------------------------------------------------------------------------
def test_the_balance_is_computed_in_each_currency(stay: Stay, house: House) -> None:
    cash(stay, house, 125_050)
    cash(stay, house, 4_000, currency="EUR")
    out: dict[str, Any] = {
        "stay": stay,
        "amount": 25_050,
        "by": house.officer,
        "witnessed_by": house.colleague,
        "at": LATER,
    }
    services.hand_out_money(**out)
    assert balances(stay.pk) == {"EUR": 4_000, "NOK": 100_000}


def test_no_more_money_goes_out_than_there_is(stay: Stay, house: House) -> None:
    cash(stay, house, 125_050)
    out: dict[str, Any] = {
        "stay": stay,
        "amount": 125_051,
        "by": house.officer,
        "witnessed_by": house.colleague,
        "at": LATER,
    }
    told = refused(lambda: services.hand_out_money(**out))
    assert (told.code, "1\u00a0250,50\u00a0kr" in str(told)) == ("below_nil", True)


def test_nobody_counts_money_alone(stay: Stay, house: House) -> None:
    alone: dict[str, Any] = {"stay": stay, "amount": 100, "by": house.officer, "witnessed_by": house.officer, "at": NOW}
    assert refused(lambda: services.receive_money(**alone), Refusal).code == "money_is_counted_by_two_people"


def test_everything_goes_out_at_once_and_only_once(stay: Stay, house: House) -> None:
    jacket(stay, house)
    cash(stay, house, 125_050)
    cash(stay, house, 4_000, currency="EUR")
    everything: dict[str, Any] = {"stay": stay, "by": house.officer, "at": LATER}
    assert refused(lambda: services.hand_out_all(witnessed_by=None, **everything)).code == "no_witness"
    services.hand_out_all(witnessed_by=house.colleague, **everything)
    assert balances(stay.pk) == {"EUR": 0, "NOK": 0}
    assert not all_handed_out(stay.pk)
    services.sign(direction=OUT, signature=SignatureKind.NAME, signed_name="Andreas Lervik", **everything)
    assert all_handed_out(stay.pk)
    again = refused(lambda: services.hand_out_all(witnessed_by=house.colleague, **everything), Conflict)
    assert again.code == "nothing_left"


# ---- signatures ----------------------------------------------------------------------------------------------
def test_a_receipt_covers_what_nobody_has_signed_for_yet(stay: Stay, house: House) -> None:
    first = jacket(stay, house)
    signed: dict[str, Any] = {"stay": stay, "direction": IN, "by": house.officer, "at": NOW}
    receipt = services.sign(signature=SignatureKind.NAME, signed_name=" Andreas Lervik ", **signed)
    assert (receipt.signed_name, [line.item for line in receipt.lines.all()]) == ("Andreas Lervik", [first])
    nothing = refused(lambda: services.sign(signature=SignatureKind.PAPER, **signed), Conflict)
    assert nothing.code == "nothing_to_sign"
    paid = cash(stay, house)
    second = services.sign(signature=SignatureKind.PAPER, **signed)
    assert [(line.item, line.money) for line in second.lines.all()] == [(None, paid)]


@pytest.mark.parametrize(
    ("signature", "code"),
    [(SignatureKind.NAME, "a_signature_has_a_name"), (SignatureKind.REFUSED, "a_refusal_to_sign_is_seen_by_two")],
)
def test_a_signature_is_one(stay: Stay, house: House, signature: SignatureKind, code: str) -> None:
    jacket(stay, house)
    signed: dict[str, Any] = {"stay": stay, "direction": IN, "by": house.officer, "at": NOW, "signature": signature}
    assert refused(lambda: services.sign(**signed), Refusal).code == code


# ---- amounts as written ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "amount"),
    [("1250,50", 125_050), ("1 250,50", 125_050), ("1\u00a0250.5 kr", 125_050), ("20", 2_000), ("0,05", 5)],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert amounts.parse(text) == amount


@pytest.mark.parametrize("text", ["", "0", "0,00", "-5", "1,255", "1.250,50", "hundre", "1e9", "999999999999"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(amounts.NotAnAmount):
        amounts.parse(text)


def test_amounts_are_written_as_on_a_receipt() -> None:
    assert amounts.written(125_050, "NOK") == "1\u00a0250,50\u00a0kr"
    assert amounts.written(2_000, "EUR") == "20,00\u00a0EUR"
    assert amounts.written(-5, "NOK") == "\u22120,05\u00a0kr"


# ---- two at once ---------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_who_hand_out_the_same_money_at_once_hand_it_out_once() -> None:
    house = build_house()
    stay = house.resident()
    cash(stay, house, 10_000)

    def out(by: Any, witness: Any) -> Callable[[], Any]:
        return lambda: services.hand_out_money(stay=stay, amount=7_000, by=by, witnessed_by=witness, at=LATER)

    found = race(out(house.officer, house.colleague), out(house.colleague, house.officer))
    assert sorted(type(answer).__name__ for answer in found) == ["MoneyHandling", "PropertyRefused"]
    assert balances(stay.pk) == {"NOK": 3_000}


@pytest.mark.django_db(transaction=True)
def test_the_trigger_itself_queues_two_who_pass_by_the_service() -> None:
    house = build_house()
    stay = house.resident()
    cash(stay, house, 10_000)

    def out(number: int) -> Callable[[], Any]:
        def act() -> Any:
            given = {"direction": OUT, "amount": 7_000, "number": number, "handled_at": LATER}
            try:
                return MoneyHandling.objects.create(
                    stay=stay, handled_by=house.officer, witnessed_by=house.colleague, **given
                )
            except IntegrityError as error:
                return error.__cause__.diag.constraint_name  # type: ignore[union-attr]

        return act

    found = race(out(50_001), out(50_002))
    assert "money_is_never_below_nil" in found
    assert balances(stay.pk) == {"NOK": 3_000}


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_signature_at_once_get_one_receipt() -> None:
    house = build_house()
    stay = house.resident()
    jacket(stay, house)

    def act(by: Any) -> Callable[[], Any]:
        return lambda: services.sign(stay=stay, direction=IN, signature=SignatureKind.PAPER, by=by, at=LATER)

    found = race(act(house.officer), act(house.colleague))
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "PropertyReceipt"]
    assert PropertyReceipt.objects.count() == 1
