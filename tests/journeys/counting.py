"""Unit B2 at 15:01, with its count of 15:00: what the journeys of a round begin with."""

from datetime import time, timedelta

from corrections.choices import Role
from corrections.models import User
from security.choices import CountKind
from security.models import Count, CountLine
from security.services import counting, making, planning
from tests.corrections.factories import oslo, staff
from tests.inmates.mockup import Mockup, build_mockup

DUE = oslo("2026-11-24 15:00")
BEGUN = DUE + timedelta(minutes=1)
ELSEWHERE = ("Lervik", "Zieliński", "Wrona", "Eikeland", "Karimi", "Nergård")  # a movement says where
OUTSIDE = ("Brattland", "Rødseth")


class Round:
    """The mock-up unit, its count and a second officer."""

    def __init__(self) -> None:
        self.b2: Mockup = build_mockup()
        self.officer: User = self.b2.officer
        self.lunde: User = staff(Role.OFFICER, unit=self.b2.unit, first_name="Tor", last_name="Lunde")
        planning.plan_count(
            unit=self.b2.unit, kind=CountKind.SCHEDULED, starts=time(15), by=self.b2.manager, at=DUE - timedelta(days=2)
        )
        making.make_counts(at=DUE - timedelta(minutes=10))
        self.count = Count.objects.get(unit=self.b2.unit, due_at=DUE)

    def begin(self, by: User | None = None) -> "Round":
        counting.start(count=self.count, by=by or self.officer, at=BEGUN, despite_movement=True)
        return self

    def line(self, family_name: str) -> CountLine:
        return CountLine.objects.get(count=self.count, stay=self.b2.stays[family_name])

    def marks(self) -> dict[str, str]:
        """What the server holds: family name to mark, of whoever has one."""
        lines = CountLine.objects.filter(count=self.count).exclude(mark="").select_related("stay__person")
        return {line.stay.person.family_name: line.mark for line in lines}
