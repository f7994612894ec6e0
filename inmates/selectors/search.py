"""Finding people, cells and things to do by a few letters.

People in custody within reach come first, through the few rows that the postings reach; then, for those who may search
everyone, all people by the beginning of a name, an alias or a number, and by what the surname sounds like. Every search
is a range of an index with a limit, so it costs the same after a hundred years of history. Identity numbers are not
searched for here: what is searched for stands in addresses and logs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.access import Access
from corrections.models import Cell, Unit
from corrections.registries import navigation, palette_sources
from inmates.models.person import RESIDENTS
from inmates.permissions import BoardPerm, PersonPerm

MOST = 8
FEWEST = 2
END = "\U0010ffff"
NUMBER = re.compile(r"[A-Za-z]?-?\d{2,}", re.ASCII)

COLUMNS = "p.id, p.uuid, p.number, p.family_name, p.given_name"
MATCHES = """
   p.sort_key >= %(key)s AND p.sort_key < %(key_end)s
   OR p.sort_key >= %(turned)s AND p.sort_key < %(turned_end)s
   OR p.sort_key >= %(last)s AND p.sort_key < %(last_end)s AND p.given_key >= %(first)s AND p.given_key < %(first_end)s
   OR p.given_key >= %(key)s AND p.given_key < %(key_end)s
   OR p.number >= %(number)s AND p.number < %(number_end)s
   OR p.id IN (SELECT a.person_id FROM inmates_alias a WHERE a.sort_key >= %(key)s AND a.sort_key < %(key_end)s)
"""
IN_REACH = f"""
WITH here AS MATERIALIZED ({RESIDENTS})
SELECT {COLUMNS}, h.cell_code AS place FROM here h JOIN inmates_person p ON p.id = h.person_id
WHERE {MATCHES} ORDER BY p.sort_key, p.id LIMIT {MOST}
"""  # noqa: S608  (constants of ours; values are parameters)


def branch(rank: int, table: str, column: str, bound: str, *, person: str = "id") -> str:
    """One range of one index, in the order of that index, that stops at the limit."""
    return f"""(SELECT {person} AS id, {rank} AS rank FROM {table}
     WHERE {column} >= %({bound})s AND {column} < %({bound}_end)s AND {person} <> ALL(%(known)s::bigint[])
     ORDER BY {column} LIMIT {MOST})"""  # noqa: S608  (constants of ours; values are parameters)


EVERYONE = f"""
SELECT {COLUMNS}, '' AS place, found.rank FROM (
  SELECT id, min(rank) AS rank FROM (
    {branch(1, "inmates_person", "number", "number")}
    UNION ALL
    {branch(2, "inmates_person", "sort_key", "key")}
    UNION ALL
    {branch(2, "inmates_person", "sort_key", "turned")}
    UNION ALL
    {branch(3, "inmates_person", "given_key", "key")}
    UNION ALL
    {branch(4, "inmates_alias", "sort_key", "key", person="person_id")}
    UNION ALL
    (SELECT id, 5 AS rank FROM inmates_person
     WHERE sound_key = %(sound)s AND %(sound)s <> '' AND id <> ALL(%(known)s::bigint[])
     ORDER BY sound_key, sort_key LIMIT {MOST})
  ) AS branches GROUP BY id
) AS found JOIN inmates_person p ON p.id = found.id
WHERE p.merged_into_id IS NULL OR found.rank = 1
ORDER BY found.rank, p.sort_key, p.id LIMIT {MOST}
"""  # noqa: S608  (constants of ours; values are parameters)

RECENT = f"""
WITH here AS MATERIALIZED ({RESIDENTS})
SELECT {COLUMNS}, '' AS place FROM (
  SELECT subject_id, max(at) AS seen_at FROM (
    SELECT subject_id, at FROM corrections_readrecord
    WHERE by_id = %(user)s AND subject_type = 'inmates.person' ORDER BY at DESC LIMIT 60) AS last
  GROUP BY subject_id ORDER BY 2 DESC LIMIT 5) AS read
JOIN inmates_person p ON p.id = read.subject_id
WHERE %(everyone)s OR p.id IN (SELECT h.person_id FROM here h) ORDER BY read.seen_at DESC
"""  # noqa: S608  (constants of ours; values are parameters)


@dataclass(frozen=True, slots=True)
class Group:
    """What the palette shows under one heading."""

    label: str
    items_found: list[dict[str, str]]


def find(query: str, access: Access, *, user_id: int) -> list[Group]:
    """Groups for the palette and the page of search: people here, people elsewhere, cells, things to do."""
    query = " ".join("".join(letter if letter.isprintable() else " " for letter in query).split())[:80]
    if not query:
        groups = [Group(_("Last opened"), people(recent(access, user_id)))]
    elif len(query) < FEWEST:
        groups = []
    else:
        here, elsewhere = find_people(query, access)
        groups = [
            Group(_("In custody here"), people(here)),
            Group(_("Everyone"), people(elsewhere)),
            Group(_("Cells"), cells(query, access)),
        ]
    groups.append(Group(_("Do"), list(actions(query, access))))
    return [group for group in groups if group.items_found]


# ---- people ----------------------------------------------------------------------------------------------------
def find_people(query: str, access: Access) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those within reach, and with ``SEARCH_ALL`` the others."""
    bounds = bounds_of(query)
    here = fetch(IN_REACH, bounds | reach_of(access))
    if not access.may(PersonPerm.SEARCH_ALL):
        return here, []
    known = {"known": [row["id"] for row in here]}
    return here, fetch(EVERYONE, bounds | known)


def bounds_of(query: str) -> dict[str, Any]:
    """The ranges to look in. Upper bounds end in the last character there is: a prefix is a range in byte order."""
    number = query.upper()
    if NUMBER.fullmatch(query):
        number = number if number[0].isalpha() else f"F-{number}"
    starts = keys_of(query) | {"number": number}
    return {**starts, **{f"{name}_end": start + END for name, start in starts.items()}}


def keys_of(query: str) -> dict[str, str]:
    """The sorting keys of what was written: as it is, with the last word first, the last word, and those before it.

    ``sound`` is how the surname sounds. A key without letters becomes one that nobody has.
    """
    words = query.replace(",", " ").split() or [query]
    texts = {
        "key": " ".join(words),
        "turned": " ".join([words[-1], *words[:-1]]),
        "last": words[-1] if words[1:] else "",
        "first": " ".join(words[:-1]),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.name_key(%s), public.name_key(%s), public.name_key(%s), public.name_key(%s),"
            " public.name_sound(%s)",
            [*texts.values(), words[0] if "," in query else words[-1]],
        )
        *keys, sound = cursor.fetchone()
    return {name: key or END for name, key in zip(texts, keys, strict=True)} | {"sound": sound or ""}


def recent(access: Access, user_id: int) -> list[dict[str, Any]]:
    """The last five whose record this user opened, as far as they are still in sight."""
    return fetch(RECENT, reach_of(access) | {"user": user_id, "everyone": access.may(PersonPerm.SEARCH_ALL)})


def reach_of(access: Access) -> dict[str, Any]:
    return {"units": list(access.units(PersonPerm.VIEW)), "prisons": list(access.prisons(PersonPerm.VIEW))}


def fetch(sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def people(rows: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "key": f"person-{row['id']}",
            "href": reverse("person", args=[row["uuid"]]),
            "icon": "person",
            "label": f"{row['family_name']}, {row['given_name']}".rstrip(", "),
            "hint": " · ".join(part for part in (row["place"], row["number"]) if part),
        }
        for row in rows
    ]


# ---- cells and things to do --------------------------------------------------------------------------------------
def cells(query: str, access: Access) -> list[dict[str, str]]:
    """Cells by the beginning of what stands on the door; they lead to the board of their unit."""
    found = Cell.objects.filter(unit__in=access.units(BoardPerm.VIEW), code__istartswith=query).select_related("unit")
    return [
        {
            "key": f"cell-{cell.pk}",
            "href": reverse("board", args=[cell.unit_id]),
            "icon": "door",
            "label": _("Cell %(cell)s") % {"cell": cell.code},
            "hint": cell.unit.name,
        }
        for cell in found.order_by("unit__position", "position")[:MOST]
    ]


def actions(query: str, access: Access) -> Iterable[dict[str, str]]:
    """What the apps lend: pages and acts whose name holds what was written."""
    sources = [source for _key, source in palette_sources.items()]
    for source in sources:
        yield from source(query=query, access=access)


def boards(*, query: str, access: Access) -> list[dict[str, str]]:
    """The boards of units whose code or name begins as it was written."""
    if len(query) < FEWEST:
        return []
    units = Unit.objects.filter(pk__in=access.units(BoardPerm.VIEW))
    named = units.filter(Q(code__istartswith=query) | Q(name__icontains=query)).select_related("prison")
    return [
        {
            "key": f"board-{unit.pk}",
            "href": reverse("board", args=[unit.pk]),
            "icon": "grid",
            "label": _("Board of %(unit)s") % {"unit": unit.name},
            "hint": unit.prison.name,
        }
        for unit in named.order_by("prison__name", "position")[:MOST]
    ]


def pages(*, query: str, access: Access) -> list[dict[str, str]]:
    """The pages of the menu, by any part of their name; all of them before anything is written."""
    entries = [(key, entry) for key, entry in navigation.items() if not entry.needs_unit]
    return [
        {
            "key": f"page-{key}",
            "href": reverse(entry.url_name),
            "icon": entry.icon,
            "label": str(entry.label),
            "hint": "",
        }
        for key, entry in entries
        if (not entry.perm or access.may(entry.perm)) and query.casefold() in str(entry.label).casefold()
    ]
