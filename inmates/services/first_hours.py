"""The first hours after an admission: a clock for each thing that must have happened, ticked off when it has."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Clock, Prison, RuleVersion, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from corrections.services import audit, law, work
from inmates.models import SeenByHealth, Stay
from inmates.rules.first_hours import ITEMS, items_for, rule_of


class FirstHoursRefused(Refusal):
    code = "first_hours_refused"


def key_of(item: str, stay_id: int) -> str:
    return f"first:{item}:{stay_id}"


def keys_of(stay_id: int) -> list[str]:
    return [key_of(item, stay_id) for item in ITEMS]


@transaction.atomic
def start(*, stay_id: int, prison_id: int, by: User | None, at: datetime) -> list[Clock]:
    """Start the clocks of a stay that has just begun; again, and the ones that run are returned."""
    stay = Stay.objects.select_related("person").get(pk=stay_id)
    started = []
    for item in items_for(stay.person.nationality):
        rule = law_of(item, at)
        if rule is None:
            continue
        clock = work.start_clock(
            rule=rule,
            subject=stay,
            prison=Prison(pk=prison_id),
            started_at=at,
            due_at=at + timedelta(hours=rule.parameters["limit"]),
            dedupe_key=key_of(item, stay_id),
            at=at,
        )
        started.append(clock)
    return started


@explained()
@transaction.atomic
def tick(*, stay: Stay, items: Sequence[str], by: User, at: datetime) -> list[Clock]:
    """These have happened. The second who ticks one is told who was first."""
    stay = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    keys = {key_of(item, stay.pk): item for item in items if item in ITEMS}
    clocks = list(Clock.objects.filter(dedupe_key__in=keys).select_related("closed_by").order_by("pk"))
    if not clocks or len(clocks) != len(set(items)):
        raise FirstHoursRefused(_("Choose what has been done."), code="nothing_chosen")
    for clock in clocks:
        if clock.closed_at is not None:
            raise Conflict(
                _("%(who)s ticked this off %(when)s. Look again.")
                % {"who": clock.closed_by or _("The system"), "when": display.moment(clock.closed_at, at)},
                code="already_ticked",
            )
        work.close_clock(clock=clock, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.tick_first_hours", subject=stay, detail={"items": sorted(items)})
    return clocks


def tick_who_was_seen_by_health(*, at: datetime) -> int:
    """Health staff have seen them: done at that moment, by whom stays with the clinic. Returns how many."""
    waiting = Clock.objects.running().filter(rule__rule_id=rule_of("HEALTH")).order_by("pk")
    waits = {clock.subject_id: clock for clock in waiting}
    seen = list(SeenByHealth.objects.filter(stay__in=waits, at__lte=at).order_by("stay_id"))
    for each in seen:
        work.close_clock(clock=waits[each.stay_id], by=None, at=each.at)
    return len(seen)


def cancel(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person has left: nobody waits any more."""
    for clock in Clock.objects.running().filter(dedupe_key__in=keys_of(stay_id)).order_by("pk"):
        work.cancel_clock(clock=clock, by=by, at=at, reason="released")


def law_of(item: str, at: datetime) -> RuleVersion | None:
    """The rule as it stands; none where the country has no such rule."""
    try:
        return law.rule_in_force(rule_of(item), at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return None
