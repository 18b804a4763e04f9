"""What an assessment says of a result that a rule made of others: how it was made, and why there is none."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tracker.model import Assessment, Period, Reason, Register, Result
from tracker.model.areas import Figure

if TYPE_CHECKING:
    from tracker.assess.within_year import DerivedResult

_OPEN: Reason = "bounded"
"""The reason of a figure that may be higher or lower: a value stands there, but it decides nothing."""
_SINGLE_YEAR_MEASURES = ("level", "growth")
_NO_FIGURES: Mapping[Period, Figure] = {}


def add_figure(assessment: Assessment, register: Register, made: "Mapping[Period, DerivedResult]") -> Assessment:
    """Return the assessment with its scope, how its result was made, and the reason if no rule could make one.

    `made` has what quarters, halves and months of this scope made.
    """
    figures = register.figures.get(assessment.indicator.id, _NO_FIGURES)
    result, flags, reason = assessment.result, assessment.flags, assessment.reason
    period = result.period if result else Period(assessment.year)
    figure = find_figure(assessment, figures, period)
    if figure and figure.has_parts and "from_parts" not in flags:
        flags = (*flags, "from_parts")
    is_gap = figure is not None and figure.is_incomplete and assessment.indicator.measure != "milestone"
    if is_gap and "incomplete" not in flags:
        flags = (*flags, "incomplete")
    is_short = figure is not None and figure.lacks_months and result is not None
    if is_short and period.year == assessment.year and "not_reported" not in flags:
        flags = (*flags, "not_reported")
    if reason == "no_result":
        years = [
            period for period in sorted(figures, reverse=True) if period.is_year and period.year <= assessment.year
        ]
        failures = [figures[period].reason for period in years]
        reason = cast(Reason, next(filter(None, failures), reason))
    assessment = assessment._replace(scope=register.scope, figure=figure, flags=flags, reason=reason)
    opened = frozenset([period for period in assessment.results if is_open(assessment.results, figures, made, period)])
    if not opened:
        return assessment
    first = assessment.first and _withdraw_verdicts(assessment.first, opened)
    return _withdraw_verdicts(assessment, opened)._replace(first=first)


def find_figure(assessment: Assessment, figures: Mapping[Period, Figure], period: Period) -> Figure | None:
    """Return how the result of a period was made of those of areas.

    A period that was made of parts has the count of the part for which the fewest areas have reported.
    """
    rows = assessment.made_of.get(period)
    if rows is None:
        return figures.get(period)
    found = [figure for row in rows if (figure := figures.get(row.period))]
    least = min(found, key=lambda figure: figure.reported - figure.expected, default=None)
    return Figure("periods", (), least.reported, least.expected) if least else None


def _withdraw_verdicts(assessment: Assessment, opened: frozenset[Period]) -> Assessment:
    """Return the assessment without the verdicts that rest on a figure which may be higher or lower."""
    to_date, result = assessment.year_to_date, assessment.result
    if to_date and to_date.period in opened:
        assessment = assessment._replace(year_to_date_percent=None)
    if result is None:
        return assessment
    if opened & {result.period, result.period._replace(year=result.period.year - 1)}:
        assessment = assessment._replace(change=None)
    used = {result.period}
    if assessment.indicator.measure not in _SINGLE_YEAR_MEASURES:
        used = {period for period in assessment.results if period.is_year and period <= result.period}
    elif assessment.baseline and not assessment.indicator.baseline:
        used.add(Period(assessment.baseline.year))
    if result.period in opened:
        assessment = assessment._replace(plan_verdict="", plan_percent=None, plan_difference=None)
    if assessment.indicator.target is None or not used.intersection(opened):
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


def is_open(
    results: Mapping[Period, Result],
    figures: Mapping[Period, Figure],
    made: "Mapping[Period, DerivedResult]",
    period: Period,
) -> bool:
    """Whether a figure was made that lies between what some areas or months reported as less and others as more.

    Such a result has the qualifier "~". Others are not asked how they were made, which takes as long as judging them.
    """
    result = made[period].result if period in made else results.get(period)
    if result and result.qualifier != "~":
        return False
    if period in made:
        return made[period].is_open or any([is_open(results, figures, made, row.period) for row in made[period].rows])
    figure = figures.get(period)
    return figure is not None and figure.reason == _OPEN and figure.rule != "recorded"
