"""When one shift hands over to the next, who may sign what, and since when an officer has been away.

A handover lies where two shifts meet: 07:00, 14:45 and 22:00 by the clock on the wall. None of them lies in the hours
that are skipped or repeated on the nights when the clocks change, so each of them is one instant.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from inmates.rules.shifts import DAY, EVENING, NIGHT, Shift

OPENS_BEFORE = timedelta(hours=1)
REMINDS_BEFORE = timedelta(minutes=10)
LATE_AFTER = timedelta(minutes=15)
REMINDS_FOR = timedelta(hours=2)
WITHOUT_A_SHIFT = timedelta(hours=24)
MOST_AWAY = timedelta(days=7)

OPEN, GIVEN, TAKEN = "OPEN", "GIVEN", "TAKEN"
GIVE, TAKE, TAKE_ALONE = "give", "take", "take_alone"
TRANSITIONS = {(OPEN, GIVE): GIVEN, (GIVEN, TAKE): TAKEN, (OPEN, TAKE_ALONE): TAKEN}

SHIFTS = {shift.key: shift for shift in (DAY, EVENING, NIGHT)}
BEFORE = {DAY.key: NIGHT, EVENING.key: DAY, NIGHT.key: EVENING}


class Slot(NamedTuple):
    """Where ``begins`` begins on the local date ``on``, and the shift before it ends."""

    on: date
    begins: Shift

    @property
    def ends(self) -> Shift:
        return BEFORE[self.begins.key]

    @property
    def key(self) -> str:
        return f"{self.on.isoformat()}-{self.begins.key}"

    def at(self, zone: tzinfo) -> datetime:
        return datetime.combine(self.on, self.begins.start, tzinfo=zone)

    @property
    def next(self) -> "Slot":
        return self.after(1)

    @property
    def previous(self) -> "Slot":
        return self.after(-1)

    def after(self, steps: int) -> "Slot":
        order = list(SHIFTS.values())
        days, index = divmod(order.index(self.begins) + steps, len(order))
        return Slot(self.on + timedelta(days=days), order[index])


def slot_of(on: date, key: str) -> Slot:
    """Raises ``KeyError`` for a shift that there is not."""
    return Slot(on, SHIFTS[key])


def slot_at(clock: datetime) -> Slot:
    """The handover at hand: open from an hour before its time until an hour before the next. ``clock`` is local."""
    ahead = clock.replace(tzinfo=None) + OPENS_BEFORE
    begun = [shift for shift in SHIFTS.values() if shift.start <= ahead.time()]
    if begun:
        return Slot(ahead.date(), max(begun, key=lambda shift: shift.start))
    return Slot(ahead.date() - timedelta(days=1), NIGHT)


def may(state: str, event: str) -> bool:
    return (state, event) in TRANSITIONS


class Mark(NamedTuple):
    """An officer's trace in a handover: at ``at`` they ``gave``, or else took over or read."""

    slot: Slot
    at: datetime
    gave: bool


def away_since(marks: Iterable[Mark], slot: Slot, at: datetime, zone: tzinfo) -> tuple[datetime, bool]:
    """Since when an officer has not known what happened, and whether that is their own last shift.

    Who gave a handover left then. Who took one over or read it worked until that shift ended; one whose shift is still
    running has been here since it began. Without a trace, the last day; never more than a week.
    """
    floor = at - MOST_AWAY
    mine = [left(mark, slot, zone) for mark in marks if mark.slot < slot or (mark.gave and mark.slot == slot)]
    known = [moment for moment in mine if moment <= at]
    if not known:
        return at - WITHOUT_A_SHIFT, False
    return max(*known, floor), True


def left(mark: Mark, slot: Slot, zone: tzinfo) -> datetime:
    if mark.gave or mark.slot.next == slot:
        return mark.at
    return mark.slot.next.at(zone)


def is_late(due_at: datetime, signed_at: datetime | None, at: datetime) -> bool:
    return (signed_at or at) - due_at > LATE_AFTER


def is_reminded(due_at: datetime, at: datetime) -> bool:
    """Whether the board speaks of it: from ten minutes before until two hours after."""
    return due_at - REMINDS_BEFORE <= at <= due_at + REMINDS_FOR


def ends_at(slot: Slot, zone: tzinfo) -> datetime:
    """When the shift that begins at ``slot`` is over."""
    return slot.next.at(zone)
