"""What is judged and what comes of it: the register of a folder, and the assessments of its indicators."""

from collections import ChainMap
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, cast

from tracker.errors import Problem
from tracker.model.indicators import Baseline, Group, Indicator, Plan, Target, Term
from tracker.model.rows import Decision, Period, Result
from tracker.model.scopes import Scope
from tracker.model.words import METHODS, PlanVerdict, Qualifier, Reason, Status

if TYPE_CHECKING:
    from tracker.model.areas import Area, Dimension, Figure


class Register(NamedTuple):
    """The files of a folder, read and checked.

    `results` has the effective rows of each indicator, one for each period, in the order of the journal; or every row
    if the history was read. `decisions` has every row of the journal of decisions; the indicators are as the decisions
    left them on the day for which the register was read. `stated` are those before any decision, if there are some.
    `warnings` do not prevent the use of the files. `closed_rows` has the closed years and the last line of the journal
    that each closing covers, the newest closing first; `closed_decisions` those of the decisions.

    `results` and `indicators` are those of `scope`: the folder's own totals, or one area or part. `areas` are in the
    order of `areas.csv`. `scope_results` has the rows that were recorded for each area and part, by indicator, and
    `figures` says how the results were made that are no recorded rows. `part_periods` has the periods of each
    indicator, in any area and part, that are no years; None: nobody has looked. `own_columns` are the columns that
    machine formats have only because of what these targets say.
    """

    term: Term
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    results: Mapping[str, tuple[Result, ...]]
    warnings: tuple[Problem, ...] = ()
    decisions: Mapping[str, tuple[Decision, ...]] = {}
    stated: tuple[Indicator, ...] | None = None
    closed_rows: tuple[tuple[int, int], ...] = ()
    closed_decisions: tuple[tuple[int, int], ...] = ()
    areas: "Mapping[str, Area]" = {}
    dimensions: "tuple[Dimension, ...]" = ()
    scope_results: Mapping[Scope, Mapping[str, tuple[Result, ...]]] = {}
    scope: Scope = Scope()
    figures: "Mapping[str, Mapping[Period, Figure]]" = {}
    part_periods: Mapping[str, Collection[Period]] | None = None
    own_columns: tuple[str, ...] = ()

    def for_scope(self, scope: Scope) -> "Register":
        """Return the register with the rows that were recorded for an area or part; nothing is computed from others."""
        return self if scope == self.scope else self._replace(scope=scope, results=self.scope_results.get(scope, {}))

    def find_ended_area(self, year: int) -> "Area | None":
        """Return the area of the scope if it had ended before the last day of a reporting year, or None."""
        area = self.areas.get(self.scope.area) if self.scope.area else None
        has_ended = area and area.ends and area.ends < Period(year).get_last_day(self.term.year_begins)
        return area if has_ended else None

    def add_row(self, row: Result) -> "Register":
        """Return the register with one row more, among those of its area and part; the others are not read for it."""
        if self.part_periods is not None and not row.period.is_year:
            periods = {*self.part_periods.get(row.indicator, ()), row.period}
            return self._replace(part_periods={**self.part_periods, row.indicator: periods})._add_row(row)
        return self._add_row(row)

    def _add_row(self, row: Result) -> "Register":
        if row.scope == self.scope:
            return self._replace(results=_append_row(self.results, row))
        from tracker.model.scope_rows import AddedRows, ScopeRows  # only rows of areas and parts need it

        rows = _append_row(self.scope_results.get(row.scope, {}), row)
        if isinstance(self.scope_results, ScopeRows):
            return self._replace(scope_results=AddedRows(self.scope_results, row.scope, rows))
        known = cast("dict[Scope, _RowsById]", self.scope_results)
        return self._replace(scope_results=ChainMap({row.scope: rows}, known))

    def list_results(self) -> Mapping[str, tuple[Result, ...]]:
        """Return the results of every area and part, by indicator; those of each scope are in the journal's order."""
        if not self.scope_results:
            return self.results
        every = {indicator: list(rows) for indicator, rows in self.results.items()}
        for found in self.scope_results.values():
            for indicator, rows in found.items():
                every.setdefault(indicator, []).extend(rows)
        return {indicator: tuple(rows) for indicator, rows in every.items()}

    def list_stated(self) -> tuple[Indicator, ...]:
        """Return the indicators as `targets.toml` says, before any decision."""
        return self.indicators if self.stated is None else self.stated


_RowsById = Mapping[str, tuple[Result, ...]]


def _append_row(rows: "_RowsById", row: Result) -> dict[str, tuple[Result, ...]]:
    return {**rows, row.indicator: (*rows.get(row.indicator, ()), row)}


class Assessment(NamedTuple):
    """The status of one indicator at the end of a reporting year, and the figures behind it.

    `progress`, `expected`, `pace` are fractions of 1; `change` and `plan_difference` are in the unit of the indicator
    (percentages: points). `required` is what each remaining year must bring, `so_far` the mean of the past years,
    `projected` the figure at the mean pace so far (see the table of `tracker.assess.measures`). `grade` is the class of
    the method, `method_value` the figure behind it. `computed_status` is set if an authority has given a status.
    `term_qualifier` is the side of `term_value` on which the true figure lies. `bound` is the one of the two bounds of
    a range that decided; `follows_plans` means that the annual plans are the expected way. `first` is the assessment
    against the first target and plans, if they were changed. `scope` is the area and the part; `figure` says how the
    result was made if a rule made it of others; `made_of` has the quarters, halves and months that made a result of
    this scope. `cuts` are those of the pace that the targets set: on track and at risk. `window` is
    the number of years of the growth that was judged. None: "does not apply".
    """

    indicator: Indicator
    status: Status
    reason: Reason = ""
    flags: tuple[str, ...] = ()
    baseline: Baseline | None = None
    result: Result | None = None
    term_value: Decimal | None = None
    plan: Plan | None = None
    plan_percent: Decimal | None = None
    plan_difference: Decimal | None = None
    plan_verdict: PlanVerdict = ""
    previous: Decimal | None = None
    change: Decimal | None = None
    progress: Decimal | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    years_met: int | None = None
    years_reported: int | None = None
    year_to_date: Result | None = None
    year_to_date_percent: Decimal | None = None
    forecast: Result | None = None
    results: Mapping[Period, Result] = {}
    method: str = METHODS[0]
    grade: str = ""
    method_value: Decimal | None = None
    so_far: Decimal | None = None
    computed_status: Status | None = None
    term_qualifier: Qualifier = ""
    year: int = 0
    bound: Target | None = None
    follows_plans: bool = False
    first: "Assessment | None" = None
    scope: Scope = Scope()
    figure: "Figure | None" = None
    made_of: Mapping[Period, tuple[Result, ...]] = {}
    cuts: tuple[Decimal, Decimal] | None = None
    window: int | None = None


class AssessmentSet(NamedTuple):
    """All assessments of a register for one reporting year, in the order of the file, seen on the day `as_of`.

    `recorded_until` is set if only rows recorded by that day were used. `assumed_results` (what-if) are also in the
    register. `method` replaces the methods of the targets unless it is "". `unfiltered` are the assessments before a
    choice of statuses left some out.
    """

    register: Register
    year: int
    as_of: str
    assessments: tuple[Assessment, ...]
    assumed_results: tuple[Result, ...] = ()
    recorded_until: str = ""
    method: str = ""
    unfiltered: tuple[Assessment, ...] = ()
