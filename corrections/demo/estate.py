"""Fjordvik fengsel: seven units on the west coast, and the places people go to. Not a real place."""

from dataclasses import dataclass

from corrections.choices import PlaceKind, Sanitary, SecurityLevel, UnitFunction, UnitSex
from corrections.demo.load import copy
from corrections.models import Bed, Cell, Place, Prison, Region, Unit

SLUG = "fjordvik"


@dataclass(frozen=True)
class UnitPlan:
    code: str
    name: str
    level: SecurityLevel
    function: UnitFunction
    floors: tuple[int, ...]
    residents: int
    sex: UnitSex = UnitSex.MEN
    sanitary: Sanitary = Sanitary.OWN


UNITS = (
    UnitPlan("A1", "Avdeling A1", SecurityLevel.HIGH, UnitFunction.SENTENCED, (22, 22), 40),
    UnitPlan("A2", "Avdeling A2", SecurityLevel.HIGH, UnitFunction.SENTENCED, (22, 22), 41),
    UnitPlan("B1", "Avdeling B1", SecurityLevel.HIGH, UnitFunction.REMAND, (14, 14, 12), 36),
    UnitPlan("B2", "Avdeling B2", SecurityLevel.HIGH, UnitFunction.SENTENCED, (12, 12), 20),
    UnitPlan("C1", "Avdeling C1", SecurityLevel.LOWER, UnitFunction.SENTENCED, (24, 24), 42, sanitary=Sanitary.SHARED),
    UnitPlan("K1", "Avdeling K1", SecurityLevel.HIGH, UnitFunction.WOMEN, (10, 10), 16, sex=UnitSex.WOMEN),
    UnitPlan("O1", "Overgangsbolig O1", SecurityLevel.TRANSITION, UnitFunction.TRANSITION, (14, 14), 25),
)

UNIT_PLACES = (
    ("fellesrom", "Fellesrom", PlaceKind.COMMON_ROOM),
    ("kjokken", "Kjøkken", PlaceKind.KITCHEN),
)
PRISON_PLACES = (
    ("luftegard", "Luftegård", PlaceKind.YARD),
    ("verksted", "Verksted", PlaceKind.WORKSHOP),
    ("metall", "Metall", PlaceKind.WORKSHOP),
    ("vaskeri", "Vaskeri", PlaceKind.LAUNDRY),
    ("gartneri", "Gartneri", PlaceKind.WORKSHOP),
    ("systue", "Systue", PlaceKind.WORKSHOP),
    ("skole", "Skole", PlaceKind.SCHOOL),
    ("helse", "Helse", PlaceKind.HEALTH),
    ("besok", "Besøk", PlaceKind.VISITS),
    ("bibliotek", "Bibliotek", PlaceKind.LIBRARY),
    ("treningsrom", "Treningsrom", PlaceKind.GYM),
    ("seremonirom", "Seremonirom", PlaceKind.CHAPEL),
    ("mottak", "Mottak", PlaceKind.RECEPTION),
    ("moterom", "Møterom", PlaceKind.MEETING),
)


def build_fjordvik() -> Prison:
    region, _made = Region.objects.get_or_create(code="vest", defaults={"name": "Region vest"})
    prison = Prison.objects.create(
        region=region,
        slug=SLUG,
        name="Fjordvik fengsel",
        municipality="Fjordvik",
        county="Vestlandet",
        operational_capacity=sum(sum(plan.floors) for plan in UNITS),
    )
    units = copy([unit_of(prison, plan, position) for position, plan in enumerate(UNITS, start=1)])
    cells = copy([cell for unit, plan in zip(units, UNITS, strict=True) for cell in cells_of(unit, plan)])
    copy([Bed(cell_id=cell.pk) for cell in cells])
    copy(places_of(prison, list(units)))
    return prison


def unit_of(prison: Prison, plan: UnitPlan, position: int) -> Unit:
    return Unit(
        prison=prison,
        code=plan.code,
        name=plan.name,
        security_level=plan.level,
        function=plan.function,
        sex=plan.sex,
        position=position,
    )


def cells_of(unit: Unit, plan: UnitPlan) -> list[Cell]:
    floors = [floor for floor, count in enumerate(plan.floors, start=1) for _cell in range(count)]
    return [
        Cell(unit=unit, code=f"{plan.code}-{number:02d}", floor=floor, position=number, sanitary=plan.sanitary)
        for number, floor in enumerate(floors, start=1)
    ]


def places_of(prison: Prison, units: list[Unit]) -> list[Place]:
    shared = [
        Place(prison=prison, code=code, name=name, kind=kind, position=position)
        for position, (code, name, kind) in enumerate(PRISON_PLACES, start=10)
    ]
    own = [
        Place(prison=prison, unit=unit, code=f"{unit.code.lower()}-{code}", name=name, kind=kind, position=position)
        for unit in units
        for position, (code, name, kind) in enumerate(UNIT_PLACES, start=1)
    ]
    return shared + own
