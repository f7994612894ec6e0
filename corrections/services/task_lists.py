"""Tasks that follow from facts: made once, moved when the facts move, put away when they fall away. One statement.

Whoever computes the list calls this as often as they like, from several processes at once: the unique key of a task
and the conditions of each part make the second run write nothing.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from corrections.choices import Urgency
from corrections.models import User

FELL_AWAY = "fell_away"
COLUMNS = """id, kind, detail, role, prison_id, unit_id, subject_type, subject_id, clock_id, urgency, due_at,
  created_at, created_by_id, done_at, done_by_id, outcome, dedupe_key"""
FOLLOW = f"""
WITH wanted AS MATERIALIZED (
  SELECT w.* FROM unnest(%(keys)s::text[], %(kinds)s::text[], %(details)s::jsonb[], %(roles)s::text[],
                         %(prisons)s::bigint[], %(units)s::bigint[], %(subjects)s::bigint[], %(dues)s::timestamptz[],
                         %(urgencies)s::text[], %(nows)s::bool[])
       AS w(dedupe_key, kind, detail, role, prison_id, unit_id, subject_id, due_at, urgency, is_now)
), made AS (
  INSERT INTO corrections_task (kind, detail, role, prison_id, unit_id, subject_type, subject_id, urgency, due_at,
                                created_at, created_by_id, outcome, dedupe_key)
  SELECT w.kind, w.detail, w.role, w.prison_id, w.unit_id, %(subject_type)s, w.subject_id, w.urgency, w.due_at,
         %(at)s, %(by)s::bigint, '', w.dedupe_key
  FROM wanted w WHERE w.is_now
  ON CONFLICT (dedupe_key) DO NOTHING
  RETURNING *
), moved AS (
  UPDATE corrections_task t
  SET due_at = w.due_at, role = w.role, prison_id = w.prison_id, unit_id = w.unit_id, detail = w.detail,
      urgency = w.urgency, done_at = NULL, outcome = ''
  FROM wanted w
  WHERE t.dedupe_key = w.dedupe_key AND (t.done_at IS NULL OR (t.outcome = '{FELL_AWAY}' AND w.is_now))
    AND (t.done_at, t.due_at, t.role, t.prison_id, t.unit_id, t.urgency, t.detail)
        IS DISTINCT FROM (NULL, w.due_at, w.role, w.prison_id, w.unit_id, w.urgency, w.detail)
  RETURNING t.*
), gone AS (
  UPDATE corrections_task t SET done_at = %(at)s, outcome = '{FELL_AWAY}'
  WHERE t.done_at IS NULL AND t.kind = ANY(%(all_kinds)s::text[]) AND t.subject_type = %(subject_type)s
    AND (%(only)s::bigint[] IS NULL OR t.subject_id = ANY(%(only)s::bigint[]))
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.dedupe_key = t.dedupe_key)
  RETURNING t.*
)
INSERT INTO corrections_historicaltask ({COLUMNS}, history_date, history_type, history_change_reason, history_user_id)
SELECT {COLUMNS}, %(at)s::timestamptz, '+', NULL, %(by)s::bigint FROM made
UNION ALL SELECT {COLUMNS}, %(at)s::timestamptz, '~', 'moved', %(by)s::bigint FROM moved
UNION ALL SELECT {COLUMNS}, %(at)s::timestamptz, '~', '{FELL_AWAY}', %(by)s::bigint FROM gone
RETURNING history_type, history_change_reason
"""  # noqa: S608  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class WantedTask:
    """A task as it should be. Before ``is_now`` it is not made, but one that is there already moves with its date."""

    key: str
    kind: str
    detail: dict[str, Any]
    role: str
    prison_id: int
    unit_id: int | None
    subject_id: int
    due_at: datetime
    is_now: bool = True
    urgency: str = Urgency.WARN


@dataclass(frozen=True, slots=True)
class Followed:
    made: int
    moved: int
    gone: int


@transaction.atomic
def follow(
    *,
    subject_type: str,
    kinds: Collection[str],
    tasks: Sequence[WantedTask],
    only: Collection[int] | None,
    by: User | None,
    at: datetime,
) -> Followed:
    """Make, move and put away, so that the open tasks of ``kinds`` are ``tasks``.

    ``only`` are the subjects that ``tasks`` were computed for, ``None`` all of them. What somebody has done stays done.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            FOLLOW,
            {
                "subject_type": subject_type,
                "all_kinds": list(kinds),
                "only": None if only is None else list(only),
                "keys": [task.key for task in tasks],
                "kinds": [task.kind for task in tasks],
                "details": [json.dumps(task.detail) for task in tasks],
                "roles": [task.role for task in tasks],
                "prisons": [task.prison_id for task in tasks],
                "units": [task.unit_id for task in tasks],
                "subjects": [task.subject_id for task in tasks],
                "dues": [task.due_at for task in tasks],
                "urgencies": [task.urgency for task in tasks],
                "nows": [task.is_now for task in tasks],
                "at": at,
                "by": by.pk if by else None,
            },
        )
        said = [(kind, reason) for kind, reason in cursor.fetchall()]
    made, gone = said.count(("+", None)), said.count(("~", FELL_AWAY))
    return Followed(made, len(said) - made - gone, gone)
