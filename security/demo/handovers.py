"""A month of handovers at Fjordvik: how calm each unit was, and one at hand with a word to the next shift."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import OSLO, Stage
from corrections.models import Unit, User
from inmates.demo.day import hands_of_fjordvik
from security.choices import Calm, EquipmentKind, HandoverState
from security.models import EquipmentCheck, Handover, HandoverNote, HandoverReading, UnitEquipment
from security.rules.handover import Slot, slot_at, slot_of

DAYS = 30
SLOTS = DAYS * 3
BOTH = 2
MINUTE = timedelta(minutes=1)
MOODS = ((Calm.CALM, 0.78), (Calm.UNEASY, 0.95), (Calm.TENSE, 1.0))
LISTED = (
    (EquipmentKind.KEYS, "Nøkler", 14), (EquipmentKind.RADIO, "Radio", 6), (EquipmentKind.ALARM, "Overfallsalarmer", 8),
    (EquipmentKind.TOOL, "Kjøkkenkniver", 4),
)  # fmt: skip
NOTE = (
    "Rolig vakt. God stemning på fellesrommet, men litt spent på kjøkkenet etter kortspillet i går. "
    "Vær to der når det lages mat.\nNoen av de nye trenger folk rundt seg. Sett dere ned og prat litt."
)


def seed(stage: Stage) -> None:
    copy([
        UnitEquipment(unit=unit, kind=kind, name=name, expected=count, changed_at=stage.clock(DAYS + 1, "09:00"))
        for unit in units()
        for kind, name, count in LISTED
    ])  # fmt: skip
    refresh(stage)


def refresh(stage: Stage) -> None:
    """What has been missed since the last start; the handover at hand is given, and waits for the next shift."""
    now = slot_at(timezone.localtime(stage.at))
    officers = hands_of_fjordvik().officers
    for unit in units():
        if len(officers.get(unit.code, ())) < BOTH:
            continue
        sign_what_was_left(stage, unit, now, officers[unit.code])
        known = set(Handover.objects.filter(unit=unit).values_list("on", "shift"))
        missed = [slot for slot in (now.after(-back) for back in range(SLOTS, 0, -1)) if named(slot) not in known]
        rows = [past(stage, unit, slot, officers[unit.code]) for slot in missed]
        copy(rows)
        copy([reading for row in rows for reading in readings(row)])
        if named(now) not in known:
            at_hand(stage, unit, now, officers[unit.code], rows[-1] if rows else None)


def sign_what_was_left(stage: Stage, unit: Unit, now: Slot, officers: Sequence[int]) -> None:
    """The one that was at hand at an earlier start was signed after all."""
    for row in Handover.objects.filter(unit=unit, due_at__lt=now.at(OSLO)).exclude(state=HandoverState.TAKEN):
        signed = past(stage, unit, slot_of(row.on, row.shift), officers)
        for name in ("state", "calm", "given_by_id", "given_at", "taken_by_id", "taken_at"):
            if not getattr(row, name) or name == "state":
                setattr(row, name, getattr(signed, name))
        if row.given_by_id == row.taken_by_id:
            row.taken_by_id = next(pk for pk in officers if pk != row.given_by_id)
        row.save()
        if not row.readings.exists():
            copy(list(readings(row)))


def units() -> list[Unit]:
    return list(Unit.objects.filter(prison__slug=SLUG).order_by("position", "code"))


def named(slot: Slot) -> tuple[object, str]:
    return slot.on, slot.begins.key


def past(stage: Stage, unit: Unit, slot: Slot, officers: Sequence[int]) -> Handover:
    dice = stage.dice("handover", unit.code, slot.key)
    due = slot.at(OSLO)
    giver, taker = dice.sample(officers, 2)
    throw = dice.random()
    return Handover(
        unit=unit,
        on=slot.on,
        shift=slot.begins.key,
        due_at=due,
        from_at=slot.previous.at(OSLO),
        state=HandoverState.TAKEN,
        calm=next(calm for calm, share in MOODS if throw <= share),
        given_by_id=giver,
        given_at=due - dice.randrange(2, 9) * MINUTE,
        taken_by_id=taker,
        taken_at=due + dice.randrange(0, 8) * MINUTE,
    )


def readings(row: Handover) -> Iterator[HandoverReading]:
    for reader, when in ((row.given_by_id, row.given_at), (row.taken_by_id, row.taken_at)):
        if reader is not None and when is not None:
            yield HandoverReading(handover_id=row.pk, reader_id=reader, read_at=when)


def at_hand(stage: Stage, unit: Unit, slot: Slot, officers: Sequence[int], before: Handover | None) -> None:
    """Nobody has signed yet; there is a word from who goes home, and the keys are counted."""
    due = slot.at(OSLO)
    wrote = min(due - 4 * MINUTE, stage.at)
    row = Handover.objects.create(
        unit=unit, on=slot.on, shift=slot.begins.key, due_at=due, from_at=from_(before, slot), state=HandoverState.OPEN
    )
    author = before.taken_by_id if before and before.taken_by_id else officers[0]
    if unit.code == "B2":
        author = User.objects.get(username="dale").pk
    HandoverNote.objects.create(handover=row, text=NOTE, written_at=wrote, written_by_id=author)
    for item in UnitEquipment.objects.filter(unit=unit, expected__gt=0):
        short = item.kind == EquipmentKind.TOOL
        EquipmentCheck.objects.create(
            equipment=item,
            handover=row,
            expected=item.expected,
            in_place=item.expected - 2 if short else item.expected,
            note="Kniv 3 og 4 ute på kjøkkenet" if short else "",
            checked_at=wrote,
            checked_by_id=author,
        )


def from_(before: Handover | None, slot: Slot) -> datetime:
    return before.given_at if before and before.given_at else slot.previous.at(OSLO)
