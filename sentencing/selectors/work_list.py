"""The morning of a case manager: what is due in two weeks, what waits for them, and the people tied to them.

The same number of statements whatever the number of people and tasks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case as Either
from django.db.models import Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from corrections.models import Task
from corrections.selectors import work
from corrections.selectors.work import TaskRow
from inmates.choices import DecisionState
from inmates.models import ContactOfficer, Decision, Stay
from sentencing.choices import ItemState, ReleaseDomain, StepCode
from sentencing.models import Calculation, ReleaseItem
from sentencing.permissions import WayOutPerm
from sentencing.rules.stairs import next_rung
from sentencing.selectors import stairs
from sentencing.selectors.stairs import Case
from sentencing.selectors.way_out import STATES

AHEAD: Final = timedelta(days=14)
SOON: Final = timedelta(days=7)
MOST: Final = 100
SHOWN: Final = 8
DATES: Final = "dates.CONFIRM"
# somebody has done their part, and the next word is ours: not a date that comes by itself
HANDED_OVER: Final = ("inmates.decision.", "step.DECIDE", "dates.", "plan.")
UNDER_WAY: Final = (DecisionState.DRAFT, DecisionState.HEARD)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading of time, those about one's own people first. ``level`` is ``bad`` for what is overdue."""

    title: str
    level: str
    rows: Sequence[TaskRow]

    @property
    def first(self) -> Sequence[TaskRow]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> Sequence[TaskRow]:
        """What is folded away."""
        return self.rows[SHOWN:]


@dataclass(frozen=True, slots=True)
class Mine:
    """One person that the user has a part with, ready to print. ``ties`` say which."""

    uuid: UUID
    name: str
    number: str
    cell: str
    ties: Sequence[str]
    tasks: str
    level: str
    next: str
    on: str
    word: str
    word_level: str
    icon: str
    release: str


@dataclass(frozen=True, slots=True)
class WorkList:
    groups: Sequence[Group]
    due: int
    overdue: int
    waiting: Group
    people: Sequence[Mine]
    cut: bool


def of_user(user_id: int, access: Access, at: datetime) -> WorkList:
    """Fourteen statements at most."""
    ties = ties_of(user_id)
    due = list(coming(access, ties, at)[:MOST])
    handed = [task for task in handed_over(access, at)[:MOST] if not is_own(task, user_id)]
    rows = work.rows([*due, *handed], at)
    cut = len(due) == MOST
    overdue = sum(is_late(task, at) for task in due)
    return WorkList(
        groups=list(grouped(rows[: len(due)], at)),
        due=coming(access, ties, at).count() if cut else len(due),
        overdue=coming(access, ties, at).filter(due_at__lte=at).count() if cut else overdue,
        waiting=Group(_("Waiting for me"), "", rows[len(due) :]),
        people=mine(ties, access, [*due, *handed], at),
        cut=cut,
    )


def handed() -> Q:
    kinds = Q()
    for prefix in HANDED_OVER:
        kinds |= Q(kind__startswith=prefix)
    return kinds


def handed_over(access: Access, at: datetime) -> QuerySet[Task]:
    """What somebody waits for, whatever its day; the oldest promise first."""
    return work.open_tasks(access, at).filter(handed()).order_by("due_at", "created_at", "pk")


def coming(access: Access, ties: Iterable[int], at: datetime) -> QuerySet[Task]:
    """What is due within two weeks: the overdue first, and of each day first what is about one's own people."""
    own = Q(subject_type=Stay._meta.label_lower, subject_id__in=list(ties))
    late = Either(When(due_at__lte=at, then=Value(0)), default=Value(1))
    others = Either(When(own, then=Value(0)), default=Value(1))
    found = work.open_tasks(access, at).exclude(handed()).filter(due_at__lt=at + AHEAD)
    return found.order_by(late, others, "due_at", "created_at", "pk")


def is_own(task: Task, user_id: int) -> bool:
    """Nobody confirms the dates that they worked out themselves: that task is for the others."""
    return task.kind == DATES and task.detail.get("made_by") == user_id


def is_late(task: Task, at: datetime) -> bool:
    return task.due_at is not None and task.due_at <= at


def grouped(rows: Iterable[TaskRow], at: datetime) -> Iterable[Group]:
    """Overdue, today, within a week, within two; a heading without tasks is left out."""
    today = timezone.localtime(at).date()
    titles = {"late": _("Overdue"), "today": _("Today"), "week": _("The next seven days"), "later": _("Later")}
    under: dict[str, list[TaskRow]] = defaultdict(list)
    for row in rows:
        under[heading(row.task, at, today)].append(row)
    for key, title in titles.items():
        if under[key]:
            yield Group(title, "bad" if key == "late" else "", under[key])


def heading(task: Task, at: datetime, today: date) -> str:
    if task.due_at is None or task.due_at <= at:
        return "late"
    day = timezone.localtime(task.due_at).date()
    if day == today:
        return "today"
    return "week" if day <= today + SOON else "later"


# ---- my people -----------------------------------------------------------------------------------------------------
def mine(ties: Mapping[int, list[str]], access: Access, tasks: Sequence[Task], at: datetime) -> list[Mine]:
    """Everybody in custody whom the user may see here and has a part with; whose next date is first stands first."""
    if not ties:
        return []
    units, prisons = access.units(WayOutPerm.VIEW), access.prisons(WayOutPerm.VIEW)
    seen = [case for case in stairs.gather(at=at, stay_ids=ties) if case.prison_id in prisons or case.unit_id in units]
    parameters = stairs.parameters_on(stairs.STAIRS, at)
    stay = Stay._meta.label_lower
    counts = Counter(task.subject_id for task in tasks if task.subject_type == stay)
    late = {task.subject_id for task in tasks if task.subject_type == stay and is_late(task, at)}
    found = [
        (*next_step(case, parameters), person(case, ties[case.stay_id], counts[case.stay_id], case.stay_id in late))
        for case in seen
    ]
    return [
        with_step(row, step, on)
        for on, step, row in sorted(
            found, key=lambda entry: (not entry[2]["level"], entry[0] or date.max, entry[2]["name"])
        )
    ]


def ties_of(user_id: int) -> dict[int, list[str]]:
    """Which part the user has with whom: contact officer, substitute, what they see to, what they have begun."""
    ties: dict[int, list[str]] = defaultdict(list)
    officers = ContactOfficer.objects.current().filter(officer=user_id).order_by("is_substitute", "pk")
    for stay, substitute in officers.values_list("stay_id", "is_substitute"):
        ties[stay].append(_("Substitute") if substitute else _("Contact officer"))
    items = ReleaseItem.objects.filter(owner=user_id, state=ItemState.OPEN).order_by("domain", "pk")
    for stay, domain in items.values_list("stay_id", "domain"):
        ties[stay].append(_("Sees to: %(what)s") % {"what": ReleaseDomain(domain).label.lower()})
    drafts = Decision.objects.filter(drafted_by=user_id, state__in=UNDER_WAY).order_by("stay_id").distinct("stay_id")
    for stay in drafts.values_list("stay_id", flat=True):
        ties[stay].append(_("Your draft of a decision"))
    waiting = Calculation.objects.filter(made_by=user_id, confirmed_at__isnull=True, withdrawn_at__isnull=True)
    for stay in waiting.order_by("pk").values_list("stay_id", flat=True):
        ties[stay].append(_("Your dates wait for a colleague"))
    return dict(ties)


def next_step(case: Case, parameters: dict[str, Any]) -> tuple[date | None, Any]:
    """Of whoever goes home on a day that is planned, that day: no step comes before it."""
    if case.planned is not None:
        return case.planned, None
    if case.basis == "REMAND" or case.dates is None:
        return None, None
    rung = next_rung(stairs.rungs_of(case, parameters))
    return ((rung.look_again_on or rung.on) if rung else None), rung


def person(case: Case, ties: Sequence[str], tasks: int, late: bool) -> dict[str, Any]:
    return {
        "uuid": case.uuid,
        "name": case.name,
        "number": case.number,
        "cell": case.cell,
        "ties": ties,
        "tasks": ngettext("%(n)d task", "%(n)d tasks", tasks) % {"n": tasks} if tasks else "",
        "level": "bad" if late else "",
        "release": release_in_words(case),
    }


def release_in_words(case: Case) -> str:
    """The day that is planned, or the earliest possible one: the words say which."""
    if case.target is None:
        return ""
    values = {"day": display.day(case.target), "away": display.days_away(case.target, case.today)}
    words = (
        _("Release planned: %(day)s, %(away)s") if case.planned else _("Release, at the earliest: %(day)s, %(away)s")
    )
    return words % values


def with_step(row: dict[str, Any], rung: Any, on: date | None) -> Mine:
    word, level, icon = STATES[rung.state] if rung else ("", "", "")
    return Mine(
        **row,
        next=str(StepCode(rung.step).label) if rung else "",
        on=display.day(on) if on else "",
        word=str(word),
        word_level=level,
        icon=icon,
    )
