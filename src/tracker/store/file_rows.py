"""The rows of a journal file as a store needs them: the key of each, its time, and its line as it is written."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, ProblemList
from tracker.journal.closed_rows import split_cells
from tracker.journal.effective import UNDO_SUFFIX
from tracker.journal.fastpath import FastRowMatcher
from tracker.journal.header import read_header
from tracker.journal.lock import make_changed_error
from tracker.journal.row_reader import RowReader
from tracker.journal.schema import Schema
from tracker.model import Result, Row
from tracker.store.keys import StoreKey, get_number, make_key

_UNDO = UNDO_SUFFIX.encode()


class FileRow(NamedTuple):
    """A row of a file; `row` is None for a result that the fast path has matched, which is no forecast and no undo."""

    key: StoreKey
    recorded_at: str
    line: str
    number: int
    row: Row | None


class FileRowParser:
    """Parses the rows of a journal file in which nothing is wrong; `path` names it in messages."""

    def __init__(self, header: bytes, schema: Schema, path: str) -> None:
        columns, _ = read_header(split_cells(header), Location(path, 1), schema)
        if columns is None:
            raise make_changed_error(path)
        self._matcher = FastRowMatcher(columns, schema)
        self._reader = RowReader(columns, path, ProblemList(), None, schema)
        self._scopes = {"": ("", "")}
        self._path = path

    def parse(self, records: Sequence[tuple[int, bytes]]) -> list[FileRow]:
        """Return the rows of records: the number of the first line of each, and its bytes with the line break.

        Raises TrackerError if one of them is no row.
        """
        block = b"".join([raw if raw.count(b"\n") == 1 else b"\n" for _, raw in records])
        keys, times = self._matcher.match_block(block, len(records))
        rows = []
        for (number, raw), key, time in zip(records, keys, times, strict=True):
            text = raw[:-1].decode()
            if key and _UNDO not in raw:
                rows.append(FileRow(self._split_key(key), time.decode(), text, number, None))
            else:
                row = self._read_row(text, number)
                rows.append(FileRow(make_key(row), row.recorded_at, text, number, row))
        return rows

    def find_number(self, found: FileRow) -> tuple[Decimal | str | None, str, str]:
        """Return the number of a result, its qualifier and its status; None for yes, no and a withdrawal."""
        if isinstance(found.row, Result):
            return get_number(found.row), found.row.qualifier, found.row.status
        value, qualifier, status = found.line.split(",", 5)[2:5]  # the fast path knows them only in this order
        return value, qualifier, status

    def _split_key(self, key: bytes) -> StoreKey:
        """Return the key that the fast path has read: `poor-households,2024,p-song-cong,sex=female`."""
        indicator, period, *scope = key.decode().split(",", 2)
        return StoreKey(*self._find_scope(scope[0] if scope else "", indicator, period))

    def _find_scope(self, scope: str, indicator: str, period: str) -> tuple[str, str, str, str]:
        known = self._scopes.get(scope)
        if known is None:
            area, *parts = scope.split(",")
            ordered = sorted(parts, key=lambda part: part.partition("=")[0])
            known = self._scopes[scope] = area, ";".join(ordered)
        return known[0], indicator, period, known[1]

    def _read_row(self, text: str, number: int) -> Row:
        cells = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
        row = self._reader.read_row(cells, number) if cells else None
        if row is None:
            raise make_changed_error(self._path)
        return row
