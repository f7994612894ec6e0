"""One count from its making to its certification: who may do what when, and what is said to whoever may not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from corrections.choices import ClockState, Role
from corrections.models import Clock, Task
from corrections.refusals import Conflict, Refusal
from inmates.choices import AbsenceKind
from inmates.services import movements
from security.choices import CountState, EventKind, Expected, Mark, StepCode
from security.models import ActionStep, Count, CountEvent, CountStateChange
from security.rules.counts import TRANSITIONS
from security.services import card, closing, counting, making
from tests.security.counting import Ward, after, begun, build_ward, handed_in, made, see_all, send, tap

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return build_ward()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def refused(code: str, act: Callable[[], object]) -> str:
    """The sentence of the refusal; nothing was written."""
    before = (CountStateChange.objects.count(), CountEvent.objects.count(), list(Count.objects.values()))
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    assert (CountStateChange.objects.count(), CountEvent.objects.count(), list(Count.objects.values())) == before
    return str(caught.value)


def states_of(count: Count) -> list[tuple[str, str]]:
    return list(CountStateChange.objects.filter(count=count).order_by("pk").values_list("event", "to_state"))


# ---- a count that adds up --------------------------------------------------------------------------------------
def test_a_count_that_adds_up_is_agreed_at_once_and_certified_by_another(ward: Ward) -> None:
    count = handed_in(ward)
    assert (count.state, count.expected, count.seen, count.accounted, count.missing) == (CountState.AGREED, 5, 5, 0, 0)
    clock = Clock.objects.get(subject_type="security.count", subject_id=count.pk)
    assert (clock.state, clock.closed_at) == (ClockState.MET, after(5))
    count = closing.certify(count=count, by=ward.dale, at=after(20))
    assert (count.state, count.certified_by, count.certified_at) == (CountState.CERTIFIED, ward.dale, after(20))
    assert states_of(count) == [
        ("make", "OPEN"),
        ("start", "COUNTING"),
        ("submit", "SUBMITTED"),
        ("agree", "AGREED"),
        ("certify", "CERTIFIED"),
    ]


def test_nobody_certifies_a_count_of_their_own(ward: Ward) -> None:
    count = handed_in(ward)
    said = refused("own_count", lambda: closing.certify(count=count, by=ward.nesheim, at=after(20)))
    assert said == "You counted yourself. Somebody else has to certify the count."


def test_a_count_is_not_handed_in_before_everybody_is_counted(ward: Ward) -> None:
    count = begun(ward)
    line = ward.line(0)
    said = refused("uncounted", lambda: counting.submit(count=count, by=ward.nesheim, at=after(4)))
    assert said.startswith(f"Not counted yet: {line.stay.person.family_name} ({line.bed.cell.code}), ")


def test_whoever_hands_in_second_is_told_who_was_first(ward: Ward) -> None:
    count = handed_in(ward)
    said = refused("already_submit", lambda: counting.submit(count=count, by=ward.lunde, at=after(6)))
    assert said == "K. Nesheim has already handed in this count, at 15:05."


@pytest.mark.parametrize("event", ["start", "submit", "agree", "recount", "certify", "abandon"])
@pytest.mark.parametrize("state", CountState.values)
def test_every_step_that_the_table_does_not_have_is_refused_with_a_sentence(ward: Ward, state: str, event: str) -> None:
    """The services ask the table, so that no way leads around it."""
    if (CountState(state), event) in TRANSITIONS:
        return
    count = in_state(ward, state)
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: counting.start(count=count, by=ward.lunde, at=after(30)),
        "submit": lambda: counting.submit(count=count, by=ward.lunde, at=after(30)),
        "agree": lambda: closing.agree(count=count, by=ward.lunde, at=after(30)),
        "recount": lambda: closing.recount(count=count, by=ward.dale, at=after(30)),
        "certify": lambda: closing.certify(count=count, by=ward.dale, at=after(30)),
        "abandon": lambda: closing.abandon(count=count, reason="Fire drill", by=ward.dale, at=after(30)),
    }
    with pytest.raises(Refusal) as caught:
        acts[event]()
    assert len(str(caught.value)) > 20
    count.refresh_from_db()
    assert count.state == state


def in_state(ward: Ward, state: str) -> Count:
    ways: dict[str, Callable[[], Count]] = {
        "OPEN": lambda: made(ward),
        "LATE": lambda: late(ward),
        "COUNTING": lambda: begun(ward),
        "SUBMITTED": lambda: between(ward),
        "DISCREPANCY": lambda: handed_in(ward, missing=(0,)),
        "RECOUNT": lambda: recounted(ward),
        "AGREED": lambda: handed_in(ward),
        "CERTIFIED": lambda: closing.certify(count=handed_in(ward), by=ward.dale, at=after(20)),
        "ABANDONED": lambda: closing.abandon(count=made(ward), reason="Fire drill", by=ward.dale, at=after(2)),
    }
    return ways[state]()


def late(ward: Ward) -> Count:
    count = made(ward)
    assert closing.mark_late(at=after(20)) == 1
    count.refresh_from_db()
    return count


def between(ward: Ward) -> Count:
    """Handed in is a moment inside one transaction; here it is held."""
    count = begun(ward)
    see_all(count, by=ward.nesheim)
    values: dict[str, Any] = {"submitted_by": ward.nesheim, "submitted_at": after(5)}
    from security.services import states  # noqa: PLC0415  (the inside, which no door opens)

    states.advance(count, "submit", by=ward.nesheim, at=after(5), **values, **states.numbers_of(count))
    return count


def recounted(ward: Ward) -> Count:
    return closing.recount(count=handed_in(ward, missing=(0,)), by=ward.lunde, at=after(8))


# ---- a count that does not -------------------------------------------------------------------------------------
def test_a_difference_tells_the_duty_manager_and_opens_the_action_card(ward: Ward) -> None:
    count = handed_in(ward, missing=(2,))
    assert (count.state, count.missing) == (CountState.DISCREPANCY, 1)
    task = Task.objects.get(kind="count.difference")
    assert (task.role, task.unit, task.detail["missing"]) == (Role.DUTY_MANAGER, ward.unit, 1)
    steps = list(ActionStep.objects.filter(count=count).order_by("due_at").values_list("code", "role", "due_at"))
    assert steps == [
        (StepCode.ALERT, Role.DUTY_MANAGER, after(6)),
        (StepCode.STOP_MOVEMENTS, Role.OFFICER, after(7)),
        (StepCode.CALL_LAST_PLACE, Role.OFFICER, after(8)),
        (StepCode.SEARCH_UNIT, Role.OFFICER, after(10)),
        (StepCode.RECOUNT, Role.OFFICER, after(15)),
        (StepCode.ESCAPE_ALARM, Role.DUTY_MANAGER, after(17)),
    ]
    assert Clock.objects.get(subject_id=count.pk, subject_type="security.count").state == ClockState.RUNNING


def test_a_step_is_done_once_and_the_second_is_told_who(ward: Ward) -> None:
    count = handed_in(ward, missing=(2,))
    step = count.steps.get(code=StepCode.CALL_LAST_PLACE)
    card.do_step(step=step, by=ward.lunde, at=after(7), note="  Left the school at 14:12. ")
    step.refresh_from_db()
    assert (step.done_by, step.done_at, step.note) == (ward.lunde, after(7), "Left the school at 14:12.")
    with pytest.raises(Conflict) as caught:
        card.do_step(step=step, by=ward.nesheim, at=after(8))
    assert str(caught.value) == "T. Lunde has already done this, 15:07."


def test_whoever_is_missing_keeps_the_count_open_until_found(ward: Ward) -> None:
    count = handed_in(ward, missing=(2,))
    line = ward.line(2)
    said = refused("still_missing", lambda: closing.agree(count=count, by=ward.lunde, at=after(7)))
    assert said == f"Not accounted for yet: {line.stay.person.family_name} ({line.bed.cell.code})."
    said = refused("no_incident", lambda: closing.certify(count=count, by=ward.dale, at=after(7)))
    assert said.endswith("Find them first, or write which incident it is.")
    assert not send(count, tap(line, EventKind.FOUND, seq=9), by=ward.lunde, at=after(8)).refused
    count = closing.agree(count=count, by=ward.lunde, at=after(9))
    assert (count.state, count.missing, count.seen) == (CountState.AGREED, 0, 5)
    assert Task.objects.get(kind="count.difference").done_by == ward.lunde
    assert Clock.objects.get(subject_id=count.pk, subject_type="security.count").state == ClockState.MET
    with pytest.raises(Refusal, match="not needed any more"):
        card.do_step(step=count.steps.get(code=StepCode.ESCAPE_ALARM), by=ward.dale, at=after(10))


def test_with_an_incident_a_count_is_certified_although_somebody_is_missing(ward: Ward) -> None:
    count = closing.certify(
        count=handed_in(ward, missing=(2,)), by=ward.dale, at=after(40), incident=" Escape over  the roof, 15:20 "
    )
    assert (count.state, count.missing, count.incident) == (CountState.CERTIFIED, 1, "Escape over the roof, 15:20")


def test_a_recount_is_by_another_officer_and_begins_with_no_marks(ward: Ward) -> None:
    count = handed_in(ward, missing=(2,))
    said = refused("same_officer", lambda: closing.recount(count=count, by=ward.nesheim, at=after(8)))
    assert said == "You counted yourself. A recount is by another officer."
    count = closing.recount(count=count, by=ward.lunde, at=after(8))
    assert (count.state, count.attempt, count.missing) == (CountState.RECOUNT, 2, None)
    assert set(count.lines.values_list("mark", flat=True)) == {Mark.NONE}
    assert count.steps.get(attempt=1, code=StepCode.RECOUNT).done_by == ward.lunde
    answer = send(count, tap(ward.line(0)), by=ward.nesheim, at=after(9))
    assert [text for _id, text in answer.refused] == ["You counted first. The recount is by T. Lunde."]
    see_all(count, by=ward.lunde, at=after(10))
    said = refused("first_counter", lambda: counting.submit(count=count, by=ward.nesheim, at=after(11)))
    assert said == "You counted first. T. Lunde hands in the recount."
    count = counting.submit(count=count, by=ward.lunde, at=after(12))
    assert (count.state, count.missing, count.seen) == (CountState.AGREED, 0, 5)
    assert list(CountEvent.objects.filter(count=count, attempt=1).values_list("kind", flat=True)).count("missing") == 1


# ---- people who are elsewhere ----------------------------------------------------------------------------------
def test_people_elsewhere_are_expected_there_and_confirmed_by_the_other_end(ward: Ward) -> None:
    at_work, at_court = ward.stays[0], ward.stays[1]
    moved = movements.register_movement(
        stay=at_work, to_place=ward.workshop, left_at=after(-90), follows=None, by=ward.lunde, at=after(-90)
    )
    movements.confirm_arrival(movement=moved, by=ward.dale, at=after(-85))
    movements.depart(
        stay=at_court,
        kind=AbsenceKind.COURT,
        departed_at=after(-300),
        by=ward.dale,
        at=after(-300),
        destination="Tingretten",
    )
    count = begun(ward)
    work, court = ward.line(0), ward.line(1)
    assert (work.expected, work.place, work.since, work.told_by) == (
        Expected.INSIDE,
        ward.workshop,
        after(-85),
        ward.dale,
    )
    assert (court.expected, court.destination, court.told_by) == (Expected.OUTSIDE, "Tingretten", ward.dale)
    see_all(count, by=ward.nesheim)
    assert not send(count, tap(work, EventKind.ACCOUNTED), by=ward.dale).refused
    count = counting.submit(count=count, by=ward.nesheim, at=after(5))
    assert (count.state, count.seen, count.accounted, count.missing) == (CountState.AGREED, 3, 2, 0)


def test_whoever_is_elsewhere_and_not_confirmed_makes_a_difference(ward: Ward) -> None:
    moved = movements.register_movement(
        stay=ward.stays[0], to_place=ward.workshop, left_at=after(-90), follows=None, by=ward.lunde, at=after(-90)
    )
    movements.confirm_arrival(movement=moved, by=ward.dale, at=after(-85))
    count = handed_in(ward)
    assert (count.state, count.seen, count.missing) == (CountState.DISCREPANCY, 4, 1)
    assert not send(count, tap(ward.line(0), EventKind.ACCOUNTED), by=ward.dale, at=after(6)).refused
    assert closing.agree(count=count, by=ward.lunde, at=after(7)).missing == 0


def test_nobody_is_confirmed_elsewhere_who_should_be_on_the_unit(ward: Ward) -> None:
    count = begun(ward)
    line = ward.line(0)
    answer = send(count, tap(line, EventKind.ACCOUNTED), by=ward.dale)
    assert [text for _id, text in answer.refused] == [
        f"{line.stay.person} should be on the unit. Look there, and choose seen."
    ]


def test_a_count_during_movement_says_who_is_on_the_way(ward: Ward) -> None:
    movements.register_movement(
        stay=ward.stays[0], to_place=ward.workshop, left_at=after(-2), follows=None, by=ward.lunde, at=after(-2)
    )
    count = made(ward)
    line = ward.line(0)
    said = refused("movement", lambda: counting.start(count=count, by=ward.nesheim, at=after(0)))
    name = f"{line.stay.person.family_name} ({line.bed.cell.code})"
    assert said == f"{name} is on the way. Wait for the arrival, or begin all the same."
    assert counting.start(count=count, by=ward.nesheim, at=after(0), despite_movement=True).state == CountState.COUNTING
    assert ward.line(0).on_the_way


# ---- a movement lands while it runs ------------------------------------------------------------------------------
def test_a_movement_that_lands_while_a_count_runs_changes_the_line_and_leaves_its_trace(ward: Ward) -> None:
    count = begun(ward)
    movements.register_movement(
        stay=ward.stays[0], to_place=ward.workshop, left_at=after(2), follows=None, by=ward.lunde, at=after(2)
    )
    line = ward.line(0)
    assert (line.expected, line.place, line.on_the_way) == (Expected.INSIDE, ward.workshop, True)
    trace = CountEvent.objects.get(count=count, kind=EventKind.MOVED)
    assert (trace.line, trace.expected, trace.destination, trace.by) == (line, "INSIDE", "Verksted", ward.lunde)


def test_a_certified_count_is_not_moved_by_what_comes_later(ward: Ward) -> None:
    count = closing.certify(count=handed_in(ward), by=ward.dale, at=after(20))
    movements.register_movement(
        stay=ward.stays[0], to_place=ward.workshop, left_at=after(21), follows=None, by=ward.lunde, at=after(21)
    )
    assert ward.line(0).expected == Expected.CELL
    assert not CountEvent.objects.filter(count=count, kind=EventKind.MOVED).exists()


# ---- late, abandoned, ordered ------------------------------------------------------------------------------------
def test_a_count_that_nobody_took_is_late_and_can_still_be_taken(ward: Ward) -> None:
    count = late(ward)
    assert count.state == CountState.LATE
    count = counting.start(count=count, by=ward.nesheim, at=after(25))
    assert count.state == CountState.COUNTING
    see_all(count, by=ward.nesheim, at=after(26))
    counting.submit(count=count, by=ward.nesheim, at=after(27))
    assert Clock.objects.get(subject_id=count.pk, subject_type="security.count").state == ClockState.CLOSED_LATE


def test_a_count_is_abandoned_with_a_reason_and_calls_nobody_any_more(ward: Ward) -> None:
    count = made(ward)
    refused("no_reason", lambda: closing.abandon(count=count, reason="  ", by=ward.dale, at=after(2)))
    count = closing.abandon(count=count, reason="Fire drill", by=ward.dale, at=after(2))
    assert (count.state, count.abandon_reason) == (CountState.ABANDONED, "Fire drill")
    assert Clock.objects.get(subject_id=count.pk, subject_type="security.count").state == ClockState.CANCELLED
    said = refused("abandoned", lambda: counting.start(count=count, by=ward.nesheim, at=after(3)))
    assert said == "M. Dale abandoned this count at 15:02: Fire drill"


def test_an_emergency_counts_every_unit_of_the_prison_at_that_instant(ward: Ward) -> None:
    other = build_ward()
    assert making.order_emergency(prison=ward.unit.prison, by=ward.dale, at=after(3)) == 1
    count = Count.objects.get(kind="EMERGENCY")
    assert (count.unit, count.due_at, count.ordered_by, count.lines.count()) == (ward.unit, after(3), ward.dale, 5)
    assert not Count.objects.filter(unit=other.unit).exists()
    said = refused(
        "one_emergency_count_of_a_unit_at_a_time",
        lambda: making.order_emergency(prison=ward.unit.prison, by=ward.lunde, at=after(4)),
    )
    assert said == "An emergency count of this unit is already on its way."


def test_all_that_are_agreed_are_certified_at_once_but_never_ones_own(ward: Ward) -> None:
    count = handed_in(ward)
    assert closing.certify_all(counts=[count.pk], by=ward.nesheim, at=after(20)) == 0
    assert closing.certify_all(counts=[count.pk], by=ward.dale, at=after(20)) == 1
    assert closing.certify_all(counts=[count.pk], by=ward.dale, at=after(21)) == 0
    count.refresh_from_db()
    assert (count.state, count.certified_by) == (CountState.CERTIFIED, ward.dale)
    assert states_of(count)[-1] == ("certify", "CERTIFIED")
