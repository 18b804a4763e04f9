"""A report as an Excel workbook: the figures are real numbers, with formulas that a reviewer can follow.

Its sheets, for each language: the summary, the table, every result with its source, the revisions, the numbers of the
charts, and a chart for each indicator.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tracker.errors import make_error, msg, require_extra
from tracker.i18n import N_
from tracker.reports.records import ProgressCallback, Report, ReportTable
from tracker.reports.xlsx import summary
from tracker.reports.xlsx.charts import add_chart, list_chart_data, write_numbers
from tracker.reports.xlsx.formats import FONT
from tracker.reports.xlsx.sheet import SheetWriter
from tracker.reports.xlsx.table import TableLayout, lay_out_table, write_table
from tracker.views.workbook import WORKBOOK_OPTIONS, FormatCache, SheetNames, set_up_printing

MAX_ROWS = 1_000_000
"""How many rows of a journal one sheet lists: Excel has 1,048,576 rows, and the library leaves out others silently."""
_LONGEST_PROPERTY = 255
_IGNORED_ERRORS = {"number_stored_as_text": "A1:XFD1048576"}
"""Excel does not warn of numbers stored as text: a year or a period is a text."""


def render(reports: tuple[Report, ...], _: str, report_progress: ProgressCallback) -> bytes:
    """Return the report as the bytes of an .xlsx file: the sheets of each language one after the other.

    Raises TrackerError if a sheet would need more rows than Excel has, and with the exit code MISSING_EXTRA if the
    library that writes workbooks is not installed.
    """
    _check_rows(reports)
    library = require_extra(
        "xlsxwriter", "report", msg("writing Excel files needs the optional extra {extra}", extra="report")
    )
    out = io.BytesIO()
    font = {"font_name": FONT, "font_size": 11}
    book = library.Workbook(out, {**WORKBOOK_OPTIONS, "default_format_properties": font})
    formats, names = FormatCache(book), SheetNames()
    total = sum(len(list_chart_data(report)) for report in reports)
    drawn = (chart for report in reports for chart in _WorkbookWriter(book, formats, names, report).write_sheets())
    for done, _chart in enumerate(drawn, 1):
        report_progress(done, total)
    _describe(book, reports[0])
    book.close()
    return out.getvalue()


def _check_rows(reports: tuple[Report, ...]) -> None:
    """Raise TrackerError if there are more rows of the journal than a sheet can hold."""
    count = max(len(table.lines) for report in reports for table in (report.results, report.revisions))
    if count > MAX_ROWS:
        message = msg("a sheet of Excel has too few rows for {count} rows of the journal", count=count)
        raise make_error(
            message, msg("choose fewer indicators, for example with --group, or write a .html or .md file")
        )


def _describe(book: Any, report: Report) -> None:  # noqa: ANN401 (a class of the library)
    """Set the properties of the workbook; its date is the as-of day."""
    title, subject = report.title[:_LONGEST_PROPERTY], report.subtitle[:_LONGEST_PROPERTY]
    created = datetime.fromisoformat(report.assessment_set.as_of)
    book.set_properties({"title": title, "subject": subject, "created": created})


class _WorkbookWriter:
    """Writes the sheets of one language."""

    def __init__(self, book: Any, formats: FormatCache, names: SheetNames, report: Report) -> None:  # noqa: ANN401
        self._book, self._formats, self._sheet_names, self._report = book, formats, names, report

    def write_sheets(self) -> Iterator[str]:
        """Write every sheet; yields the id of each indicator whose chart is drawn."""
        self._write_summary()
        self._write_table()
        self._write_listing(self._report.results, N_("No result is recorded."))
        self._write_listing(self._report.revisions, N_("No result was revised."))
        yield from self._write_charts()

    def _add_sheet(self, name: str) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(self._sheet_names.make_name(name, self._report.language.code))
        sheet.ignore_errors(_IGNORED_ERRORS)
        sheet.hide_gridlines(2)
        if self._report.language.is_right_to_left:
            sheet.right_to_left()
        set_up_printing(sheet)
        sheet.center_horizontally()
        return sheet

    def _write_summary(self) -> None:
        """Write the summary."""
        report = self._report
        needs = lay_out_table(report.summary.needs)
        page = SheetWriter(self._add_sheet(report.summary.title), self._formats, needs.widths)
        summary.write_summary(page, report, needs)

    def _write_table(self) -> None:
        """Write the table with its footnotes and sources beneath."""
        report = self._report
        layout = lay_out_table(report.table)
        page = SheetWriter(self._add_sheet(report.language.translate(N_("Table"))), self._formats, layout.widths)
        page.write_across(f"{report.annex}. {report.table.title}", bold=True, align="center")
        page.write_across(report.title, bold=True, font_size=14, align="center")
        page.write_across(report.subtitle, italic=True, align="center")
        self._write_lines(page, layout)
        page.skip_row()
        for footnote in report.footnotes:
            page.write_across(f"({footnote.mark}) {footnote.text}")
        if report.sources:
            page.skip_row()
            page.write_across(report.sources_title, bold=True)
        for number, source in enumerate(report.sources, 1):
            page.write_across(f"{number}. {source}")
        page.sheet.print_area(0, 0, page.row - 1, page.last_column)

    def _write_listing(self, table: ReportTable, empty_text: str) -> None:
        """Write a table of rows of the journal, or `empty_text` if there is none."""
        layout = lay_out_table(table)
        page = SheetWriter(self._add_sheet(table.title), self._formats, layout.widths)
        page.write_across(table.title, bold=True, font_size=14)
        if table.lines:
            self._write_lines(page, layout)
        else:
            page.write_across(self._report.language.translate(empty_text))

    def _write_lines(self, page: SheetWriter, layout: TableLayout) -> None:
        """Write a table whose headings stay visible and on each page, and whose rows can be filtered."""
        area = write_table(page, layout)
        keys = [place.column.key for place in layout.places]
        page.sheet.repeat_rows(area.first, area.head)
        page.sheet.freeze_panes(area.head + 1, layout.places[keys.index("name")].last + 1)
        if area.last > area.head:
            page.sheet.autofilter(area.head, 0, area.last, page.last_column)

    def _write_charts(self) -> Iterator[str]:
        """Write the numbers of the charts and then each chart; yields the id of each."""
        report, parts = self._report, list_chart_data(self._report)
        if not parts:
            return
        sheet = self._add_sheet(report.language.translate(N_("Chart data")))
        blocks = write_numbers(sheet, self._formats, report, parts)
        for (part, _), block in zip(parts, blocks, strict=True):
            add_chart(self._book, self._sheet_names, report, part, (sheet.get_name(), block))
            yield part.indicator
