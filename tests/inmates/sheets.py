"""Registers and estates as a prison hands them over: the two real files, and rows made for one test."""

from collections.abc import Mapping
from pathlib import Path

DATA = Path(__file__).parent / "data"
ESTATE = (DATA / "estate.csv").read_bytes()
REGISTER = (DATA / "register.csv").read_bytes()
HEADING = (
    "Innsattnr;Fødselsnummer;Etternavn;Fornavn;Fødselsdato;Kjønn;Statsborgerskap;Anstalt;Avdeling;Celle;Innsatt dato;"
    "Status;Domsdato;Straff;Varetektsfradrag (døgn);Kontaktbetjent;Kosthold;Språk;Merknad"
)
SOUND = {
    "Innsattnr": "F-20000",
    "Fødselsnummer": "20836413130",
    "Etternavn": "Solstad",
    "Fornavn": "Øyvind",
    "Fødselsdato": "20.03.1964",
    "Kjønn": "M",
    "Statsborgerskap": "NOR",
    "Anstalt": "Nordlia fengsel",
    "Avdeling": "A1",
    "Celle": "A1-05",
    "Innsatt dato": "06.11.2026",
    "Status": "Dom",
    "Domsdato": "04.11.2026",
    "Straff": "5 mnd",
    "Varetektsfradrag (døgn)": "0",
}


def line(row: Mapping[str, str] | None = None, /, **changes: str) -> str:
    """A row of a register: the sound one, with some cells changed. ``line(Kjønn="K")``."""
    cells = {**(row or SOUND), **changes}
    return ";".join(cells.get(name, "") for name in HEADING.split(";"))


def sheet(*lines: str, heading: str = HEADING, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join([heading, *lines, ""]).encode(encoding)
