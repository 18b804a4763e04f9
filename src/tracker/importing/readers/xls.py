"""Percentages, errors and the size of an .xls file (Excel 97–2003), which the library does not report.

The file is a sequence of records, each with its kind and length.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.errors import msg
from tracker.importing.readers.archive import make_password_error, make_unreadable_error
from tracker.importing.readers.cells import MAX_CELLS, make_file_error, make_too_large_error
from tracker.importing.readers.ole import pack_stream, read_stream
from tracker.importing.readers.size_guard import RowSpans, SizeGuard
from tracker.importing.readers.xlsx import PERCENT_FORMATS, is_percent_format

_BOF, _EOF, _CONTINUE, _BOUNDSHEET, _SST, _FORMAT, _XF, _FILEPASS = 0x809, 0x0A, 0x3C, 0x85, 0xFC, 0x41E, 0xE0, 0x2F
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR, _LABELSST, _LABEL = 0x203, 0x27E, 0xBD, 0x06, 0x205, 0xFD, 0x204
_CELLS = (_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR, _LABELSST, _LABEL)
_DIMENSIONS = 0x200
_NEEDED_KINDS = (*_CELLS, _BOF, _EOF, _BOUNDSHEET, _SST, _FORMAT, _XF, _FILEPASS, _DIMENSIONS)
_VERSION = 0x600
_LAST_ROW, _LAST_COLUMN = 65_536, 256
"""The limits of a sheet of this format, counted from 1."""
_MAX_RECORDS = MAX_CELLS // 2
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class BiffRecord(NamedTuple):
    """One record: its offset in the stream, its kind, and its bytes in pieces as stored."""

    offset: int
    kind: int
    pieces: list[bytes]

    @property
    def data(self) -> bytes:
        """Return the first piece, which has everything but long texts."""
        return self.pieces[0]


def check_workbook(data: bytes, file: str) -> tuple[Mapping[str, RowSpans], bytes]:
    """Return the spans of each sheet by its name, and a file of only what was checked.

    Raises TrackerError if the file is damaged, protected or older than Excel 97, or has too many cells.
    """
    stream, names = read_stream(data, "Workbook", file)
    if "EncryptedPackage" in names:
        raise make_password_error(file)
    if stream is None:
        hint = msg("open it in Excel or LibreOffice and save it as .xlsx")
        raise make_file_error(file, msg("is not a workbook of Excel 97 or later"), hint)
    try:
        records = _read_records(stream, file)
        return _read_spans(records, file), pack_stream(_clear_dimensions(stream, records), "Workbook")
    except (struct.error, LookupError, ValueError):
        raise make_unreadable_error(file) from None


def _clear_dimensions(stream: bytes, records: list[BiffRecord]) -> bytes:
    """Return the stream without the stated sizes of its sheets, for which the library would reserve memory."""
    kept = bytearray(stream)
    for record in records:
        if record.kind == _DIMENSIONS:
            kept[record.offset + 4 : record.offset + 4 + len(record.data)] = bytes(len(record.data))
    return bytes(kept)


def _read_records(stream: bytes, file: str) -> list[BiffRecord]:
    """Return the needed records in their order."""
    records: list[BiffRecord] = []
    at, is_kept = 0, False
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        piece = stream[at + 4 : at + 4 + size]
        if kind != _CONTINUE:
            is_kept = kind in _NEEDED_KINDS
        if is_kept and kind == _CONTINUE:
            records[-1].pieces.append(piece)
        elif is_kept:
            records.append(BiffRecord(at, kind, [piece]))
        if len(records) > _MAX_RECORDS:
            raise make_too_large_error(file)
        at += 4 + size
    return records


def _read_spans(records: list[BiffRecord], file: str) -> Mapping[str, RowSpans]:
    sheets: dict[int, str] = {}
    formats: set[int] = set(PERCENT_FORMATS)
    looks: list[int] = []
    lengths: list[int] = []
    for record in records:
        if record.kind == _EOF:  # the records of the whole workbook end here
            break
        if record.kind == _FILEPASS:
            raise make_password_error(file)
        if record.kind == _BOUNDSHEET:
            start = struct.unpack_from("<I", record.data)[0]
            if start in sheets:
                raise ValueError(start)
            sheets[start] = _decode_text(record.data[6:], 1)
        elif record.kind == _FORMAT and is_percent_format(_decode_text(record.data[2:], 2)):
            formats.add(struct.unpack_from("<H", record.data)[0])
        elif record.kind == _XF:
            looks.append(struct.unpack_from("<HH", record.data)[1])
        elif record.kind == _SST:
            lengths = list(_iter_string_lengths(record))
            if struct.unpack_from("<I", record.data, 4)[0] > len(lengths):
                raise ValueError(len(lengths))
    percent = {at for at, number in enumerate(looks) if number in formats}
    starts = {record.offset: place for place, record in enumerate(records)}
    guard, end = SizeGuard(file, _LAST_ROW, _LAST_COLUMN), 0
    for start, name in sorted(sheets.items()):
        if starts[start] < end:  # two sheets in one place
            raise ValueError(start)
        guard.begin_sheet(name)
        end = _scan_sheet(records, starts[start], percent, lengths, guard)
    guard.finish()
    return guard.spans_by_sheet


def _decode_text(data: bytes, width: int) -> str:
    """Return a text that begins with its length, in `width` bytes."""
    length = int.from_bytes(data[:width], "little")
    if data[width] & 1:
        return data[width + 1 : width + 1 + 2 * length].decode("utf-16-le", "replace")
    return data[width + 1 : width + 1 + length].decode("latin-1")


def _iter_string_lengths(record: BiffRecord) -> Iterator[int]:
    """Yield the length of every shared text: a small file can repeat a long one a million times."""
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
            if left:  # the next piece has the rest, and its own width of letters
                piece = next(pieces, b"")
                flags, at = piece[0], 1
        at += runs * 4 + extra
        while at > len(piece):
            at -= len(piece)
            piece = next(pieces, b"")
            if not piece:
                return


def _scan_sheet(records: list[BiffRecord], start: int, percent: set[int], lengths: list[int], guard: SizeGuard) -> int:
    """Pass the cells of the sheet that begins at record `start` to the guard; return the index of its end."""
    if struct.unpack_from("<H", records[start].data)[0] != _VERSION:
        raise ValueError(start)
    depth = 0
    for end in range(start, len(records)):
        record = records[end]
        depth += (record.kind == _BOF) - (record.kind == _EOF)
        if not depth:
            break
        if record.kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", record.data)
        text = struct.unpack_from("<I", record.data, 6)[0] if record.kind == _LABELSST else len(lengths)
        for at, look in enumerate(_get_xf_indexes(record), column):
            guard.add_cell(row, at, lengths[text] if text < len(lengths) else 0)
            if depth == 1 and look in percent and record.kind in (_NUMBER, _RK, _MULRK, _FORMULA):
                guard.mark_cell(row, at)
        if depth == 1 and (error := _get_error(record)):
            guard.mark_cell(row, column, error)
    return end


def _get_xf_indexes(record: BiffRecord) -> tuple[int, ...]:
    """Return the style index of each cell in a record, of which some kinds have several cells."""
    data = record.data
    if record.kind == _MULRK:
        return tuple(struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 7, 6))
    look: int = struct.unpack_from("<H", data, 4)[0]
    return (look,)


def _get_error(record: BiffRecord) -> str:
    data = record.data
    if record.kind == _BOOLERR and data[7]:
        return _ERRORS.get(data[6], "#")
    if record.kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return _ERRORS.get(data[8], "#")
    return ""
