"""Compares the table `latest` with the rows of results, of which it can be made anew at any time."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.model import Result
from tracker.store import statements
from tracker.store.connection import ConflictError, explain_errors, retry
from tracker.store.journals import Store
from tracker.store.keys import KeyState, StoreKey, get_number, make_key


class LatestRow(NamedTuple):
    """What `latest` repeats of the last row of a key."""

    revision: int
    value: Decimal | None
    qualifier: str
    status: str
    recorded_at: str
    is_plain: bool

    def get_state(self) -> KeyState:
        """Return the state of its key."""
        return KeyState(self.revision, self.status, self.is_plain)


def find_wrong_keys(store: Store, rows: Iterable[Result]) -> tuple[StoreKey, ...]:
    """Return the keys of which `latest` has not the last row; `rows` are all results, in the order of the journal."""
    expected = _collect(rows)
    found = {StoreKey(*row[:4]): LatestRow(*row[4:]) for row in store.fetch_all(statements.ALL_LATEST)}
    wrong = {key for key in {*expected, *found} if expected.get(key) != found.get(key)}
    wrong.update(StoreKey(*row) for row in store.fetch_all(statements.WRONG_LINES))
    return tuple(sorted(wrong))


def repair_latest(store: Store, list_rows: Callable[[], Iterable[Result]]) -> tuple[StoreKey, ...]:
    """Put the last row of each key into `latest` where it is not, and return those keys. Raises TrackerError.

    `list_rows` returns all results as they are now.
    """

    def attempt() -> tuple[StoreKey, ...]:
        store.release()
        rows = list(list_rows())
        expected = _collect(rows)
        wrong = tuple(key for key in find_wrong_keys(store, rows) if key in expected)
        with explain_errors(store.address):
            for key in wrong:
                _replace(store, key, expected)
            store.connection.commit()
        return wrong

    try:
        return retry(attempt)
    finally:
        store.release()


def _replace(store: Store, key: StoreKey, expected: Mapping[StoreKey, LatestRow]) -> None:
    found = store.fetch_one(statements.LAST_LINE, key)
    if found is None or found[0] != expected[key].revision:
        raise ConflictError
    _, moment, position, line = found
    store.execute(statements.REPLACE_LATEST, (*key, *expected[key], moment, position, line))


def _collect(rows: Iterable[Result]) -> dict[StoreKey, LatestRow]:
    """Return what `latest` must have."""
    found: dict[StoreKey, LatestRow] = {}
    for row in rows:
        key = make_key(row)
        before = found[key].get_state() if key in found else KeyState()
        revision, status, is_plain = before.follow(row)
        found[key] = LatestRow(revision, get_number(row), row.qualifier, status or "", row.recorded_at, is_plain)
    return found
