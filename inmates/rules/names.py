"""How names are cleaned and shown, and how old somebody is."""

import unicodedata
from datetime import date
from typing import Final

INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
LONGEST: Final = 120


class NameRefused(ValueError):
    """``code`` says why: ``empty`` or ``long``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_name(text: str) -> str:
    """A part of a name as it is stored: NFC, single spaces, nothing invisible; every letter kept. May be empty."""
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in INVISIBLE
    )
    name = " ".join(visible.split())
    if len(name) > LONGEST:
        raise NameRefused("long")
    return name


def full_name(family: str, given: str) -> tuple[str, str]:
    """Both parts, cleaned. Somebody with one name has it as the family name. Raises ``NameRefused`` for none at all."""
    family, given = clean_name(family), clean_name(given)
    if not family:
        family, given = given, ""
    if not family:
        raise NameRefused("empty")
    return family, given


def initials(family: str, given: str) -> str:
    """For a wall screen or a missing photo: ``AL`` for Lervik, Andreas."""
    return "".join(part[0] for part in (given, family) if part).upper()


def age(born: date, on: date) -> int:
    """Whole years on the day ``on``. Who was born on 29 February is a year older on 1 March in other years.

    Raises ``ValueError`` for a day before the birth.
    """
    if on < born:
        raise ValueError("not born yet")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
