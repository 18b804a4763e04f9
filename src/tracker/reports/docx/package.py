"""The file of a Word document: opened from an office's template or made new, and written the same for equal content.

A template keeps its styles, its page set-up, its headers and footers, and whatever stands in its body; styles that it
lacks are added. A document that the program has written is a template itself, once its text has been deleted.
"""

from __future__ import annotations

import copy
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tracker.errors import ExitCode, Location, Problem, TrackerError, msg
from tracker.extras import require_extra
from tracker.reports.docx.styles import add_missing_styles, find_language, qualify_name
from tracker.reports.docx.xml import NAMESPACES, TWIP, Picture, WordXmlBuilder
from tracker.reports.records import Report
from tracker.reports.templates import MISSING_LIBRARY, TEMPLATE_FOLDER

TEMPLATE = "report.docx"
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
"""The languages of reports as Word names them, for its spelling."""

_A4 = (11906, 16838)
_MARGINS = {"top": 1134, "right": 851, "bottom": 1134, "left": 1701, "header": 567, "footer": 567, "gutter": 0}
"""In twips: 20 mm at the top and at the bottom, 30 at the left, 15 at the right."""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAX_PROPERTY_LENGTH = 255
"""How many letters a property of a document may have."""

_VISIBLE_TAGS = tuple(
    qualify_name(tag) for tag in ("t", "tbl", "drawing", "pict", "object", "sdt", "fldSimple", "instrText")
)
"""What makes a paragraph more than an empty line."""


class DocumentSection(NamedTuple):
    """The XML of one section of the document; `is_wide` is landscape, one that `opens` begins a report."""

    content: str
    is_wide: bool = False
    starts_report: bool = False


class WordDocument(NamedTuple):
    """A document that is being written.

    `ids` are those of its styles by type and name, `lang` its language; `has_head` says whether something stands in its
    body, `setup` is how its pages are set up.
    """

    document: Any
    ids: Mapping[tuple[str, str], str]
    lang: str
    has_template_text: bool
    page_setup: Any

    def make_builder(self, report: Report) -> WordXmlBuilder:
        """Return what writes the texts of a report."""
        lang = LANGUAGES[report.language.code]
        return WordXmlBuilder(self.ids, "" if lang == self.lang else lang)

    def measure_page(self, *, is_wide: bool) -> tuple[int, int]:
        """Return how wide and how high the text of a page is, in twips; `is_wide` is landscape."""
        width, height = self._get_page_size(is_wide)
        sides = [_to_twips(getattr(self.page_setup, f"{side}_margin")) for side in ("left", "right", "top", "bottom")]
        return width - sides[0] - sides[1], height - sides[2] - sides[3]

    def build_section(self, *, is_wide: bool, opens: bool = False, first: bool = False) -> Any:  # noqa: ANN401 (of lxml)
        """Return the properties of a section; one that `opens` a report has the head of a first page.

        `first` says that it is the first of the document; with any other that opens, pages are counted anew.
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
        found = [each.get("id", "") for each in self.document.element.body.iter() if str(each.tag).endswith("}docPr")]
        return max((int(number) for number in found if number.isdecimal()), default=0)

    def add_picture(self, data: bytes, width: int, height: int, description: str) -> Picture | None:
        """Put a picture into the document: as wide as told, in twips, or as its `height` allows; None if it is none."""
        unknown = require_extra("docx.image.exceptions", "report", MISSING_LIBRARY)
        wrong = (unknown.InvalidImageStreamError, unknown.UnexpectedEndOfFileError, unknown.UnrecognizedImageError)
        try:
            relation, image = self.document.part.get_or_add_image(io.BytesIO(data))
            shape = image.px_height / image.px_width
        except (*wrong, ArithmeticError, KeyError, ValueError, struct.error):
            return None
        if width * shape > height:
            width = round(height / shape)
        return Picture(relation, width, round(width * shape), description)

    def _get_page_size(self, is_wide: bool) -> tuple[int, int]:
        sides = sorted((_to_twips(self.page_setup.page_width), _to_twips(self.page_setup.page_height)), reverse=is_wide)
        return sides[0], sides[1]


def open_document(folder: str, report: Report) -> WordDocument:
    """Return the document to write `report` into: the template in `folder`, or a new one.

    Raises TrackerError where the template is no Word document, and with MISSING_EXTRA without the library.
    """
    library = require_extra("docx", "report", MISSING_LIBRARY)
    path = os.path.join(folder, TEMPLATE) if folder else ""
    if not path or not os.path.isfile(path):
        return _prepare_document(library.Document(io.BytesIO(_create_document(LANGUAGES[report.language.code]))))
    wrong = (KeyError, ValueError, TypeError, AttributeError, OSError, zipfile.BadZipFile, zlib.error)
    errors = (
        library.opc.exceptions.PackageNotFoundError,
        require_extra("lxml.etree", "report", MISSING_LIBRARY).LxmlError,
        *wrong,
    )
    try:
        return _prepare_document(library.Document(path))
    except errors:
        hint = msg("save it in Word as a document (.docx), or take a report of tracker and delete its text")
        message = msg("is no Word document that could be a template")
        raise TrackerError([Problem(Location(path), message, hint)], ExitCode.DATA) from None


def _prepare_document(document: Any) -> WordDocument:  # noqa: ANN401 (of python-docx)
    """Return a document with all that a report needs: styles, a page set-up, a head with the page's number.

    Raises ValueError where its parts are not what they are called.
    """
    body = document.element.body
    if body is None or document.styles.element.tag != qualify_name("styles"):
        raise ValueError(document)
    for key, related in list(document.part.rels.items()):
        if related.reltype.endswith("/stylesWithEffects"):  # a second copy of the styles, for the Word of 2007
            del document.part.rels[key]
    has_head = _clear_body(body)
    setup = body.get_or_add_sectPr()
    _set_up(setup)
    ids = add_missing_styles(document.styles.element, _read_shipped("styles.xml"))
    if not setup.findall(qualify_name("headerReference")):
        _number_pages(document, setup, ids["paragraph", "header"])
    return WordDocument(document, ids, find_language(document.styles.element), has_head, setup)


def _create_document(lang: str) -> bytes:
    """Return an empty document in a language, with the styles that come with the program."""
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
    """Drop the empty paragraphs of a body in which nothing else stands; return whether something does."""
    held = [child for child in body if child.tag != qualify_name("sectPr")]
    empty = all(child.tag == qualify_name("p") and next(child.iter(*_VISIBLE_TAGS), None) is None for child in held)
    if empty:
        for child in held:
            body.remove(child)
    return not empty


def _set_up(setup: Any) -> None:  # noqa: ANN401 (an element of lxml)
    """Give pages the size and the margins that a template leaves open."""
    margins = setup.get_or_add_pgMar()
    for side, twips in _MARGINS.items():
        if getattr(margins, side) is None:
            setattr(margins, side, twips * TWIP)
    if setup.page_width is None or setup.page_height is None:
        setup.page_width, setup.page_height = (twips * TWIP for twips in _A4)


def _number_pages(document: Any, setup: Any, style: str) -> None:  # noqa: ANN401
    """Put the number of the page into the middle of the head of every page but the first of a section that has one."""
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
    """Begin a section with page 1."""
    for old in setup.findall(qualify_name("pgNumType")):
        setup.remove(old)
    after = ("cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid")
    numbers = parse_xml(f'<w:pgNumType {NAMESPACES} w:start="1"/>')
    setup.insert_element_before(numbers, *(f"w:{tag}" for tag in after))


def save_document(package: WordDocument, sections: Sequence[DocumentSection], reports: tuple[Report, ...]) -> bytes:
    """Return the file: the sections after what stands in the document; it is the same for equal content."""
    body = package.document.element.body
    text = require_extra("lxml.etree", "report", MISSING_LIBRARY).tostring
    for at, section in enumerate(sections, 1):
        setup = package.build_section(is_wide=section.is_wide, opens=section.starts_report, first=at == 1)
        if at == len(sections):
            content = section.content
            body.replace(body.sectPr, setup)
        else:
            ended = text(setup, encoding="unicode")
            content = section.content + WordXmlBuilder(package.ids).build_paragraph(
                "Tracker section end", extra_properties=ended
            )
        last = body.sectPr
        for child in list(parse_xml(f"<w:body {NAMESPACES}>{content}</w:body>")):
            last.addprevious(child)
    _describe(package, reports[0])
    buffer = io.BytesIO()
    package.document.save(buffer)
    return _normalize_dates(buffer)


def _describe(package: WordDocument, report: Report) -> None:
    """Fill the properties of the document; its dates are the day of the report."""
    day = datetime.fromisoformat(report.assessment_set.as_of)
    said = package.document.core_properties
    said.title, said.subject = report.title[:_MAX_PROPERTY_LENGTH], report.subtitle[:_MAX_PROPERTY_LENGTH]
    said.author = said.last_modified_by = report.letterhead.body[:_MAX_PROPERTY_LENGTH].strip("…") or "tracker"
    said.language, said.revision = package.lang, 1
    said.created = said.modified = day


def _normalize_dates(buffer: io.BytesIO) -> bytes:
    """Return a package whose parts all bear the same date, so that equal content gives equal bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            is_packed = part.filename.endswith((".png", ".jpg", ".jpeg"))  # a picture gets no smaller
            info.compress_type, info.create_system = (zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED), 0
            target.writestr(info, source.read(part))
    return result.getvalue()
