"""Whether two people who must not meet are about to: in one room, or both about on the same unit."""

from enum import StrEnum
from typing import NamedTuple


class Meeting(StrEnum):
    SAME_ROOM = "same_room"
    BOTH_ABOUT = "both_about"
    APART = "apart"


class Position(NamedTuple):
    """``room`` is the place, or the cell for someone who is in it; ``unit`` the unit whose rooms they walk about in."""

    room: str
    unit: int | None
    outside: bool = False


def meeting(one: Position, other: Position) -> Meeting:
    if one.outside or other.outside:
        return Meeting.APART
    if one.room == other.room:
        return Meeting.SAME_ROOM
    if one.unit is not None and one.unit == other.unit:
        return Meeting.BOTH_ABOUT
    return Meeting.APART
