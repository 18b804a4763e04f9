"""What an assessment says of a result that a rule made of others: how it was made, and why there is none."""

from collections.abc import Mapping
from typing import cast

from tracker.model import Assessment, Period, Reason, Register
from tracker.model.areas import Figure

_OPEN: Reason = "bounded"
"""The reason of a figure that may be higher or lower: a value stands there, but it decides nothing."""
_SINGLE_YEAR_MEASURES = ("level", "growth")
_NO_FIGURES: Mapping[Period, Figure] = {}


def add_figure(assessment: Assessment, register: Register) -> Assessment:
    """Return the assessment with its scope, how its result was made, and the reason if no rule could make one."""
    figures = register.figures.get(assessment.indicator.id, _NO_FIGURES)
    result, flags, reason = assessment.result, assessment.flags, assessment.reason
    figure = figures.get(result.period if result else Period(assessment.year))
    if figure and figure.is_incomplete and "incomplete" not in flags:
        flags = (*flags, "incomplete")
    if figure and figure.rule == "periods" and "from_parts" not in flags:
        flags = (*flags, "from_parts")
    if reason == "no_result":
        failures = [figures[period].reason for period in sorted(figures, reverse=True) if period.is_year]
        reason = cast(Reason, next(filter(None, failures), reason))
    assessment = assessment._replace(scope=register.scope, figure=figure, flags=flags, reason=reason)
    return _withdraw_verdicts(assessment, figures) if figures else assessment


def _withdraw_verdicts(assessment: Assessment, figures: Mapping[Period, Figure]) -> Assessment:
    """Return the assessment without the verdicts that rest on a figure which may be higher or lower."""
    result = assessment.result
    if result is None:
        return assessment
    used = {result.period}
    if assessment.indicator.measure not in _SINGLE_YEAR_MEASURES:
        used = {period for period in assessment.results if period.is_year and period <= result.period}
    elif assessment.baseline:
        used.add(Period(assessment.baseline.year))
    if _is_open(assessment, figures, result.period):
        assessment = assessment._replace(plan_verdict="", plan_percent=None, plan_difference=None)
    if assessment.indicator.target is None or not any([_is_open(assessment, figures, period) for period in used]):
        return assessment
    official = assessment.status if assessment.computed_status else None
    return assessment._replace(
        status=official or "not_assessed",
        reason=_OPEN,
        computed_status="not_assessed" if official else None,
        progress=None,
        pace=None,
        projected=None,
        required=None,
    )


def _is_open(assessment: Assessment, figures: Mapping[Period, Figure], period: Period) -> bool:
    """Whether a figure was made that lies between what some areas reported as less and others as more.

    Such a result has the qualifier "~". Others are not asked how they were made, which takes as long as judging them.
    """
    result = assessment.results.get(period)
    if result and result.qualifier != "~":
        return False
    figure = figures.get(period)
    return figure is not None and figure.reason == _OPEN and figure.rule != "recorded"
