"""The styles and the shared texts of an .xlsx file."""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from tracker.importing.readers.archive import get_name, iter_elements
from tracker.importing.readers.cells import CellDoubt
from tracker.importing.readers.formats import BUILT_IN

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RAISED = ("superscript", "subscript")
_FALSE = ("0", "false", "off")


class Style(NamedTuple):
    """How the cells of a style look: their number format, and the doubt that their font leaves."""

    code: str
    doubt: CellDoubt | None


def read_styles(part: bytes | None, file: str) -> list[Style]:
    """Return the styles of cells in their order."""
    codes = dict(BUILT_IN)
    fonts: list[CellDoubt | None] = []
    styles: list[Style] = []
    named: list[str] = []
    for name, element in iter_elements(part or b"", file, frozenset(("numFmts", "fonts", "cellStyleXfs", "cellXfs"))):
        if name == "numFmts":
            codes.update({parse_index(each.get("numFmtId")): each.get("formatCode", "") for each in element})
        elif name == "fonts":
            fonts = [_get_doubt(font) for font in element]
        elif name == "cellStyleXfs":
            named = [codes.get(parse_index(each.get("numFmtId")), "") for each in element]
        elif name == "cellXfs":
            for each in element:
                font = parse_index(each.get("fontId"))
                doubt = fonts[font] if 0 <= font < len(fonts) else None
                base = parse_index(each.get("xfId"))
                code = codes.get(parse_index(each.get("numFmtId")), "")
                if each.get("numFmtId") is None and 0 <= base < len(named):  # that of the named style, as Normal
                    code = named[base]
                styles.append(Style(code, doubt))
    return styles


def _get_doubt(font: Element | None) -> CellDoubt | None:
    """Return the doubt that a font leaves about what is written in it."""
    for each in () if font is None else font:
        name, value = get_name(each), each.get("val", "1")
        if name == "strike" and value not in _FALSE:
            return "struck"
        if name == "vertAlign" and value in _RAISED:
            return "raised"
    return None


def unescape(text: str) -> str:
    """Return a text without the codes (`_x000D_`) that stand for characters which XML cannot hold."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def parse_index(text: str | None) -> int:
    """Return a number that counts or points, 0 without one, and -1 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1 if text else 0


def read_texts(part: bytes | None, file: str) -> list[tuple[str, CellDoubt | None]]:
    """Return the texts that cells refer to, each with its doubt."""
    if not part:
        return []
    return [read_text(element) for name, element in iter_elements(part, file, frozenset(("si",))) if name == "si"]


def read_text(element: Element) -> tuple[str, CellDoubt | None]:
    """Return a text, and the doubt that the fonts of its runs leave."""
    text, doubt = "", None
    for child in element:
        name = get_name(child)
        if name == "t":
            text += "".join(child.itertext())
        elif name == "r":
            written = "".join("".join(each.itertext()) for each in child if get_name(each) == "t")
            font = next((each for each in child if get_name(each) == "rPr"), None)
            text += written
            doubt = doubt or (_get_doubt(font) if written.strip() else None)
    return unescape(text), doubt
