"""Making and closing one round of counts of the whole country, against one INSERT … SELECT of the same rows.

What the system does for the whole country at once is measured: every count is made in one statement, and a round is
certified by one act (``closing.certify_all``). In between, each unit's officer hands in that unit's own count, in a
transaction of its own (``counting.submit``), spread over as many minutes and tablets as there are units: nothing hands
in 250 counts at once, so the people are marked and agreed here by plain SQL, on both sides of the comparison.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection, transaction

from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from corrections.models import User
from security.models import Count
from security.selectors.expected import COLUMNS, RESIDENTS
from security.services import closing, making

AT = PRESENT + timedelta(minutes=18)  # 14:50; the counts are due at 15:00
AGAIN = 10

PLANS = """
INSERT INTO security_countplan
  (unit_id, kind, starts, weekdays, lead_minutes, allowed_minutes, during, secret, planned_at)
SELECT u.id, 'SCHEDULED', '15:00', '{1,2,3,4,5,6,7}', 15, 20, tstzrange(%(at)s, NULL), gen_random_uuid(), %(at)s
FROM corrections_unit u
WHERE NOT EXISTS (SELECT FROM security_countplan p WHERE p.unit_id = u.id AND upper(p.during) IS NULL)
"""
FLOOR = f"""
WITH n AS (
  INSERT INTO security_count
    (uuid, unit_id, plan_id, kind, slot, on_date, due_at, finish_by, made_at, state, attempt, incident, abandon_reason)
  SELECT gen_random_uuid(), p.unit_id, p.id, 'SCHEDULED', '2026-11-24T15:00', '2026-11-24', %(at)s, %(at)s, %(at)s,
         'OPEN', 1, '', ''
  FROM security_countplan p WHERE upper(p.during) IS NULL
  RETURNING id, unit_id
)
INSERT INTO security_countline (count_id, {COLUMNS}, mark, signs)
SELECT count_id, {COLUMNS}, '', false FROM ({RESIDENTS}) AS here
"""  # noqa: S608  (joined from constants; values are parameters)
SEE = """
UPDATE security_countline SET mark = 'seen', marked_at = %(at)s, marked_by_id = %(by)s
"""
AGREE = """
UPDATE security_count c SET state = 'AGREED', counter_id = %(by)s, started_at = %(at)s, submitted_by_id = %(by)s,
  submitted_at = %(at)s, agreed_at = %(at)s, agreed_by_id = %(by)s, expected = n.people, seen = n.people,
  accounted = 0, missing = 0
FROM (SELECT count_id, count(*) AS people FROM security_countline GROUP BY 1) n WHERE n.count_id = c.id
"""


def cases() -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(PLANS, {"at": PRESENT - timedelta(minutes=1)})
        cursor.execute("SELECT count(*) FROM security_countplan WHERE upper(during) IS NULL")
        units = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM inmates_placement WHERE upper(during) IS NULL")
        people = cursor.fetchone()[0]
    case = f"a round of counts, {units} units, {people} people"
    yield Row(f"{case}: made", "one INSERT … SELECT", compare(undone(make), undone(floor)), 1.5)
    found = compare(undone(lambda: make(AGAIN)), undone(make))
    yield Row(f"{case}: made, then {AGAIN} ticks that make nothing", "made once", found, 1 + 0.1 * AGAIN)
    found = compare(undone(lambda: certify(whole=True)), undone(lambda: certify(whole=False)))
    yield Row(f"{case}: made, seen, agreed and certified by one act", "the same without certifying", found, 1.5)


def undone(act: Callable[[], object]) -> Callable[[], object]:
    def call() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return call


def make(again: int = 0) -> None:
    making.make_counts(at=AT)
    for _tick in range(again):
        if making.make_counts(at=AT):
            raise AssertionError("a tick made a double")


def floor() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, {"at": AT})


def certify(*, whole: bool) -> None:
    officer, manager = User.objects.order_by("pk")[:2]
    make()
    with connection.cursor() as cursor:
        cursor.execute(SEE, {"at": AT, "by": officer.pk})
        cursor.execute(AGREE, {"at": AT, "by": officer.pk})
    if whole:
        counts = list(Count.objects.filter(state="AGREED").values_list("pk", flat=True))
        if closing.certify_all(counts=counts, by=manager, at=AT) != len(counts):
            raise AssertionError("not every count was certified")
