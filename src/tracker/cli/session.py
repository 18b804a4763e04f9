"""What all commands do before they compute: find the folder, read both files, choose the language and select."""

import errno
import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.assess import choose_reporting_year
from tracker.cli import output
from tracker.cli.file_replacement import limit_new_modes
from tracker.cli.options import CommonOptions
from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, make_error, msg
from tracker.folder import Folder, check_writable, find_folder, load_register, load_targets, wait_for_writers
from tracker.folder.files import CLOSED_FOLDER, FOLDER_FILES, TARGETS_FILE
from tracker.i18n import Language, detect_language, find_language, make_data_language, use_language
from tracker.model import Register, Term
from tracker.periods import ReportingCalendar, get_calendar
from tracker.text import is_encodable

if TYPE_CHECKING:
    from tracker.journal.closings import Closing


class Workspace(NamedTuple):
    """A tracker folder, its data, and the language of output; of a closed year also the closing that made it."""

    folder: Folder
    register: Register
    language: Language
    closing: "Closing | None" = None


def open_workspace(
    common: CommonOptions,
    as_of: str | None = None,
    *,
    history: str | Callable[[Register], str] = "",
    is_recording: bool = False,
) -> Workspace:
    """Return the folder that the options name, with its data.

    The register has what had been recorded by the end of the day `as_of`, and every row of the indicator `history`
    (`ALL_INDICATORS`: of all; a function finds it when the targets have been read).

    Raises TrackerError if it cannot be read, or if `is_recording` and it is a closed year.
    """
    folder = resolve_folder(common)
    if is_recording:
        check_writable(folder)
    closing = load_closing(folder)
    today = get_today(closing)
    register = load_register(
        folder, as_of, today=today, history=history, wait_for_writer=lambda: wait_for_writers(folder)
    )
    return _make_workspace(folder, register, common, closing)


def open_for_recording(common: CommonOptions) -> Workspace:
    """Return the folder that the options name, with its targets and no result: which are needed is not known yet.

    Raises TrackerError if it cannot be read.
    """
    folder = resolve_folder(common)
    check_writable(folder)
    return _make_workspace(folder, load_targets(folder, date.today().isoformat()), common)


def resolve_folder(common: CommonOptions) -> Folder:
    """Return the folder that the options name, else the nearest one; raises TrackerError if there is none."""
    is_named = bool(common.data or os.environ.get("TRACKER_DATA"))
    folder = find_folder(common.data, os.environ, "" if is_named else _get_current_folder())
    limit_new_modes(folder.path if folder.archive else folder.get_mode_path())
    context = click.get_current_context(silent=True)
    if context:
        context.obj = folder  # a question to the user closes its connection to the store
        context.call_on_close(folder.close_store)
    return folder


def _make_workspace(
    folder: Folder, register: Register, common: CommonOptions, closing: "Closing | None" = None
) -> Workspace:
    language = choose_language(common, register.term.language, register.term)
    output.print_warnings(register.warnings, language)
    return Workspace(folder, register, language, closing)


def load_closing(folder: Folder) -> "Closing | None":
    """Return the closing that made a closed year; None of a folder."""
    if not folder.archive:
        return None
    from tracker.folder.closed_years import load_own_closing  # only a closed year needs it

    return load_own_closing(folder)


def describe_closings(workspace: Workspace) -> list[str]:
    """Return a sentence for each closing of the folder; of a closed year, only those before its own."""
    if not workspace.register.closed_rows:
        return []
    from tracker.folder.closed_years import load_closings  # only a folder with closings needs it
    from tracker.recording.reopening import describe_closing

    closings = load_closings(workspace.folder).rows
    return [workspace.language.format_message(describe_closing(closing)) for closing in closings]


def get_today(closing: "Closing | None") -> str:
    """Return today (YYYY-MM-DD), or the day of its closing for a closed year."""
    return closing.closed_on if closing else date.today().isoformat()


def choose_year(register: Register, as_of: str | None, closing: "Closing | None") -> int:
    """Return the default reporting year on the day `as_of`, or today; of a closed year, if no day is given, itself."""
    if closing and not as_of:
        return closing.year
    return choose_reporting_year(register, as_of or get_today(closing))


def choose_language(common: CommonOptions, data_language: str | None, term: Term | None = None) -> Language:
    """Return the language that the user chose, else that of the data or the environment; errors use it from now on.

    It writes the reporting years of `term` as this says.
    """
    calendar = get_calendar(term) if term else ReportingCalendar()
    explicit = common.lang or find_language(os.environ.get("TRACKER_LANG", ""))
    if data_language and not explicit:
        return use_language(make_data_language(data_language, calendar))
    return use_language(Language(explicit or detect_language(os.environ), calendar, data_language or ""))


def _get_current_folder() -> str:
    """Return the current folder; raises TrackerError if it does not exist any more."""
    try:
        return os.getcwd()
    except OSError as error:
        message = msg("the current folder cannot be used: {why}", why=describe_os_error(error))
        raise make_error(message, msg("change to an existing folder, or name the data with --data DIR")) from None


def check_texts(*texts: str) -> None:
    """Raise TrackerError if a text from the command line cannot be written to a file."""
    for text in texts:
        if not is_encodable(text):
            raise make_error(msg("a text on the command line is not valid UTF-8"), None, ExitCode.USAGE)


def check_output(path: str | None, folder: Folder | None, *inputs: str) -> None:
    """Raise TrackerError if output would replace a file that is read, or if its path cannot be used.

    `inputs` are the files that the command reads besides those of the folder; None is a command without a folder.
    """
    if path == "":
        raise make_error(msg("-o needs the name of a file"), msg("write -o status.csv"), ExitCode.USAGE)
    if path is None or path == output.STDOUT:
        return
    parent, name = os.path.split(path)
    if parent and name and not os.path.isdir(parent):
        message = msg("cannot be written: there is no folder {folder}", folder=parent)
        raise TrackerError([Problem(Location(path), message, msg("create the folder first, or name another"))])
    hint = msg("name another file; nothing was written")
    _check_writable_output(path)
    if folder is not None and _is_one_of(path, (folder.targets_path, folder.results_path)):
        raise make_error(msg("{path} is one of the two files of the tracker folder", path=path), hint, ExitCode.USAGE)
    if folder is not None and (_is_read(path, folder, inputs) or _is_closed_year(path, folder)):
        raise make_error(msg("{path} is a file that this command reads", path=path), hint, ExitCode.USAGE)
    if _is_of_tracker_folder(path):
        raise make_error(msg("{path} is a file of a tracker folder", path=path), hint, ExitCode.USAGE)


def check_folder(path: str) -> None:
    """Raise TrackerError if a folder for several files has no name, is a file, or lies in one that does not exist."""
    hint = msg("with --each, -o names a folder: -o pages/")
    if path in ("", output.STDOUT):
        raise make_error(msg("-o needs the name of a file"), hint, ExitCode.USAGE)
    if os.path.exists(path) and not os.path.isdir(path):
        raise make_error(msg("{path} is a file, not a folder", path=path), hint, ExitCode.USAGE)
    parent = os.path.dirname(path.rstrip("/\\"))
    if parent and not os.path.isdir(parent):
        message = msg("cannot be written: there is no folder {folder}", folder=parent)
        raise make_error(message, msg("create the folder first, or name another"), location=Location(path))


_KEPT_ENDINGS = (".torn", ".lock", ".png", ".jpg", ".jpeg")
"""The endings of other files in a tracker folder that are no output: truncated rows, locks, pictures."""


def _check_writable_output(path: str) -> None:
    """Raise TrackerError if the file cannot be written; what is recorded first must not be told as a failure."""
    number = 0
    try:
        os.lstat(path)
    except OSError as error:
        number = 0 if isinstance(error, FileNotFoundError) else error.errno or errno.EIO
    is_there = os.path.exists(path)
    if os.path.isdir(path) or not os.path.basename(path):
        number = errno.EISDIR
    elif not os.access(path if is_there else os.path.dirname(path) or ".", os.W_OK):
        number = number or errno.EACCES
    if number:
        why = describe_os_error(OSError(number, os.strerror(number)))
        raise TrackerError([Problem(Location(path), msg("cannot be written: {why}", why=why))])


def _is_closed_year(path: str, folder: Folder) -> bool:
    """Whether a path is in the folder of the zip files of closed years."""
    closed = folder.get_path(CLOSED_FOLDER)
    parent = os.path.dirname(path) or "."
    return os.path.exists(path) and os.path.isdir(closed) and os.path.samefile(parent, closed)


def _is_of_tracker_folder(path: str) -> bool:
    """Whether a path is a file of any tracker folder: with a closed year, the command reads only the zip file.

    So is one that is not there yet, if the folder would be read with it: an output is no list of areas.
    """
    try:
        real = os.path.realpath(path)
    except OSError:  # the current folder has been deleted; the writer says so
        return False
    parent, name = os.path.split(real)
    if name.lower() in FOLDER_FILES:
        return os.path.isfile(os.path.join(parent, TARGETS_FILE))
    if name.lower().endswith(_KEPT_ENDINGS):
        return os.path.isfile(real) and os.path.isfile(os.path.join(parent, TARGETS_FILE))
    above, folder = os.path.split(parent)
    return folder == CLOSED_FOLDER and os.path.isfile(real) and os.path.isfile(os.path.join(above, TARGETS_FILE))


def _is_read(path: str, folder: Folder, inputs: Sequence[str]) -> bool:
    """Whether a path is an input of the command, the zip file of a closed year, or another file of the folder."""
    return _is_one_of(path, (*inputs, folder.path, *map(folder.get_path, FOLDER_FILES)))


def _is_one_of(path: str, files: Sequence[str]) -> bool:
    """Whether a path, which may be a link or differ in case, is one of the files that exist."""
    return os.path.exists(path) and any(os.path.exists(item) and os.path.samefile(path, item) for item in files)
