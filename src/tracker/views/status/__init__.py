"""Show the progress of all indicators: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the assessments in a format."""
    return render_format(__name__, style, board, language)
