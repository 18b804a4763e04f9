"""Where output goes: stdout is data, stderr is everything else, and a file is replaced whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from tracker.errors import (
    MAX_PER_KIND,
    ExitCode,
    Location,
    Message,
    Problem,
    TrackerError,
    describe_os_error,
    make_error,
    msg,
)
from tracker.i18n import N_, Language
from tracker.views import OutputStyle

if TYPE_CHECKING:
    import click
    from rich.console import Console
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.reports.records import ProgressCallback
from tracker.text import make_single_line, replace_controls

_FORMAT_BY_EXTENSION = {".csv": "csv", ".json": "json", ".md": "md", ".txt": "table"}
_MAX_NAME_LENGTH = 60
_MAX_SIMILAR = 20
"""Faults of one kind that are told one by one: a column that a spreadsheet has changed makes thousands."""
_ProblemKind: TypeAlias = tuple[str, str, str]
_can_show_symbols = True


def set_up_streams() -> None:
    """Make both streams UTF-8 whatever the code page, so that no letter of Vietnamese can fail to be written.

    A terminal that announced another encoding, or is a plain Linux console, gets ASCII symbols. A stream that was
    closed before the start is opened on nothing, so that no file of ours takes its number: reading finds the end, and
    writing to stdout fails.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (it lives as long as the process)
    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    global _can_show_symbols  # noqa: PLW0603 (what the terminal announced is lost once the stream is UTF-8)
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    _can_show_symbols = not sys.stdout.isatty() or (
        encoding == "utf8" and os.environ.get("TERM") not in ("linux", "dumb")
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def get_terminal(path: str | None) -> tuple[Console | None, bool]:
    """Return the terminal to draw on, None for a pipe or the file at `path`, and whether it shows only ASCII signs."""
    from rich import console  # only where something is drawn

    terminal = console.Console() if path is None and sys.stdout.isatty() else None
    return terminal, path is None and not can_show_symbols()


def can_show_symbols() -> bool:
    """Whether the terminal can show more than ASCII signs."""
    return _can_show_symbols


def choose_format(requested: str | None, path: str | None, dialect: str | None = None, *, default: str = "csv") -> str:
    """Return the format that was asked for, or is meant by the file's ending, or suits a terminal; else `piped`.

    A dialect means CSV; raises TrackerError where it is asked for together with another format.
    """
    found = requested or _get_format_by_extension(path) or ("csv" if dialect else None)
    if dialect and found != "csv":
        raise make_error(
            msg("--dialect is for CSV, not for {format}", format=found),
            msg("add --format csv, or leave --dialect out"),
            ExitCode.USAGE,
        )
    return found or ("table" if sys.stdout.isatty() else default)


def choose_style(format: str | None, dialect: str | None, path: str | None, *, default: str = "csv") -> OutputStyle:
    """Return how a view writes its output; raises TrackerError if format, dialect and file contradict each other."""
    is_terminal = path is None and sys.stdout.isatty()
    is_ascii = path is None and not can_show_symbols()
    return OutputStyle(choose_format(format, path, dialect, default=default), dialect, path, is_terminal, is_ascii)


def _get_format_by_extension(path: str | None) -> str | None:
    """Return the format that the ending of a file means; raises TrackerError where it means none."""
    if path:
        ending = os.path.splitext(path)[1].lower()
        if ending not in _FORMAT_BY_EXTENSION:
            raise make_error(
                msg("the ending of {path} names no format", path=path),
                msg("use one of {endings}, or --format", endings=" ".join(_FORMAT_BY_EXTENSION)),
                ExitCode.USAGE,
            )
        return _FORMAT_BY_EXTENSION[ending]
    return None


def write_text(text: str, path: str | None, *, for_terminal: bool = False) -> None:
    """Write `text` to stdout, or replace the file at `path` by it; raises TrackerError where that fails.

    On a terminal no character of it can steer the terminal, unless it was `drawn` for one: pipes and files get every
    letter as it is.
    """
    if path is None:
        sys.stdout.write(replace_controls(text) if sys.stdout.isatty() and not for_terminal else text)
        return
    write_bytes(text.encode(errors="replace"), path)


def write_rendered(text: str, style: OutputStyle) -> None:
    """Write what a view has made in this style; raises TrackerError if that fails."""
    write_text(text, style.path, for_terminal=style.format == "table")


def write_bytes(data: bytes, path: str) -> None:
    """Replace the file at `path` by `data`; raises TrackerError where that fails."""
    try:
        _replace_file(path, data)
    except OSError as error:
        folder = os.path.dirname(path) or "."
        is_folder_closed = isinstance(error, PermissionError) and os.access(path, os.W_OK)
        hint = msg("it is replaced whole, which needs the right to write in {folder}", folder=folder)
        problem = Problem(Location(path), msg("cannot be written: {why}", why=describe_os_error(error)))
        raise TrackerError([problem._replace(hint=hint) if is_folder_closed else problem]) from None


def _replace_file(path: str, data: bytes) -> None:
    """Put `data` in the place of the file in one step; a device or a pipe is written to as it is.

    The file keeps its owner and mode, and one that may not be written is not replaced either.
    """
    if (os.path.exists(path) and not os.path.isfile(path)) or not os.path.basename(path):
        with open(path, "wb") as device:
            device.write(data)
        return
    path = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(path), f".tracker-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            _copy_permissions(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _copy_permissions(path: str, temporary: str) -> None:
    """Give a new file the owner and mode of that in whose place it comes; raises PermissionError where that is kept."""
    with open(path, "r+b"):
        found = os.stat(path)
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # who may write a file of another's becomes its owner
            os.chown(temporary, found.st_uid, found.st_gid)
    os.chmod(temporary, found.st_mode & 0o7777)


def write_stderr(text: str) -> None:
    """Write `text` to stderr; where that cannot be written either, the exit code has to say it alone."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)


def print_notes(lines: Iterable[str]) -> None:
    """Say on stderr what is not data, after what was written to stdout; nothing of it can steer the terminal."""
    sys.stdout.flush()
    write_stderr("".join(make_single_line(line) + "\n" for line in lines))


def print_warnings(warnings: Sequence[Problem], language: Language) -> None:
    """Say on stderr what was noticed and does not keep the command from going on."""
    write_stderr("".join(make_single_line(line) + "\n" for line in _format_problems(warnings, language, N_("Note"))))


def format_click_error(error: click.ClickException) -> str:
    """Return what Click says of wrong usage, in which an argument is repeated that could steer the terminal."""
    said = io.StringIO()
    error.show(file=said)
    return replace_controls(said.getvalue())


def format_error(error: TrackerError, language: Language) -> str:
    """Return what an error says: a line a problem, and its hint on a line of its own; of many alike, the first."""
    lines = _format_problems(error.problems, language, N_("Error"))
    if error.count > len(error.problems):
        text = N_("{count} problems, of which {listed} were looked at; nothing was shown or written.")
        lines.append(
            language.format_message(
                Message(text, {"count": Decimal(error.count), "listed": Decimal(len(error.problems))})
            )
        )
    elif len(error.problems) > 1:
        every = Decimal(len(error.problems))
        lines.append(language.format_message(msg("{count} problems; nothing was shown or written.", count=every)))
    return "".join(make_single_line(line) + "\n" for line in lines)


def _format_problems(problems: Sequence[Problem], language: Language, word: str) -> list[str]:
    """Return the lines of problems, one without a place beginning with `word`; of many alike, the first and a count."""
    lines = []
    left = Counter(_get_kind(problem) for problem in problems)
    told = Counter[_ProblemKind]()
    for problem in problems:
        place, kind = problem.location, _get_kind(problem)
        if told[kind] == _MAX_SIMILAR:
            continue
        where = f"{place.file}:{place.line}" if place.line else place.file
        names = [_shorten_name(name) for name in (place.cell, place.indicator, place.key)]
        parts = [part for part in (where, *names) if part] or [language.translate(word)]
        lines.append(f"{': '.join(parts)}: {language.format_message(problem.message)}")
        if problem.hint:
            hint = language.translate(N_("Hint"))
            lines.append(f"    {hint}: {language.format_message(problem.hint)}")
        told[kind] += 1
        if told[kind] == _MAX_SIMILAR < left[kind]:
            more = Decimal(left[kind] - _MAX_SIMILAR)
            is_all = left[kind] < MAX_PER_KIND  # of so many the reader has counted the others, but not by their kind
            some, many = (
                msg("and {count} more of this kind", count=more),
                msg("and at least {count} more of this kind", count=more),
            )
            lines.append("    " + language.format_message(some if is_all else many))
    return lines


def _get_kind(problem: Problem) -> _ProblemKind:
    return problem.location.file, problem.location.key, problem.message.template


def _shorten_name(name: str) -> str:
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - 1] + "…"


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
