"""The small world of the access matrix: two units of one prison and a unit of another, each with one of everything."""

from dataclasses import dataclass

from corrections.choices import ClosureReason, Role
from corrections.models import Cell, CellClosure, Place, Posting, Prison, Task, Unit, User
from corrections.services import estate, postings
from inmates.choices import AbsenceKind, AlertCode, ImportKind, NonAssociationReason
from inmates.models import Absence, Alert, ImportRun, LogEntry, Movement, NonAssociation, Person, Stay
from inmates.services import care, log, movements
from tests.corrections.factories import (
    LONG_AGO,
    CellFactory,
    PlaceFactory,
    PostingFactory,
    PrisonFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
    oslo,
    staff,
)
from tests.inmates.factories import PersonFactory, PlacementFactory

AT_ONE_UNIT = frozenset({Role.OFFICER, Role.CONTACT_OFFICER})


@dataclass(frozen=True)
class Corner:
    """One of everything at one unit. A new kind of object in an address is made in ``furnish``."""

    prison: Prison
    unit: Unit
    cell: Cell
    closure: CellClosure
    place: Place
    person: Person
    stay: Stay
    posting: Posting
    task: Task
    run: ImportRun
    movement: Movement
    absence: Absence
    entry: LogEntry
    alert: Alert
    pair: NonAssociation


@dataclass(frozen=True)
class World:
    own: Corner
    next_door: Corner
    elsewhere: Corner
    cast: dict[str, list[User | None]]


def furnish(prison: Prison) -> Corner:
    unit = UnitFactory.create(prison=prison)
    placement = PlacementFactory.create(cell=CellFactory.create(unit=unit))
    return Corner(
        prison=prison,
        unit=unit,
        cell=CellFactory.create(unit=unit),
        closure=estate.close_cell(
            cell=CellFactory.create(unit=unit), reason=ClosureReason.DAMP, by=UserFactory.create(), at=LONG_AGO
        ),
        place=PlaceFactory.create(prison=prison, unit=unit),
        person=placement.stay.person,
        stay=placement.stay,
        posting=PostingFactory.create(role=Role.OFFICER, unit=unit),
        task=TaskFactory.create(role=Role.OFFICER, unit=unit),
        run=ImportRun.objects.create(
            kind=ImportKind.REGISTER, file_name="register.csv", prison=prison, started_at=LONG_AGO
        ),
        movement=on_the_way(PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay, prison),
        absence=movements.depart(
            stay=PlacementFactory.create(cell=CellFactory.create(unit=unit)).stay,
            kind=AbsenceKind.COURT,
            departed_at=oslo("2026-01-01 12:00"),
            by=UserFactory.create(),
            at=oslo("2026-01-01 12:00"),
        ),
        entry=log.write(unit=unit, text="Ro", by=UserFactory.create(), at=oslo("2026-01-01 12:00")),
        alert=care.raise_alert(
            person=placement.stay.person, code=AlertCode.PHONE_CONTROL, by=None, at=oslo("2026-01-01 12:00")
        ),
        pair=care.keep_apart(
            person=placement.stay.person,
            other=PersonFactory.create(),
            reason=NonAssociationReason.THREAT,
            by=None,
            at=oslo("2026-01-01 12:00"),
        ),
    )


def on_the_way(stay: Stay, prison: Prison) -> Movement:
    """Somebody who has left for a place where nobody has seen them arrive."""
    at = oslo("2026-01-01 12:00")
    place = PlaceFactory.create(prison=prison)
    return movements.register_movement(
        stay=stay, to_place=place, left_at=at, follows=None, by=UserFactory.create(), at=at
    )


def build(roles: dict[str, Role]) -> World:
    home, away = PrisonFactory.create(), PrisonFactory.create()
    own = furnish(home)
    cast: dict[str, list[User | None]] = {"anon": [None], "none": [*without_a_posting(own)]}
    for short, role in roles.items():
        where = {"unit": own.unit} if role in AT_ONE_UNIT else {"prison": home}
        cast[short] = [staff(role, username=short, **where)]
    return World(own=own, next_door=furnish(home), elsewhere=furnish(away), cast=cast)


def without_a_posting(corner: Corner) -> list[User]:
    """Three who open nothing: one who never had a posting, one whose posting has ended, a superuser."""
    was = UserFactory.create(username="ended")
    ended = PostingFactory.create(user=was, role=Role.LEADER, prison=corner.prison, start=LONG_AGO)
    postings.end_posting(posting=ended, by=UserFactory.create(), at=oslo("2021-01-01 12:00"))
    never = UserFactory.create(username="never")
    root = UserFactory.create(username="root", is_superuser=True, is_staff=True)
    return [never, was, root]
