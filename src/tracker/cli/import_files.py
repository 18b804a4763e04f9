"""The files that `tracker import` reads: those that are named, and the sheets in folders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from tracker.cli import output
from tracker.errors import ExitCode, Problem, TrackerError, describe_os_error, make_error, msg
from tracker.i18n import N_, Language
from tracker.importing.readers.cells import Sheet, make_file_error
from tracker.importing.readers.dispatch import STDIN, read_sheets

SHEET_EXTENSIONS = (".csv", ".ods", ".xls", ".xlsx")


class ReadFiles(NamedTuple):
    """The files that were read, their sheets, and the problems of those that cannot be read."""

    paths: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()

    def raise_problems(self, problems: Sequence[Problem], left_out: int) -> None:
        """Raise TrackerError with the problems of the files and those of their contents, if there are any."""
        every = (*self.problems, *problems)
        if every:
            raise TrackerError(every, ExitCode.DATA, count=len(every) + left_out)


def read_files(arguments: Sequence[str], sheet_name: str | None, language: Language) -> ReadFiles:
    """Return the sheets of files and folders; of several files, every one that cannot be read is a problem.

    Raises TrackerError if a single file cannot be read, or a folder has no sheets.
    """
    paths = tuple(dict.fromkeys(path for argument in arguments for path in list_sheet_files(argument)))
    if len(paths) == 1:
        return ReadFiles(paths, read_sheets(paths[0], sheet_name))
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    with output.show_progress(language, N_("Reading the files: {done} of {every}")) as tick:
        for done, path in enumerate(paths, start=1):
            try:
                sheets += read_sheets(path, sheet_name)
            except TrackerError as error:
                if error.code not in (ExitCode.DATA, ExitCode.USAGE):
                    raise
                problems += error.problems
            tick(done, len(paths))
    files = ReadFiles(paths, tuple(sheets), tuple(problems))
    if not sheets:
        files.raise_problems((), 0)
    return files


def list_sheet_files(path: str) -> list[str]:
    """Return a file, or the sheets in a folder by name, without hidden files and the locks of open ones.

    Raises TrackerError if a folder has none, or cannot be read.
    """
    if path == STDIN or not os.path.isdir(path):
        return [path]
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise make_file_error(path, msg("cannot be read: {why}", why=describe_os_error(error))) from None
    found = [name for name in names if name.lower().endswith(SHEET_EXTENSIONS) and not name.startswith((".", "~$"))]
    files = [os.path.join(path, name) for name in found if os.path.isfile(os.path.join(path, name))]
    if not files:
        message = msg("is a folder, not a file, and no {endings} file is in it", endings=", ".join(SHEET_EXTENSIONS))
        raise make_file_error(path, message, msg("name the folder with the files that were sent"))
    return files


def check_inputs(arguments: Sequence[str]) -> None:
    """Raise TrackerError if the standard input is one of several files."""
    if STDIN in arguments and len(arguments) > 1:
        raise make_error(msg("the standard input is imported alone"), msg("leave the other files out"), ExitCode.USAGE)
