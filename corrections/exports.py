"""Tables as CSV files that a spreadsheet opens as text: no cell of ours is ever run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

FORMULA = ("=", "+", "-", "@", "\t", "\r")
UTF8_MARK = "\ufeff"


def harmless(cell: object) -> str:
    """The cell as text. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = str(cell)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def write_csv(file: IO[str], heading: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """UTF-8 with its mark, semicolons and CRLF: as spreadsheets in Norway expect it. Open ``file`` with newline=""."""
    file.write(UTF8_MARK)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in heading])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
