"""What is kept of the rows of a journal while they pass by: of each indicator and period where the one is that counts.

A sound row is known by its line only, and cut out of the file when it is certain that it is wanted: most rows are
replaced by later ones. A row that was read the long way is kept as it is.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, compress, islice

from tracker.journal.effective import is_superseding
from tracker.model import Result, ResultConstraint, ResultStatus

ALL_INDICATORS = "*"
"""As `history`: every row of every indicator."""


class RowBatch:
    """Sound rows that follow each other line by line: the first line, and of each its key and its day of recording.

    A key is an indicator and a period, as they stand in the row.
    """

    __slots__ = ("days", "keys", "line")

    def __init__(self, line: int, keys: list[bytes], days: list[bytes]) -> None:
        self.line, self.keys, self.days = line, keys, days


class RejectedRows:
    """Rows that are sound and yet wrong: the lines of those not accepted; of those out of order also the day before."""

    __slots__ = ("out_of_order", "unaccepted")

    def __init__(self, unaccepted: list[int], out_of_order: list[tuple[int, bytes]]) -> None:
        self.unaccepted, self.out_of_order = unaccepted, out_of_order


class LatestRows:
    """Keeps the rows that count on the day `as_of`; and all rows of the indicator `history`, or of `ALL`.

    `accepted` says by indicator what its results may be; without it everything may. `alone` says that nothing but
    the history is wanted.
    """

    def __init__(self, as_of: str | None, history: str, constraints: Mapping[str, ResultConstraint] | None) -> None:
        self._as_of = as_of.encode() if as_of else None
        self._history = history
        self._constraints = constraints
        self._last: dict[bytes, int] = {}
        # Two only where the last row of a key is not the one that counts: each costs a fifth of the time of reading.
        self._counts = {} if as_of else self._last
        self._parsed_rows: dict[bytes, Result] = {}
        self._forecasts: dict[bytes, Result] = {}
        self._kept: list[Result] = []
        self._kept_lines: list[Iterable[int]] = []
        self._days = DayOrder()

    def add_batch(self, batch: RowBatch) -> RejectedRows:
        """Keep of a run what is wanted; returns what in it is wrong."""
        days = self._days.extend_in_order(batch)
        if days is None:
            return self._add_each(batch)
        before = len(self._last)
        lines = range(batch.line, batch.line + len(batch.keys))
        self._last.update(zip(batch.keys, lines, strict=True))
        end = len(days)
        if self._counts is not self._last:
            end = bisect_right(days, self._as_of) if self._as_of else end
            self._counts.update(zip(batch.keys[:end], lines[:end], strict=True))
        unaccepted = self._remove_rejected(islice(reversed(self._last), len(self._last) - before), batch)
        self._keep_history(batch, lines[:end])
        return RejectedRows(unaccepted, [])

    def _remove_rejected(self, new: Iterable[bytes], batch: RowBatch) -> list[int]:
        refused = {key for key in new if not self._is_accepted(key)}
        for key in refused:
            del self._last[key]
            self._counts.pop(key, None)
        return [line for line, key in enumerate(batch.keys, batch.line) if key in refused] if refused else []

    def _add_each(self, batch: RowBatch) -> RejectedRows:
        refused = RejectedRows([], [])
        for line, (key, day) in enumerate(zip(batch.keys, batch.days, strict=True), batch.line):
            if key not in self._last and not self._is_accepted(key):
                refused.unaccepted.append(line)
                continue
            if before := self._add_key(key, day, line, counts=True):
                refused.out_of_order.append((line, before))
            if self._is_known(day):
                self._keep_history(RowBatch(line, [key], [day]), [line])
        return refused

    def add_row(self, row: Result) -> str:
        """Keep a row where it is wanted; returns the day on which the one before it was recorded, if that is later."""
        key, day = make_key(row), row.recorded_on.encode()
        counts = row.status != "forecast" or is_superseding(row, self._get_status(key))
        before = self._add_key(key, day, row.line, counts=counts)
        if self._is_known(day):
            (self._parsed_rows if counts else self._forecasts)[key] = row
            if self._history in (ALL_INDICATORS, row.indicator):
                self._kept.append(row)
        return before.decode()

    def _get_status(self, key: bytes) -> ResultStatus | None:
        """Return the status of the row that counts now; a sound row is no forecast, and was not withdrawn."""
        line = self._counts.get(key)
        row = self._parsed_rows.get(key)
        return None if line is None else row.status if row and row.line == line else "final"

    def _add_key(self, key: bytes, day: bytes, line: int, *, counts: bool) -> bytes:
        before = self._days.find_later_day(key, day, line, self._last)
        if not counts and self._counts is self._last:
            self._counts = dict(self._last)
        self._last[key] = line
        if counts and self._is_known(day):
            self._counts[key] = line
        return before

    def _keep_history(self, batch: RowBatch, lines: Sequence[int]) -> None:
        """Keep these first lines of a run where the history of their indicator was asked for."""
        if self._history == ALL_INDICATORS:
            self._kept_lines.append(lines)
        elif self._history:
            start = self._history.encode() + b","
            self._kept_lines.append(list(compress(lines, [key.startswith(start) for key in batch.keys])))

    def select_rows(self) -> tuple[dict[int, bytes], list[Result]]:
        """Return the keys of the sound rows that are wanted by their lines, in order, and the others that are."""
        if self._history == ALL_INDICATORS:
            return dict.fromkeys(chain.from_iterable(self._kept_lines), b""), self._kept
        start = self._history.encode() + b","
        counts = {line: key for key, line in self._counts.items() if not (self._history and key.startswith(start))}
        read = [row for row in self._parsed_rows.values() if counts.pop(row.line, None)]
        counts.update(dict.fromkeys(chain.from_iterable(self._kept_lines), start))
        return dict(sorted(counts.items())), read + self._kept

    def select_pending_forecasts(self) -> list[Result]:
        """Return the last rows of their keys that do not count: forecasts recorded after a result."""
        return [row for key, row in self._forecasts.items() if self._last.get(key) == row.line]

    def _is_accepted(self, key: bytes) -> bool:
        """Whether sound rows may stand under `key`."""
        if self._constraints is None:
            return True
        indicator, period = key.decode().split(",")
        accepted = self._constraints.get(indicator)
        return accepted is not None and accepted.measure != "milestone" and int(period[:4]) <= accepted.last_year

    def _is_known(self, day: bytes) -> bool:
        return self._as_of is None or day <= self._as_of


class RowHistories:
    """Keeps all rows under some keys."""

    def __init__(self, keys: Collection[bytes]) -> None:
        self._keys = keys
        self._lines: dict[int, bytes] = {}
        self._kept: list[Result] = []

    def add_batch(self, batch: RowBatch) -> RejectedRows:
        """Keep of a run what is wanted."""
        lines = zip(range(batch.line, batch.line + len(batch.keys)), batch.keys, strict=True)
        self._lines.update(compress(lines, map(self._keys.__contains__, batch.keys)))
        return RejectedRows([], [])

    def add_row(self, row: Result) -> str:
        """Keep a row where it is wanted."""
        if make_key(row) in self._keys:
            self._kept.append(row)
        return ""

    def select_rows(self) -> tuple[dict[int, bytes], list[Result]]:
        """Return the keys of the sound rows that are wanted by their lines, in order, and the others that are."""
        return self._lines, self._kept


class DayOrder:
    """Knows of each row on which day the one before it under its key was recorded.

    While the whole journal is in the order of its days, that is told by the line; only behind the first row that is
    not does each key cost a place of its own.
    """

    def __init__(self) -> None:
        self._latest = b""
        self._begin: list[int] = []
        self._day: list[bytes] = []
        self._by_key: dict[bytes, bytes] | None = None

    def extend_in_order(self, batch: RowBatch) -> list[bytes] | None:
        """Return the days of a run that goes on with the order of the journal, else None."""
        if self._by_key is not None or batch.days[0] < self._latest:
            return None
        days = sorted(batch.days)
        if days != batch.days:
            return None
        at = 0
        while at < len(days):
            self._advance(days[at], batch.line + at)
            at = bisect_right(days, days[at], at)
        return days

    def find_later_day(self, key: bytes, day: bytes, line: int, last: Mapping[bytes, int]) -> bytes:
        """Return the day of the last row under `key` where it is later than `day`; `last` has the lines by key."""
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


def make_key(row: Result) -> bytes:
    """Return what `row` stands under."""
    return f"{row.indicator},{row.period}".encode()
