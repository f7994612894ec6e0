"""Runs the cases in one process, all databases of ``BENCH_DATABASES`` side by side (``bench.__main__`` starts it)."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import django

django.setup()

from django.utils import translation  # noqa: E402

from bench.cases import access, board, counts, nightly, out_of_cell, pages, writing  # noqa: E402  (models need Django set up)
from bench.table import Row, markdown, plain  # noqa: E402

CASES: dict[str, Callable[[], Iterator[Row]]] = {
    "board": board.cases,
    "growth": pages.growth,
    "move": writing.moves,
    "counts": counts.cases,
    "nightly": nightly.cases,
    "hours": out_of_cell.cases,
    "scope": access.cases,
    "import": writing.imports,
    "queries": lambda: (row for part in (board.counts, pages.counts) for row in part()),
    "weight": pages.weights,
}


def main(chosen: list[str]) -> int:
    translation.activate("nb")
    rows: list[Row] = []
    for name, case in CASES.items():
        if not chosen or name in chosen:
            rows += told(case())
    result = {"markdown": list(markdown(rows)), "missed": [row.case for row in rows if row.met == "NO"]}
    Path(os.environ["BENCH_OUT"]).write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.write("\n" + "\n".join(plain(rows)) + "\n")
    return 0


def told(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, each named on the way, so that one sees where it is."""
    for row in rows:
        sys.stderr.write(f"  {row.case}: {row.found()} {row.met}\n")
        yield row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
