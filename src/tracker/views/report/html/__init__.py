"""A report as one page of HTML."""

from tracker.views.report.html.file import MAX_CHART_HEIGHT, render

__all__ = ["MAX_CHART_HEIGHT", "render"]
