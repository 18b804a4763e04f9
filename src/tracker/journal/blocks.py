"""The bytes of a journal as blocks, lines and records. Text that is not UTF-8 or is cut off is reported with its line.

A record is what the csv module reads at once: a line, or several lines if a quoted cell holds a line break. Lines end
with a line feed, a carriage return, or both. A block is many lines that each end with a line feed. A caller can read
all lines of a block at once, or any of them with the csv module.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from tracker.errors import Message, msg

MAX_CELL_BYTES = 64 * 1024 * 1024
_BLOCK = 64 * 1024  # larger blocks are slower: they do not fit into the cache of the processor
BOM = b"\xef\xbb\xbf"
"""The byte-order mark, which may precede the first line of a UTF-8 text."""


class Readable(Protocol):
    """A file, or something that is read like one."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a byte, and return which it is."""


class CsvRecord:
    """The cells of one record, the line on which it begins, and whether it ends with a line break."""

    __slots__ = ("cells", "has_line_break", "line")

    def __init__(self, line: int, cells: list[str], has_line_break: bool) -> None:
        self.line, self.cells, self.has_line_break = line, cells, has_line_break


class BlockPosition:
    """A block in which lines were skipped: `size` bytes from the byte `start` on; `line` is the first skipped line.

    `first_line_number` is the number of the first line of the block, counted back from `line`.
    """

    __slots__ = ("first_line_number", "line", "size", "start")

    def __init__(self, line: int, first_line_number: int, start: int, size: int) -> None:
        self.line, self.first_line_number, self.start, self.size = line, first_line_number, start, size


class UnreadableError(Exception):
    """The rest of the journal cannot be read: why, and on which line it begins."""

    def __init__(self, line: int, message: Message, hint: Message) -> None:
        super().__init__(str(message))
        self.line, self.message, self.hint = line, message, hint


class NotUtf8Error(UnreadableError):
    """A line is not UTF-8."""


class TruncatedError(UnreadableError):
    """The file ends within a record."""


class LineReader:
    """The lines of a file, one after the other; `lines_read` of them have been read.

    `block` holds the next line, which has the index `line_index` among its `line_count` lines. A caller that reads
    several lines of the block at once reports them with `skip_lines`. `read_record` reads with the csv module.
    """

    def __init__(self, file: Readable) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL_BYTES))  # a limit of the whole process
        self.block = b""
        self.line_index = self.line_count = self.lines_read = 0
        self._file = file
        self._rest = file.read(len(BOM))
        self._start = 0
        if self._rest == BOM:
            self._rest, self._start = b"", len(BOM)
        self._texts: list[bytes] = []
        self._parts: list[bytes] = []
        self._unread = 0  # bytes of the parts
        self._is_ended = True
        self._positions: list[BlockPosition] = []
        self._skipped_from: list[int] = []
        self._record_origin = 1, self._start, b"", 0, 0
        self._reader = csv.reader(self, strict=True)

    def fill_buffer(self) -> bool:
        """Make sure that there is a next line; return False at the end of the file. Raises NotUtf8Error."""
        return self.line_index < self.line_count or bool(self._parts) or self._read_block()

    @property
    def is_within_line(self) -> bool:
        """Whether a carriage return, and no line feed, ended the line before the next one."""
        return bool(self._parts)

    def skip_lines(self, lines: int) -> None:
        """Skip so many lines of the block, which all end with a line feed; `reread` returns them later."""
        line, number = self.lines_read + 1, self.lines_read + 1 - self.line_index
        last = self._positions[-1] if self._positions else None
        if last is None or (last.first_line_number, last.start) != (number, self._start):
            self._positions.append(BlockPosition(line, number, self._start, len(self.block)))
            self._skipped_from.append(line)
        self.line_index += lines
        self.lines_read += lines

    def get_line(self, index: int) -> bytes:
        """Return the line of the block that has this index, without its line feed."""
        self._texts = self._texts or self.block.split(b"\n")
        return self._texts[index]

    def reread(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Read skipped lines again, by their ascending numbers, and yield them without their line feeds."""
        texts: list[bytes] = []
        start = -1
        for number in numbers:
            block = self._positions[bisect_right(self._skipped_from, number) - 1]
            if block.start != start:
                start = block.start
                self._file.seek(start)
                texts = self._file.read(block.size).split(b"\n")
            index = number - block.first_line_number
            yield number, texts[index] if index < len(texts) else b""

    def read_record(self) -> CsvRecord | None:
        """Return the next record, which may be an empty line, or None at the end. Raises UnreadableError."""
        if not self.fill_buffer():
            return None
        line = self.lines_read + 1
        self._record_origin = line, self._start, self.block, self.line_index, self._unread
        try:
            cells = next(self._reader)
        except csv.Error as error:
            raise _convert_csv_error(str(error), line) from None
        return CsvRecord(line, cells, self._is_ended)

    @property
    def record_line(self) -> int:
        """Return the line on which the last record that was read begins."""
        return self._record_origin[0]

    def find_record_start(self) -> int:
        """Return the byte at which the last record that was read begins."""
        _, start, block, index, unread = self._record_origin
        size = sum(len(text) + 1 for text in block.split(b"\n")[:index])
        return start + min(size, len(block)) - unread  # the last line of a file may have no line feed

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line with its line break."""
        if not self._parts:
            if self.line_index == self.line_count and not self._read_block():
                raise StopIteration
            text = self.get_line(self.line_index)
            self.line_index += 1
            text = text + b"\n" if self.line_index < len(self._texts) else text
            self._parts = text.splitlines(keepends=True)[::-1]
            self._unread = len(text)
        part = self._parts.pop()
        self._unread -= len(part)
        self.lines_read += 1
        self._is_ended = part.endswith((b"\n", b"\r"))
        try:
            return part.decode()
        except UnicodeDecodeError as error:
            if not self._is_ended and error.reason == "unexpected end of data":
                raise TruncatedError(self.lines_read, *_NOT_UTF8) from None
            raise NotUtf8Error(self.lines_read, *_NOT_UTF8) from None

    def _read_block(self) -> bool:
        self._start += len(self.block)
        block = self._rest
        while more := self._file.read(max(_BLOCK, len(block))):
            end = more.rfind(b"\n") + 1
            if end:
                self._rest = more[end:]
                return self._set_block(block + more[:end])
            block += more
        self._rest = b""
        return self._set_block(block)

    def _set_block(self, block: bytes) -> bool:
        self.block, self.line_index, self._texts = block, 0, []
        self.line_count = block.count(b"\n") + (not block.endswith(b"\n")) if block else 0
        try:
            if block.endswith(b"\n") and not block.isascii():
                block.decode()
        except UnicodeDecodeError as error:
            before = (block[: error.start] + b"?").splitlines()
            raise NotUtf8Error(self.lines_read + len(before), *_NOT_UTF8) from None
        return bool(block)


_NOT_UTF8 = (msg("is not UTF-8"), msg("save it as UTF-8"))


def _convert_csv_error(reason: str, line: int) -> UnreadableError:
    hint = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')
    if "unexpected end" in reason:
        return TruncatedError(line, msg("a quotation mark is opened on this line and never closed"), hint)
    if "field limit" in reason:
        size = MAX_CELL_BYTES // 1024 // 1024
        return UnreadableError(line, msg("a cell of this row is longer than {size} MB", size=size), hint)
    return UnreadableError(line, msg("the quotation marks on this line do not match"), hint)
