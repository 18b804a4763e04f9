"""Show how a term has ended: `content` makes the texts, one module writes each format; `draft` writes the next term."""

from __future__ import annotations

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the closing table of a term in a format; `board` is assessed at the end of the term."""
    return render_format(__name__, style, board, language)
