"""The lock of a journal: who holds it may write; whoever wants it waits for a moment and then says so.

It is a file beside the journal, so that all who share the folder meet at it, also from other machines. The system
takes the lock from a process that dies. The file itself is removed by the holder while it holds it: a process that
waited at the removed file notices (`filelock` asks whether the file still has a name) and waits at the new one.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker.errors import Location, Message, Problem, TrackerError, describe_os_error, make_error, msg

if TYPE_CHECKING:
    from filelock import BaseFileLock


_LOCK_SECONDS = 20
_POLL_SECONDS = 0.01
_NO_LOCK_ERRORS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_IS_POSIX = os.name == "posix"


def get_lock_path(path: str) -> str:
    """Return the path of the lock of the journal at `path`: the same by whichever link the journal is reached."""
    path = os.path.realpath(path)
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.lock")


@contextmanager
def lock_journal(path: str, seconds: float | None = None) -> Iterator[None]:
    """Hold the lock of the journal at `path`, so that two recordings never mix.

    Raises TrackerError when another process keeps the lock for more than `seconds` (twenty), the folder cannot be
    written, or its file system has no locks.
    """
    from filelock import FileLock, Timeout  # 27 ms that only recording needs

    file = get_lock_path(path)
    try:
        # Whoever may write the journal may lock it, also where a killed process of another user left the file.
        mode = stat.S_IMODE(os.stat(path).st_mode) & 0o666 if os.path.exists(path) else 0o666
        lock = FileLock(file, mode=mode, poll_interval=_POLL_SECONDS, fallback_to_soft=False)
        _acquire(lock, _LOCK_SECONDS if seconds is None else seconds)
    except Timeout:
        raise make_error(
            msg("another program is recording in this folder and does not finish"),
            msg("try again in a moment; nothing was written"),
        ) from None
    except OSError as error:
        raise _make_lock_error(file, error) from None
    try:
        yield
    finally:
        # What was done under the lock is done: where letting it go fails, the system frees it with this process.
        with contextlib.suppress(OSError):
            if _IS_POSIX:  # Windows removes no file that is open, and filelock does it there after the release
                os.unlink(file)
        with contextlib.suppress(OSError):
            lock.release(force=True)


def _acquire(lock: "BaseFileLock", seconds: float) -> None:
    while True:
        try:
            lock.acquire(timeout=seconds)
        except OSError as error:
            # On a network folder the file that we waited at may have been removed by another machine.
            if error.errno != errno.ESTALE:
                raise
        else:
            return


def _make_lock_error(file: str, error: OSError) -> TrackerError:
    if error.errno in _NO_LOCK_ERRORS:
        hint = msg("this network folder has no locks: record on the machine that holds it, or copy it to a disk")
        return TrackerError(
            [Problem(Location(file), msg("cannot be locked: {why}", why=describe_os_error(error)), hint)]
        )
    return make_write_error(file, error)


def make_write_error(path: str, error: OSError, hint: Message | None = None) -> TrackerError:
    """Return the error that says why `path` could not be written, and what stands now."""
    if hint is None:
        is_open = not _IS_POSIX and isinstance(error, PermissionError)
        hint = msg("close it in Excel or another program; nothing was recorded") if is_open else None
    message = msg("cannot be written: {why}", why=describe_os_error(error))
    return TrackerError([Problem(Location(path), message, hint or msg("nothing was recorded"))])


@contextmanager
def open_journal(path: str, flags: int) -> Iterator[int]:
    """Open the journal; whatever the system refuses while it is open is told as what could not be written."""
    try:
        file = os.open(path, flags | getattr(os, "O_BINARY", 0))
        try:
            yield file
        finally:
            with contextlib.suppress(OSError):  # what matters is flushed by now
                os.close(file)
    except OSError as error:
        raise make_write_error(path, error) from None


def read_bytes(file: int, size: int) -> bytes:
    """Return `size` bytes of an open file from where it stands, or fewer at its end."""
    found = b""
    while len(found) < size and (more := os.read(file, size - len(found))):
        found += more
    return found


def sync_folder(path: str) -> None:
    """Flush the names of a folder to disk, where the system can: a new file is lost with its name."""
    if os.name != "posix":
        return
    folder = os.open(path or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def file_fingerprint(path: str) -> tuple[int, ...]:
    """Return numbers that are others once the journal at `path` has been written, replaced or taken away."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
