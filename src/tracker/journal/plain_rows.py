"""A short journal in which nothing is unusual, read at once: much sooner than by the blocks of a long one.

Whatever is unusual in it is left to `tracker.journal.reader`, which also knows what to say about it.
"""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from tracker.journal.schema import Description, Schema
from tracker.periods import is_timestamp

MAX_BYTES = 1 << 20
"""A longer journal is not read at once."""


class _UnusualError(Exception):
    """Something in the journal has to be looked at row by row."""


def read_plain_rows(data: bytes, schema: Schema, constraints: Mapping[str, Any]) -> dict[str, tuple[Any, ...]] | None:
    """Return every row of a journal by indicator, or None if something in it is unusual.

    Then it has another header, a row that is wrong or was recorded before the row above it, an empty line, or an end
    that may be cut off.
    """
    if len(data) > MAX_BYTES or b"\r" in data or not data.endswith(b"\n"):
        return None
    try:
        return _read_rows(data.decode(), schema, constraints)
    except (_UnusualError, UnicodeDecodeError, csv.Error):
        return None


def _read_rows(text: str, schema: Schema, constraints: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    if tuple(next(reader, ())) != schema.columns:
        raise _UnusualError
    found: dict[str, list[Any]] = {}
    line, latest, width = reader.line_num + 1, "", len(schema.columns)
    for cells in reader:
        if len(cells) != width:
            raise _UnusualError
        row = schema.parse(dict(zip(schema.columns, cells, strict=True)), line, _refuse)
        constraint = constraints.get(row.indicator) if row else None
        if constraint is None or row.recorded_at < latest:
            raise _UnusualError
        if row.recorded_at != latest and not is_timestamp(row.recorded_at):
            raise _UnusualError
        schema.check(row, constraint, _refuse)
        found.setdefault(row.indicator, []).append(row)
        line, latest = reader.line_num + 1, row.recorded_at
    return {indicator: tuple(rows) for indicator, rows in found.items()}


def _refuse(column: str, describe: Callable[..., Description], *about: object) -> None:
    raise _UnusualError
