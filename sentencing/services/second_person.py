"""Dates that wait for a second person ask for one: the caseworkers at once, the leader when the days have passed, and
again as long as nobody has looked. Run as often as one likes, each task is there once; they end by themselves when the
dates are confirmed or withdrawn.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corrections.choices import Role, Urgency
from corrections.models import User
from corrections.services import law, task_lists
from corrections.services.task_lists import Followed, WantedTask
from inmates.models import Placement, Stay
from sentencing.models import Calculation

SUBJECT = Stay._meta.label_lower
RULE = "DATES"
KIND = "dates.CONFIRM"


@transaction.atomic
def call(*, stay_ids: Collection[int] | None, by: User | None, at: datetime) -> Followed:
    """The tasks of these stays (of all for ``None``) as they should be now. Four statements, whatever their number."""
    given = law.rule_in_force(RULE, timezone.localtime(at).date()).parameters
    found = Calculation.objects.filter(
        confirmed_at__isnull=True, withdrawn_at__isnull=True, stay__during__endswith__isnull=True
    )
    if stay_ids is not None:
        found = found.filter(stay__in=list(stay_ids))
    waiting = list(found.select_related("stay__person").order_by("pk"))
    homes = places_of({calculation.stay_id for calculation in waiting})
    tasks = [task for one in waiting for task in tasks_of(one, homes.get(one.stay_id), given, at)]
    return task_lists.follow(subject_type=SUBJECT, kinds=(KIND,), tasks=tasks, only=stay_ids, by=by, at=at)


def places_of(stay_ids: Collection[int]) -> dict[int, tuple[int | None, int]]:
    """Unit and prison of each; without a cell the prison that received the person."""
    received: Any = Stay.objects.filter(pk__in=stay_ids, reception_prison__isnull=False)
    placed: Any = Placement.objects.current().filter(stay__in=stay_ids)
    found = {stay: (None, prison) for stay, prison in received.values_list("pk", "reception_prison_id")}
    rows = placed.values_list("stay_id", "bed__cell__unit_id", "bed__cell__unit__prison_id")
    return {**found, **{stay: (unit, prison) for stay, unit, prison in rows}}


def tasks_of(
    calculation: Calculation, home: tuple[int | None, int] | None, given: dict[str, Any], at: datetime
) -> Iterable[WantedTask]:
    if home is None:
        return
    unit, prison = home
    person = calculation.stay.person
    shown = {"number": person.number, "person": str(person.uuid), "made_by": calculation.made_by_id}
    due = calculation.made_at + timedelta(days=given["limit"])
    key = f"dates:{calculation.pk}"
    yield WantedTask(f"{key}:ask", KIND, shown, Role.CASEWORKER, prison, unit, calculation.stay_id, due)
    if due <= at:
        times = (at - due) // timedelta(days=given["again"])
        again = due + times * timedelta(days=given["again"])
        yield WantedTask(
            f"{key}:remind:{times}", KIND, shown, Role.LEADER, prison, unit, calculation.stay_id, again,
            urgency=Urgency.BAD,
        )  # fmt: skip
