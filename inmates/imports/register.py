"""Deciding on the rows of a register: what is sound goes in, the rest is refused with its reason.

The first line that claims a number, an identity number or a bed has it; what another line or the house holds already
is told by its number. Imports queue on one lock, so two at once of the same file add nothing twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from corrections.models import Prison, Unit, User
from corrections.refusals import refusal_of
from inmates.imports import writing
from inmates.imports.findings import Finding, Outcome, Verdict, found
from inmates.imports.house import CellState, House, Known, fold, look
from inmates.imports.register_rows import Facts, Row, read_row
from inmates.imports.table import Line
from inmates.imports.writing import Plan
from inmates.rules.beds import sex_differs

BATCH = 500
NOON = time(12)


@dataclass(slots=True)
class Claims:
    """What earlier lines of the file have taken: by whom it is held, and on which line."""

    numbers: dict[str, tuple[int, int]] = field(default_factory=dict)
    identities: dict[str, tuple[int, str]] = field(default_factory=dict)
    beds: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Register:
    """One file being taken over. ``prisons`` are those that ``by`` may fill; ``None`` means all."""

    at: datetime
    by: User | None
    run_id: int
    prisons: frozenset[int] | None = None
    is_dry_run: bool = False
    claims: Claims = field(default_factory=Claims)
    without_cell: dict[int, int] = field(default_factory=dict)
    first_prison_id: int | None = None

    def take(self, lines: Sequence[Line], keep: Callable[[list[Outcome]], None]) -> list[Outcome]:
        """Decide on a batch and write what is sound, in one transaction with what ``keep`` writes."""
        with transaction.atomic():
            if not self.is_dry_run:
                queue_here()
            outcomes, plans = self.decide(lines)
            if not self.is_dry_run:
                self.write(plans)
            keep(outcomes)
        return outcomes

    def remember(self, line: Line) -> None:
        """A line that an earlier attempt of this run has taken, or found there already."""
        outcome, facts, mark = read_line(line, self.at)
        if facts is not None:
            self.claims.numbers[facts.number] = (outcome.line, mark)
            if facts.identity is not None:
                self.claims.identities[facts.identity.value] = (outcome.line, facts.number)

    def decide(self, lines: Iterable[Line]) -> tuple[list[Outcome], list[tuple[Outcome, Plan]]]:
        read = [read_line(line, self.at) for line in lines]
        house = look([facts for _outcome, facts, _mark in read if facts], self.at)
        plans = []
        for outcome, facts, mark in read:
            plan = self.judge(outcome, facts, mark, house) if facts else None
            if plan is not None:
                plans.append((outcome, plan))
        return [outcome for outcome, _facts, _mark in read], plans

    def judge(self, outcome: Outcome, facts: Facts, mark: int, house: House) -> Plan | None:
        """What becomes of a row that is sound by itself."""
        earlier = self.claims.numbers.get(facts.number)
        if earlier is not None:
            if earlier[1] == mark:
                outcome.know(found("repeated", line=earlier[0]))
            else:
                outcome.refuse(found("number_in_file", line=earlier[0]))
            return None
        known = house.people.get(facts.number)
        place = self.find_place(outcome, facts, house)
        self.meet(outcome, facts, known, house, place[0] if place else None)
        if outcome.verdict == Verdict.KNOWN:
            self.claims.numbers[facts.number] = (outcome.line, mark)
            return None
        if place is None or outcome.is_refused:
            return None
        bed_id = self.find_bed(outcome, facts, place[1], house)
        if outcome.is_refused:
            return None
        self.claim(outcome, facts, mark, bed_id, place[1])
        self.first_prison_id = self.first_prison_id or place[0].pk
        return Plan(
            facts=facts,
            prison=place[0],
            bed_id=bed_id,
            known=known,
            officer_id=find_officer(outcome, facts, place[0], house),
            admitted_at=moment_of(facts, self.at),
        )

    def find_place(self, outcome: Outcome, facts: Facts, house: House) -> tuple[Prison, Unit] | None:
        """The prison and the unit, as far as this user may fill them."""
        prison = house.prisons.get(fold(facts.prison))
        if prison is None:
            outcome.refuse(found("prison_unknown", prison=facts.prison[:60]))
            return None
        if self.prisons is not None and prison.pk not in self.prisons:
            outcome.refuse(found("prison_not_yours", prison=prison.name))
            return None
        unit = house.units.get((prison.pk, fold(facts.unit)))
        if unit is None:
            outcome.refuse(found("unit_unknown", unit=facts.unit[:40], prison=prison.name))
            return None
        return prison, unit

    def meet(self, outcome: Outcome, facts: Facts, known: Known | None, house: House, prison: Prison | None) -> None:
        """The same number or the same identity number, in the house or earlier in the file."""
        if facts.identity is not None:
            owner = house.owners.get((facts.identity.kind, facts.identity.value))
            claim = self.claims.identities.get(facts.identity.value)
            if owner is not None and owner != facts.number:
                outcome.refuse(found("identity_in_use", number=owner))
            elif claim is not None and claim[1] != facts.number:
                outcome.refuse(found("identity_in_file", number=claim[1], line=claim[0]))
        if known is not None and not outcome.is_refused:
            meet_again(outcome, facts, known, prison)

    def find_bed(self, outcome: Outcome, facts: Facts, unit: Unit, house: House) -> int | None:
        """The first free bed of the cell; nobody needs one to be taken over."""
        if not facts.cell:
            return None
        cell = house.cells.get((unit.pk, fold(facts.cell)))
        if cell is None:
            outcome.refuse(found("cell_unknown", cell=facts.cell[:40], unit=unit.code))
            return None
        if cell.closed:
            outcome.refuse(found("cell_closed", cell=cell.code))
            return None
        inside = {bed: cell.taken.get(bed) or self.claims.beds.get(bed) for bed in cell.beds}
        free = [bed for bed, number in inside.items() if not number]
        people = [number for number in inside.values() if number]
        if not free or len(people) >= cell.places:
            outcome.refuse(cell_taken(cell, people))
            return None
        return free[0]

    def claim(self, outcome: Outcome, facts: Facts, mark: int, bed_id: int | None, unit: Unit) -> None:
        self.claims.numbers[facts.number] = (outcome.line, mark)
        if facts.identity is not None:
            self.claims.identities[facts.identity.value] = (outcome.line, facts.number)
        if bed_id is not None:
            self.claims.beds[bed_id] = facts.number
        else:
            self.without_cell[unit.pk] = self.without_cell.get(unit.pk, 0) + 1
            outcome.warnings.append(found("no_cell", unit=unit.code))
        if sex_differs(facts.sex, unit.sex):
            outcome.warnings.append(found("sex_of_unit", unit=unit.code))

    def write(self, plans: list[tuple[Outcome, Plan]]) -> None:
        """All at once; where PostgreSQL refuses, each by itself, so that one row does not take the others with it."""
        try:
            with transaction.atomic():
                writing.write([plan for _outcome, plan in plans], by=self.by, at=self.at, run_id=self.run_id)
                settle()
        except (IntegrityError, DatabaseError):
            for outcome, plan in plans:
                self.write_one(outcome, plan)

    def write_one(self, outcome: Outcome, plan: Plan) -> None:
        try:
            with transaction.atomic():
                writing.write([plan], by=self.by, at=self.at, run_id=self.run_id)
                settle()
        except IntegrityError as error:
            refusal = refusal_of(error)
            outcome.refuse(found("refused_by_rule", reason=str(refusal)) if refusal else found("not_written"))
        except DatabaseError:
            outcome.refuse(found("not_written"))


def read_line(line: Line, at: datetime) -> tuple[Outcome, Facts | None, int]:
    """The row by itself, with a mark by which the same line twice is known."""
    outcome = Outcome(line.number, number=line.cells.get("number", "")[:20].upper())
    mark = hash(tuple(sorted(line.cells.items())))
    if line.problem is not None:
        outcome.refuse(line.problem)
        return outcome, None, mark
    row = Row(line.cells, timezone.localtime(at).date())
    facts = read_row(row, synthetic=settings.SYNTHETIC_IDENTITY_NUMBERS)
    outcome.warnings.extend(row.warnings)
    if facts is None:
        outcome.refuse(*row.reasons)
    return outcome, facts, mark


def meet_again(outcome: Outcome, facts: Facts, known: Known, prison: Prison | None) -> None:
    """Somebody with this number is in the house: the same person again, or another one."""
    if not same_person(facts, known):
        outcome.refuse(found("number_of_another"))
    elif known.open_stay is not None:
        if prison is not None and known.prison_id not in (None, prison.pk):
            outcome.refuse(found("in_custody_elsewhere"))
        else:
            outcome.know(found("already_there"))
    elif known.stay_from(facts.admitted_on) is not None:
        outcome.know(found("released_since"))
    elif known.overlaps(facts.admitted_on):
        outcome.refuse(found("before_last_release"))
    else:
        outcome.warnings.append(found("back_again"))


def same_person(facts: Facts, known: Known) -> bool:
    """By the identity number where both have one of the kind, else by name and date of birth."""
    if facts.identity is not None and (held := known.identities.get(facts.identity.kind)) is not None:
        return held == facts.identity.value
    person = known.person
    same_name = (fold(person.family_name), fold(person.given_name)) == (fold(facts.family), fold(facts.given))
    return same_name and (None in (person.birth_date, facts.born) or person.birth_date == facts.born)


def cell_taken(cell: CellState, people: list[str]) -> Finding:
    return found("cell_taken", cell=cell.code, numbers=people) if people else found("cell_out_of_use", cell=cell.code)


def find_officer(outcome: Outcome, facts: Facts, prison: Prison, house: House) -> int | None:
    if not facts.officer:
        return None
    officers = house.officers.get((prison.pk, fold(facts.officer)), [])
    if len(officers) == 1:
        return officers[0]
    code = "officer_ambiguous" if officers else "officer_unknown"
    outcome.warnings.append(found(code, name=facts.officer[:60], prison=prison.name))
    return None


def moment_of(facts: Facts, at: datetime) -> datetime:
    """Noon where the register has a day only, and never later than now."""
    local = datetime.combine(facts.admitted_on, facts.admitted_time or NOON, tzinfo=timezone.get_default_timezone())
    return min(local, at)


def queue_here() -> None:
    """One batch of a register at a time, in the whole system; ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inmates.imports.register'))")


def settle() -> None:
    """Check now what PostgreSQL would check at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
