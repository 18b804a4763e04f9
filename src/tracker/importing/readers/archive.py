"""Archives of workbooks: their parts are unpacked within limits, checked to be plain XML, and read by element."""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from tracker.errors import TrackerError, msg
from tracker.folder.archive import ZIP_ERRORS, has_readable_method
from tracker.importing.readers.cells import MAX_BYTES, SAVE_AGAIN, make_file_error, make_too_large_error, read_limited

_MAX_PARTS = 2000
_MAX_ELEMENTS = 200_000
"""Elements in one row, one text or one list of styles."""
_CHUNK_SIZE = 1 << 16


class ForbiddenXmlError(Exception):
    """An XML part declares a document type or entities, which no spreadsheet program writes."""


def unpack_archive(data: bytes, file: str, is_needed: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the needed parts of an archive by their names in lower case, each checked to be plain XML.

    Programs do not agree on capitals. Raises TrackerError if the archive is damaged, too large or harmful.
    """
    parts: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_PARTS:
                raise make_too_large_error(file)
            for entry in entries:
                name = entry.filename.casefold()
                if not is_needed(name):
                    continue
                if name in parts:
                    raise make_unreadable_error(file)
                if total + entry.file_size > MAX_BYTES:
                    raise make_too_large_error(file)
                parts[name] = _inflate(archive, entry, file)
                total += len(parts[name])
    except TrackerError:
        raise
    except (*ZIP_ERRORS, OSError):
        raise make_unreadable_error(file) from None
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_xml(part, file)
    return parts


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return one part; never much more than its declared size, which was checked, is held in memory."""
    if entry.flag_bits & 0x1:
        raise make_password_error(file)
    if not has_readable_method(entry):
        raise make_file_error(file, msg("uses a compression method that cannot be read"), SAVE_AGAIN)
    with archive.open(entry) as part:
        return read_limited(part, file)


def _check_xml(part: bytes, file: str) -> None:
    """Raise TrackerError if a part is not well formed, or declares a document type or an entity."""
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.ExternalEntityRefHandler = _forbid
    try:
        parser.Parse(part, True)
    except ForbiddenXmlError:
        message = msg("holds an XML document type, which no spreadsheet program writes and which can do harm")
        raise make_file_error(file, message, SAVE_AGAIN) from None
    except (expat.ExpatError, LookupError, ValueError):  # the last two if the encoding does not exist
        raise make_unreadable_error(file) from None


def _forbid(*_: object) -> int:
    raise ForbiddenXmlError


def iter_elements(part: bytes, file: str, names: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Yield the local name of each element and the element: those in `names` whole, the others when they begin.

    An element is emptied after it was yielded, so that memory holds one at a time. Raises TrackerError if the part is
    damaged or one element holds too many others.
    """
    parser: Any = XMLPullParser(("start", "end"))
    path: list[Element] = []
    depth, count = 0, 0
    try:
        for start in range(0, len(part), _CHUNK_SIZE):
            parser.feed(part[start : start + _CHUNK_SIZE])
            for event, element in parser.read_events():
                if event == "start":
                    path.append(element)
                    count += 1
                    if depth and count > _MAX_ELEMENTS:
                        raise make_too_large_error(file)
                    if not depth and (name := get_name(element)) in names:
                        depth, count = len(path), 0
                    elif not depth:
                        yield name, element
                    continue
                if len(path) == depth:
                    yield get_name(element), element
                    depth = 0
                path.pop()
                if not depth and path:
                    del path[-1][:]
    except (ParseError, LookupError, ValueError):
        raise make_unreadable_error(file) from None


def get_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def get_attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute by its name without namespace, or `default`."""
    found = element.get(name)
    if found is not None:
        return found
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), default)


def make_unreadable_error(file: str) -> TrackerError:
    """Return the error of a file that should be a workbook but cannot be read as one."""
    return make_file_error(file, msg("is damaged or not a workbook"), SAVE_AGAIN)


def make_password_error(file: str) -> TrackerError:
    """Return the error of a file that is protected by a password."""
    return make_file_error(file, msg("is protected by a password"), msg("save it without the password"))
