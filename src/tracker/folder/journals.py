"""Read the journals of a tracker folder: their rows, what is wrong with them, and warnings that prevent nothing."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.folder.files import CLOSINGS_FILE, RESULTS_FILE, Folder, check_file_type, describe_read_error
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.scan import JournalSource
from tracker.journal.schema import Schema

if TYPE_CHECKING:
    from tracker.store.journals import Store

CHECKPOINT_MIN_BYTES = 8 << 20
"""A shorter journal is read whole each time: that takes less than a tenth of a second."""
_MAX_ORDER_WARNINGS = 20
"""How many rows in the wrong order each command names."""


class JournalRequest:
    """What to read of a journal: its schema, the constraints of its rows, a day, and a history.

    `language` is that of the data, for problems that are found later.
    """

    __slots__ = ("as_of", "constraints", "history", "language", "schema")

    def __init__(
        self,
        schema: Schema,
        constraints: Mapping[str, Any] | None,
        as_of: str | None = None,
        history: str = "",
        language: str | None = None,
    ) -> None:
        self.schema, self.constraints, self.as_of, self.history = schema, constraints, as_of, history
        self.language = language


def read_folder_journal(
    folder: Folder, request: JournalRequest, problems: ProblemList, wait_for_writer: Callable[[], None] | None
) -> JournalContent | None:
    """Return what a journal of `folder` holds, or None after adding why it cannot be read.

    If the last row is truncated, the journal is read once more after `wait_for_writer`.
    """
    path = folder.get_path(request.schema.file_name)
    try:
        content = _read(folder, request, path, problems)
    except OSError as error:
        problems.append(describe_read_error(path, error))
        return None
    if content and wait_for_writer and content.torn_row and not content.problems:
        wait_for_writer()
        return read_folder_journal(folder, request, problems, None)
    return content


def _read(folder: Folder, request: JournalRequest, path: str, problems: ProblemList) -> JournalContent | None:
    if folder.store and not problems and request.constraints is not None:
        content = _read_latest(folder, folder.store, request, path)
        if content:
            return content
    with folder.open(request.schema.file_name) as file:
        if problem := check_file_type(path, file.read(4)):
            problems.append(problem)
            return None
        file.seek(0)
        is_long = not folder.archive and not folder.store and os.fstat(file.fileno()).st_size >= CHECKPOINT_MIN_BYTES
        if request.constraints is not None and not request.history and is_long:
            from tracker.journal import checkpoint  # only a long journal needs it

            source = JournalSource(file, path, request.constraints, request.schema)
            return checkpoint.read_with_checkpoint(source, request.as_of, checkpoint.find_cache_folder(os.environ))
        return _read_whole(file, request, path)


def _read_whole(file: BinaryIO, request: JournalRequest, path: str) -> JournalContent:
    options: Any = {"schema": request.schema, "as_of": request.as_of, "history": request.history}
    return read_journal(file, path, request.constraints, **options)


def _read_latest(folder: Folder, store: "Store", request: JournalRequest, path: str) -> JournalContent | None:
    """Return the rows that count of the results in a store; those of an area are then read when they are needed.

    Return None if all rows must be read: of the other journals, of all indicators, and after a year was closed,
    because the lines of the rows then matter.
    """
    name = request.schema.file_name
    if name != RESULTS_FILE or request.history == ALL_INDICATORS or folder.has(CLOSINGS_FILE) or not store.is_ordered:
        return None
    from tracker.store.latest import LatestReader, StoredRows  # only folders with a store need it

    reader = LatestReader(store, path, request.schema, request.constraints or {}, request.as_of, request.history)
    if not request.schema.scope_names:
        return reader.read_own()
    first = reader.read_scopes([""])
    if first is None:
        return None

    def read_whole() -> JournalContent:
        with store.open(name) as file:
            content = _read_whole(file, request, path)
        problems = ProblemList()
        merge_problems(path, problems, content)
        problems.raise_if_any(request.language)
        return content

    return JournalContent(None, ProblemList(), blocks=StoredRows(reader, first, read_whole))


def merge_problems(path: str, problems: ProblemList, content: JournalContent | None) -> tuple[Problem, ...]:
    """Add the problems of the journal at `path`; return warnings of a truncated last row and of a wrong order."""
    if content is None:
        return ()
    content.problems.sort(key=lambda problem: problem.location.line or 0)
    problems.merge(content.problems)
    warnings = []
    for key, line in list(content.unordered.items())[:_MAX_ORDER_WARNINGS]:
        indicator, _, period = key.decode().partition(",")
        location = Location(path, line, indicator, "recorded_at")
        message = msg("this row was recorded before the row above it for {period}, on the same day", period=period)
        hint = msg("the last row counts: if the file was sorted, restore the order of the rows")
        warnings.append(Problem(location, message, hint))
    if content.torn_row:
        message = msg("the last line is cut off, as after a power failure; it was left out")
        location = Location(path, content.torn_row.line)
        warnings.append(Problem(location, message, msg("move it to another file with tracker check --repair")))
    return tuple(warnings)
