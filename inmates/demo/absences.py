"""Outside the walls: court, hospital, leave, work outside; today, and through the year before."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from corrections.demo.stage import Stage
from corrections.periods import between, since
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.demo.cast import Away
from inmates.demo.custody import Resident
from inmates.demo.ledger import NOW
from inmates.demo.plan import SATURDAY, occupation
from inmates.demo.sojourns import Sojourn, Stint
from inmates.models import Absence, Stay

A_YEAR = 365
OUTSIDE_DAYS = 28
LEAVES_OF_LERVIK = (143, 108, 73, 45, 17)

# How many of each unit are outside at 14:32, besides those of B2.
TODAY: dict[str, tuple[Away, ...]] = {
    "A1": (Away(AbsenceKind.HOSPITAL, "11:20", "17:00", "Fjordvik sykehus"),),
    "A2": (Away(AbsenceKind.COURT, "08:40", "15:45", "Lagmannsretten"),),
    "B1": (
        Away(AbsenceKind.COURT, "08:50", "15:30", "Tingretten"),
        Away(AbsenceKind.COURT, "09:05", "16:00", "Tingretten"),
        Away(AbsenceKind.ESCORT, "12:40", "15:15", "Politiet"),
    ),
    "C1": (
        Away(AbsenceKind.LEAVE, "09:00", "18:00", days=1),
        Away(AbsenceKind.LEAVE, "08:30", "20:00"),
        Away(AbsenceKind.LEAVE, "07:45", "14:15"),
    ),
    "K1": (Away(AbsenceKind.ESCORT, "13:05", "15:30", "Fremstilling"),),
}
OUTSIDE_WORK = Away(AbsenceKind.DAY_RELEASE, "07:20", "16:30", "Arbeid ute")


def away_today(stage: Stage, present: Sequence[Resident]) -> dict[int, Away]:
    """Who is outside now, by stay. On O1, everyone who works outside."""
    chosen: dict[int, Away] = {}
    waiting = {unit: list(aways) for unit, aways in TODAY.items()}
    for sojourn, stay in present:
        unit = sojourn.stints[-1].unit
        if sojourn.part:
            if sojourn.part.away:
                chosen[stay.pk] = sojourn.part.away
        elif unit == "O1" and occupation(stage, sojourn) == "ute":
            chosen[stay.pk] = OUTSIDE_WORK
        elif (
            waiting.get(unit)
            and sojourn.first > 5
            and stage.dice("away", *sojourn.figure.name, stage.today).random() < 0.2
        ):
            chosen[stay.pk] = waiting[unit].pop()
    return chosen


def history_of(stage: Stage, sojourn: Sojourn, stay: Stay, by_id: int) -> list[Absence]:
    """A year of absences that have ended, none over another."""
    dice = stage.dice("absences", *sojourn.figure.name, sojourn.first)
    rows: list[Absence] = []
    for kind, destination, left, back, deadline in sorted(planned(stage, sojourn, dice), key=lambda row: row[2]):
        inside = stay.during.lower < left and back < (stay.during.upper or stage.clock(0, "00:00"))
        if inside and (not rows or rows[-1].during.upper < left):
            rows.append(ended(stay, kind, destination, left, back, deadline, by_id))
    return rows


def planned(
    stage: Stage, sojourn: Sojourn, dice: Random
) -> Iterator[tuple[AbsenceKind, str, datetime, datetime, datetime]]:
    if sojourn.part and sojourn.part.family_name == "Lervik":
        for days in LEAVES_OF_LERVIK:
            yield trip(stage, AbsenceKind.LEAVE, "", days, ("09:00", "17:48", "18:00"))
    for stint in sojourn.stints:
        yield from of_stint(stage, stint, dice)


def of_stint(
    stage: Stage, stint: Stint, dice: Random
) -> Iterator[tuple[AbsenceKind, str, datetime, datetime, datetime]]:
    last = max(stint.last, 2)
    first = min(stint.first - 1, A_YEAR)
    if stint.basis == LegalStatusKind.REMAND:
        for days in range(first - dice.randrange(3, 20), last, -28):
            yield trip(stage, AbsenceKind.COURT, "Tingretten", days, ("08:50", "15:20", "16:00"))
    elif stint.unit in ("C1", "O1"):
        for days in range(first - dice.randrange(10, 40), last, -dice.randrange(26, 36)):
            yield trip(stage, AbsenceKind.LEAVE, "", days, ("09:00", "17:40", "18:00"), nights=2)
    elif dice.random() < 0.25 and first > last:
        yield trip(stage, AbsenceKind.ESCORT, "Fremstilling", dice.randrange(last, first), ("12:10", "14:25", "14:30"))
    if dice.random() < 0.08 and first > last:
        days = dice.randrange(last, first)
        yield trip(stage, AbsenceKind.HOSPITAL, "Fjordvik sykehus", days, ("10:15", "15:05", "16:00"))


def trip(
    stage: Stage, kind: AbsenceKind, destination: str, days: int, times: tuple[str, str, str], nights: int = 0
) -> tuple[AbsenceKind, str, datetime, datetime, datetime]:
    left, back, deadline = times
    home = days - nights
    return kind, destination, stage.clock(days, left), stage.clock(home, back), stage.clock(home, deadline)


def work_outside(stage: Stage, sojourn: Sojourn, stay: Stay, by_id: int) -> list[Absence]:
    """The weekdays of the last month of someone who works outside."""
    if sojourn.stints[-1].last != NOW or occupation(stage, sojourn) != "ute":
        return []
    days = [days for days in range(OUTSIDE_DAYS, 0, -1) if days < sojourn.stints[-1].first]
    return [
        ended(
            stay,
            AbsenceKind.DAY_RELEASE,
            OUTSIDE_WORK.destination,
            stage.clock(day, "07:20"),
            stage.clock(day, "16:12"),
            stage.clock(day, "16:30"),
            by_id,
        )
        for day in days
        if (stage.today - timedelta(days=day)).weekday() < SATURDAY
    ]


def ended(
    stay: Stay, kind: AbsenceKind, destination: str, left: datetime, back: datetime, deadline: datetime, by_id: int
) -> Absence:
    return Absence(
        stay=stay,
        kind=kind,
        destination=destination,
        during=between(left, back),
        expected_return_at=deadline,
        departed_by_id=by_id,
        departed_at=left,
        returned_at=back,
        returned_by_id=by_id,
    )


def absence_now(away: Away, *, stay_id: int, stage: Stage, by_id: int) -> Absence:
    left = stage.moment(away.left)
    return Absence(
        stay_id=stay_id,
        kind=away.kind,
        destination=away.destination,
        during=since(left),
        expected_return_at=stage.planned(away.expected) + timedelta(days=away.days),
        departed_by_id=by_id,
        departed_at=left,
    )
