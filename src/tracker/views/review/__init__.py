"""Show the indicators that need attention: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the review in a format."""
    return render_format(__name__, style, items, board, language)
