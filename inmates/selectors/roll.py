"""The roll: who is in custody in a prison at an instant, and where. Every number is the length of a list of people.

Nothing is stored for it: beds, absences, movements and transfers are asked as they stood, so what is corrected later,
or comes out of order, is right the next time somebody asks. A person stands once: in the prison of their bed, without
a bed in the prison that had received them by then.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from corrections.access import Access
from corrections.models import Prison, Unit
from corrections.permissions import EstatePerm
from corrections.selectors import estate
from corrections.selectors.estate import Capacity
from inmates.choices import AbsenceKind
from inmates.models import ExpectedArrival, Person, Placement, Stay, Transfer
from inmates.rules.roll import OF_THE_ROLL, Part, part_of
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Entry:
    """One person on the roll."""

    stay_id: int
    person_id: int
    prison_id: int
    unit_id: int | None
    part: Part
    here: Whereabouts
    is_overnight_due: bool = False


@dataclass(frozen=True, slots=True)
class RollRow:
    """A unit, or a prison, in numbers."""

    place: Unit | Prison
    capacity: Capacity
    parts: Counter[Part] = field(default_factory=Counter)

    @property
    def roll(self) -> int:
        return sum(self.parts[part] for part in OF_THE_ROLL)

    @property
    def beds_taken(self) -> int:
        """People with a bed, wherever they are now."""
        return self.roll - self.parts[Part.NO_CELL]

    @property
    def vacancies(self) -> int:
        """Places that may be used and that nobody lives in; below nothing where too many do."""
        return self.capacity.in_use - self.beds_taken

    def number(self, part: Part) -> int:
        return self.parts[part]


# ---- people ----------------------------------------------------------------------------------------------------
def entries(prison_ids: Iterable[int], at: datetime) -> list[Entry]:
    """Everyone on the roll of these prisons at ``at``: three statements, whatever their number."""
    prisons = list(prison_ids)
    found: dict[int, tuple[int, int, int | None]] = {}
    beds = Placement.objects.as_of(at).filter(bed__cell__unit__prison__in=prisons)
    for stay, person, prison, unit in beds.values_list(
        "stay_id", "stay__person_id", "bed__cell__unit__prison_id", "bed__cell__unit_id"
    ):
        found[stay] = (person, prison, unit)
    return read(found | bedless(prisons, at), at)


def without_cell(prison_ids: Iterable[int], at: datetime) -> list[Entry]:
    """Those of them who have no bed, wherever they are: no unit counts them. Two statements."""
    return read(bedless(list(prison_ids), at), at)


def bedless(prisons: list[int], at: datetime) -> dict[int, tuple[int, int, int | None]]:
    received_by = Coalesce(Subquery(left_since(at)), F("reception_prison"), output_field=BigIntegerField())
    nowhere = Stay.objects.as_of(at).exclude(pk__in=Placement.objects.as_of(at).values("stay"))
    of_them = nowhere.annotate(prison=received_by).filter(prison__in=prisons)
    return {stay: (person, prison, None) for stay, person, prison in of_them.values_list("pk", "person_id", "prison")}


def read(found: dict[int, tuple[int, int, int | None]], at: datetime) -> list[Entry]:
    places = whereabouts.of_stays(found, at)
    return [entry(stay, *whose, places[stay], at) for stay, whose in found.items()]


def left_since(at: datetime) -> QuerySet[Transfer, int]:
    """The prison that a transfer took the person from, if they arrived in the other one only after ``at``."""
    later = Transfer.objects.filter(stay=OuterRef("pk"), arrived_at__gt=at)
    return later.order_by("arrived_at").values_list("from_prison", flat=True)[:1]


def entry(stay_id: int, person_id: int, prison_id: int, unit_id: int | None, here: Whereabouts, at: datetime) -> Entry:
    part = part_of(here.bucket, has_cell=unit_id is not None, is_transfer=here.place_kind == AbsenceKind.TRANSFER)
    return Entry(stay_id, person_id, prison_id, unit_id, part, here, part is Part.OUT and is_overnight(here, at))


def is_overnight(here: Whereabouts, at: datetime) -> bool:
    """Left before today, and expected back before the day is over (or already late)."""
    starts, ends = day_of(at)
    return here.since is not None and here.since < starts and here.until is not None and here.until < ends


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The day of ``at`` by the clock on the wall."""
    on = timezone.localtime(at).date()
    zone = timezone.get_current_timezone()
    return datetime.combine(on, time(), zone), datetime.combine(on + timedelta(days=1), time(), zone)


# ---- who is to come ----------------------------------------------------------------------------------------------
def arrivals(prison_ids: Iterable[int], at: datetime) -> list[ExpectedArrival]:
    """Announced, expected by the end of the day, and neither here nor called off."""
    _starts, ends = day_of(at)
    waited = ExpectedArrival.objects.waited_for().filter(prison__in=list(prison_ids), expected_at__lt=ends)
    return list(waited.select_related("prison").order_by("expected_at", "pk"))


def transfers(prison_ids: Iterable[int], at: datetime) -> list[Transfer]:
    """On the way to these prisons, or planned to leave for them today."""
    today = timezone.localtime(at).date()
    coming = Transfer.objects.open().filter(to_prison__in=list(prison_ids))
    coming = coming.filter(Q(departed_at__isnull=False) | Q(planned_on__lte=today))
    return list(coming.select_related("stay__person", "from_prison", "to_prison").order_by("planned_on", "pk"))


# ---- numbers -----------------------------------------------------------------------------------------------------
def of_units(shown: QuerySet[Unit], people: Iterable[Entry], at: datetime) -> list[RollRow]:
    """A row for each unit: the estate in one statement, the people as given."""
    parts: dict[int | None, Counter[Part]] = {}
    for one in people:
        count(parts.setdefault(one.unit_id, Counter()), one)
    return [RollRow(row.unit, row.capacity, parts.get(row.unit.pk, Counter())) for row in estate.capacities(shown, at)]


def of_prisons(shown: QuerySet[Prison], at: datetime) -> list[RollRow]:
    """A row for each prison of the country in sight, six statements in all."""
    prisons = list(shown)
    ids = [prison.pk for prison in prisons]
    parts: dict[int, Counter[Part]] = {pk: Counter() for pk in ids}
    for one in entries(ids, at):
        count(parts[one.prison_id], one)
    for arrival in arrivals(ids, at):
        parts[arrival.prison_id][Part.ARRIVING] += 1
    for transfer in transfers(ids, at):
        parts[transfer.to_prison_id][Part.ARRIVING] += 1
    room: dict[int, Capacity] = dict.fromkeys(ids, Capacity())
    for row in estate.capacities(Unit.objects.filter(prison__in=ids).order_by("pk"), at):
        room[row.unit.prison_id] += row.capacity
    return [RollRow(prison, room[prison.pk], parts[prison.pk]) for prison in prisons]


def count(into: Counter[Part], one: Entry) -> None:
    into[one.part] += 1
    into[Part.RETURNS] += one.is_overnight_due


def together(place: Unit | Prison, rows: Iterable[RollRow], others: Iterable[Entry] = ()) -> RollRow:
    """The sum of rows, and of people who are in none of them."""
    parts, room = Counter[Part](), Capacity()
    for row in rows:
        parts.update(row.parts)
        room += row.capacity
    for one in others:
        count(parts, one)
    return RollRow(place, room, parts)


@dataclass(frozen=True, slots=True)
class PrisonRoll:
    """A prison as one user may see it: the units in reach; ``is_whole`` when that is all of it."""

    rows: list[RollRow]
    whole: RollRow
    is_whole: bool


def of_prison(prison: Prison, access: Access, at: datetime) -> PrisonRoll:
    """Five statements, and two more for those who see the whole prison."""
    is_whole = access.may(EstatePerm.VIEW, prison_id=prison.pk)
    units = estate.units(access, EstatePerm.VIEW).filter(prison=prison)
    people = entries([prison.pk], at)
    rows = of_units(units, people, at)
    here = {row.place.pk for row in rows}
    whole = together(prison, rows, (one for one in people if is_whole and one.unit_id not in here))
    if is_whole:
        whole.parts[Part.ARRIVING] = len(arrivals([prison.pk], at)) + len(transfers([prison.pk], at))
    return PrisonRoll(rows, whole, is_whole)


# ---- the people of a number ----------------------------------------------------------------------------------------
def of_part(people: Iterable[Entry], part: Part, unit_id: int | None) -> list[Entry]:
    """Those whom a number counts: the same rule, so that the list is as long as the number says."""
    return [
        one
        for one in people
        if (one.is_overnight_due if part is Part.RETURNS else one.part is part)
        and (unit_id is None or one.unit_id == unit_id)
    ]


def named(people: Iterable[Entry]) -> list[tuple[Person, Entry]]:
    """With names, sorted as Norwegian names are: one statement."""
    by_person = {one.person_id: one for one in people}
    found = Person.objects.filter(pk__in=by_person).order_by("sort_key", "pk")
    return [(person, by_person[person.pk]) for person in found]
