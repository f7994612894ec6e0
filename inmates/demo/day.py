"""Today, written down: who went where, who is outside the walls, and who is still there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from corrections.demo.load import copy, reserve
from corrections.demo.stage import Stage
from corrections.periods import between, since
from inmates.demo.cast import Away, Trip
from inmates.models import Absence, Movement


@dataclass(frozen=True)
class Hands:
    """Ids that the day needs: places by code, staff by user name."""

    places: Mapping[str, int]
    staff: Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """One movement to be: the place is empty for the own cell."""

    left_at: datetime
    arrived_at: datetime
    place_id: int | None
    expected_back_at: datetime | None = None
    by_id: int | None = None
    seen_by_id: int | None = None


WALK = timedelta(minutes=2)


def steps_of(trip: Trip, *, stage: Stage, hands: Hands, by_id: int) -> Iterable[Step]:
    seen_by = hands.staff.get(trip.seen_by, by_id)
    yield Step(
        left_at=stage.moment(trip.left),
        arrived_at=stage.moment(trip.arrived),
        place_id=hands.places[trip.place],
        expected_back_at=stage.planned(trip.expected) if trip.expected else None,
        by_id=by_id,
        seen_by_id=seen_by,
    )
    if trip.back:
        left = stage.moment(trip.back)
        yield Step(left_at=left, arrived_at=left + WALK, place_id=None, by_id=by_id, seen_by_id=by_id)


def absence_of(away: Away, *, stay_id: int, stage: Stage, by_id: int) -> Absence:
    left = stage.moment(away.left)
    back = stage.moment(away.back) if away.back else None
    return Absence(
        stay_id=stay_id,
        kind=away.kind,
        destination=away.destination,
        during=between(left, back) if back else since(left),
        expected_return_at=stage.planned(away.expected) + timedelta(days=away.days),
        departed_by_id=by_id,
        departed_at=left,
        returned_at=back,
        returned_by_id=by_id if back else None,
    )


def write_steps(steps: Mapping[int, list[Step]], last: Mapping[int, Movement | None]) -> None:
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
