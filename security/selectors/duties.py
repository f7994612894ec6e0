"""What must be done in the coming shift: each of it is acknowledged by the one who takes over.

What the board asks for now, what falls due before the shift is over, who is expected, and what other floors add.
"""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.permissions import WorkPerm
from corrections.selectors import work
from inmates import icons
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.registries import BoardSubject, agenda_sources
from inmates.selectors.board import Board
from security.registries import Duty, duty_sources

NOT_DUTIES = ("handover-",)
LEVELS = ("", "quiet", "warn", "bad")
MEETINGS = (CommitmentKind.VISIT, CommitmentKind.COURT, CommitmentKind.TRANSPORT, CommitmentKind.MEETING)
COMMITMENT_ICONS = {
    "VISIT": "people",
    "COURT": icons.ABSENCES[AbsenceKind.COURT],
    "TRANSPORT": "leave",
    "MEETING": "chat",
}

EXPECTED = """
SELECT 'back' AS what, a.id, a.expected_return_at AS at, c.code, n.family_name, n.uuid, a.kind, a.destination AS place
FROM inmates_absence a JOIN inmates_stay s ON s.id = a.stay_id JOIN inmates_person n ON n.id = s.person_id
JOIN inmates_placement p ON p.stay_id = s.id AND upper(p.during) IS NULL
JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
WHERE a.stay_id = ANY(%(stays)s::bigint[]) AND upper(a.during) IS NULL
  AND a.expected_return_at > %(start)s::timestamptz AND a.expected_return_at <= %(end)s::timestamptz
UNION ALL
SELECT 'arrival', r.id, r.expected_at, c.code, '', NULL, '', r.note
FROM corrections_cell c JOIN corrections_bed b ON b.cell_id = c.id JOIN inmates_reservation r ON r.bed_id = b.id
WHERE c.unit_id = %(unit)s AND r.during @> %(start)s::timestamptz
  AND r.expected_at > %(start)s::timestamptz AND r.expected_at <= %(end)s::timestamptz
UNION ALL
SELECT 'booked', k.id, lower(k.during), c.code, n.family_name, n.uuid, k.kind, k.label
FROM inmates_commitment k JOIN inmates_stay s ON s.id = k.stay_id JOIN inmates_person n ON n.id = s.person_id
JOIN inmates_placement p ON p.stay_id = s.id AND upper(p.during) IS NULL
JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
WHERE k.stay_id = ANY(%(stays)s::bigint[]) AND k.cancelled_at IS NULL AND k.kind = ANY(%(kinds)s::text[])
  AND k.during && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
  AND lower(k.during) > %(start)s::timestamptz
UNION ALL
SELECT 'cell', k.id, k.expected_return_on::timestamp AT TIME ZONE %(zone)s, c.code, '', NULL, '', k.note
FROM corrections_cell c JOIN corrections_cellclosure k ON k.cell_id = c.id AND upper(k.during) IS NULL
WHERE c.unit_id = %(unit)s AND k.expected_return_on = (%(end)s::timestamptz AT TIME ZONE %(zone)s)::date
ORDER BY at, id
"""


def duties(board: Board, subject: BoardSubject, end: datetime, access: Access) -> list[Duty]:
    """Everything between now (the instant of the board) and ``end``; the worst first, then by the clock."""
    start = subject.at
    found = [
        *from_board(board),
        *expected(subject, start, end),
        *(tasks(subject, start, end, access) if access.may(WorkPerm.VIEW, unit_id=subject.unit_id) else ()),
        *from_agenda(subject, start, end, access, counts_of(board)),
        *(
            duty
            for source in duty_sources.values()
            if not source.perm or access.may(source.perm, unit_id=subject.unit_id)
            for duty in source.load(subject, start, end)
        ),
    ]
    once = {duty.key: duty for duty in reversed(found)}
    return sorted(once.values(), key=lambda d: (-LEVELS.index(d.level), d.due_at or end, d.key))


def from_board(board: Board) -> list[Duty]:
    """What needs somebody now needs the next shift too."""
    return [
        Duty(a.key, a.title, a.text, a.icon, a.level, a.due_at, a.href)
        for a in board.actions
        if not a.key.startswith(NOT_DUTIES)
    ]


def counts_of(board: Board) -> frozenset[datetime]:
    """When the counts that the board names already are due: the agenda says the same of them."""
    return frozenset(a.due_at for a in board.actions if a.key.startswith("count-") and a.due_at)


def expected(subject: BoardSubject, start: datetime, end: datetime) -> list[Duty]:
    values = {"stays": list(subject.stay_ids), "unit": subject.unit_id, "start": start, "end": end}
    rows = ask(EXPECTED, values | {"kinds": [kind.value for kind in MEETINGS], "zone": settings.TIME_ZONE})
    return [WORDS[row["what"]](row, subject.at) for row in rows]


def back(row: dict[str, Any], at: datetime) -> Duty:
    kind = AbsenceKind(row["kind"])
    title = _("%(who)s: back about %(when)s") % {"who": name(row), "when": display.moment(row["at"], at)}
    text = str(kind.label) if not row["place"] else f"{kind.label}, {row['place']}"
    # the board says the same under another key once it is late; it is the same thing to do
    return Duty(f"back-{row['id']}", title, text, icons.ABSENCES[kind], "", row["at"], person(row))


def arrival(row: dict[str, Any], at: datetime) -> Duty:
    title = _("%(cell)s: arrival %(when)s") % {"cell": row["code"], "when": display.moment(row["at"], at)}
    return Duty(f"arrival-{row['id']}", title, row["place"] or _("Make the cell ready"), "arrow-right", "", row["at"])


def booked(row: dict[str, Any], at: datetime) -> Duty:
    title = _("%(who)s: %(what)s %(when)s") % {
        "who": name(row),
        "what": row["place"],
        "when": display.moment(row["at"], at),
    }
    text = str(CommitmentKind(row["kind"]).label)
    shown = "" if text.casefold() == row["place"].casefold() else text
    return Duty(f"booked-{row['id']}", title, shown, icons.COMMITMENTS[row["kind"]], "", row["at"], person(row))


def cell(row: dict[str, Any], at: datetime) -> Duty:
    title = _("%(cell)s: planned to be in use again %(day)s") % {
        "cell": row["code"],
        "day": display.short_day(row["at"]),
    }
    return Duty(f"cell-{row['id']}", title, row["place"], "wrench", "", row["at"])


WORDS = {"back": back, "arrival": arrival, "booked": booked, "cell": cell}


def name(row: dict[str, Any]) -> str:
    return f"{row['code']} {row['family_name']}"


def person(row: dict[str, Any]) -> str:
    return reverse("person", args=[row["uuid"]])


def tasks(subject: BoardSubject, start: datetime, end: datetime, access: Access) -> list[Duty]:
    """Work of the unit, for the roles of the reader, that falls due before the shift is over."""
    due = work.tasks(access).open().filter(unit=subject.unit_id, due_at__gt=start, due_at__lte=end)
    return [
        Duty(
            f"task-{row.task.pk}",
            row.text,
            _("Within %(when)s") % {"when": display.moment(row.task.due_at or end, subject.at)},
            "list",
            "warn",
            row.task.due_at,
            reverse("tasks"),
        )
        for row in work.rows(due.order_by("due_at", "pk"), subject.at)
    ]


def from_agenda(
    subject: BoardSubject, start: datetime, end: datetime, access: Access, said: frozenset[datetime]
) -> list[Duty]:
    """What other floors have planned for the unit, such as its counts."""
    return [
        Duty(
            f"agenda-{int(item.at.timestamp())}-{blake2b(item.text.encode(), digest_size=4).hexdigest()}",
            f"{item.text} {display.moment(item.at, subject.at)}",
            "",
            "clock",
            "",
            item.at,
        )
        for source in agenda_sources.values()
        if not source.perm or access.may(source.perm, unit_id=subject.unit_id)
        for item in source.load(subject, start, end)
        if start < item.at <= end and not (item.text == _("Count") and item.at in said)
    ]


def ask(query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
