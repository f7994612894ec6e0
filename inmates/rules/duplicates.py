"""Whether two records may be one person: a ladder, strongest rung first, each with its reason.

Names are compared as keys (``public.name_key``): folded, lower case, so that Hansen and HANSEN are the same.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

RUNGS: Final = (
    "IDENTIFIER",
    "NAME_BIRTH",
    "ALIAS_BIRTH",
    "TURNED_BIRTH",
    "SOUND_BIRTH",
    "NAME_NEAR_BIRTH",
    "NAME",
    "SURNAME_BIRTH",
)
SURE: Final = frozenset({"IDENTIFIER"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one of the two. ``family`` and ``given`` are keys; ``aliases`` are pairs of keys."""

    family: str
    given: str = ""
    born: date | None = None
    sound: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()
    aliases: frozenset[tuple[str, str]] = frozenset()

    @property
    def name(self) -> tuple[str, str]:
        return self.family, self.given


def rung(one: Known, other: Known) -> str:
    """The strongest reason why the two may be one person; empty when there is none.

    Two different dates of birth that are no slip of the pen speak against: then only an identity number counts.
    """
    if one.identifiers & other.identifiers:
        return "IDENTIFIER"
    if one.born is not None and one.born == other.born:
        return _born_alike(one, other)
    if one.name != other.name:
        return ""
    if one.born is None or other.born is None:
        return "NAME"
    return "NAME_NEAR_BIRTH" if near(one.born, other.born) else ""


def _born_alike(one: Known, other: Known) -> str:
    if one.name == other.name:
        return "NAME_BIRTH"
    if one.name in other.aliases or other.name in one.aliases or one.aliases & other.aliases:
        return "ALIAS_BIRTH"
    if one.name == (other.given, other.family):
        return "TURNED_BIRTH"
    if one.family == other.family:
        return "SOUND_BIRTH" if one.given[:1] == other.given[:1] else "SURNAME_BIRTH"
    if one.sound and one.sound == other.sound and one.given[:1] == other.given[:1]:
        return "SOUND_BIRTH"
    return ""


def near(one: date, other: date) -> bool:
    """Whether two dates differ by a slip of the pen: day and month the other way round, or one part a little off."""
    turned = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    year = abs(one.year - other.year) == 1 and (one.month, one.day) == (other.month, other.day)
    month = one.year == other.year and abs(one.month - other.month) == 1 and one.day == other.day
    day = (one.year, one.month) == (other.year, other.month) and abs(one.day - other.day) in (1, 10)
    return turned or year or month or day
