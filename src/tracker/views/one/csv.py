"""The years of one indicator as CSV, one row a year, for other programs."""

from tracker.assess.detail import Detail, YearDetail
from tracker.views.csv import PLAIN, Dialect, to_csv
from tracker.views.rows import CellValue, round_computed

COLUMNS = (
    "indicator", "year", "value", "qualifier", "value_status", "plan", "plan_qualifier", "plan_percent",
    "plan_difference", "plan_verdict", "change", "expected_value", "break", "source", "recorded_at",
)  # fmt: skip


def render_csv(detail: Detail, dialect: Dialect = PLAIN) -> str:
    """Return the years of an indicator as CSV, one row a year."""
    return to_csv(COLUMNS, (_build_cells(detail.assessment.indicator.id, year) for year in detail.years), dialect)


def _build_cells(indicator: str, year: YearDetail) -> tuple[CellValue, ...]:
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
        round_computed(check.percent),
        check.difference,
        check.verdict,
        check.change,
        round_computed(year.expected),
        year.is_break,
        result.source if result else None,
        result.recorded_at if result else None,
    )
