"""Reception as rows: the stay, its legal basis, the beds, and the cells that nobody can be given."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from corrections.choices import ClosureReason
from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.nordlia import SLUG as NORDLIA
from corrections.demo.stage import Stage
from corrections.models import Bed, Cell, CellClosure, Prison, User
from corrections.periods import Period, between, since
from inmates.choices import ImportKind, ImportState, LegalStatusKind
from inmates.demo.cast import CLOSED, NEW_WITHOUT_OFFICER, RESERVED, Part
from inmates.demo.figures import Figure
from inmates.demo.ledger import NOW
from inmates.demo.persons import Registry, register
from inmates.demo.sojourns import Planner, Sojourn, Stint, figures_of
from inmates.models import ImportRun, LegalStatus, Placement, Reservation, Stay

BASES = {
    LegalStatusKind.REMAND: "Kjennelse, Fjordvik tingrett",
    LegalStatusKind.SENTENCED: "Dom, Fjordvik tingrett",
    LegalStatusKind.PREVENTIVE: "Forvaringsdom, Vestre lagmannsrett",
    LegalStatusKind.FINE_DEFAULT: "Bot, ikke betalt",
}


Resident = tuple[Sojourn, Stay]


@dataclass
class Custody:
    """What the later parts of the story ask about."""

    registry: Registry
    sojourns: list[Sojourn]
    stays: list[Stay]

    def pairs(self) -> Iterator[Resident]:
        return zip(self.sojourns, self.stays, strict=True)

    def present(self) -> Iterator[Resident]:
        return ((sojourn, stay) for sojourn, stay in self.pairs() if sojourn.is_open)


def receive(stage: Stage) -> Custody:
    manager = User.objects.get(username="dale")
    sojourns = Planner(stage).plan()
    parts: dict[Figure, Part] = {sojourn.figure: sojourn.part for sojourn in sojourns if sojourn.part}
    registry = register(stage, figures_of(sojourns), parts, manager)
    prison = Prison.objects.get(slug=SLUG)
    stays = [stay_of(stage, sojourn, registry, prison, manager) for sojourn in sojourns]
    custody = Custody(registry, sojourns, list(copy(stays)))
    copy([status for sojourn, stay in custody.pairs() for status in statuses_of(stage, sojourn, stay, manager)])
    beds = {bed.cell.code: bed for bed in Bed.objects.filter(cell__unit__prison=prison).select_related("cell")}
    copy([row for sojourn, stay in custody.pairs() for row in placements_of(stage, sojourn, stay, beds, manager)])
    close_cells(stage, manager)
    remember_the_import(stage)
    keep_a_bed(stage, beds[RESERVED], manager)
    return custody


def arrival(stage: Stage, sojourn: Sojourn, days: int) -> datetime:
    """Between ten and four; the newest on B2 so that the 48 hours for a contact officer have just run out."""
    if sojourn.part and sojourn.part.family_name == NEW_WITHOUT_OFFICER:
        return stage.at - timedelta(hours=48, minutes=4)
    dice = stage.dice("arrival", *sojourn.figure.name, days)
    arrived = stage.clock(days, dice.randrange(10 * 60, 16 * 60))
    return arrived if arrived < stage.at - timedelta(hours=3) else stage.at - timedelta(hours=5)


def ending(stage: Stage, sojourn: Sojourn, days: int) -> datetime:
    return stage.clock(days, stage.dice("ending", *sojourn.figure.name, days).randrange(8 * 60 + 30, 9 * 60 + 50))


def period(stage: Stage, sojourn: Sojourn, stint: Stint) -> tuple[Period, datetime]:
    """From the reception, or the morning of the move, to the morning of the next; and its first instant."""
    first = (
        arrival(stage, sojourn, stint.first) if stint.first == sojourn.first else ending(stage, sojourn, stint.first)
    )
    return (since(first) if stint.last == NOW else between(first, ending(stage, sojourn, stint.last))), first


def stay_of(stage: Stage, sojourn: Sojourn, registry: Registry, prison: Prison, by: User) -> Stay:
    start = arrival(stage, sojourn, sojourn.first)
    end = None if sojourn.is_open else ending(stage, sojourn, sojourn.last)
    return Stay(
        person=registry[sojourn.figure],
        during=between(start, end) if end else since(start),
        reception_prison=prison,
        admitted_at=start,
        admitted_by=by,
        released_at=end,
        released_by=by if end else None,
    )


def statuses_of(stage: Stage, sojourn: Sojourn, stay: Stay, by: User) -> Iterator[LegalStatus]:
    for basis in sojourn.bases():
        during, start = period(stage, sojourn, basis)
        yield LegalStatus(
            stay=stay,
            kind=basis.basis,
            during=during,
            basis=BASES[basis.basis],
            registered_at=start,
            registered_by=by,
        )


def placements_of(stage: Stage, sojourn: Sojourn, stay: Stay, beds: dict[str, Bed], by: User) -> Iterator[Placement]:
    for stint in sojourn.stints:
        during, start = period(stage, sojourn, stint)
        yield Placement(stay=stay, bed=beds[stint.cell], during=during, placed_at=start, placed_by=by)


def remember_the_import(stage: Stage) -> None:
    """Nordlia's estate was handed over last week."""
    nordlia = Prison.objects.get(slug=NORDLIA)
    cells, at = Cell.objects.filter(unit__prison=nordlia).count(), stage.clock(6, "10:12")
    ImportRun.objects.create(
        uuid=uuid.UUID(int=stage.dice("import").getrandbits(128), version=4),
        kind=ImportKind.ESTATE,
        state=ImportState.DONE,
        file_name="estate.csv",
        prison=nordlia,
        rows_total=cells,
        rows_done=cells,
        rows_taken=cells,
        started_at=at,
        started_by=User.objects.get(username="aune"),
        finished_at=at + timedelta(seconds=2),
    )


def close_cells(stage: Stage, by: User) -> None:
    """The one of the drawing, and one on two other units among those that stand empty."""
    drawn = Cell.objects.get(code=CLOSED, unit__prison__slug=SLUG)
    close(drawn, stage.moment("13:10"), ClosureReason.MAINTENANCE, "Sluk tett · sak 4471", stage, 1, by)
    lived_in = Placement.objects.filter(during__overlap=since(stage.clock(20, "12:00"))).values("bed__cell")
    for unit, reason, note, days in (
        ("A2", ClosureReason.DAMAGED, "Vask løsnet · sak 4402", 9),
        ("C1", ClosureReason.REFURBISHMENT, "Males, nytt gulv", 21),
    ):
        empty = Cell.objects.filter(unit__code=unit, unit__prison__slug=SLUG).exclude(pk__in=lived_in)
        for cell in empty.order_by("position")[:1]:
            close(cell, stage.clock(12, "09:15"), reason, note, stage, days, by)


def close(cell: Cell, at: datetime, reason: ClosureReason, note: str, stage: Stage, days: int, by: User) -> None:
    CellClosure.objects.create(
        cell=cell,
        during=since(at),
        reason=reason,
        note=note,
        expected_return_on=stage.today + timedelta(days=days),
        closed_at=at,
        closed_by=by,
    )


def keep_a_bed(stage: Stage, bed: Bed, by: User) -> None:
    since_noon = stage.moment("11:00")
    Reservation.objects.create(
        bed=bed,
        during=between(since_noon, since_noon + timedelta(days=1)),
        expected_at=stage.planned("15:30"),
        note="Innkomst fra tingretten",
        reserved_at=since_noon,
        reserved_by=by,
    )
