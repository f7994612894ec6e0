"""The doors of a unit as officers write of them: turned, by name, corrected; and the daily order."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from corrections.models import Bed, WriteRecord
from corrections.refusals import Conflict, Refusal
from inmates.services import care, movements, placements
from inmates.services.meetings import MeetingRefused
from security.choices import DoorAct
from security.models import DailyTurn, LockEvent
from security.services import locking
from tests.corrections.factories import CellFactory, UnitFactory, oslo
from tests.security.locking import EVENING, MORNING, Hall, build_hall, by_name, lock_in, turned, unlock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall() -> Hall:
    return build_hall()


def refused(code: str, sentence: str, act: Any, *args: Any, kind: type[Refusal] = Refusal, **more: Any) -> None:
    before = list(LockEvent.objects.values_list("pk", flat=True))
    with pytest.raises(kind, match=sentence) as caught:
        act(*args, **more)
    assert caught.value.code == code
    assert list(LockEvent.objects.values_list("pk", flat=True)) == before


def moved(hall: Hall, bed: Bed, at: datetime) -> None:
    seen = hall.myhre.placements.get(during__endswith__isnull=True).pk
    placements.move_cell(stay=hall.myhre, bed=bed, seen=seen, by=hall.dale, at=at)


# ---- the whole unit ---------------------------------------------------------------------
def test_an_officer_unlocks_and_locks_the_unit(hall: Hall) -> None:
    opened, closed = unlock(hall), lock_in(hall, by=hall.lunde)
    assert (opened.act, opened.at, opened.registered_by, opened.stay) == ("UNLOCK", MORNING, hall.nesheim, None)
    assert (closed.act, closed.at, closed.registered_by) == ("LOCK", EVENING, hall.lunde)


def test_what_was_done_a_while_ago_keeps_both_times(hall: Hall) -> None:
    event = unlock(hall, MORNING + 20 * MINUTE, turned_at=MORNING)
    assert (event.at, event.registered_at) == (MORNING, MORNING + 20 * MINUTE)


@pytest.mark.parametrize(("act", "word"), [("LOCK", "locked"), ("UNLOCK", "unlocked")])
def test_a_lock_while_locked_is_refused_with_who_was_first(hall: Hall, act: str, word: str) -> None:
    turned(hall, act, MORNING)
    sentence = f"The doors are {word} already: .*Nesheim wrote it down for 07:00"
    refused("already", sentence, turned, hall, act, MORNING + MINUTE, by=hall.lunde, kind=Conflict)


def test_nothing_is_locked_in_the_future(hall: Hall) -> None:
    refused("future", "has not come yet", unlock, hall, MORNING, turned_at=MORNING + MINUTE)


@pytest.mark.parametrize("back", [0, 1])
def test_a_turn_comes_after_the_one_before_it(hall: Hall, back: int) -> None:
    unlock(hall)
    sentence = "The last event is of 07:00: Unlocked"
    refused("before_the_last", sentence, lock_in, hall, EVENING, turned_at=MORNING - back * MINUTE)


def test_only_lock_and_unlock_are_said_of_a_unit(hall: Hall) -> None:
    refused("unknown_act", "locked or unlocked", turned, hall, DoorAct.FOLLOW, MORNING)


# ---- by name ---------------------------------------------------------------------
def test_somebody_is_locked_in_while_the_others_are_out_and_follows_them_again(hall: Hall) -> None:
    unlock(hall)
    kept = by_name(hall, "LOCK", MORNING + MINUTE)
    assert (kept.stay, kept.unit, kept.reason) == (hall.myhre, hall.unit, "Utestengt")
    lifted = by_name(hall, "FOLLOW", MORNING + 2 * MINUTE, reason="")
    assert (lifted.act, lifted.reason) == ("FOLLOW", "")


def test_somebody_is_out_while_the_others_are_locked_in(hall: Hall) -> None:
    lock_in(hall)
    assert by_name(hall, "UNLOCK", EVENING + MINUTE, reason="Kjøkken").act == "UNLOCK"


def test_out_by_name_is_an_exception_only_while_the_others_are_locked_in(hall: Hall) -> None:
    refused("no_exception", "not locked", by_name, hall, "UNLOCK", MORNING)
    unlock(hall)
    refused("no_exception", "not locked", by_name, hall, "UNLOCK", MORNING + MINUTE)


def test_who_is_locked_in_by_name_may_be_let_out_alone(hall: Hall) -> None:
    unlock(hall)
    by_name(hall, "LOCK", MORNING + MINUTE)
    assert by_name(hall, "UNLOCK", MORNING + 60 * MINUTE, reason="Luftegård alene").act == "UNLOCK"


def test_an_exception_says_why(hall: Hall) -> None:
    refused("no_reason", "Write why", by_name, hall, "LOCK", MORNING, reason="  ")


def test_the_same_exception_is_not_made_twice(hall: Hall) -> None:
    by_name(hall, "LOCK", MORNING)
    sentence = "locked in by name already: .*Nesheim, 07:00"
    refused("already", sentence, by_name, hall, "LOCK", MORNING + MINUTE, kind=Conflict)


def test_out_by_name_ends_when_the_doors_of_the_unit_turn(hall: Hall) -> None:
    lock_in(hall)
    by_name(hall, "UNLOCK", EVENING + MINUTE)
    unlock(hall, EVENING + 10 * MINUTE)
    sentence = "follows the unit already"
    refused("already", sentence, by_name, hall, "FOLLOW", EVENING + 11 * MINUTE, kind=Conflict)


def test_nobody_is_an_exception_before_they_came_to_the_cell(hall: Hall) -> None:
    cell = CellFactory.create(unit=hall.unit)
    moved(hall, cell.beds.get(number=1), MORNING)
    refused("before_the_cell", "came to the cell", by_name, hall, "LOCK", EVENING, turned_at=MORNING - MINUTE)


# ---- corrections ---------------------------------------------------------------------
def test_a_wrong_time_is_corrected_with_its_reason_and_the_first_stays(hall: Hall) -> None:
    event = lock_in(hall)
    corrected = locking.correct(
        event=event, turned_at=EVENING - 5 * MINUTE, reason="Skrev for sent", by=hall.lunde, at=EVENING + MINUTE
    )
    assert (corrected.corrects, corrected.at, corrected.act) == (event, EVENING - 5 * MINUTE, "LOCK")
    assert list(LockEvent.objects.standing()) == [corrected]
    assert LockEvent.objects.count() == 2
    assert WriteRecord.objects.filter(act="security.correct_lock").count() == 1


def test_what_did_not_happen_is_taken_back_so_that_the_doors_stand_as_before(hall: Hall) -> None:
    opened, wrong = unlock(hall), lock_in(hall)
    locking.correct(event=wrong, reason="Feil avdeling", by=hall.lunde, at=EVENING + MINUTE)
    assert list(LockEvent.objects.standing()) == [opened]
    assert lock_in(hall, EVENING + 2 * MINUTE).act == "LOCK"


def correct(hall: Hall, event: LockEvent, **more: Any) -> LockEvent:
    values: dict[str, Any] = {"reason": "Feil", "by": hall.lunde, "at": EVENING + 60 * MINUTE, **more}
    return locking.correct(event=event, **values)


def test_a_correction_keeps_the_order_of_events(hall: Hall) -> None:
    opened, closed = unlock(hall), lock_in(hall)
    refused("after_the_next", "lies before it", correct, hall, opened, turned_at=EVENING)
    refused("before_the_last", "comes after it", correct, hall, closed, turned_at=MORNING)
    refused("in_the_middle", "Take that back first", correct, hall, opened, turned_at=None)
    refused("future", "has not come yet", correct, hall, closed, turned_at=EVENING + 61 * MINUTE)
    refused("no_reason", "what was wrong", correct, hall, closed, reason=" ")


def test_the_second_who_corrects_is_told_who_was_first(hall: Hall) -> None:
    event = lock_in(hall)
    correct(hall, event, turned_at=EVENING - MINUTE)
    refused("corrected", "Lunde corrected this", correct, hall, event, turned_at=EVENING, kind=Conflict)
    taken_back = correct(hall, LockEvent.objects.standing().get())
    refused("never", "did not happen", correct, hall, taken_back)


# ---- the daily order ---------------------------------------------------------------------
def order(hall: Hall, **more: Any) -> DailyTurn:
    values: dict[str, Any] = {"act": "LOCK", "starts": time(20, 30), "weekdays": [1, 2], "by": hall.dale, "at": MORNING}
    return locking.order(unit=hall.unit, **values | more)


def test_a_line_of_the_daily_order_stands_until_it_is_ended(hall: Hall) -> None:
    line = order(hall)
    assert (line.weekdays, line.during.upper) == ([1, 2], None)
    assert locking.end_order(line=line, by=hall.dale, at=EVENING).during.upper == EVENING
    with pytest.raises(Conflict, match="ended 20:30"):
        locking.end_order(line=line, by=hall.lunde, at=EVENING + MINUTE)


def test_the_daily_order_records_nothing_by_itself(hall: Hall) -> None:
    order(hall)
    assert not LockEvent.objects.exists()


def test_the_daily_order_says_a_thing_once_on_known_days(hall: Hall) -> None:
    order(hall)
    with pytest.raises(Conflict, match="already has that"):
        order(hall)
    with pytest.raises(Refusal, match="at least one day"):
        order(hall, starts=time(21), weekdays=[])
    assert DailyTurn.objects.count() == 1


def test_an_exception_is_of_the_unit_where_the_person_lives(hall: Hall) -> None:
    other = UnitFactory.create(prison=hall.unit.prison, security_level=hall.unit.security_level)
    cell = CellFactory.create(unit=other)
    moved(hall, cell.beds.get(number=1), oslo("2026-11-24 06:00"))
    assert by_name(hall, "LOCK", MORNING).unit == other


def test_who_is_outside_may_still_be_written_of_as_the_unit_is(hall: Hall) -> None:
    movements.depart(stay=hall.myhre, kind="COURT", departed_at=MORNING, by=hall.lunde, at=MORNING)
    assert lock_in(hall).unit == hall.unit


def test_nobody_is_let_out_beside_somebody_whom_they_must_not_meet(hall: Hall) -> None:
    lock_in(hall)
    care.keep_apart(person=hall.myhre.person, other=hall.sundbo.person, reason="THREAT", by=None, at=EVENING)
    by_name(hall, DoorAct.UNLOCK, EVENING + timedelta(minutes=1))
    with pytest.raises(MeetingRefused):
        by_name(hall, DoorAct.UNLOCK, EVENING + timedelta(minutes=2), stay=hall.sundbo)
    by_name(hall, DoorAct.FOLLOW, EVENING + timedelta(minutes=3), reason="")
    assert by_name(hall, DoorAct.UNLOCK, EVENING + timedelta(minutes=4), stay=hall.sundbo)
