"""CSV for other programs: UTF-8, commas, a point as decimal sign, and nothing that depends on a language but names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from tracker.language import Language
from tracker.model import Board
from tracker.numbers import plain
from tracker.views.rows import COLUMNS, Cell, rows


def render(board: Board, language: Language) -> str:
    """Return the board as CSV with the columns of the contract, one row an indicator."""
    return written(COLUMNS, (row.values() for row in rows(board.assessments, language)))


def written(columns: Iterable[str], cells: Iterable[Iterable[Cell]]) -> str:
    """Return a header and rows of cells as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in cells:
        writer.writerow([_text(cell) for cell in row])
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return plain(cell)
    return " ".join(cell) if isinstance(cell, tuple) else str(cell)
