"""The file of a Word document: opened from a template or made new; equal content gives equal bytes.

A template keeps its styles, page set-up, headers, footers and body; missing styles are added. A document that the
program has written can be a template once its text is deleted.
"""

from __future__ import annotations

import copy
import io
import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tracker.errors import require_extra
from tracker.reports.docx.styles import add_missing_styles, find_language, qualify_name
from tracker.reports.docx.template_file import (
    MAX_BYTES,
    check_page,
    check_properties,
    check_template_file,
    drop_attached_template,
    make_damaged_error,
)
from tracker.reports.docx.xml import NAMESPACES, TWIP, Picture, WordXmlBuilder
from tracker.reports.records import Report
from tracker.reports.template_engine import TEMPLATE_FOLDER
from tracker.reports.templates import MISSING_LIBRARY, read_user_file

TEMPLATE = "report.docx"

_A4 = (11906, 16838)
_MARGINS = {"top": 1134, "right": 851, "bottom": 1134, "left": 1701, "header": 567, "footer": 567, "gutter": 0}
"""In twips: 20 mm at the top and at the bottom, 30 at the left, 15 at the right."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAX_PROPERTY_LENGTH = 255

_VISIBLE_TAGS = tuple(map(qualify_name, ("t", "tbl", "drawing", "pict", "object", "sdt", "fldSimple", "instrText")))
"""The elements that make a paragraph more than an empty line."""


class DocumentSection(NamedTuple):
    """The XML of one section of the document; `is_wide` means landscape."""

    content: str
    is_wide: bool = False
    starts_report: bool = False


class WordDocument(NamedTuple):
    """A document that is being written.

    `ids` are those of its styles by type and name, `lang` its language; `has_template_text` says whether the template
    has a body.
    """

    document: Any
    ids: Mapping[tuple[str, str], str]
    lang: str
    has_template_text: bool
    page_setup: Any

    def make_builder(self, report: Report) -> WordXmlBuilder:
        """Return the writer of the texts of a report."""
        lang = report.language.get_tag()
        return WordXmlBuilder(self.ids, "" if lang == self.lang else lang)

    def measure_page(self, *, is_wide: bool) -> tuple[int, int]:
        """Return the width and height of the text of a page, in twips; `is_wide` means landscape."""
        width, height = self._get_page_size(is_wide)
        sides = [_to_twips(getattr(self.page_setup, f"{side}_margin")) for side in ("left", "right", "top", "bottom")]
        return width - sides[0] - sides[1], height - sides[2] - sides[3]

    def build_section(self, *, is_wide: bool, opens: bool = False, first: bool = False) -> Any:  # noqa: ANN401 (of lxml)
        """Return the properties of a section; one that `opens` a report has the header of a first page.

        If it is not the `first` of the document, its pages are numbered from 1.
        """
        setup = copy.deepcopy(self.page_setup)
        orient = require_extra("docx.enum.section", "report", MISSING_LIBRARY)
        setup.page_width, setup.page_height = (twips * TWIP for twips in self._get_page_size(is_wide))
        setup.orientation = orient.WD_ORIENTATION.LANDSCAPE if is_wide else orient.WD_ORIENTATION.PORTRAIT
        setup.titlePg_val = opens and any(each.get(qualify_name("type")) == "first" for each in setup)
        if not first:
            setup.start_type = orient.WD_SECTION_START.NEW_PAGE
        for old in setup.findall(qualify_name("pgNumType")):
            old.attrib.pop(qualify_name("start"), None)
        if opens and not first:
            _restart_page_numbers(setup)
        return setup

    def find_last_picture_number(self) -> int:
        """Return the highest number of a picture in the document."""
        ids = [each.get("id", "") for each in self.document.element.body.iter() if str(each.tag).endswith("}docPr")]
        return max((int(number) for number in ids if number.isdecimal()), default=0)

    def add_picture(self, data: bytes, width: int, height: int, description: str) -> Picture | None:
        """Put a picture into the document, at most `width` and `height` twips large; return None if it is none."""
        try:
            relation, image = self.document.part.get_or_add_image(io.BytesIO(data))
            shape = image.px_height / image.px_width
        except Exception:  # noqa: BLE001 (the library stops at damage with errors of any kind)
            return None
        if width * shape > height:
            width = round(height / shape)
        return Picture(relation, width, round(width * shape), description)

    def _get_page_size(self, is_wide: bool) -> tuple[int, int]:
        sides = sorted((_to_twips(self.page_setup.page_width), _to_twips(self.page_setup.page_height)), reverse=is_wide)
        return sides[0], sides[1]


def open_document(folder: str, report: Report) -> WordDocument:
    """Return the document for `report`: the template in `folder`, or a new one.

    Raises TrackerError if the template is no Word document, and with MISSING_EXTRA without the library.
    """
    library = require_extra("docx", "report", MISSING_LIBRARY)
    path = os.path.join(folder, TEMPLATE)
    data = read_user_file(folder, TEMPLATE, MAX_BYTES) if folder else None
    if data is None:
        return _prepare_document(library.Document(io.BytesIO(_create_document(report.language.get_tag()))))
    wrong = (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile, zlib.error)
    invalid_xml = require_extra("lxml.etree", "report", MISSING_LIBRARY).LxmlError
    check_template_file(data, path)
    try:
        document = library.Document(io.BytesIO(data))
        drop_attached_template(document)
        check_properties(document)
        return _prepare_document(document)
    except (library.opc.exceptions.PackageNotFoundError, invalid_xml, *wrong):
        raise make_damaged_error(path) from None


def _prepare_document(document: Any) -> WordDocument:  # noqa: ANN401 (of python-docx)
    """Return a document with all that a report needs: styles, a page set-up, a header with the page number.

    Raises ValueError if its parts are not what their names say.
    """
    body = document.element.body
    if body is None or document.styles.element.tag != qualify_name("styles"):
        raise ValueError(document)
    for key, related in list(document.part.rels.items()):
        if related.reltype.endswith("/stylesWithEffects"):  # a second copy of the styles, for the Word of 2007
            del document.part.rels[key]
    has_text = _clear_body(body)
    setup = body.get_or_add_sectPr()
    _set_up(setup)
    check_page(setup)
    ids = add_missing_styles(document.styles.element, _read_shipped("styles.xml"))
    if not setup.findall(qualify_name("headerReference")):
        _number_pages(document, setup, ids["paragraph", "header"])
    return WordDocument(document, ids, find_language(document.styles.element), has_text, setup)


def _create_document(lang: str) -> bytes:
    """Return an empty document in a language, with the shipped styles."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body><w:sectPr/></w:body></w:document>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for part, text in parts.items():
            package.writestr(part, text)
        for part in ("styles.xml", "settings.xml"):
            package.writestr(f"word/{part}", _read_shipped(part).replace(b"vi-VN", lang.encode()))
    return buffer.getvalue()


def _read_shipped(name: str) -> bytes:
    with open(os.path.join(TEMPLATE_FOLDER, "docx", name), "rb") as file:
        return file.read()


def _clear_body(body: Any) -> bool:  # noqa: ANN401 (an element of lxml)
    """Remove the paragraphs of a body if all of them are empty; return whether there is any text."""
    children = [child for child in body if child.tag != qualify_name("sectPr")]
    if any(child.tag != qualify_name("p") or next(child.iter(*_VISIBLE_TAGS), None) is not None for child in children):
        return True
    for child in children:
        body.remove(child)
    return False


def _set_up(setup: Any) -> None:  # noqa: ANN401 (an element of lxml)
    """Set the page size and the margins that a template does not set."""
    margins = setup.get_or_add_pgMar()
    for side, twips in _MARGINS.items():
        if getattr(margins, side) is None:
            setattr(margins, side, twips * TWIP)
    if setup.page_width is None or setup.page_height is None:
        setup.page_width, setup.page_height = (twips * TWIP for twips in _A4)


def _number_pages(document: Any, setup: Any, style: str) -> None:  # noqa: ANN401
    """Put the page number into the header of every page, but not of the first page of a report."""
    kinds = require_extra("docx.enum.section", "report", MISSING_LIBRARY).WD_HEADER_FOOTER
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    for kind, field in ((kinds.PRIMARY, number), (kinds.FIRST_PAGE, "")):
        part, relation = document.part.add_header_part()
        for old in list(part.element):
            part.element.remove(old)
        part.element.append(parse_xml(f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{field}</w:p>'))
        setup.add_headerReference(kind, relation)


def parse_xml(text: str) -> Any:  # noqa: ANN401 (an element of lxml)
    """Return an element from its XML."""
    return require_extra("docx.oxml.parser", "report", MISSING_LIBRARY).parse_xml(text)


def _to_twips(length: float) -> int:
    return round(length / TWIP)


def _restart_page_numbers(setup: Any) -> None:  # noqa: ANN401
    """Start a section with page 1."""
    for old in setup.findall(qualify_name("pgNumType")):
        setup.remove(old)
    after = ("cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid")
    numbers = parse_xml(f'<w:pgNumType {NAMESPACES} w:start="1"/>')
    setup.insert_element_before(numbers, *(f"w:{tag}" for tag in after))


def save_document(package: WordDocument, sections: Sequence[DocumentSection], reports: tuple[Report, ...]) -> bytes:
    """Return the file, with the sections after the text of the template; equal content gives equal bytes."""
    body, builder = package.document.element.body, WordXmlBuilder(package.ids)
    to_text = require_extra("lxml.etree", "report", MISSING_LIBRARY).tostring
    for number, section in enumerate(sections, 1):
        setup = package.build_section(is_wide=section.is_wide, opens=section.starts_report, first=number == 1)
        content = section.content
        if number == len(sections):
            body.replace(body.sectPr, setup)
        else:
            end = to_text(setup, encoding="unicode")
            content += builder.build_paragraph("Tracker section end", extra_properties=end)
        last = body.sectPr
        for child in list(parse_xml(f"<w:body {NAMESPACES}>{content}</w:body>")):
            last.addprevious(child)
    _describe(package, reports[0])
    buffer = io.BytesIO()
    package.document.save(buffer)
    return _normalize_dates(buffer)


def _describe(package: WordDocument, report: Report) -> None:
    """Fill the properties of the document; its dates are the as-of day."""
    core, most = package.document.core_properties, _MAX_PROPERTY_LENGTH
    core.title, core.subject = report.title[:most], report.subtitle[:most]
    core.author = core.last_modified_by = report.letterhead.body[:most].strip("…") or "tracker"
    core.language, core.revision = package.lang, 1
    core.created = core.modified = datetime.fromisoformat(report.assessment_set.as_of)


def _normalize_dates(buffer: io.BytesIO) -> bytes:
    """Return a package whose parts all have the same date."""
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            is_picture = part.filename.endswith((".png", ".jpg", ".jpeg"))  # it is compressed already
            info.compress_type, info.create_system = (zipfile.ZIP_STORED if is_picture else zipfile.ZIP_DEFLATED), 0
            target.writestr(info, source.read(part))
    return result.getvalue()
