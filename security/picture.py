"""The calm of a unit as a line of steps over bars of what happened beside it. Pure but for words.

Drawn with SVG attributes and classes alone, so that theme, dark scheme and print follow (UX.md 3.3). The table beside
it says the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from corrections import display
from security.choices import Calm

WIDTH, LEFT, RIGHT = 720, 76, 8
TOP, STEP, BARS, BASE, ROW = 22, 34, 52, 212, 84
HOURS = (7 / 24, 14.75 / 24, 22 / 24)  # where in its day each handover lies


class Point(NamedTuple):
    """What was said on the day ``on`` at its shift 0, 1 or 2: ``level`` 0 is calm, 2 is tense."""

    on: date
    shift: int
    level: int


class Counted(NamedTuple):
    """One row of bars under the curve: what it counts, and how much of it each day had."""

    label: str
    bars: Mapping[date, float]


def steps(points: list[Point], rows: Sequence[Counted], first: date, last: date, *, name: str) -> SafeString:
    days = (last - first).days + 1
    wide = (WIDTH - LEFT - RIGHT) / days
    base = BASE + ROW * max(len(rows) - 1, 0)
    return format_html(
        '<svg class="chart climate" viewBox="0 0 {w} {h}" role="img" aria-label="{name}">{grid}{bars}'
        '<path class="c-line" d="{path}"/>{dots}{labels}'
        '<text class="t-lab" x="{left}" y="{foot}">{first}</text>'
        '<text class="t-lab t-end" x="{right}" y="{foot}">{last}</text></svg>',
        w=WIDTH,
        h=base + 22,
        name=name,
        grid=format_html_join(
            "", GRID, ((LEFT, WIDTH - RIGHT, y(level), step.label) for level, step in enumerate(Calm))
        ),
        bars=format_html_join(
            "", BAR, (bar for n, row in enumerate(rows) for bar in drawn_bars(row.bars, first, wide, BASE + ROW * n))
        ),
        path=path(points, first, wide),
        dots=format_html_join("", DOT, ((x(p, first, wide), y(p.level), p.level) for p in points)),
        labels=format_html_join("", LABEL, ((BASE + ROW * n - BARS - 8, row.label) for n, row in enumerate(rows))),
        left=LEFT,
        right=WIDTH - RIGHT,
        foot=base + 17,
        first=display.short_day(first),
        last=display.short_day(last),
    )


GRID = '<line class="c-grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text class="t-lab" x="0" y="{2}" dy="4">{3}</text>'
BAR = '<rect class="c-bar" x="{}" y="{}" width="{}" height="{}"/>'
LABEL = '<text class="t-lab" x="0" y="{}">{}</text>'
DOT = '<circle class="c-dot" data-level="{2}" cx="{0}" cy="{1}" r="3"/>'


def y(level: int) -> int:
    """Calm lies at the bottom, tense at the top."""
    return TOP + (len(Calm) - 1 - level) * STEP


def x(point: Point, first: date, wide: float) -> float:
    return round(LEFT + ((point.on - first).days + HOURS[point.shift]) * wide, 1)


def path(points: list[Point], first: date, wide: float) -> str:
    """Steps: what was said holds until the next was said."""
    words: list[str] = []
    for point in points:
        words.append(
            f"H{x(point, first, wide)}V{y(point.level)}" if words else f"M{x(point, first, wide)} {y(point.level)}"
        )
    return "".join(words)


def drawn_bars(
    bars: Mapping[date, float], first: date, wide: float, base: int
) -> list[tuple[float, float, float, float]]:
    most = max(bars.values(), default=0)
    found = []
    for on, count in sorted(bars.items()):
        high = round(BARS * count / most, 1) if most else 0
        found.append((round(LEFT + (on - first).days * wide + wide * 0.15, 1), base - high, round(wide * 0.7, 1), high))
    return found
