"""Creates or replaces a folder with all its files: a program that is killed leaves no half of one at its path."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Mapping
from typing import BinaryIO, TypeAlias

from tracker.cli.file_replacement import get_new_mode, make_temporary_name
from tracker.errors import ExitCode, Location, Message, Problem, TrackerError, describe_os_error, make_error, msg
from tracker.journal.lock import sync_folder

FileContents: TypeAlias = Mapping[str, bytes] | Mapping[str, bytes | BinaryIO]
"""What to write into files, by their names: bytes, or what an open file holds from where it is."""


def check_new_folder(path: str, hint: Message) -> None:
    """Raise TrackerError, with this hint, if a folder cannot be created at `path`: it may exist only if it is empty."""
    real = os.path.realpath(path)
    if real == os.path.realpath(os.curdir):
        raise make_error(msg("is the current folder"), hint, ExitCode.USAGE, location=Location(path))
    if os.path.isdir(real) and not os.listdir(real):
        return
    if os.path.lexists(real):
        raise TrackerError([Problem(Location(path), msg("already exists; nothing was written"), hint)])


def create_folder(path: str, files: FileContents, hint: Message) -> None:
    """Create the folder `path` with these files, flushed to disk.

    The files are written into a folder beside it, which then gets its name. Raises TrackerError, and removes what it
    has created, if the folder exists with something in it, or if it cannot be written.
    """
    check_new_folder(path, hint)
    target = os.path.realpath(path)
    parent = os.path.dirname(target)
    missing = find_missing_folders(parent)
    staging = os.path.join(parent, make_temporary_name())
    try:
        os.makedirs(parent, exist_ok=True)
        _write_files(staging, files)
        _move_into_place(staging, target)
        try:
            for changed in (parent, *map(os.path.dirname, missing)):
                sync_folder(changed)
        except OSError:
            os.rename(target, staging)
            raise
    except BaseException as error:
        _remove(staging, missing)
        if not isinstance(error, OSError):
            raise
        check_new_folder(path, hint)  # another program has created it meanwhile
        place = msg("the folder gets its name in one step, which needs permission to write in {folder}", folder=parent)
        why = msg("cannot be written: {why}", why=describe_os_error(error))
        problem = Problem(Location(path), why, place if isinstance(error, PermissionError) else None)
        raise TrackerError([problem]) from None


def replace_folder(path: str, files: FileContents, known: Collection[str]) -> None:
    """Replace the folder `path`, whose files have the names `known`, by one with these files, flushed to disk.

    The old folder is put aside, the new one gets its name, and the old one is removed. Raises TrackerError, and leaves
    the old folder as it was, if another file is in it by now, or if it cannot be written.
    """
    target = os.path.realpath(path)
    parent = os.path.dirname(target)
    staging, old = (os.path.join(parent, make_temporary_name()) for _ in range(2))
    try:
        _write_files(staging, files)
        os.chmod(staging, os.stat(target).st_mode & 0o7777)
        os.rename(target, old)
        try:
            if set(os.listdir(old)) != set(known):
                raise make_error(msg("{path} was changed meanwhile; nothing was written", path=path), None)
            os.rename(staging, target)
            sync_folder(parent)
        except BaseException:
            if not os.path.lexists(target):
                os.rename(old, target)
            raise
    except OSError as error:
        why = msg("cannot be written: {why}", why=describe_os_error(error))
        raise TrackerError([Problem(Location(path), why)]) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def find_missing_folders(folder: str) -> list[str]:
    """Return the folders of a path that do not exist yet, the innermost first."""
    missing, current = [], os.path.abspath(folder)
    while not os.path.lexists(current) and os.path.dirname(current) != current:
        missing.append(current)
        current = os.path.dirname(current)
    return missing


def _write_files(folder: str, files: FileContents) -> None:
    mode = get_new_mode()
    os.mkdir(folder, mode | mode >> 2 & 0o111)  # who may read the files may enter the folder
    folders = {folder}
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        folders.add(os.path.dirname(path))
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            if isinstance(data, bytes):
                file.write(data)
            else:
                shutil.copyfileobj(data, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    for each in sorted(folders, reverse=True):
        sync_folder(each)


def _move_into_place(staging: str, target: str) -> None:
    """Give the finished folder its name; an empty folder of this name is replaced, and passes on its mode."""
    if os.path.isdir(target):
        os.chmod(staging, os.stat(target).st_mode & 0o7777)
        if os.name == "nt":  # Windows renames no folder to a name that exists
            os.rmdir(target)
    os.rename(staging, target)


def _remove(staging: str, folders: list[str]) -> None:
    shutil.rmtree(staging, ignore_errors=True)
    for path in folders:
        with contextlib.suppress(OSError):  # it was not created, or another program has put a file into it
            os.rmdir(path)
