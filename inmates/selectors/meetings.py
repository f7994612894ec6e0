"""May these people meet? One statement whatever their number.

For whoever brings people together (visits, programmes, work, the yard, transport)::

    found = meetings.between(person_ids, MeetingKind.VISIT, start, end)   # those who are to be together
    found = meetings.with_newcomer(person_id, start, end)                 # everybody whom this person must not meet
    services.meetings.refuse_company(…)                                   # raises MeetingRefused, worded for ``by``

``bars`` are what forbids it: a pair, or two groups; ``allowed`` what somebody has decided may happen after all;
``alerts`` what staff should know of. Who and why is said by ``in_words`` alone, and only to those who may know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from corrections.access import Access
from inmates.choices import NonAssociationReason
from inmates.permissions import CustodyPerm, MeetingPerm
from inmates.rules import meetings as rules

OVERRIDES = """ARRAY(
  SELECT o.kind FROM inmates_meetingoverride o JOIN inmates_stay s ON s.id = o.first_id
  JOIN inmates_stay t ON t.id = o.second_id
  WHERE ((s.person_id = x.one AND t.person_id = x.other) OR (s.person_id = x.other AND t.person_id = x.one))
    AND o.during @> %(start)s::timestamptz AND upper(o.during) >= %(end)s::timestamptz
  ORDER BY o.kind)"""
# the persons of %(new)s against those of %(people)s, or against everybody where that is null
KEPT_APART = """
  SELECT 'pair' AS source, a.id, a.first_id AS one, a.second_id AS other, a.scope, a.reason
  FROM inmates_nonassociation a
  WHERE a.during && {span} AND ({pair})
  UNION ALL
  SELECT 'group', g.id, least(m.person_id, n.person_id), greatest(m.person_id, n.person_id), g.scope, g.reason
  FROM inmates_groupnonassociation g
  JOIN inmates_groupmembership m ON m.group_id = g.first_id AND m.during && {span}
  JOIN inmates_groupmembership n ON n.group_id = g.second_id AND n.during && {span} AND n.person_id <> m.person_id
  WHERE g.during && {span} AND ({members})
"""
SPAN = "tstzrange(%(start)s::timestamptz, %(end)s::timestamptz, '[]')"


def both(one: str, other: str) -> str:
    new, people = "%(new)s::bigint[]", "%(people)s::bigint[]"
    return (
        f"({one} = ANY({new}) AND ({people} IS NULL OR {other} = ANY({people})))"
        f" OR ({other} = ANY({new}) AND ({people} IS NULL OR {one} = ANY({people})))"
    )


CHECK = f"""
SELECT x.*, p.family_name || ', ' || p.given_name AS one_name, q.family_name || ', ' || q.given_name AS other_name,
  {OVERRIDES} AS allowed, '' AS note
FROM ({KEPT_APART.format(span=SPAN, pair=both("a.first_id", "a.second_id"), members=both("m.person_id", "n.person_id"))}
) AS x JOIN inmates_person p ON p.id = x.one JOIN inmates_person q ON q.id = x.other
UNION ALL
SELECT 'alert', w.id, w.person_id, w.person_id, '', w.code, p.family_name || ', ' || p.given_name, '', '{{}}', w.note
FROM inmates_alert w JOIN inmates_person p ON p.id = w.person_id
WHERE w.person_id = ANY(%(all)s::bigint[]) AND w.code = ANY(%(codes)s::text[]) AND w.during && {SPAN}
ORDER BY 1, 3, 4, 2
"""  # noqa: S608  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class Bar:
    """Two people whom something keeps apart: ``source`` is ``pair`` or ``group``, ``id`` its row."""

    source: str
    id: int
    one: int
    other: int
    scope: str
    reason: str
    one_name: str
    other_name: str
    allowed: frozenset[str] = frozenset()

    def stops(self, kind: str) -> bool:
        return rules.bars(self.scope, kind) and kind not in self.allowed

    def besides(self, person_id: int) -> tuple[int, str]:
        """The other of the two, and their name."""
        return (self.other, self.other_name) if self.one == person_id else (self.one, self.one_name)


@dataclass(frozen=True, slots=True)
class AlertAtMeeting:
    person_id: int
    name: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    bars: tuple[Bar, ...] = ()
    allowed: tuple[Bar, ...] = ()
    alerts: tuple[AlertAtMeeting, ...] = ()


def between(
    person_ids: Sequence[int], kind: str, start: datetime, end: datetime, *, newcomers: Sequence[int] | None = None
) -> Found:
    """What speaks against these people being together over ``[start, end]``. One statement.

    With ``newcomers`` only pairs that one of them is in: the others are together already.
    """
    new = list(person_ids if newcomers is None else newcomers)
    people = sorted({*person_ids, *new})
    rows = asked(new, people, people, list(rules.ALERTS[kind]), start, end)
    bars = [bar_of(row) for row in rows if row["source"] != "alert"]
    return Found(
        bars=tuple(one for one in bars if one.stops(kind)),
        allowed=tuple(one for one in bars if rules.bars(one.scope, kind) and not one.stops(kind)),
        alerts=tuple(
            AlertAtMeeting(row["one"], row["one_name"], row["reason"], row["note"])
            for row in rows
            if row["source"] == "alert"
        ),
    )


def with_newcomer(person_id: int, start: datetime, end: datetime) -> list[Bar]:
    """Everybody whom this person must not meet at some instant of ``[start, end]``, in any way. One statement."""
    return [bar_of(row) for row in asked([person_id], None, [], [], start, end)]


def asked(
    new: list[int], people: list[int] | None, alerted: list[int], codes: list[str], start: datetime, end: datetime
) -> list[dict[str, Any]]:
    values = {"new": new, "people": people, "all": alerted, "codes": codes, "start": start, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(CHECK, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def bar_of(row: dict[str, Any]) -> Bar:
    said = {key: row[key] for key in ("source", "id", "one", "other", "scope", "reason", "one_name", "other_name")}
    return Bar(**said, allowed=frozenset(row["allowed"]))


# ---- what is said, and to whom -----------------------------------------------------------------------------------
def in_words(bar: Bar, access: Access) -> str:
    """Who and why, to those who may know; that it cannot be, and whom to ask, to the others."""
    if not access.may(CustodyPerm.VIEW_APART):
        return _("They may not be together. Ask the duty manager.")
    names = {"one": bar.one_name, "other": bar.other_name, "why": why(bar, access)}
    return _("%(one)s and %(other)s must not meet: %(why)s.") % names


def why(bar: Bar, access: Access) -> str:
    """Of two groups the reason is known to those who may know of groups."""
    if bar.source == "group" and not access.may(MeetingPerm.VIEW_GROUPS):
        return _("ask the duty manager why")
    return str(NonAssociationReason(bar.reason).label).lower()
