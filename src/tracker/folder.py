"""Find a tracker folder and read its files into a register; report every problem of both files in one run."""

import os
from collections.abc import Callable, Mapping

from tracker.errors import Location, Message, Problem, ProblemList, describe_os_error, make_error, msg
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.rows import RESULTS, ResultConstraint
from tracker.journal.scan import JournalSource
from tracker.model import Register
from tracker.targets.reader import MAX_BYTES, Targets, read_targets
from tracker.text import quote_argument

TARGETS_FILE = "targets.toml"
RESULTS_FILE = "results.csv"
CHECKPOINT_MIN_BYTES = 8 << 20
"""A shorter journal is read whole each time: that takes less than a tenth of a second."""
_MAX_ORDER_WARNINGS = 20
"""How many rows in the wrong order each command names."""


class Folder:
    """A tracker folder: the paths of its two files."""

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
    """Return the tracker folder: `data`, else TRACKER_DATA, else the nearest one at or above `start`.

    Raises TrackerError if there is none.
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
            message = msg("there is no tracker folder here: no targets.toml in {start} or above it", start=start)
            raise make_error(message, msg("start one with tracker init, or name it with --data DIR"))
        here = above


def _has_targets(path: str) -> bool:
    return os.path.isfile(os.path.join(path, TARGETS_FILE))


def _resolve_folder(path: str) -> Folder:
    """Return the tracker folder at `path`, which may also be one of its two files or the folder above `data`."""
    if os.path.isfile(path) and os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE):
        return Folder(os.path.dirname(path) or ".")
    below = os.path.join(path, "data")
    if _has_targets(below) and not _has_targets(path):
        return Folder(below)
    if os.path.isdir(path):
        return Folder(path)
    hint = msg("start one with tracker init {path}", path=quote_argument(path))
    raise make_error(msg("there is no such folder"), hint, location=Location(path))


def load_register(
    folder: Folder, as_of: str | None = None, *, history: str = "", wait_for_writer: Callable[[], None] | None = None
) -> Register:
    """Return the register of `folder` as it was at the end of the day `as_of` (YYYY-MM-DD), or as it is now.

    It has the effective rows of the journal; with `history`, every row of this indicator (of all: `ALL_INDICATORS`)
    that was recorded by that day. If the last row is truncated, the journal is read once more after `wait_for_writer`.
    Raises TrackerError with every problem of both files.
    """
    problems = ProblemList()
    targets = _read_targets(folder, problems)
    constraints = make_constraints(targets) if not problems or targets.indicators else None
    wait = None if problems else wait_for_writer
    content = _read_results(folder, problems, constraints, as_of, history, wait)
    warnings = _merge_problems(folder, problems, content)
    if problems:
        problems.merge(warnings)
    problems.raise_if_any(targets.language)
    assert content
    return Register(targets.term, targets.groups, targets.indicators, content.results, warnings)


def load_targets(folder: Folder) -> Register:
    """Return the register of `folder` without any result; raises TrackerError with every problem of the targets."""
    problems = ProblemList()
    targets = _read_targets(folder, problems)
    problems.raise_if_any(targets.language)
    return Register(targets.term, targets.groups, targets.indicators, {})


def load_indicator_results(
    register: Register, folder: Folder, indicator: str, *, wait_for_writer: Callable[[], None] | None = None
) -> Register:
    """Return `register` with the rows of one indicator that recording needs, as they are in the journal now.

    These are the effective rows and those that are needed to read rows added later. `wait_for_writer` is as for
    `load_register`. Raises TrackerError with every problem of the journal.
    """
    problems = ProblemList()
    content = _read_results(folder, problems, make_constraints(register), None, "", wait_for_writer)
    warnings = _merge_problems(folder, problems, content)
    problems.raise_if_any(register.term.language)
    assert content
    return register._replace(results={indicator: tuple(content.list_rows(indicator))}, warnings=warnings)


def _merge_problems(folder: Folder, problems: ProblemList, content: JournalContent | None) -> tuple[Problem, ...]:
    """Add the problems of the journal to `problems`; return warnings of a truncated last row and of a wrong order."""
    if content is None:
        return ()
    content.problems.sort(key=lambda problem: problem.location.line or 0)
    problems.merge(content.problems)
    warnings = []
    for key, line in list(content.unordered.items())[:_MAX_ORDER_WARNINGS]:
        indicator, _, period = key.decode().partition(",")
        location = Location(folder.results_path, line, indicator, "recorded_at")
        message = msg("this row was recorded before the row above it for {period}, on the same day", period=period)
        hint = msg("the last row counts: if the file was sorted, restore the order of the rows")
        warnings.append(Problem(location, message, hint))
    if content.torn_row:
        message = msg("the last line is cut off, as after a power failure; it was left out")
        location = Location(folder.results_path, content.torn_row.line)
        warnings.append(Problem(location, message, msg("move it to another file with tracker check --repair")))
    return tuple(warnings)


def make_constraints(targets: Targets | Register) -> dict[str, ResultConstraint]:
    """Return the constraint of the results of each indicator."""
    last = targets.term.last_year
    return {
        item.id: ResultConstraint(item.measure, max(last, (item.target.year or 0) if item.target else 0))
        for item in targets.indicators
    }


def _read_results(
    folder: Folder,
    problems: ProblemList,
    constraints: dict[str, ResultConstraint] | None,
    as_of: str | None,
    history: str,
    wait_for_writer: Callable[[], None] | None,
) -> JournalContent | None:
    path = folder.results_path
    try:
        with open(path, "rb") as file:
            if problem := _check_file_type(path, file.read(4)):
                problems.append(problem)
                return None
            file.seek(0)
            if constraints is not None and not history and os.fstat(file.fileno()).st_size >= CHECKPOINT_MIN_BYTES:
                from tracker.journal import checkpoint  # only a long journal needs it

                cache = checkpoint.find_cache_folder(os.environ)
                source = JournalSource(file, path, constraints, RESULTS)
                content = checkpoint.read_with_checkpoint(source, as_of, cache)
            else:
                content = read_journal(file, path, constraints, as_of=as_of, history=history)
    except OSError as error:
        problems.append(_describe_read_error(path, error))
        return None
    if wait_for_writer and content.torn_row and not content.problems:
        wait_for_writer()
        return _read_results(folder, problems, constraints, as_of, history, None)
    return content


def _read_targets(folder: Folder, problems: ProblemList) -> Targets:
    text = read_text(folder.targets_path, problems)
    if text is None:
        return read_targets("", folder.targets_path)[0]
    targets, found = read_targets(text, folder.targets_path)
    problems.merge(found)
    return targets


def read_text(path: str, problems: ProblemList) -> str | None:
    """Return the text of a UTF-8 file, or None after adding to `problems` why it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(_describe_read_error(path, error))
        return None
    if len(data) > MAX_BYTES:
        message = msg("is larger than {size} MB", size=MAX_BYTES >> 20)
        problems.append(Problem(Location(path), message, msg("keep only what belongs to this term")))
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
    """Return the problem if the first bytes of a file show that it is not UTF-8 text."""
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
            hint = msg("make it with this one line: {header}", header=RESULTS.header)
        return Problem(Location(path), msg("the file is missing"), hint)
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        is_ours = os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE)
        hint = msg("name the folder that holds targets.toml") if is_ours else None
        return Problem(Location(path), msg("is a folder, not a file"), hint)
    return Problem(Location(path), msg("cannot be read: {why}", why=describe_os_error(error)))
