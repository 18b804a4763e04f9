"""Every named check has a folder that provokes it and nothing else, and says in both languages what and what to do.

`checks/<name>/` holds the two files and the exact output. To write the output anew after a change that is meant:

    UPDATE_EXPECTED=1 pytest tests/test_checks.py

Read each as a user would before it is committed.
"""

import csv
import io
import json
import os
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import DATA, HEADER, ROOT
from support.process import Run
from support.registers import make_indicator, make_register, make_series
from tracker.assess import assess
from tracker.checks import CHECK_NAMES, CHECKS, CLOSING_CHECKS, LEVELS, READING_CHECKS, CheckInput, run_checks
from tracker.checks.plans import check_plan_target
from tracker.checks.unit_kinds import is_count, is_share
from tracker.folder import Folder, load_register
from tracker.folder.closing_evidence import collect_closing_evidence
from tracker.folder.evidence_files import EvidenceExaminer
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Indicator, Plan
from tracker.targets.questions import find_questions

CASES = ROOT / "tests" / "checks"
STORE_CHECKS = ("latest", "unread-journals")
"""The checks of a shared store; test_store_recording.py provokes them."""
FOLDERS = sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name not in STORE_CHECKS)
LEVEL_OF = {check.name: check.level for check in CHECKS}
DAY = "2024-03-31"
TERM = """
[term]
name = "T"
first_year = 2021
last_year = 2025
"""


def code_of(name: str) -> int:
    return 3 if name in READING_CHECKS else 1 if LEVEL_OF[name] == "error" else 0


def test_every_check_has_its_folder():
    assert sorted({*CHECK_NAMES} - {*STORE_CHECKS}) == FOLDERS


def check_case(name: str, language: str, run: Run, process: bool) -> None:
    """Check a folder, and compare what is found with the approved text."""
    done = run("check", "--data", ".", "--as-of", DAY, "--lang", language, cwd=CASES / name, process=process)
    assert done.returncode == code_of(name), done.stdout + done.stderr
    assert set(re.findall(r": \[([a-z-]+)\] ", done.stdout)) == {name}
    expected = CASES / name / f"expected.{language}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(done.stdout, encoding="utf-8", newline="")
    assert done.stdout.replace(f".{os.sep}", "./") == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_check_finds_what_it_is_there_for_and_nothing_else_does(name, language, run):
    check_case(name, language, run, process=False)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", FOLDERS[::15])
def test_a_check_finds_it_in_a_process_of_its_own_too(name, language, run):
    check_case(name, language, run, process=True)


@pytest.mark.parametrize("name", [name for name in FOLDERS if name not in READING_CHECKS])
def test_a_check_trips_from_its_level_on_and_not_when_it_is_ignored(name, run):
    command = ("check", "--data", ".", "--as-of", DAY)
    for level in LEVELS:
        trips = LEVELS.index(LEVEL_OF[name]) <= LEVELS.index(level)
        assert run(*command, "--fail-on", level, cwd=CASES / name).returncode == trips
    for left in (("--ignore", name), ("--only", next(other for other in CHECK_NAMES if other != name))):
        done = run(*command, "--fail-on", "note", *left, cwd=CASES / name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def data_of(folder: Path, **more) -> CheckInput:
    files = Folder(str(folder))
    register, closings = load_register(files, history=ALL_INDICATORS), collect_closing_evidence(files)
    more = {"closings": closings, "decisions_file": files.decisions_path, **more}
    more["examine_evidence"] = EvidenceExaminer(files).examine
    more["questions"] = find_questions((folder / "targets.toml").read_text(encoding="utf-8"))
    return CheckInput(files.targets_path, files.results_path, register, 2023, **more)


ABOUT_INDICATORS = [
    name for name in FOLDERS if name not in (*READING_CHECKS, *CLOSING_CHECKS, "line-break", "last-line", "exceptions")
]


@pytest.mark.parametrize("name", ABOUT_INDICATORS)
def test_an_exception_with_a_reason_silences_its_check_and_no_other(name, folder):
    targets = (CASES / name / "targets.toml").read_text(encoding="utf-8")
    targets = re.sub(r"^(id = .*\n)", r"\1#\n", targets, flags=re.MULTILINE)  # the place for exceptions: no line moves
    results = (CASES / name / "results.csv").read_text(encoding="utf-8")
    path = folder(targets, results)
    for other in ("decisions.csv", "areas.csv"):
        if (CASES / name / other).exists():
            shutil.copy(CASES / name / other, path)
    if (CASES / name / "evidence").is_dir():
        shutil.copytree(CASES / name / "evidence", path / "evidence")
    if (CASES / name / "closed").is_dir():
        shutil.copytree(CASES / name / "closed", path / "closed")
        shutil.copy(CASES / name / "closings.csv", path)
    found = run_checks(data_of(path))
    concerned = {finding.problem.location.indicator for finding in found}
    assert all(concerned)
    for indicator in concerned:
        line = f'id = "{indicator}"\n'
        targets = targets.replace(f"{line}#\n", f'{line}except = [{{ check = "{name}", reason = "đã đối chiếu" }}]\n')
    assert run_checks(data_of(folder(targets, results))) == []
    other = targets.replace(f'check = "{name}"', 'check = "stale"' if name != "stale" else 'check = "sources"')
    left = run_checks(data_of(folder(other, results)))
    assert [item for item in left if item.check == name] == found
    assert {item.check for item in left} == {name, "exceptions"}


def test_an_exception_of_a_year_holds_for_that_year_only(folder):
    rows = "a,2022,120,,final,x,,2023-03-01,\na,2023,130,,final,x,,2024-03-01,\n"
    exception = '{ check = "natural-bounds", year = 2022, reason = "R" }'
    indicator = f'[[indicator]]\nid = "a"\nname = "Tỷ lệ"\nunit = "%"\nmeasure = "level"\nexcept = [{exception}]\n'
    assert [item.problem.location.line for item in run_checks(data_of(folder(TERM + indicator, rows)))] == [3]


def test_limits_that_are_stated_outweigh_what_the_unit_says(folder):
    indicator = (
        '[[indicator]]\nid = "a"\nname = "Tỷ lệ"\nunit = "%"\nmeasure = "level"\nlimits = { low = 10, high = 250 }\n'
    )
    rows = "a,2021,200,,final,x,,2022-03-01,\na,2022,300,,final,x,,2023-03-01,\na,2023,9,,final,x,,2024-03-01,\n"
    found = run_checks(data_of(folder(TERM + indicator, rows)))
    assert [(item.check, item.problem.location.line) for item in found] == [
        ("natural-bounds", 3),
        ("natural-bounds", 4),
    ]


def test_only_the_rows_that_count_are_faulted(folder):
    indicator = '[[indicator]]\nid = "a"\nname = "Tỷ lệ"\nunit = "%"\nmeasure = "level"\n'
    wrong = "a,2023,555,,final,,,2024-03-01,\n"
    right = "a,2023,55.5,,final,x,đọc nhầm dấu phẩy,2024-03-02,\n"
    assert {item.check for item in run_checks(data_of(folder(TERM + indicator, wrong)))} == {
        "natural-bounds",
        "sources",
    }
    assert run_checks(data_of(folder(TERM + indicator, wrong + right))) == []


@pytest.mark.parametrize(
    ("name", "unit", "share"),
    [
        ("Tỷ lệ hộ nghèo", "%", True),
        ("Tỷ lệ lao động qua đào tạo", "% lao động", True),
        ("Trained workers", "percent", True),
        ("Tốc độ tăng trưởng kinh tế", "%", False),
        ("Tỷ lệ tăng dân số tự nhiên", "%", False),
        ("Chỉ số giá tiêu dùng", "%", False),
        ("Thu ngân sách so với dự toán", "%", False),
        ("Tỷ lệ hoàn thành kế hoạch", "%", False),
        ("Nợ công", "% GDP", False),
        ("Mức giảm tỷ lệ hộ nghèo", "điểm %", False),
        ("Tỷ lệ hộ nghèo", "%/năm", False),
        ("Gross enrolment", "%", False),
        ("Thu nhập", "triệu đồng", False),
    ],
)
def test_what_is_a_share_is_told_by_unit_and_name(name, unit, share):
    assert is_share(Indicator("a", {"": name}, "level", unit={"": unit})) is share


@pytest.mark.parametrize(
    ("name", "unit", "count"),
    [("Dự án mới", "dự án", True), ("Dân số", "nghìn người", True), ("New homes", "1,000 dwellings", True),
     ("Population change", "people", False), ("Dân số tăng thêm", "người", False), ("Bội chi", "tỷ đồng", False)],
)  # fmt: skip
def test_what_is_a_count_is_told_by_unit_and_name(name, unit, count):
    assert is_count(Indicator("a", {"": name}, "level", unit={"": unit})) is count


# Plans and targets. ------------------------------------------------------------------------------------------------


def find_plan_problems(indicator: Indicator) -> list:
    return list(check_plan_target(CheckInput("targets.toml", "results.csv", make_register(indicator), 2021)))


@pytest.mark.parametrize("direction", [None, "increase", "decrease"])
@pytest.mark.parametrize("measure", ["level", "total", "mean", "growth", "growth_rate"])
@draw_settings(60)
@given(data=st.data())
def test_plans_are_said_to_miss_the_target_if_meeting_each_of_them_does(measure, direction, data):
    """A register that meets each plan exactly is judged missed if and only if the check says so."""
    values = data.draw(st.lists(st.integers(1, 12), min_size=5, max_size=5))
    kind = data.draw(
        st.sampled_from(["between"] if direction else ["between", "at_least", "at_most", "above", "below"])
    )
    ends = sorted(data.draw(st.tuples(st.integers(1, 40), st.integers(1, 40))))
    indicator = make_indicator(
        measure,
        kind,
        tuple(ends) if kind == "between" else ends[0],
        baseline=data.draw(st.integers(1, 12)),
        plan={2021 + at: Plan(Decimal(value)) for at, value in enumerate(values)},
    )._replace(direction=direction)
    found = assess(make_register(indicator, x=make_series(*values)), 2025, "2026-01-15").assessments[0]
    assert bool(find_plan_problems(indicator)) == (found.status == "missed")


@pytest.mark.parametrize(
    ("plan", "direction", "said"),
    [(26, None, "≤ 120"), (10, None, "≥ 100"), (22, None, ""), (26, "increase", ""), (10, "increase", "≥ 100"),
     (26, "decrease", "≤ 120"), (10, "decrease", "")],
)  # fmt: skip
def test_plans_of_a_range_are_compared_with_the_limit_that_they_do_not_keep(plan, direction, said):
    plans = {year: Plan(Decimal(plan)) for year in range(2021, 2026)}
    indicator = make_indicator("total", "between", (100, 120), plan=plans)._replace(direction=direction)
    texts = [Language("en").format_message(problem.message) for problem in find_plan_problems(indicator)]
    assert texts == ([f"if all plans are met, the result is {plan * 5}; the target is {said}"] if said else [])


# The command. ------------------------------------------------------------------------------------------------------


def test_the_shipped_data_has_no_errors(run):
    done = run("check", "--data", DATA, "--as-of", "2026-11-22", "--lang", "en")
    assert done.returncode == 0, done.stdout
    found = set(re.findall(r"(warning|error): \[([a-z-]+)\] ([a-z-]+)", done.stdout))
    assert found == {("warning", "plan-target", "grdp-growth")}
    assert run("check", "--data", DATA, "--as-of", "2026-11-22", "--fail-on", "warning").returncode == 1


def test_silent_when_all_is_fine(folder, run):
    path = folder(TERM + '[[indicator]]\nid = "a"\nname = "A"\nunit = "ha"\nmeasure = "level"\n', "")
    for form in ("text", "md"):
        done = run("check", "--data", path, "--as-of", "2021-06-30", "--format", form, "--fail-on", "note")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run("check", "--data", path, "--as-of", "2021-06-30", "--format", "csv").stdout.count("\n") == 1


@pytest.mark.parametrize("name", ["natural-bounds", "syntax"])
def test_every_format_tells_the_same(name, run, tmp_path):
    def out(*arguments: str) -> str:
        done = run("check", "--data", ".", "--as-of", DAY, "--lang", "en", *arguments, cwd=CASES / name)
        assert done.returncode == code_of(name)
        return done.stdout

    rows = list(csv.DictReader(io.StringIO(out("--format", "csv"))))
    document = json.loads(out("--format", "json"))
    assert document["schema"] == "tracker.check/1"
    assert document["count"] == {"error": len(rows), "warning": 0, "note": 0}
    as_text = [{key: str(value) if value else "" for key, value in row.items()} for row in document["findings"]]
    assert as_text == rows
    assert all(row["message"] in out() for row in rows)
    assert out("--format", "md").count("\n") == len(rows) + 2
    out("-o", str(tmp_path / "found.json"))
    assert json.loads((tmp_path / "found.json").read_text(encoding="utf-8")) == document
    assert out("-o", str(tmp_path / "found.txt")) == ""
    assert (tmp_path / "found.txt").read_text(encoding="utf-8") == out()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--only", "stael"], "did you mean stale?"), (["--ignore", "xyz"], "see tracker check --list"), (["--only", ","], "--list"),
     (["--ignore", "syntax"], "syntax cannot be left out"), (["--dialect", "excel", "--format", "json"], "--dialect is for CSV")],
)  # fmt: skip
def test_wrong_usage(arguments, said, run):
    done = run("check", "--data", DATA, "--lang", "en", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_torn_last_line_is_moved_aside_with_nothing_thrown_away(folder, run):
    path = folder((CASES / "last-line" / "targets.toml").read_text(encoding="utf-8"))
    (path / "results.csv").write_bytes((CASES / "last-line" / "results.csv").read_bytes())
    whole, _, piece = (path / "results.csv").read_bytes().rpartition(b"\n")
    command = ("check", "--data", path, "--as-of", DAY, "--lang", "en")
    assert run(*command).returncode == 1
    assert (path / "results.csv").read_bytes().endswith(piece)
    done = run(*command, "--repair")
    assert (done.returncode, done.stdout) == (0, "")
    assert "results.csv.torn" in done.stderr
    assert (path / "results.csv").read_bytes() == whole + b"\n"
    assert (path / "results.csv.torn").read_bytes() == piece + b"\n"
    again = run(*command, "--repair")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (path / "results.csv.torn").read_bytes() == piece + b"\n"


def test_repairing_changes_nothing_else(folder, run, tmp_path):
    for name in ("natural-bounds", "line-break", "syntax"):
        path = folder((CASES / name / "targets.toml").read_text(encoding="utf-8"))
        before = (CASES / name / "results.csv").read_bytes()
        (path / "results.csv").write_bytes(before)
        assert run("check", "--data", path, "--as-of", DAY, "--repair").returncode == code_of(name)
        assert (path / "results.csv").read_bytes() == before
    (path / "results.csv").unlink()
    missing = run("check", "--data", path, "--repair", "--lang", "en")
    assert missing.returncode == 3
    assert "the file is missing" in missing.stdout


def test_no_tracker_folder(run):
    done = run("check", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no tracker folder here" in done.stderr


def test_the_list_names_every_check_in_both_languages(run):
    for language in ("vi", "en"):
        lines = run("check", "--list", "--lang", language).stdout.splitlines()
        assert [line.split()[0] for line in lines] == list(CHECK_NAMES)
        assert all(
            Language(language).translate(check.description) in line for check, line in zip(CHECKS, lines, strict=True)
        )


def test_findings_stand_in_the_order_of_the_files(folder):
    targets = TERM + "".join(
        f'[[indicator]]\nid = "{name}"\nname = "{name}"\nmeasure = "level"\n' for name in ("zebra", "apple")
    )
    rows = (
        HEADER
        + "apple,2023,1,,final,,,2024-01-01,\nzebra,2023,100,,final,,,2024-01-01,\nzebra,2022,1,,final,x,,2024-01-01,\n"
    )
    places = [finding.problem.location for finding in run_checks(data_of(folder(targets, rows)))]
    assert [(place.line, place.indicator) for place in places] == [
        (None, "zebra"), (None, "apple"), (2, "apple"), (3, "zebra"), (3, "zebra"),
    ]  # fmt: skip


# A data repository runs it before each commit. ---------------------------------------------------------------------


def test_the_hook_runs_the_program_and_fails_when_the_data_is_wrong(run):
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    said = dict(line[2:].split(": ", 1) for line in text.splitlines() if not line.startswith("#"))
    entry = said["entry"].split()
    assert entry[0] == "tracker"
    for path in ("data/targets.toml", "results.csv", "a/results.csv"):
        assert re.search(said["files"], path)
    assert not re.search(said["files"], "data/notes.csv")
    assert run(*entry[1:], "--data", ".", "--as-of", DAY, cwd=CASES / "natural-bounds").returncode == 1
    assert run(*entry[1:], "--data", ".", "--as-of", DAY, cwd=CASES / "stale").returncode == 0


def test_rows_of_areas_and_parts_are_checked_like_those_of_the_whole(folder):
    """Each area beside its own rows only, and never against the targets and plans of the whole."""
    path = folder(
        TERM
        + """
[[dimension]]
id = "sex"
values = { female = "Nữ", male = "Nam" }
[[indicator]]
id = "rate"
name = "R"
unit = "%"
measure = "level"
areas = "commune"
by = ["sex"]
target.at_least = 90
baseline = 80
[[indicator]]
id = "amount"
name = "A"
unit = "tỷ đồng"
measure = "total"
areas = "commune"
target.at_least = 900000
plan = { 2022 = 100000, 2023 = 200000 }
""",
        """\
indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area,sex
rate,2022,120,,final,s,,2023-03-30,lan,x-a,
rate,2022,12,,final,s,,2023-03-30,lan,x-b,
rate,2022,101,,final,s,,2023-03-30,lan,x-b,female
amount,2022,10,,final,s,,2023-03-30,lan,x-a,
amount,2022,25,,final,s,,2023-03-30,lan,x-b,
amount,2023,100,,final,s,,2024-03-30,lan,x-a,
amount,2023-06,20,,final,s,,2023-07-30,lan,x-b,
amount,2023,15,,final,s,,2024-03-30,lan,x-b,
amount,2024,15,,final,s,,2024-03-30,lan,x-b,
rate,2022,90,,final,s,,2023-03-30,lan,,
""",
    )
    rows = "area,name,level,within,from,until,into\nx-a,Xã A,commune,,,,\nx-b,Xã B,commune,,,,\n"
    (path / "areas.csv").write_text(rows, encoding="utf-8")
    names = {"natural-bounds", "ten-times", "falling-totals", "early-periods"}
    found = [(finding.check, finding.problem.location.line) for finding in run_checks(data_of(path), names)]
    assert found == [
        ("natural-bounds", 2), ("natural-bounds", 4), ("ten-times", 7), ("falling-totals", 9), ("early-periods", 10),
    ]  # fmt: skip
