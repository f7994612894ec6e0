"""The log of a unit, newest first, paged by the last line seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.models import Cell
from corrections.refusals import Refusal
from inmates.choices import LogKind
from inmates.models import LogEntry, Person
from inmates.selectors.whereabouts import SHORT_NAME

PAGE = 40

# What is corrected stands crossed out under its correction; a chain of corrections ends in the newest. The lines of the
# page are found first: with all tables at one level, planning costs ten times what the page does.
QUERY = f"""
SELECT e.id, e.happened_at, e.kind, e.text, e.written_at, coalesce({SHORT_NAME.format("w")}, '') AS by,
       n.family_name, n.given_name, n.uuid, c.code AS cell,
       o.text AS was, o.written_at AS was_written_at, coalesce({SHORT_NAME.format("ow")}, '') AS was_by
FROM (
  SELECT e.* FROM inmates_logentry e
  WHERE e.unit_id = %(unit)s AND e.happened_at <= %(until)s::timestamptz
    AND (e.happened_at, e.id) < (%(until)s::timestamptz, %(below)s)
    AND (%(kinds)s::text[] IS NULL OR e.kind = ANY(%(kinds)s::text[]))
    AND NOT EXISTS (SELECT FROM inmates_logentry x WHERE x.corrects_id = e.id)
  ORDER BY e.happened_at DESC, e.id DESC LIMIT {PAGE + 1}) e
LEFT JOIN corrections_user w ON w.id = e.written_by_id
LEFT JOIN inmates_person n ON n.id = e.person_id
LEFT JOIN corrections_cell c ON c.id = e.cell_id
LEFT JOIN inmates_logentry o ON o.id = e.corrects_id
LEFT JOIN corrections_user ow ON ow.id = o.written_by_id
ORDER BY e.happened_at DESC, e.id DESC
"""  # noqa: S608
NEWEST = 2**62
NUMBER = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """``was`` is what the line corrects, as it stood; ``late`` says when it was written, if that was later."""

    id: int
    key: str
    iso: str
    time: str
    day: str
    kind: str
    text: str
    by: str
    late: str
    person: str
    uuid: Any
    cell: str
    was: str
    was_by: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    older: str


def page_of(unit_id: int, at: datetime, *, kinds: Sequence[str] = (), before: str = "") -> Page:
    """One page of the log; ``before`` is where the last one ended (``Page.older``). One query."""
    until, below = cursor_of(before) or (at, NEWEST)
    values: dict[str, Any] = {"unit": unit_id, "until": until, "below": below}
    values["kinds"] = list(kinds) or None
    with connection.cursor() as cursor:
        cursor.execute(QUERY, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    older = f"{rows[-1]['happened_at'].isoformat()}~{rows[-1]['id']}" if more else ""
    return Page(tuple(line_of(row, at) for row in rows), older)


def entries() -> QuerySet[LogEntry]:
    return LogEntry.objects.select_related("written_by")


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


def line_of(row: dict[str, Any], at: datetime) -> Line:
    late = (row["was_written_at"] or row["written_at"]) - row["happened_at"] >= display.HOUR
    person = f"{row['family_name']}, {row['given_name']}" if row["given_name"] else row["family_name"]
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
        person=person or "",
        uuid=row["uuid"],
        cell=row["cell"] or "",
        was=row["was"] or "",
        was_by=row["was_by"],
    )


# ---- whom and what a line is about ------------------------------------------------------------------------------
MENTION = re.compile(r"(?<!\S)([@#])([^\s@#,.;:!?]+)")
UNIT_PEOPLE = """
SELECT n.id FROM corrections_cell c JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id AND upper(p.during) IS NULL
JOIN inmates_stay s ON s.id = p.stay_id JOIN inmates_person n ON n.id = s.person_id
WHERE c.unit_id = %(unit)s
  AND (n.sort_key LIKE public.name_key(%(name)s) || '%%' OR n.given_key = public.name_key(%(name)s))
ORDER BY n.id LIMIT 2
"""


class MentionRefused(Refusal):
    code = "unknown_mention"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The text without its signs, and whom and which cell it names."""

    text: str
    person: Person | None = None
    cell: Cell | None = None


def mentioned(text: str, unit_id: int) -> Mentioned:
    """``@Lervik`` is a resident of the unit, ``#07`` a cell. A sign that fits nobody, or several, is refused."""
    person: Person | None = None
    cell: Cell | None = None
    for sign, word in MENTION.findall(text):
        if sign == "@" and person is None:
            person = _resident(word, unit_id)
        elif sign == "#" and cell is None:
            cell = _cell(word, unit_id)
    return Mentioned(MENTION.sub(r"\2", text), person, cell)


def _resident(name: str, unit_id: int) -> Person:
    with connection.cursor() as cursor:
        cursor.execute(UNIT_PEOPLE, {"unit": unit_id, "name": name})
        found = cursor.fetchall()
    if not found:
        raise MentionRefused(gettext("Nobody on the unit is called %(name)s. Check the name.") % {"name": name})
    if len(found) > 1:
        raise MentionRefused(
            gettext("Several people on the unit are called %(name)s. Use the given name.") % {"name": name}
        )
    return Person(pk=found[0][0])


def _cell(code: str, unit_id: int) -> Cell:
    for cell in Cell.objects.filter(unit_id=unit_id).order_by("pk"):
        if code.upper() in (cell.code.upper(), cell.code.upper().rpartition("-")[2]):
            return cell
    raise MentionRefused(gettext("The unit has no cell %(code)s. Check the number.") % {"code": code})
