"""The rows that were recorded for each area and part, and totals that are the sum of their parts."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tracker.model import Indicator, Period, Register, Result, WithinYear
from tracker.model.areas import Parts, Scope
from tracker.rollup.outcomes import Outcome, make_outcome, select_usable_rows
from tracker.rollup.tallies import SumTally


class RowSource:
    """The usable rows of a register: those that have a value, one for each period, and the years that parts make.

    Quarters, halves and months make a year of an area only if they lie in one epoch with its end: of an area that was
    merged in the year, they may be less than the whole.
    """

    def __init__(self, register: Register, find_epoch: Callable[[Period], object]) -> None:
        self._own = register.results
        self._find_epoch = find_epoch
        self._by_scope = register.scope_results
        self._dimensions = {item.id: item for item in register.dimensions}
        self._order = {item.id: number for number, item in enumerate(register.dimensions)}
        self._year_rules = {item.id: item.year_rule for item in register.list_stated() if item.year_rule != "none"}
        self._parts: dict[str, list[Parts]] = {"": [()]}
        for scope in register.scope_results:
            if scope.area or scope.parts:
                self._parts.setdefault(scope.area, []).append(scope.parts)
        self._periods: dict[str, frozenset[Period]] = {}

    def get_rows(self, scope: Scope) -> Mapping[str, Sequence[Result]]:
        """Return the rows of an area and part by indicator."""
        return self._by_scope.get(scope, {}) if scope != OWN_TOTAL else self._own

    def list_rows(self, indicator: str, scope: Scope) -> Iterable[Result]:
        """Return the usable rows of an indicator for an area and part, and the years that its parts of years make."""
        rows = self.get_rows(scope).get(indicator)
        if not rows:
            return ()
        usable = select_usable_rows(rows)
        rule = self._year_rules.get(indicator)
        return self._add_years(usable, rule) if rule and any([row.period.part for row in usable]) else usable

    def _add_years(self, rows: Iterable[Result], rule: WithinYear) -> list[Result]:
        """Return the rows, and the years that quarters, halves and months make."""
        from tracker.assess.within_year import derive_results  # few folders have parts of years

        current = {row.period: row for row in rows}
        for period, found in derive_results(current, rule, 0).items():
            epochs = {self._find_epoch(row.period) for row in found.rows}
            if period.is_year and epochs == {self._find_epoch(period)}:
                current[period] = found.result
        return [*current.values()]

    def list_periods(self, area: str) -> frozenset[Period]:
        """Return the periods for which anything was recorded for an area or one of its parts."""
        if area not in self._periods:
            scopes = [Scope(area, parts) for parts in self._parts.get(area, ())]
            rows = [row for scope in scopes for each in self.get_rows(scope).values() for row in each]
            self._periods[area] = frozenset([row.period for row in rows])
        return self._periods[area]

    def list_recorded(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return what was recorded for an area and part, by period."""
        return {row.period: make_outcome(row) for row in self.list_rows(item.id, scope)}

    def list_figures(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return the figures of an area that no areas make: those that were recorded, else the sums of all parts."""
        figures = self.list_recorded(item, scope)
        if item.roll_up != "sum" or not item.by:
            return figures
        for period, total in self._add_parts(item, scope).items():
            recorded = figures.get(period)
            figures[period] = make_outcome(recorded.row, total) if recorded and recorded.row else total
        return figures

    def _add_parts(self, item: Indicator, scope: Scope) -> dict[Period, Outcome]:
        """Return the sums over the first dimension, of those that are the whole, of which all parts are there."""
        totals: dict[Period, Outcome] = {}
        for dimension in self.list_whole_dimensions(item, scope.parts):
            pieces = [self.list_figures(item, Scope(scope.area, part)) for part in self.split(scope.parts, dimension)]
            for period in frozenset.intersection(*[frozenset(piece) for piece in pieces]) - totals.keys():
                tally = SumTally()
                for piece in pieces:
                    tally.add(piece[period])
                totals[period] = tally.finish(0)._replace(reported=1, expected=1)
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


OWN_TOTAL = Scope()
