"""The file of a Word template: measured before it is opened, and refused if it would load something.

A document can name parts elsewhere (pictures, documents, objects) and fields that fetch or run something. They would
be in every report that is made from it.
"""

import io
import re
import zipfile
from typing import Any

from tracker.errors import Location, Message, TrackerError, make_error, msg, require_extra
from tracker.folder.archive import ZIP_ERRORS, has_readable_method
from tracker.reports.docx.styles import qualify_name
from tracker.reports.docx.xml import TWIP
from tracker.reports.templates import MISSING_LIBRARY

MAX_PARTS, MAX_XML_BYTES, MAX_BYTES = 2000, 8 << 20, 64 << 20
"""The most parts of a template, bytes of its XML, and bytes of all of it, unpacked. XML takes many times its size."""

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0D\0O\0C|\0<\0!\0D\0O")
_SAFE_FIELDS = frozenset(
    (
        *("=", "author", "comments", "compare", "createdate", "date", "docproperty", "edittime", "eq", "filename"),
        *("filesize", "formcheckbox", "formdropdown", "formtext", "hyperlink", "if", "index", "info", "keywords"),
        *("lastsavedby", "listnum", "mergefield", "noteref", "numchars", "numpages", "numwords", "page", "pageref"),
        *("printdate", "quote", "ref", "revnum", "savedate", "section", "sectionpages", "seq", "set", "styleref"),
        *("subject", "symbol", "tc", "template", "time", "title", "toa", "toc", "useraddress", "userinitials"),
        *("username", "xe"),
    )
)
"""The fields that take what they show from the document itself."""
_MIN_PAGE, _MAX_PAGE = 2835, 31680
"""The shortest and longest side of a page in twips: 50 mm, and what Word allows."""
_LINK_SCHEMES = ("http://", "https://", "mailto:", "#")


def check_template_file(data: bytes, path: str) -> None:
    """Check that a Word template is safe to open.

    Raises TrackerError if it is too large, no zip file of plain XML, or has a part elsewhere, a macro, or a field that
    is not one of the document itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            _check_sizes(entries, len(data), path)
            if not all(map(has_readable_method, entries)):
                raise make_damaged_error(path)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_part(entry.filename, package.read(entry), path)
    except (*ZIP_ERRORS, OSError):
        raise make_damaged_error(path) from None


def make_damaged_error(path: str) -> TrackerError:
    """Return the error of a file that is no Word document."""
    hint = msg("save it in Word as a document (.docx), or take a report of tracker and delete its text")
    return make_error(msg("is no Word document that could be a template"), hint, location=Location(path))


def _check_sizes(entries: list[zipfile.ZipInfo], size: int, path: str) -> None:
    """Raise TrackerError if a package unpacks to more than a template needs, or holds macros or other programs."""
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    total = size + sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or xml > MAX_XML_BYTES or total > MAX_BYTES:
        hint = msg("delete its text and its large pictures")
        raise make_error(msg("is too large for a template"), hint, location=Location(path))
    for entry in entries:
        name = entry.filename.lower()
        if name.endswith((".bin", ".exe", ".html", ".htm", ".mht", ".rtf")) or "/embeddings/" in name:
            raise _make_error(path, msg("holds a macro or an embedded object: {name}", name=entry.filename))


def _check_part(name: str, data: bytes, path: str) -> None:
    """Raise TrackerError if a part of a document would load something."""
    etree = require_extra("lxml.etree", "report", MISSING_LIBRARY)
    if _DOCTYPE.search(data):
        raise make_damaged_error(path)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.LxmlError, ValueError):
        raise make_damaged_error(path) from None
    if name.lower().endswith(".rels"):
        _check_relationships(root, path)
    for field in _list_fields(root):
        word = field.split()[0].lower() if field.split() else ""
        if word and word not in _SAFE_FIELDS and not word.startswith("="):
            raise _make_error(path, msg("has a field that loads or runs something: {name}", name=field.strip()[:60]))


def _check_relationships(root: Any, path: str) -> None:  # noqa: ANN401 (an element of lxml)
    for relation in root.iter(f"{{{_RELATIONSHIPS}}}Relationship"):
        kind, target = (relation.get("Type") or "").rpartition("/")[2], relation.get("Target") or ""
        is_link = kind == "hyperlink" and target.lower().startswith(_LINK_SCHEMES)
        is_remote = relation.get("TargetMode") == "External" or "://" in target or target.startswith("\\\\")
        if is_remote and not is_link and kind != "attachedTemplate":
            raise _make_error(path, msg("takes a part of itself from elsewhere: {name}", name=target[:60]))


def drop_attached_template(document: Any) -> None:  # noqa: ANN401 (of python-docx)
    """Remove the name of the file from which the template was made: Word would look for it at every opening."""
    parts = [relation.target_part for relation in document.part.rels.values() if _is_settings(relation)]
    for part in parts:
        for element in list(part.element.findall(qualify_name("attachedTemplate"))):
            part.element.remove(element)
        for key, related in list(part.rels.items()):
            if related.reltype.endswith("/attachedTemplate"):
                del part.rels[key]


def _is_settings(relation: Any) -> bool:  # noqa: ANN401 (of python-docx)
    return not relation.is_external and bool(relation.reltype.endswith("/settings"))


def check_properties(document: Any) -> None:  # noqa: ANN401 (of python-docx)
    """Fill a property of a template, so that an error in its XML is raised before anything is drawn."""
    document.core_properties.title, document.core_properties.revision = "", 1


def check_page(setup: Any) -> None:  # noqa: ANN401 (an element of lxml)
    """Raise ValueError if a page has no room for a report."""
    across = _measure(setup.page_width), _measure(setup.left_margin), _measure(setup.right_margin)
    down = _measure(setup.page_height), _measure(setup.top_margin), _measure(setup.bottom_margin)
    for size, *margins in (across, down):
        rest = min(across[0], down[0]) - sum(map(abs, margins))
        if not _MIN_PAGE <= size <= _MAX_PAGE or rest < _MIN_PAGE // 2:
            raise ValueError(size)


def _measure(length: float) -> int:
    return round(length / TWIP)


def _list_fields(root: Any) -> list[str]:  # noqa: ANN401 (an element of lxml)
    """Return the instructions of all fields of a part; one can be split over runs, and fields can be nested."""
    found, stack = [], [""]
    simple, text, mark = map(qualify_name, ("fldSimple", "instrText", "fldChar"))
    for element in root.iter(simple, text, mark):
        if element.tag == simple:
            found.append(element.get(qualify_name("instr")) or "")
        elif element.tag == text:
            stack[-1] += element.text or ""
        elif element.get(qualify_name("fldCharType")) == "begin":
            stack.append("")
        elif element.get(qualify_name("fldCharType")) == "end" and len(stack) > 1:
            found.append(stack.pop())
    return found + stack


def _make_error(path: str, message: Message) -> TrackerError:
    return make_error(message, msg("remove it in Word, and save the template again"), location=Location(path))
