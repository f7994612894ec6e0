"""The sentence as a small picture: what is served solid, what is to come hollow, today as an arrow."""

from collections.abc import Iterable
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corrections import display
from sentencing.rules.dates import Dates

WIDTH, HEIGHT, MARGIN, BAR = 520, 74, 8, 30
LABEL_ROOM = 60


def small(dates: Dates, today: date) -> SafeString:
    """For the overview of a person. The words beside it and its name say the same."""
    here = min(max(today, dates.start), dates.full)
    x = {day: place(day, dates) for day in (dates.start, dates.full, here)}
    return format_html(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-label="{name}">'
        '<rect class="t-fut" x="{start}" y="{bar}" width="{whole}" height="14" rx="3"/>'
        '<rect class="t-done" x="{start}" y="{bar}" width="{done}" height="14" rx="3"/>{marks}{now}'
        '<text class="t-lab" x="{margin}" y="{below}">{first}</text>'
        '<text class="t-lab t-end" x="{right}" y="{below}">{last}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        name=in_one_sentence(dates, today),
        start=x[dates.start],
        bar=BAR,
        whole=max(1, x[dates.full] - x[dates.start]),
        done=max(1, x[here] - x[dates.start]),
        marks=format_html_join("", MARK, (mark(day, text, dates) for day, text in fractions(dates))),
        now=today_arrow(x[here]) if dates.start <= today <= dates.full else "",
        margin=MARGIN,
        right=WIDTH - MARGIN,
        below=BAR + 37,
        first=display.day(dates.start),
        last=display.day(dates.full),
    )


MARK = '<line class="t-mark" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="t-lab t-mid" x="{0}" y="{3}">{4}</text>'


def mark(day: date, text: str, dates: Dates) -> tuple[float, int, int, int, str]:
    return place(day, dates), BAR - 5, BAR + 19, BAR - 10, text


def fractions(dates: Dates) -> Iterable[tuple[date, str]]:
    """The points that are drawn: half, and the earliest release on probation, or the minimum term."""
    named = [
        (dates.half, "1/2"),
        (dates.probation if dates.eligible else None, "2/3"),
        (dates.minimum_reached, _("min")),
    ]
    return [(day, text) for day, text in named if day is not None and dates.start < day < dates.full]


def today_arrow(x: float) -> SafeString:
    word = ""
    if MARGIN + 2 * LABEL_ROOM < x < WIDTH - MARGIN - 2 * LABEL_ROOM:
        word = format_html('<text class="t-lab t-b t-mid" x="{}" y="{}">{}</text>', x, BAR + 37, _("today"))
    return format_html('<path class="t-now" d="M{} {}h10l-5-6z"/>{}', round(x - 5, 1), BAR + 23, word)


def place(day: date, dates: Dates) -> float:
    whole = max(1, (dates.full - dates.start).days)
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (day - dates.start).days / whole, 1)


def in_one_sentence(dates: Dates, today: date) -> str:
    values = {
        "start": display.day(dates.start),
        "full": display.day(dates.full),
        "share": 100 * dates.served(today) // dates.total if dates.total else 100,
    }
    return _("The term from %(start)s to %(full)s. %(share)d per cent is served.") % values
