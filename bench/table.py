"""The table: what each case measured, as text for the terminal and for docs/benchmarks.md."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.measure import Cost, Ratio

SMALL = 0.0001  # seconds
HEAD = ("case", "floor", "ratio (95 % interval)", "goal", "met", "case, ms (Python + database)", "floor, ms")


@dataclass(frozen=True)
class Row:
    """One line. ``goal`` is the largest ratio allowed (``at_least``: the smallest); none where nothing is asked."""

    case: str
    floor: str
    ratio: Ratio | None = None
    goal: float | None = None
    at_least: bool = False
    value: float | None = None
    unit: str = ""
    note: str = ""

    @property
    def met(self) -> str:
        found = self.ratio.value if self.ratio else self.value
        if self.goal is None or found is None:
            return ""
        return "yes" if (found >= self.goal if self.at_least else found <= self.goal) else "NO"

    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        unit = "×" if self.ratio else f" {self.unit}".rstrip()
        goal = f"{sign} {self.goal:g}{unit}" if self.goal is not None else "–"
        return self.case, self.floor, self.found(), goal, self.met, *self.costs()

    def found(self) -> str:
        if self.ratio:
            return f"{self.ratio.value:.2f}× ({self.ratio.low:.2f}–{self.ratio.high:.2f})"
        return f"{self.value:g} {self.unit}".strip() if self.value is not None else self.note

    def costs(self) -> tuple[str, str]:
        if not self.ratio:
            return self.note if self.value is not None else "", ""
        return milliseconds(self.ratio.a), milliseconds(self.ratio.b)


def milliseconds(cost: Cost) -> str:
    if cost.total < SMALL:
        return f"{cost.here * 1000:.4f}"
    return f"{cost.here * 1000:.2f} + {cost.database * 1000:.2f}"


def markdown(rows: Iterable[Row]) -> Iterator[str]:
    yield "| " + " | ".join(HEAD) + " |"
    yield "|" + "---|" * len(HEAD)
    for row in rows:
        yield "| " + " | ".join(row.cells()) + " |"


def plain(rows: Iterable[Row]) -> Iterator[str]:
    table = [HEAD[:5], *(row.cells()[:5] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(5)]
    for line in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
