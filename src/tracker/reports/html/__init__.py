"""A report as one page of HTML."""

from tracker.reports.html.document import MAX_CHART_HEIGHT, render

__all__ = ["MAX_CHART_HEIGHT", "render"]
