"""Show the progress of several areas or parts: one row for each of them and each indicator."""

from typing import TypeAlias

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.model.scopes import Scope
from tracker.views import OutputStyle, render_format
from tracker.views.scopes.parallel import LazySequence

ScopeAssessments: TypeAlias = LazySequence[Scope, AssessmentSet]
"""The assessments of each area and part, made when they are asked for."""


def render(boards: ScopeAssessments, language: Language, style: OutputStyle) -> str:
    """Return the assessments of each area and part in a format."""
    return render_format(__name__, style, boards, language)
