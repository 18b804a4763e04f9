"""The container of old Office files: a small file system of sectors, from which one stream is taken out.

The library that reads the cells makes room for whatever sizes a container states. So it is given a new one, which
holds nothing but that stream and states true sizes.
"""

import struct
from collections.abc import Iterator, Sequence

from tracker.importing.archive import unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_STREAM = 2
_FIRST_IN_HEADER = 109
_LAST = 0xFFFFFFFA
"""From here on a number is no sector: the end of a chain, or free."""
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 4096


def read_stream(data: bytes, name: str, file: str) -> tuple[bytes | None, frozenset[str]]:
    """Return the stream of that name in an old Office file, None where there is none, and the names of all streams.

    Raises TrackerError where the file is damaged.
    """
    try:
        container = _Container(data)
        entries = container.entries()
        return container.content(entries[name]) if name in entries else None, frozenset(entries)
    except (struct.error, IndexError, ValueError):
        raise unreadable(file) from None


class _Container:
    """Sectors, and the table that chains them. What does not fit together raises IndexError or ValueError."""

    def __init__(self, data: bytes) -> None:
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if not (7 <= shift <= 16 and 4 <= self._mini_shift <= shift):
            raise ValueError(shift)
        self._data, self._size = data, 1 << shift
        self._count = len(data) // self._size
        self._next = self._numbers(self._sector(at) for at in self._table_sectors())
        first_of_folder, cutoff, first_of_mini = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        self._folder = b"".join(self._chain(first_of_folder))
        self._cutoff = cutoff
        self._mini_next = self._numbers(self._chain(first_of_mini))

    def _sector(self, at: int) -> bytes:
        if at >= self._count:
            raise IndexError(at)
        start = (at + 1) * self._size
        return self._data[start : start + self._size]

    def _numbers(self, sectors: Iterator[bytes]) -> Sequence[int]:
        joined = b"".join(sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _table_sectors(self) -> list[int]:
        """Return the sectors that hold the table of chains: the first in the header, more in a chain of their own."""
        numbers = list(struct.unpack_from(f"<{_FIRST_IN_HEADER}I", self._data, 76))
        more = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(self._count):
            if more >= _LAST:
                break
            *held, more = struct.unpack_from(f"<{self._size // 4}I", self._sector(more).ljust(self._size, b"\xff"))
            numbers += held
        return [number for number in numbers if number < _LAST][: self._count]

    def _chain(self, at: int) -> Iterator[bytes]:
        for _ in range(self._count):
            if at >= _LAST:
                return
            yield self._sector(at)
            at = self._next[at]
        if at < _LAST:
            raise ValueError(at)

    def entries(self) -> dict[str, bytes]:
        """Return the entry of each stream in the folder by its name."""
        found = {}
        for at in range(_ENTRY, len(self._folder) - _ENTRY + 1, _ENTRY):
            entry = self._folder[at : at + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind == _STREAM:
                found[entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")] = entry
        return found

    def content(self, entry: bytes) -> bytes:
        """Return the bytes of a stream; a short one stands in pieces of sectors, in a stream of the root."""
        size = struct.unpack_from("<I", entry, 120)[0]
        if size < self._cutoff:
            small = b"".join(self._chain(_start(self._folder[:_ENTRY])))
            return self._small(small, _start(entry), size)
        return b"".join(self._chain(_start(entry)))[:size]

    def _small(self, small: bytes, at: int, size: int) -> bytes:
        width, found = 1 << self._mini_shift, bytearray()
        while len(found) < size and at < _LAST:
            found += small[at * width : (at + 1) * width].ljust(width, b"\0")
            at = self._mini_next[at]
        return bytes(found[:size])


def _start(entry: bytes) -> int:
    number: int = struct.unpack_from("<I", entry, 116)[0]
    return number


def packed(stream: bytes, name: str) -> bytes:
    """Return an old Office file that holds this stream only, filled up with zeros to whole sectors."""
    stream += bytes(-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    tables = -(-(count + 2) // (_SECTOR // 4 - 1))
    chains = [*range(1, count), _END, _END, _END, *[_TABLE] * tables]
    chains += [_FREE] * (-len(chains) % (_SECTOR // 4))
    own = [*range(count + 2, count + 2 + tables)]
    header = struct.pack(
        "<8s16xHHHHH6x9I109I",
        *(MAGIC, 0x3E, 4, 0xFFFE, 12, 6, 1, tables, count, 0, _SECTOR, _END, 0, _END, 0),
        *(own + [_FREE] * (_FIRST_IN_HEADER - tables)),
    )
    folder = _entry("Root Entry", 5, 1, count + 1, _SECTOR) + _entry(name, _STREAM, _FREE, 0, len(stream))
    parts = (header.ljust(_SECTOR, b"\0"), stream, folder.ljust(_SECTOR, b"\0"), bytes(_SECTOR))
    return b"".join((*parts, struct.pack(f"<{len(chains)}I", *chains)))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, _FREE, _FREE, child, start, size)
