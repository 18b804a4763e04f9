"""Show the indicators that need attention: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle


def render(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the review in a format. Each format is imported only if it is used."""
    if style.format == "csv":
        from tracker.views.review.data import render_csv

        return render_csv(items, language, style.dialect)
    if style.format == "json":
        from tracker.views.review.data import render_json

        return render_json(items, board, language)
    if style.format == "md":
        from tracker.views.review.markdown import render_markdown

        return render_markdown(items, board, language)
    from rich.console import Console

    from tracker.views.review.terminal import render_blocks

    return render_blocks(items, board, language, Console() if style.is_terminal else None, ascii=style.ascii)
