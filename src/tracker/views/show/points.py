"""The data of a chart of one indicator: points, limits, breaks, and the round values at its edge."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.bounds import list_plan_numbers
from tracker.assess.detail import Detail
from tracker.model import Plan, Qualifier, ResultStatus

_MAX_TICKS = 5

YearValues: TypeAlias = tuple[tuple[int, Decimal], ...]
"""Pairs of year and number."""


class ChartPoint(NamedTuple):
    """A measured number: the result of a year, or the baseline."""

    year: int
    value: Decimal
    status: ResultStatus | Literal[""]
    qualifier: Qualifier = ""
    is_baseline: bool = False

    @property
    def is_final(self) -> bool:
        """Whether no revision is expected; a baseline is final unless it has another status."""
        return self.status == "final" or (self.is_baseline and not self.status)


class ChartData(NamedTuple):
    """All data of a chart.

    `limits` are those of a target on yearly values, not on a sum or a growth. `expected` is the expected way; it is
    empty if it is the same as the target. `breaks` are the first years of a new definition.
    """

    results: tuple[ChartPoint, ...]
    plans: tuple[tuple[int, Plan], ...]
    expected: YearValues
    limits: tuple[Decimal, ...]
    breaks: tuple[int, ...]
    years: tuple[int, int]

    @property
    def plan_values(self) -> YearValues:
        """Return the numbers of the plans; of a range both ends."""
        return tuple((year, number) for year, plan in self.plans for number in list_plan_numbers(plan))

    def count_breaks_before(self, point: ChartPoint) -> int:
        """Return the number of the part of the series that holds the point; each break starts a new part."""
        return sum(year <= point.year for year in self.breaks)

    @property
    def values(self) -> list[Decimal]:
        """Return every number that is drawn."""
        return [
            *(point.value for point in self.results),
            *(value for _, value in (*self.plan_values, *self.expected)),
            *self.limits,
        ]


def build_chart_data(detail: Detail) -> ChartData | None:
    """Return the data of a chart, or None if no number was recorded."""
    results = _collect_points(detail)
    if not results:
        return None
    target, measure = detail.assessment.indicator.target, detail.assessment.indicator.measure
    bounds = (target.low, target.high) if target and measure not in ("total", "growth") else ()
    limits = tuple(limit for limit in bounds if limit is not None)
    expected = tuple((year.year, year.expected) for year in detail.years if year.expected is not None)
    plans = [(year.year, year.check.plan) for year in detail.years if year.check.plan]
    years = [year.year for year in detail.years] + [point.year for point in results]
    return ChartData(
        results,
        tuple((year, plan) for year, plan in plans if isinstance(plan.value, Decimal)),
        expected if any(value not in limits for _, value in expected) else (),
        limits,
        tuple(year.year for year in detail.years if year.is_break),
        (min(years), max(years)),
    )


def _collect_points(detail: Detail) -> tuple[ChartPoint, ...]:
    """Return the yearly numbers, and the baseline unless its year has a result."""
    rows = [year.result for year in detail.years if year.result]
    points = [
        ChartPoint(row.period.year, row.value, row.status, row.qualifier)
        for row in rows
        if isinstance(row.value, Decimal)
    ]
    baseline = detail.assessment.baseline
    if baseline and baseline.year not in [row.period.year for row in rows]:
        points.append(ChartPoint(baseline.year, baseline.value, baseline.status, is_baseline=True))
    return tuple(sorted(points))


def compute_value_range(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return a range that holds all values, with a little space below and above."""
    low, high = min(values), max(values)
    margin = (high - low) / 12 or abs(high) / 10 or Decimal(1)
    return low - margin, high + margin


def choose_ticks(low: Decimal, high: Decimal) -> list[tuple[Decimal, int]]:
    """Return round values between `low` and `high`, each with the power of ten of their step."""
    power = ((high - low) / _MAX_TICKS).adjusted()
    for factor in (1, 2, 5, 10, 20, 50):
        step = Decimal(factor).scaleb(power)
        first = (low / step).to_integral_value(ROUND_CEILING)
        count = int((high / step).to_integral_value(ROUND_FLOOR) - first) + 1
        if count <= _MAX_TICKS:
            break
    return [(step * (first + index), min(0, power + (factor >= 10))) for index in range(count)]
