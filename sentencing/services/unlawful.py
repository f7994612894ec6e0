"""Held with no order between two of them: nobody mends it afterwards, so somebody answers for it."""

from datetime import datetime

from django.db import transaction

from corrections import display
from corrections.choices import Role, Urgency
from corrections.models import Prison, Task, Unit, User
from corrections.refusals import explained
from corrections.registries import task_subjects
from corrections.services import audit, work
from sentencing.models import RemandOrder
from sentencing.selectors.courts import unlawful_days
from sentencing.services.watch import SUBJECT, gather


@explained()
@transaction.atomic
def report_gap(*, order: RemandOrder, by: User, at: datetime) -> Task | None:
    """The leader is told at once where ``order`` was made after the one before had run out (strpl. s. 187 a)."""
    gap = next((days for days in unlawful_days(order.stay_id) if days[1] == order.ordered_on), None)
    case = next(iter(gather([order.stay_id], at)), None)
    if gap is None or case is None:
        return None
    codes = task_subjects.get(SUBJECT)
    task = work.create_task(
        kind="custody.GAP",
        detail={
            "since": display.day(gap[0]),
            "until": display.day(gap[1]),
            **(codes(order.stay_id) if codes else {}),
        },
        role=Role.LEADER,
        prison=Prison.objects.get(pk=case.prison_id),
        unit=Unit.objects.get(pk=case.unit_id) if case.unit_id is not None else None,
        urgency=Urgency.BAD,
        dedupe_key=f"gap:{order.pk}",
        subject_type=SUBJECT,
        subject_id=order.stay_id,
        by=by,
        at=at,
    )
    audit.record_write(by=by, at=at, act="sentencing.held_without_order", subject=order, detail={"task": task.pk})
    return task
