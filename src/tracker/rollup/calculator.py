"""Derives the figures of an area: those of the areas that make it, by the rule of the indicator, period by period."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.model import Indicator, Period, Register
from tracker.model.areas import RollUp, Scope, Territory
from tracker.rollup.outcomes import Outcome, make_outcome
from tracker.rollup.rows import RowSource
from tracker.rollup.tallies import MeanTally, Tally, make_tally
from tracker.rollup.trees import OWN, WHOLE, Epoch, Geography, Tree

Outcomes = Mapping[Period, Outcome]
_MAX_MEMO = 50_000


class Aggregation(NamedTuple):
    """What a figure is made of in an epoch: areas of its tree, each with its share."""

    item: Indicator
    scope: Scope
    epoch: Epoch
    tree: Tree
    roots: Sequence[tuple[str, Decimal]]

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


class Calculator:
    """Derives figures of a register, each once; call it in the context `EXACT`."""

    def __init__(self, register: Register, day: str) -> None:
        self.indicators = {item.id: item for item in register.list_stated()}
        self.geography = Geography(register.areas, day)
        self.rows = RowSource(register)
        last = min(register.term.last_year, int(day[:4]))
        self._years = frozenset(Period(year) for year in range(register.term.baseline_year, last + 1))
        self._children: dict[tuple[str, Scope, Epoch], dict[Period, Tally]] = {}
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

    def _derive(self, item: Indicator, scope: Scope, territory: Territory) -> Outcomes:
        if not self.is_rolled_up(item.areas, scope.area):
            return self.rows.list_figures(item, scope)
        figures: dict[Period, Outcome] = {}
        is_reporting = self.geography.get_level(scope.area) == item.areas
        recorded = self.rows.list_figures(item, scope) if is_reporting else self.rows.list_recorded(item, scope)
        for epoch, periods in self.find_epochs(scope.area).items():
            own = {period: recorded[period] for period in periods if period in recorded}
            aggregation = self.find_aggregation(item, item.areas, scope, territory, epoch)
            if is_reporting and aggregation.is_unchanged:
                figures.update(own)
            elif aggregation.roots:
                figures.update(self._choose(aggregation, own, self._apply_rule(aggregation)))
            else:
                is_part = territory == "today" and scope.area in aggregation.tree and self.geography.exists(scope.area)
                figures.update(dict.fromkeys(own, _BREAK) if is_part else own)
        return figures

    def is_rolled_up(self, level: str, area: str) -> bool:
        """Whether an area is one of the level that reports, or above it."""
        if level not in self.geography.levels or area == OWN:
            return level in self.geography.levels
        of_area = self.geography.get_level(area)
        return of_area == level or of_area in self.geography.levels_above(level)

    def find_epochs(self, area: str) -> dict[Epoch, list[Period]]:
        """Return the periods for which an area may have a figure, by epoch."""
        if area not in self._epochs:
            periods = set(self._years)
            periods.update(*[self.rows.list_periods(item) for item in self.geography.list_family(area)])
            epochs: dict[Epoch, list[Period]] = {}
            for period in sorted(periods):
                epochs.setdefault(self.geography.find_epoch(period), []).append(period)
            self._epochs[area] = epochs
        return self._epochs[area]

    def find_aggregation(
        self, item: Indicator, level: str, scope: Scope, territory: Territory, epoch: Epoch
    ) -> Aggregation:
        """Return of which areas of an epoch an area is made: of those of then, it is itself."""
        tree = self.geography.get_tree(level, epoch)
        roots: Sequence[tuple[str, Decimal]]
        if territory == "today" and self.geography.exists(scope.area):
            roots = tree.roots.get(scope.area, ())
        else:
            roots = [(scope.area, WHOLE)] if scope.area in tree else ()
        return Aggregation(item, scope, epoch, tree, roots)

    def _apply_rule(self, aggregation: Aggregation) -> dict[Period, Outcome]:
        """Return the figures by the rule alone; of a larger area, also for years in which no area has reported."""
        tallies = self.list_tallies(aggregation)
        expected, has_share = aggregation.expected, aggregation.has_share
        rules = {period: tally.finish(expected, has_share=has_share) for period, tally in tallies.items()}
        item, scope = aggregation.item, aggregation.scope
        if expected and self.geography.get_level(scope.area) != item.areas:
            nothing = Outcome(None, expected=expected, reason="no_result")
            for period in self.find_epochs(scope.area)[aggregation.epoch]:
                if period in self._years:
                    rules.setdefault(period, nothing)
        return rules

    def _choose(self, aggregation: Aggregation, own: Outcomes, rules: dict[Period, Outcome]) -> dict[Period, Outcome]:
        """Return what was recorded, else what the rule gives.

        What was recorded for an area that was smaller then is only a part, and counted as one; if it did not exist
        yet, it is the whole.
        """
        area = aggregation.scope.area
        if aggregation.is_unchanged or self.geography.begins_after(area, aggregation.epoch):
            for period, outcome in own.items():
                rule = rules.get(period)
                rules[period] = make_outcome(outcome.row, rule) if outcome.row else outcome
        else:
            for period in own:
                rule = rules.get(period)
                if rule is None or rule.reason == "no_rule":
                    rules[period] = _BREAK if rule is None else rule._replace(reason="break")
        return rules

    def list_tallies(self, aggregation: Aggregation) -> Mapping[Period, Tally]:
        """Return what the rule is applied to, by period."""
        if aggregation.is_unchanged:
            return self._list_children(aggregation.item, aggregation.scope, aggregation.epoch)
        tallies: dict[Period, Tally] = {}
        for root, share in aggregation.roots:
            self._add_area(tallies, aggregation.item, Scope(root, aggregation.scope.parts), aggregation.epoch, share)
        return tallies

    def list_addends(self, item: Indicator, scope: Scope, epoch: Epoch) -> dict[Period, Tally]:
        """Return the tally of one area of an epoch by period, with what was recorded for it in place of its parts."""
        tallies: dict[Period, Tally] = {}
        self._add_area(tallies, item, scope, epoch)
        return tallies

    def find_weight(
        self, item: Indicator, scope: Scope, period: Period, territory: Territory = "then"
    ) -> Outcome | None:
        """Return the weight of an area in a mean."""
        if not item.weight or item.weight not in self.indicators:
            return None
        return self.derive(self.indicators[item.weight], scope, territory).get(period)

    def _list_children(self, item: Indicator, scope: Scope, epoch: Epoch) -> dict[Period, Tally]:
        """Return the tallies of the areas that lie directly in an area."""
        key = (item.id, scope, epoch)
        if key not in self._children:
            tallies: dict[Period, Tally] = {}
            for child in self.geography.get_tree(item.areas, epoch).children[scope.area]:
                self._add_area(tallies, item, Scope(child, scope.parts), epoch)
            self._children[key] = tallies
        return self._children[key]

    def _add_area(
        self, tallies: dict[Period, Tally], item: Indicator, scope: Scope, epoch: Epoch, share: Decimal = WHOLE
    ) -> None:
        """Add the figures of an area of the epoch to the tallies: the recorded ones, else those of its areas."""
        tree = self.geography.get_tree(item.areas, epoch)
        is_leaf = not tree.children[scope.area]
        own = self.rows.list_figures(item, scope) if is_leaf else self.rows.list_recorded(item, scope)
        for period, outcome in own.items():
            if self.geography.find_epoch(period) == epoch:
                tally = tallies.get(period) or tallies.setdefault(period, make_tally(get_rule(item)))
                weight = self.find_weight(item, scope, period) if item.weight else None
                if share == WHOLE:
                    tally.add(outcome, tree.leaf_counts[scope.area], weight)
                else:
                    piece = make_tally(get_rule(item))
                    piece.add(outcome, 1, weight)
                    piece.scale(share)
                    tally.merge(piece)
        if not is_leaf:
            for period, below in self._list_children(item, scope, epoch).items():
                if period not in own:
                    tally = tallies.get(period) or tallies.setdefault(period, make_tally(get_rule(item)))
                    tally.merge(self._weigh_again(item, scope, period, below, tree.leaf_counts[scope.area]))

    def _weigh_again(self, item: Indicator, scope: Scope, period: Period, tally: Tally, expected: int) -> Tally:
        """Return the mean of a larger area with the weight that was recorded for it, if one was."""
        if not isinstance(tally, MeanTally) or tally.reported < expected:
            return tally
        weight = self.find_weight(item, scope, period)
        if weight is None or weight.row is None:
            return tally
        again = MeanTally()
        again.merge(tally)
        again.replace_weight(weight)
        return again


def get_rule(item: Indicator) -> RollUp:
    """Return the rule of an indicator; a milestone has none."""
    return "none" if item.measure == "milestone" else item.roll_up


_BREAK = Outcome(None, reason="break")
