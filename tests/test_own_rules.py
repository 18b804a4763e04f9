"""What an office sets for itself: own cuts of the pace and other names of methods, in the files and in every view."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from support.inside import run_inside
from support.registers import assess_one, make_indicator, make_register, make_row
from tracker.model import Break, Method
from tracker.targets.reader import read_targets
from tracker.targets.writer import format_indicator, format_term

TERM = """
[term]
name = "Plan"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
"""
INDICATOR = """
[[indicator]]
id = "{id}"
name = "{id}"
unit = "km"
measure = "{measure}"
baseline = 40
target.at_least = 60
"""
LATE = "x,2023,49.6,,final,,,2024-01-31,\n"
"""A pace of 0.8."""
VALUES = ((2020, 40), (2023, 50))


def read_method(text: str) -> tuple[Method | None, list[str]]:
    """Return the method of an indicator, and the problems as texts."""
    targets, problems = read_targets(f"{TERM}{INDICATOR.format(id='x', measure='level')}method = {text}\n", "t")
    return (targets.indicators[0].method if targets.indicators else None), [
        f"{problem.location.key}: {problem.message} / {problem.hint or ''}" for problem in problems
    ]


# --- Reading ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ('{ name = "linear", on_track = 0.9, at_risk = 0.75 }', ("0.9", "0.75")),
        ('{ name = "linear", on_track = 0.9 }', ("0.9", "0.60")),
        ('{ name = "linear", at_risk = 0.7 }', ("0.95", "0.7")),
        ('{ name = "compound", on_track = 1, at_risk = 0.99 }', ("1", "0.99")),
        ('{ name = "eurostat", on_track = 0.61 }', ("0.61", "0.60")),
    ],
)
def test_own_cuts_are_read_and_written_exactly(text, cuts):
    method, problems = read_method(text)
    assert problems == []
    assert method is not None
    assert method.cuts == tuple(map(Decimal, cuts))
    targets, _ = read_targets(f"{TERM}{INDICATOR.format(id='x', measure='level')}method = {text}\n", "t")
    lines = [line for line in format_indicator(targets.indicators[0]) if line.startswith("method")]
    assert read_method(lines[0].removeprefix("method = ")) == (method, [])
    assert [line for line in format_term(targets.term._replace(method=method)) if line.startswith("method")] == lines


@pytest.mark.parametrize(
    ("text", "key", "part"),
    [
        ('{ name = "linear", on_track = 0.5 }', "method.on_track", "0.5 for on track and 0.60 for at risk"),
        ('{ name = "linear", on_track = 1.1 }', "method.on_track", "not above 1"),
        ('{ name = "linear", at_risk = 0.95 }', "method.at_risk", "at_risk is the lower one"),
        ('{ name = "linear", at_risk = 0 }', "method.at_risk", "above 0"),
        ('{ name = "linear", on_track = 0.7, at_risk = 0.8 }', "method.at_risk", "0.7 for on track"),
        ('{ name = "linear", on_track = "0.9" }', "method.on_track", "must be a number"),
        ('{ name = "destatis", on_track = 0.9 }', "method.on_track", "own cuts go with linear, compound"),
        ('{ name = "un", at_risk = 0.2 }', "method.at_risk", "the cuts of un_chart are those that its authors"),
        ('{ name = "linear", window = 5 }', "method.window", "it goes with compound"),
        ('{ name = "compound", window = 0 }', "method.window", "0 is not between 1 and 50"),
        ('{ name = "compound", window = 2.5 }', "method.window", "must be a whole number"),
        ('{ name = "linear", cut = 0.9 }', "method.cut", "is not a known key"),
    ],
)
def test_cuts_that_cannot_be_are_refused(text, key, part):
    _, problems = read_method(text)
    assert len(problems) == 1
    assert problems[0].startswith(f"{key}: ")
    assert part in problems[0]


@pytest.mark.parametrize(
    ("word", "name"),
    [("eurostat", "compound"), ("opensdg", "compound"), ("open-sdg", "compound"), ("statcan", "compound"),
     ("cagr", "compound"), ("sdg-progress", "un_chart"), ("progress-chart", "un_chart"), ("un", "un_chart"),
     ("weather-symbols", "destatis")],
)  # fmt: skip
def test_a_method_is_known_by_the_names_of_its_publishers(word, name):
    method, problems = read_method(f'"{word}"')
    assert (method, problems) == (Method(name, written=word), [])


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Eurostat", "eurostat"), ("eurostst", "eurostat"), ("Open SDG", "opensdg"), ("destats", "destatis"),
     ("lineer", "linear"), ("compund", "compound"), ("UN_chart", "un_chart")],
)  # fmt: skip
def test_a_misspelt_name_is_sent_to_the_one_that_was_meant(word, meant):
    _, problems = read_method(f'"{word}"')
    assert problems[0].endswith(f'did you mean "{meant}"?')


# --- Every view ------------------------------------------------------------------------------------------------


@pytest.fixture
def own(folder) -> Path:
    """A folder with own cuts for the term, another indicator with its own, and one that has a direction only."""
    method = 'method = { name = "linear", on_track = 0.97, at_risk = 0.85 }\n'
    second = INDICATOR.format(id="y", measure="level") + 'method = { name = "eurostat", on_track = 0.875 }\n'
    third = '[[indicator]]\nid = "z"\nname = "z"\nmeasure = "level"\nbaseline = 1\ntarget = "increase"\n'
    text = f"{TERM}{method}{INDICATOR.format(id='x', measure='level')}{second}{third}"
    return folder(text, LATE + LATE.replace("x,", "y,") + LATE.replace("x,", "z,"))


def show(path: Path, *words: str) -> str:
    done = run_inside(*words, "--data", path, "--year", "2023", "--lang", "en", cwd=path)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_view_says_which_cuts_decided(own, tmp_path):
    first = "Own cuts: on track from 0.97, at risk from 0.85, for 1 of 3 indicators with a target"
    second = "Own cuts: on track from 0.875, at risk from 0.60, for 1 of 3 indicators with a target"
    for words in (("status", "--format", "md"), ("status", "--format", "table"), ("review", "--format", "md"),
                  ("review", "--format", "table")):  # fmt: skip
        found = " ".join(show(own, *words).split())
        assert first in found, words
        assert second in found, words
    report = tmp_path / "report.md"
    show(own, "report", "-o", str(report))
    assert first in report.read_text(encoding="utf-8")
    page = tmp_path / "report.html"
    show(own, "report", "-o", str(page))
    assert "Not all indicators have the same cuts of the pace" in page.read_text(encoding="utf-8")
    text = show(own, "show", "x")
    assert "linear pace; own cuts: on track from 0.97, at risk from 0.85" in " ".join(text.split())
    assert "Rule, with own cuts: on track from 0.97, at risk from 0.85, else off track." in " ".join(text.split())
    text = " ".join(show(own, "show", "y").split())
    assert "(eurostat in targets.toml is the method compound)" in text
    assert "substantial progress from 0.875, moderate from 0.60, limited from 0" in text
    assert "own cuts" not in show(own, "show", "z").lower()


def test_the_machine_formats_have_the_cuts_after_all_other_columns(own):
    rows = list(csv.DictReader(io.StringIO(show(own, "status", "--format", "csv"))))
    assert list(rows[0])[-2:] == ["on_track_from", "at_risk_from"]
    assert [(row["status"], row["on_track_from"], row["at_risk_from"]) for row in rows] == [
        ("off_track", "0.97", "0.85"), ("on_track", "0.875", "0.60"), ("not_assessed", "", ""),
    ]  # fmt: skip
    items = json.loads(show(own, "status", "--format", "json"), parse_float=Decimal)["indicators"]
    assert [item["on_track_from"] for item in items] == [Decimal("0.97"), Decimal("0.875"), None]
    document = json.loads(show(own, "show", "x", "--format", "json"))
    assert document["working"]["rule"].startswith("Rule, with own cuts: on track from 0.97")
    for words in (("review",), ("next-term", "--dry-run")):
        arguments = [*words, "--data", own, "--format", "csv", *(["--year", "2023"] if words == ("review",) else [])]
        header = run_inside(*arguments, cwd=own).stdout.splitlines()[0]
        assert header.endswith(",on_track_from,at_risk_from"), words


def test_check_notes_another_name_of_the_method_of_the_term(folder):
    path = folder(f'{TERM}method = "un"\n{INDICATOR.format(id="x", measure="level")}', LATE)
    done = run_inside("check", "--data", path, "--lang", "en", cwd=path)
    assert 'note: [method-names] term.method: "un" is the method un_chart' in done.stdout


def test_another_method_leaves_the_cuts_of_the_targets(own):
    done = json.loads(show(own, "status", "--format", "json", "--method", "eurostat"))
    assert [(item["method"], item["on_track_from"]) for item in done["indicators"]] == [
        ("compound", None), ("compound", 0.875), ("compound", None),
    ]  # fmt: skip


def test_own_cuts_also_hold_if_the_linear_method_judges_in_place_of_another(folder):
    method = 'method = { name = "compound", on_track = 0.97, at_risk = 0.85 }\n'
    path = folder(f"{TERM}{INDICATOR.format(id='x', measure='total')}{method}", "x,2021,10,,final,,,2022-01-31,\n")
    done = json.loads(run_inside("status", "--data", path, "--year", "2021", "--format", "json", cwd=path).stdout)
    item = done["indicators"][0]
    assert (item["method"], item["status"], item["at_risk_from"]) == ("linear", "off_track", 0.85)


def test_a_folder_without_own_cuts_has_no_column_of_them(folder):
    path = folder(f"{TERM}{INDICATOR.format(id='x', measure='level')}", LATE)
    header = run_inside("status", "--data", path, "--format", "csv", cwd=path).stdout.splitlines()[0]
    assert header.endswith(",areas_expected")


# --- A window --------------------------------------------------------------------------------------------------


def judge_window(window: int, values: dict[int, object], **more: object) -> tuple[str, str, object]:
    """Return status, reason and figure of a level toward 200 in 2025, by the growth of the last years."""
    method = Method("compound", window=window)
    indicator = make_indicator("level", "at_least", 200, baseline=100, method=method, **more)
    rows = [make_row(year, *(value if isinstance(value, tuple) else (value,))) for year, value in values.items()]
    found = assess_one(make_register(indicator, x=rows), max(values))
    return found.status, found.reason, found.method_value


def ratio(value: int, start: int, years: int, left: int) -> float:
    return ((value / start) ** (1 / years) - 1) / ((200 / start) ** (1 / (years + left)) - 1)


def test_both_growths_start_from_the_first_year_of_the_window():
    _, _, found = judge_window(5, {2018: 90, 2019: 95, 2021: 110, 2022: 130, 2023: 150})
    assert float(found) == pytest.approx(ratio(150, 90, 5, 2), rel=1e-12)
    _, _, found = judge_window(2, {2021: 110, 2022: 130, 2023: 150})
    assert float(found) == pytest.approx(ratio(150, 110, 2, 2), rel=1e-12)
    _, _, found = judge_window(3, {2021: 110, 2023: 150})
    assert float(found) == pytest.approx(ratio(150, 100, 3, 2), rel=1e-12)


def test_a_gap_at_the_beginning_moves_it_to_the_next_year_three_years_ago():
    _, _, found = judge_window(5, {2017: 80, 2019: 95, 2022: 130, 2023: 150})
    assert float(found) == pytest.approx(ratio(150, 95, 4, 2), rel=1e-12)
    _, _, found = judge_window(5, {2017: 80, 2021: 110, 2023: 150})
    assert float(found) == pytest.approx(ratio(150, 100, 3, 2), rel=1e-12)


@pytest.mark.parametrize(
    ("window", "values", "more", "reason"),
    [
        (5, {2021: 110, 2022: 130}, {}, "too_few_results"),
        (2, {2022: 130, 2023: 150}, {}, "too_few_results"),
        (1, {2021: 110, 2023: 150}, {}, "too_few_results"),
        (5, {2018: 90, 2023: 150}, {"breaks": (Break(2020),)}, "break"),
        (5, {2018: (90, ">"), 2023: 150}, {}, "bounded"),
        (5, {2018: 90, 2023: (150, "<")}, {}, "bounded"),
        (5, {2018: 0, 2023: 150}, {}, "not_positive"),
    ],
)
def test_a_window_without_a_growth_says_why(window, values, more, reason):
    assert judge_window(window, values, **more) == ("not_assessed", reason, None)


def test_a_break_before_the_window_does_not_matter():
    status, reason, found = judge_window(3, {2018: 90, 2020: 100, 2023: 150}, breaks=(Break(2019),))
    assert (status, reason) == ("on_track", "")
    assert float(found) == pytest.approx(ratio(150, 100, 3, 2), rel=1e-12)


def assess_window(kind: str, window: int, values: dict[int, int], year: int, **more: object):
    """Return the assessment of a level toward 200, or in a direction, by the growth of the last years."""
    bound = (kind, 200) if kind == "at_least" else (kind,)
    indicator = make_indicator("level", *bound, method=Method("compound", window=window), **more)
    return assess_one(make_register(indicator, x=[make_row(at, value) for at, value in values.items()]), year)


@pytest.mark.parametrize("value", [33, 250])
def test_a_window_that_alone_reaches_back_before_the_term_is_the_way_so_far(value):
    found = assess_window("at_least", 5, {2016: 30, 2021: value}, 2021)
    assert (found.baseline.year, found.baseline.value) == (2016, 30)
    assert float(found.progress) == pytest.approx((value - 30) / 170)
    assert found.status == ("exceeded" if value == 250 else "off_track")


def test_a_direction_without_a_baseline_is_compared_with_the_first_year_of_the_window():
    found = assess_window("increase", 10, {2018: 30, 2025: 40}, 2025)
    assert (found.status, found.baseline.year) == ("met", 2018)


def test_nothing_is_computed_across_a_break_before_the_window():
    found = assess_window("at_least", 3, {2020: 100, 2022: 50, 2025: 60}, 2025, baseline=100, breaks=(Break(2022),))
    assert (found.status, found.progress, found.so_far) == ("missed", None, None)
    found = assess_window("at_least", 2, {2022: 50, 2024: 60}, 2024, baseline=100, breaks=(Break(2022),))
    assert (found.progress, found.so_far, found.required) == (None, None, 140)
    found = assess_window("increase", 3, {2022: 50, 2025: 60}, 2025, baseline=100, breaks=(Break(2022),))
    assert (found.status, found.reason) == ("not_assessed", "break")


def test_destatis_has_no_progress_across_a_break():
    indicator = make_indicator("level", "at_least", 200, baseline=100, method=Method("destatis"), breaks=(Break(2021),))
    rows = [make_row(year, 50 + year - 2021) for year in range(2021, 2025)]
    found = assess_one(make_register(indicator, x=rows), 2024)
    assert (found.method, found.status, found.progress, found.required) == ("destatis", "off_track", None, 147)


def test_a_window_of_one_year_is_the_last_year_and_no_target_has_none(folder):
    method = 'method = { name = "compound", window = 1 }\n'
    bare = INDICATOR.replace("target.at_least = 60\n", "").format(id="y", measure="level")
    targets = f"{TERM}{INDICATOR.format(id='x', measure='level')}{method}{bare}{method}"
    path = folder(targets, "x,2022,38,,final,,,2023-01-31,\n" + LATE + LATE.replace("x,", "y,"))
    assert "growth over the last year" in " ".join(show(path, "show", "x").split())
    text = " ".join(show(path, "status", "--format", "table").split())
    assert "Growth over the last year, for 1 of 1 indicators with a target" in text
    rows = list(csv.DictReader(io.StringIO(show(path, "status", "--format", "csv"))))
    assert [row["window"] for row in rows] == ["1", ""]


def test_views_name_the_window(folder):
    method = 'method = { name = "eurostat", window = 5 }\n'
    path = folder(
        f"{TERM}{INDICATOR.format(id='x', measure='level')}{method}", "x,2018,38,,final,,,2019-01-31,\n" + LATE
    )
    assert "growth over the last 5 years" in " ".join(show(path, "show", "x").split())
    text = " ".join(show(path, "status", "--format", "table").split())
    assert "Growth over the last 5 years, for 1 of 1 indicators with a target" in text
    row = next(csv.DictReader(io.StringIO(show(path, "status", "--format", "csv"))))
    assert (row["window"], row["method"], list(row)[-1]) == ("5", "compound", "window")
    steps = json.loads(show(path, "show", "x", "--format", "json"))["working"]["steps"]
    assert [step["formula"] for step in steps[:2]] == [
        "(V / V0)^(1 / (t − t0)) − 1", "(T / V0)^(1 / (tN − t0)) − 1",
    ]  # fmt: skip


def test_years_before_the_baseline_that_a_window_reaches_are_recorded(folder):
    method = 'method = { name = "compound", window = 5 }\n'
    path = folder(
        f"{TERM}{INDICATOR.format(id='x', measure='level')}{method}{INDICATOR.format(id='y', measure='level')}", LATE
    )

    def record(indicator: str, year: str) -> int:
        words = ("add-result", indicator, year, "38", "--status", "final", "--yes", "--data", path, "--lang", "en")
        return run_inside(*words, cwd=path).returncode

    assert [record("x", "2016"), record("x", "2015"), record("y", "2019")] == [0, 2, 2]
    checked = run_inside("check", "--only", "early-periods", "--data", path, "--as-of", "2030-01-01", cwd=path)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_views_of_several_areas_name_the_window_and_the_cuts(folder):
    method = 'method = { name = "compound", window = 3, on_track = 0.9 }\n'
    own = INDICATOR.format(id="x", measure="level").replace("baseline = 40\ntarget.", "each.target.")
    path = folder(f'{TERM}{own}areas = "commune"\nroll_up = "sum"\n{method}', "")
    (path / "areas.csv").write_text(
        "area,name,level,within,from,until,into\np,P,commune,,,,\nq,Q,commune,,,,\n", encoding="utf-8"
    )
    rows = "".join(f"x,{year},{value},,final,,,2024-01-31,,{area}\n" for area in "pq" for year, value in VALUES)
    header = (path / "results.csv").read_text(encoding="utf-8").splitlines()[0]
    (path / "results.csv").write_text(f"{header},area\n{rows}", encoding="utf-8")
    for words in (("compare", "x"), ("status", "--level", "commune")):
        for style in ("table", "md"):
            text = " ".join(show(path, *words, "--format", style).split())
            assert "Growth over the last 3 years, for 1 of 1 indicators with a target" in text
            assert "Own cuts: on track from 0.9, at risk from 0.60, for 1 of 1 indicators with a target" in text
