"""The closings of a tracker folder, and the rows of its journal that they cover."""

from collections.abc import Sequence

from tracker.errors import ProblemList
from tracker.folder.files import CLOSINGS_FILE, RESULTS_FILE, Folder, describe_read_error
from tracker.journal.closed_rows import find_last_lines
from tracker.journal.closings import Closing, ClosingList, read_closings, select_governing

MAX_CLOSINGS_BYTES = 10 << 20


def load_closings(folder: Folder, problems: ProblemList | None = None) -> ClosingList:
    """Return the closings of a tracker folder; of a closed year, only those before its own.

    Problems are added to `problems`; without it, they are raised as TrackerError.
    """
    found = problems if problems is not None else ProblemList()
    before = found.total
    closings = read_all_closings(folder, found)
    if problems is None and found.total > before:
        found.raise_if_any()
    if folder.archive and find_own_closing(closings.rows):
        return closings._replace(rows=closings.rows[:-1])
    return closings


def load_own_closing(folder: Folder) -> Closing | None:
    """Return the closing that made this closed year; None of a folder, or if somebody else made the zip file."""
    return find_own_closing(read_all_closings(folder, ProblemList()).rows) if folder.archive else None


def find_own_closing(closings: Sequence[Closing]) -> Closing | None:
    """Return the last closing if it is that of the zip file in which the rows stand: it cannot hold its own hash."""
    return closings[-1] if closings and not closings[-1].sha256_zip else None


def read_all_closings(folder: Folder, problems: ProblemList) -> ClosingList:
    """Return the closings of a tracker folder or closed year with its own, after adding every problem in them."""
    if not folder.has(CLOSINGS_FILE):
        return ClosingList()
    path = folder.get_path(CLOSINGS_FILE)
    try:
        with folder.open(CLOSINGS_FILE) as file:
            data = file.read(MAX_CLOSINGS_BYTES)
    except OSError as error:
        problems.append(describe_read_error(path, error))
        return ClosingList()
    return read_closings(data, path, problems)


def find_closed_rows(
    folder: Folder, closings: Sequence[Closing], journal: str = RESULTS_FILE
) -> tuple[tuple[int, int], ...]:
    """Return each closed year with the last line of the journal that its closing covers, the newest closing first."""
    governing = select_governing(closings)
    if not governing or not folder.has(journal):
        return ()
    rows = {
        closing: closing.rows_results if journal == RESULTS_FILE else closing.rows_decisions for closing in governing
    }
    try:
        with folder.open(journal) as file:
            lines = find_last_lines(file, rows.values())
    except OSError:
        return ()  # reading the journal reports it
    return tuple((closing.year, lines[rows[closing]]) for closing in governing)
