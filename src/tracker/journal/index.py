"""The index of the latest rows: for each indicator and period, the line of the effective row.

Only the line of a row from the fast path is kept. The row is parsed at the end of the scan, if it is still needed: most
rows are replaced by later ones. A row from the slow path is parsed already, and kept.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, compress, islice, repeat
from typing import TypeAlias

from tracker.journal.effective import is_superseding
from tracker.journal.rows import ResultConstraint
from tracker.journal.schema import Schema
from tracker.journal.scopes import format_scope
from tracker.model import Result, ResultStatus, Row

ALL_INDICATORS = "*"
"""The value of `history` for every row of every indicator."""
SelectedRows: TypeAlias = tuple[Iterable[int], Iterable[bytes], list[Row]]
"""The lines of a journal to parse, in ascending order, the key of each, and the needed rows that are parsed."""


class RowBatch:
    """Consecutive rows from the fast path: the first line, and the key, the time and the day of recording of each row.

    A key is the indicator and the period, as they are written in the row.
    """

    __slots__ = ("days", "keys", "line", "times")

    def __init__(self, line: int, keys: list[bytes], times: list[bytes]) -> None:
        self.line, self.keys, self.times = line, keys, times
        self.days = [time[:10] for time in times]


class RejectedRows:
    """Well-formed rows that are errors: lines that break a constraint, and lines out of order with the day before."""

    __slots__ = ("out_of_order", "unaccepted")

    def __init__(self, unaccepted: list[int], out_of_order: list[tuple[int, bytes]]) -> None:
        self.unaccepted, self.out_of_order = unaccepted, out_of_order


class LatestRows:
    """Keeps the rows that are effective on the day `as_of`, and all rows of the indicator `history`.

    `constraints` has the constraint of each indicator; None: there are no constraints.
    """

    def __init__(
        self, as_of: str | None, history: str, constraints: Mapping[str, ResultConstraint] | None, schema: Schema
    ) -> None:
        self._schema = schema
        self._as_of = as_of.encode() if as_of else None
        self._history = history
        self._constraints = constraints
        self._last: dict[bytes, int] = {}
        # A second one only if the last row of a key may not be effective: each takes a fifth of the time of reading.
        self._effective_lines = {} if as_of else self._last
        self._parsed_rows: dict[bytes, Row] = {}
        self._forecasts: dict[bytes, Row] = {}
        self._kept: list[Row] = []
        self._kept_lines: list[Iterable[int]] = []
        self._days = DayOrder()
        self._latest_time = b""
        self.is_in_time_order = True
        """Whether every row was recorded later than the row before it: then the rows of each key are in order."""

    def add_batch(self, batch: RowBatch) -> RejectedRows:
        """Keep what is needed of a batch; return its rows that are errors."""
        if self.is_in_time_order:
            self.is_in_time_order = batch.times[0] >= self._latest_time and sorted(batch.times) == batch.times
            self._latest_time = batch.times[-1]
        days = self._days.extend_in_order(batch)
        if days is None:
            return self._add_each(batch)
        before = len(self._last)
        lines = range(batch.line, batch.line + len(batch.keys))
        self._last.update(zip(batch.keys, lines, strict=True))
        end = len(days)
        if self._effective_lines is not self._last:
            end = bisect_right(days, self._as_of) if self._as_of else end
            self._effective_lines.update(zip(batch.keys[:end], lines[:end], strict=True))
        unaccepted = self._remove_rejected(islice(reversed(self._last), len(self._last) - before), batch)
        self._keep_history(batch, lines[:end])
        return RejectedRows(unaccepted, [])

    def _remove_rejected(self, new: Iterable[bytes], batch: RowBatch) -> list[int]:
        rejected = {key for key in new if not self._is_accepted(key)}
        for key in rejected:
            del self._last[key]
            self._effective_lines.pop(key, None)
        return [line for line, key in enumerate(batch.keys, batch.line) if key in rejected] if rejected else []

    def _add_each(self, batch: RowBatch) -> RejectedRows:
        rejected = RejectedRows([], [])
        rows = zip(batch.keys, batch.days, batch.times, strict=True)
        for line, (key, day, time) in enumerate(rows, batch.line):
            if key not in self._last and not self._is_accepted(key):
                rejected.unaccepted.append(line)
                continue
            if before := self._add_key(key, day, line, is_effective=True):
                rejected.out_of_order.append((line, before))
            if self._is_known(day):
                self._keep_history(RowBatch(line, [key], [time]), [line])
        return rejected

    def add_row(self, row: Row) -> str:
        """Keep a row if it is needed; return the day of the row before it under its key if that is later, else ""."""
        key, day, time = make_key(row), row.recorded_on.encode(), row.recorded_at.encode()
        self.is_in_time_order &= time >= self._latest_time
        self._latest_time = time
        is_effective = row.status != "forecast" or is_superseding(row, self._get_status(key))
        before = self._add_key(key, day, row.line, is_effective=is_effective)
        if self._is_known(day):
            (self._parsed_rows if is_effective else self._forecasts)[key] = row
            if self._history in (ALL_INDICATORS, row.indicator):
                self._kept.append(row)
        return before.decode()

    def _get_status(self, key: bytes) -> ResultStatus | None:
        """Return the status of the effective row. A row from the fast path is no forecast and no withdrawal."""
        line = self._effective_lines.get(key)
        row = self._parsed_rows.get(key)
        return None if line is None else row.status if row and row.line == line else "final"

    def _add_key(self, key: bytes, day: bytes, line: int, *, is_effective: bool) -> bytes:
        before = self._days.find_later_day(key, day, line, self._last)
        if not is_effective and self._effective_lines is self._last:
            self._effective_lines = dict(self._last)
        self._last[key] = line
        if is_effective and self._is_known(day):
            self._effective_lines[key] = line
        return before

    def _keep_history(self, batch: RowBatch, lines: Sequence[int]) -> None:
        """Keep the first lines of a batch if they belong to the history."""
        if self._history == ALL_INDICATORS:
            self._kept_lines.append(lines)
        elif self._history:
            start = self._history.encode() + b","
            self._kept_lines.append(list(compress(lines, [key.startswith(start) for key in batch.keys])))

    def select_rows(self) -> SelectedRows:
        """Return the lines to parse, and the needed rows that are parsed."""
        if self._history == ALL_INDICATORS:  # a dictionary of a million lines would take more memory than the journal
            return chain.from_iterable(self._kept_lines), repeat(b""), self._kept
        start = self._history.encode() + b","
        effective = self._effective_lines.items()
        keys = {line: key for key, line in effective if not (self._history and key.startswith(start))}
        read = [row for row in self._parsed_rows.values() if keys.pop(row.line, None)]
        keys.update(dict.fromkeys(chain.from_iterable(self._kept_lines), start))
        keys = dict(sorted(keys.items()))
        return keys, keys.values(), read + self._kept

    def list_keys(self) -> set[bytes]:
        """Return the keys of all rows."""
        return set(self._last)

    def select_pending_forecasts(self) -> list[Row]:
        """Return the last rows of their keys that are not effective: forecasts that were recorded after a result."""
        return [row for key, row in self._forecasts.items() if self._last.get(key) == row.line]

    def _is_accepted(self, key: bytes) -> bool:
        """Whether rows from the fast path may have this key."""
        if self._constraints is None:
            return True
        indicator, period, *scope = key.decode().split(",")
        constraint = self._constraints.get(indicator)
        if constraint is None or constraint.measure == "milestone" or int(period[:4]) > constraint.last_year:
            return False
        return not scope or self._schema.scope.accepts(scope, constraint.by)

    def _is_known(self, day: bytes) -> bool:
        return self._as_of is None or day <= self._as_of


class RowHistories:
    """Keeps all rows that have one of these keys."""

    def __init__(self, keys: Collection[bytes]) -> None:
        self._keys = keys
        self._lines: dict[int, bytes] = {}
        self._kept: list[Row] = []

    def add_batch(self, batch: RowBatch) -> RejectedRows:
        """Keep what is needed of a batch."""
        lines = zip(range(batch.line, batch.line + len(batch.keys)), batch.keys, strict=True)
        self._lines.update(compress(lines, map(self._keys.__contains__, batch.keys)))
        return RejectedRows([], [])

    def add_row(self, row: Row) -> str:
        """Keep a row if it is needed."""
        if make_key(row) in self._keys:
            self._kept.append(row)
        return ""

    def select_rows(self) -> SelectedRows:
        """Return the lines to parse, and the needed rows that are parsed."""
        return self._lines, self._lines.values(), self._kept


_SAME_RECORDING = timedelta(seconds=2)


class TimeOrder:
    """Finds last rows of their keys that were recorded earlier on the same day than a row before them.

    `found` has their lines by key. Rows recorded after the day `as_of` are left out.
    """

    def __init__(self, as_of: str | None) -> None:
        self.found: dict[bytes, int] = {}
        self._as_of = as_of.encode() if as_of else None
        self._latest: dict[bytes, bytes] = {}

    def add_batch(self, batch: RowBatch) -> RejectedRows:
        """Compare the rows of a batch with those before them."""
        for line, (key, time) in enumerate(zip(batch.keys, batch.times, strict=True), batch.line):
            self._compare(key, time, line)
        return RejectedRows([], [])

    def add_row(self, row: Row) -> str:
        """Compare a row with the one before it."""
        self._compare(make_key(row), row.recorded_at.encode(), row.line)
        return ""

    def _compare(self, key: bytes, time: bytes, line: int) -> None:
        if self._as_of and time[:10] > self._as_of:
            return
        before = self._latest.get(key, b"")
        if time[:10] == before[:10] and is_earlier_on_day(time.decode(), before.decode()):
            self.found[key] = line
        else:
            self._latest[key] = time
            self.found.pop(key, None)


def is_earlier_on_day(time: str, before: str) -> bool:
    """Whether a row was recorded on the same day as another one, but before it; a day without a time is not known.

    Two seconds do not count: earlier versions of the program wrote the rows of one recording in any order within them.
    """
    if time[:10] != before[:10] or len(time) == 10 or len(before) == 10:
        return False
    return datetime.fromisoformat(time) + _SAME_RECORDING < datetime.fromisoformat(before)


class DayOrder:
    """Finds rows that were recorded on an earlier day than the row before them under the same key.

    As long as the whole journal is in the order of its days, the days are kept by line. After the first row that is out
    of order, they are kept by key.
    """

    def __init__(self) -> None:
        self._latest = b""
        self._begin: list[int] = []
        self._day: list[bytes] = []
        self._by_key: dict[bytes, bytes] | None = None

    def extend_in_order(self, batch: RowBatch) -> list[bytes] | None:
        """Return the days of a batch if it continues the order of the journal, else None."""
        if self._by_key is not None or batch.days[0] < self._latest:
            return None
        days = sorted(batch.days)
        if days != batch.days:
            return None
        index = 0
        while index < len(days):
            self._advance(days[index], batch.line + index)
            index = bisect_right(days, days[index], index)
        return days

    def find_later_day(self, key: bytes, day: bytes, line: int, last: Mapping[bytes, int]) -> bytes:
        """Return the day of the last row under `key` if it is later than `day`, else empty; `last` has all keys."""
        if self._by_key is None:
            if day >= self._latest:
                self._advance(day, line)
                return b""
            self._by_key = {key: self._day[bisect_right(self._begin, line) - 1] for key, line in last.items()}
        before = self._by_key.get(key, b"")
        self._by_key[key] = day
        return before if day < before else b""

    def _advance(self, day: bytes, line: int) -> None:
        if day > self._latest:
            self._latest = day
            self._begin.append(line)
            self._day.append(day)


def make_key(row: Row) -> bytes:
    """Return the key of a row: what the fast path reads of a line, and its scope if it has one."""
    if isinstance(row, Result):
        return f"{row.indicator},{row.period}{format_scope(row.scope)}".encode()
    return (",".join(map(str, row.key[:-1])) + format_scope(row.scope)).encode()
