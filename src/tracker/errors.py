"""Exit codes, messages and problems: an error in the user's data is a `Problem`; `TrackerError` means "cannot go on".

A message is an English template with its values. It is translated where it is printed (`tracker.cli.output`).
"""

import errno
from collections.abc import Iterable
from enum import IntEnum
from itertools import islice
from typing import Any, NamedTuple

from tracker.text import show_controls

MAX_PER_KIND = 1000
"""How many problems of one kind are described; further ones are counted."""

MAX_SUGGESTIONS = 100
"""How many unknown words get a suggestion: each search takes as long as reading thousands of rows."""

_MAX_OPTIONS = 2000
_MAX_WORD_LENGTH = 60


class ExitCode(IntEnum):
    """The exit codes of every command, printed at the end of `tracker --help`.

    CONDITION: a --fail-on condition was met, or the user said no.
    """

    DONE = 0
    CONDITION = 1
    USAGE = 2
    DATA = 3
    MISSING_EXTRA = 4
    INTERRUPTED = 130


class Message(NamedTuple):
    """A sentence for a person: an English template (the key of the catalog) and the values for it."""

    template: str
    values: dict[str, object]

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.template.format_map(self.values)


class Day(str):
    """A day among the values of a message, as YYYY-MM-DD: each language writes it in its own way."""

    __slots__ = ()


def msg(template: str, /, **values: object) -> Message:
    """Return the message `template` with `values`; the catalogs hold every template that is passed here."""
    return Message(template, values)


class Location(NamedTuple):
    """Where a problem is: a file, its line or cell if that is certain, and the indicator and key that it is about."""

    file: str = ""
    line: int | None = None
    indicator: str = ""
    key: str = ""
    cell: str = ""


class Problem(NamedTuple):
    """One error in the user's data: where it is, what is wrong, and how to fix it."""

    location: Location
    message: Message
    hint: Message | None = None


class UnreadJournal(Problem):
    """The warning that a journal in the folder is not read, because the journals are in a shared store."""

    __slots__ = ()


class Suggester:
    """Suggests options for unknown words: each word is looked up once, and only the first hundred words are."""

    def __init__(self) -> None:
        self._suggestions: dict[tuple[str, str], str | None] = {}

    def suggest(self, kind: str, word: str, options: Iterable[str]) -> str | None:
        """Return the option closest to `word`, or None; `kind` names the list of options."""
        key = kind, word[:_MAX_WORD_LENGTH]
        if key not in self._suggestions and len(self._suggestions) < MAX_SUGGESTIONS:
            self._suggestions[key] = find_closest(word, options)
        return self._suggestions.get(key)


class ProblemList(list[Problem]):
    """Problems in the order in which they are found: all are counted, the first thousand of each kind are kept.

    `total` is the number of all of them. A reader that may find a million problems calls `should_describe` before it
    makes a message, so that it makes only the messages that are kept.
    """

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.suggester = Suggester()
        self._counts: dict[str, int] = {}

    @property
    def omitted_count(self) -> int:
        """Return how many problems were counted but not kept."""
        return self.total - len(self)

    def should_describe(self, kind: str) -> bool:
        """Count a problem of this kind, and return whether to describe it with `describe`."""
        self.total += 1
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        return count <= MAX_PER_KIND

    def describe(self, location: Location, message: Message, hint: Message | None = None) -> None:
        """Keep a problem that `should_describe` has counted."""
        super().append(Problem(location, message, hint))

    def append(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is one of the first of its kind; its kind is its message."""
        if self.should_describe(problem.message.template):
            super().append(problem)

    def merge(self, problems: Iterable[Problem]) -> None:
        """Add problems; if they are a `ProblemList`, also those that it only counted."""
        kept = list(problems)
        super().extend(kept)
        self.total += problems.total if isinstance(problems, ProblemList) else len(kept)

    def raise_if_any(self, language: str | None = None) -> None:
        """Raise TrackerError if there is a problem."""
        if self:
            raise TrackerError(self, language=language, count=self.total)


class TrackerError(Exception):
    """The command cannot go on: the problems, the exit code, and the language of the data if it is known.

    `count` is the number of all problems, if some of them were only counted. `is_outcome_known` is false if something
    was sent to be recorded, and nobody knows whether it was.
    """

    is_outcome_known = True

    def __init__(
        self,
        problems: Iterable[Problem],
        code: ExitCode = ExitCode.DATA,
        *,
        language: str | None = None,
        count: int = 0,
    ) -> None:
        self.problems = tuple(problems)
        self.code = code
        self.language = language
        self.count = max(count, len(self.problems))
        super().__init__("; ".join(str(problem.message) for problem in self.problems))


class UnknownOutcomeError(TrackerError):
    """A recording was sent, and it is not known whether it was recorded."""

    is_outcome_known = False

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__((Problem(Location(), message, hint),))


def find_closest(word: str, options: Iterable[str]) -> str | None:
    """Return the option closest to `word`, without regard to case, or None if none is close."""
    import difflib  # costs start-up, and is needed only when something is wrong

    by_lower = {option.lower(): option for option in islice(options, _MAX_OPTIONS)}
    matches = difflib.get_close_matches(word[:_MAX_WORD_LENGTH].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def make_suggestion(meant: str | None) -> Message | None:
    """Return the hint "did you mean …?" if there is a closest option."""
    return msg("did you mean {meant}?", meant=quote_text(meant)) if meant else None


def describe_os_error(error: OSError) -> Message:
    """Return why a file cannot be read or written, by the system's error number."""
    reasons = {
        errno.ENOENT: msg("no such file or folder"),
        errno.EACCES: msg("permission denied"),
        errno.EPERM: msg("permission denied"),
        errno.EROFS: msg("the disk is read-only"),
        errno.ENOSPC: msg("the disk is full"),
        errno.EDQUOT: msg("the disk is full"),
        errno.EBADF: msg("it is closed"),
        errno.EFBIG: msg("the file is too large"),
        errno.EIO: msg("I/O error"),
        errno.EBUSY: msg("another program is writing to it"),
        errno.ENOLCK: msg("the file system does not support locks"),
        errno.ENOSYS: msg("the file system does not support locks"),
        errno.EOPNOTSUPP: msg("the file system does not support locks"),
        errno.EISDIR: msg("it is a folder"),
        errno.ENOTDIR: msg("a part of the path is not a folder"),
        errno.ELOOP: msg("it is a link, not a file"),
        errno.EEXIST: msg("it already exists"),
        errno.ENAMETOOLONG: msg("the name is too long"),
    }
    return reasons.get(error.errno or 0, Message("{said}", {"said": error.strerror or type(error).__name__}))


def make_error(
    message: Message, hint: Message | None = None, code: ExitCode = ExitCode.DATA, *, location: Location | None = None
) -> TrackerError:
    """Return the error of a single problem."""
    return TrackerError((Problem(location or Location(), message, hint),), code)


def quote_text(text: object) -> str:
    """Return `text` in quotation marks on one line: at most 60 characters, control characters replaced by U+FFFD."""
    shown = str(text)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return f'"{show_controls(shown)}"'


def require_extra(module: str, extra: str, message: Message, hint: Message | None = None) -> Any:  # noqa: ANN401 (a module)
    """Return the library `module` that the extra `extra` of this package installs.

    Raises TrackerError with the exit code MISSING_EXTRA if it is not installed. `message` says what needs it; `hint`
    replaces the hint to install it.
    """
    from importlib import import_module  # only an optional part needs it

    try:
        return import_module(module)
    except ImportError as error:
        if error.name != module:
            raise
        install = msg('install it with pip install "indicator-tracker[{extra}]"', extra=extra)
        raise make_error(message, hint or install, ExitCode.MISSING_EXTRA) from None
