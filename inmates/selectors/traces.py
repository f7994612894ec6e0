"""Every sign of a person that the system has, merged: who searches for somebody should not have to open six screens.

Each source answers for all of them at once, with one statement; upper floors lend theirs through ``trace_sources``.
A trace names what happened and where, never why: what a note says stays in the log, and a health contact is "Health
appointment". What was only booked is told apart from what somebody saw (``Strength``).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from inmates.choices import AbsenceKind, CommitmentKind, LogKind
from inmates.registries import Strength, Trace, trace_sources
from inmates.selectors.whereabouts import SHORT_NAME

DAY = timedelta(hours=24)
Row = dict[str, Any]

MOVEMENTS = f"""
SELECT m.stay_id, m.left_at, m.arrived_at, coalesce(pl.name, '') AS place, m.seen_by_id IS NOT NULL AS seen,
  coalesce({SHORT_NAME.format("wr")}, '') AS registered_by, coalesce({SHORT_NAME.format("ws")}, '') AS seen_by
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN inmates_movement m ON m.stay_id = s.id AND m.undone_at IS NULL AND m.left_at <= %(until)s::timestamptz
  AND m.left_at >= %(since)s::timestamptz - interval '1 day'
LEFT JOIN corrections_place pl ON pl.id = m.to_place_id
LEFT JOIN corrections_user wr ON wr.id = m.registered_by_id
LEFT JOIN corrections_user ws ON ws.id = m.seen_by_id
"""  # noqa: S608  (joined from constants; values are parameters)

ABSENCES = f"""
SELECT a.stay_id, a.kind, a.destination, a.departed_at,
  CASE WHEN (SELECT f.id FROM inmates_absence f WHERE f.continues_id = a.id) IS NULL
    THEN a.returned_at END AS returned_at,
  coalesce({SHORT_NAME.format("wd")}, '') AS departed_by, coalesce({SHORT_NAME.format("wb")}, '') AS returned_by
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN inmates_absence a ON a.stay_id = s.id
  AND a.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz, '[]')
LEFT JOIN corrections_user wd ON wd.id = a.departed_by_id
LEFT JOIN corrections_user wb ON wb.id = a.returned_by_id
"""  # noqa: S608

COMMITMENTS = """
SELECT k.stay_id, k.kind, k.label, coalesce(pl.name, '') AS place, lower(k.during) AS starts, upper(k.during) AS ends
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN inmates_commitment k ON k.stay_id = s.id AND k.cancelled_at IS NULL
  AND k.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz, '[]')
LEFT JOIN corrections_place pl ON pl.id = k.place_id
"""

LOG = f"""
SELECT s.id AS stay_id, e.happened_at, e.kind, u.name AS unit, coalesce({SHORT_NAME.format("w")}, '') AS by
FROM inmates_stay s
JOIN inmates_logmention g ON g.person_id = s.person_id
  AND g.happened_at >= %(since)s::timestamptz AND g.happened_at <= %(until)s::timestamptz
JOIN inmates_logentry e ON e.id = g.entry_id
JOIN corrections_unit u ON u.id = e.unit_id
LEFT JOIN corrections_user w ON w.id = e.written_by_id
WHERE s.id = ANY(%(stays)s::bigint[]) AND NOT EXISTS (SELECT FROM inmates_logentry x WHERE x.corrects_id = e.id)
"""  # noqa: S608

PLACEMENTS = f"""
SELECT p.stay_id, lower(p.during) AS placed_at, c.code, coalesce({SHORT_NAME.format("w")}, '') AS by
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN inmates_placement p ON p.stay_id = s.id
  AND p.during && tstzrange(%(since)s::timestamptz, %(until)s::timestamptz, '[]')
  AND lower(p.during) >= %(since)s::timestamptz
JOIN corrections_bed b ON b.id = p.bed_id
JOIN corrections_cell c ON c.id = b.cell_id
LEFT JOIN corrections_user w ON w.id = p.placed_by_id
"""  # noqa: S608

GATE = f"""
SELECT s.id AS stay_id, s.admitted_at, s.released_at,
  coalesce({SHORT_NAME.format("wa")}, '') AS admitted_by, coalesce({SHORT_NAME.format("wr")}, '') AS released_by
FROM inmates_stay s
LEFT JOIN corrections_user wa ON wa.id = s.admitted_by_id
LEFT JOIN corrections_user wr ON wr.id = s.released_by_id
WHERE s.id = ANY(%(stays)s::bigint[])
"""  # noqa: S608

# A note may be written about somebody who is not there; these are about somebody in front of the writer.
SEEN_IN_LOG = frozenset({LogKind.OBSERVATION, LogKind.CONVERSATION})


def last_seen(stay_ids: Iterable[int], at: datetime, *, since: datetime | None = None) -> dict[int, list[Trace]]:
    """Every trace of each of these stays until ``at``, newest first; from ``since``, else of the last 24 hours.

    Of two at the same instant the stronger stands first. One statement a source, whatever the number of people.
    """
    ids = list(dict.fromkeys(stay_ids))
    found: dict[int, list[Trace]] = {stay_id: [] for stay_id in ids}
    if not ids:
        return found
    begin = at - DAY if since is None else since
    for source in trace_sources.values():
        for trace in source.load(ids, begin, at):
            if begin <= trace.at <= at:
                found[trace.stay_id].append(trace)
    for traces in found.values():
        traces.sort(key=lambda trace: (trace.at, trace.strength, trace.source, trace.text), reverse=True)
    return found


def sighting(traces: Sequence[Trace]) -> Trace | None:
    """The newest trace by which somebody had eyes on the person."""
    return next((trace for trace in traces if trace.strength >= Strength.SEEN), None)


# ---- the sources of this floor -----------------------------------------------------------------------------------
def movements(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    found: list[Trace] = []
    for row in _ask(MOVEMENTS, stay_ids, since, until):
        place = row["place"] or _("the cell")
        if row["left_at"] != row["arrived_at"]:
            text = _("Left for %(place)s") % {"place": place}
            found.append(Trace(row["stay_id"], row["left_at"], text, "movements", row["registered_by"]))
        if row["arrived_at"] is not None:
            text = _("Arrived: %(place)s") % {"place": place}
            strength = Strength.SEEN if row["seen"] else Strength.REGISTERED
            by = row["seen_by"] or row["registered_by"]
            found.append(Trace(row["stay_id"], row["arrived_at"], text, "movements", by, strength, place))
    return found


def absences(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    found: list[Trace] = []
    for row in _ask(ABSENCES, stay_ids, since, until):
        kind, stay_id = str(AbsenceKind(row["kind"]).label), row["stay_id"]
        where = row["destination"] or kind
        if row["kind"] == AbsenceKind.ESCAPE:
            found.append(Trace(stay_id, row["departed_at"], kind, "absences", row["departed_by"]))
        else:
            text = _("Left the prison: %(where)s") % {"where": where}
            found.append(Trace(stay_id, row["departed_at"], text, "absences", row["departed_by"], Strength.SEEN, where))
        if row["returned_at"] is not None:
            text = _("Came back to the prison from: %(where)s") % {"where": where}
            place = _("reception")
            found.append(Trace(stay_id, row["returned_at"], text, "absences", row["returned_by"], Strength.SEEN, place))
    return found


def commitments(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    """Booked, so nobody has seen anything: a health appointment is called that, whatever its label says."""
    found: list[Trace] = []
    for row in _ask(COMMITMENTS, stay_ids, since, until):
        is_health = row["kind"] == CommitmentKind.HEALTH
        words = {"what": str(CommitmentKind(row["kind"]).label) if is_health else row["label"]}
        for moment, text in (
            (row["starts"], _("Booked to begin: %(what)s")),
            (row["ends"], _("Booked to end: %(what)s")),
        ):
            found.append(
                Trace(row["stay_id"], moment, text % words, "commitments", strength=Strength.BOOKED, place=row["place"])
            )
    return found


def log(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    """That the log names the person, not what it says: its text is read in the log, by those who may."""
    return [
        Trace(
            row["stay_id"],
            row["happened_at"],
            _("Named in the log of %(unit)s: %(kind)s")
            % {"unit": row["unit"], "kind": str(LogKind(row["kind"]).label)},
            "log",
            row["by"],
            Strength.SEEN if row["kind"] in SEEN_IN_LOG else Strength.REGISTERED,
            row["unit"] if row["kind"] in SEEN_IN_LOG else "",
        )
        for row in _ask(LOG, stay_ids, since, until)
    ]


def placements(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    return [
        Trace(
            row["stay_id"],
            row["placed_at"],
            _("Given cell %(cell)s") % {"cell": row["code"]},
            "placements",
            row["by"],
            place=row["code"],
        )
        for row in _ask(PLACEMENTS, stay_ids, since, until)
    ]


def gate(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    """Admitted and released: both stand in front of staff."""
    found: list[Trace] = []
    for row in _ask(GATE, stay_ids, since, until):
        found.append(
            Trace(
                row["stay_id"], row["admitted_at"], _("Admitted"), "gate", row["admitted_by"], Strength.SEEN,
                _("reception"),
            )
        )  # fmt: skip
        if row["released_at"] is not None:
            found.append(
                Trace(row["stay_id"], row["released_at"], _("Released"), "gate", row["released_by"], Strength.SEEN)
            )
    return found


SOURCES: dict[str, Callable[[Sequence[int], datetime, datetime], list[Trace]]] = {
    "movements": movements,
    "absences": absences,
    "commitments": commitments,
    "log": log,
    "placements": placements,
    "gate": gate,
}


def _ask(query: str, stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"stays": list(stay_ids), "since": since, "until": until})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
