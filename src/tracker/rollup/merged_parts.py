"""Quarters, halves and months of the year in which other areas became part of an area: theirs belong to its year.

What was recorded for an area after a merger is of the whole, what was recorded before is not: its year, made of its
parts, would lack what the others had until then.
"""

from collections.abc import Callable
from decimal import Decimal

from tracker.model import Indicator, Period
from tracker.model.scopes import Scope, Territory
from tracker.rollup.outcomes import Outcome
from tracker.rollup.rows import RowSource
from tracker.rollup.rules import get_rule, make_tally
from tracker.rollup.trees import OWN, WHOLE, Geography
from tracker.rollup.year_parts import Figures


class MergedParts:
    """Finds what areas that became part of another one had until then; the rule of the indicator adds them up."""

    def __init__(
        self,
        geography: Geography,
        rows: RowSource,
        find_weight: Callable[[Indicator, Scope, Period, Territory], Outcome | None],
        year_begins: int,
    ) -> None:
        self._geography = geography
        self._rows = rows
        self._find_weight = find_weight
        self._year_begins = year_begins
        self._seen: dict[str, Geography] = {}

    def list_earlier(
        self, item: Indicator, scope: Scope, figures: Figures, target: Period, until: str = ""
    ) -> dict[Period, Outcome]:
        """Return the parts of a year that do not stand for what an area is at the end of `target`, or on day `until`.

        With the shares of areas that have since become part of it, they do, if they have a value. A larger area that
        was another one then has no figure of them. `figures` are those of the area itself.
        """
        year, until = target.year, until or target.get_last_day(self._year_begins)
        parts = {period for period in figures if period.year == year and not period.is_year}
        if self._geography.get_level(scope.area) != item.areas:
            return dict.fromkeys([each for each in parts if not self._is_same(item, scope.area, each, until)], _BREAK)
        before = self._list_before(scope.area, year, until)
        if not before:
            return {}
        area, found = self._geography.areas[scope.area], {}
        known = {name: self._list_parts(item, Scope(name, scope.parts), target) for name, _ in before}
        parts |= {period for each in known.values() for period in each if period.year == year and not period.is_year}
        for period in parts:
            day = period.get_last_day(self._year_begins)
            areas = self._geography.areas
            existing = [each for each in before if areas[each[0]].find_placement(day) or period in known[each[0]]]
            if existing:
                own = [(scope.area, WHOLE, figures.get(period))] if area.find_placement(day) else []
                pieces = [(name, share, known[name].get(period)) for name, share in existing]
                found[period] = self._add_up(item, scope, period, [*own, *pieces])
        return found

    def _list_before(self, area: str, year: int, until: str) -> list[tuple[str, Decimal]]:
        """Return the areas that became part of an area in a year, before a day of it, with their shares."""
        if area not in self._geography.areas:
            return []
        begin = Period(year - 1).get_last_day(self._year_begins)
        areas, pairs = self._geography.areas, self._geography.list_predecessors(area)
        return [(name, share) for name, share in pairs if begin < areas[name].ends < until]

    def _is_same(self, item: Indicator, area: str, period: Period, day: str) -> bool:
        """Whether a larger area had the same ground at the end of a part of a year as on a day of that year."""
        if area == OWN or item.areas not in self._geography.levels:
            return True
        if day not in self._seen:
            self._seen[day] = Geography(self._geography.areas, day, self._year_begins)
        seen = self._seen[day]
        tree = seen.get_tree(item.areas, seen.find_epoch(period))
        if area not in tree and seen.exists(area) and not seen.list_reporting(item.areas, area):
            return True  # no area of the level lies in it, or did
        return tree.roots.get(area) == [(area, WHOLE)]

    def _list_parts(self, item: Indicator, scope: Scope, target: Period) -> Figures:
        figures, until = self._rows.list_figures(item, scope), self._geography.areas[scope.area].ends
        return {**figures, **self.list_earlier(item, scope, figures, target, until)}

    def _add_up(
        self, item: Indicator, scope: Scope, period: Period, pieces: list[tuple[str, Decimal, Outcome | None]]
    ) -> Outcome:
        tally = make_tally(get_rule(item))
        for name, share, outcome in pieces:
            if outcome is not None and outcome.value is not None:
                of = Scope(name, scope.parts)
                piece = type(tally)()
                piece.add(outcome, 1, self._find_weight(item, of, period, "then") if item.weight else None)
                if share != WHOLE:
                    piece.scale(share)
                tally.merge(piece)
        return tally.finish(len(pieces), has_share=any([share != WHOLE for _, share, _ in pieces]))


_BREAK = Outcome(None, reason="break")
