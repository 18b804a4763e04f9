"""The reference of columns for other programs, as CSV and JSON."""

from __future__ import annotations

from tracker.i18n import Language
from tracker.views.csv import CellValue, choose_dialect, to_csv
from tracker.views.json import to_json
from tracker.views.reference.content import CommandColumn

SCHEMA = "tracker.columns/1"
COLUMNS = ("command", "format", "name", "type", "unit", "codes", "meaning")


def render_csv(columns: tuple[CommandColumn, ...], language: Language, dialect: str | None = None) -> str:
    """Return a row for each column of each command."""
    return to_csv(COLUMNS, (build_cells(item, language) for item in columns), choose_dialect(dialect, language))


def build_cells(item: CommandColumn, language: Language) -> tuple[CellValue, ...]:
    """Return the cells of a column."""
    column = item.column
    meaning = language.pick_text(column.meaning)
    return (item.command or None, item.format, column.name, column.type, column.unit or None, column.codes, meaning)


def render_json(columns: tuple[CommandColumn, ...], language: Language) -> str:
    """Return one JSON document with a line break at its end."""
    rows = [dict(zip(COLUMNS, build_cells(item, language), strict=True)) for item in columns]
    return to_json({"schema": SCHEMA, "language": language.code, "columns": rows})
