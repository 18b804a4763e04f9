"""Pictures of specifications: the only module that uses the drawing library.

The library measures each letter of each text, which takes longer than all the rest, and our charts do not need it. So
it gets a short placeholder for each text, of size 0 except in the title, and the text is put back afterwards. No text
of the data gets into the library.
"""

import re
from typing import Any, cast
from xml.etree import ElementTree

from tracker.errors import msg, require_extra
from tracker.i18n import Language
from tracker.reports.charts.spec import FONT, HALO, SIZE, Spec

_SVG = "http://www.w3.org/2000/svg"
_TEXT_KEYS = ("text", "subtitle")
_PLACEHOLDER_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DROPPED_ATTRIBUTES = ("class", "role", "aria-hidden", "aria-roledescription", "aria-label", "pointer-events", "cursor")
_ROUNDED_ATTRIBUTES = ("transform", "d", "x", "y", "x2", "y2", "dy", "width", "height", "viewBox")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DEFAULT_ATTRIBUTES = {
    "opacity": "1",
    "stroke-width": "1",
    "font-size": "0px",
    "font-family": FONT,
    "text-anchor": "start",
}
_HALO_ATTRIBUTES = {"stroke": "white", "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}


def render_svg(spec: Spec, language: Language) -> str:
    """Return the picture of a specification as an SVG element, with title and description for screen readers.

    Its ids contain that of the specification and the language, so that one page can hold many pictures. Raises
    TrackerError with the exit code MISSING_EXTRA if the drawing library is not installed.
    """
    texts: list[str] = []
    bare = _insert_placeholders(spec, texts)
    root = ElementTree.fromstring(_require_vl_convert().vegalite_to_svg(bare))
    _restore_texts(root, {_make_placeholder(at): text for at, text in enumerate(texts)})
    _add_description(root, spec, language)
    return ElementTree.tostring(root, encoding="unicode")


def render_png(spec: Spec, language: Language, scale: float = 2) -> bytes:
    """Return the picture of a specification as PNG, enlarged by `scale`.

    Raises TrackerError with the exit code MISSING_EXTRA if the drawing library is not installed.
    """
    return cast(bytes, _require_vl_convert().svg_to_png(render_svg(spec, language), scale=scale))


def _require_vl_convert() -> Any:  # noqa: ANN401 (a module)
    return require_extra("vl_convert", "report", msg("drawing charts needs the optional extra {extra}", extra="report"))


def _make_placeholder(index: int) -> str:
    """Return the placeholder of a text: a, b, … z, ba, bb, …"""
    more, last = divmod(index, len(_PLACEHOLDER_LETTERS))
    return (_make_placeholder(more) if more else "") + _PLACEHOLDER_LETTERS[last]


def _insert_placeholders(node: Any, texts: list[str]) -> Any:  # noqa: ANN401 (what JSON has)
    """Return a specification with a placeholder of size 0 for each text, and add the texts to `texts`."""
    if isinstance(node, list):
        return [_insert_placeholders(item, texts) for item in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in _TEXT_KEYS and isinstance(value, str):
            made[key] = _take_text(value, texts)
        elif key in _TEXT_KEYS and isinstance(value, list):
            made[key] = [_take_text(line, texts) for line in value]
        else:
            made[key] = _insert_placeholders(value, texts)
    return {**made, "fontSize": 0} if made.get("type") == "text" else made


def _take_text(text: str, texts: list[str]) -> str:
    texts.append(text)
    return _make_placeholder(len(texts) - 1)


def _restore_texts(node: ElementTree.Element, texts: dict[str, str]) -> None:
    """Replace the placeholders by their texts, and remove from an element and all within it what draws nothing."""
    node.tag = node.tag.removeprefix(f"{{{_SVG}}}")
    if node.tag in ("text", "tspan") and node.text:
        node.text = texts[node.text]
    if f" {HALO}_" in node.get("class", ""):
        node.attrib.update(_HALO_ATTRIBUTES)
    for name in _DROPPED_ATTRIBUTES:
        node.attrib.pop(name, None)
    for name, value in _DEFAULT_ATTRIBUTES.items():
        if node.get(name) == value and "stroke" not in (node.attrib if name == "stroke-width" else ()):
            del node.attrib[name]
    for name in _ROUNDED_ATTRIBUTES:
        if name in node.attrib:
            node.set(name, _NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), node.attrib[name]))
    if node.get("transform") in ("translate(0,0)", ""):
        del node.attrib["transform"]
    kept: list[ElementTree.Element] = []
    for child in node:
        _restore_texts(child, texts)
        if child.tag == "g" and not child.attrib:
            kept += list(child)
        elif _is_visible(child):
            kept.append(child)
    node[:] = kept


def _is_visible(node: ElementTree.Element) -> bool:
    """Whether an element draws anything."""
    if node.tag == "g":
        return len(node) > 0
    return node.tag != "path" or node.get("fill", "none") != "none" or "stroke" in node.attrib


def _add_description(root: ElementTree.Element, spec: Spec, language: Language) -> None:
    """Set the title, the description and the font of a picture."""
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
