"""Which row is effective: of all rows of one key, such as an indicator and period, the last; and what an undo restored.

A forecast that is recorded after a result does not replace it. An undo records once more the row that was effective
before, with `UNDO_SUFFIX` after the author's name. It is shown with the time and author of the row that it restores, so
a report after an undo is the same as the report before the recording.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from tracker.model import ResultStatus, Row

RowT = TypeVar("RowT", bound=Row)
UNDO_SUFFIX = " (undo)"
"""The end of `recorded_by` in a row that an undo wrote."""

_MAX_UNDO_SEARCH = 1000
"""How many rows back to search for the one that an undo took back."""


def is_superseding(row: Row, previous_status: ResultStatus | None) -> bool:
    """Whether `row` becomes effective, if the effective row before it has `previous_status` (None: there is none)."""
    return row.status != "forecast" or previous_status in (None, "forecast", "withdrawn") or is_undo(row)


def is_undo(row: Row) -> bool:
    """Whether an undo wrote `row`."""
    return row.recorded_by.endswith(UNDO_SUFFIX)


def select_effective_rows(rows: Iterable[RowT], as_of: str | None = None) -> tuple[RowT, ...]:
    """Return the effective rows of one indicator on the day `as_of`, of all its `rows` in the order of the journal.

    There is one row for each period, in the order of the journal. A row that an undo restored is shown as it was
    first recorded.
    """
    known = [row for row in rows if as_of is None or row.recorded_on <= as_of]
    if len({row.key for row in known}) == len(known):  # the usual case: nothing was recorded twice
        return tuple(known)
    histories: dict[tuple[object, ...], list[RowT]] = {}
    for row in known:
        histories.setdefault(row.key, []).append(row)
    return tuple(sorted((effective_row(history) for history in histories.values()), key=lambda row: row.line))


def effective_row(history: Sequence[RowT]) -> RowT:
    """Return the effective row of all rows of one indicator and period, as it was first recorded."""
    last = compute_states(history)[-1]
    origin = history[last.origin_index]
    row: Any = history[last.row_index]
    restored: RowT = row._replace(recorded_at=origin.recorded_at, recorded_by=origin.recorded_by)
    return restored


class RowState:
    """What is effective for an indicator and period after a row is recorded, as indexes into its history.

    `row_index` is the effective row. `origin_index` is the row as which it is shown: another one if an undo restored
    it. `undone_index` is the last row that an undo took back, if an undo wrote the row.
    """

    __slots__ = ("origin_index", "row_index", "undone_index")

    def __init__(self, row_index: int, origin_index: int, undone_index: int | None = None) -> None:
        self.row_index, self.origin_index, self.undone_index = row_index, origin_index, undone_index


def compute_states(history: Sequence[Row]) -> list[RowState]:
    """Return the state after each row of one indicator and period; `history` is in the order of the journal.

    A row that an undo wrote takes back a recording with two properties: the state after it is the present state, and
    the state before it is what the row says. The latest such recording is chosen. Recordings between them may have
    been taken back too.
    """
    states: list[RowState] = []
    ends: dict[int, list[int]] = {}  # the rows after which an origin was effective, by origin
    starts = _find_batch_starts(history)
    for index, row in enumerate(history):
        if index and not is_superseding(row, history[states[-1].row_index].status):
            state = RowState(states[-1].row_index, states[-1].origin_index)
        else:
            state = RowState(index, index)
            if starts[index] and is_undo(row):
                suspects = ends[states[starts[index] - 1].origin_index][-_MAX_UNDO_SEARCH:]
                ended = [end for end in reversed(suspects) if end < starts[index]]
                batches = [(end, start) for end in ended for start in (starts[end], end)]
                state = _find_restored_state(history, states, batches) or state
        states.append(state)
        ends.setdefault(state.origin_index, []).append(index)
    return states


def _find_restored_state(
    history: Sequence[Row], states: Sequence[RowState], batches: Iterable[tuple[int, int]]
) -> RowState | None:
    """Return the state after an undo that took back one of the recordings in `batches` (end and start), or None.

    Rows that were typed by hand may share a day and an author without being one recording: each is also tried alone.
    """
    index = len(states)
    for end, start in batches:
        origin = states[start - 1].origin_index if start else None
        if _is_same_content(history[index], None if origin is None else history[origin]):
            return RowState(index, index if origin is None else origin, end)
    return None


def _find_batch_starts(history: Sequence[Row]) -> list[int]:
    """Return for each row the index of the first row that was recorded together with it."""
    starts: list[int] = []
    for index, row in enumerate(history):
        before = history[index - 1]
        is_together = index and (before.recorded_at, before.recorded_by) == (row.recorded_at, row.recorded_by)
        starts.append(starts[-1] if is_together else index)
    return starts


def _is_same_content(row: Row, other: Row | None) -> bool:
    """Whether two rows say the same, whoever recorded them; no row is like an empty withdrawal."""
    return row.content == (other or row.withdraw()).content
