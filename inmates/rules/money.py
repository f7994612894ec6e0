"""Amounts as people write them, in hundredths: øre, cent. Pure."""

import re
from typing import Final

HUNDRED: Final = 100
LARGEST: Final = 100_000_000_00
WRITTEN: Final = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]?\d{3})*|\d+)(?:[.,](\d{1,2}))?")


class NotAnAmount(ValueError):
    """What was written is no amount above nil."""


def parse(text: str) -> int:
    """``1 250,50`` as 125050. Raises ``NotAnAmount`` for nil, a sign, a third decimal, or more than anybody carries."""
    found = WRITTEN.fullmatch(text.strip().removesuffix("kr").strip())
    if found is None:
        raise NotAnAmount(text)
    whole, part = found.groups()
    amount = int(re.sub(r"\D", "", whole)) * HUNDRED + int((part or "0").ljust(2, "0"))
    if not 0 < amount <= LARGEST:
        raise NotAnAmount(text)
    return amount


def written(amount: int, currency: str) -> str:
    """``1 250,50 kr``, ``20,00 EUR``: thin groups of three, always two decimals, as on a receipt."""
    whole, part = divmod(abs(amount), HUNDRED)
    sign = "\u2212" if amount < 0 else ""
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{sign}{grouped},{part:02}\u00a0{'kr' if currency == 'NOK' else currency}"
