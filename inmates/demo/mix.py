"""Names and numbers for a hundred thousand people and more: by arithmetic on a row number, the same each time."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from inmates.demo.names import BACKGROUNDS
from inmates.demo.numbers import SYNTHETIC, with_checks

T = TypeVar("T")
BIG, ODD = 2_654_435_761, 40_503
FIRST_DAY, DAYS = date(1950, 1, 1), 18_000
FIRST_INDIVIDUAL, INDIVIDUALS = 0, 500


def number(row: int, salt: int, sides: int) -> int:
    """From nothing up to ``sides``, mixed from the row."""
    return (((row + 1) * BIG ^ (salt + 1) * ODD * (row + 7)) >> 9) % sides


def pick(words: Sequence[T], row: int, salt: int) -> T:
    return words[number(row, salt, len(words))]


MIX = [
    (background.family(woman=False), background.given(woman=False), background.country)
    for background in BACKGROUNDS.values()
    for _share in range(background.weight)
]


def name(row: int) -> tuple[str, str, str]:
    """Family name, given name, country. Half have two given names."""
    families, givens, country = pick(MIX, row, 1)
    given = pick(givens, row, 3)
    second = pick(givens, row, 4)
    return pick(families, row, 2), given if given == second or row % 2 else f"{given} {second}", country


def born(row: int) -> date:
    return FIRST_DAY + timedelta(days=row % DAYS)


def identity(row: int) -> str:
    """Each row its own number; nothing where that number has no valid check digits, or there are none left."""
    turn = row // DAYS
    if turn >= INDIVIDUALS:
        return ""
    day = born(row)
    individual = FIRST_INDIVIDUAL + INDIVIDUALS - 1 - turn
    return with_checks(f"{day.day:02d}{day.month + SYNTHETIC:02d}{day.year % 100:02d}{individual:03d}")
