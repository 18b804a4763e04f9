"""The report as an Excel workbook: read back cell by cell, as written and after LibreOffice has calculated it anew."""

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from support.folders import DATA, GOLDEN, PLANS
from support.reports import BROKEN, assess_folder, build_report, calculate_books
from tracker.errors import TrackerError
from tracker.reports import xlsx
from tracker.reports.records import Formula, ReportCell
from tracker.reports.xlsx.formats import make_number_format
from tracker.views.numbers import FormattedNumber
from tracker.views.show.points import build_chart_data
from tracker.views.workbook import LONGEST_TEXT, SheetNames, split_text, truncate_text

CASES = [
    (folder, year, form) for folder in (DATA, GOLDEN, PLANS) for year in (2021, 2023, 2025) for form in ("term", "year")
]
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
SHEETS = {
    "vi": ("Tóm tắt", "Biểu", "Kết quả và nguồn số liệu", "Điều chỉnh số liệu", "Số liệu biểu đồ"),
    "en": ("Summary", "Table", "Results and sources", "Revisions", "Chart data"),
}


def name_of(case):
    return f"{case[0].name}-{case[1]}-{case[2]}"


def reports_of(case, languages=("vi", "en")):
    folder, year, form = case
    board, before = assess_folder(folder, year), assess_folder(folder, 2020, "2021-01-31")
    return tuple(build_report(board, form, code, since="2021-01-31", earlier_assessments=before) for code in languages)


def rendered(reports):
    return xlsx.render(reports, "", lambda done, every: None)


@pytest.fixture(scope="module")
def books():
    """The reports of every case, in both languages, with the workbook that holds them."""
    made = {}
    for case in CASES:
        reports = reports_of(case)
        made[name_of(case)] = reports, rendered(reports)
    return made


@pytest.fixture(scope="module")
def bare(books):
    """Every workbook as LibreOffice gets it. Charts, over which it takes long, are in one of them."""
    return {
        name: data if name == "data-2025-term" else rendered(tuple(report._replace(parts=()) for report in reports))
        for name, (reports, data) in books.items()
    }


def positions(table):
    """The column on the sheet of each column of a table: one with footnotes is followed by that of their marks."""
    found, at = [], 0
    for index in range(len(table.columns)):
        found.append(at)
        at += 1 + any(line.cells[index].marks for line in table.lines)
    return found


def lines_of(table, rows):
    """Each line of a table with its row on the sheet."""
    names = [column.key for column in table.columns]
    at = positions(table)[names.index("name")]
    heading = table.columns[names.index("name")].heading
    row = next(number for number, cells in enumerate(rows) if len(cells) > at and heading in cells[at : at + 1])
    row += any(column.over for column in table.columns)
    for section in table.sections:
        if section.heading:
            row += 1
            assert rows[row][0] == section.heading
        for line in section.lines:
            row += 1
            yield line, row


def shown(cell: ReportCell) -> str:
    return f"{cell.sign.symbol} {cell.text}" if cell.sign else cell.text


def check_values(table, rows) -> int:
    """Compare every cell of a table with those of a sheet; returns how many of them are numbers."""
    numbers = 0
    for line, row in lines_of(table, rows):
        for at, column, cell in zip(positions(table), table.columns, line.cells, strict=True):
            value = rows[row][at]
            if cell.number is not None:
                assert value == pytest.approx(float(cell.number), rel=1e-9), (line.indicator, column.key)
                numbers += 1
            elif column.key == "number" and cell.text:
                assert value == int(cell.text)
            else:
                assert value == shown(cell), (line.indicator, column.key)
            if any(each.cells[table.columns.index(column)].marks for each in table.lines):
                assert str(rows[row][at + 1]).removesuffix(".0") == ", ".join(cell.marks)
    return numbers


def check_book(reports, book):
    numbers = 0
    for report in reports:
        code = report.language.code
        for title, table in zip(SHEETS[code][1:4], (report.table, report.results, report.revisions), strict=True):
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            if table.lines:
                numbers += check_values(table, rows)
            else:
                assert len(rows) == 2
    assert numbers >= 40


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_cell_is_that_of_the_report(books, case):
    reports, data = books[name_of(case)]
    check_book(reports, CalamineWorkbook.from_filelike(io.BytesIO(data)))


def test_every_cell_is_that_of_the_report_after_libreoffice_has_calculated_it(books, bare, tmp_path):
    folder = calculate_books(bare, tmp_path)
    for name, (reports, _) in books.items():
        path = folder / f"{name}.xlsx"
        check_book(reports, CalamineWorkbook.from_path(path))
        assert BROKEN not in "".join(parts(path.read_bytes()).values())


def test_every_number_is_shown_as_the_report_writes_it(books, bare, tmp_path):
    every_sheet_as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    folder = calculate_books(bare, tmp_path, every_sheet_as_shown)
    for name, ((_, report), _) in books.items():
        for title, table in zip(SHEETS["en"][1:4], (report.table, report.results, report.revisions), strict=True):
            text = (folder / f"{name}-{title}.csv").read_text(encoding="utf-8")
            rows = list(csv.reader(io.StringIO(text)))
            for line, row in lines_of(table, rows) if table.lines else ():
                cells = [rows[row][at] for at in positions(table)]
                assert cells == [shown(cell) for cell in line.cells], (name, title)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}


def sheets(data: bytes) -> dict[str, ElementTree.Element]:
    """Each sheet by its name."""
    found = parts(data)
    relations = ElementTree.fromstring(found["xl/_rels/workbook.xml.rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    listed = ElementTree.fromstring(found["xl/workbook.xml"]).find("m:sheets", MAIN)
    return {each.get("name"): ElementTree.fromstring(found[f"xl/{targets[each.get(key)]}"]) for each in listed}


def test_rows_that_excel_cannot_hold_are_not_left_out_silently(books, monkeypatch):
    reports, _ = books[name_of(CASES[-1])]
    monkeypatch.setattr(xlsx.workbook, "MAX_ROWS", len(reports[0].results.lines) - 1)
    with pytest.raises(TrackerError, match="too few rows"):
        rendered(reports)


def test_the_workbook_keeps_to_the_schema(books, tmp_path):
    for name in ("data-2025-term", "golden-2021-term", "golden-2023-year"):
        (tmp_path / f"{name}.xlsx").write_bytes(books[name][1])
        found = OpenXmlValidator(max_errors=0).validate(tmp_path / f"{name}.xlsx")
        assert [str(error) for error in found.errors] == [], name
        assert found.is_valid


def test_the_schema_check_finds_what_is_wrong(books, tmp_path):
    out = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(io.BytesIO(books["data-2023-term"][1])) as book, zipfile.ZipFile(out, "w") as wrong:
        for name in book.namelist():
            wrong.writestr(name, book.read(name).replace(b'orientation="landscape"', b'orientation="sideways"'))
    assert not OpenXmlValidator().validate(out).is_valid


def letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_formula_names_the_cells_of_its_line(books, case):
    (report, _), data = books[name_of(case)]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Biểu").to_python(skip_empty_area=False)
    written = {
        cell.get("r"): cell.find("m:f", MAIN).text
        for cell in sheets(data)["Biểu"].iterfind(".//m:c", MAIN)
        if cell.find("m:f", MAIN) is not None
    }
    expected = {}
    for line, row in lines_of(report.table, rows):
        at = dict(zip([column.key for column in report.table.columns], positions(report.table), strict=True))
        cells = {key: f"{letters(column)}{row + 1}" for key, column in at.items()}
        for cell, ref in zip(line.cells, cells.values(), strict=True):
            if cell.formula:
                expected[ref] = cell.formula.fill(cells)
    assert written == expected
    assert not any(
        "<f>" in ElementTree.tostring(sheet, "unicode")
        for name, sheet in sheets(data).items()
        if name not in ("Biểu", "Table")
    )


def test_formulas_are_there(books):
    assert (
        sum(data.count("<f>") for _, book in books.values() for name, data in parts(book).items() if "sheet" in name)
        >= 60
    )


def test_the_print_set_up():
    report = build_report(assess_folder(DATA, 2025), language="vi")
    data = rendered((report,))
    found = sheets(data)
    for name, sheet in found.items():
        assert sheet.find("m:pageSetup", MAIN).get("paperSize") == "9"
        assert sheet.find("m:pageSetup", MAIN).get("orientation") == "landscape"
        if sheet.tag.endswith("worksheet"):
            assert sheet.find("m:pageSetup", MAIN).get("fitToHeight", "1") == ("1" if name in ("Tóm tắt",) else "0")
            assert sheet.find("m:sheetPr/m:pageSetUpPr", MAIN).get("fitToPage") == "1"
            assert sheet.find("m:headerFooter/m:oddFooter", MAIN).text == "&C&P/&N"
    table = found["Biểu"]
    pane = table.find(".//m:pane", MAIN)
    assert (pane.get("state"), pane.get("xSplit"), pane.get("ySplit")) == ("frozen", "3", "5")
    last = 5 + len(report.table.lines) + len(report.table.sections)
    assert table.find("m:autoFilter", MAIN).get("ref") == f"A5:V{last}"
    names = {
        (each.get("name"), each.get("localSheetId")): each.text
        for each in ElementTree.fromstring(parts(data)["xl/workbook.xml"]).find("m:definedNames", MAIN)
    }
    assert names["_xlnm.Print_Titles", "1"] == "Biểu!$4:$5"
    assert names["_xlnm.Print_Area", "1"].startswith("Biểu!$A$1:$V$")
    assert names["_xlnm.Print_Titles", "2"] == "'Kết quả và nguồn số liệu'!$2:$2"
    merged = [each.get("ref") for each in table.iterfind(".//m:mergeCell", MAIN)]
    assert "A4:A5" in merged  # a heading over two rows
    assert "H4:Q4" in merged  # one over the columns of five years and their footnotes


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_footnotes_sources_and_the_summary_stand_on_their_sheets(books, case):
    reports, data = books[name_of(case)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for report in reports:
        summary, table = (
            [str(value) for row in book.get_sheet_by_name(title).to_python() for value in row if value != ""]
            for title in SHEETS[report.language.code][:2]
        )
        expected = [f"({each.mark}) {each.text}" for each in report.footnotes]
        expected += [f"{number}. {source}" for number, source in enumerate(report.sources, 1)]
        assert [text for text in table if text in expected] == expected
        told = report.summary
        assert {report.title, report.subtitle, told.attention, *told.remarks, told.legend, report.made} - {""} <= {
            *summary
        }
        assert {count.fraction for count in (*told.counts, *told.plan_counts)} <= {*summary}
        assert {shown(cell) for line in told.needs.lines for cell in line.cells} - {""} <= {*summary}
        assert {section.heading for section in told.needs.sections} - {""} <= {*summary}
        changes = [f"• {text}" for _, texts in report.changes.lists for text in texts]
        assert [text for text in summary if text in changes] == changes
        assert report.changes.title in summary


def refs(text: str) -> tuple[str, list[int]]:
    """The column of a range and its rows, counted from 0."""
    column, first, last = re.fullmatch(r"'Số liệu biểu đồ'!\$([A-Z])\$(\d+)(?::\$\1\$(\d+))?", text).groups()
    return column, list(range(int(first) - 1, int(last or first)))


def test_each_indicator_with_numbers_has_a_chart_of_them(books):
    for name in ("data-2025-term", "golden-2023-year"):
        (report, _), data = books[name]
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Số liệu biểu đồ")
        rows = rows.to_python(skip_empty_area=False)
        found = [part for part in report.parts if build_chart_data(part.detail)]
        charted = [each for each, sheet in sheets(data).items() if sheet.tag.endswith("chartsheet")]
        assert len(charted) == 2 * len(found) >= 12
        for at, part in enumerate(found, 1):
            points = build_chart_data(part.detail)
            chart = ElementTree.fromstring(parts(data)[f"xl/charts/chart{at}.xml"])
            series = {}
            for each in chart.iterfind(".//c:ser", CHART):
                column, numbers = refs(each.find("c:val/c:numRef/c:f", CHART).text)
                years = [int(rows[row][0]) for row in refs(each.find("c:cat/c:numRef/c:f", CHART).text)[1]]
                head = rows[numbers[0] - 1][ord(column) - 65]
                values = [rows[row][ord(column) - 65] for row in numbers]
                series[head] = {year: value for year, value in zip(years, values, strict=True) if value != ""}
                assert years == list(range(years[0], years[-1] + 1))
            measured = {}
            for head, values in series.items():
                if head.startswith("Thực hiện"):
                    measured |= values
            assert measured == {point.year: float(point.value) for point in points.results}
            assert series.get("Kế hoạch năm", {}) == {year: float(value) for year, value in points.plan_values}
            assert series.get("Lộ trình", {}) == pytest.approx({year: float(value) for year, value in points.expected})
            limits = {float(limit) for limit in points.limits}
            assert {
                value for head, values in series.items() if "Mục tiêu" in head for value in values.values()
            } == limits
            title, across = (text.text for text in chart.findall(".//c:title/c:tx/c:strRef/c:strCache//c:v", CHART)[:2])
            assert title.endswith(part.sheet.title)
            assert across == "Năm"
            assert charted[at - 1] == f"{part.number} {part.indicator}".strip()[:31].rstrip()


def test_results_before_and_after_a_break_are_not_joined(books):
    (report, _), data = books["data-2025-term"]
    at = next(
        i
        for i, part in enumerate([p for p in report.parts if build_chart_data(p.detail)], 1)
        if part.indicator == "province-income-per-head"
    )
    chart = ElementTree.fromstring(parts(data)[f"xl/charts/chart{at}.xml"])
    names = [each.text for each in chart.iterfind(".//c:ser/c:tx/c:strRef/c:strCache//c:v", CHART)]
    assert names[:2] == ["Thực hiện", "Thực hiện, theo định nghĩa từ 2025"]
    shapes = [each.get("val") for each in chart.iterfind(".//c:marker/c:symbol", CHART)]
    assert shapes[:3] == ["circle", "square", "diamond"]


def test_the_names_of_the_sheets_can_be_names_of_sheets(books):
    for _, data in books.values():
        names = [*sheets(data)]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)
        assert [name for name in names if name in SHEETS["vi"]] == [*SHEETS["vi"]]


def test_names_that_collide_are_told_apart():
    names = SheetNames()
    assert names.make_name("History") == "History 2"
    assert names.make_name("a/b") == "a_b"
    assert names.make_name("A?B", "en") == "A_B en"
    assert names.make_name("a_b", "en") == "a_b en2"
    assert [names.make_name("x" * 40), names.make_name("x" * 40)] == ["x" * 31, "x" * 29 + " 2"]
    assert names.make_name("''") == "_"


def test_a_text_longer_than_a_cell_is_cut_with_a_sign():
    assert truncate_text("a" * LONGEST_TEXT) == "a" * LONGEST_TEXT
    cut = truncate_text("a" * (LONGEST_TEXT + 1))
    assert cut.endswith("a …")
    assert len(cut) == LONGEST_TEXT
    assert len(truncate_text("😀" * LONGEST_TEXT).encode("utf-16-le")) <= 2 * LONGEST_TEXT


def test_a_text_in_pieces_is_whole():
    for text in ("one two three", "x" * 25, "", "ab " * 20):
        found = list(split_text(text, 7))
        assert "".join(found) == text
        assert all(len(piece) <= 7 for piece in found)


@pytest.mark.parametrize(
    ("value", "is_computed", "expected"),
    [
        (FormattedNumber(Decimal(8), 0, "≥ ", " %"), False, '"≥ "#,##0" %";"≥ −"#,##0" %";"≥ "#,##0" %"'),
        (FormattedNumber(Decimal("-1.306"), 2, "", " points", has_plus=True), True,
         '"+"#,##0.00" points";"−"#,##0.00" points";#,##0.00" points"'),
        (FormattedNumber(Decimal("0.13"), 2, "> ", has_plus=True), False, '"> +"#,##0.00;"> −"#,##0.00;"> "#,##0.00'),
        (FormattedNumber(Decimal(5), 0, "", ' "x"'), False, r"""#,##0" "\""x"\";"−"#,##0" "\""x"\";#,##0" "\""x"\""""),
        (FormattedNumber(Decimal("-0.001"), 2), False, "#,##0.00;#,##0.00;#,##0.00"),
        (FormattedNumber(Decimal("1234567890123456.78"), 2), False, ""),
        (FormattedNumber(Decimal(5), 0, "", "x" * 250), False, ""),
        (None, False, ""),
    ],
)  # fmt: skip
def test_the_number_format_of_a_cell(value, is_computed, expected):
    formula = Formula("{}-{}", ("a", "b")) if is_computed else None
    assert make_number_format(ReportCell("", value, formula=formula)) == expected


def test_two_runs_give_the_same_bytes(books):
    reports, data = books["data-2023-term"]
    assert rendered(reports) == data
    core = parts(data)["docProps/core.xml"]
    assert "2026-11-22T00:00:00Z</dcterms:created>" in core
    assert f"<dc:title>{reports[0].title}</dc:title><dc:subject>{reports[0].subtitle}" in core


HOSTILE = """
[term]
name = "=SUM(A1) <script>alert(1)</script> &P"
first_year = 2021
last_year = 2025
language = "en"
[[indicator]]
id = "history"
name = '=HYPERLINK("http://x","y") ]]> <b> _x0041_ \\u0007'
unit = "=1+1"
note = "=cmd|' /C calc'!A0"
measure = "level"
decimals = 2
baseline = 1
target.at_least = 123456789012345678901234.5
[[indicator]]
id = "long"
parent = "history"
name = "@SUM {long}"
note = "+1 {long}"
measure = "total"
target.at_least = 100
"""


def test_hostile_texts_stand_in_the_workbook_as_letters(run, folder, tmp_path):
    long, longest = "dài " * 2000, "dài " * 9000
    path = folder(
        HOSTILE.format(long=long)
        .replace("\\u0007", "\\u0007")
        .replace("'=HYPERLINK", '"""=HYPERLINK')
        .replace("u0007'", 'u0007"""'),
        f"""\
        history,2021,12345678901234567890.25,,final,=1+2,{longest},2022-01-01,@lan
        history,2022,2.5,~,final,http://x,{{=1}},2023-01-01,lan
        long,2021,2,,final,,,2022-01-01,lan
        long,2022,3,>,estimate,,,2023-01-01,lan
        """,
    )
    done = run("report", "--data", path, "-o", "out.xlsx", "--year", "2022")
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "out.xlsx").read_bytes()
    assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "out.xlsx").errors] == []
    assert re.findall(r"<f>(.*?)</f>", "".join(text for name, text in parts(data).items() if "worksheets" in name)) == [
        "G7+I7",
        "100*K7/F7",
    ]
    assert not any("hyperlink" in text for name, text in parts(data).items() if "sheets" in name)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name("Table").to_python(skip_empty_area=False)
    values = [value for row in rows for value in row]
    read = [str(value).replace("_x005F_", "_") for value in values]  # what older readers leave as Excel escapes it
    assert any(value.startswith('=HYPERLINK("http://x","y") ]]> <b> _x0041_') for value in read)
    assert "12,345,678,901,234,567,890.25" in values
    assert any(str(value).startswith("@SUM dài") for value in values)
    listed = [str(value) for row in book.get_sheet_by_name("Results and sources").to_python() for value in row]
    assert 32_000 < max(map(len, listed)) <= 32_767
    assert max(listed, key=len).endswith(" …")
    told = "".join(str(value) for value in values)
    assert f"+1 {long.strip()}" in told.replace("  ", " ")
    assert [*sheets(data)][-2:] == ["1 history", "long"]


def test_the_command_writes_both_languages(run, example, tmp_path):
    done = run("report", "--data", example, "-o", "out.xlsx", "--lang", "en,vi", "--form", "year", "--year", "2023")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("out.xlsx is written, as of the end of 2023; indicators: 31.\n")
    names = [*sheets((tmp_path / "out.xlsx").read_bytes())]
    assert names[:5] == [*SHEETS["en"]]
    assert names[5] == "1 production-value"
    assert "1 production-value vi" in names


def test_a_folder_without_results_has_no_chart(run, folder, tmp_path):
    path = folder(
        '[term]\nname = "x"\nfirst_year = 2021\nlast_year = 2025\nlanguage = "en"\n'
        '[[indicator]]\nid = "a"\nname = "A"\nmeasure = "level"\n'
    )
    assert run("report", "--data", path, "-o", "out.xlsx", "--year", "2022").returncode == 0
    data = (tmp_path / "out.xlsx").read_bytes()
    assert [*sheets(data)] == [*SHEETS["en"][:4]]
    texts = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Results and sources").to_python()
    assert [text for row in texts for text in row if text] == ["Results and sources", "No result is recorded."]


def test_without_the_extra_the_install_command_is_named(run, example, tmp_path):
    (tmp_path / "xlsxwriter.py").write_text("raise ImportError('no', name='xlsxwriter')\n")
    done = run("report", "--data", example, "-o", "out.xlsx", env={"TRACKER_LANG": "en", "PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[report]"' in done.stderr
    assert not Path(tmp_path / "out.xlsx").exists()
