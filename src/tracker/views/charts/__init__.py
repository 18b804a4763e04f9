"""The charts of reports: Vega-Lite specifications as plain dictionaries, and their pictures as SVG and PNG.

Every word and every number of a chart is text made here in the language of the reader; the library that draws places
it and decides nothing. Nothing is told by colour alone.
"""

from tracker.views.charts.indicator import indicator_chart
from tracker.views.charts.overview import overview_chart, overview_charts
from tracker.views.charts.render import png, svg
from tracker.views.charts.style import Spec, untitled

__all__ = ["Spec", "indicator_chart", "overview_chart", "overview_charts", "png", "svg", "untitled"]
