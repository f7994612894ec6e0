"""The story of a sentence as a drawing: named days as flags, the calendar, today, and the lanes beneath. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sentencing.picture.axis import CHAR, Axis, ticks
from sentencing.picture.lanes import lanes_of
from sentencing.picture.story import Mark, Story, merged

LINE: Final = 15
YEAR_ROOM: Final = 40  # a word of the calendar
FLAG: Final = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """One width of the paper. ``names`` is the room for the names of lanes at the left; 0 puts them above."""

    css: str
    width: int
    names: int


SHAPES: Final = (Shape("wide", 1180, 128), Shape("mid", 700, 0), Shape("slim", 340, 0))


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark with its place: ``row`` counts from the calendar upwards; ``turned`` flags stand left of their leader."""

    mark: Mark
    x: float
    width: float
    row: int
    turned: bool


def drawings(story: Story) -> SafeString:
    """The same story on three papers; the style sheet shows the one that fits."""
    return format_html_join("", "{}", ((drawn(story, shape),) for shape in SHAPES))


def drawn(story: Story, shape: Shape) -> SafeString:
    axis = Axis(story.first, story.last, shape.names + 10.0, shape.width - 12.0)
    flags = flags_of(merged([mark for mark in story.marks if axis.holds(mark.on)]), axis, shape)
    tall = heights(flags)
    calendar = sum(tall) + 44
    lanes, bottom = lanes_of(story.lanes, axis, calendar + 12, is_wide=shape.names > 0)
    return format_html(
        '<svg class="chart story story--{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}{}</svg>',
        shape.css,
        shape.width,
        bottom + 4,
        story.title,
        grid(axis, calendar, bottom, story.today),
        dashes(flags, tall, bottom),
        lanes,
        leaders(flags, tall),
        posts(flags, tall),
        today_line(story, axis, sum(tall), bottom),
    )


# ---- the named days -------------------------------------------------------------------------------------------------
def flags_of(marks: Sequence[Mark], axis: Axis, shape: Shape) -> list[Flag]:
    """Each flag high enough that no leader runs through the words of another."""
    placed: list[Flag] = []
    for mark in reversed(marks):
        x, width = axis.x(mark.on), CHAR * max(len(line) for line in (*mark.names, mark.said)) + 2 * FLAG
        turned = x + width > shape.width
        first, last = (x - width, x) if turned else (x, x + width)
        under = [one.row for one in placed if meets(one, first, last, x)]
        placed.append(Flag(mark, x, width, 1 + max(under, default=-1), turned))
    return placed[::-1]


def meets(other: Flag, first: float, last: float, x: float) -> bool:
    """Whether the words from ``first`` to ``last`` stand over a leader or the words of ``other``."""
    left, right = (other.x - other.width, other.x) if other.turned else (other.x, other.x + other.width)
    return (first < right and left < last) or first <= other.x <= last or left <= x <= right


def heights(flags: Sequence[Flag]) -> list[int]:
    """Of each row, from the calendar upwards."""
    rows = 1 + max((flag.row for flag in flags), default=-1)
    return [
        max((LINE * (len(flag.mark.names) + 1) + 6 for flag in flags if flag.row == row), default=0)
        for row in range(rows)
    ]


def posts(flags: Sequence[Flag], tall: Sequence[int]) -> SafeString:
    return format_html_join("", "{}", ((post(flag, tall),) for flag in flags))


def dashes(flags: Sequence[Flag], tall: Sequence[int], bottom: float) -> SafeString:
    """Each named day down through the lanes, behind their words."""
    line = '<line class="s-dash" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
    return format_html_join("", line, ((flag.x, sum(tall) + 8, bottom) for flag in flags))


def leaders(flags: Sequence[Flag], tall: Sequence[int]) -> SafeString:
    """From the words of each named day down to its point; words of others stand before it."""
    base = sum(tall)
    line = '<line class="s-post" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
    return format_html_join("", line, ((flag.x, top_of(flag, tall) + 4, base + 8) for flag in flags))


def top_of(flag: Flag, tall: Sequence[int]) -> int:
    return sum(tall) - sum(tall[: flag.row + 1])


def post(flag: Flag, tall: Sequence[int]) -> SafeString:
    """The words on a ground of their own, and the point on the calendar."""
    top = top_of(flag, tall)
    anchor, x, left = ("s-end", flag.x - FLAG, flag.x - flag.width) if flag.turned else ("", flag.x + FLAG, flag.x + 1)
    words = [(anchor, "s-name", x, top + LINE * (n + 1), name) for n, name in enumerate(flag.mark.names)]
    words.append((anchor, "s-day", x, top + LINE * (len(flag.mark.names) + 1), flag.mark.said))
    return format_html(
        '<rect class="s-back" x="{left}" y="{top}" width="{width}" height="{height}"/>'
        '<circle class="s-point{past}{sure}" cx="{x}" cy="{y}" r="5"/>{words}',
        left=round(left, 1),
        top=top + 3,
        width=round(flag.width - 1, 1),
        height=LINE * len(words) + 2,
        x=flag.x,
        y=sum(tall) + 8,
        past=" s-past" if flag.mark.is_past else "",
        sure="" if flag.mark.is_confirmed else " s-unsure",
        words=format_html_join("", '<text class="{} {}" x="{}" y="{}">{}</text>', words),
    )


# ---- calendar and today ---------------------------------------------------------------------------------------------
def grid(axis: Axis, y: float, bottom: float, today: date) -> SafeString:
    """Ticks with their words, except where a word would stand under the line of today."""
    here = axis.x(today) if axis.holds(today) else -YEAR_ROOM
    return format_html_join(
        "",
        '<line class="s-tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="s-year" x="{3}" y="{4}">{5}</text>',
        (
            (x, y - 12, bottom, x + 5, y, text)
            if x < axis.right - YEAR_ROOM and not 0 < here - x < YEAR_ROOM
            else (x, y - 12, bottom, x, y, "")
            for x, text in ticks(axis)
        ),
    )


def today_line(story: Story, axis: Axis, base: float, bottom: float) -> SafeString:
    if not axis.holds(story.today):
        return mark_safe("")
    x, width = axis.x(story.today), CHAR * len(story.today_said) + 12
    left = x if x + width < axis.right else x - width
    return format_html(
        '<line class="s-today" x1="{x}" x2="{x}" y1="{y}" y2="{bottom}"/>'
        '<rect class="s-badge" x="{left}" y="{y}" width="{width}" height="18" rx="3"/>'
        '<text class="s-badge-t" x="{middle}" y="{text}">{said}</text>',
        x=x,
        y=base + 15,
        bottom=bottom,
        left=round(left, 1),
        width=round(width, 1),
        middle=round(left + width / 2, 1),
        text=base + 28,
        said=story.today_said,
    )
