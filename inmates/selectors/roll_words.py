"""The roll ready to print: what each number is called, where it leads, and who is behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corrections.access import Access
from corrections.models import Prison, Region, Unit
from inmates.permissions import CustodyPerm
from inmates.rules.roll import OF_THE_ROLL, Part
from inmates.selectors import roll
from inmates.selectors.lateness import level_of
from inmates.selectors.roll import Entry, RollRow

TITLES: dict[Part, str | Promise] = {
    Part.CELL: gettext_lazy("In the cell"),
    Part.UNIT: gettext_lazy("On the unit"),
    Part.INSIDE: gettext_lazy("Elsewhere inside"),
    Part.OUT: pgettext_lazy("roll", "Out"),
    Part.EN_ROUTE: gettext_lazy("On the way to another prison"),
    Part.NO_CELL: gettext_lazy("Without a cell"),
    Part.ARRIVING: gettext_lazy("Arriving today"),
    Part.RETURNS: gettext_lazy("Back today after a night away"),
}


def titles() -> list[str]:
    """Of the parts that add up, in their order."""
    return [str(TITLES[of]) for of in OF_THE_ROLL]


@dataclass(frozen=True, slots=True)
class Links:
    """Where a number leads: to its people, for those who may see them."""

    slug: str
    access: Access
    moment: datetime | None = None

    def to(self, part: Part, place: Unit | Prison) -> str:
        unit = place.pk if isinstance(place, Unit) else None
        prison = place.prison_id if isinstance(place, Unit) else place.pk
        where = {"unit_id": unit} if unit else {"prison_id": prison}
        if not self.access.may(CustodyPerm.VIEW, **where):
            return ""
        asked = {"unit": unit, "at": self.moment.isoformat() if self.moment else None}
        query = urlencode({key: value for key, value in asked.items() if value})
        address = reverse("roll_people", args=[self.slug, part])
        return f"{address}?{query}" if query else address


def part(row: RollRow, of: Part, links: Links, *, level: str = "") -> dict[str, Any]:
    number = row.number(of)
    return {
        "label": TITLES[of],
        "value": number,
        "href": links.to(of, row.place) if number else "",
        "level": level if number else "",
    }


def tally(whole: RollRow, links: Links) -> list[dict[str, Any]]:
    """The roll, and the parts that add up to it."""
    parts = [part(whole, of, links, level="warn" if of is Part.NO_CELL else "") for of in OF_THE_ROLL]
    return [{"label": _("On the roll"), "value": whole.roll}, *parts]


def coming(whole: RollRow, links: Links) -> list[dict[str, Any]]:
    """What changes the roll before the day is over, and the room that is left."""
    room = whole.capacity
    return [
        part(whole, Part.ARRIVING, links),
        part(whole, Part.RETURNS, links),
        {"label": _("Places in use"), "value": room.in_use},
        {"label": _("Beds taken"), "value": whole.beds_taken},
        {"label": _("Vacancies"), "value": whole.vacancies, "level": "warn" if whole.vacancies < 0 else ""},
        {"label": _("Cells out of order"), "value": room.closed},
    ]


def row(one: RollRow, links: Links) -> dict[str, Any]:
    """A line of the table: a unit, or a prison."""
    return {
        "place": one.place,
        "roll": one.roll,
        "numbers": [part(one, of, links) for of in OF_THE_ROLL],
        "in_use": one.capacity.in_use,
        "vacancies": one.vacancies,
        "closed": one.capacity.closed,
        "arriving": part(one, Part.ARRIVING, links),
        "returns": part(one, Part.RETURNS, links),
    }


def by_region(rows: Iterable[RollRow], access: Access, moment: datetime | None) -> list[dict[str, Any]]:
    """The prisons of the country by region, each region with its sum; the last is the country."""
    prisons = sorted((one for one in rows if isinstance(one.place, Prison)), key=region_of)
    regions: list[dict[str, Any]] = []
    for _code, group in groupby(prisons, key=lambda one: region_of(one)[0]):
        found = list(group)
        region: Region = found[0].place.region  # type: ignore[union-attr]
        lines = [
            row(one, Links(one.place.slug, access, moment))  # type: ignore[union-attr]
            for one in found
        ]
        regions.append({"key": f"region-{region.pk}", "name": region.name, "rows": lines, "sum": summed(found)})
    if len(regions) > 1:
        whole: dict[str, Any] = {"key": "country", "name": _("The whole country"), "rows": [], "sum": summed(prisons)}
        regions.append(whole)
    return regions


def region_of(one: RollRow) -> tuple[str, str]:
    return one.place.region.name, one.place.name  # type: ignore[union-attr]


def summed(rows: list[RollRow]) -> dict[str, Any]:
    whole = roll.together(rows[0].place, rows)
    return {
        "roll": whole.roll,
        "numbers": [whole.number(of) for of in OF_THE_ROLL],
        "arriving": whole.number(Part.ARRIVING),
        "returns": whole.number(Part.RETURNS),
        "in_use": whole.capacity.in_use,
        "vacancies": whole.vacancies,
        "closed": whole.capacity.closed,
    }


# ---- people ------------------------------------------------------------------------------------------------------
def people(
    prison: Prison, of: Part, access: Access, at: datetime, *, unit_id: int | None = None
) -> list[dict[str, Any]]:
    """Those behind a number whom this user may see."""
    if of is Part.ARRIVING:
        return expected(prison, at) if access.may(CustodyPerm.VIEW, prison_id=prison.pk) else []
    seen = [
        one
        for one in roll.entries([prison.pk], at)
        if access.may(CustodyPerm.VIEW, **({"unit_id": one.unit_id} if one.unit_id else {"prison_id": one.prison_id}))
    ]
    return [line(person, one, at) for person, one in roll.named(roll.of_part(seen, of, unit_id))]


def line(person: Any, one: Entry, at: datetime) -> dict[str, Any]:
    until = one.here.until
    return {
        "name": person.name,
        "number": person.number,
        "href": reverse("person", args=[person.uuid]),
        "icon": one.here.icon,
        "place": one.here.place_name,
        "since": one.here.since,
        "until": until,
        "level": level_of(one.here, at),
    }


def expected(prison: Prison, at: datetime) -> list[dict[str, Any]]:
    """Who is to come: announced by others, and on transfer from another prison."""
    announced = [
        {
            "name": f"{one.family_name}, {one.given_name}".rstrip(", "),
            "number": "",
            "href": "",
            "icon": "arrow-right",
            "place": one.get_source_display(),
            "since": one.departed_at,
            "until": one.expected_at,
            "level": "warn" if one.expected_at <= at else "",
        }
        for one in roll.arrivals([prison.pk], at)
    ]
    moved = [
        {
            "name": one.stay.person.name,
            "number": one.stay.person.number,
            "href": reverse("person", args=[one.stay.person.uuid]) if one.departed_at else "",
            "icon": "truck",
            "place": _("From %(prison)s") % {"prison": one.from_prison},
            "since": one.departed_at,
            "until": one.expected_at,
            "level": "warn" if one.expected_at and one.expected_at <= at else "",
        }
        for one in roll.transfers([prison.pk], at)
    ]
    return [*announced, *moved]
