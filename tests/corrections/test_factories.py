"""The factories themselves: what other tests stand on."""

import pytest
from django.db import connection

from corrections.access import load_access
from corrections.choices import Role
from corrections.permissions import EstatePerm
from inmates.models import LegalStatus
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, UnitFactory, staff
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db


def test_a_cell_comes_with_its_beds() -> None:
    cell = CellFactory.create(places=2)
    assert (cell.physical_places, cell.places_in_use, cell.certified_places, cell.beds.count()) == (2, 2, 2, 2)


def test_a_member_of_staff_holds_what_the_role_holds_at_the_unit_alone() -> None:
    unit, other = UnitFactory.create(), UnitFactory.create()
    access = load_access(staff(Role.OFFICER, unit=unit).pk, at=NOW)
    assert access.units(EstatePerm.VIEW) == {unit.pk}
    assert not access.may(EstatePerm.VIEW, unit_id=other.pk)


def test_who_is_placed_is_admitted_on_a_legal_basis() -> None:
    unit = UnitFactory.create()
    placement = PlacementFactory.create(unit=unit)
    connection.check_constraints()
    assert placement.bed.cell.unit == unit
    assert LegalStatus.objects.filter(stay=placement.stay).count() == 1


def test_a_place_is_in_a_prison() -> None:
    assert PlaceFactory.create().prison.pk
