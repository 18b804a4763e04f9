"""Writes the files of an export as a folder or a zip file, which replaces only an earlier export that nobody edited."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping

from tracker.cli import output
from tracker.cli.file_replacement import replace_file
from tracker.cli.new_folder import check_new_folder, create_folder, replace_folder
from tracker.cli.output_files import list_names
from tracker.cli.prompt import confirm
from tracker.cli.session import check_output, check_texts
from tracker.errors import ExitCode, Location, Message, Problem, TrackerError, describe_os_error, make_error, msg
from tracker.exports.manifest import ExportState, inspect_export
from tracker.folder import Folder
from tracker.folder.archive import ZIP_ERRORS, has_readable_method
from tracker.folder.files import CLOSED_FOLDER, TARGETS_FILE
from tracker.folder.regular_files import open_regular
from tracker.i18n import N_, Language

ZIP_EXTENSION = ".zip"
_HINT = msg("name another folder: -o export/")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of the files in a zip file, so that the same content makes the same bytes."""
_MAX_BYTES = 1 << 30


def check_export_path(path: str, folder: Folder, language: Language, *, is_sure: bool) -> frozenset[str]:
    """Return the names of the files at `path`, which may be replaced; ask if one of an earlier export was edited.

    Raises TrackerError if nothing may be written there. With `is_sure`, edited files are replaced without asking. Other
    files are never replaced.
    """
    check_target(path, folder)
    try:
        found = _read_found(path)
    except OSError as error:
        raise make_read_error(path, error) from None
    foreign = N_("{path} has files that are of no export ({names}); nothing was written")
    confirm_state(path, inspect_export(found), foreign, language, is_sure=is_sure)
    return frozenset(found)


def check_target(path: str, folder: Folder) -> None:
    """Raise TrackerError if no folder or zip file may be written at a path."""
    check_texts(path)
    if path in ("", output.STDOUT):
        raise make_error(msg("-o needs the name of a folder"), _HINT, ExitCode.USAGE)
    if is_zip(path):
        check_output(path, folder)
    else:
        check_target_folder(path, folder, _HINT)


def make_read_error(path: str, error: OSError) -> TrackerError:
    """Return the error of an earlier output that cannot be read."""
    why = msg("cannot be read: {why}", why=describe_os_error(error))
    return TrackerError([Problem(Location(path), why)])


def confirm_state(path: str, state: ExportState, foreign: str, language: Language, *, is_sure: bool) -> None:
    """Ask if a file of an earlier output was edited; raise TrackerError, saying `foreign`, if others are there."""
    if state.foreign:
        message = Message(foreign, {"path": path, "names": list_names(state.foreign)})
        raise make_error(message, _HINT, ExitCode.USAGE)
    if state.edited and not is_sure:
        values = {"path": path, "names": list_names(state.edited)}
        question = language.format(N_("{path}: files were edited ({names}). Replace them?"), **values)
        refusal = msg("{path}: files were edited ({names}); nothing was written", **values)
        hint = msg("name another folder, or add --yes to replace them")
        confirm(question, (refusal, hint), language, msg("nothing was written"))


def is_zip(path: str) -> bool:
    """Whether the path names a zip file."""
    return path.lower().endswith(ZIP_EXTENSION) and not os.path.isdir(path)


def write_export(path: str, files: Mapping[str, bytes], known: frozenset[str]) -> None:
    """Write the files as the folder or zip file `path`, all at once; a folder has only files with the names `known`.

    Raises TrackerError if that fails, or if another file is in the folder by now.
    """
    if is_zip(path):
        replace_file(path, _make_zip(files))
    elif known:
        replace_folder(path, files, known)
    else:
        create_folder(path, files, _HINT)


def check_target_folder(path: str, folder: Folder, hint: Message) -> None:
    """Raise TrackerError with this hint if a path is a file, the current folder, or a part of a tracker folder."""
    real = os.path.realpath(path)
    if os.path.lexists(real) and not os.path.isdir(real):
        raise make_error(msg("{path} is a file, not a folder", path=path), hint, ExitCode.USAGE)
    above, name = os.path.split(real)
    is_closed = name == CLOSED_FOLDER and os.path.isfile(os.path.join(above, TARGETS_FILE))
    is_tracker = os.path.isfile(os.path.join(real, TARGETS_FILE)) or real == os.path.realpath(folder.path)
    if is_tracker or is_closed:
        raise make_error(msg("{path} is a tracker folder; nothing was written", path=path), hint, ExitCode.USAGE)
    if real == os.path.realpath(os.curdir) or not os.path.isdir(real):
        check_new_folder(path, hint)


def _read_found(path: str) -> dict[str, bytes]:
    """Return the bytes of each file at a path, by its name; a folder or a link in it has a name of no export."""
    if not os.path.lexists(path):
        return {}
    if is_zip(path):
        return _read_zip(path)
    found = {}
    for entry in sorted(os.scandir(path), key=lambda each: each.name):
        if not entry.is_file(follow_symlinks=False):
            found[f"{entry.name}/"] = b""
        elif entry.stat().st_size > _MAX_BYTES:
            found[entry.name] = b""
        else:
            with open_regular(entry.path) as file:
                found[entry.name] = file.read()
    return found


def _read_zip(path: str) -> dict[str, bytes]:
    """Return the files in a zip file; one that is no zip file of an export has a single file, itself."""
    if os.path.getsize(path) == 0:
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(each.file_size for each in members) <= _MAX_BYTES and all(map(has_readable_method, members)):
                return {each.filename: archive.read(each) for each in members}
    except ZIP_ERRORS:
        pass
    return {os.path.basename(path): b""}


def _make_zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(member, data)
    return buffer.getvalue()
