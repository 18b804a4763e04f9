"""Derives the figures of an area and part: recorded, else made by a rule, as a ratio or as a count; and why not."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from tracker.model import Indicator, Period, Register
from tracker.model.areas import Ratio
from tracker.model.scopes import Parts, Scope, Territory
from tracker.rollup.aggregation import Aggregator, Makeup
from tracker.rollup.counting import count_areas
from tracker.rollup.merged_parts import MergedParts
from tracker.rollup.outcomes import FORECAST, Outcome, make_outcome
from tracker.rollup.ratios import divide_outcomes
from tracker.rollup.rows import RowSource
from tracker.rollup.targets import ScopeTargets
from tracker.rollup.trees import Epoch, Geography
from tracker.rollup.year_parts import derive_outcomes

Outcomes: TypeAlias = Mapping[Period, Outcome]
_MAX_MEMO = 10_000


class Calculator:
    """Derives figures of a register, each once; call it in the context `EXACT`."""

    def __init__(self, register: Register, as_of: str | None, day: str, year: int | None = None) -> None:
        self.indicators = {item.id: item for item in register.list_stated()}
        self.geography = Geography(register.areas, day, register.term.year_begins)
        self.rows = RowSource(register, register.term.find_year(day))
        self.targets = ScopeTargets(register, self.geography, self.rows, as_of, year)
        self.aggregator = Aggregator(self.geography, self.rows, self.find_weight)
        merged = MergedParts(self.geography, self.rows, self.find_weight, register.term.year_begins)
        self.rows.find_earlier = merged.list_earlier
        last = min(register.term.last_year, register.term.find_year(day))
        self._years = frozenset(Period(year) for year in range(register.term.baseline_year, last + 1))
        self._outcomes: dict[tuple[str, Scope, Territory], Outcomes] = {}
        self._epochs: dict[str, dict[Epoch, list[Period]]] = {}
        self._pending: set[str] = set()

    def release_memory(self) -> None:
        """Forget the figures of single areas if there are many."""
        if len(self._outcomes) > _MAX_MEMO:
            self._outcomes.clear()
            self._epochs.clear()

    def derive(self, item: Indicator, scope: Scope, territory: Territory) -> Outcomes:
        """Return the figures of an area and part by period: recorded, or derived, or why there is none."""
        key = (item.id, scope, territory)
        known = self._outcomes.get(key)
        if known is None:
            if item.id in self._pending:  # indicators that are computed of each other have no figure
                return {}
            self._pending.add(item.id)
            try:
                known = self._outcomes[key] = self._derive(item, scope, territory)
            finally:
                self._pending.discard(item.id)
        return known

    def find_weight(self, item: Indicator, scope: Scope, period: Period, territory: Territory) -> Outcome | None:
        """Return the weight of an area in a mean."""
        weight = self.indicators.get(item.weight)
        return None if weight is None else self.derive(weight, scope, territory).get(period)

    def is_recorded_only(self, item: Indicator, scope: Scope) -> bool:
        """Whether the figures of an area are its rows as they are: no rule makes any of them."""
        if item.ratio or item.counts or (item.by and item.roll_up == "sum"):
            return False
        level = self.geography.get_level(scope.area)
        is_single = level == item.areas or not self.geography.is_rolled_up(item.areas, scope.area)
        return is_single and self.geography.is_steady(scope.area)

    def _derive(self, item: Indicator, scope: Scope, territory: Territory) -> Outcomes:
        if self.is_recorded_only(item, scope):
            return self.rows.list_figures(item, scope)
        level = self.targets.find_level(item)
        is_reporting = self.geography.get_level(scope.area) == item.areas
        is_rolled_up = self.geography.is_rolled_up(level, scope.area)
        alone = self.rows.list_figures(item, scope)
        ratios = self._divide(item.ratio, scope, territory) if item.ratio else {}
        if not is_rolled_up or (item.ratio and self.geography.is_steady(scope.area)):
            return _put_above(alone, ratios)
        recorded = alone if is_reporting else self.rows.list_recorded(item, scope)
        figures: dict[Period, Outcome] = {}
        for epoch, periods in self._list_epochs(item, scope.area, {**alone, **ratios}).items():
            makeup = self.aggregator.find_makeup(level, scope.area, territory, epoch)
            known = alone if makeup.tree.is_leaf(scope.area) else recorded
            own = {period: known[period] for period in periods if period in known}
            if item.ratio:
                rules = {period: ratios[period] for period in periods if period in ratios}
            elif item.counts:
                rules = self._count(item, scope, makeup, territory, periods)
            else:
                is_own = is_reporting and makeup.is_unchanged
                rules = {} if is_own else self._apply_rule(item, scope.parts, makeup, periods)
            figures.update(self._choose(item, makeup, own, rules))
        is_of_today = territory == "today" and self.geography.exists(scope.area)
        return self._make_years(item, scope, figures, is_of_today=is_of_today)

    def _make_years(
        self, item: Indicator, scope: Scope, figures: dict[Period, Outcome], *, is_of_today: bool
    ) -> dict[Period, Outcome]:
        """Return the figures with the years that whole quarters, halves and months make, where the areas give none.

        They do if areas report that did not exist at the end of the year, or if a larger area reports for some months.
        """
        if self.rows.uses_parts(item) and any([period.part for period in figures]):
            find_earlier = partial(self.rows.find_earlier, item, scope, figures)
            years = {Period(period.year) for period in figures if period.part}
            stated = {period: outcome for period, outcome in figures.items() if outcome.row or not period.is_year}
            find = _find_nothing if is_of_today else find_earlier
            for period, made in derive_outcomes(item, stated, find, years, 0).items():
                known = figures.get(period)
                if period.is_year and _is_better(made, known):
                    computed = known.value if known and isinstance(known.value, Decimal) else None
                    figures[period] = made._replace(computed=computed)
        return figures

    def find_epochs(self, area: str) -> dict[Epoch, list[Period]]:
        """Return the periods for which an area may have a figure, by epoch."""
        if area not in self._epochs:
            periods = set(self._years)
            periods.update(*[self.rows.list_periods(item) for item in self.geography.list_family(area)])
            periods.update([Period(period.year) for period in periods if period.part])
            epochs: dict[Epoch, list[Period]] = {}
            for period in sorted(periods):
                epochs.setdefault(self.geography.find_epoch(period), []).append(period)
            self._epochs[area] = epochs
        return self._epochs[area]

    def _list_epochs(self, item: Indicator, area: str, figures: Outcomes) -> dict[Epoch, list[Period]]:
        """Return the periods of `find_epochs`, with those that the parts of a year make because others report them."""
        epochs = self.find_epochs(area)
        names = (item.ratio.of, item.ratio.to) if item.ratio else (item.id,)
        if not any([name in self.indicators and self.rows.uses_parts(self.indicators[name]) for name in names]):
            return epochs
        new = figures.keys() - {period for periods in epochs.values() for period in periods}
        epochs = {epoch: [*periods] for epoch, periods in epochs.items()} if new else epochs
        for period in new:
            epochs.setdefault(self.geography.find_epoch(period), []).append(period)
        return epochs

    def _choose(self, item: Indicator, makeup: Makeup, own: Outcomes, rules: Outcomes) -> Outcomes:
        """Return what was recorded, else what the rule gives.

        What was recorded for an area that was another one then is only a part, or too much; if it did not exist yet,
        it is the whole.
        """
        is_other = makeup.is_of_today and not self.geography.begins_after(makeup.area, makeup.epoch)
        if makeup.is_unchanged or not is_other or makeup.area not in makeup.tree:
            return _put_above(own, rules)
        chosen = dict(rules)
        for period in own:
            rule = rules.get(period, _BREAK)
            if rule.reason in ("no_rule", "no_result") or (item.ratio and rule.value is None):
                rule = rule._replace(reason="break")
            chosen[period] = rule
        return chosen

    def _apply_rule(
        self, item: Indicator, parts: Parts, makeup: Makeup, periods: Iterable[Period]
    ) -> dict[Period, Outcome]:
        """Return the figures by the rule alone; of a larger area, also for years in which no area has reported."""
        rules = self.aggregator.apply_rule(item, parts, makeup)
        if makeup.expected and not makeup.tree.is_reporting(makeup.area):
            nothing = Outcome(None, expected=makeup.expected, reason="no_result")
            for period in self._years.intersection(periods):
                rules.setdefault(period, nothing)
        return rules

    def _divide(self, ratio: Ratio, scope: Scope, territory: Territory) -> dict[Period, Outcome]:
        """Return the ratios of the figures of two indicators."""
        above, below = (
            self.derive(self.indicators[name], scope, territory) if name in self.indicators else {}
            for name in (ratio.of, ratio.to)
        )
        return {
            period: divide_outcomes(ratio, above.get(period), below.get(period)) for period in {**above, **below}
        }  # fmt: skip

    def _count(
        self, item: Indicator, scope: Scope, makeup: Makeup, territory: Territory, periods: Iterable[Period]
    ) -> dict[Period, Outcome]:
        """Return for each year the number of areas that reached what holds for them."""
        counted = self.indicators[item.counts]
        areas = []
        for area in self.list_counted_areas(makeup):
            at = Scope(area, scope.parts)
            goal = self.targets.find_indicator(counted, at, territory)
            is_there = bool(self.aggregator.find_makeup(makeup.tree.level, area, territory, makeup.epoch).roots)
            areas.append((is_there, goal, self.derive(counted, at, territory)))
        counts = {}
        for period in periods:
            figures = [(goal, each.get(period)) for is_there, goal, each in areas if is_there or period in each]
            count = count_areas(figures, period) if period.is_year else _NO_RESULT
            if count.reported or (count.expected and period in self._years):
                counts[period] = count
        return counts

    def list_counted_areas(self, makeup: Makeup) -> list[str]:
        """Return the areas of the level of a count that lie in its area."""
        tree, area = makeup.tree, makeup.area
        if makeup.is_of_today:
            return self.geography.list_reporting(tree.level, area)
        return [leaf for leaf in tree.list_leaves(area) if tree.is_reporting(leaf)] if area in tree else []


def _put_above(recorded: Outcomes, rules: Outcomes) -> Outcomes:
    """Return the figures of rules, with what was recorded in their place."""
    if not rules:
        return recorded
    chosen = dict(rules)
    for period, outcome in recorded.items():
        rule = rules.get(period)
        if rule and outcome.row:
            chosen[period] = make_outcome(outcome.row, rule)
        elif rule is None or rule.value is None or not outcome.is_incomplete:
            computed = rule.value if rule and isinstance(rule.value, Decimal) else None
            chosen[period] = outcome._replace(computed=computed)
    return chosen


def _is_better(made: Outcome, known: Outcome | None) -> bool:
    """Whether a year that was made of its parts says more than the figures of areas: whole, and no share."""
    if made.is_incomplete or known is None or known.value is None or known.is_incomplete:
        return not made.is_incomplete
    if known.rank == FORECAST:
        return made.rank != FORECAST
    return known.row is None and known.qualifier == "~" and not made.qualifier and made.rank > known.rank


def _find_nothing(_: Period) -> Outcomes:
    return {}


_NO_RESULT = Outcome(None, reason="no_result")
_BREAK = Outcome(None, reason="break")
