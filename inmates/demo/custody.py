"""Reception: the person, the stay, its legal basis and the bed."""

import uuid
from datetime import timedelta

from corrections.choices import ClosureReason
from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Bed, Cell, CellClosure, User
from corrections.periods import between, since
from inmates.choices import IdentifierKind, LegalStatusKind, Sex
from inmates.demo.cast import B2, CLOSED, RESERVED
from inmates.demo.numbers import identity_number
from inmates.models import Identifier, LegalStatus, Person, Placement, Reservation, Stay


def receive(stage: Stage) -> None:
    beds = {bed.cell.code: bed for bed in Bed.objects.filter(cell__unit__prison__slug=SLUG).select_related("cell")}
    manager = User.objects.get(username="dale")
    people, stays, placed = [], [], []
    for part in B2:
        dice = stage.dice("person", part.cell)
        people.append(
            Person(
                uuid=uuid.UUID(int=dice.getrandbits(128), version=4),
                number=f"F-5{dice.randrange(10000):04d}" if part.family_name != "Lervik" else "F-50418",
                family_name=part.family_name,
                given_name=part.given_name,
                birth_date=part.born,
                sex=Sex.MAN,
                nationality=part.origin,
            )
        )
    copy(people)
    copy(
        [
            Identifier(
                person=person,
                kind=IdentifierKind.NATIONAL,
                value=identity_number(part.born, False, stage.dice("number", part.cell)),
                during=since(stage.clock(2000, "00:00")),
            )
            for person, part in zip(people, B2, strict=True)
        ]
    )
    for person, part in zip(people, B2, strict=True):
        dice = stage.dice("stay", part.cell)
        start = stage.clock(part.days_here or dice.randrange(20, 500), "13:10")
        stays.append(Stay(person=person, during=since(start), admitted_at=start, admitted_by=manager))
        placed.append(start)
    copy(stays)
    copy(
        [
            LegalStatus(
                stay=stay, kind=LegalStatusKind.SENTENCED, during=stay.during, registered_at=at, registered_by=manager
            )
            for stay, at in zip(stays, placed, strict=True)
        ]
    )
    copy(
        [
            Placement(stay=stay, bed=beds[part.cell], during=stay.during, placed_at=at, placed_by=manager)
            for stay, part, at in zip(stays, B2, placed, strict=True)
        ]
    )
    close_and_keep(stage, beds, manager)


def close_and_keep(stage: Stage, beds: dict[str, Bed], manager: User) -> None:
    closed_at = stage.moment("13:10")
    CellClosure.objects.create(
        cell=Cell.objects.get(code=CLOSED, unit__prison__slug=SLUG),
        during=since(closed_at),
        reason=ClosureReason.MAINTENANCE,
        note="Sluk tett · sak 4471",
        expected_return_on=stage.today + timedelta(days=1),
        closed_at=closed_at,
        closed_by=manager,
    )
    Reservation.objects.create(
        bed=beds[RESERVED],
        during=between(stage.moment("11:00"), stage.moment("11:00") + timedelta(days=1)),
        expected_at=stage.planned("15:30"),
        note="Innkomst fra tingretten",
        reserved_at=stage.moment("11:00"),
        reserved_by=manager,
    )
