"""Show the progress of all indicators: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle


def render(board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the assessments in a format. Each format is imported only if it is used."""
    if style.format == "csv":
        from tracker.views.status.data import render_csv

        return render_csv(board, language, style.dialect)
    if style.format == "json":
        from tracker.views.status.data import render_json

        return render_json(board, language)
    if style.format == "md":
        from tracker.views.status.markdown import render_markdown

        return render_markdown(board, language)
    from rich.console import Console

    from tracker.views.status.terminal import TerminalStyle, render_table

    return render_table(board, TerminalStyle(language, style.ascii), Console() if style.is_terminal else None)
