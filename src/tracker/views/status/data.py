"""`tracker status` for other programs, as CSV and JSON: the columns and keys are a contract."""

from tracker.i18n import Language
from tracker.model import Assessment, AssessmentSet
from tracker.views.columns import build_rows, list_columns
from tracker.views.csv import choose_dialect, to_csv

SCHEMA = "tracker.status/1"


def render_csv(board: AssessmentSet, language: Language, dialect: str | None = None) -> str:
    """Return the assessments as CSV, one row an indicator."""
    rows = build_rows(board.assessments, board.register, language)
    return to_csv(list_columns(board.register), (row.values() for row in rows), choose_dialect(dialect, language))


def render_json(board: AssessmentSet, language: Language) -> str:
    """Return the assessments as one JSON document with a line break at its end."""
    from tracker.views.json import build_header, to_json  # CSV, the default in a pipe, does not need it

    return to_json({**build_header(SCHEMA, board, language), "indicators": serialize_indicators(board, language)})


def serialize_indicators(board: AssessmentSet, language: Language) -> list[dict[str, object]]:
    """Return an object for each assessment: its columns, its results by period, and its forecast."""
    from tracker.assess.detail import compute_assessment_forecast
    from tracker.views.json import serialize_forecast

    rows = build_rows(board.assessments, board.register, language)
    return [
        {
            **row,
            "results": _serialize_results(item),
            "outlook": serialize_forecast(compute_assessment_forecast(board, item)),
        }
        for item, row in zip(board.assessments, rows, strict=True)
    ]


def _serialize_results(assessment: Assessment) -> dict[str, object]:
    """Return the results by period, without the period inside each."""
    from tracker.views.json import serialize_result

    objects = [serialize_result(row) for row in assessment.results.values()]
    return {str(item.pop("period")): item for item in objects}
