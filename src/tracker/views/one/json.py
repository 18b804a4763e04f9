"""One indicator as JSON: the columns of the contract, its years, revisions, the working step by step, the outlook."""

from tracker.assess.detail import Detail, YearDetail
from tracker.language import Language
from tracker.model import AssessmentSet
from tracker.views.json import build_header, serialize_forecast, serialize_result, to_json
from tracker.views.one.steps import explain_verdict, format_rule
from tracker.views.one.steps import format_steps as written_steps
from tracker.views.rows import build_rows, round_computed

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
