"""The charts of reports: Vega-Lite specifications as plain dictionaries, and their pictures as SVG and PNG.

Every word and number of a chart is a text made here in the language of the reader. Nothing is shown by colour alone.
"""

from tracker.reports.charts.indicator import build_indicator_chart
from tracker.reports.charts.overview import build_overview, build_overview_pages
from tracker.reports.charts.render import render_png, render_svg
from tracker.reports.charts.spec import Spec, remove_title

__all__ = [
    "Spec",
    "build_indicator_chart",
    "build_overview",
    "build_overview_pages",
    "remove_title",
    "render_png",
    "render_svg",
]
