"""The estate of a country: 58 prisons, 250 units, 3,900 places at full scale, and a few officers who can sign in."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from corrections.choices import PlaceKind, Role, SecurityLevel, UnitFunction
from corrections.demo.load import copy
from corrections.demo.staff import PASSWORD
from corrections.demo.stage import Size, Stage
from corrections.models import Bed, Cell, Place, Prison, Region, Unit, User
from corrections.services.law import load_law
from corrections.services.postings import grant_posting, sync_roles

REGIONS = ("nord", "sør", "vest", "øst", "sørvest")
SLUGS = ("nord", "sor", "vest", "ost", "sorvest")
LARGEST_UNIT = 84
OFFICERS_WHO_SIGN_IN = 5
FUNCTIONS = (UnitFunction.SENTENCED, UnitFunction.SENTENCED, UnitFunction.REMAND, UnitFunction.SENTENCED)
PLACES = (
    ("fellesrom", "Fellesrom", PlaceKind.COMMON_ROOM, True),
    ("luftegard", "Luftegård", PlaceKind.YARD, False),
    ("verksted", "Verksted", PlaceKind.WORKSHOP, False),
    ("skole", "Skole", PlaceKind.SCHOOL, False),
)


@dataclass(frozen=True)
class House:
    """A unit with its beds and the places its people go to."""

    unit: Unit
    beds: list[Bed]
    places: list[Place]
    officer: User


def build(stage: Stage, size: Size) -> list[House]:
    load_law()
    sync_roles()
    regions = [
        Region.objects.get_or_create(code=code, defaults={"name": f"Region {name}"})[0]
        for code, name in zip(SLUGS, REGIONS, strict=True)
    ]
    prisons = copy(
        [
            Prison(region=regions[place % len(regions)], slug=f"anstalt-{place + 1}", name=f"Anstalt {place + 1}")
            for place in range(size.prisons)
        ]
    )
    units = copy([unit_of(prisons[place % len(prisons)], place) for place in range(size.units)])
    officers = copy([officer_of(stage, place) for place in range(size.units)])
    beds = beds_of(list(units), size)
    places = places_of(list(prisons), list(units))
    for place, officer in enumerate(officers[:OFFICERS_WHO_SIGN_IN]):
        unit, start = units[place], stage.clock(400, "09:00")
        grant_posting(user=officer, role=Role.OFFICER, prison=unit.prison, unit=unit, start=start, by=None, at=start)
    return [House(unit, beds[unit.pk], places[unit.pk], officer) for unit, officer in zip(units, officers, strict=True)]


def unit_of(prison: Prison, place: int) -> Unit:
    return Unit(
        prison=prison,
        code=f"U{place + 1}",
        name=f"Avdeling {place + 1}",
        security_level=SecurityLevel.HIGH if place % 3 else SecurityLevel.LOWER,
        function=FUNCTIONS[place % len(FUNCTIONS)],
        position=place,
    )


def officer_of(stage: Stage, place: int) -> User:
    return User(
        username=f"betjent-{place + 1}",
        first_name="Betjent",
        last_name=f"Nr {place + 1}",
        password=make_password(PASSWORD) if place < OFFICERS_WHO_SIGN_IN else "!",
        date_joined=stage.clock(400, "09:00"),
    )


def beds_of(units: list[Unit], size: Size) -> dict[int, list[Bed]]:
    """The first unit is as large as units get; the others share what is left."""
    rest = max(1, (size.places - min(LARGEST_UNIT, size.places)) // max(1, len(units) - 1))
    counts = [min(LARGEST_UNIT, size.places), *[rest] * (len(units) - 1)]
    cells = copy(
        [
            Cell(unit=unit, code=f"{unit.code}-{number:02d}", floor=1 + number // 30, position=number)
            for unit, count in zip(units, counts, strict=True)
            for number in range(1, count + 1)
        ]
    )
    beds: dict[int, list[Bed]] = {unit.pk: [] for unit in units}
    for bed in copy([Bed(cell=cell) for cell in cells]):
        beds[bed.cell.unit_id].append(bed)
    return beds


def places_of(prisons: list[Prison], units: list[Unit]) -> dict[int, list[Place]]:
    shared = copy(
        [
            Place(prison=prison, code=code, name=name, kind=kind)
            for prison in prisons
            for code, name, kind, of_a_unit in PLACES
            if not of_a_unit
        ]
    )
    own = copy(
        [
            Place(prison=unit.prison, unit=unit, code=f"{unit.code.lower()}-{code}", name=name, kind=kind)
            for unit in units
            for code, name, kind, of_a_unit in PLACES
            if of_a_unit
        ]
    )
    of_prison: dict[int, list[Place]] = {}
    for place in shared:
        of_prison.setdefault(place.prison_id, []).append(place)
    return {place.unit_id: [place, *of_prison[place.prison_id]] for place in own if place.unit_id}
