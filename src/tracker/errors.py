"""What can be wrong, as values: a fault in the user's data is a `Problem`; `TrackerError` means "cannot go on".

Messages stay untranslated templates with their values until the one place that prints them
(`tracker.cli.main`) knows the language of the reader.
"""

import errno
from collections.abc import Iterable
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from tracker.text import show_controls

MAX_PER_KIND = 1000
"""How many problems of one kind are described; further ones are counted."""

MAX_SUGGESTIONS = 100
"""For how many unknown words it is looked for what was meant: each takes as long as reading thousands of rows."""

_MAX_OPTIONS = 2000
_MAX_WORD_LENGTH = 60


class ExitCode(IntEnum):
    """The exit codes of every command, printed at the foot of `tracker --help`."""

    DONE = 0
    GATE = 1
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


def msg(template: str, /, **values: object) -> Message:
    """Return the message `template` with `values`; every template written here stands in the catalogs."""
    return Message(template, values)


class Location(NamedTuple):
    """Where a problem is: a file, its line or its cell where that is known for certain, and the named thing in it."""

    file: str = ""
    line: int | None = None
    indicator: str = ""
    key: str = ""
    cell: str = ""


class Problem(NamedTuple):
    """One fault in the user's data: where it is, what is wrong, and what to do."""

    location: Location
    message: Message
    hint: Message | None = None


class Suggester:
    """What unknown words were probably meant to be: looked for once for each, and for the first hundred only."""

    def __init__(self) -> None:
        self._suggestions: dict[tuple[str, str], str | None] = {}

    def suggest(self, kind: str, word: str, options: Iterable[str]) -> str | None:
        """Return the option, one of this kind, that `word` was probably meant to be, or None."""
        key = kind, word[:_MAX_WORD_LENGTH]
        if key not in self._suggestions and len(self._suggestions) < MAX_SUGGESTIONS:
            self._suggestions[key] = find_closest(word, options)
        return self._suggestions.get(key)


class ProblemList(list[Problem]):
    """Problems in the order in which they are found: all are counted, and of each kind the first thousand are kept.

    `total` is the number of all of them. A reader that may find a million asks `should_describe` before it makes the
    sentence, so that a million problems cost no million sentences.
    """

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.suggester = Suggester()
        self._counts: dict[str, int] = {}

    @property
    def omitted_count(self) -> int:
        """Return how many problems were counted and not kept."""
        return self.total - len(self)

    def should_describe(self, kind: str) -> bool:
        """Count a problem of this kind, and return whether to describe it with `describe`."""
        self.total += 1
        found = self._counts[kind] = self._counts.get(kind, 0) + 1
        return found <= MAX_PER_KIND

    def describe(self, location: Location, message: Message, hint: Message | None = None) -> None:
        """Keep a problem that `should_describe` has counted."""
        super().append(Problem(location, message, hint))

    def append(self, problem: Problem) -> None:
        """Count a problem; its kind is its sentence."""
        if self.should_describe(problem.message.template):
            super().append(problem)

    def merge(self, problems: Iterable[Problem]) -> None:
        """Add problems; of another list also those that it only counted."""
        kept = list(problems)
        super().extend(kept)
        self.total += problems.total if isinstance(problems, ProblemList) else len(kept)

    def raise_if_any(self, language: str | None = None) -> None:
        """Raise TrackerError if there is a problem."""
        if self:
            raise TrackerError(self, language=language, count=self.total)


class TrackerError(Exception):
    """The command cannot go on; carries the problems found, and the language of the data where it is known.

    `count` is the number of all problems where there are too many to list.
    """

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


def find_closest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that `word` was probably meant to be, or None."""
    import difflib  # costs start-up, and is needed only when something is wrong

    by_lower = {option.lower(): option for option in islice(options, _MAX_OPTIONS)}
    matches = difflib.get_close_matches(word[:_MAX_WORD_LENGTH].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def describe_os_error(error: OSError) -> Message:
    """Return what the system says of a file that cannot be read or written."""
    reasons = {
        errno.ENOENT: msg("there is no such file or folder"),
        errno.EACCES: msg("there is no right to do so"),
        errno.EPERM: msg("there is no right to do so"),
        errno.EROFS: msg("the disk is read-only"),
        errno.ENOSPC: msg("the disk is full"),
        errno.EDQUOT: msg("the disk is full"),
        errno.EBADF: msg("it is closed"),
        errno.EFBIG: msg("the file may not grow any further"),
        errno.EIO: msg("the disk reports a fault"),
        errno.EBUSY: msg("another program is writing to it"),
        errno.ENOLCK: msg("its disk has no locks"),
        errno.ENOSYS: msg("its disk has no locks"),
        errno.EOPNOTSUPP: msg("its disk has no locks"),
        errno.EISDIR: msg("it is a folder"),
        errno.ENOTDIR: msg("a part of the path is not a folder"),
        errno.EEXIST: msg("it is there already"),
        errno.ENAMETOOLONG: msg("the name is too long"),
    }
    other = error.strerror or type(error).__name__
    return reasons.get(error.errno or 0, Message("{said}", {"said": other}))


def make_error(message: Message, hint: Message | None = None, code: ExitCode = ExitCode.DATA) -> TrackerError:
    """Return the error of a single problem that has no place in a file."""
    return TrackerError((Problem(Location(), message, hint),), code)


def quote_text(text: object) -> str:
    """Return `text` in quotation marks, shortened, on one line, control characters made visible."""
    shown = str(text)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    return f'"{show_controls(shown)}"'
