"""A long journal is read by several processes at once, a part by each; what they find is handed over in order.

Where a part may end is guessed: behind a line break. Whether it ended there was right, the part itself tells: its last
record has to end with it. So the first part is read rightly, and therefore the second begins rightly, and so on.
"""

import os
import sys
from collections.abc import Callable

_SMALLEST = 16 * 1024 * 1024
_MOST = 8
_BLOCK = 1 << 16
_MARK = b"\xef\xbb\xbf"


def number_for(size: int) -> int:
    """Return how many processes are to read a file of `size` bytes."""
    if sys.platform == "win32" or not hasattr(os, "sched_getaffinity"):
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), size // _SMALLEST, _MOST))


class Part:
    """Some bytes of an open file as a file of their own, whoever else reads it."""

    def __init__(self, descriptor: int, start: int, end: int) -> None:
        self._descriptor, self.start, self._end = descriptor, start, end
        self._at = start

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; none at the end."""
        found = os.pread(self._descriptor, min(size, self._end - self._at), self._at)
        self._at += len(found)
        return found

    def seek(self, at: int) -> int:
        """Go to a byte of the part."""
        self._at = self.start + at
        return at


def cut(descriptor: int, size: int, number: int) -> list[Part] | None:
    """Return so many parts of a file, each ending behind a line feed; None where it cannot be cut so."""
    ends = [0]
    for place in range(1, number):
        at = place * size // number
        while block := os.pread(descriptor, _BLOCK, at):
            if b"\n" in block:
                break
            at += len(block)
        end = at + block.find(b"\n") + 1
        # At the beginning of a file these bytes are passed over, within one they belong to a cell.
        if not block or end <= ends[-1] or os.pread(descriptor, len(_MARK), end) == _MARK:
            return None
        ends.append(end)
    return [Part(descriptor, start, end) for start, end in zip(ends, [*ends[1:], size], strict=True)]


def in_processes(parts: list[Part], work: Callable[[Part], bytes]) -> list[bytes] | None:
    """Return what `work` gives for each part, the first done here and the others meanwhile by processes of their own.

    None where one of them gives nothing.
    """
    children = [_start(part, work) for part in parts[1:]]
    found = []
    try:
        found.append(work(parts[0]))
        if found[0]:
            for _, pipe in children:
                with open(pipe, "rb", closefd=False) as end:
                    found.append(end.read())
    finally:
        for process, pipe in children:
            os.close(pipe)  # one that still writes ends by that
            os.waitpid(process, 0)
    return found if len(found) == len(parts) and all(found) else None


def _start(part: Part, work: Callable[[Part], bytes]) -> tuple[int, int]:
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, ours
    code = 1
    try:
        with open(theirs, "wb") as end:
            end.write(work(part))
        code = 0
    finally:
        os._exit(code)  # what the process it was made from has open and buffered is not for this one to end
