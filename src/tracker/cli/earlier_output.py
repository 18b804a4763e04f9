"""Recognizes what a command has written to a file before: only that is replaced without asking.

CSV is known by its columns, JSON by its first keys, Markdown, pages and archives by their mark, which also proves that
nobody has edited them. A drawn table has nothing of the kind: only the same text is the same output.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TypeAlias

from tracker.folder.regular_files import open_regular

Recognizer: TypeAlias = Callable[[bytes], bool]
"""Says whether the bytes of a file are earlier output of the command."""
_LARGEST = 256 << 20
"""The size in bytes beyond which a file is no output of this program."""
_FEWEST_COLUMNS = 7
"""So many columns of an earlier version are enough to know its output by; newer ones have more after them."""
_FIRST_KEYS = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:schema":\s*"(tracker\.[a-z._-]+)/|\$schema":\s*"[^"\\]*",\s*"title":\s*"[a-z]+\.toml")'
)


def make_recognizer(data: bytes, format: str, kind: str) -> Recognizer:
    """Return the function that recognizes earlier output of this format and kind; `data` is what is to be written."""
    match format:
        case "csv":
            return lambda old: _has_same_columns(old, data)
        case "json":
            return lambda old: _has_same_keys(old, data)
        case "md":
            return make_mark_recognizer(kind)
    return lambda old: old == data


def make_mark_recognizer(kind: str = "") -> Recognizer:
    """Return the function that recognizes output with a mark of this kind that nobody has edited."""
    from tracker.reports.marks import is_own_output

    return lambda old: is_own_output(old, kind)


def read_other_file(path: str, is_own: Recognizer) -> bytes:
    """Return the bytes of a file that is no earlier output; b"" if writing to it destroys nothing."""
    if not os.path.isfile(path):
        return b""
    try:
        with open_regular(path) as file:
            data = file.read(_LARGEST)
    except OSError:  # writing to it will fail too, with the reason
        return b""
    return b"" if not data.strip() or is_own(data) else data


def _has_same_columns(old: bytes, new: bytes) -> bool:
    """Whether the columns of a CSV file are those that are written now, or the first of them."""
    before, now = _read_columns(old), _read_columns(new)
    return before == now or (len(before) >= _FEWEST_COLUMNS and before == now[: len(before)])


def _read_columns(data: bytes) -> list[str]:
    """Return the names in the first line of CSV, whatever its separator; names of columns need no quotes."""
    line = data[:100_000].removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n").partition(b"\n")[0]
    return line.decode(errors="replace").replace(";", ",").split(",")


def _has_same_keys(old: bytes, new: bytes) -> bool:
    before, now = _FIRST_KEYS.match(old[:1000]), _FIRST_KEYS.match(new[:1000])
    return before is not None and now is not None and before.groups() == now.groups()
