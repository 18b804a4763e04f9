"""How much a workbook holds, and which of its cells are percentages or errors, found out before a library reads it.

The library makes room for the whole rectangle up to the last cell of a sheet: two cells far apart would take what
millions take. So the empty cells between the filled ones are limited too.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Place, Problem, TrackerError, msg
from tracker.importing.cells import LAST_COLUMN, LAST_ROW, MOST_BYTES, MOST_CELLS, MOST_ROWS, letters, too_large

_MOST_SPARSE = 1_000_000
"""Cells, empty or not, that any workbook may have: a table of 60 rows with a forgotten cell in the last column has."""
_ROOM_OF_ONE = 100
"""Beyond those, how many cells there may be for each that is filled."""


class Span(NamedTuple):
    """Cells beside each other, from column `start` to before `end`: shown as percent, or each with this `error`."""

    start: int
    end: int
    error: str | None = None


Facts = Mapping[int, Sequence[Span]]
"""Of one sheet: the spans in each row that has some. Rows and columns are counted from 0."""


class Extent:
    """Takes in the filled cells of all sheets, and raises TrackerError where they are too many or too far apart."""

    def __init__(self, file: str, last_row: int = LAST_ROW, last_column: int = LAST_COLUMN) -> None:
        self.facts: dict[str, dict[int, list[Span]]] = {}
        self._file, self._last_row, self._last_column = file, last_row, last_column
        self._sheet = ""
        self._spans: dict[int, list[Span]] = {}
        self._bottom = self._right = self._filled = self._room = self._characters = self._before = 0
        self._far = (0, 0)

    def begin(self, sheet: str) -> None:
        """Begin another sheet."""
        self._room += self._bottom * self._right
        self._sheet, self._bottom, self._right = sheet, 0, 0
        self._spans = self.facts[sheet] = {}

    def filled(self, row: int, column: int, characters: int = 0, rows: int = 1, columns: int = 1) -> None:
        """Take in a cell that holds so many characters, or one that is repeated to the right and below."""
        bottom, right = row + rows, column + columns
        self.check(bottom - 1, right - 1)
        self._filled += rows * columns
        self._characters += characters * rows * columns
        if bottom > self._bottom or right > self._right:
            self._bottom, self._right = max(self._bottom, bottom), max(self._right, right)
            self._far = (bottom - 1, right - 1)
        room = self._room + self._bottom * self._right
        if room > MOST_CELLS and room > self._filled * _ROOM_OF_ONE:
            raise self._too_far(room)
        if room > MOST_CELLS or self._characters > MOST_BYTES or self._bottom > MOST_ROWS:
            raise too_large(self._file)

    def passed(self, row: int, column: int, columns: int) -> None:
        """Take in that a cell begins here, filled or empty, and that there is room for the `columns` before it."""
        self.check(row, column)
        self._before += columns
        if self._before > MOST_CELLS:
            raise too_large(self._file)

    def check(self, row: int, column: int) -> None:
        """Raise TrackerError for a cell that is beyond the last one that a sheet of this kind of file can hold."""
        if row < self._last_row and column < self._last_column:
            return
        last = f"{letters(self._last_column - 1)}{self._last_row}"
        message = msg("there is no such cell: the last one of a sheet is {last}", last=last)
        hint = msg("open it in Excel or LibreOffice and save it again as .xlsx")
        raise TrackerError([Problem(self._place(row, column), message, hint)])

    def mark(self, row: int, column: int, error: str | None = None) -> None:
        """Note a cell that is shown as percent, or holds an error."""
        spans = self._spans.setdefault(row, [])
        if spans and spans[-1].end == column and spans[-1].error == error:
            spans[-1] = spans[-1]._replace(end=column + 1)
        else:
            spans.append(Span(column, column + 1, error))

    def mark_rows(self, rows: range, spans: list[Span]) -> None:
        """Note the spans of rows that are alike."""
        self._spans.update(dict.fromkeys(rows, spans))

    def done(self) -> None:
        """Raise TrackerError where the last sheet was taken in, and all together are nearly empty and very large."""
        room = self._room + self._bottom * self._right
        if room > max(_MOST_SPARSE, self._filled * _ROOM_OF_ONE):
            raise self._too_far(room)

    def _too_far(self, room: int) -> TrackerError:
        message = msg(
            "lies far from the others: of the {room} cells up to it, filled are {filled}",
            room=Decimal(room),
            filled=Decimal(self._filled),
        )
        hint = msg("delete the row or the column of this cell, or leave only the sheet with the results in the file")
        return TrackerError([Problem(self._place(*self._far), message, hint)])

    def _place(self, row: int, column: int) -> Place:
        return Place(self._file, cell=f"{self._sheet}!{letters(column)}{row + 1}")
