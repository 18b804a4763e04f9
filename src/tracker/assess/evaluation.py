"""The input of judging: the target of one indicator, and the yearly results that count toward it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tracker.journal.effective import select_effective_rows
from tracker.model import PACE_CUTS, Baseline, Indicator, Period, Reason, Result, Target, Term, WithinYear

if TYPE_CHECKING:
    from tracker.assess.within_year import DerivedResult

BASELINE_MEASURES = ("level", "growth")
"""These measures are judged from a baseline on; the others add up or average the years of the term."""
MAX_RESULT_AGE = 2
"""So many years after the next result was due, the latest one is too old for a verdict."""
_NOT_COUNTED = ("forecast", "withdrawn")


class DataPoint(NamedTuple):
    """The value of one year."""

    year: int
    value: Decimal


class ResultSeries(NamedTuple):
    """The results of one indicator that count at the end of a reporting year.

    `current` has the effective row of each period, forecasts included; `yearly` has the results of whole years,
    without forecasts. Both are in the order of the periods. `withdrawn` are the rows that took a result back. `derived`
    has what quarters, halves and months made; these results are also in the others.
    """

    current: Mapping[Period, Result]
    yearly: tuple[Result, ...]
    year_to_date: Result | None
    forecast: Result | None
    withdrawn: tuple[Result, ...] = ()
    derived: Mapping[Period, "DerivedResult"] = {}

    @property
    def made_of(self) -> dict[Period, tuple[Result, ...]]:
        """Return the parts that made each result which was not recorded."""
        return {period: found.rows for period, found in self.derived.items()}

    def is_partial(self, row: Result) -> bool:
        """Whether a result was made of parts that do not cover its whole period."""
        return bool(self.derived) and row.period in self.derived and not self.derived[row.period].is_whole


def build_series(
    rows: Iterable[Result], year: int, first_year: int, rule: WithinYear = "none", ended_before: int = 0
) -> ResultSeries:
    """Return the results among `rows` (in the order of the journal) that count at the end of `year`.

    `rule` says how the parts of a year make it; a year before `ended_before` may be known as a lower bound.
    """
    known = [row for row in rows if row.period.year <= year]
    if _are_plain_years(known):
        return ResultSeries({row.period: row for row in known}, tuple(known), None, None)
    effective = {row.period: row for row in select_effective_rows(known)}
    current, yearly, running, forecasts, withdrawn = {}, [], [], [], []
    has_parts = False
    for period in sorted(effective):
        row = effective[period]
        if row.status == "withdrawn":
            withdrawn.append(row)
            continue
        current[period] = row
        if row.status == "forecast":
            forecasts.append(row)
            has_parts = has_parts or bool(period.part)
        elif period.month:
            running.append(row)
        elif period.part:
            has_parts = True
        else:
            yearly.append(row)
    if has_parts and rule != "none" and (derived := _derive_results(current, rule, ended_before)):
        every = {**current, **{period: found.result for period, found in derived.items()}}
        series = build_series(every.values(), year, first_year)
        return series._replace(withdrawn=tuple(withdrawn), derived=derived)
    reached = yearly[-1].period.year if yearly and yearly[-1].period.year >= first_year else 0
    to_date = running[-1] if running and running[-1].period.year > reached else None
    ahead = [row for row in forecasts if row.period.is_year and row.period.year > reached]
    return ResultSeries(current, tuple(yearly), to_date, ahead[-1] if ahead else None, tuple(withdrawn))


def _are_plain_years(rows: Iterable[Result]) -> bool:
    """Whether there is one result for each of ascending years, and nothing else: most series are so."""
    before = 0
    for row in rows:
        period = row.period
        if not period.is_year or period.year <= before or row.status in _NOT_COUNTED:
            return False
        before = period.year
    return True


def select_years(yearly: tuple[Result, ...], first_year: int, last_year: int) -> tuple[Result, ...]:
    """Return the results, in the order of their years, of the years from `first_year` to `last_year`."""
    if yearly and first_year <= yearly[0].period.year and yearly[-1].period.year <= last_year:
        return yearly
    return tuple([row for row in yearly if first_year <= row.period.year <= last_year])


def _derive_results(
    current: Mapping[Period, Result], rule: WithinYear, ended_before: int
) -> "dict[Period, DerivedResult]":
    from tracker.assess.within_year import derive_results  # few folders have parts of years

    return derive_results(current, rule, ended_before)


def is_after_closing(row: Result, closed_rows: Iterable[tuple[int, int]]) -> bool:
    """Whether a row of a closed year stands behind the closed rows, or will when it is recorded.

    `closed_rows` are those of a `Register`.
    """
    return is_behind(row.line, row.period.year, closed_rows) and (row.line > 0 or row.status != "assumed")


def is_behind(line: int, about: int, closed_rows: Iterable[tuple[int, int]]) -> bool:
    """Whether a row about a year stands behind the rows that the newest closing of this year covers; 0: a new row."""
    for year, last in closed_rows:
        if about <= year:
            return line > last or not line
    return False


def has_decisions_after_closing(
    indicator: Indicator, term: Term, year: int, closed_decisions: Iterable[tuple[int, int]]
) -> bool:
    """Whether the target or the plan of `year` that is in force was decided for a closed year after its closing."""
    in_force = {(version.kind, version.year): version for version in indicator.versions if version.decided_on}
    target, plan = in_force.get(("target", None)), in_force.get(("plan", year))
    pairs = ((target, indicator.get_target_year(term)), (plan, year))
    return any([version and is_behind(version.line, about, closed_decisions) for version, about in pairs])


def group_by_key(rows: Iterable[Result]) -> dict[tuple[object, ...], list[Result]]:
    """Return the rows of each period, area and part in their order."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for row in rows:
        groups.setdefault(row.key, []).append(row)
    return groups


def find_baseline(indicator: Indicator, term: Term, series: ResultSeries) -> Baseline | None:
    """Return the baseline of the targets, else the journal's result of the baseline year."""
    if indicator.baseline:
        return indicator.baseline
    for row in series.yearly:
        if row.period.year == term.baseline_year and isinstance(row.value, Decimal) and row.qualifier in ("", "~"):
            status = row.status if row.status in ("estimate", "preliminary", "final") else ""
            return Baseline(row.period.year, row.value, status, row.source)
    return None


def to_points(results: Iterable[Result]) -> tuple[DataPoint, ...]:
    """Return the points of the yearly results that are numbers."""
    return tuple([DataPoint(row.period.year, row.value) for row in results if isinstance(row.value, Decimal)])


class EvaluationInput(NamedTuple):
    """One indicator to be judged at the end of `year`, with at least one result.

    `results` and `points` are of the years that count toward the target, `history` has the results of all years.
    Plans exist from `term_first_year` on. `cuts` are those of the pace: on track and at risk.
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
    term_first_year: int = 0
    cuts: tuple[Decimal, Decimal] = PACE_CUTS

    @property
    def latest(self) -> DataPoint:
        """Return the point of the latest year with a result."""
        return self.points[-1]

    @property
    def all_points(self) -> tuple[DataPoint, ...]:
        """Return the points, with the baseline of a level or growth."""
        base = self.baseline
        if base and self.indicator.measure in BASELINE_MEASURES and base.year < self.points[0].year:
            return (DataPoint(base.year, base.value), *self.points)
        return self.points

    @property
    def is_over(self) -> bool:
        """Whether there is a result for the target's year."""
        return self.points[-1].year == self.last_year

    @property
    def is_too_old(self) -> bool:
        """Whether the latest result is too old for a verdict on the reporting year."""
        return min(self.year, self.last_year) - self.latest.year >= MAX_RESULT_AGE + self.indicator.every

    @property
    def year_count(self) -> int:
        """Return the number of years that count toward the target."""
        return self.last_year - self.first_year + 1

    @property
    def has_gap(self) -> bool:
        """Whether a year before the latest has no result."""
        return len(self.points) < self.latest.year - self.first_year + 1

    @property
    def has_break(self) -> bool:
        """Whether there is a break in the series between its start and the latest result."""
        if not self.indicator.breaks:
            return False
        start = self.first_year - 1 if self.indicator.measure in BASELINE_MEASURES else self.first_year
        return self.indicator.has_break(start, self.latest.year)


def build_evaluation_input(
    indicator: Indicator, term: Term, series: ResultSeries, baseline: Baseline | None, year: int
) -> EvaluationInput | Reason:
    """Return the input of a method for an indicator measured in numbers, or the reason why it cannot be judged."""
    target = indicator.target
    if target is None:
        return "no_target"
    last_year = indicator.get_target_year(term)
    first_year = baseline.year + 1 if baseline and indicator.measure in BASELINE_MEASURES else term.first_year
    results = select_years(series.yearly, first_year, last_year)
    if not results:
        return "no_result"
    points = to_points(results)
    return EvaluationInput(
        indicator, target, year, first_year, last_year, baseline, results, points, series.yearly, term.first_year
    )
