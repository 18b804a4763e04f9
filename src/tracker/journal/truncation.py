"""The end of the journal, looked at before something is written behind it: whether its last row was torn.

What torn means says `tracker.torn`; here only the last line is read where that is enough, however long the journal.
"""

import errno
import io
import os
from typing import BinaryIO

from tracker.errors import Location, Problem, msg
from tracker.journal.lock import open_journal, read_bytes, sync_folder
from tracker.journal.reader import JournalContent, read_journal

TORN_SUFFIX = ".torn"
"""What the name of the file ends in that keeps torn rows."""


_BLOCK = 1 << 16


def find_torn_row(file: BinaryIO) -> int | None:
    """Return the place of the first byte of a torn last row, or None where the last row is whole or there is none."""
    head = _read_header_bytes(file)
    if head.endswith(b"\n") and _is_whole(_parse_bytes(head + _read_last_line(file))):
        return None
    file.seek(0)
    torn = read_journal(file, "").torn_row
    return torn.start if torn else None


def _parse_bytes(data: bytes) -> JournalContent:
    return read_journal(io.BytesIO(data), "")


def _is_whole(reading: JournalContent) -> bool:
    return len(reading.results) == 1 and not reading.problems and not reading.torn_row


def _read_header_bytes(file: BinaryIO) -> bytes:
    """Return the bytes of the header with its line break; a quoted name may hold one of its own."""
    file.seek(0)
    head = file.readline(_BLOCK)
    while head.count(b'"') % 2 and (more := file.readline(_BLOCK)):
        head += more
    return head


def _read_last_line(file: BinaryIO) -> bytes:
    """Return the last line that is not empty, or b"" where it is longer than a block."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _BLOCK))
    before, _, line = file.read().rstrip(b"\r\n").rpartition(b"\n")
    return line if before else b""


def move_torn_row(path: str) -> Problem | None:
    """Move a torn last row of the journal into a file beside it, and return what a user must be told; else None.

    Hold `locked(path)` around it. Nothing is thrown away: the piece is flushed to `results.csv.torn`, behind what
    that file holds already, before it is cut off. Raises TrackerError where the disk refuses.
    """
    with open_journal(path, os.O_RDWR) as file:
        with open(file, "rb", closefd=False) as reading:
            start = find_torn_row(reading)
        if start is None:
            return None
        os.lseek(file, start, os.SEEK_SET)
        piece = read_bytes(file, os.fstat(file).st_size - start)
        _save_torn_row(path + TORN_SUFFIX, piece)
        os.ftruncate(file, start)
        os.fsync(file)
    message = msg("the last row was cut off while it was written; it was moved to {torn}", torn=path + TORN_SUFFIX)
    return Problem(Location(path), message, msg("look whether it was recorded again, and record it where it was not"))


def _save_torn_row(path: str, piece: bytes) -> None:
    """Write a torn row behind those that are kept already, on a line of its own."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if os.write(file, piece + b"\n") != len(piece) + 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    finally:
        os.close(file)
    sync_folder(os.path.dirname(path))
