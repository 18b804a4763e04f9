"""Closes a year in a store: the row of the closing, and the batches that it covers, in one transaction.

In the order of the journals those batches come before all others. So the rows that were closed stay the first rows,
also if an office commits a batch later whose moment is earlier.
"""

from collections.abc import Callable

from tracker.errors import TrackerError, make_error, msg
from tracker.journal.signals import hold_signals
from tracker.store import statements
from tracker.store.connection import explain_errors, list_conflicts
from tracker.store.journals import Store
from tracker.store.outcome import Marker, commit


def record_closing(store: Store, line: str, put_in_place: Callable[[], None]) -> bool:
    """Record the closing of a line of `closings.csv`, in the transaction that has read the journals.

    `put_in_place` gives the zip file its name; until this transaction ends, no other closing can be recorded.
    Returns whether the connection broke, and the closing was recorded all the same. Raises TrackerError, and records
    nothing, if another closing was first or the store cannot be written; UnknownOutcomeError if that cannot be known.
    """
    with explain_errors(store.address):
        try:
            last = store.fetch_one(statements.LAST_CLOSING)
            number = 1 + ((last and last[0]) or 0)
            values = number, line
            if store.fetch_one(statements.ADD_CLOSING, values) is None:
                raise _make_conflict_error()
            store.execute(statements.ADD_CLOSED_BATCHES, (number,))
            put_in_place()
            with hold_signals():  # they wait until the caller reports what is closed
                return commit(store, Marker(statements.ADD_CLOSING, values, statements.FIND_CLOSING, (number,)))
        except list_conflicts():
            raise _make_conflict_error() from None


def _make_conflict_error() -> TrackerError:
    message = msg("another office closed a year at this moment; nothing was closed")
    return make_error(message, msg("run tracker close again"))
