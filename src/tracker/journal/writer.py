"""The journal grows: a recording becomes whole lines at its end, locked, flushed to disk and read back.

Nothing that stands in the journal is ever changed or taken away. What a recording that failed has left is taken
away again, and only where it is certain that nothing else was written meanwhile. Whoever records does it so:

    with locked(path):
        # read again what counts now, and refuse where it is not what was shown
        append(path, stamped(path, rows, moment, author))
"""

import csv
import errno
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from tracker.errors import Location, Problem, TrackerError, make_error, msg, quote_text
from tracker.journal.lock import make_write_error, open_journal, read_bytes
from tracker.journal.truncation import move_torn_row

_TAIL_BYTES = 1 << 16
_EASTERNMOST_ZONE = timezone(timedelta(hours=14))
RowCells = Mapping[str, str]


def stamp_rows(
    path: str, rows: Iterable[RowCells], now: datetime, author: str, not_before: str = ""
) -> list[dict[str, str]]:
    """Return `rows` as one recording: all with the same moment and author. Hold the lock from here to `append`.

    The moment is written to the second; where that second stands at the end of the journal already, to the
    microsecond, so that two recordings never share one. Its day is not before `after`, the latest moment at which
    a row was recorded that these rows follow: raises TrackerError where that day is still to come.
    """
    moment = _make_unique_timestamp(_choose_zone(now, not_before), _read_tail(path))
    return [{**row, "recorded_at": moment, "recorded_by": author} for row in rows]


def _choose_zone(now: datetime, not_before: str) -> datetime:
    """Return `now`, in a zone where its day is not before that of `after`: no row is older than the one it follows."""
    zones = (
        [now.tzinfo, datetime.fromisoformat(not_before).tzinfo or _EASTERNMOST_ZONE, _EASTERNMOST_ZONE]
        if not_before
        else []
    )
    for zone in zones:
        if now.astimezone(zone).date().isoformat() >= not_before[:10]:
            return now.astimezone(zone)
    if not not_before:
        return now
    raise make_error(
        msg("the row that would be replaced was recorded on {day}, which is still to come", day=not_before[:10]),
        msg("set the clock of this computer right; nothing was recorded"),
    )


def _make_unique_timestamp(now: datetime, tail: bytes) -> str:
    """Return the moment as it is recorded: a second that `tail` does not hold, or a later fraction of it."""
    second = now.strftime("%Y-%m-%dT%H:%M:%S")
    zone = now.isoformat(timespec="seconds")[len(second) :]
    taken = re.findall(re.escape(second.encode()) + rb"(?:\.([0-9]{1,6}))?(?![0-9])", tail)
    if not taken:
        return second + zone
    fraction = max(now.microsecond, *(int(digits.ljust(6, b"0")) + 1 for digits in taken))
    if fraction > 999_999:
        return _make_unique_timestamp(now.replace(microsecond=0) + timedelta(seconds=1), tail)
    return f"{second}.{fraction:06d}{zone}"


def _read_tail(path: str) -> bytes:
    with open_journal(path, os.O_RDONLY) as file:
        os.lseek(file, -min(_TAIL_BYTES, os.fstat(file).st_size), os.SEEK_END)
        return read_bytes(file, _TAIL_BYTES)


def append_rows(path: str, rows: Iterable[RowCells]) -> Problem | None:
    """Append whole lines to the journal at `path`, flushed to disk and read back. Hold `locked(path)` around it.

    The cells of each row are given by column; columns of the file that are not given stay empty. Returns what a
    user must be told where a torn row stood at the end (`mend`), else None. Raises TrackerError, and leaves the
    file as it was, when a column is missing in the file, the disk refuses, or another program has put a new file
    in its place meanwhile.
    """
    warning = move_torn_row(path)
    with open_journal(path, os.O_RDWR | os.O_APPEND) as file:
        size = os.fstat(file).st_size
        data = _encode_rows(file, path, rows)
        try:
            _write_and_verify(file, size, data, path)
        except BaseException:  # an interrupt too: what was not acknowledged is not to stand there
            _roll_back(file, size, data, path)
            raise
    return warning


def _write_and_verify(file: int, size: int, data: bytes, path: str) -> None:
    """Write, flush and read back: in one piece, so that no other program can write between two rows of it."""
    if os.write(file, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    end = os.lseek(file, 0, os.SEEK_CUR)
    os.fsync(file)
    start = end - len(data)
    os.lseek(file, start - 1, os.SEEK_SET)
    before, found = read_bytes(file, 1), read_bytes(file, len(data))
    if found != data:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    # Another program, which knows nothing of the lock, may have written meanwhile, or put a new file in this place.
    is_apart = start == size or before in (b"\n", b"\r")
    if not is_apart or not os.path.samestat(os.fstat(file), os.stat(path)):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _roll_back(file: int, size: int, data: bytes, path: str) -> None:
    """Cut off what of `data` was written behind the first `size` bytes; what others wrote there meanwhile stays."""
    try:
        os.lseek(file, size, os.SEEK_SET)
        rest = read_bytes(file, os.fstat(file).st_size - size)
        if rest and data.startswith(rest):
            os.ftruncate(file, size)
        elif rest.endswith(data):
            os.ftruncate(file, size + len(rest) - len(data))
        elif rest:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        os.fsync(file)
    except OSError as error:
        hint = msg("a part of a row may stand at its end: see with tracker check, mend with tracker check --repair")
        raise make_write_error(path, error, hint) from None


def _encode_rows(file: int, path: str, rows: Iterable[RowCells]) -> bytes:
    """Return the bytes to append, with a line break before them where the last row has none."""
    with open(file, "rb", closefd=False) as reading:
        names, end = _read_header(reading)
        size = reading.seek(0, os.SEEK_END)
        reading.seek(size - 1)
        glue = "" if reading.read(1) in (b"\n", b"\r") else end
    # Text within a quoted cell keeps its own line breaks: only the end of a row follows the file.
    return (glue + "".join(_format_row(row, names, path) + end for row in rows)).encode()


def _read_header(file: io.BufferedReader) -> tuple[list[str], str]:
    """Return the names of the columns, and what ends a line in this file."""
    file.seek(0)
    seen = ["\n"]
    try:
        for cells in csv.reader(_iter_lines(file, seen), strict=True):
            if any(cells):
                last = seen[-1]
                return [name.strip() for name in cells], last[len(last.rstrip("\r\n")) :] or "\n"
    except csv.Error:
        pass
    raise OSError(errno.EIO, os.strerror(errno.EIO))  # emptied or overwritten by another program since it was read


def _iter_lines(file: io.BufferedReader, seen: list[str]) -> Iterator[str]:
    """Yield the lines of the journal, as far as they are asked for, and note each in `seen`."""
    for raw in file:
        for line in io.StringIO(raw.decode("utf-8-sig", "replace"), newline=""):
            seen.append(line)
            yield line


def _format_row(row: RowCells, names: Sequence[str], path: str) -> str:
    """Return the cells of `row` as one CSV line in the order of `names`, without its end."""
    for column, value in row.items():
        if value and column not in names:
            message = msg("the column {name} is missing", name=quote_text(column))
            raise TrackerError(
                [Problem(Location(path, 1), message, msg("add it to the header and, empty, to every row"))]
            )
    out = io.StringIO(newline="")
    # With this line end the csv module quotes cells that hold any kind of line break.
    csv.writer(out, lineterminator="\r\n").writerow([row.get(name, "") for name in names])
    return out.getvalue().removesuffix("\r\n")
