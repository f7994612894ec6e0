"""Where people are at an instant, past or present: the one rule, asked in one statement for all of them.

Outside while an absence covers the instant. Else where the last movement went, if it was made after the last return.
Else in the own cell. Nothing is stored but the facts, so the past is asked with the same statement as the present.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext, pgettext

from inmates import icons
from inmates.choices import AbsenceKind


class Bucket(StrEnum):
    """The four that add up to the residents of a unit."""

    CELL = "cell"
    UNIT = "unit"
    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``movement_id`` is the last movement by then: what a form has seen when it asks for the next."""

    stay_id: int
    bucket: Bucket
    place_id: int | None
    place_name: str
    place_kind: str
    icon: str
    since: datetime | None
    until: datetime | None
    on_the_way: bool
    movement_id: int | None
    seen_at: datetime | None
    seen_by: str

    @property
    def in_a_sentence(self) -> str:
        """What the place is called after a preposition: back from *verksted*, on the way to *the cell*."""
        if self.bucket is Bucket.CELL:
            return gettext("the cell")
        is_common = self.place_id is not None or (
            self.bucket is Bucket.OUTSIDE and self.place_name == str(AbsenceKind(self.place_kind).label)
        )
        return uncapitalised(self.place_name) if is_common else self.place_name


# Joined to a row ``s`` with ``s.id`` (a stay). Each is one step into an index, however long the history is.
FACTS = """
LEFT JOIN LATERAL (
  SELECT x.kind, x.destination, x.departed_at, x.expected_return_at, x.departed_by_id, x.returned_by_id,
         upper(x.during) AS back_at
  FROM inmates_absence x
  WHERE x.stay_id = s.id AND x.departed_at <= %(at)s::timestamptz
  ORDER BY x.departed_at DESC LIMIT 1
) a ON true
LEFT JOIN LATERAL (
  SELECT x.id, x.to_place_id, x.left_at, x.arrived_at, x.expected_back_at, x.registered_by_id, x.seen_by_id
  FROM inmates_movement x
  WHERE x.stay_id = s.id AND x.undone_at IS NULL AND x.left_at <= %(at)s::timestamptz
  ORDER BY x.left_at DESC, x.id DESC LIMIT 1
) m ON true
LEFT JOIN corrections_place pl ON pl.id = m.to_place_id
"""
FACT_COLUMNS = """
a.kind AS absence_kind, a.destination, a.departed_at, a.expected_return_at, a.back_at,
m.id AS movement_id, m.to_place_id, m.left_at, m.arrived_at, m.expected_back_at,
pl.name AS place_name, pl.kind AS place_kind, pl.unit_id AS place_unit_id
"""

# The bed of a stay at the instant. The open placement is found first, in its own small index; the past is a step more.
PLACEMENT_OF_STAY = """
LEFT JOIN LATERAL (
  (SELECT x.bed_id, lower(x.during) AS placed_at FROM inmates_placement x
   WHERE x.stay_id = s.id AND upper(x.during) IS NULL AND lower(x.during) <= %(at)s::timestamptz)
  UNION ALL
  (SELECT x.bed_id, lower(x.during) FROM inmates_placement x
   WHERE x.stay_id = s.id AND upper(x.during) IS NOT NULL AND x.during @> %(at)s::timestamptz)
  LIMIT 1
) p ON true
"""

# As corrections.models.User.short_name writes it.
SHORT_NAME = """
CASE WHEN {0}.last_name = '' THEN {0}.username
     ELSE concat_ws('. ', nullif(left({0}.first_name, 1), ''), {0}.last_name) END"""

QUERY = f"""
SELECT s.id AS stay_id, c.unit_id, p.placed_at, {FACT_COLUMNS},
       a.departed_by_id, {SHORT_NAME.format("wd")} AS departed_by, {SHORT_NAME.format("wb")} AS returned_by,
       {SHORT_NAME.format("wr")} AS registered_by, {SHORT_NAME.format("ws")} AS arrival_seen_by
FROM unnest(%(stays)s::bigint[]) AS s(id)
{PLACEMENT_OF_STAY}
LEFT JOIN corrections_bed b ON b.id = p.bed_id
LEFT JOIN corrections_cell c ON c.id = b.cell_id
{FACTS}
LEFT JOIN corrections_user wd ON wd.id = a.departed_by_id
LEFT JOIN corrections_user wb ON wb.id = a.returned_by_id
LEFT JOIN corrections_user wr ON wr.id = m.registered_by_id
LEFT JOIN corrections_user ws ON ws.id = m.seen_by_id
"""  # noqa: S608  (joined from constants of this file; values are parameters)


def uncapitalised(name: str) -> str:
    """``verksted, tre``; a name with other capitals, such as NAV, keeps its own."""
    return name[:1].lower() + name[1:] if name[1:2].isalpha() and name[1:].islower() else name


def of_stays(stay_ids: Iterable[int], at: datetime) -> dict[int, Whereabouts]:
    """Where each of these stays is at ``at``. One statement, whatever their number."""
    ids = list(stay_ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"stays": ids, "at": at})
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["stay_id"]: read(row, at) for row in rows}


def of_stay(stay_id: int, at: datetime) -> Whereabouts:
    return of_stays([stay_id], at)[stay_id]


def read(row: Mapping[str, Any], at: datetime) -> Whereabouts:
    """The rule. ``row`` holds ``FACT_COLUMNS``, ``stay_id`` and ``unit_id`` (of the own cell, ``None`` without one)."""
    departed, back = row["departed_at"], row["back_at"]
    if departed is not None and (back is None or back > at):
        return _outside(row)
    if row["movement_id"] is not None and (back is None or row["left_at"] >= back):
        return _after_movement(row, at)
    return Whereabouts(
        stay_id=row["stay_id"],
        bucket=Bucket.INSIDE if row["unit_id"] is None else Bucket.CELL,
        place_id=None,
        place_name=_own_cell(row),
        place_kind="",
        icon=icons.ELSEWHERE if row["unit_id"] is None else icons.CELL,
        since=back or row.get("placed_at"),
        until=None,
        on_the_way=False,
        movement_id=row["movement_id"],
        seen_at=back,
        seen_by=(row.get("returned_by") or "") if back else "",
    )


def _outside(row: Mapping[str, Any]) -> Whereabouts:
    """Whoever let the person out saw them; nobody saw the one who is at large when that began."""
    kind = row["absence_kind"]
    is_seen = kind != AbsenceKind.ESCAPE
    return Whereabouts(
        stay_id=row["stay_id"],
        bucket=Bucket.OUTSIDE,
        place_id=None,
        place_name=row["destination"] or str(AbsenceKind(kind).label),
        place_kind=kind,
        icon=icons.ABSENCES[kind],
        since=row["departed_at"],
        until=row["expected_return_at"],
        on_the_way=False,
        movement_id=row["movement_id"],
        seen_at=row["departed_at"] if is_seen else None,
        seen_by=(row.get("departed_by") or "") if is_seen else "",
    )


def _after_movement(row: Mapping[str, Any], at: datetime) -> Whereabouts:
    arrived = row["arrived_at"]
    on_the_way = arrived is None or arrived > at
    home = row["to_place_id"] is None
    return Whereabouts(
        stay_id=row["stay_id"],
        bucket=_bucket(row),
        place_id=row["to_place_id"],
        place_name=_own_cell(row) if home else row["place_name"],
        place_kind="" if home else row["place_kind"],
        icon=icons.CELL if home else icons.PLACES.get(row["place_kind"], icons.ELSEWHERE),
        since=row["left_at"] if on_the_way else arrived,
        until=row["expected_back_at"],
        on_the_way=on_the_way,
        movement_id=row["movement_id"],
        seen_at=row["left_at"] if on_the_way else arrived,
        seen_by=(None if on_the_way else row.get("arrival_seen_by")) or row.get("registered_by") or "",
    )


def _bucket(row: Mapping[str, Any]) -> Bucket:
    if row["unit_id"] is None:
        return Bucket.INSIDE
    if row["to_place_id"] is None:
        return Bucket.CELL
    return Bucket.UNIT if row["place_unit_id"] == row["unit_id"] else Bucket.INSIDE


def _own_cell(row: Mapping[str, Any]) -> str:
    return gettext("No cell yet") if row["unit_id"] is None else pgettext("whereabouts", "In the cell")
