"""A checkpoint of a long journal: the rows that are still needed, kept in the user's cache folder for the next reading.

It holds the length and the SHA-256 of the bytes from which it was made. If the journal still begins with these bytes,
its answer is that of the checkpoint for all keys of which no row was added. The rows of the other keys in the
checkpoint, and the bytes after them, are read by the same reader and give the same answer, because no row depends on
those of another key. Otherwise the whole journal is read. The rows of an area are decoded when they are needed
(`tracker.journal.row_blocks`). A checkpoint that is damaged, old, foreign or cannot be written is never an error: only
the journal says what is recorded.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from tracker import __version__
from tracker.errors import ProblemList
from tracker.journal.added_rows import Checkpoint, add_new_rows, list_rows
from tracker.journal.blocks import Readable
from tracker.journal.reader import JournalContent, group_rows, read_journal
from tracker.journal.row_blocks import encode_rows
from tracker.journal.scan import JournalSource
from tracker.model.scopes import Scope

MAX_REST_BYTES = 4 << 20
"""If more bytes were added since the checkpoint was made, the whole journal is read and gets a new checkpoint."""
MAX_FILES = 20
"""How many checkpoints are kept: the newest ones."""
_MAGIC = b"tracker checkpoint 3\n"
_SUFFIX = ".checkpoint"
_CHUNK = 1 << 20


def read_with_checkpoint(source: JournalSource, as_of: str | None, folder: str | None) -> JournalContent:
    """Return what `read_journal` returns for the journal `source`, in less time if there is a checkpoint.

    `source` has the open file, its path and the constraints. `folder` holds the checkpoints; None: none are used or
    made. Raises OSError if the file cannot be read.
    """
    if folder is None:
        return _read(source, source.file, as_of)
    place = os.path.join(folder, _make_name(source.name))
    if checkpoint := _load(place, source, as_of):
        content = _read_from_checkpoint(checkpoint, source, as_of)
        if content:
            return content
    hashing = _HashingFile(source.file)
    content = _read(source, hashing, as_of)
    if as_of is None and not (content.problems or content.torn_row or content.unordered):
        with suppress(OSError):
            _save(place, source, hashing, content)
    return content


def _read(source: JournalSource, file: Readable, as_of: str | None) -> JournalContent:
    return read_journal(file, source.name, source.constraints, schema=source.schema, as_of=as_of)


def find_cache_folder(environment: Mapping[str, str]) -> str | None:
    """Return the folder of checkpoints: TRACKER_CACHE, else one in the user's cache folder; None if there is none."""
    named = environment.get("TRACKER_CACHE")
    if named is not None:
        return named or None
    home = os.path.expanduser("~")
    if os.name == "nt":
        base = environment.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = environment.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "tracker") if os.path.isabs(base) else None


class _HashingFile:
    """A file whose bytes are hashed when they are read for the first time, in their order."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._offset = self.hashed = 0
        self.sha256 = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        data = self._file.read(size)
        if self._offset == self.hashed:
            self.sha256.update(data)
            self.hashed += len(data)
        self._offset += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte."""
        self._offset = self._file.seek(offset, whence)
        return self._offset


def _read_from_checkpoint(checkpoint: Checkpoint, source: JournalSource, as_of: str | None) -> JournalContent | None:
    """Return the content of the journal, or None if it has to be read whole."""
    file = source.file
    size = file.seek(0, os.SEEK_END)
    if not checkpoint.size <= size <= checkpoint.size + MAX_REST_BYTES or _hash(file, checkpoint) != checkpoint.sha256:
        return None
    if size > checkpoint.size and not add_new_rows(checkpoint, source, as_of):
        return None
    return JournalContent(None, ProblemList(), None, tuple(checkpoint.further), 0, checkpoint.rows)


def _hash(file: Readable, checkpoint: Checkpoint) -> str:
    file.seek(0)
    sha256, left = hashlib.sha256(), checkpoint.size
    while left and (data := file.read(min(_CHUNK, left))):
        sha256.update(data)
        left -= len(data)
    return sha256.hexdigest()


def _load(place: str, source: JournalSource, as_of: str | None) -> Checkpoint | None:
    """Return the checkpoint in the file `place`, or None if there is none or it must not be used."""
    try:
        with open(place, "rb") as file:
            status = os.fstat(file.fileno())
            if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
                return None  # another user may have written it
            magic, digest, rest = file.readline(len(_MAGIC)), file.readline(65), file.read()
        if magic != _MAGIC or digest.decode() != _digest(rest) + "\n":
            return None
        line, _, body = rest.partition(b"\n")
        head = json.loads(line)
        if head["key"] != _make_key(source):
            return None
        checkpoint = Checkpoint(head, body)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return checkpoint if as_of is None or as_of >= checkpoint.newest else None


def _save(place: str, source: JournalSource, hashing: _HashingFile, content: JournalContent) -> None:
    """Write the checkpoint of a journal without problems. Raises OSError."""
    size = hashing.hashed
    source.file.seek(max(0, size - 1))
    if source.file.read(2) != b"\n":
        return  # the last line may still grow
    recorded = list_rows([content.results])
    groups = group_rows(recorded)
    rows, data = encode_rows({Scope(): {}, **groups})
    further, more = encode_rows({Scope(): {}, **group_rows(content.further_rows)})
    head = {
        "key": _make_key(source),
        "size": size,
        "sha256": hashing.sha256.hexdigest(),
        "newest": max([row.recorded_on for row in (*recorded, *content.further_rows)], default=""),
        "restored": sorted(key.decode() for key in content.list_restored_keys()),
        "line_count": content.line_count,
        "further_at": len(data),
        "rows": rows,
        "further": further,
    }
    # The journal may have changed since it was hashed: only a checkpoint that gives the same answer is kept.
    checkpoint = Checkpoint(head, data + more)
    reread = _read_from_checkpoint(checkpoint, source, None)
    is_same = reread and all(checkpoint.rows.decode(scope) == found for scope, found in groups.items())
    if is_same and tuple(checkpoint.further) == content.further_rows:
        rest = json.dumps(head, ensure_ascii=False).encode() + b"\n" + data + more
        _replace(place, _MAGIC + _digest(rest).encode() + b"\n" + rest)


def _replace(place: str, data: bytes) -> None:
    """Replace the file of a checkpoint in one step, readable by its user only, and remove the oldest checkpoints."""
    folder = os.path.dirname(place)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = f"{place}.{os.getpid()}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    files = [entry for entry in os.scandir(folder) if _SUFFIX in entry.name]
    for entry in sorted(files, key=lambda entry: entry.stat().st_mtime)[:-MAX_FILES]:
        os.unlink(entry.path)


def _make_name(path: str) -> str:
    """Return the file name of the checkpoint of the journal at `path`."""
    return _digest(os.path.realpath(path).encode(errors="surrogateescape"))[:32] + _SUFFIX


def _make_key(source: JournalSource) -> str:
    """Return a digest of everything that affects how a journal is read: version, path and constraints."""
    constraints = source.constraints or {}
    items = ["\t".join([name, *map(str, item)]) for name, item in sorted(constraints.items())]
    scope = source.schema.scope
    items += ["\t".join([name, *values]) for name, values in scope.list_ids()] if scope else []
    items += [f"year_begins {source.schema.year_begins}"] if source.schema.year_begins > 1 else []
    return _digest("\n".join([__version__, os.path.realpath(source.name), *items]).encode(errors="surrogateescape"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
