"""Moving people: what is refused, who is told what, and that of two officers one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import translation

from corrections.models import WriteRecord
from corrections.periods import ended
from corrections.refusals import Conflict, Refusal
from inmates.choices import AbsenceKind
from inmates.models import Absence, LegalStatus, Movement, Placement, Stay
from inmates.rules.movements import UNDO_WITHIN
from inmates.selectors import whereabouts
from inmates.services import movements
from tests.corrections.factories import LONG_AGO, NOW, PlaceFactory
from tests.inmates.factories import StayFactory
from tests.inmates.house import House, build_house, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def move(house: House, stay: Stay, place: Any, *, ago: int = 0, **more: Any) -> Movement:
    at = minutes(ago)
    values = {"left_at": at, "by": house.officer, "at": at, "follows": whereabouts.of_stay(stay.pk, at).movement_id}
    return movements.register_movement(stay=stay, to_place=place, **{**values, **more})


def depart(house: House, stay: Stay, *, ago: int = 0, **more: Any) -> Absence:
    values = {"kind": AbsenceKind.COURT, "departed_at": minutes(ago), "at": minutes(ago), "by": house.officer}
    return movements.depart(stay=stay, **{**values, **more})


def refused(code: str, act: Callable[[], object]) -> str:
    """The sentence of the refusal; nothing was written."""
    before = (Movement.objects.count(), Absence.objects.count(), WriteRecord.objects.count())
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    assert (Movement.objects.count(), Absence.objects.count(), WriteRecord.objects.count()) == before
    return str(caught.value)


# ---- what happens ------------------------------------------------------------------------------------------------
def test_a_movement_follows_the_one_before_it_and_says_from_where(house: House) -> None:
    stay = house.resident()
    first = move(house, stay, house.common_room, ago=20)
    second = move(house, stay, house.workshop, ago=5)

    assert (second.follows_id, second.from_place_id, second.to_place_id) == (
        first.pk,
        house.common_room.pk,
        house.workshop.pk,
    )
    assert (second.registered_by, second.seen_by, second.arrived_at) == (house.officer, None, None)
    assert WriteRecord.objects.filter(act="inmates.register_movement").count() == 2


def test_an_arrival_is_confirmed_by_the_other_end(house: House) -> None:
    moved = move(house, house.resident(), house.school, ago=5)

    arrived = movements.confirm_arrival(movement=moved, by=house.colleague, at=NOW)

    assert (arrived.arrived_at, arrived.seen_by) == (NOW, house.colleague)


def test_back_in_the_cell_is_a_movement_too(house: House) -> None:
    stay = house.resident()
    move(house, stay, house.workshop, ago=5)

    assert move(house, stay, None).arrived_at == NOW


# ---- somebody else was first ---------------------------------------------------------------------------------------
def test_the_second_officer_is_told_who_moved_the_person_where_and_when(house: House) -> None:
    stay = house.resident("Karimi", "Ali")
    move(house, stay, house.workshop, ago=2)

    words = refused("moved_since", lambda: move(house, stay, house.school, follows=None, by=house.colleague))

    assert words == (
        "K. Nesheim moved Karimi, Ali to Verksted at 14:30. Look at where the person is before you register."
    )


def test_a_form_that_saw_a_movement_that_was_undone_since_is_told(house: House) -> None:
    stay = house.resident()
    seen = move(house, stay, house.workshop, ago=2)
    movements.undo_movement(movement=seen, by=house.officer, at=minutes(1))

    words = refused("already_undone", lambda: move(house, stay, house.school, follows=seen.pk, by=house.colleague))

    assert words == "K. Nesheim has already undone the movement, at 14:31."


def test_an_arrival_is_confirmed_once(house: House) -> None:
    moved = move(house, house.resident(), house.school, ago=5)
    movements.confirm_arrival(movement=moved, by=house.colleague, at=minutes(1))

    words = refused("already_arrived", lambda: movements.confirm_arrival(movement=moved, by=house.officer, at=NOW))

    assert words == "T. Lunde has already confirmed the arrival, at 14:31."


def test_nobody_departs_twice(house: House) -> None:
    stay = house.resident("Karimi", "Ali")
    depart(house, stay, ago=5, destination="Tingretten")

    words = refused("outside", lambda: depart(house, stay))

    assert words == (
        "Karimi, Ali has been outside the prison (Tingretten) since 14:27, registered by K. Nesheim. "
        "Register the return first."
    )


def test_nobody_returns_twice(house: House) -> None:
    absence = depart(house, house.resident(), ago=5)
    movements.return_from(absence=absence, returned_at=minutes(1), by=house.colleague, at=minutes(1))

    refused(
        "already_returned",
        lambda: movements.return_from(absence=absence, returned_at=NOW, by=house.officer, at=NOW),
    )


# ---- what cannot be --------------------------------------------------------------------------------------------------
def test_nobody_is_moved_while_outside(house: House) -> None:
    stay = house.resident()
    depart(house, stay, ago=5)

    refused("outside", lambda: move(house, stay, house.workshop))


def test_nobody_is_moved_to_a_place_of_another_prison(house: House) -> None:
    stay = house.resident()
    refused("other_prison", lambda: move(house, stay, PlaceFactory.create()))


def test_nobody_is_moved_to_a_closed_place(house: House) -> None:
    stay = house.resident()
    house.workshop.is_active = False
    house.workshop.save(update_fields=["is_active"])

    refused("closed_place", lambda: move(house, stay, house.workshop))


def test_nobody_is_moved_to_where_they_are(house: House) -> None:
    stay = house.resident()
    refused("already_there", lambda: move(house, stay, None))
    move(house, stay, house.workshop, ago=3)

    refused("already_there", lambda: move(house, stay, house.workshop))


@pytest.mark.parametrize(
    ("code", "left_at"),
    [
        ("future", NOW + timedelta(minutes=1)),
        ("before_the_last_movement", minutes(40)),
        ("before_the_stay", LONG_AGO - timedelta(days=1)),
    ],
)
def test_a_movement_happened_after_the_last_one_and_before_now(house: House, code: str, left_at: Any) -> None:
    stay = house.resident()
    move(house, stay, house.workshop, ago=30)

    refused(code, lambda: move(house, stay, house.school, left_at=left_at))


def test_a_movement_happened_after_the_last_return(house: House) -> None:
    stay = house.resident()
    absence = depart(house, stay, ago=50)
    movements.return_from(absence=absence, returned_at=minutes(20), by=house.officer, at=minutes(20))

    refused("before_the_return", lambda: move(house, stay, house.school, left_at=minutes(30)))


def test_nobody_is_expected_back_before_they_leave_nor_out_of_their_own_cell(house: House) -> None:
    stay = house.resident()
    refused("back_first", lambda: move(house, stay, house.school, expected_back_at=NOW))
    refused("return_before_departure", lambda: depart(house, stay, expected_return_at=NOW))


def test_an_absence_has_a_known_reason_and_is_not_in_the_future(house: House) -> None:
    stay = house.resident()
    refused("unknown_kind", lambda: depart(house, stay, kind="PICNIC"))
    refused("future", lambda: depart(house, stay, departed_at=NOW + timedelta(minutes=1), at=NOW))


def test_a_return_is_after_the_departure_and_not_in_the_future(house: House) -> None:
    absence = depart(house, house.resident(), ago=5)

    def come_back(returned_at: Any) -> object:
        return movements.return_from(absence=absence, returned_at=returned_at, by=house.officer, at=NOW)

    refused("return_before_departure", lambda: come_back(minutes(5)))
    refused("future", lambda: come_back(NOW + timedelta(minutes=1)))


def test_whoever_is_released_or_has_no_cell_is_not_moved(house: House) -> None:
    released, unplaced = house.resident(), StayFactory.create()
    period = ended(released.during, minutes(60))
    for model in (Placement, LegalStatus):
        row = model.objects.get(stay=released)
        row.during = period
        row.save(update_fields=["during"])
    released.during = period
    released.save(update_fields=["during"])

    refused("released", lambda: move(house, released, house.workshop))
    refused("no_cell", lambda: move(house, unplaced, house.workshop))


# ---- undo ---------------------------------------------------------------------------------------------------
def test_only_the_last_movement_is_undone(house: House) -> None:
    stay = house.resident()
    first = move(house, stay, house.workshop, ago=2)
    move(house, stay, house.school, ago=1)

    refused("moved_since", lambda: movements.undo_movement(movement=first, by=house.officer, at=NOW))


def test_a_movement_is_undone_once_by_the_one_who_registered_it_and_soon(house: House) -> None:
    stay = house.resident()
    moved = move(house, stay, house.workshop, ago=2)

    refused("not_yours", lambda: movements.undo_movement(movement=moved, by=house.colleague, at=NOW))
    late = minutes(2) + UNDO_WITHIN + timedelta(seconds=1)
    refused("too_late", lambda: movements.undo_movement(movement=moved, by=house.officer, at=late))
    movements.undo_movement(movement=moved, by=house.officer, at=minutes(1))
    refused("already_undone", lambda: movements.undo_movement(movement=moved, by=house.officer, at=NOW))
    assert Movement.objects.get(pk=moved.pk).undone_by == house.officer


# ---- races: real threads, real transactions -----------------------------------------------------------------
def race(*acts: Callable[[], object]) -> list[object]:
    """All at once, each on a connection of its own. What each came to: its result, or the refusal it was given."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=10)
            with translation.override("en"):
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_move_the_same_person_one_wins_and_the_other_is_told(house: House) -> None:
    stay = house.resident("Karimi", "Ali")

    came_to = race(
        lambda: move(house, stay, house.workshop, follows=None),
        lambda: move(house, stay, house.school, follows=None, by=house.colleague),
    )

    assert Movement.objects.filter(stay=stay).count() == 1
    won = Movement.objects.get(stay=stay)
    (told,) = [result for result in came_to if isinstance(result, Conflict)]
    assert str(told).startswith(f"{won.registered_by} moved Karimi, Ali to {won.to_place} at 14:32.")


@pytest.mark.django_db(transaction=True)
def test_of_ten_confirmations_of_one_arrival_one_is_written(house: House) -> None:
    moved = move(house, house.resident(), house.school, ago=5)

    came_to = race(*[lambda: movements.confirm_arrival(movement=moved, by=house.colleague, at=NOW)] * 10)

    assert [type(result).__name__ for result in came_to].count("Movement") == 1
    assert WriteRecord.objects.filter(act="inmates.confirm_arrival").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_departure_and_a_movement_at_once_leave_one_truth(house: House) -> None:
    stay = house.resident()

    came_to = race(lambda: depart(house, stay), lambda: move(house, stay, house.workshop))

    refusals = [result for result in came_to if isinstance(result, Refusal)]
    moved_first = Movement.objects.filter(stay=stay).exists()
    assert Absence.objects.filter(stay=stay).count() == 1
    assert len(refusals) == (0 if moved_first else 1)
