"""One engine for every deadline: clocks run, escalate, are met or breached; tasks are done once.

A clock's rule says its steps in seconds around the due time and the role each step calls (``corrections/law``).
Limits in hours are elapsed time, limits in days and longer are calendar time in Europe/Oslo (``corrections.rules``).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from corrections import display
from corrections.choices import ClockState, Urgency
from corrections.models import Breach, Clock, Prison, RuleVersion, Task, Unit, User
from corrections.refusals import Conflict, Refusal
from corrections.registries import task_subjects
from corrections.services import audit

FAR = timedelta(days=36_500)
BATCH = 500


class WorkRefused(Refusal):
    code = "work_refused"


@transaction.atomic
def start_clock(
    *,
    rule: RuleVersion,
    subject: models.Model,
    prison: Prison,
    unit: Unit | None = None,
    started_at: datetime,
    due_at: datetime,
    dedupe_key: str,
    at: datetime,
) -> Clock:
    """Start a clock once: the same ``dedupe_key`` again returns the one that runs, its due time corrected."""
    steps = steps_of(rule)
    clock, made = Clock.objects.select_for_update().get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "rule": rule,
            "subject_type": audit.type_of(subject),
            "subject_id": subject.pk,
            "prison": prison,
            "unit": unit,
            "started_at": started_at,
            "due_at": due_at,
            "next_step_at": next_step(due_at, steps, 0),
        },
    )
    if not made and clock.state == ClockState.RUNNING and clock.due_at != due_at:
        clock.started_at, clock.due_at, clock.rule = started_at, due_at, rule
        clock.level = min(clock.level, sum(1 for s in steps if due_at + timedelta(seconds=s) <= at))
        clock.next_step_at = next_step(due_at, steps, clock.level)
        clock.save(update_fields=["started_at", "due_at", "rule", "level", "next_step_at"])
    return clock


@transaction.atomic
def close_clock(*, clock: Clock, by: User | None, at: datetime) -> Clock:
    """What the clock waited for has happened. Closed after its due time it is closed late, with a breach record."""
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if clock.state != ClockState.RUNNING:
        return clock
    late = at > clock.due_at
    if late:
        record_breach(clock, at=at)
    clock.state = ClockState.CLOSED_LATE if late else ClockState.MET
    clock.closed_at, clock.closed_by = at, by
    clock.save(update_fields=["state", "closed_at", "closed_by"])
    finish_tasks_of(clock, by=by, at=at, outcome="closed")
    return clock


@transaction.atomic
def cancel_clock(*, clock: Clock, by: User | None, at: datetime, reason: str) -> Clock:
    """The start of the clock fell away, such as a corrected entry. A breach already recorded stays."""
    clock = Clock.objects.select_for_update().get(pk=clock.pk)
    if clock.state != ClockState.RUNNING:
        return clock
    clock.state, clock.closed_at, clock.closed_by = ClockState.CANCELLED, at, by
    clock.save(update_fields=["state", "closed_at", "closed_by"])
    finish_tasks_of(clock, by=by, at=at, outcome="cancelled")
    audit.record_write(by=by, at=at, act="corrections.cancel_clock", subject=clock, reason=reason)
    return clock


def escalate(*, at: datetime) -> int:
    """Take every step that has fallen due by ``at``; each exactly once, whatever else runs. Returns steps taken."""
    taken = 0
    while batch := escalate_batch(at=at):
        taken += batch
    return taken


@transaction.atomic
def escalate_batch(*, at: datetime) -> int:
    due = (
        Clock.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("rule", "prison", "unit")
        .filter(state=ClockState.RUNNING, next_step_at__lte=at)
        .order_by("next_step_at", "pk")[:BATCH]
    )
    count = 0
    for clock in due:
        take_step(clock, at=at)
        count += 1
    return count


def take_step(clock: Clock, *, at: datetime) -> None:
    """One escalation: a task for the role of this step; at the due time itself a breach record."""
    steps = steps_of(clock.rule)
    roles = clock.rule.parameters.get("roles", [])
    if clock.level < len(roles):
        overdue = clock.due_at <= at
        create_task(
            kind=f"clock.{clock.rule.rule_id}",
            detail={"clock": clock.pk, "level": clock.level, "overdue": overdue, **codes_of(clock)},
            role=roles[clock.level],
            prison=clock.prison,
            unit=clock.unit,
            due_at=clock.due_at,
            urgency=Urgency.BAD if overdue else Urgency.WARN,
            dedupe_key=f"clock:{clock.pk}:{clock.due_at.isoformat()}:{clock.level}",
            clock=clock,
            subject_type=clock.subject_type,
            subject_id=clock.subject_id,
            at=at,
            by=None,
        )
    if clock.due_at <= at:
        record_breach(clock, at=at)
    clock.level += 1
    clock.next_step_at = next_step(clock.due_at, steps, clock.level)
    clock.save(update_fields=["level", "next_step_at"])


def codes_of(clock: Clock) -> dict[str, object]:
    """What a task needs to say about whom or what it is: codes and ids that the app of the subject lends."""
    codes = task_subjects.get(clock.subject_type)
    return codes(clock.subject_id) if codes else {}


def record_breach(clock: Clock, *, at: datetime) -> None:
    """Append-only, once per clock."""
    Breach.objects.get_or_create(clock=clock, defaults={"due_at": clock.due_at, "recorded_at": at})


def steps_of(rule: RuleVersion) -> list[int]:
    """Seconds around the due time; a rule without steps escalates once, when it is due."""
    return sorted(rule.parameters.get("steps", [0]))


def next_step(due_at: datetime, steps: list[int], level: int) -> datetime:
    """When step ``level`` falls due; far away when there is none left."""
    return due_at + timedelta(seconds=steps[level]) if level < len(steps) else due_at + FAR


@transaction.atomic
def create_task(
    *,
    kind: str,
    detail: dict[str, Any],
    role: str,
    prison: Prison,
    dedupe_key: str,
    by: User | None,
    at: datetime,
    unit: Unit | None = None,
    due_at: datetime | None = None,
    urgency: Urgency = Urgency.WARN,
    clock: Clock | None = None,
    subject_type: str = "",
    subject_id: int | None = None,
) -> Task:
    """Work for a role at a place. The same ``dedupe_key`` again returns the task that is there."""
    task, _made = Task.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "detail": detail,
            "role": role,
            "prison": prison,
            "unit": unit,
            "due_at": due_at,
            "urgency": urgency,
            "clock": clock,
            "subject_type": subject_type,
            "subject_id": subject_id,
            "created_at": at,
            "created_by": by,
        },
    )
    return task


@transaction.atomic
def complete_task(*, task: Task, outcome: str, by: User, at: datetime) -> Task:
    """Done, by one person, once: the second is told who and when. What a running clock made red is not ticked away."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_at is not None:
        raise Conflict(
            _("%(who)s has already done this, %(when)s.")
            % {"who": task.done_by or _("The system"), "when": display.moment(task.done_at, at)},
            code="already_done",
        )
    overdue = task.clock_id is not None and task.due_at is not None and task.due_at <= at
    if overdue and Clock.objects.running().filter(tasks=task).exists():
        raise WorkRefused(
            _("The deadline still runs. Do what the task waits for, and it closes itself."),
            code="still_running",
        )
    if not outcome.strip():
        raise WorkRefused(_("Write in a few words what was done."), code="no_outcome")
    task.done_at, task.done_by, task.outcome = at, by, outcome.strip()[:200]
    task.save(update_fields=["done_at", "done_by", "outcome"])
    audit.record_write(by=by, at=at, act="corrections.complete_task", subject=task)
    return task


def finish_tasks_of(clock: Clock, *, by: User | None, at: datetime, outcome: str) -> None:
    for task in Task.objects.select_for_update().filter(clock=clock, done_at__isnull=True).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, outcome
        task.save(update_fields=["done_at", "done_by", "outcome"])
