"""Writes the journals of a store as files of a folder, which replaces only an earlier dump that nobody edited.

The folder has a list of the files with their SHA-256, as `sha256sum -c` reads it: with it, the program knows its own
earlier dump.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import ExitStack
from typing import BinaryIO

from tracker.cli.export_files import check_target_folder, confirm_state, make_read_error
from tracker.cli.new_folder import create_folder, replace_folder
from tracker.cli.output import STDOUT
from tracker.cli.session import check_texts
from tracker.errors import ExitCode, make_error, msg
from tracker.exports.manifest import ExportState
from tracker.folder import Folder
from tracker.folder.files import JOURNAL_FILES, hash_file
from tracker.folder.regular_files import open_regular
from tracker.i18n import N_, Language

MANIFEST = "SHA256SUMS"
_HINT = msg("name another folder: -o backup/")
_LINE = re.compile(r"([0-9a-f]{64})  ([a-z.]+)")
_MAX_MANIFEST_BYTES = 10_000


def check_dump_path(path: str, folder: Folder, language: Language, *, is_sure: bool) -> frozenset[str]:
    """Return the names of the files in the folder `path`, which may be replaced; ask if one of them was edited.

    Raises TrackerError if nothing may be written there. With `is_sure`, edited files are replaced without asking. Other
    files are never replaced.
    """
    check_texts(path)
    if path in ("", STDOUT):
        raise make_error(msg("-o needs the name of a folder"), _HINT, ExitCode.USAGE)
    check_target_folder(path, folder, _HINT)
    if not os.path.isdir(path):
        return frozenset()
    try:
        names = frozenset(os.listdir(path))
        state = _inspect(path, names)
    except OSError as error:
        raise make_read_error(path, error) from None
    foreign = N_("{path} has files that are of no dump ({names}); nothing was written")
    confirm_state(path, state, foreign, language, is_sure=is_sure)
    return names


def write_dump(path: str, folder: Folder, known: frozenset[str]) -> dict[str, str]:
    """Write the journals of the store of `folder` as the folder `path`, all at once; return their SHA-256 by name.

    The folder has only files with the names `known`. Raises TrackerError if that fails.
    """
    with ExitStack() as stack:
        files: dict[str, bytes | BinaryIO] = {}
        hashes = {}
        for name in JOURNAL_FILES:
            if folder.has(name):
                files[name] = file = stack.enter_context(folder.open(name))
                hashes[name] = hash_file(file)
                file.seek(0)
        files[MANIFEST] = "".join([f"{sha256}  {name}\n" for name, sha256 in hashes.items()]).encode()
        if known:
            replace_folder(path, files, known)
        else:
            create_folder(path, files, _HINT)
    return hashes


def _inspect(path: str, names: frozenset[str]) -> ExportState:
    """Return which files of a folder are no files of an earlier dump as it was written."""
    listed = _read_manifest(path) if MANIFEST in names else {}
    foreign = tuple(sorted(name for name in names - {MANIFEST} if name not in listed))
    if not listed:
        foreign = tuple(sorted(names))
    edited = tuple(name for name, sha256 in listed.items() if name in names and _hash(path, name) != sha256)
    return ExportState(edited, foreign)


def _read_manifest(path: str) -> Mapping[str, str]:
    with open_regular(os.path.join(path, MANIFEST)) as file:
        lines = file.read(_MAX_MANIFEST_BYTES).decode(errors="replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    listed = {match[2]: match[1] for match in found if match and match[2] in JOURNAL_FILES}
    return listed if len(listed) == len(lines) else {}


def _hash(path: str, name: str) -> str:
    with open_regular(os.path.join(path, name)) as file:
        return hash_file(file)
