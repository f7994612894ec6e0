"""What a plan asks for by itself: an offer to who is new, a look from time to time, and the steps that are due.

Each task is there once, moves with its day, and goes when it is done, however often and wherever this runs.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corrections.models import User
from corrections.services import task_lists
from corrections.services.task_lists import Followed, WantedTask
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.models import PlanStep, PlanStepDone, PlanVersion
from sentencing.models.plan import ANSWERED, OPEN
from sentencing.selectors import stairs
from sentencing.selectors.plan import RULE, review_on
from sentencing.selectors.stairs import Case

SUBJECT = Stay._meta.label_lower
KINDS = ("plan.OFFER", "plan.REVIEW", "plan.STEP")
LONGEST_SHOWN = 80


@transaction.atomic
def call(*, stay_ids: Collection[int] | None, by: User | None, at: datetime) -> Followed:
    """The tasks of these stays (of all for ``None``) as they should be now. Six statements, whatever their number."""
    cases = [case for case in stairs.gather(at=at, stay_ids=stay_ids) if case.prison_id]
    given = stairs.parameters_on(RULE, at)
    versions = newest_first(stay_ids)
    steps = undone(stay_ids, horizon=timezone.localtime(at).date() + timedelta(days=given["step_lead"]))
    tasks = [
        task
        for case in cases
        for task in tasks_of(case, versions.get(case.stay_id, []), steps.get(case.stay_id, []), given)
    ]
    return task_lists.follow(subject_type=SUBJECT, kinds=KINDS, tasks=tasks, only=stay_ids, by=by, at=at)


def newest_first(stay_ids: Collection[int] | None) -> dict[int, list[PlanVersion]]:
    found = PlanVersion.objects.filter(state__in=(*OPEN, *ANSWERED)).order_by("-number")
    rows: dict[int, list[PlanVersion]] = {}
    for version in found if stay_ids is None else found.filter(stay__in=list(stay_ids)):
        rows.setdefault(version.stay_id, []).append(version)
    return rows


def undone(stay_ids: Collection[int] | None, *, horizon: date) -> dict[int, list[PlanStep]]:
    """Steps of the plans that hold, due before ``horizon`` and not done."""
    found = PlanStep.objects.filter(goal__version__state__in=ANSWERED, due_on__lte=horizon)
    found = found.select_related("goal__version").order_by("due_on", "pk")
    if stay_ids is not None:
        found = found.filter(goal__version__stay__in=list(stay_ids))
    steps = list(found)
    done = PlanStepDone.objects.filter(thread__in=[step.thread for step in steps])
    finished = set(done.values_list("stay_id", "thread"))
    rows: dict[int, list[PlanStep]] = {}
    for step in steps:
        if (step.goal.version.stay_id, step.thread) not in finished:
            rows.setdefault(step.goal.version.stay_id, []).append(step)
    return rows


def tasks_of(
    case: Case, versions: list[PlanVersion], steps: list[PlanStep], given: Mapping[str, Any]
) -> Iterable[WantedTask]:
    """Nobody is hurried while a version is being written, and nobody on remand is asked to plan a sentence."""
    if case.basis == LegalStatusKind.REMAND:
        return
    admitted_on = timezone.localtime(case.admitted_at).date()
    if not versions and case.today - admitted_on <= timedelta(days=given["offer_within_days"]):
        due = admitted_on + timedelta(days=given["offer_after_days"])
        yield wanted(case, f"plan:{case.stay_id}:offer", "plan.OFFER", due, given, {})
    if versions and versions[0].answered_at is not None:
        on = review_on(case, versions[0].answered_at, given)
        is_now = (on - case.today).days <= given["review_lead"]
        yield wanted(case, f"plan:{versions[0].pk}:review", "plan.REVIEW", on, given, {}, is_now=is_now)
    for step in steps:
        shown = {"what": step.text[:LONGEST_SHOWN]}
        yield wanted(case, f"plan:{case.stay_id}:step:{step.thread}", "plan.STEP", step.due_on, given, shown)


def wanted(
    case: Case, key: str, kind: str, on: date, given: Mapping[str, Any], more: dict[str, Any], *, is_now: bool = True
) -> WantedTask:
    """Due at the end of the day in Norway, whichever way the clocks have gone."""
    due_at = timezone.make_aware(datetime.combine(on, time(23, 59)))
    shown = {"number": case.number, "person": str(case.uuid), **more}
    place = (case.prison_id or 0, case.unit_id, case.stay_id)
    return WantedTask(key, kind, shown, given["role"], *place, due_at, is_now=is_now)
