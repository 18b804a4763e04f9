"""The charts of a report in Word: all indicators by their pace, then each that needs attention.

Paper has room for what must be talked about: the indicators of `Summary.needs`. They stand one above the other, three a
page, and not in pairs: beside each other on A4 their letters would have less than 6 points, which nobody reads. The
chart by pace is left out where fewer than three have a pace: it would show nothing that the table has not.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from tracker.i18n import N_
from tracker.reports.charts import Spec, build_indicator_chart, build_overview_pages, remove_title, render_png
from tracker.reports.docx.package import WordDocument
from tracker.reports.docx.xml import MILLIMETRE, WordXmlBuilder
from tracker.reports.records import Report
from tracker.views.formats import format_pace

_CHART_WIDTH = round(110 * MILLIMETRE)
"""How wide the chart of an indicator is: so wide that three stand on a page, with their captions."""
_CAPTION_HEIGHT = round(30 * MILLIMETRE)
"""How much of a page a heading and the caption of the chart of all indicators take."""


_MIN_COMPARED = 3
"""How many indicators must have a pace for a chart that compares them."""
_MAX_SHRINK = 0.15
"""By how much of a page a chart may be made smaller rather than go on on another."""


class DocumentChart(NamedTuple):
    """A chart that is to be drawn: what it looks like, its caption, and whether it is as wide as the page."""

    spec: Spec
    caption: str
    is_full_width: bool


def build_charts(report: Report, package: WordDocument) -> list[DocumentChart]:
    """Return the charts of a report."""
    found = []
    paces = [text for item in report.assessment_set.assessments if (text := format_pace(item, report.language))]
    if len(paces) >= _MIN_COMPARED:
        told = report.language.translate(N_("All indicators by their pace"))
        found = [DocumentChart(spec, told, is_full_width=True) for spec in _fit_overview(report, package)]
    parts = {part.indicator: part for part in report.parts}
    for part in [parts[key] for key in dict.fromkeys(line.indicator for line in report.summary.needs.lines)]:
        spec = build_indicator_chart(part.detail, report.assessment_set, report.language)
        if spec:
            found.append(DocumentChart(spec, part.sheet.title, is_full_width=False))
    return found


def _fit_overview(report: Report, package: WordDocument) -> tuple[Spec, ...]:
    """Return the chart of all indicators by pace, on as many pages as it needs, about equally high."""
    width, height = package.measure_page(is_wide=False)
    whole = build_overview_pages(report.assessment_set, report.language, None)[0]
    sides = whole["padding"]
    fits = (height - _CAPTION_HEIGHT) / width * (whole["width"] + sides["left"] + sides["right"])
    high = whole["height"] + sides["top"] + sides["bottom"]
    pages = math.ceil(high / fits - _MAX_SHRINK)
    if pages < 2:
        return (whole,)
    each = (high - sides["top"]) / pages + sides["top"]
    return build_overview_pages(report.assessment_set, report.language, min(fits, each * (1 + _MAX_SHRINK)))


def draw_charts(
    report: Report,
    document_charts: list[DocumentChart],
    package: WordDocument,
    builder: WordXmlBuilder,
    numbers: Iterator[int],
) -> Iterator[str]:
    """Draw charts one after the other, each with its caption; `numbers` gives each picture its own."""
    width, height = package.measure_page(is_wide=False)
    for at, chart in enumerate(document_charts, 1):
        spec = chart.spec if chart.is_full_width else remove_title(chart.spec)  # its caption has the name
        data = render_png(spec, report.language)
        room = width if chart.is_full_width else min(_CHART_WIDTH, width)
        picture = package.add_picture(data, room, height - _CAPTION_HEIGHT, chart.spec["description"])
        caption = report.language.format(N_("Chart {number}. {name}"), number=at, name=chart.caption)
        assert picture is not None  # what is drawn is a picture
        yield builder.build_paragraph(
            "Tracker figure", builder.build_picture(picture, next(numbers))
        ) + builder.build_text("caption", caption)
