"""The marks of a chart: which shape and dash stands for what, and the legend that says so."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.reports.charts.spec import (
    INK,
    QUIET,
    RESULT,
    SIZE,
    TARGET,
    Spec,
    build_layer,
    encode_literal,
    encode_pixels,
    measure_text,
    place_word,
)
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.show.points import ChartData, ChartPoint

_HORIZONTAL, _VERTICAL = "M-1,0L1,0", "M0,-1L0,1"
_SPACE, _ROW, _GAP = 18, 18, 5


class MarkStyle(NamedTuple):
    """How one sort of thing is drawn: its shape, inside and edge, and the dashes and the width of that."""

    shape: str
    fill: str
    stroke: str
    dash: tuple[float, ...] = ()
    width: float = 2
    size: int = 64

    @property
    def fields(self) -> Spec:
        """Return the fields of a row of data that say how its mark looks."""
        return {"shape": self.shape, "fill": self.fill, "stroke": self.stroke, "size": self.size}


class LegendEntry(NamedTuple):
    """What stands in the legend: a mark, its meaning, and where it stands in pixels of the plot."""

    mark: MarkStyle
    text: str
    x: float = 0
    y: float = 0


MARK_ENCODING = {name: encode_literal(name) for name in ("shape", "fill", "stroke")} | {
    "size": encode_literal("size", "quantitative")
}
"""How a layer of points takes the looks that its data state."""

FINAL_MARK, OTHER_MARK = MarkStyle("circle", RESULT, RESULT), MarkStyle("circle", "white", RESULT)
BASELINE_MARK, OTHER_BASELINE_MARK = MarkStyle("square", RESULT, RESULT), MarkStyle("square", "white", RESULT)
FORECAST_MARK, ASSUMED_MARK = (
    MarkStyle("diamond", "white", RESULT, size=100),
    MarkStyle("triangle-up", "white", RESULT, size=80),
)
PLAN_MARK = MarkStyle(_HORIZONTAL, "none", INK, width=3, size=400)
LIMIT_MARK = MarkStyle(_HORIZONTAL, "none", TARGET, (8, 4), 1.5, 900)
EXPECTED_MARK = MarkStyle(_HORIZONTAL, "none", QUIET, (1, 5), 2, 900)
BREAK_MARK = MarkStyle(_VERTICAL, "none", INK, (2, 3), 1.5, 200)


def choose_mark(point: ChartPoint) -> MarkStyle:
    """Return how a measured number is drawn: filled where it is final, and else hollow."""
    if point.status == "forecast":
        return FORECAST_MARK
    if point.status == "assumed":
        return ASSUMED_MARK
    if point.is_baseline:
        return BASELINE_MARK if point.is_final else OTHER_BASELINE_MARK
    return FINAL_MARK if point.is_final else OTHER_MARK


def list_entries(data: ChartData, language: Language) -> list[LegendEntry]:
    """Return the meaning of every mark that is drawn."""
    points = sorted(data.results, key=lambda point: _MARK_ORDER.index(choose_mark(point)))
    found: dict[MarkStyle, list[str]] = {}
    for point in points:
        word = N_("baseline") if point.is_baseline else RESULT_STATUS_LABELS[point.status or "final"]
        words = found.setdefault(choose_mark(point), [])
        if language.translate(word) not in words:
            words.append(language.translate(word))
    others = (
        (PLAN_MARK, N_("plan"), data.plan_values),
        (LIMIT_MARK, N_("target"), data.limits),
        (EXPECTED_MARK, N_("expected way"), data.expected),
        (BREAK_MARK, N_("break in the series"), data.breaks),
    )
    return [LegendEntry(kind, ", ".join(words)) for kind, words in found.items()] + [
        LegendEntry(kind, language.translate(word)) for kind, word, drawn in others if drawn
    ]


_MARK_ORDER = (FINAL_MARK, OTHER_MARK, FORECAST_MARK, ASSUMED_MARK, BASELINE_MARK, OTHER_BASELINE_MARK)


def lay_out_entries(legend_entries: Sequence[LegendEntry], left: float, right: float, top: float) -> list[LegendEntry]:
    """Return the entries of a legend in their places, in rows from `left` to `right`, the first at `top`."""
    placed: list[LegendEntry] = []
    x, y = left, top
    for entry in legend_entries:
        wide = _measure_mark(entry.mark) + measure_text(entry.text)
        if placed and x + wide > right:
            x, y = left, y + _ROW
        placed.append(entry._replace(x=round(x), y=y))
        x += wide + _SPACE
    return placed


def _measure_mark(mark: MarkStyle) -> float:
    """Return how much room a mark takes with the gap before its meaning."""
    return (mark.size**0.5 if mark.shape == _HORIZONTAL else SIZE) + _GAP


def draw_marks(legend_entries: Sequence[LegendEntry]) -> Spec:
    """Return the layer of the marks of a legend."""
    rows = []
    for entry in legend_entries:
        kind = entry.mark
        edge = {"dash": list(kind.dash), "wide": kind.width}
        rows.append({**kind.fields, **edge, "x": entry.x + (_measure_mark(kind) - _GAP) / 2, "y": entry.y})
    at = {"x": encode_pixels("x"), "y": encode_pixels("y")}
    edges = {"strokeDash": encode_literal("dash"), "strokeWidth": encode_literal("wide", "quantitative")}
    return build_layer(rows, {"type": "point"}, {**at, **MARK_ENCODING, **edges}, "legend")


def label_marks(legend_entries: Sequence[LegendEntry]) -> list[Spec]:
    """Return the words of a legend, each beside its mark."""
    return [place_word(entry.text, entry.x + _measure_mark(entry.mark), entry.y) for entry in legend_entries]
