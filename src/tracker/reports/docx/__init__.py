"""The report as a Word document."""

from tracker.reports.docx.document import render

__all__ = ["render"]
