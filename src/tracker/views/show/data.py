"""The years of one indicator as CSV, one row a year, for other programs."""

from tracker.assess.detail import Detail, YearDetail
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.columns import CellValue, build_rows, round_computed
from tracker.views.csv import PLAIN, Dialect, to_csv
from tracker.views.json import build_header, serialize_forecast, serialize_result, to_json
from tracker.views.show.steps import explain_verdict, format_rule
from tracker.views.show.steps import format_steps as written_steps

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


SCHEMA = "tracker.show/1"


def render_json(detail: Detail, board: AssessmentSet, language: Language) -> str:
    """Return one indicator as one JSON document with a line break at its end."""
    item = detail.assessment
    document = {
        **build_header(SCHEMA, board, language),
        "indicator": build_rows((item,), language)[0],
        "meaning": explain_verdict(item, language),
        "years": [_serialize_year(year) for year in detail.years],
        "revisions": [[serialize_result(row) for row in period] for period in detail.revisions],
        "working": {
            "steps": [
                {
                    "name": text.name,
                    "symbol": step.symbol or None,
                    "formula": step.formula,
                    "numbers": text.numbers,
                    "values": {name: round_computed(value) for name, value in step.values.items()},
                    "result": round_computed(step.result),
                    "unit": step.unit or None,
                }
                for step, text in zip(detail.derivation.steps, written_steps(detail.derivation, language), strict=True)
            ],
            "rule": format_rule(detail, language) or None,
        },
        "outlook": serialize_forecast(detail.forecast),
    }
    return to_json(document)


def _serialize_year(year: YearDetail) -> dict[str, object]:
    return {
        "year": year.year,
        "result": serialize_result(year.result) if year.result else None,
        "plan": year.check.plan.value if year.check.plan else None,
        "plan_qualifier": (year.check.plan.qualifier or None) if year.check.plan else None,
        "plan_percent": round_computed(year.check.percent),
        "plan_difference": year.check.difference,
        "plan_verdict": year.check.verdict or None,
        "change": year.check.change,
        "expected_value": round_computed(year.expected),
        "break": year.is_break,
    }
