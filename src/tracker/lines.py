"""The bytes of a journal as lines and records, streamed: what is not UTF-8, or cut off, is told with its line.

A record is what the csv module takes for one: a line, or several where a line break stands between quotation marks.
Lines end with a line feed, a carriage return, or both.
"""

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from tracker.errors import Message, msg

LONGEST_CELL = 64 * 1024 * 1024
_BLOCK = 1 << 18
_MARK = b"\xef\xbb\xbf"


class Record(NamedTuple):
    """The cells of one record, the line and the byte where it begins, and whether a line break ends it."""

    line: int
    start: int
    cells: list[str]
    is_ended: bool = True


class UnreadableError(Exception):
    """The rest of the journal cannot be read: says why, and in the record of which line and byte it begins."""

    def __init__(self, line: int, start: int, message: Message, hint: Message) -> None:
        super().__init__(str(message))
        self.line, self.start, self.message, self.hint = line, start, message, hint


class NotTextError(UnreadableError):
    """A line is not UTF-8."""


class CutOffError(UnreadableError):
    """The file ends within a record."""


class Lines:
    """The lines of a file in turn, as text; knows how far it has come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0
        self.end = 0
        self.is_ended = True
        self._record = (1, 0)
        self._lines = self._split()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line with its line break."""
        line = next(self._lines)
        self.number += 1
        self.end += len(line)
        self.is_ended = line.endswith((b"\n", b"\r"))
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            number, start = self._record
            if not self.is_ended and error.reason == "unexpected end of data":
                raise CutOffError(number, start, *_NOT_TEXT) from None
            raise NotTextError(self.number, start, *_NOT_TEXT) from None

    def records(self) -> Iterator[Record]:
        """Yield every record that is not an empty line; raises UnreadableError where no further one can be found."""
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))  # this limit is of the process
        reader = csv.reader(self, strict=True)
        while True:
            line, start = self._record = self.number + 1, self.end
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise _unreadable(str(error), line, start) from None
            if cells is None:
                return
            if cells:
                yield Record(line, start, cells, self.is_ended)

    def _split(self) -> Iterator[bytes]:
        """Yield the lines of the file; a mark of the byte order is passed over."""
        rest = self._file.read(len(_MARK))
        if rest == _MARK:
            self.end, rest = len(_MARK), b""
        while block := self._file.read(max(_BLOCK, len(rest))):
            lines = (rest + block).splitlines(keepends=True)
            rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
            yield from lines
        yield from rest.splitlines(keepends=True)


_NOT_TEXT = (msg("is not UTF-8"), msg("save it as UTF-8"))


def _unreadable(said: str, line: int, start: int) -> UnreadableError:
    hint = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')
    if "unexpected end" in said:
        return CutOffError(line, start, msg("a quotation mark is opened on this line and never closed"), hint)
    if "field limit" in said:
        size = LONGEST_CELL // 1024 // 1024
        return UnreadableError(line, start, msg("a cell of this row is longer than {size} MB", size=size), hint)
    return UnreadableError(line, start, msg("the quotation marks on this line do not match"), hint)
