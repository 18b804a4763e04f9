"""`tracker status` as JSON: the keys are a contract."""

from tracker.assess.detail import compute_assessment_forecast
from tracker.i18n import Language
from tracker.model import Assessment, AssessmentSet
from tracker.views.columns import build_rows
from tracker.views.json import build_header, serialize_forecast, serialize_result, to_json

SCHEMA = "tracker.status/1"


def render_json(board: AssessmentSet, language: Language) -> str:
    """Return the board as one JSON document with a line break at its end."""
    indicators = [
        {
            **row,
            "results": _serialize_results(item),
            "outlook": serialize_forecast(compute_assessment_forecast(board, item)),
        }
        for item, row in zip(board.assessments, build_rows(board.assessments, language), strict=True)
    ]
    return to_json({**build_header(SCHEMA, board, language), "indicators": indicators})


def _serialize_results(assessment: Assessment) -> dict[str, object]:
    """Return the results by period, which need not be said in each again."""
    objects = [serialize_result(row) for row in assessment.results.values()]
    return {str(item.pop("period")): item for item in objects}
