"""The progress of several areas or parts for other programs, with the columns and keys of `tracker status`."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.columns import COLUMNS, build_rows, list_columns
from tracker.views.csv import choose_dialect, format_rows, join_csv
from tracker.views.scopes import ScopeAssessments
from tracker.views.status.data import SCHEMA, serialize_indicators


def render_csv(boards: ScopeAssessments, language: Language, dialect: str | None = None) -> str:
    """Return the assessments as CSV: one row an area, part and indicator."""
    chosen = choose_dialect(dialect, language)

    def write(board: AssessmentSet) -> tuple[tuple[str, ...], str]:
        rows = build_rows(board.assessments, board.register, language)
        return list_columns(board.register), format_rows([row.values() for row in rows], chosen)

    columns, texts = COLUMNS, []
    for columns, text in boards.map(write):  # noqa: B007 (every scope of a folder has the same columns)
        texts.append(text)
    return join_csv(columns, texts, chosen)


def render_json(boards: ScopeAssessments, language: Language) -> str:
    """Return the assessments as one JSON document, with the area and part at each indicator."""
    from tracker.views.json import build_header, to_json

    def serialize(board: AssessmentSet) -> tuple[dict[str, object], list[dict[str, object]]]:
        return build_header(SCHEMA, board, language), serialize_indicators(board, language)

    header: dict[str, object] = {"schema": SCHEMA}
    indicators = []
    for header, objects in boards.map(serialize):  # noqa: B007 (the header of the last one is that of the document)
        indicators += objects
    return to_json({**header, "indicators": indicators})
