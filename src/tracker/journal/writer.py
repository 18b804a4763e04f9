"""Append rows to the journal: a recording becomes whole lines at its end, flushed to disk and read back.

No row of the journal is ever changed or removed. If a recording fails, what it wrote is cut off again, but only if it
is certain that no other program wrote meanwhile. The only caller is `tracker.recording.commit`:

    with lock_journal(path):
        ...  # read the journal again, and stop if it is not what the user saw
        append_rows(path, stamp_rows(path, rows, now, author))
"""

import csv
import errno
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from tracker.errors import Day, Location, Problem, make_error, msg, quote_text
from tracker.journal.lock import make_changed_error, make_write_error, open_journal, read_bytes, write_bytes
from tracker.journal.new_file import add_columns
from tracker.journal.rows import RESULTS
from tracker.journal.schema import Schema
from tracker.journal.state import (
    JournalState,
    check_state,
    cut_off,
    has_rows_of,
    is_at,
    read_state,
)
from tracker.journal.truncation import cut_torn_row

_TAIL_BYTES, _LARGE_BLOCK = 1 << 16, 1 << 20
_TIMESTAMP_BYTES = 40
_EASTERNMOST_ZONE = timezone(timedelta(hours=14))
RowCells = Mapping[str, str]


def stamp_rows(
    path: str, rows: Iterable[RowCells], now: datetime, author: str, not_before: str = "", line: int = 0
) -> list[dict[str, str]]:
    """Return `rows` as one recording, with the same time and author. The caller holds the lock until they are appended.

    The time is written to the second, or to the microsecond if the end of the journal has that second already: so two
    recordings never have the same time. `not_before` is the latest time of the rows that these rows follow, recorded on
    `line`; no row gets an earlier time. Raises TrackerError if that is a day in the future.
    """
    timestamp = _make_unique_timestamp(choose_time(path, now, not_before, line), path)
    return [{**row, "recorded_at": timestamp, "recorded_by": author} for row in rows]


def choose_time(path: str, now: datetime, not_before: str = "", line: int = 0) -> datetime:
    """Return `now`, or the first moment after it in a time zone in which its day is not before that of `not_before`.

    Raises TrackerError, which names the journal at `path` and this line, if that is a day in the future.
    """
    chosen = _choose_zone(now, not_before)
    if chosen is None:
        day = Day(not_before[:10])
        message = msg("this row was recorded on {day}, a day in the future, so no later row can replace it", day=day)
        hint = msg("if the clock was wrong then, correct the day in this row; if it is wrong now, set it right")
        raise make_error(message, hint, location=Location(path, line or None))
    return chosen


def _choose_zone(now: datetime, not_before: str) -> datetime | None:
    """Return `now` in a time zone in which its day is not before that of `not_before`, or None if there is none.

    If a clock was set back on the same day, it is a second after `not_before`.
    """
    if not not_before:
        return now
    before = datetime.fromisoformat(not_before)
    if before.tzinfo and now <= before and before.date() <= now.astimezone(before.tzinfo).date():
        now = before.replace(microsecond=0) + timedelta(seconds=1)
    for zone in (now.tzinfo, before.tzinfo or _EASTERNMOST_ZONE, _EASTERNMOST_ZONE):
        if now.astimezone(zone).date().isoformat() >= not_before[:10]:
            return now.astimezone(zone)
    return None


def _make_unique_timestamp(now: datetime, path: str) -> str:
    """Return the time as it is recorded: a second that the last row has not, or a later fraction of that second."""
    return make_unique_timestamp(now, lambda moment: _find_fractions(path, moment))


def make_unique_timestamp(now: datetime, find_fractions: Callable[[datetime], Sequence[bytes]]) -> str:
    """Return the time to the second if that is free, else with the next free fraction of it.

    `find_fractions` returns the fractions of the second of a moment that are taken, "" for the second itself.
    """
    second = now.strftime("%Y-%m-%dT%H:%M:%S")
    zone = now.isoformat(timespec="seconds")[len(second) :]
    taken = find_fractions(now)
    if not taken:
        return second + zone
    fraction = max(now.microsecond, *(int(digits.ljust(6, b"0")) + 1 for digits in taken))
    if fraction > 999_999:
        return make_unique_timestamp(now.replace(microsecond=0) + timedelta(seconds=1), find_fractions)
    return f"{second}.{fraction:06d}{zone}"


def _find_fractions(path: str, moment: datetime) -> list[bytes]:
    """Return the fractions of this second in the end of the journal: in its last row at least, however long that is."""
    second = moment.strftime("%Y-%m-%dT%H:%M:%S").encode()
    pattern = re.compile(re.escape(second) + rb"(?:\.([0-9]{1,6}))?(?![0-9])")
    with open_journal(path, os.O_RDONLY) as file:
        size = os.fstat(file).st_size
        start = max(0, size - _TAIL_BYTES)
        os.lseek(file, start, os.SEEK_SET)
        tail = read_bytes(file, size - start)
        before, _, line = tail.rstrip(b"\r\n").rpartition(b"\n")
        found: list[bytes] = pattern.findall(tail)
        # The line is the whole last row if no cell is quoted. Else its time may stand anywhere before a long note.
        while start and not found and (not before or b'"' in line):
            end, start = start, max(0, start - _LARGE_BLOCK)
            os.lseek(file, start, os.SEEK_SET)
            block = read_bytes(file, end + _TIMESTAMP_BYTES - start)
            found = pattern.findall(block) if second in block else []
    return found


def append_rows(
    path: str, rows: Iterable[RowCells], schema: Schema | None = RESULTS, state: JournalState | None = None
) -> Problem | None:
    """Append whole lines to the journal at `path`, flush them to disk and read them back.

    The caller holds `lock_journal(path)`. A row has its cells by column; the other columns of the file stay empty. If
    the file lacks a column of the scope that a row needs, it gains it first.
    Returns a warning for the user if a truncated row was moved away, else None; without a `schema` the caller has made
    sure that there is none. Raises TrackerError, and leaves the file as it was, if it lacks a column, cannot be
    written, is no longer in the `state` in which the caller has read it, or is changed by another program meanwhile.
    """
    rows, warning = list(rows), None
    with open_journal(path, os.O_RDWR | os.O_APPEND) as file:
        state = state or read_state(file)
        check_state(file, path, state)
        if schema and (warning := cut_torn_row(file, path, state, schema)):
            state = _read_shorter_state(file, path, state)
        missing = _list_missing_columns(file, rows, schema.scope_names) if schema else []
        if not missing:
            _append(file, path, state, rows)
    if missing:
        state = add_columns(path, missing, state)
        with open_journal(path, os.O_RDWR | os.O_APPEND) as file:
            _append(file, path, state, rows)
    return warning


def _read_shorter_state(file: int, path: str, before: JournalState) -> JournalState:
    """Return the state after a truncated row was cut off. Raises TrackerError if more than that has changed."""
    state = read_state(file)
    if state.identity != before.identity or not before.head.startswith(state.head) or state.size >= before.size:
        raise make_changed_error(path)
    return state


def _append(file: int, path: str, state: JournalState, rows: Iterable[RowCells]) -> None:
    """Append the rows to an open journal that is in this state."""
    check_state(file, path, state)
    data = _encode_rows(file, path, rows)
    check_state(file, path, state)  # the header too is that of the file that is written
    try:
        _write_and_verify(file, state, data, path)
    except BaseException:  # also after an interrupt: rows that were not reported as recorded must not stay
        _roll_back(file, state.size, data, path)
        raise


def _list_missing_columns(file: int, rows: Iterable[RowCells], names: Sequence[str]) -> list[str]:
    """Return those columns of the scope that a row needs and the open journal lacks."""
    needed = [name for name in names if any(row.get(name) for row in rows)]
    if not needed:
        return []
    with open(file, "rb", closefd=False) as journal:
        present, _ = _read_header(journal)
    return [name for name in needed if name not in present]


def _write_and_verify(file: int, state: JournalState, data: bytes, path: str) -> None:
    """Write in one call, so that no other program can write between two rows; then flush and read back."""
    write_bytes(file, data)
    end = os.lseek(file, 0, os.SEEK_CUR)
    os.fsync(file)
    start = end - len(data)
    os.lseek(file, start - 1, os.SEEK_SET)
    before, written = read_bytes(file, 1), read_bytes(file, len(data))
    if written != data:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    # Another program, which does not know the lock, may have written meanwhile, or rewritten or replaced the file.
    is_separate = start == state.size or (start > state.size and before in (b"\n", b"\r"))
    if not is_separate or not has_rows_of(file, state) or not is_at(file, path):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _roll_back(file: int, size: int, data: bytes, path: str) -> None:
    """Cut off what was written of `data` to a file of `size` bytes; what others wrote there meanwhile stays."""
    try:
        now = os.fstat(file).st_size
        os.lseek(file, max(0, now - len(data)), os.SEEK_SET)
        last = read_bytes(file, len(data))
        os.lseek(file, size, os.SEEK_SET)
        rest = read_bytes(file, now - size) if now > size else b""
        if last == data and now > len(data):  # else another program has emptied the file and is writing it anew
            cut_off(file, now - len(data), data)
        elif rest and data.startswith(rest):
            cut_off(file, size, rest)
        elif rest or last == data:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        os.fsync(file)
    except OSError as error:
        hint = msg("its end may hold a part of a row: see tracker check, and repair it with tracker check --repair")
        raise make_write_error(path, error, hint) from None


def _encode_rows(file: int, path: str, rows: Iterable[RowCells]) -> bytes:
    """Return the bytes to append, with a line break before them if the last row has none."""
    with open(file, "rb", closefd=False) as journal:
        names, end = _read_header(journal)
        journal.seek(journal.seek(0, os.SEEK_END) - 1)
        first = "" if journal.read(1) in (b"\n", b"\r") else end
    # The end of a row is the one that the file uses; line breaks within a quoted cell stay as they are.
    return (first + "".join(format_row(row, names, path) + end for row in rows)).encode()


def _read_header(file: io.BufferedReader) -> tuple[list[str], str]:
    """Return the names of the columns and the line break of this file."""
    file.seek(0)
    lines = ["\n"]
    try:
        for cells in csv.reader(_iter_lines(file, lines), strict=True):
            if any(cells):
                last = lines[-1]
                return [name.strip() for name in cells], last[len(last.rstrip("\r\n")) :] or "\n"
    except csv.Error:
        pass
    raise OSError(errno.EIO, os.strerror(errno.EIO))  # another program emptied or overwrote the file


def _iter_lines(file: io.BufferedReader, read_lines: list[str]) -> Iterator[str]:
    """Yield the lines of the journal, and append each to `read_lines`."""
    for raw in file:
        for line in io.StringIO(raw.decode("utf-8-sig", "replace"), newline=""):
            read_lines.append(line)
            yield line


def format_row(row: RowCells, names: Sequence[str], path: str) -> str:
    """Return `row` as a CSV line, its cells in the order of `names`, without a line break."""
    for column, value in row.items():
        if value and column not in names:
            message = msg("the column {name} is missing", name=quote_text(column))
            hint = msg("add it to the header, and an empty cell to every row")
            raise make_error(message, hint, location=Location(path, 1))
    out = io.StringIO(newline="")
    # With this line break the csv module quotes cells that hold any kind of line break.
    csv.writer(out, lineterminator="\r\n").writerow([row.get(name, "") for name in names])
    return out.getvalue().removesuffix("\r\n")
