"""The size of a workbook, and which of its cells are percentages or errors, before a library reads it.

The library reserves memory for the whole rectangle up to the last cell of a sheet, so two cells far apart take as much
as millions of cells. Therefore empty cells count too.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Problem, TrackerError, msg
from tracker.importing.readers.cells import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    SAVE_AGAIN,
    format_column,
    make_too_large_error,
)

_MAX_SPARSE_AREA = 1_000_000
"""Cells, empty or not, that any workbook may have, such as 60 rows with a forgotten cell in the last column."""
_MAX_AREA_PER_CELL = 100
"""Cells that a larger workbook may have for each filled one."""


class Span(NamedTuple):
    """Adjacent cells, from column `start` to before `end`: shown as percent, or each with this `error`."""

    start: int
    end: int
    error: str | None = None


RowSpans = Mapping[int, Sequence[Span]]
"""The spans of one sheet by row. Rows and columns are counted from 0."""


class SizeGuard:
    """Counts the filled cells of all sheets; raises TrackerError if they are too many or too far apart."""

    def __init__(self, file: str, last_row: int = LAST_ROW, last_column: int = LAST_COLUMN) -> None:
        self.spans_by_sheet: dict[str, dict[int, list[Span]]] = {}
        self._file, self._last_row, self._last_column = file, last_row, last_column
        self._sheet = ""
        self._spans: dict[int, list[Span]] = {}
        self._bottom = self._right = self._filled = self._area = self._characters = self._skipped = 0
        self._farthest = (0, 0)

    def begin_sheet(self, sheet: str) -> None:
        """Begin the next sheet."""
        self._area += self._bottom * self._right
        self._sheet, self._bottom, self._right = sheet, 0, 0
        self._spans = self.spans_by_sheet[sheet] = {}

    def add_cell(self, row: int, column: int, characters: int = 0, rows: int = 1, columns: int = 1) -> None:
        """Count a cell with so many characters, repeated over so many rows and columns."""
        bottom, right = row + rows, column + columns
        self.check_position(bottom - 1, right - 1)
        self._filled += rows * columns
        self._characters += characters * rows * columns
        if bottom > self._bottom or right > self._right:
            self._bottom, self._right = max(self._bottom, bottom), max(self._right, right)
            self._farthest = (bottom - 1, right - 1)
        area = self._area + self._bottom * self._right
        if area > MAX_CELLS and area > self._filled * _MAX_AREA_PER_CELL:
            raise self._make_sparse_error(area)
        if area > MAX_CELLS or self._characters > MAX_BYTES or self._bottom > MAX_ROWS:
            raise make_too_large_error(self._file)

    def skip_cells(self, row: int, column: int, columns: int) -> None:
        """Count the empty `columns` before a cell that begins here."""
        self.check_position(row, column)
        self._skipped += columns
        if self._skipped > MAX_CELLS:
            raise make_too_large_error(self._file)

    def check_position(self, row: int, column: int) -> None:
        """Raise TrackerError for a cell after the last one of this file format."""
        if row < self._last_row and column < self._last_column:
            return
        last = f"{format_column(self._last_column - 1)}{self._last_row}"
        message = msg("there is no such cell: the last one of a sheet is {last}", last=last)
        raise TrackerError([Problem(self._locate(row, column), message, SAVE_AGAIN)])

    def mark_cell(self, row: int, column: int, error: str | None = None) -> None:
        """Note a cell that is shown as percent or has an error."""
        spans = self._spans.setdefault(row, [])
        if spans and spans[-1].end == column and spans[-1].error == error:
            spans[-1] = spans[-1]._replace(end=column + 1)
        else:
            spans.append(Span(column, column + 1, error))

    def mark_rows(self, rows: range, spans: list[Span]) -> None:
        """Note the spans of equal rows."""
        self._spans.update(dict.fromkeys(rows, spans))

    def finish(self) -> None:
        """Raise TrackerError if all sheets together are very large and nearly empty."""
        area = self._area + self._bottom * self._right
        if area > max(_MAX_SPARSE_AREA, self._filled * _MAX_AREA_PER_CELL):
            raise self._make_sparse_error(area)

    def _make_sparse_error(self, area: int) -> TrackerError:
        message = msg(
            "is far from the other cells: only {filled} of the {room} cells up to it are filled",
            room=Decimal(area),
            filled=Decimal(self._filled),
        )
        hint = msg("delete the row or the column of this cell, or leave only the sheet with the results in the file")
        return TrackerError([Problem(self._locate(*self._farthest), message, hint)])

    def _locate(self, row: int, column: int) -> Location:
        return Location(self._file, cell=f"{self._sheet}!{format_column(column)}{row + 1}")
