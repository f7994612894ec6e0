"""Identity numbers: whether one can be a number at all. Never who it is, how old they are, or their sex.

Sources: Skatteetaten on the number series from 2032, UDI on D-numbers and DUF numbers (norway.md 16). A date inside a
number is not taken for a date of birth: a D-number may hold the day of registration, and from 2032 a number tells
neither sex nor century.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

NATIONAL: Final = "NATIONAL"
D_NUMBER: Final = "D_NUMBER"
DUF: Final = "DUF"
FOREIGN: Final = "FOREIGN"

NEW_SERIES: Final = date(2032, 1, 1)
K1_WEIGHTS: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
K2_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
DUF_WEIGHTS: Final = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
OLD_REMAINDERS: Final = frozenset({0})
NEW_REMAINDERS: Final = frozenset({0, 1, 2, 3})
LONGEST_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SYNTHETIC_MONTHS: Final = (80, 40)
FEBRUARY: Final = 2
SEPARATORS: Final = re.compile(r"[\s\u00a0\u202f.\-]+")
ELEVEN: Final = re.compile(r"[0-9]{11}", re.ASCII)
TWELVE: Final = re.compile(r"[0-9]{12}", re.ASCII)
FIRST_DUF_YEAR: Final = 1950
LONGEST_FOREIGN: Final = 40
NO_DIGIT: Final = 10  # a remainder that no single digit can write


class NumberRefused(ValueError):
    """``code`` says why: ``empty``, ``digits``, ``date``, ``check``, ``synthetic``, ``real``, ``is_d_number``,
    ``is_national`` or ``length``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can be one: its kind, its digits without spaces, and whether it was made up for testing."""

    kind: str
    value: str
    is_synthetic: bool = False


def read_number(kind: str, text: str, *, on: date, synthetic: bool) -> Number:
    """The number in ``text`` as one of ``kind``, as the rules were on the day ``on``.

    ``synthetic`` says which world this is: a test or demo installation takes invented numbers only and refuses real
    ones, an installation in production the other way round. Raises ``NumberRefused``.
    """
    if kind == FOREIGN:
        return _foreign(text)
    value = SEPARATORS.sub("", text)
    if not value:
        raise NumberRefused("empty")
    if kind == DUF:
        return _duf(value)
    number = read_national(value, on=on)
    if number.kind != kind:
        raise NumberRefused("is_d_number" if number.kind == D_NUMBER else "is_national")
    refuse_other_world(number, synthetic=synthetic)
    return number


def refuse_other_world(number: Number, *, synthetic: bool) -> None:
    """A made-up number never enters a real register, and a real one never enters a test (norway.md 16)."""
    if number.is_synthetic and not synthetic:
        raise NumberRefused("synthetic")
    if synthetic and not number.is_synthetic:
        raise NumberRefused("real")


def read_national(value: str, *, on: date) -> Number:
    """Eleven digits, DDMMYY + three + two check digits: a Norwegian number, or a D-number (day + 40).

    Until 2032 both weighted sums must be divisible by 11. From 1 January 2032 new numbers may leave 0, 1, 2 or 3 in the
    first sum; the numbers from before stay valid, so both are taken side by side. Month + 80 (the national test
    population) and month + 40 (NAV's) mark a synthetic number. Raises ``NumberRefused``.
    """
    if not ELEVEN.fullmatch(value):
        raise NumberRefused("digits")
    digits = [int(digit) for digit in value]
    day, is_d_number = off(int(value[0:2]), 40)
    month, is_synthetic = real_month(int(value[2:4]))
    if not exists(day, month, int(value[4:6])):
        raise NumberRefused("date")
    allowed = NEW_REMAINDERS if on >= NEW_SERIES else OLD_REMAINDERS
    if weigh(digits, K1_WEIGHTS) not in allowed or weigh(digits, K2_WEIGHTS) != 0:
        raise NumberRefused("check")
    return Number(D_NUMBER if is_d_number else NATIONAL, value, is_synthetic)


def weigh(digits: list[int], weights: tuple[int, ...]) -> int:
    """The remainder of the weighted sum when divided by 11."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def off(part: int, marker: int) -> tuple[int, bool]:
    """A day without its marker, and whether the marker was there."""
    return (part - marker, True) if part > marker else (part, False)


def real_month(part: int) -> tuple[int, bool]:
    """A month without its synthetic marker, and whether there was one."""
    for marker in SYNTHETIC_MONTHS:
        if part > marker:
            return part - marker, True
    return part, False


def exists(day: int, month: int, year: int) -> bool:
    """Whether the day is in the calendar. ``year`` has two digits; 29 February needs one that can be a leap year."""
    if not 1 <= month <= len(LONGEST_MONTH) or not 1 <= day <= LONGEST_MONTH[month - 1]:
        return False
    return not (month == FEBRUARY and day == LONGEST_MONTH[1]) or year % 4 == 0


def _duf(value: str) -> Number:
    """Twelve digits: year, six digits, and the remainder of the weighted sum as two."""
    if not TWELVE.fullmatch(value):
        raise NumberRefused("digits")
    digits = [int(digit) for digit in value]
    if int(value[0:4]) < FIRST_DUF_YEAR:
        raise NumberRefused("date")
    if weigh(digits[:10], DUF_WEIGHTS) != int(value[10:12]):
        raise NumberRefused("check")
    return Number(DUF, value)


def _foreign(text: str) -> Number:
    """Whatever another country writes, trimmed. Nothing is known about its form."""
    value = " ".join(text.split())
    if not value:
        raise NumberRefused("empty")
    if len(value) > LONGEST_FOREIGN:
        raise NumberRefused("length")
    return Number(FOREIGN, value)


def complete(nine: str, *, remainder: int = 0) -> str | None:
    """``nine`` digits with their two check digits, or ``None`` where that series has no number. For demo and tests."""
    digits = [int(digit) for digit in nine]
    k1 = (remainder - weigh(digits, K1_WEIGHTS)) % 11
    k2 = -weigh([*digits, k1], K2_WEIGHTS) % 11
    return None if NO_DIGIT in (k1, k2) else f"{nine}{k1}{k2}"
