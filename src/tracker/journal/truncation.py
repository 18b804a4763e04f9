"""A truncated last row: found before rows are appended, and moved to a file beside the journal.

`tracker.journal.scan` defines what a truncated row is. If the last line is well-formed, only that line is read, however
long the journal is.
"""

import io
import os
from typing import BinaryIO

from tracker.errors import Location, Problem, msg
from tracker.journal.lock import open_journal, read_bytes, sync_folder, write_bytes
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.rows import RESULTS
from tracker.journal.schema import Schema

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
    """Return the last line that is not empty, or b"" if it is longer than a block."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _BLOCK))
    before, _, line = file.read().rstrip(b"\r\n").rpartition(b"\n")
    return line if before else b""


def move_torn_row(path: str, schema: Schema = RESULTS) -> Problem | None:
    """Move a truncated last row of the journal to a file beside it; return a warning for the user, or None.

    The caller holds `lock_journal(path)`. The row is flushed to the end of a file such as `results.csv.torn` before it
    is cut off, so nothing is lost. Raises TrackerError if the journal or that file cannot be written.
    """
    with open_journal(path, os.O_RDWR) as file:
        with open(file, "rb", closefd=False) as journal:
            start = find_torn_row(journal, schema)
        if start is None:
            return None
        os.lseek(file, start, os.SEEK_SET)
        status = os.fstat(file)
        _save_torn_row(path + TORN_SUFFIX, read_bytes(file, status.st_size - start), status.st_mode & 0o666)
        os.ftruncate(file, start)
        os.fsync(file)
    message = msg("the last row was cut off while it was written; it was moved to {torn}", torn=path + TORN_SUFFIX)
    return Problem(Location(path), message, msg("check whether it was recorded again; if not, record it"))


def _save_torn_row(path: str, row: bytes, mode: int) -> None:
    """Append a truncated row to the file that keeps them, on a line of its own; a new one has this mode."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), mode | 0o600)
    try:
        write_bytes(file, row + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    sync_folder(os.path.dirname(path))
