"""The progress of several areas or parts for other programs, with the columns and keys of `tracker status`."""

from collections.abc import Iterable, Iterator

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.columns import COLUMNS, build_rows
from tracker.views.csv import CellValue, choose_dialect, to_csv
from tracker.views.status.data import SCHEMA, serialize_indicators


def render_csv(boards: Iterable[AssessmentSet], language: Language, dialect: str | None = None) -> str:
    """Return the assessments as CSV: one row an area, part and indicator."""
    return to_csv(COLUMNS, _iter_rows(boards, language), choose_dialect(dialect, language))


def _iter_rows(boards: Iterable[AssessmentSet], language: Language) -> Iterator[Iterable[CellValue]]:
    for board in boards:
        for row in build_rows(board.assessments, language):
            yield row.values()


def render_json(boards: Iterable[AssessmentSet], language: Language) -> str:
    """Return the assessments as one JSON document, with the area and part at each indicator."""
    from tracker.views.json import build_header, to_json

    header: dict[str, object] = {"schema": SCHEMA}
    indicators = []
    for board in boards:
        header = build_header(SCHEMA, board, language)
        indicators += serialize_indicators(board, language)
    return to_json({**header, "indicators": indicators})
