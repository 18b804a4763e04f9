"""The report as a Word document."""

from tracker.views.report.docx.document import render

__all__ = ["render"]
