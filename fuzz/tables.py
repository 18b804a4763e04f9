"""The fuzz targets of `tracker init --from`: any text or workbook as a table of targets; the folder made can be read.

The seeds are the tables of `tests/office_tables`: as text, and as the parts of a workbook (see `sheets.py`).
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import harness

import sheets
from support.office_books import OfficeTable, list_office_tables, read_office_table
from tracker.cli.init_from import make_results_text
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register
from tracker.importing.definitions.records import TableDraft
from tracker.importing.definitions.tables import read_table
from tracker.importing.readers.dispatch import read_sheets
from tracker.targets.questions import find_questions
from tracker.views.init_from.preview import render_preview
from tracker.views.init_from.targets_file import make_targets_text

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
YEARS = (None, range(2026, 2031))
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def table(data: bytes) -> None:
    """Any text file as a table of targets."""
    path = os.path.join(harness.folder().path, "table")
    with open(path, "wb") as file:
        file.write(data)
    for years in YEARS:
        try:
            draft = read_table(read_sheets(path), years, NOW.year)
        except TrackerError as error:
            harness.check_messages(error.problems)
        else:
            check_draft(draft)
            return


def table_workbook(data: bytes) -> None:
    """Any workbook as a table of targets, given by its parts."""
    table(sheets.make_workbook(data))


def check_draft(draft: TableDraft) -> None:
    """Check that the folder that a table gives can be read, and that the preview cannot control a terminal."""
    path = Path(_make_folder())
    for language in harness.LANGUAGES:
        preview = render_preview(draft, language, 80, [])
        harness.keep(preview.replace("\n", "").isprintable(), "the preview controls the terminal")
        text = make_targets_text(draft, language)
        find_questions(text)
        (path / "targets.toml").write_text(text, encoding="utf-8", newline="")
        (path / "results.csv").write_text(make_results_text(draft, NOW, "lan"), encoding="utf-8", newline="")
        try:
            register = load_register(Folder(str(path)))
        except TrackerError as error:
            harness.check_messages(error.problems)
            raise harness.BrokenError(f"the folder cannot be read: {error.problems[0].message.template}") from None
        harness.keep(len(register.indicators) == len(draft.indicators), "another number of indicators was made")
        harness.keep(sum(map(len, register.results.values())) == len(draft.results), "another number of results")


def _make_folder() -> str:
    if not _FOLDERS:
        _FOLDERS.append(tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    return _FOLDERS[0].name


def seed_texts() -> Iterator[bytes]:
    """Yield the tables of offices as text files."""
    yield from (_write_table(each._replace(file="csv")).read_bytes() for each in _list_tables())


def seed_workbooks() -> Iterator[bytes]:
    """Yield the tables of offices as the parts of a workbook, and the files that are none."""
    for each in _list_tables():
        path = _write_table(each)
        if each.file == "xlsx":
            with zipfile.ZipFile(path) as archive:
                yield sheets.PARTED.join(archive.read(part) for part in sheets.PARTS)
        elif each.file == "ods":
            with zipfile.ZipFile(path) as archive:
                yield archive.read("content.xml")
        elif each.file == "xls":
            yield path.read_bytes()


def _list_tables() -> Iterator[OfficeTable]:
    return map(read_office_table, list_office_tables())


def _write_table(each: OfficeTable) -> Path:
    return each.write(Path(_make_folder()))
