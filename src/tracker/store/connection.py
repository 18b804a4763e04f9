"""Opens the database of a store, and says in the user's words what its errors mean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.errors import ExitCode, Message, TrackerError, make_error, msg
from tracker.store.address import StoreAddress, import_driver

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
_RETRIES = 3


class ConflictError(Exception):
    """Another office has recorded the same meanwhile."""


def list_conflicts() -> tuple[type[Exception], ...]:
    """Return the errors after which a transaction is tried again: others recorded at the same moment."""
    errors = import_driver().errors
    return ConflictError, errors.SerializationFailure, errors.DeadlockDetected


def connect(address: StoreAddress) -> "psycopg.Connection[Any]":
    """Return a connection whose transactions see one state of the store. Raises TrackerError if there is none."""
    driver = import_driver()
    with explain_errors(address):
        connection: psycopg.Connection[Any] = driver.connect(**address.parameters, fallback_application_name="tracker")
        connection.isolation_level = driver.IsolationLevel.REPEATABLE_READ
    return connection


@contextmanager
def explain_errors(address: StoreAddress) -> Iterator[None]:
    """Raise an error of the database as TrackerError; it never repeats what the server said of passwords."""
    driver = import_driver()
    try:
        yield
    except list_conflicts():
        raise  # the caller tries again
    except driver.errors.InsufficientPrivilege:
        raise make_error(
            msg("the store {store} does not let this user do that", store=address.shown),
            msg("ask its owner for the role tracker_reader or tracker_recorder"),
        ) from None
    except driver.errors.UndefinedTable:
        raise make_missing_error(address) from None
    except driver.OperationalError as error:
        message = msg("the store {store} cannot be reached: {why}", store=address.shown, why=_describe(error))
        raise make_error(message, msg("check the network and the address; nothing was recorded")) from None
    except driver.Error as error:
        message = msg("the store {store} reports: {why}", store=address.shown, why=_describe(error))
        raise make_error(message) from None


def make_missing_error(address: StoreAddress) -> TrackerError:
    """Return the error of a database without the tables of a store."""
    message = msg("the database {store} holds no store", store=address.shown)
    return make_error(message, msg("make one with tracker store init"), ExitCode.DATA)


def _describe(error: Exception) -> Message:
    """Return the first line of what the driver says."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return Message("{said}", {"said": lines[0]})


def retry(attempt: Callable[[], T]) -> T:
    """Return what `attempt` returns; call it up to three times again if others recorded at the same moment.

    Raises TrackerError if they do each time.
    """
    for _ in range(_RETRIES + 1):
        try:
            return attempt()
        except list_conflicts():
            continue
    message = msg("others record the same at this moment")
    raise make_error(message, msg("run the command again; nothing was recorded"))
