"""The journal as its recordings: what was written down together, what each replaced, and how one is taken back.

A recording is a run of rows with the same moment and author; recordings are numbered from 1 in the order of the
journal. Taking one back writes nothing special: for each of its periods the row that counted before it is recorded
anew (or a withdrawal, where there was none), by `author` + `UNDO`. So the last row counts, for every reader.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.journal.effective import UNDO_SUFFIX, compute_states, is_superseding, is_undo
from tracker.model import Period, Register, Result
from tracker.text import normalize_name

_Key = tuple[str, Period]


class Recording(NamedTuple):
    """Rows that were recorded together; `before` has for each the row that counted before it, or None.

    `undo_of` is the number of the recording that this one takes back, where it does. `size` is the number of its
    rows, also where only some of them are listed.
    """

    number: int
    rows: tuple[Result, ...]
    previous_rows: tuple[Result | None, ...]
    undo_of: int | None = None
    size: int = 0

    @property
    def recorded_at(self) -> str:
        """Return the moment of all its rows, as written."""
        return self.rows[0].recorded_at

    @property
    def recorded_by(self) -> str:
        """Return the author of all its rows, as written."""
        return self.rows[0].recorded_by

    def list_changes(self) -> list[tuple[Result, Result | None]]:
        """Return each row with the result that it replaces in reports, or None."""
        return [
            (row, before if before and not _has_no_result(before) and is_superseding(row, before.status) else None)
            for row, before in zip(self.rows, self.previous_rows, strict=True)
        ]


class LogFilter(NamedTuple):
    """Which recordings to list: those with a row of this indicator, by this author, of these days, so many at most."""

    indicator: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None


class UndoChange(NamedTuple):
    """What taking back does to one period: the row that counts now, and the one that will be written."""

    current: Result
    new_row: Result


class UndoPlan(NamedTuple):
    """What takes a recording back: it, and the changes, whose rows have no moment yet."""

    recording: Recording
    changes: tuple[UndoChange, ...]


def list_recordings(register: Register) -> tuple[Recording, ...]:
    """Return all recordings in the order of the journal. The register must hold every row."""
    rows = sorted((row for found in register.results.values() for row in found), key=lambda row: row.line)
    counts: dict[_Key, Result] = {}
    numbers: dict[int, int] = {}
    found: list[Recording] = []
    for batch in _iter_batches(rows):
        stood = []
        for row in batch:
            before = counts.get(_make_key(row))
            stood.append(before)
            counts[_make_key(row)] = row if before is None or is_superseding(row, before.status) else before
            numbers[row.line] = len(found) + 1
        found.append(Recording(len(found) + 1, tuple(batch), tuple(stood), None, len(batch)))
    for number, undone in _find_undone(rows, numbers).items():
        found[number - 1] = found[number - 1]._replace(undo_of=undone)
    return tuple(found)


def _find_undone(rows: Sequence[Result], numbers: Mapping[int, int]) -> dict[int, int]:
    """Return by the number of each undo that of the recording that it took back; `numbers` has them by line."""
    keys = {_make_key(row) for row in rows if is_undo(row)}
    found: dict[int, int] = {}
    for history in _group_by_key(rows, keys).values():
        for row, state in zip(history, compute_states(history), strict=True):
            if state.undone_index is not None:
                found[numbers[row.line]] = numbers[history[state.undone_index].line]
    return found


def _group_by_key(rows: Iterable[Result], keys: AbstractSet[_Key]) -> dict[_Key, list[Result]]:
    """Return the rows of each of `keys`."""
    found: dict[_Key, list[Result]] = {key: [] for key in keys}
    for row in rows:
        if _make_key(row) in keys:
            found[_make_key(row)].append(row)
    return found


def filter_recordings(recordings: Sequence[Recording], log_filter: LogFilter) -> list[Recording]:
    """Return the recordings that are wanted, newest first, each with only those rows that are."""
    found: list[Recording] = []
    for recording in reversed(recordings):
        if log_filter.limit is not None and len(found) >= log_filter.limit:
            break
        day = recording.rows[0].recorded_on
        if (log_filter.since and day < log_filter.since) or (log_filter.until and day > log_filter.until):
            continue
        if log_filter.author and normalize_name(log_filter.author) not in normalize_name(recording.recorded_by):
            continue
        kept = [
            (row, before)
            for row, before in zip(recording.rows, recording.previous_rows, strict=True)
            if log_filter.indicator in (None, row.indicator)
        ]
        if kept:
            rows, stood = zip(*kept, strict=True)
            found.append(recording._replace(rows=rows, previous_rows=stood))
    return found


def plan_undo(recordings: Sequence[Recording], number: int | None, author: str) -> UndoPlan:
    """Return what takes back the recording `number` of `every` recording, or the last one where it is None.

    Raises TrackerError where there is no such recording, nothing would change, it has been taken back already, or
    one of its periods has been recorded again since: that recording must be taken back first.
    """
    recording = _get_recording(recordings, number)
    rows = [row for other in recordings for row in other.rows]
    histories = _group_by_key(rows, {_make_key(row) for row in recording.rows})
    changes = []
    for key in dict.fromkeys(map(_make_key, recording.rows)):
        change = _plan_change(histories[key], _select_rows(recording, key), author)
        if isinstance(change, Result):
            raise _make_conflict_error(
                change, recording.number, next(other for other in recordings if change in other.rows)
            )
        changes += [change] if change else []
    if not changes:
        raise make_error(
            msg(
                "recording {number} changed nothing that counts: there is nothing to take back", number=recording.number
            ),
            msg("name another one with --id; tracker log lists them"),
            ExitCode.USAGE,
        )
    return UndoPlan(recording, tuple(changes))


def _select_rows(recording: Recording, key: _Key) -> tuple[Result, ...]:
    return tuple(row for row in recording.rows if _make_key(row) == key)


def _plan_change(history: list[Result], rows: Sequence[Result], author: str) -> UndoChange | Result | None:
    """Return what taking back `rows` changes in the history of their period, or None where it is nothing.

    Where they do not count now, returns the row that does. Raises TrackerError where it could not be told which row
    is brought back, because two people had recorded the same.
    """
    stands = compute_states(history)
    start, end = history.index(rows[0]), history.index(rows[-1])
    now, then = stands[-1].origin_index, stands[start - 1].origin_index if start else None
    if now != stands[end].origin_index:
        return history[now]
    # A forecast beside the result did not count, and would have without it.
    beside = next((row for at, row in enumerate(history) if at > end and stands[at].row_index != at), None)
    if beside:
        return beside
    before = None if then is None else history[then]
    if now == then or (_has_no_result(history[now]) and _has_no_result(before)):
        return None
    change = UndoChange(history[stands[-1].row_index], _make_undo_row(history[now], before, author))
    if then is not None and compute_states([*history, change.new_row])[-1].origin_index != then:
        message = msg(
            "{indicator} {period} said the same more than once", indicator=rows[0].indicator, period=rows[0].period
        )
        raise make_error(message, msg("record it anew: tracker add-result --revise"), ExitCode.USAGE)
    return change


def _make_key(row: Result) -> _Key:
    return row.indicator, row.period


def _iter_batches(rows: Sequence[Result]) -> Iterator[list[Result]]:
    """Yield the runs of rows that were recorded together."""
    batch: list[Result] = []
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
            msg("there is no recording {number}; the last one is {last}", number=number, last=len(recordings)),
            msg("tracker log lists them"),
            ExitCode.USAGE,
        )
    return recordings[number - 1 if number else -1]


def _make_conflict_error(row: Result, number: int, effective: Recording) -> TrackerError:
    """Return the refusal to take back the recording `number`, where `row` of the recording `counts` counts now."""
    named = {"indicator": row.indicator, "period": row.period, "number": number, "later": effective.number}
    if effective.number < number or effective.undo_of == number:
        hint = msg("tracker log lists them")
        return make_error(msg("recording {number} has been taken back already", number=number), hint, ExitCode.USAGE)
    message = msg("{indicator} {period} was recorded again after recording {number}, by recording {later}", **named)
    return make_error(message, msg("take that one back first: tracker undo --id {later}", **named), ExitCode.USAGE)


def _has_no_result(row: Result | None) -> bool:
    """Whether there is no result with this row."""
    return row is None or row.status == "withdrawn"


def _make_undo_row(current: Result, replaced: Result | None, author: str) -> Result:
    """Return the row to write: what counted before, or a withdrawal where nothing did."""
    if replaced is None:
        replaced = current._replace(value=None, qualifier="", status="withdrawn", source="", note="")
    return replaced._replace(recorded_at="", recorded_by=author + UNDO_SUFFIX, line=0)
