"""Read the journals of a tracker folder: their rows, what is wrong with them, and warnings that prevent nothing."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.folder.files import Folder, check_file_type, describe_read_error
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.scan import JournalSource
from tracker.journal.schema import Schema

CHECKPOINT_MIN_BYTES = 8 << 20
"""A shorter journal is read whole each time: that takes less than a tenth of a second."""
_MAX_ORDER_WARNINGS = 20
"""How many rows in the wrong order each command names."""


class JournalRequest:
    """What to read of a journal: its schema, the constraints of its rows, a day, and a history."""

    __slots__ = ("as_of", "constraints", "history", "schema")

    def __init__(
        self, schema: Schema, constraints: Mapping[str, Any] | None, as_of: str | None = None, history: str = ""
    ) -> None:
        self.schema, self.constraints, self.as_of, self.history = schema, constraints, as_of, history


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
        options: Any = {"schema": request.schema, "as_of": request.as_of, "history": request.history}
        return read_journal(file, path, request.constraints, **options)


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
