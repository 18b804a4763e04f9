"""`target = "plan"`: the table of cases in docs/methods.md, and each command on an indicator with only annual plans."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

import tracker
from support.folders import ROOT
from support.inside import run_inside
from support.process import Done
from support.registers import assess_one, make_indicator, make_register, make_row
from tracker.model import Plan, Target
from tracker.targets.reader import read_targets

TERM = """
[term]
name = "Plan"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
"""
ROADS = """
[[indicator]]
id = "roads"
name = "Roads"
unit = "km"
measure = "total"
target = "plan"
direction = "increase"
plan = { 2021 = 10, 2022 = 12, 2023 = [13, 15], 2024 = { at_least = 16 } }
owner = "Office A"
"""
RESULTS = (
    "roads,2021,11,,final,,,2022-01-31,\nroads,2022,12,,final,,,2023-01-31,\nroads,2023,12.5,,final,,,2024-01-31,\n"
)


def judge(plans: dict[int, int], results: dict[int, object], year: int, as_of: str = "") -> str:
    """Return status, reason and flags of a level that should fall, by its annual plans."""
    indicator = make_indicator(
        "level", "plan", direction="decrease", plan={key: Plan(Decimal(value)) for key, value in plans.items()}
    )
    rows = [make_row(each, *(value if isinstance(value, tuple) else (value,))) for each, value in results.items()]
    found = assess_one(make_register(indicator, x=rows), year, as_of or f"{year + 1}-03-01")
    return f"{found.status}/{found.reason}/{' '.join(found.flags)}"


@pytest.fixture
def place(folder) -> Path:
    return folder(TERM + ROADS, RESULTS)


def call(place: Path, *words: str) -> Done:
    return run_inside(*words, "--data", place, "--lang", "en", cwd=place)


# --- The table of cases ----------------------------------------------------------------------------------------

FALLING = {year: 10 - (year - 2021) for year in range(2021, 2026)}
CASES = {
    "on the plan": (FALLING, {2023: 8}, 2023, "met//"),
    "better than the plan": (FALLING, {2023: 7}, 2023, "exceeded//"),
    "worse than the plan": (FALLING, {2022: 9, 2023: 9}, 2023, "missed//"),
    "a year without its result": (FALLING, {2022: 9}, 2023, "met//not_reported"),
    "an old result": (FALLING, {2021: 10}, 2023, "met//stale not_reported"),
    "a forecast is no result": (FALLING, {2022: 9, 2023: (8, "", "forecast")}, 2023, "met//not_reported"),
    "a year without its plan": ({2021: 10, 2022: 9}, {2022: 10, 2023: 1}, 2023, "missed//"),
    "plans of later years only": ({2024: 7}, {2023: 1}, 2023, "not_assessed/not_due/"),
    "no plan at all": ({}, {2023: 1}, 2023, "not_assessed/no_plan/"),
    "the last year without its plan": ({2023: 8, 2024: 7}, {2024: 7, 2025: 6}, 2025, "not_assessed/no_plan/"),
    "the last year without its result": (FALLING, {2024: 7}, 2025, "not_assessed/no_final_result/not_reported"),
    "the last year": (FALLING, {2024: 9, 2025: 6}, 2025, "met//"),
    "no result": (FALLING, {}, 2023, "not_assessed/no_result/not_reported"),
    "no result of a planned year": ({2025: 6}, {2023: 8}, 2025, "not_assessed/no_final_result/stale not_reported"),
    "too old": (FALLING, {2021: 10}, 2024, "not_assessed/stale/stale not_reported"),
    "no plan for years": ({2021: 10}, {2021: 10, 2024: 7}, 2024, "not_assessed/no_plan/"),
    "a bound that decides": (FALLING, {2023: (8, "<")}, 2023, "exceeded//bounded"),
    "a bound that leaves it open": (FALLING, {2023: (9, "<")}, 2023, "not_assessed/bounded/bounded"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_table_of_cases(case):
    plans, results, year, expected = CASES[case]
    assert judge(plans, results, year) == expected


def test_the_last_year_is_open_until_it_is_over():
    assert judge(FALLING, {2024: 8}, 2025, as_of="2025-06-01") == "missed//not_reported"


@pytest.mark.parametrize("measure", ["total", "mean", "growth_rate"])
def test_only_the_year_of_the_plan_is_described_whatever_the_measure(measure):
    plans = {year: Plan(Decimal(8)) for year in (2022, 2023)}
    indicator = make_indicator(measure, "plan", direction="increase", plan=plans)
    rows = [make_row(2022, 9, "", "estimate"), make_row(2023, 8), make_row(2024, 1, "<", "estimate")]
    found = assess_one(make_register(indicator, x=rows[:2]), 2023)
    assert (found.status, found.flags) == ("met", ())
    found = assess_one(make_register(indicator, x=rows), 2024)
    assert (found.status, found.flags) == ("met", ())


def test_a_plan_that_was_eased_late_is_flagged_if_a_later_year_has_no_plan(place):
    done = call(place, "decide", "roads", "2023", "12", "--kind", "plan", "--decided", "2024-03-01", "--yes")
    assert done.returncode == 0, done.stderr
    path = place / "results.csv"
    path.write_text(path.read_text(encoding="utf-8") + "roads,2024,20,,final,,,2025-01-31,\n", encoding="utf-8")
    targets = place / "targets.toml"
    targets.write_text(targets.read_text(encoding="utf-8").replace(", 2024 = { at_least = 16 }", ""), encoding="utf-8")
    row = next(csv.DictReader(io.StringIO(call(place, "status", "--year", "2024", "--format", "csv").stdout)))
    assert (row["status"], row["status_first"], row["flags"]) == ("exceeded", "missed", "moved_after")


def test_the_check_asks_for_no_year_without_a_plan(place):
    path = place / "results.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("roads,2022,12,,final,,,2023-01-31,\n", ""), encoding="utf-8"
    )
    assert "missing-years" not in call(place, "check").stdout


def test_the_page_has_a_row_for_each_reason():
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    table = text.partition("## Only annual plans")[2].partition("\n## ")[0]
    reasons = {expected.split("/")[1] for _, _, _, expected in CASES.values()} - {""}
    assert all(f"`{reason}`" in table for reason in reasons)


# --- The file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        (
            'measure = "level"\ntarget = "plan"',
            "direction: is missing: the annual plans do not say which way is better",
        ),
        (
            'measure = "every_year"\ntarget = "plan"\ndirection = "increase"',
            "target: a bound for every year has no other",
        ),
        ('measure = "milestone"\ntarget = "plan"', 'target: "plan" is not a target of a milestone'),
        ('measure = "level"\ntarget = "plans"', 'did you mean "plan"?'),
    ],
)
def test_what_does_not_go_with_annual_plans_is_refused(lines, part):
    _, problems = read_targets(f'{TERM}[[indicator]]\nid = "x"\nname = "X"\n{lines}\n', "t")
    assert len(problems) == 1
    assert part in f"{problems[0].location.key}: {problems[0].message} / {problems[0].hint}"


# --- The commands ----------------------------------------------------------------------------------------------


def test_it_is_counted_among_the_targets_and_its_verdict_names_its_year(place):
    text = call(place, "status", "--year", "2024", "--format", "table").stdout
    assert "annual plans" in text
    assert "verdict of 2023, no result for 2024" in text
    assert "Missed 1/1" in text
    assert "1 of the verdicts on 1 targets rest on an older year than 2024." in text
    row = next(csv.DictReader(io.StringIO(call(place, "status", "--year", "2023", "--format", "csv").stdout)))
    found = [row[key] for key in ("bound", "target", "status", "plan_verdict", "progress", "required", "method")]
    assert found == ["plan", "", "missed", "missed", "", "", "linear"]


def test_a_verdict_on_an_older_plan_says_so(folder):
    path = folder(
        TERM + ROADS.replace(", 2024 = { at_least = 16 }", ""), RESULTS + "roads,2024,20,,final,,,2025-01-31,\n"
    )
    text = call(path, "status", "--year", "2024", "--format", "table").stdout
    assert "plan of 2023" in text
    assert "rest on an older year than 2024" in text
    assert "The plan of 2023, 13–15, is not reached." in call(path, "show", "roads", "--year", "2024").stdout


@pytest.mark.parametrize("method", ["linear", "compound", "destatis", "un_chart"])
def test_every_method_says_the_same(place, method):
    document = json.loads(call(place, "show", "roads", "--year", "2022", "--method", method, "--format", "json").stdout)
    item = document["indicator"]
    assert (item["status"], item["reason"], item["method"], item["flags"]) == ("met", None, "linear", [])
    assert document["meaning"] == "The plan of 2022, 12, is reached."
    assert document["working"]["rule"].startswith("Rule: the verdict is that on the plan of the latest year")


def test_a_missed_plan_is_in_the_review(place):
    rows = list(csv.DictReader(io.StringIO(call(place, "review", "--year", "2023", "--format", "csv").stdout)))
    assert [(row["kind"], row["concerns"], row["gap"]) for row in rows] == [("weak", "missed plan_missed", "")]


def test_a_decided_plan_counts_and_a_decided_target_takes_its_place(place):
    done = call(place, "decide", "roads", "2023", "12.5", "--yes", "--decided", "2023-06-01")
    assert done.returncode == 0, done.stderr
    row = next(csv.DictReader(io.StringIO(call(place, "status", "--year", "2023", "--format", "csv").stdout)))
    assert (row["status"], row["status_first"], row["plan_verdict_first"]) == ("met", "missed", "missed")
    done = call(place, "decide", "roads", "2025", ">=80", "--kind", "target", "--yes", "--decided", "2023-07-01")
    assert "in force before: annual plans" in done.stdout
    row = next(csv.DictReader(io.StringIO(call(place, "status", "--year", "2023", "--format", "csv").stdout)))
    assert (row["bound"], row["target"], row["target_first"]) == ("at_least", "80", "plan")
    assert float(row["pace"]) == pytest.approx(35.5 / 80 / 0.6)
    assert "Target changed from annual plans to ≥ 80" in call(place, "show", "roads", "--year", "2023").stdout
    refused = call(place, "decide", "roads", "2025", "plan", "--kind", "target", "--yes")
    assert refused.returncode == 2


@pytest.mark.parametrize("ending", ["html", "docx", "xlsx", "md"])
def test_every_report_has_it(place, tmp_path, ending):
    for form in ("term", "year"):
        done = call(place, "report", "--year", "2024", "--form", form, "-o", str(tmp_path / f"{form}.{ending}"))
        assert done.returncode == 0, done.stderr
    if ending == "md":
        assert "annual plans" in (tmp_path / "term.md").read_text(encoding="utf-8")


def test_the_next_term_has_annual_plans_to_fill_in(folder, tmp_path):
    rows = RESULTS + "roads,2024,16,,final,,,2025-01-31,\nroads,2025,21,,final,,,2026-01-31,\n"
    path = folder(TERM + ROADS.replace("16 }", "16 }, 2025 = 20"), rows)
    table = call(path, "next-term", "--dry-run", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(table)))["final_verdict"] == "exceeded"
    assert call(path, "next-term", str(tmp_path / "next"), "--years", "2026-2030").returncode == 0
    text = (tmp_path / "next" / "targets.toml").read_text(encoding="utf-8")
    assert '# target = "plan"' in text
    filled = text.replace('# target = "plan"', 'target = "plan"').replace(
        "# plan = { 2026 =,", "plan = { 2026 = 21 } # "
    )
    again, problems = read_targets(filled, "t")
    assert [str(each.message) for each in problems] == []
    assert again.indicators[0].target == Target("plan")


def test_each_area_is_judged_by_its_own_plans(folder):
    targets = TERM + ROADS.replace(
        'target = "plan"\n', 'areas = "commune"\nroll_up = "sum"\neach.target = "plan"\neach.plan = { 2023 = 5 }\n'
    )
    counted = '[[indicator]]\nid = "good"\nname = "Good"\nmeasure = "level"\ncount = "roads"\n'
    path = folder(targets + counted, "")
    (path / "areas.csv").write_text(
        "area,name,level,within,from,until,into\na,A,commune,,,,\nb,B,commune,,,,\n", encoding="utf-8"
    )
    head = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area\n"
    rows = "roads,2023,6,,final,,,2024-01-31,,a\nroads,2023,4,,final,,,2024-01-31,,b\n"
    (path / "results.csv").write_text(head + rows, encoding="utf-8")
    done = call(path, "status", "--year", "2023", "--level", "commune", "--format", "csv")
    found = {(row["area"], row["indicator"]): row["status"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (found["a", "roads"], found["b", "roads"]) == ("exceeded", "missed")
    own = tracker.open(path).status(2023)
    assert own["good"].result is not None
    assert own["good"].result.value == 1
