"""Write a journal as a new file, whole or not at all: an empty one, or a copy whose header has gained columns.

The caller holds `lock_journal(path)`, so the temporary file of a process that was killed may be replaced.
"""

import contextlib
import csv
import io
import os
import stat
from collections.abc import Callable, Sequence

from tracker.journal.lock import make_write_error, open_journal, read_bytes, sync_folder, write_bytes
from tracker.journal.state import JournalState, check_state, read_state

_CHUNK = 1 << 20


def create_journal(path: str, header: str, model: str) -> JournalState:
    """Make an empty journal at `path`, if there is none: its header alone, with the permissions of the file `model`.

    Returns its state. Raises TrackerError if it cannot be written, or if nobody can say whether it exists.
    """
    try:
        if not _is_there(path):
            mode = os.stat(model).st_mode | stat.S_IRUSR | stat.S_IWUSR  # rows are appended to it at once
            _replace_file(path, mode, lambda file: write_bytes(file, header.encode() + b"\n"))
    except OSError as error:
        raise make_write_error(path, error) from None
    with open_journal(path, os.O_RDONLY) as file:
        return read_state(file)


def _is_there(path: str) -> bool:
    """Whether there is a file or link at `path`. Raises OSError if the disk does not say so."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def add_columns(path: str, names: Sequence[str], state: JournalState | None = None) -> JournalState:
    """Write the journal at `path` anew with these columns at the end of its header; every row stays byte for byte.

    Cells missing at the end of a row are empty. The last row gets a line break if it has none: else it would look cut
    off. Returns the state of the new file. Raises TrackerError, and leaves the journal as it was, if it cannot be
    written, is not in this `state`, or if another program changes it meanwhile.
    """
    path = os.path.realpath(path)
    with open_journal(path, os.O_RDONLY) as source, open(source, "rb", closefd=False) as rows:
        state = state or read_state(source)
        check_state(source, path, state)
        rows.seek(0)
        header, end = _read_header_lines(rows)

        def copy(file: int) -> None:
            write_bytes(file, header + "".join(f",{name}" for name in names).encode() + end)
            last = end
            while data := rows.read(_CHUNK):
                write_bytes(file, data)
                last = data
            if not last.endswith((b"\n", b"\r")):
                write_bytes(file, end)

        try:
            _replace_file(path, os.fstat(source).st_mode, copy, lambda: check_state(source, path, state))
        except OSError as error:
            raise make_write_error(path, error) from None
        _keep_late_rows(source, path, state.size)
    with open_journal(path, os.O_RDONLY) as file:
        return read_state(file)


def _keep_late_rows(source: int, path: str, size: int) -> None:
    """Append to the new journal what another program has appended to the old one in the last moment."""
    late = os.fstat(source).st_size - size
    if late > 0:
        os.lseek(source, size, os.SEEK_SET)
        with open_journal(path, os.O_WRONLY | os.O_APPEND) as file:
            write_bytes(file, read_bytes(source, late))
            os.fsync(file)


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


def _replace_file(path: str, mode: int, write: Callable[[int], None], check: Callable[[], None] = lambda: None) -> None:
    """Put what `write` writes in the place of `path`, with these permissions, in one step, right after `check`.

    Raises OSError.
    """
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
        check()
        os.rename(temporary, path)
        sync_folder(os.path.dirname(path))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
