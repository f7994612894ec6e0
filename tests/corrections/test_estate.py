"""The estate's services: who may live where, and what cannot be done to buildings with people in them.

The cases follow the capacity rules of the best peer system; a number in a docstring is that rule's code there.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from corrections.choices import CellKind, ClosureReason, SecurityLevel, UnitFunction
from corrections.models import Bed, Cell, CellClosure, Place, Prison, Unit, User, WriteRecord
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import estate
from tests.commit import at_commit
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, PrisonFactory, UnitFactory, UserFactory
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> User:
    return UserFactory.create(first_name="Hanne", last_name="Brekke")


def refused(code: str, act: Any, /, **arguments: Any) -> Refusal:
    """The act is refused with ``code``, in a sentence, and nothing is written."""
    written = WriteRecord.objects.count()
    with pytest.raises(Refusal) as caught:
        act(**arguments, at=NOW)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    assert WriteRecord.objects.count() == written
    return caught.value


def capacities(cell: Cell) -> tuple[int, int, int, int]:
    cell.refresh_from_db()
    return cell.physical_places, cell.places_in_use, cell.certified_places, cell.beds.count()


# ---- units and cells -----------------------------------------------------------------------------------------
def test_a_unit_is_created_with_who_did_it(leader: User) -> None:
    unit = estate.create_unit(
        prison=PrisonFactory.create(),
        code=" B2 ",
        name="Avdeling B2",
        security_level=SecurityLevel.HIGH,
        function=UnitFunction.REMAND,
        by=leader,
        at=NOW,
    )
    assert Unit.objects.get().code == "B2"
    record = WriteRecord.objects.get()
    assert (record.act, record.by, record.at, record.subject_id) == ("corrections.create_unit", leader, NOW, unit.pk)


def test_two_units_of_a_prison_never_share_a_code(leader: User) -> None:
    unit = UnitFactory.create(code="B2")
    values: dict[str, Any] = {
        "name": "Ny",
        "security_level": SecurityLevel.HIGH,
        "function": UnitFunction.REMAND,
        "by": leader,
    }
    refused("one_unit_of_a_code_per_prison", estate.create_unit, prison=unit.prison, code="B2", **values)
    assert Unit.objects.count() == 1
    assert estate.create_unit(prison=PrisonFactory.create(), code="B2", **values, at=NOW).code == "B2"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("security_level", "a_unit_has_a_known_level"),
        ("function", "a_unit_has_a_known_function"),
        ("sex", "a_unit_has_a_known_sex"),
    ],
)
def test_a_unit_is_of_a_known_kind(leader: User, field: str, code: str) -> None:
    values = {"security_level": SecurityLevel.HIGH, "function": UnitFunction.REMAND, "sex": "M"} | {field: "?"}
    refused(code, estate.create_unit, prison=PrisonFactory.create(), code="B2", name="B2", **values, by=leader)
    assert not Unit.objects.exists()


def test_a_changed_unit_keeps_its_code(leader: User) -> None:
    unit = UnitFactory.create(code="B2")
    estate.change_unit(
        unit=unit,
        name="Ny",
        security_level=SecurityLevel.LOWER,
        function=UnitFunction.WOMEN,
        sex="F",
        position=9,
        by=leader,
        at=NOW,
    )
    unit.refresh_from_db()
    assert (unit.code, unit.name, unit.security_level, unit.position) == ("B2", "Ny", SecurityLevel.LOWER, 9)
    assert unit.history.count() == 2


def test_a_cell_gets_a_bed_for_each_physical_place(leader: User) -> None:
    cell = estate.create_cell(
        unit=UnitFactory.create(), code="B2-01", physical_places=2, places_in_use=1, by=leader, at=NOW
    )
    connection.check_constraints()
    assert capacities(cell) == (2, 1, 2, 2)
    assert list(cell.beds.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_cells_of_a_unit_never_share_a_code(leader: User) -> None:
    cell = CellFactory.create(code="B2-01")
    refused("one_cell_of_a_code_per_unit", estate.create_cell, unit=cell.unit, code="B2-01", by=leader)
    assert Cell.objects.count() == Bed.objects.count() == 1


def test_a_cell_without_a_code_is_refused(leader: User) -> None:
    refused("nothing_said", estate.create_cell, unit=UnitFactory.create(), code="  ", by=leader)
    assert not Cell.objects.exists()


def test_a_changed_cell_says_what_it_is(leader: User) -> None:
    cell = CellFactory.create()
    estate.change_cell(cell=cell, floor=2, position=4, kind=CellKind.SECURITY, sanitary="SHARED", by=leader, at=NOW)
    cell.refresh_from_db()
    assert (cell.floor, cell.position, cell.kind, cell.sanitary) == (2, 4, CellKind.SECURITY, "SHARED")


# ---- capacities ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("places", "code"),
    [
        ((0, 0, 0), "a_cell_has_a_place"),  # 106: a cell that can hold nobody
        ((1, 2, 1), "places_in_use_never_above_physical"),  # 114: in use above the most
        ((1, 1, 2), "certified_places_never_above_physical"),
        ((2, -1, 1), "corrections_cell_places_in_use_check"),  # 102: below nothing
        ((2, 1, -1), "corrections_cell_certified_places_check"),
    ],
)
def test_impossible_capacities_are_refused(leader: User, places: tuple[int, int, int], code: str) -> None:
    cell = CellFactory.create(places=1)
    names = ("physical_places", "places_in_use", "certified_places")
    changed = "negative_places" if min(places) < 0 else code
    refused(changed, estate.change_capacity, cell=cell, **dict(zip(names, places, strict=True)), by=leader)
    assert capacities(cell) == (1, 1, 1, 1)
    refused(code, estate.create_cell, unit=cell.unit, code="new", **dict(zip(names, places, strict=True)), by=leader)
    assert Cell.objects.count() == 1


def test_fewer_than_no_physical_places_are_refused(leader: User) -> None:
    arguments: dict[str, Any] = {"physical_places": -1, "places_in_use": -1, "certified_places": -1, "by": leader}
    with pytest.raises(Refusal) as caught:
        estate.create_cell(unit=UnitFactory.create(), code="new", **arguments, at=NOW)
    assert caught.value.code in {"a_cell_has_a_place", "corrections_cell_physical_places_check"}
    assert not Cell.objects.exists()


def test_beds_follow_the_physical_places(leader: User) -> None:
    cell = CellFactory.create(places=1)
    estate.change_capacity(
        cell=cell, physical_places=3, places_in_use=2, certified_places=1, reason="Dublert", by=leader, at=NOW
    )
    assert capacities(cell) == (3, 2, 1, 3)
    estate.change_capacity(cell=cell, physical_places=2, places_in_use=2, certified_places=2, by=leader, at=NOW)
    assert capacities(cell) == (2, 2, 2, 2)
    connection.check_constraints()
    record = WriteRecord.objects.order_by("pk")[0]
    assert (record.detail, record.reason) == ({"before": [1, 1, 1], "after": [3, 2, 1]}, "Dublert")


def test_in_use_never_falls_below_who_lives_there(leader: User) -> None:
    """141, and 117 for the physical places."""
    cell = PlacementFactory.create(cell=CellFactory.create(places=2)).bed.cell
    places = {"physical_places": 2, "places_in_use": 0, "certified_places": 2}
    refused("places_in_use_cover_who_lives_there", estate.change_capacity, cell=cell, **places, by=leader)
    assert capacities(cell) == (2, 2, 2, 2)


def test_a_bed_that_somebody_has_lived_in_stays(leader: User) -> None:
    cell = CellFactory.create(places=2)
    PlacementFactory.create(bed=cell.beds.get(number=2))
    places = {"physical_places": 1, "places_in_use": 1, "certified_places": 1}
    refusal = refused("a_bed_with_a_past_stays", estate.change_capacity, cell=cell, **places, by=leader)
    assert "2" in str(refusal)
    assert capacities(cell) == (2, 2, 2, 2)


def test_operational_capacity_never_above_physical_places(leader: User) -> None:
    """116, from both sides: the prison's figure is raised, or the cells shrink below it."""
    cell = CellFactory.create(places=2)
    prison = cell.unit.prison
    refused(
        "operational_capacity_never_above_physical_places",
        checked(estate.set_operational_capacity),
        prison=prison,
        places=3,
        by=leader,
    )
    Prison.objects.filter(pk=prison.pk).update(operational_capacity=None)
    connection.check_constraints()
    estate.set_operational_capacity(prison=prison, places=2, by=leader, at=NOW)
    refused(
        "operational_capacity_never_above_physical_places",
        checked(estate.change_capacity),
        cell=cell,
        physical_places=1,
        places_in_use=1,
        certified_places=1,
        by=leader,
    )


def checked(act: Any) -> Any:
    """The act with the checks that PostgreSQL leaves for the commit done at its end."""
    return explained()(partial(at_commit, act))


def test_a_negative_operational_capacity_is_refused(leader: User) -> None:
    prison = CellFactory.create().unit.prison
    refused(
        "corrections_prison_operational_capacity_check",
        estate.set_operational_capacity,
        prison=prison,
        places=-1,
        by=leader,
    )
    prison.refresh_from_db()
    assert prison.operational_capacity is None


# ---- cells out of use ----------------------------------------------------------------------------------------
def test_a_cell_is_closed_with_why_and_until_when(leader: User) -> None:
    cell = CellFactory.create()
    back = (NOW + timedelta(days=7)).date()
    closure = estate.close_cell(
        cell=cell, reason=ClosureReason.DAMAGED, note="Knust vindu", expected_return_on=back, by=leader, at=NOW
    )
    assert (closure.during.lower, closure.during.upper, closure.closed_by) == (NOW, None, leader)
    assert CellClosure.objects.as_of(NOW).get() == closure
    assert WriteRecord.objects.get().act == "corrections.close_cell"


def test_an_occupied_cell_is_not_closed(leader: User) -> None:
    """109."""
    cell = PlacementFactory.create().bed.cell
    refused("an_occupied_cell_is_not_closed", estate.close_cell, cell=cell, reason=ClosureReason.DAMP, by=leader)
    assert not CellClosure.objects.exists()


def test_a_closed_cell_is_not_closed_again_and_says_who_closed_it(leader: User) -> None:
    cell = CellFactory.create()
    estate.close_cell(cell=cell, reason=ClosureReason.DAMP, by=leader, at=NOW - timedelta(minutes=2))
    again = refused("already_closed", estate.close_cell, cell=cell, reason=ClosureReason.PEST, by=UserFactory.create())
    assert isinstance(again, Conflict)
    assert "H. Brekke" in str(again)
    assert "14:30" in str(again)
    assert CellClosure.objects.count() == 1


def test_another_reason_needs_words(leader: User) -> None:
    refused("no_reason", estate.close_cell, cell=CellFactory.create(), reason=ClosureReason.OTHER, note=" ", by=leader)
    assert not CellClosure.objects.exists()


def test_nobody_expects_a_cell_back_yesterday(leader: User) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    cell = CellFactory.create()
    arguments: dict[str, Any] = {"cell": cell, "reason": ClosureReason.DAMP, "by": leader}
    refused("return_in_the_past", estate.close_cell, **arguments, expected_return_on=yesterday)
    closure = estate.close_cell(**arguments, expected_return_on=NOW.date(), at=NOW)
    refused("return_in_the_past", estate.expect_return, closure=closure, on=yesterday, by=leader)
    estate.expect_return(closure=closure, on=None, by=leader, at=NOW)
    closure.refresh_from_db()
    assert closure.expected_return_on is None


def test_a_cell_is_reopened_once_and_the_second_is_told_who_and_when(leader: User) -> None:
    closure = estate.close_cell(
        cell=CellFactory.create(), reason=ClosureReason.DAMP, by=leader, at=NOW - timedelta(days=1)
    )
    estate.reopen_cell(closure=closure, by=leader, at=NOW)
    closure.refresh_from_db()
    assert (closure.during.upper, closure.reopened_at, closure.reopened_by) == (NOW, NOW, leader)
    again = refused("already_reopened", estate.reopen_cell, closure=closure, by=UserFactory.create())
    assert isinstance(again, Conflict)
    assert "H. Brekke" in str(again)


def test_a_cell_is_not_reopened_before_it_was_closed(leader: User) -> None:
    closure = estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=leader, at=NOW)
    refused("reopened_too_early", estate.reopen_cell, closure=closure, by=leader)
    closure.refresh_from_db()
    assert closure.reopened_at is None


# ---- places --------------------------------------------------------------------------------------------------
def test_a_place_lies_on_a_unit_of_its_own_prison(leader: User) -> None:
    unit, prison = UnitFactory.create(), PrisonFactory.create()
    values: dict[str, Any] = {"code": "kjokken", "name": "Kjøkken", "by": leader}
    refused("unit_of_another_prison", estate.create_place, prison=prison, unit=unit, **values)
    assert not Place.objects.exists()
    assert estate.create_place(prison=unit.prison, unit=unit, **values, at=NOW).unit == unit


def test_two_places_of_a_prison_never_share_a_code(leader: User) -> None:
    place = PlaceFactory.create(code="gym")
    refused("one_place_of_a_code_per_prison", estate.create_place, prison=place.prison, code="gym", name="G", by=leader)
    assert Place.objects.count() == 1


def test_a_place_that_is_given_up_keeps_its_name(leader: User) -> None:
    place = PlaceFactory.create(name="Verksted")
    estate.change_place(
        place=place, name=place.name, kind=place.kind, unit=None, position=0, is_active=False, by=leader, at=NOW
    )
    place.refresh_from_db()
    assert (place.name, place.is_active) == ("Verksted", False)
