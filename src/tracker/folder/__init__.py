"""Find a tracker folder and read its files into a register; report every problem of them in one run."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping

from tracker.errors import ExitCode, Location, Problem, ProblemList, TrackerError, UnreadJournal, make_error, msg
from tracker.folder.files import (
    AREAS_FILE,
    CLOSED_EXTENSION,
    CLOSINGS_FILE,
    DECISIONS_FILE,
    JOURNAL_FILES,
    RESULTS_FILE,
    STORE_VARIABLE,
    TARGETS_FILE,
    Folder,
    open_closed_year,
    read_text,
)
from tracker.folder.journals import JournalRequest, merge_problems, read_folder_journal
from tracker.journal.reader import JournalContent
from tracker.journal.rows import RESULTS, ResultConstraint, set_year_begins
from tracker.journal.schema import Schema
from tracker.journal.scopes import ScopeColumns, add_scope_columns
from tracker.model import Register, list_own_columns
from tracker.model.scopes import Scope
from tracker.targets.reader import Targets, lacks_store, read_targets
from tracker.text import quote_argument


def find_folder(data: str | None, environment: Mapping[str, str], start: str) -> Folder:
    """Return the tracker folder: `data`, else TRACKER_DATA, else the nearest one at or above `start`.

    Raises TrackerError if there is none.
    """
    given = data or environment.get("TRACKER_DATA")
    store_url = environment.get(STORE_VARIABLE, "")
    if given:
        folder = _resolve_folder(given)
        folder.store_url = store_url
        return folder
    here = os.path.abspath(start)
    while True:
        for candidate in (os.path.join(here, "data"), here):
            if _has_targets(candidate):
                return Folder(os.path.relpath(candidate, start), store_url=store_url)
        above = os.path.dirname(here)
        if above == here:
            message = msg("there is no tracker folder here: no targets.toml in {start} or above it", start=start)
            raise make_error(message, msg("start one with tracker init, or name it with --data DIR"))
        here = above


def _has_targets(path: str) -> bool:
    return os.path.isfile(os.path.join(path, TARGETS_FILE))


def _resolve_folder(path: str) -> Folder:
    """Return the tracker folder at `path`, which may also be one of its files or the folder above `data`."""
    if os.path.isfile(path) and os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE, DECISIONS_FILE, AREAS_FILE):
        return Folder(os.path.dirname(path) or ".")
    if path.lower().endswith(CLOSED_EXTENSION) and os.path.isfile(path):
        return open_closed_year(path)
    below = os.path.join(path, "data")
    if _has_targets(below) and not _has_targets(path):
        return Folder(below)
    if os.path.isdir(path):
        return Folder(path)
    if path.lower().endswith(CLOSED_EXTENSION):
        hint = msg("tracker close keeps a year in the folder closed, as in closed/2024.zip")
        raise make_error(msg("there is no such file"), hint, location=Location(path))
    hint = msg("start one with tracker init {path}", path=quote_argument(path))
    raise make_error(msg("there is no such folder"), hint, location=Location(path))


def load_register(
    folder: Folder,
    as_of: str | None = None,
    *,
    today: str | None = None,
    history: str | Callable[[Register], str] = "",
    wait_for_writer: Callable[[], None] | None = None,
) -> Register:
    """Return the register of `folder` as it was at the end of the day `as_of` (YYYY-MM-DD), or as it is `today`.

    It has the effective rows of the journal; with `history`, every row of this indicator (of all: `ALL_INDICATORS`)
    that was recorded by that day; it may be a function that finds it when the targets have been read.

    Its indicators are as the decisions left them by that day; without any day, every
    decision counts. If a last row is truncated, its journal is read once more after `wait_for_writer`. Raises
    TrackerError with every problem of the files.
    """
    problems = ProblemList()
    register, language, has_all_areas = _load_targets(folder, problems, as_of, today, wait_for_writer)
    constraints = make_constraints(register) if not problems or register.indicators else None
    wait = None if problems else wait_for_writer
    schema = make_results_schema(register, has_all_areas=has_all_areas)
    named = history if isinstance(history, str) else history(register)
    request = JournalRequest(schema, constraints, as_of, named, language)
    content = read_folder_journal(folder, request, problems, wait)
    warnings = (*register.warnings, *merge_problems(folder.results_path, problems, content))
    register = _add_closed_rows(register._replace(warnings=warnings), folder, problems, as_of)
    if problems:
        problems.merge(register.warnings)
    problems.raise_if_any(language)
    assert content
    return _add_results(register, content)


def load_targets(folder: Folder, today: str | None = None) -> Register:
    """Return the register of `folder` without any result; raises TrackerError with every problem of what is read."""
    problems = ProblemList()
    register, language, _ = _load_targets(folder, problems, None, today, None)
    register = _add_closed_rows(register, folder, problems, None)
    problems.raise_if_any(language)
    return register


def load_indicator_results(
    register: Register,
    folder: Folder,
    indicator: str,
    scope: Scope,
    *,
    wait_for_writer: Callable[[], None] | None = None,
) -> Register:
    """Return `register` with the rows of one indicator, area and part that recording needs, as they are now.

    These are the effective rows and those that are needed to read rows added later. `wait_for_writer` is as for
    `load_register`. Raises TrackerError with every problem of the journal.
    """
    problems = ProblemList()
    language = register.term.language
    request = JournalRequest(make_results_schema(register), make_constraints(register), language=language)
    content = read_folder_journal(folder, request, problems, wait_for_writer)
    warnings = merge_problems(folder.results_path, problems, content)
    problems.raise_if_any(language)
    assert content
    found = JournalContent({indicator: tuple(content.list_series(indicator, scope))}, problems)
    return _add_results(register, found)._replace(warnings=warnings)


def _add_results(register: Register, content: JournalContent) -> Register:
    """Return the register with the rows of a journal: the folder's own, and those of each area and part."""
    if not register.areas and not register.dimensions:
        return register._replace(results=content.results)
    own, by_scope = content.split_scopes()
    return register._replace(results=own, scope_results=by_scope, part_periods=content.list_part_periods())


def make_scope_columns(register: Register, *, has_all_areas: bool = True) -> ScopeColumns:
    """Return the columns of the journals that name areas and parts; none in a folder without them.

    If an indicator is reported by areas, the column is read even if none is listed: a row of an area that nobody
    knows is an error, and never a figure of the whole.
    """
    is_listed = register.areas or not has_all_areas or any([item.areas for item in register.indicators])
    dimensions = {item.id: item.values for item in register.dimensions}
    return ScopeColumns(register.areas if is_listed else None, dimensions, has_all_areas)


def make_results_schema(register: Register, *, has_all_areas: bool = True) -> Schema:
    """Return the schema of the journal of results, with the columns of the areas and dimensions of the folder."""
    columns = make_scope_columns(register, has_all_areas=has_all_areas)
    return add_scope_columns(set_year_begins(RESULTS, register.term.year_begins), columns)


def make_decisions_schema(register: Register) -> Schema:
    """Return the schema of the journal of decisions, with the columns of the dimensions of the folder."""
    from tracker.journal.decision_rows import DECISIONS  # most folders have no decisions

    return add_scope_columns(DECISIONS, make_scope_columns(register))


def _add_closed_rows(register: Register, folder: Folder, problems: ProblemList, as_of: str | None) -> Register:
    """Return the register with its closed rows on the day `as_of`, and a warning if the last closing was cut off."""
    if not folder.has(CLOSINGS_FILE):
        return register
    from tracker.folder.closed_years import find_closed_rows, load_closings  # only a folder with closings needs it

    closings = load_closings(folder, problems)
    torn: tuple[Problem, ...] = ()
    if closings.torn_start is not None:
        message = msg("the last line is cut off, as after a power failure; it was left out")
        location = Location(folder.get_path(CLOSINGS_FILE))
        torn = (Problem(location, message, msg("move it to another file with tracker check --repair")),)
    known = [closing for closing in closings.rows if as_of is None or closing.closed_on <= as_of]
    return register._replace(
        closed_rows=find_closed_rows(folder, known),
        closed_decisions=find_closed_rows(folder, known, DECISIONS_FILE),
        warnings=(*register.warnings, *torn),
    )


def make_constraints(targets: Targets | Register) -> dict[str, ResultConstraint]:
    """Return the constraint of the results of each indicator; any year by which a target was ever due is allowed."""
    last = targets.term.last_year
    decisions = targets.decisions if isinstance(targets, Register) else {}
    years = {name: [row.year or 0 for row in rows if row.kind == "target"] for name, rows in decisions.items()}
    return {
        item.id: ResultConstraint(
            item.measure, max(item.get_target_year(targets.term), last, *years.get(item.id, ())), item.by
        )
        for item in targets.indicators
    }


def _load_targets(
    folder: Folder,
    problems: ProblemList,
    as_of: str | None,
    today: str | None,
    wait_for_writer: Callable[[], None] | None,
) -> tuple[Register, str | None, bool]:
    """Return the register without results, the language of the targets, and whether all areas are known.

    Every problem is added. In a damaged list of areas some may be missing: its problems are then enough.
    """
    targets = _read_targets(folder, problems)
    own_columns = list_own_columns(targets.term, targets.indicators)
    register = Register(
        targets.term, targets.groups, targets.indicators, {}, dimensions=targets.dimensions, own_columns=own_columns
    )
    unread = tuple(_describe_unread(folder))
    has_all_areas = True
    if folder.has(AREAS_FILE):
        from tracker.folder.areas import load_areas  # most folders have none

        before = problems.total
        register = register._replace(areas=load_areas(folder, problems))
        has_all_areas = problems.total == before
    if folder.has(DECISIONS_FILE):
        from tracker.folder.decisions import put_in_force, read_decisions  # most folders have none

        columns = make_scope_columns(register, has_all_areas=has_all_areas)
        decisions, warnings = read_decisions(folder, register, columns, problems, wait_for_writer)
        indicators = register.indicators
        if not problems:
            indicators = put_in_force(indicators, decisions, register.term, as_of, today)
        stated = register.indicators
        register = register._replace(indicators=indicators, decisions=decisions, stated=stated, warnings=warnings)
    return register._replace(warnings=(*unread, *register.warnings)), targets.language, has_all_areas


def _describe_unread(folder: Folder) -> Iterator[Problem]:
    """Yield a warning for each journal with rows that is not read, because the journals are in a store."""
    if folder.store is None:
        return
    for name in JOURNAL_FILES:
        if folder.has_own_rows(name):
            message = msg("is not read: the journals are in the store {store}", store=folder.store.address.shown)
            hint = msg("move it away; tracker store load loads it into a new store")
            yield UnreadJournal(Location(folder.get_path(name)), message, hint)


def _read_targets(folder: Folder, problems: ProblemList) -> Targets:
    text = folder.read_text(TARGETS_FILE, problems)
    if text is None:
        return read_targets("", folder.targets_path)[0]
    targets, found = read_targets(text, folder.targets_path)
    problems.merge(found)
    if found and lacks_store(text, targets, found):
        problems.raise_if_any(targets.language)  # the files beside are not the journals
    folder.connect_store(targets.store_url)
    return targets


def connect_named_store(folder: Folder) -> None:
    """Let the journals be those of the store that `targets.toml` names, if it names one; its problems are left out."""
    _read_targets(folder, ProblemList())


def check_writable(folder: Folder) -> None:
    """Raise TrackerError if the folder is a closed year, in a zip file, which is only read."""
    if folder.archive:
        hint = msg("name the tracker folder itself with --data DIR; nothing was written")
        raise make_error(msg("a closed year is only read"), hint, ExitCode.USAGE, location=Location(folder.path))


def wait_for_writers(folder: Folder) -> None:
    """Wait until nobody writes to the journals; go on if a lock cannot be taken, or if nobody can write to them."""
    if folder.archive or folder.store:
        folder.release_store()
        return
    from tracker.journal.lock import lock_journal  # only a torn journal needs it

    for path in (folder.results_path, folder.decisions_path):
        if os.path.exists(path):
            with contextlib.suppress(TrackerError), lock_journal(path):
                pass


__all__ = [
    "DECISIONS_FILE", "RESULTS_FILE", "TARGETS_FILE", "Folder", "check_writable", "connect_named_store", "find_folder",
    "load_indicator_results", "load_register", "load_targets", "make_constraints", "make_decisions_schema",
    "make_results_schema", "make_scope_columns", "read_text", "wait_for_writers",
]  # fmt: skip
