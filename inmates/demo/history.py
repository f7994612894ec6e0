"""The month behind and the week ahead: where people went, and what is booked for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.periods import between
from inmates.demo.absences import history_of, work_outside
from inmates.demo.custody import Custody
from inmates.demo.day import Hands, Step, on_another_day
from inmates.demo.plan import Slot, occupation, ordinary_day
from inmates.demo.sojourns import Sojourn
from inmates.models import Absence, Commitment, Stay

DAYS_BACK = 28
BOOKED_BACK, BOOKED_AHEAD = 7, 7
MARGIN = timedelta(minutes=20)
SOURCE = "demo"


def write_absences(stage: Stage, custody: Custody, hands: Hands) -> dict[int, list[Absence]]:
    """Of everybody who was here in the year. Returns them by stay."""
    manager = hands.staff["dale"]
    found = {
        stay.pk: [*history_of(stage, sojourn, stay, manager), *work_outside(stage, sojourn, stay, manager)]
        for sojourn, stay in custody.pairs()
    }
    found = {pk: without_overlap(rows) for pk, rows in found.items() if rows}
    copy([absence for rows in found.values() for absence in rows])
    return found


def without_overlap(rows: list[Absence]) -> list[Absence]:
    kept: list[Absence] = []
    for row in sorted(rows, key=lambda row: row.departed_at):
        if not kept or kept[-1].during.upper < row.departed_at:
            kept.append(row)
    return kept


def day_of(stage: Stage, sojourn: Sojourn, days: int) -> list[Slot]:
    """What was planned that many days ago, or is planned for the days ahead, where ``days`` is negative."""
    day = stage.today - timedelta(days=days)
    return ordinary_day(occupation(stage, sojourn), day, stage.dice("day", *sojourn.figure.name, day))


def steps_back(
    stage: Stage,
    sojourn: Sojourn,
    stay: Stay,
    hands: Hands,
    away: list[Absence],
    until: datetime,
    days_back: int = DAYS_BACK,
) -> Iterator[Step]:
    """The movements of the last weeks, none during an absence, none after ``until``."""
    officers = hands.officers[sojourn.stints[-1].unit]
    for days in range(min(days_back, sojourn.first), 0, -1):
        dice = stage.dice("steps", *sojourn.figure.name, stage.today - timedelta(days=days))
        for slot in day_of(stage, sojourn, days):
            steps = list(on_another_day(stage, slot, days, hands.places[slot.place], dice.choice(officers), dice))
            first, last = steps[0].left_at, steps[-1].left_at
            if first > stay.during.lower + MARGIN and last + MARGIN < until and not clashes(first, last, away):
                yield from steps


def clashes(first: datetime, last: datetime, away: list[Absence]) -> bool:
    return any(
        row.departed_at - MARGIN < last and (row.during.upper is None or first < row.during.upper + MARGIN)
        for row in away
    )


def booked(
    stage: Stage,
    sojourn: Sojourn,
    stay: Stay,
    hands: Hands,
    today: list[Commitment],
    away: list[Absence],
    days_back: int = BOOKED_BACK,
) -> Iterator[Commitment]:
    """Commitments of last week and next week, around those of today, which stand."""
    yield from today
    taken = [(row.during.lower, row.during.upper) for row in today]
    by_id = hands.staff["brekke"]
    for days in range(days_back, -BOOKED_AHEAD - 1, -1):
        for slot in day_of(stage, sojourn, days) if days else ():
            start, end = stage.clock(days, slot.start), stage.clock(days, slot.end)
            here = start > stay.during.lower and not (end < stage.at and clashes(start, end, away))
            if here and all(end <= began or over <= start for began, over in taken):
                place_id, asked = hands.places[slot.place], stage.clock(days + 9, "12:00")
                yield commitment(stay.pk, slot, place_id, start, end, asked, by_id)


def commitment(
    stay_id: int, slot: Slot, place_id: int | None, start: datetime, end: datetime, at: datetime, by_id: int
) -> Commitment:
    return Commitment(
        stay_id=stay_id,
        kind=slot.kind,
        label=slot.label,
        place_id=place_id,
        during=between(start, end),
        source=SOURCE,
        booked_at=at,
        booked_by_id=by_id,
    )
