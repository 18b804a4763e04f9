"""Plans that are ranges or bounds, in every view and report: the folder `plans/` has one of each kind.

To renew its approved texts after a change that is meant, run with UPDATE_GOLDEN=1 and read the difference.
"""

import csv
import io
import os

import pytest
from python_calamine import CalamineWorkbook

from support.folders import PLANS
from support.process import Run
from support.reports import assess_folder, build_report, calculate_books, find_cell
from tracker.assess.detail import build_detail
from tracker.i18n import Language
from tracker.reports import markdown, xlsx
from tracker.reports.charts.indicator import build_indicator_chart
from tracker.reports.xlsx.formats import make_number_format
from tracker.views.formats import format_plan
from tracker.views.show.points import build_chart_data

SCREENS = {
    "status.csv": ("status", "--format", "csv"),
    "status.json": ("status", "--format", "json", "--lang", "vi"),
    "status.vi.md": ("status", "--format", "md", "--lang", "vi"),
    "status.en.txt": ("status", "--format", "table"),
    "show-growth.vi.txt": ("show", "growth", "--lang", "vi"),
    "show-growth.json": ("show", "growth", "--format", "json"),
    "show-houses.csv": ("show", "houses", "--format", "csv"),
    "show-grain.en.md": ("show", "grain", "--format", "md"),
    "review.vi.txt": ("review", "--lang", "vi", "--format", "table"),
    "review.en.md": ("review", "--format", "md"),
    "check.en.txt": ("check", "--ignore", "sources,stale"),
}
YEAR, DAY = 2023, "2024-12-31"
BOUND_FORMULA = 'IF(v<2000,100*v/(2000),IF(v>2600,100*v/(2600),""))'


def compare_approved(name: str, text: str) -> None:
    """Compare a text with the approved one, or write it anew if asked."""
    path = PLANS / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def board():
    return assess_folder(PLANS, YEAR, DAY)


@pytest.mark.parametrize("name", SCREENS)
def test_every_view_shows_ranges_and_bounds(run: Run, name):
    year = () if SCREENS[name][0] == "check" else ("--year", YEAR)
    done = run(*SCREENS[name], "--data", PLANS, "--as-of", DAY, *year)
    assert (done.returncode, done.stderr) == (0, "warning 1\n" if name == "check.en.txt" else "")
    compare_approved(name, done.stdout.replace(str(PLANS), "plans"))


@pytest.mark.parametrize(("form", "language"), [("year", "vi"), ("year", "en"), ("term", "en")])
def test_every_report_shows_ranges_and_bounds(board, form, language):
    written = markdown.render((build_report(board, form, language),), "", print)
    compare_approved(f"report-{form}.{language}.md", written.decode())


def test_a_bound_has_its_sign_and_a_range_both_ends_in_each_language(board):
    written = {}
    for item in board.assessments:
        for code in ("vi", "en"):
            plans = sorted(item.indicator.plan.items())
            written[item.indicator.id, code] = [format_plan(plan, item.indicator, Language(code)) for _, plan in plans]
    assert written["growth", "vi"] == ["6,50", "6–6,5", "6,5–7", "≥ 6,5", "> 8"]
    assert written["prices", "en"] == ["4", "≤ 4", "4–4.5", "< 4.5", "≤ 4"]
    assert written["houses", "vi"] == ["1.500–2.000", "1.800–2.500", "2.000–2.600", "> 2.000", "≥ 2.700"]
    assert written["grain", "en"][0] == "≥ 500.5"  # the decimals of the indicator would make it 501


def test_the_columns_say_which_limits_a_plan_has(run: Run):
    found = {}
    for year in (2021, 2022, 2023):
        done = run("status", "--data", PLANS, "--as-of", DAY, "--year", str(year), "--format", "csv")
        for row in csv.DictReader(io.StringIO(done.stdout)):
            keys = ("plan", "plan_bound", "plan_low", "plan_high", "plan_percent", "plan_difference", "plan_verdict")
            found[row["indicator"], year] = tuple(row[key] for key in keys)
    assert found["growth", 2021] == ("6.5", "", "", "", "", "0.00", "met")
    assert found["growth", 2022] == ("", "between", "6", "6.5", "", "0.6", "exceeded")
    assert found["growth", 2023] == ("", "between", "6.5", "7", "", "", "met")
    assert found["prices", 2022] == ("4", "at_most", "", "4", "", "0", "met")
    assert found["houses", 2023] == ("", "between", "2000", "2600", "95", "-100", "missed")
    assert found["grain", 2021][:4] == ("500.5", "at_least", "500.5", "")
    assert found["grain", 2022] == ("", "between", "500", "550", "101.818181818182", "10", "missed")
    assert found["grain", 2023][-1] == ""
    assert found["debt", 2022] == ("2", "below", "", "2", "", "0", "missed")
    assert found["debt", 2023] == ("", "between", "1", "1.5", "", "-0.1", "exceeded")


# --- Reports ---------------------------------------------------------------------------------------------------


def test_a_bound_is_a_number_and_a_range_a_text_in_a_cell(board):
    report = build_report(board, "year", "vi")
    assert find_cell(report, "houses", "plan").text == "2.000–2.600"
    assert find_cell(report, "houses", "plan").value is None
    earlier = build_report(assess_folder(PLANS, 2022, DAY), "year", "vi")
    cell = find_cell(earlier, "prices", "plan")
    assert (cell.text, cell.number, make_number_format(cell)) == ("≤ 4", 4, '"≤ "#,##0;"≤ −"#,##0;"≤ "#,##0')
    assert find_cell(report, "growth", "verdict").text == "Trong khoảng kế hoạch"
    assert find_cell(report, "grain", "verdict").text == "nguồn chỉ công bố “trên” hoặc “dưới”"
    assert find_cell(report, "growth", "plan").marks  # the note of the plan


def test_the_comparison_with_a_range_is_calculated_from_its_limits(board):
    cell = find_cell(build_report(board, "year"), "houses", "against_plan")
    assert (cell.number, cell.formula.template.replace("{}", "v")) == (95, BOUND_FORMULA)
    assert find_cell(build_report(board, "year"), "growth", "against_plan").text == ""


def test_excel_calculates_the_comparison_with_a_range_and_a_bound(tmp_path):
    books = {}
    for year in (2022, 2023):
        report = build_report(assess_folder(PLANS, year, DAY), "year")._replace(parts=())
        books[str(year)] = xlsx.render((report,), "", lambda done, every: None)
    out = calculate_books(books, tmp_path)
    seen = {}
    for name in books:
        sheet = CalamineWorkbook.from_path(out / f"{name}.xlsx").get_sheet_by_name("Table").to_python()
        seen[name] = {round(value, 6) for row in sheet for value in row if isinstance(value, float)}
    assert {104.0, 101.818182} <= seen["2022"]  # above two ranges
    assert 95.0 in seen["2023"]  # below one


# --- Charts ----------------------------------------------------------------------------------------------------


def test_a_chart_draws_both_ends_of_a_range_and_the_sign_of_a_bound(board):
    indicator = next(item.indicator for item in board.assessments if item.indicator.id == "growth")
    detail = build_detail(board.register, indicator, YEAR, DAY)
    drawn = build_chart_data(detail).plan_values
    assert [(year, str(value)) for year, value in drawn] == [
        (2021, "6.5"), (2022, "6"), (2022, "6.5"), (2023, "6.5"), (2023, "7"), (2024, "6.5"), (2025, "8"),
    ]  # fmt: skip
    layers = {layer["name"]: layer for layer in find_layers(build_indicator_chart(detail, board, Language("en")))}
    spans = [(row["year"], row["value"], row["high"]) for row in layers["plan_ranges"]["data"]["values"]]
    assert spans == [(2022, 6, 6.5), (2023, 6.5, 7)]
    signs = [(row["year"], row["text"]) for row in layers["plan_bounds"]["data"]["values"]]
    assert signs == [(2024, "≥"), (2025, ">")]


def find_layers(spec):
    """The layers of a chart that have names, however deep."""
    for layer in spec.get("layer", []):
        yield from find_layers(layer)
        if "name" in layer:
            yield layer


def test_the_numbers_of_a_chart_in_excel_have_both_ends_of_a_range(board):
    book = xlsx.render((build_report(board, "term"),), "", lambda done, every: None)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Chart data").to_python()
    heads = next(row for row in sheet if "Plan of the year, upper bound" in row)
    rows = {row[0]: row for row in sheet[sheet.index(heads) + 1 :][:5]}
    lower, upper = heads.index("Plan of the year"), heads.index("Plan of the year, upper bound")
    assert [(rows[year][lower], rows[year][upper]) for year in (2021, 2022, 2023, 2024)] == [
        (6.5, ""), (6, 6.5), (6.5, 7), (6.5, ""),
    ]  # fmt: skip


def test_a_form_shows_the_plan_as_it_is_written(board, run: Run, tmp_path):
    done = run("form", "-o", tmp_path / "form.xlsx", "--data", PLANS, "--year", str(YEAR))
    assert done.returncode == 0
    rows = CalamineWorkbook.from_path(tmp_path / "form.xlsx").get_sheet_by_index(0).to_python()
    assert {"6.5–7", "4–4.5", "2,000–2,600", "500–550", "1–1.5"} <= {str(value) for row in rows for value in row}
    filled = run("import", tmp_path / "form.xlsx", "--data", PLANS, "--dry-run")
    assert "6.5–7" not in filled.stdout
