"""The plan from a draft to what the person says of it: begun, saved, offered, answered, and its steps done."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.models import Stay
from sentencing.choices import PlanArea, PlanState
from sentencing.models import PlanGoal, PlanStep, PlanStepDone, PlanVersion
from sentencing.models.plan import ANSWERED, OPEN
from sentencing.selectors.plan_drafts import GoalDraft, contents_of, fingerprint
from sentencing.services import plan_tasks
from sentencing.services.judgments import lock


class PlanRefused(Refusal):
    code = "plan_refused"


@explained()
@transaction.atomic
def begin(*, stay: Stay, by: User, at: datetime) -> PlanVersion:
    """A new draft; it carries on from the last version, whatever the person said of it."""
    stay = lock(stay, at)
    if PlanVersion.objects.filter(stay=stay, state__in=OPEN).exists():
        raise Conflict(_("A plan is being worked on already. Look at it first."), code="open")
    last = PlanVersion.objects.filter(stay=stay).order_by("-number").first()
    number = last.number + 1 if last else 1
    version = PlanVersion.objects.create(stay=stay, number=number, changed_at=at, changed_by=by)
    write(version, contents_of(last) if last else [])
    record("sentencing.begin_plan", version, by, at)
    return version


@explained()
@transaction.atomic
def save(*, version: PlanVersion, goals: Sequence[GoalDraft], seen: int, by: User, at: datetime) -> PlanVersion:
    """The whole draft as it is typed now. ``seen``: the stamp of the text that it was typed over.

    Raises ``Conflict`` where somebody, or another tab, has saved since: nothing is overwritten.
    """
    version = open_one(version, PlanState.DRAFT, at)
    if version.stamp != seen:
        raise Conflict(
            _("%(who)s saved this plan %(when)s. Your text is not lost: compare the two, and save again.")
            % {"who": version.changed_by, "when": display.moment(version.changed_at, at)},
            code="changed_since",
        )
    for goal in goals:
        check(goal, version.stay)
    rewrite(version, goals, by, at)
    return version


@explained()
@transaction.atomic
def save_goal(*, version: PlanVersion, goal: GoalDraft, seen: str, by: User, at: datetime) -> str:
    """One goal of the draft as it is typed now, a new one last. Returns its fingerprint.

    ``seen``: the fingerprint of the goal that it was typed over, empty for a new one. Raises ``Conflict`` where
    somebody, or another tab, has changed the goal since: nothing is overwritten. Two who write two goals never meet.
    """
    version = open_one(version, PlanState.DRAFT, at)
    kept = contents_of(version)
    refuse_if_changed(version, kept, goal.thread, seen, at)
    check(goal, version.stay)
    goals = [goal if one.thread == goal.thread else one for one in kept]
    if all(one.thread != goal.thread for one in kept):
        goals.append(goal)
    rewrite(version, goals, by, at)
    return fingerprint(next(one for one in contents_of(version) if one.thread == goal.thread))


@explained()
@transaction.atomic
def drop_goal(*, version: PlanVersion, thread: UUID, seen: str, by: User, at: datetime) -> None:
    """Take a goal out of the draft. In the versions before it stands as it was."""
    version = open_one(version, PlanState.DRAFT, at)
    kept = contents_of(version)
    refuse_if_changed(version, kept, thread, seen, at)
    rewrite(version, [one for one in kept if one.thread != thread], by, at)


@explained()
@transaction.atomic
def offer(*, version: PlanVersion, seen: int, by: User, at: datetime) -> PlanVersion:
    """The person is given the plan as it stands now. From here its words are not changed."""
    version = open_one(version, PlanState.DRAFT, at)
    if version.stamp != seen:
        raise Conflict(_("The plan has changed since you read it. Read it again first."), code="changed_since")
    if not version.goals.exists():
        raise PlanRefused(_("The plan has no goal yet. Write at least one before it is offered."), code="empty")
    version.state, version.offered_at, version.offered_by = PlanState.OFFERED, at, by
    version.save()
    record("sentencing.offer_plan", version, by, at)
    return version


@explained()
@transaction.atomic
def answer(*, version: PlanVersion, answer: PlanState | str, own_words: str, by: User, at: datetime) -> PlanVersion:
    """What the person says: agrees, does not agree (in their own words), or wants no plan, which costs them nothing.

    The version that held until now is followed by this one.
    """
    version = open_one(version, PlanState.OFFERED, at)
    if answer not in ANSWERED:
        raise PlanRefused(_("Choose the answer from the list."), code="unknown_answer")
    if answer == PlanState.NOT_AGREED and not own_words.strip():
        raise PlanRefused(_("Write in the person’s own words why they do not agree."), code="no_words")
    for older in PlanVersion.objects.filter(stay=version.stay, state__in=ANSWERED).order_by("number"):
        older.state = PlanState.SUPERSEDED
        older.save()
    version.state, version.own_words = str(answer), own_words.strip()
    version.answered_at, version.answered_by = at, by
    version.save()
    record("sentencing.answer_plan", version, by, at)
    return version


@explained()
@transaction.atomic
def finish_step(*, step: PlanStep, done_on: date, evidence: str, by: User, at: datetime) -> PlanStepDone:
    """A step of an answered plan is done, and what shows it. It stays done in every later version."""
    version = PlanVersion.objects.select_related("stay").get(goals=step.goal_id)
    stay = lock(version.stay, at)
    if version.state not in ANSWERED:
        raise PlanRefused(_("Steps are done in the plan that holds now. Look at that one."), code="not_holding")
    if done_on > timezone.localtime(at).date():
        raise PlanRefused(_("The day is in the future. Write it down when it is done."), code="future")
    if not evidence.strip():
        raise PlanRefused(_("Write what shows that it is done."), code="no_evidence")
    done = PlanStepDone.objects.create(
        stay=stay, thread=step.thread, done_on=done_on, evidence=evidence.strip(), recorded_at=at, recorded_by=by
    )
    detail = {"stay": stay.pk, "number": version.number}
    audit.record_write(by=by, at=at, act="sentencing.finish_plan_step", subject=done, detail=detail)
    plan_tasks.call(stay_ids=[stay.pk], by=by, at=at)
    return done


# ---- parts ---------------------------------------------------------------------------------------------------------
def open_one(version: PlanVersion, state: PlanState, at: datetime) -> PlanVersion:
    """The version as it is now, with the stay locked; ``Conflict`` where it has gone on."""
    stay = lock(version.stay, at)
    found = PlanVersion.objects.select_related("changed_by").get(pk=version.pk)
    found.stay = stay
    if found.state != state:
        values = {"state": PlanState(found.state).label}
        raise Conflict(_("The plan has gone on meanwhile: %(state)s. Look at it again.") % values, code="gone_on")
    return found


def check(goal: GoalDraft, stay: Stay) -> None:
    if goal.area == PlanArea.HEALTH and goal.words.strip():
        raise PlanRefused(
            _("Of health write only that the health service follows it up. The rest belongs to them."), code="health"
        )
    admitted_on = timezone.localtime(stay.during.lower).date()
    if any(step.due_on < admitted_on for step in goal.steps):
        raise PlanRefused(_("A step has a date before the stay began. Check the date."), code="before_the_stay")


def refuse_if_changed(version: PlanVersion, kept: Sequence[GoalDraft], thread: UUID, seen: str, at: datetime) -> None:
    now = next((fingerprint(one) for one in kept if one.thread == thread), "")
    if now != seen:
        raise Conflict(
            _("%(who)s changed this goal %(when)s. Your text is not lost: compare the two, and save again.")
            % {"who": version.changed_by, "when": display.moment(version.changed_at, at)},
            code="changed_since",
        )


def rewrite(version: PlanVersion, goals: Sequence[GoalDraft], by: User, at: datetime) -> None:
    erase(version)
    write(version, goals)
    version.stamp, version.changed_at, version.changed_by = version.stamp + 1, at, by
    version.save()
    record("sentencing.save_plan", version, by, at)


def erase(version: PlanVersion) -> None:
    for goal in version.goals.order_by("pk"):
        for step in goal.steps.order_by("pk"):
            step.delete()
        goal.delete()


def write(version: PlanVersion, goals: Sequence[GoalDraft]) -> None:
    for place, draft in enumerate(goals, start=1):
        goal = PlanGoal.objects.create(
            version=version, thread=draft.thread, position=place, area=str(draft.area), words=draft.words.strip()
        )
        for nth, step in enumerate(draft.steps, start=1):
            PlanStep.objects.create(
                goal=goal,
                thread=step.thread,
                position=nth,
                text=step.text.strip(),
                due_on=step.due_on,
                owner_id=step.owner_id,
                outside_owner=step.outside_owner.strip(),
            )


def record(act: str, version: PlanVersion, by: User, at: datetime) -> None:
    detail = {"stay": version.stay_id, "number": version.number}
    audit.record_write(by=by, at=at, act=act, subject=version, detail=detail)
    plan_tasks.call(stay_ids=[version.stay_id], by=by, at=at)
