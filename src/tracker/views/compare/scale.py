"""The bars of a comparison: where each begins and ends, and the mark that all bars have."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import list_limits
from tracker.assess.ranking import Ranking

LOWEST, HIGHEST = Decimal("-0.5"), Decimal(2)
"""Beyond these a bar of progress or pace is cut, or one extreme area would make the others disappear."""
_DIGITS = Decimal("0.0001")


class Bar(NamedTuple):
    """A bar in fractions of the plot; `is_cut`: the figure lies beyond its end."""

    begin: Decimal
    end: Decimal
    is_cut: bool = False


class Scale(NamedTuple):
    """The figures at both ends of the plot, which has 0, and the mark: the common target; 1 for progress and pace."""

    low: Decimal
    high: Decimal
    mark: Decimal | None

    def draw(self, figure: Decimal) -> Bar:
        """Return the bar of a figure: from 0 to it, whichever side it is on."""
        shown = max(self.low, min(self.high, figure))
        begin, end = sorted((self._locate(Decimal(0)), self._locate(shown)))
        return Bar(begin, end, shown != figure)

    def locate_mark(self) -> Decimal | None:
        """Return the place of the mark in fractions of the plot."""
        return None if self.mark is None else self._locate(self.mark)

    def _locate(self, figure: Decimal) -> Decimal:
        return ((figure - self.low) / (self.high - self.low)).quantize(_DIGITS)


def make_scale(ranking: Ranking) -> Scale | None:
    """Return the scale of all bars, or None if every figure is 0."""
    figures = [area.figure for area in ranking.areas if area.figure is not None]
    if not figures:
        return None
    mark = _find_common_target(ranking) if ranking.key == "value" else Decimal(1)
    drawn = [Decimal(0), *figures, *([] if mark is None else [mark])]
    low, high = min(drawn), max(drawn)
    if ranking.key != "value":
        low, high = max(low, LOWEST), min(high, HIGHEST)
    return Scale(low, high, mark) if low < high else None


def _find_common_target(ranking: Ranking) -> Decimal | None:
    """Return the one limit that is the target of every ranked area; the result of the year can be compared with it."""
    ranked = [area.assessment.indicator for area in ranking.areas if area.rank is not None]
    if any(item.measure not in ("level", "mean", "every_year", "growth_rate") for item in ranked):
        return None
    limits = {_get_only(list_limits(item.target)) for item in ranked}
    return limits.pop() if len(limits) == 1 else None


def _get_only(limits: Iterable[Decimal]) -> Decimal | None:
    found = list(limits)
    return found[0] if len(found) == 1 else None
