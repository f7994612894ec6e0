"""What PostgreSQL itself refuses of doors and of the daily order: each constraint broken on purpose."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError

from corrections.periods import since
from corrections.refusals import has_sentence
from security.models import DailyTurn, LockEvent
from tests.commit import at_commit
from tests.security.locking import EVENING, MORNING, Hall, build_hall, by_name, lock_in, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return build_hall()


def broken(constraint: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


def add_event(hall: Hall, **values: Any) -> Callable[[], Any]:
    row = {
        "unit": hall.unit,
        "act": "LOCK",
        "at": EVENING,
        "registered_at": EVENING,
        "registered_by": hall.nesheim,
        **values,
    }
    return lambda: LockEvent.objects.create(**row)


def add_line(hall: Hall, **values: Any) -> Callable[[], Any]:
    row = {"unit": hall.unit, "act": "LOCK", "starts": time(20, 30), "during": since(MORNING), "ordered_at": MORNING}
    return lambda: DailyTurn.objects.create(**row | values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_lock_event_is_of_a_known_kind", {"act": "AJAR"}),
        ("only_a_person_follows_the_unit_again", {"act": "FOLLOW"}),
        ("only_a_lock_event_that_was_written_down_never_happened", {"act": "NEVER"}),
        ("a_door_is_not_locked_in_the_future", {"at": EVENING + timedelta(seconds=1)}),
    ],
)
def test_a_turn_of_the_key_makes_sense(hall: Hall, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, add_event(hall, **values))
    assert not LockEvent.objects.exists()


@pytest.mark.parametrize("act", ["LOCK", "UNLOCK"])
def test_an_exception_says_why(hall: Hall, act: str) -> None:
    broken("an_exception_at_a_door_says_why", add_event(hall, act=act, stay=hall.myhre))


def test_a_correction_says_why_once_and_of_the_same_door(hall: Hall) -> None:
    event = unlock(hall)
    broken("a_corrected_lock_event_says_why", add_event(hall, act="UNLOCK", corrects=event))
    for other in ({"act": "LOCK"}, {"act": "UNLOCK", "stay": hall.myhre}):
        broken("a_correction_is_of_the_same_door", add_event(hall, corrects=event, reason="Feil", **other))
    add_event(hall, act="UNLOCK", corrects=event, reason="Feil")()
    again = add_event(hall, act="UNLOCK", corrects=event, reason="Feil")
    broken("security_lockevent_corrects_id_key", again)


def test_what_did_not_happen_cannot_be_corrected_into_having_happened(hall: Hall) -> None:
    taken_back = add_event(hall, act="NEVER", corrects=unlock(hall), reason="Feil avdeling")()
    broken("a_correction_is_of_the_same_door", add_event(hall, act="NEVER", corrects=taken_back, reason="Likevel"))


def test_events_are_only_added(hall: Hall) -> None:
    event = unlock(hall)
    for act in (
        lambda: LockEvent.objects.filter(pk=event.pk).update(act="LOCK"),
        lambda: LockEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises((IntegrityError, InternalError, ProgrammingError)):
            at_commit(act)
    assert LockEvent.objects.get().act == "UNLOCK"


def test_what_stands_is_neither_corrected_nor_taken_back(hall: Hall) -> None:
    first, own = unlock(hall), by_name(hall, "LOCK", MORNING + timedelta(hours=1))
    last = lock_in(hall)
    add_event(hall, act="NEVER", corrects=last, reason="Feil")()
    corrected = add_event(hall, act="UNLOCK", at=MORNING + timedelta(minutes=5), corrects=first, reason="Feil")()
    assert set(LockEvent.objects.standing()) == {corrected, own}


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_daily_order_locks_or_unlocks", {"act": "AJAR"}),
        ("a_daily_order_has_known_weekdays", {"weekdays": []}),
        ("a_daily_order_has_known_weekdays", {"weekdays": [8]}),
        ("a_daily_order_has_a_period", {"during": type(since(MORNING))(empty=True)}),
    ],
)
def test_a_line_of_the_daily_order_makes_sense(hall: Hall, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, add_line(hall, **values))


def test_a_daily_order_says_a_thing_once(hall: Hall) -> None:
    add_line(hall)()
    broken("a_daily_order_has_one_line_at_a_time_of_day", add_line(hall))
    add_line(hall, act="UNLOCK")()
    assert DailyTurn.objects.count() == 2
