"""Write a journal as a new file, whole or not at all: an empty one, or a copy whose header has gained columns.

The caller holds `lock_journal(path)`, so the temporary file of a process that was killed may be replaced.
"""

import contextlib
import csv
import errno
import io
import os
import stat
from collections.abc import Callable, Sequence

from tracker.journal.lock import file_fingerprint, make_write_error, open_journal, sync_folder, write_bytes

_CHUNK = 1 << 20


def create_journal(path: str, header: str, model: str) -> None:
    """Make an empty journal at `path`, if there is none: its header alone, with the permissions of the file `model`.

    Raises TrackerError if it cannot be written, or if nobody can say whether it exists.
    """
    try:
        if not _is_there(path):
            _replace_file(path, os.stat(model).st_mode, lambda file: write_bytes(file, header.encode() + b"\n"))
    except OSError as error:
        raise make_write_error(path, error) from None


def _is_there(path: str) -> bool:
    """Whether there is a file or link at `path`. Raises OSError if the disk does not say so."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def add_columns(path: str, names: Sequence[str]) -> None:
    """Write the journal at `path` anew with these columns at the end of its header; every row stays byte for byte.

    Cells missing at the end of a row are empty. The last row gets a line break if it has none: else it would look cut
    off. Raises TrackerError, and leaves the journal as it was, if it cannot be
    written or if another program changes it meanwhile.
    """
    path = os.path.realpath(path)
    before = file_fingerprint(path)
    with open_journal(path, os.O_RDONLY) as source, open(source, "rb", closefd=False) as rows:
        header, end = _read_header_lines(rows)

        def copy(file: int) -> None:
            write_bytes(file, header + "".join(f",{name}" for name in names).encode() + end)
            last = end
            while data := rows.read(_CHUNK):
                write_bytes(file, data)
                last = data
            if not last.endswith((b"\n", b"\r")):
                write_bytes(file, end)
            if file_fingerprint(path) != before:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

        try:
            _replace_file(path, os.fstat(source).st_mode, copy)
        except OSError as error:
            raise make_write_error(path, error) from None


def _read_header_lines(rows: io.BufferedReader) -> tuple[bytes, bytes]:
    """Return the bytes up to the end of the header, and its line break. A quoted name may hold a line break too."""
    head = b""
    for line in rows:
        head += line
        text = head.decode("utf-8-sig", "replace")
        with contextlib.suppress(csv.Error):
            if any(next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), strict=True), [])):
                break
    bare = head.rstrip(b"\r\n")
    return bare, head[len(bare) :] or b"\n"


def _replace_file(path: str, mode: int, write: Callable[[int], None]) -> None:
    """Put what `write` writes in the place of `path`, with these permissions, in one step. Raises OSError."""
    temporary = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.new")
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(file, stat.S_IMODE(mode))
            write(file)
            os.fsync(file)
        finally:
            os.close(file)
        os.rename(temporary, path)
        sync_folder(os.path.dirname(path))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
