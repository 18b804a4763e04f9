"""The journal grows: a recording becomes whole lines at its end, locked, flushed to disk and read back.

Nothing that stands in the journal is ever changed or taken away.
"""

import csv
import errno
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tracker.errors import Place, Problem, TrackerError, failure, msg, why
from tracker.fields import quoted

_LOCK_SECONDS = 10


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the lock of the journal at `path`, so that two recordings never mix.

    Raises TrackerError when another process keeps the lock for more than ten seconds, or the folder cannot be
    written.
    """
    from filelock import FileLock, Timeout  # 27 ms that only recording needs

    lock = FileLock(os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.lock"), timeout=_LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise failure(
            msg("another program is recording in this folder and does not finish"),
            msg("try again in a moment; nothing was written"),
        ) from None
    except OSError as error:
        raise cannot_write(lock.lock_file, error) from None
    try:
        yield
    finally:
        lock.release()


def append(path: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Append whole lines to the journal at `path`, flushed to disk and read back. Hold `locked(path)` around it.

    The cells of each row are given by column; columns of the file that are not given stay empty. Raises
    TrackerError, and leaves the file as it was, when a column is missing in the file or the disk refuses.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise cannot_write(path, error) from None
    try:
        with os.fdopen(descriptor, "rb+", buffering=0) as file:
            _append(file, path, rows)
    except OSError as error:
        raise cannot_write(path, error) from None


def _append(file: io.FileIO, path: str, rows: Iterable[Mapping[str, str]]) -> None:
    names, end = _header(file)
    size = file.seek(0, os.SEEK_END)
    file.seek(size - 1)
    glue = "" if file.read(1) in (b"\n", b"\r") else end
    # Text within a quoted cell keeps its own line breaks: only the end of a row follows the file.
    data = (glue + "".join(_line(row, names, path) + end for row in rows)).encode()
    try:
        written = file.write(data)
        if written != len(data):
            raise OSError(28, os.strerror(28))  # a short write to a regular file means: no space left
        os.fsync(file.fileno())
        file.seek(size)
        if file.read(len(data)) != data:
            raise OSError(5, os.strerror(5))
    except OSError:
        file.truncate(size)
        raise


def _header(file: io.FileIO) -> tuple[list[str], str]:
    """Return the names of the columns, and what ends a line in this file."""
    first = b""
    while not first.strip():
        first = file.readline()
        if not first:  # emptied by another program since it was read
            raise OSError(errno.EIO, os.strerror(errno.EIO))
    end = "\r\n" if first.endswith(b"\r\n") else "\r" if b"\r" in first else "\n"
    header = next(line for line in first.decode("utf-8-sig").split("\r") if line.strip())
    return [name.strip() for name in next(csv.reader([header]))], end


def _line(row: Mapping[str, str], names: Sequence[str], path: str) -> str:
    """Return the cells of `row` as one CSV line in the order of `names`, without its end."""
    for column, value in row.items():
        if value and column not in names:
            raise TrackerError(
                [
                    Problem(
                        Place(path, 1),
                        msg("the column {name} is missing", name=quoted(column)),
                        msg("add it to the header and, empty, to every row"),
                    )
                ]
            )
    out = io.StringIO(newline="")
    # With this line end the csv module quotes cells that hold any kind of line break.
    csv.writer(out, lineterminator="\r\n").writerow([row.get(name, "") for name in names])
    return out.getvalue().removesuffix("\r\n")


def cannot_write(path: str, error: OSError) -> TrackerError:
    """Return the error that says why `path` could not be written."""
    return TrackerError(
        [
            Problem(
                Place(path),
                msg("cannot be written: {why}", why=why(error)),
                msg("nothing was recorded"),
            )
        ]
    )
