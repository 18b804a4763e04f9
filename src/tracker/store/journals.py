"""The journals of a store as files: each is made of the lines that were recorded, in their order, under its header."""

import os
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from tracker.errors import make_error, msg
from tracker.store import statements
from tracker.store.address import StoreAddress, import_driver, parse_address
from tracker.store.connection import connect, explain_errors, make_missing_error

if TYPE_CHECKING:
    import psycopg

_IN_MEMORY_BYTES = 16 << 20
_LINES_AT_ONCE = 10_000
_QUOTE = b"\x01"


class Store:
    """The journals of a tracker folder in a database; it is opened when one of them is needed.

    All that is read before `release` is called is of one state of the store.
    """

    def __init__(self, url: str, environment: Mapping[str, str], source: str = "") -> None:
        self.address: StoreAddress = parse_address(url, environment, source)
        self.headers: dict[str, tuple[int, str]] = {}
        """The number and the text of the header of each journal that was read to last."""
        self._connection: psycopg.Connection[Any] | None = None
        self._process = 0

    @property
    def connection(self) -> "psycopg.Connection[Any]":
        """Return the connection. Raises TrackerError if the server cannot be reached, or has no store."""
        if self._connection is None:
            self._connection = connect(self.address)
            weakref.finalize(self, self._connection.close)  # whoever forgets a store leaves no connection open
            self._process = os.getpid()
        assert self._process == os.getpid(), "a copy of this process must not use the connection"
        return self._connection

    @property
    def connection_is_broken(self) -> bool:
        """Whether the connection was opened, and has broken since."""
        return self._connection is not None and bool(self._connection.closed)

    def close(self) -> None:
        """Close the connection; it is opened again when it is needed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def has(self, name: str) -> bool:
        """Whether a journal exists: results always do, the others if anything is recorded in them."""
        if name == statements.RESULTS:
            return True
        query = statements.CLOSINGS_EXIST
        if name in statements.TABLES:
            query = statements.ROWS_EXIST.format(table=statements.TABLES[name].name)
        return self.fetch_one(query) is not None

    @property
    def is_ordered(self) -> bool:
        """Whether no journal was loaded in which a last row was recorded earlier on its day than one before it."""
        return self.fetch_one(statements.UNORDERED_LOAD) is None

    def open(self, name: str) -> BinaryIO:
        """Return a whole journal as a file. Raises TrackerError."""
        query = statements.COPY_CLOSINGS
        if name in statements.TABLES:
            query = statements.COPY_ROWS.format(table=statements.TABLES[name].name, journal=f"'{name}'")
        return self.copy_lines(name, query)

    def copy_lines(self, name: str, query: str, values: Sequence[object] = ()) -> BinaryIO:
        """Return the header of a journal and the lines that a COPY statement gives, as a file. Raises TrackerError."""
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))
            file.write(f"{self.fetch_header(name)[1]}\n".encode())
            stack.enter_context(explain_errors(self.address))
            with self.connection.cursor() as cursor, cursor.copy(query.encode(), values or None) as copy:
                while lines := b"".join(islice(copy, _LINES_AT_ONCE)):  # the server sends each line in a message
                    file.write(_unquote(lines))
            file.seek(0)
            stack.pop_all()  # the caller closes the file
        return cast("BinaryIO", file)

    def fetch_header(self, name: str) -> tuple[int, str]:
        """Return the number and the text of the header of a journal that is in force.

        Raises TrackerError, also if the journal is only half loaded.
        """
        found = self.fetch_one(statements.HEADER, (name,))
        if found is None:
            raise make_missing_error(self.address)
        if not found[1]:
            message = msg("{file} is only half loaded into the store {store}", file=name, store=self.address.shown)
            raise make_error(message, msg("load the same file again with tracker store load: it goes on"))
        self.headers[name] = int(found[0]), str(found[1])
        return self.headers[name]

    def fetch_one(self, query: str, values: Iterable[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None. Raises TrackerError."""
        with explain_errors(self.address):
            found: tuple[Any, ...] | None = self.connection.execute(query.encode(), tuple(values)).fetchone()
            return found

    def fetch_all(self, query: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises TrackerError."""
        with explain_errors(self.address):
            return self.connection.execute(query.encode(), tuple(values)).fetchall()

    def execute(self, statement: str, values: Iterable[object] = ()) -> None:
        """Execute a statement that returns nothing. Raises TrackerError."""
        with explain_errors(self.address):
            self.connection.execute(statement.encode(), tuple(values))

    def release(self) -> None:
        """End what was begun, so that the server keeps nothing for this process; the next reading sees a new state."""
        if self._connection is not None:
            try:
                self._connection.rollback()
            except import_driver().Error:  # it is broken
                self.close()


def _unquote(lines: bytes) -> bytes:
    """Return lines without the signs around those that hold a line break."""
    if _QUOTE not in lines:
        return lines
    return lines.replace(_QUOTE + _QUOTE, b"\0").replace(_QUOTE, b"").replace(b"\0", _QUOTE)
