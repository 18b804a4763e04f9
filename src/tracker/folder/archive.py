"""A tracker folder that is kept in a zip file, as `tracker close` writes it: its files are read, never unpacked.

Anybody may have made the zip, so its list of files is checked before a file is read, and no file is read that is
larger than the list says.
"""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from tracker.errors import Location, Message, TrackerError, describe_os_error, make_error, msg
from tracker.folder.regular_files import open_regular

MAX_FILES = 500
MAX_BYTES = 2 << 30
"""Bytes of all files in a zip together, unpacked."""
_MAX_RATIO = 200
"""How many times larger than packed a file may be: journals reach 30."""
_ALWAYS_ALLOWED = 1 << 20
"""A file of this size may be packed as tightly as it likes."""
_MEMORY_BYTES = 16 << 20
"""A larger file is put into a temporary file while it is read."""
_MAX_LIST_BYTES = 1 << 20
_CHUNK = 1 << 20
_END, _END_SIZE = b"PK\x05\x06", 22
_LARGE_ZIP = b"PK\x06\x07"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    zlib.error,
)
"""What the library raises for a damaged zip, if each file in it `has_readable_method`."""
_ENCRYPTED = 0x1


class Archive:
    """The zip file at `path`: the names of its files, and each file to read."""

    __slots__ = ("names", "path")

    def __init__(self, path: str) -> None:
        """Check the list of the files. Raises TrackerError if the file is no zip, or none that is safe to read."""
        self.path = path
        with self._open() as (_, entries):
            self.names = frozenset(entries)

    def open(self, name: str) -> BinaryIO:
        """Return a file of the zip, open for reading.

        Raises FileNotFoundError if there is none of this name, and TrackerError if the zip cannot be read.
        """
        # The caller closes it.
        unpacked = cast(BinaryIO, tempfile.SpooledTemporaryFile(_MEMORY_BYTES))  # noqa: SIM115
        try:
            with self._open() as (archive, entries):
                if name not in entries:
                    raise FileNotFoundError(name)
                with archive.open(entries[name]) as file:
                    _copy(file, unpacked, entries[name].file_size)
        except BaseException:
            unpacked.close()
            raise
        unpacked.seek(0)
        return unpacked

    @contextmanager
    def _open(self) -> Iterator[tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]]:
        """Yield the open zip and its files by name, which were checked."""
        try:
            with open_regular(self.path) as file:
                if not _has_plain_end(file):
                    raise self._make_damaged_error()
                with zipfile.ZipFile(file) as archive:
                    yield archive, self._check_entries(archive.infolist())
        except FileNotFoundError:
            raise
        except OSError as error:
            message = msg("cannot be read: {why}", why=describe_os_error(error))
            raise make_error(message, location=Location(self.path)) from None
        except ZIP_ERRORS:
            raise self._make_damaged_error() from None

    def _check_entries(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Return the files by name. Raises TrackerError if one has a name or a size that no closed year has."""
        files = {entry.filename: entry for entry in entries if not entry.filename.endswith("/")}
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_FILES or total > MAX_BYTES or any(_is_bomb(entry) for entry in entries):
            raise self._make_error(msg("is too large for a closed year, or packed too tightly"))
        if len({name.casefold() for name in files}) < sum(not entry.filename.endswith("/") for entry in entries):
            raise self._make_error(msg("holds two files of one name"))
        for name, entry in files.items():
            if not _is_inside(name):
                raise self._make_error(msg("holds a file whose name leads out of the folder"))
            if entry.flag_bits & _ENCRYPTED:
                raise self._make_error(msg("is protected by a password"))
            if not has_readable_method(entry):
                raise self._make_error(msg("uses a compression method that cannot be read"))
        return files

    def _make_damaged_error(self) -> TrackerError:
        return self._make_error(msg("is damaged or no zip file"))

    def _make_error(self, message: Message) -> TrackerError:
        return make_error(message, msg("take the file as tracker close wrote it"), location=Location(self.path))


def has_readable_method(entry: zipfile.ZipInfo) -> bool:
    """Whether a file in a zip is packed in one of the two ways of office programs.

    The libraries of the others (LZMA, bzip2) have errors of their own, and unpack more than they say.
    """
    return entry.compress_type in _METHODS


def _copy(file: IO[bytes], unpacked: BinaryIO, size: int) -> None:
    """Copy `size` bytes, which must be all that the file has."""
    while data := file.read(min(_CHUNK, size + 1)):
        size -= len(data)
        if size < 0:
            break
        unpacked.write(data)
    if size:
        raise zipfile.BadZipFile


def _has_plain_end(file: BinaryIO) -> bool:
    """Whether a zip ends with a short list of files, no comment, and nothing for zips of more than 4 GB.

    The library would load a list of any length.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE - 20))
    tail = file.read()
    file.seek(0)
    end = tail[-_END_SIZE:]
    is_short = int.from_bytes(end[12:16], "little") <= _MAX_LIST_BYTES
    return end[:4] == _END and is_short and tail[:-_END_SIZE][:4] != _LARGE_ZIP


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_ALWAYS_ALLOWED, entry.compress_size * _MAX_RATIO)


def _is_inside(name: str) -> bool:
    """Whether a name in a zip is that of a file within the folder, on every system."""
    parts = name.split("/")
    return name.isprintable() and "\\" not in name and ":" not in name and not {"", ".", ".."} & set(parts)
