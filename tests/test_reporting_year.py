"""The January question: what the reporting year has no result of, and one way of counting in all views and reports."""

import io
import json
import random
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from support.inside import run_inside
from support.registers import draw_register, make_indicator, make_register, make_row, make_series
from support.reports import build_report, find_cell
from tracker.assess import assess
from tracker.assess.counts import count_all_targets, count_statuses, list_targets
from tracker.assess.review import review
from tracker.i18n import Language
from tracker.model import Group, Indicator, Plan
from tracker.reports import docx, html, markdown, xlsx
from tracker.views.counts import format_attention, format_other_counts, format_plan_counts, format_status_counts
from tracker.views.formats import format_details
from tracker.views.labels import STATUS_SIGNS
from tracker.views.reasons import choose_status_sign
from tracker.views.reporting_year import format_missing_line
from tracker.views.review import markdown as review_markdown
from tracker.views.review import terminal as review_terminal
from tracker.views.status import data as status_data
from tracker.views.status import markdown as status_markdown
from tracker.views.status import terminal as status_terminal

JANUARY = Path(__file__).parent / "january"
FORMATS = (docx, html, markdown, xlsx)


def is_flagged(indicator: Indicator, year: int, *rows) -> bool:
    board = assess(make_register(indicator, **{indicator.id: rows}), year, f"{year + 1}-01-15")
    return "not_reported" in board.assessments[0].flags


# --- The flag --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "month", "flagged"),
    [("final", 0, False), ("preliminary", 0, False), ("estimate", 0, False), ("forecast", 0, True),
     ("withdrawn", 0, True), ("final", 6, True)],
)  # fmt: skip
def test_only_a_yearly_result_that_is_no_forecast_reports_a_year(status, month, flagged):
    indicator = make_indicator("level", "at_least", 60, baseline=40)
    assert is_flagged(indicator, 2023, *make_series(41, 42), make_row(2023, 43, status=status, month=month)) == flagged
    assert is_flagged(indicator, 2023, make_row(2023, 43, status=status, month=month)) == flagged


def test_nothing_is_due_after_the_own_year_of_a_target():
    indicator = make_indicator("level", "at_least", 60, baseline=40, until=2023)
    assert [is_flagged(indicator, year, *make_series(41, 42)) for year in (2022, 2023, 2024, 2025)] == [
        False,
        True,
        False,
        False,
    ]


def test_a_milestone_is_due_from_its_first_stage_until_it_is_done():
    indicator = make_indicator("milestone", "yes", None, plan={2023: Plan(True)})
    years = (2022, 2023, 2024)
    assert [is_flagged(indicator, year) for year in years] == [False, True, True]
    assert [is_flagged(indicator, year, make_row(2021, True)) for year in years] == [False, False, False]
    assert [is_flagged(indicator, year, make_row(2021, False)) for year in years] == [False, True, True]
    assert not is_flagged(indicator, 2024, make_row(2024, True, month=6))
    later = make_indicator("milestone", "yes", None)
    assert [is_flagged(later, year) for year in (2024, 2025)] == [False, True]


def test_an_indicator_without_a_target_is_due_every_year():
    indicator = make_indicator("level", "at_least", 60)._replace(target=None)
    assert [is_flagged(indicator, year, *make_series(41, 42)) for year in (2022, 2023)] == [False, True]


# --- The January of an office ----------------------------------------------------------------------------------


def run(*arguments: str, year: int = 2028, cwd: Path = JANUARY) -> str:
    done = run_inside(*arguments, "--data", JANUARY / "data", cwd=cwd, now=datetime(year, 1, 15, 9))
    assert (done.returncode, done.stderr) == (0, "") or "-o" in arguments
    return done.stdout


FIRST_LINES = {
    "vi": "Chưa có số liệu năm 2027: 2 chỉ tiêu (Trạm Y tế xã, Ban Xây dựng Đảng)",
    "en": "No result for 2027 yet: 2 indicators (Trạm Y tế xã, Ban Xây dựng Đảng)",
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_line_says_what_is_missing_and_from_whom(language, tmp_path):
    line = FIRST_LINES[language]
    for command in ("status", "review"):
        assert run(command, "--format", "table", "--lang", language).splitlines()[0] == line
        assert run(command, "--format", "md", "--lang", language).splitlines()[0] == f"**{line}**"
    for form in ("term", "year"):
        run("report", "--form", form, "--lang", language, "-o", "report.md", cwd=tmp_path)
        summary = (tmp_path / "report.md").read_text(encoding="utf-8").split("\n## ")[1]
        assert summary.splitlines()[2] == f"**{line}**"


def test_a_verdict_on_an_older_result_names_its_year():
    text = run("review", "--format", "table", "--lang", "en")
    missing = text.split("NO RESULT FOR 2027\n")[1].split("NEED ATTENTION")[0]
    assert missing.count("verdict of 2026, no result for 2027") == 2
    assert missing.index("Trạm Y tế xã") < missing.index("Ban Xây dựng Đảng")
    assert "verdict of 2026, no result for 2027" in run("show", "tccsd", "--format", "table", "--lang", "en")


def test_the_list_to_send_out_has_a_block_for_each_body():
    assert run("review", "--missing", "--format", "table").splitlines() == [
        FIRST_LINES["vi"],
        "Tình hình thực hiện đến hết năm 2027 – Nghị quyết Đại hội Đảng bộ xã Phú Lâm lần thứ I, nhiệm kỳ 2025 - 2030",
        "",
        "Trạm Y tế xã (1)",
        "  • Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi (%)",
        "    số liệu gần nhất 17,9 (2026) · mục tiêu ≤ 14",
        "",
        "Ban Xây dựng Đảng (1)",
        "  • Tỷ lệ tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên hằng năm (%)",
        "    kế hoạch năm 2027: ≥ 90 · số liệu gần nhất 92,3 (2026) · mục tiêu ≥ 90",
    ]
    assert run("review", "--missing", "--format", "md").count("\n### ") == 2
    assert [row.split(",")[0] for row in run("review", "--missing").splitlines()[1:]] == ["missing"] * 2
    assert run("review", "--missing", "--format", "json").count('"kind": "missing"') == 2
    complete = run("review", "--missing", "--year", "2026", "--format", "table", "--lang", "en")
    assert complete.startswith("Nothing is missing: every result that was due for 2026 is recorded.\n")


def test_a_year_without_any_result_says_so_and_keeps_its_column(tmp_path):
    first = run("status", "--format", "table", "--lang", "en", year=2029).splitlines()[0]
    assert first.startswith("No result for 2028 yet: 25 indicators (Phòng Kinh tế, ")
    assert first.endswith(". NO RESULT OF THE WHOLE YEAR 2028 IS RECORDED: every verdict rests on an older year.")
    for form, column in (("term", "Results: 2028"), ("year", "Result 2028")):
        run("report", "--form", form, "--lang", "en", "-o", "report.md", year=2029, cwd=tmp_path)
        text = (tmp_path / "report.md").read_text(encoding="utf-8")
        assert first in text
        assert f"| {column} |" in text


def test_an_of_which_line_names_its_whole_apart_from_it():
    name = "Tổng thu ngân sách nhà nước trên địa bàn, of which: Thu tiền sử dụng đất"
    assert name in run("review", "--format", "table", "--lang", "en")
    assert name not in run("status", "--format", "md", "--lang", "en")  # there it stands below its whole


# --- Less is better --------------------------------------------------------------------------------------------


def test_exceeded_is_better_than_the_target_if_less_is_better():
    indicator = make_indicator(
        "level", "at_most", 20, baseline=40, until=2023, direction="decrease", plan={2023: Plan(Decimal(18))}
    )
    board = assess(make_register(indicator, x=make_series(30, 20, 15)), 2023, "2024-01-15")
    english, vietnamese = (status_markdown.render_markdown(board, Language(code)) for code in ("en", "vi"))
    assert "✔ Better than target" in english
    assert "✔ better than plan (2023)" in english
    assert "✔ Vượt (thấp hơn mục tiêu)" in vietnamese
    assert ",exceeded," in status_data.render_csv(board, Language("en"))
    assert "Better than target" in str(build_report(board))


# --- Left to the end -------------------------------------------------------------------------------------------


LATE_PLANS = {2021: Plan(Decimal(42)), 2022: Plan(Decimal(44)), 2023: Plan(Decimal(48)), 2024: Plan(Decimal(54)),
              2025: Plan(Decimal(60))}  # fmt: skip


def assess_late(*values: int):
    late = make_indicator("level", "at_least", 60, identity="late", baseline=40, plan=LATE_PLANS, direction="increase")
    steady = make_indicator("total", "at_least", 100, identity="steady")
    rows = {"late": make_series(*values), "steady": make_series(20, 20)}
    return assess(make_register(late, steady, **rows), 2022, "2023-01-15")


@pytest.mark.parametrize(
    ("code", "sentence", "concern"),
    [
        ("en", "Of 2 targets: 0 without a result for 2022, 0 in need of attention. "
               "Most is still to come: 1.", "▲ On track; most is still to come"),
        ("vi", "0 chỉ tiêu chưa có số liệu năm 2022. Phần lớn còn dồn vào các năm sau: 1 chỉ tiêu.",
               "▲ Đúng tiến độ; phần lớn còn dồn vào các năm sau"),
    ],
)  # fmt: skip
def test_what_the_plans_leave_to_the_end_is_counted_and_listed_everywhere(code, sentence, concern):
    board, language = assess_late(42, 44), Language(code)
    items = review(board)
    assert [(item.kind, item.concerns) for item in items] == [("back_loaded", ("back_loaded",))]
    assert sentence in format_attention(board, language)
    drawn = review_terminal.render_terminal(items, board, language, is_terminal=False, ascii=False)
    for text in (review_markdown.render_markdown(items, board, language), drawn):
        assert sentence in text
        assert concern.split(" ", 1)[1] in text
    report = build_report(board, "term", code)
    for module in FORMATS:
        text = read_report(module, report)
        assert sentence in text, module
        assert concern.split(" ", 1)[1] in text, module


def test_what_is_behind_is_not_also_left_to_the_end():
    assert [item.concerns for item in review(assess_late(40, 41))] == [("off_track", "plan_missed")]
    assert "still to come" not in format_attention(assess_late(40, 41), Language("en"))


def test_a_result_that_is_missing_is_counted_beside_what_is_left_to_the_end():
    board = assess_late(42)
    assert review(board)[0].concerns == ("not_reported", "back_loaded")
    counted = "Of 2 targets: 1 without a result for 2022, 0 in need of attention."
    assert format_attention(board, Language("en")) == f"{counted} Most is still to come: 1."


def test_a_single_target_is_counted_in_the_singular():
    board = assess(make_register(make_indicator("total", "at_least", 100), x=make_series(1)), 2021, "2022-01-15")
    counted = "Of 1 target: 0 without a result for 2021, 1 in need of attention."
    assert format_attention(board, Language("en")) == counted


@pytest.mark.parametrize("values", [(10, ">10"), (None, 10)])
def test_a_sum_that_may_be_larger_is_not_said_to_be_left_to_the_end(values):
    board = assess(make_register(make_indicator("total", "at_least", 100), x=make_series(*values)), 2022, "2023-01-15")
    assert [item.concerns for item in review(board)] in ([("bounded",)], [("incomplete",)])


def test_a_level_that_is_surely_behind_its_last_years_is_left_to_the_end():
    plans = {year: plan._replace(value=plan.value - 50) for year, plan in LATE_PLANS.items()}
    for values, concerns in (((-8, "<-6"), ["back_loaded"]), ((-8, ">-6"), [])):
        rising = make_indicator("level", "at_least", 10, baseline=-10, plan=plans)
        board = assess(make_register(rising, x=make_series(*values)), 2022, "2023-01-15")
        found = [concern for item in review(board) for concern in item.concerns if concern == "back_loaded"]
        assert found == concerns, board.assessments[0]


@pytest.mark.parametrize("measure", ["total", "mean"])
def test_a_ceiling_that_is_hardly_used_leaves_nothing_to_the_end(measure):
    indicator = make_indicator(measure, "at_most", 100)
    board = assess(make_register(indicator, x=make_series(1, 1)), 2022, "2023-01-15")
    assert review(board) == ()


# --- One truth -------------------------------------------------------------------------------------------------


def draw_board(seed: int):
    """A register with gaps, parts, groups and indicators without a target, judged at the end of a year."""
    chance = random.Random(seed)
    register, year, day = draw_register(chance.choice, count=8)
    indicators = []
    for at, indicator in enumerate(register.indicators):
        more = {"group": chance.choice(("", "one", "two")), "owner": {"": chance.choice(("A", "B"))}}
        if at % 4 == 3:
            more["parent"] = register.indicators[at - 1].id
            more["group"] = indicators[-1].group
        if chance.random() < 0.25:
            more["target"] = None
        indicators.append(indicator._replace(**more))
    groups = (Group("one", {"": "One"}), Group("two", {"": "Two"}))
    year = max(register.term.first_year, min(register.term.last_year, year))
    return assess(register._replace(indicators=tuple(indicators), groups=groups), year, day)


def read_report(module, report) -> str:
    """The words of a report, with one space between them."""
    data = module.render((report,), "", lambda done, every: None)
    if module in (docx, xlsx):
        parts = zipfile.ZipFile(io.BytesIO(data))
        data = b" ".join(parts.read(name) for name in sorted(parts.namelist()) if name.endswith(".xml"))
    text = data.decode()
    text = text if module is markdown else unescape(re.sub("<[^>]*>", "" if module is docx else " ", text))
    return " ".join(re.sub(r"\\(.)", r"\1", text).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("seed", range(12))
def test_all_views_and_reports_have_the_same_counts_verdicts_and_year(seed):
    board, language = draw_board(seed), Language("en")
    targets = [item for item in board.assessments if item.indicator.target and not item.indicator.parent]
    told = count_statuses(list_targets(board))
    assert told.every == len(targets) == count_all_targets(board)
    for status in STATUS_SIGNS:
        assert told.statuses.get(status, 0) == sum(item.status == status for item in targets)
    late = [item for item in board.assessments if "not_reported" in item.flags]
    first = format_missing_line(board, language)
    assert first.startswith(f"No result for {board.year} yet: {len(late)} indicator") if late else first == ""
    fractions, plans = format_status_counts(board, language), format_plan_counts(board, language)
    attention = " ".join([format_attention(board, language), *format_other_counts(board, language)])
    status = status_markdown.render_markdown(board, language)
    drawn = status_terminal.render_terminal(board, language, is_terminal=False, ascii=False)
    reviewed = review_markdown.render_markdown((), board, language)
    for text in (status, drawn):
        assert all(each in text for each in (first, fractions, plans, *format_other_counts(board, language)))
    assert all(each in reviewed for each in (first, format_attention(board, language)))
    for form in ("term", "year"):
        report = build_report(board, form)
        for module in FORMATS:
            text = read_report(module, report)
            assert " ".join(first.split()) in text, module
            for sentence in attention.split(". "):
                assert " ".join(sentence.rstrip(".").split()) in text, module
            for count in report.summary.plan_counts:
                word = count.word.removesuffix(f" ({board.year})")
                assert word != count.word
                assert f"{word.lower()} {count.fraction}" in plans.lower()
        for profile, item in zip(report.parts, board.assessments, strict=True):
            sign = choose_status_sign(item, language)
            assert profile.sheet.sign == sign  # what show prints
            assert profile.sheet.details == format_details(item, language)
            if form == "term":
                assert find_cell(report, item.indicator.id, "verdict").sign == sign
                assert f"y{board.year}" in [column.key for column in report.table.columns]
    assert [row["status"] for row in json.loads(status_data.render_json(board, language))["indicators"]] == [
        item.status for item in board.assessments
    ]
