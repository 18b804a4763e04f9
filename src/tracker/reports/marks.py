"""The mark in a file of a report: with it, the program knows its own earlier output if nobody has edited it since.

The mark is a hash of everything else in the file. A text has it in a comment at its end, a Word or Excel file as the
comment of its archive. Whoever edits and saves such a file changes what the hash is of, or drops the mark.
"""

import hashlib
import re

_TEXT_MARK = re.compile(rb"<!-- tracker [0-9a-f]{32} -->\n?\Z")
_ARCHIVE_MARK = b"tracker "
_ARCHIVE_START, _ARCHIVE_END = b"PK\x03\x04", b"PK\x05\x06"
_COMMENT_LENGTH = len(_ARCHIVE_MARK) + 32
_LENGTH_BYTES = _COMMENT_LENGTH.to_bytes(2, "little")
_END_SIZE = 22
"""The size of the last record of an archive without its comment, whose length is in its last two bytes."""


def add_mark(data: bytes) -> bytes:
    """Return the bytes of a new file with the mark."""
    if not data.startswith(_ARCHIVE_START):
        mark = b"<!-- tracker " + _hash_bytes(data.replace(b"\r\n", b"\n")) + b" -->"
        return data + mark + (b"\n" if data.endswith(b"\n") else b"")
    return data[:-2] + _LENGTH_BYTES + _ARCHIVE_MARK + _hash_bytes(data)


def is_own_output(data: bytes) -> bool:
    """Whether these are the bytes of a report that nobody has edited; the line ends of a text may differ."""
    if data.startswith(_ARCHIVE_START):
        body, comment = data[:-_COMMENT_LENGTH], data[-_COMMENT_LENGTH:]
        is_whole = body[-_END_SIZE : 4 - _END_SIZE] == _ARCHIVE_END and body.endswith(_LENGTH_BYTES)
        return is_whole and comment == _ARCHIVE_MARK + _hash_bytes(body[:-2] + b"\0\0")
    data = data.replace(b"\r\n", b"\n")
    mark = _TEXT_MARK.search(data)
    return mark is not None and data == add_mark(data[: mark.start()])


def _hash_bytes(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:32].encode()
