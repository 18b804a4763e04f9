"""Show one period of all indicators against its plans: `content` makes the texts, one module writes each format."""

from typing import NamedTuple

from tracker.assess.period_results import PeriodResult
from tracker.i18n import Language
from tracker.model import AssessmentSet, Period
from tracker.views import OutputStyle, render_format


class PeriodBoard(NamedTuple):
    """The results of a period, and the assessments of its year, which say of which folder, area and day they are."""

    period: Period
    results: tuple[PeriodResult, ...]
    board: AssessmentSet


def render(subject: PeriodBoard, language: Language, style: OutputStyle) -> str:
    """Return the results of a period in a format."""
    return render_format(__name__, style, subject, language)
