"""The evidence that closed years have not been changed: the rows are hashed again, and the zip files too.

What a closing says of itself is not enough: its row is compared with the one that its zip file holds.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from tracker.errors import ProblemList, TrackerError
from tracker.folder import load_targets
from tracker.folder.closed_years import (
    load_closings,
    load_own_closing,
    read_all_closings,
)
from tracker.folder.files import (
    CLOSED_FOLDER,
    CLOSINGS_FILE,
    DECISIONS_FILE,
    RESULTS_FILE,
    Folder,
    hash_file,
    open_closed_year,
)
from tracker.folder.regular_files import open_regular
from tracker.journal.closed_rows import NO_ROWS, digest_first_rows, find_first_change, read_column_names
from tracker.journal.closings import ClosedFileChange, Closing, ClosingEvidence, ClosingProof, ZipState, find_zip_names
from tracker.model import Register

_ZIP_NAME = re.compile(r"[0-9]{4}(-[0-9]+)?\.zip")


def collect_closing_evidence(folder: Folder) -> ClosingEvidence:
    """Return the evidence about all closings of a folder. Of a closed year, only the rows in it are looked at."""
    file = folder.get_path(CLOSINGS_FILE)
    closings = load_closings(folder, ProblemList()).rows  # problems are reported by reading the folder
    if folder.archive:
        own = load_own_closing(folder)
        proved = (*closings, own) if own else closings
        changes = _find_changes(folder, proved, {})
        return ClosingEvidence(file, tuple(ClosingProof(each, folder.path, "whole", changes[each]) for each in proved))
    names = find_zip_names(closings)
    zips = {closing: _open_zip(folder, closing, name) for closing, name in zip(closings, names, strict=True)}
    changes = _find_changes(folder, closings, zips)
    proofs = []
    for index, (closing, name) in enumerate(zip(closings, names, strict=True)):
        path = get_zip_path(folder, name)
        closed = zips[closing]
        state: ZipState = "whole" if closed else "changed" if os.path.lexists(path) else "missing"
        is_changed = bool(closed) and not _is_same_list(closings[: index + 1], closed)
        proofs.append(ClosingProof(closing, path, state, changes[closing], is_changed, _load_targets(closed)))
    return ClosingEvidence(file, tuple(proofs), tuple(_find_unlisted(folder, names)))


def get_zip_path(folder: Folder, name: str) -> str:
    """Return the path of the zip file of a closing."""
    return os.path.join(folder.path, CLOSED_FOLDER, name)


def _find_unlisted(folder: Folder, names: Sequence[str]) -> Iterator[str]:
    """Yield the paths of the zip files of closed years that no closing names."""
    with suppress(OSError):
        for name in sorted(os.listdir(os.path.join(folder.path, CLOSED_FOLDER))):
            if _ZIP_NAME.fullmatch(name) and name not in names:
                yield get_zip_path(folder, name)


def _open_zip(folder: Folder, closing: Closing, name: str) -> Folder | None:
    """Return the closed year if its zip file is there and has the hash of the closing."""
    path = get_zip_path(folder, name)
    try:
        with open_regular(path) as file:
            digest = hash_file(file)
        return open_closed_year(path) if digest == closing.sha256_zip else None
    except (OSError, TrackerError):
        return None


def _is_same_list(closings: Sequence[Closing], closed: Folder | None) -> bool:
    """Whether a closing and those before it say what they say in its zip file."""
    if closed is None:
        return True
    before = read_all_closings(closed, ProblemList()).rows
    shown = [closing._replace(line=0) for closing in closings]
    shown[-1] = shown[-1]._replace(sha256_zip="")
    return shown == [closing._replace(line=0) for closing in before]


def _load_targets(closed: Folder | None) -> Register | None:
    with suppress(TrackerError):
        return load_targets(closed) if closed else None
    return None


def _find_changes(
    folder: Folder, closings: Sequence[Closing], zips: dict[Closing, Folder | None]
) -> dict[Closing, tuple[ClosedFileChange, ...]]:
    """Return for each closing what is no longer as it was closed in the journals of the folder."""
    found: dict[Closing, list[ClosedFileChange]] = {closing: [] for closing in closings}
    for name in (RESULTS_FILE, DECISIONS_FILE):
        counts = {closing: _get_rows(closing, name)[0] for closing in closings}
        digests = {0: NO_ROWS}
        with suppress(OSError, TrackerError), folder.open(name) as file:
            digests = digest_first_rows(file, counts.values())
        for closing, count in counts.items():
            if digests.get(count) != _get_rows(closing, name)[1]:
                found[closing].append(_describe_change(folder, name, zips.get(closing), is_short=count not in digests))
            elif _has_other_header(folder, name, zips.get(closing)):
                found[closing].append(ClosedFileChange(folder.get_path(name), "header", 1))
    return {closing: tuple(changes) for closing, changes in found.items()}


def _get_rows(closing: Closing, name: str) -> tuple[int, str]:
    if name == RESULTS_FILE:
        return closing.rows_results, closing.sha256_results
    return closing.rows_decisions, closing.sha256_decisions


def _describe_change(folder: Folder, name: str, closed: Folder | None, *, is_short: bool) -> ClosedFileChange:
    line = None
    if closed:
        with suppress(OSError, TrackerError), folder.open(name) as file, closed.open(name) as before:
            line = find_first_change(file, before)
    return ClosedFileChange(folder.get_path(name), "missing" if is_short and line is None else "rows", line)


def _has_other_header(folder: Folder, name: str, closed: Folder | None) -> bool:
    """Whether the columns of the closed rows have other names now; columns may be added at the end."""
    if closed is None or not closed.has(name):
        return False
    with suppress(OSError, TrackerError), folder.open(name) as file, closed.open(name) as before:
        columns = read_column_names(before)
        return read_column_names(file)[: len(columns)] != columns
    return False
