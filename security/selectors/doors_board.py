"""Doors on the board: what the daily order waits for, and who is locked in, or out, by name (``unit_facts``)."""

from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from corrections import display
from corrections.rules import OSLO
from inmates.registries import BoardAction, BoardBadge, BoardSubject
from security.choices import DoorAct, DoorTurn
from security.rules import locks as rules
from security.rules.locks import Line, Turn

STANDING = "e.act <> 'NEVER' AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = e.id)"
FACTS = f"""json_build_object(
  'last', (SELECT json_build_array(e.at, e.act) FROM security_lockevent e
           WHERE e.unit_id = u.id AND e.stay_id IS NULL AND e.at <= %(at)s::timestamptz AND {STANDING}
           ORDER BY e.at DESC, e.id DESC LIMIT 1),
  'order', (SELECT json_agg(json_build_array(d.act, d.starts, d.weekdays) ORDER BY d.id)
            FROM security_dailyturn d WHERE d.unit_id = u.id AND d.during @> %(at)s::timestamptz),
  'own', (SELECT json_agg(json_build_array(o.stay_id, o.at, o.act) ORDER BY o.stay_id) FROM (
            SELECT DISTINCT ON (e.stay_id) e.stay_id, e.at, e.act
            FROM corrections_cell oc JOIN corrections_bed ob ON ob.cell_id = oc.id
            JOIN inmates_placement op ON op.bed_id = ob.id AND upper(op.during) IS NULL
            JOIN security_lockevent e ON e.stay_id = op.stay_id AND e.unit_id = u.id
              AND e.at <= %(at)s::timestamptz AND {STANDING}
            WHERE oc.unit_id = u.id ORDER BY e.stay_id, e.at DESC, e.id DESC) o WHERE o.act <> 'FOLLOW'))"""  # noqa: S608

LATE = rules.EARLY  # so long after its time a turn that nobody wrote down is amber


def lent(subject: BoardSubject, key: str) -> list[Any]:
    return subject.lent.get("doors", {}).get(key) or []


def moment_of(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found


def last_of(subject: BoardSubject) -> Turn | None:
    found = lent(subject, "last")
    return Turn(moment_of(found[0]), found[1]) if found else None


def actions(subject: BoardSubject) -> list[BoardAction]:
    """One, while the daily order waits for a turn that nobody has written down."""
    lines = [Line(act, time.fromisoformat(starts), days) for act, starts, days in lent(subject, "order")]
    waits = rules.due(lines, last_of(subject), subject.at, OSLO) if subject.live else None
    if waits is None:
        return []
    words = {"when": display.moment(waits.at, subject.at), "what": DoorTurn(waits.act).label}
    title = _("%(when)s %(what)s: confirm") % words
    return [
        BoardAction(
            key="doors",
            level="warn" if subject.at > waits.at + LATE else "quiet",
            icon="lock" if waits.act == DoorAct.LOCK else "unlock",
            title=title,
            text=_("By the daily order. It is written down when somebody confirms it."),
            due_at=waits.at,
            href=reverse("doors", args=[subject.unit_id]),
            button=_("Confirm"),
            about=title,
        )
    ]


def badges(subject: BoardSubject) -> dict[int, list[BoardBadge]]:
    """Locked in by name stands until it is lifted; out by name until the doors of the unit next turn."""
    last = last_of(subject)
    found: dict[int, list[BoardBadge]] = {}
    for stay_id, text, act in lent(subject, "own") if subject.live else ():
        if act == DoorAct.LOCK:
            found[stay_id] = [BoardBadge("lock", _("Locked in by name"))]
        elif last is None or last.at <= moment_of(text):
            found[stay_id] = [BoardBadge("unlock", _("Out by name"))]
    return found
