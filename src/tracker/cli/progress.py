"""How far a long command is: said on stderr, once it has taken more than a second."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tracker.cli.output import tell
from tracker.language import N_, Language

if TYPE_CHECKING:
    from tracker.views.report.records import Tick

PATIENCE = 1.0
"""How many seconds pass before anything is said."""


@contextlib.contextmanager
def progress(language: Language, clock: Callable[[], float] = time.monotonic) -> Iterator[Tick]:
    """Give what is to be told of each step; on a terminal it is gone at the end, elsewhere it is one line."""
    started = clock()
    is_terminal = sys.stderr.isatty()
    text = language.text(N_("Drawing the charts: {done} of {every}"))
    said = 0

    def tick(done: int, every: int) -> None:
        nonlocal said
        if clock() - started < PATIENCE or (said and not is_terminal):
            return
        line = text.format(done=done, every=every)
        tell(f"\r{line}" if is_terminal else f"{line}\n")
        said = max(said, len(line))

    try:
        yield tick
    finally:
        if said and is_terminal:
            tell("\r" + " " * said + "\r")
