"""Archives of workbooks: their parts are measured and checked before a library reads them.

The library that reads the cells gets a new archive of only the checked parts. So it cannot find other sizes, parts or
declarations than the ones checked here.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from tracker.errors import TrackerError, msg
from tracker.importing.readers.cells import MAX_BYTES, SAVE_AGAIN, make_file_error, make_too_large_error, read_limited

_MAX_PARTS = 2000

Attributes = dict[str, str]


class ForbiddenXmlError(Exception):
    """An XML part declares a document type or entities, which no spreadsheet program writes."""


def unpack_archive(data: bytes, file: str, is_needed: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the needed parts of an archive, each checked to be plain XML.

    Raises TrackerError if the archive is damaged, too large or harmful.
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
                    raise make_unreadable_error(file)
                if total + entry.file_size > MAX_BYTES:
                    raise make_too_large_error(file)
                parts[entry.filename] = _inflate(archive, entry, file)
                total += len(parts[entry.filename])
    except TrackerError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        raise make_unreadable_error(file) from None
    except NotImplementedError:
        raise make_file_error(file, msg("uses a compression method that cannot be read"), SAVE_AGAIN) from None
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            parse_xml(part, file)
    return parts


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return one part; never much more than its declared size, which was checked, is held in memory."""
    if entry.flag_bits & 0x1:
        raise make_password_error(file)
    with archive.open(entry) as part:
        return read_limited(part, file)


def pack_archive(parts: dict[str, bytes]) -> bytes:
    """Return an uncompressed archive of exactly these parts."""
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
    """Parse an XML part without building a tree; element names are passed on without their prefix.

    Raises TrackerError if the part is not well formed, or declares a document type or an entity.
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
        message = msg("holds an XML document type, which no spreadsheet program writes and which can do harm")
        raise make_file_error(file, message, SAVE_AGAIN) from None
    except (expat.ExpatError, LookupError, ValueError):  # the last two if the encoding does not exist
        raise make_unreadable_error(file) from None


def _forbid(*_: object) -> int:
    raise ForbiddenXmlError


def _get_local_name(name: str) -> str:
    return name.rpartition(" ")[2]


def get_attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute by its name without prefix, or ""."""
    same_names = (value for key, value in attributes.items() if _get_local_name(key) == name)
    return attributes.get(name) or next(same_names, "")


def make_unreadable_error(file: str) -> TrackerError:
    """Return the error of a file that should be a workbook but cannot be read as one."""
    return make_file_error(file, msg("is damaged or not a workbook"), SAVE_AGAIN)


def make_password_error(file: str) -> TrackerError:
    """Return the error of a file that is protected by a password."""
    return make_file_error(file, msg("is protected by a password"), msg("save it without the password"))
