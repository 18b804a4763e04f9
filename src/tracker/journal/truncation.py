"""A truncated last row: found before rows are appended, and moved to a file beside the journal.

`tracker.journal.scan` defines what a truncated row is. If the last line is well-formed, only that line is read, however
long the journal is.
"""

import errno
import io
import os
import stat
from typing import BinaryIO

from tracker.errors import Location, Message, Problem, msg
from tracker.journal.lock import open_journal, read_bytes, sync_folder, write_bytes
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.rows import RESULTS
from tracker.journal.schema import Schema
from tracker.journal.state import JournalState, check_state, cut_off, read_state

TORN_SUFFIX = ".torn"
"""What is added to the name of the journal to make the name of the file that keeps truncated rows."""

_BLOCK = 1 << 16


def find_torn_row(file: BinaryIO, schema: Schema = RESULTS) -> int | None:
    """Return the first byte of a truncated last row, or None if the last row is whole or there is no row."""
    head = _read_header_bytes(file)
    if head.endswith(b"\n") and _is_whole(_parse_bytes(head + _read_last_line(file), schema)):
        return None
    file.seek(0)
    torn = read_journal(file, "", schema=schema).torn_row
    return torn.start if torn else None


def _parse_bytes(data: bytes, schema: Schema) -> JournalContent:
    return read_journal(io.BytesIO(data), "", schema=schema)


def _is_whole(reading: JournalContent) -> bool:
    return len(reading.results) == 1 and not reading.problems and not reading.torn_row


def _read_header_bytes(file: BinaryIO) -> bytes:
    """Return the bytes of the header with its line break. A quoted name may hold a line break too."""
    file.seek(0)
    head = file.readline(_BLOCK)
    while head.count(b'"') % 2 and (more := file.readline(_BLOCK)):
        head += more
    return head


def _read_last_line(file: BinaryIO) -> bytes:
    """Return the last line that is not empty with its line break, or b"" if it is longer than a block."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _BLOCK))
    tail = file.read()
    before, _, line = tail.rstrip(b"\r\n").rpartition(b"\n")
    return line + (b"\n" if tail.endswith((b"\r", b"\n")) else b"") if before else b""


def move_torn_row(path: str, schema: Schema = RESULTS) -> Problem | None:
    """Move a truncated last row of the journal to a file beside it; return a warning for the user, or None.

    The caller holds `lock_journal(path)`. Raises TrackerError if the journal or that file cannot be written, or if
    another program changes the journal meanwhile.
    """
    with open_journal(path, os.O_RDWR) as file:
        state = read_state(file)
        check_state(file, path, state)
        return cut_torn_row(file, path, state, schema)


def cut_torn_row(file: int, path: str, state: JournalState, schema: Schema) -> Problem | None:
    """Move a truncated last row of an open journal, which is in this state, to a file beside it; return a warning."""
    with open(file, "rb", closefd=False) as journal:
        start = find_torn_row(journal, schema)
    if start is None:
        return None
    return move_end(file, path, state, start, msg("check whether it was recorded again; if not, record it"))


def move_end(file: int, path: str, state: JournalState, start: int, hint: Message) -> Problem:
    """Move what follows the byte `start` of an open journal to a file beside it; return a warning with this hint.

    It is flushed to the end of a file such as `results.csv.torn` before it is cut off, so nothing is lost.
    """
    os.lseek(file, start, os.SEEK_SET)
    row = read_bytes(file, state.size - start)
    torn = (os.path.realpath(path) if os.path.islink(path) else path) + TORN_SUFFIX
    check_state(file, path, state)
    _save_torn_row(torn, row, os.fstat(file).st_mode & 0o666)
    check_state(file, path, state)
    cut_off(file, start, row)
    message = msg("the last row was cut off while it was written; it was moved to {torn}", torn=torn)
    return Problem(Location(path), message, hint)


def _save_torn_row(path: str, row: bytes, mode: int) -> None:
    """Append a truncated row to the file that keeps them, on a line of its own; a new one has this mode."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    file = os.open(path, flags, mode | 0o600)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):  # what is written to a pipe or a device is not kept
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        write_bytes(file, row + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    sync_folder(os.path.dirname(path))
