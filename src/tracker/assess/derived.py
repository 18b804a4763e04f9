"""What an assessment says of a result that a rule made of others: how it was made, and why there is none."""

from typing import cast

from tracker.model import Assessment, Period, Reason, Register


def add_figure(assessment: Assessment, register: Register) -> Assessment:
    """Return the assessment with its scope, how its result was made, and the reason if no rule could make one."""
    figures = register.figures.get(assessment.indicator.id, {})
    result, flags, reason = assessment.result, list(assessment.flags), assessment.reason
    figure = figures.get(result.period if result else Period(assessment.year))
    if figure and figure.reported < figure.expected and "incomplete" not in flags:
        flags.append("incomplete")
    if figure and figure.rule == "periods" and "from_parts" not in flags:
        flags.append("from_parts")
    if reason == "no_result":
        failures = [figures[period].reason for period in sorted(figures, reverse=True) if period.is_year]
        reason = cast(Reason, next(filter(None, failures), reason))
    return assessment._replace(scope=register.scope, figure=figure, flags=tuple(flags), reason=reason)
