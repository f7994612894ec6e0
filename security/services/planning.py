"""When the units of a prison are counted: a plan begins, and ends; another takes its place."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Unit, User
from corrections.periods import ended, since
from corrections.refusals import Conflict, explained
from corrections.services import audit
from security.choices import PLANNED, CountKind
from security.models import CountPlan
from security.models.plans import WEEK
from security.services.states import CountRefused, moment


@explained()
@transaction.atomic
def plan_count(
    *,
    unit: Unit,
    kind: str,
    starts: time,
    by: User | None,
    at: datetime,
    ends: time | None = None,
    every_minutes: int | None = None,
    weekdays: list[int] | None = None,
    lead_minutes: int = 15,
    allowed_minutes: int = 20,
) -> CountPlan:
    """From now on the unit is counted so. What was due before now is not made."""
    if kind not in PLANNED:
        raise CountRefused(_("Choose the kind of count from the list."), code="unknown_kind")
    if kind == CountKind.RANDOM and ends is not None and ends == starts:
        raise CountRefused(_("A random count needs a window. Let it end after it begins."), code="no_window")
    plan = CountPlan.objects.create(
        unit=unit,
        kind=kind,
        starts=starts,
        ends=ends,
        every_minutes=every_minutes,
        weekdays=sorted(set(weekdays if weekdays is not None else WEEK)),
        lead_minutes=lead_minutes,
        allowed_minutes=allowed_minutes,
        during=since(at),
        planned_at=at,
        planned_by=by,
    )
    audit.record_write(by=by, at=at, act="security.plan_count", subject=plan, detail={"unit": unit.pk})
    return plan


@explained()
@transaction.atomic
def end_plan(*, plan: CountPlan, by: User, at: datetime) -> CountPlan:
    """No more counts by this plan. Those that are made stay."""
    plan = CountPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.during.upper is not None:
        raise Conflict(
            _("This plan has ended already, at %(when)s.") % {"when": moment(plan.during.upper, at)}, code="ended"
        )
    plan.during = ended(plan.during, at)
    plan.save(update_fields=["during"])
    audit.record_write(by=by, at=at, act="security.end_plan", subject=plan)
    return plan
