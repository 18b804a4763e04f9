"""Evidence in the tracker folder, as a source names it: `file:evidence/bc-12.pdf#sha256=…`.

A reference stands anywhere in a source, as a word of its own. Its path is relative to the folder and has slashes;
spaces and signs are percent-encoded, and letters may be.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracker.errors import Message

_REFERENCE = re.compile(r"(?<![^\s(\[;,])file:(?P<path>[^\s#]*)(?:#(?P<fragment>\S*))?", re.IGNORECASE)
_HASH = re.compile(r"(?:^|&)sha256=(?P<hash>[0-9a-f]{64}(?![0-9a-z])|[^&]*)", re.IGNORECASE)
_PUNCTUATION = ";,.)]"
_SEPARATORS = " ;,"
_ENCODED_SIGNS = frozenset("%#?\"';,()[]<>|*")


class EvidenceReference(NamedTuple):
    """A file that a source names: its decoded path, and its hash as it is written, "" if there is none."""

    path: str
    sha256: str = ""

    def __str__(self) -> str:
        """Return the reference as it is written in a source."""
        encoded = "".join(letter if _is_plain(letter) else _encode(letter) for letter in self.path)
        return f"file:{encoded}" + (f"#sha256={self.sha256}" if self.sha256 else "")


EvidenceFault = Literal[
    "", "missing", "renamed", "changed", "malformed", "backslash", "outside", "linked", "hidden", "folder", "unreadable"
]


class EvidenceState(NamedTuple):
    """What is wrong with a file of evidence, "" if nothing: then its hash. `found` is what is there instead."""

    fault: EvidenceFault
    sha256: str = ""
    found: Message | str = ""


def iter_references(source: str) -> Iterator[tuple[EvidenceReference, int, int]]:
    """Yield each file that a source names, with the start and the end of the reference in the text."""
    from urllib.parse import unquote  # only evidence needs it

    for match in _REFERENCE.finditer(source):
        path, fragment, end = match["path"], match["fragment"] or "", match.end()
        found = _HASH.search(fragment)
        if found:
            digest = found["hash"].rstrip(_PUNCTUATION)
            end = match.start("fragment") + found.start("hash") + len(digest)
        else:
            digest = ""
            end -= len(match[0]) - len(match[0].rstrip(_PUNCTUATION))
            path = path if match["fragment"] is not None else path.rstrip(_PUNCTUATION)
        yield EvidenceReference(unquote(path), digest.lower()), match.start(), end


def list_references(source: str) -> tuple[EvidenceReference, ...]:
    """Return the files of the folder that a source names."""
    if "file:" not in source.lower():
        return ()
    return tuple(reference for reference, _, _ in iter_references(source))


def shorten_references(source: str, *, with_folders: bool = True) -> str:
    """Return a source for people: of each file its path in the folder, or its name alone, without the hash."""
    if "file:" not in source.lower():
        return source
    parts, done = [], 0
    for reference, start, end in iter_references(source):
        if reference.path.startswith("/"):  # not in the folder: it stays as it is written
            continue
        path = reference.path if with_folders else re.split(r"[/\\]", reference.path)[-1]
        parts += [source[done:start], path]
        done = end
    return "".join([*parts, source[done:]])


def _is_plain(letter: str) -> bool:
    return letter.isprintable() and not letter.isspace() and letter not in _ENCODED_SIGNS


def _encode(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode(errors="surrogateescape"))


def merge_sources(recorded: str, added: str) -> str:
    """Return a recorded source with the files that another one adds, or the other one if it says more than files.

    Of a file whose path is the same, the one that is added stays.
    """
    if _remove_references(added, set()).strip(_SEPARATORS):
        return added
    paths = {reference.path for reference in list_references(added)}
    kept = _remove_references(recorded, {each.path for each in list_references(recorded)} - paths)
    return "; ".join(filter(None, [kept.strip(_SEPARATORS), added]))


def _remove_references(source: str, kept: set[str]) -> str:
    """Return a source without its references, but those to these paths."""
    parts, done = [], 0
    for reference, start, end in iter_references(source):
        if reference.path not in kept:
            parts.append(source[done:start].rstrip(_SEPARATORS))
            done = end
    return "".join([*parts, source[done:]])


def has_new_evidence(source: str, recorded: str) -> bool:
    """Whether a source names a file of the folder that the recorded source does not name."""
    return not set(list_references(source)) <= set(list_references(recorded))
