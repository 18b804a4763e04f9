"""Show one period of all indicators against its plans: `content` makes the texts, one module writes each format."""

from typing import NamedTuple, TypeAlias

from tracker.assess.period_results import PeriodResult
from tracker.i18n import Language
from tracker.model import AssessmentSet, Period
from tracker.views import OutputStyle, render_format


class PeriodBoard(NamedTuple):
    """The results of a period, and the assessments of its year, which say of which folder, area and day they are."""

    period: Period
    results: tuple[PeriodResult, ...]
    board: AssessmentSet


PeriodBoards: TypeAlias = tuple[PeriodBoard, ...]
"""The boards of one period: of one area or part, or of several."""


def render(subjects: PeriodBoards, language: Language, style: OutputStyle) -> str:
    """Return the results of a period in a format, of each area and part in turn."""
    return render_format(__name__, style, subjects, language)
