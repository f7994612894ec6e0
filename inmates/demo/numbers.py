"""Synthetic identity numbers: eighty is added to the month, so that no living person has one (norway.md 16).

Those born before 2000 are given the individual numbers 900 to 999, which registers handed over for a trial do not use.
"""

from datetime import date
from random import Random

SYNTHETIC = 80
D_NUMBER = 40
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
ELEVEN = 11
TEN = 10
CENTURY = 2000


def identity_number(born: date, dice: Random, *, woman: bool, taken: set[str], d_number: bool = False) -> str:
    """Eleven digits with valid check digits, not yet ``taken``. The third individual digit is even for a woman."""
    day = born.day + (D_NUMBER if d_number else 0)
    stem = f"{day:02d}{born.month + SYNTHETIC:02d}{born.year % 100:02d}"
    while True:
        individual = dice.randrange(900, 1000) if born.year < CENTURY else dice.randrange(500, 1000)
        if (individual % 2 == 0) != woman:
            continue
        number = with_checks(f"{stem}{individual:03d}")
        if number and number not in taken:
            taken.add(number)
            return number


def with_checks(nine: str) -> str:
    """The nine digits with their two check digits, or nothing where a check digit would be ten."""
    first = check_digit(nine, FIRST)
    if first == TEN:
        return ""
    second = check_digit(f"{nine}{first}", SECOND)
    return "" if second == TEN else f"{nine}{first}{second}"


def check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % ELEVEN
