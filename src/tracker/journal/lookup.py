"""The rows of one indicator, found without judging the others: what recording one result needs of a long journal.

The bytes are searched for the indicator's id. Every line that holds it is judged as reading the whole journal does;
where that cannot be certain from the line alone, nothing is answered, and the whole has to be read.
"""

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from tracker.errors import Location, ProblemCollector
from tracker.journal.blocks import BOM, LineReader, UnreadableError
from tracker.journal.fastpath import FastRowMatcher
from tracker.journal.header import read_header
from tracker.journal.rows import RowReader
from tracker.model import Period, Result, ResultConstraint

_BLOCK = 1 << 17  # what fits the cache of a processor: larger ones are slower
_OF_IDS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")
_QUOTE = ord('"')
_BETWEEN_CELLS = frozenset(b",\r\n")


def find_rows(file: BinaryIO, indicator: str, accepted: Mapping[str, ResultConstraint] | None) -> list[Result] | None:
    """Return every row of `indicator` in the order of the journal, without their lines; None where this cannot tell.

    That is where a line that holds the id is faulty, goes over a line break or lies between quotation marks, and
    where the columns are others than usual.
    Raises OSError where `file` cannot be read.
    """
    try:
        header = LineReader(file).read_record()
        columns, _ = read_header(header.cells, Location()) if header else (None, [])
    except UnreadableError:
        return None
    if columns is None or not (sound := FastRowMatcher(columns)).has_usual_columns:
        return None
    reader = RowReader(columns, "", ProblemCollector(), accepted)
    rows: list[Result] = []
    days: dict[Period, str] = {}
    for line, is_open in _lines_with(file, indicator.encode()):
        if (key := sound.match_block(line, 1)[0]) and key[0] and not key[0].startswith(indicator.encode() + b","):
            continue  # a row of another, whose texts name it
        cells = None if is_open else _cells(line)
        if cells is None or len(cells) != columns.width:
            return None
        if cells[columns.positions["indicator"]].strip() == indicator:
            row = reader.read_row(cells, 0)
            if row is None or row.recorded_on < days.get(row.period, ""):
                return None
            days[row.period] = row.recorded_on
            rows.append(row)
    return rows


def _lines_with(file: BinaryIO, name: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield each line that holds `name` as a word, and whether a quotation mark is open where it begins."""
    file.seek(0)
    file.seek(len(BOM) if file.read(len(BOM)) == BOM else 0)
    is_open = False
    while block := file.read(_BLOCK) + file.readline():
        at = 0
        for start in _lines_in(block, name):
            is_open, at = _is_open(block, at, start, is_open), start
            yield block[start : block.find(b"\n", start) + 1 or len(block)], is_open
        is_open = _is_open(block, at, len(block), is_open)


def _lines_in(block: bytes, name: bytes) -> list[int]:
    """Return where in `block` the lines begin that hold `name` as a word."""
    starts = []
    at = block.rfind(name)  # half as long as forward where the first letter of the name is rare
    while at >= 0:
        end = at + len(name)
        if (at and block[at - 1] in _OF_IDS) or (end < len(block) and block[end] in _OF_IDS):
            at = block.rfind(name, 0, end - 1)
        else:
            at = block.rfind(b"\n", 0, at) + 1
            starts.append(at)
            at = block.rfind(name, 0, at)
    return starts[::-1]


def _is_open(block: bytes, start: int, end: int, before: bool) -> bool:
    """Whether a quotation mark is open at `end`, where it was `before` at `start`; a line begins at both.

    The last marks tell, and those before only where these do not: an even number of them side by side changes nothing.
    An odd number closes, or stands within a cell that is not quoted, unless a cell can begin with it; and it opens,
    unless a cell can end with it too.
    """
    is_turned = False
    while (last := block.rfind(b'"', start, end)) >= 0:
        first = last
        while first > start and block[first - 1] == _QUOTE:
            first -= 1
        if (last - first) % 2 == 0:
            if first > start and block[first - 1] not in _BETWEEN_CELLS:
                return is_turned
            if last + 1 < len(block) and block[last + 1] not in _BETWEEN_CELLS:
                return not is_turned
            is_turned = not is_turned
        end = first
    return before != is_turned


def _cells(line: bytes) -> list[str] | None:
    """Return the cells of a line that is one whole record, else None."""
    try:
        text = line.decode()
        cells = next(csv.reader([text], strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return cells if text.endswith("\n") and "\r" not in text.removesuffix("\n").removesuffix("\r") else None
