"""From a plan that was asked for to one that is proposed: outside any transaction, for it may take seconds."""

from datetime import datetime

from security.models import RegimePlan
from security.selectors import regime as selector
from security.services import regime, regime_solver


def work_out(plan_id: int, at: datetime, *, work: float = regime_solver.WORK) -> RegimePlan:
    plan = RegimePlan.objects.get(pk=plan_id)
    if plan.proposed_at is not None:
        return plan
    answer = regime_solver.solve(selector.evening_of(plan), work=work)
    return regime.propose(plan=plan, groups=answer.groups, why=answer.why, enough=answer.enough, by=None, at=at)
