"""How a term is written in registers and judgments: ``5 mnd``, ``12 år 9 mnd``, ``Forvaring 12 år, minstetid 7 år``."""

import re
from datetime import date
from typing import Final

from sentencing.rules.terms import Term, TermRefused

WORDS: Final = {
    "years": ("år", "aar", "år.", "years", "year", "yrs", "yr"),
    "months": ("måneder", "måned", "månader", "månad", "mnd", "mnd.", "mndr", "md", "md.", "mån", "months", "month"),
    "days": ("dager", "dag", "dagar", "døgn", "dgr", "days", "day"),
}
UNIT: Final = {word.rstrip("."): unit for unit, words in WORDS.items() for word in words}
PIECE: Final = re.compile(r"(\d{1,4})\s*([a-zæøå]+)\.?")
BETWEEN: Final = re.compile(r"[\s,.]*(?:og|and)?[\s,.]*")
PREVENTIVE: Final = re.compile(r"^(?:forvaring|preventive detention)\b[\s:,]*")
MINIMUM: Final = re.compile(r"[\s,;]*\b(?:minstetid|minste tid|minimum(?: term)?)\b[\s:]*(?:på|of)?\s*")
FINE: Final = re.compile(r"\s*\b(?:subsidiært|subsidiær|subs\.?|bøtesoning)(?:\s+fengsel)?\s*$")
UNTIL: Final = re.compile(
    r"^(?:varetekt|remand)\b[\s,:]*(?:t\.?\s?o\.?\s?m\.?|til og med|til|until)[\s:]*(\d{1,2})\.(\d{1,2})\.(\d{4})\.?$"
)


def read_term(text: str) -> Term:
    """The term that ``text`` says. Raises ``TermRefused`` with code ``unreadable`` where it is not plain."""
    plain = " ".join(text.casefold().split())
    if (prefix := PREVENTIVE.match(plain)) is not None:
        return read_preventive(text, plain[prefix.end() :])
    if (suffix := FINE.search(plain)) is not None:
        return Term("FINE", **read_length(text, plain[: suffix.start()]))
    return Term("PRISON", **read_length(text, plain))


def read_preventive(text: str, plain: str) -> Term:
    frame, *rest = MINIMUM.split(plain)
    if len(rest) > 1:
        raise unreadable(text)
    minimum = read_length(text, rest[0]) if rest else {}
    if minimum.get("days"):
        raise TermRefused("frame_in_days", "strl. s. 43")
    return Term(
        "PREVENTIVE",
        **read_length(text, frame),
        minimum_years=minimum.get("years", 0),
        minimum_months=minimum.get("months", 0),
    )


def read_length(text: str, plain: str) -> dict[str, int]:
    """Years, months and days, each at most once, in any order, and nothing else."""
    found: dict[str, int] = {}
    at = 0
    for piece in PIECE.finditer(plain):
        unit = UNIT.get(piece[2])
        if unit is None or unit in found or BETWEEN.fullmatch(plain[at : piece.start()]) is None:
            raise unreadable(text)
        found[unit] = int(piece[1])
        at = piece.end()
    if not found or BETWEEN.fullmatch(plain[at:]) is None:
        raise unreadable(text)
    return found


def read_remand_end(text: str) -> date:
    """The last day of ``Varetekt t.o.m. 05.12.2026``. Raises ``TermRefused``: ``no_expiry``, or ``not_a_date``."""
    found = UNTIL.match(" ".join(text.casefold().split()))
    if found is None:
        raise TermRefused("no_expiry", "strpl. s. 185", text=text[:60])
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise TermRefused("not_a_date", "strpl. s. 185", text=text[:60]) from None


def unreadable(text: str) -> TermRefused:
    return TermRefused("unreadable", "strl. s. 31", text=text[:60])
