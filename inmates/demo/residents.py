"""Those in custody in a national set: unit by unit until all have a bed, a third of them out of their cells."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from corrections.choices import UnitFunction
from corrections.demo.load import copy
from corrections.demo.nation import House
from corrections.demo.stage import Size, Stage
from corrections.models import Bed
from corrections.periods import between, since
from inmates.choices import AbsenceKind, AlertCode, CommitmentKind, IdentifierKind, LegalStatusKind, Sex
from inmates.demo import mix
from inmates.demo.day import Step, home, write_steps
from inmates.models import (
    Absence,
    Alert,
    Commitment,
    ContactOfficer,
    Identifier,
    LegalStatus,
    LogEntry,
    Person,
    Placement,
    Stay,
)
from inmates.rules import ALERT_LEVELS

LEFT_FREE = 4
LINES_A_UNIT = 20
TRIPS = 6
CODES = (AlertCode.PHONE_CONTROL, AlertCode.VULNERABLE, AlertCode.VIOLENCE_RISK, AlertCode.HEARING)


def move_in(stage: Stage, size: Size, houses: list[House]) -> None:
    placed = list(islice(taken_beds(houses), size.in_custody))
    people = copy([person_of(row) for row in range(len(placed))])
    copy([identifier for row, person in enumerate(people) for identifier in identifiers_of(stage, row, person)])
    starts = [stage.clock(5 + mix.number(row, 11, 900), 600 + mix.number(row, 12, 300)) for row in range(len(placed))]
    stays = list(
        copy(
            [
                Stay(
                    person=person,
                    during=since(start),
                    reception_prison_id=house.unit.prison_id,
                    admitted_at=start,
                    admitted_by=house.officer,
                )
                for (house, _bed), person, start in zip(placed, people, starts, strict=True)
            ]
        )
    )
    rows = list(zip(placed, stays, starts, strict=True))
    copy(
        [
            LegalStatus(stay=stay, kind=basis(house), during=since(start), registered_at=start)
            for (house, _bed), stay, start in rows
        ]
    )
    copy([Placement(stay=stay, bed=bed, during=since(start), placed_at=start) for (_house, bed), stay, start in rows])
    copy(
        [
            ContactOfficer(stay=stay, officer=house.officer, during=since(start), assigned_at=start)
            for (house, _bed), stay, start in rows
        ]
    )
    copy([alert for row, (_placed, stay, start) in enumerate(rows) for alert in alerts_of(row, stay, start)])
    live_a_day(stage, size, [(house, stay) for (house, _bed), stay, _start in rows])
    copy([line for house in houses for line in log_of(stage, size, house)])


def taken_beds(houses: list[House]) -> Iterator[tuple[House, Bed]]:
    """All beds but a few in the largest unit, and but one in ten elsewhere."""
    for bed in houses[0].beds[: max(1, len(houses[0].beds) - LEFT_FREE)]:
        yield houses[0], bed
    for house in houses[1:]:
        for bed in house.beds[: max(1, len(house.beds) - len(house.beds) // 10)]:
            yield house, bed


def person_of(row: int) -> Person:
    family, given, country = mix.name(row)
    return Person(
        number=f"F-{100_000_000 + row}",
        family_name=family,
        given_name=given,
        birth_date=mix.born(row),
        sex=Sex.MAN,
        nationality=country,
    )


def identifiers_of(stage: Stage, row: int, person: Person) -> Iterator[Identifier]:
    value = mix.identity(row)
    if value:
        yield Identifier(
            person=person, kind=IdentifierKind.NATIONAL, value=value, during=since(stage.clock(5000, "00:00"))
        )


def basis(house: House) -> LegalStatusKind:
    return LegalStatusKind.REMAND if house.unit.function == UnitFunction.REMAND else LegalStatusKind.SENTENCED


def alerts_of(row: int, stay: Stay, start: datetime) -> Iterator[Alert]:
    if row % 8 == 0:
        code = mix.pick(CODES, row, 21)
        yield Alert(person=stay.person, code=code, level=ALERT_LEVELS[code], during=stay.during, raised_at=start)


def live_a_day(stage: Stage, size: Size, rows: list[tuple[House, Stay]]) -> None:
    """Trips of the days before, as many times as history asks; where they are now; what is booked."""
    steps: dict[int, list[Step]] = {}
    absences: list[Absence] = []
    commitments: list[Commitment] = []
    for row, (house, stay) in enumerate(rows):
        place, by_id = mix.pick(house.places, row, 31), house.officer.pk
        mine = []
        for trip in range(TRIPS * size.history, 0, -1):
            left = stage.at - timedelta(hours=5 + trip * (100 / size.history))
            mine += [Step(left, left, place.pk, by_id), home(left + timedelta(hours=1), by_id)]
        out = mix.number(row, 32, 100)
        if out < 33:
            mine.append(Step(stage.at - timedelta(minutes=40), stage.at - timedelta(minutes=38), place.pk, by_id))
        elif out < 37:
            left = stage.at - timedelta(hours=2)
            absences.append(Absence(stay=stay, kind=AbsenceKind.COURT, during=since(left), departed_at=left))
        steps[stay.pk] = mine
        for hours in (1, 20, 44):
            start = stage.at + timedelta(hours=hours)
            commitments.append(
                Commitment(
                    stay=stay,
                    kind=CommitmentKind.WORK,
                    label=place.name,
                    place=place,
                    during=between(start, start + timedelta(hours=2)),
                    source="demo",
                    booked_at=stage.at - timedelta(days=1),
                )
            )
    write_steps(steps, {})
    copy(absences)
    copy(commitments)


def log_of(stage: Stage, size: Size, house: House) -> Iterator[LogEntry]:
    for line in range(LINES_A_UNIT * size.history):
        at = stage.at - timedelta(hours=1 + line * 3)
        yield LogEntry(
            unit=house.unit, happened_at=at, text="Rolig vakt.", written_at=at, written_by_id=house.officer.pk
        )
