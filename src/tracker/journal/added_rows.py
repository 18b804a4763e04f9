"""The rows that were added to a journal since its checkpoint was made, and what they change in its rows.

Only the rows of the checkpoint that have the key of an added row are read together with them: no row depends on those
of another key.
"""

import csv
from array import array
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from tracker.journal.blocks import Readable, UnreadableError
from tracker.journal.index import LatestRows, make_key
from tracker.journal.reader import group_rows, read_journal
from tracker.journal.row_blocks import BlockIndex, RowBlocks
from tracker.journal.scan import JournalSource, read_header_bytes, scan_journal
from tracker.model import Result, Row
from tracker.model.scopes import Scope


class Checkpoint:
    """A checkpoint: size, SHA-256 and number of lines of the bytes that it was made from, and its rows.

    `newest` is the latest day of recording, `restored` has the keys of which it holds the whole history. `rows` are the
    effective rows, `further` those that `JournalContent.further_rows` has.
    """

    __slots__ = ("further", "line_count", "newest", "restored", "rows", "sha256", "size")

    def __init__(self, head: dict[str, Any], data: bytes) -> None:
        self.size, self.sha256, self.newest = int(head["size"]), str(head["sha256"]), str(head["newest"])
        self.line_count = int(head["line_count"])
        self.restored = {str(key).encode() for key in head["restored"]}
        at = int(head["further_at"])
        self.rows = RowBlocks(BlockIndex(*head["rows"]), data)
        further = RowBlocks(BlockIndex(*head["further"]), data[at:])
        self.further = sorted(list_rows([further.own, *further.values()]), key=attrgetter("line"))


class _JoinedFile:
    """The rows of a checkpoint, followed by the bytes of the journal that were added later."""

    def __init__(self, rows: bytes, file: Readable, start: int) -> None:
        self._rows, self._file, self._start = rows, file, start
        self._offset = 0

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        data = self._rows[self._offset : self._offset + size] or self._file.read(size)
        self._offset += len(data)
        return data

    def seek(self, offset: int, _whence: int = 0) -> int:
        """Go to a byte, counted from the first one."""
        self._file.seek(self._start + max(0, offset - len(self._rows)))
        self._offset = offset
        return offset


def add_new_rows(checkpoint: Checkpoint, source: JournalSource, as_of: str | None) -> bool:
    """Put what was added to the journal into the rows of the checkpoint; False: the journal has to be read whole."""
    try:
        keys = _find_new_keys(checkpoint, source)
    except UnreadableError:  # what follows the header
        return False
    if keys is None:
        return False
    kept, known = _split_rows(checkpoint, keys)
    text, lines = _format_rows(source, known)
    joined = _JoinedFile(text, source.file, checkpoint.size)
    content = read_journal(joined, source.name, source.constraints, schema=source.schema, as_of=as_of)
    if (
        content.unordered
        or content.problems
        or content.torn_row
        or not content.list_restored_keys() <= checkpoint.restored
    ):
        return False  # an undo restored a key of which the checkpoint does not have every row
    shift = checkpoint.line_count
    for scope, groups in group_rows(_renumber(list_rows([content.results]), lines, shift)).items():
        kept.setdefault(scope, []).extend(row for rows in groups.values() for row in rows)
    for scope, rows in kept.items():
        checkpoint.rows.replace(scope, group_rows(sorted(rows, key=attrgetter("line"))).get(scope, {}))
    further = [row for row in checkpoint.further if make_key(row) not in keys]
    checkpoint.further = sorted([*further, *_renumber(content.further_rows, lines, shift)], key=attrgetter("line"))
    return True


def _find_new_keys(checkpoint: Checkpoint, source: JournalSource) -> set[bytes] | None:
    """Return the keys of the rows that were added since the checkpoint was made, or None if one is an error."""
    index = LatestRows(None, "", source.constraints, source.schema)
    header, _ = _format_rows(source, [])
    joined = _JoinedFile(header, source.file, checkpoint.size)
    scan = scan_journal(JournalSource(joined, source.name, source.constraints, source.schema), index)
    return None if scan.problems or scan.torn_row else index.list_keys()


def _split_rows(checkpoint: Checkpoint, keys: set[bytes]) -> tuple[dict[Scope, list[Result]], list[Result]]:
    """Return the effective rows without these keys, of the areas and parts that the keys name; and all rows with them.

    The latter are as the journal has them, in its order.
    """
    kept: dict[Scope, list[Result]] = {}
    known = {}
    for scope in {_parse_scope(key) for key in keys}:
        kept[scope] = []
        groups = checkpoint.rows.get(scope, {}) if scope != Scope() else checkpoint.rows.own
        for row in list_rows([groups]):
            if make_key(row) in keys:
                known[row.line] = row
            else:
                kept[scope].append(row)
    known.update((row.line, row) for row in checkpoint.further if make_key(row) in keys)
    return kept, sorted(known.values(), key=attrgetter("line"))


def _parse_scope(key: bytes) -> Scope:
    """Return the area and the parts of a key that `make_key` made."""
    area, *parts = key.decode().split(",")[2:] or [""]
    return Scope(area, tuple((name, value) for name, _, value in (part.partition("=") for part in parts)))


def list_rows(groups: Iterable[Mapping[str, tuple[Result, ...]]]) -> list[Result]:
    """Return the rows of several mappings by indicator."""
    return [row for by_indicator in groups for rows in by_indicator.values() for row in rows]


def _renumber(rows: Iterable[Any], lines: "array[int]", line_count: int) -> list[Any]:
    """Return the rows with their lines in the journal; `lines` are those of the rows before the added ones."""
    known = len(lines)
    shift = line_count - known
    return [row._replace(line=lines[row.line - 1] if row.line <= known else row.line + shift) for row in rows]


def _format_rows(source: JournalSource, recorded: Iterable[Row]) -> tuple[bytes, "array[int]"]:
    """Return the header of a journal and the rows `recorded` as CSV, and for each of these lines its line there."""
    columns, header, header_lines = read_header_bytes(source.file, source.schema)
    out, lines = [header.decode()], array("Q", range(1, header_lines + 1))
    # With this line break the csv module quotes cells that hold any kind of line break.
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    for row in recorded:
        cells = [""] * columns.width
        for name, value in source.schema.format(row).items():
            if name in columns.positions:
                cells[columns.positions[name]] = value
        text = str(writer.writerow(cells))[:-2]
        out += (text, "\n")
        lines.extend([row.line] * (1 if text.isprintable() else max(1, len(text.encode().splitlines()))))
    return "".join(out).encode(), lines


class _Echo:
    """A file for the csv module whose `writerow` then returns the line."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line
