"""Those who were here before in a national set: one stay each, in turn in every bed. Streamed, never all in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from corrections.demo.load import copy_tuples, follow_on, reserve
from corrections.demo.nation import House
from corrections.demo.stage import Size, Stage
from inmates.choices import IdentifierKind, LegalStatusKind, Sex
from inmates.demo import mix
from inmates.models import ContactOfficer, Identifier, LegalStatus, Person, Placement, Stay

BEGAN = timedelta(days=4650)
SPAN = timedelta(days=3650)
HELD = 0.9


@dataclass(frozen=True)
class Former:
    """The row number, and what every table wants to know of it. ``during`` is as PostgreSQL writes it."""

    row: int
    bed_id: int
    prison_id: int
    officer_id: int
    received: datetime
    released: datetime
    during: str


def remember(stage: Stage, size: Size, houses: list[House]) -> None:
    count = size.people * size.history - size.in_custody
    beds = [(bed.pk, house.unit.prison_id, house.officer.pk) for house in houses for bed in house.beds]
    first = {model: first_id(model) for model in (Person, Stay, Identifier, LegalStatus, Placement, ContactOfficer)}

    def formers() -> Iterator[Former]:
        return everybody(stage, size, count, beds)

    person, stay = first[Person], first[Stay]
    write(Person, PERSON, ((person + f.row, *person_of(f.row)) for f in formers()))
    write(Identifier, IDENTIFIER, identifiers(formers(), first[Identifier], person))
    write(Stay, STAY, ((stay + f.row, *stay_of(f, person)) for f in formers()))
    write(LegalStatus, STATUS, ((first[LegalStatus] + f.row, *status_of(f, stay)) for f in formers()))
    write(
        Placement,
        PLACEMENT,
        ((first[Placement] + f.row, f.during, "", f.received, f.bed_id, f.officer_id, stay + f.row) for f in formers()),
    )
    write(
        ContactOfficer,
        CONTACT,
        ((first[ContactOfficer] + f.row, False, f.during, f.received, f.officer_id, stay + f.row) for f in formers()),
    )


PERSON = "id uuid number family_name given_name birth_date sex nationality municipality version"
IDENTIFIER = "id person_id kind value during"
STAY = "id person_id during reception_prison_id admitted_at admitted_by_id released_at released_by_id note"
STATUS = "id stay_id kind during basis registered_at registered_by_id"
PLACEMENT = "id during reason placed_at bed_id placed_by_id stay_id"
CONTACT = "id is_substitute during assigned_at officer_id stay_id"


def everybody(stage: Stage, size: Size, count: int, beds: list[tuple[int, int, int]]) -> Iterator[Former]:
    step = SPAN / (1 + count // len(beds))
    began, held = stage.at - BEGAN, step * HELD
    for turn in range(1 + count // len(beds)):
        received = began + step * turn
        released = received + held
        during = f"[{received.isoformat()},{released.isoformat()})"
        for place, (bed_id, prison_id, officer_id) in enumerate(beds):
            index = turn * len(beds) + place
            if index < count:
                row = size.in_custody + index
                yield Former(row, bed_id, prison_id, officer_id, received, released, during)


def person_of(row: int) -> tuple[Any, ...]:
    family, given, country = mix.name(row)
    uuid = UUID(int=mix.BIG**4 * (row + 1) % 2**128, version=4)
    return uuid, f"F-{100_000_000 + row}", family, given, mix.born(row), Sex.MAN.value, country, "", 1


def identifiers(formers: Iterator[Former], first: int, person: int) -> Iterator[tuple[Any, ...]]:
    for former in formers:
        value = mix.identity(former.row)
        if value:
            yield first + former.row, person + former.row, IdentifierKind.NATIONAL.value, value, "[2000-01-01,)"


def stay_of(former: Former, person: int) -> tuple[Any, ...]:
    return (
        person + former.row,
        former.during,
        former.prison_id,
        former.received,
        former.officer_id,
        former.released,
        former.officer_id,
        "",
    )


def status_of(former: Former, stay: int) -> tuple[Any, ...]:
    kind = LegalStatusKind.SENTENCED.value
    return stay + former.row, kind, former.during, "", former.received, former.officer_id


def first_id(model: type[models.Model]) -> int:
    """Where the rows of this model go on, after those that are there."""
    return reserve(model, 1)[0]


def write(model: type[models.Model], columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    copy_tuples(model._meta.db_table, columns.split(), rows)
    follow_on(model)
