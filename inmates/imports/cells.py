"""What a single cell says: dates, sex, countries, languages, diets. Unknown words are told, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Final

from inmates.imports.findings import Finding, found
from inmates.imports.vocabulary import COUNTRIES, DIETS, LANGUAGES, SEXES, STATUSES

DAY: Final = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
ISO_DAY: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
MOMENT: Final = re.compile(r"^(\S+)(?:[ T](?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?::\d{2})?)?$")
SHORT_YEAR: Final = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{2}$")
LIST: Final = re.compile(r"\s*(?:[;,/+]|\bog\b|\band\b)\s*")
NUMBER: Final = re.compile(r"^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå ./_-]*$")
FIRST_YEAR: Final = 1900
DOUBLE: Final = re.compile("[ÃÅÄ][\u0080-\u00bf‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›Œœ]")


class CellRefused(Exception):
    """What stands in the cell cannot be taken."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.finding = Finding(code, dict(values))


def read_day(text: str, column: str) -> date:
    """``20.03.1964``, ``20/3/1964`` or ``1964-03-20``. Raises ``CellRefused``: ``short_year`` or ``not_a_date``."""
    if SHORT_YEAR.match(text):
        raise CellRefused("short_year", column=column, text=text)
    day = local_day(text) or iso_day(text)
    if day is None or day.year < FIRST_YEAR:
        raise CellRefused("not_a_date", column=column, text=text[:40])
    return day


def local_day(text: str) -> date | None:
    parts = DAY.match(text)
    return day_of(parts[3], parts[2], parts[1]) if parts else None


def iso_day(text: str) -> date | None:
    parts = ISO_DAY.match(text)
    return day_of(parts[1], parts[2], parts[3]) if parts else None


def day_of(year: str, month: str, day: str) -> date | None:
    """``None`` for a day that is in no calendar, such as 31 February."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_moment(text: str, column: str) -> tuple[date, time | None]:
    """A day, and the time of day where the cell has one."""
    parts = MOMENT.match(text)
    if parts is None:
        raise CellRefused("not_a_date", column=column, text=text[:40])
    day = read_day(parts[1], column)
    if parts[2] is None:
        return day, None
    try:
        return day, time(int(parts[2]), int(parts[3]))
    except ValueError:
        raise CellRefused("not_a_date", column=column, text=text[:40]) from None


def read_whole(text: str, column: str, *, most: int, least: int = 0) -> int:
    """A whole number, such as days. Raises ``CellRefused``: ``not_a_number``."""
    if not text.isdecimal() or not text.isascii() or not least <= int(text[:10]) <= most:
        raise CellRefused("not_a_number", column=column, text=text[:40], least=least, most=most)
    return int(text)


def read_sex(text: str) -> str:
    """M, F or X (not stated)."""
    if not text:
        return "X"
    sex = SEXES.get(text.casefold())
    if sex is None:
        raise CellRefused("sex_unknown", text=text[:40])
    return sex


def read_number(text: str, *, longest: int) -> str:
    """The inmate number. Raises ``CellRefused``: ``number_missing`` or ``number_odd``."""
    if not text:
        raise CellRefused("number_missing")
    if len(text) > longest or NUMBER.match(text) is None:
        raise CellRefused("number_odd", text=text[:40], longest=longest)
    return text


def read_status(text: str) -> str:
    """The kind of legal basis, from the first word of the cell."""
    if not text:
        raise CellRefused("status_missing")
    words = text.casefold().split()
    kind = STATUSES.get(words[0].strip(".,:;"))
    if kind is None:
        raise CellRefused("status_unknown", text=text[:40])
    return kind


def read_country(text: str) -> tuple[str, list[Finding]]:
    """A code of ISO 3166, empty where it is unknown."""
    if not text:
        return "", []
    code = COUNTRIES.get(text.casefold(), "")
    return code, [] if code else [found("country_unknown", text=text[:40])]


def read_languages(text: str) -> tuple[list[str], list[Finding]]:
    return read_list(text, LANGUAGES, "language_unknown")


def read_diets(text: str) -> tuple[list[str], list[Finding]]:
    """Neutral labels for the kitchen; a word for an illness becomes what the kitchen does about it."""
    return read_list(text, DIETS, "diet_unknown")


def read_list(text: str, words: dict[str, str], unknown: str) -> tuple[list[str], list[Finding]]:
    known: dict[str, None] = {}
    odd: list[Finding] = []
    for word in filter(None, LIST.split(text)):
        meaning = words.get(word.casefold())
        if meaning:
            known[meaning] = None
        else:
            odd.append(found(unknown, text=word[:40]))
    return list(known), odd


def odd_letters(texts: Iterable[str]) -> bool:
    """Whether letters seem lost on the way: a question mark, a replacement mark, or UTF-8 read as something else."""
    return any("?" in text or "\ufffd" in text or DOUBLE.search(text) for text in texts)
