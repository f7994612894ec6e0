"""Handovers for every test: a unit, who works there, and a handover in each state. Made as the services leave them."""

from datetime import date, datetime
from typing import Any

from corrections.choices import Role
from corrections.models import Unit, User
from inmates.rules.shifts import EVENING
from security.choices import Calm, HandoverState
from security.models import Handover
from security.rules.handover import Slot
from tests.corrections.factories import OSLO, UnitFactory, oslo, staff

ON = date(2026, 11, 24)
SLOT = Slot(ON, EVENING)
DUE = oslo("2026-11-24 14:45")


class Ward:
    """A unit with an officer of the day shift and two of the evening shift."""

    def __init__(self, unit: Unit | None = None) -> None:
        self.unit = unit or UnitFactory.create(name="Avdeling B2", code="B2")
        self.dale = self.officer("Mari", "Dale")
        self.odegard = self.officer("Siri", "Ødegård")
        self.hansen = self.officer("Anne", "Hansen")

    def officer(self, first: str, last: str, role: Role = Role.OFFICER) -> User:
        return staff(role, unit=self.unit, first_name=first, last_name=last)


def handover(unit: Unit, slot: Slot = SLOT, **values: Any) -> Handover:
    """A row as it lies in the database. ``given`` and ``taken`` are ``(who, when)``."""
    due: datetime = slot.at(OSLO)
    row = Handover(unit=unit, on=slot.on, shift=slot.begins.key, due_at=due, from_at=slot.previous.at(OSLO))
    given, taken = values.pop("given", None), values.pop("taken", None)
    if given:
        row.state, (row.given_by, row.given_at) = HandoverState.GIVEN, given
    if taken:
        row.state, (row.taken_by, row.taken_at) = HandoverState.TAKEN, taken
    if given or taken:
        row.calm = Calm.CALM
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row
