"""A review for other programs, as CSV and JSON: why each indicator is listed, then the columns of the contract."""

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet, Register
from tracker.views.columns import build_rows, list_columns, round_computed
from tracker.views.csv import DataRow, choose_dialect, to_csv
from tracker.views.json import build_header, to_json

SCHEMA = "tracker.review/1"
OWN_COLUMNS = ("kind", "concerns", "gap", "speed_up")


def render_csv(
    items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, dialect: str | None = None
) -> str:
    """Return the review as CSV, one row an indicator, the most urgent first."""
    rows = (row.values() for row in list_rows(items, board.register, language))
    return to_csv((*OWN_COLUMNS, *list_columns(board.register)), rows, choose_dialect(dialect, language))


def render_json(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the review as one JSON document with a line break at its end."""
    return to_json({**build_header(SCHEMA, board, language), "indicators": list_rows(items, board.register, language)})


def list_rows(items: tuple[ReviewItem, ...], register: Register, language: Language) -> list[DataRow]:
    """Return one row an indicator: why it is listed, then the columns of `tracker status`."""
    every = build_rows(tuple(item.assessment for item in items), register, language)
    return [
        {
            "kind": item.kind,
            "concerns": item.concerns,
            "gap": round_computed(item.gap),
            "speed_up": round_computed(item.speed_up),
            **row,
        }
        for item, row in zip(items, every, strict=True)
    ]
