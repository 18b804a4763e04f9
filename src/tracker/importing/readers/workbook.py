"""Workbooks as sheets: .xlsx, .ods and .xls."""

import unicodedata

from tracker.errors import Message, TrackerError, msg, quote_text
from tracker.importing.readers import ods, xls, xlsx
from tracker.importing.readers.archive import make_unreadable_error, unpack_archive
from tracker.importing.readers.cells import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    Book,
    Rows,
    Sheet,
    make_file_error,
    make_too_large_error,
)


class SizeGuard:
    """Counts the rows, filled cells and letters of all sheets of a workbook."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._cells = self._letters = 0

    def count_cells(self, rows: Rows) -> int:
        """Return the number of filled cells of a sheet; raises TrackerError if the workbook is too large."""
        before = self._cells
        for count, row in enumerate(rows, 1):
            self._cells += len(row.cells)
            self._letters += sum([len(cell.text) for cell in row.cells.values()])
            if count > MAX_ROWS or self._cells > MAX_CELLS or self._letters > MAX_BYTES:
                raise make_too_large_error(self._file)
        return self._cells - before


def read_workbook(data: bytes, file: str, sheet_name: str | None) -> tuple[Sheet, ...]:
    """Return the sheet called `sheet_name`, or without it the visible sheets that are not empty, at least one.

    Raises TrackerError if the file cannot be read or no sheet can be chosen; with the exit code MISSING_EXTRA if the
    library that reads .xls files is needed and not installed.
    """
    book, filled = _read_book(data, file)
    if sheet_name is not None:
        return (_find_sheet((*book.visible, *book.hidden), file, sheet_name),)
    if not filled:
        message = msg("has hidden sheets only")
        raise make_file_error(file, message, msg("name one with --sheet: {listed}", listed=_join_names(book.hidden)))
    return filled


def _read_book(data: bytes, file: str) -> tuple[Book, tuple[Sheet, ...]]:
    """Return all sheets, and the visible ones that are not empty, with a note that names the hidden ones."""
    try:
        book = _read_format(data, file)
        guard = SizeGuard(file)
        filled, hidden = (tuple(each for each in sheets if guard.count_cells(each.rows)) for sheets in book)
    except TrackerError:
        raise
    except MemoryError:
        raise make_too_large_error(file) from None
    except Exception:  # noqa: BLE001 (xlrd stops at damage with errors of any kind, and text may be nested very deep)
        raise make_unreadable_error(file) from None
    if not (filled or hidden):
        raise make_file_error(file, msg("has no filled cell"), msg("import the file that was filled in"))
    notes: tuple[Message, ...] = ()
    if hidden:
        notes = (msg("hidden sheets, not read: {listed}", listed=_join_names(hidden)),)
    return book, tuple(each._replace(notes=notes) for each in filled)


def _read_format(data: bytes, file: str) -> Book:
    if data.startswith(xls.MAGIC):
        return xls.read_book(data, file)
    parts = unpack_archive(data, file, lambda name: xlsx.is_needed(name) or ods.is_needed(name))
    if "content.xml" in parts and "xl/workbook.xml" not in parts:
        return ods.read_book(parts, file)
    return xlsx.read_book(parts, file)


def _find_sheet(sheets: tuple[Sheet, ...], file: str, wanted: str) -> Sheet:
    """Return the sheet of this name, however its accents are composed, and else without regard to case."""
    for fold in (_compose, str.casefold):
        found = [sheet for sheet in sheets if fold(_compose(sheet.name)) == fold(_compose(wanted))]
        if len(found) == 1:
            return found[0]
    message = msg("there is no sheet {wanted}", wanted=quote_text(wanted))
    raise make_file_error(file, message, msg("its sheets are {listed}", listed=_join_names(sheets)))


def _compose(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _join_names(sheets: tuple[Sheet, ...]) -> str:
    return ", ".join(quote_text(sheet.name) for sheet in sheets[:20])
