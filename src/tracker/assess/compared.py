"""How a figure stands to the term's target and to the year before: the columns that offices hand over.

An amount of which more is wanted is told in percent of what it is compared with; a percentage, a growth, and what is
to fall, by the difference (`plan_percent` of `tracker.assess.year` keeps the same rule for annual plans).
"""

from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess.bounds import select_limit
from tracker.assess.exact import EXACT, HUNDRED, divide
from tracker.model import Assessment, Result, Target
from tracker.numbers import Qualifier
from tracker.periods import Period


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
