"""A native chart of each indicator on its own sheet, and the sheet with the numbers of all charts.

Every text of a chart is that of a cell, so that none can be read as a formula. Series differ in marker and line, not
in colour.
"""

from decimal import Decimal
from typing import Any, NamedTuple

from tracker.assess.bounds import list_plan_numbers
from tracker.i18n import N_, Language
from tracker.model import Indicator
from tracker.numbers import count_decimals, count_shown_decimals
from tracker.reports.records import IndicatorProfile, Report
from tracker.reports.xlsx.sheet import SheetWriter, count_lines
from tracker.text import sanitize_text
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.show.points import ChartData, build_chart_data, choose_ticks, compute_value_range
from tracker.views.workbook import HEAD_COLOUR, FormatCache, SheetNames, make_digit_format, truncate_text

_WIDTHS = (10, 16, 16, 16, 16, 16, 16)
_INK, _GREY = "#000000", "#595959"
_COMPUTED_DECIMALS = 2
"""The most decimals of a computed number beside others that have fewer."""


class ChartSeries(NamedTuple):
    """One series of a chart: its heading, a number for each of its years, and its format."""

    heading: str
    values: dict[int, Decimal]
    properties: dict[str, Any]


class ChartBlock(NamedTuple):
    """The numbers of one chart on the sheet of numbers: their first row, their years, and the series.

    `decimals` are those of the values of the axis.
    """

    row: int
    years: range
    series: tuple[ChartSeries, ...]
    has_unit: bool
    decimals: int


def _build_marker(kind: str, size: int, fill: str) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": fill}, "border": {"color": _INK}}


_NO_MARKER = {"type": "none"}
_MARKER_SHAPES = ("circle", "square", "triangle")
"""The markers of results: another after each break."""
SERIES_FORMATS: dict[str, dict[str, Any]] = {
    "result": {"line": {"color": _INK, "width": 2.25}},
    "plan": {"line": {"none": True}, "marker": _build_marker("diamond", 11, "#bfbfbf")},
    "target": {"line": {"color": _INK, "width": 1.75, "dash_type": "long_dash"}, "marker": _NO_MARKER},
    "expected": {"line": {"color": _GREY, "width": 2, "dash_type": "square_dot"}, "marker": _NO_MARKER},
}
"""The format of each kind of series: they differ without colour."""


def list_chart_data(report: Report) -> list[tuple[IndicatorProfile, ChartData]]:
    """Return the indicators that have a number to draw, with the data of their charts."""
    parts = report.parts if report.has_charts else ()
    return [(part, data) for part in parts if (data := build_chart_data(part.detail)) is not None]


def write_numbers(
    sheet: Any,  # noqa: ANN401 (a class of the library)
    formats: FormatCache,
    report: Report,
    parts: list[tuple[IndicatorProfile, ChartData]],
) -> list[ChartBlock]:
    """Write the numbers of all charts, and return their blocks."""
    page = SheetWriter(sheet, formats, _WIDTHS)
    page.write_across(report.language.translate(N_("Chart data")), bold=True, font_size=14)
    page.write_across(report.parts_note)
    page.skip_row()
    return [_write_block(page, report, part, data) for part, data in parts]


def _write_block(page: SheetWriter, report: Report, part: IndicatorProfile, data: ChartData) -> ChartBlock:
    language, indicator = report.language, part.detail.assessment.indicator
    series = _build_series(report, part, data)
    years = sorted({year for each in series for year in each.values} | set(data.years))
    unit = sanitize_text(language.pick_text(indicator.unit))
    edge, decimals = max(0, -choose_ticks(*compute_value_range(data.values))[0][1]), _choose_decimals(data, indicator)
    block = ChartBlock(page.row, range(years[0], years[-1] + 1), series, bool(unit), edge)
    title = f"{part.number}. {part.sheet.title}" if part.number else part.sheet.title
    for text, is_bold in ((title, True), (unit, False)):
        page.write_text(truncate_text(text), (0, page.last_column), {"bold": is_bold})
        page.set_row_height(count_lines(text, sum(page.widths)))
        page.row += 1
    head = {"bold": True, "align": "center", "border": 1, "bg_color": HEAD_COLOUR}
    heads = (language.translate(N_("Year")), *(each.heading for each in series))
    for at, text in enumerate(heads):
        page.write_text(text, (at, at), head)
    page.set_row_height(max(count_lines(text, _WIDTHS[1]) for text in heads))
    page.row += 1
    for year in block.years:
        look = page.formats.get_format(border=1, align="center", num_format="0")
        if language.calendar.begins == 1:
            page.sheet.write_number(page.row, 0, year, look)
        else:
            page.sheet.write_string(page.row, 0, language.format_year(year), look)
        for at, each in enumerate(series, 1):
            _write_value(page, at, each.values.get(year), decimals)
        page.row += 1
    page.skip_row()
    return block


def _choose_decimals(data: ChartData, indicator: Indicator) -> int:
    """Return the decimals set for the indicator, else the most of its data."""
    if indicator.decimals is not None:
        return indicator.decimals
    known = [*(point.value for point in data.results), *(value for _, value in data.plan_values), *data.limits]
    return max(count_shown_decimals(value) for value in known)


def _write_value(page: SheetWriter, column: int, value: Decimal | None, decimals: int) -> None:
    if value is None:
        page.sheet.write_blank(page.row, column, None, page.formats.get_format(border=1))
        return
    digits = make_digit_format(max(decimals, min(count_decimals(value.normalize()), _COMPUTED_DECIMALS)))
    page.sheet.write_number(page.row, column, float(value), page.formats.get_format(border=1, num_format=digits))


def _build_series(report: Report, part: IndicatorProfile, data: ChartData) -> tuple[ChartSeries, ...]:
    """Return the series of one chart; results before and after a break are two series, so that no line joins them."""
    language, term = report.language, report.assessment_set.register.term
    made: list[ChartSeries] = []
    for number in sorted({data.count_breaks_before(point) for point in data.results}):
        values = {point.year: point.value for point in data.results if data.count_breaks_before(point) == number}
        heading = language.translate(COLUMN_HEADINGS["value"])
        if number:
            year = data.breaks[number - 1]
            heading = language.format(N_("Result, definition from {year} on"), year=year)
        shape = _MARKER_SHAPES[number % len(_MARKER_SHAPES)]
        made.append(ChartSeries(heading, values, {**SERIES_FORMATS["result"], "marker": _build_marker(shape, 9, _INK)}))
    made += _build_plan_series(data, language)
    first = max(data.years[0], term.first_year)
    due = range(first, max(data.years[1], part.detail.assessment.indicator.get_target_year(term)) + 1)
    heads = (N_("Target"),) if len(data.limits) < 2 else (N_("Target, lower bound"), N_("Target, upper bound"))
    for head, limit in zip(heads, data.limits, strict=False):
        made.append(ChartSeries(language.translate(head), dict.fromkeys(due, limit), SERIES_FORMATS["target"]))
    made.append(ChartSeries(language.translate(N_("Expected way")), dict(data.expected), SERIES_FORMATS["expected"]))
    return tuple(each for each in made if each.values)


def _build_plan_series(data: ChartData, language: Language) -> list[ChartSeries]:
    """Return the series of the plans, and one of the upper ends of those that are ranges."""
    numbers = {year: list_plan_numbers(plan) for year, plan in data.plans}
    first = {year: ends[0] for year, ends in numbers.items()}
    upper = {year: ends[1] for year, ends in numbers.items() if len(ends) > 1}
    headings = (COLUMN_HEADINGS["plan"], N_("Plan of the year, upper bound"))
    return [
        ChartSeries(language.translate(heading), values, SERIES_FORMATS["plan"])
        for heading, values in zip(headings, (first, upper), strict=True)
    ]


def add_chart(
    book: Any,  # noqa: ANN401 (a class of the library)
    names: SheetNames,
    report: Report,
    part: IndicatorProfile,
    numbers: tuple[str, ChartBlock],
) -> None:
    """Add the sheet with the chart of one indicator; `numbers` are the name of the sheet of numbers, and the block."""
    sheet, block = numbers
    chart = book.add_chart({"type": "line"})
    head = block.row + 2
    first, last = head + 1, head + len(block.years)
    for at, series in enumerate(block.series, 1):
        ranges = {"categories": [sheet, first, 0, last, 0], "values": [sheet, first, at, last, at]}
        chart.add_series({"name": [sheet, head, at], **ranges, **series.properties})
    chart.set_title({"name": [sheet, block.row, 0], "name_font": {"size": 14}, "overlay": False})
    chart.set_x_axis({"name": [sheet, head, 0], "num_format": "0"})
    grid = {"visible": True, "line": {"color": "#bfbfbf", "width": 0.5}}
    unit = {"name": [sheet, block.row + 1, 0]} if block.has_unit else {}
    chart.set_y_axis({**unit, "major_gridlines": grid, "num_format": make_digit_format(block.decimals)})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    name = " ".join(filter(None, (part.number, part.indicator)))
    added = book.add_chartsheet(names.make_name(name, report.language.code))
    added.set_chart(chart)
    added.set_landscape()
    added.set_paper(9)
