"""A prison in numbers: they add up, at any instant, and are those of the units in scope."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from corrections.choices import ClosureReason, PlaceKind, Role
from corrections.models import Prison, Unit
from corrections.services import estate
from inmates.choices import AbsenceKind
from inmates.models import Movement, Placement
from inmates.selectors import overview, roll
from inmates.services import movements
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, PrisonFactory, UnitFactory, UserFactory, staff
from tests.corrections.pages import at_instant, signed_in
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(slug="fjordvik")


@pytest.fixture
def unit(prison: Prison) -> Unit:
    """Five residents: two in their cells, one on the unit, one in the workshop, one at court."""
    unit = UnitFactory.create(prison=prison)
    placements = [PlacementFactory.create(unit=unit, start=NOW - 9 * HOUR) for _ in range(5)]
    common = PlaceFactory.create(prison=prison, unit=unit, kind=PlaceKind.COMMON_ROOM)
    went(placements[0], common.pk)
    went(placements[1], PlaceFactory.create(prison=prison).pk)
    movements.depart(
        stay=placements[2].stay, kind=AbsenceKind.COURT, departed_at=NOW - HOUR, by=UserFactory.create(), at=NOW - HOUR
    )
    return unit


def went(placement: Placement, place_id: int) -> None:
    at = NOW - HOUR
    Movement.objects.create(
        stay=placement.stay, to_place_id=place_id, left_at=at, arrived_at=at, registered_at=at, registered_by=None
    )


def test_in_the_cell_on_the_unit_inside_and_outside_add_up_to_the_residents(unit: Unit) -> None:
    (row,) = overview.rows(Unit.objects.filter(pk=unit.pk), NOW)
    people = row.people
    assert (people.in_cell, people.on_unit, people.inside, people.outside) == (2, 1, 1, 1)
    assert people.residents == 5
    assert row.free == 0


def test_the_past_is_asked_with_the_same_statement(unit: Unit) -> None:
    (then,) = overview.rows(Unit.objects.filter(pk=unit.pk), NOW - 2 * HOUR)
    assert (then.people.residents, then.people.in_cell) == (5, 5)
    (before,) = overview.rows(Unit.objects.filter(pk=unit.pk), NOW - 10 * HOUR)
    assert before.people.residents == 0


def test_a_closed_cell_has_no_free_place_and_two_in_a_cell_for_one_are_crowded(unit: Unit) -> None:
    estate.close_cell(
        cell=CellFactory.create(unit=unit), reason=ClosureReason.DAMP, by=UserFactory.create(), at=NOW - HOUR
    )
    cell = CellFactory.create(unit=unit, places=2, certified_places=0)
    for number in (1, 2):
        PlacementFactory.create(bed=cell.beds.get(number=number), start=NOW - HOUR)
    (row,) = overview.rows(Unit.objects.filter(pk=unit.pk), NOW)
    assert (row.capacity.physical, row.capacity.in_use, row.capacity.closed, row.free) == (8, 7, 1, 0)
    assert row.is_crowded


def test_who_is_received_and_has_no_bed_is_counted_apart(prison: Prison, unit: Unit) -> None:
    StayFactory.create(reception_prison=prison)
    StayFactory.create(reception_prison=PrisonFactory.create())
    PlacementFactory.create(stay=StayFactory.create(reception_prison=prison), unit=unit)
    assert overview.without_a_cell(prison.pk, NOW) == 1


def test_an_officer_is_shown_the_own_unit_alone(prison: Prison, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)
    PlacementFactory.create(unit=UnitFactory.create(prison=prison))
    page = signed_in(staff(Role.OFFICER, unit=unit)).get(reverse("prison", args=["fjordvik"]))
    assert [row.unit for row in page.context["rows"]] == [unit]
    assert page.context["people"].residents == 5
    assert page.context["waiting"] is None
    whole = signed_in(staff(Role.LEADER, prison=prison)).get(reverse("prison", args=["fjordvik"]))
    assert whole.context["people"].residents == 6
    assert whole.context["waiting"] == 0


def test_the_overview_and_the_roll_count_the_same_people(
    prison: Prison, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_instant(monkeypatch, NOW)
    StayFactory.create(reception_prison=prison)
    client = signed_in(staff(Role.LEADER, prison=prison))
    page = client.get(reverse("prison", args=["fjordvik"]))
    assert page.context["on_the_roll"] == 6
    assert len(roll.entries([prison.pk], NOW)) == 6
    words = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert re.search(r"On the roll +6 ", words)
    assert re.search(r"Received, without a cell +1 +Together +6 ", words)
