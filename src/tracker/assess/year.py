"""The year's own verdict: the latest result against its annual plan and against the year before."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.exact import HUNDRED, divide
from tracker.assess.series import Series
from tracker.model import Baseline, Indicator, Plan, PlanVerdict, Result


class YearCheck(NamedTuple):
    """A result against its plan (`percent` of it, `difference` from it) and against the year before."""

    plan: Plan | None = None
    percent: Decimal | None = None
    difference: Decimal | None = None
    verdict: PlanVerdict = ""
    previous: Decimal | None = None
    change: Decimal | None = None


def check_year(indicator: Indicator, result: Result, series: Series, baseline: Baseline | None) -> YearCheck:
    """Return how `result` stands to the plan of its year and to the year before it."""
    plan = indicator.plan.get(result.period.year)
    previous = _previous(indicator, result, series, baseline)
    check = YearCheck(plan, previous=previous[0] if previous else None)
    if previous and isinstance(result.value, Decimal) and result.qualifier in ("", "~") and previous[1]:
        check = check._replace(change=result.value - previous[0])
    if plan is None:
        return check
    if isinstance(result.value, bool):
        return check._replace(verdict="met" if result.value else "missed")
    if not isinstance(result.value, Decimal) or not isinstance(plan.value, Decimal):
        return check
    return check._replace(
        percent=plan_percent(indicator, result, plan),
        difference=result.value - plan.value,
        verdict=_verdict(indicator, result, plan),
    )


def plan_percent(indicator: Indicator, result: Result, plan: Plan | None) -> Decimal | None:
    """Return an amount in percent of its plan; None for percentages and where less is better.

    A percentage is compared in points, and V/M would call a poverty rate above its plan "more than 100 %".
    """
    if plan is None or not isinstance(plan.value, Decimal) or not isinstance(result.value, Decimal):
        return None
    if indicator.in_percent or indicator.direction == "decrease" or plan.value <= 0:
        return None
    return divide(result.value * HUNDRED, plan.value)


def _verdict(indicator: Indicator, result: Result, plan: Plan) -> PlanVerdict:
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


def _previous(
    indicator: Indicator, result: Result, series: Series, baseline: Baseline | None
) -> tuple[Decimal, bool] | None:
    """Return the value of the year before and whether it is a figure (not a bound); never from across a break."""
    year = result.period.year
    if any(item.year == year for item in indicator.breaks):
        return None
    for row in series.yearly:
        if row.period.year == year - 1 and isinstance(row.value, Decimal):
            return row.value, row.qualifier in ("", "~")
    if baseline and baseline.year == year - 1:
        return baseline.value, True
    return None
