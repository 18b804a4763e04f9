"""A file becomes one sheet: its first bytes, not its name, decide its format."""

import os
import stat
import sys

from tracker.errors import describe_os_error, msg, quote_text
from tracker.folder.regular_files import open_regular
from tracker.importing.readers.cells import Sheet, make_file_error, read_limited
from tracker.importing.readers.text import read_text
from tracker.importing.readers.workbook import read_workbook
from tracker.importing.readers.xls import MAGIC as OLE

STDIN = "-"
ZIP = b"PK\x03\x04"
_PDF = msg("is a PDF file, not a table")
_PICTURE = msg("is a picture, not a table")
_OTHER_KINDS = (
    (b"%PDF-", _PDF), (b"\x89PNG\r\n", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE),
)  # fmt: skip
"""The first bytes of files that people take for a table."""
_LOCK_PREFIX = "~$"


def read_sheets(path: str, sheet_name: str | None = None) -> tuple[Sheet, ...]:
    """Return the visible sheets of the file at `path` that are not empty, or the one called `sheet_name`.

    A text file is one sheet. Raises TrackerError if the file cannot be read.
    """
    data = read_bytes(path)
    _check_kind(path, data)
    if data.startswith((ZIP, OLE)):
        return read_workbook(data, path, sheet_name)
    if not data.strip():
        raise make_file_error(path, msg("the file is empty"), msg("import the file that was filled in"))
    if sheet_name is not None:
        raise make_file_error(path, msg("is a text file, which has no sheets"), msg("leave --sheet out"))
    return (read_text(data, path),)


def _check_kind(path: str, data: bytes) -> None:
    """Raise TrackerError if a file is a PDF or a picture, or the one by which Excel marks a table as open."""
    name = os.path.basename(path)
    if name.startswith(_LOCK_PREFIX) and not data.startswith((ZIP, OLE)):
        hint = msg("name the file itself: {name}", name=quote_text(name.removeprefix(_LOCK_PREFIX)))
        raise make_file_error(path, msg("is a file that Excel makes while the table is open"), hint)
    if kind := next((message for first, message in _OTHER_KINDS if data.startswith(first)), None):
        raise make_file_error(path, kind, msg("name the table itself, in Excel (.xlsx, .xls, .ods) or CSV"))


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of stdin for `-`; raises TrackerError if it is missing or too large."""
    try:
        if path == STDIN:
            return read_limited(sys.stdin.buffer, path)
        if os.path.isdir(path):
            raise make_file_error(path, msg("is a folder, not a file"), msg("name the file to import"))
        if not stat.S_ISREG(os.stat(path).st_mode):
            hint = msg("name a file, or give - to read the standard input")
            raise make_file_error(path, msg("is a device or a pipe, not a file"), hint)
        with open_regular(path) as file:
            return read_limited(file, path)
    except (FileNotFoundError, ValueError):  # a ValueError: the name has a NUL
        raise make_file_error(path, msg("there is no such file or folder"), msg("name the file to import")) from None
    except OSError as error:
        raise make_file_error(path, msg("cannot be read: {why}", why=describe_os_error(error))) from None
