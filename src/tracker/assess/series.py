"""Which results count: those of `tracker.counting`; none that was withdrawn, and no forecast."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.counting import select_effective_rows
from tracker.model import Baseline, Indicator, Result, Term
from tracker.periods import Period


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
