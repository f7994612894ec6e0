"""One row of a register, judged by itself: what it says, everything that is wrong with it, and what is odd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final, TypeVar

from inmates.imports import cells
from inmates.imports.cells import CellRefused
from inmates.imports.findings import Finding, found
from inmates.imports.lent import Held, Reading, lent_columns
from inmates.imports.table import Column
from inmates.rules import names
from inmates.rules.identity import Number, NumberRefused, off, read_national, real_month, refuse_other_world

T = TypeVar("T")

LONGEST_NUMBER: Final = 20
LONGEST_NOTE: Final = 300
YOUNGEST: Final = 15
OLDEST: Final = 110
OF_AGE: Final = 18
LOST_ZERO: Final = 10

COLUMNS: Final = (
    Column("number", ("Innsattnr", "Innsattnummer", "Innsatt nr", "Nummer", "Inmate number")),
    Column("identity", ("Fødselsnummer", "Fnr", "Personnummer", "Identity number")),
    Column("family", ("Etternavn", "Surname", "Family name")),
    Column("given", ("Fornavn", "First name", "Given name")),
    Column("born", ("Fødselsdato", "Født", "Date of birth")),
    Column("sex", ("Kjønn", "Sex")),
    Column("nationality", ("Statsborgerskap", "Nasjonalitet", "Nationality"), required=False),
    Column("prison", ("Anstalt", "Fengsel", "Prison")),
    Column("unit", ("Avdeling", "Unit")),
    Column("cell", ("Celle", "Rom", "Cell")),
    Column("admitted", ("Innsatt dato", "Innkomst", "Innkomstdato", "Mottatt", "Admitted")),
    Column("status", ("Status", "Legal status")),
    Column("officer", ("Kontaktbetjent", "Contact officer"), required=False),
    Column("diet", ("Kosthold", "Kost", "Diet"), required=False),
    Column("language", ("Språk", "Language"), required=False),
    Column("note", ("Merknad", "Merknader", "Note"), required=False),
)


@dataclass(slots=True)
class Facts:
    """What a sound row says."""

    number: str
    identity: Number | None
    family: str
    given: str
    born: date | None
    sex: str
    nationality: str
    prison: str
    unit: str
    cell: str
    admitted_on: date
    admitted_time: time | None
    kind: str
    status: str
    basis_since: date
    officer: str
    diets: list[str]
    languages: list[str]
    note: str
    lent: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row being read: every mistake is collected, so that the person at the spreadsheet sees them all at once."""

    cells: Mapping[str, str]
    today: date
    reasons: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def get(self, key: str) -> str:
        return self.cells.get(key, "")

    def read(self, read: Callable[..., T], *arguments: Any, **named: Any) -> T | None:
        try:
            return read(*arguments, **named)
        except CellRefused as refusal:
            self.reasons.append(refusal.finding)
            return None

    def listed(self, read: Callable[[str], tuple[T, list[Finding]]], key: str) -> T:
        value, odd = read(self.get(key))
        self.warnings.extend(odd)
        return value


def columns() -> tuple[Column, ...]:
    """Ours, and those that upper floors lend."""
    return COLUMNS + tuple(column for _key, lent in lent_columns.items() for column in lent.columns)


def read_row(row: Row, *, synthetic: bool) -> Facts | None:
    """What the row says, or ``None`` with everything wrong with it in ``row.reasons``."""
    number = row.read(cells.read_number, row.get("number"), longest=LONGEST_NUMBER)
    identity = row.read(read_identity, row.get("identity"), row.today, synthetic=synthetic)
    name = row.read(read_name, row)
    admitted = row.read(read_admitted, row)
    born = row.read(read_born, row, admitted[0] if admitted else None)
    sex = row.read(cells.read_sex, row.get("sex"))
    kind = row.read(cells.read_status, row.get("status"))
    place = row.read(read_place, row)
    note = row.read(read_note, row.get("note"))
    readings = read_lent(row, kind, admitted[0]) if kind and admitted else {}
    if row.reasons or not (number and name and admitted and kind and place and sex is not None):
        return None
    compare(row, identity, born, admitted[0])
    return Facts(
        number=number.upper(),
        identity=identity,
        family=name[0],
        given=name[1],
        born=born,
        sex=sex,
        nationality=row.listed(cells.read_country, "nationality"),
        prison=place[0],
        unit=place[1],
        cell=place[2],
        admitted_on=admitted[0],
        admitted_time=admitted[1],
        kind=kind,
        status=row.get("status"),
        basis_since=max([admitted[0], *(r.basis_since for r in readings.values() if r.basis_since)]),
        officer=row.get("officer"),
        diets=row.listed(cells.read_diets, "diet"),
        languages=row.listed(cells.read_languages, "language"),
        note=note or "",
        lent={key: reading.value for key, reading in readings.items()},
    )


def read_identity(text: str, today: date, *, synthetic: bool) -> Number | None:
    """A Norwegian number or a D-number; none at all is allowed, identity may be unknown."""
    digits = text.replace(" ", "").removeprefix("'")
    if not digits:
        return None
    try:
        number = read_national(digits, on=today)
        refuse_other_world(number, synthetic=synthetic)
    except NumberRefused as refusal:
        lost = refusal.code == "digits" and (len(digits) == LOST_ZERO or "E+" in digits.upper())
        raise CellRefused(f"identity_{'shortened' if lost else refusal.code}") from None
    return number


def read_name(row: Row) -> tuple[str, str]:
    try:
        return names.full_name(row.get("family"), row.get("given"))
    except names.NameRefused as refusal:
        longest = max(len(row.get("family")), len(row.get("given")))
        raise CellRefused(f"name_{refusal.code}", has=longest, most=names.LONGEST) from None


def read_admitted(row: Row) -> tuple[date, time | None]:
    if not row.get("admitted"):
        raise CellRefused("admitted_missing")
    day, clock = cells.read_moment(row.get("admitted"), "Innsatt dato")
    if day > row.today:
        raise CellRefused("admitted_in_future", text=row.get("admitted")[:40])
    return day, clock


def read_born(row: Row, admitted_on: date | None) -> date | None:
    if not row.get("born"):
        return None
    born = cells.read_day(row.get("born"), "Fødselsdato")
    if born > row.today:
        raise CellRefused("born_in_future", text=row.get("born")[:40])
    if admitted_on is not None and (born > admitted_on or names.age(born, admitted_on) < YOUNGEST):
        raise CellRefused("too_young", text=row.get("born")[:40], least=YOUNGEST)
    if names.age(born, row.today) > OLDEST:
        raise CellRefused("too_old", text=row.get("born")[:40], most=OLDEST)
    return born


def read_place(row: Row) -> tuple[str, str, str]:
    for key in ("prison", "unit"):
        if not row.get(key):
            raise CellRefused(f"{key}_missing")
    return row.get("prison"), row.get("unit"), row.get("cell")


def read_note(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise CellRefused("note_too_long", has=len(text), most=LONGEST_NOTE)
    return text


def read_lent(row: Row, kind: str, admitted_on: date) -> dict[str, Reading]:
    held = Held(kind, row.get("status"), admitted_on, row.today)
    readings = {key: lent.read(row.cells, held) for key, lent in lent_columns.items()}
    for reading in readings.values():
        row.reasons.extend(reading.reasons)
        row.warnings.extend(reading.warnings)
    return readings


def compare(row: Row, identity: Number | None, born: date | None, admitted_on: date) -> None:
    """What is odd about a sound row. The number decides nothing: a D-number's date may be another (norway.md 16)."""
    odd = [
        (identity is None, found("no_identity")),
        (born is None, found("no_birth_date")),
        (identity is not None and born is not None and not same_day(identity, born), found("birth_date_differs")),
        (born is not None and names.age(born, row.today) < OF_AGE, found("under_18")),
        (cells.odd_letters([row.get("family"), row.get("given")]), found("letters_lost")),
    ]
    row.warnings.extend(finding for holds, finding in odd if holds)


def same_day(identity: Number, born: date) -> bool:
    """Day, month and two digits of the year; a number tells the century only by the old rules."""
    day, _d_number = off(int(identity.value[0:2]), 40)
    month, _synthetic = real_month(int(identity.value[2:4]))
    return (day, month, int(identity.value[4:6])) == (born.day, born.month, born.year % 100)
