"""A tracker folder becomes a register: finds the folder, reads both files, checks one against the other.

Every problem of both files is reported in one run.
"""

import os
from collections.abc import Callable, Mapping

from tracker.errors import (
    ExitCode,
    Location,
    Message,
    Problem,
    ProblemCollector,
    ProblemList,
    TrackerError,
    describe_os_error,
    msg,
)
from tracker.journal.reader import HEADER, JournalContent, TornRow, read_indicator_rows, read_journal
from tracker.model import Register, ResultConstraint
from tracker.targets.reader import MAX_BYTES, Targets, read_targets
from tracker.text import quote_argument

TARGETS_FILE = "targets.toml"
RESULTS_FILE = "results.csv"
_SEARCH_MIN_BYTES = 1024 * 1024


class Folder:
    """A tracker folder: where its two files are."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def targets_path(self) -> str:
        """Return the path of `targets.toml`."""
        return os.path.join(self.path, TARGETS_FILE)

    @property
    def results_path(self) -> str:
        """Return the path of the journal."""
        return os.path.join(self.path, RESULTS_FILE)


def find_folder(data: str | None, environment: Mapping[str, str], start: str) -> Folder:
    """Return the tracker folder: `data`, else TRACKER_DATA, else the first above `start` that has targets.

    Raises TrackerError where there is none.
    """
    given = data or environment.get("TRACKER_DATA")
    if given:
        return _resolve_folder(given)
    here = os.path.abspath(start)
    while True:
        for candidate in (os.path.join(here, "data"), here):
            if _has_targets(candidate):
                return Folder(os.path.relpath(candidate, start))
        above = os.path.dirname(here)
        if above == here:
            raise TrackerError(
                [
                    Problem(
                        Location(),
                        msg("there is no tracker folder here: no targets.toml in {start} or above it", start=start),
                        msg("start one with tracker init, or name it with --data DIR"),
                    )
                ]
            )
        here = above


def _has_targets(path: str) -> bool:
    return os.path.isfile(os.path.join(path, TARGETS_FILE))


def _resolve_folder(path: str) -> Folder:
    """Return the folder that was named, also by one of its two files or by the folder above `data`."""
    if os.path.isfile(path) and os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE):
        return Folder(os.path.dirname(path) or ".")
    below = os.path.join(path, "data")
    if _has_targets(below) and not _has_targets(path):
        return Folder(below)
    if os.path.isdir(path):
        return Folder(path)
    place = Location(path)
    raise TrackerError(
        [
            Problem(
                place,
                msg("there is no such folder"),
                msg("start one with tracker init {path}", path=quote_argument(path)),
            )
        ]
    )


def load_register(
    folder: Folder, as_of: str | None = None, *, history: str = "", wait_for_writer: Callable[[], None] | None = None
) -> Register:
    """Return the register of `folder` as it stood at the end of the day `as_of` (YYYY-MM-DD), or stands now.

    It has of the journal the rows that count; and of the indicator `history` (of all: `journal.ALL`) every row
    recorded by then, as it stands. Where the last line is torn, `settled` waits for whoever may be writing, and the
    journal is read once more. Raises TrackerError with every problem of both files.
    """
    problems = ProblemList()
    targets = _read_targets(folder, problems)
    accepted = make_constraints(targets) if not problems or targets.indicators else None
    reading = _read_results(folder, problems, accepted, as_of, history)
    if reading and reading.torn_row and wait_for_writer and not problems and not reading.problems.count:
        wait_for_writer()
        reading = _read_results(folder, problems, accepted, as_of, history)
    faults = reading.problems if reading else ProblemCollector()
    problems += sorted(faults.problems, key=lambda problem: problem.location.line or 0)
    warnings = (_make_torn_warning(folder.results_path, reading.torn_row),) if reading and reading.torn_row else ()
    if problems:
        problems += warnings
        count = len(problems) + problems.omitted_count + faults.count - len(faults.problems)
        raise TrackerError(problems, ExitCode.DATA, language=targets.language, count=count)
    assert reading
    return Register(targets.term, targets.groups, targets.indicators, reading.results, warnings)


def load_targets(folder: Folder) -> Register:
    """Return the register of `folder` without any result; raises TrackerError with every problem of the targets."""
    problems = ProblemList()
    targets = _read_targets(folder, problems)
    if problems:
        raise TrackerError(
            problems, ExitCode.DATA, language=targets.language, count=len(problems) + problems.omitted_count
        )
    return Register(targets.term, targets.groups, targets.indicators, {})


def load_history(
    register: Register, folder: Folder, indicator: str, *, wait_for_writer: Callable[[], None] | None = None
) -> Register:
    """Return `register` with every row of one indicator, as the journal of `folder` has them now.

    A journal of up to a megabyte, some ten thousand rows, is checked as a whole, as by `load`. In a longer one
    the rows are searched for: recording must not take the longer the more is recorded. `settled` is as for `load`.
    Raises TrackerError with every problem that is found.
    """
    problems: list[Problem] = []
    accepted = make_constraints(register)
    reading = _read_results(folder, problems, accepted, None, indicator, search=True)
    if reading and reading.torn_row and wait_for_writer:
        wait_for_writer()
        reading = _read_results(folder, problems, accepted, None, indicator, search=True)
    faults = reading.problems if reading else ProblemCollector()
    problems += faults.problems
    if problems or not reading:
        raise TrackerError(problems, language=register.term.language, count=max(faults.count, len(problems)))
    warnings = (_make_torn_warning(folder.results_path, reading.torn_row),) if reading.torn_row else ()
    return register._replace(results=reading.results, warnings=warnings)


def make_constraints(targets: Targets | Register) -> dict[str, ResultConstraint]:
    """Return what results may be, by indicator."""
    last = targets.term.last_year
    return {
        item.id: ResultConstraint(item.measure, max(last, (item.target.year or 0) if item.target else 0))
        for item in targets.indicators
    }


def _read_results(
    folder: Folder,
    problems: list[Problem],
    constraints: dict[str, ResultConstraint] | None,
    as_of: str | None,
    history: str,
    *,
    search: bool = False,
) -> JournalContent | None:
    try:
        with open(folder.results_path, "rb") as file:
            if problem := _check_file_type(folder.results_path, file.read(4)):
                problems.append(problem)
                return None
            file.seek(0)
            if search and os.path.getsize(folder.results_path) > _SEARCH_MIN_BYTES:
                return read_indicator_rows(file, folder.results_path, history, constraints)
            return read_journal(
                file, folder.results_path, constraints, as_of=as_of, history=history, history_only=search
            )
    except OSError as error:
        problems.append(_describe_read_error(folder.results_path, error))
        return None


def _make_torn_warning(path: str, torn_row: TornRow) -> Problem:
    return Problem(
        Location(path, torn_row.line),
        msg("the last line is cut off, as after a power failure; it was left out"),
        msg("move it aside with tracker check --repair"),
    )


def _read_targets(folder: Folder, problems: ProblemList) -> Targets:
    text = read_text(folder.targets_path, problems)
    if text is None:
        return read_targets("", folder.targets_path)[0]
    targets, found = read_targets(text, folder.targets_path)
    problems += found
    problems.omitted_count += found.omitted_count
    return targets


def read_text(path: str, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file, or None after noting why there is none."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(_describe_read_error(path, error))
        return None
    if len(data) > MAX_BYTES:
        message = msg("is larger than {size} MB", size=MAX_BYTES >> 20)
        problems.append(Problem(Location(path), message, msg("leave in it only what belongs to this term")))
        return None
    if problem := _check_file_type(path, data):
        problems.append(problem)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(Location(path, line), msg("is not UTF-8"), msg("save it as UTF-8")))
        return None


def _check_file_type(path: str, data: bytes) -> Problem | None:
    """Return what a file is that is no UTF-8 text, where its first bytes tell."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = msg("is written in UTF-16")
    elif data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        message = msg("is an Excel or Word file, not a text")
    else:
        return None
    is_table = path.endswith(".csv")
    hint = msg("save it as CSV with commas, in UTF-8") if is_table else msg("save it as plain text, in UTF-8")
    return Problem(Location(path), message, hint)


def _describe_read_error(path: str, error: OSError) -> Problem:
    hint: Message | None
    if isinstance(error, FileNotFoundError):
        hint = msg("start a tracker folder with tracker init")
        if path.endswith(RESULTS_FILE):
            hint = msg("make it with this one line: {header}", header=HEADER)
        return Problem(Location(path), msg("the file is missing"), hint)
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        is_ours = os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE)
        hint = msg("name the folder that holds targets.toml") if is_ours else None
        return Problem(Location(path), msg("is a folder, not a file"), hint)
    return Problem(Location(path), msg("cannot be read: {why}", why=describe_os_error(error)))
