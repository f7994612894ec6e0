"""Runs of an import: started from a page or the command line, carried out batch by batch, resumed after a stop.

A batch and the note of how far the run has come are one transaction, so a worker that dies loses nothing and repeats
nothing; whoever carries on begins behind the last batch. Two who carry out the same run at once never both advance it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q

from corrections.choices import Role, Urgency
from corrections.models import Unit, User
from corrections.refusals import Refusal
from corrections.services import audit, outbox, work
from inmates.choices import ImportKind, ImportState
from inmates.imports import estate, register_rows, report
from inmates.imports.estate import Estate
from inmates.imports.findings import FileRefused, Finding, Outcome, Verdict, found
from inmates.imports.register import BATCH, Register
from inmates.imports.table import MOST_BYTES, Column, Line, Table, open_table
from inmates.models import ImportRun

LOST_AFTER = timedelta(minutes=2)
MOST_TRIES = 3
FIRST_LINE = 1  # the headings
ADVANCE = """
UPDATE inmates_importrun
SET rows_done = rows_done + %(done)s, rows_taken = rows_taken + %(taken)s, rows_known = rows_known + %(known)s,
    rows_refused = rows_refused + %(refused)s, rows_odd = rows_odd + %(odd)s, outcome = outcome || %(outcome)s::jsonb,
    prison_id = coalesce(prison_id, %(prison)s), touched_at = %(at)s, tries = 0
WHERE id = %(run)s AND rows_done = %(before)s AND state = 'RUNNING'
"""


class ImportRefused(Refusal):
    code = "import_refused"


class CarriedOutElsewhere(Exception):
    """Another worker has advanced this run: leave it to that one."""


# ---- starting --------------------------------------------------------------------------------------------------
@transaction.atomic
def start_run(
    *,
    kind: ImportKind | str,
    file_name: str,
    data: bytes,
    is_dry_run: bool,
    by: User | None,
    at: datetime,
    in_background: bool = True,
) -> ImportRun:
    """A run of ``data``. In the background its file is kept until it is done, and a worker is told after the commit."""
    run = ImportRun(kind=kind, file_name=file_name[-200:], is_dry_run=is_dry_run, started_at=at, started_by=by)
    if in_background:
        run.file.save(f"{run.uuid}.csv", ContentFile(data), save=False)
    run.save()
    audit.record_write(by=by, at=at, act=f"inmates.start_import_{str(kind).lower()}", subject=run)
    if in_background:
        outbox.enqueue(task="inmates.run_import", arguments={"run_id": run.pk}, at=at)
    return run


def waiting_runs(at: datetime) -> list[int]:
    """Runs that nobody carries out: their worker has given no sign of life for a while."""
    lost = at - LOST_AFTER
    silent = Q(state=ImportState.RUNNING, touched_at__lt=lost) | Q(state=ImportState.WAITING, started_at__lt=lost)
    return list(ImportRun.objects.filter(silent).order_by("pk").values_list("pk", flat=True))


# ---- carrying out ------------------------------------------------------------------------------------------------
def carry_out(
    *, run_id: int, at: datetime, data: bytes | None = None, prisons: frozenset[int] | None = None
) -> ImportRun:
    """Take the run to its end, from where it stands. ``prisons`` are those that its user may fill; ``None`` is all."""
    run = begin(run_id=run_id, at=at)
    if run is None:
        return ImportRun.objects.get(pk=run_id)
    try:
        content = data if data is not None else read_file(run)
        table = open_table(content, columns_of(run))
    except FileRefused as refusal:
        return fail(run_id=run_id, finding=refusal.finding, at=at)
    note_layout(run, table)
    taker = taker_of(run, at, prisons)
    lines = table.lines()
    remember(taker, run, islice(lines, run.rows_done), at)
    try:
        for batch in batches(lines):
            taker.take(batch, keep=advancer(run, taker, at))
    except CarriedOutElsewhere:
        return ImportRun.objects.get(pk=run_id)
    return finish(run_id=run_id, taker=taker, at=at)


@transaction.atomic
def begin(*, run_id: int, at: datetime) -> ImportRun | None:
    """The run, if it waits or was lost; ``None`` when it is done or in other hands."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=run_id)
    in_hands = run.state == ImportState.RUNNING and run.touched_at is not None and run.touched_at >= at - LOST_AFTER
    if run.state in (ImportState.DONE, ImportState.FAILED) or in_hands:
        return None
    if run.tries >= MOST_TRIES:
        give_up(run, at)
        return None
    run.state, run.touched_at, run.tries = ImportState.RUNNING, at, run.tries + 1
    run.save(update_fields=["state", "touched_at", "tries"])
    return run


def give_up(run: ImportRun, at: datetime) -> None:
    """What was taken stands; the line that stopped it each time is named, so that somebody can look at it."""
    run.notes = [asdict(found("given_up", line=run.rows_done + FIRST_LINE))]
    run.save(update_fields=["notes"])
    close(run, ImportState.FAILED, at)


def columns_of(run: ImportRun) -> tuple[Column, ...]:
    return estate.COLUMNS if run.kind == ImportKind.ESTATE else register_rows.columns()


def taker_of(run: ImportRun, at: datetime, prisons: frozenset[int] | None) -> Register | Estate:
    kind = Estate if run.kind == ImportKind.ESTATE else Register
    return kind(at=at, by=run.started_by, run_id=run.pk, prisons=prisons, is_dry_run=run.is_dry_run)


def note_layout(run: ImportRun, table: Table) -> None:
    """How many rows there are, and what is odd about the columns."""
    notes = []
    if table.layout.unknown:
        notes.append(found("columns_unknown", names=list(table.layout.unknown)))
    if table.layout.optional_missing:
        notes.append(found("columns_left_out", names=list(table.layout.optional_missing)))
    run.rows_total = sum(1 for _line in table.lines())
    run.notes = [asdict(note) for note in notes]
    run.save(update_fields=["rows_total", "notes"])


def remember(taker: Register | Estate, run: ImportRun, lines: Iterable[Line], at: datetime) -> None:
    """What the lines before the stop had claimed, so that the rest is judged as if there had been no stop."""
    held = {packed["l"] for packed in run.outcome if packed["v"] != Verdict.REFUSED}
    for line in lines:
        if line.number in held:
            taker.remember(line)


def batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def advancer(run: ImportRun, taker: Register | Estate, at: datetime) -> Callable[[list[Outcome]], None]:
    """Notes a batch in the run, in the transaction of the batch; refuses when another worker was there first."""

    def advance(outcomes: list[Outcome]) -> None:
        count = tally(outcomes)
        with connection.cursor() as cursor:
            cursor.execute(
                ADVANCE,
                {
                    **count,
                    "outcome": json.dumps([report.pack(outcome) for outcome in outcomes]),
                    "prison": taker.first_prison_id,
                    "at": at,
                    "run": run.pk,
                    "before": run.rows_done,
                },
            )
            if cursor.rowcount != 1:
                raise CarriedOutElsewhere
        run.rows_done += count["done"]

    return advance


def tally(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "done": len(outcomes),
        "taken": sum(outcome.verdict == Verdict.TAKEN for outcome in outcomes),
        "known": sum(outcome.verdict == Verdict.KNOWN for outcome in outcomes),
        "refused": sum(outcome.verdict == Verdict.REFUSED for outcome in outcomes),
        "odd": sum(outcome.verdict == Verdict.TAKEN and bool(outcome.warnings) for outcome in outcomes),
    }


# ---- ending ----------------------------------------------------------------------------------------------------
@transaction.atomic
def finish(*, run_id: int, taker: Register | Estate, at: datetime) -> ImportRun:
    """All lines have their verdict. Who has no cell becomes work for the duty manager; the file is thrown away."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=run_id)
    if run.state != ImportState.RUNNING:
        return run
    if isinstance(taker, Register) and not run.is_dry_run:
        ask_for_cells(run, taker.without_cell, at)
    close(run, ImportState.DONE, at)
    return run


@transaction.atomic
def fail(*, run_id: int, finding: Finding, at: datetime) -> ImportRun:
    """The file as a whole cannot be read."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    run.notes = [asdict(finding)]
    run.save(update_fields=["notes"])
    close(run, ImportState.FAILED, at)
    return run


def close(run: ImportRun, state: ImportState, at: datetime) -> None:
    name, storage = run.file.name, run.file.storage
    run.state, run.finished_at, run.file = state, at, ""
    run.save(update_fields=["state", "finished_at", "file"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def ask_for_cells(run: ImportRun, without_cell: dict[int, int], at: datetime) -> None:
    for unit in Unit.objects.filter(pk__in=without_cell).select_related("prison").order_by("pk"):
        work.create_task(
            kind="inmates.choose_cells",
            detail={"unit": unit.code, "people": without_cell[unit.pk]},
            role=Role.DUTY_MANAGER,
            prison=unit.prison,
            unit=unit,
            urgency=Urgency.WARN,
            dedupe_key=f"import:{run.pk}:cells:{unit.pk}",
            by=run.started_by,
            at=at,
        )


def read_file(run: ImportRun) -> bytes:
    try:
        with run.file.open("rb") as file:
            return bytes(file.read(MOST_BYTES + 1))
    except (OSError, ValueError):
        raise FileRefused("file_gone") from None


def findings_of(run: ImportRun) -> list[Finding]:
    return [Finding(note["code"], note["values"]) for note in run.notes]


def outcomes_of(run: ImportRun) -> list[Outcome]:
    return [report.unpack(packed) for packed in run.outcome]
