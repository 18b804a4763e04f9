"""What tells one kind of journal from another: its columns, and how its rows are read and written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from tracker.errors import Message, find_closest, make_suggestion, msg, quote_text

Word = TypeVar("Word", bound=str)

Description: TypeAlias = tuple[Message, Message | None]
"""A message and the hint how to fix what it says."""


class ProblemReporter(Protocol):
    """Adds a problem in a column of the present row; its message is made only if the problem is kept."""

    def __call__(self, column: str, describe: Callable[..., Description], *about: object) -> None:
        """Add the problem in `column` that `describe(*about)` describes."""


class Schema(NamedTuple):
    """The name and columns of a kind of journal, and the functions that read and write one row of it.

    `parse` returns the row of cells that are known by column, or None after reporting what is wrong with them. `check`
    reports what does not fit the constraint of the indicator. `format` returns the cells of a row by column.
    `has_fast_path` is set if ordinary rows have the pattern of `tracker.journal.fastpath`. `scope_names` are the
    columns at the end that a file may lack: those of `scope`, the areas and dimensions that rows may name. Reporting
    years begin in the month `year_begins`.
    """

    file_name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    free_texts: tuple[str, ...]
    parse: Callable[[Mapping[str, str], int, ProblemReporter], Any]
    check: Callable[[Any, Any, ProblemReporter], None]
    format: Callable[[Any], dict[str, str]]
    has_fast_path: bool = False
    scope_names: tuple[str, ...] = ()
    scope: Any = None
    year_begins: int = 1

    @property
    def header(self) -> str:
        """Return the first line of a new file, without its line break; it gains the columns of a scope when needed."""
        return ",".join(name for name in self.columns if name not in self.scope_names)


def describe_empty() -> Description:
    """Return the message for a cell that must not be empty."""
    return msg("is empty"), None


def parse_choice(text: str, options: Sequence[Word], column: str, report: ProblemReporter) -> Word | None:
    """Return the option that `text` is, or None after reporting in `column` that it is none of them."""
    for option in options:
        if option == text:
            return option
    report(column, _describe_choice, text, options, column)
    return None


def _describe_choice(text: str, options: Sequence[str], column: str) -> Description:
    from tracker.numbers import parse_qualifier, parse_status  # only for a hint

    named = [option for option in options if option]
    if not text:
        return msg("is empty"), msg("one of {options}", options=", ".join(named))
    meant = parse_qualifier(text) if column == "qualifier" else parse_status(text) or find_closest(text, named)
    message = msg("{found} is not one of {options}", found=quote_text(text), options=", ".join(named))
    return message, make_suggestion(meant)
