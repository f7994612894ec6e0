"""Starting many clocks at once: one statement, whatever their number, each with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from corrections.models import RuleVersion, User
from corrections.services import work

INSERT = """
WITH made AS (
  INSERT INTO corrections_clock
    (rule_id, subject_type, subject_id, prison_id, unit_id, started_at, due_at, next_step_at, level, state, dedupe_key)
  SELECT %(rule)s, %(subject_type)s, c.subject_id, c.prison_id, c.unit_id, c.started_at, c.due_at, c.next_step_at,
         c.level, 'RUNNING', c.dedupe_key
  FROM unnest(%(subjects)s::bigint[], %(prisons)s::bigint[], %(units)s::bigint[], %(starts)s::timestamptz[],
              %(dues)s::timestamptz[], %(steps)s::timestamptz[], %(levels)s::int[], %(keys)s::text[])
       AS c(subject_id, prison_id, unit_id, started_at, due_at, next_step_at, level, dedupe_key)
  ON CONFLICT (dedupe_key) DO NOTHING
  RETURNING *
)
INSERT INTO corrections_historicalclock
  (id, rule_id, subject_type, subject_id, prison_id, unit_id, started_at, due_at, next_step_at, level, state, closed_at,
   closed_by_id, dedupe_key, history_date, history_change_reason, history_type, history_user_id)
SELECT id, rule_id, subject_type, subject_id, prison_id, unit_id, started_at, due_at, next_step_at, level, state,
       closed_at, closed_by_id, dedupe_key, %(at)s, NULL, '+', %(by)s
FROM made
"""


@dataclass(frozen=True, slots=True)
class NewClock:
    """A clock to start on the thing with id ``subject_id``."""

    subject_id: int
    prison_id: int
    unit_id: int | None
    started_at: datetime
    due_at: datetime
    dedupe_key: str


@transaction.atomic
def start_many(
    *, rule: RuleVersion, subject_type: str, clocks: Sequence[NewClock], by: User | None, at: datetime
) -> int:
    """Start those that do not run yet. Returns how many were started.

    A clock that is late already begins at the last step of each role that has passed, so that nobody is told twice.
    """
    if not clocks:
        return 0
    steps, roles = work.steps_of(rule), rule.parameters.get("roles", [])
    levels = [first_level(clock.due_at, steps, roles, at) for clock in clocks]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "rule": rule.pk,
                "subject_type": subject_type,
                "subjects": [clock.subject_id for clock in clocks],
                "prisons": [clock.prison_id for clock in clocks],
                "units": [clock.unit_id for clock in clocks],
                "starts": [clock.started_at for clock in clocks],
                "dues": [clock.due_at for clock in clocks],
                "steps": [work.next_step(c.due_at, steps, level) for c, level in zip(clocks, levels, strict=True)],
                "levels": levels,
                "keys": [clock.dedupe_key for clock in clocks],
                "at": at,
                "by": by.pk if by else None,
            },
        )
        return int(cursor.rowcount)


def first_level(due_at: datetime, steps: list[int], roles: list[str], at: datetime) -> int:
    """The earliest step that is still worth taking: of those that have passed, the last one of each role."""
    passed = sum(1 for seconds in steps if due_at + timedelta(seconds=seconds) <= at)
    last = {role: level for level, role in enumerate(roles[:passed])}
    return min(last.values(), default=passed)
