"""A sheet as cells, whatever file it came from, each with a name that the user finds again."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Literal, NamedTuple

from tracker.errors import Location, Message, TrackerError, make_error, msg

CellKind = Literal["empty", "text", "number", "percent", "answer", "date", "error"]

MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Bytes of a text file: 80 for each of the most rows."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""What the spreadsheets of today can hold, counted from 1."""


class Cell(NamedTuple):
    """What one cell holds.

    `text` is what a person reads in it; `number` is there for a number, as it is stored: a `percent` cell that
    shows 1.45 % holds 0.0145. `answer` is there for a cell that holds true or false.
    """

    kind: CellKind
    text: str = ""
    number: Decimal | None = None
    answer: bool | None = None


EMPTY_CELL = Cell("empty")
MISSING_VALUE = "="
"""The text of the error of a formula whose value the program that wrote the file did not store."""


class Row(NamedTuple):
    """One row: its line of the file or row of the sheet, its filled cells by their columns, counted from 0, from
    left to right, and how many cells it has with the empty ones.
    """

    line: int
    cells: Mapping[int, Cell]
    width: int

    def get_cell(self, column: int) -> Cell:
        """Return the cell in a column, counted from 0; beyond the last one it is empty."""
        return self.cells.get(column, EMPTY_CELL)


class Rows:
    """The rows of a sheet, made one after the other each time that they are gone through: held at once, the cells
    of a text take some sixty times its size.
    """

    def __init__(self, make_rows: Callable[[], Iterator[Row]]) -> None:
        self._make = make_rows

    def __iter__(self) -> Iterator[Row]:
        """Make the rows from the first one on."""
        return self._make()

    def skip(self, count: int) -> Iterator[Row]:
        """Make the rows that follow the first ones."""
        return islice(self, count, None)


class Sheet(NamedTuple):
    """One sheet of a workbook, or, without a `name`, a text file; `delimiter` is that of the text file."""

    file: str
    name: str
    rows: Rows
    delimiter: str = ""
    notes: tuple[Message, ...] = ()

    def locate(self, row: Row, column: int | None = None, label: str = "", indicator: str = "") -> Location:
        """Return the place of a cell (`Sheet1!C7`, or the line and the heading of the column), or of a row."""
        if not self.name:
            return Location(self.file, row.line, indicator, label)
        cell = f"{format_column(column)}{row.line}" if column is not None else str(row.line)
        return Location(self.file, None, indicator, "", f"{self.name}!{cell}")


def format_column(column: int) -> str:
    """Return the letters of a column, counted from 0, as spreadsheets name it: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def make_number_cell(number: float, kind: CellKind = "number") -> Cell:
    """Return the cell of a spreadsheet's binary number, with the 15 digits that the spreadsheet itself guarantees.

    What was typed as 5.56 is stored as 5.5599999999999996: the digits beyond the 15th are of the format.
    """
    exact = Decimal(f"{number:.15g}")
    return Cell(kind, f"{exact:f}", exact)


def make_too_large_error(file: str) -> TrackerError:
    """Return the error of a file that holds more than any sheet of indicators does."""
    return make_file_error(
        file,
        msg("holds more than {rows} rows, {cells} cells or {size} MB", rows=MAX_ROWS, cells=MAX_CELLS, size=_MEGABYTES),
        msg("leave only the sheet with the results in it, and import a large one in parts"),
    )


_MEGABYTES = MAX_BYTES // 1024 // 1024


def make_file_error(file: str, message: Message, hint: Message | None = None) -> TrackerError:
    """Return the error of a whole file that cannot be used."""
    error = make_error(message, hint)
    return TrackerError([problem._replace(location=Location(file)) for problem in error.problems])
