"""A report as an Excel workbook."""

from tracker.reports.xlsx.workbook import render

__all__ = ["render"]
