"""The rows of a journal as bytes: counted, hashed and compared, so that a closing can be proven.

A closing covers the first rows of each journal, whatever their period. Rows are hashed as the bytes between the header
and the end of the last closed row, so that the header may gain columns. The last row counts with a line break, which
the next recording adds if the file has none.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from tracker.journal.blocks import BOM, MAX_CELL_BYTES

NO_ROWS = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The hash of a journal without rows."""
_CELL = rb'(?:[^",\r\n]*|"(?:[^"]|"")*")'
_QUICK_CELL = rb'(?:"(?:[^"\r\n]++|"")*+"|[^",\r\n]*+)'
_PLAIN_LINES = re.compile(rb"(?:(?!\r?\n)" + _QUICK_CELL + rb"(?:," + _QUICK_CELL + rb")*+\r?+\n)++")
"""Lines that are a row each: no empty line, and no quoted cell with a line break."""
_BLOCK = 1 << 16
_ONE_LINE = re.compile(_CELL + rb"(?:," + _CELL + rb")*(?:\r\n|\n|\r)?")


class RowsDigest(NamedTuple):
    """How many rows a journal has, and the hash of their bytes."""

    rows: int
    sha256: str


def iter_records(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield each record of a CSV file, a line or several if a quoted cell has a line break, with its first line."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL_BYTES))  # a limit of the whole process
    lines = _iter_lines(file)
    number = 1
    for raw in lines:
        if b'"' not in raw or _ONE_LINE.fullmatch(raw):
            yield number, raw
            number += 1
            continue
        parts = _read_record(raw, lines)
        yield number, b"".join(parts)
        number += len(parts)


def _iter_lines(file: BinaryIO) -> Iterator[bytes]:
    if file.read(len(BOM)) != BOM:
        file.seek(0)
    for raw in file:
        if raw.count(b"\r") > raw.endswith(b"\r\n"):
            yield from raw.splitlines(keepends=True)
        else:
            yield raw


def _read_record(first: bytes, lines: Iterator[bytes]) -> list[bytes]:
    """Return the lines of the record that begins with `first`, as the csv module reads it."""
    parts: list[bytes] = []

    def iter_texts() -> Iterator[str]:
        raw: bytes | None = first
        while raw is not None:
            parts.append(raw)
            yield raw.decode("latin-1")
            raw = next(lines, None)

    with suppress(csv.Error, StopIteration):  # reading the journal reports what is wrong with it
        next(csv.reader(iter_texts(), strict=True))
    return parts


def iter_rows(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the header and each row of a journal with its last line: its bytes, with a line break in any case.

    Empty lines before a row are a part of it.
    """
    end, skipped = b"", b""
    for line, raw in iter_records(file):
        text = raw.rstrip(b"\r\n")
        if not text:
            skipped += raw
            continue
        end = end or raw[len(text) :] or b"\n"
        whole = raw if len(text) < len(raw) else raw + end
        yield line + len(text.splitlines()) - 1, skipped + whole
        skipped = b""


def count_rows(file: BinaryIO) -> RowsDigest:
    """Return the digest of all rows of a journal. Raises OSError if it cannot be read."""
    import hashlib  # only closing and checking need it

    digest, rows = hashlib.sha256(), 0
    for rows, (_, raw) in enumerate(iter_rows(file)):
        if rows:
            digest.update(raw)
    return RowsDigest(rows, digest.hexdigest())


def digest_first_rows(file: BinaryIO, counts: Iterable[int]) -> dict[int, str]:
    """Return the hash of the first rows of a journal, for each of these numbers of rows; none if it has fewer."""
    import hashlib

    wanted, digest, found = set(counts), hashlib.sha256(), dict[int, str]()
    if 0 in wanted:
        found[0] = NO_ROWS
    for count, (_, raw) in enumerate(iter_rows(file)):
        if count:
            digest.update(raw)
        if count in wanted:
            found[count] = digest.hexdigest()
        if count >= max(wanted, default=0):
            break
    return found


def find_last_lines(file: BinaryIO, counts: Iterable[int]) -> dict[int, int]:
    """Return the last line of the first rows of a journal, for each of these numbers of rows."""
    wanted = set(counts)
    lines = _count_plain_lines(file, max(wanted, default=0) + 1)
    if lines is not None:
        return {count: min(count + 1, lines) for count in wanted}
    file.seek(0)
    found = dict.fromkeys(wanted, 0)
    last_line = 0
    for count, (last_line, _) in enumerate(iter_rows(file)):
        if count in wanted:
            found[count] = last_line
            if count == max(wanted):
                return found
    return {count: line or last_line for count, line in found.items()}


def _count_plain_lines(file: BinaryIO, limit: int) -> int | None:
    """Return how many lines a file has, at least `limit` if it has so many; None if a line is not just one row.

    This takes a tenth of the time of reading the rows one by one, and every command does it that judges.
    """
    lines = 0
    while lines < limit and (block := file.read(_BLOCK) + file.readline()):
        block = block if block.endswith(b"\n") else block + b"\n"
        is_suspect = b'"' in block or b"\r" in block or b"\n\n" in block or block.startswith(b"\n")
        if is_suspect and not _PLAIN_LINES.fullmatch(block):
            return None
        lines += block.count(b"\n")
    return lines


def find_first_change(file: BinaryIO, closed: BinaryIO) -> int | None:
    """Return the last line of the first row that is not as in the closed journal; None if a row is missing."""
    rows, closed_rows = iter_rows(file), iter_rows(closed)
    next(rows, None)
    next(closed_rows, None)
    for _, before in closed_rows:
        line, now = next(rows, (None, b""))
        if now != before:
            return line
    return None


def read_column_names(file: BinaryIO) -> list[str]:
    """Return the names of the columns of a journal."""
    _, raw = next(iter_rows(file), (0, b""))
    return [name.strip() for name in split_cells(raw.lstrip(b"\r\n"))]


def split_cells(raw: bytes) -> list[str]:
    """Return the cells of a record, or none if its quotation marks do not match."""
    try:
        return next(csv.reader(io.StringIO(raw.decode(errors="replace"), newline=""), strict=True), [])
    except csv.Error:
        return []
