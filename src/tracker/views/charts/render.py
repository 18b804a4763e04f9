"""Pictures of specifications: the only place that knows the library that draws.

It measures each letter of each text, which takes longer than all the rest, though no place in our charts depends on
what it measures. So it is given a short sign for each text, of no size but in the title, and the text is put where its
sign was drawn. That no text of the data ever gets into the library is welcome too.
"""

import re
from typing import Any, cast
from xml.etree import ElementTree

from tracker.errors import msg
from tracker.extras import need
from tracker.language import Language
from tracker.views.charts.style import FONT, HALO, SIZE, Spec

_SVG = "http://www.w3.org/2000/svg"
_TEXTS = ("text", "subtitle")
_SIGNS = "abcdefghijklmnopqrstuvwxyz"
_DROPPED = ("class", "role", "aria-hidden", "aria-roledescription", "aria-label", "pointer-events", "cursor")
_ROUNDED = ("transform", "d", "x", "y", "x2", "y2", "dy", "width", "height", "viewBox")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DEFAULTS = {"opacity": "1", "stroke-width": "1", "font-size": "0px", "font-family": FONT, "text-anchor": "start"}
_EDGE = {"stroke": "white", "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}


def svg(spec: Spec, language: Language) -> str:
    """Return the picture of a specification as an SVG element, with title and description for screen readers.

    It loads nothing. Its ids are made of that of the specification and the language, so that the pictures of all
    indicators can stand in one page. Raises TrackerError with the exit code MISSING_EXTRA where the library that draws
    is not installed.
    """
    found: list[str] = []
    signed = _signed(spec, found)
    root = ElementTree.fromstring(_library().vegalite_to_svg(signed))
    _tidied(root, {_sign(at): text for at, text in enumerate(found)})
    _introduced(root, spec, language)
    return ElementTree.tostring(root, encoding="unicode")


def png(spec: Spec, language: Language, scale: float = 2) -> bytes:
    """Return the picture of a specification as PNG, `scale` times as many pixels wide as the specification says.

    Raises TrackerError with the exit code MISSING_EXTRA where the library that draws is not installed.
    """
    return cast(bytes, _library().svg_to_png(svg(spec, language), scale=scale))


def _library() -> Any:  # noqa: ANN401 (a module)
    return need("vl_convert", "report", msg("drawing charts needs a part that is not installed"))


def _sign(at: int) -> str:
    """Return the sign of a text: a, b, … z, ba, bb, …"""
    more, last = divmod(at, len(_SIGNS))
    return (_sign(more) if more else "") + _SIGNS[last]


def _signed(node: Any, found: list[str]) -> Any:  # noqa: ANN401 (what JSON has)
    """Return a specification with a sign of no size in the place of each text, and add the texts to `found`."""
    if isinstance(node, list):
        return [_signed(item, found) for item in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in _TEXTS and isinstance(value, str):
            made[key] = _taken(value, found)
        elif key in _TEXTS and isinstance(value, list):
            made[key] = [_taken(line, found) for line in value]
        else:
            made[key] = _signed(value, found)
    return {**made, "fontSize": 0} if made.get("type") == "text" else made


def _taken(text: str, found: list[str]) -> str:
    found.append(text)
    return _sign(len(found) - 1)


def _tidied(node: ElementTree.Element, written: dict[str, str]) -> None:
    """Put the texts where their signs are, and drop from an element and all within it what draws nothing."""
    node.tag = node.tag.removeprefix(f"{{{_SVG}}}")
    if node.tag in ("text", "tspan") and node.text:
        node.text = written[node.text]
    if f" {HALO}_" in node.get("class", ""):
        node.attrib.update(_EDGE)
    for name in _DROPPED:
        node.attrib.pop(name, None)
    for name, value in _DEFAULTS.items():
        if node.get(name) == value and "stroke" not in (node.attrib if name == "stroke-width" else ()):
            del node.attrib[name]
    for name in _ROUNDED:
        if name in node.attrib:
            node.set(name, _NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), node.attrib[name]))
    if node.get("transform") in ("translate(0,0)", ""):
        del node.attrib["transform"]
    kept: list[ElementTree.Element] = []
    for child in node:
        _tidied(child, written)
        if child.tag == "g" and not child.attrib:
            kept += list(child)
        elif _draws(child):
            kept.append(child)
    node[:] = kept


def _draws(node: ElementTree.Element) -> bool:
    """Whether anything of an element can be seen."""
    if node.tag == "g":
        return len(node) > 0
    return node.tag != "path" or node.get("fill", "none") != "none" or "stroke" in node.attrib


def _introduced(root: ElementTree.Element, spec: Spec, language: Language) -> None:
    """Give a picture its name and description, and what all its texts have in common."""
    identity = f"{spec['usermeta']['id']}-{language.code}"
    root.attrib = {
        "xmlns": _SVG,
        "viewBox": root.attrib["viewBox"],
        "width": root.attrib["width"],
        "height": root.attrib["height"],
        "role": "img",
        "lang": language.code,
        "aria-labelledby": f"{identity}-title {identity}-desc",
        "font-family": FONT,
        "font-size": f"{SIZE}px",
    }
    title, description = ElementTree.Element("title"), ElementTree.Element("desc")
    title.set("id", f"{identity}-title")
    title.text = " ".join(spec["title"]["text"])
    description.set("id", f"{identity}-desc")
    description.text = spec["description"]
    root[:0] = [title, description]
