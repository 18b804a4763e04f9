"""A report as an Excel workbook."""

from tracker.views.report.xlsx.book import render

__all__ = ["render"]
