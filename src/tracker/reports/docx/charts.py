"""The charts of a report in Word: all indicators by their pace, then each indicator of `ReportSummary.needs`.

Three charts share a page, one above the other: beside each other on A4 their letters would have less than 6 points.
The chart by pace is left out if fewer than three indicators have a pace.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from tracker.i18n import N_
from tracker.reports.charts import (
    Spec,
    build_indicator_chart,
    build_overview,
    build_overview_pages,
    remove_title,
    render_png,
)
from tracker.reports.docx.package import WordDocument
from tracker.reports.docx.xml import MILLIMETRE, WordXmlBuilder
from tracker.reports.records import Report
from tracker.views.formats import get_visible_pace

_CHART_WIDTH = round(110 * MILLIMETRE)
"""The width of the chart of an indicator: three fit on a page, with their captions."""
_CAPTION_HEIGHT = round(30 * MILLIMETRE)
"""The height of a heading and the caption of the chart of all indicators."""
_MIN_COMPARED = 3
_MAX_SHRINK = 0.15
"""The part of its height by which a chart may be made smaller to save a page."""


class DocumentChart(NamedTuple):
    """A chart to be drawn, its caption, and whether it is as wide as the page."""

    spec: Spec
    caption: str
    is_full_width: bool


def build_charts(report: Report, package: WordDocument) -> list[DocumentChart]:
    """Return the charts of a report."""
    charts = []
    paces = [get_visible_pace(item) for item in report.assessment_set.assessments]
    if report.has_overview and len(paces) - paces.count(None) >= _MIN_COMPARED:
        caption = report.language.translate(N_("All indicators by their pace"))
        charts = [DocumentChart(spec, caption, is_full_width=True) for spec in _fit_overview(report, package)]
    parts = {part.indicator: part for part in report.parts if report.has_charts}
    for identity in dict.fromkeys(row.indicator for row in report.summary.needs.lines if row.indicator in parts):
        part = parts[identity]
        spec = build_indicator_chart(part.detail, report.assessment_set, report.language)
        if spec:
            charts.append(DocumentChart(spec, part.sheet.title, is_full_width=False))
    return charts


def _fit_overview(report: Report, package: WordDocument) -> tuple[Spec, ...]:
    """Return the chart of all indicators by pace, on as many pages as it needs, about equally high."""
    width, height = package.measure_page(is_wide=False)
    whole = build_overview(report.assessment_set, report.language)
    sides = whole["padding"]
    fits = (height - _CAPTION_HEIGHT) / width * (whole["width"] + sides["left"] + sides["right"])
    high = whole["height"] + sides["top"] + sides["bottom"]
    pages = math.ceil(high / fits - _MAX_SHRINK)
    if pages < 2:
        return (whole,)
    each = (high - sides["top"]) / pages + sides["top"]
    return build_overview_pages(report.assessment_set, report.language, min(fits, each * (1 + _MAX_SHRINK)))


def draw_charts(
    report: Report, charts: list[DocumentChart], package: WordDocument, builder: WordXmlBuilder, numbers: Iterator[int]
) -> Iterator[str]:
    """Yield the charts, each with its caption; `numbers` gives the numbers of the pictures in the document."""
    width, height = package.measure_page(is_wide=False)
    for number, chart in enumerate(charts, 1):
        spec = chart.spec if chart.is_full_width else remove_title(chart.spec)  # its caption has the name
        room = width if chart.is_full_width else min(_CHART_WIDTH, width)
        data = render_png(spec, report.language)
        picture = package.add_picture(data, room, height - _CAPTION_HEIGHT, chart.spec["description"])
        assert picture is not None  # the library has just drawn it
        caption = report.language.format(N_("Chart {number}. {name}"), number=number, name=chart.caption)
        figure = builder.build_paragraph("Tracker figure", builder.build_picture(picture, next(numbers)))
        yield figure + builder.build_text("caption", caption)
