"""The rounds of a day, and one of them: who has what to get. Asked inside a clinical context."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from corrections.models import Prison, Unit
from health.choices import DoseStatus
from health.models import Administration, Dose, MedicationHold, Patient
from inmates.models import Photo, Placement
from inmates.selectors import whereabouts
from inmates.selectors.whereabouts import Bucket, Whereabouts


@dataclass(frozen=True, slots=True)
class Due:
    """Something is due for a patient. ``person_id`` is whose bed it is: of two joined rows the one that goes on."""

    record: UUID
    person_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """The patients of one unit who have something due at one time."""

    unit: Unit
    due_at: datetime
    patients: int

    @property
    def slot(self) -> str:
        return slot_of(self.due_at)

    @property
    def begins(self) -> datetime:
        return self.due_at - timedelta(hours=1)

    @property
    def ends(self) -> datetime:
        return self.due_at + timedelta(hours=1)


def slot_of(due_at: datetime) -> str:
    """The time in an address, in UTC: one of the two hours of the night in October."""
    return due_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


def due_between(prison_id: int, start: datetime, end: datetime) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, person, due_at FROM health.round_due(%s, %s, %s)", [prison_id, start, end])
        return [Due(*row) for row in cursor.fetchall()]


def placements(person_ids: Iterable[int], at: datetime) -> dict[int, Placement]:
    """By person: the bed now. One query."""
    found = (
        Placement.objects.as_of(at)
        .filter(stay__person__in=set(person_ids))
        .select_related("stay__person", "bed__cell__unit__prison")
    )
    return {placement.stay.person_id: placement for placement in found}


def of_day(prison: Prison, at: datetime) -> list[Round]:
    """The rounds of the day around ``at``, in the order of the clock. Two queries."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    due = due_between(prison.pk, day, day + timedelta(days=1))
    beds = placements({each.person_id for each in due}, at)
    people: dict[tuple[datetime, Unit], set[int]] = defaultdict(set)
    for each in due:
        if each.person_id in beds:
            people[each.due_at, beds[each.person_id].bed.cell.unit].add(each.person_id)
    rounds = [Round(unit, due_at, len(whom)) for (due_at, unit), whom in people.items()]
    return sorted(rounds, key=lambda round_: (round_.due_at, round_.unit.position, round_.unit.pk))


def records_of(unit: Unit, due_at: datetime, at: datetime) -> dict[UUID, Placement]:
    """The records of a round and the beds of whom they are about, cell by cell. Two queries."""
    due = due_between(unit.prison_id, due_at, due_at + timedelta(microseconds=1))
    beds = placements({each.person_id for each in due}, at)
    here = {each.record: beds[each.person_id] for each in due if each.person_id in beds}
    inside = [(record, bed) for record, bed in here.items() if bed.bed.cell.unit_id == unit.pk]
    return dict(sorted(inside, key=lambda pair: (pair[1].bed.cell.position, pair[1].bed.number, str(pair[0]))))


@dataclass(frozen=True, slots=True)
class Line:
    """One patient of a round. ``answers`` are the standing entries of ``doses``, ``None`` where there is none yet.

    ``records`` are the addresses under which they have something due: two, where two rows were joined into them.
    """

    patient: Patient
    records: frozenset[UUID]
    placement: Placement
    where: Whereabouts
    has_photo: bool
    doses: list[Dose]
    answers: list[Administration | None]
    on_hold: frozenset[int]

    @property
    def person(self) -> object:
        return self.placement.stay.person

    @property
    def is_away(self) -> bool:
        return self.where.bucket is Bucket.OUTSIDE

    @property
    def open(self) -> list[Dose]:
        """What nobody has answered yet. What is on hold is nobody's to answer."""
        return [
            dose
            for dose, answer in zip(self.doses, self.answers, strict=True)
            if answer is None and dose.order_id not in self.on_hold
        ]

    @property
    def given(self) -> int:
        return sum(1 for answer in self.answers if answer is not None and answer.status == DoseStatus.GIVEN)

    @property
    def state(self) -> str:
        if self.open:
            return "away" if self.is_away else "wait"
        return "ok" if self.given == len(self.doses) else "part"


def lines(unit: Unit, due_at: datetime, at: datetime) -> list[Line]:
    """The whole round, behind the committed lines of the log. Always eight queries."""
    beds = records_of(unit, due_at, at)
    patients = {each.uuid: each for each in Patient.objects.filter(uuid__in=list(beds)).select_related("person")}
    doses: dict[int, list[Dose]] = defaultdict(list)
    for dose in (
        Dose.objects.filter(patient__in=list(patients.values()), due_at=due_at, order__during__contains=due_at)
        .select_related("order__patient__person")
        .order_by("order__ordered_at", "order_id")
    ):
        doses[dose.patient_id].append(dose)
    ids = [dose.pk for each in doses.values() for dose in each]
    answers = {
        entry.dose_id: entry
        for entry in Administration.objects.filter(dose__in=ids, stands=True).select_related(
            "by", "second_signature__by"
        )
    }
    held = frozenset(
        MedicationHold.objects.filter(patient__in=list(patients.values()), during__contains=due_at).values_list(
            "order_id", flat=True
        )
    )
    where = whereabouts.of_stays((bed.stay_id for bed in beds.values()), at)
    photos = set(
        Photo.objects.filter(person__in=[bed.stay.person_id for bed in beds.values()]).values_list(
            "person_id", flat=True
        )
    )
    return [
        line_of([patients[record] for record in together], beds[together[0]], doses, answers, held, where, photos)
        for together in by_person(beds, patients)
    ]


def by_person(beds: dict[UUID, Placement], patients: dict[UUID, Patient]) -> list[list[UUID]]:
    """The records that somebody has something due in, whoever comes first first; the one that goes on before others."""
    found: dict[int, list[UUID]] = defaultdict(list)
    for record, bed in beds.items():
        if record in patients:
            found[bed.stay_id].append(record)
    return [
        sorted(each, key=lambda record: patients[record].person.merged_into_id is not None) for each in found.values()
    ]


def line_of(
    together: list[Patient],
    bed: Placement,
    doses: dict[int, list[Dose]],
    answers: dict[int | None, Administration],
    held: frozenset[int],
    where: dict[int, Whereabouts],
    photos: set[int],
) -> Line:
    mine = [dose for patient in together for dose in doses[patient.pk]]
    return Line(
        together[0],
        frozenset(patient.uuid for patient in together),
        bed,
        where[bed.stay_id],
        bed.stay.person_id in photos,
        mine,
        [answers.get(dose.pk) for dose in mine],
        held,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A round as it is shown. ``asked`` is the patient whom the address names, ``line`` who is shown."""

    round: Round
    lines: list[Line]
    asked: Line | None

    @property
    def line(self) -> Line | None:
        waiting = [each for each in self.lines if each.state == "wait"]
        return self.asked or next(iter(waiting or self.lines), None)

    @property
    def number(self) -> int:
        return self.lines.index(self.line) + 1 if self.line else 0

    @property
    def done(self) -> int:
        return sum(1 for each in self.lines if not each.open)

    @property
    def next(self) -> Line | None:
        """Who waits after the one who is shown; from the start when nobody does."""
        waiting = [each for each in self.lines if each.state == "wait" and each is not self.line]
        after = [each for each in waiting if self.lines.index(each) >= self.number]
        return next(iter(after or waiting), None)


def sheet(unit: Unit, due_at: datetime, asked: str, at: datetime) -> Sheet:
    found = lines(unit, due_at, at)
    return Sheet(
        Round(unit, due_at, len(found)), found, next((each for each in found if asked in map(str, each.records)), None)
    )
