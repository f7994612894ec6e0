"""The plan of one person as a page shows it: versions, goals with their steps, partners, needs, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from corrections import display
from corrections.access import Access
from corrections.models import Task
from inmates.registries import Subject
from sentencing.choices import Need, PlanArea, PlanState, StepCode
from sentencing.models import NeedsConsent, NeedsFinding, PlanGoal, PlanPartner, PlanStep, PlanStepDone, PlanVersion
from sentencing.models.plan import ANSWERED, OPEN
from sentencing.permissions import PlanPerm
from sentencing.rules.plan import Change, Rhythm, compare, look_again_after
from sentencing.selectors import stairs
from sentencing.selectors.plan_drafts import contents_of, fingerprint

RULE = "PLAN"
LEVELS = {
    PlanState.DRAFT: "info",
    PlanState.OFFERED: "warn",
    PlanState.AGREED: "ok",
    PlanState.NOT_AGREED: "warn",
    PlanState.DECLINED: "quiet",
    PlanState.SUPERSEDED: "quiet",
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """``state``: done, late or open."""

    pk: int
    text: str
    due: str
    owner: str
    state: str
    done: str
    due_on: date
    outside: bool = False


@dataclass(frozen=True, slots=True)
class GoalRow:
    thread: UUID
    area: str | Promise
    code: str
    words: str
    steps: list[StepRow]
    seen: str

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def next(self) -> StepRow | None:
        waiting = [step for step in self.steps if step.state != "done"]
        return min(waiting, key=lambda step: (step.due_on, step.pk)) if waiting else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version, ready to print."""

    version: PlanVersion
    word: str
    level: str
    said: str
    goals: list[GoalRow]


@dataclass(frozen=True, slots=True)
class NeedRow:
    area: str | Promise
    code: str
    word: str | Promise
    words: str
    wants_goal: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """``open``: the version that is written or waits for an answer; ``holding``: the one that was answered last."""

    open: Sheet | None
    holding: Sheet | None
    versions: list[dict[str, Any]]
    partners: list[PlanPartner]
    consent: NeedsConsent | None
    needs: list[NeedRow]
    milestones: list[dict[str, Any]]
    officer: str
    review: str
    may_edit: bool = False


def of_person(subject: Subject, access: Access, at: datetime) -> PlanPage | None:
    """A constant number of statements; nothing for a former resident."""
    case = stairs.of_stay(subject.stay_id, at) if subject.stay_id else None
    if case is None:
        return None
    versions = list(versions_of(case.stay_id))
    done = done_of(case.stay_id)
    open_one = next((one for one in versions if one.state in OPEN), None)
    holding = next((one for one in versions if one.state in ANSWERED), None)
    consent = consents(case.stay_id).order_by("pk").first()
    sheets = [sheet(one, done, at) if one else None for one in (open_one, holding)]
    written = {goal.code for one in sheets if one for goal in one.goals}
    return PlanPage(
        open=sheets[0],
        holding=sheets[1],
        versions=[version_row(one, at) for one in versions],
        partners=list(partners(case.stay_id).order_by("joined_on", "pk")),
        consent=consent,
        needs=needs_of(consent, written),
        milestones=milestones_of(case, at),
        officer=case.officer,
        review=review_of(case, holding, at),
        may_edit=subject.allows(access, PlanPerm.EDIT),
    )


def versions_of(stay_id: int | None) -> QuerySet[PlanVersion]:
    people = ("changed_by", "offered_by", "answered_by")
    return PlanVersion.objects.filter(stay=stay_id).select_related(*people).order_by("-number")


def in_state(stay_id: int | None, state: PlanState) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(stay=stay_id, state=state)


def steps_now(stay_id: int | None) -> QuerySet[PlanStep]:
    """The steps of the plan that holds."""
    return PlanStep.objects.filter(goal__version__stay=stay_id, goal__version__state__in=ANSWERED)


def partners(stay_id: int | None) -> QuerySet[PlanPartner]:
    return PlanPartner.objects.filter(stay=stay_id, left_on=None)


def consents(stay_id: int | None) -> QuerySet[NeedsConsent]:
    return NeedsConsent.objects.filter(stay=stay_id, withdrawn_on=None)


def done_of(stay_id: int) -> dict[UUID, PlanStepDone]:
    return {row.thread: row for row in PlanStepDone.objects.filter(stay=stay_id).select_related("recorded_by")}


# ---- one version -----------------------------------------------------------------------------------------------------
def sheet(version: PlanVersion, done: Mapping[UUID, PlanStepDone], at: datetime) -> Sheet:
    goals = list(version.goals.order_by("position").prefetch_related("steps__owner"))
    marks = (
        {goal.thread: fingerprint(goal) for goal in contents_of(version)} if version.state == PlanState.DRAFT else {}
    )
    state = PlanState(version.state)
    rows = [goal_row(goal, done, at, marks.get(goal.thread, "")) for goal in goals]
    return Sheet(version, str(state.label), LEVELS[state], said_of(version, at), rows)


def goal_row(goal: PlanGoal, done: Mapping[UUID, PlanStepDone], at: datetime, seen: str) -> GoalRow:
    steps = sorted(goal.steps.all(), key=lambda step: step.position)
    area = PlanArea(goal.area)
    return GoalRow(goal.thread, area.label, area, goal.words, [step_row(one, done, at) for one in steps], seen)


def step_row(step: PlanStep, done: Mapping[UUID, PlanStepDone], at: datetime) -> StepRow:
    made = done.get(step.thread)
    late = made is None and step.due_on < timezone.localtime(at).date()
    text = ""
    if made is not None:
        values = {"day": display.day(made.done_on), "what": made.evidence, "who": made.recorded_by.short_name}
        text = _("Done %(day)s: %(what)s (%(who)s)") % values
    return StepRow(
        pk=step.pk,
        text=step.text,
        due=display.day(step.due_on),
        owner=step.owner.short_name if step.owner else step.outside_owner or _("The person"),
        state="done" if made else "late" if late else "open",
        done=text,
        due_on=step.due_on,
        outside=bool(step.outside_owner),
    )


def said_of(version: PlanVersion, at: datetime) -> str:
    """Who did the last thing to it, and when."""
    who, when, words = version.changed_by, version.changed_at, _("Last saved %(when)s, %(who)s")
    if version.answered_at and version.answered_by:
        who, when, words = version.answered_by, version.answered_at, _("Answered %(when)s, written down by %(who)s")
    elif version.offered_at and version.offered_by:
        who, when, words = version.offered_by, version.offered_at, _("Offered %(when)s by %(who)s")
    return words % {"when": display.moment(when, at), "who": who.short_name}


def version_row(version: PlanVersion, at: datetime) -> dict[str, Any]:
    state = PlanState(version.state)
    return {
        "number": version.number,
        "word": state.label,
        "level": LEVELS[state],
        "said": said_of(version, at),
        "words": version.own_words,
        "compares": version.number > 1,
    }


# ---- two versions side by side ---------------------------------------------------------------------------------------
def compared(version: PlanVersion) -> tuple[PlanVersion, list[tuple[Change, list[Change]]]]:
    """The version before, and each goal with its steps: what was added, changed, removed or stayed."""
    before = PlanVersion.objects.get(stay=version.stay_id, number=version.number - 1)
    old, new = goals_in_words(before), goals_in_words(version)
    threads = [*new, *(thread for thread in old if thread not in new)]
    goals = {one: compare(texts(old, one), texts(new, one))[0] for one in threads}
    steps = {one: compare(old.get(one, ("", {}))[1], new.get(one, ("", {}))[1]) for one in threads}
    return before, [(goals[one], steps[one]) for one in threads]


Texts = dict[str, tuple[str, dict[str, str]]]


def texts(goals: Texts, thread: str) -> dict[str, str]:
    return {thread: goals[thread][0]} if thread in goals else {}


def goals_in_words(version: PlanVersion) -> Texts:
    return {
        str(row.thread): (
            f"{row.area}: {row.words}" if row.words else str(row.area),
            {str(index): f"{step.text}, {step.due}, {step.owner}" for index, step in threads_of(version, row)},
        )
        for row in sheet(version, {}, version.changed_at).goals
    }


def threads_of(version: PlanVersion, row: GoalRow) -> Iterable[tuple[UUID, StepRow]]:
    steps = PlanStep.objects.filter(goal__version=version, goal__thread=row.thread).order_by("position")
    return zip(steps.values_list("thread", flat=True), row.steps, strict=True)


# ---- around it -------------------------------------------------------------------------------------------------------
def needs_of(consent: NeedsConsent | None, written: set[str]) -> list[NeedRow]:
    """The last finding of each area, those with most need first."""
    if consent is None:
        return []
    last = NeedsFinding.objects.filter(consent=consent).order_by("area", "-found_at", "-pk").distinct("area")
    rank = {Need.MUCH: 0, Need.SOME: 1, Need.NONE: 2}
    found = sorted(last, key=lambda row: (rank[Need(row.need)], row.area))
    return [
        NeedRow(
            area=PlanArea(row.area).label,
            code=row.area,
            word=Need(row.need).label,
            words=row.words,
            wants_goal=row.need == Need.MUCH and row.area not in written,
        )
        for row in found
    ]


def milestones_of(case: stairs.Case, at: datetime) -> list[dict[str, Any]]:
    """The steps to freedom that have a day, in its order. No day is a promise."""
    if case.dates is None:
        return []
    rungs = stairs.rungs_of(case, stairs.parameters_on(stairs.STAIRS, at))
    dated = sorted((rung for rung in rungs if rung.on is not None and rung.state != "barred"), key=lambda r: r.on)  # type: ignore[arg-type, return-value]
    return [
        {"label": StepCode(rung.step).label, "day": display.day(rung.on), "is_past": rung.on <= case.today}
        for rung in dated
        if rung.on is not None
    ]


def review_of(case: stairs.Case, holding: PlanVersion | None, at: datetime) -> str:
    if holding is None or holding.answered_at is None:
        return ""
    return display.day(review_on(case, holding.answered_at, stairs.parameters_on(RULE, at)))


def review_on(case: stairs.Case, answered_at: datetime, given: Mapping[str, Any]) -> date:
    """The day that the plan is looked at again, from the time that is left."""
    full = case.dates.full if case.dates and case.dates.frame_expires is None else None
    names = ("review_months", "last_year_months", "last_months", "last_months_from")
    usually, last_year, last, last_from = (int(given[name]) for name in names)
    rhythm = Rhythm(usually, last_year, last, last_from, tuple(given["points_before"]))
    return look_again_after(timezone.localtime(answered_at).date(), full, rhythm)


# ---- lent ------------------------------------------------------------------------------------------------------------
def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """The overview: each area with its next step. The person's words are for who may read the plan."""
    if subject.stay_id is None:
        return None
    version = PlanVersion.objects.filter(stay=subject.stay_id, state__in=ANSWERED).order_by("-number").first()
    if version is None:
        return None
    goals = sheet(version, done_of(subject.stay_id), at).goals
    return {
        "word": PlanState(version.state).label,
        "level": LEVELS[PlanState(version.state)],
        "goals": goals,
        "sees_words": subject.allows(access, PlanPerm.VIEW),
        "href": reverse("person_plan", args=[subject.uuid]) if subject.allows(access, PlanPerm.VIEW) else "",
    }


@dataclass(frozen=True, slots=True)
class Lane:
    """One goal on a time line: from the plan's start to its last step, and the share of its steps that is done."""

    label: str
    start: date
    end: date
    done: float
    steps: Sequence[tuple[date, str, bool]]


def lanes_of(stay_id: int, at: datetime) -> list[Lane]:
    """The goals with dated steps of the plan that holds, for the picture of the sentence. Three statements."""
    version = PlanVersion.objects.filter(stay=stay_id, state__in=ANSWERED).order_by("-number").first()
    if version is None or version.answered_at is None:
        return []
    start, done = timezone.localtime(version.answered_at).date(), done_of(stay_id)
    rows = [row for row in sheet(version, done, at).goals if row.steps]
    return [
        Lane(
            label=str(row.area),
            start=min(start, *(step.due_on for step in row.steps)),
            end=max(start, *(step.due_on for step in row.steps)),
            done=row.done / len(row.steps),
            steps=[(step.due_on, step.text, step.state == "done") for step in row.steps],
        )
        for row in rows
    ]


# ---- tasks -------------------------------------------------------------------------------------------------------
def of_review(detail: Mapping[str, Any]) -> str:
    return _("%(number)s: look at the plan again, together with the person.") % {"number": detail.get("number", "")}


def of_offer(detail: Mapping[str, Any]) -> str:
    return _("%(number)s has no plan yet. Offer to make one together.") % {"number": detail.get("number", "")}


def of_step(detail: Mapping[str, Any]) -> str:
    values = {"number": detail.get("number", ""), "what": detail.get("what", "")}
    return pgettext("plan", "%(number)s: “%(what)s” is due in the plan.") % values


def to_plan(task: Task) -> str:
    uuid = task.detail.get("person")
    return reverse("person_plan", args=[uuid]) if uuid else ""
