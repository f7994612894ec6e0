"""Reading the file itself: what it is, how it is encoded and laid out, and lines that are broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inmates.imports.findings import FileRefused
from inmates.imports.table import LONGEST_LINE, MOST_BYTES, Column, Line, open_table

COLUMNS = (
    Column("number", ("Innsattnr", "Nummer")),
    Column("name", ("Etternavn",)),
    Column("diet", ("Kosthold",), required=False),
)


def lines(data: bytes | str) -> list[Line]:
    return list(open_table(data.encode() if isinstance(data, str) else data, COLUMNS).lines())


def cells(data: bytes | str) -> list[tuple[str, ...]]:
    return [tuple(line.cells.get(column.key, "") for column in COLUMNS) for line in lines(data)]


def problems(data: bytes | str) -> list[tuple[int, str]]:
    return [(line.number, line.problem.code) for line in lines(data) if line.problem]


# ---- files that are none --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n \r\n", "empty_file"),
        (b"PK\x03\x04 a workbook", "is_a_workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "is_a_workbook"),
        (b"%PDF-1.7", "is_not_text"),
        (b"\x89PNG\r\n", "is_not_text"),
        (b"Innsattnr;Etternavn\x00", "is_not_text"),
        (b"\xff\xfe\x00", "is_not_text"),
        ("\ufeffInnsattnr;Etternavn\nF-1;a\0b\n".encode("utf-16-le"), "is_not_text"),
        (b"nothing that belongs here\nat all\n", "no_headings"),
        (b"Innsattnr;Kosthold\nF-1;halal\n", "columns_missing"),
        (b"Innsattnr;Etternavn;Etternavn\nF-1;Eira;Myhre\n", "column_twice"),
        (b"Innsattnr;Nummer;Etternavn\nF-1;F-2;Myhre\n", "column_twice"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"x" * (LONGEST_LINE + 1), "no_headings"),
        (b"Innsattnr;Etternavn\n" * 100_001, "too_many_lines"),
    ],
)
def test_what_is_no_such_table_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        lines(data)
    assert refusal.value.finding.code == code


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FileRefused) as refusal:
        lines("Innsattnr;Kosthold\n")
    assert refusal.value.finding.values == {"names": ["Etternavn"]}


# ---- encodings ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_the_encoding_is_found_out(encoding: str) -> None:
    data = "Innsattnr;Etternavn;Kosthold\r\nF-1;Ærø;nøttefri\r\nF-2;Åsen;\r\n".encode(encoding)
    assert cells(data) == [("F-1", "Ærø", "nøttefri"), ("F-2", "Åsen", "")]


def test_letters_outside_windows_1252_are_read_in_utf_8() -> None:
    assert cells("Innsattnr;Etternavn\nF-1;Čohkka Nguyễn Đorđe\n") == [("F-1", "Čohkka Nguyễn Đorđe", "")]


def test_one_line_in_another_encoding_does_not_spoil_the_rest() -> None:
    data = "Innsattnr;Etternavn\nF-1;Čohkka\n".encode() + "F-2;Ærø\n".encode("windows-1252")
    assert cells(data) == [("F-1", "Čohkka", ""), ("F-2", "Ærø", "")]


def test_a_letter_that_no_encoding_has_is_told_of_its_line() -> None:
    assert problems(b"Innsattnr;Etternavn\nF-1;\x81\xff\nF-2;Eira\n") == [(2, "letters_unreadable")]


def test_marks_of_two_files_put_together_are_not_read() -> None:
    mark = b"\xef\xbb\xbf"
    data = mark + b"Innsattnr;Etternavn\r\nF-1;Eira\r\n" + mark + b"F-2;Myhre\r\n"
    assert cells(data) == [("F-1", "Eira", ""), ("F-2", "Myhre", "")]


# ---- layouts --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    rows = [["Innsattnr", "Etternavn"], ["F-1", "van der Berg"]]
    assert cells("\n".join(delimiter.join(row) for row in rows)) == [("F-1", "van der Berg", "")]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_kind_of_line_end_is_read(end: str) -> None:
    assert cells(end.join(["Innsattnr;Etternavn", "F-1;Eira", "F-2;Myhre"])) == [
        ("F-1", "Eira", ""),
        ("F-2", "Myhre", ""),
    ]


def test_columns_are_found_in_any_order_and_any_case_with_others_between() -> None:
    data = "x;ETTERNAVN; innsatt-nr ;Kosthold\n1;Eira;F-1;halal\n"
    table = open_table(data.encode(), COLUMNS)
    assert [line.cells for line in table.lines()] == [{"number": "F-1", "name": "Eira", "diet": "halal"}]
    assert table.layout.unknown == ("x",)


def test_a_missing_column_that_may_be_missing_is_noted() -> None:
    assert open_table(b"Innsattnr;Etternavn\n", COLUMNS).layout.optional_missing == ("Kosthold",)


def test_the_line_in_which_a_spreadsheet_names_its_delimiter_is_no_heading() -> None:
    assert cells("sep=,\nInnsattnr,Etternavn\nF-1,Eira\n") == [("F-1", "Eira", "")]


def test_blank_lines_and_repeated_headings_are_no_rows() -> None:
    data = "\n\nInnsattnr;Etternavn\n\nF-1;Eira\n;;\n  \nInnsattnr;Etternavn\nF-2;Myhre\n\n"
    assert [(line.number, line.cells["number"]) for line in lines(data)] == [(5, "F-1"), (9, "F-2")]


def test_what_nobody_sees_in_a_cell_is_taken_away() -> None:
    assert cells('Innsattnr;Etternavn\n="F-1";\u200b Eira\u00a0 Sara \n') == [("F-1", "Eira Sara", "")]


# ---- broken lines ---------------------------------------------------------------------------------------------
def test_a_quoted_cell_holds_the_delimiter_and_the_quotation_mark() -> None:
    data = 'Innsattnr;Etternavn;Kosthold\nF-1;"=HYPERLINK(""http://example.test"")";"cøliaki; laktosefri"\n'
    assert cells(data) == [("F-1", '=HYPERLINK("http://example.test")', "cøliaki; laktosefri")]


def test_a_quoted_cell_may_hold_line_breaks() -> None:
    data = 'Innsattnr;Etternavn;Kosthold\nF-1;Eira;"halal\nog nøttefri"\nF-2;Myhre;\n'
    assert [(line.number, line.cells["diet"]) for line in lines(data)] == [(2, "halal og nøttefri"), (4, "")]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only() -> None:
    data = 'Innsattnr;Etternavn;Kosthold\nF-1;"Eira;\nF-2;Myhre;"cøliaki; laktosefri"\nF-3;Aas;\n'
    assert problems(data) == [(2, "quote_not_closed")]
    assert [line.cells["number"] for line in lines(data)] == ["F-1", "F-2", "F-3"]


def test_text_behind_a_closed_quotation_mark_is_told_of_its_line() -> None:
    assert problems('Innsattnr;Etternavn\nF-1;"Eira" x\nF-2;Myhre\n') == [(2, "quotes_misplaced")]


def test_a_line_that_stops_in_the_middle_is_told_of() -> None:
    assert problems("Innsattnr;Etternavn;Kosthold\nF-1;Eira\nF-2;Myhre;\n") == [(2, "too_few_columns")]


def test_a_line_with_more_cells_than_headings_is_told_of_unless_they_are_empty() -> None:
    assert problems("Innsattnr;Etternavn\nF-1;Eira;halal\nF-2;Myhre;;;\n") == [(2, "too_many_columns")]


def test_a_line_without_end_is_told_of() -> None:
    data = "Innsattnr;Etternavn\nF-1;" + "x" * LONGEST_LINE + "\nF-2;Myhre\n"
    assert problems(data) == [(2, "line_too_long")]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    heading = b"Innsattnr;Etternavn\n"
    try:
        for line in lines(heading + data):
            assert line.problem is None or line.problem.code
    except FileRefused as refusal:
        assert refusal.finding.code in {"is_not_text", "column_twice"}  # noqa: PT017  (either ending is right)
