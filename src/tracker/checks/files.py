"""Checks of the two files as files: what keeps them from being read, the order of the journal, and its last line."""

from collections.abc import Iterator

from tracker.checks.base import Data
from tracker.errors import Place, Problem, msg
from tracker.model import Result

_ABOUT_IDS = ("id", "indicator", "group", "parent", "indicator.id", "group.id")
_ABOUT_PERIODS = ("period",)


def syntax(data: Data) -> Iterator[Problem]:
    """What keeps a file from being read and is neither about an id nor about a period."""
    return (item for item in data.problems if item.place.key not in (*_ABOUT_IDS, *_ABOUT_PERIODS))


def ids(data: Data) -> Iterator[Problem]:
    """Ids that stand twice, are not written as ids, or refer to nothing."""
    return (item for item in data.problems if item.place.key in _ABOUT_IDS)


def periods(data: Data) -> Iterator[Problem]:
    """Periods that are none, or lie after the last year."""
    return (item for item in data.problems if item.place.key in _ABOUT_PERIODS)


def last_line(data: Data) -> Iterator[Problem]:
    """A last line that is only the piece of a row: a recording was cut off, for example by a power failure."""
    return iter(data.register.warnings)


def line_break(data: Data) -> Iterator[Problem]:
    """A last row without its line break: editors leave it out; the next recording puts it in."""
    if not data.ends_whole and not data.register.warnings:
        message = msg("the last line of the journal has no line break at its end")
        yield Problem(Place(data.results), message, msg("nothing is lost; the next recording adds it"))


def journal_order(data: Data) -> Iterator[Problem]:
    """A row recorded on an earlier day than the row before it: a file was sorted, or a clock was wrong."""
    before: Result | None = None
    for row in _in_order(data):
        if before and row.recorded_on < before.recorded_on:
            message = msg("recorded on {day}, after a row recorded on {before}", day=row.recorded_on,
                          before=before.recorded_on)  # fmt: skip
            hint = msg("harmless where two journals were joined; where the file was sorted, restore it")
            yield Problem(data.of_row(row, "recorded_at"), message, hint)
        before = row


def duplicate_rows(data: Data) -> Iterator[Problem]:
    """A row that stands in the journal twice, to the last letter."""
    seen: dict[Result, int] = {}
    for row in _in_order(data):
        same = row._replace(line=0)
        first = seen.setdefault(same, row.line)
        if first != row.line:
            message = msg("the same row stands on line {line} already", line=first)
            yield Problem(data.of_row(row), message, msg("take one of them out"))


def _in_order(data: Data) -> list[Result]:
    every = [row for rows in data.register.results.values() for row in rows]
    return sorted(every, key=lambda row: row.line)
