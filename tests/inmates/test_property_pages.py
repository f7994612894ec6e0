"""The tab “Property”: what is kept, the money, the receipts; forms that two officers fill in; the receipt on paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from inmates.models import Language, MoneyHandling, PropertyItem, PropertyReceipt, Stay
from inmates.selectors.property import balances
from inmates.services import property as keeping
from tests.corrections.factories import NOW, staff
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.house import House, build_house

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


@pytest.fixture
def client(house: House) -> Client:
    return signed_in(house.officer)


def to(stay: Stay, name: str, *args: Any) -> str:
    return reverse(name, args=[stay.person.uuid, *args])


def tab(stay: Stay) -> str:
    return to(stay, "person_tab", "property")


def test_a_thing_is_received_and_waits_for_a_signature(stay: Stay, house: House, client: Client) -> None:
    sent = {"category": "CLOTHES", "description": "Jakke", "quantity": "2", "container": "Pose 12", "seal": "S-88"}
    response = client.post(to(stay, "property_receive"), sent)
    assert (response.status_code, response.url) == (302, tab(stay))  # type: ignore[attr-defined]
    page = text_of(client.get(tab(stay)))
    assert "2 × Jakke" in page
    assert "Pose 12 · seal S-88" in page
    assert "Received, and not signed for yet" in page


def test_money_is_received_with_a_colleague_and_stands_in_the_ledger(stay: Stay, house: House, client: Client) -> None:
    sent = {"amount": "1 250,50", "currency": "nok", "method": "CASH", "witness": str(house.colleague.pk)}
    assert client.post(to(stay, "money_receive"), sent).status_code == 302
    page = text_of(client.get(tab(stay)))
    assert "1 250,50 kr" in page
    assert "K. Nesheim, T. Lunde" in page


def test_nobody_chooses_themselves_as_the_second(stay: Stay, house: House, client: Client) -> None:
    sent = {"amount": "100", "currency": "NOK", "method": "CASH", "witness": str(house.officer.pk)}
    response = client.post(to(stay, "money_receive"), sent)
    assert response.status_code == 422
    assert not MoneyHandling.objects.exists()


def test_what_is_no_amount_is_said_at_the_field(stay: Stay, house: House, client: Client) -> None:
    sent = {"amount": "-5", "currency": "kroner", "method": "CASH", "witness": str(house.colleague.pk)}
    page = text_of(client.post(to(stay, "money_receive"), sent))
    assert "Write an amount above nil, such as 1 250,50." in page
    assert "Write the currency with three letters" in page or "at most 3 characters" in page


def test_no_more_money_goes_out_than_there_is_and_the_page_says_what_there_is(
    stay: Stay, house: House, client: Client
) -> None:
    keeping.receive_money(stay=stay, amount=10_000, by=house.officer, witnessed_by=house.colleague, at=NOW)
    sent = {"amount": "100,01", "currency": "NOK", "method": "CASH", "witness": str(house.colleague.pk)}
    response = client.post(to(stay, "money_hand_out"), sent)
    assert response.status_code == 422
    assert "has 100,00 kr in keeping" in text_of(response)
    assert balances(stay.pk) == {"NOK": 10_000}


def test_some_things_are_handed_out_and_the_rest_stays(stay: Stay, house: House, client: Client) -> None:
    jacket, watch = (
        keeping.receive_item(stay=stay, description=what, category="OTHER", by=house.officer, at=NOW)
        for what in ("Jakke", "Klokke")
    )
    client.post(to(stay, "property_hand_out"), {"items": [str(jacket.pk)], "note": "Mor hentet"})
    assert list(PropertyItem.objects.kept()) == [watch]
    page = text_of(client.get(tab(stay)))
    assert "1 thing is handed out" in page
    assert "Handed out, and not signed for yet" in page


def test_a_thing_moves_to_the_cell(stay: Stay, house: House, client: Client) -> None:
    item = keeping.receive_item(stay=stay, description="Radio", category="ELECTRONICS", by=house.officer, at=NOW)
    client.post(to(stay, "property_move", item.pk), {"to_place": "IN_CELL"})
    assert "In the cell" in text_of(client.get(tab(stay)))


def test_everything_goes_out_at_once_and_the_person_signs_with_their_name(
    stay: Stay, house: House, client: Client
) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    keeping.receive_money(stay=stay, amount=10_000, by=house.officer, witnessed_by=house.colleague, at=NOW)
    client.post(to(stay, "property_everything"), {"method": "CASH", "witness": str(house.colleague.pk)})
    sign = to(stay, "property_sign", "out")
    page = text_of(client.get(sign))
    assert "Jakke" in page
    assert "100,00 kr" in page
    response = client.post(sign, {"signature": "NAME"})
    assert (response.status_code, "The person writes their name to sign." in text_of(response)) == (422, True)
    assert client.post(sign, {"signature": "NAME", "signed_name": "Andreas Lervik"}).status_code == 302
    assert PropertyReceipt.objects.get().signed_name == "Andreas Lervik"


def test_a_receipt_is_printed_in_the_language_of_the_person(stay: Stay, house: House, client: Client) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    signed: dict[str, Any] = {"stay": stay, "direction": "RECEIVED", "signature": "PAPER", "by": house.officer}
    receipt = keeping.sign(at=NOW, **signed)
    address = to(stay, "property_receipt", receipt.pk)
    assert 'lang="nb"' in text_of(client.get(address))
    Language.objects.create(person=stay.person, code="pl")
    page = text_of(client.get(address))
    assert '<html lang="en"' in page
    assert f"Receipt {receipt.number}" in page
    assert "You get everything back when you leave." in page
    assert '<html lang="nb"' in text_of(client.get(address, {"language": "nb"}))


def test_who_may_only_look_is_shown_no_way_to_hand_out(stay: Stay, house: House) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    page = text_of(signed_in(staff(Role.LEADER, prison=house.prison)).get(tab(stay)))
    assert "Jakke" in page
    assert "Hand out" not in page


def test_the_tab_takes_the_same_number_of_statements_however_much_is_kept(
    stay: Stay, house: House, client: Client
) -> None:
    def bring(number: int) -> None:
        for n in range(number):
            keeping.receive_item(stay=stay, description=f"Ting {n}", category="OTHER", by=house.officer, at=NOW)
            keeping.receive_money(stay=stay, amount=100, by=house.officer, witnessed_by=house.colleague, at=NOW)

    bring(1)
    once = statements_for(client, tab(stay))
    bring(10)
    assert statements_for(client, tab(stay)) == once
