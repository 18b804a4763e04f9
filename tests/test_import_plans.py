"""`tracker import --plans` and `tracker form --plans`: a plan is never a result, a target never a plan, and nothing is guessed."""

import csv
import io
import itertools
import random
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import TIMES, count_examples
from support.folders import LANGUAGES, write_folder
from support.inside import run_tracker
from support.office_cases import make_case
from support.office_grid import Grid, Look, write_grid
from support.office_other import MAKERS
from support.office_periods import LAYOUTS
from support.office_sheets import BAD, read_plans
from support.sheets import PART, read_file, replace_parts
from tracker.importing.plan_headings import PlanOptions, parse_plan_heading
from tracker.importing.readers.cells import format_column
from tracker.model import Period

TARGETS = """
[term]
name = "Nhiệm kỳ 2026-2030"
baseline_year = 2025
first_year = 2026
last_year = 2030
language = "en"

[[group]]
id = "all"
name = "All"

[[indicator]]
id = "growth"
group = "all"
name = "Tăng trưởng"
unit = "%"
measure = "growth_rate"
target.at_least = 8
plan = { 2026 = 7.5 }

[[indicator]]
id = "poor"
group = "all"
name = "Hộ nghèo"
unit = "%"
measure = "level"
baseline = 4.2
target.at_most = 2

[[indicator]]
id = "budget"
group = "all"
name = "Thu ngân sách"
unit = "tỷ đồng"
measure = "total"

[[indicator]]
id = "park"
group = "all"
name = "Khu công nghiệp"
measure = "milestone"
target = "yes"
"""
RESULTS = """
growth,2025,7.1,,final,,,2026-01-10,lan
budget,2025,1250,,final,,,2026-01-10,lan
"""
TERM = PlanOptions(None, None, 2021, 2025)
IDS = ("growth", "poor", "budget", "park")
SEED = "plans" if TIMES <= 1 else str(random.SystemRandom().randrange(10**9))


@pytest.fixture
def data(tmp_path) -> Path:
    return write_folder(tmp_path / "data", TARGETS, RESULTS)


def write_sheet(folder: Path, text: str, name: str = "s.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return path


def read(run, data: Path, text: str, *options: str) -> list[tuple[str, ...]]:
    """What importing the plans of a sheet would record: id, kind, year, value and action of each."""
    done = run("import", write_sheet(data, text), "--plans", "--dry-run", "--format", "csv", "--data", data, *options)
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO(done.stdout))
    return [(row["indicator"], row["kind"], row["year"], row["value"], row["action"]) for row in rows]


def refuse(run, data: Path, text: str, *options: str, code: int = 3) -> str:
    """The errors of a sheet whose plans are refused; nothing is written."""
    done = run("import", write_sheet(data, text), "--plans", "--yes", "--data", data, *options)
    assert (done.returncode, done.stdout) == (code, "")
    assert not (data / "decisions.csv").exists()
    return done.stderr


# Headings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "year", "kind"),
    [
        (("KH 2024",), 2024, "plan"), (("Kế hoạch năm 2025",), 2025, "plan"), (("Target 2024",), 2024, "plan"),
        (("KH (điều chỉnh) năm 2024",), 2024, "plan"), (("Dự toán HĐND tỉnh giao năm 2024",), 2024, "plan"),
        (("UBND tỉnh giao 2025",), 2025, "plan"), (("Chỉ tiêu phấn đấu năm 2024",), 2024, "plan"),
        (("KH đầu năm 2024",), 2024, "plan"), (("Lộ trình 2024",), 2024, "plan"), (("Năm 2025", "KH"), 2025, "plan"), (("Plan", "2023"), 2023, "plan"),
        (("Kế hoạch giai đoạn 2021-2025", "2023"), 2023, "plan"), (("Nghị quyết HĐND năm 2024",), 2024, "plan"),
        (("Mục tiêu đến năm 2025",), 2025, "target"), (("Mục tiêu Nghị quyết đến 2025",), 2025, "target"),
        (("Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX năm 2025",), 2025, "target"), (("NQ 2025",), 2025, "target"),
        (("Mục tiêu", "Đến năm 2025"), 2025, "target"), (("Target by 2025",), 2025, "target"),
        (("Target 2025",), 2025, ""), (("Target set by the council", "2025"), 2025, ""),
        (("Target to the end of 2025",), 2025, "target"), (("Mục tiêu đến", "Năm 2025"), 2025, "target"), (("Mục tiêu 2025",), 2025, ""), (("Phấn đấu", "2025"), 2025, ""),
        (("Kế hoạch đến năm 2025",), 2025, ""), (("NQ HĐND 2025",), 2025, ""), (("NQ 2024",), 2024, ""),
    ],
)  # fmt: skip
def test_a_heading_of_plans_is_taken(texts, year, kind):
    meaning = parse_plan_heading(texts, TERM)
    assert (meaning.role, meaning.period, meaning.kind, meaning.is_result) == ("value", Period(year), kind, True)


@pytest.mark.parametrize(
    "texts",
    [
        ("KH 6 tháng 2024",), ("6 tháng 2024", "KH"), ("KH quý I/2024",), ("KH 2021-2025",), ("KH giai đoạn 2021-2025",),
        ("KH 2020",), ("Target 2030",), ("Mục tiêu đến năm 2030",), ("Mục tiêu đến 2023",), ("Dự kiến 2024",),
        ("Dự thảo kế hoạch 2024",), ("KH vốn nước ngoài 2024",), ("Kế hoạch 2024", "Nữ"), ("?", "KH 2024"),
        ("KH 2024 so với KH 2023",), ("TH/KH 2024",), ("Thực hiện KH 2024",), ("Ước thực hiện 2024",), ("TH 2024",),
        ("Kế hoạch 2024", "Thực hiện 2025"), ("2024-06",), ("So với KH (%)",), ("KH tăng thêm 2024",),
        ("Lũy kế KH 2024",), ("Kế hoạch", "2024", "Tỷ lệ (%)"),
    ],
)  # fmt: skip
def test_a_heading_that_is_no_plan_of_a_year_is_not_taken(texts):
    assert parse_plan_heading(texts, TERM).role != "value"


@pytest.mark.parametrize("text", ["2024", "Năm 2024", "Giá trị", "Value"])
def test_a_heading_that_says_nothing_leaves_it_to_the_rows(text):
    meaning = parse_plan_heading((text,), TERM)
    assert (meaning.role, meaning.is_result, meaning.kind) == ("value", False, "")


def test_the_user_says_the_kind_and_the_year():
    def kind(text, **options):
        meaning = parse_plan_heading((text,), TERM._replace(**options))
        return meaning.kind if meaning.role == "value" else None

    assert kind("Target 2025", kind="plan") == "plan"
    assert kind("Target 2025", kind="target") == "target"
    assert kind("KH 2025", kind="target") is None
    assert kind("Mục tiêu đến 2025", kind="plan") is None
    assert kind("Mục tiêu đến 2023", year=2023) == "target"
    assert kind("Mục tiêu đến 2023", year=2024) is None
    assert kind("Target 2024", year=2024, kind="target") == "target"
    assert kind("Mục tiêu", year=2025, kind="target") == "target"
    assert kind("Kế hoạch", year=2025) == "plan"
    for text in ("Mục tiêu giai đoạn 2021-2025", "Kế hoạch 5 năm 2021 - 2025"):
        assert kind(text, kind="target") == "target"
        assert kind(text) is None
    assert kind("Mục tiêu giai đoạn 2021-2024", kind="target") is None
    below = parse_plan_heading(("Kế hoạch giai đoạn 2021-2025", "2025"), TERM._replace(kind="target"))
    assert below.role == "plan", "the plan of the last year is no target"


# Sheets --------------------------------------------------------------------------------------------------------------


def test_plans_and_targets_of_one_sheet(run, data):
    sheet = """
        STT;Chỉ tiêu;ĐVT;TH 2025;KH 2026;KH 2027;Mục tiêu đến năm 2030
        1;Tăng trưởng;%;7,1;≥ 8;8,5 - 9;≥ 10
        2;Hộ nghèo;%;4;dưới 4;3,5;2
        3;Thu ngân sách;tỷ đồng;1.250,5;từ 1300 trở lên;1400;
        4;Khu công nghiệp;;;;có;"""
    assert read(run, data, sheet) == [
        ("growth", "plan", "2026", ">=8", "change"), ("growth", "plan", "2027", "8.5..9", "new"),
        ("growth", "target", "2030", ">=10", "change"), ("poor", "plan", "2026", "<4", "new"),
        ("poor", "plan", "2027", "3.5", "new"), ("poor", "target", "2030", "2", "same"),
        ("budget", "plan", "2026", ">=1300", "new"), ("budget", "plan", "2027", "1400", "new"),
        ("park", "plan", "2027", "yes", "new"),
    ]  # fmt: skip
    assert [row[2] for row in read(run, data, sheet, "--year", "2027")] == ["2027"] * 4
    assert {row[1] for row in read(run, data, sheet, "--kind", "target")} == {"target"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--year", "2030", "--kind", "target"], ("growth", "target", "2030", ">=9", "change")),
        (["--year", "2030", "--kind", "plan"], ("growth", "plan", "2030", ">=9", "new")),
        (["--year", "2028"], ("growth", "plan", "2028", ">=9", "new")),
        (["--year", "2028", "--kind", "target"], ("growth", "target", "2028", ">=9", "change")),
    ],
)
def test_an_appendix_without_a_year(run, data, options, expected):
    sheet = "Chỉ tiêu;Đơn vị tính;Mục tiêu\nTăng trưởng;%;≥ 9"
    assert read(run, data, sheet, *options) == [expected]


def test_an_appendix_without_a_year_needs_one(run, data):
    sheet = "Chỉ tiêu;Đơn vị tính;Mục tiêu\nTăng trưởng;%;≥ 9"
    assert "--year 2026" in refuse(run, data, sheet)
    assert "--kind plan" in refuse(run, data, sheet, "--year", "2030")


def test_rows_that_say_what_they_are(run, data):
    sheet = """
        Chỉ tiêu;Năm;Loại;Giá trị
        Thu ngân sách;2026;Thực hiện;1300
        Thu ngân sách;2026;Kế hoạch;1400
        Thu ngân sách;2024;Kế hoạch;1100
        Thu ngân sách;2027;Dự kiến;1500
        Hộ nghèo;2027;Mục tiêu;3"""
    assert read(run, data, sheet) == [
        ("budget", "plan", "2026", "1400", "new"), ("poor", "plan", "2027", "3", "new"),
    ]  # fmt: skip
    assert "--kind plan" in refuse(run, data, "Chỉ tiêu;Năm;Loại;Giá trị\nHộ nghèo;2030;Mục tiêu;3")
    sheet = sheet.replace("Loại", "Loại số liệu")
    assert [row[3] for row in read(run, data, sheet)] == ["1400", "3"]
    assert read(run, data, "Chỉ tiêu;KH 2026;% of budget\nHộ nghèo;3;90")[0][3] == "3"


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("Chỉ tiêu;KH 2026;KH 2026\nHộ nghèo;3;4", "mean the same"),
        ("Chỉ tiêu;KH 2026;KH 2026 điều chỉnh\nHộ nghèo;3;4", "mean the same"),
        ("Chỉ tiêu;KH 2026;KH 2026 sau ĐC\nHộ nghèo;3;4", "may both be of the plan of 2026"),
        ("Chỉ tiêu;Target 2030\nHộ nghèo;3", "--kind plan or --kind target"),
        ("Chỉ tiêu;2026;2027\nHộ nghèo;3;4", "no column of plans"),
        ("Chỉ tiêu;TH 2026\nHộ nghèo;3", "no column of plans"),
        ("Chỉ tiêu;KH 2024\nHộ nghèo;3", "the plans of 2026 to 2030 are taken"),
        ("Kế hoạch 6 tháng đầu năm 2026\n\nChỉ tiêu;KH 2026\nHộ nghèo;3", "names months"),
        ("Đơn vị tính: triệu đồng\nChỉ tiêu;KH 2026\nThu ngân sách;1400000", "triệu đồng"),
        ("Chỉ tiêu;ĐVT;KH 2026\nThu ngân sách;triệu đồng;1400000", "triệu đồng"),
        ("Chỉ tiêu;KH 2026 (triệu đồng)\nThu ngân sách;1400000", "trieu dong"),
        ("Chỉ tiêu;KH 2026\nHộ nghèo;3\nHộ nghèo;4", "the plan of 2026 is given twice"),
        ("Chỉ tiêu;KH 2026\nHộ nghèo xyz;3", "no indicator is called"),
        ("Chỉ tiêu;KH 2026;Dấu\nHộ nghèo;3;<", "write the sign and the number into one cell"),
        ("Chỉ tiêu;KH 2026;Ghi chú\nHộ nghèo;3;6 tháng đầu năm", "not of the whole year"),
        ("Số liệu của nữ\nChỉ tiêu;KH 2026\nHộ nghèo;3", "a part of the whole"),
        ("Chỉ tiêu;Năm;KH\nHộ nghèo;;3", "is empty"),
        ("Chỉ tiêu;Năm;KH\nHộ nghèo;2026-06;3", "is not a year"),
        ("Chỉ tiêu;Năm;KH 2026\nHộ nghèo;2026;3", "keep one of the two ways"),
    ],
)  # fmt: skip
def test_what_has_two_readings_is_refused(run, data, sheet, told):
    assert told in refuse(run, data, sheet)


@pytest.mark.parametrize(
    "cell",
    ["1.234", "8 hoặc 9", "khoảng 8", "~8", "8*", "abc", "≥", "8..", "9-8", "8,5 triệu đồng", "≥ 1.234", "tăng", "8-9-10",
     "Đạt", "5%%", "1e3", "≥ ≤ 8"],
)  # fmt: skip
def test_a_cell_that_is_not_understood_is_an_error_at_its_cell(run, data, cell):
    told = refuse(run, data, f"Chỉ tiêu;KH 2026\nThu ngân sách;{cell}")
    assert "s.csv:2" in told
    assert "budget" in told


@pytest.mark.parametrize(
    ("id", "cell", "value"),
    [
        ("poor", "< 4", "<4"), ("poor", "4 %", "4"), ("poor", "≤ 4%", "<=4"), ("poor", "không quá 4", "<=4"),
        ("growth", "trên 25", ">25"), ("growth", "6,5 – 7", "6.5..7"), ("growth", "từ 6,5 đến 7", "6.5..7"),
        ("growth", "8 trở lên", ">=8"), ("budget", "1.234.567,8", "1234567.8"), ("budget", "1400 tỷ đồng", "1400"),
        ("budget", "≥ 1400 tỷ đồng", ">=1400"), ("budget", "-15", "-15"),
    ],
)  # fmt: skip
def test_a_cell_may_hold_a_bound_or_a_range(run, data, id, cell, value):
    name = {"poor": "Hộ nghèo", "growth": "Tăng trưởng", "budget": "Thu ngân sách"}[id]
    assert read(run, data, f"Chỉ tiêu;KH 2027\n{name};{cell}") == [(id, "plan", "2027", value, "new")]


def test_a_cell_whose_value_is_not_what_is_seen_is_refused(run, data):
    grid = Grid([["Chỉ tiêu", "KH 2026"], ["Hộ nghèo", 3], ["Thu ngân sách", 1400], ["Tăng trưởng", 8]])
    grid.struck.add((1, 1))
    grid.formats[2, 1], grid.formats[3, 1] = ("#,##0,", 3), ("0.0%", -2)
    path, look = data / "book.xlsx", Look("xlsx")
    write_grid(grid, look, path)
    done = run("import", path, "--plans", "--yes", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert [word in done.stderr for word in ("!B2", "!B3", "!B4")] == [True, True, False]
    grid.struck.clear()
    del grid.formats[2, 1]
    grid.hidden_rows.add(1)
    write_grid(grid, look, path)
    done = run("import", path, "--plans", "--dry-run", "--format", "csv", "--data", data)
    assert [row["value"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["1400", "8"]  # 8 % is 8 in percent
    assert 'hidden rows with figures, skipped: "Hộ nghèo"' in done.stderr


# Recording -----------------------------------------------------------------------------------------------------------

SHEET = "Chỉ tiêu;KH 2026;Nguồn\nTăng trưởng;≥ 8;NQ 45\nHộ nghèo;dưới 4;"


def test_recording_undoing_and_the_log(run, data):
    path = write_sheet(data, SHEET)
    before = (data / "results.csv").read_bytes()
    command = ("import", path, "--plans", "--decided", "2025-12-10", "--source", "NQ 1", "--note", "n", "--data", data)
    refused = run(*command)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "cannot confirm" in refused.stderr
    assert not (data / "decisions.csv").exists()
    done = run(*command, "--yes", "--format", "table")
    assert done.returncode == 0, done.stderr
    assert "Recorded as decided on 2025-12-10: 1 new, 1 changed, 0 corrected; 0 the same." in done.stderr
    assert read_content(data / "decisions.csv") == [
        ("growth", "", "plan", "2026", ">=8", "2025-12-10", "NQ 45", "n"),
        ("poor", "", "plan", "2026", "<4", "2025-12-10", "NQ 1", "n"),
    ]
    assert "Nothing to record: 2 of 2 plans are in force already." in run(*command, "--yes").stderr
    assert (data / "results.csv").read_bytes() == before
    assert "growth" in run("log", "--data", data).stdout
    assert run("undo", "--yes", "--data", data).returncode == 0
    again = run(*command, "--dry-run", "--format", "csv")
    assert [row["action"] for row in csv.DictReader(io.StringIO(again.stdout))] == ["change", "new"]


def test_a_decision_of_the_same_day_needs_revise(run, data):
    command = ("import", data / "s.csv", "--plans", "--yes", "--data", data, "--decided", "2025-12-10")
    write_sheet(data, SHEET)
    assert run(*command).returncode == 0
    write_sheet(data, SHEET.replace("≥ 8", "≥ 8,5"))
    refused = run(*command)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "--revise" in refused.stderr
    done = run(*command, "--revise", "--format", "csv")
    assert [row["action"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["revision", "same"]
    later = run(*command[:-1], "2026-07-01", "--dry-run", "--format", "csv")
    assert [row["action"] for row in csv.DictReader(io.StringIO(later.stdout))] == ["same", "same"]


def test_what_is_in_force_on_the_day_of_the_decision_counts(run, data):
    run("decide", "growth", "2026", "9", "--decided", "2026-07-01", "--yes", "--data", data)
    sheet = "Chỉ tiêu;KH 2026\nTăng trưởng;7,5"
    assert read(run, data, sheet, "--decided", "2026-03-01")[0][-1] == "same"
    assert read(run, data, sheet, "--decided", "2026-07-02")[0][-1] == "change"


def test_an_unlikely_plan_is_asked_about(run, data):
    done = run(
        "import", write_sheet(data, "Chỉ tiêu;KH 2026\nThu ngân sách;12500"), "--plans", "--dry-run", "--data", data
    )
    assert "is about 10 times the result of 2025, 1,250" in done.stderr


def test_nothing_is_recorded_if_the_journal_changed_meanwhile(run, data, monkeypatch):
    from tracker.cli import import_plans

    write_sheet(data, SHEET)
    real = import_plans.commit_rows

    def decide_first(*arguments):
        run("decide", "growth", "2026", "9", "--decided", "2025-11-01", "--yes", "--data", data)
        return real(*arguments)

    monkeypatch.setattr(import_plans, "commit_rows", decide_first)
    done = run("import", data / "s.csv", "--plans", "--yes", "--decided", "2025-12-10", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "the journal changed" in done.stderr
    assert len((data / "decisions.csv").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("form", ["csv", "json", "md", "table"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_in_both_languages(run, data, form, language):
    write_sheet(data, SHEET)
    done = run("import", data / "s.csv", "--plans", "--dry-run", "--format", form, "--lang", language, "--data", data)
    assert done.returncode == 0
    assert (">=8" if form in ("csv", "json") else "≥ 8") in done.stdout
    assert "Tăng trưởng" in done.stdout


@pytest.mark.parametrize(
    "options",
    [["--decided", "2025-12-10"], ["--year", "2026"], ["--kind", "plan"], ["--plans", "--period", "2026"],
     ["--plans", "--status", "final"], ["--plans", "--decided", "2025-13-10"], ["--plans", "--kind", "baseline"]],
)  # fmt: skip
def test_options_that_do_not_go_together(run, data, options):
    write_sheet(data, SHEET)
    done = run("import", data / "s.csv", "--yes", "--data", data, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (data / "decisions.csv").exists()


# What an import of results says --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "2 plans of 2026 were found: tracker import {path} --plans"),
        ("vi", "Có 2 kế hoạch năm 2026 trong tệp: tracker import {path} --plans"),
    ],
)
def test_plans_that_were_passed_over_are_offered(run, data, language, told):
    path = write_sheet(
        data, "Chỉ tiêu;TH 2025;KH 2026;KH 2024\nTăng trưởng;7,1;8;7\nHộ nghèo;4;3;4\nThu ngân sách;1250;-;9"
    )
    done = run("import", path, "--dry-run", "--data", data, "--lang", language)
    assert done.stderr.splitlines()[-1] == told.format(path=path)


@pytest.mark.parametrize(
    "sheet",
    ["Chỉ tiêu;TH 2025\nTăng trưởng;7,1", "Chỉ tiêu;TH 2025;KH 2026\nTăng trưởng;7,1;7,5",
     "Chỉ tiêu;TH 2025;KH 2026\nTăng trưởng;7,1;", "Chỉ tiêu;TH 2025;KH 6 tháng 2026\nTăng trưởng;7,1;3"],
)  # fmt: skip
def test_nothing_is_offered_that_is_in_force_or_no_plan_of_a_year(run, data, sheet):
    assert "--plans" not in run("import", write_sheet(data, sheet), "--dry-run", "--data", data).stderr


# Sheets of offices at random -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", [*LAYOUTS, *MAKERS])
def test_no_plan_of_an_office_is_misread(layout, tmp_path):
    outcomes = []
    for number in range(count_examples(10)):
        place = tmp_path / str(number)
        place.mkdir()
        outcomes.append(read_plans(make_case(f"{SEED}:{number}:{layout}"), place))
    bad = [outcome.describe() for outcome in outcomes if outcome.kind in BAD]
    assert not bad, "\n\n".join([f"{len(bad)} of {len(outcomes)} sheets; the first ones are:", *bad[:3]])


def test_ordinary_sheets_with_plans_are_read_without_help(tmp_path):
    seeds = (f"{SEED}:{number}" for number in itertools.count())
    with_plans = (
        case for case in map(make_case, seeds) if case.ordinary and None not in case.plans.values() and case.plans
    )
    outcomes = []
    for number, case in enumerate(itertools.islice(with_plans, count_examples(60))):
        place = tmp_path / str(number)
        place.mkdir()
        outcomes.append(read_plans(case, place))
    kinds = [outcome.kind for outcome in outcomes]
    assert kinds.count("read") >= 0.85 * len(kinds), [o.describe() for o in outcomes if o.kind != "read"][:3]


# The journal of decisions --------------------------------------------------------------------------------------------

HEADER = "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"


def read_content(path: Path) -> list[tuple[str, ...]]:
    """The rows of a journal of decisions, without the time and the author of their recording."""
    return [tuple(row.values())[:8] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]


def test_a_journal_of_decisions_is_taken_as_it_is(run, data, tmp_path):
    text = HEADER + (
        "growth,,plan,2026,7,2025-11-01,,,2025-11-02,lan\n"
        "growth,,plan,2026,>=8,2025-12-10,NQ 1,a,2025-12-11,lan\n"
        "poor,,target,2030,<=1.5,2026-02-01,NQ 2,,2026-02-02,lan\n"
        "poor,,baseline,2025,4.55,2026-02-01,,,2026-02-02,lan\n"
        "budget,,plan,2027,9,2026-02-01,,,2026-02-02,lan\n"
        "budget,,plan,2027,withdrawn,2026-02-01,,,2026-02-03,lan\n"
        "park,,plan,2027,none,,,,2026-02-03,lan\n"
    )
    path = data / "others.csv"
    path.write_text(text, encoding="utf-8")
    done = run("import", path, "--plans", "--yes", "--data", data)
    assert done.returncode == 0, done.stderr
    assert read_content(data / "decisions.csv") == [
        ("growth", "", "plan", "2026", "7", "2025-11-01", "", ""),
        ("growth", "", "plan", "2026", ">=8", "2025-12-10", "NQ 1", "a"),
        ("poor", "", "target", "2030", "<=1.5", "2026-02-01", "NQ 2", ""),
        ("poor", "", "baseline", "2025", "4.55", "2026-02-01", "", ""),
        ("park", "", "plan", "2027", "none", "2026-02-03", "", ""),
    ]
    again = run("import", data / "decisions.csv", "--plans", "--yes", "--data", data)
    assert "Nothing to record: 5 of 5" in again.stderr
    other = write_folder(tmp_path / "other", TARGETS, RESULTS)
    assert run("import", data / "decisions.csv", "--plans", "--yes", "--data", other).returncode == 0
    assert read_content(other / "decisions.csv") == read_content(data / "decisions.csv")


@pytest.mark.parametrize(
    "row",
    ["x,,plan,2026,8,2025-12-10,,,2025-12-11,lan", "growth,,plan,2035,8,2025-12-10,,,2025-12-11,lan",
     'growth,,plan,2026,"8,5",2025-12-10,,,2025-12-11,lan', "growth,,plans,2026,8,2025-12-10,,,2025-12-11,lan",
     "growth,,plan,2026,8,10/12/2025,,,2025-12-11,lan", "growth,,plan,2026,8,2025-12-10", "budget,,target,2030,8,,,,2026-01-01,x",
     "growth,,plan,2026,8,2025-12-10,,,yesterday,lan"],
)  # fmt: skip
def test_a_wrong_row_of_a_journal_is_refused_at_its_line(run, data, row):
    path = data / "others.csv"
    path.write_text(HEADER + "poor,,plan,2026,3,2025-12-10,,,2025-12-11,lan\n" + row + "\n", encoding="utf-8")
    done = run("import", path, "--plans", "--yes", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "others.csv:3" in done.stderr
    assert not (data / "decisions.csv").exists()


# The form ------------------------------------------------------------------------------------------------------------


def make_form(data: Path, *options: str) -> Path:
    path = data / "form.xlsx"
    done = run_tracker("form", "--plans", "--year", "2027", "-o", path, "--yes", "--data", data, *options, cwd=data)
    assert done.returncode == 0, done.stderr
    assert f"tracker import {path} --plans" in done.stderr
    return path


def read_cells(path: Path) -> dict[str, dict[str, str]]:
    """The texts of each row of a form that has an id, by column letter."""
    sheet = read_file(str(path))
    rows = {row.get_cell(1).text: row for row in sheet.rows}
    return {
        name: {format_column(at): cell.text for at, cell in row.cells.items()} | {"row": str(row.line)}
        for name, row in rows.items()
    }


def fill_in(path: Path, values: dict[str, str]) -> None:
    """Write texts and numbers into the cells of a form that are for plans."""
    rows = read_cells(path)
    column = next(letter for letter, text in rows["tracker:indicator"].items() if text == "tracker:plan:2027")
    with zipfile.ZipFile(path) as archive:
        text = archive.read(PART).decode()
    for name, value in values.items():
        cell = re.search(rf'<c r="{column}{rows[name]["row"]}"( s="\d+")/>', text)
        assert cell
        is_number = value.replace(".", "").isdigit()
        content = f"<v>{value}</v>" if is_number else f"<is><t>{escape(value)}</t></is>"
        filled = cell[0].replace("/>", f">{content}</c>" if is_number else f' t="inlineStr">{content}</c>')
        text = text.replace(cell[0], filled)
    replace_parts(path, {PART: text.encode()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_for_plans_comes_back(run, data, language):
    run("decide", "poor", "2027", "<3", "--decided", "2026-02-01", "--yes", "--data", data)
    path = make_form(data, "--lang", language)
    cells = read_cells(path)
    assert [cells["growth"].get(letter, "") for letter in "EFGHIJ"] == ["7.1", "", "7.5", "≥ 8 %", "", ""]
    assert [cells["poor"].get(letter, "") for letter in "EFGHIJ"] == ["4.2", "", "", "≤ 2", "< 3", ""]
    assert cells["park"]["H"] == {"en": "yes", "vi": "có"}[language]
    fill_in(path, {"growth": "8.5", "poor": "từ 2,5 đến 3", "park": {"en": "yes", "vi": "có"}[language]})
    done = run("import", path, "--plans", "--yes", "--format", "csv", "--data", data, "--lang", language)
    assert done.returncode == 0, done.stderr
    got = {
        (row["indicator"], row["year"]): (row["action"], row["value"])
        for row in csv.DictReader(io.StringIO(done.stdout))
    }
    assert got == {
        ("growth", "2027"): ("new", "8.5"), ("poor", "2027"): ("change", "2.5..3"), ("park", "2027"): ("new", "yes"),
    }  # fmt: skip


def test_an_empty_form_changes_nothing(run, data):
    done = run("import", make_form(data), "--plans", "--yes", "--data", data)
    assert done.returncode == 0
    assert "Nothing to record" in done.stderr


def test_a_form_of_plans_is_no_form_of_results_and_the_reverse(run, data):
    path = make_form(data)
    fill_in(path, {"growth": "8.5"})
    done = run("import", path, "--yes", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "--plans" in done.stderr
    run("form", "--year", "2026", "-o", path, "--yes", "--data", data)
    done = run("import", path, "--plans", "--yes", "--data", data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "tracker form --plans" in done.stderr


def test_the_bytes_of_a_form_do_not_depend_on_the_clock(data):
    made = []
    for now in (datetime(2026, 11, 27, 9, 0), datetime(2026, 12, 24, 23, 59)):
        path = data / "form.xlsx"
        command = ("form", "--plans", "--year", "2027", "-o", path, "--yes", "--data", data)
        assert run_tracker(*command, cwd=data, now=now).returncode == 0
        made.append(path.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("options", [["--year", "2031"], ["--year", "2025"], ["--period", "2027-06"], []])
def test_a_form_for_plans_is_for_a_year_of_the_term(run, data, options):
    done = run("form", "--plans", "-o", data / "form.xlsx", "--data", data, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert not (data / "form.xlsx").exists()


@settings(max_examples=count_examples(15))
@given(
    st.dictionaries(
        st.sampled_from(["growth", "poor", "budget"]),
        st.tuples(
            st.sampled_from(["{}", "≥ {}", "trên {}", "<{}", "{} trở lên", "không quá {}"]),
            st.decimals(min_value=0, max_value=99999, places=1, allow_nan=False),
        ),
        min_size=1,
    )
)
def test_whatever_bound_is_filled_in_comes_back(tmp_path_factory, filled):
    data = write_folder(tmp_path_factory.mktemp("form") / "data", TARGETS, RESULTS)
    path = make_form(data)
    fill_in(path, {id: shape.format(str(number).replace(".", ",")) for id, (shape, number) in filled.items()})
    done = run_tracker("import", path, "--plans", "--yes", "--format", "csv", "--data", data, cwd=data)
    assert done.returncode == 0, done.stderr
    signs = {"{}": "", "≥ {}": ">=", "trên {}": ">", "<{}": "<", "{} trở lên": ">=", "không quá {}": "<="}
    for row in csv.DictReader(io.StringIO(done.stdout)):
        shape, number = filled.pop(row["indicator"])
        sign = signs[shape]
        assert (row["value"][: len(sign)], Decimal(row["value"][len(sign) :])) == (sign, number)
    assert not filled
