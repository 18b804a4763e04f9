"""The only writer of rows: every command that records calls `commit_rows`."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from tracker.errors import Problem
from tracker.folder.files import Folder
from tracker.journal.batches import get_moment
from tracker.journal.lock import lock_journal, make_changed_error
from tracker.journal.new_file import create_journal
from tracker.journal.rows import RESULTS
from tracker.journal.schema import Schema
from tracker.journal.signals import hold_signals
from tracker.journal.state import JournalState, watch_journal
from tracker.journal.truncation import move_torn_row
from tracker.journal.writer import append_rows, stamp_rows
from tracker.model import Row


class NewRows(NamedTuple):
    """The rows to record together, by one author, and the earlier rows about the same."""

    rows: Sequence[Row]
    earlier_rows: Sequence[Row] = ()


def commit_rows(
    folder: Folder, get_now: Callable[[], datetime], look_again: Callable[[], NewRows], schema: Schema = RESULTS
) -> list[Problem]:
    """Append rows to a journal of `folder`, flushed to disk and read back; return the warnings for the user.

    A journal of decisions that does not exist yet is made, with the permissions of the results beside it.

    The steps are: lock the journal, look again, stamp the rows, append them, read them back. `look_again` is called
    under the lock. It returns what to record, if anything, and raises TrackerError if the journal is no longer what the
    user saw. Raises TrackerError, and leaves the journal as it was, if another process holds the lock or writing fails.
    Rows of a shared store are inserted in one transaction, in which `look_again` is called.
    """
    path = folder.get_path(schema.file_name)
    if folder.store:
        from tracker.store.recording import record_rows  # most folders have their journals beside them

        return record_rows(folder.store, path, schema, get_now, look_again)
    with lock_journal(path):
        with watch_journal(path) as before:
            change = look_again()
        if not change.rows:
            return []
        latest = max(change.earlier_rows, default=None, key=lambda row: get_moment(row.recorded_at))
        rows = [schema.format(row) for row in change.rows]
        after = (latest.recorded_at, latest.line) if latest else ("", 0)
        now = get_now()
        with hold_signals():  # they wait until the caller reports what is recorded
            seen = before or _create_journal(path, schema)
            stamped = stamp_rows(path, rows, now, change.rows[0].recorded_by, *after)
            warning = append_rows(path, stamped, schema, seen)
    return [warning] if warning else []


def _create_journal(path: str, schema: Schema) -> JournalState:
    """Make a journal that was not there; return its state. Raises TrackerError if another program made it meanwhile."""
    if schema.file_name == RESULTS.file_name:
        raise make_changed_error(path)  # it was there when it was read
    state = create_journal(path, schema.header, os.path.join(os.path.dirname(path), RESULTS.file_name))
    if state.head != f"{schema.header}\n".encode():
        raise make_changed_error(path)
    return state


def repair_journal(path: str, schema: Schema = RESULTS) -> list[Problem]:
    """Move a truncated last row to a file beside the journal, under the lock; return the warnings for the user."""
    with lock_journal(path), hold_signals():
        warning = move_torn_row(path, schema)
    return [warning] if warning else []
