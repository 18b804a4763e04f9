"""Commits a recording, and finds out what became of it if the connection broke after the commit was sent.

A row that only this transaction inserts is its marker. Another connection inserts a row of the same key: it waits while
the transaction is still at work. If the marker is there then, the transaction was committed. If it is not, it never
will be.
"""

import time
from typing import NamedTuple

from tracker.errors import Location, Problem, TrackerError, UnknownOutcomeError, make_error, msg
from tracker.store import statements
from tracker.store.address import TIMEOUT_SECONDS, import_driver
from tracker.store.connection import explain_errors, list_conflicts
from tracker.store.journals import Store

_PAUSE_SECONDS = 0.2
_UNKNOWN = "40003"
"""The SQLSTATE of an engine that does not know either whether it has committed."""


class Marker(NamedTuple):
    """A row by which a transaction is found again: the statements that insert and find it, and its values.

    Finding it returns the last of the values, which no other row has.
    """

    insert: str
    values: tuple[object, ...]
    find: str
    key: tuple[str | int, ...]


def commit(store: Store, marker: Marker) -> bool:
    """Commit the transaction that is open; return whether the connection broke, and it was committed all the same.

    Raises TrackerError if it was not, and UnknownOutcomeError if that cannot be found out.
    """
    driver = import_driver()
    with explain_errors(store.address):
        try:
            store.connection.commit()
        except list_conflicts():
            raise
        except driver.Error as error:
            if not store.connection_is_broken and error.sqlstate != _UNKNOWN:
                raise  # the server has answered that it did not commit
        else:
            return False
    if not _find_out(store, marker):
        message = msg("the connection to the store {store} broke", store=store.address.shown)
        raise make_error(message, msg("run the command again; nothing was recorded"))
    return True


def make_recorded_warning(store: Store) -> Problem:
    """Return the warning that the connection broke, and that all is recorded."""
    message = msg("the connection to the store {store} broke, but it is recorded", store=store.address.shown)
    return Problem(Location(), message, msg("do not record it again; tracker log shows it"))


def _find_out(store: Store, marker: Marker) -> bool:
    """Return whether the transaction of a marker was committed, as soon as the store can be reached again."""
    failures: tuple[type[Exception], ...] = (TrackerError, *list_conflicts())
    end = time.monotonic() + TIMEOUT_SECONDS
    while True:
        store.close()
        try:
            return _is_committed(store, marker)
        except failures:
            if time.monotonic() > end:
                raise _make_unknown_error(store) from None
            time.sleep(_PAUSE_SECONDS)
        finally:
            store.close()


def _is_committed(store: Store, marker: Marker) -> bool:
    store.execute(statements.LIMIT_WAITING)
    found = store.fetch_one(marker.find, marker.key)
    while found is None:
        if store.fetch_one(marker.insert, marker.values) is not None:
            return False  # the row is taken back when the connection is closed
        store.release()
        found = store.fetch_one(marker.find, marker.key)
    return bool(found[0] == marker.values[-1])


def _make_unknown_error(store: Store) -> UnknownOutcomeError:
    name = store.address.shown
    message = msg("the connection to the store {store} broke; it is not known whether it is recorded", store=name)
    return UnknownOutcomeError(message, msg("see tracker log before you record it again"))
