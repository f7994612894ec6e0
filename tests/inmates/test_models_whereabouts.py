"""What PostgreSQL itself refuses about where people are and are supposed to be: each constraint broken on purpose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from corrections.periods import between, since
from corrections.refusals import has_sentence
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.models import Absence, Commitment, LogEntry, Movement, Reservation, Stay
from tests.commit import at_commit, delete_by_sql
from tests.corrections.factories import NOW
from tests.inmates.house import House, build_house, minutes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def broken(constraint: str, act: Callable[[], Any]) -> None:
    """``act`` is refused by that constraint, now or at commit, and the refusal has a sentence for people."""
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


def empty(row: Any) -> Callable[[], Any]:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {row._meta.db_table} SET during = 'empty' WHERE id = %s", [row.pk])  # noqa: S608

    return act


# ---- absences ------------------------------------------------------------------------------------
def absence(stay: Stay, **values: Any) -> Absence:
    given = {"kind": AbsenceKind.COURT, "during": since(minutes(60)), "departed_at": minutes(60)}
    return Absence.objects.create(stay=stay, **{**given, **values})


def test_one_absence_at_a_time(stay: Stay) -> None:
    absence(stay)
    broken("one_absence_at_a_time", lambda: absence(stay, during=since(minutes(5)), departed_at=minutes(5)))


def test_an_absence_has_a_period(stay: Stay) -> None:
    broken("an_absence_has_a_period", empty(absence(stay)))


def test_an_absence_is_known(stay: Stay) -> None:
    broken("an_absence_is_known", lambda: absence(stay, kind="PICNIC"))


def test_nobody_is_expected_back_before_they_left(stay: Stay) -> None:
    broken("nobody_is_expected_back_before_they_left", lambda: absence(stay, expected_return_at=minutes(60)))


def test_an_absence_lasts_from_departure_to_return(stay: Stay) -> None:
    name = "an_absence_lasts_from_departure_to_return"
    broken(name, lambda: absence(stay, departed_at=minutes(59)))
    broken(name, lambda: absence(stay, returned_at=minutes(5)))
    broken(name, lambda: absence(stay, during=between(minutes(60), minutes(5))))
    assert absence(stay, during=between(minutes(60), minutes(5)), returned_at=minutes(5)).pk


# ---- commitments ------------------------------------------------------------------------------------
def commitment(stay: Stay, house: House, **values: Any) -> Commitment:
    given = {
        "kind": CommitmentKind.WORK,
        "label": "Arbeid",
        "place": house.workshop,
        "during": between(NOW, NOW + HOUR),
        "source": "test",
        "booked_at": NOW,
    }
    return Commitment.objects.create(stay=stay, **{**given, **values})


def test_a_person_is_committed_to_one_place_at_a_time(stay: Stay, house: House) -> None:
    name = "a_person_is_committed_to_one_place_at_a_time"
    first = commitment(stay, house)
    other = {"place": house.school, "kind": CommitmentKind.SCHOOL}
    broken(name, lambda: commitment(stay, house, during=between(NOW + HOUR / 2, NOW + 2 * HOUR), **other))
    assert commitment(stay, house, during=between(NOW + HOUR, NOW + 2 * HOUR), **other).pk
    change(first, cancelled_at=NOW, cancelled_by=house.officer)()
    assert commitment(stay, house, **other).pk


def test_a_commitment_has_a_period_and_an_end(stay: Stay, house: House) -> None:
    booked = commitment(stay, house)
    broken("a_commitment_has_a_period", empty(booked))
    broken("a_commitment_has_an_end", lambda: commitment(stay, house, during=since(NOW + HOUR)))


def test_a_commitment_is_known(stay: Stay, house: House) -> None:
    broken("a_commitment_is_known", lambda: commitment(stay, house, kind="PICNIC"))


# ---- movements ------------------------------------------------------------------------------------
def movement(stay: Stay, house: House, **values: Any) -> Movement:
    given = {"to_place": house.workshop, "left_at": minutes(9), "registered_at": NOW, "registered_by": house.officer}
    return Movement.objects.create(stay=stay, **{**given, **values})


def test_one_first_movement_of_a_stay(stay: Stay, house: House) -> None:
    movement(stay, house)
    broken("one_first_movement_of_a_stay", lambda: movement(stay, house))


def test_one_movement_follows_another(stay: Stay, house: House) -> None:
    first = movement(stay, house)
    second = movement(stay, house, follows=first)
    broken("one_movement_follows_another", lambda: movement(stay, house, follows=first))
    change(second, undone_at=NOW, undone_by=house.officer)()
    assert movement(stay, house, follows=first).pk


def test_nobody_arrives_before_leaving(stay: Stay, house: House) -> None:
    broken("nobody_arrives_before_leaving", lambda: movement(stay, house, arrived_at=minutes(10)))


def test_nobody_arrives_twice(stay: Stay, house: House) -> None:
    moved = movement(stay, house, arrived_at=minutes(8))
    broken("nobody_arrives_twice", change(moved, arrived_at=minutes(7)))
    broken("nobody_arrives_twice", change(moved, arrived_at=None))


def test_an_undone_movement_says_who_and_when(stay: Stay, house: House) -> None:
    moved = movement(stay, house)
    broken("an_undone_movement_says_who_and_when", change(moved, undone_at=NOW))
    broken("an_undone_movement_says_who_and_when", change(moved, undone_by=house.officer))


@pytest.mark.parametrize("field", ["left_at", "to_place", "from_place", "registered_by", "stay", "follows"])
def test_a_movement_is_never_rewritten(stay: Stay, house: House, field: str) -> None:
    moved = movement(stay, house)
    values = {
        "left_at": minutes(20),
        "to_place": house.school,
        "from_place": house.school,
        "registered_by": house.colleague,
        "stay": house.resident(),
        "follows": moved,
    }
    broken("a_movement_is_never_rewritten", change(moved, **{field: values[field]}))


def test_an_undone_movement_stays_undone(stay: Stay, house: House) -> None:
    moved = movement(stay, house, undone_at=NOW, undone_by=house.officer)
    broken("a_movement_is_never_rewritten", change(moved, undone_at=None, undone_by=None))


def test_a_movement_is_never_deleted(stay: Stay, house: House) -> None:
    broken("records_are_only_added", delete_by_sql("inmates_movement", movement(stay, house).pk))


# ---- the log ------------------------------------------------------------------------------------
def entry(house: House, **values: Any) -> LogEntry:
    given = {"unit": house.unit, "happened_at": NOW, "written_at": NOW, "text": "Ro", "written_by": house.officer}
    return LogEntry.objects.create(**{**given, **values})


def test_a_log_entry_says_something(house: House) -> None:
    broken("a_log_entry_says_something", lambda: entry(house, text=""))


def test_a_log_entry_is_corrected_once(house: House) -> None:
    first = entry(house)
    entry(house, corrects=first)
    broken("a_log_entry_is_corrected_once", lambda: entry(house, corrects=first))


def test_the_log_is_only_added_to(house: House) -> None:
    line = entry(house)
    broken("records_are_only_added", change(line, text="Uro"))
    broken("records_are_only_added", delete_by_sql("inmates_logentry", line.pk))


# ---- beds that are kept ------------------------------------------------------------------------------------
def test_a_reservation_has_a_period(house: House, stay: Stay) -> None:
    bed = stay.placements.get().bed
    broken("a_reservation_has_a_period", empty(Reservation.objects.create(bed=bed, during=since(NOW), reserved_at=NOW)))
