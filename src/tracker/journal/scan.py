"""One scan of a journal, from its first line to its last: every row is checked and added to an index.

Lines that the fast path matches are added many at once. All others are read one by one with the csv module.
Most records here are plain classes, because every start of the program defines them: a named tuple takes longer to
define, and a dataclass longer still.
"""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.journal.blocks import LineReader, NotUtf8Error, Readable, TruncatedError, UnreadableError
from tracker.journal.fastpath import FastRowMatcher, split_cells
from tracker.journal.header import Columns, read_header
from tracker.journal.index import LatestRows, RowBatch, RowHistories, TimeOrder
from tracker.journal.row_reader import CONFLICT_MARKER, RowReader
from tracker.journal.schema import Schema
from tracker.text import is_conflict_marker

RowIndex: TypeAlias = LatestRows | RowHistories | TimeOrder


class TornRow(NamedTuple):
    """A truncated last row, which was cut off while it was written: the line and the byte at which it begins."""

    line: int
    start: int


class JournalSource:
    """An open journal, its name in messages, its schema, and the constraints of its rows by indicator."""

    __slots__ = ("constraints", "file", "name", "schema")

    def __init__(self, file: Readable, name: str, constraints: Mapping[str, Any] | None, schema: Schema) -> None:
        self.file, self.name, self.constraints, self.schema = file, name, constraints, schema


class ScanResult:
    """The result of one scan: the reader of the lines, the problems, and the truncated last row if there is one.

    `matcher` parses the lines that the fast path has matched; None without a header.
    """

    __slots__ = ("lines", "matcher", "problems", "torn_row")

    def __init__(
        self, lines: LineReader, problems: ProblemList, torn_row: TornRow | None, matcher: FastRowMatcher | None
    ) -> None:
        self.lines, self.problems, self.torn_row, self.matcher = lines, problems, torn_row, matcher


def scan_journal(source: JournalSource, index: RowIndex) -> ScanResult:
    """Add every row to the index, and return the problems in the journal. Raises OSError."""
    source.file.seek(0)
    lines = LineReader(source.file)
    problems = ProblemList()
    torn = columns = matcher = None
    try:
        columns = _read_columns(lines, source.name, problems, source.schema)
        if columns:
            reader = RowReader(columns, source.name, problems, source.constraints, source.schema)
            matcher = FastRowMatcher(columns, source.schema)
            torn = _read_rows(lines, matcher, reader, index)
    except NotUtf8Error as error:
        problems = ProblemList()  # other problems of a file that is not text are of no use
        problems.append(Problem(Location(source.name, error.line), error.message, error.hint))
    except UnreadableError as error:
        start = lines.find_record_start()
        if (
            isinstance(error, TruncatedError)
            and columns
            and is_truncated(_read_rest(source.file, start), columns, source.schema)
        ):
            torn = TornRow(lines.record_line, start)
        else:
            problems.append(Problem(Location(source.name, error.line), error.message, error.hint))
    return ScanResult(lines, problems, torn, matcher)


def read_header_bytes(file: Readable, schema: Schema) -> tuple[Columns, bytes, int]:
    """Return the columns of a journal without errors in its header, and the bytes and number of lines of the header."""
    file.seek(0)
    lines = LineReader(file)
    columns = _read_columns(lines, "", ProblemList(), schema)
    assert columns
    line_count = lines.lines_read
    lines.read_record()
    end = lines.find_record_start()
    file.seek(0)
    return columns, file.read(end), line_count


def _read_columns(lines: LineReader, name: str, problems: ProblemList, schema: Schema) -> Columns | None:
    """Return the columns of the header, the first line that is not empty; None after adding what is wrong with it."""
    first = lines.read_record()
    while first and not first.cells:
        first = lines.read_record()
    if first is None:
        hint = msg("its first line must be {header}", header=schema.header)
        problems.append(Problem(Location(name, 1), msg("the file is empty"), hint))
        return None
    if is_conflict_marker(first.cells[0]):
        problems.append(Problem(Location(name, first.line), *CONFLICT_MARKER))
        return None
    columns, found = read_header(first.cells, Location(name, first.line), schema)
    for problem in found:
        problems.append(problem)
    return columns


def _read_rows(lines: LineReader, matcher: FastRowMatcher, reader: RowReader, index: RowIndex) -> TornRow | None:
    block: bytes | None = None
    while lines.fill_buffer():
        if lines.block is not block:
            block = lines.block
            keys, times = matcher.match_block(block, lines.line_count)
            keys.append(b"")  # the end of the last batch
        start = end = lines.line_index
        if start < len(keys) and not lines.is_within_line:
            end = keys.index(b"", start)
        if start < end:
            batch = RowBatch(lines.lines_read + 1, keys[start:end], times[start:end])
            _add_batch(batch, lines, matcher, reader, index)
            lines.skip_lines(end - start)
            continue
        record = lines.read_record()
        if record and any(record.cells):
            if not record.has_line_break and is_truncated_row(record.cells, reader):
                return TornRow(record.line, lines.find_record_start())
            row = reader.read_row(record.cells, record.line)
            if row and (before := index.add_row(row)):
                reader.report_wrong_order(row, before)
    return None


def _add_batch(batch: RowBatch, lines: LineReader, matcher: FastRowMatcher, reader: RowReader, index: RowIndex) -> None:
    rejected = index.add_batch(batch)
    for line in rejected.unaccepted:
        reader.read_row(split_cells(lines.get_line(lines.line_index + line - batch.line)), line)
    for line, before in rejected.out_of_order:
        row = matcher.parse_row(lines.get_line(lines.line_index + line - batch.line), line)
        reader.report_wrong_order(row, before.decode())


def _read_rest(file: Readable, start: int) -> bytes:
    file.seek(start)
    return b"".join(iter(lambda: file.read(1 << 20), b""))


def is_truncated_row(cells: Sequence[str], reader: RowReader) -> bool:
    """Whether a last row without a line break may lack its end: it has errors only there, or its last cell matters.

    The beginning of a number, an id or a time may be right by itself; that of a name or a note says the same.
    """
    if is_conflict_marker(cells[0]):
        return False
    if len(cells) < reader.columns.width:
        return True
    last = {name for name, position in reader.columns.positions.items() if position == reader.columns.width - 1}
    if last - set(reader.schema.free_texts):
        return True
    trial = RowReader(reader.columns, reader.file, ProblemList(), reader.constraints, reader.schema)
    trial.read_row(cells, 0)
    wrong = {problem.location.key for problem in trial.problems}
    return bool(wrong) and wrong <= last


def is_truncated(end: bytes, columns: Columns, schema: Schema) -> bool:
    """Whether `end`, a last record with an incomplete letter or an open quotation mark, is a truncated row.

    It is not if one of its lines has as many cells as a row: then a closing quotation mark is missing further up.
    """
    first, *others = end.splitlines() or [b""]
    suspects = others
    if end.endswith((b"\n", b"\r")):  # cut off directly after a line break in a note
        cells = next(csv.reader([end.decode(errors="replace")]))
        fixed = {at for name, at in columns.positions.items() if name not in schema.free_texts}
        if len(cells) > columns.width or len(cells) - 1 in fixed:  # a column of the user may hold a line break too
            return False
        suspects = [first, *others]
    return not any(line.count(b",") >= columns.min_width - 1 for line in suspects)
