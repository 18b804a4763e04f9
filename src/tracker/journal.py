"""`results.csv`, the journal: its bytes become the results that count, and a list of every problem in it.

It is read as a stream: what is kept of it is one row for each indicator and period, however often they were
revised. A correction is a new row and a withdrawal is a new row; what stood in last year's report can always be
found again. How rows come into it says `tracker.appending`.
"""

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO

from tracker.counting import counting, is_undo
from tracker.errors import Faults, Place, Problem, msg
from tracker.header import COLUMNS, HEADER, Columns
from tracker.lines import Lines, UnreadableError
from tracker.model import Accepted, Result
from tracker.passage import Source, Torn, read_columns, read_through
from tracker.rows import is_moment
from tracker.shelf import ALL, Histories, Shelf, key_of
from tracker.sound import ChangedError, cut_out

if TYPE_CHECKING:
    from tracker.parts import Part

LONG = 32 * 1024 * 1024
"""So many bytes at least are read by several processes; with fewer, to start them costs more than they save."""


class Reading:
    """What a journal holds: by indicator and in its order the rows that were asked for, and what is wrong in it."""

    __slots__ = ("faults", "results", "torn")

    def __init__(self, results: dict[str, tuple[Result, ...]], faults: Faults, torn: Torn | None = None) -> None:
        self.results, self.faults, self.torn = results, faults, torn


def read_journal(
    file: BinaryIO,
    name: str,
    accepted: Mapping[str, Accepted] | None = None,
    *,
    as_of: str | None = None,
    history: str = "",
    alone: bool = False,
) -> Reading:
    """Return of a journal the rows that count on the day `as_of`, and every problem in it; `name` is its file's.

    `accepted` says by indicator what its results may be. `history` is `ALL`, or the id of an indicator of which
    every row recorded by then is returned, as it stands; `alone`, without the rows of others, which are judged all the
    same. Raises OSError where `file` cannot be read.
    """
    is_collecting = gc.isenabled()
    gc.disable()  # it would look again and again through a million rows, of which none is garbage
    try:
        return _read_journal(file, Source(file, name, accepted), as_of, history, alone)
    except ChangedError as error:
        faults = Faults()
        hint = msg("try again when nobody is editing it")
        faults.note(Problem(Place(name, error.line), msg("the file is being changed while it is read"), hint))
        return Reading({}, faults)
    finally:
        if is_collecting:
            gc.enable()


def read_indicator(
    file: BinaryIO, name: str, indicator: str, accepted: Mapping[str, Accepted] | None = None
) -> Reading:
    """Return every row of one indicator, as it stands, where possible without judging the rows of the others.

    What is wrong elsewhere in the journal need not be noticed, and the lines of the rows are 0. Where the bytes do not
    tell for certain which rows there are, all is read as by `read_journal`. Raises OSError where `file` cannot be read.
    """
    from tracker.lookup import find_rows  # only recording needs it

    rows = find_rows(file, indicator, accepted)
    if rows is None:
        return read_journal(file, name, accepted, history=indicator, alone=True)
    return Reading({indicator: tuple(rows)}, Faults())


def _read_journal(file: BinaryIO, source: Source, as_of: str | None, history: str, alone: bool) -> Reading:
    rows, faults, torn = (None if history else _rows_of_parts(file, source, as_of)), Faults(), None
    if rows is None:
        rows, faults, torn = _rows(source, Shelf(as_of, history, source.accepted, alone=alone))
    if history != ALL and not faults.count:
        restored = {key_of(row) for row in rows if is_undo(row) and row.indicator != history}
        if restored:
            rows = [row for row in rows if key_of(row) not in restored]
            rows += _restored(_rows(source, Histories(restored))[0], as_of)
            rows.sort(key=attrgetter("line"))
    results: dict[str, list[Result]] = {}
    for row in rows:
        results.setdefault(row.indicator, []).append(row)
    return Reading({indicator: tuple(found) for indicator, found in results.items()}, faults, torn)


def _restored(rows: Iterable[Result], as_of: str | None) -> Iterator[Result]:
    """Yield the rows that count of all `rows` under some keys, as they were recorded first."""
    by_indicator: dict[str, list[Result]] = {}
    for row in rows:
        by_indicator.setdefault(row.indicator, []).append(row)
    for found in by_indicator.values():
        yield from counting(found, as_of)


def _rows(source: Source, shelf: Shelf | Histories) -> tuple[list[Result], Faults, Torn | None]:
    passage = read_through(source, shelf)
    return _cut_out(passage.lines, shelf), passage.faults, passage.torn


def _cut_out(lines: Lines, shelf: Shelf | Histories) -> list[Result]:
    wanted, rows = shelf.wanted()
    rows += (cut_out(text, line, key) for (line, text), key in zip(lines.again(wanted), wanted.values(), strict=True))
    return sorted(rows, key=attrgetter("line"))


def _rows_of_parts(file: BinaryIO, source: Source, as_of: str | None) -> list[Result] | None:
    """Return the rows that count of a long journal in which everything is in order, read by several processes.

    None where it is not long, or not in order: what is wrong is told by reading it from the first line to the last.
    """
    try:
        descriptor = file.fileno()
    except OSError:  # no file, but bytes in memory
        return None
    size = os.fstat(descriptor).st_size
    if size < LONG:
        return None
    from tracker import parts  # only long journals need it

    number = parts.number_for(size)
    found = parts.cut(descriptor, size, number) if number > 1 else None
    columns = _columns(source) if found else None
    if not found or not columns:
        return None
    shelves = parts.in_processes(found, lambda part: _parcel(part, source, as_of, columns))
    return _united(source, as_of, found, shelves) if shelves else None


def _columns(source: Source) -> Columns | None:
    source.file.seek(0)
    try:
        return read_columns(Lines(source.file), source.name, Faults())
    except UnreadableError:
        return None


def _parcel(part: "Part", source: Source, as_of: str | None, columns: Columns) -> bytes:
    """Return what stands in one part, for another process; nothing where something is wrong in it."""
    import pickle  # only long journals need it

    shelf = Shelf(as_of, "", source.accepted)
    source = Source(part, source.name, source.accepted)
    passage = read_through(source, shelf, columns if part.start else None)
    parcel = shelf.parcel()
    if passage.faults.count or passage.torn or parcel is None:
        return b""
    return pickle.dumps((parcel, passage.lines.marks(), passage.lines.number))


def _united(source: Source, as_of: str | None, found: "list[Part]", shelves: list[bytes]) -> list[Result] | None:
    import pickle

    source.file.seek(0)
    shelf, lines = Shelf(as_of, "", source.accepted), Lines(source.file)
    before, latest = 0, b""
    for part, packed in zip(found, shelves, strict=True):
        parcel, marks, number = pickle.loads(packed)
        if parcel.first and parcel.first < latest:
            return None
        shelf.unite(parcel, before)
        lines.join(marks, before, part.start)
        before, latest = before + number, parcel.latest or latest
    return _cut_out(lines, shelf)


__all__ = ["ALL", "COLUMNS", "HEADER", "Reading", "Torn", "is_moment", "read_indicator", "read_journal"]
