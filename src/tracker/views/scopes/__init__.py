"""Show the progress of several areas or parts: one row for each of them and each indicator."""

from collections.abc import Iterable

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle, render_format


def render(boards: Iterable[AssessmentSet], language: Language, style: OutputStyle) -> str:
    """Return the assessments of each area and part in a format; `boards` are read once, in their order."""
    return render_format(__name__, style, boards, language)
