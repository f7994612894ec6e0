"""Who may: the scope of a list and one decision."""

from collections.abc import Callable, Iterator

from django.db import connection

from bench.browser import queries
from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from corrections.access import access_of
from corrections.models import Unit, User
from inmates.models import Person
from inmates.models.person import RESIDENTS
from inmates.permissions import BoardPerm, PersonPerm

JOIN = """
SELECT s.person_id FROM inmates_placement h JOIN inmates_stay s ON s.id = h.stay_id
JOIN corrections_bed b ON b.id = h.bed_id JOIN corrections_cell c ON c.id = b.cell_id
WHERE upper(h.during) IS NULL AND c.unit_id = ANY(%s::bigint[]) AND s.person_id = ANY(%s::bigint[])
"""
REACH = f"SELECT r.person_id FROM ({RESIDENTS}) AS r WHERE r.person_id = ANY(%(asked)s::bigint[])"  # noqa: S608
MANY_PEOPLE = 200
ASKED = list(range(1, 2 * MANY_PEOPLE, 2))  # of many units
MANY = 1_000


def cases() -> Iterator[Row]:
    regional = User.objects.get(username="officer-4")
    access = access_of(regional, at=PRESENT)
    units = list(access.units(PersonPerm.VIEW))

    def queryset() -> object:
        return list(Person.objects.visible_to(access).filter(pk__in=ASKED).values_list("pk", flat=True))

    case, floor = f"which of {MANY_PEOPLE} people are in scope ({len(units)} units)", "a join on the units' ids"
    yield Row(f"{case}, as the lists ask", floor, compare(in_reach(units), join(units)), 1.3)
    yield Row(f"{case}, as a queryset", floor, compare(queryset, join(units)))
    decide, held = decision(), access.units(BoardPerm.VIEW)
    yield Row(
        "one permission decision",
        "one membership of a set",
        compare(lambda: access.may(BoardPerm.VIEW, unit_id=1), lambda: 1 in held, inner=MANY),
    )
    yield Row("queries of a thousand decisions", "", value=len(queries(decide)), goal=0)


def in_reach(units: list[int]) -> Callable[[], object]:
    prisons = list({unit.prison_id for unit in Unit.objects.filter(pk__in=units)})

    def call() -> object:
        with connection.cursor() as cursor:
            cursor.execute(REACH, {"units": units, "prisons": prisons, "asked": ASKED})
            return cursor.fetchall()

    return call


def join(units: list[int]) -> Callable[[], object]:
    def call() -> object:
        with connection.cursor() as cursor:
            cursor.execute(JOIN, [units, ASKED])
            return cursor.fetchall()

    return call


def decision() -> Callable[[], object]:
    officer = User.objects.get(username="officer-1")
    access_of(officer, at=PRESENT)

    def call() -> object:
        return [access_of(officer, at=PRESENT).may(BoardPerm.VIEW, unit_id=n) for n in range(MANY)]

    return call
