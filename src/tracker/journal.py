"""`results.csv`, the journal: its bytes become the results that count, and a list of every problem in it.

It is read as a stream: what is kept of it is one row for each indicator and period, however often they were
revised. A correction is a new row and a withdrawal is a new row; what stood in last year's report can always be
found again. How rows come into it says `tracker.appending`.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import BinaryIO, NamedTuple

from tracker.counting import is_undo, standing, supersedes
from tracker.errors import Faults, Place, Problem, msg
from tracker.header import COLUMNS, HEADER, Columns, read_header
from tracker.lines import CutOffError, Lines, NotTextError, Record, UnreadableError
from tracker.model import Accepted, Result
from tracker.periods import Period
from tracker.rows import RowReader, is_moment
from tracker.torn import is_cut_off, is_cut_row

ALL = "*"
"""As `history`: every row of every indicator."""

_Key = tuple[str, Period]


class Torn(NamedTuple):
    """The end of a journal that was cut off while it was written: the line and the byte where its last row begins."""

    line: int
    start: int


class Reading(NamedTuple):
    """What a journal holds: by indicator and in its order the rows that were asked for, and what is wrong in it."""

    results: dict[str, tuple[Result, ...]]
    faults: Faults
    torn: Torn | None = None


def read_journal(
    file: BinaryIO,
    name: str,
    accepted: Mapping[str, Accepted] | None = None,
    *,
    as_of: str | None = None,
    history: str = "",
) -> Reading:
    """Return of a journal the rows that count on the day `as_of`, and every problem in it; `name` is its file's.

    `accepted` says by indicator what its results may be. `history` is `ALL`, or the id of an indicator of which
    every row recorded by then is returned, as it stands. Raises OSError where `file` cannot be read.
    """
    shelf = _Shelf(as_of, history)
    faults, torn = _read(file, name, accepted, shelf)
    restored = {key for key, row in shelf.counting.items() if is_undo(row)}
    if restored and not faults.count:
        file.seek(0)
        whole = _Shelf(as_of, ALL, restored)
        _read(file, name, accepted, whole)
        shelf.counting.update(whole.standing())
    return Reading(shelf.results(), faults, torn)


class _Shelf:
    """Keeps of the rows that pass by those that were asked for."""

    def __init__(self, as_of: str | None, history: str, only: set[_Key] | None = None) -> None:
        self.counting: dict[_Key, Result] = {}
        self._history: list[Result] = []
        self._days: dict[_Key, str] = {}
        self._as_of = as_of
        self._wanted = history
        self._only = only

    def put(self, row: Result) -> str:
        """Keep a row where it is wanted; returns the day on which the one before it was recorded, if that is later."""
        key, day = (row.indicator, row.period), row.recorded_on
        before = self._days.get(key, "")
        self._days[key] = day
        if self._as_of is None or day <= self._as_of:
            if self._only is not None:
                if key in self._only:
                    self._history.append(row)
            elif self._wanted in (ALL, row.indicator):
                self._history.append(row)
            elif supersedes(row, self.counting.get(key)):
                self.counting[key] = row
        return before if day < before else ""

    def standing(self) -> Iterator[tuple[_Key, Result]]:
        """Yield for each indicator and period the row that counts of those kept, as it was recorded first."""
        by_key = sorted(self._history, key=_key)
        for key, rows in groupby(by_key, _key):
            yield key, standing(list(rows))

    def results(self) -> dict[str, tuple[Result, ...]]:
        """Return the rows kept by indicator, each indicator's in the order of the journal."""
        kept = sorted([*self.counting.values(), *self._history], key=lambda row: row.line)
        results: dict[str, list[Result]] = {}
        for row in kept:
            results.setdefault(row.indicator, []).append(row)
        return {indicator: tuple(rows) for indicator, rows in results.items()}


def _key(row: Result) -> _Key:
    return row.indicator, row.period


def _read(
    file: BinaryIO, name: str, accepted: Mapping[str, Accepted] | None, shelf: _Shelf
) -> tuple[Faults, Torn | None]:
    """Put every row of the journal on the shelf; returns what is wrong in it, and where it is torn."""
    faults = Faults()
    columns: Columns | None = None
    records = Lines(file).records()
    try:
        first = next(records, None)
        if first is None:
            hint = msg("its first line must be {header}", header=HEADER)
            faults.note(Problem(Place(name, 1), msg("the file is empty"), hint))
            return faults, None
        columns, wrong = read_header(first.cells, Place(name, first.line))
        for problem in wrong:
            faults.note(problem)
        if columns is None:
            return faults, None
        return faults, _read_rows(records, RowReader(columns, name, faults, accepted), shelf)
    except NotTextError as error:
        only = Faults()  # what else was found in bytes that are no text helps nobody
        only.note(Problem(Place(name, error.line), error.message, error.hint))
        return only, None
    except UnreadableError as error:
        if isinstance(error, CutOffError) and columns and is_cut_off(_rest(file, error.start), columns):
            return faults, Torn(error.line, error.start)
        faults.note(Problem(Place(name, error.line), error.message, error.hint))
        return faults, None


def _read_rows(records: Iterable[Record], reader: RowReader, shelf: _Shelf) -> Torn | None:
    for record in records:
        if not any(record.cells):
            continue
        if not record.is_ended and is_cut_row(record.cells, reader):
            return Torn(record.line, record.start)
        row = reader.read(record.cells, record.line)
        if row is None:
            continue
        before = shelf.put(row)
        if before:
            reader.out_of_order(row, before)
    return None


def _rest(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    return file.read()


__all__ = ["ALL", "COLUMNS", "HEADER", "Reading", "Torn", "is_moment", "read_journal"]
