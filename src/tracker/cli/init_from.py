"""`tracker init --from`: the table that an office has becomes a tracker folder; it is shown first."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tracker.cli import output
from tracker.cli.new_folder import check_new_folder, create_folder
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.session import check_texts
from tracker.errors import ExitCode, make_error, msg
from tracker.folder.files import RESULTS_FILE, TARGETS_FILE
from tracker.i18n import N_, Language
from tracker.importing.definitions.records import TableDraft
from tracker.importing.definitions.tables import read_table
from tracker.importing.readers.cells import Sheet
from tracker.importing.readers.dispatch import read_sheets
from tracker.journal.rows import RESULTS
from tracker.targets.reader import read_targets
from tracker.views.csv import to_csv
from tracker.views.init_from.preview import render_preview
from tracker.views.init_from.targets_file import make_targets_text

_DIR_HINT = msg("name another folder: tracker init --from FILE DIR")
_DECLINED = msg("nothing was written")
_REFUSAL = (
    msg("cannot confirm: stdin is not a terminal"),
    msg("if it is right, add --yes; nothing was written"),
)


class TableRequest(NamedTuple):
    """The file with the table, its sheet, the years of the term, the source, and whether to ask and to write."""

    path: str
    folder: str
    sheet: str | None
    years: range | None
    source: str
    dry_run: bool
    yes: bool


def create_from_table(request: TableRequest, others: Mapping[str, str], language: Language) -> bool:
    """Show what the table gives, ask, and create the folder with the `others` beside the two files that it makes.

    Return whether it was created. Raises TrackerError if the table cannot be understood, or if nothing may be written.
    """
    check_texts(request.folder, request.source)
    if not request.folder:
        raise make_error(msg("the name of the new folder is empty"), _DIR_HINT, ExitCode.USAGE)
    if not request.dry_run:
        check_new_folder(request.folder, _DIR_HINT)
    sheets = read_sheets(request.path, request.sheet)
    now = get_now()
    draft = read_table(sheets, request.years, now.year)
    draft = draft.set_source(request.source.strip()) if request.source.strip() else draft
    text = make_targets_text(draft, language)
    _, problems = read_targets(text, os.path.join(request.folder, TARGETS_FILE))
    problems.raise_if_any(language.code)
    rows = make_results_text(draft, now, get_author(os.environ))
    must_ask = not (request.yes or request.dry_run)
    if must_ask:
        _show(draft, sheets, language, is_error=not sys.stdin.isatty())
        question = language.format(N_("Create tracker folder {folder}?"), folder=request.folder)
        confirm(question, _REFUSAL, language, _DECLINED)
    if not request.dry_run:
        files = {**others, TARGETS_FILE: text, RESULTS_FILE: rows}
        create_folder(request.folder, {name: each.encode() for name, each in files.items()}, _DIR_HINT)
    if not must_ask:
        _show(draft, sheets, language)
    return not request.dry_run


def make_results_text(draft: TableDraft, now: datetime, author: str) -> str:
    """Return the text of the journal with the results of a table, recorded at one moment."""
    moment = now.isoformat(timespec="seconds")
    rows = [RESULTS.format(row._replace(recorded_at=moment, recorded_by=author)) for row in draft.results]
    return to_csv(RESULTS.columns, [[row[name] for name in RESULTS.columns] for row in rows])


def _show(draft: TableDraft, sheets: tuple[Sheet, ...], language: Language, *, is_error: bool = False) -> None:
    """Write the preview to stdout, or to stderr if nobody can answer the question after it."""
    others = [sheet.name for sheet in sheets if sheet.name != draft.sheet.name]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = render_preview(draft, language, width, others)
    if is_error:
        output.print_notes(text.splitlines())
    else:
        output.write_text(text, None)
