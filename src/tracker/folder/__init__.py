"""Find a tracker folder and read its files into a register; report every problem of both files in one run."""

import os
from collections.abc import Callable, Mapping

from tracker.errors import Location, Problem, ProblemList, make_error, msg
from tracker.folder.files import (
    CLOSED_EXTENSION,
    CLOSINGS_FILE,
    RESULTS_FILE,
    TARGETS_FILE,
    Folder,
    check_file_type,
    describe_read_error,
    open_closed_year,
    read_text,
)
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.rows import ResultConstraint
from tracker.model import Register
from tracker.targets.reader import Targets, read_targets
from tracker.text import quote_argument

CHECKPOINT_MIN_BYTES = 8 << 20
"""A shorter journal is read whole each time: that takes less than a tenth of a second."""
_MAX_ORDER_WARNINGS = 20
"""How many rows in the wrong order each command names."""


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
    if path.lower().endswith(CLOSED_EXTENSION) and os.path.isfile(path):
        return open_closed_year(path)
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
    closed_rows, torn = _read_closed_rows(folder, problems, as_of)
    warnings = (*_merge_problems(folder, problems, content), *torn)
    if problems:
        problems.merge(warnings)
    problems.raise_if_any(targets.language)
    assert content
    return Register(targets.term, targets.groups, targets.indicators, content.results, warnings, closed_rows)


def load_targets(folder: Folder) -> Register:
    """Return the register of `folder` without any result; raises TrackerError with every problem of the targets."""
    problems = ProblemList()
    targets = _read_targets(folder, problems)
    closed_rows, torn = _read_closed_rows(folder, problems, None)
    problems.raise_if_any(targets.language)
    return Register(targets.term, targets.groups, targets.indicators, {}, torn, closed_rows)


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


def _read_closed_rows(
    folder: Folder, problems: ProblemList, as_of: str | None
) -> tuple[tuple[tuple[int, int], ...], tuple[Problem, ...]]:
    """Return the closed rows of a register on the day `as_of`, and a warning if the last closing was cut off."""
    if not folder.has(CLOSINGS_FILE):
        return (), ()
    from tracker.folder.closed_years import find_closed_rows, load_closings  # only a folder with closings needs it

    closings = load_closings(folder, problems)
    torn: tuple[Problem, ...] = ()
    if closings.torn_start is not None:
        message = msg("the last line is cut off, as after a power failure; it was left out")
        location = Location(folder.get_path(CLOSINGS_FILE))
        torn = (Problem(location, message, msg("move it to another file with tracker check --repair")),)
    known = [closing for closing in closings.rows if as_of is None or closing.closed_on <= as_of]
    return find_closed_rows(folder, known), torn


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
        with folder.open(RESULTS_FILE) as file:
            if problem := check_file_type(path, file.read(4)):
                problems.append(problem)
                return None
            file.seek(0)
            is_long = not folder.archive and os.fstat(file.fileno()).st_size >= CHECKPOINT_MIN_BYTES
            if constraints is not None and not history and is_long:
                from tracker.journal import checkpoint  # only a long journal needs it

                cache = checkpoint.find_cache_folder(os.environ)
                content = checkpoint.read_with_checkpoint(file, path, constraints, as_of, cache)
            else:
                content = read_journal(file, path, constraints, as_of=as_of, history=history)
    except OSError as error:
        problems.append(describe_read_error(path, error))
        return None
    if wait_for_writer and content.torn_row and not content.problems:
        wait_for_writer()
        return _read_results(folder, problems, constraints, as_of, history, None)
    return content


def _read_targets(folder: Folder, problems: ProblemList) -> Targets:
    text = folder.read_text(TARGETS_FILE, problems)
    if text is None:
        return read_targets("", folder.targets_path)[0]
    targets, found = read_targets(text, folder.targets_path)
    problems.merge(found)
    return targets


__all__ = [
    "RESULTS_FILE", "TARGETS_FILE", "Folder", "find_folder", "load_indicator_results", "load_register", "load_targets",
    "make_constraints", "read_text",
]  # fmt: skip
