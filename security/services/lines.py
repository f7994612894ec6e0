"""The lines of a count: written from the whereabouts, frozen when the counting begins, followed while it runs."""

from datetime import datetime

from django.db import connection

from security.models import Count
from security.selectors.expected import COLUMNS, RESIDENTS

WRITE = f"""
WITH n AS (SELECT id, unit_id FROM security_count WHERE id = %(count)s),
now_here AS ({RESIDENTS} WHERE %(stay)s::bigint IS NULL OR s.id = %(stay)s::bigint),
written AS (
  INSERT INTO security_countline AS l (count_id, {COLUMNS}, mark, signs)
  SELECT count_id, {COLUMNS}, '', false FROM now_here
  ON CONFLICT (count_id, stay_id) DO UPDATE
  SET bed_id = EXCLUDED.bed_id, expected = EXCLUDED.expected, place_id = EXCLUDED.place_id,
      destination = EXCLUDED.destination, since = EXCLUDED.since, until = EXCLUDED.until,
      on_the_way = EXCLUDED.on_the_way, told_by_id = EXCLUDED.told_by_id
)
UPDATE security_countline l SET expected = 'GONE', place_id = NULL, destination = '', on_the_way = false
WHERE l.count_id = %(count)s AND l.expected <> 'GONE' AND (%(stay)s::bigint IS NULL OR l.stay_id = %(stay)s::bigint)
  AND NOT EXISTS (SELECT FROM now_here h WHERE h.stay_id = l.stay_id)
"""  # noqa: S608  (joined from constants; values are parameters)

CLEAR = """
UPDATE security_countline SET mark = '', signs = false, marked_at = NULL, marked_by_id = NULL WHERE count_id = %s
"""

LOCK_STAYS = """
SELECT s.id FROM inmates_stay s JOIN inmates_placement p ON p.stay_id = s.id AND upper(p.during) IS NULL
JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
WHERE c.unit_id = %s ORDER BY s.id FOR KEY SHARE OF s
"""


def lock_stays(unit_id: int) -> None:
    """A movement that is being registered comes first, and is in the lines; one that comes later follows them."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_STAYS, [unit_id])


def freeze(count: Count, at: datetime) -> None:
    """Everybody who lives on the unit, where they should be at ``at``. Whoever has left since is marked as gone."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"count": count.pk, "at": at, "stay": None})


def freeze_one(count: Count, stay_id: int, at: datetime) -> None:
    """The same for one person, who has moved."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"count": count.pk, "at": at, "stay": stay_id})


def clear(count: Count) -> None:
    """A recount begins with no marks; what was tapped before stays with its attempt."""
    with connection.cursor() as cursor:
        cursor.execute(CLEAR, [count.pk])
