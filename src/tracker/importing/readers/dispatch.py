"""A file becomes one sheet: what kind it is, its first bytes say, not its name."""

import os
import sys
from typing import BinaryIO

from tracker.errors import Location, Problem, TrackerError, describe_os_error, msg
from tracker.importing.readers.cells import MAX_BYTES, Sheet, make_file_error, make_too_large_error
from tracker.importing.readers.ole import MAGIC as OLE
from tracker.importing.readers.text import read_text
from tracker.importing.readers.workbook import ZIP, read_workbook

STDIN = "-"
_CHUNK_SIZE = 1 << 16


def read_file(path: str, sheet_name: str | None = None) -> Sheet:
    """Return the sheet in the file at `path`, of several the one called `wanted`; raises TrackerError."""
    data = read_bytes(path)
    if data.startswith((ZIP, OLE)):
        return read_workbook(data, path, sheet_name)
    if not data.strip():
        raise make_file_error(path, msg("the file is empty"), msg("import the file that was filled in"))
    if sheet_name is not None:
        raise make_file_error(path, msg("is a text file, which has no sheets"), msg("leave --sheet out"))
    return read_text(data, path)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of stdin for `-`, never many more than can be read."""
    try:
        if path == STDIN:
            return _read_limited(sys.stdin.buffer, path)
        if os.path.isdir(path):
            raise make_file_error(path, msg("is a folder, not a file"), msg("name the file to import"))
        with open(path, "rb") as file:
            return _read_limited(file, path)
    except FileNotFoundError:
        raise TrackerError(
            [Problem(Location(path), msg("there is no such file or folder"), msg("name the file to import"))]
        ) from None
    except OSError as error:
        raise TrackerError(
            [Problem(Location(path), msg("cannot be read: {why}", why=describe_os_error(error)))]
        ) from None
    except ValueError:  # a NUL in the name
        raise make_file_error(path, msg("there is no such file or folder"), msg("name the file to import")) from None


def _read_limited(file: BinaryIO, path: str) -> bytes:
    """Return what is in a file, in pieces: asked for all at once, Python makes room for the most that may come."""
    data = bytearray()
    while piece := file.read(_CHUNK_SIZE):
        data += piece
        if len(data) > MAX_BYTES:
            raise make_too_large_error(path)
    return bytes(data)
