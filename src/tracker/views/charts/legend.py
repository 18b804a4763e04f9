"""The marks of a chart: which shape and dash stands for what, and the legend that says so."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.language import N_, Language
from tracker.views.charts.style import (
    INK,
    QUIET,
    RESULT,
    SIZE,
    TARGET,
    Spec,
    layer,
    literal,
    pixels,
    text_width,
    word,
)
from tracker.views.one.points import Drawn, Point
from tracker.views.words import RESULT_STATUS

_LEVEL, _UPRIGHT = "M-1,0L1,0", "M0,-1L0,1"
_SPACE, _ROW, _GAP = 18, 18, 5


class Kind(NamedTuple):
    """How one sort of thing is drawn: its shape, inside and edge, and the dashes and the width of that."""

    shape: str
    fill: str
    stroke: str
    dash: tuple[float, ...] = ()
    width: float = 2
    size: int = 64

    @property
    def looks(self) -> Spec:
        """Return the fields of a row of data that say how its mark looks."""
        return {"shape": self.shape, "fill": self.fill, "stroke": self.stroke, "size": self.size}


class Entry(NamedTuple):
    """What stands in the legend: a mark, its meaning, and where it stands in pixels of the plot."""

    kind: Kind
    text: str
    x: float = 0
    y: float = 0


LOOKS = {name: literal(name) for name in ("shape", "fill", "stroke")} | {"size": literal("size", "quantitative")}
"""How a layer of points takes the looks that its data state."""

FINAL, OTHER = Kind("circle", RESULT, RESULT), Kind("circle", "white", RESULT)
BASELINE, OTHER_BASELINE = Kind("square", RESULT, RESULT), Kind("square", "white", RESULT)
FORECAST, ASSUMED = Kind("diamond", "white", RESULT, size=100), Kind("triangle-up", "white", RESULT, size=80)
PLAN = Kind(_LEVEL, "none", INK, width=3, size=400)
LIMIT = Kind(_LEVEL, "none", TARGET, (8, 4), 1.5, 900)
EXPECTED = Kind(_LEVEL, "none", QUIET, (1, 5), 2, 900)
BREAK = Kind(_UPRIGHT, "none", INK, (2, 3), 1.5, 200)


def kind_of(point: Point) -> Kind:
    """Return how a measured number is drawn: filled where it is final, and else hollow."""
    if point.status == "forecast":
        return FORECAST
    if point.status == "assumed":
        return ASSUMED
    if point.is_baseline:
        return BASELINE if point.is_final else OTHER_BASELINE
    return FINAL if point.is_final else OTHER


def entries(shown: Drawn, language: Language) -> list[Entry]:
    """Return the meaning of every mark that is drawn."""
    points = sorted(shown.results, key=lambda point: _ORDER.index(kind_of(point)))
    found: dict[Kind, list[str]] = {}
    for point in points:
        word = N_("baseline") if point.is_baseline else RESULT_STATUS[point.status or "final"]
        words = found.setdefault(kind_of(point), [])
        if language.text(word) not in words:
            words.append(language.text(word))
    others = (
        (PLAN, N_("plan"), shown.planned),
        (LIMIT, N_("target"), shown.limits),
        (EXPECTED, N_("expected way"), shown.expected),
        (BREAK, N_("break in the series"), shown.breaks),
    )
    return [Entry(kind, ", ".join(words)) for kind, words in found.items()] + [
        Entry(kind, language.text(word)) for kind, word, drawn in others if drawn
    ]


_ORDER = (FINAL, OTHER, FORECAST, ASSUMED, BASELINE, OTHER_BASELINE)


def laid_out(found: Sequence[Entry], left: float, right: float, top: float) -> list[Entry]:
    """Return the entries of a legend in their places, in rows from `left` to `right`, the first at `top`."""
    placed: list[Entry] = []
    x, y = left, top
    for entry in found:
        wide = _mark_width(entry.kind) + text_width(entry.text)
        if placed and x + wide > right:
            x, y = left, y + _ROW
        placed.append(entry._replace(x=round(x), y=y))
        x += wide + _SPACE
    return placed


def _mark_width(kind: Kind) -> float:
    """Return how much room a mark takes with the gap before its meaning."""
    return (kind.size**0.5 if kind.shape == _LEVEL else SIZE) + _GAP


def marks(found: Sequence[Entry]) -> Spec:
    """Return the layer of the marks of a legend."""
    rows = []
    for entry in found:
        kind = entry.kind
        edge = {"dash": list(kind.dash), "wide": kind.width}
        rows.append({**kind.looks, **edge, "x": entry.x + (_mark_width(kind) - _GAP) / 2, "y": entry.y})
    at = {"x": pixels("x"), "y": pixels("y")}
    edges = {"strokeDash": literal("dash"), "strokeWidth": literal("wide", "quantitative")}
    return layer(rows, {"type": "point"}, {**at, **LOOKS, **edges}, "legend")


def meanings(found: Sequence[Entry]) -> list[Spec]:
    """Return the words of a legend, each beside its mark."""
    return [word(entry.text, entry.x + _mark_width(entry.kind), entry.y) for entry in found]
