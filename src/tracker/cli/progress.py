"""How far a long command is: said on stderr, once it has taken more than a second."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tracker.cli.output import write_stderr
from tracker.language import N_, Language

if TYPE_CHECKING:
    from tracker.views.report.records import ProgressCallback

DELAY_SECONDS = 1.0
"""How many seconds pass before anything is said."""


@contextlib.contextmanager
def show_progress(language: Language, clock: Callable[[], float] = time.monotonic) -> Iterator[ProgressCallback]:
    """Give what is to be told of each step; on a terminal it is gone at the end, elsewhere it is one line."""
    started = clock()
    is_terminal = sys.stderr.isatty()
    text = language.translate(N_("Drawing the charts: {done} of {every}"))
    said = 0

    def tick(done: int, every: int) -> None:
        nonlocal said
        if clock() - started < DELAY_SECONDS or (said and not is_terminal):
            return
        line = text.format(done=done, every=every)
        write_stderr(f"\r{line}" if is_terminal else f"{line}\n")
        said = max(said, len(line))

    try:
        yield tick
    finally:
        if said and is_terminal:
            write_stderr("\r" + " " * said + "\r")
