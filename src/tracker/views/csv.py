"""CSV for other programs: UTF-8, commas, a point as decimal sign; only names depend on the language.

The Excel dialect is for opening with a double click. It has a byte-order mark, without which Excel reads UTF-8 as a
code page, and the separators of the language. A cell that Excel would read as a formula gets an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from tracker.i18n import Language
from tracker.numbers import format_plain

CellValue: TypeAlias = str | int | bool | Decimal | tuple[str, ...] | None
"""A cell of a format for other programs; None means "does not apply"."""
DataRow: TypeAlias = dict[str, CellValue]
_ROWS_AT_ONCE = 100


class TextList(tuple[str, ...]):
    """Texts with spaces in them: in CSV they are separated by a semicolon."""

    __slots__ = ()


class Dialect(NamedTuple):
    """How CSV is written."""

    separator: str = ","
    decimal: str = "."
    line_end: str = "\n"
    byte_order_mark: str = ""
    escapes_formulas: bool = False


PLAIN = Dialect()


def make_excel_dialect(language: Language) -> Dialect:
    """Return the dialect that Excel reads without loss in this language."""
    separator, decimal = (";", ",") if language.has_decimal_comma else (",", ".")
    return Dialect(separator, decimal, "\r\n", "\N{BYTE ORDER MARK}", escapes_formulas=True)


def choose_dialect(name: str | None, language: Language) -> Dialect:
    """Return the dialect of this name: "excel", or None for the plain one."""
    return make_excel_dialect(language) if name == "excel" else PLAIN


def to_csv(columns: Iterable[str], cells: Iterable[Iterable[CellValue]], dialect: Dialect = PLAIN) -> str:
    """Return a header and rows of cells as CSV."""
    return join_csv(columns, [format_rows(cells, dialect)], dialect)


def iter_csv(columns: Iterable[str], cells: Iterable[Iterable[CellValue]], dialect: Dialect = PLAIN) -> Iterator[str]:
    """Yield the pieces of the text that `to_csv` returns."""
    yield join_csv(columns, [], dialect)
    rows = iter(cells)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield format_rows(some, dialect)


def join_csv(columns: Iterable[str], rows: Iterable[str], dialect: Dialect = PLAIN) -> str:
    """Return a header and rows that `format_rows` wrote as CSV."""
    return "".join([dialect.byte_order_mark, format_rows([columns], dialect), *rows])


def format_rows(cells: Iterable[Iterable[CellValue]], dialect: Dialect = PLAIN) -> str:
    """Return rows of cells, without a header."""
    lines = _LineSink()
    # With this line end the csv module quotes cells that hold any kind of line break.
    writer = csv.writer(lines, delimiter=dialect.separator, lineterminator="\r\n")
    formats = _list_formats(dialect)
    for row in cells:
        writer.writerow(["" if cell is None else formats[cell.__class__](cell) for cell in row])
    return "".join([line[:-2] + dialect.line_end for line in lines.lines])


class _LineSink:
    """A file for the csv module, which writes one row at a time."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        """Keep a row with its line end."""
        self.lines.append(line)


def _list_formats(dialect: Dialect) -> dict[type, Callable[[Any], str]]:
    """Return how a cell of each class is written."""
    write_text: Callable[[str], str] = str
    if dialect.escapes_formulas:
        from tracker.views.escapes import escape_formula  # only Excel needs it

        write_text = escape_formula
    return {
        str: write_text,
        tuple: lambda names: write_text(" ".join(names)),
        TextList: lambda texts: write_text("; ".join(texts)),
        bool: lambda is_so: "yes" if is_so else "no",
        int: str,
        Decimal: format_plain
        if dialect.decimal == "."
        else lambda cell: format_plain(cell).replace(".", dialect.decimal),
    }
