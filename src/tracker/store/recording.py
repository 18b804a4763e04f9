"""Records rows in a store: all of one recording in one transaction, or none of them.

Each row takes the next revision of its key. If another office has recorded the same key meanwhile, that revision is
taken, and nothing is written: no lock, sequence or clock decides which of the two is first.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from tracker.journal.batches import get_moment
from tracker.journal.schema import Schema
from tracker.journal.writer import choose_time, format_row, make_unique_timestamp
from tracker.model import Result, Row
from tracker.store import statements
from tracker.store.connection import ConflictError, explain_errors, retry
from tracker.store.journals import Store
from tracker.store.keys import StoreKey, format_moment, get_number, is_plain_after, make_key


class Change(Protocol):
    """The rows to record together, by one author, and the earlier rows about the same."""

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows to record."""

    @property
    def earlier_rows(self) -> Sequence[Row]:
        """Return the earlier rows about the same."""


def record_rows(
    store: Store, path: str, schema: Schema, get_now: Callable[[], datetime], look_again: Callable[[], Change]
) -> int:
    """Record the rows that `look_again` returns, and return how many.

    It is called in the transaction that records, and again if others recorded at that moment. Raises TrackerError, and
    records nothing, if it does, or if the store cannot be written; `path` names the journal in messages.
    """

    def attempt() -> int:
        store.release()
        with explain_errors(store.address):
            change = look_again()
            if change.rows:
                _Insertion(store, path, schema).insert(change, get_now())
            store.connection.commit()
            return len(change.rows)

    try:
        return retry(attempt)
    finally:
        store.release()


class _Insertion:
    """Inserts the rows of one recording into the table of a journal, in the transaction that is open."""

    def __init__(self, store: Store, path: str, schema: Schema) -> None:
        self._store, self._path, self._schema = store, path, schema
        self._table = statements.TABLES[schema.file_name]

    def insert(self, change: Change, now: datetime) -> None:
        """Insert the rows. Raises ConflictError if a revision or a moment is taken, TrackerError for a wrong clock."""
        rows = change.rows
        latest = max(change.earlier_rows, default=None, key=lambda row: get_moment(row.recorded_at))
        after = (latest.recorded_at, latest.line) if latest else ("", 0)
        recorded_at = make_unique_timestamp(choose_time(self._path, now, *after), self._find_fractions)
        moment = format_moment(recorded_at)
        batch = (self._schema.file_name, moment, uuid.uuid4().hex)
        if self._store.fetch_one(statements.ADD_BATCH, batch) is None:
            raise ConflictError
        stamp = {"recorded_at": recorded_at, "recorded_by": rows[0].recorded_by}
        cells = [{**self._schema.format(row), **stamp} for row in rows]
        names = self._complete_header(cells)
        states: dict[StoreKey, tuple[int, str | None, bool]] = {}
        for position, (row, each) in enumerate(zip(rows, cells, strict=True)):
            row = row._replace(recorded_at=recorded_at, recorded_by=rows[0].recorded_by)  # noqa: PLW2901
            self._insert_row(row, format_row(each, names, self._path), moment, position, states)

    def _insert_row(
        self, row: Row, line: str, moment: str, position: int, states: dict[StoreKey, tuple[int, str | None, bool]]
    ) -> None:
        key = make_key(row)
        revision, status, is_plain = states.get(key) or self._find_state(key)
        values = (*key, revision + 1, moment, position, row.recorded_on, line)
        if self._fetch(statements.ADD_ROW, values) is None:
            raise ConflictError
        is_plain = is_plain_after(row, status, was_plain=is_plain)
        states[key] = revision + 1, row.status, is_plain
        if isinstance(row, Result):
            number = (get_number(row), row.qualifier, row.status, row.recorded_at, is_plain, moment, position, line)
            self._store.execute(statements.REPLACE_LATEST, (*key, revision + 1, *number))
            if not row.period.is_year:
                self._store.execute(statements.ADD_PART_PERIOD, (row.indicator, str(row.period)))

    def _find_state(self, key: StoreKey) -> tuple[int, str | None, bool]:
        """Return the last revision of a key, its status, and whether it is plain; 0 if there is none."""
        if self._schema.file_name == statements.RESULTS:
            found = self._fetch(statements.LATEST, key)
            return (found[0], found[1], found[2]) if found else (0, None, True)
        found = self._fetch(statements.LAST_REVISION, key)
        return (found[0] if found and found[0] else 0, None, True)

    def _complete_header(self, cells: Sequence[dict[str, str]]) -> list[str]:
        """Return the names of the columns, after adding those of the scope that a row needs and the journal lacks."""
        number, line = self._store.fetch_header(self._schema.file_name)
        names = [name.strip() for name in line.removeprefix("\ufeff").split(",")]
        needed = [name for name in self._schema.scope_names if any(each.get(name) for each in cells)]
        missing = [name for name in needed if name not in names]
        if missing:
            header = ",".join([line, *missing])
            if self._store.fetch_one(statements.ADD_HEADER, (self._schema.file_name, number + 1, header)) is None:
                raise ConflictError
        return names + missing

    def _find_fractions(self, moment: datetime) -> list[bytes]:
        """Return the fractions of this second in which others have recorded, "" for the second itself."""
        second = moment.replace(microsecond=0)
        bounds = format_moment(second.isoformat()), format_moment((second + timedelta(seconds=1)).isoformat())
        found = self._store.fetch_all(statements.BATCHES_BETWEEN, (self._schema.file_name, *bounds))
        return [moment[20:26].encode() if moment[20:26] != "000000" else b"" for (moment,) in found]

    def _fetch(self, query: str, values: Sequence[object]) -> tuple[Any, ...] | None:
        subject = self._table.key[2]
        return self._store.fetch_one(query.format(table=self._table.name, subject=subject), values)
