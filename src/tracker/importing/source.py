"""A file becomes one sheet: what kind it is, its first bytes say, not its name."""

import os
import sys
from typing import BinaryIO

from tracker.errors import Place, Problem, TrackerError, msg, why
from tracker.importing.cells import MOST_BYTES, Sheet, refused, too_large
from tracker.importing.ole import MAGIC as OLE
from tracker.importing.text import read_text
from tracker.importing.workbook import ZIP, read_workbook

STDIN = "-"
_PIECE = 1 << 16


def read_file(path: str, wanted: str | None = None) -> Sheet:
    """Return the sheet in the file at `path`, of several the one called `wanted`; raises TrackerError."""
    data = _bytes(path)
    if data.startswith((ZIP, OLE)):
        return read_workbook(data, path, wanted)
    if not data.strip():
        raise refused(path, msg("the file is empty"), msg("import the file that was filled in"))
    if wanted is not None:
        raise refused(path, msg("is a text file, which has no sheets"), msg("leave --sheet out"))
    return read_text(data, path)


def _bytes(path: str) -> bytes:
    """Return the bytes of a file, or of stdin for `-`, never many more than can be read."""
    try:
        if path == STDIN:
            return _read(sys.stdin.buffer, path)
        if os.path.isdir(path):
            raise refused(path, msg("is a folder, not a file"), msg("name the file to import"))
        with open(path, "rb") as file:
            return _read(file, path)
    except FileNotFoundError:
        raise TrackerError(
            [Problem(Place(path), msg("there is no such file or folder"), msg("name the file to import"))]
        ) from None
    except OSError as error:
        raise TrackerError([Problem(Place(path), msg("cannot be read: {why}", why=why(error)))]) from None
    except ValueError:  # a NUL in the name
        raise refused(path, msg("there is no such file or folder"), msg("name the file to import")) from None


def _read(file: BinaryIO, path: str) -> bytes:
    """Return what is in a file, in pieces: asked for all at once, Python makes room for the most that may come."""
    data = bytearray()
    while piece := file.read(_PIECE):
        data += piece
        if len(data) > MOST_BYTES:
            raise too_large(path)
    return bytes(data)
