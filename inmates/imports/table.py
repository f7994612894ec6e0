"""From the bytes of a file to named cells, line by line. Encoding, delimiter and order of columns are found out.

Everything that goes wrong in a single line is told of that line, and the next line is read as if nothing had happened.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from inmates.imports.findings import FileRefused, Finding, found

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_LINES: Final = 100_000
LONGEST_LINE: Final = 20_000
LINES_OF_ONE_ROW: Final = 20
DELIMITERS: Final = ";,\t|"
UTF8_MARK: Final = b"\xef\xbb\xbf"
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NOT_TEXT: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"{\\rtf")
SEPARATOR_LINE: Final = re.compile(r"^sep=(.)$", re.IGNORECASE)
EXCEL_TEXT: Final = re.compile(r'^="([^"]*)"$')


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for. The first name is how it is called in sentences."""

    key: str
    names: tuple[str, ...]
    required: bool = True

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the number of its first line in the file, its cells by column key, or what is wrong with it."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: Finding | None = None
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How this file is laid out."""

    delimiter: str
    heading: int
    width: int
    places: dict[str, int]
    optional_missing: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    layout: Layout
    raw: Sequence[bytes]
    heading_cells: tuple[str, ...]

    def lines(self) -> Iterator[Line]:
        """Every row below the headings; blank ones are left out."""
        at = self.layout.heading + 1
        while at < len(self.raw):
            line, at = read_line(self, at)
            if line is not None:
                yield line


def open_table(data: bytes, columns: Iterable[Column]) -> Table:
    """Find the headings and the layout. Raises ``FileRefused`` where this is no table of such columns."""
    columns = tuple(columns)
    refuse_what_is_no_text(data)
    raw = as_utf8(data).splitlines()
    if len(raw) > MOST_LINES:
        raise FileRefused("too_many_lines", most=MOST_LINES)
    heading, delimiters = find_heading(raw)
    text, _bad = decode(raw[heading])
    best = max(delimiters, key=lambda delimiter: len(places_of(split(text, delimiter), columns)))
    cells = split(text, best)
    return Table(layout_of(cells, columns, best, heading), raw, tuple(plain(cell) for cell in cells))


def refuse_what_is_no_text(data: bytes) -> None:
    if not data.strip():
        raise FileRefused("empty_file")
    if len(data) > MOST_BYTES:
        raise FileRefused("too_large", most=MOST_BYTES // 1024 // 1024)
    if data.startswith(WORKBOOKS):
        raise FileRefused("is_a_workbook")
    if data.startswith(NOT_TEXT) or (b"\x00" in data and not data.startswith(UTF16_MARKS)):
        raise FileRefused("is_not_text")


def as_utf8(data: bytes) -> bytes:
    """Spreadsheets also save "Unicode text", which is UTF-16."""
    if not data.startswith(UTF16_MARKS):
        return data
    try:
        text = data.decode("utf-16").encode()
    except UnicodeError:
        raise FileRefused("is_not_text") from None
    if b"\x00" in text:  # a character of its own here, and one that PostgreSQL does not keep
        raise FileRefused("is_not_text")
    return text


def find_heading(raw: Sequence[bytes]) -> tuple[int, str]:
    """The first line that says something, and the delimiters to try; a spreadsheet may name its own above."""
    delimiters = DELIMITERS
    for place, line in enumerate(raw):
        text, _bad = decode(line)
        if (own := SEPARATOR_LINE.match(text.strip())) is not None:
            delimiters = own[1]
        elif text.strip():
            if len(line) > LONGEST_LINE:
                raise FileRefused("no_headings", names=[])
            return place, delimiters
    raise FileRefused("empty_file")


def layout_of(cells: list[str], columns: tuple[Column, ...], delimiter: str, heading: int) -> Layout:
    places = places_of(cells, columns)
    if not places:
        raise FileRefused("no_headings", names=[column.name for column in columns if column.required])
    missing = [column for column in columns if column.key not in places]
    if any(column.required for column in missing):
        raise FileRefused("columns_missing", names=[column.name for column in missing if column.required])
    known = {plain(name) for column in columns for name in column.names}
    taken = [plain(cell) for cell in cells]
    twice = [
        column.name for column in columns if sum(cell in {plain(name) for name in column.names} for cell in taken) > 1
    ]
    if twice:
        raise FileRefused("column_twice", names=twice)
    return Layout(
        delimiter=delimiter,
        heading=heading,
        width=len(cells),
        places=places,
        optional_missing=tuple(column.name for column in missing),
        unknown=tuple(cell.strip() for cell in cells if cell.strip() and plain(cell) not in known),
    )


def places_of(cells: Sequence[str], columns: Iterable[Column]) -> dict[str, int]:
    """Where each column stands; names in any case, with or without spaces and brackets."""
    by_name = {plain(name): column.key for column in columns for name in column.names}
    return {by_name[plain(cell)]: place for place, cell in enumerate(cells) if plain(cell) in by_name}


def plain(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def decode(line: bytes) -> tuple[str, bool]:
    """UTF-8 where the line is that, else Windows-1252; and whether a letter could be read in neither."""
    line = line.removeprefix(UTF8_MARK)
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        text = line.decode("windows-1252", errors="replace")
        return text, "\ufffd" in text


def split(text: str, delimiter: str) -> list[str]:
    return next(csv.reader([text], delimiter=delimiter), [])


def read_line(table: Table, at: int) -> tuple[Line | None, int]:
    """The row that begins at line ``at``, if there is one, and where the next begins."""
    number = at + 1
    if len(table.raw[at]) > LONGEST_LINE:
        return Line(number, problem=found("line_too_long", most=LONGEST_LINE)), at + 1
    text, unreadable = decode(table.raw[at])
    if not text.strip(table.layout.delimiter + " \t\u00a0\ufeff"):
        return None, at + 1
    cells, following = parse(table, text, at)
    if isinstance(cells, Finding):
        return Line(number, cells=named(table, split_loosely(text, table.layout.delimiter)), problem=cells), at + 1
    if tuple(plain(cell) for cell in cells) == table.heading_cells:
        return None, following
    problem = found("letters_unreadable") if unreadable else wrong_width(cells, table.layout.width)
    return Line(number, cells=named(table, cells), problem=problem), following


def parse(table: Table, text: str, at: int) -> tuple[list[str] | Finding, int]:
    """The cells of the row. A quoted cell may go on over the next lines, if the row then has the right width."""
    for following in range(at + 1, min(at + LINES_OF_ONE_ROW, len(table.raw)) + 1):
        try:
            cells = next(csv.reader([text], delimiter=table.layout.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" not in str(error):
                alone = following == at + 1
                return found("quotes_misplaced" if alone else "quote_not_closed"), at + 1
        else:
            whole = following == at + 1 or wrong_width(cells, table.layout.width) is None
            return (cells, following) if whole else (found("quote_not_closed"), at + 1)
        if following < len(table.raw):
            text = f"{text}\n{decode(table.raw[following])[0]}"
            if len(text) > LONGEST_LINE:
                break
    return found("quote_not_closed"), at + 1


def split_loosely(text: str, delimiter: str) -> list[str]:
    """Good enough to name the row that is refused."""
    return [cell.strip('"') for cell in text.split(delimiter)]


def wrong_width(cells: Sequence[str], width: int) -> Finding | None:
    if len(cells) < width:
        return found("too_few_columns", has=len(cells), needs=width)
    if any(cell.strip() for cell in cells[width:]):
        return found("too_many_columns", has=len(cells), needs=width)
    return None


def named(table: Table, cells: Sequence[str]) -> dict[str, str]:
    return {key: clean(cells[place]) for key, place in table.layout.places.items() if place < len(cells)}


def clean(cell: str) -> str:
    """One line of text with single spaces, in NFC, without marks that nobody sees and without Excel's ``="…"``."""
    text = unicodedata.normalize("NFC", cell.replace("\ufeff", "").replace("\u200b", ""))
    text = " ".join(text.split())
    wrapped = EXCEL_TEXT.match(text)
    return wrapped[1].strip() if wrapped else text
