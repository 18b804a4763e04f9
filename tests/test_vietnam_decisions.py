"""The national example with its decisions in force: the plans of 2025 before and after the day on which they changed."""

import csv
import io
import json

import pytest

from support.folders import ROOT
from support.process import run_at_terminal

EXAMPLE = ROOT / "examples" / "vietnam-2021-2025"
BEFORE, AFTER = "2025-02-18", "2026-11-22"


def read_status(run, as_of: str) -> dict[str, dict[str, str]]:
    done = run("status", "--data", EXAMPLE, "--format", "csv", "--year", "2025", "--as-of", as_of)
    assert done.returncode == 0, done.stderr
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}


def show(indicator: str, as_of: str) -> str:
    text = run_at_terminal(
        "show", indicator, "--data", str(EXAMPLE), "--lang", "en", "--year", "2025", "--as-of", as_of, COLUMNS="200"
    )
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("indicator", "before", "after"),
    [("gdp-growth", "6.5–7", "≥ 8"), ("gdp-per-head", "~ 4,900", "> 5,000"), ("inflation", "~ 4.50", "4.5–5")],
)
def test_a_plan_is_the_one_in_force_on_the_day(indicator, before, after):
    assert after not in show(indicator, BEFORE)
    text = show(indicator, AFTER)
    assert before in text, "show lists every version"
    assert after in text
    assert "192/2025/QH15" in text
    assert "19 February 2025" in text


def test_the_results_of_2025_are_judged_by_the_plans_in_force(run):
    """8.02 passes both 6.5 to 7 and at least 8; 5,026 passes both 4,900 and over 5,000."""
    found = read_status(run, AFTER)
    for name in ("gdp-growth", "gdp-per-head"):
        assert found[name]["plan_verdict"] == "exceeded"
        assert found[name]["plan_verdict_first"] in ("", "exceeded")
    assert found["gdp-growth"]["plan_difference"] == "0.02"
    assert found["gdp-growth"]["status"] == "missed", "the target of the term was not changed"
    assert found["gdp-growth"]["status_first"] in ("", "missed")


def test_the_day_before_the_first_plans_are_in_force(run):
    found = read_status(run, BEFORE)
    assert (found["inflation"]["plan"], found["inflation"]["plan_qualifier"]) == ("4.5", "~")
    assert found["gdp-per-head"]["plan_year"] == "2024", "its last result by then"
    assert read_status(run, AFTER)["gdp-per-head"]["plan"] == "5000"
    assert read_status(run, AFTER)["gdp-per-head"]["plan_bound"] == "above"


def test_no_plan_was_moved_after_its_year(run):
    assert [name for name, row in read_status(run, AFTER).items() if "moved_after" in row["flags"]] == []


def test_the_check_still_finds_nothing(run):
    done = run("check", "--data", EXAMPLE, "--as-of", AFTER, "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_log_has_the_decision(run):
    done = run("log", "--data", EXAMPLE, "--lang", "en")
    assert "192/2025/QH15" in done.stdout


def test_the_versions_of_a_plan_keep_their_signs(run):
    done = run("show", "gdp-per-head", "--data", EXAMPLE, "--format", "json", "--year", "2025", "--as-of", AFTER)
    versions = [(each["value"], each["qualifier"], each["decided_on"]) for each in json.loads(done.stdout)["decisions"]]
    assert versions == [(4900, "~", None), (">5000", None, "2025-02-19")]
