"""The commands at the door: what is told, the report, and files that cannot be read."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from corrections.choices import Role, Urgency
from corrections.models import Cell, Task
from inmates.management import handing_over
from inmates.models import ImportRun, Person
from tests.inmates.handing_over import SUNDAY
from tests.inmates.sheets import DATA, line, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample belongs to a day: its orders have lapsed or not."""

    def now() -> datetime:
        return SUNDAY

    monkeypatch.setattr(handing_over, "now", now)


def run(command: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), "--language", "en", stdout=out)
    return out.getvalue()


def the_estate() -> None:
    run("import_estate", DATA / "estate.csv")


def rows_of(report: Path) -> list[list[str]]:
    return list(csv.reader(report.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


def test_the_estate_is_told_in_one_line() -> None:
    told = run("import_estate", DATA / "estate.csv")
    assert told == "154 rows: 154 taken (0 with a warning), 0 were there already, 0 refused.\n"
    assert Cell.objects.count() == 154


def test_what_was_refused_is_told_first_each_with_its_line_and_number() -> None:
    the_estate()
    told = run("import_register", DATA / "register.csv").splitlines()
    assert told[0].startswith("Line 24, F-30007: Refused. No prison term is above 21 years (strl. ss. 31, 33 and 79).")
    assert told[11] == "Line 150, F-30010: Refused. The name has 400 letters. At most 120 are allowed."
    assert told[12] == "Line 60, F-20005: Already there. The same line stands on line 7. It was taken once."
    assert told[-1] == "156 rows: 143 taken (119 with a warning), 1 were there already, 12 refused."


def test_a_warning_that_many_lines_share_is_told_once() -> None:
    the_estate()
    told = run("import_register", DATA / "register.csv")
    assert told.count("Nobody called “T. Lunde”") == 1


def test_the_alarms_stand_when_the_command_is_done() -> None:
    the_estate()
    run("import_register", DATA / "register.csv")
    assert Task.objects.filter(kind="clock.FULL", urgency=Urgency.BAD, role=Role.LEADER).count() == 1


def test_the_report_has_a_row_for_each_row_of_the_file(tmp_path: Path) -> None:
    the_estate()
    run("import_register", DATA / "register.csv", "--report", tmp_path / "out.csv")
    heading, *rows = rows_of(tmp_path / "out.csv")
    assert heading == ["Line", "Number", "Outcome", "Reason"]
    assert len(rows) == 156
    assert rows[0] == ["2", "F-20000", "Taken", ""]
    assert ["56", "F-30006", "Refused", "There is no unit “Z9” at Nordlia fengsel."] in rows


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path) -> None:
    the_estate()
    evil = '"=HYPERLINK(""http://example.test"")"'
    (tmp_path / "in.csv").write_bytes(sheet(line(Innsattnr=evil), line(Straff="=1+1"), line(Kjønn="@SUM(A1)")))
    run("import_register", tmp_path / "in.csv", "--report", tmp_path / "out.csv")
    cells = [cell for row in rows_of(tmp_path / "out.csv") for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_trial_writes_the_report_and_nothing_else(tmp_path: Path) -> None:
    the_estate()
    told = run("import_register", DATA / "register.csv", "--dry-run", "--report", tmp_path / "out.csv")
    assert told.endswith("12 would be refused. Nothing was written.\n")
    assert len(rows_of(tmp_path / "out.csv")) == 157
    assert not Person.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"\x00\x01\x02", "This is not a text file."),
        (b"a;b;c\n1;2;3\n", "The first line has none of the column names"),
        (b"Innsattnr;Etternavn\n", "The file lacks these columns: F"),
    ],
)
def test_a_file_that_cannot_be_taken_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run("import_register", tmp_path / "in.csv")
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["no such file.csv", "."])
def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="There is no file called"):
        run("import_register", tmp_path / name)
    assert not ImportRun.objects.exists()


def test_nothing_is_taken_when_the_report_cannot_be_written(tmp_path: Path) -> None:
    the_estate()
    with pytest.raises(CommandError, match="cannot be written"):
        run("import_register", DATA / "register.csv", "--report", tmp_path / "no folder" / "out.csv")
    assert not Person.objects.exists()


def test_a_user_who_is_not_there_gets_one_sentence() -> None:
    with pytest.raises(CommandError, match="There is no user called nobody"):
        run("import_register", DATA / "register.csv", "--by", "nobody")


def test_only_as_much_is_read_as_is_allowed(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(CommandError, match="larger than 32 MB"):
        run("import_register", huge)


def test_the_language_is_that_of_the_prison_unless_another_is_asked_for() -> None:
    out = io.StringIO()
    call_command("import_estate", str(DATA / "estate.csv"), stdout=out)
    assert "154" in out.getvalue()
