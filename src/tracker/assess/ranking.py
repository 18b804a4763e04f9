"""Ranks areas by one figure of an indicator: ties share a rank, and what is not assessed has none."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.model import Assessment, Indicator

RankKey = Literal["value", "progress", "pace"]
RANK_KEYS: tuple[RankKey, ...] = ("value", "progress", "pace")
NotRanked = Literal["", "no_result", "bounded", "incomplete", "not_assessed", "no_figure"]
"""Why an area has no rank: no result of the reporting year, only a bound, areas of it missing, no verdict, or one that
has no progress or pace, as of a target to keep."""
MIN_RANKED = 5
"""With fewer areas a ranking says little."""
_QUARTERS = 4
_DIRECTED = ("at_least", "above", "at_most", "below", "increase", "decrease")
"""The kinds of targets that say which of two values is the better one."""


class RankedArea(NamedTuple):
    """An area with its rank (1 is best), its figure, and its distance from the median in the unit of the figure.

    Quartile 1 has the best quarter of the ranks. None and `not_ranked`: it has no rank.
    """

    assessment: Assessment
    rank: int | None = None
    figure: Decimal | None = None
    distance: Decimal | None = None
    quartile: int | None = None
    not_ranked: NotRanked = ""


class Ranking(NamedTuple):
    """The areas from the best to the worst, those without a rank last in their order, and the median of the ranked.

    Without `has_direction` nothing says which end is better, and the highest is first.
    """

    areas: tuple[RankedArea, ...]
    key: RankKey
    is_highest_first: bool
    median: Decimal | None
    has_direction: bool = True

    @property
    def ranked_count(self) -> int:
        """Return the number of areas with a rank."""
        return sum(area.rank is not None for area in self.areas)


def rank_areas(assessments: Iterable[Assessment], key: RankKey) -> Ranking:
    """Return the ranking of one indicator in several areas.

    Values are ranked in the direction in which the indicator is better, without one from the highest; progress and pace
    from the highest. The target of an area can state a direction that the indicator itself does not have.
    """
    every = list(assessments)
    directed = next((item.indicator for item in every if _has_direction(item.indicator)), None)
    is_highest_first = key != "value" or directed is None or not directed.is_less_better
    figures = [find_figure(item, key) for item in every]
    known = sorted([figure for figure in figures if isinstance(figure, Decimal)], reverse=is_highest_first)
    ranks: dict[Decimal, int] = {}
    for rank, figure in enumerate(known, 1):
        ranks.setdefault(figure, rank)
    with localcontext(EXACT):
        median = compute_median(known)
        areas = [
            _make_ranked(item, figure, ranks[figure], median, len(known))
            if isinstance(figure, Decimal)
            else RankedArea(item, not_ranked=figure)
            for item, figure in zip(every, figures, strict=True)
        ]
    areas.sort(key=lambda area: area.rank or len(every) + 1)
    return Ranking(tuple(areas), key, is_highest_first, median, key != "value" or directed is not None)


def find_figure(item: Assessment, key: RankKey) -> Decimal | NotRanked:
    """Return the figure by which an area is ranked, or why it has no rank."""
    return _FIGURES[key](item)


def _has_direction(indicator: Indicator) -> bool:
    return bool(indicator.direction) or (indicator.target is not None and indicator.target.kind in _DIRECTED)


def compute_median(figures: Sequence[Decimal]) -> Decimal | None:
    """Return the figure in the middle, or the mean of the two in the middle; None without figures."""
    if not figures:
        return None
    ordered, middle = sorted(figures), len(figures) // 2
    return ordered[middle] if len(figures) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _make_ranked(item: Assessment, figure: Decimal, rank: int, median: Decimal | None, count: int) -> RankedArea:
    assert median is not None, "there is a figure"
    return RankedArea(item, rank, figure, figure - median, 1 + _QUARTERS * (rank - 1) // count)


def _get_value(item: Assessment) -> Decimal | NotRanked:
    """Return the result of the reporting year, or why it is not ranked."""
    result = item.result
    if result is None or result.period.year != item.year or not isinstance(result.value, Decimal):
        return "no_result"
    if item.figure and item.figure.is_incomplete:
        return "incomplete"
    return "bounded" if result.qualifier in ("<", ">") else result.value


def _get_progress(item: Assessment) -> Decimal | NotRanked:
    return _check_assessed(item, item.progress)


def _get_pace(item: Assessment) -> Decimal | NotRanked:
    return _check_assessed(item, item.pace)


def _check_assessed(item: Assessment, figure: Decimal | None) -> Decimal | NotRanked:
    """Return the figure of a verdict, or why it is not ranked."""
    if item.status == "not_assessed":
        return "not_assessed"
    return "no_figure" if figure is None else figure


_FIGURES: dict[RankKey, Callable[[Assessment], Decimal | NotRanked]] = {
    "value": _get_value,
    "progress": _get_progress,
    "pace": _get_pace,
}
