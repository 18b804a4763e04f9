"""The fast path: one pattern matches all ordinary, well-formed lines of a block of the journal.

A line that the pattern matches has the same meaning for the csv module and `tracker.journal.rows`, which read all other
lines: lines with errors, and rare ones (a quoted cell with a line break, a forecast, a withdrawal, a milestone, a year
before 2000).
"""

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from tracker.journal.header import Columns
from tracker.journal.rows import COLUMNS
from tracker.journal.schema import Schema
from tracker.journal.scopes import AREA_COLUMN, format_scope
from tracker.model import QUALIFIERS, RESULT_STATUSES, Qualifier, Result, ResultStatus
from tracker.model.scopes import Scope
from tracker.periods import parse_period

_MAX_EXTRA_COLUMNS = 20
_QUOTED = rb'"(?:[^"\r\n]++|"")*+"'
_CELL = rb'(?:[^,"\r\n]++|' + _QUOTED + rb"|)"
# Faster, because it jumps to the next comma. It may go beyond the end of a line, which `match_block` detects.
_CELL_TO_COMMA = rb'(?:[^,"\r\n][^,]*+|' + _QUOTED + rb"|)"
_YEAR = rb"2[01]\d\d"
_PERIOD = _YEAR + rb"(?:-(?:0[1-9]|1[01]|Q[1-4]|S[12]|M0[1-9]|M1[0-2])|)"
# A growth of −100 % or less is not possible; the slow path knows whether the indicator is a growth rate.
_VALUE = rb"(?:\d{1,30}+|-\d\d?+)(?:\.\d{1,30}+|)"
_DAY = (  # without 29 February
    _YEAR + rb"-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME = rb"(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6}|)(?:[+-][01]\d:[0-5]\d|Z)|)"
_ROW = rb"([a-z0-9-]++,%b),%b,[<>~]?,(?:final|preliminary|estimate),%b,%b,(%b%b),%b"


def _make_period_pattern(begins: int) -> bytes:
    """Return the pattern of a period if reporting years begin in this month: the last month of one has no period."""
    if begins == 1:
        return _PERIOD
    months = b"|".join(b"%02d" % month for month in range(1, 13) if month != begins - 1)
    return _PERIOD.replace(b"0[1-9]|1[01]|Q", months + b"|Q", 1)


class FastRowMatcher:
    """Matches the well-formed lines of a journal with these columns, and parses them."""

    def __init__(self, columns: Columns, schema: Schema) -> None:
        positions = columns.positions
        self._scope_names = sorted(
            [name for name in schema.scope_names if name in positions], key=positions.__getitem__
        )
        self._extra_columns = columns.width - len(COLUMNS) - len(self._scope_names)
        self._may_be_short = columns.min_width < columns.width
        usual = (*COLUMNS, *self._scope_names)
        is_usual = [positions[name] for name in usual if name in positions] == [*range(len(usual))]
        self.has_usual_columns = schema.has_fast_path and is_usual and self._extra_columns <= _MAX_EXTRA_COLUMNS
        self._scopes_end = _WIDTH + len(self._scope_names)
        self._scopes = _Scopes(self._scope_names, schema)
        self._begins = schema.year_begins
        self._pattern = self._compile_pattern(_CELL_TO_COMMA)
        self._strict: re.Pattern[bytes] | None = None

    def match_block(self, block: bytes, lines: int) -> tuple[list[bytes], list[bytes]]:
        """Return the key and the time of recording of each line of `block` that ends with a line feed.

        Both are empty for a line that is not matched.

        If there are fewer matches than `lines`, a cell went beyond the end of its line: then the strict pattern is
        used for the block.
        """
        end = block.rfind(b"\n") + 1  # after it no line can match, and trying takes the square of its length
        matches = self._pattern.findall(block, 0, end)
        if len(matches) != lines or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
            self._strict = self._strict or self._compile_pattern(_CELL)
            matches = self._strict.findall(block, 0, end)
        if self._scope_names and self.has_usual_columns:
            scopes = self._scopes
            return [key + scopes[cells].key if key else key for key, _, cells in matches], [
                time for _, time, _ in matches
            ]
        return [key for key, _ in matches], [time for _, time in matches]

    def _compile_pattern(self, cell: bytes) -> re.Pattern[bytes]:
        if not self.has_usual_columns:
            return re.compile(rb"()().*\n")
        row = _ROW % (_make_period_pattern(self._begins), _VALUE, cell, cell, _DAY, _TIME, _CELL)
        further = self._extra_columns * (b"," + _CELL)
        if self._scope_names:
            further = rb"((?:,[a-z0-9-]*+){%d})%b" % (len(self._scope_names), further)
            further = rb"(?:%b|)" % further if self._may_be_short else further
        return re.compile(rb"(?:%b|.*)(?:\n|\r\n)" % (row + further))

    def parse_row(self, text: bytes, line: int, key: bytes = b"") -> Result:
        """Return the result that a matched line records.

        Raises FileChangedError if it no longer records one of `key`, which may be the beginning of a key.
        """
        if not self._scope_names:
            return parse_row(text, line, key, self._begins)
        start = b",".join(key.split(b",", 2)[:2])
        cells = split_cells(text)
        found = self._scopes["".join([f",{cell}" for cell in cells[_WIDTH : self._scopes_end]]).encode()]
        if key.count(b",") > 1 and not key.endswith(found.key):
            raise FileChangedError(line)
        return _make_result(text, cells, line, start, self._begins, found.scope)


_WIDTH = len(COLUMNS)
_OWN = Scope()


class _KnownScope(NamedTuple):
    """A scope, and what it adds to the key of a row, as `tracker.journal.index.make_key` does."""

    key: bytes
    scope: Scope


class _Scopes(dict[bytes, _KnownScope]):
    """The scope that the last cells of a line name, by these cells, each with its comma; filled when it is used."""

    def __init__(self, names: Sequence[str], schema: Schema) -> None:
        self._names, self._order = names, schema.scope_names

    def __missing__(self, cells: bytes) -> _KnownScope:
        """Return the scope of cells that were not seen before."""
        values = dict(zip(self._names, cells.decode().split(",")[1:], strict=False))
        area = values.pop(AREA_COLUMN, "")
        parts = tuple([(name, values[name]) for name in self._order if values.get(name)])
        scope = Scope(area, parts)
        self[cells] = found = _KnownScope(format_scope(scope).encode(), scope)
        return found


class FileChangedError(Exception):
    """A line that was matched has changed since."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def parse_row(text: bytes, line: int, key: bytes = b"", begins: int = 1) -> Result:
    """Return the result that a matched line records. Raises FileChangedError if it no longer records one of `key`."""
    return _make_result(text, split_cells(text), line, key, begins, _OWN)


def _make_result(text: bytes, cells: Sequence[str], line: int, key: bytes, begins: int, scope: Scope) -> Result:
    if not text.startswith(key):
        raise FileChangedError(line)
    try:
        indicator, period, value, qualifier, status, source, note, recorded_at, recorded_by, *_ = cells
        number = Decimal(value)
    except (ValueError, ArithmeticError):
        raise FileChangedError(line) from None
    when, known = _parse_period(period, begins), _STATUS_PAIRS.get((qualifier, status))
    if when is None or known is None:
        raise FileChangedError(line)
    # Of a long journal, most texts occur many times: its rows share them.
    source, note = source and intern(source), note and intern(note)
    at, by = intern(recorded_at), intern(recorded_by)
    return Result(intern(indicator), when, number, *known, source, note, at, by, line, *scope)


def split_cells(text: bytes) -> list[str]:
    """Return the cells of a matched line."""
    decoded = text.decode().removesuffix("\r")
    return next(csv.reader([decoded])) if '"' in decoded else decoded.split(",")


_parse_period = lru_cache(maxsize=None)(parse_period)
_STATUS_PAIRS: dict[tuple[str, str], tuple[Qualifier, ResultStatus]] = {
    (qualifier, status): (qualifier, status) for qualifier in ("", *QUALIFIERS) for status in RESULT_STATUSES
}
