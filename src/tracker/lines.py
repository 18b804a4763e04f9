"""The bytes of a journal as blocks, lines and records, streamed: what is not UTF-8, or cut off, is told with its line.

A record is what the csv module takes for one: a line, or several where a line break stands between quotation marks.
Lines end with a line feed, a carriage return, or both. A block is many lines that each end with a line feed, for
whoever can read them at once; any line of it may be left to the csv module instead.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from tracker.errors import Message, msg

LONGEST_CELL = 64 * 1024 * 1024
_BLOCK = 64 * 1024  # larger ones are slower: they leave the cache, and go back to the system each time
MARK = b"\xef\xbb\xbf"
"""What may stand before the first line of a text in UTF-8."""


class Readable(Protocol):
    """A file, or a part of one."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""

    def seek(self, at: int, /) -> int:
        """Go to a byte."""


class Record:
    """The cells of one record, the line where it begins, and whether a line break ends it."""

    __slots__ = ("cells", "is_ended", "line")

    def __init__(self, line: int, cells: list[str], is_ended: bool) -> None:
        self.line, self.cells, self.is_ended = line, cells, is_ended


class Mark:
    """Where lines were passed: from the line `line` on, in a block of `size` bytes that begins at the byte `start`.

    `number` is what the block's first line would have, counted back from there.
    """

    __slots__ = ("line", "number", "size", "start")

    def __init__(self, line: int, number: int, start: int, size: int) -> None:
        self.line, self.number, self.start, self.size = line, number, start, size


class UnreadableError(Exception):
    """The rest of the journal cannot be read: says why, and on which line it begins."""

    def __init__(self, line: int, message: Message, hint: Message) -> None:
        super().__init__(str(message))
        self.line, self.message, self.hint = line, message, hint


class NotTextError(UnreadableError):
    """A line is not UTF-8."""


class CutOffError(UnreadableError):
    """The file ends within a record."""


class Lines:
    """The lines of a file in turn: `number` have been read.

    `block` holds the line to be read next, which is the one at the place `at` of its `count` lines. Whoever reads
    lines of the block at once says so with `passed`; `record` reads the next record with the csv module.
    """

    def __init__(self, file: Readable) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))  # this limit is of the process
        self.block = b""
        self.at = self.count = self.number = 0
        self._file = file
        self._rest = file.read(len(MARK))
        self._start = 0
        if self._rest == MARK:
            self._rest, self._start = b"", len(MARK)
        self._texts: list[bytes] = []
        self._parts: list[bytes] = []
        self._is_ended = True
        self._marks: list[Mark] = []
        self._passed: list[int] = []
        self._begin = 1, self._start, b"", 0, 0
        self._reader = csv.reader(self, strict=True)

    def fill(self) -> bool:
        """Have a line to be read next; returns False at the end. Raises NotTextError."""
        return self.at < self.count or bool(self._parts) or self._next_block()

    @property
    def is_within_line(self) -> bool:
        """Whether the line to be read next does not begin behind a line feed."""
        return bool(self._parts)

    def passed(self, lines: int) -> None:
        """Go on behind so many lines of the block, all of which ended with a line feed; `again` finds them."""
        line, number = self.number + 1, self.number + 1 - self.at
        last = self._marks[-1] if self._marks else None
        if last is None or (last.number, last.start) != (number, self._start):
            self._marks.append(Mark(line, number, self._start, len(self.block)))
            self._passed.append(line)
        self.at += lines
        self.number += lines

    def text(self, at: int) -> bytes:
        """Return the line at the place `at` of the block, without its line feed."""
        self._texts = self._texts or self.block.split(b"\n")
        return self._texts[at]

    def marks(self) -> list[Mark]:
        """Return where the lines are that were passed."""
        return self._marks

    def join(self, marks: Iterable[Mark], lines: int, start: int) -> None:
        """Know also those lines of a part of the file that begins behind so many lines, at the byte `start`."""
        for mark in marks:
            self._marks.append(Mark(mark.line + lines, mark.number + lines, mark.start + start, mark.size))
            self._passed.append(mark.line + lines)

    def again(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Yield lines that were passed, by their ascending numbers, once more from the file, without line feed."""
        texts: list[bytes] = []
        start = -1
        for number in numbers:
            mark = self._marks[bisect_right(self._passed, number) - 1]
            if mark.start != start:
                start = mark.start
                self._file.seek(start)
                texts = self._file.read(mark.size).split(b"\n")
            place = number - mark.number
            yield number, texts[place] if place < len(texts) else b""

    def record(self) -> Record | None:
        """Return the next record, also an empty line; None at the end. Raises UnreadableError."""
        if not self.fill():
            return None
        line = self.number + 1
        self._begin = line, self._start, self.block, self.at, sum(map(len, self._parts))
        try:
            cells = next(self._reader)
        except csv.Error as error:
            raise _unreadable(str(error), line) from None
        return Record(line, cells, self._is_ended)

    @property
    def line_of_record(self) -> int:
        """Return the line where the record begins that was read last."""
        return self._begin[0]

    def start_of_record(self) -> int:
        """Return the byte where the record begins that was read last."""
        _, start, block, at, left = self._begin
        passed = sum(len(text) + 1 for text in block.split(b"\n")[:at])
        return start + min(passed, len(block)) - left  # the last line of a file may have no line feed

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line with its line break."""
        if not self._parts:
            if self.at == self.count and not self._next_block():
                raise StopIteration
            text = self.text(self.at)
            self.at += 1
            text = text + b"\n" if self.at < len(self._texts) else text
            self._parts = text.splitlines(keepends=True)[::-1]
        part = self._parts.pop()
        self.number += 1
        self._is_ended = part.endswith((b"\n", b"\r"))
        try:
            return part.decode()
        except UnicodeDecodeError as error:
            if not self._is_ended and error.reason == "unexpected end of data":
                raise CutOffError(self.number, *_NOT_TEXT) from None
            raise NotTextError(self.number, *_NOT_TEXT) from None

    def _next_block(self) -> bool:
        self._start += len(self.block)
        block = self._rest
        while more := self._file.read(max(_BLOCK, len(block))):
            end = more.rfind(b"\n") + 1
            if end:
                self._rest = more[end:]
                return self._take(block + more[:end])
            block += more
        self._rest = b""
        return self._take(block)

    def _take(self, block: bytes) -> bool:
        self.block, self.at, self._texts = block, 0, []
        self.count = block.count(b"\n") + (not block.endswith(b"\n")) if block else 0
        try:
            if block.endswith(b"\n") and not block.isascii():
                block.decode()
        except UnicodeDecodeError as error:
            before = (block[: error.start] + b"?").splitlines()
            raise NotTextError(self.number + len(before), *_NOT_TEXT) from None
        return bool(block)


_NOT_TEXT = (msg("is not UTF-8"), msg("save it as UTF-8"))


def _unreadable(said: str, line: int) -> UnreadableError:
    hint = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')
    if "unexpected end" in said:
        return CutOffError(line, msg("a quotation mark is opened on this line and never closed"), hint)
    if "field limit" in said:
        size = LONGEST_CELL // 1024 // 1024
        return UnreadableError(line, msg("a cell of this row is longer than {size} MB", size=size), hint)
    return UnreadableError(line, msg("the quotation marks on this line do not match"), hint)
