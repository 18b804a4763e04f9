"""Loads the journal files of a tracker folder into its store, after checking them as `tracker check` does."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO, NamedTuple

from tracker.errors import ExitCode, Location, Message, Problem, ProblemList, TrackerError, make_error, msg
from tracker.folder import Folder, load_targets, make_constraints, make_decisions_schema, make_results_schema
from tracker.folder.decisions import make_decision_constraints
from tracker.folder.files import (
    CLOSINGS_FILE,
    DECISIONS_FILE,
    JOURNAL_FILES,
    RESULTS_FILE,
    check_file_type,
    describe_read_error,
)
from tracker.folder.regular_files import open_regular
from tracker.journal.blocks import BOM
from tracker.journal.closed_rows import iter_records, read_column_names
from tracker.journal.closings import COLUMNS, read_closings
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import LatestRows, TimeOrder
from tracker.journal.rows import RESULTS
from tracker.journal.scan import JournalSource, scan_journal
from tracker.journal.schema import Schema
from tracker.model import Register
from tracker.store.journals import Store
from tracker.store.transfer import (
    FileToLoad,
    LoadState,
    begin_loading,
    has_recordings,
    load_file,
    read_load_state,
)

_ORDER = (DECISIONS_FILE, CLOSINGS_FILE, RESULTS_FILE)
"""The results are loaded last: every command reads them, and so refuses to work until all is there."""
_REQUIRED = {RESULTS_FILE: RESULTS.required, DECISIONS_FILE: DECISIONS.required, CLOSINGS_FILE: COLUMNS}
_MAX_CLOSINGS_BYTES = 10 << 20


class LoadedFile(NamedTuple):
    """A file that is in the store; `is_new` is not set if it was there before."""

    path: str
    rows: int
    is_new: bool


def load_files(folder: Folder, paths: Sequence[str], report_progress: Callable[[int, int], None]) -> list[LoadedFile]:
    """Load journal files into the store of a folder, and return what is in the store now.

    Every file is checked before anything is written. Raises TrackerError if one of them cannot be loaded.
    """
    with ExitStack() as stack:
        files = {name: (path, file) for name, path, file in _open_files(paths, stack)}
        overlay = _FolderOfFiles(folder, files)
        register = load_targets(overlay)
        store = overlay.store
        if store is None:
            hint = msg('write [store] with url = "postgresql://…" into targets.toml, or set TRACKER_STORE')
            raise make_error(msg("the tracker folder has no store"), hint, ExitCode.USAGE)
        stack.callback(store.close)
        sources = [_examine_file(store, name, *files[name]) for name in _ORDER if name in files]
        missing = [source for source in sources if not source.loaded.is_whole]
        ready = [_check_rows(source, register) for source in missing]
        begin_loading(store, [source.journal for source in ready])
        for source in ready:
            load_file(store, source, report_progress)
        return [LoadedFile(source.path, source.whole.rows, not source.loaded.is_whole) for source in sources]


def _open_files(paths: Sequence[str], stack: ExitStack) -> Iterator[tuple[str, str, BinaryIO]]:
    """Yield the journal, the path and the open file of each path. Raises TrackerError."""
    known: dict[str, str] = {}
    for path in paths:
        try:
            file = stack.enter_context(open_regular(path))
            name = _find_journal(path, file)
        except OSError as error:
            problem = describe_read_error(path, error)
            raise TrackerError([problem._replace(hint=None)]) from None
        if name in known:
            message = msg("{first} and {second} are both {journal}", first=known[name], second=path, journal=name)
            raise make_error(message, msg("name each journal once"), ExitCode.USAGE)
        known[name] = path
        yield name, path, file


def _find_journal(path: str, file: BinaryIO) -> str:
    """Return which journal a file is: by its columns, else by its name."""
    if problem := check_file_type(path, file.read(4)):
        raise TrackerError([problem])
    file.seek(0)
    columns = set(read_column_names(file))
    for name, required in _REQUIRED.items():
        if columns.issuperset(required):
            return name
    if os.path.basename(path) in JOURNAL_FILES:
        return os.path.basename(path)  # reading it says what is wrong with its header
    hint = msg("its first line must be that of results.csv, decisions.csv or closings.csv")
    raise make_error(msg("is no journal"), hint, location=Location(path, 1))


class _FolderOfFiles(Folder):
    """A tracker folder some of whose journals are files that lie anywhere; the others are those of its store."""

    __slots__ = ("_files",)

    def __init__(self, folder: Folder, files: Mapping[str, tuple[str, BinaryIO]]) -> None:
        super().__init__(folder.path, store_url=folder.store_url)
        self._files = files

    def get_path(self, name: str) -> str:
        return self._files[name][0] if name in self._files else super().get_path(name)

    def has(self, name: str) -> bool:
        return name in self._files or super().has(name)

    def open(self, name: str) -> BinaryIO:
        return open_regular(self._files[name][0]) if name in self._files else super().open(name)


def _examine_file(store: Store, journal: str, path: str, file: BinaryIO) -> FileToLoad:
    """Return a file with its size, and what of it is loaded.

    Raises TrackerError if its lines cannot be kept as they are, or if the store holds something else.
    """
    loaded = read_load_state(store, journal)
    whole, start = _measure_file(path, file, loaded.rows)
    if loaded.is_whole and loaded == whole:
        return FileToLoad(journal, path, file, None, whole, loaded)
    if loaded.sha256 and (loaded.is_whole or loaded != start or whole.rows <= loaded.rows):
        message = msg("another file is loaded as {journal} into the store {store}: {rows} rows",
                      journal=journal, store=store.address.shown, rows=loaded.rows)  # fmt: skip
        hint = msg("record further rows with tracker import, or load this file into a new database")
        if not loaded.is_whole:
            hint = msg("load the file with which you began, or load this file into a new database")
        raise make_error(message, hint, location=Location(path))
    if not loaded.sha256 and has_recordings(store, journal):
        message = msg("something was recorded into {journal} in the store {store}", journal=journal,
                      store=store.address.shown)  # fmt: skip
        raise make_error(message, msg("load files before anybody records: into a new database"))
    return FileToLoad(journal, path, file, None, whole, loaded)


def _measure_file(path: str, file: BinaryIO, loaded_rows: int) -> tuple[LoadState, LoadState]:
    """Return the size of a file, and that of its beginning with as many rows as are loaded."""
    file.seek(0)
    has_mark = file.read(len(BOM)) == BOM
    file.seek(0)
    digest, size = hashlib.sha256(BOM if has_mark else b""), len(BOM) if has_mark else 0
    start, rows = LoadState(), -1
    for line, raw in iter_records(file):
        text = raw[:-1]
        if raw[-1:] != b"\n" or text[-1:] == b"\r" or not text or b"\0" in text or not text.strip(b',"'):
            raise TrackerError([Problem(Location(path, line), *_describe_line(raw))])
        digest.update(raw)
        size += len(raw)
        rows += 1
        if rows == loaded_rows:
            start = LoadState(rows, size, digest.hexdigest())
    return LoadState(max(rows, 0), size, digest.hexdigest(), is_whole=True), start


def _describe_line(raw: bytes) -> tuple[Message, Message]:
    """Return why a store cannot keep a line as it is, and the fix."""
    text = raw.rstrip(b"\r\n")
    if b"\0" in raw:
        return msg("holds the byte 0"), msg("remove it with a text editor")
    if raw.endswith((b"\r\n", b"\r")):
        return msg("the line ends with CR"), msg("save the file with the line ends of Unix: LF")
    if not raw.endswith(b"\n"):
        return msg("the last line has no line break"), msg(
            "see tracker check; if it is whole, add a line break at its end"
        )
    if not text.strip(b',"'):
        return msg("the line is empty"), msg("remove it")
    raise AssertionError(raw)


def _check_rows(source: FileToLoad, register: Register) -> FileToLoad:
    """Return the file with its schema. Raises TrackerError with every problem of its rows."""
    problems, is_ordered = ProblemList(), True
    source.file.seek(0)
    if source.journal == CLOSINGS_FILE:
        is_torn = read_closings(source.file.read(_MAX_CLOSINGS_BYTES), source.path, problems).torn_start is not None
        torn_line = source.whole.rows + 1
        schema = None
    else:
        schema, constraints = _choose_schema(source.journal, register)
        journal, index = (
            JournalSource(source.file, source.path, constraints, schema),
            LatestRows(None, "", constraints, schema),
        )
        scan = scan_journal(journal, index)
        if not index.is_in_time_order and not scan.problems:
            order = TimeOrder(None)
            scan_journal(journal, order)
            is_ordered = not order.found
        problems, is_torn = scan.problems, scan.torn_row is not None
        torn_line = scan.torn_row.line if scan.torn_row else 0
    problems.sort(key=lambda problem: problem.location.line or 0)
    problems.raise_if_any(register.term.language)
    if is_torn:
        message = msg("the last line is cut off, as after a power failure; nothing was loaded")
        hint = msg("move it to another file with tracker check --repair")
        raise make_error(message, hint, location=Location(source.path, torn_line))
    return source._replace(schema=schema, is_ordered=is_ordered)


def _choose_schema(journal: str, register: Register) -> tuple[Schema, Mapping[str, Any]]:
    if journal == DECISIONS_FILE:
        constraints = make_decision_constraints(register.list_stated(), register.term)
        return make_decisions_schema(register), constraints
    return make_results_schema(register), make_constraints(register)
