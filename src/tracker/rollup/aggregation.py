"""Applies the rule of an indicator to the areas of which an area is made, step by step from the leaves of a tree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.model import Indicator, Period
from tracker.model.scopes import Parts, Scope, Territory
from tracker.rollup.means import MeanTally
from tracker.rollup.outcomes import Outcome
from tracker.rollup.restatement import Source, list_sources, replace_sources
from tracker.rollup.rows import RowSource
from tracker.rollup.rules import get_rule, make_tally
from tracker.rollup.tallies import Tally
from tracker.rollup.trees import WHOLE, Epoch, Geography, Tree

FindWeight: TypeAlias = Callable[[Indicator, Scope, Period, Territory], Outcome | None]


class Makeup(NamedTuple):
    """Of which areas of an epoch an area is made, each with its share (1: the whole area).

    `is_unchanged`: it was then what it is on the day, so that what was recorded for it is the whole. `expected` areas
    are to report. `has_share`: an area came only in part.
    """

    area: str
    epoch: Epoch
    tree: Tree
    roots: Sequence[tuple[str, Decimal]]
    is_of_today: bool
    is_unchanged: bool
    expected: int
    has_share: bool


class Aggregator:
    """Applies rules to the areas of a register; the tallies of larger areas are made once."""

    def __init__(self, geography: Geography, rows: RowSource, find_weight: FindWeight) -> None:
        self._geography = geography
        self._rows = rows
        self._find_weight = find_weight
        self._makeups: dict[tuple[str, str, Territory, Epoch], Makeup] = {}
        self._children: dict[tuple[str, Scope, Epoch], dict[Period, Tally]] = {}

    def find_makeup(self, level: str, area: str, territory: Territory, epoch: Epoch) -> Makeup:
        """Return of which areas of an epoch, down to a level, an area is made: of those of then, it is itself."""
        key = (level, area, territory, epoch)
        if key not in self._makeups:
            tree = self._geography.get_tree(level, epoch)
            is_of_today = territory == "today" and self._geography.exists(area)
            itself = [(area, WHOLE)] if area in tree else []
            roots = tree.roots.get(area, []) if is_of_today else itself
            is_unchanged = len(roots) == 1 and roots[0] == (area, WHOLE)
            expected = sum([tree.leaf_counts[root] for root, _ in roots])
            has_share = any([share != WHOLE for _, share in roots])
            self._makeups[key] = Makeup(area, epoch, tree, roots, is_of_today, is_unchanged, expected, has_share)
        return self._makeups[key]

    def apply_rule(self, item: Indicator, parts: Parts, makeup: Makeup) -> dict[Period, Outcome]:
        """Return the figures by the rule alone."""
        tallies = self._list_tallies(item, parts, makeup)
        rules = {period: tally.finish(makeup.expected, has_share=makeup.has_share) for period, tally in tallies.items()}
        for period, sources in self.find_restated(item, parts, makeup).items():
            rules[period] = self._sum_up(item, parts, makeup, period, sources)
        return rules

    def _list_tallies(self, item: Indicator, parts: Parts, makeup: Makeup) -> Mapping[Period, Tally]:
        if makeup.is_unchanged:
            return self._list_children(item, Scope(makeup.area, parts), makeup.epoch)
        tallies: dict[Period, Tally] = {}
        for root, share in makeup.roots:
            self._add_area(tallies, item, Scope(root, parts), makeup.epoch, share)
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
        is_leaf = not tree.children[scope.area]
        is_simple = is_leaf and share == WHOLE and not item.weight and not item.by
        if is_simple and not self._rows.uses_parts(item):
            self._add_rows(tallies, item, scope, epoch)
            return
        own = self._rows.list_figures(item, scope) if is_leaf else self._rows.list_recorded(item, scope)
        for period, outcome in own.items():
            if self._geography.find_epoch(period) == epoch:
                weight = self._find_weight(item, scope, period, "then") if item.weight else None
                _add_share(_get_tally(tallies, item, period), outcome, tree.leaf_counts[scope.area], share, weight)
        if not is_leaf:
            for period, below in self._list_children(item, scope, epoch).items():
                if period not in own:
                    tally = self._weigh_again(item, scope, period, below, tree.leaf_counts[scope.area])
                    _get_tally(tallies, item, period).merge(tally)

    def _add_rows(self, tallies: dict[Period, Tally], item: Indicator, scope: Scope, epoch: Epoch) -> None:
        """Add the rows of a leaf to the tallies; there may be millions of them."""
        find_epoch, rule = self._geography.find_epoch, get_rule(item)
        for row in self._rows.list_rows(item.id, scope):
            period = row.period
            if find_epoch(period) == epoch:
                tally = tallies.get(period)
                if tally is None:
                    tally = tallies[period] = make_tally(rule)
                tally.add_row(row)

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

    def list_sources(self, item: Indicator, parts: Parts, makeup: Makeup, period: Period) -> list[Source]:
        """Return the areas whose figures of a period the rule is applied to, one step down; some have no figure."""
        restated = self.find_restated(item, parts, makeup).get(period)
        if restated is not None:
            return restated
        sources = []
        for area, share in self._list_pieces(makeup):
            tallies: dict[Period, Tally] = {}
            self._add_area(tallies, item, Scope(area, parts), makeup.epoch)
            size = makeup.tree.leaf_counts[area]
            outcome = tallies[period].finish(size) if period in tallies else None
            sources.append(Source(area, share, size, outcome))
        return sources

    def _list_pieces(self, makeup: Makeup) -> Sequence[tuple[str, Decimal]]:
        """Return the areas directly in an unchanged area, else those that make it."""
        return [(child, WHOLE) for child in makeup.tree.children[makeup.area]] if makeup.is_unchanged else makeup.roots

    def find_restated(self, item: Indicator, parts: Parts, makeup: Makeup) -> dict[Period, list[Source]]:
        """Return the sources of each period for which an area of today has recorded a figure before it began."""
        tree = makeup.tree
        if not makeup.is_of_today or tree.is_reporting(makeup.area):
            return {}
        stated: dict[Period, dict[str, Outcome]] = {}
        for area in self._geography.list_new(tree.level, makeup.area, makeup.epoch):
            new = Scope(area, parts)
            own = self._rows.list_figures(item, new) if tree.is_reporting(area) else self._rows.list_recorded(item, new)
            for period, outcome in own.items():
                if self._geography.find_epoch(period) == makeup.epoch:
                    stated.setdefault(period, {})[area] = outcome
        restated = {}
        for period, figures in stated.items():
            sources = [
                source
                for piece, share in self._list_pieces(makeup)
                for source in list_sources(self._rows, tree, item, Scope(piece, parts), share, period)
            ]
            found = replace_sources(self._geography, tree, sources, figures)
            if found is not None:
                restated[period] = found
        return restated

    def _sum_up(
        self, item: Indicator, parts: Parts, makeup: Makeup, period: Period, sources: Iterable[Source]
    ) -> Outcome:
        """Return what the rule gives of the sources of one period."""
        tally = make_tally(get_rule(item))
        expected, has_share = 0, False
        for source in sources:
            expected += source.size
            has_share = has_share or source.share != WHOLE
            if source.outcome is not None:
                territory: Territory = "then" if source.area in makeup.tree else "today"
                weight = self._find_weight(item, Scope(source.area, parts), period, territory) if item.weight else None
                _add_share(tally, source.outcome, source.size, source.share, weight)
        return tally.finish(expected, has_share=has_share)


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
