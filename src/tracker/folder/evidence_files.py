"""The files of a tracker folder that sources name as evidence: which of them are there, and as they were recorded.

Names are compared with the list of their folder, so that the answer is the same on every system: capital letters count,
and the composed and decomposed forms of a Vietnamese name are the same. Nothing outside the folder is read.
"""

import os
import re
import stat
import unicodedata

from tracker.errors import describe_os_error, msg
from tracker.folder.files import Folder, hash_file
from tracker.folder.regular_files import open_regular
from tracker.model.evidence import EvidenceReference, EvidenceState

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DRIVE = re.compile(r"[A-Za-z]:")


class EvidenceExaminer:
    """Looks at the files of evidence of one folder; each file is hashed once, and each list of names read once."""

    def __init__(self, folder: Folder) -> None:
        self._root = os.path.realpath(folder.path)
        self._names: dict[str, dict[str, str]] = {}
        self._hashes: dict[tuple[int, int], str] = {}

    def examine(self, reference: EvidenceReference) -> EvidenceState:
        """Return the state of a file."""
        if reference.sha256 and not _SHA256.fullmatch(reference.sha256):
            return EvidenceState("malformed", found=reference.sha256)
        parts, state = _split_path(reference.path)
        if state:
            return state
        try:
            path, state = self._find_file(parts)
            return state or self._compare(path, reference)
        except OSError as error:
            return EvidenceState("unreadable", found=describe_os_error(error))

    def _find_file(self, parts: list[str]) -> tuple[str, EvidenceState | None]:
        """Return the path of a file, or what is wrong with it. Raises OSError."""
        path = self._root
        for part in parts:
            names = self._list_names(path)
            name = unicodedata.normalize("NFC", part)
            if name not in names:
                other = next((each for each in names if each.casefold() == name.casefold()), "")
                return path, EvidenceState("renamed" if other else "missing", found=other)
            path = os.path.join(path, part if os.path.lexists(os.path.join(path, part)) else names[name])
            if not os.path.realpath(path).startswith(os.path.join(self._root, "")):
                return path, EvidenceState("linked")
        return path, None if os.path.exists(path) else EvidenceState("missing")

    def _list_names(self, path: str) -> dict[str, str]:
        """Return the names in a folder by their composed form; none if it is no folder. Raises OSError."""
        if path not in self._names:
            names = os.listdir(path) if os.path.isdir(path) else []
            self._names[path] = {unicodedata.normalize("NFC", name): name for name in names}
        return self._names[path]

    def _compare(self, path: str, reference: EvidenceReference) -> EvidenceState:
        """Return whether a file has its hash. Raises OSError."""
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return EvidenceState("folder", found=msg("is a folder, not a file"))
        if not stat.S_ISREG(status.st_mode):
            return EvidenceState("folder", found=msg("is a device or a pipe, not a file"))
        key = status.st_dev, status.st_ino
        if key not in self._hashes:
            with open_regular(path) as file:
                self._hashes[key] = hash_file(file)
        digest = self._hashes[key]
        is_changed = bool(reference.sha256) and digest != reference.sha256
        return EvidenceState("changed" if is_changed else "", digest)


def _split_path(path: str) -> tuple[list[str], EvidenceState | None]:
    """Return the names in a path of evidence, or what is wrong with it."""
    if "\\" in path:
        return [], EvidenceState("backslash")
    if path.startswith("/") or _DRIVE.match(path):
        return [], EvidenceState("outside")
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and not parts:
            return [], EvidenceState("outside")
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    if any(part.startswith(".") for part in parts):
        return [], EvidenceState("hidden")
    if not parts:
        return [], EvidenceState("folder", found=msg("is a folder, not a file"))
    return parts, None
