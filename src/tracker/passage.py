"""One reading of a journal, from its first line to its last: every row is judged and put on a shelf.

Lines that are sound at first sight are put there many at once, all others one by one through the csv module.
What the reader hands from one function to another are plain classes: each start of the program pays for defining them,
and a named tuple costs twenty times as much.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import Faults, Place, Problem, msg
from tracker.header import HEADER, Columns, read_header
from tracker.lines import CutOffError, Lines, NotTextError, Readable, Record, UnreadableError
from tracker.model import Accepted
from tracker.rows import RowReader
from tracker.shelf import Histories, Run, Shelf
from tracker.sound import Sound, cells_of, cut_out


class Torn(NamedTuple):
    """The end of a journal that was cut off while it was written: the line and the byte where its last row begins."""

    line: int
    start: int


class Source:
    """Where a journal is read from, its name in messages, and by indicator what its results may be."""

    __slots__ = ("accepted", "file", "name")

    def __init__(self, file: Readable, name: str, accepted: Mapping[str, Accepted] | None) -> None:
        self.file, self.name, self.accepted = file, name, accepted


class Passage:
    """What one reading found: the lines that it went over, what is wrong in them, and where they are torn."""

    __slots__ = ("faults", "lines", "torn")

    def __init__(self, lines: Lines, faults: Faults, torn: Torn | None) -> None:
        self.lines, self.faults, self.torn = lines, faults, torn


def read_through(source: Source, shelf: Shelf | Histories, columns: Columns | None = None) -> Passage:
    """Put every row on the shelf and return what else was found.

    `columns` are those of the journal where its header stands in an earlier part. Raises OSError.
    """
    source.file.seek(0)
    lines = Lines(source.file)
    faults = Faults()
    torn = None
    try:
        columns = columns or read_columns(lines, source.name, faults)
        if columns:
            torn = _read_rows(lines, Sound(columns), RowReader(columns, source.name, faults, source.accepted), shelf)
    except NotTextError as error:
        faults = Faults()  # what else was found in bytes that are no text helps nobody
        faults.note(Problem(Place(source.name, error.line), error.message, error.hint))
    except UnreadableError as error:
        from tracker.torn import is_cut_off  # only an end that may be torn needs it

        start = lines.start_of_record()
        if isinstance(error, CutOffError) and columns and is_cut_off(_rest(source.file, start), columns):
            torn = Torn(lines.line_of_record, start)
        else:
            faults.note(Problem(Place(source.name, error.line), error.message, error.hint))
    return Passage(lines, faults, torn)


def read_columns(lines: Lines, name: str, faults: Faults) -> Columns | None:
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
            keys, days = sound.find(block, lines.count)
            keys.append(b"")  # where the last run ends
        at = end = lines.at
        if at < len(keys) and not lines.is_within_line:
            end = keys.index(b"", at)
        if at < end:
            _put_run(Run(lines.number + 1, keys[at:end], days[at:end]), lines, reader, shelf)
            lines.passed(end - at)
            continue
        record = lines.record()
        if record and any(record.cells):
            if not record.is_ended and _is_cut_row(record, reader):
                return Torn(record.line, lines.start_of_record())
            row = reader.read(record.cells, record.line)
            if row and (before := shelf.put(row)):
                reader.out_of_order(row, before)
    return None


def _is_cut_row(record: Record, reader: RowReader) -> bool:
    from tracker.torn import is_cut_row  # only an end that may be torn needs it

    return is_cut_row(record.cells, reader)


def _put_run(run: Run, lines: Lines, reader: RowReader, shelf: Shelf | Histories) -> None:
    refused = shelf.put_run(run)
    for line in refused.unaccepted:
        reader.read(cells_of(lines.text(lines.at + line - run.line)), line)
    for line, before in refused.unordered:
        row = cut_out(lines.text(lines.at + line - run.line), line)
        reader.out_of_order(row, before.decode())


def _rest(file: Readable, start: int) -> bytes:
    file.seek(start)
    return b"".join(iter(lambda: file.read(1 << 20), b""))
