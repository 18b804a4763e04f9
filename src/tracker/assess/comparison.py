"""Compare figures with the term's target, with the annual plan, and with the year before.

An amount of which more is better is compared in percent; a percentage, a growth, and an amount of which less is better
are compared by the difference.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT, HUNDRED, divide
from tracker.assess.bounds import select_limit
from tracker.model import Assessment, Baseline, Indicator, Period, Plan, PlanVerdict, Qualifier, Result

_BOUNDS = {"<", ">"}


class Comparison(NamedTuple):
    """A figure in percent of another, or its difference from it in its own unit; both are None if it is unknown.

    `qualifier` is "~" if one of the two figures is only approximate.
    """

    percent: Decimal | None = None
    difference: Decimal | None = None
    qualifier: Qualifier = ""


def compare_with_target(item: Assessment) -> Comparison:
    """Return the term's figure compared with the target; unknown within a range, and for a direction."""
    target, figure = item.indicator.target, item.term_value
    if target is None or figure is None or item.indicator.measure in ("every_year", "milestone"):
        return Comparison()
    is_within = target.low is not None and target.high is not None and target.low <= figure <= target.high
    if target.is_direction or is_within:
        return Comparison()
    with localcontext(EXACT):
        is_growth = item.indicator.measure in ("growth", "growth_rate")
        is_share = is_growth or not target.is_upward or item.indicator.is_in_percent
        return _compare_values(figure, select_limit(target, figure), is_amount=not is_share)


def compare_with_previous_year(item: Assessment, result: Result) -> Comparison:
    """Return a result of `item` compared with the same period of the year before.

    Unknown across a break, and if one of the two values is only a bound.
    """
    indicator = item.indicator
    previous, qualifier = _find_previous(indicator, item.results, item.baseline, result.period)
    qualifiers = {qualifier, result.qualifier}
    if previous is None or not isinstance(result.value, Decimal) or qualifiers & _BOUNDS:
        return Comparison()
    is_share = indicator.is_in_percent or indicator.measure == "growth_rate" or indicator.direction == "decrease"
    with localcontext(EXACT):
        comparison = _compare_values(result.value, previous, is_amount=not is_share)
    return comparison._replace(qualifier="~") if "~" in qualifiers else comparison


def _compare_values(figure: Decimal, other: Decimal, *, is_amount: bool) -> Comparison:
    if is_amount and other > 0:
        return Comparison(percent=divide(figure * HUNDRED, other))
    return Comparison(difference=figure - other)


def _find_previous(
    indicator: Indicator, rows: Mapping[Period, Result], baseline: Baseline | None, period: Period
) -> tuple[Decimal | None, Qualifier]:
    """Return the value of the same period of the year before and its qualifier; never from across a break."""
    year = period.year - 1
    if indicator.has_break(year, period.year):
        return None, ""
    row = rows.get(Period(year, period.month))
    if row and row.status != "forecast" and isinstance(row.value, Decimal):
        return row.value, row.qualifier
    return (baseline.value if period.is_year and baseline and baseline.year == year else None), ""


class YearCheck(NamedTuple):
    """A result compared with its plan (`percent`, `difference`) and with the year before (`change`)."""

    plan: Plan | None = None
    percent: Decimal | None = None
    difference: Decimal | None = None
    verdict: PlanVerdict = ""
    previous: Decimal | None = None
    change: Decimal | None = None


def check_year(
    indicator: Indicator, result: Result, rows: Mapping[Period, Result], baseline: Baseline | None
) -> YearCheck:
    """Return `result` compared with the plan of its year, and with the year before among `rows`."""
    plan, value = indicator.plan.get(result.period.year), result.value
    if not isinstance(value, Decimal):
        return YearCheck(plan, verdict=("met" if value else "missed") if plan else "")
    previous, qualifier = _find_previous(indicator, rows, baseline, result.period)
    is_known = qualifier not in _BOUNDS and result.qualifier not in _BOUNDS
    change = value - previous if previous is not None and is_known else None
    if plan is None or not isinstance(plan.value, Decimal):
        return YearCheck(plan, previous=previous, change=change)
    return YearCheck(
        plan,
        compute_plan_percent(indicator, result),
        value - plan.value,
        _judge_plan(indicator, result, plan),
        previous,
        change,
    )


def compute_plan_percent(indicator: Indicator, result: Result) -> Decimal | None:
    """Return an amount in percent of the plan of its year; None for percentages and if less is better.

    A percentage is compared in points, and V/M would give "more than 100 %" for a poverty rate above its plan.
    """
    plan = indicator.plan.get(result.period.year)
    if plan is None or not isinstance(plan.value, Decimal) or not isinstance(result.value, Decimal):
        return None
    if indicator.is_in_percent or indicator.direction == "decrease" or plan.value <= 0:
        return None
    return divide(result.value * HUNDRED, plan.value)


def _judge_plan(indicator: Indicator, result: Result, plan: Plan) -> PlanVerdict:
    """Return the verdict of the year, or "" if the direction is unknown or a bound leaves the verdict open."""
    assert isinstance(result.value, Decimal)
    assert isinstance(plan.value, Decimal)
    if indicator.direction is None:
        return ""
    may_be_higher = result.qualifier == ">" or plan.qualifier == "<"
    may_be_lower = result.qualifier == "<" or plan.qualifier == ">"
    standing = (result.value > plan.value) - (result.value < plan.value)
    better, worse = may_be_higher, may_be_lower
    if indicator.direction == "decrease":
        standing, better, worse = -standing, worse, better
    if standing == 0 and better != worse:
        standing = 1 if better else -1
    if (standing >= 0 and worse) or (standing <= 0 and better):
        return ""
    return "missed" if standing < 0 else "exceeded" if standing else "met"
