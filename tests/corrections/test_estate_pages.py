"""The estate's pages: what they show, what they refuse and how, and that a larger prison costs no more statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import ClosureReason, Role
from corrections.models import Cell, CellClosure, Place, Prison, Unit, User
from corrections.services import estate
from tests.corrections.factories import (
    NOW,
    CellFactory,
    PlaceFactory,
    PostingFactory,
    PrisonFactory,
    UnitFactory,
    UserFactory,
    staff,
)
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel", slug="fjordvik")


@pytest.fixture
def unit(prison: Prison) -> Unit:
    return UnitFactory.create(prison=prison, code="B2", name="Avdeling B2")


@pytest.fixture
def leader(prison: Prison) -> User:
    return staff(Role.LEADER, prison=prison)


@pytest.fixture
def client(leader: User) -> Client:
    return signed_in(leader)


def closed(cell: Cell, **values: Any) -> CellClosure:
    return estate.close_cell(cell=cell, reason=ClosureReason.DAMAGED, by=UserFactory.create(), at=NOW, **values)


# ---- what is shown ---------------------------------------------------------------------------------------------
def test_units_show_what_they_hold_and_closed_cells_hold_nobody(client: Client, unit: Unit) -> None:
    for _ in range(3):
        CellFactory.create(unit=unit, places=2)
    closed(CellFactory.create(unit=unit, code="B2-09"), expected_return_on=(NOW + timedelta(days=7)).date())
    page = client.get(reverse("unit_list", args=["fjordvik"]))
    row = page.context["rows"][0].capacity
    assert (row.cells, row.physical, row.in_use, row.certified, row.closed) == (4, 7, 6, 7, 1)
    assert page.context["total"] == row
    assert "B2-09" in text_of(page)
    assert "01.12.2026" in text_of(page)
    assert "in 7 days" in text_of(page)


def test_a_unit_without_cells_counts_nothing(client: Client, unit: Unit) -> None:
    row = client.get(reverse("unit_list", args=["fjordvik"])).context["rows"][0].capacity
    assert (row.cells, row.physical, row.in_use, row.certified, row.closed) == (0, 0, 0, 0, 0)


def test_an_officer_sees_the_own_unit_and_no_button(prison: Prison, unit: Unit) -> None:
    UnitFactory.create(prison=prison, name="Avdeling C1")
    page = text_of(signed_in(staff(Role.OFFICER, unit=unit)).get(reverse("unit_list", args=["fjordvik"])))
    assert "Avdeling B2" in page
    assert "Avdeling C1" not in page
    assert "Add a unit" not in page


def test_cells_stand_in_building_order(client: Client, unit: Unit) -> None:
    for code, floor, position in (("B2-03", 2, 1), ("B2-01", 1, 1), ("B2-02", 1, 2)):
        CellFactory.create(unit=unit, code=code, floor=floor, position=position)
    rows = client.get(reverse("unit_cells", args=[unit.pk])).context["rows"]
    assert [row.cell.code for row in rows] == ["B2-01", "B2-02", "B2-03"]


def test_a_cell_tells_how_often_it_was_out_of_use(client: Client, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = CellFactory.create(unit=unit)
    estate.reopen_cell(closure=closed(cell, note="Knust vindu"), by=UserFactory.create(), at=NOW + timedelta(hours=1))
    at_instant(monkeypatch, NOW + timedelta(hours=2))
    page = text_of(client.get(reverse("cell", args=[cell.pk])))
    assert "Damaged: Knust vindu" in page
    assert "Take" not in page


def test_places_show_where_they_lie(client: Client, prison: Prison, unit: Unit) -> None:
    PlaceFactory.create(prison=prison, unit=unit, name="Kjøkken B2")
    PlaceFactory.create(prison=prison, name="Verksted")
    page = text_of(client.get(reverse("place_list", args=["fjordvik"])))
    assert page.index("Verksted") < page.index("Kjøkken B2")


def test_one_prison_is_opened_at_once_and_several_are_listed(client: Client, leader: User) -> None:
    assert client.get(reverse("estate")).headers["Location"] == reverse("unit_list", args=["fjordvik"])
    elsewhere = PrisonFactory.create(name="Annet fengsel")
    region = staff(Role.REGION, prison=elsewhere)
    PostingFactory.create(user=region, role=Role.REGION, prison=Prison.objects.get(slug="fjordvik"))
    both = text_of(signed_in(region).get(reverse("estate")))
    assert both.index("Annet fengsel") < both.index("Fjordvik fengsel")


# ---- what is changed -------------------------------------------------------------------------------------------
UNIT = {
    "code": "C1",
    "name": "Avdeling C1",
    "security_level": "LOWER",
    "function": "SENTENCED",
    "sex": "M",
    "position": 3,
}
CELL = {"code": "B2-01", "floor": 1, "position": 0, "kind": "ORDINARY", "sanitary": "OWN"}
PLACES = {"physical_places": 1, "places_in_use": 1, "certified_places": 1}


def test_a_unit_is_added_and_changed(client: Client, prison: Prison) -> None:
    added = client.post(reverse("unit_add", args=["fjordvik"]), UNIT, follow=True)
    unit = Unit.objects.get(code="C1")
    assert added.redirect_chain == [(reverse("unit_cells", args=[unit.pk]), 302)]
    assert "Avdeling C1 is added." in text_of(added)
    changed = client.post(reverse("unit_edit", args=[unit.pk]), UNIT | {"name": "Avdeling C", "code": "ignored"})
    assert changed.status_code == 302, text_of(changed)
    unit.refresh_from_db()
    assert (unit.name, unit.code) == ("Avdeling C", "C1")


def test_a_second_unit_of_the_same_code_is_explained_on_the_form(client: Client, unit: Unit) -> None:
    page = client.post(reverse("unit_add", args=["fjordvik"]), UNIT | {"code": "B2"})
    assert page.status_code == 422
    assert "The prison already has a unit with that code. Choose another code." in text_of(page)
    assert 'value="Avdeling C1"' in text_of(page)
    assert Unit.objects.count() == 1


def test_a_cell_is_added_with_its_beds_and_its_capacity_changed(client: Client, unit: Unit) -> None:
    client.post(reverse("cell_add", args=[unit.pk]), CELL | PLACES)
    cell = Cell.objects.get(code="B2-01")
    assert cell.beds.count() == 1
    client.post(reverse("cell_capacity", args=[cell.pk]), PLACES | {"physical_places": 2, "reason": "Dublert"})
    assert cell.beds.count() == 2
    client.post(reverse("cell_edit", args=[cell.pk]), CELL | {"kind": "ACCESSIBLE"})
    cell.refresh_from_db()
    assert cell.kind == "ACCESSIBLE"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("physical_places", "0", "Enter at least 1."),
        ("places_in_use", "-1", "A number of places cannot be negative. Enter 0 or more."),
        ("places_in_use", "2", "At most the physical places, which are 1."),
        ("certified_places", "9", "At most the physical places, which are 1."),
        ("physical_places", "mange", "Enter a whole number."),
        ("certified_places", "", "This field is required."),
    ],
)
def test_impossible_capacities_are_explained_at_the_field(
    client: Client, unit: Unit, field: str, value: str, sentence: str
) -> None:
    cell = CellFactory.create(unit=unit)
    page = client.post(reverse("cell_capacity", args=[cell.pk]), PLACES | {field: value})
    assert page.status_code == 422
    assert sentence in page.context["form"].errors[field]
    cell.refresh_from_db()
    assert (cell.physical_places, cell.places_in_use, cell.certified_places) == (1, 1, 1)


def test_an_occupied_cell_is_neither_closed_nor_emptied_of_places(client: Client, unit: Unit) -> None:
    cell = PlacementFactory.create(unit=unit).bed.cell
    close = client.post(reverse("cell_close", args=[cell.pk]), {"reason": "DAMP"})
    shrink = client.post(reverse("cell_capacity", args=[cell.pk]), PLACES | {"places_in_use": 0})
    assert (close.status_code, shrink.status_code) == (422, 422)
    assert "Somebody lives in the cell." in text_of(close)
    assert "More people live in the cell than that." in text_of(shrink)
    assert not CellClosure.objects.exists()


def test_a_cell_is_closed_and_its_return_moved(client: Client, unit: Unit, leader: User) -> None:
    cell = CellFactory.create(unit=unit)
    client.post(reverse("cell_close", args=[cell.pk]), {"reason": "DAMAGED", "expected_return_on": "1.12.2026"})
    closure = CellClosure.objects.get()
    assert (closure.closed_by, str(closure.expected_return_on)) == (leader, "2026-12-01")
    client.post(reverse("closure_return", args=[closure.pk]), {"on": "02.12.2026"})
    assert "02.12.2026" in text_of(client.get(reverse("cell", args=[cell.pk])))
    assert client.get(reverse("cell_reopen", args=[closure.pk])).status_code == 405


def test_a_closed_cell_is_taken_in_use_again(
    client: Client, unit: Unit, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    closure = closed(CellFactory.create(unit=unit))
    at_instant(monkeypatch, NOW + timedelta(days=1))
    assert client.post(reverse("cell_reopen", args=[closure.pk])).status_code == 302
    closure.refresh_from_db()
    assert (closure.reopened_by, closure.during.upper) == (leader, NOW + timedelta(days=1))
    again = client.post(reverse("cell_reopen", args=[closure.pk]))
    assert again.status_code == 409
    assert f"{leader} reopened this cell" in text_of(again)


def test_the_second_to_close_a_cell_is_told_who_was_first_and_when(client: Client, unit: Unit) -> None:
    cell = CellFactory.create(unit=unit)
    first = UserFactory.create(first_name="Mona", last_name="Dale")
    estate.close_cell(cell=cell, reason=ClosureReason.DAMP, by=first, at=NOW - timedelta(minutes=2))
    page = client.post(reverse("cell_close", args=[cell.pk]), {"reason": "DAMP"})
    assert page.status_code == 409
    assert "M. Dale closed this cell 14:30." in text_of(page)


def test_a_date_that_nobody_understands_is_explained(client: Client, unit: Unit) -> None:
    cell = CellFactory.create(unit=unit)
    page = client.post(reverse("cell_close", args=[cell.pk]), {"reason": "DAMP", "expected_return_on": "neste uke"})
    assert page.status_code == 422
    assert "Write the date as 24.11.2026." in text_of(page)
    assert not CellClosure.objects.exists()


def test_the_operational_capacity_is_set_and_taken_away(client: Client, unit: Unit, prison: Prison) -> None:
    CellFactory.create(unit=unit, places=2)
    for value, expected in (("2", 2), ("", None)):
        client.post(reverse("prison_capacity", args=["fjordvik"]), {"places": value})
        prison.refresh_from_db()
        assert prison.operational_capacity == expected


def test_a_place_is_added_and_given_up(client: Client, prison: Prison, unit: Unit) -> None:
    place = {"code": "kjokken-b2", "name": "Kjøkken", "kind": "KITCHEN", "unit": unit.pk, "position": 0}
    client.post(reverse("place_add", args=["fjordvik"]), place)
    added = Place.objects.get(code="kjokken-b2")
    assert added.is_active
    client.post(reverse("place_edit", args=[added.pk]), place)
    added.refresh_from_db()
    assert not added.is_active


def test_a_unit_of_another_prison_cannot_be_chosen_for_a_place(client: Client, prison: Prison) -> None:
    other = UnitFactory.create()
    place = {"code": "x", "name": "X", "kind": "OTHER", "unit": other.pk, "position": 0}
    assert client.post(reverse("place_add", args=["fjordvik"]), place).status_code == 422
    assert not Place.objects.exists()


def test_htmx_gets_the_form_alone(client: Client, unit: Unit) -> None:
    page = client.post(reverse("unit_add", args=["fjordvik"]), {}, headers={"HX-Request": "true"})
    assert page.status_code == 422
    assert page.content.decode().lstrip().startswith("<form")


# ---- what it costs ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "thing"), [("unit_list", "prison"), ("unit_cells", "unit"), ("place_list", "prison")])
def test_a_page_takes_the_same_number_of_statements_however_large_the_prison_is(
    client: Client, prison: Prison, unit: Unit, name: str, thing: str
) -> None:
    def grow(times: int) -> None:
        for n in range(times):
            more = UnitFactory.create(prison=prison)
            for each in (unit, more):
                CellFactory.create(unit=each)
                closed(CellFactory.create(unit=each))
                PlaceFactory.create(prison=prison, unit=each, code=f"p{each.pk}-{n}-{times}")

    address = reverse(name, args=["fjordvik" if thing == "prison" else unit.pk])
    grow(1)
    small = statements_for(client, address)
    grow(6)
    assert statements_for(client, address) == small
    assert small <= 8
