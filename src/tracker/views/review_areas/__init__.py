"""Show which of several areas have not reported, and which need attention: one line an area."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from tracker.assess.review import ReviewItem, list_missing, review
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format
from tracker.views.scopes import ScopeAssessments

R = TypeVar("R")


class AreaReviews:
    """The reviews of several areas or parts, read once in their order; `names` collects what they list.

    With `only_missing`, a review lists only what the reporting year has no result of.
    """

    def __init__(self, boards: ScopeAssessments, *, only_missing: bool = False) -> None:
        self._boards, self._only_missing = boards, only_missing
        self.names: set[str] = set()

    def map(self, function: Callable[[AssessmentSet, tuple[ReviewItem, ...]], R]) -> Iterator[R]:
        """Yield what `function` returns for the assessments of each area or part and what a review lists of them.

        Several processes may work it out (`LazySequence.map`).
        """

        def work(board: AssessmentSet) -> tuple[set[str], R]:
            items = list_missing(board) if self._only_missing else review(board)
            return {name for item in items for name in (item.kind, *item.concerns)}, function(board, items)

        for names, result in self._boards.map(work):
            self.names |= names
            yield result


def render(reviews: AreaReviews, language: Language, style: OutputStyle) -> str:
    """Return the reviews in a format."""
    return render_format(__name__, style, reviews, language)
