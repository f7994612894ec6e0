"""The parts of a roll. The first six add up to the roll; the last two are still to come, or among the first six."""

from enum import StrEnum


class Part(StrEnum):
    CELL = "cell"
    UNIT = "unit"
    INSIDE = "inside"
    OUT = "out"
    EN_ROUTE = "en-route"
    NO_CELL = "no-cell"
    ARRIVING = "arriving"
    RETURNS = "returns"


OF_THE_ROLL = (Part.CELL, Part.UNIT, Part.INSIDE, Part.OUT, Part.EN_ROUTE, Part.NO_CELL)


def part_of(bucket: str, *, has_cell: bool, is_transfer: bool) -> Part:
    """Where one person stands. ``bucket`` as in ``inmates.selectors.whereabouts``: cell, unit, inside, outside.

    Outside goes first: somebody without a cell who is at the hospital is out, somebody under transfer on the way.
    """
    if bucket == "outside":
        return Part.EN_ROUTE if is_transfer else Part.OUT
    if not has_cell:
        return Part.NO_CELL
    return Part(bucket)
