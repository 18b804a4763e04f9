"""The journal as its recordings: what was written down together, what each replaced, and how one is taken back.

A recording is a run of rows with the same moment and author; recordings are numbered from 1 in the order of the
journal. Taking one back writes nothing special: for each of its periods the row that counted before it is recorded
anew (or a withdrawal, where there was none), by `author` + `UNDO`. So the last row counts, for every reader.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tracker.counting import UNDO, is_undo, states, supersedes
from tracker.errors import ExitCode, TrackerError, failure, msg
from tracker.language import folded
from tracker.model import Register, Result
from tracker.numbers import plain
from tracker.periods import Period

_Key = tuple[str, Period]


class Recording(NamedTuple):
    """Rows that were recorded together; `before` has for each the row that counted before it, or None.

    `undo_of` is the number of the recording that this one takes back, where it does. `size` is the number of its
    rows, also where only some of them are listed.
    """

    number: int
    rows: tuple[Result, ...]
    before: tuple[Result | None, ...]
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

    def changes(self) -> list[tuple[Result, Result | None]]:
        """Return each row with the result that it replaces in reports, or None."""
        return [
            (row, before if before and not _is_nothing(before) and supersedes(row, before.status) else None)
            for row, before in zip(self.rows, self.before, strict=True)
        ]


class Wanted(NamedTuple):
    """Which recordings to list: those with a row of this indicator, by this author, of these days, so many at most."""

    indicator: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    most: int | None = None


class Change(NamedTuple):
    """What taking back does to one period: the row that counts now, and the one that will be written."""

    now: Result
    row: Result


class Undo(NamedTuple):
    """What takes a recording back: it, and the changes, whose rows have no moment yet."""

    recording: Recording
    changes: tuple[Change, ...]


def recordings(register: Register) -> tuple[Recording, ...]:
    """Return all recordings in the order of the journal. The register must hold every row."""
    rows = sorted((row for found in register.results.values() for row in found), key=lambda row: row.line)
    counts: dict[_Key, Result] = {}
    numbers: dict[int, int] = {}
    found: list[Recording] = []
    for batch in _together(rows):
        stood = []
        for row in batch:
            before = counts.get(_key(row))
            stood.append(before)
            counts[_key(row)] = row if before is None or supersedes(row, before.status) else before
            numbers[row.line] = len(found) + 1
        found.append(Recording(len(found) + 1, tuple(batch), tuple(stood), None, len(batch)))
    for number, undone in _undone(rows, numbers).items():
        found[number - 1] = found[number - 1]._replace(undo_of=undone)
    return tuple(found)


def _undone(rows: Sequence[Result], numbers: Mapping[int, int]) -> dict[int, int]:
    """Return by the number of each undo that of the recording that it took back; `numbers` has them by line."""
    keys = {_key(row) for row in rows if is_undo(row)}
    found: dict[int, int] = {}
    for history in _histories(rows, keys).values():
        for row, state in zip(history, states(history), strict=True):
            if state.taken_back is not None:
                found[numbers[row.line]] = numbers[history[state.taken_back].line]
    return found


def _histories(rows: Iterable[Result], keys: AbstractSet[_Key]) -> dict[_Key, list[Result]]:
    """Return the rows of each of `keys`."""
    found: dict[_Key, list[Result]] = {key: [] for key in keys}
    for row in rows:
        if _key(row) in keys:
            found[_key(row)].append(row)
    return found


def newest(every: Sequence[Recording], wanted: Wanted) -> list[Recording]:
    """Return the recordings that are wanted, newest first, each with only those rows that are."""
    found: list[Recording] = []
    for recording in reversed(every):
        if wanted.most is not None and len(found) >= wanted.most:
            break
        day = recording.rows[0].recorded_on
        if (wanted.since and day < wanted.since) or (wanted.until and day > wanted.until):
            continue
        if wanted.author and folded(wanted.author) not in folded(recording.recorded_by):
            continue
        kept = [
            (row, before)
            for row, before in zip(recording.rows, recording.before, strict=True)
            if wanted.indicator in (None, row.indicator)
        ]
        if kept:
            rows, stood = zip(*kept, strict=True)
            found.append(recording._replace(rows=rows, before=stood))
    return found


def undo(every: Sequence[Recording], number: int | None, author: str) -> Undo:
    """Return what takes back the recording `number` of `every` recording, or the last one where it is None.

    Raises TrackerError where there is no such recording, nothing would change, it has been taken back already, or
    one of its periods has been recorded again since: that recording must be taken back first.
    """
    recording = _named(every, number)
    rows = [row for other in every for row in other.rows]
    histories = _histories(rows, {_key(row) for row in recording.rows})
    changes = []
    for key in dict.fromkeys(map(_key, recording.rows)):
        change = _change(histories[key], _of(recording, key), author)
        if isinstance(change, Result):
            raise _not_now(change, recording.number, next(other for other in every if change in other.rows))
        changes += [change] if change else []
    if not changes:
        raise failure(
            msg(
                "recording {number} changed nothing that counts: there is nothing to take back", number=recording.number
            ),
            msg("name another one with --id; tracker log lists them"),
            ExitCode.USAGE,
        )
    return Undo(recording, tuple(changes))


def _of(recording: Recording, key: _Key) -> tuple[Result, ...]:
    return tuple(row for row in recording.rows if _key(row) == key)


def _change(history: list[Result], rows: Sequence[Result], author: str) -> Change | Result | None:
    """Return what taking back `rows` changes in the history of their period, or None where it is nothing.

    Where they do not count now, returns the row that does. Raises TrackerError where it could not be told which row
    is brought back, because two people had recorded the same.
    """
    stands = states(history)
    start, end = history.index(rows[0]), history.index(rows[-1])
    now, then = stands[-1].origin, stands[start - 1].origin if start else None
    if now != stands[end].origin:
        return history[now]
    # A forecast beside the result did not count, and would have without it.
    beside = next((row for at, row in enumerate(history) if at > end and stands[at].row != at), None)
    if beside:
        return beside
    before = None if then is None else history[then]
    if now == then or (_is_nothing(history[now]) and _is_nothing(before)):
        return None
    change = Change(history[stands[-1].row], _brought_back(history[now], before, author))
    if then is not None and states([*history, change.row])[-1].origin != then:
        message = msg(
            "{indicator} {period} said the same more than once", indicator=rows[0].indicator, period=rows[0].period
        )
        raise failure(message, msg("record it anew: tracker add-result --revise"), ExitCode.USAGE)
    return change


def content(row: Result) -> tuple[str, ...]:
    """Return what a row says of its period as the journal writes it, whoever recorded it and when."""
    return written(row), row.qualifier, row.status, row.source, row.note


def written(row: Result) -> str:
    """Return the value of a row as the journal writes it."""
    if row.value is None:
        return ""
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    return plain(row.value)


def _key(row: Result) -> _Key:
    return row.indicator, row.period


def _together(rows: Sequence[Result]) -> Iterator[list[Result]]:
    """Yield the runs of rows that were recorded together."""
    batch: list[Result] = []
    for row in rows:
        if batch and (row.recorded_at, row.recorded_by) != (batch[0].recorded_at, batch[0].recorded_by):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _named(every: Sequence[Recording], number: int | None) -> Recording:
    if not every:
        raise failure(msg("nothing is recorded in this folder yet"), None, ExitCode.USAGE)
    if number is not None and not 1 <= number <= len(every):
        raise failure(
            msg("there is no recording {number}; the last one is {last}", number=number, last=len(every)),
            msg("tracker log lists them"),
            ExitCode.USAGE,
        )
    return every[number - 1 if number else -1]


def _not_now(row: Result, number: int, counts: Recording) -> TrackerError:
    """Return the refusal to take back the recording `number`, where `row` of the recording `counts` counts now."""
    named = {"indicator": row.indicator, "period": row.period, "number": number, "later": counts.number}
    if counts.number < number or counts.undo_of == number:
        hint = msg("tracker log lists them")
        return failure(msg("recording {number} has been taken back already", number=number), hint, ExitCode.USAGE)
    message = msg("{indicator} {period} was recorded again after recording {number}, by recording {later}", **named)
    return failure(message, msg("take that one back first: tracker undo --id {later}", **named), ExitCode.USAGE)


def _is_nothing(row: Result | None) -> bool:
    """Whether there is no result with this row."""
    return row is None or row.status == "withdrawn"


def _brought_back(now: Result, replaced: Result | None, author: str) -> Result:
    """Return the row to write: what counted before, or a withdrawal where nothing did."""
    if replaced is None:
        replaced = now._replace(value=None, qualifier="", status="withdrawn", source="", note="")
    return replaced._replace(recorded_at="", recorded_by=author + UNDO, line=0)
