"""The same figures everywhere: what each format says of each indicator, read back and compared."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from support.folders import DATA, GOLDEN, PLANS
from support.inside import run_inside
from support.reports import (
    W,
    assess_folder,
    build_report,
    calculate_books,
    find_by_class,
    find_cell,
    find_tables,
    open_document,
    parse_page,
    read_row,
    read_table,
)
from tracker.i18n import Language
from tracker.reports.records import EMPTY_CELL, ReportCell
from tracker.views.reasons import choose_status_sign
from tracker.views.status import content, terminal
from tracker.views.status.data import render_csv, render_json

CASES = [
    (folder, year, language)
    for folder in (DATA, GOLDEN, PLANS)
    for year in (2021, 2023, 2025)
    for language in ("vi", "en")
]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0].name}-{case[1]}-{case[2]}")
def shown(request):
    folder, year, code = request.param
    return assess_folder(folder, year), Language(code)


def found(report, indicator: str, column: str) -> ReportCell:
    """A cell; an empty one where the column is left out because nothing stands in it."""
    return find_cell(report, indicator, column) if column in [each.key for each in report.table.columns] else EMPTY_CELL


def test_the_report_has_the_numbers_of_the_csv(shown):
    board, language = shown
    term, year = (build_report(board, form, language.code) for form in ("term", "year"))
    rows = csv.DictReader(io.StringIO(render_csv(board, language)))
    compared = 0
    for row in rows:
        name, measure = row["indicator"], row["measure"]
        expected = [
            (term, "target", row["target"] if row["bound"] not in ("between", "increase", "decrease", "yes") else "")
        ]
        if row["year"]:
            expected += [(term, f"y{row['year']}", row["value"] if int(row["year"]) > 2020 else "")]
        if measure not in ("level", "every_year", "milestone"):
            expected += [(term, "so_far", row["term_value"])]
        if row["year"] == str(board.year):
            expected += [(year, "value", row["value"]), (year, "plan", row["plan"])]
            expected += [(year, "against_plan", row["plan_percent"] or row["plan_difference"])]
        for report, column, written in expected:
            if written not in ("", "yes", "no"):
                number = found(report, name, column).number
                assert number is not None, (name, column)
                assert float(number) == pytest.approx(float(written), rel=1e-14), (name, column)
                compared += 1
    assert compared >= 20


def test_the_report_has_the_numbers_of_the_json(shown):
    board, language = shown
    report = build_report(board, "term", language.code)
    ids = {item.indicator.id: item for item in board.assessments}
    document = json.loads(render_json(board, language), parse_float=Decimal, parse_int=Decimal)
    compared = 0
    for item in document["indicators"]:
        sign = choose_status_sign(ids[item["indicator"]], language)
        assert ids[item["indicator"]].status == item["status"]
        assert find_cell(report, item["indicator"], "verdict").sign == sign
        for period, result in item["results"].items():
            column = f"y{period}"
            is_shown = column in [each.key for each in report.table.columns] and result["status"] != "forecast"
            if is_shown and isinstance(result["value"], Decimal):
                assert found(report, item["indicator"], column).number == result["value"]
                compared += 1
    assert compared >= 10


def test_the_report_has_the_texts_of_the_table(shown):
    board, language = shown
    term, year = (build_report(board, form, language.code) for form in ("term", "year"))
    drawn = terminal.render_table(board, terminal.TerminalStyle(language), None)
    ids = {item.indicator.id: item for item in board.assessments}
    sections = [*content.build_sections(board, language), *content.build_sections(board, language, has_target=False)]
    told = [line for section in sections for line in section.rows]
    ordered = [line.indicator for line in term.table.lines]
    ordered.sort(key=lambda identity: ids[identity].indicator.target is None)
    for identity, line in zip(ordered, told, strict=True):
        item = ids[identity]
        assert line.name.endswith(find_cell(term, identity, "name").text)  # a part apart from its whole names it
        assert found(term, identity, "target").text == line.target
        assert line.term_value in ("", found(term, identity, "so_far").text)
        assert find_cell(term, identity, "verdict").text.startswith(language.translate(line.sign.word))
        if item.result and item.result.period.year == board.year:
            assert find_cell(term, identity, f"y{board.year}").text == line.value
            assert find_cell(year, identity, "value").text == line.value
            assert found(year, identity, "plan").text == line.plan
            assert line.against_plan in ("", found(year, identity, "against_plan").text)
        for text in (line.target, line.value, line.term_value.split(" ")[0]):
            assert text in drawn


HEADING = {"vi": "Biểu", "en": "Table"}


def told_by_html(path) -> list[list[tuple[str, Decimal | None]]]:
    """Each line of the page's table: what a reader sees in each cell, and the number that it is sorted by."""
    [table] = find_by_class(parse_page(path.read_bytes()), "results")
    return [
        [(f"{sign} {text}".strip() + ", ".join(marks), number) for text, marks, sign, number in cells]
        for _, rows in read_table(table)
        for _, cells in rows
    ]


def told_by_docx(path) -> list[list[str]]:
    table = find_tables(open_document(path.read_bytes()))[-1]
    rows = [row for row in table._tbl.iterchildren(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is None]
    return [cells for cells in map(read_row, rows) if len(cells) > 1]  # a group's heading is one cell


def told_by_markdown(path) -> list[list[str]]:
    parts = path.read_text(encoding="utf-8").split("\n## ")
    [lines] = [part for part in parts if part.startswith(("Phụ lục", "Appendix"))]
    found = []
    for line in lines.split("\n"):
        cells = [each.strip() for each in re.split(r"(?<!\\)\|", line)][1:-1]
        if len(cells) > 6 and cells[0] in ("", *map(str, range(1, 100))):
            plain = [re.sub(r"\\(.)", r"\1", each.replace("<sup>", "").replace("</sup>", "")) for each in cells]
            found.append([each.removeprefix("– ") for each in plain])
    return found


def told_by_xlsx(path, language: str) -> list[list[object]]:
    """Each line of the sheet as LibreOffice has calculated it, without the columns of the marks."""
    book = CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_name(HEADING[language]).to_python(skip_empty_area=False)
    head = next(at for at, row in enumerate(rows) if row[0] in ("TT", "No."))
    top, under = rows[head], rows[head + 1]
    kept = [at for at in range(len(top)) if top[at] or under[at]]
    body = rows[head + 2 :]
    ends = next((at for at, row in enumerate(body) if not any(row)), len(body))
    return [[row[at] for at in kept] for row in body[:ends] if row[kept[1]]]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, Path]:
    """The folder with the reports of every form and language in every format, and that with the calculated workbooks.

    They are calculated together, as LibreOffice takes longer to start than to calculate.
    """
    folder = tmp_path_factory.mktemp("reports")
    for form in ("term", "year"):
        for language in ("vi", "en"):
            for ending in ("html", "docx", "xlsx", "md"):
                common = ("--data", DATA, "--form", form, "--year", "2023", "--lang", language)
                done = run_inside("report", *common, "-o", f"{form}-{language}.{ending}", cwd=folder)
                assert done.returncode == 0, done.stderr
    books = {path.stem: path.read_bytes() for path in folder.glob("*.xlsx")}
    return folder, calculate_books(books, tmp_path_factory.mktemp("calculated"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", ["term", "year"])
def test_word_excel_page_and_markdown_say_the_same_in_every_cell(run, written, form, language):
    folder, calculated = written
    name = f"{form}-{language}"
    page = told_by_html(folder / f"{name}.html")
    assert len(page) == 31
    assert told_by_docx(folder / f"{name}.docx") == [[text for text, _ in line] for line in page]
    assert told_by_markdown(folder / f"{name}.md") == [[text for text, _ in line] for line in page]
    sheet = told_by_xlsx(calculated / f"{name}.xlsx", language)
    numbers = 0
    for line, cells in zip(page, sheet, strict=True):
        for (text, number), value in zip(line, cells, strict=True):
            if number is not None:
                assert value == pytest.approx(float(number), rel=1e-9)
                numbers += 1
            else:
                assert text.startswith(str(value).removesuffix(".0"))  # its marks stand in a column beside it
    assert numbers > 20
    status = run("status", "--data", DATA, "--year", "2023", "--lang", language)
    for row, line in zip(csv.DictReader(io.StringIO(status.stdout)), page, strict=True):
        found = [number for _, number in line if number is not None]
        assert line[1][0].startswith(row["name"])
        if row["year"] == "2023" and row["value"] not in ("", "yes", "no"):
            assert Decimal(row["value"]) in found
