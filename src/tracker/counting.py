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

_MOST_UNDONE = 1000
"""So many recordings back what an undo took back is looked for."""


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
    known = [row for row in rows if as_of is None or row.recorded_on <= as_of]
    if len({row.period for row in known}) == len(known):  # as nearly always: nothing was recorded twice
        return tuple(known)
    histories: dict[Period, list[Result]] = {}
    for row in known:
        histories.setdefault(row.period, []).append(row)
    return tuple(sorted((standing(history) for history in histories.values()), key=lambda row: row.line))


def standing(history: Sequence[Result]) -> Result:
    """Return the row that counts of all rows of one indicator and period, shown as it was recorded first."""
    last = states(history)[-1]
    origin = history[last.origin]
    return history[last.row]._replace(recorded_at=origin.recorded_at, recorded_by=origin.recorded_by)


class State:
    """How an indicator and period stands once a row is recorded, by places in its history.

    `row` is the row that counts, `origin` the row as which it is shown: another one where an undo brought it back.
    `taken_back` is where the row is an undo's the last row of what it took back.
    """

    __slots__ = ("origin", "row", "taken_back")

    def __init__(self, row: int, origin: int, taken_back: int | None = None) -> None:
        self.row, self.origin, self.taken_back = row, origin, taken_back


def states(history: Sequence[Result]) -> list[State]:
    """Return for each row of one indicator and period, in the order of the journal, how it stands from then on.

    A row that an undo wrote takes back the latest recording after which it stood as it stands now, and before which
    it stood as the row says; recordings that were taken back themselves may lie between.
    """
    found: list[State] = []
    ends: dict[int, list[int]] = {}  # by origin, after which rows it stood so
    starts = _starts(history)
    for at, row in enumerate(history):
        if at and not supersedes(row, history[found[-1].row].status):
            state = State(found[-1].row, found[-1].origin)
        else:
            state = State(at, at)
            if starts[at] and is_undo(row):
                suspects = ends[found[starts[at] - 1].origin][-_MOST_UNDONE:]
                taken = [(end, start) for end in reversed(suspects) if end < starts[at] for start in (starts[end], end)]
                state = _brought_back(history, found, taken) or state
        found.append(state)
        ends.setdefault(state.origin, []).append(at)
    return found


def _brought_back(history: Sequence[Result], found: Sequence[State], taken: Iterable[tuple[int, int]]) -> State | None:
    """Return how it stands after an undo, if it took back one of the recordings of which `taken` has end and start.

    Rows typed by hand may share a day and an author without having been recorded together: each is tried alone too.
    """
    at = len(found)
    for end, start in taken:
        origin = found[start - 1].origin if start else None
        if _says_the_same(history[at], None if origin is None else history[origin]):
            return State(at, at if origin is None else origin, end)
    return None


def _starts(history: Sequence[Result]) -> list[int]:
    """Return for each row the place of the first row that was recorded together with it."""
    starts: list[int] = []
    for at, row in enumerate(history):
        before = history[at - 1]
        is_together = at and (before.recorded_at, before.recorded_by) == (row.recorded_at, row.recorded_by)
        starts.append(starts[-1] if is_together else at)
    return starts


def _says_the_same(row: Result, other: Result | None) -> bool:
    """Whether two rows say the same of their period; no row at all says what an empty withdrawal says."""
    if other is None:
        return (row.value, row.qualifier, row.status, row.source, row.note) == (None, "", "withdrawn", "", "")
    return (row.value, row.qualifier, row.status, row.source, row.note) == (
        other.value,
        other.qualifier,
        other.status,
        other.source,
        other.note,
    )
