"""The list of residents: who lives on the units of a posting, and where each of them is now.

Three statements whatever the number of people: the page with its total, where they are, and the units to choose from.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.models import Unit
from inmates.models.person import RESIDENTS
from inmates.permissions import CustodyPerm, PersonPerm
from inmates.rules.names import initials
from inmates.selectors import whereabouts
from inmates.selectors.head import short_name
from inmates.selectors.lateness import level_of
from inmates.selectors.whereabouts import Bucket, Whereabouts

PAGE = 50

QUERY = f"""
WITH here AS MATERIALIZED ({RESIDENTS})
SELECT count(*) OVER () AS total, p.uuid, p.number, p.family_name, p.given_name, h.stay_id, h.cell_code, h.unit_id,
       u.code AS unit_code,
       (SELECT f.id FROM inmates_photo f WHERE f.person_id = p.id
        ORDER BY f.taken_on DESC, f.id DESC LIMIT 1) AS photo_id,
       o.first_name, o.last_name, o.username
FROM here h
JOIN inmates_person p ON p.id = h.person_id
LEFT JOIN corrections_unit u ON u.id = h.unit_id
LEFT JOIN inmates_contactofficer k ON k.stay_id = h.stay_id AND upper(k.during) IS NULL AND NOT k.is_substitute
LEFT JOIN corrections_user o ON o.id = k.officer_id
ORDER BY p.sort_key, p.id LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608  (constants of ours; values are parameters)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of residents, as ``ui/pagination.html`` reads it."""

    rows: list[dict[str, Any]]
    number: int
    total: int

    @property
    def start_index(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.total else 0

    @property
    def end_index(self) -> int:
        return min(self.number * PAGE, self.total)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.end_index < self.total

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def paginator(self) -> dict[str, int]:
        return {"count": self.total}


def units_of(access: Access) -> list[Unit]:
    """The units that the list can be narrowed to, in the order of the building."""
    units = Unit.objects.filter(pk__in=access.units(PersonPerm.VIEW)).select_related("prison")
    return list(units.order_by("prison__name", "position", "code"))


def residents(access: Access, at: datetime, *, unit_id: int | None = None, number: int = 1) -> Page:
    """Page ``number`` of the residents in sight, sorted as Norwegian names are; of one unit with ``unit_id``."""
    units = access.units(PersonPerm.VIEW)
    prisons = access.prisons(PersonPerm.VIEW)
    if unit_id is not None:
        units, prisons = units & {unit_id}, frozenset()
    where: dict[str, Any] = {"units": list(units), "prisons": list(prisons)}
    where |= {"limit": PAGE, "offset": (number - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, where)
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    places = whereabouts.of_stays([row["stay_id"] for row in found], at)
    rows = [resident(row, places[row["stay_id"]], access, at) for row in found]
    return Page(rows=rows, number=number, total=found[0]["total"] if found else 0)


def resident(row: dict[str, Any], here: Whereabouts, access: Access, at: datetime) -> dict[str, Any]:
    photo = f"{reverse('person_photo', args=[row['uuid']])}?v={row['photo_id']}" if row["photo_id"] else ""
    knows_officer = row["unit_id"] is not None and access.may(CustodyPerm.VIEW, unit_id=row["unit_id"])
    return {
        "href": reverse("person", args=[row["uuid"]]),
        "photo": photo,
        "initials": initials(row["family_name"], row["given_name"]),
        "name": f"{row['family_name']}, {row['given_name']}".rstrip(", "),
        "number": row["number"],
        "cell": row["cell_code"] or _("No cell yet"),
        "icon": display.icon(here.icon),
        "now": here.place_name,
        "since": _("since %(time)s") % {"time": display.moment(here.since, at)}
        if here.since and here.bucket is not Bucket.CELL
        else "",
        "level": level_of(here, at),
        "officer": short_name(row["first_name"], row["last_name"], row["username"])
        if knows_officer and row["username"]
        else "",
    }
