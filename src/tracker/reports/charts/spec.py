"""The common parts of all charts: colours and sizes, line breaks, and the frame of a specification."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Spec: TypeAlias = dict[str, Any]
"""A Vega-Lite specification, or a part of one: only what JSON has."""

FONT = "Arial,'DejaVu Sans','Liberation Sans',sans-serif"
"""Each of them has every Vietnamese letter: the drawing library does not mix fonts well."""

SIZE, TITLE_SIZE = 12, 14
HEIGHT = 190
"""The height of the plot of an indicator in pixels."""

PAD = 16
"""The free space at either end of it, for the numbers beside the points."""
LEADING = 1.25
"""The height of a line of text in sizes of its letters."""

INK, QUIET, GRID, FRAME = "#1a1a1a", "#4d4d4d", "#dddddd", "#767676"
RESULT, TARGET, BAND = "#123a6b", "#8f2410", "#f1e3df"
"""Colours that differ in grey too; none is the only sign of anything, and texts have AAA contrast."""

SOLID: list[int] = []
HALO = "halo"
"""The prefix of the names of layers whose texts get a white edge, because they are on lines."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_TO_MIDDLE = 4
"""The distance from the middle of a letter to its foot."""

_BOLD_FACTOR = 1.13
_TITLE_GAP = 6
_NARROW = frozenset("iljtfrI.,:;!|'()[]/ -·¦")
_WIDE = frozenset("mwMW%@—…▲▼◆●○◇△□■✔✘►◄<>~≥≤")


class Margins(NamedTuple):
    """The room around the plot, in pixels."""

    left: float
    right: float
    top: float
    bottom: float


def measure_text(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return about how many pixels wide a text is in the font of the charts, rather too many."""
    width = sum(_measure_letter(letter) for letter in unicodedata.normalize("NFC", text))
    return width * size * (_BOLD_FACTOR if bold else 1)


def _measure_letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 0.9
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    return 0.73 if letter.isupper() else 0.62


def wrap_text(text: str, max_width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Return a text in lines of at most `max_width` pixels; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if measure_text(joined, size, bold=bold) <= max_width:
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and measure_text(lines[-1] + letter, size, bold=bold) > max_width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line] or [""]


def measure_height(lines: Sequence[str], size: float = SIZE) -> float:
    """Return the height of lines of text in pixels."""
    return len(lines) * size * LEADING


def encode_pixels(field: str) -> Spec:
    """Return the encoding of a position that the data give in pixels of the plot."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def encode_literal(field: str, kind: str = "nominal") -> Spec:
    """Return the encoding of a property whose value is in the data."""
    return {"field": field, "type": kind, "scale": None, "legend": None}


def build_layer(rows: Sequence[Mapping[str, Any]], mark: Spec, encoding: Spec, name: str = "") -> Spec:
    """Return a layer of marks, one a row; `name` names it."""
    named = {"name": name} if name else {}
    return {**named, "data": {"values": [dict(row) for row in rows]}, "mark": mark, "encoding": encoding}


def build_text_layer(
    rows: Sequence[Mapping[str, Any]], encoding: Spec, name: str, *, offset: float = 0, **properties: object
) -> Spec:
    """Return a layer of texts, the field `text` of each row, their middle `offset` pixels below their place."""
    looks = {"color": INK, "fontSize": SIZE, "baseline": "alphabetic", "dy": offset + _TO_MIDDLE, **properties}
    text = {"field": "text", "type": "nominal"}
    return build_layer(rows, {"type": "text", **looks}, {**encoding, "text": text}, name)


def place_word(text: str, x: float, y: float, align: str = "left") -> Spec:
    """Return a row of the layer `words`: a text and its place in pixels of the plot."""
    return {"x": round(x, 1), "y": round(y, 1), "text": text, "align": align}


def build_word_layer(rows: Sequence[Spec]) -> Spec:
    """Return the layer of the texts around the marks."""
    at = {"x": encode_pixels("x"), "y": encode_pixels("y")}
    return build_text_layer(rows, at, "words", align={"expr": "datum.align"})


def measure_title(title: tuple[Sequence[str], Sequence[str]]) -> float:
    """Return the height of title and subtitle above a plot."""
    return round(measure_height(title[0], TITLE_SIZE) + measure_height(title[1]) + 2 * _TITLE_GAP)


def build_spec(
    title: tuple[Sequence[str], Sequence[str]], size: tuple[float, float], margins: Margins, layers: Sequence[Spec]
) -> Spec:
    """Return a specification: title and subtitle in lines, the size and margins of the plot, and its layers."""
    head, under = title
    return {
        "$schema": SCHEMA,
        "width": size[0],
        "height": size[1],
        "autosize": "none",
        "padding": margins._asdict(),
        "background": "white",
        "title": {
            "text": list(head),
            "subtitle": list(under),
            "anchor": "start",
            "frame": "group",
            "dx": -margins.left,
            "offset": _TITLE_GAP,
        },
        "layer": list(layers),
        "config": {
            "aria": False,
            "font": FONT,
            "view": {"stroke": None},
            "point": {"opacity": 1},
            "tick": {"opacity": 1},
            "title": {
                "color": INK,
                "fontSize": TITLE_SIZE,
                "fontWeight": "bold",
                "lineHeight": TITLE_SIZE * LEADING,
                "subtitleColor": INK,
                "subtitleFontSize": SIZE,
                "subtitleLineHeight": SIZE * LEADING,
                "subtitlePadding": 4,
            },
            "axis": {"gridColor": GRID, "domainColor": FRAME, "tickColor": FRAME, "labels": False, "title": None},
        },
    }


def remove_title(spec: Spec) -> Spec:
    """Return a specification without its title, for a picture with a caption; the subtitle stays."""
    title, padding = spec["title"], spec["padding"]
    plain = {**title, "text": title["subtitle"], "fontSize": SIZE, "fontWeight": "normal"}
    del plain["subtitle"]  # an empty one takes a line, and moves the other out of the picture
    top = padding["top"] - measure_height(title["text"], TITLE_SIZE) + _TITLE_GAP
    return {**spec, "title": {**plain, "lineHeight": SIZE * LEADING}, "padding": {**padding, "top": round(top)}}
