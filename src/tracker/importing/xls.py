"""What the cells of an .xls file (Excel 97–2003) carry beyond their values: percentages, errors, and how much there is.

The file is a row of records, each with its kind and length. Only what the library does not tell is taken from them.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.errors import msg
from tracker.importing.archive import unreadable
from tracker.importing.cells import MOST_CELLS, refused, too_large
from tracker.importing.extent import Extent, Facts
from tracker.importing.ole import packed, read_stream
from tracker.importing.xlsx import PERCENT_FORMATS, shows_percent

_BOF, _EOF, _CONTINUE, _SHEET, _STRINGS, _FORMAT, _LOOK, _PASSWORD = 0x809, 0x0A, 0x3C, 0x85, 0xFC, 0x41E, 0xE0, 0x2F
_NUMBER, _SHORT, _SHORTS, _FORMULA, _ANSWER, _SHARED, _LABEL = 0x203, 0x27E, 0xBD, 0x06, 0x205, 0xFD, 0x204
_CELLS = (_NUMBER, _SHORT, _SHORTS, _FORMULA, _ANSWER, _SHARED, _LABEL)
_SIZE = 0x200
_KEPT = (*_CELLS, _BOF, _EOF, _SHEET, _STRINGS, _FORMAT, _LOOK, _PASSWORD, _SIZE)
_VERSION = 0x600
_LAST_ROW, _LAST_COLUMN = 65_536, 256
"""What a sheet of this format can hold, counted from 1."""
_MOST_RECORDS = MOST_CELLS // 2
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class Record(NamedTuple):
    """One record: where it begins in the stream, its kind, and its bytes in the pieces in which they stand."""

    at: int
    kind: int
    pieces: list[bytes]

    @property
    def data(self) -> bytes:
        """Return the first piece, which holds everything but long texts."""
        return self.pieces[0]


def checked(data: bytes, file: str) -> tuple[Mapping[str, Facts], bytes]:
    """Return the facts of each sheet by its name, and a file of only what was checked.

    Raises TrackerError where the file is damaged, protected, older than Excel 97, or holds too many cells.
    """
    stream, names = read_stream(data, "Workbook", file)
    if "EncryptedPackage" in names:
        raise refused(file, *_PROTECTED)
    if stream is None:
        hint = msg("open it in Excel or LibreOffice and save it as .xlsx")
        raise refused(file, msg("is no workbook of Excel 97 or later"), hint)
    try:
        records = _records(stream, file)
        return _facts(records, file), packed(_without_sizes(stream, records), "Workbook")
    except (struct.error, LookupError, ValueError):
        raise unreadable(file) from None


def _without_sizes(stream: bytes, records: list[Record]) -> bytes:
    """Return the stream without the sizes that its sheets state: the library would make room for them."""
    kept = bytearray(stream)
    for record in records:
        if record.kind == _SIZE:
            kept[record.at + 4 : record.at + 4 + len(record.data)] = bytes(len(record.data))
    return bytes(kept)


_PROTECTED = (msg("is protected by a password"), msg("save it without the password"))


def _records(stream: bytes, file: str) -> list[Record]:
    """Return the records that are of use here, in their order."""
    records: list[Record] = []
    at, is_kept = 0, False
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        piece = stream[at + 4 : at + 4 + size]
        if kind != _CONTINUE:
            is_kept = kind in _KEPT
        if is_kept and kind == _CONTINUE:
            records[-1].pieces.append(piece)
        elif is_kept:
            records.append(Record(at, kind, [piece]))
        if len(records) > _MOST_RECORDS:
            raise too_large(file)
        at += 4 + size
    return records


def _facts(records: list[Record], file: str) -> Mapping[str, Facts]:
    sheets: dict[int, str] = {}
    formats: set[int] = set(PERCENT_FORMATS)
    looks: list[int] = []
    lengths: list[int] = []
    for record in records:
        if record.kind == _EOF:  # what belongs to the whole workbook ends here
            break
        if record.kind == _PASSWORD:
            raise refused(file, *_PROTECTED)
        if record.kind == _SHEET:
            start = struct.unpack_from("<I", record.data)[0]
            if start in sheets:
                raise ValueError(start)
            sheets[start] = _text(record.data[6:], 1)
        elif record.kind == _FORMAT and shows_percent(_text(record.data[2:], 2)):
            formats.add(struct.unpack_from("<H", record.data)[0])
        elif record.kind == _LOOK:
            looks.append(struct.unpack_from("<HH", record.data)[1])
        elif record.kind == _STRINGS:
            lengths = list(_lengths(record))
            if struct.unpack_from("<I", record.data, 4)[0] > len(lengths):
                raise ValueError(len(lengths))
    percent = {at for at, number in enumerate(looks) if number in formats}
    starts = {record.at: place for place, record in enumerate(records)}
    extent, end = Extent(file, _LAST_ROW, _LAST_COLUMN), 0
    for start, name in sorted(sheets.items()):
        if starts[start] < end:  # two sheets in one place
            raise ValueError(start)
        extent.begin(name)
        end = _sheet(records, starts[start], percent, lengths, extent)
    extent.done()
    return extent.facts


def _text(data: bytes, width: int) -> str:
    """Return a text with its length in front, in one or two bytes."""
    length = int.from_bytes(data[:width], "little")
    if data[width] & 1:
        return data[width + 1 : width + 1 + 2 * length].decode("utf-16-le", "replace")
    return data[width + 1 : width + 1 + length].decode("latin-1")


def _lengths(record: Record) -> Iterator[int]:
    """Yield the length of every shared text: a small file may repeat a long one a million times."""
    pieces = iter(record.pieces)
    piece, at = next(pieces), 8
    while True:
        if at >= len(piece):
            piece, at = next(pieces, b""), 0
            if not piece:
                return
        length, flags = struct.unpack_from("<HB", piece, at)
        at += 3
        runs = struct.unpack_from("<H", piece, at)[0] if flags & 8 else 0
        at += 2 if flags & 8 else 0
        extra = struct.unpack_from("<I", piece, at)[0] if flags & 4 else 0
        at += 4 if flags & 4 else 0
        yield length
        left = length
        while left:
            taken = min(left, (len(piece) - at) // (1 + (flags & 1)))
            at, left = at + taken * (1 + (flags & 1)), left - taken
            if left:  # the rest stands in the next piece, which says anew how wide its letters are
                piece = next(pieces, b"")
                flags, at = piece[0], 1
        at += runs * 4 + extra
        while at > len(piece):
            at -= len(piece)
            piece = next(pieces, b"")
            if not piece:
                return


def _sheet(records: list[Record], place: int, percent: set[int], lengths: list[int], extent: Extent) -> int:
    """Take in the sheet that begins at `place` among the records, and return the place where it ends."""
    if struct.unpack_from("<H", records[place].data)[0] != _VERSION:
        raise ValueError(place)
    depth = 0
    for end in range(place, len(records)):
        record = records[end]
        depth += (record.kind == _BOF) - (record.kind == _EOF)
        if not depth:
            break
        if record.kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", record.data)
        text = struct.unpack_from("<I", record.data, 6)[0] if record.kind == _SHARED else len(lengths)
        for at, look in enumerate(_looks(record), column):
            extent.filled(row, at, lengths[text] if text < len(lengths) else 0)
            if depth == 1 and look in percent and record.kind in (_NUMBER, _SHORT, _SHORTS, _FORMULA):
                extent.mark(row, at)
        if depth == 1 and (error := _error(record)):
            extent.mark(row, column, error)
    return end


def _looks(record: Record) -> tuple[int, ...]:
    """Return the number of the look of each cell in a record: one, or of several short numbers beside each other."""
    data = record.data
    if record.kind == _SHORTS:
        return tuple(struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 7, 6))
    look: int = struct.unpack_from("<H", data, 4)[0]
    return (look,)


def _error(record: Record) -> str:
    data = record.data
    if record.kind == _ANSWER and data[7]:
        return _ERRORS.get(data[6], "#")
    if record.kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return _ERRORS.get(data[8], "#")
    return ""
