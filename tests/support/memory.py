"""How much memory a piece of work takes at its most."""

import contextlib
import sys
import tracemalloc
from collections.abc import Iterator


class Memory:
    """What was found: the largest number of bytes that were in use at one time."""

    peak = 0


@contextlib.contextmanager
def measure_memory() -> Iterator[Memory]:
    """Measure the work inside the block. It is not traced for coverage, which would take several times as long."""
    found, trace = Memory(), sys.gettrace()
    sys.settrace(None)
    tracemalloc.start()
    try:
        yield found
    finally:
        found.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sys.settrace(trace)
