"""Opens the database of a store, and says in the user's words what its errors mean."""

import functools
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.errors import ExitCode, Location, Message, Problem, TrackerError, make_error, msg
from tracker.store.address import StoreAddress, import_driver, resolve_parameters
from tracker.store.server_errors import SILENCE, describe_failure

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
_RETRIES = 3


class ConflictError(TrackerError):
    """Another office has recorded the same meanwhile: whoever records tries again."""

    def __init__(self) -> None:
        hint = msg("run the command again; nothing was recorded")
        super().__init__([Problem(Location(), msg("others record the same at this moment"), hint)])


def list_conflicts() -> tuple[type[Exception], ...]:
    """Return the errors after which a transaction is tried again: others recorded at the same moment."""
    errors = import_driver().errors
    return ConflictError, errors.SerializationFailure, errors.DeadlockDetected


def connect(address: StoreAddress) -> "psycopg.Connection[Any]":
    """Return a connection whose transactions see one state of the store. Raises TrackerError if there is none.

    It is closed when the server has been silent for as long as the address says.
    """
    driver = import_driver()
    parameters = {"fallback_application_name": "tracker", **address.parameters}
    with explain_errors(address):
        connection: psycopg.Connection[Any] = _make_connection_class().connect(**parameters)
    connection.isolation_level = driver.IsolationLevel.REPEATABLE_READ
    connection.patience = address.answer_seconds  # type: ignore[attr-defined]
    return connection


@functools.cache
def _make_connection_class() -> Any:  # noqa: ANN401 (a class of the driver)
    """Return the driver's class of connections, with a limit to the silence of the server."""
    import_driver()
    from psycopg import Connection, OperationalError

    class WatchedConnection(Connection[Any]):
        """A connection that is closed if the server says nothing for `patience` seconds, 0 for ever."""

        patience: float = 0

        def wait(self, gen: Generator[Any, Any, T], *args: Any, **settings: Any) -> T:  # noqa: ANN401
            """Return what the server answers. Raises OperationalError after closing the connection."""
            watched = _watch(gen, self.patience, self._give_up) if self.patience else gen
            result: T = super().wait(watched, *args, **settings)
            return result

        def _give_up(self) -> None:
            self.pgconn.finish()
            raise OperationalError(SILENCE)

    return WatchedConnection


def _watch(waiting: Generator[Any, Any, T], seconds: float, give_up: Callable[[], None]) -> Generator[Any, Any, T]:
    """Pass on what the driver waits for; call `give_up` when nothing has come for so many seconds."""
    ready = None
    since = time.monotonic()
    while True:
        try:
            wanted = waiting.send(ready)
        except StopIteration as end:
            found: T = end.value
            return found
        ready = yield wanted
        if ready:
            since = time.monotonic()
        elif time.monotonic() - since > seconds:
            give_up()


@contextmanager
def explain_errors(address: StoreAddress) -> Iterator[None]:
    """Raise an error of the database as TrackerError, as ConflictError if the same may be tried again.

    It never repeats a password.
    """
    driver = import_driver()
    try:
        yield
    except driver.Error as error:
        raise _explain(error, address) from None


def _explain(error: Any, address: StoreAddress) -> TrackerError:  # noqa: ANN401 (an error of the driver)
    """Return the error that says in the user's words what an error of the driver means."""
    errors = import_driver().errors
    if isinstance(error, (errors.SerializationFailure, errors.DeadlockDetected)):
        return ConflictError()
    if isinstance(error, (errors.UndefinedTable, errors.InvalidSchemaName)):
        return make_missing_error(address)
    for kinds, message, hint in _list_refusals(errors):
        if isinstance(error, kinds):
            return make_error(Message(message.template, {"store": address.shown}), hint)
    why, fix = describe_failure(str(error), _list_secrets(error, address))
    if isinstance(error, errors.OperationalError):
        return make_error(msg("the store {store} cannot be reached: {why}", store=address.shown, why=why), fix)
    return make_error(msg("the store {store} reports: {why}", store=address.shown, why=why))


def _list_refusals(errors: Any) -> tuple[tuple[Any, Message, Message], ...]:  # noqa: ANN401 (a module)
    """Return the errors of a server that was reached and refuses, with the fix of each."""
    return (
        (
            errors.InsufficientPrivilege,
            msg("the store {store} does not let this user do that", store=""),
            msg("ask its owner for the role tracker_reader or tracker_recorder"),
        ),
        (
            errors.ReadOnlySqlTransaction,
            msg("the server of the store {store} can only be read", store=""),
            msg("it is a copy, or is being maintained: name the main server, or wait"),
        ),
        (
            (errors.DiskFull, errors.OutOfMemory),
            msg("the server of the store {store} has no room left", store=""),
            msg("ask whoever runs the server"),
        ),
        (
            (errors.QueryCanceled, errors.LockNotAvailable),
            msg("the server of the store {store} took too long and stopped the command", store=""),
            msg("run the command again; if it is stopped again, ask whoever runs the server about statement_timeout"),
        ),
    )


def _list_secrets(error: Any, address: StoreAddress) -> tuple[str, ...]:  # noqa: ANN401 (an error of the driver)
    """Return the passwords that the connection may have used, wherever they come from."""
    try:
        known = resolve_parameters(address.parameters)
    except TrackerError:
        known = {}
    used = getattr(getattr(error, "pgconn", None), "password", None) or b""
    return bytes(used).decode(errors="replace"), known.get("password", ""), known.get("sslpassword", "")


def make_missing_error(address: StoreAddress) -> TrackerError:
    """Return the error of a database without the tables of a store."""
    message = msg("the database {store} holds no store", store=address.shown)
    return make_error(message, msg("make one with tracker store init"), ExitCode.DATA)


def retry(attempt: Callable[[], T]) -> T:
    """Return what `attempt` returns; call it up to three times again if others recorded at the same moment.

    Raises ConflictError, which is a TrackerError, if they do each time.
    """
    for _ in range(_RETRIES + 1):
        try:
            return attempt()
        except list_conflicts():
            continue
    raise ConflictError
