"""The work list: open tasks of the roles and places that a user is posted to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext

from corrections.access import Access
from corrections.choices import Urgency
from corrections.models import Task
from corrections.models.work import TaskQuerySet
from corrections.registries import task_names, task_texts

NEVER = Q(pk__in=())


def tasks(access: Access) -> TaskQuerySet:
    """Tasks for a role at a place where the user holds that role; one for a whole prison is for all its units."""
    return Task.objects.filter(mine(access)).select_related("prison", "unit", "done_by")


def mine(access: Access) -> Q:
    scope = NEVER
    for role, prison_id, unit_id in access.posts:
        here = Q(role=role, prison=prison_id)
        scope |= here if unit_id is None else here & (Q(unit=unit_id) | Q(unit__isnull=True))
    return scope


def open_tasks(access: Access, at: datetime) -> QuerySet[Task]:
    """Red first, then what needs following up, each with the earliest deadline first."""
    overdue = Q(urgency=Urgency.BAD) | Q(due_at__lte=at)
    ranks = [When(overdue, then=Value(0)), When(urgency=Urgency.WARN, then=Value(1))]
    rank = Case(*ranks, default=Value(2), output_field=IntegerField())
    return tasks(access).open().annotate(rank=rank).order_by("rank", "due_at", "created_at", "pk")


# The number in the bar above every page: the same tasks as ``tasks(access).overdue(at)``, in one small statement.
OVERDUE = """
SELECT count(DISTINCT t.id)
FROM unnest(%(roles)s::text[], %(prisons)s::bigint[], %(units)s::bigint[]) AS post(role, prison_id, unit_id)
JOIN corrections_task t ON t.prison_id = post.prison_id AND t.role = post.role AND t.done_at IS NULL
  AND (post.unit_id IS NULL OR t.unit_id IS NULL OR t.unit_id = post.unit_id)
WHERE t.due_at <= %(at)s::timestamptz
"""


def overdue_count(access: Access, at: datetime) -> int:
    if not access.posts:
        return 0
    roles, prisons, units = zip(*access.posts, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE, {"at": at, "roles": list(roles), "prisons": list(prisons), "units": list(units)})
        count: int = cursor.fetchone()[0]
    return count


def done_lately(access: Access, since: datetime) -> QuerySet[Task]:
    return tasks(access).filter(done_at__gte=since).order_by("-done_at", "-pk")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task, ready to print."""

    task: Task
    text: str
    href: str
    level: str

    @property
    def outcome(self) -> str:
        """In words; what the engine itself wrote is a code."""
        codes = {"closed": gettext("What it waited for has happened."), "cancelled": gettext("It fell away.")}
        return codes.get(self.task.outcome, self.task.outcome)

    @property
    def goes_by_itself(self) -> bool:
        """A red task of a clock: only what the clock waits for ends it."""
        return self.level == Urgency.BAD and self.task.clock_id is not None

    @property
    def icon(self) -> str:
        return {"bad": "clock-late", "warn": "alert"}.get(self.level, "list")


def rows(found: Iterable[Task], at: datetime) -> list[TaskRow]:
    """Tasks in their order, ready to print; whom they are about is asked once for each kind of subject."""
    tasks = list(found)
    names = names_of(tasks)
    return [row(task, at, names.get((task.subject_type, task.subject_id), "")) for task in tasks]


def names_of(tasks: Iterable[Task]) -> dict[tuple[str, int | None], str]:
    subjects: dict[str, set[int]] = {}
    for task in tasks:
        if task.subject_id is not None:
            subjects.setdefault(task.subject_type, set()).add(task.subject_id)
    return {
        (kind, subject_id): name
        for kind, ids in subjects.items()
        if (names := task_names.get(kind))
        for subject_id, name in names(sorted(ids)).items()
    }


def row(task: Task, at: datetime, name: str = "") -> TaskRow:
    """``name`` takes the place of the number that the task carries: a task holds codes only."""
    known = task_texts.get(task.kind)
    late = task.due_at is not None and task.due_at <= at
    level = Urgency.BAD if late else task.urgency
    detail = {**task.detail, "number": name} if name else task.detail
    return TaskRow(
        task=task,
        text=str(known.text(detail)) if known else gettext("A task that this page has no text for"),
        href=known.link(task) if known and known.link else "",
        level="" if level == Urgency.QUIET else level,
    )
