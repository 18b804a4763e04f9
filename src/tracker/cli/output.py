"""Where output goes: stdout is data, stderr is everything else, and a file is replaced whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys

from tracker.errors import ExitCode, Place, Problem, TrackerError, failure, msg, why
from tracker.language import N_, Language

_FORMAT_OF_ENDING = {".csv": "csv", ".json": "json", ".md": "md", ".txt": "table"}
_LONGEST_NAME = 60
_shows_symbols = True


def set_up_streams() -> None:
    """Make both streams UTF-8 whatever the code page, so that no letter of Vietnamese can fail to be written.

    A terminal that announced another encoding, or is a plain Linux console, gets ASCII symbols.
    """
    global _shows_symbols  # noqa: PLW0603 (what the terminal announced is lost once the stream is UTF-8)
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    _shows_symbols = not sys.stdout.isatty() or (encoding == "utf8" and os.environ.get("TERM") not in ("linux", "dumb"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "strict", newline="\n")


def shows_symbols() -> bool:
    """Whether the terminal can show more than ASCII signs."""
    return _shows_symbols


def format_for(wanted: str | None, path: str | None) -> str:
    """Return the format that was asked for, or is meant by the file's ending, or suits a terminal or a pipe."""
    if wanted:
        return wanted
    if path:
        ending = os.path.splitext(path)[1].lower()
        if ending not in _FORMAT_OF_ENDING:
            raise failure(
                msg("the ending of {path} names no format", path=path),
                msg("use one of {endings}, or --format", endings=" ".join(_FORMAT_OF_ENDING)),
                ExitCode.USAGE,
            )
        return _FORMAT_OF_ENDING[ending]
    return "table" if sys.stdout.isatty() else "csv"


def write(text: str, path: str | None) -> None:
    """Write `text` to stdout, or replace the file at `path` by it; raises TrackerError where that fails."""
    if path is None:
        sys.stdout.write(text)
        return
    try:
        _replace(path, text.encode())
    except OSError as error:
        raise TrackerError([Problem(Place(path), msg("cannot be written: {why}", why=why(error)))]) from None


def _replace(path: str, data: bytes) -> None:
    """Put `data` in the place of the file in one step; a device or a pipe is written to as it is."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.write(data)
        return
    path = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def problem_lines(error: TrackerError, language: Language) -> str:
    """Return what an error says: a line a problem, and its hint on a line of its own."""
    lines = []
    hint_word = language.text(N_("Hint"))
    for problem in error.problems:
        place = problem.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        names = [_short(name) for name in (place.indicator, place.key)]
        parts = [part for part in (where, *names) if part] or [language.text(N_("Error"))]
        lines.append(f"{': '.join(parts)}: {language.say(problem.message)}")
        if problem.hint:
            lines.append(f"    {hint_word}: {language.say(problem.hint)}")
    if len(error.problems) > 1:
        lines.append(language.fill(N_("{count} problems; nothing was shown or written."), count=len(error.problems)))
    return "".join(_visible(line) + "\n" for line in lines)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _visible(line: str) -> str:
    """Return a line in which no character of the data can steer the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
