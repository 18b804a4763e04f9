"""Checks of the two files: errors that prevent their use, the order of the journal, and its last line."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from operator import attrgetter

from tracker.checks.base import CheckInput
from tracker.errors import Day, Location, Problem, UnreadJournal, msg
from tracker.model import Row

_ID_KEYS = (
    "id", "indicator", "group", "parent", "indicator.id", "group.id", "dimension.id", "roll_up.mean_by", "ratio.of",
    "ratio.to", "count", "by", "area", "within",
)  # fmt: skip
_PERIOD_KEYS = ("period",)


def check_syntax(data: CheckInput) -> Iterator[Problem]:
    """Find errors that prevent the use of a file and concern neither an id nor a period."""
    return (item for item in data.problems if item.location.key not in (*_ID_KEYS, *_PERIOD_KEYS))


def check_ids(data: CheckInput) -> Iterator[Problem]:
    """Find ids that are duplicate or malformed, and references to ids that do not exist."""
    return (item for item in data.problems if item.location.key in _ID_KEYS)


def check_periods(data: CheckInput) -> Iterator[Problem]:
    """Find periods that are invalid or after the last year."""
    return (item for item in data.problems if item.location.key in _PERIOD_KEYS)


def check_last_line(data: CheckInput) -> Iterator[Problem]:
    """Find an incomplete last line: a recording was interrupted, for example by a power failure."""
    torn = (item for item in data.register.warnings if not isinstance(item, UnreadJournal))
    return (item for item in torn if item.location.key != "recorded_at")


def check_unread_journals(data: CheckInput) -> Iterator[Problem]:
    """Find journals beside a shared store, which are not read."""
    return (item for item in data.register.warnings if isinstance(item, UnreadJournal))


def check_latest(data: CheckInput) -> Iterator[Problem]:
    """Find a table of last rows in a shared store that is not what its results make."""
    if data.wrong_latest:
        named = {"count": len(data.wrong_latest), "first": data.wrong_latest[0]}
        message = msg(
            "the table latest of the store lacks the last row of {count} results, for example {first}", **named
        )
        yield Problem(Location(data.results_file), message, msg("make it anew: tracker check --repair"))


def check_line_break(data: CheckInput) -> Iterator[Problem]:
    """Find a last row without a line break, as some editors write it; the next recording adds it."""
    if not data.has_final_newline and not any(check_last_line(data)):
        message = msg("the last line of the journal has no line break at its end")
        yield Problem(Location(data.results_file), message, msg("nothing is lost; the next recording adds it"))


def check_journal_order(data: CheckInput) -> Iterator[Problem]:
    """Find rows recorded before the row above them: a file was sorted, or a clock was wrong."""
    yield from (item for item in data.register.warnings if item.location.key == "recorded_at")
    for before, row in chain.from_iterable(map(pairwise, _sort_rows(data))):
        if row.recorded_on < before.recorded_on:
            days = {"day": Day(row.recorded_on), "before": Day(before.recorded_on)}
            message = msg("recorded on {day}, after a row recorded on {before}", **days)
            hint = msg("harmless if two journals were joined; if the file was sorted, restore it")
            yield Problem(data.locate_row(row, "recorded_at"), message, hint)


def check_duplicate_rows(data: CheckInput) -> Iterator[Problem]:
    """Find rows that are in a journal twice without any difference."""
    found: list[tuple[Row, int]] = []
    for journal in (data.register.list_results(), data.register.decisions):
        twice = [each for rows in journal.values() for each in _find_equal_rows(rows)]
        found += sorted(twice, key=lambda each: each[0].line)
    for row, first in found:
        message = msg("the same row is already on line {line}", line=first)
        yield Problem(data.locate_row(row), message, msg("remove one of them"))


def _find_equal_rows(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """Return each row of one indicator that equals an earlier one, with the line of that one."""
    seen: dict[Row, int] = {}
    found = []
    for row in sorted(rows, key=attrgetter("line")):
        first = seen.setdefault(row._replace(line=0), row.line)
        if first != row.line:
            found.append((row, first))
    return found


def _sort_rows(data: CheckInput) -> tuple[list[Row], list[Row]]:
    """Return the rows of both journals, each in its order."""
    results = [row for rows in data.register.list_results().values() for row in rows]
    decisions = [row for rows in data.register.decisions.values() for row in rows]
    return sorted(results, key=attrgetter("line")), sorted(decisions, key=attrgetter("line"))
