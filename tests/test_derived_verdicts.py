"""Verdicts on figures that a rule made of others: what lacks an area, or is open on both sides, decides only what it can."""

import csv
import io

import pytest

from support.folders import HEADER, write_folder

TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025

[[indicator]]
id = "x"
name = "X"
unit = "units"
measure = "level"
areas = "commune"
roll_up = "sum"
target.{kind} = 100
plan = {{ 2025 = 100 }}
direction = "{direction}"
"""
AREAS = """area,name,level,within,from,until,into
a,A,commune,,,,
b,B,commune,,,,
c,C,commune,,,,
"""


def judge(run, tmp_path, kind, rows):
    """The row of `status` for the sum of the areas in the last year of the term."""
    direction = "increase" if kind in ("at_least", "above") else "decrease"
    header = HEADER.strip() + ",area\n"
    lines = [f"x,2020,{value},,final,,,2021-01-05,lan,{area}" for area, value in (("a", 20), ("b", 20), ("c", 20))]
    lines += [f"x,2025,{value},{qualifier},final,,,2026-01-05,lan,{area}" for area, qualifier, value in rows]
    targets = TARGETS.format(kind=kind, direction=direction)
    folder = write_folder(tmp_path / "data", targets, header + "\n".join(lines) + "\n")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    done = run("status", "--year", "2025", "--as-of", "2026-02-01", "--data", folder, "--format", "csv")
    assert done.returncode == 0, done.stderr
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    return row


@pytest.mark.parametrize(
    ("kind", "rows", "value", "status", "reason", "plan"),
    [
        ("at_least", [("a", "", 60), ("b", "", 40), ("c", "", 0)], "100", "met", "", "met"),
        ("at_least", [("a", "", 60), ("b", "", 40)], ">100", "met", "", "met"),  # the third may have none
        ("above", [("a", "", 60), ("b", "", 40)], ">100", "not_assessed", "bounded", "met"),
        ("above", [("a", "", 60), ("b", "", 41)], ">101", "exceeded", "", "exceeded"),
        ("at_least", [("a", "", 60), ("b", "", 30)], ">90", "not_assessed", "bounded", ""),
        ("at_least", [("a", "<", 60), ("b", "", 90)], "~150", "not_assessed", "bounded", ""),
        ("at_least", [("a", "<", 60), ("b", ">", 90), ("c", "", 1)], "~151", "not_assessed", "bounded", ""),
        ("at_least", [("a", "~", 60), ("b", "", 90), ("c", "", 1)], "~151", "exceeded", "", "exceeded"),
        ("at_most", [("a", "", 60), ("b", "", 41)], ">101", "missed", "", "missed"),
    ],
)
def test_a_derived_figure_decides_only_what_it_can(run, tmp_path, kind, rows, value, status, reason, plan):
    row = judge(run, tmp_path, kind, rows)
    found = (row["qualifier"] + row["value"], row["status"], row["reason"], row["plan_verdict"])
    assert found == (value, status, reason, plan)
