"""Ranks areas by one figure of an indicator: ties share a rank, and what is not assessed has none."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Literal, NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.model import Assessment

RankKey = Literal["value", "progress", "pace"]
RANK_KEYS: tuple[RankKey, ...] = ("value", "progress", "pace")
NotRanked = Literal["", "no_result", "bounded", "incomplete", "not_assessed"]
"""Why an area has no rank: no result of the reporting year, only a bound, areas of it missing, or no verdict."""
MIN_RANKED = 5
"""With fewer areas a ranking says little."""
_QUARTERS = 4


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
    """The areas from the best to the worst, those without a rank last in their order, and the median of the ranked."""

    areas: tuple[RankedArea, ...]
    key: RankKey
    is_highest_first: bool
    median: Decimal | None

    @property
    def ranked_count(self) -> int:
        """Return the number of areas with a rank."""
        return sum(area.rank is not None for area in self.areas)


def rank_areas(assessments: Iterable[Assessment], key: RankKey) -> Ranking:
    """Return the ranking of one indicator in several areas.

    Values are ranked in the direction in which the indicator is better, without one from the highest; progress and pace
    from the highest.
    """
    every = list(assessments)
    is_highest_first = key != "value" or not (every and every[0].indicator.is_less_better)
    figures = [_FIGURES[key](item) for item in every]
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
    return Ranking(tuple(areas), key, is_highest_first, median)


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
    if item.figure and item.figure.reported < item.figure.expected:
        return "incomplete"
    return "bounded" if result.qualifier in ("<", ">") else result.value


def _get_progress(item: Assessment) -> Decimal | NotRanked:
    return item.progress if item.progress is not None and item.status != "not_assessed" else "not_assessed"


def _get_pace(item: Assessment) -> Decimal | NotRanked:
    return item.pace if item.pace is not None and item.status != "not_assessed" else "not_assessed"


_FIGURES: dict[RankKey, Callable[[Assessment], Decimal | NotRanked]] = {
    "value": _get_value,
    "progress": _get_progress,
    "pace": _get_pace,
}
