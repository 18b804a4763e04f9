"""Loads journal files into a store, a piece in each transaction, so that a load that was interrupted can go on.

The rows that are loaded have no moment: in the order of a journal they stand before all that are recorded. Until the
last piece is in the store, the header of its journal is empty, so that nobody reads or records half a journal.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from tracker.errors import Location, TrackerError, make_error, msg
from tracker.journal.blocks import BOM
from tracker.journal.closed_rows import iter_records
from tracker.journal.lock import make_changed_error
from tracker.journal.schema import Schema
from tracker.store import statements
from tracker.store.address import import_driver
from tracker.store.connection import explain_errors
from tracker.store.file_rows import FileRow, FileRowParser
from tracker.store.journals import Store
from tracker.store.keys import KeyState, StoreKey, format_moment

PIECE_ROWS = 20_000
"""The rows of one transaction."""
_QUERY_ROWS = 2_000
_TAIL_BYTES = 1 << 16
"""As many bytes at the end of a journal are searched for the second of a new recording."""


class LoadState(NamedTuple):
    """How much of a file is in the store: its rows, its bytes with the header, and the SHA-256 of these."""

    rows: int = 0
    bytes: int = 0
    sha256: str = ""
    is_whole: bool = False


class FileToLoad(NamedTuple):
    """An open file whose rows have no errors, the journal that it is, its whole size, and what of it is loaded.

    The journal of closings has no schema. `is_ordered` is not set if the last row of a key was recorded earlier on the
    same day than one before it.
    """

    journal: str
    path: str
    file: BinaryIO
    schema: Schema | None
    whole: LoadState
    loaded: LoadState
    is_ordered: bool = True


_BEGIN = LoadState(rows=-1)
"""What is loaded of a file as soon as its loading begins: not even its header."""


def read_load_state(store: Store, journal: str) -> LoadState:
    """Return how much of a file is loaded into a journal of the store. Raises TrackerError."""
    found = store.fetch_one(statements.LAST_LOAD, (journal,))
    return LoadState(*found) if found and found[0] >= 0 else LoadState()


def has_recordings(store: Store, journal: str) -> bool:
    """Whether anything was recorded into a journal of the store. Raises TrackerError."""
    query = statements.RECORDING_EXISTS
    if journal == statements.CLOSINGS:
        return store.fetch_one(statements.CLOSINGS_EXIST) is not None
    return store.fetch_one(query, (journal,)) is not None


def begin_loading(store: Store, journals: Sequence[str]) -> None:
    """Let nobody read or record these journals until they are loaded.

    Raises TrackerError, and changes nothing, if the user of the database may not load.
    """
    with explain_errors(store.address):
        for journal in journals:
            store.fetch_one(statements.ADD_LOAD, (journal, *_BEGIN, True))
            _put_header(store, journal, "")
        store.connection.commit()


def _put_header(store: Store, journal: str, line: str) -> None:
    found = store.fetch_one(statements.HEADER, (journal,))
    if found is None or found[1] != line:
        store.fetch_one(statements.ADD_HEADER, (journal, found[0] + 1 if found else 1, line))


def load_file(store: Store, source: FileToLoad, report_progress: Callable[[int, int], None]) -> None:
    """Load the rows of a file that are not in the store yet; `begin_loading` was called before.

    `report_progress` is called with the rows that are loaded, and all. Raises TrackerError; the pieces before stay.
    """
    source.file.seek(0)
    start = BOM if source.file.read(len(BOM)) == BOM else b""
    source.file.seek(0)
    records = iter_records(source.file)
    header = start + next(records)[1]
    loader = _Loader(store, source, header)
    loader.skip(records)
    report_progress(loader.rows, source.whole.rows)
    while not loader.is_done:
        try:
            loader.load_piece(list(islice(records, PIECE_ROWS)))
        except import_driver().errors.SerializationFailure:
            raise _make_busy_error(source.path) from None
        finally:
            store.release()
        report_progress(loader.rows, source.whole.rows)


def _make_busy_error(path: str) -> TrackerError:
    message = msg("another process is loading this journal, or recording into it, at this moment")
    return make_error(message, msg("run the command again when it has ended"), location=Location(path))


class _Loader:
    """Loads one file, and knows how far it has come."""

    def __init__(self, store: Store, source: FileToLoad, header: bytes) -> None:
        self._store, self._source, self._header = store, source, header
        self._parser = FileRowParser(header.removeprefix(BOM), source.schema, source.path) if source.schema else None
        self._digest = hashlib.sha256(header)
        self._bytes = len(header)
        self._part_periods: set[tuple[str, str]] = set()
        self.rows = 0
        self.is_done = False

    def skip(self, records: Iterator[tuple[int, bytes]]) -> None:
        """Skip the rows that are in the store. Raises TrackerError if they are no longer those of the file."""
        loaded = self._source.loaded
        for _, raw in islice(records, loaded.rows):
            self._add_bytes(raw)
            self.rows += 1
        if loaded.rows and (self._bytes, self._digest.hexdigest()) != (loaded.bytes, loaded.sha256):
            raise make_changed_error(self._source.path)

    def load_piece(self, records: list[tuple[int, bytes]]) -> None:
        """Load the next rows in one transaction. Raises TrackerError, and SerializationFailure."""
        source, start = self._source, self.rows
        for _, raw in records:
            self._add_bytes(raw)
        rows = start + len(records)
        state = LoadState(rows, self._bytes, self._digest.hexdigest(), rows == source.whole.rows)
        if rows > source.whole.rows or not (records or state.is_whole) or (state.is_whole and state != source.whole):
            raise make_changed_error(source.path)
        self._store.release()
        with explain_errors(self._store.address):
            if self._store.fetch_one(statements.ADD_LOAD, (source.journal, *state, source.is_ordered)) is None:
                raise _make_busy_error(source.path)
            self._insert(records, start, is_last=state.is_whole)
            if state.is_whole:
                _put_header(self._store, source.journal, self._header.decode().removesuffix("\n"))
            self._store.connection.commit()
        self.rows, self.is_done = rows, state.is_whole

    def _add_bytes(self, raw: bytes) -> None:
        self._digest.update(raw)
        self._bytes += len(raw)

    def _insert(self, records: list[tuple[int, bytes]], start: int, *, is_last: bool) -> None:
        if self._parser is None:
            for number, (_, raw) in enumerate(records, start + 1):
                self._store.execute(statements.LOAD_CLOSING, (number, raw[:-1].decode()))
            return
        rows = self._parser.parse(records)
        _RowInsertion(self._store, self._source.journal, self._parser, self._part_periods).insert(rows, start)
        if is_last:
            self._add_moments(rows)

    def _add_moments(self, rows: Sequence[FileRow]) -> None:
        """Take the times at the end of the file, so that later recordings do not get them."""
        size, moments = 0, set[str]()
        for row in reversed(rows):
            if len(row.recorded_at) > len("2026-01-10"):
                moments.add(format_moment(row.recorded_at))
            size += len(row.line.encode()) + 1
            if size >= _TAIL_BYTES:
                break
        for moment in sorted(moments):
            self._store.fetch_one(statements.ADD_BATCH, (self._source.journal, moment, ""))


class _RowInsertion:
    """Inserts rows of a file into the table of a journal, and the last of each key into `latest`."""

    def __init__(self, store: Store, journal: str, parser: FileRowParser, part_periods: set[tuple[str, str]]) -> None:
        self._store, self._journal, self._parser, self._part_periods = store, journal, parser, part_periods
        self._table = statements.TABLES[journal]

    def insert(self, rows: Sequence[FileRow], start: int) -> None:
        """Insert rows, the first of which has the position `start`. Raises TrackerError."""
        prefixes = {key: "\t".join(map(_escape, key)) for key in {row.key for row in rows}}
        known = self._fetch_states(list(prefixes))
        states, last, lines = dict(known), dict[StoreKey, tuple[FileRow, int]](), []
        for position, row in enumerate(rows, start):
            key, recorded_at, line = row[:3]
            states[key] = state = _follow(states.get(key) or KeyState(), row)
            last[key] = row, position
            lines.append(f"{prefixes[key]}\t{state.revision}\t\t{position}\t{recorded_at[:10]}\t{_escape(line)}")
        self._copy(statements.LOAD_ROWS.format(table=self._table.name, subject=self._table.key[2]), lines)
        if self._journal == statements.RESULTS:
            latest = [(key, self._list_latest(*last[key], states[key])) for key in last]
            self._copy(statements.LOAD_LATEST, [_format_values(values) for key, values in latest if key not in known])
            self._replace_latest([values for key, values in latest if key in known])
            self._add_part_periods({(key.indicator, key.subject) for key in last if "-" in key.subject})

    def _fetch_states(self, keys: Sequence[StoreKey]) -> dict[StoreKey, KeyState]:
        """Return the state of those keys that the store has."""
        states = {}
        for start in range(0, len(keys), _QUERY_ROWS):
            columns = [list(column) for column in zip(*keys[start : start + _QUERY_ROWS], strict=True)]
            for row in self._store.fetch_all(statements.STATES[self._journal], columns):
                states[StoreKey(*row[:4])] = KeyState(*row[4:])
        return states

    def _list_latest(self, row: FileRow, position: int, state: KeyState) -> tuple[object, ...]:
        number, *words = self._parser.find_number(row)
        text = None if number is None else str(number)  # an array has values of one type
        return (*row.key, state.revision, text, *words, row.recorded_at, state.is_plain, "", position, row.line)

    def _replace_latest(self, rows: Sequence[tuple[object, ...]]) -> None:
        for start in range(0, len(rows), _QUERY_ROWS):
            columns = [list(column) for column in zip(*rows[start : start + _QUERY_ROWS], strict=True)]
            self._store.execute(statements.REPLACE_MANY_LATEST, columns)

    def _add_part_periods(self, found: set[tuple[str, str]]) -> None:
        for each in sorted(found - self._part_periods):
            self._store.execute(statements.ADD_PART_PERIOD, each)
        self._part_periods |= found

    def _copy(self, statement: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        data = ("\n".join(lines) + "\n").encode()
        with self._store.connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.write(data)


def _follow(before: KeyState, found: FileRow) -> KeyState:
    """Return the state of a key after a row."""
    return before.follow(found.row) if found.row else KeyState(before.revision + 1, "final", before.is_plain)


def _escape(text: str) -> str:
    """Return a value as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _format_values(values: Sequence[object]) -> str:
    return "\t".join([_format_value(value) for value in values])


def _format_value(value: object) -> str:
    if value is None:
        return "\\N"
    return ("t" if value else "f") if isinstance(value, bool) else _escape(str(value))
