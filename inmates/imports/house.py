"""What the house holds already, as far as a batch of rows can touch it. A constant number of queries for each batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from corrections.models import Bed, CellClosure, Posting, Prison, Unit
from inmates.imports.register_rows import Facts
from inmates.models import Identifier, Language, Need, Person, Placement, Stay
from inmates.services.care import MAY_BE_CONTACT


@dataclass(slots=True)
class CellState:
    """A cell as it stands: its beds, who is in them (by inmate number), and how many may be."""

    id: int
    code: str
    places: int
    closed: bool
    beds: list[int] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """Somebody who is in the register already."""

    person: Person
    identities: dict[str, str] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    has: set[tuple[str, str]] = field(default_factory=set)
    prison_id: int | None = None

    @property
    def open_stay(self) -> Stay | None:
        return next((stay for stay in self.stays if stay.during.upper is None), None)

    def stay_from(self, day: date) -> Stay | None:
        return next((stay for stay in self.stays if day_of(stay.during.lower) == day), None)

    def overlaps(self, day: date) -> bool:
        return any(stay.during.upper is None or day_of(stay.during.upper) > day for stay in self.stays)


@dataclass(slots=True)
class House:
    at: datetime
    prisons: dict[str, Prison] = field(default_factory=dict)
    units: dict[tuple[int, str], Unit] = field(default_factory=dict)
    cells: dict[tuple[int, str], CellState] = field(default_factory=dict)
    people: dict[str, Known] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    officers: dict[tuple[int, str], list[int]] = field(default_factory=dict)


def look(rows: Iterable[Facts], at: datetime) -> House:
    """Everything that these rows may meet: their prisons, units, cells and beds, the same people, the same numbers."""
    rows = list(rows)
    house = House(at)
    prisons = Prison.objects.all()
    house.prisons = {fold(prison.name): prison for prison in prisons}
    ids = {house.prisons[fold(row.prison)].pk for row in rows if fold(row.prison) in house.prisons}
    house.units = {(u.prison_id, fold(u.code)): u for u in Unit.objects.filter(prison_id__in=ids)}
    wanted = {
        (unit.pk, fold(row.cell))
        for row in rows
        if row.cell and (prison := house.prisons.get(fold(row.prison)))
        and (unit := house.units.get((prison.pk, fold(row.unit))))
    }  # fmt: skip
    see_cells(house, wanted)
    see_people(house, rows)
    see_officers(house, ids)
    return house


def see_cells(house: House, wanted: set[tuple[int, str]]) -> None:
    beds = Bed.objects.filter(cell__unit_id__in={unit_id for unit_id, _code in wanted})
    by_bed: dict[int, CellState] = {}
    for bed in beds.select_related("cell").order_by("cell_id", "number"):
        key = (bed.cell.unit_id, fold(bed.cell.code))
        if key not in wanted:
            continue
        if key not in house.cells:
            house.cells[key] = CellState(bed.cell_id, bed.cell.code, bed.cell.places_in_use, closed=False)
        house.cells[key].beds.append(bed.pk)
        by_bed[bed.pk] = house.cells[key]
    lives_in = Placement.objects.current().filter(bed_id__in=by_bed).values_list("bed_id", "stay__person__number")
    for bed_id, number in lives_in:
        by_bed[bed_id].taken[bed_id] = number
    cell_ids = {cell.id for cell in house.cells.values()}
    closures = CellClosure.objects.filter(cell_id__in=cell_ids)
    closed = set((closures.current() | closures.as_of(house.at)).values_list("cell_id", flat=True))
    for cell in house.cells.values():
        cell.closed = cell.id in closed


def see_people(house: House, rows: list[Facts]) -> None:
    numbers = {row.number for row in rows}
    known = {person.pk: Known(person) for person in Person.objects.filter(number__in=numbers)}
    house.people = {one.person.number: one for one in known.values()}
    identities = {(row.identity.kind, row.identity.value) for row in rows if row.identity}
    held = Identifier.objects.as_of(house.at).filter(value__in={value for _kind, value in identities})
    for kind, value, number in held.values_list("kind", "value", "person__number"):
        house.owners[kind, value] = number
    for identifier in Identifier.objects.as_of(house.at).filter(person_id__in=known):
        known[identifier.person_id].identities[identifier.kind] = identifier.value
    for stay in Stay.objects.filter(person_id__in=known).order_by("pk"):
        known[stay.person_id].stays.append(stay)
        known[stay.person_id].prison_id = stay.reception_prison_id
    for person_id, prison_id in (
        Placement.objects.current()
        .filter(stay__person_id__in=known)
        .values_list("stay__person_id", "bed__cell__unit__prison_id")
    ):
        known[person_id].prison_id = prison_id
    for person_id, code in Language.objects.filter(person_id__in=known).values_list("person_id", "code"):
        known[person_id].has.add(("language", code))
    for person_id, label in Need.objects.current().filter(person_id__in=known).values_list("person_id", "label"):
        known[person_id].has.add(("need", label))


def see_officers(house: House, prison_ids: set[int]) -> None:
    """Officers by prison and by how colleagues write them: T. Lunde."""
    posted = Posting.objects.as_of(house.at).filter(prison_id__in=prison_ids, role__in=MAY_BE_CONTACT)
    for posting in posted.filter(user__is_active=True).select_related("user").order_by("pk"):
        names = {posting.user.short_name, posting.user.get_full_name(), posting.user.username}
        for name in names:
            officers = house.officers.setdefault((posting.prison_id, fold(name)), [])
            if posting.user_id not in officers:
                officers.append(posting.user_id)


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def fold(name: str) -> str:
    """For comparing names and codes: T.Lunde is T. Lunde, a1 is A1."""
    return " ".join(name.casefold().replace(".", ". ").split())
