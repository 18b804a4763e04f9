"""The end of the journal, looked at before something is written behind it: whether its last row was torn.

What torn means says `tracker.torn`; here only the last line is read where that is enough, however long the journal.
"""

import io
from typing import BinaryIO

from tracker.journal import JournalContent, read_journal

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
    return len(reading.results) == 1 and not reading.problems.count and not reading.torn_row


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
