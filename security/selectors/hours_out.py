"""Hours out of cell of people, and of a unit on the average: one statement, whatever the number of people and days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from corrections.rules import OSLO
from security.rules import locks as rules
from security.rules.locks import Home, Hours, Life, Span, Turn

MINE = "SELECT unnest(%(stays)s::bigint[]) AS id"
OF_A_UNIT = """SELECT DISTINCT p.stay_id AS id FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id
  JOIN corrections_cell c ON c.id = b.cell_id
  WHERE c.unit_id = %(unit)s AND p.during && tstzrange(%(start)s, %(end)s)"""

# what somebody booked counts as kept: the doors of a unit are locked while its people are at work, too
FACTS = """
WITH who AS ({who}), homes AS (
  SELECT p.stay_id, c.unit_id, greatest(lower(p.during), %(start)s) AS starts,
    least(coalesce(upper(p.during), %(end)s), %(end)s) AS ends
  FROM who JOIN inmates_placement p ON p.stay_id = who.id
  JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
  WHERE p.during && tstzrange(%(start)s, %(end)s)
), places AS (SELECT DISTINCT unit_id FROM homes), standing AS (
  SELECT e.unit_id, e.stay_id, e.at, e.act
  FROM places JOIN security_lockevent e ON e.unit_id = places.unit_id AND e.at < %(end)s
  WHERE e.act <> 'NEVER' AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = e.id)
)
SELECT 'home' AS what, stay_id, unit_id, starts, ends, '' AS act FROM homes
UNION ALL
SELECT 'outside', a.stay_id, NULL, greatest(lower(a.during), %(start)s),
  least(coalesce(upper(a.during), %(end)s), %(end)s), ''
FROM who JOIN inmates_absence a ON a.stay_id = who.id WHERE a.during && tstzrange(%(start)s, %(end)s)
UNION ALL
SELECT 'booked', k.stay_id, NULL, lower(k.during), least(upper(k.during), %(end)s), ''
FROM who JOIN inmates_commitment k ON k.stay_id = who.id
WHERE k.cancelled_at IS NULL AND k.during && tstzrange(%(start)s, %(end)s)
UNION ALL
SELECT 'turn', s.stay_id, s.unit_id, s.at, NULL, s.act FROM standing s
WHERE s.at >= coalesce((SELECT max(o.at) FROM standing o WHERE o.unit_id = s.unit_id
    AND o.stay_id IS NOT DISTINCT FROM s.stay_id AND o.at <= %(start)s), '-infinity')
  AND (s.stay_id IS NULL OR s.stay_id IN (SELECT id FROM who))
"""


@dataclass
class Known:
    """What the statement answered, by stay and by unit."""

    homes: dict[int, list[Home]] = field(default_factory=dict)
    outside: dict[int, list[Span]] = field(default_factory=dict)
    booked: dict[int, list[Span]] = field(default_factory=dict)
    own: dict[int, dict[int, list[Turn]]] = field(default_factory=dict)
    turns: dict[int, list[Turn]] = field(default_factory=dict)

    def life(self, stay_id: int) -> Life:
        return Life(
            homes=self.homes.get(stay_id, ()),
            outside=self.outside.get(stay_id, ()),
            booked=self.booked.get(stay_id, ()),
            own=self.own.get(stay_id),
        )


def of_stays(stay_ids: Iterable[int], first: date, last: date, *, at: datetime) -> dict[int, list[Hours]]:
    """Each person's days from ``first`` to ``last``; today until ``at``. One query."""
    ids = list(dict.fromkeys(stay_ids))
    if not ids:
        return {}
    days = rules.days(first, last, OSLO, until=at)
    known = ask(MINE, {"stays": ids}, days)
    return {pk: rules.hours(known.life(pk), known.turns, days, OSLO) for pk in ids}


def average(unit_id: int, first: date, last: date) -> dict[date, float]:
    """Mean hours of those who lived on the unit, over each day that is known of them. One query; the days are over."""
    if last < first:
        return {}
    days = [rules.day_span(first + rules.DAY * number, OSLO) for number in range((last - first).days + 1)]
    known = ask(OF_A_UNIT, {"unit": unit_id}, days)
    found: dict[date, list[timedelta]] = {}
    for pk in known.homes:
        for each in rules.hours(known.life(pk), known.turns, days, OSLO):
            if each.is_whole:
                found.setdefault(each.on, []).append(each.out)
    return {on: sum(outs, rules.NONE) / len(outs) / timedelta(hours=1) for on, outs in found.items()}


def of_a_unit(unit_id: int, first: date, last: date) -> dict[date, float]:
    """Beside the curve of calm (``security.registries.climate_sources``): ``last`` is today, which is not over."""
    return average(unit_id, first, last - rules.DAY)


def ask(who: str, values: dict[str, Any], days: Sequence[Span]) -> Known:
    found = Known()
    span = {"start": days[0].start, "end": days[-1].end}
    with connection.cursor() as cursor:
        cursor.execute(FACTS.format(who=who), values | span)
        for what, stay_id, unit_id, start, end, act in cursor.fetchall():
            if what == "home":
                found.homes.setdefault(stay_id, []).append(Home(unit_id, start, end))
            elif what == "turn" and stay_id is None:
                found.turns.setdefault(unit_id, []).append(Turn(start, act))
            elif what == "turn":
                found.own.setdefault(stay_id, {}).setdefault(unit_id, []).append(Turn(start, act, own=True))
            else:
                spans = found.outside if what == "outside" else found.booked
                spans.setdefault(stay_id, []).append(Span(start, end))
    return found
