"""Evidence that is recorded with a figure: files are copied into the folder before the row that names them is appended.

A copy never takes the place of another file: the same content is used again, and another content gets a number in its
name. If the row is not recorded, its copies are removed again. A process that is killed between the two leaves at most
a copy that no row names, which the next recording of the file uses.
"""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import zip_longest
from typing import NamedTuple

from tracker.errors import ExitCode, Location, Message, TrackerError, describe_os_error, make_error, msg
from tracker.folder.files import EVIDENCE_FOLDER, FOLDER_FILES, Folder, hash_file
from tracker.folder.regular_files import open_regular
from tracker.journal.lock import lock_journal, make_changed_error, make_write_error, sync_folder
from tracker.model import Row
from tracker.model.evidence import EvidenceReference
from tracker.recording.commit import NewRows
from tracker.text import make_file_stem

_CHUNK = 1 << 20
_MAX_STEM_BYTES = 150
_FORBIDDEN = frozenset('\\/:*?"<>|')


class NewEvidence(NamedTuple):
    """A file to keep: where it is, and the reference to what is or will be in the folder; `is_there`: it is already."""

    file: str
    reference: EvidenceReference
    is_there: bool


def plan_evidence(folder: Folder, files: Sequence[str]) -> tuple[NewEvidence, ...]:
    """Return what keeping these files would do. Raises TrackerError if one cannot be read, or is empty."""
    if files and not folder.holds(EVIDENCE_FOLDER):
        path = folder.get_path(EVIDENCE_FOLDER)
        hint = msg("keep evidence in the tracker folder itself, so that it is copied with it; nothing was recorded")
        raise make_error(msg("is a link that leads out of the tracker folder"), hint, location=Location(path))
    planned: list[NewEvidence] = []
    for file in files:
        taken = [each.reference for each in planned]
        new = _plan_file(folder, file, taken)
        if new.reference not in taken:
            planned.append(new)
    return tuple(planned)


def add_references(source: str, evidence: Sequence[NewEvidence]) -> str:
    """Return a source that also names these files; without any, it stays as it is."""
    if not evidence:
        return source
    return "; ".join(filter(None, [source.strip(), *(str(each.reference) for each in evidence)]))


@contextmanager
def keep_evidence(
    folder: Folder, journal: str, evidence: Sequence[NewEvidence]
) -> Iterator[Callable[[NewRows], NewRows]]:
    """Yield what copies the files into the folder if there are rows to record; it returns the rows.

    After an error the copies are removed again, unless a row that was recorded all the same may name one of them.
    """
    made, named, size = list[str](), list[str](), 0

    def copy(rows: NewRows) -> NewRows:
        nonlocal size
        size = _get_size(journal)
        if not (rows.rows and evidence):
            return rows
        fresh = _plan_again(folder, evidence)
        for each in fresh:
            if not each.is_there:
                _copy_file(folder, each, journal, made)
        named.extend(str(each.reference) for each in fresh)
        changed = [(str(old.reference), str(new.reference)) for old, new in zip(evidence, fresh, strict=True)]
        return rows._replace(rows=[_rename_references(row, changed) for row in rows.rows])

    # A store needs no lock, but the files do: another recording may name a copy that is removed here.
    with lock_journal(journal) if folder.store and evidence else nullcontext():
        try:
            yield copy
        except BaseException as error:
            is_known = not isinstance(error, TrackerError) or error.is_outcome_known
            if is_known and (folder.store or not _may_name(journal, size, named)):
                _remove(made)
            raise


def _may_name(journal: str, size: int, references: Sequence[str]) -> bool:
    """Whether what a journal has after its first `size` bytes names one of these files, or is cut off before it.

    A new header names none. A journal that cannot be read may name all.
    """
    if _get_size(journal) <= size:
        return False
    try:
        with open_regular(journal) as file:
            file.seek(size)
            added = file.read()
    except OSError:
        return True
    return not added.endswith(b"\n") or any(reference.encode() in added for reference in references)


def _plan_again(folder: Folder, evidence: Sequence[NewEvidence]) -> tuple[NewEvidence, ...]:
    """Return the plan as it is now: another recording may have taken a name. Raises TrackerError if a file changed."""
    fresh = plan_evidence(folder, [each.file for each in evidence])
    for old, new in zip_longest(evidence, fresh):
        if old is None or new is None or new.reference.sha256 != old.reference.sha256:
            raise make_changed_error((old or new).file)
    return fresh


def _rename_references(row: Row, changed: Sequence[tuple[str, str]]) -> Row:
    source = row.source
    for old, new in changed:
        source = source.replace(old, new)
    return row._replace(source=source)


def _get_size(path: str) -> int:
    with suppress(OSError):
        return os.path.getsize(path)
    return 0


def _remove(paths: Sequence[str]) -> None:
    """Remove the files and folders that were made, the last one first."""
    for path in reversed(paths):
        with suppress(OSError):
            os.rmdir(path) if os.path.isdir(path) else os.unlink(path)


def _plan_file(folder: Folder, file: str, taken: Sequence[EvidenceReference]) -> NewEvidence:
    try:
        if os.path.isdir(file):
            raise _refuse(file, msg("is a folder, not a file"))
        if not stat.S_ISREG(os.stat(file).st_mode):
            raise _refuse(file, msg("is a device or a pipe, not a file"))
        with open_regular(file) as opened:
            size = os.fstat(opened.fileno()).st_size
            digest = hash_file(opened)
    except (OSError, ValueError) as error:
        why = describe_os_error(error) if isinstance(error, OSError) else msg("no such file or folder")
        raise _refuse(file, msg("cannot be read: {why}", why=why)) from None
    if not size:
        raise _refuse(file, msg("is empty"))
    inside = _find_inside(folder, file)
    if inside:
        return NewEvidence(file, EvidenceReference(inside, digest), is_there=True)
    name, is_there = _choose_name(folder, file, (size, digest), taken)
    return NewEvidence(file, EvidenceReference(f"{EVIDENCE_FOLDER}/{name}", digest), is_there)


def _refuse(file: str, message: Message) -> TrackerError:
    hint = msg("name the file of the evidence; nothing was recorded")
    return make_error(message, hint, ExitCode.USAGE, location=Location(file))


def _find_inside(folder: Folder, file: str) -> str:
    """Return the path within the folder of a file that lies in it, "" of another one, or of one of the folder's own."""
    root, path = os.path.realpath(folder.path), os.path.realpath(file)
    if not path.startswith(os.path.join(root, "")):
        return ""
    parts = os.path.relpath(path, root).split(os.sep)
    if parts in [[name] for name in FOLDER_FILES] or any(part.startswith(".") or "\\" in part for part in parts):
        return ""
    return unicodedata.normalize("NFC", "/".join(parts))


def _choose_name(
    folder: Folder, file: str, content: tuple[int, str], taken: Sequence[EvidenceReference]
) -> tuple[str, bool]:
    """Return the name of a copy in the folder of evidence, and whether a file with the same content is there."""
    path = folder.get_path(EVIDENCE_FOLDER)
    names = sorted(os.listdir(path)) if os.path.isdir(path) else []
    same = [name for name in names if not name.startswith(".") and _has_content(os.path.join(path, name), *content)]
    wanted = _clean_name(os.path.basename(file))
    if same:
        return wanted if wanted in same else same[0], True
    used = {_normalize(each) for each in (*names, *(reference.path.rpartition("/")[2] for reference in taken))}
    stem, extension = os.path.splitext(wanted)
    number, name = 1, wanted
    while _normalize(name) in used:
        number += 1
        name = f"{stem}-{number}{extension}"
    return name, False


def _has_content(path: str, size: int, sha256: str) -> bool:
    """Whether a file of the folder has this content; links are left alone."""
    with suppress(OSError):
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode) and status.st_size == size:
            with open_regular(path) as file:
                return hash_file(file) == sha256
    return False


def _clean_name(name: str) -> str:
    """Return a name that every system takes: not hidden, without signs that Windows reserves, not too long."""
    shown = "".join(each if each.isprintable() and each not in _FORBIDDEN else "-" for each in name)
    stem, extension = os.path.splitext(unicodedata.normalize("NFC", shown).strip(" .-"))
    while len(stem.encode()) > _MAX_STEM_BYTES:
        stem = stem[:-1]
    stem = stem.strip(" .") or "evidence"
    first, point, rest = stem.partition(".")
    is_reserved = make_file_stem(first.lower()) != first.lower()
    return (f"{first}_{point}{rest}" if is_reserved else stem) + extension[:20]


def _normalize(name: str) -> str:
    """Return a name as systems compare names that do not tell capital and small letters apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _copy_file(folder: Folder, new: NewEvidence, journal: str, made: list[str]) -> None:
    """Copy a file into the folder of evidence, flushed to disk, and add what was made to `made`.

    Who holds the lock of the journal copies alone, so that an unfinished copy is of a process that was killed. Raises
    TrackerError, and leaves nothing, if it cannot be written or is no longer what was planned.
    """
    path = folder.get_path(new.reference.path.replace("/", os.sep))
    directory = os.path.dirname(path)
    temporary = os.path.join(directory, f".{os.path.basename(journal)}.new")
    try:
        _make_directory(folder, directory, made)
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        try:
            _write_copy(folder, new, temporary)
            if _put_in_place(temporary, path):
                made.append(path)
        finally:
            with suppress(OSError):
                os.unlink(temporary)
        if not _has_content(path, os.path.getsize(path), new.reference.sha256):
            raise make_changed_error(path)
        sync_folder(directory)
    except OSError as error:
        raise make_write_error(path, error) from None


def _make_directory(folder: Folder, path: str, made: list[str]) -> None:
    """Make the folder of evidence, if it is missing, with the mode of the tracker folder. Raises OSError."""
    if os.path.isdir(path):
        return
    mode = stat.S_IMODE(os.stat(folder.path).st_mode)
    os.mkdir(path, mode)
    made.append(path)
    with suppress(OSError):
        os.chmod(path, mode)
    sync_folder(folder.path)


def _write_copy(folder: Folder, new: NewEvidence, path: str) -> None:
    """Write a copy, which nobody may read who may not read both the journal and the file.

    Raises OSError, or TrackerError if the file was changed meanwhile.
    """
    mode = os.stat(folder.get_mode_path()).st_mode & os.stat(new.file).st_mode & 0o666 | 0o600
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as copy:
        if hasattr(os, "fchmod"):
            with suppress(OSError):
                os.fchmod(copy.fileno(), mode)
        for data in _read_blocks(new.file):
            copy.write(data)
        copy.flush()
        os.fsync(copy.fileno())
    with open_regular(path) as written:
        if hash_file(written) != new.reference.sha256:
            raise make_changed_error(new.file)


def _read_blocks(file: str) -> Iterator[bytes]:
    """Yield the content of a file. Raises TrackerError if it cannot be read."""
    try:
        with open_regular(file) as source:
            while data := source.read(_CHUNK):
                yield data
    except OSError as error:
        raise _refuse(file, msg("cannot be read: {why}", why=describe_os_error(error))) from None


def _put_in_place(temporary: str, path: str) -> bool:
    """Give a copy its name, if nobody has taken it meanwhile; return whether it has it. Raises OSError."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:  # this file system has no second names
        if os.path.lexists(path):
            return False
        os.rename(temporary, path)
    return True
