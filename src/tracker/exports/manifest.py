"""The list of the files of an export with a hash of each: with it, the program knows its own earlier export.

An export may be replaced if nobody has edited or added a file since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import NamedTuple

MANIFEST = "export.json"
_PROGRAM = "tracker export"


class ExportState(NamedTuple):
    """What is in a folder or zip file: the names of files of an earlier export that were edited, and of other files."""

    edited: tuple[str, ...]
    foreign: tuple[str, ...]


def add_manifest(files: Mapping[str, bytes], standard: str) -> dict[str, bytes]:
    """Return the files of an export with their list at the end."""
    listed = {name: _hash(data) for name, data in files.items()}
    document = {"program": _PROGRAM, "to": standard, "files": listed}
    return {**files, MANIFEST: (json.dumps(document, indent=2) + "\n").encode()}


def inspect_export(found: Mapping[str, bytes]) -> ExportState:
    """Return which of the files are no files of an earlier export as it was written."""
    listed = _read_manifest(found.get(MANIFEST, b""))
    if listed is None:
        return ExportState((), tuple(found))
    foreign = tuple(name for name in found if name != MANIFEST and name not in listed)
    edited = tuple(name for name, data in found.items() if name in listed and _hash(data) != listed[name])
    return ExportState(edited, foreign)


def _read_manifest(data: bytes) -> dict[str, str] | None:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("program") != _PROGRAM:
        return None
    files = document.get("files")
    return files if isinstance(files, dict) else None


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
