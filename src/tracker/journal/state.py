"""What an open journal is: which file, how long, and what its ends hold. So the file that is written is the one read.

Programs that do not know the lock (editors, version control, sync programs) may move, replace or rewrite a journal at
any moment. Its state is taken before it is read, and compared through the descriptor that writes, right before and
right after.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from tracker.errors import Location, make_error, msg
from tracker.journal.lock import make_changed_error, open_journal, read_bytes

END_BYTES = 1 << 16
"""How many bytes are compared at each end of a journal; of a shorter one, all."""


class JournalState(NamedTuple):
    """The device and number of a file, its size, when it was changed, and the bytes at its ends."""

    identity: tuple[int, int]
    size: int
    times: tuple[int, int]
    head: bytes
    tail: bytes


def read_state(file: int) -> JournalState:
    """Return the state of an open file."""
    status = os.fstat(file)
    head, tail = _read_ends(file, status.st_size)
    times = status.st_mtime_ns, status.st_ctime_ns
    return JournalState((status.st_dev, status.st_ino), status.st_size, times, head, tail)


def _read_ends(file: int, size: int) -> tuple[bytes, bytes]:
    """Return the bytes at both ends of the first `size` bytes."""
    os.lseek(file, 0, os.SEEK_SET)
    head = read_bytes(file, min(size, END_BYTES))
    start = max(len(head), size - END_BYTES)
    os.lseek(file, start, os.SEEK_SET)
    return head, read_bytes(file, size - start)


@contextmanager
def watch_journal(path: str) -> Iterator[JournalState | None]:
    """Yield the state of the journal at `path`, or None if there is none.

    The file stays open meanwhile, so that no other file can get its number.
    """
    if not os.path.exists(path):
        yield None
        return
    with open_journal(path, os.O_RDONLY) as file:
        state = read_state(file)
        if os.name == "posix":
            yield state
            return
    yield state  # Windows would not let a column be added to an open file


def check_state(file: int, path: str, state: JournalState) -> None:
    """Raise TrackerError if the open journal is not in this state, is not the file at `path`, or has a second name."""
    if read_state(file) != state or not is_at(file, path):
        raise make_changed_error(path)
    if os.fstat(file).st_nlink > 1:
        message = msg("the file has a second name, a hard link; a recording would change what stands there too")
        hint = msg("put a copy in its place, under this name alone; nothing was recorded")
        raise make_error(message, hint, location=Location(path))


def is_at(file: int, path: str) -> bool:
    """Whether an open file is the one at `path` now. Raises OSError if nobody can say."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


def has_rows_of(file: int, state: JournalState) -> bool:
    """Whether an open file begins with what it held in this state: both ends are compared."""
    return _read_ends(file, state.size) == (state.head, state.tail)


def cut_off(file: int, start: int, expected: bytes) -> None:
    """Cut off what follows the byte `start`, if it is exactly `expected`. Raises OSError, and cuts nothing, if not."""
    with _keep_others_out(file):
        os.lseek(file, start, os.SEEK_SET)
        # One byte more than expected is asked for: a row that another program has appended must not be cut off.
        if read_bytes(file, len(expected) + 1) != expected:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        os.ftruncate(file, start)
    os.fsync(file)


@contextmanager
def _keep_others_out(file: int) -> Iterator[None]:
    """Let others who open this file wait, if the system can do that and nobody else has it open.

    No call of the system compares and cuts off at once, and a row that is appended between the two would be lost.
    """
    try:
        import fcntl
        import signal

        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # tells that somebody waits; it is ignored by default
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except (ImportError, AttributeError, OSError):  # Linux alone has leases, and not on every file system
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
