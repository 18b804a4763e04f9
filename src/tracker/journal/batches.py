"""The journal as its recordings: which rows were recorded together, what they replaced, and how to undo them.

A recording is a sequence of rows with the same time and author. Recordings are numbered from 1 in the order of the
journal. An undo writes ordinary rows: for each period, the row that was effective before the recording is recorded
again (or a withdrawal, if there was none) by the author with `UNDO_SUFFIX`. So the last row is effective for every
reader.
"""

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tracker.errors import ExitCode, Message, TrackerError, make_error, msg
from tracker.journal.effective import UNDO_SUFFIX, compute_states, is_superseding, is_undo
from tracker.model import Decision, Result, Row
from tracker.text import normalize_name

DECISION_SIGN = "D"
"""What precedes the number of a recording of decisions."""
_Key = tuple[object, ...]


class Recording(NamedTuple):
    """Rows that were recorded together; `previous_rows` has for each the row that was effective before it, or None.

    `undo_of` is the number of the recording that this one takes back, if it is an undo. `size` is the number of all its
    rows, even if only some of them are listed.
    """

    number: int
    rows: tuple[Row, ...]
    previous_rows: tuple[Row | None, ...]
    undo_of: int | None = None
    size: int = 0

    @property
    def recorded_at(self) -> str:
        """Return the time of all its rows, as written."""
        return self.rows[0].recorded_at

    @property
    def recorded_by(self) -> str:
        """Return the author of all its rows, as written."""
        return self.rows[0].recorded_by

    @property
    def is_of_decisions(self) -> bool:
        """Whether its rows are decisions; else they are results."""
        return isinstance(self.rows[0], Decision)

    @property
    def label(self) -> str:
        """Return its number as `tracker undo --id` takes it: `12`, or `D12` for decisions."""
        return self.make_label(self.number)

    def make_label(self, number: int) -> str:
        """Return the number of another recording of the same journal, as `tracker undo --id` takes it."""
        return f"{DECISION_SIGN}{number}" if self.is_of_decisions else str(number)

    def iter_changes(self) -> Iterator[tuple[Row, Row | None]]:
        """Yield each row with the result that it replaces in reports, or None."""
        for row, before in zip(self.rows, self.previous_rows, strict=True):
            is_revised = before and not _has_no_result(before) and is_superseding(row, before.status)
            yield row, before if is_revised else None


class LogFilter(NamedTuple):
    """Which recordings to list: with a row of this indicator, by this author, between these days, at most `limit`."""

    indicator: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None


class UndoChange(NamedTuple):
    """What an undo changes in one period: the row that is effective now, and the row that will be written."""

    current: Row
    new_row: Row


class UndoPlan(NamedTuple):
    """A recording to take back, and the changes that do it; their rows have no time yet."""

    recording: Recording
    changes: tuple[UndoChange, ...]


def list_recordings(groups: Mapping[str, Sequence[Row]]) -> tuple[Recording, ...]:
    """Return all recordings in the order of the journal, from every row of it by indicator."""
    rows = sorted((row for group in groups.values() for row in group), key=lambda row: row.line)
    effective: dict[_Key, Row] = {}
    recordings: list[Recording] = []
    for batch in _iter_batches(rows):
        previous_rows = []
        for row in batch:
            key = row.key
            before = effective.get(key)
            previous_rows.append(before)
            effective[key] = row if before is None or is_superseding(row, before.status) else before
        recordings.append(Recording(len(recordings) + 1, tuple(batch), tuple(previous_rows), None, len(batch)))
    for number, undone in _find_undone(rows, recordings).items():
        recordings[number - 1] = recordings[number - 1]._replace(undo_of=undone)
    return tuple(recordings)


def merge_recordings(*journals: Sequence[Recording]) -> list[Recording]:
    """Return the recordings of several journals, ordered by moment; those of one journal keep their order."""
    return list(heapq.merge(*journals, key=lambda recording: get_moment(recording.recorded_at)))


def get_moment(text: str) -> tuple[str, float]:
    """Return what orders recordings: the day as it is written, then the moment; a day alone comes first."""
    return text[:10], datetime.fromisoformat(text).timestamp() if len(text) > 10 else 0


def _find_undone(rows: Sequence[Row], recordings: Sequence[Recording]) -> dict[int, int]:
    """Return the number of the recording that each undo took back, by the undo's own; `rows` are those of all."""
    keys = {row.key for row in rows if is_undo(row)}
    if not keys:
        return {}
    undone: dict[int, int] = {}
    starts = [recording.rows[0].line for recording in recordings]
    for history in _group_by_key(rows, keys).values():
        for row, state in zip(history, compute_states(history), strict=True):
            if state.undone_index is not None:
                number = bisect_right(starts, row.line)
                undone[number] = bisect_right(starts, history[state.undone_index].line)
    return undone


def _group_by_key(rows: Iterable[Row], keys: Iterable[_Key]) -> dict[_Key, list[Row]]:
    """Return the rows of each of `keys`."""
    histories: dict[_Key, list[Row]] = {key: [] for key in keys}
    for row in rows:
        if row.key in histories:
            histories[row.key].append(row)
    return histories


def filter_recordings(recordings: Sequence[Recording], log_filter: LogFilter) -> list[Recording]:
    """Return the recordings that the filter selects, newest first, each with only the rows that it selects."""
    found: list[Recording] = []
    for recording in reversed(recordings):
        if log_filter.limit is not None and len(found) >= log_filter.limit:
            break
        day = recording.rows[0].recorded_on
        if (log_filter.since and day < log_filter.since) or (log_filter.until and day > log_filter.until):
            continue
        if log_filter.author and normalize_name(log_filter.author) not in normalize_name(recording.recorded_by):
            continue
        if log_filter.indicator is None:
            found.append(recording)
            continue
        kept = [
            (row, before)
            for row, before in zip(recording.rows, recording.previous_rows, strict=True)
            if log_filter.indicator == row.indicator
        ]
        if kept:
            rows, previous_rows = zip(*kept, strict=True)
            found.append(recording._replace(rows=rows, previous_rows=previous_rows))
    return found


def plan_undo(recordings: Sequence[Recording], number: int | None, author: str) -> UndoPlan:
    """Return what takes back the recording `number`; None: the last one.

    Raises TrackerError if there is no such recording, if nothing would change, if it has been taken back already, or if
    one of its periods has been recorded again since: that later recording must be taken back first.
    """
    recording = _get_recording(recordings, number)
    every = [row for other in recordings for row in other.rows]
    keys = list(dict.fromkeys([row.key for row in recording.rows]))
    histories = _group_by_key(every, keys)
    changes = []
    for key, rows in _group_by_key(recording.rows, keys).items():
        change = _plan_change(histories[key], rows, author)
        if not isinstance(change, UndoChange | None):
            later = next(other for other in recordings if change in other.rows)
            raise _make_conflict_error(change, recording, later)
        changes += [change] if change else []
    if not changes:
        message = msg(
            "recording {number} did not change any result: there is nothing to take back", number=recording.label
        )
        raise make_error(message, msg("name another one with --id; tracker log lists them"), ExitCode.USAGE)
    return UndoPlan(recording, tuple(changes))


def _plan_change(history: list[Row], rows: Sequence[Row], author: str) -> UndoChange | Row | None:
    """Return what taking back `rows` changes in the history of their period, or None if nothing.

    If other rows are effective now, returns the effective row. Raises TrackerError if another row with the same
    contents would be restored.
    """
    states = compute_states(history)
    start, end = history.index(rows[0]), history.index(rows[-1])
    now, then = states[-1].origin_index, states[start - 1].origin_index if start else None
    if now != states[end].origin_index:
        return history[now]
    # A later forecast is not effective now, but would have been without these rows.
    for index, row in enumerate(history):
        if index > end and states[index].row_index != index:
            return row
    before = None if then is None else history[then]
    if now == then or (_has_no_result(history[now]) and _has_no_result(before)):
        return None
    change = UndoChange(history[states[-1].row_index], _make_undo_row(history[now], before, author))
    if then is not None and compute_states([*history, change.new_row])[-1].origin_index != then:
        message = msg("several rows of {subject} have the same contents", subject=_describe_subject(rows[0]))
        hints = {
            Result: msg("record the value again: tracker add-result --revise"),
            Decision: msg("record the decision again: tracker decide --revise"),
        }
        raise make_error(message, hints[type(rows[0])], ExitCode.USAGE)
    return change


def _iter_batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows that were recorded together, in the order of the journal."""
    batch: list[Row] = []
    for row in rows:
        if batch and (row.recorded_at, row.recorded_by) != (batch[0].recorded_at, batch[0].recorded_by):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _get_recording(recordings: Sequence[Recording], number: int | None) -> Recording:
    if not recordings:
        raise make_error(msg("nothing is recorded in this folder yet"), None, ExitCode.USAGE)
    if number is not None and not 1 <= number <= len(recordings):
        raise make_error(
            msg(
                "there is no recording {number}; the last one is {last}",
                number=recordings[0].make_label(number),
                last=recordings[-1].label,
            ),
            msg("tracker log lists them"),
            ExitCode.USAGE,
        )
    return recordings[number - 1 if number else -1]


def _make_conflict_error(row: Row, recording: Recording, later: Recording) -> TrackerError:
    """Return why `recording` cannot be taken back, if `row` of the recording `later` is effective now."""
    named = {"subject": _describe_subject(row), "number": recording.label, "later": later.label}
    if later.number < recording.number or later.undo_of == recording.number:
        hint = msg("tracker log lists them")
        message = msg("recording {number} has been taken back already", number=recording.label)
        return make_error(message, hint, ExitCode.USAGE)
    message = msg("{subject} was recorded again after recording {number}, by recording {later}", **named)
    return make_error(message, msg("take that one back first: tracker undo --id {later}", **named), ExitCode.USAGE)


def _describe_subject(row: Row) -> Message:
    """Return what the row is about, with its indicator."""
    if isinstance(row, Result):
        return msg("{indicator} {period}", indicator=row.indicator, period=row.period)
    return msg("{subject} of {indicator}", indicator=row.indicator, subject=row.subject)


def _has_no_result(row: Row | None) -> bool:
    """Whether the period has no result if this row is effective."""
    return row is None or row.status == "withdrawn"


def _make_undo_row(current: Row, replaced: Row | None, author: str) -> Row:
    """Return the row to write: the one that was effective before, or a withdrawal if there was none."""
    return (replaced or current.withdraw())._replace(recorded_at="", recorded_by=author + UNDO_SUFFIX, line=0)
