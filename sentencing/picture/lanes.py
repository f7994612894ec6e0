"""The lanes beneath the calendar: periods as bars with their words, moments as dots. Pure."""

from collections.abc import Iterable
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sentencing.picture.axis import CHAR, Axis
from sentencing.picture.story import Bar, Dot, Lane

BAR: Final = 28
ROW: Final = 36
THIN: Final = 16
THIN_ROW: Final = 26
ABOVE: Final = 16  # a line of words of its own


def lanes_of(lanes: Iterable[Lane], axis: Axis, y: float, *, is_wide: bool) -> tuple[SafeString, float]:
    """The lanes from ``y`` downwards, and where they end. On a wide paper their names stand at the left."""
    parts: list[tuple[SafeString]] = []
    for lane in lanes:
        if not is_wide:
            y += ABOVE
        name_y = y - 3 if not is_wide else y + (THIN if lane.is_thin else BAR) / 2 + 4
        parts.append((format_html('<text class="s-lane" x="{}" y="{}">{}</text>', 2, name_y, lane.name),))
        for row in lane.rows:
            drawn, y = thin_row(row, axis, y, is_wide=is_wide) if lane.is_thin else wide_row(row, axis, y)
            parts.append((drawn,))
        y += 8
    return format_html_join("", "{}", parts), y


def wide_row(row: Iterable[Bar | Dot], axis: Axis, y: float) -> tuple[SafeString, float]:
    shown = (one for one in row if seen(one, axis))
    drawn = (bar(one, axis, y) if isinstance(one, Bar) else dot(one, axis, y + BAR / 2) for one in shown)
    return format_html_join("", "{}", ((one,) for one in drawn)), y + ROW


def thin_row(row: Iterable[Bar | Dot], axis: Axis, y: float, *, is_wide: bool) -> tuple[SafeString, float]:
    """Bars with their words beside them, or on a line above them where the paper is narrow."""
    y += 0 if is_wide else ABOVE
    bars = [one for one in row if isinstance(one, Bar) and seen(one, axis)]
    dots = [one for one in row if isinstance(one, Dot) and seen(one, axis)]
    drawn = [rect(one, axis, y, THIN) for one in bars]
    drawn += [beside(one, axis, y + 13) if is_wide else above(one, axis, y - 4) for one in bars if one.text]
    drawn += [dot(one, axis, y + THIN / 2) for one in dots]
    return format_html_join("", "{}", ((one,) for one in drawn)), y + THIN_ROW


def seen(one: Bar | Dot, axis: Axis) -> bool:
    if isinstance(one, Bar):
        return one.first <= axis.last and one.last >= axis.first
    return axis.holds(one.on)


# ---- bars ------------------------------------------------------------------------------------------------------------
def bar(one: Bar, axis: Axis, y: float) -> SafeString:
    """A period; its words in it where they fit, after it where they are to stand beside it."""
    x, end = axis.x(one.first), axis.x(one.last)
    inside = next((said for said in (one.text, one.short) if said and needs(said) <= end - x), "")
    text = mark_safe("")
    if one.beside and inside != one.text and end + needs(one.text) < axis.right:
        text = beside(one, axis, y + 19)
    elif inside:
        text = format_html('<text class="s-in s-in--{}" x="{}" y="{}">{}</text>', one.kind, x + 8, y + 19, inside)
    return rect(one, axis, y, BAR) + text


def rect(one: Bar, axis: Axis, y: float, height: int) -> SafeString:
    x = axis.x(one.first)
    width = max(2.0, round(axis.x(one.last) - x, 1))
    shape = '<rect class="s-bar s-bar--{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
    return format_html(shape, one.kind, x, y, width, height)


def needs(text: str) -> float:
    return CHAR * len(text) + 12


def beside(one: Bar, axis: Axis, y: float) -> SafeString:
    """After the bar, before it where there is no room after it, else in it."""
    x, end = axis.x(one.first), axis.x(one.last)
    at, css = x + 8, "s-by"
    if end + needs(one.text) < axis.right:
        at = end + 6
    elif x - needs(one.text) > axis.left:
        at, css = x - 6, "s-by s-end"
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, round(at, 1), y, one.text)


def above(one: Bar, axis: Axis, y: float) -> SafeString:
    x, css = axis.x(one.first), "s-by"
    if x + needs(one.text) > axis.right:
        x, css = axis.right, "s-by s-end"
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, x, y, one.text)


# ---- dots ------------------------------------------------------------------------------------------------------------
def dot(one: Dot, axis: Axis, y: float) -> SafeString:
    x = axis.x(one.on)
    if radius := {"leave": 6, "planned": 6, "step": 3.5, "step-done": 3.5}.get(one.kind):
        return format_html('<circle class="s-dot s-dot--{}" cx="{}" cy="{}" r="{}"/>', one.kind, x, y, radius)
    if one.kind == "out":
        return format_html('<rect class="s-dot s-dot--out" x="{}" y="{}" width="10" height="10"/>', x - 5, y - 5)
    return format_html('<path class="s-dot s-dot--{}" d="M{} {}l7 7-7 7-7-7z"/>', one.kind, x, y - 7)
