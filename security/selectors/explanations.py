"""The best explanation of why somebody is not where they are expected, with the evidence that speaks for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from corrections import display
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.registries import Strength, Trace
from inmates.selectors import traces, whereabouts
from inmates.selectors.whereabouts import SHORT_NAME, Bucket, Whereabouts
from security.choices import Mark
from security.rules.explanations import Facts, Hypothesis, Sighting, Why, ranked

MOST_EVIDENCE = 6

QUERY = """
SELECT s.id AS stay_id, upper(s.during) AS released_at, c.code AS cell, u.name AS own_unit,
  lower(p.during) AS placed_at,
  o.code AS old_cell, k.kind AS booked_kind, k.label AS booked_label, kp.name AS booked_place,
  lower(k.during) AS booked_from, upper(k.during) AS booked_until,
  t.departed_at AS transfer_at, tp.name AS transfer_to, a.returned_at AS back_at,
  y.family_name AS same_family, y.given_name AS same_given, y.code AS same_cell
FROM inmates_stay s
JOIN inmates_person n ON n.id = s.person_id
LEFT JOIN inmates_placement p ON p.stay_id = s.id AND p.during @> %(at)s::timestamptz
LEFT JOIN corrections_bed b ON b.id = p.bed_id
LEFT JOIN corrections_cell c ON c.id = b.cell_id
LEFT JOIN corrections_unit u ON u.id = c.unit_id
LEFT JOIN LATERAL (
  SELECT oc.code FROM inmates_placement x JOIN corrections_bed ob ON ob.id = x.bed_id
  JOIN corrections_cell oc ON oc.id = ob.cell_id
  WHERE x.stay_id = s.id AND x.id <> p.id AND upper(x.during) <= lower(p.during)
  ORDER BY upper(x.during) DESC LIMIT 1
) o ON true
LEFT JOIN inmates_commitment k
  ON k.stay_id = s.id AND k.cancelled_at IS NULL AND k.during @> %(at)s::timestamptz
LEFT JOIN corrections_place kp ON kp.id = k.place_id
LEFT JOIN LATERAL (
  SELECT x.departed_at, x.to_prison_id FROM inmates_transfer x
  WHERE x.stay_id = s.id AND x.departed_at <= %(at)s::timestamptz AND x.cancelled_at IS NULL
    AND x.turned_back_at IS NULL AND (x.arrived_at IS NULL OR x.arrived_at > %(at)s::timestamptz)
  ORDER BY x.departed_at DESC LIMIT 1
) t ON true
LEFT JOIN corrections_prison tp ON tp.id = t.to_prison_id
LEFT JOIN LATERAL (
  SELECT x.returned_at FROM inmates_absence x
  WHERE x.stay_id = s.id AND x.departed_at <= %(at)s::timestamptz ORDER BY x.departed_at DESC LIMIT 1
) a ON a.returned_at <= %(at)s::timestamptz
LEFT JOIN LATERAL (
  SELECT yn.family_name, yn.given_name, yc.code
  FROM corrections_cell yc JOIN corrections_bed yb ON yb.cell_id = yc.id
  JOIN inmates_placement yp ON yp.bed_id = yb.id AND yp.during @> %(at)s::timestamptz
  JOIN inmates_stay ys ON ys.id = yp.stay_id JOIN inmates_person yn ON yn.id = ys.person_id
  WHERE yc.unit_id = c.unit_id AND yn.id <> n.id AND yn.family_name = n.family_name
  ORDER BY yc.position, yc.code LIMIT 1
) y ON true
WHERE s.id = ANY(%(stays)s::bigint[])
"""

COUNTED = f"""
SELECT l.stay_id, l.marked_at, u.name AS unit, coalesce({SHORT_NAME.format("w")}, '') AS by
FROM unnest(%(stays)s::bigint[]) AS s(id)
JOIN security_countline l ON l.stay_id = s.id AND l.mark = ANY(%(marks)s::text[])
  AND l.marked_at >= %(since)s::timestamptz AND l.marked_at <= %(until)s::timestamptz
JOIN corrections_bed b ON b.id = l.bed_id
JOIN corrections_cell c ON c.id = b.cell_id
JOIN corrections_unit u ON u.id = c.unit_id
LEFT JOIN corrections_user w ON w.id = l.marked_by_id
"""  # noqa: S608  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class Explanation:
    """``sentence`` is empty of guesses when nothing is known; ``others`` are the next best, in words."""

    sentence: str
    evidence: tuple[str, ...]
    expected_place: str
    why: Why | None = None
    others: tuple[str, ...] = ()


def explain(stay_ids: Iterable[int], at: datetime) -> dict[int, Explanation]:
    """For each of these stays the likeliest reason. The number of statements does not grow with that of people."""
    ids = list(dict.fromkeys(stay_ids))
    if not ids:
        return {}
    here = whereabouts.of_stays(ids, at)
    signs = traces.last_seen(ids, at)
    known = {row["stay_id"]: row for row in _ask(QUERY, {"stays": ids, "at": at})}
    return {
        stay_id: _explanation(known[stay_id], here[stay_id], signs[stay_id], at) for stay_id in ids if stay_id in known
    }


def counted(stay_ids: Sequence[int], since: datetime, until: datetime) -> list[Trace]:
    """Seen at a count: a trace that counts lend."""
    marks = [Mark.SEEN, Mark.FOUND]
    return [
        Trace(
            row["stay_id"],
            row["marked_at"],
            _("Seen at the count of %(unit)s") % {"unit": row["unit"]},
            "counts",
            row["by"],
            Strength.SEEN,
            row["unit"],
        )
        for row in _ask(COUNTED, {"stays": list(stay_ids), "marks": marks, "since": since, "until": until})
    ]


def _explanation(row: Mapping[str, Any], here: Whereabouts, signs: list[Trace], at: datetime) -> Explanation:
    seen = traces.sighting(signs)
    found = ranked(_facts(row, here, seen, at))
    told = [_words(hypothesis, at) for hypothesis in found]
    first = told[0] if told else _("Nothing registered explains it.")
    if seen is not None and (not found or found[0].why is not Why.SEEN_ELSEWHERE):
        first = f"{first} {_last_seen(seen, at)}"
    return Explanation(
        sentence=first,
        evidence=tuple(_line(trace, at) for trace in signs[:MOST_EVIDENCE]),
        expected_place=here.place_name,
        why=found[0].why if found else None,
        others=tuple(told[1:3]),
    )


def _facts(row: Mapping[str, Any], here: Whereabouts, seen: Trace | None, at: datetime) -> Facts:
    out = here.bucket is Bucket.OUTSIDE
    moved = not out and here.place_id is not None
    health = row["booked_kind"] == CommitmentKind.HEALTH
    booked = str(CommitmentKind(row["booked_kind"]).label) if health else row["booked_label"] or ""
    return Facts(
        at=at,
        released_at=row["released_at"],
        outside_since=here.since if out and here.place_kind != AbsenceKind.TRANSFER else None,
        outside=here.place_name if out else "",
        return_expected_at=here.until if out else None,
        back_at=row["back_at"],
        transfer_at=row["transfer_at"],
        transfer_to=row["transfer_to"] or "",
        moved_at=here.since if moved else None,
        moved_to=here.place_name if moved else "",
        on_the_way=here.on_the_way,
        back_expected_at=here.until if moved else None,
        booked=booked,
        booked_place=row["booked_place"] or "",
        booked_from=row["booked_from"],
        booked_until=row["booked_until"],
        placed_at=row["placed_at"],
        cell=row["cell"] or "",
        own_unit=row["own_unit"] or "",
        old_cell=row["old_cell"] or "",
        namesake=f"{row['same_family']}, {row['same_given']}".rstrip(", ") if row["same_family"] else "",
        namesake_cell=row["same_cell"] or "",
        seen=Sighting(seen.at, seen.place) if seen else None,
    )


def _words(found: Hypothesis, at: datetime) -> str:
    values = {
        "when": display.moment(found.at, at) if found.at else "",
        "place": found.place,
        "other": found.other,
    }
    return _sentences()[found.why] % values


def _sentences() -> dict[Why, str]:
    return {
        Why.RELEASED: _("Released %(when)s."),
        Why.RETURN_NOT_REGISTERED: _("Outside: %(place)s. Expected back %(when)s, the return is not registered."),
        Why.TRANSFER: _("On the way to %(place)s since %(when)s."),
        Why.OUTSIDE: _("Outside since %(when)s: %(place)s."),
        Why.SEEN_ELSEWHERE: _("Seen %(when)s: %(place)s, after what is registered."),
        Why.LATE_BACK: _("Expected back from %(place)s %(when)s, and not registered back."),
        Why.NOT_CLOSED: _("Left %(when)s for %(place)s, the arrival is not confirmed."),
        Why.ELSEWHERE: _("Registered at %(place)s since %(when)s."),
        Why.COMMITTED: _("Booked now: %(other)s, since %(when)s. No movement is registered."),
        Why.NEW_CELL: _("Moved %(when)s from cell %(place)s to %(other)s. Look in the old cell too."),
        Why.JUST_BACK: _("Came back to the prison %(when)s. May still be in reception."),
        Why.NAMESAKE: _("%(other)s in cell %(place)s has the same family name. Check who was counted."),
    }


def _last_seen(seen: Trace, at: datetime) -> str:
    when = {"when": display.moment(seen.at, at), "place": seen.place}
    return (_("Last seen %(when)s: %(place)s.") if seen.place else _("Last seen %(when)s.")) % when


def _line(trace: Trace, at: datetime) -> str:
    by = f" ({trace.by})" if trace.by else ""
    return f"{display.moment(trace.at, at)} {trace.text}{by}"


def _ask(query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
