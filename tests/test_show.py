"""`tracker show` and `tracker review` as their users see them: whole screens, other formats, gates, and the edges."""

import json
import os
import re
from pathlib import Path

import pytest

from support.folders import GOLDEN
from support.process import Run, run_at_terminal
from support.screens import RESULTS, SCREENS, TARGETS


@pytest.fixture
def data(folder) -> Path:
    return folder(TARGETS, RESULTS)


@pytest.mark.parametrize("name", list(SCREENS)[::5])
def test_screen_of_a_process_of_its_own(run: Run, data, name):
    done = run(*SCREENS[name], "--year", "2023", "--data", data, process=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, (GOLDEN / name).read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("name", SCREENS)
def test_screen(run: Run, data, name):
    done = run(*SCREENS[name], "--year", "2023", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(done.stdout, encoding="utf-8", newline="\n")
    assert done.stdout == path.read_text(encoding="utf-8")


def test_all_formats_carry_the_same_working(run: Run, data):
    text, markdown = (run("show", "schools", "--data", data, "--format", name).stdout for name in ("table", "md"))
    document = json.loads(run("show", "schools", "--data", data, "--format", "json").stdout)
    steps = document["working"]["steps"]
    assert [step["symbol"] for step in steps] == ["p", "e", "r", "s", None, None]
    for step in steps:
        assert step["numbers"] in text
        assert step["numbers"] in markdown.replace("\\", "")
    assert document["working"]["rule"] in text


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("command", [("show", "schools"), ("review",)])
def test_nothing_is_wider_than_the_terminal(data, width, command):
    shown = run_at_terminal(*command, "--year", "2023", "--data", str(data), COLUMNS=str(width))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(len(line) for line in shown.splitlines()) <= width
    assert "Sở Giáo dục" in shown


@pytest.mark.parametrize(
    ("gate", "code"),
    [
        ("off_track", 1),
        ("weak", 1),
        ("off-track,missed", 1),
        ("plan_missed", 1),
        ("missed", 0),
        ("no_result", 0),
        ("missing", 0),
        ("unknown", 1),
    ],
)
def test_the_gates_of_review(run: Run, data, gate, code):
    done = run("review", "--data", data, "--year", "2023", "--fail-on", gate)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("kind,concerns,")


def test_an_unknown_gate_is_refused_with_what_was_meant(run: Run, data):
    done = run("review", "--data", data, "--fail-on", "of_track", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean off_track?" in done.stderr


def test_review_lists_the_worst_first_and_the_unknown_last(run: Run, data):
    rows = run("review", "--data", data, "--year", "2023").stdout.splitlines()[1:]
    assert [(row.split(",")[0], row.split(",")[4]) for row in rows] == [
        ("weak", "water"),
        ("weak", "schools"),
        ("unknown", "houses"),
        ("unknown", "poverty"),
    ]


def test_what_is_assumed_is_marked_and_never_written(run: Run, data):
    before = (data / "results.csv").read_bytes()
    arguments = ("status", "--data", data, "--year", "2023", "--assume", "schools:2023=52,5", "--format")
    row = next(line for line in run(*arguments, "csv").stdout.splitlines() if line.startswith("schools"))
    assert ",52.5,," in row
    assert "assumed" in row
    assert json.loads(run(*arguments, "json").stdout)["assumed"] == [
        {"indicator": "schools", "year": 2023, "value": 52.5}
    ]
    for kind in ("table", "md"):
        assert "Giả định, không ghi vào sổ: schools 2023 = 52,5" in run(*arguments, kind).stdout
    assert (data / "results.csv").read_bytes() == before


def test_an_official_verdict_stands_beside_the_computed_one(run: Run, data):
    table = run("status", "--data", data, "--year", "2023", "--format", "table", "--lang", "en").stdout
    assert "official verdict; computed: Not assessed" in table
    item = json.loads(run("status", "--data", data, "--year", "2023", "--format", "json").stdout)["indicators"][3]
    assert (item["status"], item["computed_status"]) == ("met", "not_assessed")
    assert "Met: decided [1]" in run("show", "city", "--data", data, "--year", "2023", "--lang", "en").stdout


def test_the_forecast_of_show_never_leaves_the_natural_limits(run: Run, folder):
    targets = TARGETS.split("[[indicator]]", maxsplit=1)[0] + (
        '[[indicator]]\nid = "x"\nname = "x"\nunit = "%"\nmeasure = "level"\ntarget.at_least = 99\nbaseline = 70\n'
    )
    path = folder(targets, "x,2021,80,,final,,,2022-01-31,\nx,2022,91,,final,,,2023-01-31,\n")
    outlook = json.loads(run("show", "x", "--data", path, "--year", "2022", "--format", "json").stdout)["outlook"]
    assert (outlook["mean_pace"], outlook["high"], outlook["points"]) == (100, 100, 3)
    assert (outlook["low"], outlook["damped"]) == (100, 100)


def test_the_bound_of_every_year_is_no_plan_of_the_baseline_year(folder, run):
    indicator = '[[indicator]]\nid = "a"\nname = "A"\nunit = "t"\nmeasure = "every_year"\ntarget.at_least = 4200\n'
    term = '[term]\nname = "T"\nbaseline_year = 2025\nfirst_year = 2026\nlast_year = 2030\n'
    rows = "a,2025,4250,,final,x,,2026-01-10,\na,2026,4300,,final,x,,2027-01-10,\n"
    for baseline in ("", "baseline.year = 2025\nbaseline.value = 4250\n"):
        path = folder(term + indicator + baseline, rows)
        done = run("show", "a", "--data", path, "--format", "json", "--as-of", "2027-01-31")
        years = {each["year"]: each for each in json.loads(done.stdout)["years"]}
        assert (years[2025]["plan"], years[2025]["plan_verdict"]) == (None, None)
        assert (years[2026]["plan"], years[2026]["plan_verdict"]) == (4200, "exceeded")
