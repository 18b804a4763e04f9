"""Show the areas of one indicator side by side: `content` makes the texts, one module writes each format."""

from typing import NamedTuple

from tracker.assess.ranking import Ranking
from tracker.i18n import Language
from tracker.model import AssessmentSet, Indicator
from tracker.model.scopes import Territory
from tracker.views import OutputStyle, render_format


class AreaComparison(NamedTuple):
    """The ranking of the areas for an indicator, and the assessments of the area in which they lie, as a reference."""

    indicator: Indicator
    ranking: Ranking
    whole: AssessmentSet
    territory: Territory = "today"


def render(comparison: AreaComparison, language: Language, style: OutputStyle) -> str:
    """Return the comparison in a format."""
    return render_format(__name__, style, comparison, language)
