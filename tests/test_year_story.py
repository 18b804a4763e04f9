"""The story of a year, through the program: a plan is set, raised, reported and closed, and asked about two years later."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from support.folders import write_folder
from support.process import Run

TARGETS = """
[term]
name = "Resolution of commune A"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
[[indicator]]
id = "income"
name = "Income per head"
unit = "million VND"
measure = "level"
target.at_least = 90
baseline = 62
source = "Resolution 01"
[[indicator]]
id = "revenue"
name = "Budget revenue"
unit = "billion VND"
measure = "total"
target.at_least = 120
plan = { 2022 = 23 }
source = "Resolution 01"
"""
RESULTS = """\
income,2021,67,,final,Report 1,,2022-01-10T09:00:00+07:00,lan
revenue,2021,21.5,,final,Report 1,,2022-01-10T09:00:00+07:00,lan
income,2022,73,,final,Report 2,,2023-01-10T09:00:00+07:00,lan
revenue,2022,23.8,,final,Report 2,,2023-01-10T09:00:00+07:00,lan
"""
ZIP = "data/closed/2023.zip"
REPORTS = ("md", "html", "docx", "xlsx")


class Office:
    """The folder of an office, and the program in it at any moment."""

    def __init__(self, run: Run, path: Path) -> None:
        self.run, self.path = run, path

    def do(self, moment: str, *arguments: str, code: int = 0) -> str:
        """Run a command at a moment; return stdout, or stderr if it must fail."""
        done = self.run(*arguments, now=datetime.fromisoformat(moment), cwd=self.path)
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        assert code == 0 or done.stdout == ""
        return done.stderr if code else done.stdout

    def show_all(self, moment: str, *options: str) -> dict[str, bytes]:
        """Return every format of `status`, and every format of a report."""
        found = {}
        for form in ("table", "csv", "json", "md"):
            found[f"status {form}"] = self.do(moment, "status", "--format", form, *options).encode()
        for form in REPORTS:
            name = f"now.{form}"
            self.do(moment, "report", "-o", name, "--yes", *options)
            found[f"report {form}"] = (self.path / name).read_bytes()
        found["show"] = self.do(moment, "show", "revenue", "--format", "json", *options).encode()
        return found

    def get_row(self, moment: str, *options: str) -> dict[str, str]:
        """Return the columns of `status` about the revenue."""
        text = self.do(moment, "status", "--format", "csv", *options)
        return next(row for row in csv.DictReader(io.StringIO(text)) if row["indicator"] == "revenue")


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Office:
    """The office after it has closed 2023."""
    told = report_year(run, tmp_path)
    close_year(told)
    return told


def report_year(run: Run, tmp_path: Path) -> Office:
    """The office in March, when its report is ready."""
    write_folder(tmp_path / "data", TARGETS, RESULTS)
    told = Office(run, tmp_path)
    said = told.do(
        "2022-12-22T10:00", "decide", "revenue", "2023", "24..25", "--decided", "20/12/2022", "--source", "Res. 21"
    )
    assert said.startswith(
        "Recorded: revenue, the plan of 2023: 24–25 (decided 2022-12-20)\nin force before: nothing\n"
    )
    said = told.do(
        "2023-08-07T09:00", "decide", "revenue", "2023", "26", "--decided", "2023-08-05", "--source", "Res. 09",
        "--note", "raised in mid-year",
    )  # fmt: skip
    assert "in force before: 24–25\n" in said
    said = told.do("2024-01-09T09:00", "add-result", "revenue", "2023", "25.5", "--source", "Report 3")
    assert "✘ plan missed (2023)" in said
    assert "against the first plan: plan exceeded" in said
    told.do("2024-01-09T09:05", "add-result", "income", "2023", "79.6", "--source", "Report 3")
    return told


def close_year(office: Office) -> None:
    assert office.do("2024-03-12T09:00", "check", "--ignore", "sources") == ""
    office.do("2024-03-12T09:10", "close", "2023", "--source", "Report 12", "--yes")
    assert office.do("2024-03-12T09:20", "check", "--ignore", "sources") == ""


def test_the_plan_in_force_and_the_first_one_are_both_judged(office):
    row = office.get_row("2024-03-12T10:00")
    assert (row["plan"], row["plan_verdict"], row["plan_verdict_first"]) == ("26", "missed", "exceeded")
    assert row["flags"] == ""
    shown = office.do("2024-03-12T10:00", "show", "revenue", "--format", "table")
    assert "Plan of 2023 raised from 24–25 to 26: plan missed; against the first: plan exceeded" in shown
    for form in ("md", "html"):
        office.do("2024-03-12T10:00", "report", "-o", f"report.{form}")
        report = (office.path / f"report.{form}").read_text(encoding="utf-8")
        assert "against the first plan: plan exceeded" in report
        assert "24–25" in report
        assert "Res. 09" in report


@pytest.mark.parametrize(
    ("day", "plan"),
    [
        ("2022-12-21", None),  # decided the day before, recorded the day after
        ("2022-12-22", {"plan_low": "24", "plan_high": "25"}),
        ("2023-08-06", {"plan_low": "24", "plan_high": "25"}),
        ("2023-08-07", {"plan": "26"}),
        ("2024-03-12", {"plan": "26"}),
    ],
)
def test_any_day_is_shown_with_the_plan_of_that_day(office, day, plan):
    shown = json.loads(
        office.do("2026-03-20T09:00", "show", "revenue", "--format", "json", "--year", "2023", "--as-of", day)
    )
    (year,) = [item for item in shown["years"] if item["year"] == 2023]
    found = {
        key: value for key, value in year.items() if key in ("plan", "plan_low", "plan_high") and value is not None
    }
    assert {key: str(value) for key, value in found.items()} == (plan or {})


def change_everything(office: Office) -> None:
    """What happens in the two years after the closing."""
    revise = ("add-result", "revenue", "2023", "26.1", "--status", "final", "--revise", "--source", "Decision 18")
    said = office.do("2025-05-20T09:00", *revise, code=2)
    assert 'the years up to 2023 were closed on 2024-03-12 ("Report 12")' in said
    assert "--reopen --note" in said
    office.do("2025-05-20T09:01", *revise, "--reopen", code=2)
    office.do("2025-05-20T09:02", *revise, "--reopen", "--note", "settled accounts")
    decide = ("decide", "revenue", "2023", "25", "--decided", "2025-05-21")
    assert "were closed on 2024-03-12" in office.do("2025-05-21T09:00", *decide, code=2)
    office.do("2025-05-21T09:01", *decide, "--reopen", "--note", "lowered afterwards")
    office.do("2025-06-01T09:00", "decide", "revenue", "2025", "130", "--kind", "target", "--source", "Res. 30")
    office.do("2025-06-01T09:01", "add-result", "revenue", "2024", "27", "--source", "Report 4")


def test_what_is_changed_later_is_marked_and_named(office):
    change_everything(office)
    row = office.get_row("2026-03-20T09:00", "--year", "2023")
    assert (row["value"], row["plan"], row["target"]) == ("26.1", "25", "130")
    assert {"after_closing", "moved_after"} <= set(row["flags"].split())
    found = office.do("2026-03-20T09:00", "check")
    assert "data/results.csv:8: warning: [after-closing] revenue: recorded for 2023" in found
    assert (
        "data/decisions.csv:4: warning: [after-closing] revenue: the decision on the plan of 2023 was recorded" in found
    )
    assert "closed-rows" not in found
    assert "closed-files" not in found


def test_two_years_later_the_closed_year_says_what_was_reported(run, tmp_path):
    """The figures, the targets and the verdicts of that day, byte for byte, in every format."""
    office = report_year(run, tmp_path)
    reported = office.show_all("2024-03-12T09:00")
    close_year(office)
    change_everything(office)
    again = office.show_all("2026-03-20T09:00", "--data", ZIP)
    assert list(again) == list(reported)
    assert [name for name in again if again[name] != reported[name]] == []
    row = office.get_row("2026-03-20T09:00", "--data", ZIP)
    assert (row["value"], row["plan"], row["target"]) == ("25.5", "26", "120")
    assert (row["plan_verdict"], row["plan_verdict_first"], row["flags"]) == ("missed", "exceeded", "")


def test_the_day_of_the_report_is_shown_without_the_zip_as_well(office):
    reported = office.do("2024-03-12T10:00", "status", "--format", "csv")
    change_everything(office)
    assert office.do("2026-03-20T09:00", "status", "--format", "csv", "--as-of", "2024-03-12") == reported


def test_an_undo_of_the_raise_brings_the_first_plan_back(office):
    undo = ("undo", "--decisions", "--yes")
    assert "were closed" in office.do("2024-04-01T09:00", *undo, code=2)
    office.do("2024-04-01T09:01", *undo, "--reopen", "--note", "the resolution was not adopted")
    row = office.get_row("2024-04-01T09:02")
    assert (row["plan_low"], row["plan_high"], row["plan_verdict"], row["plan_verdict_first"]) == (
        "24",
        "25",
        "exceeded",
        "",
    )
    assert office.get_row("2024-04-01T09:02", "--as-of", "2024-03-31")["plan"] == "26"
