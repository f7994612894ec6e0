"""A unit with two people under observation, the officers who look in, and a clock to say when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from corrections.models import Clock, Unit, User
from inmates.choices import AbsenceKind
from inmates.models import Absence, Stay
from inmates.services import movements
from security.choices import CheckCode, Ground
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.corrections.factories import CellFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

START = oslo("2026-11-24 22:00")


def after(minutes: float = 0) -> datetime:
    """So many minutes after the first observation began."""
    return START + timedelta(minutes=minutes)


@dataclass
class Landing:
    unit: Unit
    myhre: Stay
    sundbo: Stay
    nesheim: User
    lunde: User
    dale: User


def build_landing() -> Landing:
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
    return Landing(unit, stays[0], stays[1], nesheim, lunde, dale)


def begin(
    landing: Landing, stay: Stay | None = None, *, minutes: int = 30, ground: str = Ground.CONCERN, at: datetime = START
) -> Observation:
    """Myhre every 30 minutes from 22:00, ordered by Dale, unless the test says otherwise."""
    return observing.start(stay=stay or landing.myhre, interval=minutes, ground=ground, by=landing.dale, at=at)


def look(observation: Observation, by: User, at: datetime, **more: Any) -> ObservationCheck:
    values: dict[str, Any] = {"event_id": uuid4(), "code": CheckCode.ASLEEP, **more}
    return observing.check(observation=observation, by=by, at=at, **values)


def to_court(landing: Landing, at: datetime) -> Absence:
    return movements.depart(
        stay=landing.myhre,
        kind=AbsenceKind.COURT,
        destination="Tingretten",
        expected_return_at=at + timedelta(hours=4),
        departed_at=at,
        by=landing.lunde,
        at=at,
    )


def clock_of(observation: Observation) -> Clock:
    """The one that runs."""
    return Clock.objects.running().get(subject_type="security.observation", subject_id=observation.pk)
