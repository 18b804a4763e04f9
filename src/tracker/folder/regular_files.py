"""Opens files of other people for reading: only plain files, so that a pipe, a device or a folder never makes it wait.

What is opened is looked at, and not its name before: something else may have taken the name meanwhile.
"""

import errno
import os
import stat
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(path: str) -> BinaryIO:
    """Return a plain file, open for reading. Raises OSError: EISDIR for a folder, ENODEV for a device or a pipe."""
    _check_mode(os.stat(path).st_mode, path)  # to open a device may already do something
    descriptor = os.open(path, _FLAGS)
    try:
        _check_mode(os.fstat(descriptor).st_mode, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check_mode(mode: int, path: str) -> None:
    if not stat.S_ISREG(mode):
        code = errno.EISDIR if stat.S_ISDIR(mode) else errno.ENODEV
        raise OSError(code, os.strerror(code), path)
