"""How a figure stands to the term's target and to the year before: the columns that offices hand over.

An amount of which more is wanted is told in percent of what it is compared with; a percentage, a growth, and what is
to fall, by the difference (`plan_percent` of `tracker.assess.year` keeps the same rule for annual plans).
"""

from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT, HUNDRED, divide
from tracker.assess.bounds import select_limit
from tracker.model import Assessment, Baseline, Indicator, Period, Plan, PlanVerdict, Qualifier, Result, Target


class Comparison(NamedTuple):
    """A figure in percent of another, else its difference from it, in the unit of the figure; neither is "unknown".

    `qualifier` is "~" where one of the two is only approximate.
    """

    percent: Decimal | None = None
    difference: Decimal | None = None
    qualifier: Qualifier = ""


def compare_with_target(item: Assessment) -> Comparison:
    """Return how the term's figure stands to the target; within a range, and to a mere direction, not at all."""
    target, figure = item.indicator.target, item.term_value
    if target is None or figure is None or item.indicator.measure in ("every_year", "milestone"):
        return Comparison()
    if (target.low is None and target.high is None) or _is_within(target, figure):
        return Comparison()
    with localcontext(EXACT):
        is_growth = item.indicator.measure in ("growth", "growth_rate")
        is_share = is_growth or target.kind not in ("at_least", "above") or item.indicator.is_in_percent
        return _compare_values(figure, select_limit(target, figure), is_amount=not is_share)


def _is_within(target: Target, figure: Decimal) -> bool:
    return target.low is not None and target.high is not None and target.low <= figure <= target.high


def compare_with_previous_year(item: Assessment, result: Result) -> Comparison:
    """Return how one result of `item` stands to the same period of the year before; never across a break.

    Where either is only a bound, the difference is unknown.
    """
    indicator, year = item.indicator, result.period.year
    before = item.results.get(Period(year - 1, result.period.month))
    before = None if before and before.status == "forecast" else before
    value = before.value if before else None
    if value is None and result.period.is_year and item.baseline and item.baseline.year == year - 1:
        value = item.baseline.value
    is_broken = any(found.year == year for found in indicator.breaks)
    is_open = any(row is not None and row.qualifier in ("<", ">") for row in (result, before))
    if not isinstance(value, Decimal) or not isinstance(result.value, Decimal) or is_broken or is_open:
        return Comparison()
    is_share = indicator.is_in_percent or indicator.measure == "growth_rate" or indicator.direction == "decrease"
    is_rough = any(row is not None and row.qualifier == "~" for row in (result, before))
    with localcontext(EXACT):
        found = _compare_values(result.value, value, is_amount=not is_share)
    return found._replace(qualifier="~") if is_rough else found


def _compare_values(figure: Decimal, other: Decimal, *, is_amount: bool) -> Comparison:
    if is_amount and other > 0:
        return Comparison(percent=divide(figure * HUNDRED, other))
    return Comparison(difference=figure - other)


class YearCheck(NamedTuple):
    """A result against its plan (`percent` of it, `difference` from it) and against the year before."""

    plan: Plan | None = None
    percent: Decimal | None = None
    difference: Decimal | None = None
    verdict: PlanVerdict = ""
    previous: Decimal | None = None
    change: Decimal | None = None


def check_year(
    indicator: Indicator, result: Result, yearly: tuple[Result, ...], baseline: Baseline | None
) -> YearCheck:
    """Return how `result` stands to the plan of its year, and to the year before it among `yearly`."""
    plan = indicator.plan.get(result.period.year)
    value = result.value
    if not isinstance(value, Decimal):
        return YearCheck(plan, verdict=("met" if value else "missed") if plan else "")
    previous, is_figure = _find_previous(indicator, result, yearly, baseline)
    is_comparable = is_figure and previous is not None and result.qualifier in ("", "~")
    change = value - previous if is_comparable and previous is not None else None
    if plan is None or not isinstance(plan.value, Decimal):
        return YearCheck(plan, previous=previous, change=change)
    return YearCheck(
        plan,
        compute_plan_percent(indicator, result, plan),
        value - plan.value,
        _judge_plan(indicator, result, plan),
        previous,
        change,
    )


def compute_plan_percent(indicator: Indicator, result: Result, plan: Plan | None) -> Decimal | None:
    """Return an amount in percent of its plan; None for percentages and where less is better.

    A percentage is compared in points, and V/M would call a poverty rate above its plan "more than 100 %".
    """
    if plan is None or not isinstance(plan.value, Decimal) or not isinstance(result.value, Decimal):
        return None
    if indicator.is_in_percent or indicator.direction == "decrease" or plan.value <= 0:
        return None
    return divide(result.value * HUNDRED, plan.value)


def _judge_plan(indicator: Indicator, result: Result, plan: Plan) -> PlanVerdict:
    """Return the verdict of the year, or "" where the direction is unknown or a bound leaves it open."""
    assert isinstance(result.value, Decimal)
    assert isinstance(plan.value, Decimal)
    if indicator.direction is None:
        return ""
    sign = 1 if indicator.direction == "increase" else -1
    may_be_higher = result.qualifier == ">" or plan.qualifier == "<"
    may_be_lower = result.qualifier == "<" or plan.qualifier == ">"
    better, worse = (may_be_higher, may_be_lower) if sign > 0 else (may_be_lower, may_be_higher)
    stands = sign * ((result.value > plan.value) - (result.value < plan.value))
    if stands == 0 and better != worse:
        stands = 1 if better else -1
    if (stands >= 0 and worse) or (stands <= 0 and better):
        return ""
    return "missed" if stands < 0 else "exceeded" if stands else "met"


def _find_previous(
    indicator: Indicator, result: Result, yearly: tuple[Result, ...], baseline: Baseline | None
) -> tuple[Decimal | None, bool]:
    """Return the value of the year before and whether it is a figure (not a bound); never from across a break."""
    before = result.period.year - 1
    if any([item.year == before + 1 for item in indicator.breaks]):
        return None, False
    for row in yearly:
        if row.period.year == before and isinstance(row.value, Decimal):
            return row.value, row.qualifier in ("", "~")
    if baseline and baseline.year == before:
        return baseline.value, True
    return None, False
