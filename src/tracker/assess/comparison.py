"""Compare figures with the term's target, with the annual plan, and with the year before.

An amount of which more is better is compared in percent; a percentage, a growth, and an amount of which less is better
are compared by the difference.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT, HUNDRED, divide
from tracker.assess.bounds import (
    BoundedValue,
    compare_to_bound,
    is_decided,
    make_bounded_value,
    select_first_limit,
    select_limit,
    split_range,
)
from tracker.model import (
    Assessment,
    Baseline,
    Direction,
    Indicator,
    Period,
    Plan,
    PlanVerdict,
    Qualifier,
    Result,
    Target,
)

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
    if target.is_direction or target.is_plan or is_within:
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
    row = rows.get(period._replace(year=year))
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
    plan, value = find_plan(indicator, result.period.year, baseline), result.value
    if not isinstance(value, Decimal):
        return YearCheck(plan, verdict=("met" if value else "missed") if plan else "")
    previous, qualifier = _find_previous(indicator, rows, baseline, result.period)
    is_known = qualifier not in _BOUNDS and result.qualifier not in _BOUNDS
    change = value - previous if previous is not None and is_known else None
    if plan is None or not isinstance(plan.value, Decimal):
        return YearCheck(plan, previous=previous, change=change)
    limit = _select_plan_limit(plan, value)
    return YearCheck(
        plan,
        _compute_percent(indicator, plan, value, limit),
        None if limit is None else value - limit,
        _judge_plan(indicator, result, plan, baseline),
        previous,
        change,
    )


def compute_plan_percent(indicator: Indicator, result: Result) -> Decimal | None:
    """Return an amount in percent of the plan of its year; None for percentages and if less is better.

    A percentage is compared in points, and V/M would give "more than 100 %" for a poverty rate above its plan.
    """
    plan = find_plan(indicator, result.period.year)
    if plan is None or not isinstance(plan.value, Decimal) or not isinstance(result.value, Decimal):
        return None
    return _compute_percent(indicator, plan, result.value, _select_plan_limit(plan, result.value))


def _compute_percent(indicator: Indicator, plan: Plan, value: Decimal, limit: Decimal | None) -> Decimal | None:
    is_ceiling = plan.bound is not None and plan.bound.kind in ("at_most", "below")
    if limit is None or limit <= 0 or is_ceiling or indicator.direction == "decrease" or indicator.is_in_percent:
        return None
    return divide(value * HUNDRED, limit)


def _select_plan_limit(plan: Plan, value: Decimal) -> Decimal | None:
    """Return the number with which a value is compared: of a range the nearer limit, and None within it."""
    bound = plan.bound
    if bound is None or bound.low is None or bound.high is None:
        return plan.value if isinstance(plan.value, Decimal) else None
    if plan.is_for_every_year or bound.low <= value <= bound.high:
        return None
    return bound.low if value < bound.low else bound.high


def find_plan(indicator: Indicator, year: int, baseline: Baseline | None = None) -> Plan | None:
    """Return the plan of a year; of a bound for every year that has no plan of its own, the bound.

    The bound is the plan of no year up to that of the `baseline`, which is before the term; default: the stated one.
    """
    plan, target = indicator.plan.get(year), indicator.target
    if plan or indicator.measure != "every_year" or target is None or target.is_direction:
        return plan
    base = baseline or indicator.baseline
    if (target.year and year > target.year) or (base and year <= base.year):
        return None
    return Plan(select_limit(target, Decimal(0)), source=indicator.source, bound=target, is_for_every_year=True)


def find_better_direction(indicator: Indicator, baseline: Baseline | None) -> Direction | None:
    """Return which way a result is better; toward a range without a stated direction, from the baseline or from 0."""
    target = indicator.target
    if indicator.direction or target is None or target.low is None or target.high is None:
        return indicator.direction
    is_of_yearly_values = baseline is not None and indicator.measure != "growth"
    start = baseline.value if baseline and is_of_yearly_values else Decimal(0)
    return "decrease" if start > target.high else "increase"


def _judge_plan(indicator: Indicator, result: Result, plan: Plan, baseline: Baseline | None) -> PlanVerdict:
    """Return the verdict of the year, or "" if the direction is unknown or a bound leaves the verdict open."""
    assert isinstance(result.value, Decimal)
    if plan.bound:
        figure = make_bounded_value(result.value, [result])
        return _judge_bound(plan.bound, figure, None if plan.is_for_every_year else indicator.direction)
    direction = find_better_direction(indicator, baseline)
    if direction is None:
        return ""
    verdict = _compare_with_plan(result, plan, direction)
    target = indicator.target
    has_yearly_limits = indicator.measure in ("level", "mean", "growth_rate")
    if not (target and target.kind == "between" and has_yearly_limits and not indicator.direction and verdict):
        return verdict
    assert isinstance(plan.value, Decimal)
    far = split_range(target)[direction == "increase"]
    return _limit_to_range(far, make_bounded_value(result.value, [result]), plan.value, verdict)


def _judge_bound(bound: Target, figure: BoundedValue, direction: Direction | None) -> PlanVerdict:
    """Return the verdict of one year on a bound; a range is exceeded beyond its far limit if it has a direction."""
    first = select_first_limit(bound, direction)
    standing = compare_to_bound(first, figure)
    if not is_decided(first, figure, standing):
        return ""
    if standing < 0 or first is bound:
        return "missed" if standing < 0 else "exceeded" if standing else "met"
    far = split_range(bound)[direction == "increase"]
    standing = compare_to_bound(far, figure)
    if not is_decided(far, figure, standing):
        return ""
    return "exceeded" if standing < 0 else "met"


def _limit_to_range(far: Target, figure: BoundedValue, plan: Decimal, verdict: PlanVerdict) -> PlanVerdict:
    """Return the verdict, but missed if the year has left the range on its far side, further than the plan does."""
    limit = select_limit(far, plan)
    is_further = plan <= limit if far.low is None else plan >= limit
    standing = compare_to_bound(far, figure)
    if not is_further or (standing >= 0 and is_decided(far, figure, standing)):
        return verdict
    return "missed" if is_decided(far, figure, standing) else ""


def _compare_with_plan(result: Result, plan: Plan, direction: Direction) -> PlanVerdict:
    assert isinstance(result.value, Decimal)
    assert isinstance(plan.value, Decimal)
    may_be_higher = result.qualifier == ">" or plan.qualifier == "<"
    may_be_lower = result.qualifier == "<" or plan.qualifier == ">"
    standing = (result.value > plan.value) - (result.value < plan.value)
    better, worse = may_be_higher, may_be_lower
    if direction == "decrease":
        standing, better, worse = -standing, worse, better
    if standing == 0 and better != worse:
        if result.is_derived and not plan.qualifier:  # what is missing may be zero
            return "met" if better else ""
        standing = 1 if better else -1
    if (standing >= 0 and worse) or (standing <= 0 and better):
        return ""
    return "missed" if standing < 0 else "exceeded" if standing else "met"
