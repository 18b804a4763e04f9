"""CSV for other programs: UTF-8, commas, a point as decimal sign, and nothing that depends on a language but names.

The Excel dialect is for opening with a double click: a byte-order mark, without which Excel takes UTF-8 for a code
page; the separators of the language; and no cell that Excel would take for a formula. The plain one is faithful.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.i18n import Language
from tracker.numbers import format_plain
from tracker.views.columns import CellValue

_STARTS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes Excel take a cell for a formula; the last four are their wide forms, which some locales read alike."""


class Dialect(NamedTuple):
    """How CSV is written."""

    separator: str = ","
    decimal: str = "."
    line_end: str = "\n"
    byte_order_mark: str = ""
    escapes_formulas: bool = False


PLAIN = Dialect()


def make_excel_dialect(language: Language) -> Dialect:
    """Return the dialect in which Excel opens a file rightly in the language of its reader."""
    separator, decimal = (";", ",") if language.code == "vi" else (",", ".")
    return Dialect(separator, decimal, "\r\n", "\N{BYTE ORDER MARK}", escapes_formulas=True)


def to_csv(columns: Iterable[str], cells: Iterable[Iterable[CellValue]], dialect: Dialect = PLAIN) -> str:
    """Return a header and rows of cells as CSV."""
    lines = _LineSink()
    # With this line end the csv module quotes cells that hold any kind of line break.
    writer = csv.writer(lines, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerow(columns)
    for row in cells:
        writer.writerow([_format_cell(cell, dialect) for cell in row])
    return dialect.byte_order_mark + "".join(line[:-2] + dialect.line_end for line in lines.lines)


class _LineSink:
    """Where the csv module writes to: it hands over a row at a time."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        """Keep a row with its line end."""
        self.lines.append(line)


def _format_cell(cell: CellValue, dialect: Dialect) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return format_plain(cell).replace(".", dialect.decimal)
    text = " ".join(cell) if isinstance(cell, tuple) else str(cell)
    is_formula = dialect.escapes_formulas and not isinstance(cell, int) and _is_formula(text)
    return f"'{text}" if is_formula else text


def _is_formula(text: str) -> bool:
    return text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_STARTS_FORMULA)
