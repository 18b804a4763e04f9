"""Show which of several areas have not reported, and which need attention: one line an area."""

from collections.abc import Iterable, Iterator

from tracker.assess.review import ReviewItem, list_missing, review
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


class AreaReviews:
    """The reviews of several areas or parts, read once in their order; `names` collects what they list.

    With `only_missing`, a review lists only what the reporting year has no result of.
    """

    def __init__(self, boards: Iterable[AssessmentSet], *, only_missing: bool = False) -> None:
        self._boards, self._only_missing = boards, only_missing
        self.names: set[str] = set()

    def __iter__(self) -> Iterator[tuple[AssessmentSet, tuple[ReviewItem, ...]]]:
        """Yield the assessments of each area or part, and what a review lists of them."""
        for board in self._boards:
            items = list_missing(board) if self._only_missing else review(board)
            for item in items:
                self.names.update((item.kind, *item.concerns))
            yield board, items


def render(reviews: AreaReviews, language: Language, style: OutputStyle) -> str:
    """Return the reviews in a format."""
    return render_format(__name__, style, reviews, language)
