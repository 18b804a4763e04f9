"""What was read from a sheet: its results, its problems, and what was skipped."""

from typing import NamedTuple

from tracker.errors import Problem
from tracker.importing.candidates import Candidate
from tracker.importing.layout import SheetLayout
from tracker.importing.readers.cells import Sheet


class SkippedCells(NamedTuple):
    """What was skipped although it has figures: the names of rows by reason, and the positions of columns."""

    hidden_rows: tuple[str, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    plans: int = 0
    parts: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class ParsedSheet(NamedTuple):
    """The results in a sheet, its problems, and counts of what was skipped.

    `left_out` counts the problems after the first thousand of a kind.
    """

    sheet: Sheet
    layout: SheetLayout | None
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    heading_rows: int = 0
    empty_cells: int = 0
    superseded_rows: int = 0
    left_out: int = 0
    skipped: SkippedCells = SkippedCells()
