"""What a reader of the sheet sees of a cell is known: raised, struck-out and scaled values, hidden rows, merged cells.

Cases of the review of 27 November 2026, and others of their kinds; the figures are invented.
"""

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from support.books import write_book
from support.sheets import PART, SHEET, SMALL_BOOK, ods_row, ods_text, read_file, replace_parts, write_ods
from tracker.errors import TrackerError
from tracker.importing.readers.cells import MISSING_VALUE, Cell, MergedRange, Sheet, make_number_cell
from tracker.importing.readers.dispatch import read_sheets
from tracker.importing.readers.formats import add_shown_words, make_formatted_cell


def get_cells(sheet: Sheet) -> dict[str, Cell]:
    """The filled cells of a sheet by their names."""
    return {sheet.locate(row, at).cell.partition("!")[2]: cell for row in sheet.rows for at, cell in row.cells.items()}


def read_cells(path: Path) -> dict[str, Cell]:
    return get_cells(read_file(str(path)))


def list_doubts(path: Path) -> dict[str, object]:
    return {name: cell.doubt for name, cell in read_cells(path).items() if cell.doubt}


# Fonts ------------------------------------------------------------------------------------------------------------------


def test_raised_and_struck_characters_of_xlsx(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("A")
    raised, lowered = book.add_format({"font_script": 1}), book.add_format({"font_script": 2})
    struck, bold = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
    sheet.write_rich_string("A1", "7,5", raised, "1")
    sheet.write_rich_string("A2", "H", lowered, "2", "O")
    sheet.write_rich_string("A3", "8,5 ", struck, "8,6")
    sheet.write_rich_string("A4", "8,5 ", bold, "đậm")
    sheet.write_rich_string("A5", "9,5", raised, " ", "x")
    sheet.write("A6", 7.5, raised)
    sheet.write("A7", 7.5, struck)
    sheet.write("A8", "số", struck)
    sheet.write("A9", 7.5, bold)
    book.close()
    expected = {"A1": "raised", "A2": "raised", "A3": "struck", "A6": "raised", "A7": "struck", "A8": "struck"}
    assert list_doubts(tmp_path / "a.xlsx") == expected
    assert read_cells(tmp_path / "a.xlsx")["A1"].text == "7,51"


def test_an_empty_text_of_xlsx_is_an_empty_cell(tmp_path):
    """Not the number of the text in the list of all texts, which stands in its place in the file."""
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet, bold = book.add_worksheet("A"), book.add_format({"bold": True})
    for at, text in enumerate(["", "x", "", "1"]):
        sheet.write_string(0, at, text, bold)
    book.close()
    assert {name: cell.text for name, cell in read_cells(tmp_path / "a.xlsx").items()} == {"B1": "x", "D1": "1"}


def test_raised_and_struck_characters_of_xls(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("A")
    raised = xlwt.easyfont("")
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    sheet.write_rich_text(0, 0, ["7,5", ("1", raised)])
    sheet.write(1, 0, 7.5, xlwt.easyxf("font: struck_out on"))
    sheet.write(2, 0, 7.5, xlwt.easyxf("font: escapement superscript"))
    sheet.write_rich_text(3, 0, ["7,5", ("1", xlwt.easyfont("bold on"))])
    book.save(str(tmp_path / "a.xls"))
    assert list_doubts(tmp_path / "a.xls") == {"A1": "raised", "A2": "struck", "A3": "raised"}


ODS_STYLES = """<office:automatic-styles xmlns:style="urn:s" xmlns:number="urn:n" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="out"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="based" style:parent-style-name="out"/>
<number:number-style style:name="N1"><number:number number:display-factor="1000"/></number:number-style>
<style:style style:name="mil" style:data-style-name="N1"/>
<style:style style:name="dark"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>"""


def write_styled_ods(path: Path, rows: str, more: str = "") -> Path:
    """An .ods file with named styles, and perhaps more tables."""
    write_ods(path, rows)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    content = content.replace("<office:body>", f"{ODS_STYLES}<office:body>").replace(
        "</table:table>", f"</table:table>{more}"
    )
    return replace_parts(path, {"content.xml": content.encode()})


def ods_cell(style: str = "", content: str = "<text:p>7.5</text:p>", more: str = "") -> str:
    named = f'table:style-name="{style}"' if style else ""
    return f'<table:table-cell {named} {more} office:value-type="float" office:value="7.5">{content}</table:table-cell>'


def test_raised_struck_and_scaled_cells_of_ods(tmp_path):
    raised = '<text:p>7<text:span xmlns:x="x" text:style-name="up">1</text:span></text:p>'
    text = f'<table:table-cell office:value-type="string">{raised}</table:table-cell>'
    rows = ods_row(
        text, ods_cell("out"), ods_cell("based"), ods_cell("up"), ods_cell("mil"), ods_cell("none"), ods_cell()
    )
    columns = '<table:table-column table:number-columns-repeated="6"/><table:table-column table:default-cell-style-name="out"/>'
    path = write_styled_ods(tmp_path / "a.ods", columns + rows)
    expected = {"A1": "raised", "B1": "struck", "C1": "struck", "D1": "raised", "E1": "scaled", "G1": "struck"}
    assert list_doubts(path) == expected
    assert read_cells(path)["A1"].text == "71"


def test_a_number_of_ods_that_shows_another_one_is_doubted(tmp_path):
    shown = ("7,5", "8", "7.5 ha", "", "7500", "n/a")
    rows = ods_row(*[ods_cell(content=f"<text:p>{text}</text:p>") for text in shown])
    assert list_doubts(write_ods(tmp_path / "a.ods", rows)) == {"E1": "scaled", "F1": "scaled"}


# Number formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "number", "kind", "doubt"),
    [
        ("", 1100.0, "number", None),
        ("General", 1100.0, "number", None),
        ("#,##0.0", 1100.0, "number", None),
        ("# ##0,0", 1100.0, "number", None),
        ("#,##0.0,,,", 1.1e12, "number", "scaled"),
        ("0,", 1100.0, "number", "scaled"),
        ("0,.0", 1100.0, "number", "scaled"),
        ('0.0,"k"', 1100.0, "number", "scaled"),
        ('0.0\\,\\ "tỷ"', 1100.0, "number", None),
        ('#,##0_);(#,##0,)', 1100.0, "number", None),
        ('#,##0_);(#,##0,)', -1100.0, "number", "scaled"),
        ('[>=1000000]0.0,,"tr";[>=1000]0.0,"k";0', 999.0, "number", None),
        ('[>=1000000]0.0,,"tr";[>=1000]0.0,"k";0', 5000.0, "number", "scaled"),
        ('[>=1000000]0.0,,"tr";[>=1000]0.0,"k";0', 5e6, "number", "scaled"),
        ("0.00%", 0.0145, "percent", None),
        ("0.0_%", 0.5, "number", None),
        ("0.0*%", 0.5, "number", None),
        ("0.0;-0.0;0%", 0.5, "number", None),
        ("0.0;-0.0;0%", 0.0, "percent", None),
        ("0%;-0.0", 0.5, "percent", None),
        ('0.0"%"', 14.5, "number", None),
        ('"tăng" 0.0%', 0.5, "text", None),
        ('0"000"', 5.0, "number", "scaled"),
        ("-0", 5.0, "number", "scaled"),
        ('"−"0.0', 5.0, "number", "scaled"),
        ("(0)", 5.0, "number", "scaled"),
        ("(0.0%)", 0.05, "percent", "scaled"),
        ("0-", 5.0, "number", "scaled"),
        ('"<"0', 5.0, "number", "scaled"),
        ('"≥ "0', 5.0, "number", "scaled"),
        ("_-* #,##0_-", 5.0, "number", None),
        ("0_);(0)", 5.0, "number", None),
        ('0;-0;"-"', 0.0, "number", None),
        ('"1"0', 5.0, "number", "scaled"),
        ('0" m2"', 5.0, "number", None),
        ("# ?/?", 0.5, "number", "scaled"),
        ("0;0", -5.0, "number", "scaled"),
        ("0;(0)", -5.0, "number", None),
        ("#,##0;[Red]-#,##0", -5.0, "number", None),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_)', 0.0, "number", None),
        ('"chưa có"', 5.0, "number", "scaled"),
        ("0.00E+00", 5.0, "number", None),
        ("#,##0 [$₫-42A]", 5.0, "number", None),
        ("[Red]0.0", 5.0, "number", None),
        ("dd/mm/yyyy", 45000.0, "date", None),
        ("[h]:mm", 1.5, "date", None),
        ("@", 5.0, "number", None),
    ],
)  # fmt: skip
def test_what_a_number_format_shows(code, number, kind, doubt):
    cell = make_formatted_cell(number, code)
    assert (cell.kind, cell.doubt, cell.is_hidden) == (kind, doubt, False)


@pytest.mark.parametrize(("code", "number"), [(";;;", 5.0), ("0;-0;;@", 0.0)])
def test_a_format_that_shows_nothing_hides_the_cell(code, number):
    assert make_formatted_cell(number, code).is_hidden


@given(
    st.integers(0, 4),
    st.integers(0, 3),
    st.sampled_from(["", " ", '" tỷ"', "\\ ", "_)", "[Red]"]),
    st.integers(1, 10**12),
)
def test_a_format_scales_as_often_as_it_ends_in_commas(commas, decimals, literal, number):
    code = "#,##0" + "." * bool(decimals) + "0" * decimals + "," * commas + literal
    assert (make_formatted_cell(float(number), code).doubt == "scaled") == bool(commas)


@given(st.text('0#?.,;%"\\[]<>=_*@/ymdhsE+-(1 ', max_size=60), st.floats(allow_nan=False, allow_infinity=False))
def test_any_format_shows_something(code, number):
    assert make_formatted_cell(number, code).kind in ("number", "percent", "date", "text")


def test_a_format_of_nothing_but_brackets_takes_no_time():
    assert make_formatted_cell(1.0, "[" * 200_000).kind == "number"


def test_scaled_and_percent_formats_of_each_kind_of_workbook(tmp_path):
    book, old = xlsxwriter.Workbook(tmp_path / "a.xlsx"), xlwt.Workbook()
    sheet, page = book.add_worksheet("A"), old.add_sheet("A")
    for at, code in enumerate(("0.0", "#,##0.0,,", "0.0%", "dd/mm/yyyy")):
        sheet.write_number(0, at, 4500, book.add_format({"num_format": code}))
        page.write(0, at, 4500, xlwt.easyxf(num_format_str=code))
    book.close()
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.xlsx", "a.xls"):
        cells = read_cells(tmp_path / name)
        assert [cell.kind for cell in cells.values()] == ["number", "number", "percent", "date"]
        assert [cell.doubt for cell in cells.values()] == [None, "scaled", None, None]
        assert cells["D1"].text == "1912-04-26"


def test_a_percent_format_on_the_normal_style(tmp_path):
    write_book(tmp_path / "a.xlsx", SMALL_BOOK)
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="10"/></cellXfs></styleSheet>'
    changes = {"xl/styles.xml": styles.encode(), PART: SHEET.format(rows="<row><c><v>0.5</v></c></row>").encode()}
    assert read_cells(replace_parts(tmp_path / "a.xlsx", changes))["A1"].kind == "percent"


@pytest.mark.parametrize("written", ["5&#56;.5", "5<!-- x -->8.5", "<![CDATA[58.5]]>", "58.<![CDATA[5]]>", " 58.5\n"])
def test_a_value_is_read_whole_however_it_is_written(tmp_path, written):
    write_book(tmp_path / "a.xlsx", SMALL_BOOK)
    rows = f"<row><c><v>{written}</v></c></row>"
    assert read_cells(replace_parts(tmp_path / "a.xlsx", {PART: SHEET.format(rows=rows).encode()}))["A1"].text == "58.5"


# Formulas ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", "<v/>", "<v></v>"])
@pytest.mark.parametrize("kind", ["", ' t="n"'])
def test_a_formula_without_a_value_is_an_error(tmp_path, value, kind):
    write_book(tmp_path / "a.xlsx", SMALL_BOOK)
    rows = f"<row><c{kind}><f>1+1</f>{value}</c></row>"
    cells = read_cells(replace_parts(tmp_path / "a.xlsx", {PART: SHEET.format(rows=rows).encode()}))
    assert cells == {"A1": Cell("error", MISSING_VALUE)}


def test_formulas_of_a_workbook_that_was_never_calculated(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")  # it writes fullCalcOnLoad, and 0 for each formula
    sheet = book.add_worksheet("A")
    sheet.write("A1", 5)
    sheet.write_formula("A2", "=A1*2")
    sheet.write_formula("A3", '=A1&"x"', None, "5x")
    book.close()
    assert list_doubts(tmp_path / "a.xlsx") == {"A2": "uncalculated", "A3": "uncalculated"}


def test_formulas_of_old_and_open_workbooks_without_a_value(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, xlwt.Formula("1+1"))
    book.save(str(tmp_path / "a.xls"))
    assert read_cells(tmp_path / "a.xls") == {"A1": Cell("error", MISSING_VALUE)}
    rows = ods_row('<table:table-cell table:formula="of:=1+1"/>', ods_text("x"))
    assert read_cells(write_ods(tmp_path / "a.ods", rows))["A1"] == Cell("error", MISSING_VALUE)


# Hidden and merged cells ------------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns(tmp_path):
    book, old = xlsxwriter.Workbook(tmp_path / "a.xlsx"), xlwt.Workbook()
    sheet, page = book.add_worksheet("A"), old.add_sheet("A")
    for row in range(5):
        for column in range(5):
            sheet.write(row, column, 7)
            page.write(row, column, 7)
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.set_column(3, 3, 0)
    sheet.set_column(4, 4, None, None, {"level": 1, "hidden": True})
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(3, 0)
    page.col(1).hidden = page.row(2).hidden = True
    page.col(3).width = 0
    book.close()
    old.save(str(tmp_path / "a.xls"))
    dark_columns, dark_rows = {"B", "D", "E"}, {"3", "4"}
    for name, columns, rows in (("a.xlsx", dark_columns, dark_rows), ("a.xls", {"B", "D"}, {"3"})):
        hidden = {at for at, cell in read_cells(tmp_path / name).items() if cell.is_hidden}
        assert hidden == {f"{at}{line}" for at in "ABCDE" for line in range(1, 6) if at in columns or str(line) in rows}


def test_hidden_and_filtered_rows_of_ods(tmp_path):
    row = ods_row(ods_text("a"), ods_text("b"), ods_text("c"))
    dark = row.replace("<table:table-row", '<table:table-row table:visibility="filter"')
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    cells = read_cells(write_ods(tmp_path / "a.ods", columns + row + dark))
    assert [name for name, cell in cells.items() if cell.is_hidden] == ["B1", "A2", "B2", "C2"]


def test_merged_cells(tmp_path):
    book, old = xlsxwriter.Workbook(tmp_path / "a.xlsx"), xlwt.Workbook()
    book.add_worksheet("A").merge_range("B2:D3", "x")
    old.add_sheet("A").write_merge(1, 2, 1, 3, "x")
    book.close()
    old.save(str(tmp_path / "a.xls"))
    spanned = ods_text("x").replace(
        "<table:table-cell", '<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2"'
    )
    write_ods(tmp_path / "a.ods", ods_row("<table:table-cell/>") + ods_row("<table:table-cell/>", spanned))
    for name in ("a.xlsx", "a.xls", "a.ods"):
        sheet = read_file(str(tmp_path / name))
        assert sheet.merged == (MergedRange(2, 3, 1, 3),)
        assert list(get_cells(sheet)) == ["B2"]


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_sheet_whose_first_column_is_empty(tmp_path, suffix):
    book, old = xlsxwriter.Workbook(tmp_path / "a.xlsx"), xlwt.Workbook()
    book.add_worksheet("A").write(1, 2, 0.5, book.add_format({"num_format": "0%"}))
    old.add_sheet("A").write(1, 2, 0.5, xlwt.easyxf(num_format_str="0%"))
    book.close()
    old.save(str(tmp_path / "a.xls"))
    assert [(name, cell.kind) for name, cell in read_cells(tmp_path / f"a.{suffix}").items()] == [("C2", "percent")]


# Sheets -----------------------------------------------------------------------------------------------------------------


def write_sheets(folder: Path) -> list[Path]:
    """Workbooks of each kind: a cover, an empty sheet, a hidden one, and one more."""
    book, old = xlsxwriter.Workbook(folder / "a.xlsx"), xlwt.Workbook(encoding="utf-8")
    for name in ("Bìa", "Trống", "Ẩn", "Biểu 1"):
        sheet, page = book.add_worksheet(name), old.add_sheet(name)
        if name != "Trống":
            sheet.write(0, 0, name)
            page.write(0, 0, name)
        if name == "Ẩn":
            sheet.hide()
            page.visibility = 1
    book.close()
    old.save(str(folder / "a.xls"))
    row = ods_row(ods_text("x"))
    more = (
        f'<table:table table:name="Trống"/><table:table table:name="Ẩn" table:style-name="dark">{row}</table:table>'
        f'<table:table table:name="Biểu 1">{row}</table:table>'
    )
    write_styled_ods(folder / "a.ods", row, more)
    return [folder / "a.xlsx", folder / "a.xls", folder / "a.ods"]


def test_all_visible_sheets_in_one_go(tmp_path):
    for path in write_sheets(tmp_path):
        sheets = read_sheets(str(path))
        assert [sheet.name for sheet in sheets][1:] == ["Biểu 1"]
        assert [str(note) for note in sheets[0].notes] == ['hidden sheets, not read: "Ẩn"']


@pytest.mark.parametrize("wanted", ["Biểu 1", unicodedata.normalize("NFD", "Biểu 1"), "BIỂU 1", " biểu  1"])
def test_a_sheet_is_found_whatever_the_composition_and_case_of_its_name(tmp_path, wanted):
    for path in write_sheets(tmp_path):
        assert read_file(str(path), wanted).name == "Biểu 1"


def test_a_sheet_of_another_accent_is_another_sheet(tmp_path):
    with pytest.raises(TrackerError, match="there is no sheet"):
        read_file(str(write_sheets(tmp_path)[0]), "Bieu 1")


def test_a_text_is_one_sheet(tmp_path):
    (tmp_path / "a.csv").write_text("indicator,2024\n", encoding="utf-8")
    assert [sheet.name for sheet in read_sheets(str(tmp_path / "a.csv"))] == [""]


# Texts ------------------------------------------------------------------------------------------------------------------


def read_error(path: Path, data: bytes) -> tuple[int | None, str]:
    """The line and the message with which a text is refused."""
    path.write_bytes(data)
    with pytest.raises(TrackerError) as caught:
        read_file(str(path))
    problem = caught.value.problems[0]
    return problem.location.line, str(problem.message)


VIETNAMESE = "indicator;2022;note\nexports;1100;Niên giám thống kê, số đã duyệt\njobs;5;Cục Thống kê – 5 °C\n"


@given(st.data())
def test_a_file_of_utf_8_with_bad_bytes_is_refused_with_the_line_of_the_first(tmp_path_factory, data):
    whole = VIETNAMESE.encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    bad = whole[:at] + data.draw(st.sampled_from([b"\xff", b"\xe9", b"\xc3"])) + b"x" + whole[at:]
    path = tmp_path_factory.getbasetemp() / "bad.csv"
    try:
        bad.decode()
    except UnicodeDecodeError as error:
        line = bad.count(b"\n", 0, error.start) + 1
        assert read_error(path, bad) == (
            line,
            "holds a byte that is not UTF-8; the other letters of the file are UTF-8",
        )


def test_a_file_half_in_each_encoding_is_refused(tmp_path):
    half = "a;1;đã\n".encode("cp1258", "ignore") * 3
    assert read_error(tmp_path / "a.csv", VIETNAMESE.encode() + half)[0] == 4


@pytest.mark.parametrize("text", ["São Paulo", "così", "Þór", "õ", "Ý", "đ".encode("cp1258").decode("cp1252")])
def test_accents_that_two_encodings_read_otherwise_are_refused(tmp_path, text):
    message = read_error(tmp_path / "a.csv", f"indicator;2022;note\na;1;{text}\n".encode("cp1252"))[1]
    assert message.startswith("is not UTF-8, and its accents can be read in several ways")


@pytest.mark.parametrize("text", ["français", "Málaga", "5 °C", "Größe", "año"])
def test_accents_that_both_encodings_read_the_same_are_read(tmp_path, text):
    (tmp_path / "a.csv").write_bytes(f"indicator;2022;note\na;1;{text}\n".encode("cp1252"))
    assert [cell.text for row in read_file(str(tmp_path / "a.csv")).rows for cell in row.cells.values()][-1] == text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xef\xbb\xbf" * 3])
def test_any_number_of_byte_order_marks(tmp_path, mark):
    (tmp_path / "a.csv").write_bytes(mark + VIETNAMESE.encode())
    assert next(iter(read_file(str(tmp_path / "a.csv")).rows)).get_cell(0).text == "indicator"
    (tmp_path / "b.csv").write_bytes(("\ufeff" * len(mark) + VIETNAMESE).encode("utf-16"))
    assert next(iter(read_file(str(tmp_path / "b.csv")).rows)).get_cell(0).text == "indicator"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a;1\n<<<<<<< HEAD\nb;1\n=======\nb;2\n>>>>>>> main\n", 2),
        ("a;1\nb;1\n>>>>>>> main\n", 3),
        ("a;1\r\n=======\r\nb;2\r\n", 2),
        ("a,1\n=======,,\nb,2\n", 2),
        ("a,1\n||||||| 12ab\nb,2\n", 2),
        ('a,1\n"<<<<<<< HEAD",\nb,2\n', 2),
    ],
)
def test_a_sheet_with_conflict_markers_is_refused_with_the_line(tmp_path, text, line):
    expected = (line, "holds a conflict marker of git: two versions stand in the file")
    assert read_error(tmp_path / "a.csv", text.encode()) == expected


@pytest.mark.parametrize("text", ["a;<<<<<<< x\n", "a;=======\n", "========\na;1\n", "a;>>>>>>> x\n"])
def test_signs_that_are_no_conflict_markers(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert list(read_file(str(tmp_path / "a.csv")).rows)


HTML = "<table><tr><td>Chỉ tiêu</td></tr></table>"
XML = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HTML, "is a web page"),
        (f"\n <HTML><body>{HTML}", "is a web page"),
        (f"<!DOCTYPE html>{HTML}", "is a web page"),
        (f'<html xmlns:x="urn:schemas-microsoft-com:office:excel">{HTML}', "is a web page"),
        (f'<?xml version="1.0"?><html>{HTML}</html>', "is a web page"),
        ("MIME-Version: 1.0\nX-Document-Type: Workbook\n", "is a web page"),
        (XML, "is an XML document"),
        (XML.partition("\n")[2].partition("\n")[2], "is an XML document"),
        ('<office:document office:version="1.2"/>', "is an XML document"),
    ],
)
def test_pages_and_documents_named_like_workbooks_are_called_what_they_are(tmp_path, text, words, encoding):
    assert read_error(tmp_path / "a.xls", text.encode(encoding))[1].startswith(words)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(TrackerError, match="is a device or a pipe, not a file"):
        read_file(str(tmp_path / "a.csv"))


SHOWN = [
    ('0" nghìn"', 12.5, "12.5 nghìn"), ('"KH "0', 12.5, "KH 12.5"), ('"ước "0', 14.687, "ước 14.6870"), ('0"‰"', 5.0, "5‰"),
    ('"tăng "0.0%', 0.05, "tăng 5%"), ('0" người"', 14.687, "14.687 người"), ('"Năm "0', 2024.0, "Năm 2024"),
    ("+0.0;-0.0", 5.0, "5"), ("_(0_);(0)", -5.0, "-5"), ('0.0%" a"', 0.0145, "1.45% a"), ("[$$-409]0", 5.0, "$5"),
    ('"KH "0', -5.0, "KH -5"), ("0.", 5.0, "5"), ("#.0", 5.0, "5"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "number", "text"), SHOWN)
def test_the_words_of_a_number_format_are_part_of_the_text(code, number, text):
    cell = make_formatted_cell(number, code)
    assert (cell.text, cell.doubt) == (text, None)


@pytest.mark.parametrize(
    ("shown", "kind", "number", "text"),
    [
        ("12,5 nghìn", "number", 12.5, "12.5 nghìn"), ("KH 12,5", "number", 12.5, "KH 12.5"), ("5‰", "number", 5.0, "5‰"),
        ("12", "number", 12.4, "12.4"), ("1.234.567,9", "number", 1234567.89, "1234567.89"), ("(5)", "number", -5.0, "-5"),
        ("tăng 5%", "percent", 0.05, "tăng 5%"), ("1,45%", "percent", 0.0145, "0.0145"), ("14,5%", "number", 14.5, "14.5%"),
        ("1 234,5", "number", 1234.5, "1234.5"), ("4,5E+03", "number", 4500.0, "4500"), ("", "number", 5.0, "5"),
        ("4,5", "number", 4500.0, None), ("5000", "number", 5.0, None), ("chưa có", "number", 5.0, None),
    ],
)  # fmt: skip
def test_what_a_sheet_of_libreoffice_shows_around_a_number(shown, kind, number, text):
    cell = add_shown_words(make_number_cell(number, kind), shown)
    assert (cell.text if cell.doubt is None else None) == text
