"""A plan may be a range or a bound: how the file writes it, and how a year is judged against it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import oracle
from support.examples import draw_settings
from support.judges import judge_twice
from support.registers import assess_one, bind_plan, make_indicator, make_register, make_series
from tracker.assess.detail import build_detail
from tracker.checks import CheckInput
from tracker.checks.plans import check_plan_direction, check_plan_target
from tracker.checks.values import check_natural_bounds, check_parts
from tracker.i18n import Language
from tracker.model import Indicator, Limits, Period, Plan, Target
from tracker.recording.validate import NewResult, magnitude_warning
from tracker.targets.plans import make_plan
from tracker.targets.reader import read_targets

TERM = """
[term]
name = "term"
first_year = 2021
last_year = 2025
"""
EIGHT, SIX, SEVEN = Decimal(8), Decimal("6.5"), Decimal(7)
MANY = draw_settings(300)
RANGE = Target("between", SIX, SEVEN)


def make_bound(kind, bound):
    """A bound or range without a year."""
    return make_indicator("level", kind, bound).target


def read_plan(written, extra='measure = "level"\ntarget.at_least = 8'):
    """The plan of 2021 as the file writes it, and the problems of the file."""
    text = f'{TERM}\n[[indicator]]\nid = "x"\nname = "x"\n{extra}\nplan = {{ 2021 = {written} }}\n'
    targets, problems = read_targets(text, "targets.toml")
    return targets.indicators[0].plan.get(2021), problems


@pytest.mark.parametrize(
    ("written", "plan"),
    [
        ("8", Plan(EIGHT)), ("{ value = 8 }", Plan(EIGHT)), ('{ value = 8, qualifier = "~" }', Plan(EIGHT, "~")),
        ("[6.5, 7]", Plan(SIX, bound=RANGE)), ("{ between = [6.5, 7] }", Plan(SIX, bound=RANGE)),
        ("[7, 7]", Plan(SEVEN, bound=Target("between", SEVEN, SEVEN))),
        ("{ at_least = 8 }", Plan(EIGHT, bound=Target("at_least", EIGHT))),
        ("{ above = 8 }", Plan(EIGHT, bound=Target("above", EIGHT))),
        ("{ at_most = 8 }", Plan(EIGHT, bound=Target("at_most", high=EIGHT))),
        ("{ below = 8 }", Plan(EIGHT, bound=Target("below", high=EIGHT))),
        ('{ between = [6.5, 7], source = "NQ 1", note.vi = "a" }', Plan(SIX, "", "NQ 1", {"vi": "a"}, RANGE)),
    ],
)  # fmt: skip
def test_a_plan_is_a_number_a_range_or_a_table_with_one_bound(written, plan):
    assert read_plan(written) == (plan, [])


@pytest.mark.parametrize(
    ("extra", "value"),
    [
        ('measure = "level"\ntarget.at_least = 8', SIX), ('measure = "level"\ntarget.at_most = 8', SEVEN),
        ('measure = "level"\ndirection = "decrease"', SEVEN), ('measure = "level"\ndirection = "increase"', SIX),
        ('measure = "level"', SIX), ('measure = "level"\ntarget.between = [4, 5]', SIX),
        ('measure = "level"\ntarget.between = [4, 5]\ndirection = "decrease"', SEVEN),
    ],
)  # fmt: skip
def test_the_value_of_a_range_is_the_edge_that_is_met_first(extra, value):
    plan, problems = read_plan("[6.5, 7]", extra)
    assert (plan.value, plan.bound, problems) == (value, RANGE, [])


@pytest.mark.parametrize("kind", ["at_least", "at_most", "above", "below"])
@pytest.mark.parametrize("direction", ["increase", "decrease", None])
def test_the_value_of_a_bound_is_its_limit(kind, direction):
    bound = make_bound(kind, 4)
    assert make_plan(bound, direction, "NQ 1", {"": "note"}) == Plan(Decimal(4), "", "NQ 1", {"": "note"}, bound)


def test_a_growth_of_minus_hundred_is_refused_only_where_the_plan_is_a_growth():
    for measure, count in (("growth_rate", 1), ("growth", 0), ("level", 0)):
        for written in ("[-100, 7]", "{ at_most = -100 }", "{ between = [-120, -100] }"):
            plan, problems = read_plan(written, f'measure = "{measure}"')
            assert (len(problems), plan is None) == (count, bool(count))


# --- The verdict of a year -------------------------------------------------------------------------------------


def check_plan(bound, value, *, direction=None, measure="level", **fields):
    """The assessment of one result, "<5" or "5", against a plan with a bound."""
    plan = {2021: make_plan(bound, direction)}
    indicator = Indicator("x", {"": "x"}, measure, direction=direction, plan=plan, **fields)
    return assess_one(make_register(indicator, x=make_series(value)), 2021)


@pytest.mark.parametrize(
    ("kind", "limit", "value", "verdict"),
    [
        ("at_least", 8, "8", "met"), ("at_least", 8, "8.01", "exceeded"), ("at_least", 8, "7.99", "missed"),
        ("above", 8, "8", "missed"), ("above", 8, "8.01", "exceeded"), ("above", 8, ">8", "exceeded"),
        ("at_most", 4, "4", "met"), ("at_most", 4, "3.9", "exceeded"), ("at_most", 4, "4.1", "missed"),
        ("below", 4, "4", "missed"), ("below", 4, "<4", "exceeded"), ("below", 4, "3.9", "exceeded"),
        ("at_least", 8, ">8", "exceeded"), ("at_least", 8, "<8", "missed"), ("at_least", 8, ">7", ""),
        ("at_least", 8, "<9", ""), ("at_most", 4, "<4", "exceeded"), ("at_most", 4, ">4", "missed"),
        ("at_most", 4, "<5", ""), ("at_most", 4, ">3", ""), ("at_least", 8, "~8", "met"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["increase", "decrease", None])
def test_a_bound_is_judged_as_it_says_whatever_the_direction(kind, limit, value, verdict, direction):
    assert check_plan(make_bound(kind, limit), value, direction=direction).plan_verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdicts"),
    [
        ("6.4", ("missed", "missed", "exceeded")), ("6.5", ("met", "met", "met")), ("6.8", ("met", "met", "met")),
        ("7", ("met", "met", "met")), ("7.1", ("missed", "exceeded", "missed")), ("~6.8", ("met", "met", "met")),
        ("<6.5", ("missed", "missed", "exceeded")), (">7", ("missed", "exceeded", "missed")),
        (">6.5", ("", "", "")), ("<7", ("", "", "")), (">6.8", ("", "", "")), (">6", ("", "", "")),
    ],
)  # fmt: skip
def test_a_range_is_met_inside_and_passed_only_beyond_its_far_edge(value, verdicts):
    found = tuple(check_plan(RANGE, value, direction=way).plan_verdict for way in (None, "increase", "decrease"))
    assert found == verdicts


def test_a_target_gives_its_direction_to_the_range_of_a_year():
    for kind, verdict in (("at_least", "exceeded"), ("at_most", "missed")):
        indicator = make_indicator("level", kind, 8, direction={"at_least": "increase"}.get(kind, "decrease"))
        indicator = indicator._replace(plan={2021: make_plan(RANGE, indicator.direction)})
        assert assess_one(make_register(indicator, x=make_series("7.1")), 2021).plan_verdict == verdict


def test_a_range_for_every_year_is_judged_by_both_edges_and_a_range_of_one_year_by_its_direction():
    indicator = make_indicator("every_year", "between", (6, 7), direction="increase")
    indicator = indicator._replace(plan={2022: make_plan(RANGE, "increase")})
    assert assess_one(make_register(indicator, x=make_series("7.1")), 2021).plan_verdict == "missed"
    found = assess_one(make_register(indicator, x=make_series("7.1", "7.1")), 2022)
    assert (found.plan_verdict, found.plan.is_for_every_year) == ("exceeded", False)


@pytest.mark.parametrize(
    ("bound", "value", "fields", "percent", "difference"),
    [
        (("between", (5, 10)), "4", {}, 80, -1), (("between", (5, 10)), "12", {}, 120, 2),
        (("between", (5, 10)), "5", {}, None, None), (("between", (5, 10)), "10", {}, None, None),
        (("between", (5, 10)), "7", {}, None, None), (("between", (5, 10)), "12", {"unit": {"": "%"}}, None, 2),
        (("between", (5, 10)), "12", {"direction": "decrease"}, None, 2), (("between", (0, 10)), "-1", {}, None, -1),
        (("at_least", 5), "6", {}, 120, 1), (("above", 5), "6", {}, 120, 1), (("at_most", 5), "6", {}, None, 1),
        (("below", 5), "6", {}, None, 1), (("at_least", 5), "6", {"unit": {"": "%"}}, None, 1),
    ],
)  # fmt: skip
def test_a_result_is_compared_with_the_nearer_edge_and_with_none_inside(bound, value, fields, percent, difference):
    found = check_plan(make_bound(*bound), value, **fields)
    assert (found.plan_percent, found.plan_difference) == (percent, difference)


NUMBERS = st.integers(-3, 12).map(Decimal)


@MANY
@given(
    st.sampled_from(("at_least", "at_most", "above", "below", "between")),
    NUMBERS,
    st.integers(0, 2),
    st.sampled_from((None, "increase", "decrease")),
    NUMBERS,
    st.sampled_from(("", "<", ">", "~")),
)
def test_two_judges_agree_on_the_year(kind, limit, width, direction, value, qualifier):
    bound = bind_plan(Plan(limit), kind, width, direction).bound
    possible = oracle.plan_verdicts(bound, direction, value, qualifier)
    meant = possible.pop() if len(possible) == 1 else ""
    assert check_plan(bound, f"{qualifier}{value}", direction=direction).plan_verdict == meant


# --- The plans as the way --------------------------------------------------------------------------------------


def bind_all(kind, *numbers):
    """Plans of one kind from 2021 on; a range is given as a pair."""
    return {year: make_plan(make_bound(kind, number), None) for year, number in enumerate(numbers, 2021)}


@pytest.mark.parametrize(
    ("target", "plans", "value", "verdict"),
    [
        (("at_least", 60), bind_all("at_least", 41, 44, 47, 50, 60), 41, "on_track/"),
        (("at_least", 60), bind_all("between", *((low, low + 5) for low in (41, 44, 47, 50, 60))), 41, "on_track/"),
        (("at_least", 60), bind_all("at_most", 41, 44, 47, 50, 60), 41, "off_track/insufficient"),  # makes no way
        (("at_least", 60), bind_all("below", 41, 44, 47, 50, 60), 41, "off_track/insufficient"),
        (("above", 60), bind_all("above", 41, 44, 47, 50, 60), 41, "on_track/"),
        (("above", 60), bind_all("at_least", 41, 44, 47, 50, 60), 41, "off_track/insufficient"),  # 60 is not above it
        (("at_most", 20), bind_all("at_most", 39, 38, 35, 30, 20), 39, "on_track/"),
        (("at_most", 20), bind_all("between", (38, 39), (37, 38), (34, 35), (29, 30), (19, 20)), 39, "on_track/"),
        (("at_most", 20), bind_all("at_least", 39, 38, 35, 30, 20), 39, "off_track/insufficient"),
        (("between", (60, 70)), bind_all("between", (41, 45), (44, 50), (47, 52), (50, 60), (60, 70)), 41, "on_track/"),
    ],
)
def test_a_range_or_bound_counts_on_the_way_by_the_edge_that_demands_least(target, plans, value, verdict):
    indicator = make_indicator("level", *target, baseline=40, plan=plans)
    assert judge_twice(indicator, make_series(value), 2021) == verdict
    detail = build_detail(make_register(indicator, x=make_series(value)), indicator, 2021, "2021-12-31")
    if verdict == "on_track/":
        assert next(year.expected for year in detail.years if year.year == 2021) == value


def test_a_ceiling_counts_the_upper_edge_of_the_ranges_of_its_years():
    plans = bind_all("between", (25, 30), (20, 25), (15, 20), (10, 15), (5, 10))
    indicator = make_indicator("total", "at_most", 100, plan=plans)
    found = assess_one(make_register(indicator, x=make_series(28, 24)), 2022)
    assert (found.status, found.expected, found.follows_plans) == ("on_track", Decimal("0.55"), True)
    assert judge_twice(indicator, make_series(28, 24), 2022) == "on_track/"


# --- Checks and doubtful values --------------------------------------------------------------------------------


def list_findings(check, *indicators):
    """What a check says, in English."""
    data = CheckInput("targets.toml", "results.csv", make_register(*indicators), 2021)
    return [Language("en").format_message(problem.message) for problem in check(data)]


def make_plans(*bounds):
    """Plans from 2021 on: a number, or the kind of a bound with its limits."""
    made = [
        make_plan(make_bound(*bound), None) if isinstance(bound, tuple) else Plan(Decimal(bound)) for bound in bounds
    ]
    return dict(enumerate(made, 2021))


@pytest.mark.parametrize(
    ("direction", "plans", "found"),
    [
        ("increase", (7, ("between", (6, 8))), ""), ("increase", (7, ("between", (7, 8))), ""),
        ("increase", (7, ("between", (6, 7))), "the plan of 2022 (6–7) is worse than the plan of 2021 (7)"),
        ("increase", (("between", (6, 8)), ("between", (6, 7))), "the plan of 2022 (6–7) is worse than the plan of 2021 (6–8)"),
        ("increase", (("between", (6, 8)), ("at_least", 6)), ""), ("increase", (7, ("at_least", 7)), ""),
        ("increase", (7, ("above", 6)), "the plan of 2022 (> 6) is worse than the plan of 2021 (7)"),
        ("increase", (7, ("at_most", 6)), ""),  # says nothing about what must be reached
        ("decrease", (7, ("at_most", 8)), "the plan of 2022 (≤ 8) is worse than the plan of 2021 (7)"),
        ("decrease", (("between", (4, 5)), ("at_most", 5)), ""), ("decrease", (("at_most", 5), ("between", (3, 5))), ""),
        ("decrease", (("between", (4, 5)), ("between", (4, 6))), "the plan of 2022 (4–6) is worse than the plan of 2021 (4–5)"),
    ],
)  # fmt: skip
def test_a_plan_is_worse_if_it_demands_less_at_either_end_and_more_at_none(direction, plans, found):
    indicator = Indicator("x", {"": "x"}, "level", direction=direction, plan=make_plans(*plans))
    assert list_findings(check_plan_direction, indicator) == ([found] if found else [])


@pytest.mark.parametrize(
    ("target", "plan", "found"),
    [
        (("at_least", 8), ("between", (6, 8)), ""), (("at_least", 8), ("at_least", 8), ""),
        (("at_least", 8), ("between", (6, 7)), "if all plans are met, the result is 7; the target is ≥ 8"),
        (("at_least", 8), ("at_least", 7), "if all plans are met, the result is 7; the target is ≥ 8"),
        (("above", 8), ("above", 8), ""), (("above", 8), ("at_least", 8), "if all plans are met, the result is 8; the target is > 8"),
        (("at_most", 4), ("between", (4, 5)), ""), (("at_most", 4), ("at_most", "4.5"), "if all plans are met, the result is 4.5; the target is ≤ 4"),
        (("between", (6, 7)), ("between", (5, 8)), ""), (("between", (6, 7)), ("between", (7, 9)), ""),
        (("between", (6, 7)), ("between", (8, 9)), "if all plans are met, the result is 8; the target is ≤ 7"),
    ],
)  # fmt: skip
def test_plans_miss_the_target_only_if_no_way_to_meet_them_reaches_it(target, plan, found):
    indicator = make_indicator("level", *target, baseline=10, plan={2025: make_plan(make_bound(*plan), None)})
    assert list_findings(check_plan_target, indicator) == ([found] if found else [])
    yearly = make_indicator("every_year", *target, plan={2022: make_plan(make_bound(*plan), None)})
    assert bool(list_findings(check_plan_target, yearly)) == bool(found)


def test_both_ends_of_a_range_lie_within_the_limits_of_the_indicator():
    indicator = Indicator("x", {"": "x"}, "level", limits=Limits(Decimal(0), Decimal(10)))
    indicator = indicator._replace(plan=make_plans(("between", (-1, 11)), ("at_most", 12)))
    assert list_findings(check_natural_bounds, indicator) == [
        "-1 is outside the stated limits",
        "11 is outside the stated limits",
        "12 is outside the stated limits",
    ]


@pytest.mark.parametrize(
    ("part", "whole", "found"),
    [
        (("at_least", 9), 8, True), (9, ("at_most", 8), True), (("between", (7, 9)), 8, False), (9, ("at_least", 8), False),
        (("between", (9, 10)), ("between", (7, 8)), True), (("at_most", 9), 8, False), (8, ("between", (7, 8)), False),
    ],
)  # fmt: skip
def test_the_plan_of_a_part_is_too_great_if_its_least_is_more_than_the_most_of_the_whole(part, whole, found):
    unit = {"": "ha"}
    indicators = (
        Indicator("whole", {"": "w"}, "level", unit=unit, plan=make_plans(whole)),
        Indicator("part", {"": "p"}, "level", unit=unit, parent="whole", plan=make_plans(part)),
    )
    assert bool(list_findings(check_parts, *indicators)) == found


@pytest.mark.parametrize(
    ("value", "before"), [("8", None), ("9", None), ("80", 10), ("100", 10), ("0.5", 5), ("6", None), ("0.9", None)]
)
def test_a_value_is_compared_with_the_nearer_end_of_a_planned_range(value, before):
    indicator = Indicator("x", {"": "x"}, "level", plan=make_plans(("between", (5, 10))))
    entry = NewResult(indicator, Period(2021), Decimal(value), "", "final", "", "", "2022-01-31", "lan")
    warning = magnitude_warning(entry, make_register(indicator))
    assert (warning and warning.values["before"]) == before
