"""Whether a person may be given a bed, and what to consider first (peers.md 1.5; strgjfl. ss. 11, 14, 15).

``objections`` are answered with no; ``concerns`` are named before someone confirms. PostgreSQL refuses what must never
be true (a closed cell, a taken bed, a full cell); this says it beforehand, in the order in which it matters.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from inmates.rules.meetings import CELL, PRISON, UNIT, bars

TRANSFER: Final = "strgjfl. ss. 14 and 15"
CHILD: Final = "CRC art. 37 c"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to be placed. ``level`` is the security level they live under now, empty for a first bed."""

    sex: str
    level: str = ""
    legal_status: str = ""
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody whom the newcomer must not meet and who lives in the same prison.

    ``allowed`` are the ways of meeting that somebody has decided may be after all.
    """

    person_id: int
    scope: str
    same_cell: bool
    same_unit: bool
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BedFacts:
    """A bed as it is at the instant of the placement."""

    unit_sex: str
    unit_level: str
    unit_function: str
    closed: bool
    taken: bool
    reserved: bool
    people_in_cell: int
    places_in_use: int
    certified_places: int
    minors_in_cell: int = 0
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason, by its code; ``person_id`` is the other person where there is one, ``source`` the legal reference."""

    code: str
    person_id: int | None = None
    source: str = ""


def objections(newcomer: Newcomer, bed: BedFacts, *, transfer_decision: bool = False) -> list[Finding]:
    """Why this bed cannot be given, worst first; empty when it can.

    Codes: ``closed``, ``taken``, ``full``, ``reserved``, ``wrong_sex``, ``minor``, ``keep_apart``, ``other_level``.
    Nobody under 18 shares a cell with an adult (Convention on the Rights of the Child art. 37 c). Another security
    level needs a decision on transfer (strgjfl. s. 14 to a stricter one, s. 15 to a less strict one).
    """
    found = [
        (bed.closed, Finding("closed")),
        (bed.taken, Finding("taken")),
        (not bed.taken and bed.people_in_cell >= bed.places_in_use, Finding("full")),
        (bed.reserved, Finding("reserved")),
        (sex_differs(newcomer.sex, bed.unit_sex), Finding("wrong_sex", source="strgjfl. s. 11")),
        (shares_across_eighteen(newcomer, bed), Finding("minor", source=CHILD)),
        *((True, Finding("keep_apart", person_id=n.person_id)) for n in bed.neighbours if must_stay_away(n)),
        (
            bool(newcomer.level) and newcomer.level != bed.unit_level and not transfer_decision,
            Finding("other_level", source=TRANSFER),
        ),
    ]
    return [finding for holds, finding in found if holds]


def concerns(newcomer: Newcomer, bed: BedFacts) -> list[Finding]:
    """What is told before confirming.

    Codes: ``keep_apart_near``, ``crowded``, ``sex_unknown``, ``remand_mixed``, ``minor_among_adults``,
    ``adult_among_minors``.
    """
    found = [
        *((True, Finding("keep_apart_near", person_id=n.person_id)) for n in bed.neighbours if lives_near(n)),
        (bed.people_in_cell >= bed.certified_places, Finding("crowded")),
        (newcomer.sex == "X" and bed.unit_sex != "X", Finding("sex_unknown")),
        (
            newcomer.legal_status == "REMAND" and bed.unit_function in {"SENTENCED", "PREVENTIVE"},
            Finding("remand_mixed", source="EPR 18.8"),
        ),
        (newcomer.is_minor and bed.unit_function != "YOUTH", Finding("minor_among_adults", source=CHILD)),
        (not newcomer.is_minor and bed.unit_function == "YOUTH", Finding("adult_among_minors", source=CHILD)),
    ]
    return [finding for holds, finding in found if holds]


def sex_differs(person: str, unit: str) -> bool:
    """A unit for one sex takes that sex; a mixed unit takes all, and a sex that is not stated is no objection."""
    return "X" not in (person, unit) and person != unit


def shares_across_eighteen(newcomer: Newcomer, bed: BedFacts) -> bool:
    """Somebody under 18 in a cell with an adult, or the other way round."""
    others = bed.people_in_cell - bed.minors_in_cell if newcomer.is_minor else bed.minors_in_cell
    return others > 0


def must_stay_away(neighbour: Neighbour) -> bool:
    """Whether living there would break the scope of the non-association: cell, room, unit or prison."""
    together = {CELL: neighbour.same_cell, UNIT: neighbour.same_unit, PRISON: True}
    return any(
        holds and bars(neighbour.scope, kind) and kind not in neighbour.allowed for kind, holds in together.items()
    )


def lives_near(neighbour: Neighbour) -> bool:
    """On the same unit, where the scope only says not in the same cell or room."""
    return neighbour.same_unit and not must_stay_away(neighbour)


def is_minor(born: date | None, on: date) -> bool:
    """Under 18 on that day; somebody whose birth date is not known counts as an adult."""
    return born is not None and (born.year + 18, born.month, born.day) > (on.year, on.month, on.day)


def latest_adult_birth(on: date) -> date:
    """Who was born later is under 18 on that day."""
    year = on.year - 18
    return date(year, 2, 28) if (on.month, on.day) == (2, 29) and year % 4 else date(year, on.month, on.day)
