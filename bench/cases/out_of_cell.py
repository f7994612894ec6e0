"""Hours out of cell of everybody in custody for a year, against one GROUP BY over the same rows.

The floor adds up unlocked, absent and booked time by the day on which each began. It cuts nothing at midnight, counts
twice what overlaps, knows no exception that locks somebody in, and does not say how much of the day is known.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from security.rules.locks import days

DAYS = 365
ROUNDS = 4
ACCOUNT = """
SELECT count(*), sum(out_of_cell) FROM public.out_of_cell(%(stays)s, %(bounds)s)
"""
FLOOR = """
WITH turns AS (
  SELECT unit_id, stay_id, act, at, lead(at) OVER (PARTITION BY unit_id, stay_id ORDER BY at) AS until
  FROM security_lockevent WHERE at >= %(start)s AND at < %(end)s),
homes AS (
  SELECT p.stay_id, c.unit_id, p.during FROM inmates_placement p JOIN corrections_bed d ON d.id = p.bed_id
  JOIN corrections_cell c ON c.id = d.cell_id WHERE p.stay_id = ANY(%(stays)s)),
spans AS (
  SELECT h.stay_id, greatest(t.at, lower(h.during)) AS at, least(t.until, upper(h.during)) AS until
  FROM homes h JOIN turns t ON t.unit_id = h.unit_id AND (t.stay_id IS NULL OR t.stay_id = h.stay_id)
    AND t.at < coalesce(upper(h.during), 'infinity') AND coalesce(t.until, 'infinity') > lower(h.during)
  WHERE t.act = 'UNLOCK'
  UNION ALL SELECT a.stay_id, lower(a.during), coalesce(upper(a.during), %(end)s) FROM inmates_absence a
  WHERE a.stay_id = ANY(%(stays)s) AND a.during && tstzrange(%(start)s, %(end)s)
  UNION ALL SELECT k.stay_id, lower(k.during), upper(k.during) FROM inmates_commitment k
  WHERE k.stay_id = ANY(%(stays)s) AND k.cancelled_at IS NULL AND k.during && tstzrange(%(start)s, %(end)s))
SELECT count(*), sum(hours) FROM (
  SELECT stay_id, (at AT TIME ZONE 'Europe/Oslo')::date, sum(until - at) AS hours FROM spans GROUP BY 1, 2) n
"""


def cases() -> Iterator[Row]:
    last = timezone.localtime(PRESENT).date() - timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    windows = days(first, last, timezone.get_default_timezone(), until=PRESENT)
    given: dict[str, Any] = {"bounds": [*(one.start for one in windows), windows[-1].end]}
    given |= {"start": windows[0].start, "end": windows[-1].end}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # a page would not ask for a year of everybody
        cursor.execute("SELECT array_agg(stay_id) FROM inmates_placement WHERE upper_inf(during)")
        [given["stays"]] = cursor.fetchone() or [[]]
    found = compare(lambda: run(ACCOUNT, given), lambda: run(FLOOR, given), rounds=ROUNDS)
    people = len(given["stays"])
    yield Row(f"hours out of cell of {people} people for {DAYS} days", "one GROUP BY over the same rows", found, 1.5)


def run(statement: str, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        if not (cursor.fetchone() or [0])[0]:
            raise AssertionError("nobody was counted")
