"""Values that are made one after the other, or by several processes at the same time.

A process is a copy of this one (fork), so that it has the register already and nothing must be sent to it. What it
makes comes back through a pipe; a process whose reader is gone ends at its next answer. Pools of the standard library
leave processes behind when the parent is killed, or wait for ever for one that was.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, Generic, NamedTuple, TypeVar

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R")

_CHUNK = 25
_MIN_KEYS = 4 * _CHUNK
_MAX_PROCESSES = 8


class LazySequence(Generic[K, V]):
    """The values that `make` returns for keys, made when they are asked for."""

    def __init__(self, make: Callable[[K], V], keys: Sequence[K]) -> None:
        self._make, self.keys = make, keys

    def __iter__(self) -> Iterator[V]:
        """Yield each value, in the order of the keys."""
        return map(self._make, self.keys)

    def map(self, function: Callable[[V], R]) -> Iterator[R]:
        """Yield what `function` returns for each value, in order; of many keys, several processes work it out.

        What it returns is pickled. It must have no other effect.
        """

        def work(keys: Sequence[K]) -> list[R]:
            return [function(self._make(key)) for key in keys]

        chunks = [self.keys[start : start + _CHUNK] for start in range(0, len(self.keys), _CHUNK)]
        processes = count_processes() if len(self.keys) >= _MIN_KEYS else 1
        for results in map_chunks(work, chunks, processes):
            yield from results


def count_processes() -> int:
    """Return how many processes may work at the same time: one for each processor that this one may use.

    1 where a copy of a process is not safe.
    """
    return min(len(os.sched_getaffinity(0)), _MAX_PROCESSES) if sys.platform == "linux" else 1


def map_chunks(work: Callable[[K], R], chunks: Sequence[K], processes: int) -> Iterator[R]:
    """Yield what `work` returns for each chunk, in order, worked out by so many processes.

    A chunk that a process did not finish is worked out here, so that an error is raised as without processes.
    """
    workers = _start(work, chunks, min(processes, len(chunks)))
    try:
        for number, chunk in enumerate(chunks):
            answer = workers[number % len(workers)].read() if workers else None
            yield answer.value if answer else work(chunk)
    finally:
        for worker in workers:
            worker.stop()


def _start(work: Callable[[K], R], chunks: Sequence[K], processes: int) -> list[_Worker]:
    """Return so many processes at work, each with its share of the chunks; none if one cannot be started."""
    workers: list[_Worker] = []
    try:
        for number in range(processes if processes > 1 else 0):
            workers.append(_Worker(work, chunks[number::processes]))
    except OSError:  # there are too many processes, or there is no memory for one
        for worker in workers:
            worker.stop()
        return []
    return workers


class _Answer(NamedTuple):
    """What a process has worked out."""

    value: Any


class _Worker:
    """A process that works out its chunks, one after the other."""

    def __init__(self, work: Callable[[Any], object], chunks: Sequence[object]) -> None:
        reader, writer = os.pipe()
        try:
            self._process = os.fork()
            if self._process == 0:
                os.close(reader)
                _answer(work, chunks, writer)
        except OSError:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        self._answers: IO[bytes] = os.fdopen(reader, "rb", buffering=1 << 20)

    def read(self) -> _Answer | None:
        """Return the next answer, or None if there is none: the process has failed or was killed."""
        import pickle  # takes time at every start, and only several processes need it

        try:
            return _Answer(pickle.load(self._answers))  # written by a copy of this process
        except (EOFError, pickle.UnpicklingError):
            return None

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._answers.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _answer(work: Callable[[Any], object], chunks: Sequence[object], writer: int) -> None:
    """Write what `work` returns for each chunk, and leave; after an error there is no further answer."""
    try:
        import pickle

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        with os.fdopen(writer, "wb") as answers:
            for chunk in chunks:
                pickle.dump(work(chunk), answers, pickle.HIGHEST_PROTOCOL)
                answers.flush()
    finally:
        os._exit(0)  # nothing of the copied process runs on: no handlers, no output that waits
