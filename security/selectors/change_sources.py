"""Where the changes of a handover come from on the floors below: the timeline, the log, pairs, officers, cells."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import ClosureReason
from inmates import icons
from inmates.choices import LogKind
from inmates.registries import timeline_sources
from inmates.selectors.whereabouts import SHORT_NAME
from security.registries import Change, HandoverSubject

MOST = 300
AFTER_ALL_KEYS = "~"
NOT_HERE = frozenset({"movement", "log"})  # who is in which room is seen on the board; the log has a source of its own
WRITTEN_LATE = timedelta(days=7)


def timeline(subject: HandoverSubject) -> list[Change]:
    """Arrivals, releases, cells, absences, legal bases, alerts, and what other floors put on a person's timeline."""
    if not subject.person_ids:
        return []
    found = []
    for source in timeline_sources.values():
        kinds = frozenset(k for k, kind in source.kinds.items() if k not in NOT_HERE and subject.allows(kind.perm))
        if kinds:
            found += source.load(
                person_ids=subject.person_ids, kinds=kinds, before=(subject.until, AFTER_ALL_KEYS), limit=MOST
            )
    return [
        Change(event.key, event.at, event.text, event.person_id, icon=event.icon or "info", level=event.level)
        for event in found
        if event.at >= subject.since
    ]


def ask(query: str, **values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# Written since, also when it happened before: who was away has not read it.
LOG = f"""
SELECT e.id, e.happened_at, e.written_at, e.kind, e.text, e.is_verified, e.person_id, c.code AS cell,
  coalesce({SHORT_NAME.format("w")}, '') AS by
FROM inmates_logentry e LEFT JOIN corrections_cell c ON c.id = e.cell_id
LEFT JOIN corrections_user w ON w.id = e.written_by_id
WHERE e.unit_id = %(unit)s AND e.written_at BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz
  AND e.happened_at BETWEEN %(from)s::timestamptz AND %(until)s::timestamptz AND e.kind <> %(movement)s
  AND e.erased_at IS NULL
  AND NOT EXISTS (SELECT FROM inmates_logentry x WHERE x.corrects_id = e.id AND x.written_at <= %(until)s::timestamptz)
ORDER BY e.written_at DESC, e.id DESC LIMIT {MOST}
"""  # noqa: S608  (joined from constants; values are parameters)


def log(subject: HandoverSubject) -> list[Change]:
    lines = ask(
        LOG,
        unit=subject.unit_id,
        since=subject.since,
        until=subject.until,
        movement=LogKind.MOVEMENT,
        **{"from": subject.since - WRITTEN_LATE},
    )
    people = set(subject.person_ids)
    return [
        Change(
            f"late-{line['id']}" if line["happened_at"] < subject.since else f"log-{line['id']}",
            line["happened_at"],
            line["text"] if line["is_verified"] else _("Not verified: %(text)s") % {"text": line["text"]},
            line["person_id"] if line["person_id"] in people else None,
            title=line["cell"] or str(LogKind(line["kind"]).label),
            icon=icons.LOGS.get(line["kind"]) or "log",
        )
        for line in lines
    ]


APART = """
SELECT x.id, x.registered_at AS at, x.first_id, x.second_id, f.family_name AS first, s.family_name AS second
FROM inmates_nonassociation x JOIN inmates_person f ON f.id = x.first_id JOIN inmates_person s ON s.id = x.second_id
WHERE x.registered_at BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz
  AND (x.first_id = ANY(%(people)s::bigint[]) OR x.second_id = ANY(%(people)s::bigint[]))
"""


def apart(subject: HandoverSubject) -> list[Change]:
    """Each of a new pair is told of, where they live on the unit."""
    rows = ask(APART, people=list(subject.person_ids), since=subject.since, until=subject.until)
    people = set(subject.person_ids)
    return [
        Change(
            f"apart-{row['id']}-{me}",
            row["at"],
            _("Must not meet %(name)s") % {"name": row[other]},
            row[me],
            icon="keep-apart",
            level="warn",
        )
        for row in rows
        for me, other in (("first_id", "second"), ("second_id", "first"))
        if row[me] in people
    ]


OFFICERS = f"""
SELECT k.id, k.assigned_at AS at, k.is_substitute, s.person_id, {SHORT_NAME.format("o")} AS officer
FROM inmates_contactofficer k JOIN inmates_stay s ON s.id = k.stay_id JOIN corrections_user o ON o.id = k.officer_id
WHERE k.stay_id = ANY(%(stays)s::bigint[])
  AND k.assigned_at BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz
"""  # noqa: S608


def officers(subject: HandoverSubject) -> list[Change]:
    def words(row: dict[str, Any]) -> str:
        text = _("Substitute contact officer: %(who)s") if row["is_substitute"] else _("Contact officer: %(who)s")
        return text % {"who": row["officer"]}

    rows = ask(OFFICERS, stays=list(subject.stay_ids), since=subject.since, until=subject.until)
    return [Change(f"officer-{row['id']}", row["at"], words(row), row["person_id"], icon="person") for row in rows]


CELLS = """
SELECT k.id, c.code, k.reason, k.note, k.expected_return_on, lower(k.during) AS closed_at, upper(k.during) AS opened_at
FROM corrections_cell c JOIN corrections_cellclosure k ON k.cell_id = c.id
WHERE c.unit_id = %(unit)s AND (lower(k.during) BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz
  OR upper(k.during) BETWEEN %(since)s::timestamptz AND %(until)s::timestamptz)
"""


def cells(subject: HandoverSubject) -> list[Change]:
    found = []
    for row in ask(CELLS, unit=subject.unit_id, since=subject.since, until=subject.until):
        opened: datetime | None = row["opened_at"]
        if opened is not None and opened <= subject.until:
            found.append(
                Change(f"opened-{row['id']}", opened, _("In use again"), title=row["code"], icon="check-circle")
            )
        if row["closed_at"] >= subject.since:
            found.append(
                Change(
                    f"closed-{row['id']}", row["closed_at"], closed(row), title=row["code"], icon="wrench", level="warn"
                )
            )
    return found


def closed(row: dict[str, Any]) -> str:
    why = row["note"] or str(ClosureReason(row["reason"]).label)
    if row["expected_return_on"] is None:
        return _("Closed: %(why)s") % {"why": why}
    return _("Closed until %(day)s: %(why)s") % {"day": display.short_day(row["expected_return_on"]), "why": why}


SOURCES: dict[str, Callable[[HandoverSubject], list[Change]]] = {
    "timeline": timeline,
    "log": log,
    "apart": apart,
    "officers": officers,
    "cells": cells,
}
