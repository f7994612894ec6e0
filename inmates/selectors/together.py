"""Who stands together now although they may not: in a cell, on a unit, in a prison, or booked at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.rules import OSLO
from inmates.choices import AlertCode
from inmates.meeting_choices import MeetingKind
from inmates.rules import meetings as rules
from inmates.selectors.meetings import KEPT_APART, OVERRIDES, Bar, both, in_words

DUE_WITHIN = timedelta(days=14)
SPAN = "tstzrange(%(start)s::timestamptz, %(end)s::timestamptz, '[]')"
KEPT = KEPT_APART.format(span=SPAN, pair=both("a.first_id", "a.second_id"), members=both("m.person_id", "n.person_id"))
EVERYBODY = KEPT_APART.format(span=SPAN, pair="TRUE", members="TRUE")
STANDING = f"""
WITH apart AS MATERIALIZED ({{apart}}), home AS (
  SELECT s.person_id, p.id AS placement_id, c.id AS cell_id, c.unit_id, u.prison_id, n.uuid, n.number,
    n.family_name || ', ' || n.given_name AS name
  FROM inmates_placement p JOIN inmates_stay s ON s.id = p.stay_id JOIN inmates_person n ON n.id = s.person_id
  JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
  JOIN corrections_unit u ON u.id = c.unit_id
  WHERE upper(p.during) IS NULL AND s.person_id IN (SELECT one FROM apart UNION SELECT other FROM apart)
)
SELECT x.*, {OVERRIDES} AS allowed, h.name AS one_name, g.name AS other_name, h.uuid, h.number AS one_number,
  g.number AS other_number, h.prison_id, h.unit_id AS one_unit, g.unit_id AS other_unit,
  h.cell_id = g.cell_id AS same_cell, h.unit_id = g.unit_id AS same_unit,
  h.placement_id AS one_home, g.placement_id AS other_home, k.kind AS booked,
  k.one_booking, k.starts, k.place
FROM apart x JOIN home h ON h.person_id = x.one JOIN home g ON g.person_id = x.other AND g.prison_id = h.prison_id
LEFT JOIN LATERAL (
  SELECT c.kind, c.id AS one_booking, lower(c.during) AS starts, l.name AS place
  FROM inmates_commitment c JOIN inmates_stay s ON s.id = c.stay_id AND s.person_id = x.one
  JOIN inmates_commitment d ON d.place_id = c.place_id AND d.during && c.during AND d.cancelled_at IS NULL
  JOIN inmates_stay t ON t.id = d.stay_id AND t.person_id = x.other
  JOIN corrections_place l ON l.id = c.place_id
  WHERE c.cancelled_at IS NULL AND upper(c.during) > %(start)s::timestamptz
  ORDER BY lower(c.during), c.id LIMIT 1
) k ON TRUE
WHERE %(prison)s::bigint IS NULL OR h.prison_id = %(prison)s
ORDER BY x.one, x.other, x.source, x.id
"""  # noqa: S608  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class Standing:
    """A pair that is together. ``how`` is the narrowest way in which they meet; ``key`` is of this meeting alone."""

    bar: Bar
    how: str
    key: str
    prison_id: int
    units: tuple[int, ...]
    number: str
    other_number: str
    uuid: str
    starts: datetime | None
    place: str
    booking: int | None


def standing(at: datetime, *, person_ids: Sequence[int] | None = None, prison_id: int | None = None) -> list[Standing]:
    """Every pair that lives together, or is booked together, although they may not. One statement."""
    values: dict[str, Any] = {
        "start": at, "end": at, "new": list(person_ids or ()), "people": None, "prison": prison_id,
    }  # fmt: skip
    query = STANDING.format(apart=EVERYBODY if person_ids is None else KEPT)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [found for row in rows for found in of_row(row)]


def of_row(row: dict[str, Any]) -> list[Standing]:
    said = {key: row[key] for key in ("source", "id", "one", "other", "scope", "reason", "one_name", "other_name")}
    bar = Bar(**said, allowed=frozenset(row["allowed"]))
    homes = f"{row['one_home']}:{row['other_home']}"
    lives = [(MeetingKind.CELL, row["same_cell"]), (MeetingKind.UNIT, row["same_unit"]), (MeetingKind.PRISON, True)]
    ways = [(str(kind), homes) for kind, holds in lives if holds and bar.stops(kind)][:1]
    booked = rules.BOOKED.get(row["booked"] or "")
    if booked and bar.stops(booked):
        ways.append((booked, str(row["one_booking"])))
    units = tuple(dict.fromkeys((row["one_unit"], row["other_unit"])))
    return [
        Standing(
            bar,
            how,
            f"together:{bar.source}:{bar.id}:{bar.one}:{bar.other}:{how}:{of}",
            row["prison_id"],
            units,
            row["one_number"],
            row["other_number"],
            str(row["uuid"]),
            row["starts"] if how == booked else None,
            row["place"] if how == booked else "",
            row["one_booking"] if how == booked else None,
        )
        for how, of in ways
    ]


def words(one: Standing, access: Access) -> str:
    return _("%(how)s: %(what)s") % {"how": MeetingKind(one.how).label, "what": in_words(one.bar, access)}


# ---- what is to be looked at again -----------------------------------------------------------------------------------
LIVES_HERE = """SELECT s.person_id FROM inmates_placement x JOIN inmates_stay s ON s.id = x.stay_id
    JOIN corrections_bed b ON b.id = x.bed_id JOIN corrections_cell c ON c.id = b.cell_id
    JOIN corrections_unit u ON u.id = c.unit_id WHERE upper(x.during) IS NULL AND u.prison_id = %(prison)s"""
REVIEWS = f"""
SELECT 'pair' AS source, a.id, a.review_on, p.uuid, p.family_name || ', ' || p.given_name AS name,
  q.family_name || ', ' || q.given_name AS other
FROM inmates_nonassociation a JOIN inmates_person p ON p.id = a.first_id JOIN inmates_person q ON q.id = a.second_id
WHERE upper(a.during) IS NULL AND a.review_on <= %(until)s
  AND (EXISTS (SELECT FROM ({LIVES_HERE}) h WHERE h.person_id IN (a.first_id, a.second_id)))
UNION ALL
SELECT 'alert', w.id, w.review_on, p.uuid, p.family_name || ', ' || p.given_name, w.code
FROM inmates_alert w JOIN inmates_person p ON p.id = w.person_id
WHERE upper(w.during) IS NULL AND w.review_on <= %(until)s AND EXISTS (
  SELECT FROM ({LIVES_HERE}) h WHERE h.person_id = w.person_id)
ORDER BY 3, 1, 2 LIMIT 300
"""  # noqa: S608  (joined from constants; values are parameters)


def reviews(prison_id: int, at: datetime) -> list[dict[str, Any]]:
    """Pairs and alerts of those who live in the prison, whose day of review comes within two weeks. One statement."""
    today = at.astimezone(OSLO).date()
    with connection.cursor() as cursor:
        cursor.execute(REVIEWS, {"prison": prison_id, "until": today + DUE_WITHIN})
        names = [column.name for column in cursor.description]
        return [review_row(dict(zip(names, row, strict=True)), today) for row in cursor.fetchall()]


def review_row(row: dict[str, Any], today: date) -> dict[str, Any]:
    is_pair = row["source"] == "pair"
    what = _("Must not meet %(other)s") % row if is_pair else str(AlertCode(row["other"]).label)
    address = "person_apart_end" if is_pair else "person_alert_review"
    return {
        "name": row["name"],
        "what": what,
        "day": display.day(row["review_on"]),
        "late": row["review_on"] < today,
        "href": reverse(address, args=[row["uuid"], row["id"]]),
    }


def lines(prison_id: int, at: datetime, access: Access) -> list[dict[str, Any]]:
    """Who stands together in the prison, worded for who reads."""
    return [
        {
            "text": words(one, access),
            "href": reverse("person", args=[one.uuid]),
            "place": one.place,
            "when": display.moment(one.starts, at) if one.starts else "",
        }
        for one in standing(at, prison_id=prison_id)
    ]
