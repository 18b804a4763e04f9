"""Closing a year: its zip file is written whole, then one row of `closings.csv` says what was closed.

A process that is killed leaves nothing, or a zip file that no row names, or both. Such a zip is no closing: `check`
names it, and the next closing of that year replaces it.
"""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import ExitCode, Location, Problem, ProblemList, TrackerError, UnknownOutcomeError, make_error, msg
from tracker.folder import load_register
from tracker.folder.closed_years import load_closings
from tracker.folder.closing_evidence import get_zip_path
from tracker.folder.files import (
    CLOSINGS_FILE,
    DECISIONS_FILE,
    FOLDER_FILES,
    JOURNAL_FILES,
    RESULTS_FILE,
    Folder,
    hash_file,
    normalize_name,
    open_closed_year,
)
from tracker.journal.closed_rows import NO_ROWS, RowsDigest, count_rows
from tracker.journal.closings import HEADER, Closing, append_to_list, make_row, make_zip_name, read_closings
from tracker.journal.lock import (
    file_fingerprint,
    lock_journal,
    make_write_error,
    open_journal,
    read_bytes,
    sync_folder,
)
from tracker.journal.new_file import create_journal
from tracker.journal.signals import hold_signals
from tracker.journal.state import check_state, read_state
from tracker.journal.truncation import move_end
from tracker.journal.writer import append_rows

if TYPE_CHECKING:
    from tracker.store.journals import Store

_EMPTY_ZIP_YEAR = 1980
_CHUNK = 1 << 20


class ClosingPlan(NamedTuple):
    """What a closing would do: which rows it covers, and to which zip file it writes which files.

    `number` is 1 for the first closing of the year. `is_replacing` means that a zip file without a row is there.
    `fingerprints` change if a file is written meanwhile.
    """

    year: int
    number: int
    results: RowsDigest
    decisions: RowsDigest
    zip_file: str
    is_replacing: bool
    files: tuple[str, ...]
    fingerprints: tuple[tuple[int, ...], ...]


class ClosingTexts(NamedTuple):
    """Who closes a year, on which ground, and a remark."""

    author: str
    source: str
    note: str


def plan_closing(folder: Folder, year: int, pictures: Sequence[str]) -> ClosingPlan:
    """Return what closing `year` would do now; `pictures` are the files that report.toml names.

    Raises TrackerError if `closings.csv` cannot be read, or if its last row was cut off.
    """
    fingerprints = tuple(file_fingerprint(folder.get_path(name)) for name in (*FOLDER_FILES, *pictures))
    closings = load_closings(folder)
    if closings.torn_start is not None:
        raise make_torn_error(folder.get_path(CLOSINGS_FILE))
    number = 1 + sum(closing.year == year for closing in closings.rows)
    zip_file = get_zip_path(folder, make_zip_name(year, number))
    results, decisions = (_count_rows(folder, name) for name in (RESULTS_FILE, DECISIONS_FILE))
    files = tuple(name for name in (*FOLDER_FILES, *pictures) if folder.has(name) or name == CLOSINGS_FILE)
    return ClosingPlan(year, number, results, decisions, zip_file, os.path.lexists(zip_file), files, fingerprints)


def _count_rows(folder: Folder, name: str) -> RowsDigest:
    if not folder.has(name):
        return RowsDigest(0, NO_ROWS)
    with folder.open(name) as file:
        return count_rows(file)


def make_torn_error(path: str) -> TrackerError:
    """Return the error of a journal whose last row was cut off, so that nothing can be closed."""
    message = msg("the last line is cut off, as after a power failure; nothing was closed")
    return make_error(message, msg("move it to another file with tracker check --repair"), location=Location(path))


def commit_closing(
    folder: Folder, plan: ClosingPlan, texts: ClosingTexts, get_now: Callable[[], datetime]
) -> tuple[Closing, list[Problem]]:
    """Close the year as planned, under the locks of all journals; return the closing, and warnings for the user.

    Raises TrackerError, and writes no closing, if a file has changed since the plan was made or cannot be written. In
    a shared store, what others have recorded since is closed too.
    """
    with ExitStack() as locks:
        for name in (CLOSINGS_FILE,) if folder.store else JOURNAL_FILES:  # every closing locks them in this order
            locks.enter_context(lock_journal(folder.get_path(name)))
        plan = _plan_again(folder, plan)
        now = get_now()
        closing = Closing(
            plan.year, now.isoformat(timespec="seconds"), texts.author, texts.source, texts.note, *plan.results,
            *plan.decisions, "",
        )  # fmt: skip
        try:
            with _pack_zip(folder, plan, closing, now) as (sha256, put_in_place):
                closing = closing._replace(sha256_zip=sha256)
                if folder.store:
                    return closing, _record_in_store(folder.store, plan, closing, put_in_place)
                put_in_place()
            _append_closing(folder, closing)
        except OSError as error:
            raise make_write_error(error.filename or plan.zip_file, error, msg("nothing was closed")) from None
    return closing, []


def _plan_again(folder: Folder, plan: ClosingPlan) -> ClosingPlan:
    """Return what the closing would do now. Raises TrackerError if that is no longer what the user saw."""
    folder.release_store()
    fresh = plan_closing(folder, plan.year, _list_pictures(plan))
    is_same = fresh == plan
    if folder.store:
        shown = plan.number, plan.zip_file, plan.is_replacing, plan.fingerprints
        is_same = (fresh.number, fresh.zip_file, fresh.is_replacing, fresh.fingerprints) == shown
    if not is_same:
        raise _make_changed_error()
    return fresh


def _list_pictures(plan: ClosingPlan) -> list[str]:
    return [name for name in plan.files if name not in FOLDER_FILES]


def _record_in_store(
    store: "Store", plan: ClosingPlan, closing: Closing, put_in_place: Callable[[], None]
) -> list[Problem]:
    """Record the closing; after an error no zip file is left, unless it is not known whether the year is closed."""
    from tracker.store.closing import record_closing
    from tracker.store.outcome import make_recorded_warning

    header = f"{store.fetch_header(CLOSINGS_FILE)[1]}\n".encode()
    line = append_to_list(header, closing)[len(header) :].rstrip(b"\r\n").decode()
    placed: list[str] = []

    def put() -> None:
        put_in_place()
        placed.append(plan.zip_file)

    try:
        has_broken = record_closing(store, line, put)
    except UnknownOutcomeError:
        raise
    except BaseException:
        for path in placed:
            with suppress(OSError):
                os.unlink(path)
        raise
    return [make_recorded_warning(store)] if has_broken else []


def _make_changed_error() -> TrackerError:
    message = msg("a file of the folder changed meanwhile; nothing was closed")
    return make_error(message, msg("run tracker close again"), ExitCode.DATA)


@contextmanager
def _pack_zip(
    folder: Folder, plan: ClosingPlan, closing: Closing, now: datetime
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Write the zip file under another name, and read it back; yield its hash, and what gives it its name."""
    closed_folder, name = os.path.split(plan.zip_file)
    _make_closed_folder(folder, closed_folder)
    temporary = os.path.join(closed_folder, f".{name}.new")
    with suppress(FileNotFoundError):
        os.unlink(temporary)  # a process that was killed left it

    def put_in_place() -> None:
        os.replace(temporary, plan.zip_file)
        sync_folder(closed_folder)

    try:
        _pack_files(temporary, folder, plan, closing, now)
        load_register(open_closed_year(temporary))
        if plan_closing(folder, plan.year, _list_pictures(plan)) != plan:
            raise _make_changed_error()
        with open(temporary, "rb") as packed:
            sha256 = hash_file(packed)
        yield sha256, put_in_place
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _make_closed_folder(folder: Folder, path: str) -> None:
    """Make the folder of the zip files, if it is missing, with the mode of the tracker folder."""
    if os.path.isdir(path):
        return
    mode = stat.S_IMODE(os.stat(folder.path).st_mode)
    os.mkdir(path, mode)
    with suppress(OSError):
        os.chmod(path, mode)
    sync_folder(folder.path)


def _pack_files(path: str, folder: Folder, plan: ClosingPlan, closing: Closing, now: datetime) -> None:
    """Write the files of the plan into a new zip file, flushed to disk; the same files make the same bytes."""
    import zipfile  # only a closing needs it

    moment = max(now.year, _EMPTY_ZIP_YEAR), *now.timetuple()[1:6]
    with os.fdopen(_create_file(path, folder), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in plan.files:
                entry = zipfile.ZipInfo(normalize_name(name), moment)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                if name == CLOSINGS_FILE:
                    archive.writestr(entry, append_to_list(_read_list(folder), closing))
                    continue
                with folder.open(name) as source, archive.open(entry, "w") as target:
                    while data := source.read(_CHUNK):
                        target.write(data)
        file.flush()
        os.fsync(file.fileno())


def _read_list(folder: Folder) -> bytes:
    if not folder.has(CLOSINGS_FILE):
        return b""
    with folder.open(CLOSINGS_FILE) as file:
        return file.read()


def _create_file(path: str, folder: Folder) -> int:
    """Create a file with the mode of `results.csv`, and return its descriptor."""
    mode = stat.S_IMODE(os.stat(folder.get_mode_path()).st_mode) | stat.S_IWUSR | stat.S_IRUSR
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(descriptor, mode)
    return descriptor


def _append_closing(folder: Folder, closing: Closing) -> None:
    """Append a row to `closings.csv`; a new file appears with its header whole, or not at all."""
    path = folder.get_path(CLOSINGS_FILE)
    with hold_signals():  # they wait until the caller reports what is closed
        create_journal(path, HEADER, folder.results_path)
        append_rows(path, [make_row(closing)], None)  # the plan was made of a list without a truncated row


def repair_closings(folder: Folder) -> list[Problem]:
    """Move a truncated last row of `closings.csv` to a file beside it, under the lock; return the warnings."""
    path = folder.get_path(CLOSINGS_FILE)
    if not os.path.exists(path):
        return []
    with lock_journal(path), hold_signals(), open_journal(path, os.O_RDWR) as file:
        state = read_state(file)
        check_state(file, path, state)
        os.lseek(file, 0, os.SEEK_SET)
        start = read_closings(read_bytes(file, state.size), path, ProblemList()).torn_start
        if start is None:
            return []
        return [move_end(file, path, state, start, msg("close the year again: tracker close"))]
