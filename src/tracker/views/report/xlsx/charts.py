"""A native chart for each indicator on a sheet of its own, and the sheet with the numbers of all charts.

Every text of a chart is that of a cell, so that none can be taken for a formula. Series differ in mark and line, and
not in colour.
"""

from decimal import Decimal
from typing import Any, NamedTuple

from tracker.assess.case import last_year_of
from tracker.language import N_
from tracker.model import Indicator
from tracker.numbers import decimals_of
from tracker.views.formats import safe
from tracker.views.one.points import Drawn, drawn, span, ticks
from tracker.views.report.records import Part, Report
from tracker.views.report.xlsx.looks import HEAD, Looks, digits
from tracker.views.report.xlsx.page import Page, lines_of
from tracker.views.words import HEADINGS
from tracker.views.workbooks import Names, fitting

_WIDTHS = (10, 16, 16, 16, 16, 16, 16)
_INK, _GREY = "#000000", "#595959"
_COMPUTED = 2
"""To how many decimals a computed number is shown beside others that have fewer."""


class Series(NamedTuple):
    """One series of a chart: its heading, a number for each of its years, and how it looks."""

    heading: str
    values: dict[int, Decimal]
    looks: dict[str, Any]


class Block(NamedTuple):
    """The numbers of one chart on the sheet of numbers: where they begin, from which year to which, and what they are.

    `decimals` is how many decimals the values at the edge of the chart have.
    """

    row: int
    years: range
    series: tuple[Series, ...]
    has_unit: bool
    decimals: int


def _mark(kind: str, size: int, fill: str) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": fill}, "border": {"color": _INK}}


_NO_MARK = {"type": "none"}
_SHAPES = ("circle", "square", "triangle")
"""The marks of results: another after each break."""
LOOKS: dict[str, dict[str, Any]] = {
    "result": {"line": {"color": _INK, "width": 2.25}},
    "plan": {"line": {"none": True}, "marker": _mark("diamond", 11, "#bfbfbf")},
    "target": {"line": {"color": _INK, "width": 1.75, "dash_type": "long_dash"}, "marker": _NO_MARK},
    "expected": {"line": {"color": _GREY, "width": 2, "dash_type": "square_dot"}, "marker": _NO_MARK},
}
"""How each kind of series looks: told apart without colour."""


def chartable(report: Report) -> list[tuple[Part, Drawn]]:
    """Return the indicators that have a number to draw, with what there is to draw."""
    return [(part, found) for part in report.parts if (found := drawn(part.detail)) is not None]


def write_numbers(sheet: Any, looks: Looks, report: Report, parts: list[tuple[Part, Drawn]]) -> list[Block]:  # noqa: ANN401
    """Write the numbers of all charts, a block each, and return where the blocks are."""
    page = Page(sheet, looks, _WIDTHS)
    page.across(report.language.text(N_("Chart data")), bold=True, font_size=14)
    page.gap()
    return [_block(page, report, part, found) for part, found in parts]


def _block(page: Page, report: Report, part: Part, found: Drawn) -> Block:
    language, indicator = report.language, part.detail.assessment.indicator
    series = _series(report, part, found)
    years = sorted({year for each in series for year in each.values} | set(found.years))
    unit = safe(language.pick(indicator.unit))
    edge, decimals = max(0, -ticks(*span(found.values))[0][1]), _decimals(found, indicator)
    block = Block(page.row, range(years[0], years[-1] + 1), series, bool(unit), edge)
    title = f"{part.number}. {part.sheet.title}" if part.number else part.sheet.title
    for text, is_bold in ((title, True), (unit, False)):
        page.put(fitting(text), (0, page.last), {"bold": is_bold})
        page.high(lines_of(text, sum(page.widths)))
        page.row += 1
    head = {"bold": True, "align": "center", "border": 1, "bg_color": HEAD}
    heads = (language.text(N_("Year")), *(each.heading for each in series))
    for at, text in enumerate(heads):
        page.put(text, (at, at), head)
    page.high(max(lines_of(text, _WIDTHS[1]) for text in heads))
    page.row += 1
    for year in block.years:
        page.sheet.write_number(page.row, 0, year, page.looks.look(border=1, align="center", num_format="0"))
        for at, each in enumerate(series, 1):
            _value(page, at, each.values.get(year), decimals)
        page.row += 1
    page.gap()
    return block


def _decimals(found: Drawn, indicator: Indicator) -> int:
    """Return the decimals that the indicator asks for, else the most that a number of its data has."""
    if indicator.decimals is not None:
        return indicator.decimals
    known = [*(point.value for point in found.results), *(value for _, value in found.planned), *found.limits]
    return max(decimals_of(value) for value in known)


def _value(page: Page, at: int, value: Decimal | None, decimals: int) -> None:
    if value is None:
        page.sheet.write_blank(page.row, at, None, page.looks.look(border=1))
        return
    shown = max(decimals, min(decimals_of(value.normalize()), _COMPUTED))
    page.sheet.write_number(page.row, at, float(value), page.looks.look(border=1, num_format=digits(shown)))


def _series(report: Report, part: Part, found: Drawn) -> tuple[Series, ...]:
    """Return the series of one chart; results before and after a break are two, so that no line joins them."""
    language, term = report.language, report.board.register.term
    made: list[Series] = []
    for number in sorted({found.part(point) for point in found.results}):
        values = {point.year: point.value for point in found.results if found.part(point) == number}
        heading = language.text(HEADINGS["value"])
        if number:
            year = found.breaks[number - 1]
            heading = language.fill(N_("Result, definition from {year} on"), year=year)
        shape = _SHAPES[number % len(_SHAPES)]
        made.append(Series(heading, values, {**LOOKS["result"], "marker": _mark(shape, 9, _INK)}))
    made.append(Series(language.text(HEADINGS["plan"]), dict(found.planned), LOOKS["plan"]))
    first = max(found.years[0], term.first_year)
    due = range(first, max(found.years[1], last_year_of(part.detail.assessment.indicator, term)) + 1)
    heads = (N_("Target"),) if len(found.limits) < 2 else (N_("Target, lower bound"), N_("Target, upper bound"))
    for head, limit in zip(heads, found.limits, strict=False):
        made.append(Series(language.text(head), dict.fromkeys(due, limit), LOOKS["target"]))
    made.append(Series(language.text(N_("Expected way")), dict(found.expected), LOOKS["expected"]))
    return tuple(each for each in made if each.values)


def add_chart(book: Any, names: Names, report: Report, part: Part, numbers: tuple[str, Block]) -> None:  # noqa: ANN401
    """Add the sheet with the chart of one indicator; `numbers` are the name of their sheet and their place on it."""
    sheet, block = numbers
    chart = book.add_chart({"type": "line"})
    head = block.row + 2
    first, last = head + 1, head + len(block.years)
    for at, series in enumerate(block.series, 1):
        chart.add_series(
            {
                "name": [sheet, head, at],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, at, last, at],
                **series.looks,
            }
        )
    chart.set_title({"name": [sheet, block.row, 0], "name_font": {"size": 14}, "overlay": False})
    chart.set_x_axis({"name": [sheet, head, 0], "num_format": "0"})
    grid = {"visible": True, "line": {"color": "#bfbfbf", "width": 0.5}}
    unit = {"name": [sheet, block.row + 1, 0]} if block.has_unit else {}
    chart.set_y_axis({**unit, "major_gridlines": grid, "num_format": digits(block.decimals)})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    name = " ".join(filter(None, (part.number, part.indicator)))
    added = book.add_chartsheet(names.name(name, report.language.code))
    added.set_chart(chart)
    added.set_landscape()
    added.set_paper(9)
