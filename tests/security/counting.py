"""A unit that is counted: five residents, three officers, and the taps that a tablet would send."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from corrections.models import Place, Unit, User
from inmates.models import Stay
from security.choices import CountKind, EventKind, Expected
from security.models import Count, CountLine, CountPlan
from security.rules.marks import Tap
from security.services import counting, making, planning
from security.services.counting import Receipt
from tests.corrections.factories import PlaceFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory

DUE = oslo("2026-11-24 15:00")
PEOPLE = 5


def after(minutes: float = 0) -> datetime:
    """So many minutes after the count is due."""
    return DUE + timedelta(minutes=minutes)


@dataclass
class Ward:
    unit: Unit
    stays: list[Stay]
    nesheim: User
    lunde: User
    dale: User
    workshop: Place
    plan: CountPlan

    def count(self) -> Count:
        return Count.objects.get(unit=self.unit, slot__startswith="2026-11-24T15:00")

    def line(self, number: int) -> CountLine:
        """Of the resident with that number, in the count of 15:00."""
        return CountLine.objects.get(count=self.count(), stay=self.stays[number])


def build_ward(**plan: Any) -> Ward:
    """Planned the day before at noon; nothing is made yet."""
    unit = UnitFactory.create(name="Avdeling B2")
    stays = [PlacementFactory.create(unit=unit).stay for _number in range(PEOPLE)]
    nesheim, lunde, dale = (
        UserFactory.create(first_name=first, last_name=last)
        for first, last in (("Kari", "Nesheim"), ("Tor", "Lunde"), ("Mari", "Dale"))
    )
    workshop = PlaceFactory.create(prison=unit.prison, name="Verksted")
    values: dict[str, Any] = {"kind": CountKind.SCHEDULED, "starts": time(15), **plan}
    planned = planning.plan_count(unit=unit, by=dale, at=DUE - timedelta(hours=27), **values)
    return Ward(unit, stays, nesheim, lunde, dale, workshop, planned)


def made(ward: Ward) -> Count:
    """The count of 15:00, ten minutes before."""
    making.make_counts(at=after(-10))
    return ward.count()


def begun(ward: Ward, *, by: User | None = None) -> Count:
    return counting.start(count=made(ward), by=by or ward.nesheim, at=after(1))


def tap(line: CountLine, kind: str = EventKind.SEEN, *, seq: int = 1, at: datetime | None = None, **more: Any) -> Tap:
    values: dict[str, Any] = {"id": uuid4(), "signs": kind == EventKind.SEEN, **more}
    return Tap(seq=seq, kind=kind, line=line.pk, at=at or after(2), **values)


def send(count: Count, *taps: Tap, by: User, at: datetime | None = None) -> Receipt:
    return counting.receive(count=count, events=taps, by=by, at=at or after(3))


def see_all(count: Count, *, by: User, but: tuple[Stay, ...] = (), at: datetime | None = None) -> None:
    """Everybody who should be on the unit is seen, but for those who are not there."""
    here = count.lines.filter(expected__in=(Expected.CELL, Expected.UNIT)).order_by("pk")
    absent = {stay.pk for stay in but}
    taps = [
        tap(line, EventKind.MISSING if line.stay_id in absent else EventKind.SEEN, seq=number)
        for number, line in enumerate(here, start=1)
    ]
    assert not send(count, *taps, by=by, at=at).refused


def handed_in(ward: Ward, *, missing: tuple[int, ...] = ()) -> Count:
    """Counted by Nesheim and handed in five minutes after it was due."""
    count = begun(ward)
    see_all(count, by=ward.nesheim, but=tuple(ward.stays[number] for number in missing))
    return counting.submit(count=count, by=ward.nesheim, at=after(5))
