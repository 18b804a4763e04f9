"""Quarters, halves and months make the year, or a bound of it, or nothing; a recorded year wins."""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.registers import assess_one, make_indicator, make_register
from support.sheets import read_file
from tracker.assess.within_year import derive_results
from tracker.model import PART_MONTHS, Period, Result
from tracker.periods import parse_period
from tracker.targets.plans import make_plan


def make_rows(figures, status="final"):
    """Return rows from a text such as `2024-Q1=3 2024-Q2=>4 2024=10~estimate`."""
    rows = []
    for line, item in enumerate(figures.split(), 2):
        period, _, value = item.partition("=")
        value, _, own = value.partition("~")
        mark = value[0] if value[0] in "<>?" else ""
        rows.append(
            Result("x", parse_period(period), Decimal(value.removeprefix(mark)), mark.replace("?", "~"), own or status, "", "",
                   "2025-01-31", "", line)
        )  # fmt: skip
    return rows


def derive(figures, rule="sum", ended_before=2025):
    """Return what the rows make, as a text in the order of the periods."""
    current = {row.period: row for row in make_rows(figures)}
    derived = derive_results(current, rule, ended_before)
    texts = []
    for period, found in sorted(derived.items(), key=lambda item: (item[0].year, item[0].months)):
        row = found.result
        status = "" if row.status == "final" else f"~{row.status}"
        texts.append(f"{period}={row.qualifier.replace('~', '?')}{row.value}{status}")
    return " ".join(texts)


FOUR = "2024-Q1=1 2024-Q2=2 2024-Q3=3 2024-Q4=4"


@pytest.mark.parametrize(
    ("rule", "figures", "made"),
    [
        ("sum", FOUR, "2024-03=1 2024-06=3 2024-09=6 2024=10"),
        ("last", FOUR, "2024-03=1 2024-06=2 2024-09=3 2024=4"),
        ("mean", FOUR, "2024-03=1 2024-06=1.5 2024-09=2 2024=2.5"),
        ("none", FOUR, ""),
        ("sum", "2024-S1=5 2024-S2=6", "2024-06=5 2024=11"),
        ("mean", "2024-S1=6 2024-Q3=1 2024-Q4=3", "2024-06=6 2024-09=4.333333333 2024=4"),
        ("sum", "2024-S1=5 2024-Q3=1 2024-M10=1 2024-M11=1 2024-M12=1", "2024-06=5 2024-09=6 2024-10=7 2024-11=8 2024=9"),
        ("sum", "2024-09=7 2024-Q4=3", "2024=10"),
        ("sum", "2024-06=7", ""),
        ("sum", "2024-Q1=1 2024-06=3 2024-Q3=3", "2024-03=1 2024-09=6 2024=>6"),
        ("sum", "2024-Q1=1 2024-Q2=2", "2024-03=1 2024-06=3 2024=>3"),
        ("sum", "2024-Q1=1 2024-Q4=4 2024-M05=1", "2024-03=1 2024=>6"),
        ("sum", "2024-Q2=2 2024-M05=3", "2024=>3"),
        ("sum", "2024-Q1=1 2024-Q2=-2", "2024-03=1 2024-06=-1"),
        ("last", "2024-Q1=1 2024-Q2=2 2024-Q4=2", "2024-03=1 2024-06=2"),
        ("mean", "2024-Q1=1 2024-Q4=2", "2024-03=1"),
        ("sum", f"{FOUR} 2024=11", "2024-03=1 2024-06=3 2024-09=6"),
        ("sum", f"{FOUR} 2024-06=4", "2024-03=1 2024-09=7 2024=11"),
        ("sum", f"{FOUR} 2024=11~forecast", "2024-03=1 2024-06=3 2024-09=6 2024=10"),
        ("sum", "2024-Q1=1 2024-Q2=2 2024-Q3=3 2024-Q4=4~forecast", "2024-03=1 2024-06=3 2024-09=6 2024=10~forecast"),
        ("sum", "2024-Q1=1 2024-Q2=2~estimate 2024-Q3=3~preliminary 2024-Q4=4",
         "2024-03=1 2024-06=3~estimate 2024-09=6~estimate 2024=10~estimate"),
        ("last", "2024-Q1=1~estimate 2024-Q2=2 2024-Q3=3 2024-Q4=4", "2024-03=1~estimate 2024-06=2 2024-09=3 2024=4"),
        ("sum", "2024-S1=<5 2024-S2=6", "2024-06=<5 2024=<11"),
        ("sum", "2024-S1=<5 2024-S2=>6", "2024-06=<5 2024=?11"),
        ("sum", "2024-S1=<5", "2024-06=<5 2024=?5"),
        ("sum", "2024-S1=?5 2024-S2=6", "2024-06=?5 2024=?11"),
        ("last", "2024-S1=<5 2024-S2=6", "2024-06=<5 2024=6"),
    ],
)  # fmt: skip
def test_what_the_parts_of_a_year_make(rule, figures, made):
    shown = derive(figures, rule).replace("4.3333333333333333333333333333333333333333333333333", "4.333333333")
    assert shown == made


def test_a_year_under_way_has_no_bound():
    assert derive("2024-Q1=1 2024-Q2=2", ended_before=2024) == "2024-03=1 2024-06=3"


@dataclass
class Line:
    """A second computation over the twelve months of a year, without tiles: by fractions of each month."""

    months: dict[int, Fraction]

    @property
    def total(self):
        return sum(self.months.values())


@st.composite
def divided_years(draw):
    """Draw a year that is divided into parts at random, each with a value."""
    month, parts = 1, []
    while month <= 12:
        fits = [part for part, (first, _) in PART_MONTHS.items() if first == month]
        part = draw(st.sampled_from(sorted(fits)))
        parts.append((part, draw(st.integers(-9, 99))))
        month = PART_MONTHS[part][1] + 1
    return parts


@draw_settings(300)
@given(divided_years(), st.randoms(use_true_random=False))
def test_any_division_of_a_year_makes_it(parts, random):
    line = Line({})
    for part, value in parts:
        first, last = PART_MONTHS[part]
        line.months |= {month: Fraction(value, last - first + 1) for month in range(first, last + 1)}
    shuffled = random.sample(parts, len(parts))
    text = " ".join(f"2024-{part}={value}" for part, value in shuffled)
    made = dict(item.split("=") for item in derive(text).split())
    assert Fraction(made["2024"]) == line.total
    ends = [PART_MONTHS[part][1] for part, _ in parts[:-1]]
    assert {period for period in made if period != "2024"} == {f"2024-{end:02d}" for end in ends}
    for end in ends:
        assert Fraction(made[f"2024-{end:02d}"]) == sum(line.months[month] for month in range(1, end + 1))
    mean = dict(item.split("=") for item in derive(text, "mean").split())
    weighted = sum(value * (PART_MONTHS[part][1] - PART_MONTHS[part][0] + 1) for part, value in parts)
    assert abs(Fraction(mean["2024"]) - Fraction(weighted, 12)) < Fraction(1, 10**40)
    last = dict(item.split("=") for item in derive(text, "last").split())
    assert Fraction(last["2024"]) == parts[-1][1]


@draw_settings(200)
@given(divided_years(), st.data())
def test_a_part_that_is_missing_leaves_a_lower_bound(parts, data):
    parts = [(part, abs(value)) for part, value in parts]
    missing = data.draw(st.integers(0, len(parts) - 1))
    kept = [f"2024-{part}={value}" for at, (part, value) in enumerate(parts) if at != missing]
    total = sum(value for _, value in parts)
    made = dict(item.split("=") for item in derive(" ".join(kept)).split())
    if kept:
        assert made["2024"].startswith(">")
        assert Decimal(made["2024"][1:]) == total - parts[missing][1]
    for rule in ("last", "mean"):
        assert " 2024=" not in f" {derive(' '.join(kept), rule)}"


@draw_settings(150)
@given(
    st.sampled_from(["total", "level", "mean"]),
    st.lists(divided_years(), min_size=1, max_size=4),
    st.sampled_from(["at_least", "at_most"]),
)
def test_parts_give_the_same_verdict_as_the_recorded_year(measure, years, kind):
    rule = {"total": "sum", "level": "last", "mean": "mean"}[measure]
    indicator = make_indicator(measure, kind, 40, baseline=30, within_year=None if measure != "mean" else "mean")
    rows, recorded = [], []
    for year, parts in enumerate(years, 2021):
        own = make_rows(" ".join(f"{year}-{part}={value}" for part, value in parts))
        rows += own
        made = derive_results({row.period: row for row in own}, rule, year + 1)[Period(year)].result
        recorded.append(made)
    last = 2020 + len(years)
    of_parts = assess_one(make_register(indicator, x=rows), last)
    of_years = assess_one(make_register(indicator, x=recorded), last)
    flags = [flag for flag in of_parts.flags if flag != "from_parts"]
    assert "from_parts" in of_parts.flags
    changed = {"flags": of_years.flags, "results": {}, "made_of": {}, "first": None}
    assert flags == [*of_years.flags]
    assert of_parts._replace(**changed) == of_years._replace(results={})


TRUTHS = {"": (0,), "?": (0,), ">": (Fraction(1, 1000), 1, 1000), "<": (-Fraction(1, 1000), -1, -1000)}
"""How far the true figure may be from a recorded one, by its sign."""


def judge_parts(rule, kind, figures):
    """Return the verdict on the plan of 2021, and the status if it is the last year."""
    within_year = {"within_year": rule} if rule == "mean" else {}
    measure = "total" if rule == "sum" else "level"
    direction = "increase" if kind in ("at_least", "above") else "decrease"
    item = make_indicator(measure, kind, 10, baseline=20, direction=direction, **within_year)
    item = item._replace(plan={2021: make_plan(item.target, direction)})
    found = assess_one(make_register(item, x=make_rows(figures), last=2021), 2021, "2022-02-01")
    return found.plan_verdict, found.status, found.reason


@draw_settings(300)
@given(
    st.sampled_from(["sum", "last", "mean"]),
    st.sampled_from(["at_least", "at_most", "above", "below"]),
    st.lists(st.tuples(st.sampled_from(["", "", "", ">", "<", "?"]), st.integers(0, 6)), min_size=4, max_size=4),
    st.sets(st.integers(0, 3), max_size=2),
    st.data(),
)
def test_parts_that_are_bounds_decide_only_what_every_true_year_decides(rule, kind, parts, missing, data):
    known = [f"2021-Q{at + 1}={mark}{value}" for at, (mark, value) in enumerate(parts) if at not in missing]
    plan, status, reason = judge_parts(rule, kind, " ".join(known))
    open_sides = {mark for at, (mark, _) in enumerate(parts) if at not in missing} | ({">"} if missing else set())
    if rule == "sum" and len(open_sides & {"<", ">"}) == 2 and len(missing) < 4:
        assert (plan, status, reason) == ("", "not_assessed", "bounded")
    for _ in range(8):
        true = []
        for at, (mark, value) in enumerate(parts):
            if at in missing:
                true.append(Fraction(data.draw(st.sampled_from([0, 1, 1000]))))
            else:
                true.append(value + Fraction(data.draw(st.sampled_from(TRUTHS[mark]))))
        text = " ".join(f"2021-Q{at}={float(value):.3f}" for at, value in enumerate(true, 1))
        true_plan, true_status, _ = judge_parts(rule, kind, text)
        passed, reached = {"met", "exceeded"}, {"met", "exceeded"}
        if plan:
            assert (plan in passed) == (true_plan in passed)
        if status != "not_assessed":
            assert (status in reached) == (true_status in reached)


@pytest.mark.parametrize(
    ("kind", "figures", "plan", "status"),
    [
        ("at_least", "2021-S1=4 2021-Q3=6", "met", "met"),  # the last quarter may have none
        ("above", "2021-S1=4 2021-Q3=6", "", "not_assessed"),
        ("at_least", "2021-S1=>4 2021-S2=6", "exceeded", "exceeded"),  # more than 4 is not 4
        ("at_least", "2021-S1=>4 2021-Q3=6", "exceeded", "exceeded"),
        ("above", "2021-S1=>4 2021-S2=6", "exceeded", "exceeded"),
        ("at_most", "2021-S1=>4 2021-S2=6", "missed", "missed"),
        ("at_most", "2021-S1=4 2021-Q3=6", "", "not_assessed"),
        ("at_least", "2021-S1=<4 2021-S2=6", "missed", "missed"),
        ("at_least", "2021-S1=<4 2021-S2=>60", "", "not_assessed"),
        ("at_least", "2021-S1=<40 2021-Q3=60", "", "not_assessed"),
        ("at_least", "2021-S1=?4 2021-Q3=60", "", "not_assessed"),
        ("at_least", "2021-S1=?4 2021-S2=60", "exceeded", "exceeded"),
    ],
)
def test_a_bound_of_parts_may_be_reached_exactly_if_only_figures_are_missing(kind, figures, plan, status):
    assert judge_parts("sum", kind, figures)[:2] == (plan, status)


def test_a_period_that_is_open_on_both_sides_has_no_verdict(run, folder):
    """The quarters of half a year: fewer than 30 and more than 25 decide nothing about a plan of 40."""
    rows = "jobs,2023-Q1,30,<,final,a,,2023-04-01,\njobs,2023-Q2,25,>,final,b,,2023-07-01,\n"
    folder(TARGETS.replace("2023 = 100", '2023 = 100, "2023-S1" = 40'), rows)
    done = run("status", "--period", "2023-S1", "--format", "json", "--as-of", "2024-02-01")
    (item,) = json.loads(done.stdout)["indicators"]
    assert (item["value"], item["qualifier"], item["plan_verdict"]) == (55, "~", None)
    assert item["plan_percent"] is None
    shown = run("show", "jobs", "--year", "2023", "--lang", "en", "--as-of", "2024-02-01").stdout
    assert "known only as a bound" in shown


def test_parts_without_a_rule_never_stand_for_the_year():
    indicator = make_indicator("growth_rate", "at_least", 8, plan={})
    item = assess_one(make_register(indicator, x=make_rows(FOUR)), 2024)
    assert (item.status, item.reason, item.result, item.year_to_date) == ("not_assessed", "no_result", None, None)
    assert "not_reported" in item.flags
    assert len(item.results) == 4


def test_a_milestone_may_be_done_in_a_quarter():
    indicator = make_indicator("milestone", "yes")
    row = make_rows("2024-Q2=1")[0]._replace(value=True)
    assert assess_one(make_register(indicator, x=[row]), 2024).status == "met"


def test_a_partial_year_is_not_reported():
    indicator = make_indicator("total", "at_least", 400)
    item = assess_one(make_register(indicator, x=make_rows("2024-Q1=1 2024-Q2=2 2024-Q3=3")), 2024, "2025-01-15")
    assert {"not_reported", "incomplete", "bounded", "from_parts"} <= {*item.flags}
    under_way = assess_one(make_register(indicator, x=make_rows("2024-Q1=1 2024-Q2=2 2024-Q3=3")), 2024, "2024-10-15")
    assert under_way.result is None
    assert str(under_way.year_to_date.period) == "2024-09"


TARGETS = """
    [term]
    name = "Strategy"
    first_year = 2021
    last_year = 2025

    [[indicator]]
    id = "jobs"
    name.vi = "Số việc làm mới"
    name.en = "New jobs"
    unit = "người"
    measure = "total"
    target.at_least = 500
    plan = { 2023 = 100 }
"""
ROWS = """
    jobs,2023-Q1,20,,final,a,,2023-04-01,
    jobs,2023-Q2,25,,final,b,,2023-07-01,
    jobs,2023-Q3,30,,final,b,,2023-10-01,
    jobs,2023-Q4,31,,estimate,b,,2024-01-10,
"""


def test_show_lists_the_parts_and_what_they_make(run, folder):
    folder(TARGETS, ROWS)
    done = run("show", "jobs", "--year", "2023", "--lang", "vi", "--as-of", "2024-02-01")
    assert "quý I/2023: 20; quý II/2023: 25; quý III/2023: 30; quý IV/2023: 31 (ước) → 2023: 106 (cộng)" in done.stdout
    document = json.loads(run("show", "jobs", "--year", "2023", "--format", "json", "--as-of", "2024-02-01").stdout)
    assert [part["period"] for part in document["year_parts"]] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]
    assert document["made_of"]["2023"] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]
    assert document["indicator"]["value"] == 106
    assert "from_parts" in document["indicator"]["flags"]


def test_a_quarter_is_recorded_and_taken_back(run, folder):
    path = folder(TARGETS, ROWS)
    before = (path / "results.csv").read_bytes()
    done = run("add-result", "jobs", "quý II/2024", "22", "--status", "final", "--lang", "en")
    assert done.stdout.startswith("Recorded: jobs 2024-Q2 = 22 (final)")
    assert (path / "results.csv").read_text().splitlines()[-1].startswith("jobs,2024-Q2,22,,final,")
    assert run("add-result", "jobs", "2024-Q2", "23", "--lang", "en").returncode == 2
    assert run("undo", "--yes").returncode == 0
    assert (path / "results.csv").read_bytes().startswith(before)
    assert "jobs,2024-Q2,,,withdrawn" in (path / "results.csv").read_text()


def test_a_quarter_is_not_compared_with_a_year_when_it_is_recorded(run, folder):
    folder(TARGETS, "jobs,2022,2000,,final,a,,2023-02-01,\n")
    assert run("add-result", "jobs", "2024-Q2", "20", "--status", "final").returncode == 0
    done = run("add-result", "jobs", "2025-Q2", "210", "--status", "estimate", "--lang", "en")
    assert "210 is about 10 times the 20 of 2024-Q2" in done.stderr


@pytest.mark.parametrize("period", ["2024-Q2", "2024-S2", "2024-M06"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_for_a_part_of_a_year(run, folder, language, period):
    path = folder(TARGETS, ROWS)
    assert run("form", "--period", period, "-o", "form.xlsx", "--lang", language).returncode == 0
    texts = {cell.text for row in read_file(str(path.parent / "form.xlsx")).rows for cell in row.cells.values()}
    assert f"tracker:value:{period}" in texts


def test_what_a_report_says_of_a_year_made_of_parts(run, folder):
    path = folder(TARGETS, ROWS)
    common = ("report", "--form", "year", "--year", "2023", "--as-of")
    assert run(*common, "2024-02-01", "--lang", "en", "-o", "whole.md").returncode == 0
    assert "Made of the figures of quarters, halves or months." in (path.parent / "whole.md").read_text(
        encoding="utf-8"
    )
    assert run(*common, "2023-11-01", "--lang", "vi", "-o", "part.md").returncode == 0
    assert "75 (9 tháng)" in (path.parent / "part.md").read_text(encoding="utf-8")


def is_flagged(flag, year, last, every, **more):
    """Whether the verdict of `year` has a flag if the last result is of the year `last`."""
    indicator = make_indicator("level", "at_least", 90, every=every, **more)
    rows = make_rows(f"{last}=50") if last else []
    return flag in assess_one(make_register(indicator, x=rows, last=2030), year, "2031-01-31").flags


@pytest.mark.parametrize("every", [1, 2, 3, 5])
@pytest.mark.parametrize("last", [2021, 2022, 2024])
def test_nothing_is_missing_or_old_before_the_next_result_is_due(every, last):
    for year in range(last, 2031):
        assert is_flagged("not_reported", year, last, every, baseline=40) == (year >= last + every)
        assert is_flagged("stale", year, last, every, baseline=40) == (year > last + every)


def test_the_next_result_is_counted_from_the_baseline_if_there_is_none():
    assert [is_flagged("not_reported", year, None, 3, baseline=40) for year in (2021, 2022, 2023)] == [
        False,
        False,
        True,
    ]
    assert is_flagged("not_reported", 2021, None, 3)


def test_a_verdict_waits_for_a_survey_that_is_due():
    indicator = make_indicator("level", "at_least", 90, every=5, baseline=40)
    register = make_register(indicator, x=make_rows("2021=50"), last=2035)
    statuses = [assess_one(register, year, "2036-01-31").reason for year in (2026, 2027, 2028)]
    assert [reason == "stale" for reason in statuses] == [False, False, True]


def test_check_does_not_ask_for_what_is_not_due(run, folder):
    targets = TARGETS.replace(
        'measure = "total"', 'measure = "level"\n    baseline = 100\n    every = "5 years"\n    source = "s"'
    )
    folder(targets.replace("plan = { 2023 = 100 }", ""), "jobs,2021,180,,final,s,,2022-01-20,\n")
    done = run("check", "--lang", "en", "--year", "2025")
    assert "stale" not in done.stdout
    assert run(
        "check",
        "--lang",
        "en",
        cwd=folder(targets.replace('"5 years"', '"2 years"'), "jobs,2021,180,,final,s,,2022-01-20,\n"),
    ).returncode in (0, 1)
    assert "the latest yearly result is of 2021" in run("check", "--lang", "en").stdout


@pytest.mark.parametrize("written", ["5", "five years", "0 years", "5 months", "-1 years"])
def test_how_often_is_written_in_years(run, folder, written):
    folder(TARGETS.replace("target.at_least", f'every = "{written}"\n    target.at_least'), "")
    done = run("status", "--lang", "en")
    assert done.returncode == 3
    assert f'jobs: every: "{written}" is not a number of years' in done.stderr
    assert 'write every = "5 years"' in done.stderr
