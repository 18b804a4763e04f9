"""Which row counts: of all rows of one indicator and period, the last; and whose it is after something was undone.

A forecast that is recorded after a result takes nothing away from it. Undoing a recording writes the row that
counted before it anew, with the author's name and `UNDO`: it is shown as the row that it brings back, so that a
report after an undo is the report before the recording.
"""

from collections.abc import Iterable, Sequence

from tracker.model import Period, Result, ResultStatus

UNDO_SUFFIX = " (undo)"
"""What the name of the recorder ends in, in a row that an undo wrote."""

_MAX_UNDO_SEARCH = 1000
"""So many recordings back what an undo took back is looked for."""


def is_superseding(row: Result, previous_status: ResultStatus | None) -> bool:
    """Whether `row` counts from then on, recorded when a row of the status `before` counted for its period, or none."""
    return row.status != "forecast" or previous_status in (None, "forecast", "withdrawn") or is_undo(row)


def is_undo(row: Result) -> bool:
    """Whether an undo wrote `row`."""
    return row.recorded_by.endswith(UNDO_SUFFIX)


def select_effective_rows(rows: Iterable[Result], as_of: str | None = None) -> tuple[Result, ...]:
    """Return of all `rows` of one indicator, in the order of the journal, those that count on the day `as_of`.

    One row a period, in the order of the journal; what an undo brought back is shown as it was recorded first.
    """
    known = [row for row in rows if as_of is None or row.recorded_on <= as_of]
    if len({row.period for row in known}) == len(known):  # as nearly always: nothing was recorded twice
        return tuple(known)
    histories: dict[Period, list[Result]] = {}
    for row in known:
        histories.setdefault(row.period, []).append(row)
    return tuple(sorted((effective_row(history) for history in histories.values()), key=lambda row: row.line))


def effective_row(history: Sequence[Result]) -> Result:
    """Return the row that counts of all rows of one indicator and period, shown as it was recorded first."""
    last = compute_states(history)[-1]
    origin = history[last.origin_index]
    return history[last.row_index]._replace(recorded_at=origin.recorded_at, recorded_by=origin.recorded_by)


class RowState:
    """How an indicator and period stands once a row is recorded, by places in its history.

    `row` is the row that counts, `origin` the row as which it is shown: another one where an undo brought it back.
    `taken_back` is where the row is an undo's the last row of what it took back.
    """

    __slots__ = ("origin_index", "row_index", "undone_index")

    def __init__(self, row_index: int, origin_index: int, undone_index: int | None = None) -> None:
        self.row_index, self.origin_index, self.undone_index = row_index, origin_index, undone_index


def compute_states(history: Sequence[Result]) -> list[RowState]:
    """Return for each row of one indicator and period, in the order of the journal, how it stands from then on.

    A row that an undo wrote takes back the latest recording after which it stood as it stands now, and before which
    it stood as the row says; recordings that were taken back themselves may lie between.
    """
    found: list[RowState] = []
    ends: dict[int, list[int]] = {}  # by origin, after which rows it stood so
    starts = _find_batch_starts(history)
    for at, row in enumerate(history):
        if at and not is_superseding(row, history[found[-1].row_index].status):
            state = RowState(found[-1].row_index, found[-1].origin_index)
        else:
            state = RowState(at, at)
            if starts[at] and is_undo(row):
                suspects = ends[found[starts[at] - 1].origin_index][-_MAX_UNDO_SEARCH:]
                taken = [(end, start) for end in reversed(suspects) if end < starts[at] for start in (starts[end], end)]
                state = _find_restored_state(history, found, taken) or state
        found.append(state)
        ends.setdefault(state.origin_index, []).append(at)
    return found


def _find_restored_state(
    history: Sequence[Result], states: Sequence[RowState], batches: Iterable[tuple[int, int]]
) -> RowState | None:
    """Return how it stands after an undo, if it took back one of the recordings of which `taken` has end and start.

    Rows typed by hand may share a day and an author without having been recorded together: each is tried alone too.
    """
    at = len(states)
    for end, start in batches:
        origin = states[start - 1].origin_index if start else None
        if _is_same_content(history[at], None if origin is None else history[origin]):
            return RowState(at, at if origin is None else origin, end)
    return None


def _find_batch_starts(history: Sequence[Result]) -> list[int]:
    """Return for each row the place of the first row that was recorded together with it."""
    starts: list[int] = []
    for at, row in enumerate(history):
        before = history[at - 1]
        is_together = at and (before.recorded_at, before.recorded_by) == (row.recorded_at, row.recorded_by)
        starts.append(starts[-1] if is_together else at)
    return starts


def _is_same_content(row: Result, other: Result | None) -> bool:
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
