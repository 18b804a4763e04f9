"""The chart of one indicator: results and what they are measured by, over the years."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Term
from tracker.reports.charts import legend
from tracker.reports.charts.descriptions import describe_chart, format_point, format_subtitle
from tracker.reports.charts.legend import (
    BREAK_MARK,
    EXPECTED_MARK,
    LIMIT_MARK,
    PLAN_MARK,
    LegendEntry,
    choose_mark,
    lay_out_entries,
    list_entries,
)
from tracker.reports.charts.placement import compute_offset, place_labels
from tracker.reports.charts.spec import (
    BAND,
    GRID,
    HALO,
    HEIGHT,
    PAD,
    RESULT,
    SIZE,
    TITLE_SIZE,
    Margins,
    Spec,
    build_layer,
    build_spec,
    build_text_layer,
    build_word_layer,
    measure_text,
    measure_title,
    place_word,
    wrap_text,
)
from tracker.text import sanitize_text
from tracker.views.formats import format_number, format_target
from tracker.views.show.points import ChartData, build_chart_data, choose_ticks, compute_value_range

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

    data: ChartData
    detail: Detail
    language: Language
    size: tuple[float, float]
    margins: Margins
    levels: list[tuple[Decimal, str]]
    years: list[int]
    legend: list[LegendEntry]
    title: tuple[list[str], list[str]]
    target_years: tuple[int, int]

    @property
    def year_width(self) -> float:
        """Return how many pixels wide a year is."""
        return self.size[0] / (self.data.years[1] - self.data.years[0] + 1)

    @property
    def top(self) -> float:
        """Return how high the row above the values is."""
        return self.size[1] - HEIGHT

    def locate(self, value: Decimal) -> float:
        """Return how many pixels below the upper edge of the plot a value stands."""
        return self.top + compute_offset(value, self.data)


def build_indicator_chart(detail: Detail, board: AssessmentSet, language: Language) -> Spec | None:
    """Return the chart of one indicator as a Vega-Lite specification, or None where there is no number to draw.

    Its `description` says in the language what the picture shows; `usermeta` holds its id.
    """
    shown = build_chart_data(detail)
    if shown is None:
        return None
    plot = _build_plot(shown, detail, board.register.term, language)
    layers = [
        _build_frame(plot),
        *_draw_limits(plot),
        *_draw_breaks(plot),
        *_draw_expected(plot),
        *_draw_plans(plot),
        *_draw_results(plot),
        *_draw_surroundings(plot),
    ]
    spec = build_spec(plot.title, plot.size, plot.margins, layers)
    spec["description"] = describe_chart(detail, shown, language)
    spec["usermeta"] = {"id": f"indicator-{detail.assessment.indicator.id}"}
    return spec


def _build_plot(data: ChartData, detail: Detail, term: Term, language: Language) -> _Plot:
    """Return the plot: as wide as it can be beside its numbers, and as high as every other."""
    indicator = detail.assessment.indicator
    due = (term.first_year, indicator.get_target_year(term))
    data = data._replace(years=(min(data.years[0], due[0]), max(data.years[1], due[1])))
    levels = _choose_levels(data, indicator.decimals == 0, language)
    left = max((measure_text(text) for _, text in levels), default=0) + 2 * _GAP
    right = measure_text(format_target(indicator.target, indicator, language)) + 2 * _GAP if data.limits else 3 * _GAP
    width = max(WIDTH - left - right, _LEAST_WIDTH)
    first, last = data.years
    step = int((last - first + 1) * (measure_text("2000") + _GAP) // width) + 1
    title = (
        wrap_text(sanitize_text(language.pick_text(indicator.name)), left + width + right, TITLE_SIZE, bold=True),
        wrap_text(format_subtitle(detail.assessment, language), left + width + right),
    )
    height = HEIGHT + (_ROW if data.breaks else 0)
    placed = lay_out_entries(list_entries(data, language), -left, width + right, height + _BELOW_YEARS)
    bottom = placed[-1].y - height + SIZE
    years = list(range(last, first - 1, -step))[::-1]
    edges = Margins(round(left), round(right), measure_title(title), round(bottom))
    return _Plot(data, detail, language, (round(width), height), edges, levels, years, placed, title, due)


def _choose_levels(data: ChartData, are_whole: bool, language: Language) -> list[tuple[Decimal, str]]:
    """Return round values with their texts; of what is counted only whole ones."""
    marked = choose_ticks(*compute_value_range(data.values))
    decimals = max(0, -marked[0][1])
    levels = [level for level, _ in marked if not are_whole or level == level.to_integral_value()]
    if len(levels) < len(marked):
        decimals = 0
    return [(level, format_number(level, decimals, language)) for level in levels]


def _build_frame(plot: _Plot) -> Spec:
    """Return the layer that holds the axes: lines without texts, at the years and the round values."""
    first, last = plot.data.years
    low, high = compute_value_range(plot.data.values)
    years = {"domain": [first - _HALF, last + _HALF], "nice": False, "zero": False}
    values = {
        "domain": [float(low), float(high)],
        "nice": False,
        "zero": False,
        "range": [plot.size[1] - PAD, plot.top + PAD],
    }
    across = {"values": plot.years, "grid": False, "tickSize": 4}
    upward = {"values": [float(level) for level, _ in plot.levels], "ticks": False, "domain": False, "gridColor": GRID}
    return build_layer(
        [{"year": first, "value": float(low)}],
        {"type": "point", "opacity": 0},
        {"x": {**_X, "scale": years, "axis": across}, "y": {**_Y, "scale": values, "axis": upward}},
        "frame",
    )


def _draw_limits(plot: _Plot) -> list[Spec]:
    """Return the target as a line over the years of the term, or as a band between two, with its label."""
    limits = plot.data.limits
    if not limits:
        return []
    ends = {"from": max(plot.data.years[0], plot.target_years[0]) - _HALF, "to": plot.target_years[1] + _HALF}
    across = {"x": {**_X, "field": "from"}, "x2": {"field": "to"}}
    rows = [{**ends, "value": float(limit)} for limit in limits]
    band = [{**ends, "value": float(limits[0]), "high": float(limits[-1])}] if len(limits) > 1 else []
    rule = {
        "type": "rule",
        "color": LIMIT_MARK.stroke,
        "strokeWidth": LIMIT_MARK.width,
        "strokeDash": list(LIMIT_MARK.dash),
    }
    shaded = [build_layer(band, {"type": "rect", "color": BAND}, {**across, "y": _Y, "y2": {"field": "high"}}, "band")]
    return [
        *(shaded if band else []),
        build_layer(rows, rule, {**across, "y": _Y}, "target"),
    ]


def _draw_breaks(plot: _Plot) -> list[Spec]:
    """Return a line before the first year of each new definition."""
    rows = [{"year": year - _HALF} for year in plot.data.breaks]
    rule = {
        "type": "rule",
        "color": BREAK_MARK.stroke,
        "strokeWidth": BREAK_MARK.width,
        "strokeDash": list(BREAK_MARK.dash),
    }
    return [build_layer(rows, rule, {"x": _X}, "breaks")] if rows else []


def _draw_expected(plot: _Plot) -> list[Spec]:
    rows = [{"year": year, "value": float(value)} for year, value in plot.data.expected]
    looks = {"color": EXPECTED_MARK.stroke, "strokeWidth": EXPECTED_MARK.width, "strokeDash": list(EXPECTED_MARK.dash)}
    mark = {"type": "line", "strokeCap": "round", **looks}
    return [build_layer(rows, mark, {"x": _X, "y": _Y}, "expected")] if rows else []


def _draw_plans(plot: _Plot) -> list[Spec]:
    """Return a dash a year, with the sign of a plan that is only a bound."""
    if not plot.data.plans:
        return []
    wide = min(26, round(plot.year_width * 0.6))
    rows = [{"year": year, "value": float(value)} for year, value in plot.data.plan_values]
    mark = {
        "type": "tick",
        "orient": "horizontal",
        "size": wide,
        "thickness": PLAN_MARK.width,
        "color": PLAN_MARK.stroke,
    }
    signs = [
        {"year": year, "value": float(value), "text": plan.qualifier}
        for (year, value), (_, plan) in zip(plot.data.plan_values, plot.data.plans, strict=True)
        if plan.qualifier
    ]
    signed = (
        [build_text_layer(signs, {"x": _X, "y": _Y}, "plan_bounds", align="left", dx=wide / 2 + 2)] if signs else []
    )
    return [build_layer(rows, mark, {"x": _X, "y": _Y}, "plans"), *signed]


def _draw_results(plot: _Plot) -> list[Spec]:
    """Return the results with their values; those that were measured are joined, but never across a break."""
    points = plot.data.results
    joined = [
        {"year": point.year, "value": float(point.value), "part": plot.data.count_breaks_before(point)}
        for point in points
        if point.status not in ("forecast", "assumed")
    ]
    rows = [{"year": point.year, "value": float(point.value), **choose_mark(point).fields} for point in points]
    line = {"type": "line", "color": RESULT, "strokeWidth": 2}
    mark = {"type": "point", "strokeWidth": 2}
    part = {"field": "part", "type": "nominal"}
    return [
        build_layer(joined, line, {"x": _X, "y": _Y, "detail": part}, "line"),
        *_draw_values(plot),
        build_layer(rows, mark, {"x": _X, "y": _Y, **legend.MARK_ENCODING}, "results"),
    ]


def _draw_values(plot: _Plot) -> list[Spec]:
    """Return the values beside their points, of so many as have room."""
    indicator = plot.detail.assessment.indicator
    written = [format_point(point, indicator, plot.language) for point in plot.data.results]
    placed = place_labels(plot.data, written, plot.year_width, max(map(measure_text, written)) + 2)
    made = []
    for shift in sorted({side.shift for side in placed}):
        rows = [
            {"year": side.point.year, "value": float(side.point.value), "text": side.text}
            for side in placed
            if side.shift == shift
        ]
        name = f"{HALO}_{'above' if shift < 0 else 'below'}"
        made.append(build_text_layer(rows, {"x": _X, "y": _Y}, name, align="center", offset=shift))
    return made


def _draw_surroundings(plot: _Plot) -> list[Spec]:
    """Return what stands around the plot: years, round values, what the lines are called, and the legend."""
    first, (width, height) = plot.data.years[0], plot.size
    placed = [
        place_word(str(year), (year - first + _HALF) * plot.year_width, height + SIZE + 2, "center")
        for year in plot.years
    ]
    placed += [place_word(text, -_GAP, plot.locate(level), "right") for level, text in plot.levels]
    if limits := plot.data.limits:
        indicator = plot.detail.assessment.indicator
        middle = sum(plot.locate(limit) for limit in limits) / len(limits)
        placed.append(place_word(format_target(indicator.target, indicator, plot.language), width + _GAP, middle))
    return [
        legend.draw_marks(plot.legend),
        build_word_layer([*placed, *_label_break(plot), *legend.label_marks(plot.legend)]),
    ]


def _label_break(plot: _Plot) -> list[Spec]:
    """Return the words for a break beside the last line of one, on a side where they have room; the legend has them."""
    text = plot.language.translate(N_("break in the series"))
    places = [0.0, *((year - plot.data.years[0]) * plot.year_width for year in plot.data.breaks)]
    if len(places) == 1:
        return []
    wide = measure_text(text) + _GAP
    if places[-1] + wide <= plot.size[0] + plot.margins.right:
        return [place_word(text, places[-1] + _GAP, _ROW / 2)]
    return [place_word(text, places[-1] - _GAP, _ROW / 2, "right")] if places[-1] - wide > places[-2] else []
