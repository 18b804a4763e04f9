"""Which row counts: of all rows of one indicator and period, the last; and whose it is after something was undone.

A forecast that is recorded after a result takes nothing away from it. Undoing a recording writes the row that
counted before it anew, with the author's name and `UNDO`: it is shown as the row that it brings back, so that a
report after an undo is the report before the recording.
"""

from collections.abc import Iterable, Sequence

from tracker.model import Result, ResultStatus
from tracker.periods import Period

UNDO = " (undo)"
"""What the name of the recorder ends in, in a row that an undo wrote."""


def supersedes(row: Result, before: ResultStatus | None) -> bool:
    """Whether `row` counts from then on, recorded when a row of the status `before` counted for its period, or none."""
    return row.status != "forecast" or before in (None, "forecast", "withdrawn") or is_undo(row)


def is_undo(row: Result) -> bool:
    """Whether an undo wrote `row`."""
    return row.recorded_by.endswith(UNDO)


def counting(rows: Iterable[Result], as_of: str | None = None) -> tuple[Result, ...]:
    """Return of all `rows` of one indicator, in the order of the journal, those that count on the day `as_of`.

    One row a period, in the order of the journal; what an undo brought back is shown as it was recorded first.
    """
    histories: dict[Period, list[Result]] = {}
    for row in rows:
        if as_of is None or row.recorded_on <= as_of:
            histories.setdefault(row.period, []).append(row)
    return tuple(sorted((standing(history) for history in histories.values()), key=lambda row: row.line))


def standing(history: Sequence[Result]) -> Result:
    """Return the row that counts of all rows of one indicator and period, shown as it was recorded first."""
    at_end = _standing_places(history)
    at = at_end[-1]
    row = origin = history[at]
    while is_undo(origin) and at:
        start = _start_of_batch(history, at - 1)
        if not start or not _says_the_same(history[at_end[start - 1]], row):
            break
        at = at_end[start - 1]
        origin = history[at]
    return row._replace(recorded_at=origin.recorded_at, recorded_by=origin.recorded_by)


def _standing_places(history: Sequence[Result]) -> list[int]:
    """Return for each row the place of the row that counts once it is recorded."""
    places = [0]
    for place, row in enumerate(history[1:], 1):
        places.append(place if supersedes(row, history[places[-1]].status) else places[-1])
    return places


def _start_of_batch(history: Sequence[Result], at: int) -> int:
    """Return the place of the first row that was recorded together with the one at `at`."""
    batch = history[at].recorded_at, history[at].recorded_by
    while at and (history[at - 1].recorded_at, history[at - 1].recorded_by) == batch:
        at -= 1
    return at


def _says_the_same(row: Result, other: Result) -> bool:
    return (row.value, row.qualifier, row.status, row.source, row.note) == (
        other.value,
        other.qualifier,
        other.status,
        other.source,
        other.note,
    )
