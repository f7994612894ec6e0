"""A large prison and its register, as files: every person invented, every number synthetic.

``python -m tests.inmates.large FOLDER ROWS`` writes both, for measuring.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from inmates.rules.identity import complete
from tests.inmates.sheets import HEADING

CELLS_OF_A_UNIT = 100
FIRST_BIRTH = date(1960, 1, 1)
FAMILY = ("Solstad", "Nergård", "Ærø", "Myhre", "Eira", "Zahl", "Lervik", "Kvalvåg", "Rahimi", "Øberg", "Aydın")
GIVEN = ("Øyvind", "Wojciech", "Sondre", "Erlend", "Mohamed", "Truls", "Åge", "Ivar", "José", "Niillas")
TERMS = ("5 mnd", "5 år 4 mnd", "12 år 9 mnd", "90 dager", "1 år 5 mnd", "42 dager", "11 mnd", "8 år")


def estate(rows: int) -> bytes:
    lines = ["Region;Anstalt;Avdeling;Sikkerhetsnivå;Funksjon;Kjønn;Celle;Plasser;Sanitær"]
    lines += [f"vest;Storhei fengsel;{unit_of(n)};høyt;dom;M;{cell_of(n)};1;eget bad" for n in range(rows)]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def register(rows: int) -> bytes:
    lines = [HEADING]
    lines += [
        f"G-{10_000 + n};{number};{FAMILY[n % 11]};{GIVEN[n % 10]};{born:%d.%m.%Y};M;NOR;Storhei fengsel;{unit_of(n)};"
        f"{cell_of(n)};{admitted:%d.%m.%Y};Dom;{admitted - timedelta(days=9):%d.%m.%Y};"
        f"{TERMS[n % 8]};{n % 11};T. Lunde;"
        "halal;polsk;"
        for n, (number, born) in zip(range(rows), people(), strict=False)
        for admitted in [date(2026, 11, 20) - timedelta(days=n % 30)]
    ]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


def people() -> Iterator[tuple[str, date]]:
    """Synthetic numbers (month + 80) with the birth dates they hold."""
    for n in range(1_000_000):
        born = FIRST_BIRTH + timedelta(days=n % 14_000)
        number = complete(f"{born.day:02}{born.month + 80:02}{born.year % 100:02}{100 + n // 14_000:03}")
        if number is not None:
            yield number, born


def unit_of(n: int) -> str:
    return f"S{n // CELLS_OF_A_UNIT}"


def cell_of(n: int) -> str:
    return f"{unit_of(n)}-{n % CELLS_OF_A_UNIT:02}"


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    (folder / "estate.csv").write_bytes(estate(count))
    (folder / "register.csv").write_bytes(register(count))
