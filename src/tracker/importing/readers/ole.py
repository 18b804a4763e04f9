"""The container of old Office files: a small file system of sectors, from which one stream is read.

The library that reads the cells reserves memory for any size that a container states. So it gets a new container with
only this stream and with true sizes.
"""

import struct
from collections.abc import Iterator, Sequence

from tracker.importing.readers.archive import make_unreadable_error

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY, _START = 128, 116
_STREAM = 2
_FIRST_IN_HEADER = 109
_LAST = 0xFFFFFFFA
"""Numbers from this one on are not sectors: the end of a chain, or free."""
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 4096


def read_stream(data: bytes, name: str, file: str) -> tuple[bytes | None, frozenset[str]]:
    """Return the stream of this name in an old Office file, or None, and the names of all streams.

    Raises TrackerError if the file is damaged.
    """
    try:
        container = _Container(data)
        entries = container.list_entries()
        return container.read_content(entries[name]) if name in entries else None, frozenset(entries)
    except (struct.error, IndexError, ValueError):
        raise make_unreadable_error(file) from None


class _Container:
    """Sectors, and the table that chains them. Inconsistent data raises IndexError or ValueError."""

    def __init__(self, data: bytes) -> None:
        shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if not (7 <= shift <= 16 and 4 <= self._mini_shift <= shift):
            raise ValueError(shift)
        self._data, self._size = data, 1 << shift
        self._count = len(data) // self._size
        self._next = self._unpack_numbers(self._get_sector(at) for at in self._list_table_sectors())
        folder, self._cutoff, mini = (_unpack_number(data, at) for at in (48, 56, 60))
        self._folder = b"".join(self._iter_chain(folder))
        self._mini_next = self._unpack_numbers(self._iter_chain(mini))

    def _get_sector(self, index: int) -> bytes:
        if index >= self._count:
            raise IndexError(index)
        start = (index + 1) * self._size
        return self._data[start : start + self._size]

    def _unpack_numbers(self, sectors: Iterator[bytes]) -> Sequence[int]:
        joined = b"".join(sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _list_table_sectors(self) -> list[int]:
        """Return the sectors of the table of chains: the header lists the first, a chain of its own the others."""
        numbers = list(struct.unpack_from(f"<{_FIRST_IN_HEADER}I", self._data, 76))
        more = _unpack_number(self._data, 68)
        for _ in range(self._count):
            if more >= _LAST:
                break
            *held, more = struct.unpack_from(f"<{self._size // 4}I", self._get_sector(more).ljust(self._size, b"\xff"))
            numbers += held
        return [number for number in numbers if number < _LAST][: self._count]

    def _iter_chain(self, index: int) -> Iterator[bytes]:
        for _ in range(self._count):
            if index >= _LAST:
                return
            yield self._get_sector(index)
            index = self._next[index]
        if index < _LAST:
            raise ValueError(index)

    def list_entries(self) -> dict[str, bytes]:
        """Return the entry of each stream in the folder by its name."""
        entries = {}
        for at in range(_ENTRY, len(self._folder) - _ENTRY + 1, _ENTRY):
            entry = self._folder[at : at + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind == _STREAM:
                entries[entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")] = entry
        return entries

    def read_content(self, entry: bytes) -> bytes:
        """Return the bytes of a stream; a short one is stored in parts of sectors, in the stream of the root."""
        start, size = _unpack_number(entry, _START), _unpack_number(entry, 120)
        if size < self._cutoff:
            small = b"".join(self._iter_chain(_unpack_number(self._folder, _START)))
            return self._read_small(small, start, size)
        return b"".join(self._iter_chain(start))[:size]

    def _read_small(self, small: bytes, index: int, size: int) -> bytes:
        width, content = 1 << self._mini_shift, bytearray()
        while len(content) < size and index < _LAST:
            content += small[index * width : (index + 1) * width].ljust(width, b"\0")
            index = self._mini_next[index]
        return bytes(content[:size])


def _unpack_number(data: bytes, offset: int) -> int:
    number: int = struct.unpack_from("<I", data, offset)[0]
    return number


def pack_stream(stream: bytes, name: str) -> bytes:
    """Return an old Office file with only this stream, padded with zeros to whole sectors."""
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
    folder = _pack_entry("Root Entry", 5, 1, count + 1, _SECTOR) + _pack_entry(name, _STREAM, _FREE, 0, len(stream))
    parts = (header.ljust(_SECTOR, b"\0"), stream, folder.ljust(_SECTOR, b"\0"), bytes(_SECTOR))
    return b"".join((*parts, struct.pack(f"<{len(chains)}I", *chains)))


def _pack_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, _FREE, _FREE, child, start, size)
