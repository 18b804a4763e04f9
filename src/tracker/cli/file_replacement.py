"""Replaces a file as a whole or not at all, and removes what a process that was killed has left.

The temporary file has the mode of the file that it replaces from its first byte; a new file is as private as the
journal. The process holds a lock on it as long as it needs it, so another process can tell which temporary files are
left over.
"""

import contextlib
import os
import re
import stat
from collections.abc import Iterator

_ANY_MODE = 0o666
_new_mode = _ANY_MODE
_LEFT_OVER = r"\.tracker-[0-9]+-[0-9a-f]{8}"


def limit_new_modes(source: str) -> None:
    """Let new files be no more readable than `source`, a file of which they are made; without it, as the umask says."""
    global _new_mode  # noqa: PLW0603 (a command works on one tracker folder)
    _new_mode = _ANY_MODE
    with contextlib.suppress(OSError):
        _new_mode = os.stat(source).st_mode & _ANY_MODE | 0o600


def get_new_mode() -> int:
    """Return the mode of new files, which the umask limits further."""
    return _new_mode


def replace_file(path: str, data: bytes | Iterator[bytes]) -> None:
    """Replace the file with `data` in one step, or write `data` to a device or a pipe; raises OSError if that fails.

    Long data may be an iterator of its pieces.
    The file keeps its owner and mode; a file without write permission is not replaced.
    """
    if (os.path.exists(path) and not os.path.isfile(path)) or not os.path.basename(path):
        with open(path, "wb") as device:
            device.writelines([data] if isinstance(data, bytes) else data)
        return
    path = os.path.realpath(path)
    folder = os.path.dirname(path)
    _remove_left_over(folder)
    mode = _check_permission(path)
    temporary = os.path.join(folder, make_temporary_name())
    try:
        with open(os.open(temporary, _FLAGS, _new_mode if mode is None else mode & 0o666 | 0o200), "wb") as file:
            _lock(file.fileno())
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
            if mode is not None:
                _copy_permissions(path, temporary)
            if os.name == "posix":
                os.replace(temporary, path)
        if os.name != "posix":  # Windows replaces no file with one that is open
            os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def make_temporary_name() -> str:
    """Return a name for a temporary file or folder, which the next run removes if this process is killed."""
    return f".tracker-{os.getpid()}-{os.urandom(4).hex()}"


def _check_permission(path: str) -> int | None:
    """Return the mode of the file, or None if there is none; raises PermissionError if it must not be written."""
    if not os.path.exists(path):
        return None
    with open(path, "r+b") as file:
        return stat.S_IMODE(os.fstat(file.fileno()).st_mode)


def _copy_permissions(path: str, temporary: str) -> None:
    """Give a new file the owner and mode of the one it replaces."""
    status = os.stat(path)
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # a user who writes another user's file becomes its owner
            os.chown(temporary, status.st_uid, status.st_gid)
    os.chmod(temporary, stat.S_IMODE(status.st_mode))


def _lock(file: int) -> None:
    """Lock a temporary file until it is closed, where the file system can; raises BlockingIOError if it is locked."""
    try:
        import fcntl
    except ImportError:  # Windows lets nobody remove an open file
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # no locks on this file system
        return


def _remove_left_over(folder: str) -> None:
    """Remove the temporary files of processes that were killed; whatever cannot be removed stays."""
    with contextlib.suppress(OSError):
        names = [entry.name for entry in os.scandir(folder) if re.fullmatch(_LEFT_OVER, entry.name)]
        for name in names:
            with contextlib.suppress(OSError):
                _remove_unlocked(os.path.join(folder, name))


def _remove_unlocked(path: str) -> None:
    """Remove a file that no process has locked; raises OSError if one has, or if it is no file."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        _lock(file)
        if stat.S_ISREG(os.fstat(file).st_mode):
            os.unlink(path)
    finally:
        os.close(file)
