"""Show one indicator whole: `content` makes the texts, one module writes each format."""

from __future__ import annotations

from tracker.assess.detail import Detail
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(detail: Detail, board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return one indicator in a format."""
    return render_format(__name__, style, detail, board, language)
