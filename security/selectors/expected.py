"""Who should be where on a unit: the whereabouts of ``inmates``, as the rows of a count, in SQL.

``inmates.selectors.whereabouts.read`` is the rule; ``tests/security/test_expected.py`` holds this to it, case by case.
"""

from inmates.selectors.whereabouts import FACTS

OUTSIDE = "(a.departed_at IS NOT NULL AND (a.back_at IS NULL OR a.back_at > %(at)s::timestamptz))"
MOVED = f"(NOT {OUTSIDE} AND m.id IS NOT NULL AND (a.back_at IS NULL OR m.left_at >= a.back_at))"
ON_THE_WAY = f"({MOVED} AND (m.arrived_at IS NULL OR m.arrived_at > %(at)s::timestamptz))"

COLUMNS = "stay_id, bed_id, expected, place_id, destination, since, until, on_the_way, told_by_id"

# of a relation ``n`` with columns id (of the count) and unit_id; everybody who lives on the unit, wherever they are
RESIDENTS = f"""
SELECT n.id AS count_id, s.id AS stay_id, b.id AS bed_id,
  CASE WHEN {OUTSIDE} THEN 'OUTSIDE'
       WHEN NOT {MOVED} OR m.to_place_id IS NULL THEN 'CELL'
       WHEN pl.unit_id = n.unit_id THEN 'UNIT'
       ELSE 'INSIDE' END AS expected,
  CASE WHEN {MOVED} THEN m.to_place_id END AS place_id,
  CASE WHEN {OUTSIDE} THEN coalesce(nullif(a.destination, ''), a.kind) ELSE '' END AS destination,
  CASE WHEN {OUTSIDE} THEN a.departed_at
       WHEN {ON_THE_WAY} THEN m.left_at
       WHEN {MOVED} THEN m.arrived_at
       ELSE coalesce(a.back_at, lower(p.during)) END AS since,
  CASE WHEN {OUTSIDE} THEN a.expected_return_at WHEN {MOVED} THEN m.expected_back_at END AS until,
  {ON_THE_WAY} AS on_the_way,
  CASE WHEN {OUTSIDE} THEN a.departed_by_id
       WHEN {ON_THE_WAY} THEN m.registered_by_id
       WHEN {MOVED} THEN coalesce(m.seen_by_id, m.registered_by_id)
       ELSE a.returned_by_id END AS told_by_id
FROM n
JOIN corrections_cell c ON c.unit_id = n.unit_id
JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id AND upper(p.during) IS NULL AND lower(p.during) <= %(at)s::timestamptz
JOIN inmates_stay s ON s.id = p.stay_id
{FACTS}
"""  # noqa: S608  (joined from constants; values are parameters)
