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

from tracker.errors import Location, Problem, ProblemCollector, msg
from tracker.journal.blocks import LineReader, UnreadableError
from tracker.journal.effective import is_undo, select_effective_rows
from tracker.journal.fastpath import FileChangedError, parse_row
from tracker.journal.header import COLUMNS, HEADER, Columns
from tracker.journal.index import ALL_INDICATORS, LatestRows, RowHistories, make_key
from tracker.journal.scan import JournalSource, TornRow, read_columns, scan_journal
from tracker.model import Result, ResultConstraint
from tracker.periods import is_timestamp

if TYPE_CHECKING:
    from tracker.journal.parts import Part

PARALLEL_MIN_BYTES = 32 * 1024 * 1024
"""So many bytes at least are read by several processes; with fewer, to start them costs more than they save."""


class JournalContent:
    """What a journal holds: by indicator and in its order the rows that were asked for, and what is wrong in it."""

    __slots__ = ("problems", "results", "torn_row")

    def __init__(
        self, results: dict[str, tuple[Result, ...]], problems: ProblemCollector, torn_row: TornRow | None = None
    ) -> None:
        self.results, self.problems, self.torn_row = results, problems, torn_row


def read_journal(
    file: BinaryIO,
    name: str,
    constraints: Mapping[str, ResultConstraint] | None = None,
    *,
    as_of: str | None = None,
    history: str = "",
    history_only: bool = False,
) -> JournalContent:
    """Return of a journal the rows that count on the day `as_of`, and every problem in it; `name` is its file's.

    `accepted` says by indicator what its results may be. `history` is `ALL`, or the id of an indicator of which
    every row recorded by then is returned, as it stands; `alone`, without the rows of others, which are judged all the
    same. Raises OSError where `file` cannot be read.
    """
    is_collecting = gc.isenabled()
    gc.disable()  # it would look again and again through a million rows, of which none is garbage
    try:
        return _read_journal(file, JournalSource(file, name, constraints), as_of, history, history_only)
    except FileChangedError as error:
        faults = ProblemCollector()
        hint = msg("try again when nobody is editing it")
        faults.append(Problem(Location(name, error.line), msg("the file is being changed while it is read"), hint))
        return JournalContent({}, faults)
    finally:
        if is_collecting:
            gc.enable()


def read_indicator_rows(
    file: BinaryIO, name: str, indicator: str, constraints: Mapping[str, ResultConstraint] | None = None
) -> JournalContent:
    """Return every row of one indicator, as it stands, where possible without judging the rows of the others.

    What is wrong elsewhere in the journal need not be noticed, and the lines of the rows are 0. Where the bytes do not
    tell for certain which rows there are, all is read as by `read_journal`. Raises OSError where `file` cannot be read.
    """
    from tracker.journal.lookup import find_rows  # only recording needs it

    rows = find_rows(file, indicator, constraints)
    if rows is None:
        return read_journal(file, name, constraints, history=indicator, history_only=True)
    return JournalContent({indicator: tuple(rows)}, ProblemCollector())


def _read_journal(
    file: BinaryIO, source: JournalSource, as_of: str | None, history: str, history_only: bool
) -> JournalContent:
    rows, faults, torn = (None if history else _read_parts(file, source, as_of)), ProblemCollector(), None
    if rows is None:
        rows, faults, torn = _scan_rows(
            source, LatestRows(as_of, history, source.constraints, history_only=history_only)
        )
    if history != ALL_INDICATORS and not faults.count:
        restored = {make_key(row) for row in rows if is_undo(row) and row.indicator != history}
        if restored:
            rows = [row for row in rows if make_key(row) not in restored]
            rows += _restore_undone_rows(_scan_rows(source, RowHistories(restored))[0], as_of)
            rows.sort(key=attrgetter("line"))
    results: dict[str, list[Result]] = {}
    for row in rows:
        results.setdefault(row.indicator, []).append(row)
    return JournalContent({indicator: tuple(found) for indicator, found in results.items()}, faults, torn)


def _restore_undone_rows(rows: Iterable[Result], as_of: str | None) -> Iterator[Result]:
    """Yield the rows that count of all `rows` under some keys, as they were recorded first."""
    by_indicator: dict[str, list[Result]] = {}
    for row in rows:
        by_indicator.setdefault(row.indicator, []).append(row)
    for found in by_indicator.values():
        yield from select_effective_rows(found, as_of)


def _scan_rows(
    source: JournalSource, index: LatestRows | RowHistories
) -> tuple[list[Result], ProblemCollector, TornRow | None]:
    passage = scan_journal(source, index)
    return _parse_selected_rows(passage.lines, index), passage.problems, passage.torn_row


def _parse_selected_rows(lines: LineReader, index: LatestRows | RowHistories) -> list[Result]:
    wanted, rows = index.select_rows()
    rows += (
        parse_row(text, line, key) for (line, text), key in zip(lines.reread(wanted), wanted.values(), strict=True)
    )
    return sorted(rows, key=attrgetter("line"))


def _read_parts(file: BinaryIO, source: JournalSource, as_of: str | None) -> list[Result] | None:
    """Return the rows that count of a long journal in which everything is in order, read by several processes.

    None where it is not long, or not in order: what is wrong is told by reading it from the first line to the last.
    """
    try:
        descriptor = file.fileno()
    except OSError:  # no file, but bytes in memory
        return None
    size = os.fstat(descriptor).st_size
    if size < PARALLEL_MIN_BYTES:
        return None
    from tracker.journal import parts  # only long journals need it

    number = parts.number_for(size)
    found = parts.cut(descriptor, size, number) if number > 1 else None
    columns = _read_columns(source) if found else None
    if not found or not columns:
        return None
    shelves = parts.in_processes(found, lambda part: _pack_part(part, source, as_of, columns))
    return _merge_parts(source, as_of, found, shelves) if shelves else None


def _read_columns(source: JournalSource) -> Columns | None:
    source.file.seek(0)
    try:
        return read_columns(LineReader(source.file), source.name, ProblemCollector())
    except UnreadableError:
        return None


def _pack_part(part: "Part", source: JournalSource, as_of: str | None, columns: Columns) -> bytes:
    """Return what stands in one part, for another process; nothing where something is wrong in it."""
    import pickle  # only long journals need it

    shelf = LatestRows(as_of, "", source.constraints)
    source = JournalSource(part, source.name, source.constraints)
    passage = scan_journal(source, shelf, columns if part.start else None)
    parcel = shelf.to_partial_index()
    if passage.problems.count or passage.torn_row or parcel is None:
        return b""
    return pickle.dumps((parcel, passage.lines.get_positions(), passage.lines.lines_read))


def _merge_parts(
    source: JournalSource, as_of: str | None, found: "list[Part]", shelves: list[bytes]
) -> list[Result] | None:
    import pickle

    source.file.seek(0)
    shelf, lines = LatestRows(as_of, "", source.constraints), LineReader(source.file)
    before, latest = 0, b""
    for part, packed in zip(found, shelves, strict=True):
        parcel, marks, number = pickle.loads(packed)
        if parcel.first and parcel.first < latest:
            return None
        shelf.merge(parcel, before)
        lines.add_positions(marks, before, part.start)
        before, latest = before + number, parcel.latest or latest
    return _parse_selected_rows(lines, shelf)


__all__ = [
    "ALL_INDICATORS",
    "COLUMNS",
    "HEADER",
    "JournalContent",
    "TornRow",
    "is_timestamp",
    "read_indicator_rows",
    "read_journal",
]
