"""Plans on their way, for tests: written, offered, agreed; with people who work along, and a consent to mapping."""

from datetime import date
from typing import Any

from corrections.models import User
from inmates.models import Stay
from sentencing.choices import PlanArea, PlanState
from sentencing.models import PlanGoal, PlanStep, PlanVersion
from sentencing.selectors.plan_drafts import GoalDraft, StepDraft
from sentencing.services import needs, plan
from tests.corrections.factories import UserFactory, oslo

NOW = oslo("2026-11-24 14:32")
LATER = oslo("2026-11-25 09:00")
HOME = GoalDraft(
    PlanArea.HOUSING,
    "Eget rom, nær datteren min",
    (StepDraft("Apply for a flat", date(2027, 2, 1), outside_owner="NAV Fjordvik"),),
)
TRADE = GoalDraft(PlanArea.EDUCATION, "My trade certificate as a carpenter", (StepDraft("Ask", date(2027, 1, 8)),))


def drafted(stay: Stay, by: User, *goals: GoalDraft) -> PlanVersion:
    return plan.save(version=plan.begin(stay=stay, by=by, at=NOW), goals=goals or (HOME,), seen=0, by=by, at=NOW)


def offered(stay: Stay, by: User, *goals: GoalDraft) -> PlanVersion:
    made = drafted(stay, by, *goals)
    return plan.offer(version=made, seen=made.stamp, by=by, at=NOW)


def agreed(stay: Stay, by: User, *goals: GoalDraft) -> PlanVersion:
    made = offered(stay, by, *goals)
    return plan.answer(version=made, answer=PlanState.AGREED, own_words="", by=by, at=NOW)


def with_a_plan(stay: Stay) -> dict[str, Any]:
    """A plan that holds, the next version begun, somebody from outside, and a consent to mapping."""
    by = UserFactory.create()
    step = PlanStep.objects.get(goal__version=agreed(stay, by))
    goal = PlanGoal.objects.get(version=plan.begin(stay=stay, by=by, at=NOW))
    on = date(2026, 11, 20)
    partner = needs.add_partner(stay=stay, agency="NAV", name="Siri Moen", in_group=True, joined_on=on, by=by, at=NOW)
    needs.give_consent(stay=stay, given_on=on, covers_outside=False, by=by, at=NOW)
    return {"goal": goal, "plan_step": step, "partner": partner}
