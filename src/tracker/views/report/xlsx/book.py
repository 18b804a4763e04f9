"""A report as an Excel workbook: the same figures as real numbers, with formulas that a reviewer can follow.

Its sheets, for each language: the summary, the table, every result with its source, the revisions, the numbers of the
charts, and a chart for each indicator.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tracker.errors import msg
from tracker.extras import need
from tracker.language import N_
from tracker.views.report.records import Report, Table, Tick
from tracker.views.report.xlsx import summary
from tracker.views.report.xlsx.charts import add_chart, chartable, write_numbers
from tracker.views.report.xlsx.looks import FONT, Looks
from tracker.views.report.xlsx.page import Page
from tracker.views.report.xlsx.table import Layout, draw, laid_out
from tracker.views.workbooks import OPTIONS, Names, on_paper

_LONGEST_PROPERTY = 255
_SHEET = {"number_stored_as_text": "A1:XFD1048576"}
"""What Excel is not to warn of: a year or a period is a text."""


def render(reports: tuple[Report, ...], _: str, tick: Tick) -> bytes:
    """Return the report as the bytes of an .xlsx file: the sheets of each language one after the other.

    `tick` is told of each chart. Raises TrackerError with the exit code MISSING_EXTRA where the library that writes
    workbooks is not installed.
    """
    library = need("xlsxwriter", "report", msg("writing Excel files needs a part that is not installed"))
    out = io.BytesIO()
    font = {"font_name": FONT, "font_size": 11}
    book = library.Workbook(out, {**OPTIONS, "default_format_properties": font})
    looks, names = Looks(book), Names()
    every = sum(len(chartable(report)) for report in reports)
    drawn = (chart for report in reports for chart in _Writer(book, looks, names, report).sheets())
    for done, _chart in enumerate(drawn, 1):
        tick(done, every)
    _describe(book, reports[0])
    book.close()
    return out.getvalue()


def _describe(book: Any, report: Report) -> None:  # noqa: ANN401 (a class of the library)
    """Say what the workbook is; it was made at the beginning of the day of the report, at whatever hour that was."""
    book.set_properties(
        {
            "title": report.title[:_LONGEST_PROPERTY],
            "subject": report.subtitle[:_LONGEST_PROPERTY],
            "created": datetime.fromisoformat(report.board.as_of),
        }
    )


class _Writer:
    """Writes the sheets of one language."""

    def __init__(self, book: Any, looks: Looks, names: Names, report: Report) -> None:  # noqa: ANN401
        self._book, self._looks, self._names, self._report = book, looks, names, report

    def sheets(self) -> Iterator[str]:
        """Write every sheet; yields the id of each indicator whose chart is drawn."""
        self._summary()
        self._table()
        self._listing(self._report.results, N_("No result is recorded."))
        self._listing(self._report.revisions, N_("No result was revised."))
        yield from self._charts()

    def _sheet(self, name: str) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(self._names.name(name, self._report.language.code))
        sheet.ignore_errors(_SHEET)
        sheet.hide_gridlines(2)
        on_paper(sheet)
        sheet.center_horizontally()
        return sheet

    def _laid_out(self, table: Table) -> Layout:
        return laid_out(table, self._report.language)

    def _summary(self) -> None:
        """Write the summary."""
        report = self._report
        needs = self._laid_out(report.summary.needs)
        page = Page(self._sheet(report.summary.title), self._looks, needs.widths)
        summary.write(page, report, needs)

    def _table(self) -> None:
        """Write the table with its footnotes and sources beneath."""
        report = self._report
        layout = self._laid_out(report.table)
        page = Page(self._sheet(report.language.text(N_("Table"))), self._looks, layout.widths)
        page.across(f"{report.annex}. {report.table.title}", bold=True, align="center")
        page.across(report.title, bold=True, font_size=14, align="center")
        page.across(report.subtitle, italic=True, align="center")
        self._lines(page, layout)
        page.gap()
        for footnote in report.footnotes:
            page.across(f"({footnote.mark}) {footnote.text}")
        if report.sources:
            page.gap()
            page.across(report.sources_title, bold=True)
        for number, source in enumerate(report.sources, 1):
            page.across(f"{number}. {source}")
        page.sheet.print_area(0, 0, page.row - 1, page.last)

    def _listing(self, table: Table, nothing: str) -> None:
        """Write a table of rows of the journal, or `nothing` where there is none."""
        layout = self._laid_out(table)
        page = Page(self._sheet(table.title), self._looks, layout.widths)
        page.across(table.title, bold=True, font_size=14)
        if table.lines:
            self._lines(page, layout)
        else:
            page.across(self._report.language.text(nothing))

    def _lines(self, page: Page, layout: Layout) -> None:
        """Write a table whose headings stay in sight and on each page, and whose lines can be filtered."""
        area = draw(page, layout)
        keys = [place.column.key for place in layout.places]
        page.sheet.repeat_rows(area.first, area.head)
        page.sheet.freeze_panes(area.head + 1, layout.places[keys.index("name")].last + 1)
        if area.last > area.head:
            page.sheet.autofilter(area.head, 0, area.last, page.last)

    def _charts(self) -> Iterator[str]:
        """Write the numbers of the charts and then each chart; yields the id of each."""
        report, parts = self._report, chartable(self._report)
        if not parts:
            return
        sheet = self._sheet(report.language.text(N_("Chart data")))
        blocks = write_numbers(sheet, self._looks, report, parts)
        for (part, _), block in zip(parts, blocks, strict=True):
            add_chart(self._book, self._names, report, part, (sheet.get_name(), block))
            yield part.indicator
