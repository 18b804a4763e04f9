"""Applies the rule of an indicator to the areas of which an area is made, step by step from the leaves of a tree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.model import Indicator, Period
from tracker.model.areas import RollUp, Scope, Territory
from tracker.rollup.outcomes import Outcome
from tracker.rollup.restatement import Source, list_sources, replace_sources
from tracker.rollup.rows import RowSource
from tracker.rollup.tallies import MeanTally, Tally, make_tally
from tracker.rollup.trees import WHOLE, Epoch, Geography, Tree

FindWeight: TypeAlias = Callable[[Indicator, Scope, Period, Territory], Outcome | None]


class Aggregation(NamedTuple):
    """What a figure is made of in an epoch: areas of its tree, each with its share."""

    item: Indicator
    scope: Scope
    epoch: Epoch
    tree: Tree
    roots: Sequence[tuple[str, Decimal]]
    is_of_today: bool

    @property
    def is_unchanged(self) -> bool:
        """Whether the area was then what it is on the day, so that what was recorded for it is the whole."""
        return len(self.roots) == 1 and self.roots[0] == (self.scope.area, WHOLE)

    @property
    def expected(self) -> int:
        """Return the number of areas that are to report."""
        return sum([self.tree.leaf_counts[root] for root, _ in self.roots])

    @property
    def has_share(self) -> bool:
        """Whether an area came only in part."""
        return any([share != WHOLE for _, share in self.roots])


class Aggregator:
    """Applies rules to the areas of a register; the tallies of larger areas are made once."""

    def __init__(self, geography: Geography, rows: RowSource, find_weight: FindWeight) -> None:
        self._geography = geography
        self._rows = rows
        self._find_weight = find_weight
        self._children: dict[tuple[str, Scope, Epoch], dict[Period, Tally]] = {}

    def find_aggregation(
        self, item: Indicator, level: str, scope: Scope, territory: Territory, epoch: Epoch
    ) -> Aggregation:
        """Return of which areas of an epoch an area is made: of those of then, it is itself."""
        tree = self._geography.get_tree(level, epoch)
        is_of_today = territory == "today" and self._geography.exists(scope.area)
        itself = [(scope.area, WHOLE)] if scope.area in tree else []
        roots = tree.roots.get(scope.area, []) if is_of_today else itself
        return Aggregation(item, scope, epoch, tree, roots, is_of_today)

    def apply_rule(self, aggregation: Aggregation) -> dict[Period, Outcome]:
        """Return the figures by the rule alone."""
        expected, has_share = aggregation.expected, aggregation.has_share
        tallies = self._list_tallies(aggregation)
        rules = {period: tally.finish(expected, has_share=has_share) for period, tally in tallies.items()}
        for period, sources in self.find_restated(aggregation).items():
            rules[period] = self._sum_up(aggregation, period, sources)
        return rules

    def _list_tallies(self, aggregation: Aggregation) -> Mapping[Period, Tally]:
        if aggregation.is_unchanged:
            return self._list_children(aggregation.item, aggregation.scope, aggregation.epoch)
        tallies: dict[Period, Tally] = {}
        for root, share in aggregation.roots:
            self._add_area(tallies, aggregation.item, Scope(root, aggregation.scope.parts), aggregation.epoch, share)
        return tallies

    def _list_children(self, item: Indicator, scope: Scope, epoch: Epoch) -> dict[Period, Tally]:
        """Return the tallies of the areas that lie directly in an area."""
        key = (item.id, scope, epoch)
        if key not in self._children:
            tallies: dict[Period, Tally] = {}
            for child in self._geography.get_tree(item.areas, epoch).children[scope.area]:
                self._add_area(tallies, item, Scope(child, scope.parts), epoch)
            self._children[key] = tallies
        return self._children[key]

    def _add_area(
        self, tallies: dict[Period, Tally], item: Indicator, scope: Scope, epoch: Epoch, share: Decimal = WHOLE
    ) -> None:
        """Add the figures of an area of the epoch to the tallies: the recorded ones, else those of its areas."""
        tree = self._geography.get_tree(item.areas, epoch)
        own = self._list_own(item, scope, tree)
        for period, outcome in own.items():
            if self._geography.find_epoch(period) == epoch:
                weight = self._find_weight(item, scope, period, "then") if item.weight else None
                _add_share(_get_tally(tallies, item, period), outcome, tree.leaf_counts[scope.area], share, weight)
        if tree.children[scope.area]:
            for period, below in self._list_children(item, scope, epoch).items():
                if period not in own:
                    tally = self._weigh_again(item, scope, period, below, tree.leaf_counts[scope.area])
                    _get_tally(tallies, item, period).merge(tally)

    def _list_own(self, item: Indicator, scope: Scope, tree: Tree) -> Mapping[Period, Outcome]:
        if tree.children[scope.area]:
            return self._rows.list_recorded(item, scope)
        return self._rows.list_figures(item, scope)

    def _weigh_again(self, item: Indicator, scope: Scope, period: Period, tally: Tally, expected: int) -> Tally:
        """Return the mean of a larger area with the weight that was recorded for it, if one was."""
        if not isinstance(tally, MeanTally) or tally.reported < expected:
            return tally
        weight = self._find_weight(item, scope, period, "then")
        if weight is None or weight.row is None:
            return tally
        again = MeanTally()
        again.merge(tally)
        again.replace_weight(weight)
        return again

    def list_sources(self, aggregation: Aggregation, period: Period) -> list[Source]:
        """Return the areas whose figures of a period the rule is applied to, one step down; some have no figure."""
        restated = self.find_restated(aggregation).get(period)
        if restated is not None:
            return restated
        item, scope, epoch, tree, roots, _ = aggregation
        pieces = [(child, WHOLE) for child in tree.children[scope.area]] if aggregation.is_unchanged else roots
        sources = []
        for area, share in pieces:
            tallies: dict[Period, Tally] = {}
            self._add_area(tallies, item, Scope(area, scope.parts), epoch)
            count = tree.leaf_counts[area]
            outcome = tallies[period].finish(count) if period in tallies else None
            sources.append(Source(area, share, count, outcome))
        return sources

    def find_restated(self, aggregation: Aggregation) -> dict[Period, list[Source]]:
        """Return the sources of each period for which an area of today has recorded a figure before it began."""
        item, scope, epoch, tree, roots, is_of_today = aggregation
        if not is_of_today or tree.is_reporting(scope.area):
            return {}
        stated: dict[Period, dict[str, Outcome]] = {}
        for area in self._geography.list_new(tree.level, scope.area, epoch):
            new = Scope(area, scope.parts)
            own = self._rows.list_figures(item, new) if tree.is_reporting(area) else self._rows.list_recorded(item, new)
            for period, outcome in own.items():
                if self._geography.find_epoch(period) == epoch:
                    stated.setdefault(period, {})[area] = outcome
        restated = {}
        for period, figures in stated.items():
            pieces = [Scope(root, scope.parts) for root, _ in roots]
            if aggregation.is_unchanged:
                pieces = [Scope(child, scope.parts) for child in tree.children[scope.area]]
            shares = [WHOLE] * len(pieces) if aggregation.is_unchanged else [share for _, share in roots]
            sources = [
                source
                for piece, share in zip(pieces, shares, strict=True)
                for source in list_sources(self._rows, tree, item, piece, share, period)
            ]
            found = replace_sources(self._geography, tree, sources, figures)
            if found is not None:
                restated[period] = found
        return restated

    def _sum_up(self, aggregation: Aggregation, period: Period, sources: Iterable[Source]) -> Outcome:
        """Return what the rule gives of the sources of one period."""
        item, parts, tree = aggregation.item, aggregation.scope.parts, aggregation.tree
        tally = make_tally(get_rule(item))
        expected, has_share = 0, False
        for source in sources:
            expected += source.size
            has_share = has_share or source.share != WHOLE
            if source.outcome is not None:
                territory: Territory = "then" if source.area in tree else "today"
                weight = self._find_weight(item, Scope(source.area, parts), period, territory) if item.weight else None
                _add_share(tally, source.outcome, source.size, source.share, weight)
        return tally.finish(expected, has_share=has_share)


def get_rule(item: Indicator) -> RollUp:
    """Return the rule of an indicator; a milestone has none."""
    return "none" if item.measure == "milestone" else item.roll_up


def _get_tally(tallies: dict[Period, Tally], item: Indicator, period: Period) -> Tally:
    if period not in tallies:
        tallies[period] = make_tally(get_rule(item))
    return tallies[period]


def _add_share(tally: Tally, outcome: Outcome, count: int, share: Decimal, weight: Outcome | None) -> None:
    """Add a figure, or a share of it, to a tally of the same rule."""
    if share == WHOLE:
        tally.add(outcome, count, weight)
        return
    piece = type(tally)()
    piece.add(outcome, count, weight)
    piece.scale(share)
    tally.merge(piece)
