"""The chart of one indicator: results and what they are measured by, over the years."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.case import last_year_of
from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Board, Term
from tracker.views.charts import legend
from tracker.views.charts.labels import beside, down
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
    text_width,
    texts,
    whole,
    word,
    words,
    wrapped,
)
from tracker.views.charts.words import description, subtitle, value_text
from tracker.views.formats import number_text, safe, target_text
from tracker.views.one.points import Drawn, drawn, span, ticks

WIDTH = 480
"""How many pixels wide a chart is: more only where a number needs it."""

_LEAST_WIDTH, _GAP = 300, 6
_HALF = 0.5
_ROW, _BELOW_YEARS = 18, 42
_X: Spec = {"field": "year", "type": "quantitative"}
_Y: Spec = {"field": "value", "type": "quantitative"}


class _Plot(NamedTuple):
    """The plot of one chart: what is drawn, its size and edges, and what stands around it.

    `levels` are round values with their texts, `due` the years from the term's first to that of the target.
    """

    shown: Drawn
    found: Detail
    language: Language
    size: tuple[float, float]
    edges: Edges
    levels: list[tuple[Decimal, str]]
    years: list[int]
    legend: list[Entry]
    title: tuple[list[str], list[str]]
    due: tuple[int, int]

    @property
    def slot(self) -> float:
        """Return how many pixels wide a year is."""
        return self.size[0] / (self.shown.years[1] - self.shown.years[0] + 1)

    @property
    def top(self) -> float:
        """Return how high the row above the values is."""
        return self.size[1] - HEIGHT

    def down(self, value: Decimal) -> float:
        """Return how many pixels below the upper edge of the plot a value stands."""
        return self.top + down(value, self.shown)


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
    spec = whole(plot.title, plot.size, plot.edges, layers)
    spec["description"] = description(found, shown, language)
    spec["usermeta"] = {"id": f"indicator-{found.assessment.indicator.id}"}
    return spec


def _plot(shown: Drawn, found: Detail, term: Term, language: Language) -> _Plot:
    """Return the plot: as wide as it can be beside its numbers, and as high as every other."""
    indicator = found.assessment.indicator
    due = (term.first_year, last_year_of(indicator, term))
    shown = shown._replace(years=(min(shown.years[0], due[0]), max(shown.years[1], due[1])))
    levels = _levels(shown, indicator.decimals == 0, language)
    left = max((text_width(text) for _, text in levels), default=0) + 2 * _GAP
    right = text_width(target_text(indicator.target, indicator, language)) + 2 * _GAP if shown.limits else 3 * _GAP
    width = max(WIDTH - left - right, _LEAST_WIDTH)
    first, last = shown.years
    step = int((last - first + 1) * (text_width("2000") + _GAP) // width) + 1
    title = (
        wrapped(safe(language.pick(indicator.name)), left + width + right, TITLE_SIZE, bold=True),
        wrapped(subtitle(found.assessment, language), left + width + right),
    )
    height = HEIGHT + (_ROW if shown.breaks else 0)
    placed = laid_out(entries(shown, language), -left, width + right, height + _BELOW_YEARS)
    bottom = placed[-1].y - height + SIZE
    years = list(range(last, first - 1, -step))[::-1]
    edges = Edges(round(left), round(right), above(title), round(bottom))
    return _Plot(shown, found, language, (round(width), height), edges, levels, years, placed, title, due)


def _levels(shown: Drawn, are_whole: bool, language: Language) -> list[tuple[Decimal, str]]:
    """Return round values with their texts; of what is counted only whole ones."""
    marked = ticks(*span(shown.values))
    decimals = max(0, -marked[0][1])
    levels = [level for level, _ in marked if not are_whole or level == level.to_integral_value()]
    if len(levels) < len(marked):
        decimals = 0
    return [(level, number_text(level, decimals, language)) for level in levels]


def _frame(plot: _Plot) -> Spec:
    """Return the layer that holds the axes: lines without texts, at the years and the round values."""
    first, last = plot.shown.years
    low, high = span(plot.shown.values)
    years = {"domain": [first - _HALF, last + _HALF], "nice": False, "zero": False}
    values = {
        "domain": [float(low), float(high)],
        "nice": False,
        "zero": False,
        "range": [plot.size[1] - PAD, plot.top + PAD],
    }
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
    ends = {"from": max(plot.shown.years[0], plot.due[0]) - _HALF, "to": plot.due[1] + _HALF}
    across = {"x": {**_X, "field": "from"}, "x2": {"field": "to"}}
    rows = [{**ends, "value": float(limit)} for limit in limits]
    band = [{**ends, "value": float(limits[0]), "high": float(limits[-1])}] if len(limits) > 1 else []
    rule = {"type": "rule", "color": LIMIT.stroke, "strokeWidth": LIMIT.width, "strokeDash": list(LIMIT.dash)}
    shaded = [layer(band, {"type": "rect", "color": BAND}, {**across, "y": _Y, "y2": {"field": "high"}}, "band")]
    return [
        *(shaded if band else []),
        layer(rows, rule, {**across, "y": _Y}, "target"),
    ]


def _breaks(plot: _Plot) -> list[Spec]:
    """Return a line before the first year of each new definition."""
    rows = [{"year": year - _HALF} for year in plot.shown.breaks]
    rule = {"type": "rule", "color": BREAK.stroke, "strokeWidth": BREAK.width, "strokeDash": list(BREAK.dash)}
    return [layer(rows, rule, {"x": _X}, "breaks")] if rows else []


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
    mark = {
        "type": "tick",
        "orient": "horizontal",
        "size": wide,
        "thickness": PLAN.width,
        "color": PLAN.stroke,
    }
    signs = [
        {"year": year, "value": float(value), "text": plan.qualifier}
        for (year, value), (_, plan) in zip(plot.shown.planned, plot.shown.plans, strict=True)
        if plan.qualifier
    ]
    signed = [texts(signs, {"x": _X, "y": _Y}, "plan_bounds", align="left", dx=wide / 2 + 2)] if signs else []
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
    mark = {"type": "point", "strokeWidth": 2}
    part = {"field": "part", "type": "nominal"}
    return [
        layer(joined, line, {"x": _X, "y": _Y, "detail": part}, "line"),
        *_values(plot),
        layer(rows, mark, {"x": _X, "y": _Y, **legend.LOOKS}, "results"),
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
        made.append(texts(rows, {"x": _X, "y": _Y}, name, align="center", down=shift))
    return made


def _around(plot: _Plot) -> list[Spec]:
    """Return what stands around the plot: years, round values, what the lines are called, and the legend."""
    first, (width, height) = plot.shown.years[0], plot.size
    placed = [word(str(year), (year - first + _HALF) * plot.slot, height + SIZE + 2, "center") for year in plot.years]
    placed += [word(text, -_GAP, plot.down(level), "right") for level, text in plot.levels]
    if limits := plot.shown.limits:
        indicator = plot.found.assessment.indicator
        middle = sum(plot.down(limit) for limit in limits) / len(limits)
        placed.append(word(target_text(indicator.target, indicator, plot.language), width + _GAP, middle))
    return [legend.marks(plot.legend), words([*placed, *_break_words(plot), *legend.meanings(plot.legend)])]


def _break_words(plot: _Plot) -> list[Spec]:
    """Return the words for a break beside the last line of one, on a side where they have room; the legend has them."""
    text = plot.language.text(N_("break in the series"))
    places = [0.0, *((year - plot.shown.years[0]) * plot.slot for year in plot.shown.breaks)]
    if len(places) == 1:
        return []
    wide = text_width(text) + _GAP
    if places[-1] + wide <= plot.size[0] + plot.edges.right:
        return [word(text, places[-1] + _GAP, _ROW / 2)]
    return [word(text, places[-1] - _GAP, _ROW / 2, "right")] if places[-1] - wide > places[-2] else []
