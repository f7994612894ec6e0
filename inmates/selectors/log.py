"""The log of a unit, newest first, paged by the last line seen."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.models import Cell, RuleVersion
from corrections.refusals import Refusal
from corrections.rules import OSLO, due_after
from inmates.choices import LogKind, LogSource, VerifiedHow
from inmates.models import LogEntry, Person
from inmates.rules import mentions
from inmates.selectors.whereabouts import SHORT_NAME

PAGE = 40

# What is corrected stands crossed out under its correction; a chain of corrections ends in the newest. The lines of the
# page are found first: with all tables at one level, planning costs ten times what the page does.
QUERY = f"""
SELECT e.id, e.happened_at, e.kind, e.text, e.source, e.is_verified, e.erased_at, g.legal_ref AS erased_under,
       e.written_at, coalesce({SHORT_NAME.format("w")}, '') AS by, a.about,
       o.text AS was, o.written_at AS was_written_at, coalesce({SHORT_NAME.format("ow")}, '') AS was_by,
       r.written_at AS first_written_at, v.how, v.note AS how_note, v.verified_at,
       coalesce({SHORT_NAME.format("vw")}, '') AS verified_by, d.decisions
FROM (
  SELECT e.* FROM inmates_logentry e
  WHERE e.unit_id = %(unit)s AND e.happened_at <= %(until)s::timestamptz
    AND (e.happened_at, e.id) < (%(until)s::timestamptz, %(below)s)
    AND (%(kinds)s::text[] IS NULL OR e.kind = ANY(%(kinds)s::text[]))
    AND (NOT %(unverified)s OR NOT e.is_verified AND e.erased_at IS NULL AND NOT EXISTS (
      SELECT FROM inmates_logverification v WHERE v.entry_id = coalesce(e.root_id, e.id)))
    AND (%(person)s::uuid IS NULL OR EXISTS (
      SELECT FROM inmates_logmention m JOIN inmates_person n ON n.id = m.person_id
      WHERE m.entry_id = e.id AND n.uuid = %(person)s::uuid))
    AND NOT EXISTS (SELECT FROM inmates_logentry x WHERE x.corrects_id = e.id)
  ORDER BY e.happened_at DESC, e.id DESC LIMIT {PAGE + 1}) e
LEFT JOIN corrections_user w ON w.id = e.written_by_id
LEFT JOIN corrections_ruleversion g ON g.id = e.erased_under_id
LEFT JOIN inmates_logentry r ON r.id = coalesce(e.root_id, e.id)
LEFT JOIN inmates_logentry o ON o.id = e.corrects_id
LEFT JOIN corrections_user ow ON ow.id = o.written_by_id
LEFT JOIN inmates_logverification v ON v.entry_id = r.id
LEFT JOIN corrections_user vw ON vw.id = v.verified_by_id
LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_array(n.uuid, n.family_name, n.given_name, c.code) ORDER BY m.id) AS about
  FROM inmates_logmention m
  LEFT JOIN inmates_person n ON n.id = m.person_id LEFT JOIN corrections_cell c ON c.id = m.cell_id
  WHERE m.entry_id = e.id) a ON true
LEFT JOIN LATERAL (
  SELECT array_agg(l.reference ORDER BY l.id) AS decisions FROM inmates_logreliance l WHERE l.entry_id = r.id) d ON true
ORDER BY e.happened_at DESC, e.id DESC
"""  # noqa: S608
NEWEST = 2**62
NUMBER = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class About:
    """A person, or a cell, that a line names."""

    text: str
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``was`` is what the line corrects, as it stood; ``late`` says when it was written, if that was later.

    ``standing`` is how sure it is: empty for what the writer saw, ``unverified``, ``verified`` or ``erased``.
    """

    id: int
    key: str
    iso: str
    time: str
    day: str
    kind: str
    text: str
    by: str
    late: str
    about: tuple[About, ...]
    was: str
    was_by: str
    source: str = ""
    standing: str = ""
    verified: str = ""
    until: str = ""
    erased: str = ""
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    older: str


def page_of(
    unit_id: int,
    at: datetime,
    *,
    kinds: Sequence[str] = (),
    before: str = "",
    unverified: bool = False,
    person: UUID | None = None,
) -> Page:
    """One page of the log; ``before`` is where the last one ended (``Page.older``). One query, and one for the rule."""
    until, below = cursor_of(before) or (at, NEWEST)
    values: dict[str, Any] = {"unit": unit_id, "until": until, "below": below}
    values |= {"kinds": list(kinds) or None, "unverified": unverified, "person": person}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    older = f"{rows[-1]['happened_at'].isoformat()}~{rows[-1]['id']}" if more else ""
    months = months_kept(at) if any(is_open(row) for row in rows) else 0
    return Page(tuple(line_of(row, at, months) for row in rows), older)


def is_open(row: dict[str, Any]) -> bool:
    """Neither verified nor deleted."""
    return not row["is_verified"] and row["verified_at"] is None and row["erased_at"] is None


def months_kept(at: datetime) -> int:
    """How long what is not verified is kept (G1); nothing where the country has no such rule."""
    rule = RuleVersion.objects.in_force(at.astimezone(OSLO).date())
    for found in rule.filter(country=settings.LAW_COUNTRY, rule_id="G1"):
        return int(found.parameters["limit"])
    return 0


def entries() -> QuerySet[LogEntry]:
    return LogEntry.objects.select_related("written_by")


def about_choices(entry: LogEntry) -> list[tuple[int, str]]:
    """The mentions of an entry, as choices."""
    rows = entry.mentions.select_related("person", "cell").order_by("pk")
    return [(row.pk, str(row.person or row.cell)) for row in rows]


def corrected(data: dict[str, Any], entry: LogEntry) -> dict[str, Any]:
    """What a correction says: the words, the kind, and the mentions that still hold with those that came to be."""
    found = mentioned(data["text"], entry.unit_id)
    rows = entry.mentions.filter(pk__in=data.get("about", ())).select_related("person", "cell").order_by("pk")
    people = dict.fromkeys([*(row.person for row in rows if row.person), *found.people])
    cells = dict.fromkeys([*(row.cell for row in rows if row.cell), *found.cells])
    return {"text": found.text, "kind": data["kind"], "people": list(people), "cells": list(cells)}


def cursor_of(text: str) -> tuple[datetime, int] | None:
    """Where a page begins; ``None`` for the newest, and for what nobody was given."""
    moment, _, number = text.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or not NUMBER.fullmatch(number) or len(number) > len(str(NEWEST)) - 1:
        return None
    return at, int(number)


def line_of(row: dict[str, Any], at: datetime, months: int) -> Line:
    late = (row["was_written_at"] or row["written_at"]) - row["happened_at"] >= display.HOUR
    return Line(
        id=row["id"],
        key=f"entry-{row['id']}",
        iso=display.iso(row["happened_at"]),
        time=display.clock(row["happened_at"]),
        day=display.long_day(row["happened_at"]),
        kind=str(LogKind(row["kind"]).label),
        text=row["text"],
        by=row["by"],
        late=display.moment(row["was_written_at"] or row["written_at"], at) if late else "",
        about=tuple(about_of(*one) for one in json.loads(row["about"] or "[]")),
        was=row["was"] or "",
        was_by=row["was_by"],
        **standing_of(row, months),
    )


def about_of(uuid: str | None, family: str | None, given: str | None, cell: str | None) -> About:
    if uuid is None:
        return About(cell or "")
    return About(f"{family}, {given}" if given else family or "", uuid)


def standing_of(row: dict[str, Any], months: int) -> dict[str, Any]:
    """How sure the line is, and what follows from that."""
    decisions = tuple(row["decisions"] or ())
    shown: dict[str, Any] = {"decisions": decisions}
    if row["source"] != LogSource.OWN:
        shown["source"] = str(LogSource(row["source"]).label)
    if row["erased_at"] is not None:
        return shown | {"standing": "erased", "erased": display.day(row["erased_at"])}
    if row["verified_at"] is not None:
        values = {
            "how": VerifiedHow(row["how"]).label,
            "who": row["verified_by"],
            "on": display.day(row["verified_at"]),
        }
        verified = gettext("%(how)s, %(who)s %(on)s") % values
        return shown | {"standing": "verified", "verified": f"{verified}. {row['how_note']}".rstrip(". ")}
    if row["is_verified"]:
        return shown | {"standing": "verified" if row["source"] != LogSource.OWN else ""}
    until = due_after(row["first_written_at"], months, "M") if months and not decisions else None
    return shown | {"standing": "unverified", "until": display.day(until) if until else ""}


# ---- whom and what a line is about ------------------------------------------------------------------------------
UNIT_PEOPLE = """
SELECT DISTINCT ON (n.id) n.id, n.family_name, n.given_name, c.code, n.uuid
FROM corrections_cell c JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id AND upper(p.during) IS NULL
JOIN inmates_stay s ON s.id = p.stay_id JOIN inmates_person n ON n.id = s.person_id
WHERE c.unit_id = %s ORDER BY n.id
"""


class MentionRefused(Refusal):
    code = "unknown_mention"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The text without its signs, and whom and which cells it names."""

    text: str
    people: tuple[Person, ...] = ()
    cells: tuple[Cell, ...] = ()


def mentioned(text: str, unit_id: int) -> Mentioned:
    """``@Lervik`` is a resident of the unit, ``#07`` a cell. A sign that fits nobody, or several, is refused."""
    if not mentions.MENTION.search(text):
        return Mentioned(text)
    try:
        found = mentions.read(text, [resident for resident, _uuid in residents_of(unit_id)], cells_of(unit_id))
    except mentions.Unclear as unclear:
        raise MentionRefused(sentence(unclear)) from unclear
    people = {person.pk: person for person in Person.objects.filter(pk__in=found.people)}
    cells = {cell.pk: cell for cell in Cell.objects.filter(pk__in=found.cells)}
    return Mentioned(found.text, tuple(people[pk] for pk in found.people), tuple(cells[pk] for pk in found.cells))


def sentence(unclear: mentions.Unclear) -> str:
    """What to write instead."""
    choices = ", ".join(f"{unclear.sign}{choice}" for choice in unclear.choices)
    values = {"name": unclear.word, "code": unclear.word, "choices": choices}
    if unclear.several:
        return gettext("Several people on the unit are called %(name)s. Write one of these: %(choices)s.") % values
    if unclear.sign == "#":
        text = gettext("The unit has no cell %(code)s.") % values
    else:
        text = gettext("Nobody on the unit is called %(name)s.") % values
    instead = gettext("Did you mean %(choices)s?") % values if choices else gettext("Check it, or leave out the sign.")
    return f"{text} {instead}"


def residents_of(unit_id: int) -> list[tuple[mentions.Resident, UUID]]:
    """Everyone who lives on the unit now, also those who are out."""
    with connection.cursor() as cursor:
        cursor.execute(UNIT_PEOPLE, [unit_id])
        rows = [(mentions.Resident(*row[:4]), row[4]) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: (mentions.fold(row[0].family), mentions.fold(row[0].given), row[0].id))


def cells_of(unit_id: int) -> list[mentions.CellCode]:
    cells = Cell.objects.filter(unit_id=unit_id).order_by("position", "pk")
    return [mentions.CellCode(pk, code) for pk, code in cells.values_list("pk", "code")]


def names_of(unit_id: int) -> list[dict[str, str]]:
    """What may be written after a sign, for the list under the field."""
    found = [resident for resident, _uuid in residents_of(unit_id)]
    tokens = mentions.tokens(found)
    people = [
        {"sign": "@", "token": tokens[one.id], "label": f"{one.family}, {one.given}".rstrip(", "), "hint": one.cell}
        for one in found
    ]
    return people + [{"sign": "#", "token": one.code, "label": one.code, "hint": ""} for one in cells_of(unit_id)]
