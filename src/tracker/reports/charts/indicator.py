"""The chart of one indicator: its results, plans and target over the years."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import list_plan_numbers
from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Plan, Register
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
from tracker.views.formats import BOUND_SIGNS, format_number, format_target
from tracker.views.groups import format_full_name
from tracker.views.show.points import ChartData, build_chart_data, choose_ticks, compute_value_range

WIDTH = 480
"""The width of a chart in pixels; more only if a number needs it."""

_LEAST_WIDTH, _GAP = 300, 6
_HALF = 0.5
_ROW, _BELOW_YEARS = 18, 42
_X: Spec = {"field": "year", "type": "quantitative"}
_Y: Spec = {"field": "value", "type": "quantitative"}


class _Plot(NamedTuple):
    """The plot of one chart: its data, size and margins, and the texts around it.

    `levels` are round values with their texts, `target_years` the term's first year and that of the target.
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
        """Return the width of a year in pixels."""
        return self.size[0] / (self.data.years[1] - self.data.years[0] + 1)

    @property
    def top(self) -> float:
        """Return the height of the row above the values."""
        return self.size[1] - HEIGHT

    def locate(self, value: Decimal) -> float:
        """Return the distance of a value from the upper edge of the plot, in pixels."""
        return self.top + compute_offset(value, self.data)


def build_indicator_chart(detail: Detail, board: AssessmentSet, language: Language) -> Spec | None:
    """Return the chart of one indicator as a Vega-Lite specification, or None if there is no number to draw.

    Its `description` is for screen readers; `usermeta` holds its id.
    """
    data = build_chart_data(detail)
    if data is None:
        return None
    plot = _build_plot(data, detail, board.register, language)
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
    spec["description"] = describe_chart(detail, data, language)
    spec["usermeta"] = {"id": f"indicator-{detail.assessment.indicator.id}"}
    return spec


def _build_plot(data: ChartData, detail: Detail, register: Register, language: Language) -> _Plot:
    """Return the plot: as wide as its numbers allow, and as high as every other."""
    indicator = detail.assessment.indicator
    term = register.term
    target_years = (term.first_year, indicator.get_target_year(term))
    data = data._replace(years=(min(data.years[0], target_years[0]), max(data.years[1], target_years[1])))
    levels = _choose_levels(data, indicator.decimals == 0, language)
    left = max((measure_text(text) for _, text in levels), default=0) + 2 * _GAP
    right = measure_text(format_target(indicator.target, indicator, language)) + 2 * _GAP if data.limits else 3 * _GAP
    width = max(WIDTH - left - right, _LEAST_WIDTH)
    first, last = data.years
    step = int((last - first + 1) * (measure_text("2000") + _GAP) // width) + 1
    title = (
        wrap_text(format_full_name(indicator, register, language), left + width + right, TITLE_SIZE, bold=True),
        wrap_text(format_subtitle(detail.assessment, language), left + width + right),
    )
    height = HEIGHT + (_ROW if data.breaks else 0)
    entries = lay_out_entries(list_entries(data, language), -left, width + right, height + _BELOW_YEARS)
    bottom = entries[-1].y - height + SIZE
    years = list(range(last, first - 1, -step))[::-1]
    margins = Margins(round(left), round(right), measure_title(title), round(bottom))
    size = (round(width), height)
    return _Plot(data, detail, language, size, margins, levels, years, entries, title, target_years)


def _choose_levels(data: ChartData, are_whole: bool, language: Language) -> list[tuple[Decimal, str]]:
    """Return round values with their texts; only whole ones for an indicator without decimals."""
    ticks = choose_ticks(*compute_value_range(data.values))
    levels = [level for level, _ in ticks if not are_whole or level == level.to_integral_value()]
    decimals = max(0, -ticks[0][1]) if len(levels) == len(ticks) else 0
    return [(level, format_number(level, decimals, language)) for level in levels]


def _build_frame(plot: _Plot) -> Spec:
    """Return the layer with the axes: lines without texts, at the years and the round values."""
    first, last = plot.data.years
    low, high = map(float, compute_value_range(plot.data.values))
    years = {"domain": [first - _HALF, last + _HALF], "nice": False, "zero": False}
    values = {"domain": [low, high], "nice": False, "zero": False, "range": [plot.size[1] - PAD, plot.top + PAD]}
    across = {"values": plot.years, "grid": False, "tickSize": 4}
    upward = {"values": [float(level) for level, _ in plot.levels], "ticks": False, "domain": False, "gridColor": GRID}
    axes = {"x": {**_X, "scale": years, "axis": across}, "y": {**_Y, "scale": values, "axis": upward}}
    return build_layer([{"year": first, "value": low}], {"type": "point", "opacity": 0}, axes, "frame")


def _draw_limits(plot: _Plot) -> list[Spec]:
    """Return the target as a line over the years of the term, or as two lines with a band between."""
    limits = plot.data.limits
    if not limits:
        return []
    ends = {"from": max(plot.data.years[0], plot.target_years[0]) - _HALF, "to": plot.target_years[1] + _HALF}
    across = {"x": {**_X, "field": "from"}, "x2": {"field": "to"}}
    rows = [{**ends, "value": float(limit)} for limit in limits]
    lines = build_layer(rows, {"type": "rule", **LIMIT_MARK.line}, {**across, "y": _Y}, "target")
    if len(limits) == 1:
        return [lines]
    band = [{**ends, "value": float(limits[0]), "high": float(limits[-1])}]
    at = {**across, "y": _Y, "y2": {"field": "high"}}
    return [build_layer(band, {"type": "rect", "color": BAND}, at, "band"), lines]


def _draw_breaks(plot: _Plot) -> list[Spec]:
    """Return a line before the first year of each new definition."""
    rows = [{"year": year - _HALF} for year in plot.data.breaks]
    return [build_layer(rows, {"type": "rule", **BREAK_MARK.line}, {"x": _X}, "breaks")] if rows else []


def _draw_expected(plot: _Plot) -> list[Spec]:
    rows = [{"year": year, "value": float(value)} for year, value in plot.data.expected]
    mark = {"type": "line", "strokeCap": "round", **EXPECTED_MARK.line}
    return [build_layer(rows, mark, {"x": _X, "y": _Y}, "expected")] if rows else []


def _draw_plans(plot: _Plot) -> list[Spec]:
    """Return a dash for the plan of each year, with its qualifier or sign; for a range two dashes and a line."""
    if not plot.data.plans:
        return []
    length, at = min(26, round(plot.year_width * 0.6)), {"x": _X, "y": _Y}
    rows = [{"year": year, "value": float(value)} for year, value in plot.data.plan_values]
    looks = {"size": length, "thickness": PLAN_MARK.width, "color": PLAN_MARK.stroke}
    layers = [build_layer(rows, {"type": "tick", "orient": "horizontal", **looks}, at, "plans")]
    spans, signs = [], []
    for year, plan in plot.data.plans:
        low, *high = map(float, list_plan_numbers(plan))
        if high:
            spans.append({"year": year, "value": low, "high": high[0]})
        elif sign := plan.qualifier or _choose_plan_sign(plan):
            signs.append({"year": year, "value": low, "text": sign})
    if spans:
        line = {"type": "rule", "color": PLAN_MARK.stroke, "strokeWidth": 1}
        layers.append(build_layer(spans, line, {**at, "y2": {"field": "high"}}, "plan_ranges"))
    if signs:
        layers.append(build_text_layer(signs, at, "plan_bounds", align="left", dx=length / 2 + 2))
    return layers


def _choose_plan_sign(plan: Plan) -> str:
    """Return the sign of a bound that a plan states, or ""."""
    return BOUND_SIGNS[plan.bound.kind] if plan.bound and not plan.is_for_every_year else ""


def _draw_results(plot: _Plot) -> list[Spec]:
    """Return the results with their values; measured ones are joined by a line, but not across a break."""
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
    """Return the values beside their points, of as many points as there is room for."""
    indicator = plot.detail.assessment.indicator
    texts = [format_point(point, indicator, plot.language) for point in plot.data.results]
    labels = place_labels(plot.data, texts, plot.year_width, max(map(measure_text, texts)) + 2)
    layers = []
    for shift in sorted({label.shift for label in labels}):
        rows = [
            {"year": label.point.year, "value": float(label.point.value), "text": label.text}
            for label in labels
            if label.shift == shift
        ]
        name = f"{HALO}_{'above' if shift < 0 else 'below'}"
        layers.append(build_text_layer(rows, {"x": _X, "y": _Y}, name, align="center", offset=shift))
    return layers


def _draw_surroundings(plot: _Plot) -> list[Spec]:
    """Return what is around the plot: years, round values, the target, and the legend."""
    first, (width, height) = plot.data.years[0], plot.size
    words = [
        place_word(
            plot.language.format_year(year), (year - first + _HALF) * plot.year_width, height + SIZE + 2, "center"
        )
        for year in plot.years
    ]
    words += [place_word(text, -_GAP, plot.locate(level), "right") for level, text in plot.levels]
    if limits := plot.data.limits:
        indicator = plot.detail.assessment.indicator
        middle = sum(map(plot.locate, limits)) / len(limits)
        words.append(place_word(format_target(indicator.target, indicator, plot.language), width + _GAP, middle))
    words += [*_label_break(plot), *legend.label_marks(plot.legend)]
    return [legend.draw_marks(plot.legend), build_word_layer(words)]


def _label_break(plot: _Plot) -> list[Spec]:
    """Return the words for a break beside the line of the last one, on a side with room, else none."""
    text = plot.language.translate(N_("break in the series"))
    places = [0.0, *((year - plot.data.years[0]) * plot.year_width for year in plot.data.breaks)]
    if len(places) == 1:
        return []
    width = measure_text(text) + _GAP
    if places[-1] + width <= plot.size[0] + plot.margins.right:
        return [place_word(text, places[-1] + _GAP, _ROW / 2)]
    return [place_word(text, places[-1] - _GAP, _ROW / 2, "right")] if places[-1] - width > places[-2] else []
