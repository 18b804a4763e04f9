"""A review for other programs, as CSV and JSON: the columns of the contract, and before them why each is listed."""

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views import csv, json
from tracker.views.columns import COLUMNS, DataRow, build_rows, round_computed
from tracker.views.csv import PLAIN, Dialect

SCHEMA = "tracker.review/1"
OWN_COLUMNS = ("kind", "concerns", "gap", "speed_up")


def render_csv(items: tuple[ReviewItem, ...], language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the review as CSV, one row an indicator, in the order of urgency."""
    return csv.to_csv((*OWN_COLUMNS, *COLUMNS), (row.values() for row in _build_rows(items, language)), dialect)


def render_json(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the review as one JSON document with a line break at its end."""
    return json.to_json({**json.build_header(SCHEMA, board, language), "indicators": _build_rows(items, language)})


def _build_rows(items: tuple[ReviewItem, ...], language: Language) -> list[DataRow]:
    every = build_rows(tuple(item.assessment for item in items), language)
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
