"""One indicator as JSON: the columns of the contract, its years, revisions, the working step by step, the outlook."""

from tracker.assess.detail import Detail, Year
from tracker.language import Language
from tracker.model import Board
from tracker.views.json import head, outlook_object, row_object, written
from tracker.views.one.steps import meaning, rule
from tracker.views.one.steps import written as written_steps
from tracker.views.rows import figure, rows

SCHEMA = "tracker.show/1"


def render(found: Detail, board: Board, language: Language) -> str:
    """Return one indicator as one JSON document with a line break at its end."""
    item = found.assessment
    document = {
        **head(SCHEMA, board, language),
        "indicator": rows((item,), language)[0],
        "meaning": meaning(item, language),
        "years": [_year(year) for year in found.years],
        "revisions": [[row_object(row) for row in period] for period in found.revisions],
        "working": {
            "steps": [
                {
                    "name": text.name,
                    "symbol": step.symbol or None,
                    "formula": step.formula,
                    "numbers": text.numbers,
                    "values": {name: figure(value) for name, value in step.values.items()},
                    "result": figure(step.result),
                    "unit": step.unit or None,
                }
                for step, text in zip(found.working.steps, written_steps(found.working, language), strict=True)
            ],
            "rule": rule(found, language) or None,
        },
        "outlook": outlook_object(found.outlook),
    }
    return written(document)


def _year(year: Year) -> dict[str, object]:
    return {
        "year": year.year,
        "result": row_object(year.result) if year.result else None,
        "plan": year.check.plan.value if year.check.plan else None,
        "plan_qualifier": (year.check.plan.qualifier or None) if year.check.plan else None,
        "plan_percent": figure(year.check.percent),
        "plan_difference": year.check.difference,
        "plan_verdict": year.check.verdict or None,
        "change": year.check.change,
        "expected_value": figure(year.expected),
        "break": year.is_break,
    }
