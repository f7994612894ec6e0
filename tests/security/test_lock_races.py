"""Two officers with a key each, with threads: both turn, both correct, one locks a person in while the unit turns."""

from datetime import timedelta

import pytest

from corrections.refusals import Conflict
from security.models import LockEvent
from security.services import locking
from tests.security.locking import EVENING, MORNING, Hall, build_hall, by_name, lock_in, unlock
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall() -> Hall:
    return build_hall()


@pytest.mark.parametrize("round_", range(3))
def test_of_two_officers_who_lock_in_at_once_one_is_told_of_the_other(hall: Hall, round_: int) -> None:
    unlock(hall)
    results = together(lambda: lock_in(hall), lambda: lock_in(hall, EVENING + MINUTE, by=hall.lunde))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "LockEvent"], results
    assert LockEvent.objects.filter(act="LOCK").count() == 1


def test_of_two_who_correct_the_same_event_one_is_told_of_the_other(hall: Hall) -> None:
    event = lock_in(hall)
    results = together(
        *[
            lambda: locking.correct(
                event=event, turned_at=EVENING - MINUTE, reason="Feil", by=hall.lunde, at=EVENING + MINUTE
            )
        ]
        * 2
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "LockEvent"], results
    assert LockEvent.objects.standing().get().at == EVENING - MINUTE


def test_two_exceptions_of_one_person_at_once_are_one(hall: Hall) -> None:
    unlock(hall)
    results = together(
        lambda: by_name(hall, "LOCK", MORNING + MINUTE),
        lambda: by_name(hall, "LOCK", MORNING + 2 * MINUTE, by=hall.lunde),
    )
    assert sum(isinstance(result, LockEvent) for result in results) == 1, results
    assert isinstance(next(result for result in results if not isinstance(result, LockEvent)), Conflict)


def test_a_person_is_locked_in_by_name_while_the_unit_turns(hall: Hall) -> None:
    results = together(lambda: unlock(hall), lambda: by_name(hall, "LOCK", MORNING))
    assert all(isinstance(result, LockEvent) for result in results), results
    assert set(LockEvent.objects.values_list("act", flat=True)) == {"LOCK", "UNLOCK"}
