"""Two prisons and the people whom the journeys of trips and transfers follow."""

from dataclasses import dataclass
from datetime import date

from corrections.choices import Role, SecurityLevel
from corrections.models import Bed, Unit, User
from inmates.models import Placement
from tests.corrections.factories import BedFactory, CellFactory, PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory


@dataclass(frozen=True)
class TwoPrisons:
    """Lervik lives in B2-01 of Fjordvik. In Tangen cell T1-04 is free."""

    unit: Unit
    home: Placement
    officer: User
    lunde: User
    manager: User
    there: Unit
    bed: Bed
    receiver: User

    @property
    def slug(self) -> str:
        return self.unit.prison.slug

    @property
    def uuid(self) -> object:
        return self.home.stay.person.uuid


def two_prisons() -> TwoPrisons:
    here, there = PrisonFactory.create(name="Fjordvik fengsel"), PrisonFactory.create(name="Tangen fengsel")
    unit = UnitFactory.create(prison=here, code="B2", name="Avdeling B2", security_level=SecurityLevel.HIGH)
    other = UnitFactory.create(prison=there, code="T1", name="Avdeling T1", security_level=SecurityLevel.HIGH)
    person = PersonFactory.create(family_name="Lervik", given_name="Andreas", birth_date=date(1992, 3, 12))
    cell = CellFactory.create(unit=unit, code="B2-01")
    return TwoPrisons(
        unit=unit,
        home=PlacementFactory.create(person=person, cell=cell, start=oslo("2026-06-02 10:00")),
        officer=staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit, language="en"),
        lunde=staff(Role.OFFICER, unit=unit, first_name="Tor", last_name="Lunde", home_unit=unit, language="en"),
        manager=staff(Role.DUTY_MANAGER, prison=here, first_name="Mari", last_name="Dale", language="en"),
        there=other,
        bed=BedFactory.create(unit=other, code="T1-04"),
        receiver=staff(Role.DUTY_MANAGER, prison=there, first_name="Tor", last_name="Vik", language="en"),
    )
