"""The rows of one indicator, found without judging the others: what recording one result needs of a long journal.

The bytes are searched for the indicator's id. Every line that holds it is judged as reading the whole journal does;
where that cannot be certain from the line alone, nothing is answered, and the whole has to be read.
"""

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from tracker.errors import Faults, Place
from tracker.header import read_header
from tracker.lines import Lines, UnreadableError
from tracker.model import Accepted, Result
from tracker.periods import Period
from tracker.rows import RowReader
from tracker.sound import Sound

_BLOCK = 1 << 20
_OF_IDS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")


def find_rows(file: BinaryIO, indicator: str, accepted: Mapping[str, Accepted] | None) -> list[Result] | None:
    """Return every row of `indicator` in the order of the journal, without their lines; None where this cannot tell.

    That is where a line that holds the id is faulty, goes over a line break or lies between quotation marks, and
    where the columns are others than usual. Marks are told by their count: only where somebody has left an odd number
    of them within cells that are not quoted, and a note holds a whole row of this indicator, is that row believed.
    Raises OSError where `file` cannot be read.
    """
    try:
        header = Lines(file).record()
        columns, _ = read_header(header.cells, Place()) if header else (None, [])
    except UnreadableError:
        return None
    if columns is None or not (sound := Sound(columns)).takes:
        return None
    reader = RowReader(columns, "", Faults(), accepted)
    rows: list[Result] = []
    days: dict[Period, str] = {}
    for line, is_open in _lines_with(file, indicator.encode()):
        if (key := sound.find(line)[0][:1]) and key[0] and not key[0].startswith(indicator.encode() + b","):
            continue  # a row of another, whose texts name it
        cells = None if is_open else _cells(line)
        if cells is None or len(cells) != columns.width:
            return None
        if cells[columns.position["indicator"]].strip() == indicator:
            row = reader.read(cells, 0)
            if row is None or row.recorded_on < days.get(row.period, ""):
                return None
            days[row.period] = row.recorded_on
            rows.append(row)
    return rows


def _lines_with(file: BinaryIO, name: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield each line that holds `name` as a word, and whether a quotation mark seems to be open before it."""
    file.seek(0)
    is_open, rest = 0, b""
    while more := file.read(max(_BLOCK, len(rest))):
        end = more.rfind(b"\n") + 1
        block, rest = (rest + more[:end], more[end:]) if end else (b"", rest + more)
        if name in block:
            for start, line in _in_block(block, name):
                yield line, bool((is_open + block.count(b'"', 0, start)) % 2)
        is_open += block.count(b'"')
    for start, line in _in_block(rest, name):
        yield line, bool((is_open + rest.count(b'"', 0, start)) % 2)


def _in_block(block: bytes, name: bytes) -> Iterator[tuple[int, bytes]]:
    at = block.find(name)
    while at >= 0:
        end = at + len(name)
        if (block[at - 1 : at] and block[at - 1] in _OF_IDS) or (block[end : end + 1] and block[end] in _OF_IDS):
            at = block.find(name, at + 1)
            continue
        start = block.rfind(b"\n", 0, at) + 1
        end = block.find(b"\n", end) + 1 or len(block)
        yield start, block[start:end]
        at = block.find(name, end)


def _cells(line: bytes) -> list[str] | None:
    """Return the cells of a line that is one whole record, else None."""
    try:
        text = line.decode()
        cells = next(csv.reader([text], strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return cells if text.endswith("\n") and "\r" not in text.removesuffix("\n").removesuffix("\r") else None
