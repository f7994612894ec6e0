"""The desks of a reception, in the order in which they are usually passed, and what each of them needs first.

Any desk opens that has what it needs, whatever the order; so nobody waits for a camera. The roll and a cell need an
identity and a legal basis (norway.md 2: no admission without a legal basis document).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Desk:
    """``needs``: desks that must be done before. ``closes``: whether the reception ends only when it is done."""

    code: str
    needs: tuple[str, ...] = ()
    closes: bool = True


DESKS: Final = (
    Desk("IDENTITY"),
    Desk("BASIS", ("IDENTITY",)),
    Desk("PHOTO", ("IDENTITY",)),
    Desk("PROPERTY", ("IDENTITY", "BASIS")),
    Desk("LANGUAGE", ("IDENTITY",)),
    Desk("RISK", ("IDENTITY", "BASIS")),
    Desk("HOURS", ("IDENTITY", "BASIS"), closes=False),  # its clocks go on after the reception
    Desk("CELL", ("IDENTITY", "BASIS")),
)
BY_CODE: Final = {desk.code: desk for desk in DESKS}
OLDEST_DECISION: Final = 60
BEFORE_THE_COURT: Final = frozenset({"REMAND"})  # a place within two days, the court by the third (norway.md 5)


def missing(code: str, done: Collection[str]) -> list[str]:
    """What stands before a desk, in the order of the desks; empty when it is open."""
    return [need for need in BY_CODE[code].needs if need not in done]


def outstanding(done: Collection[str]) -> list[str]:
    """The desks that the reception still waits for."""
    return [desk.code for desk in DESKS if desk.closes and desk.code not in done]


def objection_to_the_decision(kind: str, decided_on: date | None, received_on: date, shown_on: date) -> str:
    """Why nobody can be received on this document; empty when they can.

    ``after_reception``: somebody would serve before the judgment (norway.md 2). Whoever is arrested may be received
    before the court has ruled (fskr. ss. 4-1, 4-2): their document may be of any day until it is shown at the desk.
    ``day_to_come``: a document in hand is of no day to come. ``too_old``, ``no_date``: it cannot be the right date.
    """
    if decided_on is None:
        return "no_date"
    if decided_on > received_on and kind not in BEFORE_THE_COURT:
        return "after_reception"
    if decided_on > shown_on:
        return "day_to_come"
    if received_on.year - decided_on.year > OLDEST_DECISION:
        return "too_old"
    return ""
