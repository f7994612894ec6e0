"""The action card of a count that does not add up: the duty manager is told, each step has an owner and a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import Role, Urgency
from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit, work
from security.choices import CountState, StepCode
from security.models import ActionStep, Count
from security.rules.counts import ACTION_CARD, CLOSED
from security.services.states import DIFFERENCE, SUBJECT, CountRefused, lock


def open_card(count: Count, by: User, at: datetime) -> None:
    """Once for each attempt. The alert goes by itself; whoever is told ticks it when they have heard."""
    for step in ACTION_CARD:
        ActionStep.objects.create(
            count=count, attempt=count.attempt, code=step.code, role=step.role, due_at=at + step.within
        )
    work.create_task(
        kind=DIFFERENCE,
        detail={"count": str(count.uuid), "unit": count.unit.name, "missing": count.missing},
        role=Role.DUTY_MANAGER,
        prison=count.unit.prison,
        unit=count.unit,
        due_at=at,
        urgency=Urgency.BAD,
        subject_type=SUBJECT,
        subject_id=count.pk,
        dedupe_key=f"{DIFFERENCE}:{count.pk}:{count.attempt}",
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def do_step(*, step: ActionStep, by: User, at: datetime, note: str = "") -> ActionStep:
    """Done, by one person, once; the second is told who and when."""
    count = lock(step.count)
    step = ActionStep.objects.select_for_update(of=("self",)).select_related("done_by").get(pk=step.pk)
    if step.done_at is not None:
        raise Conflict(
            _("%(who)s has already done this, %(when)s.")
            % {"who": step.done_by, "when": display.moment(step.done_at, at)},
            code="already_done",
        )
    if count.state in CLOSED or count.state == CountState.AGREED:
        raise CountRefused(_("The count adds up again. This step is not needed any more."), code="not_needed")
    finish(step, by, at, note)
    audit.record_write(by=by, at=at, act="security.do_step", subject=step, detail={"count": count.pk})
    return step


def finish_recount_step(count: Count, by: User, at: datetime) -> None:
    """Beginning the recount is that step."""
    for step in count.steps.filter(attempt=count.attempt, code=StepCode.RECOUNT, done_at__isnull=True).order_by("pk"):
        finish(step, by, at, "")


def finish(step: ActionStep, by: User, at: datetime, note: str) -> None:
    step.done_at, step.done_by, step.note = at, by, note.strip()[:200]
    step.save(update_fields=["done_at", "done_by", "note"])
