"""Movements of a day: out to a place and back to the cell, each following the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from corrections.demo.estate import SLUG
from corrections.demo.load import copy, reserve
from corrections.demo.stage import STORY_NOW, Stage, minutes
from corrections.models import Place, User
from inmates.demo.cast import Trip
from inmates.demo.plan import Slot
from inmates.models import Movement

WALK = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)
ON_THE_WAY_SHARE = 0.12


@dataclass(frozen=True)
class Hands:
    """What the day needs to know: ids of places by code, of staff by user name, of officers by unit."""

    places: Mapping[str, int]
    staff: Mapping[str, int]
    officers: Mapping[str, Sequence[int]]


def hands_of_fjordvik() -> Hands:
    users = list(User.objects.filter(postings__prison__slug=SLUG).order_by("pk").distinct().select_related("home_unit"))
    officers: dict[str, list[int]] = {}
    for user in users:
        if user.home_unit:
            officers.setdefault(user.home_unit.code, []).append(user.pk)
    return Hands(
        places=dict(Place.objects.filter(prison__slug=SLUG).values_list("code", "pk")),
        staff={user.username: user.pk for user in users},
        officers=officers,
    )


@dataclass(frozen=True)
class Step:
    """One movement to be. The place is empty for the own cell, the arrival for somebody on the way."""

    left_at: datetime
    arrived_at: datetime | None
    place_id: int | None
    by_id: int
    expected_back_at: datetime | None = None
    seen_by_id: int | None = None


def home(left_at: datetime, by_id: int, *, arrived: bool = True) -> Step:
    return Step(left_at, left_at + WALK if arrived else None, None, by_id, seen_by_id=by_id if arrived else None)


def on_another_day(stage: Stage, slot: Slot, days: int, place_id: int, by_id: int, dice: Random) -> Iterator[Step]:
    """There a little before it begins, and back when it is over."""
    left = stage.clock(days, slot.start - dice.randrange(2, 7))
    yield Step(left, left + WALK, place_id, by_id, stage.clock(days, slot.end), by_id)
    yield home(stage.clock(days, slot.end + dice.randrange(0, 4)), by_id)


def in_the_story(stage: Stage, slot: Slot, place_id: int, by_id: int, dice: Random) -> Iterator[Step]:
    """The same today, as far as it has come at 14:32; some are on the way back when it has just ended."""
    if slot.start - 2 > STORY_NOW:
        return
    left = stage.moment(slot.start - dice.randrange(2, 7))
    yield Step(left, min(left + WALK, stage.at), place_id, by_id, stage.planned(slot.end), by_id)
    if slot.end < STORY_NOW:
        just_now = STORY_NOW - slot.end < 3
        on_the_way = just_now and dice.random() < ON_THE_WAY_SHARE
        yield home(stage.moment(slot.end), by_id, arrived=not on_the_way)


def as_cast(stage: Stage, trip: Trip, hands: Hands, by_id: int) -> Iterator[Step]:
    """A trip of someone in the drawings."""
    yield Step(
        left_at=stage.moment(trip.left),
        arrived_at=stage.moment(trip.arrived),
        place_id=hands.places[trip.place],
        by_id=by_id,
        expected_back_at=stage.planned(trip.expected) if trip.expected else None,
        seen_by_id=hands.staff.get(trip.seen_by, by_id),
    )
    if trip.back:
        yield home(stage.moment(trip.back), by_id)


def about_the_unit(stage: Stage, unit: str, hands: Hands, by_id: int, dice: Random) -> Iterator[Step]:
    """Where somebody with nothing planned may be now: in the common room or in the kitchen."""
    throw = dice.random()
    share = 0.5 if unit in ("C1", "O1") else 0.3
    if throw > share + 0.14:
        return
    place = "fellesrom" if throw < share else "kjokken"
    left = stage.moment(minutes("13:05") + dice.randrange(0, 80))
    yield Step(left, left + MINUTE, hands.places[f"{unit.lower()}-{place}"], by_id, seen_by_id=by_id)


def write_steps(steps: Mapping[int, Sequence[Step]], last: Mapping[int, Movement]) -> None:
    """Append the steps of each stay to its movements, each following the one before it."""
    ids = iter(reserve(Movement, sum(map(len, steps.values()))))
    rows: list[Movement] = []
    for stay_id, ahead in steps.items():
        before = last.get(stay_id)
        for step in sorted(ahead, key=lambda step: step.left_at):
            before = Movement(
                pk=next(ids),
                stay_id=stay_id,
                follows_id=before.pk if before else None,
                from_place_id=before.to_place_id if before else None,
                to_place_id=step.place_id,
                left_at=step.left_at,
                arrived_at=step.arrived_at,
                expected_back_at=step.expected_back_at,
                registered_at=step.left_at,
                registered_by_id=step.by_id,
                seen_by_id=step.seen_by_id,
            )
            rows.append(before)
    copy(rows)
