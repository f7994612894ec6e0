"""Every unit is counted four times a day, at night and once at random; what is past has been taken and certified."""

from datetime import datetime, time, timedelta
from uuid import UUID

from corrections.demo.estate import SLUG
from corrections.demo.stage import GRID, OSLO, Stage
from corrections.models import Unit, User
from security.choices import CountKind, EventKind, Expected
from security.models import Count, CountPlan
from security.rules.counts import WAITING
from security.rules.marks import Tap
from security.services import closing, counting, making, planning

STEP = timedelta(minutes=15)
DAY = timedelta(hours=24)
TAKEN = timedelta(minutes=20)  # what is younger is left for whoever looks
FIXED = (time(7, 15), time(12, 0), time(20, 30))
STORY = "15:00"  # the count of the drawings, moved to the present
STORY_LEAD = 40


def seed(stage: Stage) -> None:
    leader, start = User.objects.get(username="fjeldstad"), stage.at - DAY
    for unit in Unit.objects.filter(prison__slug=SLUG).order_by("pk"):
        for at in FIXED:
            planning.plan_count(unit=unit, kind=CountKind.SCHEDULED, starts=at, by=leader, at=start)
        planning.plan_count(unit=unit, kind=CountKind.NIGHT, starts=time(2), by=leader, at=start)
        planning.plan_count(
            unit=unit,
            kind=CountKind.RANDOM,
            starts=time(8, 30),
            ends=time(11),
            lead_minutes=5,
            by=leader,
            at=start,
        )
        plan_the_story(stage, unit, leader, start)
    take_what_is_past(stage)


def refresh(stage: Stage) -> None:
    """While the demo stood still, the officers counted on; the next count lies ahead again."""
    leader = User.objects.get(username="fjeldstad")
    told = CountPlan.objects.current().filter(unit__prison__slug=SLUG, lead_minutes=STORY_LEAD)
    for plan in told.select_related("unit").order_by("pk"):
        if plan.starts != story_time(stage):
            if plan.during.lower is not None and plan.during.lower < stage.at - timedelta(minutes=1):
                planning.end_plan(plan=plan, by=leader, at=stage.at - timedelta(minutes=1))
            plan_the_story(stage, plan.unit, leader, stage.at - timedelta(minutes=1))
    take_what_is_past(stage)


def plan_the_story(stage: Stage, unit: Unit, leader: User, at: datetime) -> None:
    planning.plan_count(
        unit=unit,
        kind=CountKind.SCHEDULED,
        starts=story_time(stage),
        lead_minutes=STORY_LEAD,
        by=leader,
        at=at,
    )


def story_time(stage: Stage) -> time:
    """Five minutes later where the unit is counted then anyway."""
    at = stage.planned(STORY).astimezone(OSLO).replace(second=0, microsecond=0)
    return (at + GRID if at.time() in FIXED else at).time()


# ---- what the officers did ---------------------------------------------------------------------------------------
def take_what_is_past(stage: Stage) -> None:
    people = {user.username: user for user in User.objects.filter(username__in=("nesheim", "lunde", "dale"))}
    at = stage.at - DAY
    while at < stage.at:
        making.make_counts(at=at)
        at += STEP
    making.make_counts(at=stage.at)
    past = Count.objects.filter(unit__prison__slug=SLUG, state__in=WAITING, due_at__lt=stage.at - TAKEN)
    for number, count in enumerate(past.select_related("unit").order_by("due_at", "pk")):
        counter = people["lunde" if number % 3 == 1 else "nesheim"]
        other = people["nesheim" if number % 3 == 1 else "lunde"]
        take(stage, count, counter, other, people["dale"])


def take(stage: Stage, count: Count, counter: User, other: User, manager: User) -> None:
    begun = count.due_at + timedelta(minutes=1)
    counting.start(count=count, by=counter, at=begun, despite_movement=True)
    lines = list(count.lines.exclude(expected=Expected.GONE).order_by("bed__cell__position", "pk"))
    here = [line.pk for line in lines if line.expected in (Expected.CELL, Expected.UNIT)]
    elsewhere = [line.pk for line in lines if line.expected == Expected.INSIDE]
    for pks, kind, by in ((here, EventKind.SEEN, counter), (elsewhere, EventKind.ACCOUNTED, other)):
        dice = stage.dice("counted", count.pk, kind)
        taps = [
            Tap(
                id=UUID(int=dice.getrandbits(128), version=4),
                seq=number,
                kind=kind,
                line=pk,
                signs=kind == EventKind.SEEN,
                at=begun + timedelta(seconds=10 * number),
            )
            for number, pk in enumerate(pks, start=1)
        ]
        counting.receive(count=count, events=taps, by=by, at=begun + timedelta(minutes=4))
    count = counting.submit(count=count, by=counter, at=begun + timedelta(minutes=5))
    if not count.missing:
        closing.certify(count=count, by=manager, at=begun + timedelta(minutes=15))
