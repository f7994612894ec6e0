"""Taking over an estate: a prison with its units and cells, one cell a row. What is there already stays as it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import slugify

from corrections.bulk import insert, insert_with_history
from corrections.choices import CellKind, Role
from corrections.models import Bed, Cell, Prison, Region, Unit, User
from corrections.services import audit, postings
from inmates.imports import vocabulary
from inmates.imports.cells import CellRefused, read_whole
from inmates.imports.findings import Outcome, found
from inmates.imports.house import fold
from inmates.imports.register import queue_here
from inmates.imports.table import Column, Line

LONGEST: Final = {"region": 20, "prison": 100, "unit": 20, "cell": 20}
MOST_PLACES: Final = 40
REASON: Final = "estate"
HANDED: Final = "Handed over the estate"
LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "đ": "d", "ŋ": "n"})

COLUMNS: Final = (
    Column("region", ("Region",)),
    Column("prison", ("Anstalt", "Fengsel", "Prison")),
    Column("unit", ("Avdeling", "Unit")),
    Column("level", ("Sikkerhetsnivå", "Nivå", "Security level")),
    Column("function", ("Funksjon", "Function")),
    Column("sex", ("Kjønn", "Sex")),
    Column("cell", ("Celle", "Rom", "Cell")),
    Column("places", ("Plasser", "Senger", "Places")),
    Column("sanitary", ("Sanitær", "Bad", "Sanitary")),
)
WORDS: Final = {
    "level": vocabulary.LEVELS,
    "function": vocabulary.FUNCTIONS,
    "sex": vocabulary.UNIT_SEXES,
    "sanitary": vocabulary.SANITARY,
}
NAMES: Final = {column.key: column.name for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What a sound row says."""

    region: str
    prison: str
    unit: str
    level: str
    function: str
    sex: str
    cell: str
    places: int
    sanitary: str


@dataclass(slots=True)
class Estate:
    """One file being taken over."""

    at: datetime
    by: User | None
    run_id: int
    prisons: frozenset[int] | None = None
    is_dry_run: bool = False
    seen: dict[tuple[str, str, str], tuple[int, CellFacts]] = field(default_factory=dict)
    made: dict[str, Prison] = field(default_factory=dict)
    first_prison_id: int | None = None
    planned: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)

    def take(self, lines: Sequence[Line], keep: Callable[[list[Outcome]], None]) -> list[Outcome]:
        """Decide on a batch and build what is new, in one transaction with what ``keep`` writes."""
        with transaction.atomic():
            queue_here()
            read = [read_line(line) for line in lines]
            new = [(outcome, facts) for outcome, facts in read if facts and self.is_new(outcome, facts)]
            if not self.is_dry_run:
                self.build([facts for _outcome, facts in new])
            outcomes = [outcome for outcome, _facts in read]
            keep(outcomes)
        return outcomes

    def remember(self, line: Line) -> None:
        """A line that an earlier attempt of this run has taken, or found there already."""
        outcome, facts = read_line(line)
        if facts is not None:
            self.seen[fold(facts.prison), fold(facts.unit), fold(facts.cell)] = (outcome.line, facts)

    def is_new(self, outcome: Outcome, facts: CellFacts) -> bool:
        """Whether the row is a cell that is not there yet; otherwise the outcome says what it is."""
        key = (fold(facts.prison), fold(facts.unit), fold(facts.cell))
        if key in self.seen:
            line, earlier = self.seen[key]
            if earlier == facts:
                outcome.know(found("repeated", line=line))
            else:
                outcome.refuse(found("cell_in_file", line=line))
            return False
        if not (self.fits_prison(outcome, facts) and self.fits_unit(outcome, facts)):
            return False
        self.seen[key] = (outcome.line, facts)
        cell = Cell.objects.filter(
            unit__prison__name__iexact=facts.prison, unit__code__iexact=facts.unit, code__iexact=facts.cell
        )
        for there in cell.order_by("pk"):
            same = (there.physical_places, there.sanitary) == (facts.places, facts.sanitary)
            outcome.know(found("already_there" if same else "cell_differs"))
            return False
        return True

    def fits_prison(self, outcome: Outcome, facts: CellFacts) -> bool:
        for prison in Prison.objects.filter(name__iexact=facts.prison).select_related("region"):
            if self.prisons is not None and prison.pk not in self.prisons and prison.pk not in made_here(self):
                outcome.refuse(found("prison_not_yours", prison=prison.name))
                return False
            if prison.region.code != region_of(facts.region)[0]:
                outcome.refuse(found("prison_in_other_region", region=prison.region.name))
                return False
        return True

    def fits_unit(self, outcome: Outcome, facts: CellFacts) -> bool:
        """A unit has one level, function and sex: those it has, or those of its first row."""
        key, nature = (fold(facts.prison), fold(facts.unit)), (facts.level, facts.function, facts.sex)
        if key not in self.planned:
            there = Unit.objects.filter(prison__name__iexact=facts.prison, code__iexact=facts.unit).order_by("pk")
            self.planned[key] = next(iter(there.values_list("security_level", "function", "sex")), nature)
        if self.planned[key] == nature:
            return True
        outcome.refuse(found("unit_differs", unit=facts.unit))
        return False

    def build(self, rows: Sequence[CellFacts]) -> None:
        units: dict[tuple[str, str], Unit] = {}
        for row in rows:
            key = (fold(row.prison), fold(row.unit))
            if key not in units:
                units[key] = self.find_unit(self.find_prison(row), row)
        at_place = {unit.pk: unit.cells.count() for unit in units.values()}
        cells = []
        for row in rows:
            unit = units[fold(row.prison), fold(row.unit)]
            at_place[unit.pk] += 1
            cells.append(cell_of(row, unit, at_place[unit.pk]))
        insert_with_history(cells, by=self.by, at=self.at, reason=REASON)
        insert(Bed(cell=cell, number=number) for cell in cells for number in range(1, cell.physical_places + 1))

    def find_prison(self, row: CellFacts) -> Prison:
        """The prison of the row; a new one is made, and whoever handed it over looks after it from then on."""
        key = fold(row.prison)
        if key not in self.made:
            there = Prison.objects.filter(name__iexact=row.prison).order_by("pk").first()
            self.made[key] = there or self.make_prison(row)
            self.first_prison_id = self.first_prison_id or self.made[key].pk
        return self.made[key]

    def make_prison(self, row: CellFacts) -> Prison:
        code, name = region_of(row.region)
        region, _made = Region.objects.get_or_create(code=code, defaults={"name": name})
        prison = Prison.objects.create(region=region, name=row.prison, slug=free_slug(row.prison))
        audit.record_write(
            by=self.by, at=self.at, act="inmates.import_estate", subject=prison, detail={"run": self.run_id}
        )
        if self.by is not None:
            postings.grant_posting(
                user=self.by, role=Role.ADMINISTRATOR, prison=prison, start=self.at, by=None, at=self.at, reason=HANDED
            )
        return prison

    def find_unit(self, prison: Prison, row: CellFacts) -> Unit:
        there = prison.units.filter(code__iexact=row.unit).order_by("pk").first()
        if there is not None:
            return there
        unit = Unit.objects.create(
            prison=prison,
            code=row.unit,
            name=f"Avdeling {row.unit}",
            security_level=row.level,
            function=row.function,
            sex=row.sex,
            position=prison.units.count() + 1,
        )
        postings.touch_prison(prison)
        audit.record_write(
            by=self.by, at=self.at, act="inmates.import_estate", subject=unit, detail={"run": self.run_id}
        )
        return unit


def read_line(line: Line) -> tuple[Outcome, CellFacts | None]:
    """The row by itself, with everything that is wrong with it."""
    cells = line.cells
    outcome = Outcome(line.number, number=cells.get("cell", "")[:20])
    if line.problem is not None:
        outcome.refuse(line.problem)
        return outcome, None
    outcome_of_texts(outcome, cells)
    outcome_of_words(outcome, cells)
    try:
        places = read_whole(cells["places"], NAMES["places"], least=1, most=MOST_PLACES)
    except CellRefused as refusal:
        outcome.refuse(refusal.finding)
    if outcome.reasons:
        return outcome, None
    meanings = {key: words[cells[key].casefold()] for key, words in WORDS.items()}
    return outcome, CellFacts(places=places, **{key: cells[key] for key in LONGEST}, **meanings)


def outcome_of_texts(outcome: Outcome, cells: Mapping[str, str]) -> None:
    for key, most in LONGEST.items():
        if not cells[key]:
            outcome.refuse(found("code_missing", column=NAMES[key]))
        elif len(cells[key]) > most:
            outcome.refuse(found("text_too_long", column=NAMES[key], has=len(cells[key]), most=most))


def outcome_of_words(outcome: Outcome, cells: Mapping[str, str]) -> None:
    for key, words in WORDS.items():
        if cells[key].casefold() not in words:
            known = list(dict.fromkeys(words))
            outcome.refuse(found("word_unknown", column=NAMES[key], text=cells[key][:40], names=known))


def made_here(estate: Estate) -> set[int]:
    return {prison.pk for prison in estate.made.values()}


def cell_of(row: CellFacts, unit: Unit, position: int) -> Cell:
    return Cell(
        unit=unit,
        code=row.cell,
        position=position,
        kind=CellKind.ORDINARY.value,
        sanitary=row.sanitary,
        physical_places=row.places,
        places_in_use=row.places,
        certified_places=row.places,
    )


def region_of(text: str) -> tuple[str, str]:
    """Code and name. The five regions have names; another one is named as it is written."""
    word = text.casefold().removeprefix("region ").strip()
    return vocabulary.REGIONS.get(word) or (slugify(word.translate(LETTERS))[:20] or "region", f"Region {word}")


def free_slug(name: str) -> str:
    """``nordlia`` for Nordlia fengsel; a number behind it where that is taken."""
    base = slugify(name.casefold().removesuffix(" fengsel").translate(LETTERS))[:50] or "prison"
    taken = set(Prison.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in slugs(base) if slug not in taken)


def slugs(base: str) -> Iterable[str]:
    yield base
    yield from (f"{base}-{number}" for number in range(2, 1000))
