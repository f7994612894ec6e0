"""Particularly high security is decided anew within six months (fskr. s. 6-1): the clock over it, and the task ahead.

The time runs from the last decision that led there, or from when the person came where none is kept here. Each clock
and each task is made once for each such moment, however often this runs.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from corrections.choices import Role, SecurityLevel, Urgency
from corrections.models import Clock, RuleVersion, Task, User
from corrections.rules import OSLO, TimeUnit, due_after
from corrections.services import law, work
from inmates.choices import DecisionState
from inmates.models import Decision, Placement, Stay
from inmates.rules.decisions import IN_VAIN
from inmates.services import placements

RULE: Final = "PLACEMENT_REVIEW"
PREFIX: Final = "placement_review:"
HIGHEST: Final = SecurityLevel.PARTICULARLY_HIGH


def call(*, by: User | None, at: datetime) -> None:
    """Everybody who is there now has one clock; whoever is not, or was decided anew, has none left running."""
    rule = law.rule_in_force(RULE, at.astimezone(OSLO).date())
    here = Placement.objects.current().filter(bed__cell__unit__security_level=HIGHEST)
    wanted = {watch(stay_id=stay_id, rule=rule, by=by, at=at) for stay_id in here.values_list("stay", flat=True)}
    for clock in Clock.objects.running().filter(dedupe_key__startswith=PREFIX).exclude(dedupe_key__in=wanted):
        close(clock=clock, by=by, at=at)


@transaction.atomic
def watch(*, stay_id: int, rule: RuleVersion, by: User | None, at: datetime) -> str:
    """The key of the clock that runs for this stay; with the task, once it is time to prepare."""
    stay = placements.lock(Stay(pk=stay_id))
    home = placements.current_placement(stay)
    since = there_since(stay_id)
    if home is None or since is None:
        return ""
    key = f"{PREFIX}{stay_id}:{since:%Y%m%d%H%M%S}"
    given, prison = rule.parameters, home.bed.cell.unit.prison
    due = due_after(since, given["limit"], given["unit"])
    work.start_clock(rule=rule, subject=stay, prison=prison, started_at=since, due_at=due, dedupe_key=key, at=at)
    if at >= due_after(due, -given["lead_days"], TimeUnit.DAYS):
        work.create_task(
            kind="inmates.decision.review",
            detail={"number": stay.person.number, "person": str(stay.person.uuid), "kind": "placement"},
            role=Role.CASEWORKER,
            prison=prison,
            due_at=due,
            urgency=Urgency.WARN,
            subject_type="inmates.stay",
            subject_id=stay_id,
            dedupe_key=key,
            by=by,
            at=at,
        )
    return key


@transaction.atomic
def close(*, clock: Clock, by: User | None, at: datetime) -> None:
    work.close_clock(clock=clock, by=by, at=at)
    for task in Task.objects.select_for_update().filter(dedupe_key=clock.dedupe_key, done_at__isnull=True):
        task.done_at, task.done_by, task.outcome = at, by, "reviewed"
        task.save(update_fields=["done_at", "done_by", "outcome"])


def there_since(stay_id: int) -> datetime | None:
    """The last decision that led there or kept the person there, else when the person came without a break."""
    came: datetime | None = None
    levels = Placement.objects.filter(stay=stay_id).order_by("during")
    for during, level in levels.values_list("during", "bed__cell__unit__security_level"):
        came = None if level != HIGHEST else came or during.lower
    made = Decision.objects.filter(stay=stay_id, kind__in=("placement", "transfer"), decided_at__isnull=False)
    kept = made.exclude(outcome__in=IN_VAIN).exclude(state=DecisionState.LAPSED)
    last = kept.filter(details__to__endswith=f":{HIGHEST}").order_by("-decided_at").values_list("decided_at", flat=True)
    decided = next((moment for moment in last[:1] if moment is not None), None)
    return max(moment for moment in (came, decided) if moment) if came else None
