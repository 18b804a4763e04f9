"""The year's own verdict: against the plan in the direction of the target, and against the year before."""

import unicodedata
from decimal import Decimal

import pytest

from support.registers import make_indicator, make_register, make_row
from tracker.assess import assess, choose_reporting_year
from tracker.model import Break, Indicator, Plan

PERCENT = {"": "%"}


def checked(value: str, plan: str = "", *, year: int = 2022, **fields):
    """The assessment of one result, "<5" or "5", against a plan written in the same way."""
    fields.setdefault("direction", "increase")
    sign = plan[:1] if plan[:1] in ("<", ">", "~") else ""
    plans = {2022: Plan(Decimal(plan.removeprefix(sign)), sign)} if plan else {}
    indicator = Indicator("x", {"": "x"}, "level", plan=plans, **fields)
    mark = value[:1] if value[:1] in ("<", ">", "~") else ""
    rows = [make_row(2021, "4"), make_row(year, value.removeprefix(mark), mark)]
    return assess(make_register(indicator, x=rows), 2022, "2023-06-30").assessments[0]


@pytest.mark.parametrize(
    ("value", "plan", "direction", "verdict"),
    [
        ("5", "5", "increase", "met"), ("6", "5", "increase", "exceeded"), ("4", "5", "increase", "missed"),
        ("5", "5", "decrease", "met"), ("6", "5", "decrease", "missed"), ("4", "5", "decrease", "exceeded"),
        (">5", "5", "increase", "exceeded"), ("<5", "5", "increase", "missed"), (">4", "5", "increase", ""),
        ("<6", "5", "increase", ""), ("<5", "5", "decrease", "exceeded"), (">5", "5", "decrease", "missed"),
        ("5", ">5", "increase", "missed"), ("5", "<5", "increase", "exceeded"), ("4", ">5", "increase", "missed"),
        ("6", ">5", "increase", ""), ("4", "<5", "increase", ""), ("~5", "5", "increase", "met"), ("6", "5", None, ""),
    ],
)  # fmt: skip
def test_the_plan_of_the_year(value, plan, direction, verdict):
    assert checked(value, plan, direction=direction).plan_verdict == verdict


def test_amounts_are_given_in_percent_of_the_plan_and_percentages_in_points():
    amount = checked("6", "5")
    assert (amount.plan_percent, amount.plan_difference) == (120, 1)
    share = checked("6", "5", unit=PERCENT)
    assert (share.plan_percent, share.plan_difference) == (None, 1)
    falling = checked("6", "5", direction="decrease")
    assert (falling.plan_percent, falling.plan_difference) == (None, 1)
    assert checked("6", "0").plan_percent is None


def test_the_change_on_the_year_before():
    assert (checked("6").previous, checked("6").change) == (4, 2)
    assert (checked(">6").previous, checked(">6").change) == (4, None)


def test_no_change_across_a_break_or_a_gap():
    broken = checked("6", breaks=(Break(2022),))
    assert (broken.previous, broken.change) == (None, None)
    indicator = make_indicator("level", "at_least", 9)
    result = assess(
        make_register(indicator, x=[make_row(2021, "4"), make_row(2023, "6")]), 2023, "2023-06-30"
    ).assessments[0]
    assert (result.previous, result.change) == (None, None)


def test_a_milestone_keeps_its_plan_or_not():
    indicator = Indicator("x", {"": "x"}, "milestone", plan={2022: Plan(True)})
    for answer, verdict in (("yes", "met"), ("no", "missed")):
        register = make_register(indicator, x=[make_row(2022, "1")._replace(value=answer == "yes")])
        assert assess(register, 2022, "2023-06-30").assessments[0].plan_verdict == verdict


def test_the_reporting_year_is_the_last_one_that_has_ended_and_lies_in_the_term():
    indicator = make_indicator("level", "at_least", 9)
    empty = make_register(indicator, x=[])
    assert [choose_reporting_year(empty, f"{today}-06-30") for today in (2015, 2021, 2022, 2024, 2031)] == [
        2021,
        2021,
        2021,
        2023,
        2025,
    ]
    early = make_register(indicator, x=[make_row(2023, "4")])
    assert choose_reporting_year(early, "2023-06-30") == 2022


@pytest.mark.parametrize(
    ("unit", "in_percent"),
    [("%", True), ("%/năm", True), ("% a year", True), ("%GDP", True), ("điểm %/năm", True), ("điểm phần trăm", True),
     ("ĐIỂM PHẦN TRĂM", True), ("phần trăm", True), ("percent", True), ("per cent of GDP", True), ("Percentage", True),
     ("percentage points", True), ("percentage-point", True), ("share (%)", True), ("tỷ lệ, %", True),
     ("điểm", False), ("điểm PCI", False), ("points", False), ("địa điểm", False), ("người (tăng 5%)", False),
     ("", False), ("tỷ đồng", False), ("percentile", False)],
)  # fmt: skip
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_which_units_are_percentages(unit, in_percent, form):
    unit = unicodedata.normalize(form, unit)
    assert Indicator("x", {"": "x"}, "level", unit={"vi": unit, "en": ""}).is_in_percent == in_percent


def test_scores_are_amounts_and_are_given_in_percent_of_the_plan():
    assert checked("66", "60", unit={"": "điểm"}).plan_percent == 110
