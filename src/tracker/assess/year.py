"""The year's own verdict: a result against its annual plan and against the year before."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.exact import HUNDRED, divide
from tracker.model import Baseline, Indicator, Plan, PlanVerdict, Result


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
