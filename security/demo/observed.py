"""Two people of B2 are looked in on through the day: Myhre, who is new, each half hour, and Sundbø each hour. In B1
somebody is kept from company."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import User
from inmates.models import Placement, Stay
from security.choices import CheckCode, Ground
from security.models import Observation
from security.rules.rounds import is_late
from security.services import observing

BEGAN = timedelta(hours=11)
WATCHED = (
    ("Myhre", 30, Ground.FIRST_DAYS, "Snakk med ham hver gang.", timedelta(minutes=23)),
    ("Sundbø", 60, Ground.CONCERN, "", timedelta(minutes=41)),
)  # the last: how long ago somebody last looked in, when the demo is opened
APART_CELL, APART_AGO = "B1-06", timedelta(minutes=18)  # kept from company since this morning
SEEN = (CheckCode.SPOKE, CheckCode.AWAKE, CheckCode.AWAKE, CheckCode.RESTLESS)
WHY_LATE = "Alarm på B1, begge var der"
ALARM = 7  # the look that came late


def seed(stage: Stage) -> None:
    manager = User.objects.get(username="dale")
    for family, minutes, ground, note, _ago in WATCHED:
        observing.start(
            stay=stay_of(family), interval=minutes, ground=ground, note=note, by=manager, at=stage.at - BEGAN
        )
    apart = Placement.objects.current().filter(bed__cell__unit__prison__slug=SLUG, bed__cell__code=APART_CELL)
    for placement in apart.select_related("stay").order_by("bed__number")[:1]:
        observing.start(stay=placement.stay, interval=60, ground=Ground.APART, by=manager, at=stage.at - BEGAN)
    refresh(stage)


def refresh(stage: Stage) -> None:
    """While the demo stood still, the officers looked in."""
    officers = [User.objects.get(username=name) for name in ("nesheim", "lunde")]
    seen = [(Q(stay__person__family_name=family), ground, ago) for family, _minutes, ground, _note, ago in WATCHED]
    for who, ground, ago in (*seen, (Q(), Ground.APART, APART_AGO)):
        running = Observation.objects.current().filter(who, ground=ground, next_due_at__isnull=False)
        for observation in running.filter(stay__placements__bed__cell__unit__prison__slug=SLUG).distinct():
            look_in_until(stage, observation, officers, stage.at - ago)


def look_in_until(stage: Stage, observation: Observation, officers: list[User], last: datetime) -> None:
    """A few minutes early each time, late once, and the last of them at ``last``."""
    number = observation.checks.count()
    while (due := observation.next_due_at) is not None and due < last:
        number += 1
        dice = stage.dice("observed", observation.pk, number)
        early = timedelta(minutes=dice.randint(1, 4))
        at = min(due + timedelta(minutes=6) if number == ALARM else due - early, last)
        look(stage, observation, number, officers[number % len(officers)], at)
        observation.refresh_from_db()
    if due is not None and due - timedelta(minutes=observation.interval_minutes) < last:
        look(stage, observation, number + 1, officers[0], last)


def look(stage: Stage, observation: Observation, number: int, by: User, at: datetime) -> None:
    dice = stage.dice("looked in", observation.pk, number)
    late = observation.next_due_at is not None and is_late(observation.next_due_at, at)
    observing.check(
        observation=observation,
        event_id=UUID(int=dice.getrandbits(128), version=4),
        code=dice.choice(SEEN),
        late_reason=WHY_LATE if late else "",
        by=by,
        at=at,
    )


def stay_of(family: str) -> Stay:
    here = Stay.objects.current().filter(placements__bed__cell__unit__prison__slug=SLUG)
    return here.filter(person__family_name=family, placements__during__endswith__isnull=True).distinct().get()
