"""The marks of a chart and their legend."""

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
    """How one kind of mark is drawn: its shape, its fill, and the colour, dashes and width of its stroke."""

    shape: str
    fill: str
    stroke: str
    dash: tuple[float, ...] = ()
    width: float = 2
    size: int = 64

    @property
    def fields(self) -> Spec:
        """Return the fields of a row of data that set the style of its mark."""
        return {"shape": self.shape, "fill": self.fill, "stroke": self.stroke, "size": self.size}

    @property
    def line(self) -> Spec:
        """Return the style of a line."""
        return {"color": self.stroke, "strokeWidth": self.width, "strokeDash": list(self.dash)}


class LegendEntry(NamedTuple):
    """An entry of the legend: a mark, its meaning, and its place in pixels of the plot."""

    mark: MarkStyle
    text: str
    x: float = 0
    y: float = 0


MARK_ENCODING = {name: encode_literal(name) for name in ("shape", "fill", "stroke")} | {
    "size": encode_literal("size", "quantitative")
}
"""The encoding of a layer of points whose data set their style."""

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
    """Return the mark of a measured number: filled if it is final, else hollow."""
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
    meanings: dict[MarkStyle, list[str]] = {}
    for point in points:
        word = N_("baseline") if point.is_baseline else RESULT_STATUS_LABELS[point.status or "final"]
        meanings.setdefault(choose_mark(point), []).append(language.translate(word))
    others = (
        (PLAN_MARK, N_("plan"), data.plan_values),
        (LIMIT_MARK, N_("target"), data.limits),
        (EXPECTED_MARK, N_("expected way"), data.expected),
        (BREAK_MARK, N_("break in the series"), data.breaks),
    )
    return [LegendEntry(mark, ", ".join(dict.fromkeys(words))) for mark, words in meanings.items()] + [
        LegendEntry(mark, language.translate(word)) for mark, word, drawn in others if drawn
    ]


_MARK_ORDER = (FINAL_MARK, OTHER_MARK, FORECAST_MARK, ASSUMED_MARK, BASELINE_MARK, OTHER_BASELINE_MARK)


def lay_out_entries(entries: Sequence[LegendEntry], left: float, right: float, top: float) -> list[LegendEntry]:
    """Return the entries of a legend in their places, in rows from `left` to `right`, the first at `top`."""
    placed: list[LegendEntry] = []
    x, y = left, top
    for entry in entries:
        width = _measure_mark(entry.mark) + measure_text(entry.text)
        if placed and x + width > right:
            x, y = left, y + _ROW
        placed.append(entry._replace(x=round(x), y=y))
        x += width + _SPACE
    return placed


def _measure_mark(mark: MarkStyle) -> float:
    """Return the width of a mark with the gap before its meaning."""
    return (mark.size**0.5 if mark.shape == _HORIZONTAL else SIZE) + _GAP


def draw_marks(entries: Sequence[LegendEntry]) -> Spec:
    """Return the layer of the marks of a legend."""
    rows = []
    for entry in entries:
        mark = entry.mark
        edge = {"dash": list(mark.dash), "wide": mark.width}
        rows.append({**mark.fields, **edge, "x": entry.x + (_measure_mark(mark) - _GAP) / 2, "y": entry.y})
    at = {"x": encode_pixels("x"), "y": encode_pixels("y")}
    edges = {"strokeDash": encode_literal("dash"), "strokeWidth": encode_literal("wide", "quantitative")}
    return build_layer(rows, {"type": "point"}, {**at, **MARK_ENCODING, **edges}, "legend")


def label_marks(entries: Sequence[LegendEntry]) -> list[Spec]:
    """Return the words of a legend, each beside its mark."""
    return [place_word(entry.text, entry.x + _measure_mark(entry.mark), entry.y) for entry in entries]
