"""The events of this floor for the timeline: movements, absences, the log, cells, the legal basis and alerts.

One statement: each branch steps into the index of its own table for the newest few, so a long record costs no more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inmates import icons
from inmates.choices import AbsenceKind, AlertCode, LegalStatusKind
from inmates.permissions import BoardPerm, CustodyPerm, LogPerm
from inmates.registries import TimelineEvent, TimelineKind, TimelineSource
from inmates.rules import ALERT_LEVELS
from inmates.selectors.whereabouts import SHORT_NAME, uncapitalised

Row = dict[str, Any]
COLUMNS = ("kind", "what", "person_id", "at", "key", "one", "two", "who")
WHO = SHORT_NAME.format("w")
STAYS = "inmates_stay s"


@dataclass(frozen=True, slots=True)
class Branch:
    """Events of one sort: which rows, when each happened, what makes it unique, and two values for its words."""

    kind: str
    what: str
    rows: str
    moment: str
    key: str
    by: str
    one: str = "''"
    two: str = "''"
    person: str = "s.person_id"

    @property
    def sql(self) -> str:
        """The newest few before the cursor, and only of those who it was.

        The bare bound on the moment serves the index; the pair breaks ties.
        """
        return f"""(
SELECT '{self.kind}', '{self.what}', x.person_id, x.moment, x.key, x.one, x.two, {WHO} FROM (
  SELECT {self.person} AS person_id, {self.moment} AS moment, ({self.key}) COLLATE "C" AS key,
         {self.one} AS one, {self.two} AS two, {self.by} AS by_id
  FROM {self.rows}
  WHERE {self.person} = ANY(%(people)s::bigint[]) AND {self.moment} <= %(at)s::timestamptz
    AND ({self.moment}, ({self.key}) COLLATE "C") < (%(at)s::timestamptz, %(key)s)
  ORDER BY 2 DESC, 3 DESC LIMIT %(limit)s) x LEFT JOIN corrections_user w ON w.id = x.by_id)"""  # noqa: S608  (constants of this file; values are parameters)


# There are far more movements than anything else, so the newest of each stay are taken off the end of their index. The
# rows at the very instant of the cursor come on top, because the branch drops some of those by their key.
LAST_MOVEMENTS = """
  (SELECT x.* FROM inmates_movement x WHERE x.stay_id = s.id AND x.undone_at IS NULL AND x.left_at < %(at)s::timestamptz
   ORDER BY x.left_at DESC, x.id DESC LIMIT %(limit)s)
  UNION ALL
  (SELECT x.* FROM inmates_movement x
   WHERE x.stay_id = s.id AND x.undone_at IS NULL AND x.left_at = %(at)s::timestamptz)
"""
MENTIONS = "inmates_logmention g JOIN inmates_logentry e ON e.id = g.entry_id"
UNVERIFIED = """CASE WHEN e.is_verified OR EXISTS (
  SELECT FROM inmates_logverification v WHERE v.entry_id = coalesce(e.root_id, e.id)) THEN '' ELSE '?' END"""
PLACED = "JOIN corrections_bed b ON b.id = h.bed_id JOIN corrections_cell c ON c.id = b.cell_id"
BRANCHES = (
    Branch(
        "movement",
        "moved",
        rows=f"{STAYS} CROSS JOIN LATERAL ({LAST_MOVEMENTS}) m LEFT JOIN corrections_place pl ON pl.id = m.to_place_id",
        moment="m.left_at",
        key="'movement:' || lpad(m.id::text, 12, '0')",
        by="m.registered_by_id",
        one="coalesce(pl.name, '')",
    ),
    Branch(
        "absence",
        "left",
        rows=f"{STAYS} JOIN inmates_absence a ON a.stay_id = s.id",
        moment="a.departed_at",
        key="'absence:' || lpad(a.id::text, 12, '0')",
        by="a.departed_by_id",
        one="a.kind",
        two="a.destination",
    ),
    Branch(
        "absence",
        "back",
        rows=f"{STAYS} JOIN inmates_absence a ON a.stay_id = s.id AND a.returned_at IS DISTINCT FROM upper(s.during)"
        " AND NOT EXISTS (SELECT FROM inmates_absence f WHERE f.continues_id = a.id)",
        moment="a.returned_at",
        key="'absence-back:' || lpad(a.id::text, 12, '0')",
        by="a.returned_by_id",
        one="a.kind",
        two="a.destination",
    ),
    Branch(
        "log",
        "",
        rows=MENTIONS,
        moment="g.happened_at",
        key="'log:' || lpad(e.id::text, 12, '0')",
        by="e.written_by_id",
        one="e.text",
        two=f"e.kind || {UNVERIFIED}",
        person="g.person_id",
    ),
    Branch(
        "cell",
        "placed",
        rows=f"{STAYS} JOIN inmates_placement h ON h.stay_id = s.id {PLACED}",
        moment="lower(h.during)",
        key="'cell:' || lpad(h.id::text, 12, '0')",
        by="h.placed_by_id",
        one="c.code",
        two="h.reason",
    ),
    Branch(
        "custody",
        "received",
        rows=STAYS,
        moment="lower(s.during)",
        key="'stay:' || lpad(s.id::text, 12, '0')",
        by="s.admitted_by_id",
    ),
    Branch(
        "custody",
        "released",
        rows=STAYS,
        moment="upper(s.during)",
        key="'stay-end:' || lpad(s.id::text, 12, '0')",
        by="s.released_by_id",
    ),
    Branch(
        "custody",
        "status",
        rows=f"{STAYS} JOIN inmates_legalstatus l ON l.stay_id = s.id",
        moment="lower(l.during)",
        key="'status:' || lpad(l.id::text, 12, '0')",
        by="l.registered_by_id",
        one="l.kind",
        two="l.basis",
    ),
    Branch(
        "alert",
        "raised",
        rows="inmates_alert x",
        moment="x.raised_at",
        key="'alert:' || lpad(x.id::text, 12, '0')",
        by="x.raised_by_id",
        one="x.code",
        two="x.note",
        person="x.person_id",
    ),
    Branch(
        "alert",
        "closed",
        rows="inmates_alert x",
        moment="x.closed_at",
        key="'alert-end:' || lpad(x.id::text, 12, '0')",
        by="x.closed_by_id",
        one="x.code",
        person="x.person_id",
    ),
)


def load(
    *, person_ids: Sequence[int], kinds: frozenset[str], before: tuple[datetime, str], limit: int
) -> list[TimelineEvent]:
    """At most ``limit`` events of these kinds, newest first, strictly before ``before``. One statement."""
    parts = " UNION ALL ".join(branch.sql for branch in BRANCHES if branch.kind in kinds)
    query = f"SELECT * FROM ({parts}) AS e({', '.join(COLUMNS)}) ORDER BY at DESC, key DESC LIMIT %(limit)s"  # noqa: S608
    values: dict[str, Any] = {"people": list(person_ids), "at": before[0], "key": before[1], "limit": limit}
    with connection.cursor() as found:
        found.execute(query, values)
        return [event(dict(zip(COLUMNS, row, strict=True))) for row in found.fetchall()]


def event(row: Row) -> TimelineEvent:
    text, note, icon, level = WORDS[row["kind"]](row)
    return TimelineEvent(
        person_id=row["person_id"],
        at=row["at"],
        key=row["key"],
        kind=row["kind"],
        text=text,
        note=note,
        icon=icon,
        level=level,
    )


# ---- the words: text, note, icon, level --------------------------------------------------------------------------
Words = tuple[str, str, str, str]


def movement(row: Row) -> Words:
    text = _("To %(place)s") % {"place": uncapitalised(row["one"])} if row["one"] else _("To the cell")
    return text, by(row), "", ""


def absence(row: Row) -> Words:
    kind = str(AbsenceKind(row["one"]).label)
    where = _("%(kind)s, %(destination)s") % {"kind": kind, "destination": row["two"]} if row["two"] else kind
    text = (_("Left: %(where)s") if row["what"] == "left" else _("Back: %(where)s")) % {"where": where}
    return text, by(row), icons.ABSENCES[row["one"]], "bad" if row["one"] == AbsenceKind.ESCAPE else ""


def log(row: Row) -> Words:
    """What nobody has verified says so wherever it stands (po-fskr. s. 4)."""
    kind, unverified = row["two"].rstrip("?"), row["two"].endswith("?")
    note = _("Not verified, %(who)s") % {"who": row["who"]} if unverified else row["who"] or ""
    return row["one"], note, icons.LOGS.get(kind, ""), "warn" if unverified else ""


def cell(row: Row) -> Words:
    text = _("Placed in %(cell)s") % {"cell": row["one"]}
    if row["two"]:
        text = _("Placed in %(cell)s: %(reason)s") % {"cell": row["one"], "reason": row["two"]}
    return text, by(row), "", ""


def custody(row: Row) -> Words:
    if row["what"] == "received":
        return _("Received into custody"), by(row), "enter", ""
    if row["what"] == "released":
        return _("Released"), by(row), "leave", ""
    return str(LegalStatusKind(row["one"]).label), row["two"] or by(row), "gavel", ""


def alert(row: Row) -> Words:
    label = str(AlertCode(row["one"]).label)
    if row["what"] == "closed":
        return _("Alert ended: %(alert)s") % {"alert": label}, by(row), "alert-off", ""
    return _("Alert raised: %(alert)s") % {"alert": label}, by(row), icons.ALERTS[row["one"]], levels(row)


def levels(row: Row) -> str:
    """A need is no warning."""
    return "" if ALERT_LEVELS[row["one"]] == "quiet" else "warn"


def by(row: Row) -> str:
    return _("Registered by %(who)s") % {"who": row["who"]} if row["who"] else ""


WORDS: dict[str, Callable[[Row], Words]] = {
    "movement": movement,
    "absence": absence,
    "log": log,
    "cell": cell,
    "custody": custody,
    "alert": alert,
}
SOURCE = TimelineSource(
    kinds={
        "movement": TimelineKind(gettext_lazy("Movements"), "arrow-right", BoardPerm.VIEW),
        "absence": TimelineKind(gettext_lazy("Absences"), "leave", BoardPerm.VIEW),
        "log": TimelineKind(gettext_lazy("Log"), "edit", LogPerm.VIEW),
        "cell": TimelineKind(gettext_lazy("Cells"), "swap", CustodyPerm.VIEW),
        "custody": TimelineKind(gettext_lazy("Custody"), "file-text", CustodyPerm.VIEW),
        "alert": TimelineKind(gettext_lazy("Alerts"), "alert", CustodyPerm.VIEW),
    },
    load=load,
)
