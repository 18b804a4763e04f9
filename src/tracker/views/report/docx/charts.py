"""The charts of a report in Word: all indicators by their pace, then each that needs attention.

Paper has room for what must be talked about: the indicators of `Summary.needs`. They stand one above the other, three a
page, and not in pairs: beside each other on A4 their letters would have less than 6 points, which nobody reads. The
chart by pace is left out where fewer than three have a pace: it would show nothing that the table has not.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from tracker.language import N_
from tracker.views.charts import Spec, indicator_chart, overview_charts, png, untitled
from tracker.views.lines import pace_text
from tracker.views.report.docx.package import Package
from tracker.views.report.docx.xml import MILLIMETRE, Pen
from tracker.views.report.records import Report

_WIDTH = round(110 * MILLIMETRE)
"""How wide the chart of an indicator is: so wide that three stand on a page, with their captions."""
_CAPTION = round(30 * MILLIMETRE)
"""How much of a page a heading and the caption of the chart of all indicators take."""


_COMPARED = 3
"""How many indicators must have a pace for a chart that compares them."""
_SHRUNK = 0.15
"""By how much of a page a chart may be made smaller rather than go on on another."""


class Chart(NamedTuple):
    """A chart that is to be drawn: what it looks like, its caption, and whether it is as wide as the page."""

    spec: Spec
    caption: str
    wide: bool


def charts(report: Report, package: Package) -> list[Chart]:
    """Return the charts of a report."""
    found = []
    paces = [text for item in report.board.assessments if (text := pace_text(item, report.language))]
    if len(paces) >= _COMPARED:
        told = report.language.text(N_("All indicators by their pace"))
        found = [Chart(spec, told, wide=True) for spec in _overview(report, package)]
    parts = {part.indicator: part for part in report.parts}
    for part in [parts[key] for key in dict.fromkeys(line.indicator for line in report.summary.needs.lines)]:
        spec = indicator_chart(part.detail, report.board, report.language)
        if spec:
            found.append(Chart(spec, part.sheet.title, wide=False))
    return found


def _overview(report: Report, package: Package) -> tuple[Spec, ...]:
    """Return the chart of all indicators by pace, on as many pages as it needs, about equally high."""
    width, height = package.room(is_wide=False)
    whole = overview_charts(report.board, report.language, None)[0]
    sides = whole["padding"]
    fits = (height - _CAPTION) / width * (whole["width"] + sides["left"] + sides["right"])
    high = whole["height"] + sides["top"] + sides["bottom"]
    pages = math.ceil(high / fits - _SHRUNK)
    if pages < 2:
        return (whole,)
    each = (high - sides["top"]) / pages + sides["top"]
    return overview_charts(report.board, report.language, min(fits, each * (1 + _SHRUNK)))


def drawn(report: Report, found: list[Chart], package: Package, pen: Pen, numbers: Iterator[int]) -> Iterator[str]:
    """Draw charts one after the other, each with its caption; `numbers` gives each picture its own."""
    width, height = package.room(is_wide=False)
    for at, chart in enumerate(found, 1):
        spec = chart.spec if chart.wide else untitled(chart.spec)  # its caption has the name
        data = png(spec, report.language)
        room = width if chart.wide else min(_WIDTH, width)
        picture = package.picture(data, room, height - _CAPTION, chart.spec["description"])
        caption = report.language.fill(N_("Chart {number}. {name}"), number=at, name=chart.caption)
        assert picture is not None  # what is drawn is a picture
        yield pen.paragraph("Tracker figure", pen.picture(picture, next(numbers))) + pen.text("caption", caption)
