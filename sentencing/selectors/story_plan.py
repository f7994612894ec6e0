"""The goals of the plan that holds, as lanes of the picture of a sentence and as lines of the list beside it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from corrections.access import Access
from inmates.registries import Subject
from sentencing.permissions import PlanPerm
from sentencing.picture.story import Bar, Dot, Lane
from sentencing.selectors import plan


def goals_of(subject: Subject, access: Access, at: datetime) -> list[plan.Lane]:
    """Nothing for who may not read the plan."""
    if subject.stay_id is None or not subject.allows(access, PlanPerm.VIEW):
        return []
    return plan.lanes_of(subject.stay_id, at)


def lanes(goals: Iterable[plan.Lane]) -> Iterable[Lane]:
    rows = tuple(row(goal) for goal in goals)
    if rows:
        yield Lane(_("Plan"), rows, is_thin=True)


def row(goal: plan.Lane) -> tuple[Bar | Dot, ...]:
    """A bar from the agreement to the last step, filled by the share that is done, and each step on its day."""
    done = goal.start + timedelta(days=round((goal.end - goal.start).days * goal.done))
    filled = [Bar(goal.start, done, "", "goal-done")] if done > goal.start else []
    said = _("%(area)s, done") if goal.done == 1 else _("%(area)s, %(share)d%%")
    words = said % {"area": goal.label, "share": round(100 * goal.done)}
    steps = [Dot(on, "step-done" if is_done else "step") for on, _text, is_done in goal.steps]
    return (Bar(goal.start, goal.end, words, "goal", beside=True), *filled, *steps)


def lines(goals: Iterable[plan.Lane]) -> Iterable[tuple[date, str, str]]:
    """Each step of each goal: its day, what is to be done, and whether it is."""
    for goal in goals:
        for on, text, is_done in goal.steps:
            yield on, _("Plan, %(area)s: %(what)s") % {"area": goal.label, "what": text}, _("Done") if is_done else ""
