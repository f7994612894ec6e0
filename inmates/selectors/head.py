"""The head of a person's page: who, where now, what to take care of. One statement, whatever the length of the record.

It is the same on every tab, so it reads only what every tab shows. What the user may not see is not read into it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from corrections.access import Access
from inmates.models.person import EN_ROUTE, HOLDER
from inmates.permissions import PersonPerm
from inmates.registries import Subject

QUERY = f"""
SELECT p.id AS person_id, p.uuid, p.number, p.family_name, p.given_name, p.birth_date, p.sex, p.nationality,
       p.municipality, s.id AS stay_id, lower(s.during) AS received_at, upper(s.during) AS released_at,
       (SELECT min(lower(x.during)) FROM inmates_stay x WHERE x.person_id = p.id) AS first_received_at,
       h.id AS placement_id, lower(h.during) AS placed_at, upper(h.during) IS NULL AND h.id IS NOT NULL AS is_placed,
       c.id AS cell_id, c.code AS cell_code, u.id AS unit_id, u.code AS unit_code, u.name AS unit_name,
       u.security_level, pr.id AS prison_id, pr.name AS prison_name,
       (SELECT t.to_prison_id FROM inmates_transfer t WHERE t.stay_id = s.id AND {EN_ROUTE}) AS bound_for,
       l.kind AS legal_status, f.id AS photo_id, f.taken_on,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'code', a.code, 'level', a.level, 'note', a.note,
                 'until', upper(a.during)) ORDER BY a.id), '[]')
          FROM inmates_alert a WHERE a.person_id = p.id AND a.during @> %(at)s::timestamptz) AS alerts,
       (SELECT count(*) FROM inmates_alert a WHERE a.person_id = p.id AND upper(a.during) <= %(at)s) AS alerts_ended,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'label', n.label) ORDER BY n.id), '[]')
          FROM inmates_need n WHERE n.person_id = p.id AND n.during @> %(at)s::timestamptz) AS needs,
       (SELECT count(*) FROM inmates_nonassociation x
         WHERE (x.first_id = p.id OR x.second_id = p.id) AND x.during @> %(at)s::timestamptz) AS apart,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'substitute', k.is_substitute, 'user', o.id,
                 'first', o.first_name, 'last', o.last_name, 'username', o.username) ORDER BY k.is_substitute), '[]')
          FROM inmates_contactofficer k JOIN corrections_user o ON o.id = k.officer_id
         WHERE k.stay_id = s.id AND upper(k.during) IS NULL) AS officers
FROM inmates_person p
LEFT JOIN LATERAL (SELECT x.* FROM inmates_stay x WHERE x.person_id = p.id
                   ORDER BY upper_inf(x.during) DESC, lower(x.during) DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT x.* FROM inmates_placement x WHERE x.stay_id = s.id
                   ORDER BY upper_inf(x.during) DESC, lower(x.during) DESC LIMIT 1) h ON true
LEFT JOIN corrections_bed b ON b.id = h.bed_id
LEFT JOIN corrections_cell c ON c.id = b.cell_id
LEFT JOIN corrections_unit u ON u.id = c.unit_id
LEFT JOIN corrections_prison pr ON pr.id = CASE WHEN upper(h.during) IS NULL AND h.id IS NOT NULL THEN u.prison_id
                                                ELSE {HOLDER} END
LEFT JOIN LATERAL (SELECT x.kind FROM inmates_legalstatus x WHERE x.stay_id = s.id
                   ORDER BY lower(x.during) DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT x.id, x.taken_on FROM inmates_photo x WHERE x.person_id = p.id
                   ORDER BY x.taken_on DESC, x.id DESC LIMIT 1) f ON true
WHERE p.uuid = %(uuid)s
"""  # noqa: S608  (constants of ours; values are parameters)


@dataclass(frozen=True, slots=True)
class Officer:
    """A contact officer as staff write each other."""

    assignment_id: int
    user_id: int
    name: str
    is_substitute: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What one statement knows of a person. ``is_here``: in custody now; ``is_placed``: with a bed."""

    subject: Subject
    number: str
    family_name: str
    given_name: str
    birth_date: Any
    sex: str
    nationality: str
    municipality: str
    is_here: bool
    received_at: datetime | None
    first_received_at: datetime | None
    released_at: datetime | None
    placement_id: int | None
    placed_at: datetime | None
    is_placed: bool
    cell_code: str
    unit_name: str
    prison_name: str
    security_level: str
    legal_status: str
    photo_id: int | None
    photo_taken_on: Any
    alerts: list[dict[str, Any]]
    alerts_ended: int
    needs: list[dict[str, Any]]
    apart: int
    officers: list[Officer]

    @property
    def name(self) -> str:
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


class NotVisible(Exception):
    """No such person, or not one whom this user may see: nobody can tell which."""


def head_of(uuid: UUID, access: Access, at: datetime) -> Head:
    """The head of one person. Raises ``NotVisible`` as ``PersonQuerySet.visible_to`` would leave them out."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"uuid": uuid, "at": at})
        names = [column.name for column in cursor.description]
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    head = read(dict(zip(names, row, strict=True)))
    if not (head.is_here and head.subject.allows(access, PersonPerm.VIEW)) and not access.may(PersonPerm.SEARCH_ALL):
        raise NotVisible
    return head


def read(row: dict[str, Any]) -> Head:
    is_here = row["stay_id"] is not None and row["released_at"] is None
    is_placed = is_here and row["is_placed"]
    subject = Subject(
        person_id=row["person_id"],
        uuid=row["uuid"],
        stay_id=row["stay_id"] if is_here else None,
        unit_id=row["unit_id"] if is_placed else None,
        prison_id=row["prison_id"],
        bound_for=row["bound_for"] if is_here else None,
    )
    return Head(
        subject=subject,
        number=row["number"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        birth_date=row["birth_date"],
        sex=row["sex"],
        nationality=row["nationality"],
        municipality=row["municipality"],
        is_here=is_here,
        received_at=row["received_at"],
        first_received_at=row["first_received_at"],
        released_at=row["released_at"],
        placement_id=row["placement_id"] if is_placed else None,
        placed_at=row["placed_at"] if is_placed else None,
        is_placed=is_placed,
        cell_code=row["cell_code"] if is_placed else "",
        unit_name=row["unit_name"] or "",
        prison_name=row["prison_name"] or "",
        security_level=(row["security_level"] or "") if is_placed else "",
        legal_status=(row["legal_status"] or "") if is_here else "",
        photo_id=row["photo_id"],
        photo_taken_on=row["taken_on"],
        alerts=[with_until(alert) for alert in json.loads(row["alerts"])],
        alerts_ended=row["alerts_ended"],
        needs=json.loads(row["needs"]),
        apart=row["apart"],
        officers=[officer(entry) for entry in json.loads(row["officers"])] if is_here else [],
    )


def with_until(alert: dict[str, Any]) -> dict[str, Any]:
    return alert | {"until": datetime.fromisoformat(alert["until"]) if alert["until"] else None}


def officer(entry: dict[str, Any]) -> Officer:
    return Officer(
        assignment_id=entry["id"],
        user_id=entry["user"],
        name=short_name(entry["first"], entry["last"], entry["username"]),
        is_substitute=entry["substitute"],
    )


def short_name(first: str, last: str, username: str) -> str:
    """As ``User.short_name`` writes it."""
    if not last:
        return username
    return f"{first[:1]}. {last}" if first else last
