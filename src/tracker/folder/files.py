"""The files of a tracker folder: in a folder on disk, or in the zip file of a closed year, which is only read."""

import errno
import os
import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from tracker.errors import Location, Message, Problem, ProblemList, describe_os_error, make_error, msg
from tracker.folder.regular_files import open_regular
from tracker.journal.rows import RESULTS
from tracker.targets.reader import MAX_BYTES

if TYPE_CHECKING:
    from tracker.folder.archive import Archive
    from tracker.store.journals import Store

TARGETS_FILE = "targets.toml"
RESULTS_FILE = "results.csv"
DECISIONS_FILE = "decisions.csv"
CLOSINGS_FILE = "closings.csv"
AREAS_FILE = "areas.csv"
CONFIG_FILE = "report.toml"
EVIDENCE_FOLDER = "evidence"
CLOSED_FOLDER, CLOSED_EXTENSION = "closed", ".zip"
FOLDER_FILES = (TARGETS_FILE, RESULTS_FILE, DECISIONS_FILE, AREAS_FILE, CLOSINGS_FILE, CONFIG_FILE)
"""The files of a tracker folder that the program reads by their names."""
JOURNAL_FILES = (RESULTS_FILE, DECISIONS_FILE, CLOSINGS_FILE)
"""The files of a folder that a store holds instead."""
STORE_VARIABLE = "TRACKER_STORE"
"""The environment variable with the address of a store."""
_CHUNK = 1 << 20
MAX_HEADER_BYTES = 1 << 16


class Folder:
    """A tracker folder, or a closed year: then `archive` is the zip file that holds the files.

    The path of a file in a zip, as messages name it, begins with that of the zip: `closed/2024.zip/targets.toml`.
    `store` is set if the journals are in a shared store: by TRACKER_STORE, which is `store_url`, or when
    `targets.toml` is read.
    """

    __slots__ = ("archive", "path", "store", "store_url")

    def __init__(self, path: str, archive: "Archive | None" = None, store_url: str = "") -> None:
        self.path, self.archive, self.store_url = path, archive, store_url
        self.store: Store | None = None

    @property
    def targets_path(self) -> str:
        """Return the path of `targets.toml`."""
        return os.path.join(self.path, TARGETS_FILE)

    @property
    def results_path(self) -> str:
        """Return the path of the journal of results."""
        return os.path.join(self.path, RESULTS_FILE)

    @property
    def decisions_path(self) -> str:
        """Return the path of the journal of decisions, which may not exist."""
        return os.path.join(self.path, DECISIONS_FILE)

    def get_path(self, name: str) -> str:
        """Return the path of a file of the folder."""
        return os.path.join(self.path, name)

    def get_mode_path(self) -> str:
        """Return the file whose permissions new files take: the results, or the targets if a store holds those."""
        path = self.results_path
        return path if os.path.exists(path) else self.targets_path

    def holds(self, name: str) -> bool:
        """Whether a name, which somebody wrote into a file, is that of a place within the folder.

        A name of another computer is looked at by its letters alone: Windows would log in there to resolve it.
        """
        if self.archive:
            return not normalize_name(name).startswith(("../", "/"))
        inside = os.path.join(os.path.realpath(self.path), "")
        if name.replace("\\", "/").startswith("//") and not os.path.normcase(name).startswith(os.path.normcase(inside)):
            return False
        return os.path.realpath(self.get_path(name)).startswith(inside)

    def has(self, name: str) -> bool:
        """Whether the folder has a file of this name; one that cannot be reached is there, and opening it says why."""
        if self.archive:
            return normalize_name(name) in self.archive.names
        if self.store and name in JOURNAL_FILES:
            return self.store.has(name)
        try:
            os.lstat(self.get_path(name))
        except OSError as error:
            return not isinstance(error, (FileNotFoundError, NotADirectoryError))
        return True

    def open(self, name: str) -> BinaryIO:
        """Return a file of the folder, open for reading.

        Raises OSError, or TrackerError if the zip is damaged or the store cannot be read.
        """
        if self.store and name in JOURNAL_FILES:
            return self.store.open(name)
        return self.archive.open(normalize_name(name)) if self.archive else open_regular(self.get_path(name))

    def connect_store(self, url: str) -> None:
        """Let the journals be those of the store at `url`, or at TRACKER_STORE; raises TrackerError if it is no URL.

        A closed year has its journals in its zip file.
        """
        address = self.store_url or url
        if address and not self.archive and self.store is None:
            from tracker.store.journals import Store  # most folders have their journals beside them

            self.store = Store(address, os.environ, STORE_VARIABLE if self.store_url else "")

    def has_own_rows(self, name: str) -> bool:
        """Whether a journal in the folder itself has rows, even if a store holds the journals."""
        try:
            with open_regular(self.get_path(name)) as file:
                file.readline(MAX_HEADER_BYTES)
                return bool(file.read(MAX_HEADER_BYTES).strip())
        except OSError:
            return False

    def release_store(self) -> None:
        """End what was begun in the store, if there is one: the next reading sees a new state."""
        if self.store:
            self.store.release()

    def close_store(self) -> None:
        """Close the connection to the store, if there is one; it is opened again when it is needed."""
        if self.store:
            self.store.close()

    def read_text(self, name: str, problems: ProblemList) -> str | None:
        """Return the text of a UTF-8 file of the folder, or None after adding why it cannot be read."""
        return _read_text(self.get_path(name), lambda: self.open(name), problems)


def normalize_name(name: str) -> str:
    """Return the name that a file of the folder has in a zip file: with slashes, without `.` and `..`."""
    return posixpath.normpath(name.replace("\\", "/"))


def open_closed_year(path: str) -> Folder:
    """Return the tracker folder in the zip file at `path`; raises TrackerError if it has none, or is not safe."""
    from tracker.folder.archive import Archive  # only a closed year needs it

    archive = Archive(path)
    if TARGETS_FILE not in archive.names:
        hint = msg("take the file as tracker close wrote it")
        raise make_error(msg("holds no targets.toml"), hint, location=Location(path))
    return Folder(path, archive)


def read_text(path: str, problems: ProblemList) -> str | None:
    """Return the text of a UTF-8 file, or None after adding to `problems` why it cannot be read."""
    return _read_text(path, lambda: open_regular(path), problems)


def _read_text(path: str, open_text: Callable[[], BinaryIO], problems: ProblemList) -> str | None:
    try:
        with open_text() as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(describe_read_error(path, error))
        return None
    if len(data) > MAX_BYTES:
        message = msg("is larger than {size} MB", size=MAX_BYTES >> 20)
        problems.append(Problem(Location(path), message, msg("keep only what belongs to this term")))
        return None
    if problem := check_file_type(path, data):
        problems.append(problem)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(Location(path, line), msg("is not UTF-8"), msg("save it as UTF-8")))
        return None


def check_file_type(path: str, data: bytes) -> Problem | None:
    """Return the problem if the first bytes of a file show that it is not UTF-8 text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = msg("is written in UTF-16")
    elif data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        message = msg("is an Excel or Word file, not a text")
    else:
        return None
    is_table = path.endswith(".csv")
    hint = msg("save it as CSV with commas, in UTF-8") if is_table else msg("save it as plain text, in UTF-8")
    return Problem(Location(path), message, hint)


def describe_read_error(path: str, error: OSError) -> Problem:
    """Return why a file of a tracker folder cannot be read, and the fix."""
    hint: Message | None
    if isinstance(error, FileNotFoundError):
        hint = msg("start a tracker folder with tracker init")
        if path.endswith(RESULTS_FILE):
            hint = msg("make it with this one line: {header}", header=RESULTS.header)
        if os.path.islink(path):
            hint = msg("it is a link: restore the file to which it leads, or remove the link")
        return Problem(Location(path), msg("the file is missing"), hint)
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        is_ours = os.path.basename(path) in (TARGETS_FILE, RESULTS_FILE, DECISIONS_FILE, AREAS_FILE)
        hint = msg("name the folder that holds targets.toml") if is_ours else None
        return Problem(Location(path), msg("is a folder, not a file"), hint)
    if error.errno == errno.ENODEV:
        hint = msg("put a file there, or a link to a file")
        return Problem(Location(path), msg("is a device or a pipe, not a file"), hint)
    return Problem(Location(path), msg("cannot be read: {why}", why=describe_os_error(error)))


def hash_file(file: BinaryIO) -> str:
    """Return the SHA-256 of an open file, as hexadecimal digits."""
    import hashlib  # only closings and evidence need it

    digest = hashlib.sha256()
    while data := file.read(_CHUNK):
        digest.update(data)
    return digest.hexdigest()
