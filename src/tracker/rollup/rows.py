"""The rows that were recorded for each area and part, and totals that are the sum of their parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from tracker.model import Indicator, Period, Register, Result
from tracker.model.scope_rows import ScopeRows
from tracker.model.scopes import Parts, Scope
from tracker.rollup.outcomes import Outcome, make_outcome, select_usable_rows
from tracker.rollup.tallies import SumTally
from tracker.rollup.year_parts import Figures, derive_outcomes, get_year_rule


class RowSource:
    """The usable rows of a register, one for each period, and the years that quarters, halves and months make."""

    def __init__(self, register: Register, ended_before: int) -> None:
        self._ended_before = ended_before
        self.find_earlier: Callable[[Indicator, Scope, Figures, Period], Figures] = _find_nothing
        known = register.part_periods
        self._part_periods = _list_part_periods(register) if known is None else known
        self._uses_parts: dict[str, bool] = {}
        self._own = register.results
        self._by_scope = register.scope_results
        self._dimensions = {item.id: item for item in register.dimensions}
        self._order = {item.id: number for number, item in enumerate(register.dimensions)}
        self._parts: dict[str, list[Parts]] | None = None
        self._periods: dict[str, frozenset[Period]] = {}

    def get_rows(self, scope: Scope) -> Mapping[str, Sequence[Result]]:
        """Return the rows of an area and part by indicator."""
        return self._by_scope.get(scope, {}) if scope != OWN_TOTAL else self._own

    def prefetch(self, list_areas: Callable[[], Iterable[str]]) -> None:
        """Read what was recorded for these areas at once, if it is read only when it is needed."""
        if isinstance(self._by_scope, ScopeRows):
            self._by_scope.prefetch(list_areas())

    def _list_parts(self, area: str) -> Iterable[Parts]:
        """Return the parts of an area for which anything was recorded, and () for the area itself."""
        if isinstance(self._by_scope, ScopeRows):
            return [*([] if area else [()]), *self._by_scope.list_parts(area)]
        if self._parts is None:
            self._parts = {"": [()]}
            for scope in self._by_scope:
                if scope.area or scope.parts:
                    self._parts.setdefault(scope.area, []).append(scope.parts)
        return self._parts.get(area, ())

    def list_rows(self, indicator: str, scope: Scope) -> Iterable[Result]:
        """Return the usable rows of an indicator for an area and part."""
        rows = self.get_rows(scope).get(indicator)
        return select_usable_rows(rows) if rows else ()

    def list_periods(self, area: str) -> frozenset[Period]:
        """Return the periods for which anything was recorded for an area or one of its parts."""
        if area not in self._periods:
            scopes = [Scope(area, parts) for parts in self._list_parts(area)]
            rows = [row for scope in scopes for each in self.get_rows(scope).values() for row in each]
            self._periods[area] = frozenset([row.period for row in rows])
        return self._periods[area]

    def list_recorded(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return what was recorded for an area and part, by period, and the years of which it has all months."""
        rows = self.list_rows(item.id, scope)
        figures = {row.period: make_outcome(row) for row in rows}
        if not self.uses_parts(item):
            return figures
        made = self.make_periods(item, scope, figures)
        return {**figures, **{period: outcome for period, outcome in made.items() if not outcome.is_incomplete}}

    def uses_parts(self, item: Indicator) -> bool:
        """Whether anyone has recorded quarters, halves or months, and a rule makes the year of them."""
        known = self._uses_parts.get(item.id)
        if known is None:
            is_recorded = any([period.part for period in self._part_periods.get(item.id, ())])
            known = self._uses_parts[item.id] = is_recorded and get_year_rule(item) != "none"
        return known

    def list_figures(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return the figures of an area that no areas make: those that were recorded, else the sums of all parts.

        Else its quarters, halves and months make the year; of a year that lacks some of them, a lower bound.
        """
        figures = {row.period: make_outcome(row) for row in self.list_rows(item.id, scope)}
        if item.roll_up == "sum" and item.by:
            for period, total in self._add_parts(item, scope).items():
                recorded = figures.get(period)
                figures[period] = make_outcome(recorded.row, total) if recorded and recorded.row else total
        if not self.uses_parts(item):
            return figures
        made = self.make_periods(item, scope, figures)
        kept = [period for period, new in made.items() if new.is_incomplete and _lacks_something(figures, period)]
        return {**figures, **{period: outcome for period, outcome in made.items() if period not in kept}}

    def make_periods(self, item: Indicator, scope: Scope, figures: Mapping[Period, Outcome]) -> dict[Period, Outcome]:
        """Return the years, and the periods that others report, which the parts of a year make among the figures."""
        periods = self._part_periods.get(item.id, ())
        find_earlier = partial(self.find_earlier, item, scope, figures)
        return derive_outcomes(item, figures, find_earlier, periods, self._ended_before)

    def _add_parts(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return the sums over the first dimension, of those that are the whole, of which all parts are there."""
        totals: dict[Period, Outcome] = {}
        for dimension in self.list_whole_dimensions(item, scope.parts):
            pieces = [self.list_figures(item, Scope(scope.area, part)) for part in self.split(scope.parts, dimension)]
            for period in frozenset.intersection(*[frozenset(piece) for piece in pieces]) - totals.keys():
                tally = SumTally()
                for piece in pieces:
                    tally.add(piece[period])
                totals[period] = tally.finish(0)._replace(reported=int(not tally.is_partial), expected=1)
        return totals

    def list_whole_dimensions(self, item: Indicator, parts: Parts) -> list[str]:
        """Return the dimensions of an indicator whose values together are the total, and which `parts` leaves open."""
        fixed = {dimension for dimension, _ in parts}
        known = [self._dimensions[name] for name in item.by if name in self._dimensions and name not in fixed]
        return [dimension.id for dimension in known if dimension.whole and dimension.values]

    def split(self, parts: Parts, dimension: str) -> list[Parts]:
        """Return the parts of a part by a dimension, one for each of its values."""
        values = self._dimensions[dimension].values
        return [tuple(sorted((*parts, (dimension, value)), key=self._sort_key)) for value in values]

    def _sort_key(self, part: tuple[str, str]) -> int:
        return self._order[part[0]]


def _find_nothing(item: Indicator, scope: Scope, figures: Figures, target: Period) -> Figures:
    return {}


def _lacks_something(figures: Mapping[Period, Outcome], period: Period) -> bool:
    return period in figures and figures[period].is_incomplete


OWN_TOTAL = Scope()


def _list_part_periods(register: Register) -> dict[str, set[Period]]:
    """Return the periods of each indicator, in any area and part, that are no years."""
    found: dict[str, set[Period]] = {}
    for groups in (register.results, *register.scope_results.values()):
        for indicator, rows in groups.items():
            found.setdefault(indicator, set()).update([row.period for row in rows if not row.period.is_year])
    return found
