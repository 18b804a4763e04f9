"""The lock of a journal: only the process that holds it writes; others wait for a while, then report an error.

The lock is on a file beside the journal, so all who share the folder use the same lock, also from other computers. The
system frees the lock of a process that dies. The holder removes the file while it still holds the lock. A process that
waited at the removed file notices this (`filelock` checks whether the file still has a name) and waits at the new one.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker.errors import Location, Message, TrackerError, describe_os_error, make_error, msg

if TYPE_CHECKING:
    from filelock import BaseFileLock


_LOCK_SECONDS = 20
_POLL_SECONDS = 0.01
_NO_LOCK_ERRORS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_IS_POSIX = os.name == "posix"


def get_lock_path(path: str) -> str:
    """Return the path of the lock file of the journal at `path`, which may be a link to the journal."""
    path = os.path.realpath(path)
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.lock")


@contextmanager
def lock_journal(path: str, seconds: float | None = None) -> Iterator[None]:
    """Hold the lock of the journal at `path`, so that two recordings never mix.

    Raises TrackerError if another process keeps the lock for more than `seconds` (default: 20), if the folder cannot be
    written, or if its file system does not support locks.
    """
    from filelock import FileLock, Timeout  # takes 27 ms; only recording needs it

    file = get_lock_path(path)
    lock = FileLock(file, mode=_choose_mode(path), poll_interval=_POLL_SECONDS, fallback_to_soft=False)
    try:
        try:
            _acquire(lock, _LOCK_SECONDS if seconds is None else seconds)
        except Timeout:
            raise make_error(
                msg("another program is recording in this folder and does not finish"),
                msg("try again in a moment; nothing was written"),
            ) from None
        except OSError as error:
            raise _make_lock_error(file, error) from None
        if get_lock_path(path) != file:  # a link now leads to another journal, which has another lock
            raise make_changed_error(path)
        yield
    finally:
        if lock.is_locked:  # also if a signal came just after it was acquired
            _release(lock, file)


def _choose_mode(path: str) -> int:
    """Return the mode of a lock: who may write the journal may lock it, even if a killed process left the file."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode) & 0o666 | 0o600
    except OSError:
        return 0o666


def _release(lock: "BaseFileLock", file: str) -> None:
    """Remove the lock file and free the lock. If that fails, the system frees the lock when this process ends."""
    with contextlib.suppress(OSError):
        if _IS_POSIX:  # Windows cannot remove an open file; there filelock removes it after the release
            os.unlink(file)
    with contextlib.suppress(OSError):
        lock.release(force=True)


def _acquire(lock: "BaseFileLock", seconds: float) -> None:
    while True:
        try:
            lock.acquire(timeout=seconds)
        except OSError as error:
            # On a network folder another computer may have removed the file at which we waited.
            if error.errno != errno.ESTALE:
                raise
        else:
            return


def _make_lock_error(file: str, error: OSError) -> TrackerError:
    if error.errno in _NO_LOCK_ERRORS:
        hint = msg("record on the computer that holds this network folder, or copy the folder to a local disk")
        return make_error(msg("cannot be locked: {why}", why=describe_os_error(error)), hint, location=Location(file))
    return make_write_error(file, error)


def make_write_error(path: str, error: OSError, hint: Message | None = None) -> TrackerError:
    """Return the error that says why `path` cannot be written; the default hint says that nothing was recorded."""
    if hint is None:
        is_open = not _IS_POSIX and isinstance(error, PermissionError)
        hint = msg("close it in Excel or another program; nothing was recorded") if is_open else None
    message = msg("cannot be written: {why}", why=describe_os_error(error))
    return make_error(message, hint or msg("nothing was recorded"), location=Location(path))


def make_changed_error(path: str) -> TrackerError:
    """Return the error of a journal that is not the one that was read."""
    message = msg("another program changed or replaced the file meanwhile")
    return make_error(message, msg("nothing was recorded; run the command again"), location=Location(path))


@contextmanager
def open_journal(path: str, flags: int) -> Iterator[int]:
    """Open the journal and yield its descriptor; an OSError while it is open is raised as a write error."""
    try:
        file = os.open(path, flags | getattr(os, "O_BINARY", 0))
        try:
            yield file
        finally:
            with contextlib.suppress(OSError):  # the data is flushed already
                os.close(file)
    except OSError as error:
        raise make_write_error(path, error) from None


def read_bytes(file: int, size: int) -> bytes:
    """Return `size` bytes of an open file from its position, or fewer at its end."""
    data = b""
    while len(data) < size and (more := os.read(file, size - len(data))):
        data += more
    return data


def write_bytes(file: int, data: bytes) -> None:
    """Write `data` in one call. Raises OSError if only a part of it was written: the disk is full."""
    if os.write(file, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sync_folder(path: str) -> None:
    """Flush the names of a folder to disk, if the system can: without its name, a new file is lost."""
    if os.name != "posix":
        return
    folder = os.open(path or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def file_fingerprint(path: str) -> tuple[int, ...]:
    """Return numbers that change if the journal at `path` is written, replaced or removed."""
    try:
        status = os.stat(path)
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
