"""Plans of quarters, halves and months, and `status --period`: one period against its own plan."""

import csv
import io
import json
import os

import pytest

from support.folders import LANGUAGES, TESTS, write_folder

TARGETS = """
    [term]
    name.vi = "Chiến lược"
    name.en = "Strategy"
    first_year = 2021
    last_year = 2025

    [[group]]
    id = "work"
    name = "Work"

    [[indicator]]
    id = "jobs"
    group = "work"
    name.vi = "Việc làm mới"
    name.en = "New jobs"
    unit.vi = "người"
    unit.en = "persons"
    measure = "total"
    target.at_least = 500
    plan = { 2023 = 100, "2023-Q2" = 24, "2023-S1" = { at_least = 50, source = "s" }, "2024-Q1" = [18, 25] }
    source = "s"

    [[indicator]]
    id = "poor"
    name.vi = "Hộ nghèo"
    name.en = "Poor households"
    unit = "%"
    decimals = 1
    measure = "level"
    direction = "decrease"
    target.at_most = 3
    baseline = 6
    plan = { "2023-Q2" = 5 }
    source = "s"

    [[indicator]]
    id = "roads"
    name.en = "Roads"
    unit = "km"
    measure = "every_year"
    target.at_least = 5
    source = "s"
"""
ROWS = """
    jobs,2022-Q2,22,,final,a,,2022-07-01,lan
    jobs,2023-Q1,20,,final,a,,2023-04-01,lan
    jobs,2023-M04,8,,final,a,,2023-05-01,lan
    jobs,2023-M05,9,,final,a,,2023-06-01,lan
    jobs,2023-M06,8,,estimate,b,,2023-07-01,lan
    poor,2023-Q2,5.4,,final,a,,2023-07-01,lan
    roads,2023-Q2,1,,final,a,,2023-07-01,lan
"""


def show_rows(run, tmp_path, *options):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    done = run("status", "--format", "csv", "--lang", "en", *options)
    assert done.returncode == 0, done.stderr
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}


def test_a_quarter_is_judged_against_its_own_plan(run, tmp_path):
    rows = show_rows(run, tmp_path, "--period", "2023-Q2")
    jobs, poor, roads = rows["jobs"], rows["poor"], rows["roads"]
    assert (jobs["value"], jobs["value_status"], jobs["made_of"]) == ("25", "estimate", "2023-M04 2023-M05 2023-M06")
    assert (jobs["plan"], jobs["plan_verdict"], jobs["previous"], jobs["change"]) == ("24", "exceeded", "22", "3")
    assert (poor["plan"], poor["plan_verdict"], poor["plan_difference"]) == ("5", "missed", "0.4")
    assert (roads["value"], roads["plan"], roads["plan_verdict"]) == ("1", "", ""), "the bound is one of years"


@pytest.mark.parametrize(
    ("period", "value", "plan", "verdict"),
    [
        ("2023-S1", "45", "50", "missed"), ("2023-06", "45", "50", "missed"), ("6 tháng 2023", "45", "50", "missed"),
        ("quý II/2023", "25", "24", "exceeded"), ("2023-M05", "9", "", ""), ("2024-Q1", "", "", ""),
    ],
)  # fmt: skip
def test_any_period_that_something_is_known_of(period, value, plan, verdict, run, tmp_path):
    jobs = show_rows(run, tmp_path, "--period", period)["jobs"]
    assert (jobs["value"], jobs["plan"], jobs["plan_verdict"]) == (value, plan, verdict)


def test_only_what_is_selected(run, tmp_path):
    assert [*show_rows(run, tmp_path, "--period", "2023-Q2", "--group", "work")] == ["jobs"]
    assert show_rows(run, tmp_path, "--period", "2023-Q2", "--as-of", "2023-06-15")["jobs"]["value"] == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--period", "2024-Q3"), "no indicator has a result or a plan of 2024-Q3"),
        (("--period", "2023-Q2", "--year", "2023"), "--year does not go with --period"),
        (("--period", "2023-Q2", "--only", "met"), "--only does not go with --period"),
        (("--period", "2030-Q1"), "2030 is not a year of the term"),
        (("--period", "2023-Q5"), "is not a period"),
    ],
)
def test_what_is_refused(options, said, run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    done = run("status", "--lang", "en", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_every_format(form, language, run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    done = run("status", "--period", "2023-Q2", "--as-of", "2024-01-31", "--format", form, "--lang", language)
    golden = TESTS / "fiscal" / f"{language}-period.{form}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(done.stdout, encoding="utf-8", newline="")
    assert done.stdout == golden.read_text(encoding="utf-8")


def test_the_verdict_of_the_year_does_not_change(run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    with_plans = json.loads(run("status", "--format", "json", "--year", "2023", "--as-of", "2024-01-31").stdout)
    bare = TARGETS.replace(', "2023-Q2" = 24, "2023-S1" = { at_least = 50, source = "s" }, "2024-Q1" = [18, 25]', "")
    write_folder(tmp_path / "data", bare.replace('plan = { "2023-Q2" = 5 }', ""), ROWS)
    assert json.loads(run("status", "--format", "json", "--year", "2023", "--as-of", "2024-01-31").stdout) == with_plans


def test_a_plan_of_a_quarter_is_decided_changed_and_taken_back(run, tmp_path):
    path = write_folder(tmp_path / "data", TARGETS, ROWS)
    done = run("decide", "jobs", "quý II/2023", "26", "--decided", "2023-03-01", "--source", "s", "--lang", "en")
    assert done.stdout.startswith(
        "Recorded: jobs, the plan for 2023-Q2: 26 (decided 2023-03-01)\nin force before: 24\n"
    )
    assert ",plan,2023-Q2,26,2023-03-01," in (path / "decisions.csv").read_text(encoding="utf-8")
    rows = run("status", "--period", "2023-Q2", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(rows)))["plan_verdict"] == "missed"
    assert run("decide", "jobs", "2023-Q2", "27", "--decided", "2023-03-01", "--lang", "en").returncode == 2
    assert run("decide", "jobs", "2023-Q2", "none", "--decided", "2023-03-02", "--source", "s").returncode == 0
    rows = run("status", "--period", "2023-Q2", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(rows)))["plan"] == ""
    assert run("undo", "--decisions", "--yes").returncode == 0
    rows = run("status", "--period", "2023-Q2", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(rows)))["plan"] == "26"


def test_show_has_the_plan_beside_the_part(run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    assert "Q2 2023: 5.4 (plan 5" in run("show", "poor", "--year", "2023", "--lang", "en").stdout


def test_show_lists_every_version_of_the_plan_of_a_period(run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    for value, day in (("26", "2023-03-01"), (">=27", "2023-04-02"), ("none", "2023-05-03")):
        done = run("decide", "jobs", "2023-Q2", value, "--decided", day, "--source", f"QD {value}", "--yes")
        assert done.returncode == 0, done.stderr
    assert run("decide", "jobs", "2024-Q2", "30", "--decided", "2023-06-01").returncode == 0
    text = " ".join(run("show", "jobs", "--year", "2023", "--lang", "en").stdout.split())
    assert "plan of Q2 2023: 24 (as first set)" in text
    assert "→ 26 (1 March 2023) [" in text
    assert "→ ≥ 27 (2 April 2023) [" in text
    assert "→ abolished (3 May 2023) [" in text
    assert "plan of Q2 2024: 30 (1 June 2023)" in text
    assert "kế hoạch quý II/2023: 24" in run("show", "jobs", "--year", "2023", "--lang", "vi").stdout
    decisions = json.loads(run("show", "jobs", "--format", "json").stdout)["decisions"]
    found = [(each["period"], each["value"], each["decided_on"]) for each in decisions]
    assert found == [
        ("2023-Q2", 24, None),
        ("2023-Q2", 26, "2023-03-01"),
        ("2023-Q2", ">=27", "2023-04-02"),
        ("2023-Q2", None, "2023-05-03"),
        ("2024-Q2", 30, "2023-06-01"),
    ]
    early = run("show", "jobs", "--year", "2023", "--as-of", "2023-03-15", "--lang", "en").stdout
    assert "abolished" not in early


def test_an_earlier_decision_about_a_period_says_which_one_is_still_in_force(run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    assert run("decide", "jobs", "2023-Q2", "27", "--decided", "2023-04-02", "--yes").returncode == 0
    done = run("decide", "jobs", "2023-Q2", "26", "--decided", "2023-03-01", "--yes", "--lang", "en")
    assert "still in force: 27, decided later (2023-04-02)" in done.stdout


@pytest.mark.parametrize("key", ["2023-06", "2023-Q5", "2030-Q1", "Q2"])
def test_what_is_no_period_of_a_plan(key, run, tmp_path):
    write_folder(tmp_path / "data", TARGETS.replace('"2023-Q2" = 24', f'"{key}" = 24'), ROWS)
    done = run("status", "--lang", "en")
    assert done.returncode == 3
    assert f"jobs: plan.{key}: is not a year of the term 2021–2025" in done.stderr


def test_the_plan_of_a_period_of_the_whole_is_not_that_of_an_area(run, tmp_path):
    targets = TARGETS.replace('id = "jobs"', 'id = "jobs"\nareas = "commune"\nroll_up = "sum"', 1)
    path = write_folder(tmp_path / "data", targets, ROWS)
    (path / "areas.csv").write_text(
        "area,name,level,within,from,until,into\nx-one,Xã Một,commune,,,,\n", encoding="utf-8"
    )
    assert run("add-result", "jobs", "2023-Q2", "9", "--area", "x-one", "--yes").returncode == 0
    rows = run("status", "--period", "2023-Q2", "--area", "x-one", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(rows)))["plan"] == ""
    done = run("decide", "jobs", "2023-Q2", "8", "--area", "x-one", "--decided", "2023-03-01", "--yes", "--lang", "en")
    assert "in force before: nothing" in done.stdout
    rows = run("status", "--period", "2023-Q2", "--area", "x-one", "--format", "csv").stdout
    assert next(csv.DictReader(io.StringIO(rows)))["plan"] == "8"
    assert "plan of Q2 2023: 8 (1 March 2023)" in run("show", "jobs", "--area", "x-one", "--lang", "en").stdout


AREAS = "area,name,level,within,from,until,into\nx-one,Xã Một,commune,,,,\nx-two,Xã Hai,commune,,,,\nx-three,Xã Ba,commune,,,,\n"


@pytest.fixture
def communes(run, tmp_path):
    targets = TARGETS.replace('id = "jobs"', 'id = "jobs"\nareas = "commune"\nroll_up = "sum"\nby = ["sex"]', 1)
    targets = '[[dimension]]\nid = "sex"\nvalues = { f = "Nữ", m = "Nam" }\n\n' + targets
    path = write_folder(tmp_path / "data", targets)
    (path / "areas.csv").write_text(AREAS, encoding="utf-8")
    for arguments in (
        ("9", "--area", "x-one"),
        ("4", "--area", "x-one", "--part", "sex=f"),
        ("8", "--area", "x-three"),
    ):
        assert run("add-result", "jobs", "2023-Q2", *arguments, "--yes").returncode == 0
    assert run("decide", "jobs", "2023-Q2", "10", "--area", "x-two", "--yes").returncode == 0
    return path


def test_each_area_has_the_plans_of_quarters_that_each_states(run, tmp_path):
    """A decision about an area comes before them; where targets are sums, the larger area has the sum of them."""
    own = 'plan = { 2023 = 100, "2023-Q2" = 24, "2023-S1" = { at_least = 50, source = "s" }, "2024-Q1" = [18, 25] }'
    keys = (
        'id = "jobs"\nareas = "commune"\nroll_up = "sum"\neach.plan = { "2023-Q2" = 20, "2023-Q3" = { at_least = 9 } }'
    )
    targets = TARGETS.replace('id = "jobs"', keys, 1).replace(own, "")
    targets = targets.replace("target.at_least = 500", 'each.target.at_least = 500\ntarget = "sum"', 1)
    path = write_folder(tmp_path / "data", targets)
    (path / "areas.csv").write_text(AREAS, encoding="utf-8")
    for area, value in (("x-one", "20"), ("x-two", "21"), ("x-three", "19")):
        assert run("add-result", "jobs", "2023-Q2", value, "--area", area, "--yes").returncode == 0
    assert run("decide", "jobs", "2023-Q2", "25", "--area", "x-two", "--yes").returncode == 0

    def judge(period, *options):
        done = run("status", "--period", period, *options, "--format", "csv")
        assert done.returncode == 0, done.stderr
        found = csv.DictReader(io.StringIO(done.stdout))
        return [(row["plan"], row["plan_verdict"]) for row in found if row["indicator"] == "jobs"]

    assert judge("2023-Q2", "--level", "commune") == [("20", "met"), ("25", "missed"), ("20", "missed")]
    assert judge("2023-Q2") == [("65", "missed")]
    assert judge("2023-Q3", "--level", "commune") == [("9", "")] * 3
    assert judge("2023-Q3") == [("27", "")]


def test_one_period_of_every_area(run, communes):
    options = ("--period", "2023-Q2", "--level", "commune", "--lang", "en")
    rows = list(csv.DictReader(io.StringIO(run("status", *options, "--format", "csv").stdout)))
    assert [(row["area"], row["indicator"], row["value"], row["plan"]) for row in rows] == [
        ("x-one", "jobs", "9", ""),
        ("x-two", "jobs", "", "10"),
        ("x-three", "jobs", "8", ""),
    ]
    document = json.loads(run("status", *options, "--format", "json").stdout)
    assert [row["area"] for row in document["indicators"]] == ["x-one", "x-two", "x-three"]
    for style in ("table", "md"):
        text = run("status", *options, "--format", style).stdout
        assert "No result for Q2 2023 yet: 1 of 3 areas (Xã Hai)" in text
        assert text.index("Xã Một – ") < text.index("Xã Hai – ") < text.index("Xã Ba – ")
    nothing = run("status", "--period", "2023-Q3", "--level", "commune", "--lang", "en")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "no indicator has a result or a plan of 2023-Q3" in nothing.stderr
    assert "the latest: 2023-Q2" in nothing.stderr


def test_one_period_of_the_total_and_each_part(run, communes):
    rows = run("status", "--period", "2023-Q2", "--area", "x-one", "--by", "sex", "--format", "csv").stdout
    found = [(row["parts"], row["value"]) for row in csv.DictReader(io.StringIO(rows))]
    assert found == [("", "9"), ("sex=f", "4")]
