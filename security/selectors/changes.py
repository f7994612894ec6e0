"""What is otherwise on a unit than it was: taken from everything that is registered, so nobody writes it twice.

Each source is one query for the whole unit. Grouped by person, whoever changed last first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from security.registries import Change, HandoverSubject, handover_sources

MOST_LINES = 2

PEOPLE = """
SELECT DISTINCT ON (n.id) n.id, s.id AS stay_id, n.uuid, n.family_name, c.code, upper_inf(p.during) AS is_here,
  (SELECT f.id FROM inmates_photo f WHERE f.person_id = n.id ORDER BY f.taken_on DESC, f.id DESC LIMIT 1) AS photo_id,
  EXISTS (SELECT FROM inmates_contactofficer k WHERE k.stay_id = s.id AND k.officer_id = %(reader)s
          AND k.during @> %(until)s::timestamptz) AS is_mine
FROM corrections_cell c JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id
  AND p.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz, '[]')
JOIN inmates_stay s ON s.id = p.stay_id JOIN inmates_person n ON n.id = s.person_id
WHERE c.unit_id = %(unit)s
ORDER BY n.id, lower(p.during) DESC
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One person, or a thing of the unit, with what is new about them; the newest line first, a few in all."""

    key: str
    title: str
    lines: tuple[str, ...]
    more: str
    at: datetime
    iso: str
    time: str
    level: str
    icon: str
    is_person: bool = False
    is_mine: bool = False
    is_new: bool = False
    href: str = ""
    photo: str = ""


def rows(
    unit_id: int,
    prison_id: int,
    access: Access,
    *,
    reader_id: int,
    since: datetime,
    until: datetime,
    at: datetime,
    signed_at: datetime | None = None,
) -> list[Row]:
    """What changed in ``[since, until]``. Whatever came after ``signed_at`` is marked as new."""
    people = people_of(unit_id, reader_id, since, until)
    subject = HandoverSubject(
        unit_id=unit_id,
        prison_id=prison_id,
        person_ids=tuple(people),
        stay_ids=tuple(person["stay_id"] for person in people.values()),
        since=since,
        until=until,
        allows=lambda perm: access.may(perm, unit_id=unit_id),
    )
    found = [
        change
        for _key, source in handover_sources.items()
        if not source.perm or subject.allows(source.perm)
        for change in source.load(subject)
        if since <= change.at <= until or change.key.startswith("late-")
    ]
    return grouped(found, people, at, signed_at)


def people_of(unit_id: int, reader_id: int, since: datetime, until: datetime) -> dict[int, dict[str, Any]]:
    """Everybody who lived there in that time, by person: those who moved or were released too."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"unit": unit_id, "reader": reader_id, "since": since, "until": until})
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def grouped(
    changes: Iterable[Change], people: Mapping[int, Mapping[str, Any]], at: datetime, signed_at: datetime | None
) -> list[Row]:
    together: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda c: (c.at, c.key), reverse=True):
        if change.person_id is None or change.person_id in people:
            about = f"person-{change.person_id}" if change.person_id is not None else change.key
            together.setdefault(about, []).append(change)
    return [row(key, found, people, at, signed_at) for key, found in together.items()]


def row(
    key: str, changes: list[Change], people: Mapping[int, Mapping[str, Any]], at: datetime, signed_at: datetime | None
) -> Row:
    newest = changes[0]
    lines = list(dict.fromkeys(change.text for change in changes))
    hidden = len(lines) - MOST_LINES
    more = ngettext("and %(count)d more", "and %(count)d more", hidden) % {"count": hidden} if hidden > 0 else ""
    common: dict[str, Any] = {
        "key": key,
        "lines": tuple(lines[:MOST_LINES]),
        "more": more,
        "at": newest.at,
        "iso": display.iso(newest.at),
        "time": display.moment(newest.at, at),
        "level": "warn" if any(change.level in ("warn", "bad") for change in changes) else "",
        "icon": newest.icon,
        "is_new": signed_at is not None and newest.at > signed_at,
    }
    if newest.person_id is None:
        return Row(title=newest.title, **common)
    person = people[newest.person_id]
    is_here = bool(person["is_here"])  # whoever has left the unit has left the reach of its officers: no face, no link
    photo = person["photo_id"] if is_here else None
    return Row(
        title=f"{person['code']} {person['family_name']}",
        is_person=True,
        is_mine=person["is_mine"],
        href=reverse("person", args=[person["uuid"]]) if is_here else "",
        photo=f"{reverse('person_photo', args=[person['uuid']])}?v={photo}" if photo else "",
        **common,
    )
