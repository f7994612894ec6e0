"""Who stands together although they may not: a task for the duty manager, which ends when they no longer do.

Asked each night, and at once when two are registered who must not meet or somebody joins a group. Also: what is to be
looked at again by its day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from corrections.choices import Role, Urgency
from corrections.models import Prison, Task, Unit, User
from corrections.rules import OSLO
from corrections.services import work
from inmates.models import Alert, NonAssociation, Placement
from inmates.selectors import together as selector

TOGETHER, REVIEW = "inmates.stand_together", "inmates.review_apart"
ALERT_REVIEW = "inmates.review_alert"
BEFORE = timedelta(days=7)
BOOKED = ("ACTIVITY", "VISIT", "YARD", "TRANSPORT")


@transaction.atomic
def sweep(*, person_ids: Sequence[int] | None, by: User | None, at: datetime) -> int:
    """A task for each pair that stands together; those of everybody, or of these people. Returns how many stand."""
    found = selector.standing(at, person_ids=person_ids)
    for one in found:
        work.create_task(
            kind=TOGETHER,
            detail={"number": one.number, "other": one.other_number, "how": one.how, "person": one.uuid},
            role=Role.DUTY_MANAGER,
            prison=Prison(pk=one.prison_id),
            unit=Unit(pk=one.units[0]) if len(one.units) == 1 else None,
            due_at=one.starts if one.how in BOOKED else at,
            urgency=Urgency.BAD,
            dedupe_key=one.key[:200],
            by=by,
            at=at,
        )
    if person_ids is None:
        finish({one.key for one in found}, at)
    return len(found)


def finish(standing: set[str], at: datetime) -> None:
    """They no longer stand together: the task is done by itself."""
    for task in Task.objects.select_for_update().filter(kind=TOGETHER, done_at__isnull=True).order_by("pk"):
        if task.dedupe_key not in standing:
            task.done_at, task.outcome = at, "apart"
            task.save(update_fields=["done_at", "outcome"])


@transaction.atomic
def call_to_reviews(*, by: User | None, at: datetime) -> int:
    """A task for each pair and each alert whose day of review comes within a week. Returns how many are asked for."""
    until = at.astimezone(OSLO).date() + BEFORE
    pairs = NonAssociation.objects.current().filter(review_on__lte=until).select_related("first")
    alerts = Alert.objects.current().filter(review_on__lte=until).select_related("person")
    rows = [(REVIEW, pair.first, pair) for pair in pairs.order_by("pk")]
    rows += [(ALERT_REVIEW, alert.person, alert) for alert in alerts.order_by("pk")]  # type: ignore[misc]
    homes = {
        home.stay.person_id: home
        for home in Placement.objects.current()
        .filter(stay__person__in=[person.pk for _kind, person, _row in rows])
        .select_related("stay", "bed__cell__unit__prison")
    }
    asked = [(kind, person, row, homes[person.pk]) for kind, person, row in rows if person.pk in homes]
    for kind, person, row, home in asked:
        unit = home.bed.cell.unit
        work.create_task(
            kind=kind,
            detail={"number": person.number, "person": str(person.uuid), "row": row.pk},
            role=Role.DUTY_MANAGER,
            prison=unit.prison,
            unit=unit,
            urgency=Urgency.WARN,
            dedupe_key=f"{kind}:{row.pk}:{row.review_on}",
            subject_type=row._meta.label_lower,
            subject_id=row.pk,
            by=by,
            at=at,
        )
    return len(asked)


def reviewed(row: NonAssociation | Alert, by: User, at: datetime) -> None:
    """It was looked at: nobody is asked any more."""
    mine = Q(kind__in=(REVIEW, ALERT_REVIEW), subject_type=row._meta.label_lower, subject_id=row.pk)
    for task in Task.objects.select_for_update().filter(mine, done_at__isnull=True).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, "reviewed"
        task.save(update_fields=["done_at", "done_by", "outcome"])
