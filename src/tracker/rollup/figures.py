"""How each figure was made: the rule and what it was applied to, written out when a view asks for it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, Generic, TypeAlias, TypeVar

from tracker.assess.arithmetic import EXACT
from tracker.model import Indicator, Period
from tracker.model.areas import Addend, Figure, Ratio
from tracker.model.scopes import Scope, Territory
from tracker.rollup.aggregation import Makeup
from tracker.rollup.calculator import Calculator, Outcomes
from tracker.rollup.counting import has_goal, has_reached
from tracker.rollup.outcomes import FORECAST, Outcome
from tracker.rollup.restatement import Source
from tracker.rollup.rules import get_rule
from tracker.rollup.trees import WHOLE

WeightedFigure: TypeAlias = tuple[Scope, Outcome | None, Outcome | None, Decimal | None]
"""A figure with its scope, its weight and its share."""
KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class LazyMapping(Mapping[KeyT, ValueT], Generic[KeyT, ValueT]):
    """A mapping whose values are made when they are asked for."""

    __slots__ = ("_keys", "_make")

    def __init__(self, keys: Collection[KeyT], make: Callable[[KeyT], ValueT]) -> None:
        self._keys = keys
        self._make = make

    def __getitem__(self, key: KeyT) -> ValueT:
        """Return the value of a key; raises KeyError if there is none."""
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    def __iter__(self) -> Iterator[KeyT]:
        """Return the keys in their order."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._keys)


class LazyAddends(Sequence[Addend]):
    """The figures that a rule was applied to, listed when a view asks for them: most views ask only how many there are
    of how many, for thousands of areas."""

    __slots__ = ("_items", "_make")

    def __init__(self, make: Callable[[], Iterable[WeightedFigure]]) -> None:
        self._make = make
        self._items: tuple[Addend, ...] | None = None

    def _list(self) -> tuple[Addend, ...]:
        if self._items is None:
            with localcontext(EXACT):
                self._items = _list_addends(self._make())
        return self._items

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 (a number or a slice)
        """Return an addend, or several."""
        return self._list()[index]

    def __len__(self) -> int:
        """Return the number of addends."""
        return len(self._list())


class FigureMaker:
    """Writes out how the figures of one area and part were made."""

    def __init__(self, calculator: Calculator, scope: Scope, territory: Territory) -> None:
        self._calculator = calculator
        self._scope = scope
        self._territory = territory

    def list_figures(self, outcomes: Mapping[str, Outcomes]) -> Mapping[str, Mapping[Period, Figure]]:
        """Return the figures by indicator and period that are more than a recorded row."""
        derived = {}
        for name, found in outcomes.items():
            periods = {period: outcome for period, outcome in found.items() if not outcome.is_plain}
            if periods:
                derived[name] = periods
        return LazyMapping(derived, lambda name: self._map_periods(self._calculator.indicators[name], derived[name]))

    def _map_periods(self, item: Indicator, outcomes: Outcomes) -> Mapping[Period, Figure]:
        return LazyMapping(outcomes, lambda period: self.make_figure(item, period, outcomes[period]))

    def make_figure(self, item: Indicator, period: Period, outcome: Outcome) -> Figure:
        """Return how a figure was made, or why there is none."""
        is_made_of_parts = outcome.from_parts in ("own", "merged")
        with localcontext(EXACT):
            figure = Figure("periods") if is_made_of_parts else self._apply(item, period)
        rule = "recorded" if outcome.row is not None else figure.rule
        return figure._replace(
            rule=rule,
            reported=outcome.reported,
            expected=outcome.expected,
            computed=outcome.computed,
            reason=outcome.reason if outcome.row is None else "",
            has_parts=bool(outcome.from_parts),
        )

    def _apply(self, item: Indicator, period: Period) -> Figure:
        """Return the rule with the figures that it is applied to."""
        calculator, scope = self._calculator, self._scope
        if item.ratio:
            ratio = item.ratio
            return Figure("ratio", LazyAddends(lambda: self._list_pair(ratio, period)))
        level = calculator.targets.find_level(item)
        if not calculator.geography.is_rolled_up(level, scope.area):
            return self._apply_to_parts(item, period)
        epoch = calculator.geography.find_epoch(period)
        makeup = calculator.aggregator.find_makeup(level, scope.area, self._territory, epoch)
        if item.counts:
            return Figure("count", LazyAddends(lambda: self._list_reached(item, makeup, period)))
        is_alone = not makeup.roots or calculator.geography.begins_after(scope.area, epoch)
        is_unchanged_leaf = makeup.is_unchanged and makeup.tree.is_leaf(scope.area)
        if is_unchanged_leaf or (is_alone and makeup.tree.is_reporting(scope.area)):
            parts = self._apply_to_parts(item, period)
            if parts.addends:
                return parts
        return Figure(get_rule(item) or "none", LazyAddends(lambda: self._weigh_sources(item, makeup, period)))

    def _list_pair(self, ratio: Ratio, period: Period) -> Iterator[WeightedFigure]:
        """Yield the numerator and the denominator."""
        calculator = self._calculator
        for name in (ratio.of, ratio.to):
            if name in calculator.indicators:
                figures = calculator.derive(calculator.indicators[name], self._scope, self._territory)
                yield self._scope, figures.get(period), None, None

    def _weigh_sources(self, item: Indicator, makeup: Makeup, period: Period) -> Iterator[WeightedFigure]:
        """Yield the figures that the rule is applied to."""
        for source in self._list_sources(item, makeup, period):
            of = Scope(source.area, self._scope.parts)
            at: Territory = "then" if source.area in makeup.tree else "today"
            weight = self._calculator.find_weight(item, of, period, at) if item.weight else None
            yield of, source.outcome, weight, None if source.share == WHOLE else source.share

    def _list_sources(self, item: Indicator, makeup: Makeup, period: Period) -> Sequence[Source]:
        """Return the figures that the rule is applied to; if there is only one, those of which that is made."""
        aggregator, parts = self._calculator.aggregator, self._scope.parts
        sources = aggregator.list_sources(item, parts, makeup, period)
        while len(sources) == 1 and self._is_made(item, makeup, sources[0], period):
            below = aggregator.find_makeup(makeup.tree.level, sources[0].area, "then", makeup.epoch)
            sources = aggregator.list_sources(item, parts, below, period)
        return sources

    def _is_made(self, item: Indicator, makeup: Makeup, source: Source, period: Period) -> bool:
        """Whether the whole figure of a source was made of those of its areas."""
        if source.share != WHOLE or source.area not in makeup.tree or makeup.tree.is_leaf(source.area):
            return False
        recorded = self._calculator.rows.list_recorded(item, Scope(source.area, self._scope.parts))
        return period not in recorded and source.outcome is not None

    def _apply_to_parts(self, item: Indicator, period: Period) -> Figure:
        """Return the sum of the parts, by the first dimension of which all are there; else no rule."""
        rows, scope = self._calculator.rows, self._scope
        for dimension in rows.list_whole_dimensions(item, scope.parts):
            scopes = [Scope(scope.area, part) for part in rows.split(scope.parts, dimension)]
            figures = [rows.list_figures(item, each).get(period) for each in scopes]
            if all(figures):
                pairs: list[WeightedFigure] = [
                    (each, figure, None, None) for each, figure in zip(scopes, figures, strict=True)
                ]
                return Figure("parts", _list_addends(pairs))
        return Figure("none")

    def _list_reached(self, item: Indicator, makeup: Makeup, period: Period) -> Iterator[WeightedFigure]:
        """Yield for each area that a count looked at: 1 if it reached its goal, else 0."""
        counted = self._calculator.indicators[item.counts]
        for area in self._calculator.list_counted_areas(makeup):
            scope = Scope(area, self._scope.parts)
            goal = self._calculator.targets.find_indicator(counted, scope, self._territory)
            outcome = self._calculator.derive(counted, scope, self._territory).get(period)
            if outcome and outcome.value is not None and outcome.rank != FORECAST and has_goal(goal, period.year):
                reached = Decimal(has_reached(goal, period, outcome) is True)
                yield scope, outcome._replace(value=reached, qualifier="", from_parts=""), None, None


def _list_addends(items: Iterable[WeightedFigure]) -> tuple[Addend, ...]:
    """Return the figures that are numbers, each with its scope, weight and share."""
    return tuple([
        Addend(
            scope,
            outcome.value,
            weight.value if weight and isinstance(weight.value, Decimal) else None,
            share,
            bool(outcome.from_parts),
            bool(outcome.from_parts) and outcome.is_incomplete and not outcome.reported,
            outcome.qualifier,
        )
        for scope, outcome, weight, share in items
        if outcome and isinstance(outcome.value, Decimal)
    ])  # fmt: skip
