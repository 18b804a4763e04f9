"""What a command does after it has recorded: whatever happens then, the exit code says that it is recorded.

A script that gets another code would record again.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

import click

from tracker.cli import output
from tracker.errors import Location, Message, Problem, TrackerError, describe_os_error, msg
from tracker.i18n import Language
from tracker.journal.signals import release_signals


@contextlib.contextmanager
def after_recording(language: Language, *, is_recorded: bool = True) -> Iterator[None]:
    """Turn errors and interrupts into warnings, if something is recorded; signals no longer wait.

    A signal that came while rows were written is met by going on: little is left to do.
    """
    if not is_recorded:
        yield
        return
    release_signals()
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # nobody wants to read it
        _discard_stdout()
    except OSError as error:
        _discard_stdout()
        _warn(describe_os_error(error), language)
    except TrackerError as error:
        _warn(error.problems[0].message, language)
    except (KeyboardInterrupt, click.Abort):
        _discard_stdout()
        _warn(msg("interrupted"), language)


def _warn(why: Message, language: Language) -> None:
    message = msg("it is recorded, but what follows was not shown or written: {why}", why=why)
    hint = msg("do not record it again; tracker log shows it")
    output.print_warnings([Problem(Location(), message, hint)], language)


def _discard_stdout() -> None:
    """Lead stdout to nowhere: what is still buffered for it would fail once more at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
