"""Hours out of cell of everybody in custody for a year, against the sum of unlocked time of their units.

The floor cuts the unlocked time of each unit at midnight and gives it to whoever has lived there on that day. It knows
no exception at a door, no court, no work while the unit is locked, no move in the middle of a day, and does not say
how much of the day is known.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from security.rules.locks import days

DAYS = 365
ROUNDS = 6
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
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 month') AS d
CROSS JOIN (VALUES ('LOCK', 0, '09:00'), ('UNLOCK', 1, '13:00'), ('LOCK', 1, '14:00'), ('FOLLOW', 3, '09:00'))
  AS t(act, day, clock),
LATERAL (SELECT (d::date + t.day + t.clock::time) AT TIME ZONE 'Europe/Oslo' AS at) m
WHERE p.stay_id %% 10 = 0 AND upper_inf(p.during) AND lower(p.during) < m.at
"""
ACCOUNT = """
SELECT count(*), sum(out_of_cell) FROM public.out_of_cell(%(stays)s, %(bounds)s)
"""
FLOOR = """
WITH bounds AS (SELECT n, tstzrange(b, lead(b) OVER (ORDER BY n)) AS span
                FROM unnest(%(bounds)s::timestamptz[]) WITH ORDINALITY AS x(b, n)),
turns AS (SELECT unit_id, act, at, lead(at) OVER (PARTITION BY unit_id ORDER BY at) AS until
          FROM security_lockevent WHERE stay_id IS NULL AND at >= %(start)s AND at < %(end)s),
opened AS (
  SELECT t.unit_id, b.n, sum(least(t.until, upper(b.span)) - greatest(t.at, lower(b.span))) AS out_of_cell
  FROM turns t, generate_series(width_bucket(t.at, %(bounds)s::timestamptz[]),
                                width_bucket(t.until, %(bounds)s::timestamptz[])) AS k JOIN bounds b ON b.n = k
  WHERE t.act = 'UNLOCK' GROUP BY t.unit_id, b.n)
SELECT count(*), sum(o.out_of_cell) FROM inmates_placement p JOIN corrections_bed d ON d.id = p.bed_id
JOIN corrections_cell c ON c.id = d.cell_id JOIN bounds b ON p.during @> lower(b.span)
JOIN opened o ON o.unit_id = c.unit_id AND o.n = b.n
WHERE p.stay_id = ANY(%(stays)s)
"""


def cases() -> Iterator[Row]:
    last = timezone.localtime(PRESENT).date() - timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    windows = days(first, last, timezone.get_default_timezone(), until=PRESENT)
    given = {"bounds": [*(one.start for one in windows), windows[-1].end]}
    given |= {"first": first, "last": last, "start": windows[0].start, "end": windows[-1].end}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TURNS, given)
        cursor.execute(EXCEPTIONS, given)
        cursor.execute("ANALYZE security_lockevent")
        cursor.execute("SELECT array_agg(stay_id) FROM inmates_placement WHERE upper_inf(during)")
        [given["stays"]] = cursor.fetchone() or [[]]
        found = compare(lambda: run(ACCOUNT, given), lambda: run(FLOOR, given), rounds=ROUNDS)
        transaction.set_rollback(True)
    people = len(given["stays"])
    yield Row(f"hours out of cell of {people} people for {DAYS} days", "the unlocked time of their units", found, 1.5)


def run(statement: str, given: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        if not (cursor.fetchone() or [0])[0]:
            raise AssertionError("nobody was counted")
