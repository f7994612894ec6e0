"""Hours out of cell of people, and of a unit on the average: one statement, whatever the number of people and days."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from corrections.rules import OSLO
from security.rules import locks as rules
from security.rules.locks import Hours, Span

DAY_AND_NIGHT = timedelta(hours=24)


class Lengths(NamedTuple):
    """Of one window."""

    known: timedelta
    out: timedelta
    beyond: timedelta


NOTHING = Lengths(rules.NONE, rules.NONE, rules.NONE)
ACCOUNT = "SELECT stay_id, nth, known, out_of_cell, beyond FROM public.out_of_cell({stays}, %(bounds)s)"
MINE = ACCOUNT.format(stays="%(stays)s")
OF_A_UNIT = ACCOUNT.format(
    stays="""(
  SELECT array_agg(DISTINCT p.stay_id) FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id
  JOIN corrections_cell c ON c.id = b.cell_id
  WHERE c.unit_id = %(unit)s AND p.during && tstzrange(%(start)s, %(end)s))"""
)


def of_stays(stay_ids: Iterable[int], first: date, last: date, *, at: datetime) -> dict[int, list[Hours]]:
    """Each person's days from ``first`` to ``last``; today until ``at``. One query."""
    return account(stay_ids, rules.days(first, last, OSLO, until=at))


def until_now(stay_ids: Iterable[int], at: datetime) -> dict[int, Hours]:
    """Each person's last twenty-four hours, whatever the calendar says. One query."""
    end = at.astimezone(UTC)  # a clock on the wall would make the night of the change an hour longer, or shorter
    found = account(stay_ids, [Span(end - DAY_AND_NIGHT, end)])
    return {stay_id: hours for stay_id, [hours] in found.items()}


def average(unit_id: int, first: date, last: date) -> dict[date, float]:
    """Mean hours of those who lived on the unit, over each day that is known of them. One query; the days are over."""
    if last < first:
        return {}
    days = [rules.day_span(first + rules.DAY * number, OSLO) for number in range((last - first).days + 1)]
    found: dict[date, list[timedelta]] = {}
    for (_stay_id, nth), lengths in ask(OF_A_UNIT, days, unit=unit_id, start=days[0].start, end=days[-1].end).items():
        each = hours(days[nth - 1], *lengths)
        if each.is_whole:
            found.setdefault(each.on, []).append(each.out)
    return {on: sum(outs, rules.NONE) / len(outs) / timedelta(hours=1) for on, outs in found.items()}


def of_a_unit(unit_id: int, first: date, last: date) -> dict[date, float]:
    """Beside the curve of calm (``security.registries.climate_sources``): ``last`` is today, which is not over."""
    return average(unit_id, first, last - rules.DAY)


def account(stay_ids: Iterable[int], windows: Sequence[Span]) -> dict[int, list[Hours]]:
    """What PostgreSQL says of each of ``windows``, which follow each other; those of which nothing is known, too."""
    ids = list(dict.fromkeys(stay_ids))
    found = ask(MINE, windows, stays=ids) if ids else {}
    return {
        pk: [hours(window, *found.get((pk, nth), NOTHING)) for nth, window in enumerate(windows, start=1)] for pk in ids
    }


def ask(statement: str, windows: Sequence[Span], **given: Any) -> dict[tuple[int, int], Lengths]:
    """By stay and by number of the window, the first is 1. Where nothing is known there is nothing."""
    end = windows[-1].end
    bounds = [*(min(window.start, end) for window in windows), end]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"bounds": bounds, **given})
        return {(stay_id, nth): Lengths(*lengths) for stay_id, nth, *lengths in cursor.fetchall()}


def hours(window: Span, known: timedelta, out: timedelta, beyond: timedelta) -> Hours:
    on = window.start.astimezone(OSLO).date()
    return Hours(on=on, out=out, outside=beyond, known=known, length=window.end - window.start)
