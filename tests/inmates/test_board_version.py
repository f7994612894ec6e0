"""The number that a poll compares: it changes with everything that a board shows, once a transaction."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from corrections.choices import ClosureReason, Role
from corrections.models import CellClosure, Task
from corrections.periods import since
from corrections.services import work
from inmates.choices import AbsenceKind, CommitmentKind, NonAssociationReason
from inmates.models import BoardVersion, NonAssociation, Reservation, Stay
from inmates.services import commitments, log, movements
from tests.corrections.factories import NOW, CellFactory
from tests.inmates.factories import PlacementFactory, StayFactory
from tests.inmates.house import House, add_history, build_house, minutes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return build_house()


def version(house: House) -> int:
    return BoardVersion.objects.values_list("version", flat=True).get(prison=house.prison)


def move(house: House, stay: Stay) -> object:
    return movements.register_movement(
        stay=stay, to_place=house.workshop, left_at=NOW, follows=None, by=house.officer, at=NOW
    )


def book(house: House, stay: Stay) -> object:
    return commitments.book(
        stay=stay,
        kind=CommitmentKind.WORK,
        label="Arbeid",
        place=house.workshop,
        start=NOW,
        end=NOW + timedelta(hours=1),
        source="test",
        by=house.officer,
        at=NOW,
    )


def close(house: House, stay: Stay) -> object:
    return CellClosure.objects.create(
        cell=CellFactory.create(unit=house.unit),
        during=since(NOW),
        reason=ClosureReason.DAMP,
        closed_at=NOW,
        closed_by=house.officer,
    )


def rename(house: House, stay: Stay) -> None:
    stay.person.family_name = "Berg"
    stay.person.save(update_fields=["family_name"])


def reserve(house: House, stay: Stay) -> object:
    bed = CellFactory.create(unit=house.unit).beds.get()
    return Reservation.objects.create(bed=bed, during=since(NOW), reserved_at=NOW)


def keep_apart(house: House, stay: Stay) -> object:
    other = PlacementFactory.create().stay.person
    first, second = sorted([stay.person_id, other.pk])
    return NonAssociation.objects.create(
        first_id=first, second_id=second, reason=NonAssociationReason.THREAT, during=since(NOW), registered_at=NOW
    )


CHANGES: dict[str, Callable[[House, Stay], object]] = {
    "a movement": move,
    "a departure": lambda house, stay: movements.depart(
        stay=stay, kind=AbsenceKind.COURT, departed_at=minutes(1), by=house.officer, at=NOW
    ),
    "a booking": book,
    "a line in the log": lambda house, stay: log.write(unit=house.unit, text="Ro", by=house.officer, at=NOW),
    "a closed cell": close,
    "a reserved bed": reserve,
    "a pair kept apart": keep_apart,
    "a new resident": lambda house, stay: house.resident(),
    "another name": rename,
    "another name of a place": lambda house, stay: house.workshop.save(),
    "a task": lambda house, stay: work.create_task(
        kind="x", detail={}, role=Role.OFFICER, prison=house.prison, dedupe_key="x", by=None, at=NOW
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_the_board_shows_raises_the_version(house: House, change: str) -> None:
    stay = house.resident()
    house.workshop.name = "Trevare"
    before = version(house)

    CHANGES[change](house, stay)

    assert version(house) > before


def test_a_transaction_counts_once_however_much_it_changes(house: House) -> None:
    stays = [house.resident() for _ in range(3)]
    before = version(house)

    with transaction.atomic():
        for stay in stays:
            move(house, stay)
            book(house, stay)

    assert version(house) == before + 1


def test_a_change_that_is_undone_by_its_transaction_counts_nothing(house: House) -> None:
    stay = house.resident()
    before = version(house)

    with transaction.atomic():
        move(house, stay)
        transaction.set_rollback(True)

    assert version(house) == before


def test_another_prison_is_left_alone(house: House) -> None:
    other = PlacementFactory.create()
    elsewhere = build_house()
    before = version(house) if BoardVersion.objects.filter(prison=house.prison).exists() else 0

    move(elsewhere, elsewhere.resident())

    assert other.bed.cell.unit.prison_id != house.prison.pk
    assert (version(house) if before else 0) == before


def test_a_done_task_counts(house: House) -> None:
    CHANGES["a task"](house, house.resident())
    before = version(house)

    work.complete_task(task=Task.objects.get(), outcome="Gjort", by=house.officer, at=NOW)

    assert version(house) == before + 1


def test_history_loaded_in_bulk_counts_nothing(house: House) -> None:
    house.resident()
    bed = CellFactory.create(unit=house.unit).beds.get()
    stay = StayFactory.create()
    before = version(house)

    with transaction.atomic():
        add_history(stay, bed)

    assert version(house) == before
