"""Checks of the two files as files: what keeps them from being read, the order of the journal, and its last line."""

from collections.abc import Iterator

from tracker.checks.base import CheckInput
from tracker.errors import Location, Problem, msg
from tracker.model import Result

_ID_KEYS = ("id", "indicator", "group", "parent", "indicator.id", "group.id")
_PERIOD_KEYS = ("period",)


def check_syntax(data: CheckInput) -> Iterator[Problem]:
    """What keeps a file from being read and is neither about an id nor about a period."""
    return (item for item in data.problems if item.location.key not in (*_ID_KEYS, *_PERIOD_KEYS))


def check_ids(data: CheckInput) -> Iterator[Problem]:
    """Ids that stand twice, are not written as ids, or refer to nothing."""
    return (item for item in data.problems if item.location.key in _ID_KEYS)


def check_periods(data: CheckInput) -> Iterator[Problem]:
    """Periods that are none, or lie after the last year."""
    return (item for item in data.problems if item.location.key in _PERIOD_KEYS)


def check_last_line(data: CheckInput) -> Iterator[Problem]:
    """A last line that is only the piece of a row: a recording was cut off, for example by a power failure."""
    return iter(data.register.warnings)


def check_line_break(data: CheckInput) -> Iterator[Problem]:
    """A last row without its line break: editors leave it out; the next recording puts it in."""
    if not data.has_final_newline and not data.register.warnings:
        message = msg("the last line of the journal has no line break at its end")
        yield Problem(Location(data.results_file), message, msg("nothing is lost; the next recording adds it"))


def check_journal_order(data: CheckInput) -> Iterator[Problem]:
    """A row recorded on an earlier day than the row before it: a file was sorted, or a clock was wrong."""
    before: Result | None = None
    for row in _sort_rows(data):
        if before and row.recorded_on < before.recorded_on:
            message = msg("recorded on {day}, after a row recorded on {before}", day=row.recorded_on,
                          before=before.recorded_on)  # fmt: skip
            hint = msg("harmless where two journals were joined; where the file was sorted, restore it")
            yield Problem(data.locate_row(row, "recorded_at"), message, hint)
        before = row


def check_duplicate_rows(data: CheckInput) -> Iterator[Problem]:
    """A row that stands in the journal twice, to the last letter."""
    seen: dict[Result, int] = {}
    for row in _sort_rows(data):
        same = row._replace(line=0)
        first = seen.setdefault(same, row.line)
        if first != row.line:
            message = msg("the same row stands on line {line} already", line=first)
            yield Problem(data.locate_row(row), message, msg("take one of them out"))


def _sort_rows(data: CheckInput) -> list[Result]:
    every = [row for rows in data.register.results.values() for row in rows]
    return sorted(every, key=lambda row: row.line)
