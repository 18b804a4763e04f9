"""Show one indicator whole: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.assess.detail import Detail
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle


def render(detail: Detail, board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return one indicator in a format. Each format is imported only if it is used."""
    if style.format == "csv":
        from tracker.views.show.data import render_csv

        return render_csv(detail, language, style.dialect)
    if style.format == "json":
        from tracker.views.show.data import render_json

        return render_json(detail, board, language)
    if style.format == "md":
        from tracker.views.show.markdown import render_markdown

        return render_markdown(detail, board, language)
    from rich.console import Console

    from tracker.views.show.terminal import render_screen

    return render_screen(detail, board, language, Console() if style.is_terminal else None, ascii=style.ascii)
