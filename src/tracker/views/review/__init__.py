"""Show the indicators that need attention: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the review in a format."""
    return render_format(__name__, style, items, board, language)


def render_missing(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the list of what the reporting year has no result of, to be sent out; `items` are only these.

    The columns and keys of the formats for other programs are those of the review.
    """
    if style.format in ("csv", "json"):
        return render(items, board, language, style)
    from tracker.views.review import missing

    write = missing.render_markdown if style.format == "md" else missing.render_terminal
    return write(items, board, language, style)
