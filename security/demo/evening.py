"""Evenings at Fjordvik with two officers too few: one is adopted and stands in the ledger, and one is asked for, which
the worker works out when it starts. Two rival groups, too."""

from datetime import datetime, timedelta

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Prison, User
from inmates.models import Commitment, Person, SecurityGroup
from inmates.selectors import together as selector
from inmates.services import groups, together
from security.models import RegimePlan
from security.rules import regime as rules
from security.selectors import regime as facts
from security.selectors import regime_page
from security.services import regime, regime_solving

TOO_FEW = 2
QUICK = 0.05  # of the solver's time: a demo starts soon, and the evening lies behind
BACK = 5  # days ago
EVENING = timedelta(hours=4)
BASIS = "Observert sammen over tid, bekreftet av politiet"
RIVALS = (("Nordgruppen", "B1"), ("Sørgruppen", "C1"))


def seed(stage: Stage) -> None:
    manager, prison = User.objects.get(username="dale"), Prison.objects.get(slug=SLUG)
    before = stage.clock(BACK, "14:30")
    start = stage.clock(BACK, "16:00")
    plan = regime_solving.work_out(asked(prison, start, before, manager).pk, before, work=QUICK)
    below = rules.broken(facts.evening_of(plan), facts.groups_of(plan))
    reason = "To betjenter fulgte en innsatt til sykehus." if below else ""
    regime.adopt(plan=plan, seen=plan.version, reason=reason, by=manager, at=before + timedelta(minutes=20))
    keep_rivals_apart(stage, manager)
    refresh(stage)


def refresh(stage: Stage) -> None:
    """A plan for the evening at hand, whatever the hour: tomorrow's once this one is over."""
    manager, prison = User.objects.get(username="dale"), Prison.objects.get(slug=SLUG)
    start, _end = regime_page.offered_times(prison, stage.at)
    waits = RegimePlan.objects.filter(prison=prison, adopted_at__isnull=True, during__contains=start)
    if not waits.exists():
        asked(prison, start, stage.at, manager)


def keep_bookings_apart(stage: Stage) -> None:
    """The demo books its people without asking who may meet; whoever would meet somebody they must not, does not go."""
    manager = User.objects.get(username="dale")
    while met := {one.booking for one in selector.standing(stage.at) if one.booking is not None}:
        for row in Commitment.objects.filter(pk__in=met).order_by("pk"):
            row.cancelled_at, row.cancelled_by = stage.at, manager
            row.save(update_fields=["cancelled_at", "cancelled_by"])
    together.sweep(person_ids=None, by=None, at=stage.at)


def asked(prison: Prison, start: datetime, at: datetime, by: User) -> RegimePlan:
    known = facts.facts(prison, start, start + EVENING, at)
    enough = rules.officers_for_all(facts.evening(known, 0))
    return regime.ask(prison=prison, start=start, end=start + EVENING, officers=max(1, enough - TOO_FEW), by=by, at=at)


def keep_rivals_apart(stage: Stage, manager: User) -> None:
    made: list[SecurityGroup] = []
    for number, (name, unit) in enumerate(RIVALS):
        at = stage.clock(40, "10:00") + timedelta(minutes=number)
        group = groups.register(name=name, by=manager, at=at)
        homes = Person.objects.filter(
            stays__placements__bed__cell__unit__code=unit,
            stays__placements__bed__cell__unit__prison__slug=SLUG,
            stays__placements__during__endswith__isnull=True,
        )
        for person in homes.distinct().order_by("pk")[:2]:
            groups.join(group=group, person=person, basis=BASIS, by=manager, at=at)
        made.append(group)
    first, second = made
    at = stage.clock(39, "10:00")
    groups.keep_apart(group=first, other=second, review_on=at.date() + timedelta(days=90), by=manager, at=at)
