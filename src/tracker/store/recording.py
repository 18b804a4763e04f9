"""Records rows in a store: all of one recording in one transaction, or none of them.

Each row takes the next revision of its key. If another office has recorded the same key meanwhile, that revision is
taken, and nothing is written: no lock, sequence or clock decides which of the two is first.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tracker.errors import Problem, make_error, msg
from tracker.journal.batches import get_moment
from tracker.journal.schema import Schema
from tracker.journal.signals import hold_signals
from tracker.journal.writer import choose_time, format_row
from tracker.model import Result, Row
from tracker.store import statements
from tracker.store.address import import_driver
from tracker.store.connection import ConflictError, explain_errors, retry
from tracker.store.journals import Store
from tracker.store.keys import KeyState, StoreKey, format_moment, get_number, make_key, parse_moment
from tracker.store.outcome import Marker, commit, make_recorded_warning

if TYPE_CHECKING:
    import psycopg


class Change(Protocol):
    """The rows to record together, by one author, and the earlier rows about the same."""

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows to record."""

    @property
    def earlier_rows(self) -> Sequence[Row]:
        """Return the earlier rows about the same."""


class _LastRow(NamedTuple):
    """The state of a key, and the moment of its last row."""

    state: KeyState = KeyState()
    moment: str = ""


def record_rows(
    store: Store, path: str, schema: Schema, get_now: Callable[[], datetime], look_again: Callable[[], Change]
) -> list[Problem]:
    """Record the rows that `look_again` returns; return the warnings for the user.

    It is called in the transaction that records, and again if others recorded at that moment. Raises TrackerError, and
    records nothing, if it does, or if the store cannot be written; `path` names the journal in messages. Raises
    UnknownOutcomeError if the connection breaks and the store cannot be asked whether it has recorded them.
    """

    def attempt() -> bool:
        store.release()
        change = look_again()
        if not change.rows:
            return False
        with explain_errors(store.address):
            marker = _Insertion(store, path, schema).insert(change, get_now())
        with hold_signals():  # they wait until the caller reports what is recorded
            return commit(store, marker)

    try:
        has_broken = retry(attempt)
    finally:
        store.release()
    return [make_recorded_warning(store)] if has_broken else []


class _Insertion:
    """Inserts the rows of one recording into the table of a journal, in the transaction that is open."""

    def __init__(self, store: Store, path: str, schema: Schema) -> None:
        self._store, self._path, self._schema = store, path, schema
        self._table = statements.TABLES[schema.file_name]

    def insert(self, change: Change, now: datetime) -> Marker:
        """Insert the rows; return the row by which they are found again.

        Raises ConflictError if a revision is taken, TrackerError if the clock of this computer is wrong.
        """
        keys = [make_key(row) for row in change.rows]
        last = self._fetch_last_rows(list(dict.fromkeys(keys)))
        chosen = self._choose_time(change, now, max(row.moment for row in last.values()))
        marker, recorded_at = self._add_batch(chosen)
        author = change.rows[0].recorded_by
        rows = [row._replace(recorded_at=recorded_at, recorded_by=author) for row in change.rows]
        cells = [{**self._schema.format(row), "recorded_at": recorded_at, "recorded_by": author} for row in rows]
        names = self._complete_header(cells)
        lines = [format_row(each, names, self._path) for each in cells]
        with self._make_pipeline():
            states = {key: row.state for key, row in last.items()}
            inserted = self._insert_rows(list(zip(rows, keys, lines, strict=True)), str(marker.key[1]), states)
        if inserted.rowcount < len(rows):
            raise ConflictError
        return marker

    def _insert_rows(
        self, rows: Sequence[tuple[Row, StoreKey, str]], moment: str, states: dict[StoreKey, KeyState]
    ) -> "psycopg.Cursor[Any]":
        """Insert the rows, and put the last one of each key of results into `latest`; return how many it inserted."""
        inserted, latest, part_periods = [], {}, {}
        for position, (row, key, line) in enumerate(rows):
            revision, _, is_plain = states[key] = states[key].follow(row)
            inserted.append((*key, revision, moment, position, row.recorded_on, line))
            if isinstance(row, Result):
                number = get_number(row), row.qualifier, row.status
                latest[key] = (*key, revision, *number, row.recorded_at, is_plain, moment, position, line)
                if not row.period.is_year:
                    part_periods[row.indicator, str(row.period)] = row.indicator, str(row.period)
        cursor = self._execute_many(statements.ADD_ROW, inserted)
        self._execute_many(statements.REPLACE_LATEST, latest.values())
        self._execute_many(statements.ADD_PART_PERIOD, part_periods.values())
        return cursor

    def _choose_time(self, change: Change, now: datetime, last: str) -> datetime:
        """Return when the rows are recorded: after those of their keys, of which `last` is the latest moment.

        So the rows of a key are in the order of their revisions, whatever the clocks of the offices show.
        """
        latest = max(change.earlier_rows, default=None, key=lambda row: get_moment(row.recorded_at))
        after = (latest.recorded_at, latest.line) if latest else ("", 0)
        chosen = choose_time(self._path, now, *after)
        if last and chosen <= parse_moment(last):
            chosen = parse_moment(last).replace(microsecond=0).astimezone(chosen.tzinfo) + timedelta(seconds=1)
        return chosen

    def _add_batch(self, moment: datetime) -> tuple[Marker, str]:
        """Insert the batch; return it as a marker, and its time: to the second, or a fraction if others have that."""
        recorded_at = moment.isoformat(timespec="seconds")
        while True:
            key = self._schema.file_name, format_moment(recorded_at)
            marker = Marker(statements.ADD_BATCH, (*key, uuid.uuid4().hex), statements.FIND_BATCH, key)
            if self._store.fetch_one(marker.insert, marker.values) is not None:
                return marker, recorded_at
            recorded_at = moment.isoformat(timespec="microseconds")
            moment += timedelta(microseconds=1)

    def _complete_header(self, cells: Sequence[dict[str, str]]) -> list[str]:
        """Return the names of the columns, after adding those of the scope that a row needs and the journal lacks.

        A header that was read earlier serves too: columns are only added at its end, and such a row may be shorter.
        """
        needed = [name for name in self._schema.scope_names if any(each.get(name) for each in cells)]
        number, line = self._store.headers.get(self._schema.file_name) or self._fetch_header()
        if missing := _list_missing(needed, line):
            number, line = self._fetch_header()
            missing = _list_missing(needed, line)
        if missing:
            line = ",".join([line, *missing])
            if self._store.fetch_one(statements.ADD_HEADER, (self._schema.file_name, number + 1, line)) is None:
                raise ConflictError
        return _split_header(line)

    def _fetch_header(self) -> tuple[int, str]:
        return self._store.fetch_header(self._schema.file_name)

    def _fetch_last_rows(self, keys: Sequence[StoreKey]) -> dict[StoreKey, _LastRow]:
        """Return what is known of the last row of each key; the default of a key without rows."""
        is_of_results = self._schema.file_name == statements.RESULTS
        query = statements.LAST_RESULT if is_of_results else statements.LAST_DECISION
        if len(keys) == 1:
            return {keys[0]: _make_last_row(self._store.fetch_one(query, keys[0]))}
        cursor = self._store.connection.cursor()
        cursor.executemany(query.encode(), keys, returning=True)
        return dict(zip(keys, map(_make_last_row, _iter_first_rows(cursor)), strict=True))

    def _execute_many(self, statement: str, values: Iterable[Sequence[object]]) -> "psycopg.Cursor[Any]":
        """Execute a statement for each of these values, all in one go."""
        cursor = self._store.connection.cursor()
        text = statement.format(table=self._table.name, subject=self._table.key[2])
        given = list(values)
        if len(given) == 1:
            cursor.execute(text.encode(), given[0])
        elif given:
            cursor.executemany(text.encode(), given)
        return cursor

    def _make_pipeline(self) -> AbstractContextManager[object]:
        """Return what sends the statements within it in one go, if the library of the driver can."""
        driver = import_driver()
        return self._store.connection.pipeline() if driver.Pipeline.is_supported() else nullcontext()


def _iter_first_rows(cursor: "psycopg.Cursor[Any]") -> Iterator[tuple[Any, ...] | None]:
    """Yield the first row of the result for each of the values with which a statement was executed."""
    yield cursor.fetchone()
    while cursor.nextset():
        yield cursor.fetchone()


def _make_last_row(found: tuple[Any, ...] | None) -> _LastRow:
    revision, moment, *others = found or (0, "")
    if others and others[1] is None:  # whoever has read `latest` has not seen the last row
        message = msg("the table latest of the store is damaged; nothing was recorded")
        raise make_error(message, msg("make it anew: tracker check --repair"))
    return _LastRow(KeyState(revision, *others), moment)


def _split_header(line: str) -> list[str]:
    return [name.strip() for name in line.removeprefix("\ufeff").split(",")]


def _list_missing(needed: Sequence[str], line: str) -> list[str]:
    names = _split_header(line)
    return [name for name in needed if name not in names]
