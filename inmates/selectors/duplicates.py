"""Who in the register may be the person that was announced, and which records may be of one person.

Each search is a few ranges of indexes (identity number, date of birth, name, alias); what they find is judged by
``rules.duplicates``. Joined records are never offered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from corrections import display
from inmates.choices import MatchRung
from inmates.models import Person
from inmates.rules.duplicates import RUNGS, Known, rung

MOST = 8
WIDE = 200
LIKELY = f"""
SELECT id FROM (
  (SELECT i.person_id AS id FROM inmates_identifier i WHERE i.kind = %(kind)s AND i.value = %(value)s
    AND NOT i.was_wrong LIMIT {WIDE})
  UNION (SELECT p.id FROM inmates_person p WHERE p.birth_date = %(born)s LIMIT {WIDE})
  UNION (SELECT p.id FROM inmates_person p WHERE p.sort_key = public.name_key(%(name)s) LIMIT {WIDE})
  UNION (SELECT a.person_id FROM inmates_alias a WHERE a.sort_key = public.name_key(%(name)s) LIMIT {WIDE})
) AS likely
"""  # noqa: S608  (constants of ours; values are parameters)
FACTS = """
SELECT p.id, public.name_key(p.family_name) AS family, p.given_key AS given, p.birth_date AS born, p.sound_key AS sound,
       (SELECT coalesce(array_agg(i.kind || ' ' || i.value), '{}') FROM inmates_identifier i WHERE i.person_id = p.id
         AND NOT i.was_wrong) AS identifiers,
       (SELECT coalesce(array_agg(ARRAY[public.name_key(a.family_name), public.name_key(a.given_name)]), '{}')
          FROM inmates_alias a WHERE a.person_id = p.id) AS aliases
FROM inmates_person p WHERE p.id = ANY(%(ids)s) AND p.merged_into_id IS NULL
"""
KEYS = "SELECT public.name_key(%s), public.name_key(%s), public.name_sound(%s)"
CARDS = """
SELECT p.id, p.uuid, p.number, p.family_name, p.given_name, p.birth_date, p.sex, p.nationality,
       EXISTS (SELECT FROM inmates_photo f WHERE f.person_id = p.id) AS has_photo,
       s.id AS stay_id, upper(s.during) AS released_at, s.id IS NOT NULL AND upper(s.during) IS NULL AS is_here,
       coalesce(pr.name, '') AS prison_name, coalesce(c.code, '') AS cell_code,
       (SELECT string_agg(a.family_name || ', ' || a.given_name, '; ' ORDER BY a.id) FROM inmates_alias a
         WHERE a.person_id = p.id) AS aliases
FROM inmates_person p
LEFT JOIN LATERAL (SELECT x.* FROM inmates_stay x WHERE x.person_id = p.id
                   ORDER BY upper_inf(x.during) DESC, lower(x.during) DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT x.* FROM inmates_placement x WHERE x.stay_id = s.id
                   ORDER BY upper_inf(x.during) DESC, lower(x.during) DESC LIMIT 1) h ON true
LEFT JOIN corrections_bed b ON b.id = h.bed_id LEFT JOIN corrections_cell c ON c.id = b.cell_id
LEFT JOIN corrections_unit u ON u.id = c.unit_id
LEFT JOIN corrections_prison pr ON pr.id = coalesce(u.prison_id, s.reception_prison_id)
WHERE p.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Announced:
    """Who somebody is said to be."""

    family_name: str
    given_name: str = ""
    birth_date: date | None = None
    identifier_kind: str = ""
    identifier_value: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A record as two are compared: who, and what became of them."""

    person_id: int
    uuid: UUID
    number: str
    name: str
    birth_date: date | None
    nationality: str
    has_photo: bool
    is_here: bool
    where: str
    aliases: str
    why: str = ""
    rung: str = ""


def candidates(announced: Announced, at: datetime) -> list[Card]:
    """Those who may be the person that was announced, strongest reason first. Four statements whatever is found."""
    name = f"{announced.family_name} {announced.given_name}".strip()
    likely = {
        "kind": announced.identifier_kind,
        "value": announced.identifier_value,
        "born": announced.birth_date,
        "name": name,
    }
    one = known(announced)
    found = {pk: rung(one, other) for pk, other in facts([row["id"] for row in fetch(LIKELY, likely)]).items()}
    best = sorted((pk for pk in found if found[pk]), key=lambda pk: (RUNGS.index(found[pk]), pk))[:MOST]
    shown = cards(best, at, found)
    return [shown[pk] for pk in best]


def known(announced: Announced) -> Known:
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [announced.family_name, announced.given_name, announced.family_name])
        family, given, sound = cursor.fetchone()
    numbers = {(announced.identifier_kind, announced.identifier_value)} if announced.identifier_value else set()
    return Known(family, given, announced.birth_date, sound or "", frozenset(numbers))


def facts(ids: Sequence[int]) -> dict[int, Known]:
    """What the ladder asks, of each of these people. Those that were joined to another are left out."""
    return {
        row["id"]: Known(
            family=row["family"],
            given=row["given"],
            born=row["born"],
            sound=row["sound"],
            identifiers=frozenset(tuple(text.split(" ", 1)) for text in row["identifiers"]),
            aliases=frozenset((family, given) for family, given in row["aliases"]),
        )
        for row in fetch(FACTS, {"ids": list(ids)})
    }


def cards(ids: Iterable[int], at: datetime, rungs: dict[int, str] | None = None) -> dict[int, Card]:
    return {row["id"]: card(row, at, (rungs or {}).get(row["id"], "")) for row in fetch(CARDS, {"ids": list(ids)})}


def card(row: dict[str, Any], at: datetime, why: str) -> Card:
    return Card(
        person_id=row["id"],
        uuid=row["uuid"],
        number=row["number"],
        name=f"{row['family_name']}, {row['given_name']}".rstrip(", "),
        birth_date=row["birth_date"],
        nationality=row["nationality"],
        has_photo=row["has_photo"],
        is_here=row["is_here"],
        where=where(row, at),
        aliases=row["aliases"] or "",
        why=str(MatchRung(why).label) if why else "",
        rung=why,
    )


def where(row: dict[str, Any], at: datetime) -> str:
    if row["is_here"]:
        return _("In custody now, %(prison)s %(cell)s") % {"prison": row["prison_name"], "cell": row["cell_code"]}
    if row["released_at"] is not None:
        return _("Last released %(when)s, %(prison)s") % {
            "when": display.day(row["released_at"]),
            "prison": row["prison_name"],
        }
    return _("Has never been in custody here")


def successor(uuid: UUID) -> UUID | None:
    """The record that this one was joined to, if it was."""
    found = Person.objects.filter(uuid=uuid, merged_into__isnull=False).values_list("merged_into__uuid", flat=True)
    return found.order_by("pk").first()


def fetch(sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
