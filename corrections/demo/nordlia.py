"""Nordlia fengsel, as that prison handed its estate over: cells made ready, and nobody in them yet."""

import csv
from collections.abc import Iterable
from pathlib import Path

from corrections.choices import Sanitary, SecurityLevel, UnitFunction, UnitSex
from corrections.demo.load import copy
from corrections.models import Bed, Cell, Prison, Region, Unit

FILE = Path(__file__).parent / "data" / "estate.csv"
SLUG = "nordlia"
LEVELS = {"høyt": SecurityLevel.HIGH, "lavere": SecurityLevel.LOWER, "overgang": SecurityLevel.TRANSITION}
FUNCTIONS = {
    "dom": UnitFunction.SENTENCED,
    "varetekt": UnitFunction.REMAND,
    "kvinner": UnitFunction.WOMEN,
    "overgangsbolig": UnitFunction.TRANSITION,
}
SEXES = {"M": UnitSex.MEN, "K": UnitSex.WOMEN}
SANITARY = {"eget bad": Sanitary.OWN, "delt bad": Sanitary.SHARED}


def build_nordlia() -> Prison:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    region, _made = Region.objects.get_or_create(code=rows[0]["Region"], defaults={"name": "Region vest"})
    prison = Prison.objects.create(region=region, slug=SLUG, name=rows[0]["Anstalt"])
    firsts = {row["Avdeling"]: row for row in reversed(rows)}
    units = copy([unit_of(prison, firsts[code], place) for place, code in enumerate(sorted(firsts), start=1)])
    by_code = {unit.code: unit for unit in units}
    cells = copy(list(cells_of(by_code, rows)))
    copy([Bed(cell_id=cell.pk, number=number) for cell in cells for number in range(1, cell.physical_places + 1)])
    return prison


def unit_of(prison: Prison, row: dict[str, str], position: int) -> Unit:
    return Unit(
        prison=prison,
        code=row["Avdeling"],
        name=f"Avdeling {row['Avdeling']}",
        security_level=LEVELS[row["Sikkerhetsnivå"]],
        function=FUNCTIONS[row["Funksjon"]],
        sex=SEXES[row["Kjønn"]],
        position=position,
    )


def cells_of(units: dict[str, Unit], rows: list[dict[str, str]]) -> Iterable[Cell]:
    for position, row in enumerate(rows, start=1):
        places = int(row["Plasser"])
        yield Cell(
            unit=units[row["Avdeling"]],
            code=row["Celle"],
            position=position,
            sanitary=SANITARY[row["Sanitær"]],
            physical_places=places,
            places_in_use=places,
            certified_places=places,
        )
