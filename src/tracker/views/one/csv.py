"""The years of one indicator as CSV, one row a year, for other programs."""

from tracker.assess.detail import Detail, Year
from tracker.views.csv import PLAIN, Dialect, written
from tracker.views.rows import Cell, figure

COLUMNS = (
    "indicator", "year", "value", "qualifier", "value_status", "plan", "plan_qualifier", "plan_percent",
    "plan_difference", "plan_verdict", "change", "expected_value", "break", "source", "recorded_at",
)  # fmt: skip


def render(found: Detail, dialect: Dialect = PLAIN) -> str:
    """Return the years of an indicator as CSV, one row a year."""
    return written(COLUMNS, (_cells(found.assessment.indicator.id, year) for year in found.years), dialect)


def _cells(indicator: str, year: Year) -> tuple[Cell, ...]:
    result, check = year.result, year.check
    plan = check.plan
    return (
        indicator,
        year.year,
        result.value if result else None,
        result.qualifier if result else None,
        result.status if result else None,
        plan.value if plan else None,
        plan.qualifier if plan else None,
        figure(check.percent),
        check.difference,
        check.verdict,
        check.change,
        figure(year.expected),
        year.is_break,
        result.source if result else None,
        result.recorded_at if result else None,
    )
