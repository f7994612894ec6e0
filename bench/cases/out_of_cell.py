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
TURNS = """
INSERT INTO security_lockevent (unit_id, act, at, reason, registered_at, registered_by_id)
SELECT u.id, t.act, m.at, '', m.at, (SELECT min(id) FROM corrections_user)
FROM corrections_unit u CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 day') AS d
CROSS JOIN (VALUES ('UNLOCK', '07:00'), ('LOCK', '11:15'), ('UNLOCK', '12:15'), ('LOCK', '20:30')) AS t(act, clock),
LATERAL (SELECT (d::date + t.clock::time) AT TIME ZONE 'Europe/Oslo' AS at) m
"""
# one in ten is locked in by name for three days of each month, and let out for an hour
EXCEPTIONS = """
INSERT INTO security_lockevent (unit_id, stay_id, act, at, reason, registered_at, registered_by_id)
SELECT c.unit_id, p.stay_id, t.act, m.at, 'x', m.at, (SELECT min(id) FROM corrections_user)
FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
JOIN inmates_stay s ON s.id = p.stay_id AND upper(s.during) IS NULL
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 month') AS d
CROSS JOIN (VALUES ('LOCK', 0, '09:00'), ('UNLOCK', 1, '13:00'), ('LOCK', 1, '14:00'), ('FOLLOW', 3, '09:00'))
  AS t(act, day, clock),
LATERAL (SELECT (d::date + t.day + t.clock::time) AT TIME ZONE 'Europe/Oslo' AS at) m
WHERE hashint8(p.stay_id) %% 10 = 0 AND p.during @> tstzrange(m.at, m.at + interval '4 days')
"""
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
    given |= {"first": first, "last": last, "start": windows[0].start, "end": windows[-1].end}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # a page would not ask for a year of everybody
        cursor.execute("SELECT count(*) FROM security_lockevent")
        if cursor.fetchone() == (0,):
            cursor.execute(TURNS, given)
            cursor.execute(EXCEPTIONS, given)
            cursor.execute("ANALYZE security_lockevent")
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
