"""The XML of a Word document: texts, paragraphs, tables and pictures.

Texts are escaped here and nowhere else. Formatting comes from named styles; a paragraph itself has only what follows
from its content, such as the width of a rule below a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
TWIP = 635
"""A twentieth of a point in English metric units, the unit of pictures."""
MILLIMETRE = 56.7
"""A millimetre in twips."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HARD_SPACES = re.compile(r"(?<=[<>~≥≤×]) (?=\d)| (?=%)|(?<=\(\d) |(?<=\(\d\d) ")
"""Spaces that must not break a line: between sign and number, before a percent sign, and in "(6 months)"."""


class Picture(NamedTuple):
    """A picture of the document: the id of its relation, its width and height in twips, and its description."""

    relation: str
    width: int
    height: int
    description: str


class WordXmlBuilder(NamedTuple):
    """Writes XML; `ids` are those of the styles by type and name, `lang` is "" or differs from the document's."""

    ids: Mapping[tuple[str, str], str]
    lang: str = ""

    def build_run(self, text: str, style: str = "") -> str:
        """Return a text in a character style, "" for that of its paragraph."""
        properties = f'<w:rStyle w:val="{self.ids["character", style.lower()]}"/>' if style else ""
        properties += f'<w:lang w:val="{self.lang}"/>' if self.lang else ""
        properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{escape_xml(keep_together(text))}</w:t></w:r>'

    def build_paragraph(self, style: str, *runs: str, extra_properties: str = "") -> str:
        """Return a paragraph of runs; `extra_properties` are added to those of its style, in the schema's order."""
        identity = self.ids["paragraph", style.lower()]
        return f'<w:p><w:pPr><w:pStyle w:val="{identity}"/>{extra_properties}</w:pPr>{"".join(runs)}</w:p>'

    def build_text(self, style: str, text: str, extra_properties: str = "") -> str:
        """Return a paragraph of one text."""
        return self.build_paragraph(style, self.build_run(text), extra_properties=extra_properties)

    def build_item(self, style: str, mark: str, *runs: str) -> str:
        """Return a paragraph with a hanging mark: an item of a list, a footnote, a source."""
        return self.build_paragraph(style, mark, "<w:r><w:tab/></w:r>", *runs)

    def build_rule(self, room: int, length: float) -> str:
        """Return a line of `length` twips, centred in a width of `room`."""
        side = max(0, round((room - length) / 2))
        return self.build_paragraph("Tracker rule", extra_properties=f'<w:ind w:left="{side}" w:right="{side}"/>')

    def build_table(self, style: str, widths: Sequence[int], rows: Iterable[str], title: str = "") -> str:
        """Return a table with columns of these widths in twips; `title` is for screen readers.

        The first row of a table with a title is its headings.
        """
        caption = f"<w:tblCaption w:val={quoteattr(_replace_forbidden(title))}/>" if title else ""
        look = f'<w:tblLook w:val="{"0020" if title else "0000"}" w:firstRow="{int(bool(title))}" w:lastRow="0" '
        look += 'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.ids["table", style.lower()]}"/><w:tblW w:w="{sum(widths)}" '
            f'w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}{caption}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def build_picture(self, picture: Picture, number: int) -> str:
        """Return a run with a picture; `number` is unique in the document."""
        shows = quoteattr(_replace_forbidden(picture.description))
        size = f'cx="{picture.width * TWIP}" cy="{picture.height * TWIP}"'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr={shows}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" descr={shows}/>'
            "<pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{picture.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def keep_together(text: str) -> str:
    """Return a text with no-break spaces where no line may end."""
    return _HARD_SPACES.sub("\N{NO-BREAK SPACE}", text)


def build_row(*cells: str, heading: bool = False, height: int = 0) -> str:
    """Return a row that no page break divides, at least `height` twips high; a heading is repeated on each page."""
    high = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{'<w:tblHeader/>' if heading else ''}</w:trPr>{''.join(cells)}</w:tr>"


def build_cell(width: int, *paragraphs: str, span: int = 1, merge: str = "", align: str = "") -> str:
    """Return a cell over `span` columns; `merge` is `restart` in the first of merged rows, `continue` in the others."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    aligned = f'<w:vAlign w:val="{align}"/>' if align else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{aligned}</w:tcPr>'
        f"{''.join(paragraphs)}</w:tc>"
    )


def escape_xml(text: str) -> str:
    """Return text for XML, with a replacement for every character that XML does not allow."""
    return escape(_replace_forbidden(text))


def _replace_forbidden(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
