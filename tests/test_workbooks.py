"""Workbooks that are wide, sparse, damaged or made to do harm: work and memory follow what is filled, or all is refused.

The library that reads cells makes room for whatever a file states, and ends the whole process where there is none. So
whatever it is given has been looked at before, and these tests look for what it could still be made to believe.
"""

import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlwt

from support.books import write_book
from support.memory import measure_memory
from support.process import environment
from support.sheets import (
    ASKED,
    PART,
    PLAIN,
    SHEET,
    SMALL_BOOK,
    assert_refused,
    ods_row,
    ods_text,
    read_file,
    replace_parts,
    write_ods,
)
from tracker import errors
from tracker.errors import MAX_SUGGESTIONS
from tracker.folder import Folder, load_register
from tracker.importing import layout, matching
from tracker.importing.layout import find_layout
from tracker.importing.readers.cells import Cell, Row, Rows, Sheet
from tracker.importing.readers.dispatch import read_sheets
from tracker.importing.readers.workbook import SizeGuard
from tracker.importing.sheet_parser import parse_sheet
from tracker.model import Register


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(Folder(str(PLAIN)))


@pytest.fixture
def book(tmp_path) -> Path:
    write_book(tmp_path / "a.xlsx", SMALL_BOOK)
    return tmp_path / "a.xlsx"


# Far apart -------------------------------------------------------------------------------------------------------------


def cell(reference: str, text: str = "", number: str = "") -> str:
    """A cell of an .xlsx file."""
    at = f' r="{reference}"' if reference else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>' if text else f"<c{at}><v>{number}</v></c>"


def sheet_of(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    """The workbook at `path` with these rows in its sheet."""
    lines = "".join(f'<row r="{at}">{"".join(cells)}</row>' for at, cells in enumerate(rows, 1))
    return replace_parts(path, {PART: SHEET.format(rows=lines).encode()})


TABLE = (
    (cell("A1", "indicator"), cell("B1", "TH 2024")),
    (cell("A2", "poor-households"), cell("B2", number="0.95")),
)


def test_a_forgotten_cell_in_the_last_column_is_no_obstacle(book, register):
    path = sheet_of(book, [*TABLE, (cell("A3", "II."), cell("XFD3", number="7"))])
    found = parse_sheet(read_file(str(path)), register, ASKED)
    assert not found.problems
    assert [(str(each.location.cell), str(each.value)) for each in found.candidates] == [("A!B2", "0.95")]


def test_cells_far_apart_take_no_room_for_the_empty_ones_between(book):
    path = sheet_of(book, [*TABLE, *[()] * 97, (cell("XFD100", number="7"),)])
    with measure_memory() as memory:
        rows = list(read_file(str(path)).rows)
    assert (len(rows), rows[-1].width, str(rows[-1].get_cell(16_383).number)) == (100, 16_384, "7")
    assert memory.peak < 4 << 20


def test_a_full_workbook_is_as_large_as_it_may_be():
    guard = SizeGuard("a.xlsx")
    row = Row(1, dict.fromkeys(range(10), Cell("number", "1")), 10)
    assert guard.count_cells(Rows(lambda: iter([row] * 200_000))) == 2_000_000
    with pytest.raises(errors.TrackerError, match="holds more than"):
        guard.count_cells(Rows(lambda: iter([row])))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("<table:table-row {many}>{cell}</table:table-row>", "holds more than"),
        ("<table:table-row>{far}{cell}</table:table-row>", "is damaged or not a workbook"),
        ("<table:table-row>{far}<table:table-cell/></table:table-row>", "has no filled cell"),
        ("<table:table-row {deep}/><table:table-row>{cell}</table:table-row>", "holds more than"),
        ("<table:table-row>{wide}<table:table-cell/></table:table-row>" * 130, "has no filled cell"),
        ('<table:table-row>{cell}</table:table-row><table:table-row {deep2}/>'
         "<table:table-row>{cell}</table:table-row>", "holds more than"),
        ("<table:table-row>{cell}{endless}{cell}</table:table-row>", "is damaged or not a workbook"),
        ('<table:table-row><table:table-cell office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
         "<table:table-row {many}>{cell}</table:table-row>", "holds more than"),
        ('<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="99999999999"/></text:p>'
         "</table:table-cell></table:table-row>", "holds more than"),
        ('<table:table-row><table:table-cell table:number-columns-repeated="-1"/></table:table-row>', "is damaged"),
        ('<table:table-row table:number-rows-repeated="999999999"><table:table-cell '
         'table:number-columns-repeated="999999999"><text:p>#</text:p></table:table-cell></table:table-row>',
         "is damaged or not a workbook"),
        ('<table:table-row><table:table-cell><table:table table:name="B"/></table:table-cell></table:table-row>',
         "is damaged"),
    ],
)  # fmt: skip
def test_what_an_ods_file_repeats_is_counted_before_it_is_made(tmp_path, rows, words):
    one = '<table:table-cell office:value-type="float" office:value="1"/>'
    for name, text in {
        "cell": one,
        "far": '<table:table-cell table:number-columns-repeated="16384"/>',
        "wide": '<table:table-cell table:number-columns-repeated="16383"/>',
        "endless": '<table:table-cell table:number-columns-repeated="999999999999999999999999"/>',
        "many": 'table:number-rows-repeated="900000"',
        "deep": 'table:number-rows-repeated="1048576"',
        "deep2": 'table:number-rows-repeated="300000"',
    }.items():
        rows = rows.replace(f"{{{name}}}", text)
    assert_refused(write_ods(tmp_path / "a.ods", rows), words)


def test_the_first_of_two_counts_does_not_hide_the_second(tmp_path):
    rows = ods_row(
        '<table:table-cell number-columns-repeated="1" table:number-columns-repeated="999999999" '
        'office:value-type="float" office:value="1"/>'
    )
    assert_refused(write_ods(tmp_path / "a.ods", rows), "is damaged or not a workbook")


def test_very_many_percentages_in_a_small_ods_file_take_little(tmp_path, register):
    number = '<table:table-cell table:number-columns-repeated="9" office:value-type="percentage" office:value="0.5"/>'
    head = ods_row(ods_text("Chỉ tiêu"), ods_text("2024"))
    rows = f'{head}<table:table-row table:number-rows-repeated="190000">{ods_text("a")}{number}</table:table-row>'
    path = write_ods(tmp_path / "a.ods", rows)
    with measure_memory() as memory:
        sheet = read_file(str(path))
    assert [cell.kind for cell in list(sheet.rows)[-1].cells.values()] == ["text", *["percent"] * 9]
    assert memory.peak < 32 << 20


@pytest.mark.parametrize(
    "cells",
    [
        cell("A1", number="1") + cell("xfd1048576", number="1"),
        cell("A1", number="1") + cell("A99999999", number="1"),
        cell("A1", number="1") + cell("A0", number="1"),
        f'{cell("A1", number="1")}</row><row r="1048576">{cell("XFC1", number="1")}{cell("", number="1")}',
        f'{cell("A1", number="1")}</row><row r="x">{cell("", number="1")}',
    ],
)
def test_a_cell_that_another_reader_would_put_elsewhere_is_refused(book, cells):
    assert_refused(replace_parts(book, {PART: SHEET.format(rows=f"<row>{cells}</row>").encode()}), "a.xlsx: ")


def test_a_sheet_that_was_not_looked_at_is_not_there_for_the_library(book):
    far = SHEET.format(rows=f"<row>{cell('A1', number='1')}{cell('XFD1048576', number='1')}</row>")
    rels = "xl/_rels/workbook.xml.rels"
    path = replace_parts(book, {"xl/xl/worksheets/sheet1.xml": SHEET.format(rows="").encode(), PART: far.encode()})
    with zipfile.ZipFile(path) as archive:
        text = archive.read(rels).decode().replace('"worksheets/', '"xl/worksheets/')
    assert_refused(replace_parts(path, {rels: text.encode()}), "is damaged or not a workbook")


# Old workbooks ---------------------------------------------------------------------------------------------------------


def old_book(path: Path) -> bytes:
    """An .xls file with two rows, of which one number stands in the last column."""
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("A")
    for column, text in enumerate(("indicator", "TH 2022", "TH 2024")):
        sheet.write(0, column, text)
    sheet.write(1, 0, "poor-households")
    sheet.write(1, 2, 0.95)
    sheet.write(1, 255, 77.25)
    made.save(str(path))
    return path.read_bytes()


def replaced(data: bytes, kind: int, size: int, at: int, new: bytes) -> bytes:
    """The bytes of an .xls file with others within the record of that kind and size."""
    start = data.index(struct.pack("<HH", kind, size)) + 4 + at
    return data[:start] + new + data[start + len(new) :]


SHORT, SIZE, STRINGS, BOOK = 0x27E, 0x200, 0xFC, 0x809


def test_the_last_column_of_an_old_workbook_is_read_and_one_beyond_it_refused(tmp_path, register):
    path = tmp_path / "a.xls"
    data = old_book(path)
    assert str(list(read_file(str(path)).rows)[1].get_cell(255).number) == "77.25"
    at = data.index(struct.pack("<HHHH", SHORT, 10, 1, 255)) + 6
    path.write_bytes(data[:at] + struct.pack("<H", 256) + data[at + 2 :])
    assert_refused(path, "is damaged or not a workbook")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: replaced(data, SIZE, 14, 0, b"\0\0\0\0\xff\xff\xff\x7f\0\0\xff\xff"),
        lambda data: data[:40] + b"\xff\xff\xff\x7f" + data[44:],
        lambda data: data[:44] + b"\xff\xff\xff\x7f" + data[48:],
        lambda data: data[:64] + b"\xff\xff\xff\x7f" + data[68:],
        lambda data: data[:72] + b"\xff\xff\xff\x7f" + data[76:],
    ],
    ids=["size of the sheet", "folder", "table of chains", "small table", "table of tables"],
)
def test_sizes_that_an_old_workbook_states_are_not_believed(tmp_path, register, change):
    path = tmp_path / "a.xls"
    path.write_bytes(change(old_book(path)))
    found = parse_sheet(read_file(str(path)), register, ASKED)
    assert [(each.location.cell, str(each.value)) for each in found.candidates] == [("A!C2", "0.95")]


def test_more_texts_than_an_old_workbook_holds_are_not_made_room_for(tmp_path):
    path = tmp_path / "a.xls"
    data = old_book(path)
    at = data.index(struct.pack("<H", STRINGS), 1000)
    size = struct.unpack_from("<H", data, at + 2)[0]
    path.write_bytes(replaced(data, STRINGS, size, 4, b"\xff\xff\xff\x7f"))
    assert_refused(path, "is damaged or not a workbook")


def test_a_fault_of_the_library_leaves_no_word_on_the_terminal(tmp_path):
    path = tmp_path / "a.xls"
    data = old_book(path)
    path.write_bytes(replaced(data, BOOK, 16, -2, b"\0\0"))
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "import", str(path), "--data", str(PLAIN), "--lang", "en", "--dry-run"],
        env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 2
    assert "panicked" not in done.stderr


def test_very_many_sparse_sheets_of_an_old_workbook_take_the_room_of_one(tmp_path):
    made = xlwt.Workbook(encoding="utf-8")
    for number in range(4):
        made.add_sheet(f"S{number}").write(65_535, 0, 1)
    made.save(str(tmp_path / "a.xls"))
    with measure_memory() as memory:
        assert len(read_sheets(str(tmp_path / "a.xls"))) == 4
    assert memory.peak < 32 << 20


@pytest.mark.parametrize("inner", ["<c/>", "<a/>"])
def test_very_many_elements_in_one_row_are_refused(book, inner):
    rows = f"<row>{inner * 250_000}</row>"
    assert_refused(replace_parts(book, {PART: SHEET.format(rows=rows).encode()}), "a.xlsx: ")


def test_very_many_elements_beside_the_rows_take_no_room(book):
    text = SHEET.format(rows="".join(f"<row>{chr(32).join(cells)}</row>" for cells in TABLE))
    path = replace_parts(book, {PART: text.replace("<sheetData>", f"{'<a/>' * 500_000}<sheetData>").encode()})
    with measure_memory() as memory:
        assert len(list(read_file(str(path)).rows)) == 2
    assert memory.peak < 10 * (2 << 20)


def test_text_nested_very_deep_is_refused(tmp_path):
    deep = f"{'<text:span>' * 5000}x{'</text:span>' * 5000}"
    cell = f'<table:table-cell office:value-type="string"><text:p>{deep}</text:p></table:table-cell>'
    assert_refused(write_ods(tmp_path / "a.ods", ods_row(cell)), "is damaged or not a workbook")


# Work ------------------------------------------------------------------------------------------------------------------


def steps(sheet: Sheet, register) -> int:
    """How many steps of the interpreter the reading of a sheet takes in the modules of the import."""
    count = 0

    def trace(frame, event, _argument):
        nonlocal count
        if "importing" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parse_sheet(sheet, register, ASKED)
    finally:
        sys.settrace(before)
    return count


def far_apart(gap: int) -> Sheet:
    """A table of 80 rows whose columns, from the second on, stand so far to the right."""

    def make():
        for line in range(1, 81):
            texts = ("indicator", "2023", "2024") if line == 3 else (f"heading {line}", "x", "x")
            cells = {at * gap: Cell("text", text) for at, text in enumerate(texts)}
            yield Row(line, cells, 2 * gap + 1)

    return Sheet("a.xlsx", "A", Rows(make))


def test_a_wide_sheet_is_no_more_work_than_a_narrow_one(register):
    narrow, wide = (steps(far_apart(gap), register) for gap in (2, 8191))
    assert narrow > 10_000
    assert wide <= narrow * 1.01


def test_the_headings_of_a_wide_sheet_are_looked_for_in_what_is_filled(register, monkeypatch):
    asked = []
    real = layout.parse_heading
    monkeypatch.setattr(layout, "parse_heading", lambda *texts: asked.append(texts) or real(*texts))
    assert find_layout(far_apart(8191), lambda _: False)
    assert len(asked) < 6 * 3 * 61


def test_very_many_columns_of_values_cost_nothing_in_rows_without_them(register):
    """A heading for each month of three hundred years, and below it rows that hold one cell."""

    def make(rows: int):
        def rows_made():
            heads = {at: Cell("text", f"{1900 + at // 11}-{at % 11 + 1:02}") for at in range(1, 3000)}
            yield Row(1, {0: Cell("text", "indicator"), **heads}, 3000)
            for line in range(2, rows + 2):
                yield Row(line, {0: Cell("text", "I. Kinh tế")}, 1)

        return Sheet("a.csv", "", Rows(rows_made), ";")

    few, many = (steps(make(rows), register) for rows in (100, 400))
    assert many - few < 300 * 1500


# Unknown names ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def guesses(monkeypatch) -> list[str]:
    """The words for which it was looked for what they meant."""
    found: list[str] = []
    real = errors.find_closest

    def closest(word, options):
        found.append(word)
        return real(word, options)

    for module in (errors, matching):
        monkeypatch.setattr(module, "find_closest", closest)
    return found


@pytest.mark.parametrize(("count", "most"), [(1, 1), (5000, MAX_SUGGESTIONS)])
def test_a_sheet_of_unknown_names_is_guessed_at_a_hundred_times(tmp_path, register, guesses, count, most):
    path = tmp_path / "a.csv"
    rows = "".join(f"qqq{at % count}zzz;1\n" for at in range(5000))
    path.write_text(f"indicator;2024\n{rows}", encoding="utf-8")
    found = parse_sheet(read_file(str(path)), register, ASKED)
    assert len(guesses) == most
    assert len(found.problems) + found.left_out == 5000


@pytest.mark.parametrize(("count", "most"), [(1, 1), (5000, MAX_SUGGESTIONS)])
def test_a_journal_of_unknown_ids_is_guessed_at_a_hundred_times(tmp_path, guesses, count, most):
    (tmp_path / "targets.toml").write_bytes((PLAIN / "targets.toml").read_bytes())
    rows = "".join(f"grdp-grow{at % count},2023,1,final,2024-01-31\n" for at in range(5000))
    (tmp_path / "results.csv").write_text(f"indicator,period,value,status,recorded_at\n{rows}", encoding="utf-8")
    with pytest.raises(errors.TrackerError) as caught:
        load_register(Folder(str(tmp_path)))
    assert (caught.value.count, len(guesses)) == (5000, most)
    hints = [problem.hint for problem in caught.value.problems]
    assert sum(hint is not None for hint in hints) >= most


@pytest.mark.parametrize(
    "text", ["k{at} = 1\n", '[[indicator]]\nid = "a{at}"\nname = "N"\nmeasure = "level"\nparent = "x{at}"\n']
)
def test_unknown_keys_and_ids_of_targets_are_guessed_at_a_hundred_times(tmp_path, guesses, text):
    head = "[term]\nname = 'T'\nfirst_year = 2021\nlast_year = 2025\n"
    lines = "".join(text.format(at=at) for at in range(2000))
    (tmp_path / "targets.toml").write_text(head + lines, encoding="utf-8")
    (tmp_path / "results.csv").write_text("indicator,period,value,status,recorded_at\n", encoding="utf-8")
    with pytest.raises(errors.TrackerError) as caught:
        load_register(Folder(str(tmp_path)))
    assert (caught.value.count, len(guesses)) == (2000, MAX_SUGGESTIONS)
