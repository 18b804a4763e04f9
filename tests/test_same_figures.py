"""The same figures everywhere: what each format says of each indicator, read back and compared."""

import csv
import io
import json
from decimal import Decimal

import pytest

from conftest import DATA
from test_report import GOLDEN, board_of, cell, report_of
from tracker.language import Language
from tracker.views import csv as as_csv
from tracker.views import json as as_json
from tracker.views import lines, table
from tracker.views.report.records import EMPTY, Cell
from tracker.views.words import STATUS

CASES = [
    (folder, year, language) for folder in (DATA, GOLDEN) for year in (2021, 2023, 2025) for language in ("vi", "en")
]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0].name}-{case[1]}-{case[2]}")
def shown(request):
    folder, year, code = request.param
    return board_of(folder, year), Language(code)


def found(report, indicator: str, column: str) -> Cell:
    """A cell; an empty one where the column is left out because nothing stands in it."""
    return cell(report, indicator, column) if column in [each.key for each in report.table.columns] else EMPTY


def test_the_report_has_the_numbers_of_the_csv(shown):
    board, language = shown
    term, year = (report_of(board, form, language.code) for form in ("term", "year"))
    rows = csv.DictReader(io.StringIO(as_csv.render(board, language)))
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
    report = report_of(board, "term", language.code)
    document = json.loads(as_json.render(board, language), parse_float=Decimal, parse_int=Decimal)
    compared = 0
    for item in document["indicators"]:
        assert cell(report, item["indicator"], "verdict").sign == STATUS[item["status"]]
        for period, result in item["results"].items():
            column = f"y{period}"
            is_shown = column in [each.key for each in report.table.columns] and result["status"] != "forecast"
            if is_shown and isinstance(result["value"], Decimal):
                assert found(report, item["indicator"], column).number == result["value"]
                compared += 1
    assert compared >= 10


def test_the_report_has_the_texts_of_the_table(shown):
    board, language = shown
    term, year = (report_of(board, form, language.code) for form in ("term", "year"))
    drawn = table.render(board, table.Look(language), None)
    ids = {item.indicator.id: item for item in board.assessments}
    told = [line for section in lines.sections(board, language) for line in section.lines]
    ordered = [line.indicator for line in term.table.lines]
    for identity, line in zip(ordered, told, strict=True):
        item = ids[identity]
        assert cell(term, identity, "name").text == line.name
        assert found(term, identity, "target").text == line.target
        assert line.term_value in ("", found(term, identity, "so_far").text)
        assert cell(term, identity, "verdict").text.startswith(language.text(STATUS[line.status].word))
        if item.result and item.result.period.year == board.year:
            assert cell(term, identity, f"y{board.year}").text == line.value
            assert cell(year, identity, "value").text == line.value
            assert found(year, identity, "plan").text == line.plan
            assert line.against_plan in ("", found(year, identity, "against_plan").text)
        for text in (line.target, line.value, line.term_value.split(" ")[0]):
            assert text in drawn
