"""Workbooks as sheets: .xlsx, .ods and .xls through python-calamine, each looked at before and completed after."""

import datetime
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.errors import msg, quote_text
from tracker.extras import require_extra
from tracker.importing.readers import ods, xls, xlsx
from tracker.importing.readers.archive import make_unreadable_error, pack_archive, unpack_archive
from tracker.importing.readers.cells import (
    EMPTY_CELL,
    MAX_ROWS,
    Cell,
    Row,
    Rows,
    Sheet,
    make_file_error,
    make_number_cell,
    make_too_large_error,
)
from tracker.importing.readers.ole import MAGIC as OLE
from tracker.importing.readers.size_guard import RowSpans, Span

_STDERR = 2
ZIP = b"PK\x03\x04"


def read_workbook(data: bytes, file: str, sheet_name: str | None) -> Sheet:
    """Return the sheet called `wanted`, else the only visible one that is not empty.

    Raises TrackerError where the file cannot be read, or nobody can tell which of its sheets is meant; its exit
    code is MISSING_EXTRA where the library that reads workbooks is not installed.
    """
    library = _import_library()
    facts, sound = xls.check_workbook(data, file) if data.startswith(OLE) else _check_archive(data, file)
    book = _open_workbook(library, io.BytesIO(sound), file)
    sheet = _choose_sheet(library, book, file, sheet_name)
    if sheet not in facts:  # without them a percentage would be read as a hundredth of it
        raise make_unreadable_error(file)
    return Sheet(file, sheet, _make_rows(library, book, sheet, file, facts[sheet]))


def _check_archive(data: bytes, file: str) -> tuple[Mapping[str, RowSpans], bytes]:
    """Return the facts of an .xlsx or .ods file, and an archive of only what was checked."""
    parts = unpack_archive(
        data, file, lambda name: xlsx.is_wanted(name) or ods.is_wanted(name) or _is_kind_marker(name)
    )
    if "content.xml" in parts and "xl/workbook.xml" not in parts:
        return ods.read_spans(parts["content.xml"], file), pack_archive(parts)
    xlsx.check_kind(parts, set(parts), file)
    facts, read = xlsx.read_spans(parts, file)
    return facts, pack_archive({name: part for name, part in parts.items() if name.casefold() in read})


def _is_kind_marker(name: str) -> bool:
    return name in ("xl/workbook.bin", "word/document.xml")


def _import_library() -> Any:  # noqa: ANN401 (a module)
    return require_extra(
        "python_calamine",
        "excel",
        msg("reading Excel and LibreOffice files needs a part that is not installed"),
        msg('install it with pip install "indicator-tracker[excel]", or save the sheet as CSV and import that'),
    )


def _open_workbook(library: Any, archive: io.BytesIO, file: str) -> Any:  # noqa: ANN401 (a class of the library)
    with _translate_errors(library, file), _silence_stderr():
        return library.CalamineWorkbook.from_filelike(archive)


@contextmanager
def _silence_stderr() -> Iterator[None]:
    """Keep off the terminal what the library, written in Rust, says there by itself of a fault in a damaged file."""
    try:
        shown = os.dup(_STDERR)
    except OSError:  # it is closed
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(shown, _STDERR)
        os.close(shown)


@contextmanager
def _translate_errors(library: Any, file: str) -> Iterator[None]:  # noqa: ANN401 (a module)
    """Tell what the library could not read: its faults arrive as an exception of no kind that could be named here."""
    try:
        yield
    except (library.CalamineError, OSError, ValueError):
        raise make_unreadable_error(file) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise make_unreadable_error(file) from None


def _choose_sheet(library: Any, book: Any, file: str, sheet_name: str | None) -> str:  # noqa: ANN401
    """Return the name of the sheet to read."""
    visible, worksheet = library.SheetVisibleEnum.Visible, library.SheetTypeEnum.WorkSheet
    shown: list[str] = [each.name for each in book.sheets_metadata if (each.visible, each.typ) == (visible, worksheet)]
    if sheet_name is not None:
        if sheet_name in book.sheet_names:
            return sheet_name
        message = msg("there is no sheet {wanted}", wanted=quote_text(sheet_name))
        raise make_file_error(file, message, msg("its sheets are {listed}", listed=_join_names(book.sheet_names)))
    with _translate_errors(library, file), _silence_stderr():
        filled = [name for name in shown if book.get_sheet_by_name(name).end is not None]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise make_file_error(file, msg("holds no cell that is filled in"), msg("import the file that was filled in"))
    message = msg("has {count} sheets with something in them", count=len(filled))
    raise make_file_error(file, message, msg("name one with --sheet: {listed}", listed=_join_names(filled)))


def _join_names(names: list[str]) -> str:
    return ", ".join(quote_text(name) for name in names[:20])


def _make_rows(library: Any, book: Any, sheet: str, file: str, facts: RowSpans) -> Rows:  # noqa: ANN401
    with _translate_errors(library, file), _silence_stderr():
        found = book.get_sheet_by_name(sheet)
    if found.total_height > MAX_ROWS:
        raise make_too_large_error(file)

    def iter_rows() -> Iterator[Row]:
        with _translate_errors(library, file):
            for at, values in enumerate(found.iter_rows()):
                yield _convert_row(at, values, facts.get(at, ()))

    return Rows(iter_rows)


def _convert_row(index: int, values: list[Any], spans: Sequence[Span]) -> Row:
    """Return a row; an error is an empty cell to the library."""
    told = {column: span.error for span in spans for column in range(span.start, span.end)}
    cells = {
        column: _convert_cell(value, column in told) if told.get(column) is None else Cell("error", told[column] or "")
        for column, value in enumerate(values)
        if value != "" or column in told
    }
    return Row(index + 1, {column: cell for column, cell in cells.items() if cell.kind != "empty"}, len(values))


def _convert_cell(value: object, is_percent: bool) -> Cell:
    if isinstance(value, bool):
        return Cell("answer", str(value).upper(), None, value)
    if isinstance(value, int | float):
        return make_number_cell(float(value), "percent" if is_percent else "number")
    if isinstance(value, str):
        return Cell("text", value) if value else EMPTY_CELL
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Cell("date", str(value))
    return EMPTY_CELL
