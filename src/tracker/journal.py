"""`results.csv`, the journal: its bytes become the results that count, and a list of every problem in it.

It is read as a stream: what is kept of it is one row for each indicator and period, however often they were
revised. A correction is a new row and a withdrawal is a new row; what stood in last year's report can always be
found again. How rows come into it says `tracker.appending`.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import BinaryIO, NamedTuple

from tracker.counting import counting, is_undo
from tracker.errors import Faults, Place, Problem, msg
from tracker.header import COLUMNS, HEADER, Columns, read_header
from tracker.lines import CutOffError, Lines, NotTextError, UnreadableError
from tracker.lookup import find_rows
from tracker.model import Accepted, Result
from tracker.rows import RowReader, is_moment
from tracker.shelf import ALL, Histories, Run, Shelf, key_of
from tracker.sound import ChangedError, Sound, cells_of, cut_out
from tracker.torn import is_cut_off, is_cut_row


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
    is_collecting = gc.isenabled()
    gc.disable()  # it would look again and again through a million rows, of which none is garbage
    try:
        return _read_journal(_Source(file, name, accepted), as_of, history)
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
    rows = find_rows(file, indicator, accepted)
    if rows is None:
        reading = read_journal(file, name, accepted, history=indicator)
        return reading._replace(results={indicator: reading.results.get(indicator, ())})
    return Reading({indicator: tuple(rows)}, Faults())


class _Source(NamedTuple):
    """Where a journal is read from, and by indicator what its results may be."""

    file: BinaryIO
    name: str
    accepted: Mapping[str, Accepted] | None


class _Pass(NamedTuple):
    """What one reading from the first line to the last found: the rows asked for, what is wrong, where it is torn."""

    rows: list[Result]
    faults: Faults
    torn: Torn | None


def _read_journal(source: _Source, as_of: str | None, history: str) -> Reading:
    rows, faults, torn = _pass(source, Shelf(as_of, history, source.accepted))
    if history != ALL and not faults.count:
        restored = {key_of(row) for row in rows if is_undo(row) and row.indicator != history}
        if restored:
            rows = [row for row in rows if key_of(row) not in restored]
            rows += _restored(_pass(source, Histories(restored)).rows, as_of)
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


def _pass(source: _Source, shelf: Shelf | Histories) -> _Pass:
    source.file.seek(0)
    lines = Lines(source.file)
    faults = Faults()
    columns: Columns | None = None
    torn = None
    try:
        columns = _columns(lines, source.name, faults)
        if columns:
            torn = _read_rows(lines, Sound(columns), RowReader(columns, source.name, faults, source.accepted), shelf)
    except NotTextError as error:
        faults = Faults()  # what else was found in bytes that are no text helps nobody
        faults.note(Problem(Place(source.name, error.line), error.message, error.hint))
    except UnreadableError as error:
        start = lines.start_of_record()
        if isinstance(error, CutOffError) and columns and is_cut_off(_rest(source.file, start), columns):
            torn = Torn(lines.line_of_record, start)
        else:
            faults.note(Problem(Place(source.name, error.line), error.message, error.hint))
    wanted, rows = shelf.wanted()
    rows += (cut_out(text, line, key) for (line, text), key in zip(lines.again(wanted), wanted.values(), strict=True))
    return _Pass(sorted(rows, key=attrgetter("line")), faults, torn)


def _columns(lines: Lines, name: str, faults: Faults) -> Columns | None:
    """Return the columns of the header, the first line that is not empty; None after noting what is wrong with it."""
    first = lines.record()
    while first and not first.cells:
        first = lines.record()
    if first is None:
        hint = msg("its first line must be {header}", header=HEADER)
        faults.note(Problem(Place(name, 1), msg("the file is empty"), hint))
        return None
    columns, problems = read_header(first.cells, Place(name, first.line))
    for problem in problems:
        faults.note(problem)
    return columns


def _read_rows(lines: Lines, sound: Sound, reader: RowReader, shelf: Shelf | Histories) -> Torn | None:
    block: bytes | None = None
    while lines.fill():
        if lines.block is not block:
            block = lines.block
            keys, days = sound.find(block)
        at = end = lines.at
        if at < len(keys) and not lines.is_within_line:
            end = keys.index(b"", at) if b"" in keys[at:] else len(keys)
        if at < end:
            _put_run(Run(lines.number + 1, keys[at:end], days[at:end]), lines, reader, shelf)
            lines.passed(end - at)
            continue
        record = lines.record()
        if record and any(record.cells):
            if not record.is_ended and is_cut_row(record.cells, reader):
                return Torn(record.line, lines.start_of_record())
            row = reader.read(record.cells, record.line)
            if row and (before := shelf.put(row)):
                reader.out_of_order(row, before)
    return None


def _put_run(run: Run, lines: Lines, reader: RowReader, shelf: Shelf | Histories) -> None:
    refused = shelf.put_run(run)
    for line in refused.unaccepted:
        reader.read(cells_of(lines.text(lines.at + line - run.line)), line)
    for line, before in refused.unordered:
        row = cut_out(lines.text(lines.at + line - run.line), line)
        reader.out_of_order(row, before.decode())


def _rest(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    return file.read()


__all__ = ["ALL", "COLUMNS", "HEADER", "Reading", "Torn", "is_moment", "read_indicator", "read_journal"]
