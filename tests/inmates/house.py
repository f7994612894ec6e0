"""A small unit with people in it, for the tests of where people are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from corrections.choices import PlaceKind, Role
from corrections.models import Bed, Cell, Place, Prison, Unit, User
from inmates.models import Stay
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, PrisonFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory


@dataclass
class House:
    """Unit B2 with a common room of its own; the prison's workshop, school and yard lie elsewhere."""

    prison: Prison
    unit: Unit
    officer: User
    colleague: User
    common_room: Place
    workshop: Place
    school: Place

    def resident(self, family_name: str = "Lervik", given_name: str = "Andreas", *, cell: Cell | None = None) -> Stay:
        stay = StayFactory.create(person=PersonFactory.create(family_name=family_name, given_name=given_name))
        PlacementFactory.create(stay=stay, cell=cell or CellFactory.create(unit=self.unit))
        return stay


def build_house() -> House:
    prison = PrisonFactory.create()
    unit = UnitFactory.create(prison=prison, code="B2", name="Avdeling B2")
    return House(
        prison=prison,
        unit=unit,
        officer=staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim"),
        colleague=staff(Role.OFFICER, unit=unit, first_name="Tor", last_name="Lunde"),
        common_room=PlaceFactory.create(prison=prison, unit=unit, name="Fellesrom", kind=PlaceKind.COMMON_ROOM),
        workshop=PlaceFactory.create(prison=prison, name="Verksted", kind=PlaceKind.WORKSHOP),
        school=PlaceFactory.create(prison=prison, name="Skole", kind=PlaceKind.SCHOOL),
    )


def minutes(number: int, *, before: datetime = NOW) -> datetime:
    """So many minutes before now."""
    return before - timedelta(minutes=number)


HISTORY = """
INSERT INTO inmates_placement (stay_id, bed_id, during, reason, placed_at)
  SELECT %(stay)s, %(bed)s, tstzrange(d, d + interval '1 day'), '', d
  FROM generate_series(timestamptz '2021-01-01', '2021-12-31', interval '1 day') AS d;
INSERT INTO inmates_absence (stay_id, kind, destination, during, departed_at, returned_at)
  SELECT %(stay)s, 'COURT', '', tstzrange(d, d + interval '4 hours'), d, d + interval '4 hours'
  FROM generate_series(timestamptz '2021-01-01', '2021-12-31', interval '1 day') AS d;
INSERT INTO inmates_movement (id, follows_id, stay_id, left_at, arrived_at, registered_at)
  SELECT 1000000 + n, CASE WHEN n > 1 THEN 999999 + n END, %(stay)s, d, d, d
  FROM generate_series(timestamptz '2021-01-01', '2021-12-31', interval '4 hours') WITH ORDINALITY AS g(d, n);
ANALYZE inmates_placement, inmates_absence, inmates_movement
"""


def add_history(stay: Stay, bed: Bed) -> None:
    """A year of past placements, absences and movements, so that the planner sees tables that have grown."""
    with connection.cursor() as cursor:
        for statement in HISTORY.split(";"):
            cursor.execute(statement, {"stay": stay.pk, "bed": bed.pk})


def plan_of(query: str, values: dict[str, Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + query, values)
        return "\n".join(line for (line,) in cursor.fetchall())
