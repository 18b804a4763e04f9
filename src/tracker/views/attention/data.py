"""A review for other programs, as CSV and JSON: the columns of the contract, and before them why each is listed."""

from tracker.assess.review import Item
from tracker.language import Language
from tracker.model import Board
from tracker.views import csv, json
from tracker.views.csv import PLAIN, Dialect
from tracker.views.rows import COLUMNS, Row, figure, rows

SCHEMA = "tracker.review/1"
OWN_COLUMNS = ("kind", "concerns", "gap", "speed_up")


def as_csv(items: tuple[Item, ...], language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the review as CSV, one row an indicator, in the order of urgency."""
    return csv.written((*OWN_COLUMNS, *COLUMNS), (row.values() for row in _rows(items, language)), dialect)


def as_json(items: tuple[Item, ...], board: Board, language: Language) -> str:
    """Return the review as one JSON document with a line break at its end."""
    return json.written({**json.head(SCHEMA, board, language), "indicators": _rows(items, language)})


def _rows(items: tuple[Item, ...], language: Language) -> list[Row]:
    every = rows(tuple(item.assessment for item in items), language)
    return [
        {
            "kind": item.kind,
            "concerns": item.concerns,
            "gap": figure(item.gap),
            "speed_up": figure(item.speed_up),
            **row,
        }
        for item, row in zip(items, every, strict=True)
    ]
