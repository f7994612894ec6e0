"""What a board reads: five statements, each for the whole unit, each flat however long the history is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from inmates import registries
from inmates.selectors.whereabouts import FACT_COLUMNS, FACTS, PLACEMENT_OF_STAY, SHORT_NAME


class NoSuchUnit(LookupError):
    """No unit of that id."""


class PlaceFacts(NamedTuple):
    id: int
    name: str
    kind: str
    unit_id: int | None


class TaskFacts(NamedTuple):
    id: int
    kind: str
    detail: dict[str, Any]
    role: str
    due_at: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """``version`` is of the same instant as everything else here (``inmates.models.board``)."""

    id: int
    code: str
    name: str
    prison_id: int
    prison_name: str
    version: int
    places: tuple[PlaceFacts, ...]
    tasks: tuple[TaskFacts, ...]
    lent: Mapping[str, Any] = field(default_factory=dict, compare=False)


UNIT = """
SELECT u.id, u.code, u.name, u.prison_id, r.name, coalesce(v.version, 0),
  (SELECT json_agg(json_build_array(p.id, p.name, p.kind, p.unit_id) ORDER BY p.position, p.name)
   FROM corrections_place p WHERE p.prison_id = u.prison_id AND p.is_active),
  (SELECT json_agg(json_build_array(t.id, t.kind, t.detail, t.role, t.due_at) ORDER BY t.due_at, t.id)
   FROM corrections_task t WHERE t.prison_id = u.prison_id AND t.role = ANY(%(roles)s::text[]) AND t.done_at IS NULL
     AND t.unit_id = u.id AND t.due_at <= %(at)s::timestamptz)
FROM corrections_unit u JOIN corrections_prison r ON r.id = u.prison_id
LEFT JOIN inmates_boardversion v ON v.prison_id = u.prison_id
WHERE u.id = %(unit)s
"""

# One row a bed, in the order of the building, with who lives there and what is known of where they are.
CELLS = f"""
SELECT c.id AS cell_id, c.unit_id, c.code, c.floor, c.places_in_use, b.id AS bed_id, b.number AS bed_number,
  k.reason AS closed_why, k.note AS closed_note, k.expected_return_on, r.reservation_id, r.expected_at,
  p.placed_at, s.id AS stay_id, lower(s.during) AS stay_began, n.id AS person_id, n.uuid, n.family_name, n.given_name,
  n.sort_key, {FACT_COLUMNS}
FROM corrections_cell c
JOIN corrections_bed b ON b.cell_id = c.id
LEFT JOIN LATERAL (
  (SELECT x.stay_id, lower(x.during) AS placed_at FROM inmates_placement x
   WHERE x.bed_id = b.id AND upper(x.during) IS NULL AND lower(x.during) <= %(at)s::timestamptz)
  UNION ALL
  (SELECT x.stay_id, lower(x.during) FROM inmates_placement x
   WHERE x.bed_id = b.id AND upper(x.during) IS NOT NULL AND x.during @> %(at)s::timestamptz)
  LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT x.reason, x.note, x.expected_return_on FROM corrections_cellclosure x
  WHERE x.cell_id = c.id AND x.during @> %(at)s::timestamptz LIMIT 1
) k ON true
LEFT JOIN LATERAL (
  SELECT x.id AS reservation_id, x.expected_at FROM inmates_reservation x
  WHERE x.bed_id = b.id AND x.during @> %(at)s::timestamptz LIMIT 1
) r ON true
LEFT JOIN inmates_stay s ON s.id = p.stay_id
LEFT JOIN inmates_person n ON n.id = s.person_id
{FACTS}
WHERE c.unit_id = %(unit)s AND (b.number <= c.places_in_use OR p.stay_id IS NOT NULL)
ORDER BY c.floor, c.position, c.code, b.number
"""  # noqa: S608  (joined from constants; values are parameters)

# Who must not meet somebody of this unit, and where that other person is, whichever unit they live on.
APART = f"""
SELECT w.me, w.other AS person_id, w.reason, s.id AS stay_id, n.uuid, n.family_name, b.cell_id, c.unit_id, p.placed_at,
  {FACT_COLUMNS}
FROM (
  SELECT x.first_id AS me, x.second_id AS other, x.reason FROM inmates_nonassociation x
  WHERE x.first_id = ANY(%(people)s::bigint[]) AND x.during @> %(at)s::timestamptz
  UNION ALL
  SELECT x.second_id, x.first_id, x.reason FROM inmates_nonassociation x
  WHERE x.second_id = ANY(%(people)s::bigint[]) AND x.during @> %(at)s::timestamptz
) w
JOIN inmates_person n ON n.id = w.other
LEFT JOIN inmates_stay s ON s.person_id = w.other AND s.during @> %(at)s::timestamptz
{PLACEMENT_OF_STAY}
LEFT JOIN corrections_bed b ON b.id = p.bed_id
LEFT JOIN corrections_cell c ON c.id = b.cell_id
{FACTS}
ORDER BY w.me, w.other
"""  # noqa: S608

COMMITMENTS = """
SELECT k.stay_id, k.kind, k.label, k.place_id, lower(k.during) AS starts, upper(k.during) AS ends
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN inmates_commitment k ON k.stay_id = s.id AND k.cancelled_at IS NULL
  AND k.during && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
ORDER BY starts, k.label, k.stay_id
"""

LOG_LINES = 4  # with them, the actions and the hours, a large screen shows the whole unit
# The limit stands in the text, here and in other statements: to plan for any limit, PostgreSQL expects a tenth of all.
LOG = f"""
SELECT e.id, e.happened_at, e.text, coalesce({SHORT_NAME.format("w")}, '') AS by,
       NOT e.is_verified AND v.id IS NULL AS unverified
FROM (
  SELECT e.id, e.happened_at, e.text, e.written_by_id, e.is_verified, coalesce(e.root_id, e.id) AS root
  FROM inmates_logentry e
  WHERE e.unit_id = %(unit)s AND e.happened_at <= %(at)s::timestamptz AND e.written_at <= %(at)s::timestamptz
    AND e.erased_at IS NULL
    AND NOT EXISTS (SELECT FROM inmates_logentry c WHERE c.corrects_id = e.id AND c.written_at <= %(at)s::timestamptz)
  ORDER BY e.happened_at DESC, e.id DESC LIMIT {LOG_LINES}) e
LEFT JOIN corrections_user w ON w.id = e.written_by_id
LEFT JOIN inmates_logverification v ON v.entry_id = e.root AND v.verified_at <= %(at)s::timestamptz
ORDER BY e.happened_at DESC, e.id DESC
"""  # noqa: S608

Row = tuple[Any, ...]


def unit_facts(unit_id: int, at: datetime, roles: Iterable[str] = ()) -> UnitFacts:
    """The unit with its places, and the work that is overdue there for these roles. Raises ``NoSuchUnit``."""
    _names, rows = ask(unit_query(), {"unit": unit_id, "at": at, "roles": sorted(roles)})
    if not rows:
        raise NoSuchUnit(unit_id)
    unit_id, code, name, prison_id, prison_name, version, places, tasks, lent_facts = rows[0]
    return UnitFacts(
        id=unit_id,
        code=code,
        name=name,
        prison_id=prison_id,
        prison_name=prison_name,
        version=version,
        places=tuple(PlaceFacts(*place) for place in places or ()),
        tasks=tuple(TaskFacts(*task) for task in tasks or ()),
        lent=lent_facts,
    )


def unit_query() -> str:
    """With what other floors lend, in the same statement."""
    lent = ", ".join(f"'{key}', {expression}" for key, expression in registries.unit_facts.items())
    return UNIT.replace("\nFROM corrections_unit", f",\n  json_build_object({lent})\nFROM corrections_unit", 1)


def cells(unit_id: int, at: datetime) -> tuple[list[str], list[Row]]:
    return ask(CELLS, {"unit": unit_id, "at": at})


def apart(people: list[int], at: datetime) -> list[dict[str, Any]]:
    return named(*ask(APART, {"people": array(people), "at": at}))


def commitments(stays: list[int], start: datetime, end: datetime) -> list[dict[str, Any]]:
    return named(*ask(COMMITMENTS, {"stays": array(stays), "start": start, "end": end}))


def log(unit_id: int, at: datetime) -> list[dict[str, Any]]:
    return named(*ask(LOG, {"unit": unit_id, "at": at}))


_names: dict[str, list[str]] = {}


def ask(query: str, values: dict[str, Any]) -> tuple[list[str], list[Row]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = _names.get(query) or _names.setdefault(query, [column.name for column in cursor.description])
        return names, cursor.fetchall()


def array(ids: list[int]) -> str:
    """The ids as PostgreSQL writes an array: psycopg would look at each of them by itself."""
    return "{" + ",".join(map(str, ids)) + "}"


def named(names: list[str], rows: list[Row]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
