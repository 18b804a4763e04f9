"""The cells of an .xls file (Excel 97–2003), read by xlrd, with what a reader of the sheet sees of them."""

import os
from collections.abc import Iterator
from typing import Any

from tracker.errors import TrackerError, msg
from tracker.extras import require_extra
from tracker.importing.readers.archive import make_password_error, make_unreadable_error
from tracker.importing.readers.cells import (
    MISSING_VALUE,
    Book,
    Cell,
    CellDoubt,
    MergedRange,
    Sheet,
    make_file_error,
    make_rows,
    sort_sheets,
)
from tracker.importing.readers.formats import make_formatted_cell

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VERSION = 80
_EMPTY, _TEXT, _ANSWER, _ERROR, _BLANK = 0, 1, 4, 5, 6


def read_book(data: bytes, file: str) -> Book:
    """Return the sheets of a workbook; raises TrackerError if it is damaged, protected or older than Excel 97."""
    library: Any = require_extra(
        "xlrd",
        "excel",
        msg("reading .xls files needs the optional extra {extra}", extra="excel"),
        msg('install it with pip install "indicator-tracker[excel]", or save the sheet as .xlsx and import that'),
    )
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise make_password_error(file)
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # else it prints about damaged files on stdout
            book = library.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=nowhere)
        if book.biff_version < _VERSION:
            raise _make_version_error(file)
    except TrackerError:
        raise
    except Exception as error:  # noqa: BLE001 (it stops on damaged files with errors of any kind)
        if "encrypted" in str(error):
            raise make_password_error(file) from None
        if isinstance(error, library.XLRDError) and "compound document" in str(error):
            raise _make_version_error(file) from None
        raise make_unreadable_error(file) from None
    return sort_sheets((_SheetReader(library, book, each, file).read(), each.visibility != 0) for each in book.sheets())


def _make_version_error(file: str) -> TrackerError:
    hint = msg("open it in Excel or LibreOffice and save it as .xlsx")
    return make_file_error(file, msg("is not a workbook of Excel 97 or later"), hint)


class _SheetReader:
    """Turns the cells of one sheet, which the library holds, into cells of ours."""

    def __init__(self, library: Any, book: Any, sheet: Any, file: str) -> None:  # noqa: ANN401 (no types)
        self._library, self._book, self._sheet, self._file = library, book, sheet, file
        self._hidden_columns = {at for at, each in sheet.colinfo_map.items() if each.hidden or not each.width}

    def read(self) -> Sheet:
        """Return the sheet; its rows raise an error of any kind at damage that the library has not met."""
        merged = (
            MergedRange(top + 1, bottom, left, right - 1) for top, bottom, left, right in self._sheet.merged_cells
        )
        return Sheet(self._file, self._sheet.name, make_rows(self._iter_rows), merged=tuple(merged))

    def _iter_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        for at in range(self._sheet.nrows):
            cells = {column: cell for column in range(self._sheet.row_len(at)) if (cell := self._read_cell(at, column))}
            yield at + 1, cells

    def _is_hidden(self, row: int, column: int) -> bool:
        known = self._sheet.rowinfo_map.get(row)
        is_dark = known.hidden or known.height == 0 if known else bool(self._sheet.default_row_hidden)
        return is_dark or column in self._hidden_columns

    def _read_cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, or None if it is empty."""
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind in (_EMPTY, _BLANK):
            return None
        style = self._book.xf_list[self._sheet.cell_xf_index(row, column)]
        if kind == _ERROR:
            cell = Cell("error", self._library.error_text_from_code.get(value, "#"))
        elif kind == _ANSWER:
            cell = Cell("answer", str(bool(value)).upper(), None, bool(value))
        elif kind == _TEXT:  # an empty one is the value of a formula that was never calculated
            cell = Cell("text", value) if value else Cell("error", MISSING_VALUE)
        else:
            code = self._book.format_map[style.format_key].format_str
            cell = make_formatted_cell(value, code, bool(self._book.datemode))
        doubt = self._find_doubt(row, column, style.font_index, cell.text) or cell.doubt
        return cell._replace(doubt=doubt, is_hidden=cell.is_hidden or self._is_hidden(row, column))

    def _find_doubt(self, row: int, column: int, font: int, text: str) -> CellDoubt | None:
        """Return the doubt that the fonts of a cell leave: of its style, and of the runs of its text."""
        runs = [(0, font), *self._sheet.rich_text_runlist_map.get((row, column), ())]
        ends = [*(start for start, _ in runs[1:]), len(text)]
        for (start, index), end in zip(runs, ends, strict=True):
            used = self._book.font_list[index]
            if text[start:end].strip() and (used.struck_out or used.escapement):
                return "struck" if used.struck_out else "raised"
        return None
