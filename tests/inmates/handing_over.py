"""Handing a file over in a test, as the command does it: the same reading, the same run, no page."""

from collections.abc import Sequence
from datetime import datetime

from corrections.models import User
from inmates.choices import ImportKind
from inmates.imports import runs
from inmates.imports.findings import Outcome
from inmates.models import ImportRun
from tests.corrections.factories import oslo
from tests.inmates.sheets import ESTATE, REGISTER

SUNDAY = oslo("2026-11-22 14:32")


def hand_over(
    kind: ImportKind,
    data: bytes,
    *,
    at: datetime = SUNDAY,
    by: User | None = None,
    is_dry_run: bool = False,
    prisons: frozenset[int] | None = None,
) -> ImportRun:
    run = runs.start_run(
        kind=kind, file_name="file.csv", data=data, is_dry_run=is_dry_run, by=by, at=at, in_background=False
    )
    return runs.carry_out(run_id=run.pk, data=data, at=at, prisons=prisons)


def estate(data: bytes = ESTATE, **how: object) -> ImportRun:
    return hand_over(ImportKind.ESTATE, data, **how)  # type: ignore[arg-type]


def register(data: bytes = REGISTER, **how: object) -> ImportRun:
    return hand_over(ImportKind.REGISTER, data, **how)  # type: ignore[arg-type]


def by_number(run: ImportRun) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in runs.outcomes_of(run):
        found.setdefault(outcome.number, []).append(outcome)
    return found


def codes(outcomes: Sequence[Outcome]) -> list[tuple[str, list[str], list[str]]]:
    """Verdict, reasons and warnings of each, without their values."""
    return [(str(o.verdict), [f.code for f in o.reasons], [f.code for f in o.warnings]) for o in outcomes]
