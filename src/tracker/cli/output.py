"""Writes output: data to stdout, everything else to stderr, and files as a whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from tracker.cli.file_replacement import replace_file
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
from tracker.text import make_single_line, replace_controls
from tracker.views import NARROWEST, OutputStyle

if TYPE_CHECKING:
    import click
    from rich.console import Console

    from tracker.reports.records import ProgressCallback

STDOUT = "-"
"""The name of a file to write that means stdout."""
DELAY_SECONDS = 1.0
"""Seconds of work before progress is shown."""
FORMAT_BY_EXTENSION = {".csv": "csv", ".json": "json", ".md": "md", ".txt": "table"}
"""The format of a file by its extension."""
_MAX_NAME_LENGTH = 60
_MAX_SIMILAR = 20
"""How many problems of one kind are listed: a column that a spreadsheet has changed causes thousands."""
_ProblemKind: TypeAlias = tuple[str, str, str]
_can_show_symbols = True


def set_up_streams() -> None:
    """Set both streams to UTF-8 whatever the code page, so that every Vietnamese letter can be written.

    A terminal with another encoding, or a plain Linux console, gets ASCII symbols. A stream that was closed before the
    start is opened on the null device, so that no file of ours gets its number: reading it finds the end, and writing
    to stdout fails.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 (open as long as the process)
    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    global _can_show_symbols  # noqa: PLW0603 (the encoding is lost when the stream becomes UTF-8)
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    _can_show_symbols = not sys.stdout.isatty() or (
        encoding == "utf8" and os.environ.get("TERM") not in ("linux", "dumb")
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def get_terminal(path: str | None) -> tuple[Console | None, bool]:
    """Return the terminal to draw on, None for a pipe or the file at `path`, and whether it is limited to ASCII."""
    from rich import console  # only drawing needs it

    terminal = console.Console() if path is None and sys.stdout.isatty() else None
    if terminal and terminal.width < NARROWEST:
        terminal.width = NARROWEST
    return terminal, path is None and not can_show_symbols()


def can_show_symbols() -> bool:
    """Whether the terminal can show more than ASCII symbols."""
    return _can_show_symbols


def choose_format(requested: str | None, path: str | None, dialect: str | None = None, *, default: str = "csv") -> str:
    """Return the requested format, else that of the file's extension, else `table` on a terminal, else `default`.

    A dialect means CSV. Raises TrackerError if it comes with another format, or if the extension is unknown.
    """
    chosen = requested or (_get_format_by_extension(path) if path else None) or ("csv" if dialect else None)
    if dialect and chosen != "csv":
        message = msg("--dialect is for CSV, not for {format}", format=chosen)
        raise make_error(message, msg("add --format csv, or leave --dialect out"), ExitCode.USAGE)
    return chosen or ("table" if sys.stdout.isatty() else default)


def choose_style(
    format: str | None, dialect: str | None, path: str | None, may_replace: bool = False, *, default: str = "csv"
) -> OutputStyle:
    """Return how a view writes its output; raises TrackerError if format, dialect and file contradict each other."""
    is_terminal = path is None and sys.stdout.isatty()
    is_ascii = path is None and not can_show_symbols()
    return OutputStyle(
        choose_format(format, path, dialect, default=default), dialect, path, is_terminal, is_ascii, may_replace
    )


def _get_format_by_extension(path: str) -> str:
    extension = os.path.splitext(path)[1].lower()
    if extension not in FORMAT_BY_EXTENSION:
        hint = msg("use one of {endings}, or --format", endings=" ".join(FORMAT_BY_EXTENSION))
        raise make_error(msg("unknown file extension: {path}", path=path), hint, ExitCode.USAGE)
    return FORMAT_BY_EXTENSION[extension]


def write_text(text: str, path: str | None, *, for_terminal: bool = False) -> None:
    """Write `text` to stdout, or replace the file at `path` with it; raises TrackerError if that fails.

    A terminal gets the text without control characters, unless it was drawn `for_terminal`; pipes and files get it
    unchanged.
    """
    if path is None:
        sys.stdout.write(replace_controls(text) if sys.stdout.isatty() and not for_terminal else text)
        return
    write_bytes(text.encode(errors="replace"), path)


def print_paged(text: str) -> None:
    """Show what a view has drawn; a long text goes through the pager of a terminal."""
    import shutil  # only a terminal needs it

    import click

    if text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        write_text(text, None)


def write_bytes(data: bytes | Iterator[bytes], path: str) -> None:
    """Replace the file at `path` with `data`, or write it to stdout; raises TrackerError if that fails.

    Long data may be an iterator of its pieces.
    """
    if path == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.writelines([data] if isinstance(data, bytes) else data)
        sys.stdout.buffer.flush()
        return
    try:
        replace_file(path, data)
    except OSError as error:
        folder = os.path.dirname(path) or "."
        is_folder_closed = isinstance(error, PermissionError) and os.access(path, os.W_OK)
        hint = msg("the file is replaced as a whole, which needs permission to write in {folder}", folder=folder)
        message = msg("cannot be written: {why}", why=describe_os_error(error))
        raise TrackerError([Problem(Location(path), message, hint if is_folder_closed else None)]) from None


def write_stderr(text: str) -> None:
    """Write `text` to stderr; if that fails too, only the exit code reports the error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)


def print_notes(lines: Iterable[str]) -> None:
    """Print lines that are not data on stderr, after the data on stdout."""
    sys.stdout.flush()
    write_stderr("".join(make_single_line(line) + "\n" for line in lines))


def print_warnings(warnings: Sequence[Problem], language: Language) -> None:
    """Print problems on stderr that do not stop the command."""
    write_stderr("".join(make_single_line(line) + "\n" for line in _format_problems(warnings, language, N_("Note"))))


def format_click_error(error: click.ClickException) -> str:
    """Return Click's message about wrong usage, without control characters: it can repeat an argument."""
    text = io.StringIO()
    error.show(file=text)
    return replace_controls(text.getvalue())


def format_error(error: TrackerError, language: Language) -> str:
    """Return the text of an error: a line for each problem, a line for its hint, and the first of many similar ones."""
    if error.code == ExitCode.CONDITION:  # the user said no
        [problem] = error.problems
        message = language.format_message(problem.message)
        return language.format(N_("Cancelled: {message}"), message=message) + "\n"
    lines = _format_problems(error.problems, language, N_("Error"))
    count, listed = Decimal(error.count), Decimal(len(error.problems))
    if count > listed:
        text = msg(
            "{count} problems, of which {listed} were looked at; nothing was shown or written.",
            count=count,
            listed=listed,
        )
        lines.append(language.format_message(text))
    elif count > 1:
        lines.append(language.format_message(msg("{count} problems; nothing was shown or written.", count=count)))
    return "".join(make_single_line(line) + "\n" for line in lines)


def _format_problems(problems: Sequence[Problem], language: Language, label: str) -> list[str]:
    """Return the lines of problems, those without a location with `label`; of many of one kind, the first and a count.

    The reader counts problems beyond MAX_PER_KIND, but not by their kind: then the count is a lower bound.
    """
    lines = []
    counts = Counter(_get_kind(problem) for problem in problems)
    listed = Counter[_ProblemKind]()
    for problem in problems:
        location, kind = problem.location, _get_kind(problem)
        if listed[kind] == _MAX_SIMILAR:
            continue
        place = f"{location.file}:{location.line}" if location.line else location.file
        names = [_shorten_name(name) for name in (location.cell, location.indicator, location.key)]
        parts = [part for part in (place, *names) if part] or [language.translate(label)]
        lines.append(f"{': '.join(parts)}: {language.format_message(problem.message)}")
        if problem.hint:
            hint = language.translate(N_("Hint"))
            lines.append(f"    {hint}: {language.format_message(problem.hint)}")
        listed[kind] += 1
        if listed[kind] == _MAX_SIMILAR < counts[kind]:
            is_exact = counts[kind] < MAX_PER_KIND
            text = N_("and {count} more of this kind") if is_exact else N_("and at least {count} more of this kind")
            lines.append(
                "    " + language.format_message(Message(text, {"count": Decimal(counts[kind] - _MAX_SIMILAR)}))
            )
    return lines


def _get_kind(problem: Problem) -> _ProblemKind:
    return problem.location.file, problem.location.key, problem.message.template


def _shorten_name(name: str) -> str:
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - 1] + "…"


@contextlib.contextmanager
def show_progress(
    language: Language,
    text: str = N_("Drawing the charts: {done} of {every}"),
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[ProgressCallback]:
    """Yield the function to call after each step: a terminal shows the last step until the end, a log only one line."""
    start = clock()
    is_terminal = sys.stderr.isatty()
    text = language.translate(text)
    width = 0

    def tick(done: int, every: int) -> None:
        nonlocal width
        if clock() - start < DELAY_SECONDS or (width and not is_terminal):
            return
        line = text.format(done=done, every=every)
        write_stderr(f"\r{line}" if is_terminal else f"{line}\n")
        width = max(width, len(line))

    try:
        yield tick
    finally:
        if width and is_terminal:
            write_stderr("\r" + " " * width + "\r")
