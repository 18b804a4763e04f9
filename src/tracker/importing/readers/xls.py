"""The cells of an .xls file (Excel 97–2003), read by xlrd, with what a reader of the sheet sees of them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.errors import TrackerError, msg, require_extra
from tracker.importing.readers.archive import make_password_error
from tracker.importing.readers.cells import (
    MAX_CELLS,
    MISSING_VALUE,
    Book,
    Cell,
    CellDoubt,
    MergedRange,
    Sheet,
    make_file_error,
    make_rows,
    make_too_large_error,
    sort_sheets,
)
from tracker.importing.readers.formats import make_formatted_cell

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VERSION = 80
_MAX_SHEETS = 500
_EMPTY, _TEXT, _ANSWER, _ERROR, _BLANK = 0, 1, 4, 5, 6


def read_book(data: bytes, file: str) -> Book:
    """Return the sheets of a workbook; raises TrackerError if it is damaged, protected or older than Excel 97."""
    library: Any = require_extra(
        "xlrd",
        "excel",
        msg("reading .xls files needs the optional extra {extra}", extra="excel"),
        msg('install it with pip install "indicator-tracker[excel]", or save the sheet as .xlsx and import that'),
    )
    try:
        book = library.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=_Silence()
        )
    except library.XLRDError as error:
        if "encrypted" in str(error) or "EncryptedPackage".encode("utf-16-le") in data:
            raise make_password_error(file) from None
        if "compound document" in str(error):
            raise _make_version_error(file) from None
        raise
    if book.biff_version < _VERSION:
        raise _make_version_error(file)
    sheets, rows = [], 0
    for at in range(book.nsheets):
        sheet, is_hidden, count = _read_sheet(library, book, at, file)
        sheets.append((sheet, is_hidden))
        rows += count
        if rows > MAX_CELLS or at > _MAX_SHEETS:
            raise make_too_large_error(file)
    return sort_sheets(sheets)


def _read_sheet(library: Any, book: Any, index: int, file: str) -> tuple[Sheet, bool, int]:  # noqa: ANN401
    """Return a sheet, whether it is hidden, and its number of rows."""
    sheet = _load_sheet(book, index)
    merged = tuple(MergedRange(top + 1, end, left, after - 1) for top, end, left, after in sheet.merged_cells)
    rows = make_rows(partial(_iter_rows, library, book, index))
    return Sheet(file, sheet.name, rows, merged=merged), sheet.visibility != 0, sheet.nrows


def _load_sheet(book: Any, index: int) -> Any:  # noqa: ANN401 (no types)
    """Return the cells of one sheet; the library forgets them, since a small file can have many large sheets."""
    sheet = book.get_sheet(index)
    book.unload_sheet(index)
    sheet.put_cell = None  # its own bound method, which would keep the cells until the next collection of cycles
    return sheet


def _iter_rows(library: Any, book: Any, index: int) -> Iterator[tuple[int, dict[int, Cell]]]:  # noqa: ANN401
    """Yield the line and the filled cells of each row; raises an error of any kind if the sheet is damaged."""
    return _SheetReader(library, book, _load_sheet(book, index)).iter_rows()


class _Silence:
    """Takes what the library prints about damaged files."""

    def write(self, text: str) -> int:
        return len(text)


def _make_version_error(file: str) -> TrackerError:
    hint = msg("open it in Excel or LibreOffice and save it as .xlsx")
    return make_file_error(file, msg("is not a workbook of Excel 97 or later"), hint)


class _SheetReader:
    """Turns the cells of one sheet, which the library holds, into cells of ours."""

    def __init__(self, library: Any, book: Any, sheet: Any) -> None:  # noqa: ANN401 (no types)
        self._library, self._book, self._sheet = library, book, sheet
        self._hidden_columns = {at for at, each in sheet.colinfo_map.items() if each.hidden or not each.width}

    def iter_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield the line and the filled cells of each row."""
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
