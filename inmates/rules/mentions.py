"""Whom and which cells a line names: ``@Lervik`` or ``@Hansen_Ola`` is a resident of the unit, ``#B2-07`` a cell.

A space inside a name is written ``_``, so that a name ends where the next space is. A sign that fits nobody, or
several, is not guessed at: it comes back with those it may mean.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

MENTION: Final = re.compile(r"(?<!\S)([@#])([^\s@#,.;:!?()\"]+)")
LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"})
MOST_CHOICES: Final = 5


@dataclass(frozen=True, slots=True)
class Resident:
    id: int
    family: str
    given: str
    cell: str


@dataclass(frozen=True, slots=True)
class CellCode:
    id: int
    code: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The text without its signs, and the ids of whom and what it names, each once, in their order."""

    text: str
    people: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()


class Unclear(ValueError):
    """``sign`` and ``word`` as typed; ``choices`` are what may be meant; ``several`` of them fit, or none does."""

    def __init__(self, sign: str, word: str, choices: Sequence[str], *, several: bool) -> None:
        super().__init__(f"{sign}{word}")
        self.sign, self.word, self.choices, self.several = sign, word, tuple(choices), several


def fold(text: str) -> str:
    """How names are compared: ``Zieliński`` and ``zielinski`` are one, ``Ødegård`` and ``odegard`` too."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("_", " ").split())


def read(text: str, residents: Sequence[Resident], cells: Sequence[CellCode]) -> Reading:
    """Raises ``Unclear`` for the first sign that fits nobody or several."""
    people: dict[int, None] = {}
    places: dict[int, None] = {}
    for sign, word in MENTION.findall(text):
        if sign == "@":
            people[resident(word, residents).id] = None
        else:
            places[cell(word, cells).id] = None
    plain = MENTION.sub(lambda match: match.group(2).replace("_", " "), text)
    return Reading(plain, tuple(people), tuple(places))


# The first of these that anyone fits decides: what is written in full is never unclear because of a shorter name.
FITS: Final[tuple[Callable[[Resident, str], bool], ...]] = (
    lambda r, word: fold(f"{r.family} {r.given} {r.cell}") == word,
    lambda r, word: word in (fold(f"{r.family} {r.given}"), fold(f"{r.given} {r.family}")),
    lambda r, word: fold(r.family) == word,
    lambda r, word: fold(r.given) == word,
    lambda r, word: fold(r.cell) == word,
    lambda r, word: fold(r.family).startswith(word) or fold(r.given).startswith(word),
)


def resident(word: str, residents: Sequence[Resident]) -> Resident:
    wanted = fold(word)
    for fits in FITS:
        found = [one for one in residents if fits(one, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unclear("@", word, [tokens(residents)[one.id] for one in found[:MOST_CHOICES]], several=True)
    by_name = {fold(one.family): one for one in residents} | {fold(one.given): one for one in residents if one.given}
    close = dict.fromkeys(by_name[name].id for name in get_close_matches(wanted, by_name, MOST_CHOICES, 0.7))
    raise Unclear("@", word, [tokens(residents)[pk] for pk in close], several=False)


def cell(word: str, cells: Sequence[CellCode]) -> CellCode:
    wanted = word.upper()
    for one in cells:
        if wanted in (one.code.upper(), one.code.upper().rpartition("-")[2]):
            return one
    codes = [one.code for one in cells]
    raise Unclear("#", word, get_close_matches(wanted, codes, MOST_CHOICES, 0.5), several=False)


def tokens(residents: Sequence[Resident]) -> dict[int, str]:
    """The shortest way to write each so that nobody else is meant: ``Lervik``, ``Hansen_Ola``, ``Hansen_Ola_B2-07``."""
    return {one.id: token(one, residents) for one in residents}


def token(one: Resident, residents: Sequence[Resident]) -> str:
    others = [other for other in residents if other.id != one.id]
    names = {fold(other.family) for other in others} | {fold(other.given) for other in others}
    if fold(one.family) not in names:
        return written(one.family)
    if fold(f"{one.family} {one.given}") not in {fold(f"{other.family} {other.given}") for other in others}:
        return written(f"{one.family} {one.given}")
    return written(f"{one.family} {one.given} {one.cell}")


def written(name: str) -> str:
    return re.sub(r"[\s,.;:!?()\"@#]+", "_", name).strip("_")
