"""The engine of deadlines: escalation once, breaches that nobody edits away, work that is done once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from corrections.choices import ClockState, Role, Urgency
from corrections.models import Breach, Clock, RuleVersion, Task, User, WriteRecord
from corrections.refusals import Conflict
from corrections.services import law, work
from corrections.tasks import escalate_clocks
from tests.commit import at_commit
from tests.corrections.factories import NOW, PrisonFactory, TaskFactory, UserFactory
from tests.together import together

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rule() -> RuleVersion:
    """The remand order: steps 7, 3 and 1 days before the end and at the end; the later ones call higher up."""
    return law.rule_in_force("R1", NOW.date())


def start(**values: Any) -> Clock:
    prison = values.pop("prison", None) or PrisonFactory.create()
    defaults: dict[str, Any] = {"started_at": NOW, "due_at": NOW + 28 * DAY, "dedupe_key": "one", "at": NOW}
    return work.start_clock(rule=rule(), subject=prison, prison=prison, **defaults | values)


def levels() -> list[tuple[str, str]]:
    return list(Task.objects.order_by("pk").values_list("role", "urgency"))


# ---- running -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_clock_takes_its_first_step_at_the_first_step_and_not_before() -> None:
    clock = start()
    assert clock.next_step_at == NOW + 21 * DAY
    assert work.escalate(at=NOW + 21 * DAY - timedelta(seconds=1)) == 0
    assert work.escalate(at=NOW + 21 * DAY) == 1
    task = Task.objects.get()
    assert (task.kind, task.role, task.urgency) == ("clock.R1", Role.CASEWORKER, Urgency.WARN)
    assert (task.clock, task.due_at, task.prison) == (clock, clock.due_at, clock.prison)
    assert not Breach.objects.exists()


@pytest.mark.django_db
def test_each_step_calls_its_own_role_and_the_last_is_red() -> None:
    start()
    for day in (21, 25, 27, 28):
        assert work.escalate(at=NOW + day * DAY) == 1
    assert levels() == [
        (Role.CASEWORKER, Urgency.WARN),
        (Role.CASEWORKER, Urgency.WARN),
        (Role.DUTY_MANAGER, Urgency.WARN),
        (Role.LEADER, Urgency.BAD),
    ]
    assert Breach.objects.get().recorded_at == NOW + 28 * DAY


@pytest.mark.django_db
def test_an_engine_that_stood_still_catches_up_with_every_step_once() -> None:
    start()
    assert work.escalate(at=NOW + 40 * DAY) == 4
    assert work.escalate(at=NOW + 40 * DAY) == 0
    assert len(levels()) == 4
    assert Breach.objects.count() == 1


@pytest.mark.django_db
def test_the_same_clock_is_started_once() -> None:
    first = start()
    again = start(prison=first.prison)
    assert again == first
    assert Clock.objects.count() == 1


@pytest.mark.django_db
def test_a_corrected_start_moves_the_deadline_and_takes_no_step_twice() -> None:
    clock = start()
    work.escalate(at=NOW + 21 * DAY)
    start(prison=clock.prison, due_at=NOW + 35 * DAY, at=NOW + 22 * DAY)
    clock.refresh_from_db()
    assert (clock.due_at, clock.level, clock.next_step_at) == (NOW + 35 * DAY, 0, NOW + 28 * DAY)
    assert work.escalate(at=NOW + 27 * DAY) == 0
    assert work.escalate(at=NOW + 28 * DAY) == 1


@pytest.mark.django_db
def test_a_clock_that_was_closed_is_not_started_again() -> None:
    clock = start()
    work.close_clock(clock=clock, by=None, at=NOW + HOUR)
    start(prison=clock.prison, due_at=NOW + 90 * DAY)
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == (ClockState.MET, NOW + 28 * DAY)


# ---- closing -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_clock_closed_in_time_is_met_and_its_tasks_are_done() -> None:
    clock, by = start(), UserFactory.create()
    work.escalate(at=NOW + 21 * DAY)
    at_commit(work.close_clock, clock=clock, by=by, at=NOW + 28 * DAY)
    clock.refresh_from_db()
    assert (clock.state, clock.closed_by) == (ClockState.MET, by)
    assert not Breach.objects.exists()
    task = Task.objects.get()
    assert (task.done_at, task.done_by, task.outcome) == (NOW + 28 * DAY, by, "closed")
    assert work.escalate(at=NOW + 60 * DAY) == 0


@pytest.mark.django_db
def test_a_clock_closed_late_has_its_breach_even_if_the_engine_never_ran() -> None:
    clock = start()
    at_commit(work.close_clock, clock=clock, by=None, at=NOW + 28 * DAY + HOUR)
    clock.refresh_from_db()
    assert clock.state == ClockState.CLOSED_LATE
    breach = Breach.objects.get()
    assert (breach.clock, breach.due_at, breach.recorded_at) == (clock, clock.due_at, NOW + 28 * DAY + HOUR)


@pytest.mark.django_db
def test_closing_twice_changes_nothing() -> None:
    clock = start()
    work.close_clock(clock=clock, by=None, at=NOW + HOUR)
    work.close_clock(clock=clock, by=None, at=NOW + 60 * DAY)
    clock.refresh_from_db()
    assert (clock.state, clock.closed_at) == (ClockState.MET, NOW + HOUR)
    assert not Breach.objects.exists()


@pytest.mark.django_db
def test_a_cancelled_clock_says_why_and_keeps_a_breach_it_had() -> None:
    clock, by = start(), UserFactory.create()
    work.escalate(at=NOW + 28 * DAY)
    work.cancel_clock(clock=clock, by=by, at=NOW + 29 * DAY, reason="Feilført")
    clock.refresh_from_db()
    assert clock.state == ClockState.CANCELLED
    assert Breach.objects.filter(clock=clock).exists()
    assert not Task.objects.open().exists()
    record = WriteRecord.objects.get(act="corrections.cancel_clock")
    assert (record.by, record.reason) == (by, "Feilført")


# ---- two at once, and again -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_step_is_taken_once_when_two_workers_escalate_at_once() -> None:
    for n in range(20):
        start(dedupe_key=f"clock {n}")
    taken = together(*[partial(work.escalate, at=NOW + 28 * DAY)] * 4)
    assert sum(taken) == 80
    assert Task.objects.count() == 80
    assert Breach.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_two_start_at_once_is_one() -> None:
    prison = PrisonFactory.create()
    results = together(*[partial(start, prison=prison)] * 4)
    assert {getattr(result, "pk", result) for result in results} == {Clock.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_a_task_that_two_do_at_once_is_done_by_one_and_the_other_is_told_who_and_when() -> None:
    task = TaskFactory.create()
    people = [UserFactory.create(), UserFactory.create()]
    results = together(
        *[partial(work.complete_task, task=task, outcome="Gjort", by=person, at=NOW) for person in people]
    )
    refusals = [result for result in results if isinstance(result, Conflict)]
    task.refresh_from_db()
    assert len(refusals) == 1
    assert str(task.done_by) in str(refusals[0])
    assert "14:32" in str(refusals[0])
    assert WriteRecord.objects.filter(act="corrections.complete_task").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_the_middle_leaves_the_step_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    start(dedupe_key="a")
    start(dedupe_key="b")
    real, seen = work.take_step, []

    def dying(clock: Clock, *, at: object) -> None:
        seen.append(clock)
        if len(seen) == 2:
            raise ConnectionError
        real(clock, at=at)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(work, "take_step", dying)
        with pytest.raises(ConnectionError):
            work.escalate(at=NOW + 21 * DAY)
    assert not Task.objects.exists()
    assert work.escalate(at=NOW + 21 * DAY) == 2
    assert Task.objects.count() == 2


@pytest.mark.django_db
def test_the_beat_escalates_what_is_due_by_now() -> None:
    start(started_at=NOW - 1000 * DAY, due_at=NOW - 900 * DAY)
    escalate_clocks()
    assert Breach.objects.count() == 1


# ---- work for people -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_same_task_is_there_once() -> None:
    one = TaskFactory.create(dedupe_key="same")
    assert TaskFactory.create(dedupe_key="same", prison=one.prison) == one
    assert Task.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["", "   "])
def test_a_task_is_not_done_without_saying_what_was_done(outcome: str) -> None:
    task, by = TaskFactory.create(), UserFactory.create()
    with pytest.raises(work.WorkRefused):
        work.complete_task(task=task, outcome=outcome, by=by, at=NOW)
    task.refresh_from_db()
    assert task.done_at is None
    assert not WriteRecord.objects.exists()


@pytest.mark.django_db
def test_a_done_task_says_who_when_and_what(django_user_model: type[User]) -> None:
    task, by = TaskFactory.create(), UserFactory.create()
    work.complete_task(task=task, outcome=" Ringt advokat ", by=by, at=NOW)
    task.refresh_from_db()
    assert (task.done_by, task.done_at, task.outcome) == (by, NOW, "Ringt advokat")
    assert not Task.objects.overdue(NOW).exists()


@pytest.mark.django_db
def test_red_stays_until_what_the_clock_waits_for_has_happened() -> None:
    clock, by = start(), UserFactory.create()
    late = NOW + 29 * DAY
    work.escalate(at=late)
    red = Task.objects.get(role=Role.LEADER)
    with pytest.raises(work.WorkRefused) as refused:
        work.complete_task(task=red, outcome="Ringt advokat", by=by, at=late)
    assert refused.value.code == "still_running"
    red.refresh_from_db()
    assert red.done_at is None
    work.close_clock(clock=clock, by=by, at=late)
    red.refresh_from_db()
    assert red.done_at == late


@pytest.mark.django_db
def test_a_reminder_before_the_deadline_can_be_ticked_off() -> None:
    start()
    early = NOW + 21 * DAY
    work.escalate(at=early)
    task = work.complete_task(
        task=Task.objects.get(), outcome="Ny kjennelse er bedt om", by=UserFactory.create(), at=early
    )
    assert task.done_at == early
