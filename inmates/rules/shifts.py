"""The three shifts of a day, by the clock on the wall. The hours are a local arrangement."""

from datetime import time
from typing import NamedTuple


class Shift(NamedTuple):
    key: str
    start: time
    end: time


DAY = Shift("day", time(7, 0), time(14, 45))
EVENING = Shift("evening", time(14, 45), time(22, 0))
NIGHT = Shift("night", time(22, 0), time(7, 0))


def shift_at(clock: time) -> Shift:
    """Whose hours ``clock`` (local) lies in; each begins where the one before it ends."""
    for shift in (DAY, EVENING):
        if shift.start <= clock < shift.end:
            return shift
    return NIGHT
