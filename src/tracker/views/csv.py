"""CSV for other programs: UTF-8, commas, a point as decimal sign, and nothing that depends on a language but names."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from tracker.language import Language
from tracker.model import Board
from tracker.numbers import plain
from tracker.views.rows import COLUMNS, Cell, rows


def render(board: Board, language: Language) -> str:
    """Return the board as CSV with the columns of the contract, one row an indicator."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(board.assessments, language):
        writer.writerow([_text(cell) for cell in row.values()])
    return out.getvalue()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return plain(cell)
    return " ".join(cell) if isinstance(cell, tuple) else str(cell)
