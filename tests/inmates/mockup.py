"""Unit B2 as the design drew it, at 14:32 on a Tuesday: for tests that look at a whole board."""

from dataclasses import dataclass, field
from datetime import datetime

from corrections.choices import ClosureReason, PlaceKind, Role
from corrections.models import Cell, CellClosure, Place, Prison, Unit, User
from corrections.periods import since
from inmates.choices import AbsenceKind, CommitmentKind, NonAssociationReason
from inmates.models import NonAssociation, Reservation, Stay
from inmates.services import commitments, log, movements
from tests.corrections.factories import (
    LONG_AGO,
    CellFactory,
    PlaceFactory,
    PrisonFactory,
    UnitFactory,
    oslo,
    staff,
)
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

CELLS = (
    ("01", "Lervik", "Andreas"), ("02", "Warsame", "Mohamed"), ("03", "Hauglid", "Tor-Arne"), ("04", "", ""),
    ("05", "Zieliński", "Piotr"), ("06", "Myhre", "Kristoffer"), ("07", "Eikeland", "Jonas"), ("08", "Rahimi", "Ahmad"),
    ("09", "Sundbø", "Lars Petter"), ("10", "Kvalvåg", "Sondre"), ("11", "Tveit", "Odd Magne"), ("12", "", ""),
    ("13", "Brattland", "Emil"), ("14", "Aydın", "Yusuf"), ("15", "Solstad", "Henrik"), ("16", "Wrona", "Tomasz"),
    ("17", "Nergård", "Ivar"), ("18", "", ""), ("19", "Hovde", "Magnus"), ("20", "Karimi", "Ali"),
    ("21", "Rødseth", "Stian"), ("22", "Fosse", "Daniel"), ("23", "", ""), ("24", "Skogli", "Erlend"),
)  # fmt: skip
PLACES = (
    ("Fellesrom", PlaceKind.COMMON_ROOM, True), ("Kjøkken", PlaceKind.KITCHEN, True),
    ("Luftegård", PlaceKind.YARD, False),
    ("Verksted", PlaceKind.WORKSHOP, False), ("Skole", PlaceKind.SCHOOL, False), ("Helse", PlaceKind.HEALTH, False),
    ("Besøk", PlaceKind.VISITS, False),
)  # fmt: skip
MOVED = (
    ("Hauglid", "Fellesrom", "13:40", ""), ("Rahimi", "Fellesrom", "13:40", ""), ("Aydın", "Fellesrom", "13:40", ""),
    ("Kvalvåg", "Kjøkken", "14:05", ""), ("Skogli", "Kjøkken", "14:05", ""), ("Nergård", "Luftegård", "14:10", ""),
    ("Lervik", "Verksted", "12:30", "14:45"), ("Zieliński", "Verksted", "12:30", "14:45"),
    ("Wrona", "Verksted", "12:30", "14:45"), ("Eikeland", "Skole", "12:00", "14:30"), ("Karimi", "Helse", "14:21", ""),
)  # fmt: skip
LOG = (
    ("13:10", "B2-12 sperret, sluk tett. Sak 4471 til drift."),
    ("13:58", "Myhre: våken, snakket sammen i fem minutter."),
    ("14:05", "Kvalvåg og Skogli på kjøkkenet, kniv 3 og 4 utlevert mot kvittering."),
    ("14:21", "Karimi fulgt til helse."),
)


def today(clock: str) -> datetime:
    return oslo(f"2026-11-24 {clock}")


@dataclass
class Mockup:
    prison: Prison
    unit: Unit
    officer: User
    manager: User
    stays: dict[str, Stay] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def build_mockup() -> Mockup:
    prison = PrisonFactory.create(name="Fjordvik fengsel", slug="fjordvik")
    unit = UnitFactory.create(prison=prison, code="B2", name="Avdeling B2")
    officer = staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", home_unit=unit)
    manager = staff(Role.DUTY_MANAGER, prison=prison, first_name="Mona", last_name="Dale")
    b2 = Mockup(prison, unit, officer, manager)
    for position, (name, kind, here) in enumerate(PLACES):
        place = PlaceFactory.create(
            prison=prison, unit=unit if here else None, name=name, kind=kind, position=position, code=f"p{position}"
        )
        b2.places[name] = place
    fill_cells(b2)
    let_them_move(b2)
    plan_the_day(b2)
    return b2


def fill_cells(b2: Mockup) -> None:
    for position, (number, family_name, given_name) in enumerate(CELLS):
        cell = CellFactory.create(unit=b2.unit, code=f"B2-{number}", floor=1 + position // 12, position=position)
        b2.cells[number] = cell
        if family_name:
            start = oslo("2026-11-23 10:00") if family_name == "Solstad" else LONG_AGO
            person = PersonFactory.create(family_name=family_name, given_name=given_name)
            stay = StayFactory.create(person=person, start=start)
            PlacementFactory.create(stay=stay, cell=cell, start=start)
            b2.stays[family_name] = stay
    CellClosure.objects.create(
        cell=b2.cells["12"],
        during=since(today("13:10")),
        reason=ClosureReason.MAINTENANCE,
        note="Sluk tett · sak 4471",
        expected_return_on=oslo("2026-11-25 00:00").date(),
        closed_at=today("13:10"),
        closed_by=b2.manager,
    )
    bed = b2.cells["23"].beds.get()
    Reservation.objects.create(
        bed=bed,
        during=since(today("08:00")),
        expected_at=today("15:30"),
        reserved_at=today("08:00"),
        reserved_by=b2.manager,
    )
    first, second = sorted(b2.stays[name].person_id for name in ("Aydın", "Kvalvåg"))
    NonAssociation.objects.create(
        first_id=first,
        second_id=second,
        reason=NonAssociationReason.THREAT,
        during=since(LONG_AGO),
        registered_at=LONG_AGO,
    )


def let_them_move(b2: Mockup) -> None:
    for name, place, left, back in MOVED:
        at = today(left)
        moved = movements.register_movement(
            stay=b2.stays[name],
            to_place=b2.places[place],
            left_at=at,
            follows=None,
            expected_back_at=today(back) if back else None,
            by=b2.officer,
            at=at,
        )
        if moved.arrived_at is None:
            movements.confirm_arrival(movement=moved, by=b2.manager, at=at)
    movements.depart(
        stay=b2.stays["Brattland"],
        kind=AbsenceKind.COURT,
        destination="Tingretten",
        departed_at=today("08:15"),
        expected_return_at=today("16:00"),
        by=b2.officer,
        at=today("08:15"),
    )
    movements.depart(
        stay=b2.stays["Rødseth"],
        kind=AbsenceKind.LEAVE,
        destination="Permisjon",
        departed_at=oslo("2026-11-23 12:00"),
        expected_return_at=oslo("2026-11-25 18:00"),
        by=b2.officer,
        at=oslo("2026-11-23 12:00"),
    )


def plan_the_day(b2: Mockup) -> None:
    for name in ("Warsame", "Myhre", "Sundbø", "Tveit", "Hovde", "Fosse"):
        commitments.book(
            stay=b2.stays[name],
            kind=CommitmentKind.HEALTH,
            label="Til helse",
            place=b2.places["Helse"],
            start=today("15:15"),
            end=today("16:00"),
            source="test",
            by=b2.officer,
            at=today("09:00"),
        )
    for clock, text in LOG:
        log.write(unit=b2.unit, text=text, by=b2.officer, at=today(clock))
