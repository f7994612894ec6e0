"""Where everybody is: the one rule, for the present and for any instant of the past."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inmates.choices import AbsenceKind
from inmates.models import Stay
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Bucket
from inmates.services import movements
from tests.corrections.factories import LONG_AGO, NOW, BedFactory, UnitFactory
from tests.inmates.factories import StayFactory
from tests.inmates.house import House, add_history, build_house, minutes, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


def move(house: House, stay: Stay, place: Any, ago: int, **more: Any) -> Any:
    at = minutes(ago)
    follows = whereabouts.of_stay(stay.pk, at).movement_id
    return movements.register_movement(
        stay=stay, to_place=place, left_at=at, follows=follows, by=house.officer, at=at, **more
    )


def test_someone_who_was_never_moved_is_in_the_cell(house: House) -> None:
    where = whereabouts.of_stay(house.resident().pk, NOW)

    assert (where.bucket, where.place_id, where.movement_id, where.on_the_way) == (Bucket.CELL, None, None, False)
    assert where.since == LONG_AGO


def test_a_place_of_the_own_unit_is_on_the_unit_and_in_sight_at_once(house: House) -> None:
    stay = house.resident()
    moved = move(house, stay, house.common_room, 10)

    where = whereabouts.of_stay(stay.pk, NOW)

    assert (where.bucket, where.place_name, where.on_the_way) == (Bucket.UNIT, "Fellesrom", False)
    assert (where.since, where.seen_at, where.seen_by) == (minutes(10), minutes(10), "K. Nesheim")
    assert where.movement_id == moved.pk


def test_a_place_elsewhere_is_inside_and_on_the_way_until_the_other_end_confirms(house: House) -> None:
    stay = house.resident()
    moved = move(house, stay, house.workshop, 10, expected_back_at=NOW + timedelta(minutes=13))
    movements.confirm_arrival(movement=moved, by=house.colleague, at=minutes(4))

    on_the_way, arrived = whereabouts.of_stay(stay.pk, minutes(5)), whereabouts.of_stay(stay.pk, NOW)

    assert (on_the_way.bucket, on_the_way.on_the_way, on_the_way.seen_by) == (Bucket.INSIDE, True, "K. Nesheim")
    assert (arrived.bucket, arrived.on_the_way, arrived.seen_by) == (Bucket.INSIDE, False, "T. Lunde")
    assert (arrived.since, arrived.until) == (minutes(4), NOW + timedelta(minutes=13))


def test_the_common_room_of_another_unit_is_inside_not_on_the_unit(house: House) -> None:
    stay = house.resident()
    house.common_room.unit = UnitFactory.create(prison=house.prison)
    house.common_room.save(update_fields=["unit"])
    move(house, stay, house.common_room, 10)

    assert whereabouts.of_stay(stay.pk, NOW).bucket is Bucket.INSIDE


def test_an_absence_is_outside_whatever_was_moved_before(house: House) -> None:
    stay = house.resident()
    move(house, stay, house.workshop, 60)
    movements.depart(
        stay=stay, kind=AbsenceKind.COURT, destination="Tingretten", departed_at=minutes(30), by=house.officer,
        at=minutes(30), expected_return_at=NOW + timedelta(hours=1),
    )  # fmt: skip

    where = whereabouts.of_stay(stay.pk, NOW)

    assert (where.bucket, where.place_name, where.place_kind) == (Bucket.OUTSIDE, "Tingretten", "COURT")
    assert (where.since, where.until, where.seen_by) == (minutes(30), NOW + timedelta(hours=1), "K. Nesheim")


def test_whoever_comes_back_is_in_the_cell_and_not_where_they_left_from(house: House) -> None:
    stay = house.resident()
    moved = move(house, stay, house.workshop, 60)
    absence = movements.depart(
        stay=stay, kind=AbsenceKind.HOSPITAL, departed_at=minutes(30), by=house.officer, at=minutes(30)
    )
    movements.return_from(absence=absence, returned_at=minutes(5), by=house.colleague, at=minutes(5))

    where = whereabouts.of_stay(stay.pk, NOW)

    assert (where.bucket, where.since, where.seen_by) == (Bucket.CELL, minutes(5), "T. Lunde")
    assert where.movement_id == moved.pk


def test_an_undone_movement_never_happened(house: House) -> None:
    stay = house.resident()
    first = move(house, stay, house.common_room, 20)
    undone = move(house, stay, house.workshop, 3)
    movements.undo_movement(movement=undone, by=house.officer, at=minutes(2))

    where = whereabouts.of_stay(stay.pk, NOW)

    assert (where.place_name, where.movement_id) == ("Fellesrom", first.pk)


def test_where_was_everyone_at_a_past_minute_is_the_same_question(house: House) -> None:
    stay = house.resident()
    move(house, stay, house.common_room, 60)
    move(house, stay, house.workshop, 30)
    move(house, stay, None, 10)

    asked = [whereabouts.of_stay(stay.pk, minutes(ago)).place_name for ago in (90, 60, 45, 30, 11, 10, 0)]

    cell = whereabouts.of_stay(stay.pk, minutes(90)).place_name
    assert asked == [cell, "Fellesrom", "Fellesrom", "Verksted", "Verksted", cell, cell]


def test_someone_without_a_cell_is_inside(house: House) -> None:
    stay = StayFactory.create()

    assert whereabouts.of_stay(stay.pk, NOW).bucket is Bucket.INSIDE


def test_one_query_whatever_the_number_of_people(house: House) -> None:
    stays = [house.resident().pk for _ in range(5)]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = whereabouts.of_stays(stays, NOW)

    assert (len(queries), len(found)) == (1, 5)
    assert whereabouts.of_stays([], NOW) == {}


def test_no_growing_table_is_read_from_end_to_end(house: House) -> None:
    add_history(StayFactory.create(), BedFactory.create(unit=house.unit))
    stays = [house.resident().pk for _ in range(5)]

    plan = plan_of(whereabouts.QUERY, {"stays": stays, "at": NOW})

    assert not re.search(r"Seq Scan on inmates_(placement|absence|movement)", plan), plan
    for index in ("placement_open", "absence_last", "movement_last"):
        assert index in plan, plan
    # of what has ended, by the person or by the bed: with one person's history both cost the same
    assert re.search("a_person_has_one_bed_at_a_time|a_bed_holds_one_person_at_a_time", plan), plan
