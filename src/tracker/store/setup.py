"""Makes the tables of a store and the roles that may use them, and says which version of them a database has.

Whoever makes the tables owns them. The roles belong to the whole server. If the user may not make them, an
administrator does, and the same command then grants them what they need.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple

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
_HEADERS = (
    (RESULTS.file_name, RESULTS.header), (DECISIONS.file_name, DECISIONS.header), (statements.CLOSINGS, CLOSINGS_HEADER)
)  # fmt: skip
_ATTEMPTS = 10


class StoreSetup(NamedTuple):
    """What was done: whether the tables and which roles are new, what an administrator must execute,
    and what lets a person in."""

    is_new: bool
    new_roles: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    let_read: str = statements.LET_READ
    let_record: str = statements.LET_RECORD


def set_up_store(store: Store) -> StoreSetup:
    """Make the tables and the roles that the database lacks, and grant the roles what they need.

    Several may do this at once. Raises TrackerError if the tables are of a newer program, or may not be made.
    """
    version = read_version(store)
    if version is not None and version > VERSION:
        message = msg("the store {store} was made by a newer program", store=store.address.shown)
        raise make_error(message, msg("install the newest version of tracker"))
    with explain_errors(store.address):
        made, missing = _create_roles(store)
        is_new = _repeat(store, lambda: _create_tables(store, has_roles=not missing))
    return StoreSetup(is_new, made, missing)


def _execute_schema(store: Store) -> None:
    """Make the schema and the tables. Raises TrackerError if this user may not."""
    try:
        store.connection.execute(files("tracker.store").joinpath("schema.sql").read_bytes())
    except import_driver().errors.InsufficientPrivilege:
        info = store.connection.info
        statement = statements.LET_CREATE.format(database=info.dbname, user=info.user)
        hint = msg("let whoever runs the server execute: {statement}", statement=statement)
        raise make_error(msg("this user may make no tables in {store}", store=store.address.shown), hint) from None


def _create_roles(store: Store) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the roles that were made, and the statements that make those which this user may not make."""
    errors = import_driver().errors
    made, missing = [], []
    for role, statement in statements.CREATE_ROLES.items():
        if role in {name for (name,) in store.connection.execute(statements.FIND_ROLES)}:
            continue
        try:
            store.connection.execute(statement)
            store.connection.commit()
            made.append(role)
        except errors.InsufficientPrivilege:
            missing.append(statement)
        except (errors.DuplicateObject, errors.UniqueViolation):  # somebody else did it at this moment
            pass
        finally:
            store.connection.rollback()
    store.connection.rollback()
    return tuple(made), tuple(missing)


def _create_tables(store: Store, *, has_roles: bool) -> bool:
    """Make the tables if there are none, and grant the roles what they need; return whether the tables are new."""
    connection = store.connection
    is_new = read_version(store) is None
    if is_new:
        _execute_schema(store)
        connection.execute(statements.ADD_VERSION, (VERSION,))
        for name, header in _HEADERS:
            connection.execute(statements.ADD_HEADER, (name, 1, header))
    if has_roles and (is_new or _owns(store)):
        for grant in statements.GRANTS:
            connection.execute(grant)
    connection.commit()
    return is_new


def _owns(store: Store) -> bool:
    """Whether this user owns the tables, and so may grant what can be done with them."""
    found = store.connection.execute(statements.OWNS_TABLES).fetchone()
    return bool(found and found[0])


def _repeat(store: Store, attempt: Callable[[], bool]) -> bool:
    """Return what `attempt` returns, after others who did the same at this moment have finished.

    The name of the schema is unique: one of them makes it, and the others then find the tables.
    """
    errors = import_driver().errors
    others = (
        errors.DuplicateSchema, errors.DuplicateTable, errors.UniqueViolation, errors.SerializationFailure,
        errors.InternalError,  # two grants at once: PostgreSQL has no code of its own for it
    )  # fmt: skip
    for _ in range(_ATTEMPTS):
        try:
            return attempt()
        except others:
            store.connection.rollback()
    message = msg("the database {store} has a schema tracker that is no store", store=store.address.shown)
    raise make_error(message, msg("rename that schema, or name another database"))


def read_version(store: Store) -> int | None:
    """Return the version of the tables of a database, None if it has none. Raises TrackerError if it has others."""
    errors = import_driver().errors
    with explain_errors(store.address):
        try:
            found = store.connection.execute(statements.VERSION).fetchone()
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            return None
        finally:
            store.connection.rollback()
    return int(found[0]) if found and found[0] else None
