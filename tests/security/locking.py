"""A unit with two people, and somebody who turns the key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corrections.models import Unit, User
from inmates.models import Stay
from security.choices import DoorAct
from security.models import LockEvent
from security.services import locking
from tests.corrections.factories import CellFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

MORNING = oslo("2026-11-24 07:00")
EVENING = oslo("2026-11-24 20:30")


@dataclass
class Hall:
    unit: Unit
    myhre: Stay
    sundbo: Stay
    nesheim: User
    lunde: User
    dale: User


def build_hall() -> Hall:
    unit = UnitFactory.create(name="Avdeling B2")
    stays = []
    for position, (family, given) in enumerate((("Myhre", "Ola"), ("Sundbø", "Per")), start=1):
        stay = StayFactory.create(person=PersonFactory.create(family_name=family, given_name=given))
        cell = CellFactory.create(unit=unit, code=f"B2-0{position}", position=position)
        PlacementFactory.create(stay=stay, bed=cell.beds.get(number=1))
        stays.append(stay)
    nesheim, lunde, dale = (
        UserFactory.create(first_name=first, last_name=last)
        for first, last in (("Kari", "Nesheim"), ("Tor", "Lunde"), ("Mari", "Dale"))
    )
    return Hall(unit, stays[0], stays[1], nesheim, lunde, dale)


def unlock(hall: Hall, at: datetime = MORNING, **more: Any) -> LockEvent:
    return turned(hall, DoorAct.UNLOCK, at, **more)


def lock_in(hall: Hall, at: datetime = EVENING, **more: Any) -> LockEvent:
    return turned(hall, DoorAct.LOCK, at, **more)


def turned(hall: Hall, act: str, at: datetime, **more: Any) -> LockEvent:
    values: dict[str, Any] = {"by": hall.nesheim, **more}
    return locking.turn(unit=hall.unit, act=act, at=at, **values)


def by_name(hall: Hall, act: str, at: datetime, **more: Any) -> LockEvent:
    values: dict[str, Any] = {"stay": hall.myhre, "reason": "Utestengt", "by": hall.nesheim, **more}
    return locking.except_person(act=act, at=at, **values)
