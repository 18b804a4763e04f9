"""Workbooks as sheets: .xlsx, .ods and .xls, checked first, then read by python-calamine."""

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
    MAX_ROWS,
    Cell,
    Row,
    Rows,
    Sheet,
    make_file_error,
    make_number_cell,
    make_too_large_error,
)
from tracker.importing.readers.size_guard import RowSpans, Span

_STDERR = 2


def read_workbook(data: bytes, file: str, sheet_name: str | None, *, is_ole: bool) -> Sheet:
    """Return the sheet called `sheet_name`, or without it the only visible sheet that is not empty.

    `is_ole` is set for an .xls file, which is no archive. Raises TrackerError if the file cannot be read or the choice
    of the sheet is unclear; with the exit code MISSING_EXTRA if the library that reads workbooks is not installed.
    """
    library: Any = require_extra(
        "python_calamine",
        "excel",
        msg("reading Excel and LibreOffice files needs the optional extra {extra}", extra="excel"),
        msg('install it with pip install "indicator-tracker[excel]", or save the sheet as CSV and import that'),
    )
    spans, checked = xls.check_workbook(data, file) if is_ole else _check_archive(data, file)
    with _translate_errors(library, file), _silence_stderr():
        book = library.CalamineWorkbook.from_filelike(io.BytesIO(checked))
    name = _choose_sheet(library, book, file, sheet_name)
    if name not in spans:  # without them 1.45 % would be read as 0.0145
        raise make_unreadable_error(file)
    return Sheet(file, name, _make_rows(library, book, name, file, spans[name]))


def read_visible_sheets(data: bytes, file: str, *, is_ole: bool) -> tuple[Sheet, ...]:
    """Return the visible sheets that are not empty; raises TrackerError as `read_workbook` does."""
    library: Any = require_extra(
        "python_calamine",
        "excel",
        msg("reading Excel and LibreOffice files needs the optional extra {extra}", extra="excel"),
    )
    spans, checked = xls.check_workbook(data, file) if is_ole else _check_archive(data, file)
    with _translate_errors(library, file), _silence_stderr():
        book = library.CalamineWorkbook.from_filelike(io.BytesIO(checked))
        visible = [each.name for each in book.sheets_metadata if each.visible == library.SheetVisibleEnum.Visible]
        filled = [name for name in visible if name in spans and book.get_sheet_by_name(name).end is not None]
    return tuple(Sheet(file, name, _make_rows(library, book, name, file, spans[name])) for name in filled)


def _check_archive(data: bytes, file: str) -> tuple[Mapping[str, RowSpans], bytes]:
    """Return the spans of each sheet of an .xlsx or .ods file, and an archive of only what was checked."""
    parts = unpack_archive(data, file, lambda name: xlsx.is_needed(name) or ods.is_needed(name))
    if "content.xml" in parts and "xl/workbook.xml" not in parts:
        return ods.read_spans(parts["content.xml"], file), pack_archive(parts)
    xlsx.check_kind(parts, file)
    spans, checked = xlsx.read_spans(parts, file)
    return spans, pack_archive({name: part for name, part in parts.items() if name.casefold() in checked})


@contextmanager
def _silence_stderr() -> Iterator[None]:
    """Hide what the library, written in Rust, prints about damaged files."""
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
    """Turn errors of the library into TrackerError; a panic of Rust has no class that can be imported."""
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
        raise make_file_error(file, msg("has no filled cell"), msg("import the file that was filled in"))
    message = msg("has {count} sheets that are not empty", count=len(filled))
    raise make_file_error(file, message, msg("name one with --sheet: {listed}", listed=_join_names(filled)))


def _join_names(names: list[str]) -> str:
    return ", ".join(quote_text(name) for name in names[:20])


def _make_rows(library: Any, book: Any, name: str, file: str, spans: RowSpans) -> Rows:  # noqa: ANN401
    with _translate_errors(library, file), _silence_stderr():
        sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS:
        raise make_too_large_error(file)

    def iter_rows() -> Iterator[Row]:
        with _translate_errors(library, file):
            for at, values in enumerate(sheet.iter_rows()):
                yield _convert_row(at, values, spans.get(at, ()))

    return Rows(iter_rows)


def _convert_row(index: int, values: list[Any], spans: Sequence[Span]) -> Row:
    """Return a row; the library returns errors as empty cells."""
    marks = {column: span.error for span in spans for column in range(span.start, span.end)}
    cells: dict[int, Cell] = {}
    for column, value in enumerate(values):
        error = marks.get(column)
        if cell := _convert_cell(value, column in marks) if error is None else Cell("error", error):
            cells[column] = cell
    return Row(index + 1, cells, len(values))


def _convert_cell(value: object, is_percent: bool) -> Cell | None:
    if isinstance(value, bool):
        return Cell("answer", str(value).upper(), None, value)
    if isinstance(value, int | float):
        return make_number_cell(float(value), "percent" if is_percent else "number")
    if isinstance(value, str):
        return Cell("text", value) if value else None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Cell("date", str(value))
    return None
