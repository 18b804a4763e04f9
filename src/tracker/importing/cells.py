"""A sheet as cells, whatever file it came from, each with a name that the user finds again."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Literal, NamedTuple

from tracker.errors import Message, Place, TrackerError, failure, msg

Kind = Literal["empty", "text", "number", "percent", "answer", "date", "error"]

MOST_ROWS = 200_000
MOST_CELLS = 2_000_000
MOST_BYTES = 64 * 1024 * 1024
MOST_TEXT = 16 * 1024 * 1024
"""Bytes of a text file: 80 for each of the most rows."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""What the spreadsheets of today can hold, counted from 1."""


class Cell(NamedTuple):
    """What one cell holds.

    `text` is what a person reads in it; `number` is there for a number, as it is stored: a `percent` cell that
    shows 1.45 % holds 0.0145. `answer` is there for a cell that holds true or false.
    """

    kind: Kind
    text: str = ""
    number: Decimal | None = None
    answer: bool | None = None


EMPTY = Cell("empty")
NO_VALUE = "="
"""The text of the error of a formula whose value the program that wrote the file did not store."""


class Row(NamedTuple):
    """One row: its line of the file or row of the sheet, its filled cells by their columns, counted from 0, from
    left to right, and how many cells it has with the empty ones.
    """

    line: int
    cells: Mapping[int, Cell]
    width: int

    def at(self, column: int) -> Cell:
        """Return the cell in a column, counted from 0; beyond the last one it is empty."""
        return self.cells.get(column, EMPTY)


class Rows:
    """The rows of a sheet, made one after the other each time that they are gone through: held at once, the cells
    of a text take some sixty times its size.
    """

    def __init__(self, make: Callable[[], Iterator[Row]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Row]:
        """Make the rows from the first one on."""
        return self._make()

    def after(self, count: int) -> Iterator[Row]:
        """Make the rows that follow the first ones."""
        return islice(self, count, None)


class Sheet(NamedTuple):
    """One sheet of a workbook, or, without a `name`, a text file; `delimiter` is that of the text file."""

    file: str
    name: str
    rows: Rows
    delimiter: str = ""
    remarks: tuple[Message, ...] = ()

    def place(self, row: Row, column: int | None = None, label: str = "", indicator: str = "") -> Place:
        """Return the place of a cell (`Sheet1!C7`, or the line and the heading of the column), or of a row."""
        if not self.name:
            return Place(self.file, row.line, indicator, label)
        cell = f"{letters(column)}{row.line}" if column is not None else str(row.line)
        return Place(self.file, None, indicator, "", f"{self.name}!{cell}")


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0, as spreadsheets name it: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number_cell(number: float, kind: Kind = "number") -> Cell:
    """Return the cell of a spreadsheet's binary number, with the 15 digits that the spreadsheet itself guarantees.

    What was typed as 5.56 is stored as 5.5599999999999996: the digits beyond the 15th are of the format.
    """
    exact = Decimal(f"{number:.15g}")
    return Cell(kind, f"{exact:f}", exact)


def too_large(file: str) -> TrackerError:
    """Return the error of a file that holds more than any sheet of indicators does."""
    return refused(
        file,
        msg(
            "holds more than {rows} rows, {cells} cells or {size} MB", rows=MOST_ROWS, cells=MOST_CELLS, size=_MEGABYTES
        ),
        msg("leave only the sheet with the results in it, and import a large one in parts"),
    )


_MEGABYTES = MOST_BYTES // 1024 // 1024


def refused(file: str, message: Message, hint: Message | None = None) -> TrackerError:
    """Return the error of a whole file that cannot be used."""
    error = failure(message, hint)
    return TrackerError([problem._replace(place=Place(file)) for problem in error.problems])
