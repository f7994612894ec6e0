"""One shift hands a unit over, the next takes it over; what they say and what was in place is added to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.models import Unit, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import LogSource
from inmates.selectors.board import board_rows
from security.choices import Calm, HandoverState
from security.models import Handover, HandoverItem, HandoverNote, HandoverReading
from security.registries import Duty
from security.rules import handover as rules
from security.rules.handover import Slot
from security.selectors import equipment, handovers, totals

LONGEST_NOTE = 1500
NAMED = 3


class HandoverRefused(Refusal):
    code = "handover_refused"


@explained()
@transaction.atomic
def give(
    *,
    unit: Unit,
    slot: Slot,
    calm: str,
    text: str = "",
    source: str = LogSource.OWN,
    is_verified: bool = False,
    access: Access,
    by: User,
    at: datetime,
) -> Handover:
    """Who goes home hands the unit over: how calm it was, a word to the next shift, the numbers as they stand."""
    row = begin(unit, slot, at)
    refuse_signed(row, rules.GIVE, at)
    if text.strip():
        add(row, text, by, at, source=source, is_verified=is_verified)
    row.given_by, row.given_at = by, at
    sign(row, rules.GIVE, calm, unit, access, at)
    read(row, by, at)
    audit.record_write(by=by, at=at, act="security.give_handover", subject=row, detail={"unit": unit.pk})
    return row


@explained()
@transaction.atomic
def take(*, unit: Unit, slot: Slot, ticked: Collection[str], access: Access, by: User, at: datetime) -> Handover:
    """Who comes on takes the unit over, having acknowledged everything that must be done. Never who handed it over."""
    row = begin(unit, slot, at)
    refuse_signed(row, rules.TAKE, at)
    if row.given_by_id == by.pk:
        raise HandoverRefused(
            _("You handed the unit over yourself. Somebody of the next shift must take it over."), code="same_person"
        )
    acknowledge(row, unit, slot, ticked, access, by, at)
    row.taken_by, row.taken_at, row.state = by, at, rules.TRANSITIONS[row.state, rules.TAKE]
    row.save(update_fields=["taken_by", "taken_at", "state"])
    read(row, by, at)
    audit.record_write(by=by, at=at, act="security.take_handover", subject=row, detail={"unit": unit.pk})
    return row


@explained()
@transaction.atomic
def take_alone(
    *, unit: Unit, slot: Slot, reason: str, calm: str, ticked: Collection[str], access: Access, by: User, at: datetime
) -> Handover:
    """Nobody hands over, such as after a night alone: who comes on says why, and how calm the unit is."""
    row = begin(unit, slot, at)
    refuse_signed(row, rules.TAKE_ALONE, at)
    why = " ".join(reason.split())
    if not why:
        raise HandoverRefused(_("Say why nobody hands the unit over."), code="no_reason")
    acknowledge(row, unit, slot, ticked, access, by, at)
    row.alone_reason, row.taken_by, row.taken_at = why, by, at
    sign(row, rules.TAKE_ALONE, calm, unit, access, at)
    read(row, by, at)
    audit.record_write(
        by=by, at=at, act="security.take_handover_alone", subject=row, detail={"unit": unit.pk}, reason=why
    )
    return row


@explained()
@transaction.atomic
def write_note(
    *,
    unit: Unit,
    slot: Slot,
    text: str,
    source: str = LogSource.OWN,
    is_verified: bool = False,
    by: User,
    at: datetime,
) -> HandoverNote:
    """A word to the next shift, also after the signature: it stands beside what was said before, with its time.

    What the writer did not see is unverified unless they have checked it, and is deleted when rule G1 says so.
    """
    row = begin(unit, slot, at)
    note = add(row, text, by, at, source=source, is_verified=is_verified)
    audit.record_write(by=by, at=at, act="security.write_handover_note", subject=row, detail={"note": note.pk})
    return note


@explained()
@transaction.atomic
def mark_read(*, unit: Unit, slot: Slot, by: User, at: datetime) -> Handover:
    """Somebody else of the shift has read it. Saying so twice changes nothing."""
    row = begin(unit, slot, at)
    read(row, by, at)
    audit.record_write(by=by, at=at, act="security.read_handover", subject=row, detail={"unit": unit.pk})
    return row


# ---- parts -----------------------------------------------------------------------------------------------------
def begin(unit: Unit, slot: Slot, at: datetime) -> Handover:
    """The row of the handover at hand, made by whoever comes first, and locked: of two who sign one waits."""
    if slot != handovers.slot_now(at):
        raise HandoverRefused(
            _("That handover is over. Open the one at hand and look at it again."), code="not_at_hand"
        )
    Handover.objects.get_or_create(
        unit=unit,
        on=slot.on,
        shift=slot.begins.key,
        defaults={"due_at": slot.at(handovers.zone()), "from_at": handovers.last_signed(unit.pk, slot)},
    )
    # without the people joined: who waited for the lock would get the new row with the people of the old one
    return Handover.objects.select_for_update().get(unit=unit, on=slot.on, shift=slot.begins.key)


def refuse_signed(row: Handover, event: str, at: datetime) -> None:
    """Says who was first, and when."""
    if rules.may(row.state, event):
        return
    if row.state == HandoverState.TAKEN:
        sentence = _("%(who)s took the unit over at %(when)s.")
        who, when = row.taken_by, row.taken_at or at
    elif row.state == HandoverState.GIVEN:
        sentence = _("%(who)s handed the unit over at %(when)s.")
        who, when = row.given_by, row.given_at or at
    else:
        raise HandoverRefused(
            _("Nobody has handed the unit over yet. Ask the shift that goes home, or say why nobody does."),
            code="not_given",
        )
    raise Conflict(sentence % {"who": who, "when": display.moment(when, at)}, code="signed_already")


def sign(row: Handover, event: str, calm: str, unit: Unit, access: Access, at: datetime) -> None:
    """The step, and with it the numbers that everybody reads from here on."""
    if calm not in Calm.values:
        raise HandoverRefused(_("Choose how the unit has been: calm, uneasy or tense."), code="no_calm")
    board = board_rows(unit.pk, at, access)
    row.calm, row.state = calm, rules.TRANSITIONS[row.state, event]
    row.totals = totals.totals_of(unit, board, equipment.of_unit(unit.pk, at))
    row.save()


def acknowledge(
    row: Handover, unit: Unit, slot: Slot, ticked: Collection[str], access: Access, by: User, at: datetime
) -> None:
    """Everything that must be done, as it stands at this instant: what came up since the page was opened as well."""
    found = handovers.duties_of(unit, slot, board_rows(unit.pk, at, access), access)
    left = [duty for duty in found if duty.key not in ticked]
    if left:
        raise HandoverRefused(unticked(left), code="not_acknowledged")
    for duty in found:
        HandoverItem.objects.create(
            handover=row,
            key=duty.key,
            icon=duty.icon,
            level=duty.level,
            title=duty.title[:200],
            text=duty.text[:300],
            acknowledged_at=at,
            acknowledged_by=by,
        )


def unticked(left: list[Duty]) -> str:
    named = "; ".join(duty.title for duty in left[:NAMED])
    values = {"what": named, "count": len(left) - NAMED}
    if len(left) > NAMED:
        return _("Read and tick this first: %(what)s; and %(count)d more.") % values
    return _("Read and tick this first: %(what)s.") % values


def add(
    row: Handover, text: str, by: User, at: datetime, *, source: str = LogSource.OWN, is_verified: bool = False
) -> HandoverNote:
    if source not in LogSource.values:
        raise HandoverRefused(_("Choose where it comes from in the list."), code="unknown_source")
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not words:
        raise HandoverRefused(_("Write what the next shift should know."), code="empty")
    if len(words) > LONGEST_NOTE:
        raise HandoverRefused(
            _("The note is %(length)d characters long. Keep it under %(most)d.")
            % {"length": len(words), "most": LONGEST_NOTE},
            code="too_long",
        )
    sure = is_verified or source == LogSource.OWN
    return HandoverNote.objects.create(
        handover=row, text=words, source=source, is_verified=sure, written_at=at, written_by=by
    )


def read(row: Handover, by: User, at: datetime) -> None:
    values: Mapping[str, Any] = {"read_at": at}
    HandoverReading.objects.get_or_create(handover=row, reader=by, defaults=values)
