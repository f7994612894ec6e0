"""The columns of a prison's register that tell what the court decided: judgment, term, days deducted, remand order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from corrections.bulk import insert_with_history
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.imports.cells import CellRefused, read_day, read_whole
from inmates.imports.findings import Finding, found
from inmates.imports.lent import Held, LentColumns, Reading
from inmates.imports.table import Column
from inmates.imports.writing import REASON
from inmates.models import Stay
from sentencing import words
from sentencing.choices import TermKind
from sentencing.law import law_on
from sentencing.models import Judgment, RemandOrder
from sentencing.rules import terms
from sentencing.rules.dates import calculate, start_of
from sentencing.rules.reading import read_remand_end, read_term
from sentencing.rules.terms import Term, TermRefused
from sentencing.services import watch

MOST_CREDIT = 21 * 366
KIND_OF = {
    LegalStatusKind.SENTENCED: TermKind.PRISON,
    LegalStatusKind.PREVENTIVE: TermKind.PREVENTIVE,
    LegalStatusKind.FINE_DEFAULT: TermKind.FINE,
}
COLUMNS = (
    Column("judged", ("Domsdato", "Dom dato", "Judgment date")),
    Column("term", ("Straff", "Term")),
    Column("credit", ("Varetektsfradrag (døgn)", "Varetektsfradrag", "Fradrag", "Credit days")),
)


@dataclass(frozen=True, slots=True)
class Imposed:
    """A judgment as the row tells it."""

    term: Term
    judged_on: date
    credit_days: int


def read(cells: Mapping[str, str], held: Held) -> Reading:
    """The judgment or the remand order of one row."""
    reading = Reading()
    try:
        if held.kind == LegalStatusKind.REMAND:
            reading.value = read_order(cells, held)
        else:
            imposed = read_judgment(cells, held)
            reading.value, reading.basis_since = imposed, imposed.judged_on
            reading.warnings.extend(oddities(imposed, held.today))
    except TermRefused as refusal:
        reading.reasons.append(finding_of(refusal))
    except CellRefused as refusal:
        reading.reasons.append(refusal.finding)
    return reading


def read_order(cells: Mapping[str, str], held: Held) -> date:
    """The last day of the order. One that has lapsed is taken: the alarm says so."""
    if cells.get("term") or cells.get("judged"):
        raise TermRefused("term_of_remand", "strpl. s. 185")
    until = read_remand_end(held.status)
    if until < held.admitted_on:
        raise TermRefused("order_before_reception", "strpl. s. 187 a", until=f"{until:%d.%m.%Y}")
    return until


def read_judgment(cells: Mapping[str, str], held: Held) -> Imposed:
    judged_on = read_judged_on(cells.get("judged", ""), held)
    if not cells.get("term"):
        raise TermRefused("no_term", "strl. s. 31")
    term = of_the_kind(read_term(cells["term"]), held, cells["term"])
    law = law_on(held.today)
    terms.check(term, law, listed_offence=term.kind == TermKind.PREVENTIVE)
    credit = read_whole(cells["credit"], COLUMNS[2].name, most=MOST_CREDIT) if cells.get("credit") else 0
    start = start_of(judged_on=judged_on, admitted_on=held.admitted_on)
    calculate(start=start, terms=[term], law=law, credit_days=credit)
    return Imposed(term, judged_on, credit)


def read_judged_on(text: str, held: Held) -> date:
    if not text:
        raise TermRefused("no_judgment_date", "strl. s. 31")
    judged_on = read_day(text, COLUMNS[0].name)
    if judged_on > held.today:
        raise TermRefused("judged_in_future", "strl. s. 31", text=text[:40])
    return judged_on


def of_the_kind(term: Term, held: Held, text: str) -> Term:
    """The term must be of the kind that the status says; days for a fine need not say so themselves."""
    expected = KIND_OF[LegalStatusKind(held.kind)]
    if expected == TermKind.FINE and term.kind == TermKind.PRISON:
        return Term("FINE", term.years, term.months, term.days)
    if term.kind != expected:
        raise TermRefused("status_and_term_differ", "strl. s. 31", status=held.status[:40], text=text[:40])
    return term


def oddities(imposed: Imposed, today: date) -> list[Finding]:
    return [found(f"odd_{code}") for code in terms.oddities(imposed.term, law_on(today))]


def finding_of(refusal: TermRefused) -> Finding:
    return found(f"term_{refusal.code}", source=refusal.source, **refusal.values)


def write(rows: Sequence[tuple[Stay, Any]], *, by: User | None, at: datetime) -> None:
    """Judgments and orders of a batch, and the clocks that run on them."""
    judgments = [judgment_of(stay, value, by, at) for stay, value in rows if isinstance(value, Imposed)]
    orders = [
        RemandOrder(stay=stay, expires_on=value, registered_at=at, registered_by=by)
        for stay, value in rows
        if isinstance(value, date)
    ]
    insert_with_history(judgments, by=by, at=at, reason=REASON)
    insert_with_history(orders, by=by, at=at, reason=REASON)
    watch.watch_stays(stay_ids=[stay.pk for stay, _value in rows], at=at)


def judgment_of(stay: Stay, imposed: Imposed, by: User | None, at: datetime) -> Judgment:
    term = imposed.term
    return Judgment(
        stay=stay,
        kind=term.kind,
        judged_on=imposed.judged_on,
        years=term.years,
        months=term.months,
        days=term.days,
        minimum_years=term.minimum_years,
        minimum_months=term.minimum_months,
        credit_days=imposed.credit_days,
        registered_at=at,
        registered_by=by,
    )


LENT = LentColumns(columns=COLUMNS, read=read, write=write, words=words.REGISTER)
