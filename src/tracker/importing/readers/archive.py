"""A workbook is an archive from a stranger: what is in it is measured and looked at before any library sees it.

The library that reads the cells is given a fresh archive of only the parts that were checked, so that it cannot
find other sizes, other parts or other declarations than were found here.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from tracker.errors import TrackerError, msg
from tracker.importing.readers.cells import MAX_BYTES, make_file_error, make_too_large_error

_MAX_PARTS = 2000
_CHUNK = 1 << 20
_UNREADABLE = msg("is damaged, or is no workbook")
_SAVE_AGAIN = msg("open it in Excel or LibreOffice and save it again as .xlsx")

Attributes = dict[str, str]


class ForbiddenXmlError(Exception):
    """An XML part declares a document type or entities, which no spreadsheet program writes."""


def unpack_archive(data: bytes, file: str, is_needed: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the parts of an archive that are `wanted`, each checked to be plain XML.

    Raises TrackerError where the archive is damaged, holds too much or something that may do harm.
    """
    parts: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_PARTS:
                raise make_too_large_error(file)
            for entry in entries:
                if not is_needed(entry.filename):
                    continue
                if entry.filename.casefold() in (name.casefold() for name in parts):
                    raise make_file_error(file, _UNREADABLE, _SAVE_AGAIN)
                if total + entry.file_size > MAX_BYTES:
                    raise make_too_large_error(file)
                parts[entry.filename] = _inflate(archive, entry, file)
                total += len(parts[entry.filename])
    except TrackerError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        raise make_file_error(file, _UNREADABLE, _SAVE_AGAIN) from None
    except NotImplementedError:
        raise make_file_error(file, msg("is packed in a way that cannot be read"), _SAVE_AGAIN) from None
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            parse_xml(part, file)
    return parts


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return one part; never more than its declared size, which was checked, is taken into memory."""
    if entry.flag_bits & 0x1:
        raise make_file_error(file, msg("is protected by a password"), msg("save it without the password"))
    out = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            out += chunk
            if len(out) > MAX_BYTES:
                raise make_too_large_error(file)
    return bytes(out)


def pack_archive(parts: dict[str, bytes]) -> bytes:
    """Return an archive of exactly these parts, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def parse_xml(
    part: bytes,
    file: str,
    start: Callable[[str, Attributes], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read an XML part from its beginning to its end, without a tree; names come without their prefix.

    Raises TrackerError where it is not well formed, or declares a document type or an entity.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.ExternalEntityRefHandler = _forbid
    if start:
        parser.StartElementHandler = lambda name, attributes: start(_get_local_name(name), attributes)
    if end:
        parser.EndElementHandler = lambda name: end(_get_local_name(name))
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(part, True)
    except ForbiddenXmlError:
        raise make_file_error(
            file,
            msg("holds an XML document type, which no spreadsheet program writes and which can do harm"),
            _SAVE_AGAIN,
        ) from None
    except (expat.ExpatError, LookupError, ValueError):  # the two last for an encoding that there is not
        raise make_file_error(file, _UNREADABLE, _SAVE_AGAIN) from None


def _forbid(*_: object) -> int:
    raise ForbiddenXmlError


def _get_local_name(name: str) -> str:
    return name.rpartition(" ")[2]


def get_attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute by its name without prefix, or ""."""
    return attributes.get(name) or next(
        (value for key, value in attributes.items() if _get_local_name(key) == name), ""
    )


def make_unreadable_error(file: str) -> TrackerError:
    """Return the error of a file that calls itself a workbook and is none."""
    return make_file_error(file, _UNREADABLE, _SAVE_AGAIN)
