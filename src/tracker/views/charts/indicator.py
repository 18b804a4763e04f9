"""The chart of one indicator: results and what they are measured by, over the years."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.case import last_year_of
from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Board, Term
from tracker.views.charts import legend
from tracker.views.charts.labels import beside
from tracker.views.charts.legend import BREAK, EXPECTED, LIMIT, PLAN, Entry, entries, kind_of, laid_out
from tracker.views.charts.style import (
    BAND,
    GRID,
    HALO,
    HEIGHT,
    PAD,
    RESULT,
    SIZE,
    TITLE_SIZE,
    Edges,
    Spec,
    above,
    layer,
    pixels,
    text_width,
    texts,
    whole,
    wrapped,
)
from tracker.views.charts.words import description, subtitle, value_text
from tracker.views.formats import number_text, safe, target_text
from tracker.views.one.points import Drawn, drawn, span, ticks

WIDTH = 480
"""How many pixels wide a chart is: more only where a number needs it."""

_LEAST_WIDTH, _GAP = 240, 6
_HALF = 0.5
_X: Spec = {"field": "year", "type": "quantitative"}
_Y: Spec = {"field": "value", "type": "quantitative"}
_IN_PIXELS: Spec = {"x": pixels("x"), "y": pixels("y")}


class _Plot(NamedTuple):
    """The plot of one chart: what is drawn, its size and edges, and what stands around it.

    `levels` are round values with their texts, `due` the years from the term's first to that of the target.
    """

    shown: Drawn
    found: Detail
    language: Language
    width: float
    edges: Edges
    levels: list[tuple[Decimal, str]]
    years: list[int]
    legend: list[Entry]
    title: tuple[list[str], list[str]]
    due: tuple[int, int]

    @property
    def slot(self) -> float:
        """Return how many pixels wide a year is."""
        return self.width / (self.shown.years[1] - self.shown.years[0] + 1)


def indicator_chart(found: Detail, board: Board, language: Language) -> Spec | None:
    """Return the chart of one indicator as a Vega-Lite specification, or None where there is no number to draw.

    Its `description` says in the language what the picture shows; `usermeta` holds its id.
    """
    shown = drawn(found)
    if shown is None:
        return None
    plot = _plot(shown, found, board.register.term, language)
    layers = [
        _frame(plot),
        *_limits(plot),
        *_breaks(plot),
        *_expected(plot),
        *_plans(plot),
        *_results(plot),
        *_around(plot),
    ]
    spec = whole(plot.title, (plot.width, HEIGHT), plot.edges, layers)
    spec["description"] = description(found, shown, language)
    spec["usermeta"] = {"id": f"indicator-{found.assessment.indicator.id}"}
    return spec


def _plot(shown: Drawn, found: Detail, term: Term, language: Language) -> _Plot:
    """Return the plot: as wide as it can be beside its numbers, and as high as every other."""
    indicator = found.assessment.indicator
    due = (term.first_year, last_year_of(indicator, term))
    if shown.limits:
        shown = shown._replace(years=(shown.years[0], max(shown.years[1], due[1])))
    marked = ticks(*span(shown.values))
    levels = [(level, number_text(level, max(0, -marked[0][1]), language)) for level, _ in marked]
    left = max(text_width(text) for _, text in levels) + 2 * _GAP
    right = text_width(target_text(indicator.target, indicator, language)) + 2 * _GAP if shown.limits else 3 * _GAP
    width = max(WIDTH - left - right, _LEAST_WIDTH)
    first, last = shown.years
    step = int((last - first + 1) * (text_width("2000") + _GAP) // width) + 1
    title = (
        wrapped(safe(language.pick(indicator.name)), left + width + right, TITLE_SIZE, bold=True),
        wrapped(subtitle(found.assessment, language), left + width + right),
    )
    placed = laid_out(entries(shown, language), -left, width + right)
    top = above(title, 1.5 * SIZE if shown.breaks else 0)
    bottom = placed[-1].y - HEIGHT + SIZE
    years = list(range(last, first - 1, -step))[::-1]
    edges = Edges(round(left), round(right), top, round(bottom))
    return _Plot(shown, found, language, round(width), edges, levels, years, placed, title, due)


def _frame(plot: _Plot) -> Spec:
    """Return the layer that holds the axes: lines without texts, at the years and the round values."""
    first, last = plot.shown.years
    low, high = span(plot.shown.values)
    years = {"domain": [first - _HALF, last + _HALF], "nice": False, "zero": False}
    values = {"domain": [float(low), float(high)], "nice": False, "zero": False, "range": [HEIGHT - PAD, PAD]}
    across = {"values": plot.years, "grid": False, "tickSize": 4}
    upward = {"values": [float(level) for level, _ in plot.levels], "ticks": False, "domain": False, "gridColor": GRID}
    return layer(
        [{"year": first, "value": float(low)}],
        {"type": "point", "opacity": 0},
        {"x": {**_X, "scale": years, "axis": across}, "y": {**_Y, "scale": values, "axis": upward}},
        "frame",
    )


def _limits(plot: _Plot) -> list[Spec]:
    """Return the target as a line over the years of the term, or as a band between two, with its label."""
    limits = plot.shown.limits
    if not limits:
        return []
    indicator = plot.found.assessment.indicator
    ends = {"from": max(plot.shown.years[0], plot.due[0]) - _HALF, "to": plot.due[1] + _HALF}
    across = {"x": {**_X, "field": "from"}, "x2": {"field": "to"}}
    rows = [{**ends, "value": float(limit)} for limit in limits]
    band = [{**ends, "value": float(limits[0]), "high": float(limits[-1])}] if len(limits) > 1 else []
    middle = float(sum(limits) / len(limits))
    text = target_text(indicator.target, indicator, plot.language)
    label = [{"year": plot.shown.years[1] + _HALF, "value": middle, "text": text}]
    rule = {"type": "rule", "color": LIMIT.stroke, "strokeWidth": LIMIT.width, "strokeDash": list(LIMIT.dash)}
    shaded = [layer(band, {"type": "rect", "color": BAND}, {**across, "y": _Y, "y2": {"field": "high"}}, "band")]
    return [
        *(shaded if band else []),
        layer(rows, rule, {**across, "y": _Y}, "target"),
        texts(label, {"x": _X, "y": _Y}, "target_label", color=LIMIT.stroke, dx=_GAP),
    ]


def _breaks(plot: _Plot) -> list[Spec]:
    """Return a line before the first year of each new definition, with its label where there is room for it."""
    if not plot.shown.breaks:
        return []
    word = plot.language.text(N_("break in the series"))
    first, slot = plot.shown.years[0], plot.slot
    rows, labels = [], []
    free = 0.0
    for year in plot.shown.breaks:
        at = (year - first) * slot
        rows.append({"year": year - _HALF})
        text = f"¦ {word}" if at >= free else "¦"
        start = min(at, plot.width + plot.edges.right - text_width(text))
        labels.append({"x": round(start), "y": -SIZE, "text": text})
        free = start + text_width(text) + _GAP
    rule = {"type": "rule", "color": BREAK.stroke, "strokeWidth": BREAK.width, "strokeDash": list(BREAK.dash)}
    return [
        layer(rows, rule, {"x": _X}, "breaks"),
        texts(labels, _IN_PIXELS, "break_label"),
    ]


def _expected(plot: _Plot) -> list[Spec]:
    rows = [{"year": year, "value": float(value)} for year, value in plot.shown.expected]
    looks = {"color": EXPECTED.stroke, "strokeWidth": EXPECTED.width, "strokeDash": list(EXPECTED.dash)}
    mark = {"type": "line", "strokeCap": "round", **looks}
    return [layer(rows, mark, {"x": _X, "y": _Y}, "expected")] if rows else []


def _plans(plot: _Plot) -> list[Spec]:
    """Return a dash a year, with the sign of a plan that is only a bound."""
    if not plot.shown.plans:
        return []
    wide = min(26, round(plot.slot * 0.6))
    rows = [{"year": year, "value": float(value)} for year, value in plot.shown.planned]
    mark = {"type": "tick", "orient": "horizontal", "size": wide, "thickness": PLAN.width, "color": PLAN.stroke}
    signs = [
        {"year": year, "value": float(value), "text": plan.qualifier}
        for (year, value), (_, plan) in zip(plot.shown.planned, plot.shown.plans, strict=True)
        if plan.qualifier
    ]
    signed = [texts(signs, {"x": _X, "y": _Y}, "plan_bounds", dx=wide / 2 + 2)] if signs else []
    return [layer(rows, mark, {"x": _X, "y": _Y}, "plans"), *signed]


def _results(plot: _Plot) -> list[Spec]:
    """Return the results with their values; those that were measured are joined, but never across a break."""
    points = plot.shown.results
    joined = [
        {"year": point.year, "value": float(point.value), "part": plot.shown.part(point)}
        for point in points
        if point.status not in ("forecast", "assumed")
    ]
    rows = [{"year": point.year, "value": float(point.value), **kind_of(point).looks} for point in points]
    line = {"type": "line", "color": RESULT, "strokeWidth": 2}
    mark = {"type": "point", "strokeWidth": 2, "opacity": 1}
    part = {"field": "part", "type": "nominal"}
    return [
        layer(joined, line, {"x": _X, "y": _Y, "detail": part}, "line"),
        layer(rows, mark, {"x": _X, "y": _Y, **legend.LOOKS}, "results"),
        *_values(plot),
    ]


def _values(plot: _Plot) -> list[Spec]:
    """Return the values beside their points, of so many as have room."""
    indicator = plot.found.assessment.indicator
    written = [value_text(point, indicator, plot.language) for point in plot.shown.results]
    placed = beside(plot.shown, written, plot.slot, max(map(text_width, written)) + 2)
    made = []
    for shift in sorted({side.shift for side in placed}):
        rows = [
            {"year": side.point.year, "value": float(side.point.value), "text": side.text}
            for side in placed
            if side.shift == shift
        ]
        name = f"{HALO}_{'above' if shift < 0 else 'below'}"
        made.append(texts(rows, {"x": _X, "y": _Y}, name, align="center", dy=shift))
    return made


def _around(plot: _Plot) -> list[Spec]:
    """Return what stands around the plot: years, round values and the legend."""
    years = [{"year": year, "text": str(year)} for year in plot.years]
    levels = [{"value": float(level), "text": text} for level, text in plot.levels]
    return [
        texts(years, {"x": _X, "y": {"value": HEIGHT + SIZE + 2}}, "years", align="center"),
        texts(levels, {"x": {"value": -_GAP}, "y": _Y}, "levels", align="right"),
        *legend.layers(plot.legend),
    ]
