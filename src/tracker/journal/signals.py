"""Signals that end the program: they wait while rows are written, and are otherwise a KeyboardInterrupt.

So a recording is never cut off in the middle, and temporary files are removed after any signal that can be caught.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class SignalState:
    """Whether signals are held back, the last one that waits, and all that came."""

    __slots__ = ("count", "is_held", "last", "pending")

    def __init__(self) -> None:
        self.is_held, self.pending, self.last, self.count = False, 0, 0, 0


_state = SignalState()


def install_handlers() -> None:
    """Turn the signals that end the program into KeyboardInterrupt, but those that the caller ignores."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
            signal.signal(number, _handle)


def _handle(number: int, _: FrameType | None) -> None:
    _state.last, _state.count = number, _state.count + 1
    if _state.is_held:
        _state.pending = number
    elif _state.count != 2:  # the first one begins the cleaning up, and a second one must not interrupt it
        raise KeyboardInterrupt


@contextmanager
def hold_signals() -> Iterator[None]:
    """Make signals wait: after an error until it is raised, else until `release_signals`.

    A recording is then reported before the program ends, and an error says what it left, whatever signal came.
    """
    _state.is_held = True
    try:
        yield
    except BaseException:
        release_signals()
        raise


def release_signals() -> bool:
    """End the waiting; return whether a signal came meanwhile."""
    was_pending, _state.is_held, _state.pending, _state.count = _state.pending, False, 0, 0
    return bool(was_pending)


def get_exit_code() -> int:
    """Return the exit code of a process that a signal has ended: 130 for an interrupt, 143 for SIGTERM."""
    return 128 + (_state.last or signal.SIGINT)
