"""Workbooks as sheets: .xlsx, .ods and .xls through python-calamine, each looked at before and completed after."""

import datetime
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tracker.errors import msg
from tracker.extras import need
from tracker.fields import quoted
from tracker.importing import ods, xls, xlsx
from tracker.importing.archive import packed, unpacked, unreadable
from tracker.importing.cells import EMPTY, MOST_ROWS, Cell, Row, Rows, Sheet, number_cell, refused, too_large
from tracker.importing.extent import Facts, Span
from tracker.importing.ole import MAGIC as OLE

_STDERR = 2
ZIP = b"PK\x03\x04"


def read_workbook(data: bytes, file: str, wanted: str | None) -> Sheet:
    """Return the sheet called `wanted`, else the only visible one that is not empty.

    Raises TrackerError where the file cannot be read, or nobody can tell which of its sheets is meant; its exit
    code is MISSING_EXTRA where the library that reads workbooks is not installed.
    """
    library = _library()
    facts, sound = xls.checked(data, file) if data.startswith(OLE) else _archive(data, file)
    book = _opened(library, io.BytesIO(sound), file)
    sheet = _chosen(library, book, file, wanted)
    if sheet not in facts:  # without them a percentage would be read as a hundredth of it
        raise unreadable(file)
    return Sheet(file, sheet, _rows(library, book, sheet, file, facts[sheet]))


def _archive(data: bytes, file: str) -> tuple[Mapping[str, Facts], bytes]:
    """Return the facts of an .xlsx or .ods file, and an archive of only what was checked."""
    parts = unpacked(data, file, lambda name: xlsx.is_wanted(name) or ods.is_wanted(name) or _tells_kind(name))
    if "content.xml" in parts and "xl/workbook.xml" not in parts:
        return ods.facts_of(parts["content.xml"], file), packed(parts)
    xlsx.check_kind(parts, set(parts), file)
    facts, read = xlsx.facts_of(parts, file)
    return facts, packed({name: part for name, part in parts.items() if name.casefold() in read})


def _tells_kind(name: str) -> bool:
    return name in ("xl/workbook.bin", "word/document.xml")


def _library() -> Any:  # noqa: ANN401 (a module)
    return need(
        "python_calamine",
        "excel",
        msg("reading Excel and LibreOffice files needs a part that is not installed"),
        msg('install it with pip install "indicator-tracker[excel]", or save the sheet as CSV and import that'),
    )


def _opened(library: Any, archive: io.BytesIO, file: str) -> Any:  # noqa: ANN401 (a class of the library)
    with _told(library, file), _silenced():
        return library.CalamineWorkbook.from_filelike(archive)


@contextmanager
def _silenced() -> Iterator[None]:
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
def _told(library: Any, file: str) -> Iterator[None]:  # noqa: ANN401 (a module)
    """Tell what the library could not read: its faults arrive as an exception of no kind that could be named here."""
    try:
        yield
    except (library.CalamineError, OSError, ValueError):
        raise unreadable(file) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(file) from None


def _chosen(library: Any, book: Any, file: str, wanted: str | None) -> str:  # noqa: ANN401
    """Return the name of the sheet to read."""
    visible, worksheet = library.SheetVisibleEnum.Visible, library.SheetTypeEnum.WorkSheet
    shown: list[str] = [each.name for each in book.sheets_metadata if (each.visible, each.typ) == (visible, worksheet)]
    if wanted is not None:
        if wanted in book.sheet_names:
            return wanted
        message = msg("there is no sheet {wanted}", wanted=quoted(wanted))
        raise refused(file, message, msg("its sheets are {listed}", listed=_listed(book.sheet_names)))
    with _told(library, file), _silenced():
        filled = [name for name in shown if book.get_sheet_by_name(name).end is not None]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise refused(file, msg("holds no cell that is filled in"), msg("import the file that was filled in"))
    message = msg("has {count} sheets with something in them", count=len(filled))
    raise refused(file, message, msg("name one with --sheet: {listed}", listed=_listed(filled)))


def _listed(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names[:20])


def _rows(library: Any, book: Any, sheet: str, file: str, facts: Facts) -> Rows:  # noqa: ANN401
    with _told(library, file), _silenced():
        found = book.get_sheet_by_name(sheet)
    if found.total_height > MOST_ROWS:
        raise too_large(file)

    def make() -> Iterator[Row]:
        with _told(library, file):
            for at, values in enumerate(found.iter_rows()):
                yield _row(at, values, facts.get(at, ()))

    return Rows(make)


def _row(at: int, values: list[Any], spans: Sequence[Span]) -> Row:
    """Return a row; an error is an empty cell to the library."""
    told = {column: span.error for span in spans for column in range(span.start, span.end)}
    cells = {
        column: _cell(value, column in told) if told.get(column) is None else Cell("error", told[column] or "")
        for column, value in enumerate(values)
        if value != "" or column in told
    }
    return Row(at + 1, {column: cell for column, cell in cells.items() if cell.kind != "empty"}, len(values))


def _cell(value: object, is_percent: bool) -> Cell:
    if isinstance(value, bool):
        return Cell("answer", str(value).upper(), None, value)
    if isinstance(value, int | float):
        return number_cell(float(value), "percent" if is_percent else "number")
    if isinstance(value, str):
        return Cell("text", value) if value else EMPTY
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Cell("date", str(value))
    return EMPTY
