"""What a draft of a plan says: goals with their steps as values, and a fingerprint of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from sentencing.choices import PlanArea
from sentencing.models import PlanGoal, PlanVersion


@dataclass(frozen=True, slots=True)
class StepDraft:
    text: str
    due_on: date
    owner_id: int | None = None
    outside_owner: str = ""
    thread: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class GoalDraft:
    area: PlanArea | str
    words: str = ""
    steps: Sequence[StepDraft] = ()
    thread: UUID = field(default_factory=uuid4)


def contents_of(version: PlanVersion) -> list[GoalDraft]:
    goals = version.goals.order_by("position").prefetch_related("steps")
    return [GoalDraft(goal.area, goal.words, steps_of(goal), goal.thread) for goal in goals]


def steps_of(goal: PlanGoal) -> tuple[StepDraft, ...]:
    steps = sorted(goal.steps.all(), key=lambda step: step.position)
    return tuple(StepDraft(s.text, s.due_on, s.owner_id, s.outside_owner, s.thread) for s in steps)


def fingerprint(goal: GoalDraft) -> str:
    """The same for the same words and steps; what a page hands back to say which text it was typed over."""
    steps = [(step.text, step.due_on.isoformat(), step.owner_id, step.outside_owner) for step in goal.steps]
    return sha256(repr((str(goal.area), goal.words, steps)).encode()).hexdigest()[:16]
