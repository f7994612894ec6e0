"""The handover of a unit as a page shows it: who signed, the numbers, what must be done, what is new.

Before it is signed everything is of this instant. A signed one shows the numbers, the duties and the notes as they were
kept, and the changes up to its signature, so that whoever opens it later reads what was read then.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.models import Unit, User
from corrections.permissions import WorkPerm
from inmates.permissions import CustodyPerm, ReceptionPerm
from inmates.selectors.board import Board, board_rows
from security.choices import HandoverState
from security.models import Handover, HandoverItem, HandoverReading
from security.registries import Duty
from security.rules import handover as rules
from security.rules.handover import Mark, Slot
from security.selectors import changes, closures, duties, equipment, notes, signatures, totals

FAR_BACK = 60

MARKS = """
SELECT h.on, h.shift, h.given_at AS at, true AS gave FROM security_handover h
WHERE h.unit_id = %(unit)s AND h.due_at > %(from)s::timestamptz AND h.given_by_id = %(user)s
UNION ALL
SELECT h.on, h.shift, h.taken_at, false FROM security_handover h
WHERE h.unit_id = %(unit)s AND h.due_at > %(from)s::timestamptz AND h.taken_by_id = %(user)s
UNION ALL
SELECT h.on, h.shift, r.read_at, false FROM security_handover h JOIN security_handoverreading r ON r.handover_id = h.id
WHERE h.unit_id = %(unit)s AND h.due_at > %(from)s::timestamptz AND r.reader_id = %(user)s
"""


def zone() -> Any:
    return timezone.get_default_timezone()


def slot_now(at: datetime) -> Slot:
    return rules.slot_at(timezone.localtime(at))


def slot_named(text: str, at: datetime) -> Slot | None:
    """``2026-11-24-evening``: a handover that has been or is at hand; ``None`` for anything else."""
    day, _dash, shift = text.rpartition("-")
    try:
        slot = rules.slot_of(date.fromisoformat(day), shift)
    except (KeyError, ValueError):
        return None
    return slot if date(2000, 1, 1) < slot.on and slot <= slot_now(at) else None


def row_of(unit_id: int, slot: Slot) -> Handover | None:
    found = Handover.objects.filter(unit=unit_id, on=slot.on, shift=slot.begins.key)
    return found.select_related("given_by", "taken_by").order_by("pk").first()


def last_signed(unit_id: int, slot: Slot) -> datetime:
    """When the unit was handed over last before ``slot``: what is new is new since then."""
    due = slot.at(zone())
    before = Handover.objects.filter(unit=unit_id, due_at__lt=due, due_at__gt=due - rules.MOST_AWAY)
    signed = before.exclude(state=HandoverState.OPEN).order_by("-due_at").values_list("given_at", "taken_at").first()
    return (signed and (signed[0] or signed[1])) or slot.previous.at(zone())


def since_for(user: User, unit_id: int, slot: Slot, at: datetime) -> tuple[datetime, bool]:
    """Since when this officer has not known the unit, and whether that is their own last shift. One query."""
    values: dict[str, Any] = {"unit": unit_id, "user": user.pk, "from": at - FAR_BACK * rules.WITHOUT_A_SHIFT}
    with connection.cursor() as cursor:
        cursor.execute(MARKS, values)
        marks = [Mark(rules.slot_of(on, shift), moment, gave) for on, shift, moment, gave in cursor.fetchall()]
    return rules.away_since(marks, slot, at, zone())


# ---- the page ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Page:
    """``is_now``: the handover at hand, which can be signed. ``since_words`` explain where the changes begin."""

    slot: Slot
    row: Handover | None
    is_now: bool
    due_at: datetime
    title: str
    eyebrow: str
    given: signatures.Signature
    taken: signatures.Signature
    tally: tuple[totals.Part, ...]
    duties: tuple[Duty, ...]
    acknowledged: tuple[HandoverItem, ...]
    changes: tuple[changes.Row, ...]
    since_title: str
    since_words: str
    people: str
    newer: str
    notes: tuple[notes.Note, ...]
    equipment: tuple[equipment.Item, ...]
    closed: tuple[str, ...]
    readings: tuple[HandoverReading, ...]
    next_shift: str

    @property
    def state(self) -> str:
        return self.row.state if self.row else HandoverState.OPEN


def page_of(unit: Unit, slot: Slot, user: User, access: Access, at: datetime, *, whole: bool = False) -> Page:
    """``whole``: what is new since the unit was handed over last, not since the reader's own last shift."""
    at = at.astimezone(UTC)
    row = row_of(unit.pk, slot)
    is_now = slot == slot_now(at)
    is_live = is_now and (row is None or row.state != HandoverState.TAKEN)
    since, until, own = span(unit, slot, row, user, at, whole=whole or not is_now)
    signed_at = row.given_at or row.taken_at if row else None
    new = changes.rows(
        unit.pk,
        unit.prison_id,
        access,
        reader_id=user.pk,
        since=since,
        until=until,
        at=at,
        signed_at=signed_at if is_now else None,
    )
    board = board_rows(unit.pk, at, access) if is_now else None
    listed = equipment.of_unit(unit.pk, at if is_live else until)
    return Page(
        slot=slot,
        row=row,
        is_now=is_now,
        due_at=slot.at(zone()),
        title=_("Handover %(time)s") % {"time": f"{slot.begins.start:%H:%M}"},
        eyebrow=_("%(unit)s · %(day)s") % {"unit": unit.name, "day": display.long_day(slot.on, opens=False)},
        given=signatures.giver(slot, row, at),
        taken=signatures.taker(slot, row, at),
        tally=tuple(totals.tally(totals.totals_shown(unit, row, board, listed), at)),
        duties=tuple(duties_of(unit, slot, board, access)) if is_live and board else (),
        acknowledged=tuple(items_of(row, unit, access)) if row else (),
        changes=tuple(new),
        since_title=_("Changed since %(when)s") % {"when": display.moment(since, at)},
        since_words=signatures.since_words(own, since, whole=whole or not is_now),
        people=signatures.people_words(new),
        newer=signatures.newer_words(new, signed_at, at) if is_now else "",
        notes=tuple(notes.of_handover(row, at)) if row else (),
        equipment=tuple(listed),
        closed=tuple(closures.of_unit(unit.pk, at if is_live else until)),
        readings=tuple(row.readings.select_related("reader").order_by("read_at", "pk")) if row else (),
        next_shift=signatures.shift_name(slot.begins.key),
    )


def span(
    unit: Unit, slot: Slot, row: Handover | None, user: User, at: datetime, *, whole: bool
) -> tuple[datetime, datetime, bool]:
    """From when to when the changes go, and whether that begins with the reader's own last shift."""
    if not whole:
        since, own = since_for(user, unit.pk, slot, at)
        return since, at, own
    since = row.from_at if row else last_signed(unit.pk, slot)
    if slot == slot_now(at):
        until = row.taken_at if row and row.taken_at else at
    else:
        until = (row.taken_at or row.given_at if row else None) or slot.next.at(zone())
    return since, max(until, since), False


GUARDED = {
    "apart-": CustodyPerm.VIEW_APART,
    "task-": WorkPerm.VIEW,
    "expected-": ReceptionPerm.RUN,
    "received-": ReceptionPerm.RUN,
    "transfer-": ReceptionPerm.RUN,
}


def items_of(row: Handover, unit: Unit, access: Access) -> list[HandoverItem]:
    """What was acknowledged, without what the reader may not know: it was kept as the one who signed could read it."""
    hidden = tuple(key for key, perm in GUARDED.items() if not access.may(perm, unit_id=unit.pk))
    return [item for item in row.items.order_by("pk") if not item.key.startswith(hidden)]


def duties_of(unit: Unit, slot: Slot, board: Board, access: Access) -> list[Duty]:
    return duties.duties(board, totals.subject_of(unit, board), rules.ends_at(slot, zone()), access)
