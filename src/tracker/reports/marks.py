"""The mark in a file of a report: with it, the program knows its own earlier output if nobody has edited it since.

The mark is a hash of everything else in the file. A text has it in a comment at its end, a Word or Excel file as the
comment of its archive. Whoever edits and saves such a file changes what the hash is of, or drops the mark. Output
that is no report has its kind in the mark, the name of the command.
"""

import hashlib
import re

_TEXT_MARK = re.compile(rb"<!-- tracker ([a-z-]+ )?[0-9a-f]{32} -->\n?\Z")
_ARCHIVE_START, _ARCHIVE_END = b"PK\x03\x04", b"PK\x05\x06"
_END_SIZE = 22
"""The size of the last record of an archive without its comment, whose length is in its last two bytes."""


def add_mark(data: bytes, kind: str = "") -> bytes:
    """Return the bytes of a new file with the mark; a report has no kind."""
    start = _get_start(kind)
    if not data.startswith(_ARCHIVE_START):
        mark = b"<!-- " + start + _hash_bytes(data.replace(b"\r\n", b"\n")) + b" -->"
        return data + mark + (b"\n" if data.endswith(b"\n") else b"")
    comment = start + _hash_bytes(data)
    return data[:-2] + len(comment).to_bytes(2, "little") + comment


def is_own_output(data: bytes, kind: str = "") -> bool:
    """Whether these are the bytes of a report, or output of this kind, that nobody has edited.

    The line ends of a text may differ.
    """
    if data.startswith(_ARCHIVE_START):
        length = len(_get_start(kind)) + 32
        whole = data[: -length - 2] + b"\0\0"
        return whole[-_END_SIZE : 4 - _END_SIZE] == _ARCHIVE_END and data == add_mark(whole, kind)
    data = data.replace(b"\r\n", b"\n")
    mark = _TEXT_MARK.search(data)
    return mark is not None and data == add_mark(data[: mark.start()], kind)


def _get_start(kind: str) -> bytes:
    return f"tracker {kind} ".encode() if kind else b"tracker "


def _hash_bytes(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:32].encode()
