"""What the engine decides of a step stands on the stairs by itself: granted at once, refused with the day on which it
is looked at again (fskr. s. 3-41). Each decision speaks once.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from corrections.models import User
from corrections.services import audit, law
from inmates.choices import DecisionOutcome
from inmates.models import Decision, Stay
from inmates.rules.decisions import IN_VAIN
from inmates.services import presence
from sentencing.choices import StepCode, StepOutcome
from sentencing.models import StepReview
from sentencing.rules import arithmetic
from sentencing.rules import outside as rules
from sentencing.selectors.facts import facts
from sentencing.services import stairs

RULE = "OUTSIDE"
LEAVE = "leave"
LOOK_AGAIN_MONTHS = 3  # other steps: local, as the shortest of fskr. s. 3-41
STEP_OF = {LEAVE: StepCode.LEAVE.value} | {
    f"outside-{step.value.lower().replace('_', '-')}": step.value
    for step in (
        StepCode.DAY_RELEASE,
        StepCode.INSTITUTION,
        StepCode.OUTSIDE,
        StepCode.MONITORING,
        StepCode.PROBATION,
    )
}
PLACING = ("transfer", "placement")  # the decisions of inmates.services.transfer_decisions
BATCH = 200


@transaction.atomic
def granted(*, decision: Decision, by: User, at: datetime) -> StepReview | None:
    step = STEP_OF.get(decision.kind)
    return say(decision, step, StepOutcome.GRANTED, None, decision.decided_by or by, at) if step else None


@transaction.atomic
def follow_refused(*, by: User | None = None, at: datetime) -> int:
    """Every step that was refused and made known, with its next look; each once, however often this runs."""
    told = Decision.objects.filter(
        kind__in=STEP_OF,
        outcome=DecisionOutcome.REFUSED,
        notified_at__isnull=False,
        stay__during__endswith__isnull=True,
    )
    open_ones = told.exclude(pk__in=StepReview.objects.filter(decision__isnull=False).values("decision"))
    found = open_ones.select_related("stay", "decided_by", "drafted_by").order_by("pk")[:BATCH]
    return sum(1 for decision in found if refused(decision=decision, by=by, at=at) is not None)


@transaction.atomic
def follow_placed(*, by: User | None = None, at: datetime) -> int:
    """Every transfer or placement to a less strict regime that was carried out, or refused and made known: the step was
    looked at (strgjfl. s. 15). Each once.
    """
    ended = Q(executed_at__isnull=False) | Q(outcome__in=IN_VAIN, notified_at__isnull=False)
    placed = Decision.objects.filter(ended, kind__in=PLACING, stay__during__endswith__isnull=True)
    to_less = placed.filter(details__to__regex=r":(LOWER|TRANSITION)$")
    open_ones = to_less.exclude(pk__in=StepReview.objects.filter(decision__isnull=False).values("decision"))
    found = open_ones.select_related("stay", "decided_by").order_by("pk")[:BATCH]
    return sum(1 for decision in found if placed_on(decision=decision, by=by, at=at) is not None)


@transaction.atomic
def placed_on(*, decision: Decision, by: User | None, at: datetime) -> StepReview | None:
    presence.lock(Stay(pk=decision.stay_id))
    who = decision.decided_by or by
    if who is None or StepReview.objects.filter(decision=decision).exists():
        return None
    step = str(decision.details["to"]).rpartition(":")[2]
    if decision.executed_at is not None:
        return say(decision, step, StepOutcome.GRANTED, None, who, at)
    day = timezone.localtime(decision.decided_at or at).date()
    return say(decision, step, StepOutcome.REFUSED, next_look(decision, step, day, at), who, at)


@transaction.atomic
def refused(*, decision: Decision, by: User | None = None, at: datetime) -> StepReview | None:
    step = STEP_OF[decision.kind]
    presence.lock(Stay(pk=decision.stay_id))
    if StepReview.objects.filter(decision=decision).exists():
        return None
    day = timezone.localtime(decision.decided_at or at).date()
    who = decision.decided_by or by
    return say(decision, step, StepOutcome.REFUSED, next_look(decision, step, day, at), who, at) if who else None


def next_look(decision: Decision, step: str, day: date, at: datetime) -> date:
    """Never in the past: what was refused long ago and is written now is looked at tomorrow."""
    if step == StepCode.PROBATION:
        given = law.rule_in_force(RULE, timezone.localtime(at).date()).parameters[step]
        known = facts(decision.stay_id, at)
        found = rules.look_again_on(day, known.months if known else 0, given)
    else:
        found = arithmetic.add(day, LOOK_AGAIN_MONTHS)
    return max(found, arithmetic.add(timezone.localtime(at).date(), 0, 1))


def say(decision: Decision, step: str, outcome: str, again: date | None, by: User, at: datetime) -> StepReview:
    made = StepReview.objects.create(
        stay=decision.stay,
        step=step,
        outcome=outcome,
        reason=decision.legal_ref,
        look_again_on=again,
        decision=decision,
        reviewed_at=at,
        reviewed_by=by,
    )
    stairs.finish(decision.stay, f"step.{step}", by, at, outcome)
    stairs.finish(decision.stay, "step.DECIDE", by, at, outcome, step=step)
    detail = {"stay": decision.stay_id, "step": step, "outcome": outcome}
    audit.record_write(by=by, at=at, act="sentencing.decide_step", subject=made, detail=detail)
    stairs.call(stay_ids=[decision.stay_id], by=by, at=at)
    return made
