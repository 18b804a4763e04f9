"""A sheet as cells, whatever the file format; each cell has a name by which the user finds it again."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import IO, Literal, NamedTuple

from tracker.errors import Location, Message, Problem, TrackerError, msg

CellKind = Literal["empty", "text", "number", "percent", "answer", "date", "error"]
CellDoubt = Literal["raised", "struck", "scaled", "uncalculated"]
"""Why a reader of the sheet may see another value than the stored one, or none.

`raised`: part of the text is raised or lowered, as a footnote mark is; `struck`: the text is struck out; `scaled`: the
number format shows another number, such as one divided by thousands; `uncalculated`: a formula of a workbook that was
never calculated.
"""

MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Bytes of a text file: 80 for each row."""
LAST_COLUMN = 16_384
"""The last column of a sheet, counted from 1."""
SAVE_AGAIN = msg("open it in Excel or LibreOffice and save it again as .xlsx")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")
_CHUNK_SIZE = 1 << 16


class Cell(NamedTuple):
    """The content of one cell.

    `text` is what a person reads. `number` is the number as stored: a `percent` cell that shows 1.45 % holds 0.0145.
    `answer` is set for a cell that holds true or false. `is_hidden` is set in hidden rows and columns.
    """

    kind: CellKind
    text: str = ""
    number: Decimal | None = None
    answer: bool | None = None
    doubt: CellDoubt | None = None
    is_hidden: bool = False


EMPTY_CELL = Cell("empty")
MISSING_VALUE = "="
"""The error text of a formula whose value is not stored in the file."""


class Row(NamedTuple):
    """One row: its line in the file or row in the sheet, its filled cells by column, and its number of cells.

    Columns are counted from 0, and the cells are in this order. `width` counts the empty cells too.
    """

    line: int
    cells: Mapping[int, Cell]
    width: int

    def get_cell(self, column: int) -> Cell:
        """Return the cell in a column, counted from 0; a missing one is empty."""
        return self.cells.get(column, EMPTY_CELL)


class Rows:
    """The rows of a sheet, created again by each loop, because all cells of a text take sixty times its size."""

    def __init__(self, make_rows: Callable[[], Iterator[Row]]) -> None:
        self._make = make_rows

    def __iter__(self) -> Iterator[Row]:
        """Make the rows from the first one."""
        return self._make()

    def skip(self, count: int) -> Iterator[Row]:
        """Make the rows without the first `count`."""
        return islice(self, count, None)


class MergedRange(NamedTuple):
    """Cells shown as one: the lines of the first and last row, and the first and last column, counted from 0."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int


class Sheet(NamedTuple):
    """One sheet of a workbook, or a text file, which has no `name` but a `delimiter`."""

    file: str
    name: str
    rows: Rows
    delimiter: str = ""
    notes: tuple[Message, ...] = ()
    merged: tuple[MergedRange, ...] = ()

    def locate(self, row: Row, column: int | None = None, label: str = "", indicator: str = "") -> Location:
        """Return the location of a cell (`Sheet1!C7`, or the line and the heading of the column), or of a row."""
        if not self.name:
            return Location(self.file, row.line, indicator, label)
        cell = f"{format_column(column)}{row.line}" if column is not None else str(row.line)
        return Location(self.file, None, indicator, "", f"{self.name}!{cell}")


class Book(NamedTuple):
    """The sheets of a workbook in their order: those that a reader sees, and the hidden ones."""

    visible: tuple[Sheet, ...]
    hidden: tuple[Sheet, ...]


def sort_sheets(sheets: Iterable[tuple[Sheet, bool]]) -> Book:
    """Return the sheets as a workbook; each comes with whether it is hidden."""
    known = list(sheets)
    visible, hidden = (tuple(each for each, is_dark in known if is_dark == wanted) for wanted in (False, True))
    return Book(visible, hidden)


def make_rows(iter_filled: Callable[[], Iterable[tuple[int, Mapping[int, Cell]]]]) -> Rows:
    """Return rows through the last filled one; `iter_filled` yields the line and cells of each row, empty or not."""

    def iter_rows() -> Iterator[Row]:
        last = 0
        for line, cells in iter_filled():
            if cells:
                yield from (Row(each, {}, 0) for each in range(last + 1, line))
                yield Row(line, cells, max(cells) + 1)
                last = line

    return Rows(iter_rows)


def format_column(column: int) -> str:
    """Return the letters of a column, counted from 0, as spreadsheets name it: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def make_number_cell(number: float, kind: CellKind = "number") -> Cell:
    """Return a cell for a binary number, with the 15 digits that a spreadsheet guarantees.

    A typed 5.56 is stored as 5.5599999999999996: the digits after the 15th come from the file format.
    """
    exact = Decimal(f"{number:.15g}")
    return Cell(kind, f"{exact:f}", exact)


def parse_number(text: str) -> float | None:
    """Return the number that a workbook stores as text, or None if it is none."""
    number = float(text) if _NUMBER.fullmatch(text) else None
    return number if number is not None and isfinite(number) else None


def make_too_large_error(file: str) -> TrackerError:
    """Return the error of a file that is larger than any sheet of indicators."""
    size = MAX_BYTES >> 20
    message = msg("holds more than {rows} rows, {cells} cells or {size} MB", rows=MAX_ROWS, cells=MAX_CELLS, size=size)
    hint = msg("leave only the sheet with the results in it, and import a large one in parts")
    return make_file_error(file, message, hint)


def make_file_error(file: str, message: Message, hint: Message | None = None) -> TrackerError:
    """Return the error of a whole file that cannot be used."""
    return TrackerError([Problem(Location(file), message, hint)])


def read_limited(stream: IO[bytes], file: str) -> bytes:
    """Return the content of `stream`; raises TrackerError if it is too large.

    It is read in pieces, because Python reserves memory for as much as a read asks for.
    """
    data = bytearray()
    while piece := stream.read(_CHUNK_SIZE):
        data += piece
        if len(data) > MAX_BYTES:
            raise make_too_large_error(file)
    return bytes(data)
