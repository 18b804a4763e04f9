"""A plan may be a range or a bound: how the file writes it, and how a year is judged against it."""

from decimal import Decimal

import pytest

from support.registers import make_indicator
from tracker.model import Plan, Target
from tracker.targets.plans import make_plan
from tracker.targets.reader import read_targets

TERM = """
[term]
name = "term"
first_year = 2021
last_year = 2025
"""
EIGHT, SIX, SEVEN = Decimal(8), Decimal("6.5"), Decimal(7)
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
