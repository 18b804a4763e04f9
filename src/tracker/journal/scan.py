"""One reading of a journal, from its first line to its last: every row is judged and put on a shelf.

Lines that are sound at first sight are put there many at once, all others one by one through the csv module.
What the reader hands from one function to another are plain classes: each start of the program pays for defining them,
and a named tuple costs twenty times as much.
"""

import csv
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.journal.blocks import LineReader, NotUtf8Error, Readable, TruncatedError, UnreadableError
from tracker.journal.fastpath import FastRowMatcher, parse_row, split_cells
from tracker.journal.header import HEADER, Columns, read_header
from tracker.journal.index import LatestRows, RowBatch, RowHistories
from tracker.journal.rows import FREE_TEXT_COLUMNS, RowReader
from tracker.model import ResultConstraint


class TornRow(NamedTuple):
    """The end of a journal that was cut off while it was written: the line and the byte where its last row begins."""

    line: int
    start: int


class JournalSource:
    """Where a journal is read from, its name in messages, and by indicator what its results may be."""

    __slots__ = ("constraints", "file", "name")

    def __init__(self, file: Readable, name: str, constraints: Mapping[str, ResultConstraint] | None) -> None:
        self.file, self.name, self.constraints = file, name, constraints


class ScanResult:
    """What one reading found: the lines that it went over, what is wrong in them, and where they are torn."""

    __slots__ = ("lines", "problems", "torn_row")

    def __init__(self, lines: LineReader, problems: ProblemList, torn_row: TornRow | None) -> None:
        self.lines, self.problems, self.torn_row = lines, problems, torn_row


def scan_journal(source: JournalSource, index: LatestRows | RowHistories) -> ScanResult:
    """Add every row to the index, and return the problems in the journal. Raises OSError."""
    source.file.seek(0)
    lines = LineReader(source.file)
    faults = ProblemList()
    torn = columns = None
    try:
        columns = read_columns(lines, source.name, faults)
        if columns:
            torn = _read_rows(
                lines, FastRowMatcher(columns), RowReader(columns, source.name, faults, source.constraints), index
            )
    except NotUtf8Error as error:
        faults = ProblemList()  # what else was found in bytes that are no text helps nobody
        faults.append(Problem(Location(source.name, error.line), error.message, error.hint))
    except UnreadableError as error:
        start = lines.find_record_start()
        if isinstance(error, TruncatedError) and columns and is_truncated(_read_rest(source.file, start), columns):
            torn = TornRow(lines.record_line, start)
        else:
            faults.append(Problem(Location(source.name, error.line), error.message, error.hint))
    return ScanResult(lines, faults, torn)


def read_columns(lines: LineReader, name: str, faults: ProblemList) -> Columns | None:
    """Return the columns of the header, the first line that is not empty; None after noting what is wrong with it."""
    first = lines.read_record()
    while first and not first.cells:
        first = lines.read_record()
    if first is None:
        hint = msg("its first line must be {header}", header=HEADER)
        faults.append(Problem(Location(name, 1), msg("the file is empty"), hint))
        return None
    columns, problems = read_header(first.cells, Location(name, first.line))
    for problem in problems:
        faults.append(problem)
    return columns


def _read_rows(
    lines: LineReader, matcher: FastRowMatcher, reader: RowReader, index: LatestRows | RowHistories
) -> TornRow | None:
    block: bytes | None = None
    while lines.fill_buffer():
        if lines.block is not block:
            block = lines.block
            keys, days = matcher.match_block(block, lines.line_count)
            keys.append(b"")  # where the last run ends
        at = end = lines.line_index
        if at < len(keys) and not lines.is_within_line:
            end = keys.index(b"", at)
        if at < end:
            _add_batch(RowBatch(lines.lines_read + 1, keys[at:end], days[at:end]), lines, reader, index)
            lines.skip_lines(end - at)
            continue
        record = lines.read_record()
        if record and any(record.cells):
            if not record.has_line_break and is_truncated_row(record.cells, reader):
                return TornRow(record.line, lines.find_record_start())
            row = reader.read_row(record.cells, record.line)
            if row and (before := index.add_row(row)):
                reader.report_wrong_order(row, before)
    return None


def _add_batch(batch: RowBatch, lines: LineReader, reader: RowReader, index: LatestRows | RowHistories) -> None:
    refused = index.add_batch(batch)
    for line in refused.unaccepted:
        reader.read_row(split_cells(lines.get_line(lines.line_index + line - batch.line)), line)
    for line, before in refused.out_of_order:
        row = parse_row(lines.get_line(lines.line_index + line - batch.line), line)
        reader.report_wrong_order(row, before.decode())


def _read_rest(file: Readable, start: int) -> bytes:
    file.seek(start)
    return b"".join(iter(lambda: file.read(1 << 20), b""))


def is_truncated_row(cells: Sequence[str], reader: RowReader) -> bool:
    """Whether a last row without a line break is wrong only at its end: cells are missing, or the last one is."""
    if len(cells) < reader.columns.width:
        return True
    trial = RowReader(reader.columns, reader.file, ProblemList(), reader.constraints)
    trial.read_row(cells, 0)
    position = reader.columns.positions
    last = {name for name, at in position.items() if at == reader.columns.width - 1}
    faulty = {problem.location.key for problem in trial.problems}
    return bool(faulty) and faulty <= last


def is_truncated(end: bytes, columns: Columns) -> bool:
    """Whether `end`, a last record that is no whole text or has a quotation mark left open, was cut off.

    It was not where one of its lines has all the cells of a row: then a mark was forgotten, and swallowed the rows.
    """
    first, *others = end.splitlines() or [b""]
    suspects = others
    if end.endswith((b"\n", b"\r")):  # cut off just behind a line break of a note
        cells = next(csv.reader([end.decode(errors="replace")]))
        if len(cells) - 1 not in {at for name, at in columns.positions.items() if name in FREE_TEXT_COLUMNS}:
            return False
        suspects = [first, *others]
    return not any(line.count(b",") >= columns.width - 1 for line in suspects)
