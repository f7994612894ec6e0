"""How a decision ends: final when the appeal deadline runs out, carried out, or lapsed. Each exactly once."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal, explained
from corrections.services import audit
from inmates.choices import AppealOutcome, DecisionAct, DecisionState
from inmates.models import Decision, DecisionAppeal
from inmates.rules import decisions as rules
from inmates.services import decision_undoing
from inmates.services.decision_checks import DecisionRefused, kind_of
from inmates.services.decisions import locked, notify, refuse_step, step

logger = logging.getLogger(__name__)
A = DecisionAct
BATCH = 200


@explained()
@transaction.atomic
def tell(
    *,
    decision: Decision,
    how: str,
    language: str,
    by: User,
    at: datetime,
    notified_at: datetime | None = None,
    interpreter: str = "",
) -> Decision:
    """Notice, and what follows of itself: final at once without an appeal, carried out where the kind does so."""
    decision = notify(
        decision=decision,
        how=how,
        language=language,
        by=by,
        at=at,
        notified_at=notified_at,
        interpreter=interpreter,
    )
    if decision.appeal_rule_id is None:
        return finish(decision, by, at)
    if decision.outcome in rules.IN_VAIN:  # a refusal is told, and waits for an appeal: there is nothing to carry out
        return decision
    if kind_of(decision.kind).executes_itself and not decision.is_suspensive and decision.executed_at is None:
        return carried(decision, by, at)
    return decision


@explained()
@transaction.atomic
def carry_out(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Do what was decided: the kind's own service, in this transaction.

    Raises ``DecisionRefused`` before the notice where that comes first, before it is final where it is suspended, and
    where nothing was decided that can be carried out; whatever the kind's service refuses.
    """
    decision = locked(decision)
    refuse_step(decision, A.CARRY_OUT, at)
    return carried(decision, by, at)


@explained()
@transaction.atomic
def lapse(*, decision: Decision, why: str, by: User | None, at: datetime) -> Decision:
    """It is not carried out: withdrawn, or overtaken by what has happened."""
    decision = locked(decision)
    refuse_step(decision, A.LAPSE, at)
    if not why.strip():
        raise DecisionRefused(_("Write why the decision lapses."), code="no_reason")
    if decision.executed_at is not None:
        raise DecisionRefused(_("The decision is carried out already. It cannot lapse."), code="executed")
    return lapsed(decision, why, by, at)


def finish_due(*, by: User | None = None, at: datetime) -> int:
    """Every decision whose appeal deadline has run out is final now; each once, whatever runs besides.

    Each is a transaction of its own: one that cannot be finished holds up none of the others.
    """
    done = 0
    due = Q(state=DecisionState.NOTIFIED, appeal_due_at__lte=at)
    for row in Decision.objects.filter(due).order_by("appeal_due_at", "pk")[:BATCH]:
        try:
            done += finish_one(decision=row, by=by, at=at)
        except (Refusal, DatabaseError):
            logger.exception("decision %s cannot be made final", row.pk)
    return done


@explained()
@transaction.atomic
def finish_one(*, decision: Decision, by: User | None, at: datetime) -> int:
    """Nobody appealed in time. Somebody who was quicker, with an appeal or another worker, is left alone."""
    decision = locked(decision)
    is_due = decision.appeal_due_at is not None and decision.appeal_due_at <= at
    if decision.state != DecisionState.NOTIFIED or not is_due:
        return 0
    finish(decision, by, at)
    return 1


@transaction.atomic
def drop_open(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person was released: what is not carried out lapses. An appeal that is on its way is still answered."""
    waiting = Q(state__in=[*rules.OPEN_TEXT, DecisionState.DECIDED, DecisionState.NOTIFIED, DecisionState.FINAL])
    for decision in Decision.objects.filter(waiting, stay=stay_id, executed_at__isnull=True).order_by("pk"):
        lapsed(locked(decision), "released", by, at)


# ---- what they share ---------------------------------------------------------------------------------------------
def finish(decision: Decision, by: User | None, at: datetime) -> Decision:
    """Final; what was carried out meanwhile is closed, what came to nothing lapses, the rest waits to be done.

    What the level above has set aside, or changed to something that is not carried out, is undone if it was.
    """
    decision.final_at = decision.final_at or at
    act = A.TELL if decision.state == DecisionState.SETTLED else A.BECOME_FINAL
    decision = step(decision, act, by, at, "final_at")
    row = appeal_of(decision)
    outcome, changed = (row.outcome, row.changed_outcome) if row else ("", "")
    follows, why = rules.ends_as(decision.outcome, outcome, changed)
    if decision.executed_at is not None and outcome not in ("", AppealOutcome.UPHELD):
        decision_undoing.undo(decision=decision, appeal=outcome, lapses=follows == A.LAPSE, by=by, at=at)
    if outcome == AppealOutcome.SENT_BACK:
        decision_undoing.draft_anew(decision=decision, by=by, at=at)
    if follows == A.LAPSE:
        return lapsed(decision, why, by, at)
    return step(decision, A.CLOSE, by, at) if decision.executed_at is not None else decision


def appeal_of(decision: Decision) -> DecisionAppeal | None:
    return DecisionAppeal.objects.filter(decision=decision).order_by("pk").first()


def carried(decision: Decision, by: User, at: datetime) -> Decision:
    refuse_early(decision)
    kind, row = kind_of(decision.kind), appeal_of(decision)
    outcome = rules.stands_as(decision.outcome, row.outcome, row.changed_outcome) if row else decision.outcome
    if outcome in rules.IN_VAIN:
        raise DecisionRefused(_("Nothing was decided that can be carried out."), code="nothing_to_do")
    made = kind.execute(decision, by, at) if kind.execute else None
    decision.executed_at, decision.executed_by = at, by
    if made is not None:
        decision.executed_ref = f"{audit.type_of(made)}:{made.pk}"
    return step(decision, A.CARRY_OUT, by, at, "executed_at", "executed_by", "executed_ref")


def refuse_early(decision: Decision) -> None:
    if decision.notice_first and decision.notified_at is None:
        raise DecisionRefused(
            _("Tell the person first. Then it can be carried out."), code="before_notice", source=rules.SOURCE
        )
    if rules.must_wait(
        suspensive=decision.is_suspensive,
        suspension=decision.suspension,
        is_final=decision.state == DecisionState.FINAL,
    ):
        raise DecisionRefused(_("This decision waits until it is final."), code="suspended", source=rules.SOURCE)


def lapsed(decision: Decision, why: str, by: User | None, at: datetime) -> Decision:
    decision.lapsed_at, decision.lapsed_why = at, why.strip()
    return step(decision, A.LAPSE, by, at, "lapsed_at", "lapsed_why")
