"""A report as one page of HTML."""

from tracker.views.report.html.file import PAPER, render

__all__ = ["PAPER", "render"]
