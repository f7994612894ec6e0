"""What follows from dates for everybody at once: the nightly look at confirmed dates, and the tasks of the steps down.

The floor of each is one INSERT … SELECT … ON CONFLICT that reads the same rows and makes the same number of tasks. It
keeps no history of them, remembers no night and survives no kill: that is what the difference pays for.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.cases.counts import undone
from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from corrections.models import Task
from sentencing.law import law_on
from sentencing.services import stairs
from sentencing.services.recalculation import FACTS, KIND, LATEST, recalculate_all

ROUNDS = 12
# before anybody of the set went home, so that all of them are here: 100,000 people instead of those of today
EVERYBODY = datetime(1990, 1, 1, 4, 10, tzinfo=timezone.get_default_timezone())
MOST = 2**62  # the floor reads all of them at once
WRONG = 100  # one in so many has dates that no longer agree

CALCULATIONS = f"""
INSERT INTO sentencing_calculation
  (stay_id, number, reason, basis, digest, rule_version, steps, start, "full", earliest_probation, remaining_days,
   is_eligible, made_at, made_by_id, confirmed_at, confirmed_by_id, withdrawn_why)
SELECT l.stay_id, 1, 'Dom', f.facts || jsonb_build_object('rule_version', %(version)s::text)
         || CASE WHEN l.stay_id %% {WRONG} = 0 THEN '{{"admitted_on": "1980-01-01"}}'::jsonb ELSE '{{}}'::jsonb END,
       md5(f.facts::text), %(version)s, '[]', l.judged_on, l.judged_on + 820, l.judged_on + 500, 320, true, %(at)s,
       (SELECT min(id) FROM corrections_user), %(at)s, (SELECT max(id) FROM corrections_user), ''
FROM (SELECT s.id AS stay_id, s.during, min(j.judged_on) AS judged_on
      FROM inmates_stay s JOIN sentencing_judgment j ON j.stay_id = s.id
      WHERE NOT EXISTS (SELECT FROM sentencing_calculation c WHERE c.stay_id = s.id) GROUP BY s.id) l,
LATERAL (SELECT {FACTS} AS facts) f
"""  # noqa: S608  (joined from constants; values are parameters)
LOOK = f"""
INSERT INTO corrections_task (kind, detail, role, prison_id, subject_type, subject_id, urgency, due_at, created_at,
                              outcome, dedupe_key)
SELECT 'floor', jsonb_build_object('number', p.number, 'person', p.uuid), 'CASEWORKER', h.reception_prison_id,
       'inmates.stay', l.stay_id, 'bad', %(at)s, %(at)s, '', 'floor:' || l.stay_id
FROM ({LATEST}) l JOIN inmates_person p ON p.id = l.person_id JOIN inmates_stay h ON h.id = l.stay_id,
LATERAL (SELECT {FACTS} AS facts) f
WHERE (l.basis - 'rule_version') <> f.facts
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608
STEPS = """
INSERT INTO corrections_task (kind, detail, role, prison_id, unit_id, subject_type, subject_id, urgency, due_at,
                              created_at, outcome, dedupe_key)
SELECT 'floor', jsonb_build_object('number', p.number, 'person', p.uuid, 'step', k.step, 'on', k.on_day), 'CASEWORKER',
       u.prison_id, u.id, 'inmates.stay', s.id, 'warn', k.on_day, %(at)s, '', 'floor:' || s.id || ':' || k.step
FROM inmates_stay s
JOIN inmates_person p ON p.id = s.person_id
JOIN inmates_placement h ON h.stay_id = s.id AND upper_inf(h.during)
JOIN corrections_bed b ON b.id = h.bed_id JOIN corrections_cell c ON c.id = b.cell_id
JOIN corrections_unit u ON u.id = c.unit_id
JOIN inmates_legalstatus x ON x.stay_id = s.id AND upper_inf(x.during) AND x.kind <> 'REMAND'
JOIN sentencing_judgment j ON j.stay_id = s.id
CROSS JOIN LATERAL (
  SELECT n AS step, (j.judged_on + make_interval(months => (12 * j.years + j.months) * n / 9, days => -j.credit_days))
    AS on_day FROM generate_series(1, 8) AS n) k
WHERE upper(s.during) IS NULL
ORDER BY k.on_day LIMIT %(most)s
ON CONFLICT (dedupe_key) DO NOTHING
"""


def cases() -> Iterator[Row]:
    given: dict[str, Any] = {"at": EVERYBODY, "version": law_on(EVERYBODY.date()).version, "after": 0, "to": MOST}
    with connection.cursor() as cursor:
        cursor.execute(CALCULATIONS, given)
        cursor.execute("ANALYZE sentencing_calculation")
    people = made(lambda: recalculate_all(at=EVERYBODY), KIND)
    found = compare(undone(lambda: recalculate_all(at=EVERYBODY)), undone(lambda: run(LOOK, given)), rounds=ROUNDS)
    yield Row(f"nightly look at the dates of {people[0]} people: {people[1]} tasks", "one INSERT … SELECT", found, 1.5)
    tasks = made(steps, "step")
    most = {"at": PRESENT, "most": tasks[1]}
    again = compare(undone(steps), undone(lambda: run(STEPS, most)), rounds=ROUNDS)
    yield Row(f"step-down tasks, {tasks[0]} stays × 8 steps: {tasks[1]} tasks", "one INSERT … SELECT", again, 1.5)


def run(statement: str, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def steps() -> None:
    stairs.call(stay_ids=None, by=None, at=PRESENT + timedelta(minutes=1))


def made(act: Any, kind: str) -> tuple[int, int]:
    """How many people there are to look at, and how many tasks it makes."""
    found: list[int] = []

    def call() -> None:
        looked = act()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM inmates_stay WHERE upper(during) IS NULL")
            found.append(looked if looked is not None else cursor.fetchone()[0])
        found.append(Task.objects.filter(kind__startswith=kind).count())

    undone(call)()
    return found[0], found[1]
