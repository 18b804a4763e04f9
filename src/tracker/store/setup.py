"""Makes the tables of a store, and says which version of them a database has."""

from importlib.resources import files

from tracker.errors import make_error, msg
from tracker.journal.closings import HEADER as CLOSINGS_HEADER
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.rows import RESULTS
from tracker.store import statements
from tracker.store.address import import_driver
from tracker.store.connection import explain_errors
from tracker.store.journals import Store

VERSION = 1
"""The version of the tables that this program makes and knows."""


def create_tables(store: Store) -> bool:
    """Make the tables, if the database has none; return whether it did. Raises TrackerError if they are newer."""
    version = read_version(store)
    if version is None:
        with explain_errors(store.address):
            store.connection.execute(files("tracker.store").joinpath("schema.sql").read_bytes())
            store.connection.execute(statements.ADD_VERSION, (VERSION,))
            headers = (RESULTS.file_name, RESULTS.header), (DECISIONS.file_name, DECISIONS.header)
            for name, header in (*headers, (statements.CLOSINGS, CLOSINGS_HEADER)):
                store.connection.execute(statements.ADD_HEADER, (name, 1, header))
            store.connection.commit()
    elif version > VERSION:
        message = msg("the store {store} was made by a newer program", store=store.address.shown)
        raise make_error(message, msg("install the newest version of tracker"))
    return version is None


def read_version(store: Store) -> int | None:
    """Return the version of the tables of a database, None if it has none."""
    driver = import_driver()
    try:
        found = store.connection.execute(statements.VERSION).fetchone()
    except driver.errors.UndefinedTable:
        return None
    finally:
        store.release()
    return int(found[0]) if found and found[0] else None
