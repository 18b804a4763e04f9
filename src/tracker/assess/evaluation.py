"""What is judged: one indicator's target, and the yearly results that count toward it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.journal.effective import select_effective_rows
from tracker.model import Baseline, Indicator, Period, Reason, Result, Target, Term

BASELINE_MEASURES = ("level", "growth")
"""The measures that are judged from a baseline on; the others add up or average the years of the term."""
MAX_RESULT_AGE = 2


class DataPoint(NamedTuple):
    """The value of one year."""

    year: int
    value: Decimal


class ResultSeries(NamedTuple):
    """The results of one indicator that count at the end of a reporting year.

    `current` has the last row of every period that is not withdrawn, forecasts included; `yearly` the judged
    results of whole years, ascending.
    """

    current: Mapping[Period, Result]
    yearly: tuple[Result, ...]
    year_to_date: Result | None
    forecast: Result | None


def build_series(rows: Iterable[Result], year: int, first_year: int) -> ResultSeries:
    """Return what counts of `rows` (in the order of the journal) at the end of `year`."""
    last = {row.period: row for row in select_effective_rows([row for row in rows if row.period.year <= year])}
    current, yearly, running, forecasts = {}, [], [], []
    for period in sorted(last):
        row = last[period]
        if row.status == "withdrawn":
            continue
        current[period] = row
        if row.status == "forecast":
            forecasts.append(row)
        elif period.month:
            running.append(row)
        else:
            yearly.append(row)
    reached = yearly[-1].period.year if yearly and yearly[-1].period.year >= first_year else 0
    to_date = running[-1] if running and running[-1].period.year > reached else None
    ahead = [row for row in forecasts if row.period.is_year and row.period.year > reached]
    return ResultSeries(current, tuple(yearly), to_date, ahead[-1] if ahead else None)


def find_baseline(indicator: Indicator, term: Term, series: ResultSeries) -> Baseline | None:
    """Return the baseline that the targets state, else the journal's result of the baseline year."""
    if indicator.baseline:
        return indicator.baseline
    for row in series.yearly:
        if row.period.year == term.baseline_year and isinstance(row.value, Decimal) and row.qualifier in ("", "~"):
            status = row.status if row.status in ("estimate", "preliminary", "final") else ""
            return Baseline(row.period.year, row.value, status, row.source)
    return None


def to_points(results: Iterable[Result]) -> tuple[DataPoint, ...]:
    """Return the numbers of yearly results by year."""
    return tuple([DataPoint(row.period.year, row.value) for row in results if isinstance(row.value, Decimal)])


class EvaluationInput(NamedTuple):
    """One indicator to be judged at the end of `year`, with at least one result.

    `results` and `points` are those of the years that count toward the target, `history` those of every year.
    """

    indicator: Indicator
    target: Target
    year: int
    first_year: int
    last_year: int
    baseline: Baseline | None
    results: tuple[Result, ...]
    points: tuple[DataPoint, ...]
    history: tuple[Result, ...]

    @property
    def latest(self) -> DataPoint:
        """Return the latest year with a result."""
        return self.points[-1]

    @property
    def is_over(self) -> bool:
        """Whether the result of the target's year is in."""
        return self.points[-1].year == self.last_year

    @property
    def is_too_old(self) -> bool:
        """Whether the latest result lies so far back that nothing can be said of the reporting year."""
        return min(self.year, self.last_year) - self.latest.year > MAX_RESULT_AGE

    @property
    def year_count(self) -> int:
        """Return the number of years in which results are added up."""
        return self.last_year - self.first_year + 1

    @property
    def has_gap(self) -> bool:
        """Whether a year before the latest has no result."""
        return len(self.points) < self.latest.year - self.first_year + 1

    @property
    def has_break(self) -> bool:
        """Whether the series was defined anew between its start and the latest result."""
        if not self.indicator.breaks:
            return False
        start = self.first_year - 1 if self.indicator.measure in BASELINE_MEASURES else self.first_year
        return any(start < item.year <= self.latest.year for item in self.indicator.breaks)


def get_target_year(indicator: Indicator, term: Term) -> int:
    """Return the year by which the target of an indicator is due, or the term's last."""
    return (indicator.target and indicator.target.year) or term.last_year


def build_evaluation_input(
    indicator: Indicator, term: Term, series: ResultSeries, baseline: Baseline | None, year: int
) -> EvaluationInput | Reason:
    """Return the case of an indicator that is measured in numbers, or the reason why there is none."""
    target = indicator.target
    if target is None:
        return "no_target"
    last_year = target.year or term.last_year
    first_year = baseline.year + 1 if baseline and indicator.measure in BASELINE_MEASURES else term.first_year
    results = tuple([row for row in series.yearly if first_year <= row.period.year <= last_year])
    if not results:
        return "no_result"
    points = to_points(results)
    return EvaluationInput(indicator, target, year, first_year, last_year, baseline, results, points, series.yearly)


def collect_points(case: EvaluationInput) -> tuple[DataPoint, ...]:
    """Return the points of a case, the baseline of a level among them."""
    points, base = case.points, case.baseline
    if base and case.indicator.measure in BASELINE_MEASURES and base.year < points[0].year:
        return (DataPoint(base.year, base.value), *points)
    return points
