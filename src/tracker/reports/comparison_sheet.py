"""A comparison of areas as an Excel workbook of one sheet: figures are numbers, shown as in the other formats."""

import io
from datetime import datetime

from tracker.errors import msg, require_extra
from tracker.i18n import Language
from tracker.reports.records import ReportCell
from tracker.reports.xlsx.formats import FONT, make_number_format
from tracker.reports.xlsx.sheet import SheetWriter, count_lines
from tracker.views.compare import AreaComparison
from tracker.views.compare.content import UNRANKED_HEADING, CompareTexts, RankedRow, describe_comparison
from tracker.views.numbers import FormattedNumber
from tracker.views.workbook import (
    HEAD_COLOUR,
    WORKBOOK_OPTIONS,
    FormatCache,
    SheetNames,
    set_up_printing,
)

_WIDTHS = {"rank": 7, "name": 36, "figure": 14, "target": 13, "distance": 15, "quartile": 9}
_VERDICT_WIDTH = 48
_LONGEST_PROPERTY = 255


def render_workbook(comparison: AreaComparison, language: Language) -> bytes:
    """Return the comparison as the bytes of an .xlsx file.

    Raises TrackerError with the exit code MISSING_EXTRA if the library that writes workbooks is not installed.
    """
    missing = msg("writing Excel files needs the optional extra {extra}", extra="report")
    library = require_extra("xlsxwriter", "report", missing)
    texts = describe_comparison(comparison, language)
    out = io.BytesIO()
    font = {"font_name": FONT, "font_size": 11}
    book = library.Workbook(out, {**WORKBOOK_OPTIONS, "default_format_properties": font})
    created = datetime.fromisoformat(comparison.whole.as_of)
    book.set_properties({"title": texts.title[:_LONGEST_PROPERTY], "created": created})
    sheet = book.add_worksheet(SheetNames().make_name(comparison.indicator.id))
    sheet.hide_gridlines(2)
    set_up_printing(sheet)
    widths = [*(_WIDTHS[column.key] for column in texts.columns), _VERDICT_WIDTH]
    page = SheetWriter(sheet, FormatCache(book), widths)
    _write_page(page, texts, language)
    book.close()
    return out.getvalue()


def _write_page(page: SheetWriter, texts: CompareTexts, language: Language) -> None:
    """Write the sheet from top to bottom."""
    page.write_across(texts.title, bold=True, font_size=14)
    page.write_across(texts.subtitle, italic=True)
    for text in texts.references:
        page.write_across(text)
    page.skip_row()
    if texts.rows:
        _write_table(page, texts)
        page.skip_row()
    if texts.unranked:
        page.write_across(language.translate(UNRANKED_HEADING), bold=True)
    for group in texts.unranked:
        page.write_across(": ".join(group.format()))
    for note in texts.notes:
        page.write_across(note)
    page.sheet.print_area(0, 0, page.row - 1, page.last_column)
    page.fit_on_one_page()


def _write_table(page: SheetWriter, texts: CompareTexts) -> None:
    """Write the headings, which stay visible and are printed on each page, and a row for each area."""
    head = page.row
    headings = [*(column.heading for column in texts.columns), texts.verdict_heading]
    looks = page.formats.get_format(bold=True, text_wrap=True, border=1, bg_color=HEAD_COLOUR, align="center")
    for at, heading in enumerate(headings):
        page.sheet.write_string(head, at, heading, looks)
    page.set_row_height(max(count_lines(text, width) for text, width in zip(headings, page.widths, strict=True)))
    page.row += 1
    for row in texts.rows:
        _write_row(page, texts, row)
    keys = [column.key for column in texts.columns]
    page.sheet.freeze_panes(head + 1, keys.index("name") + 1)
    page.sheet.repeat_rows(head)
    page.sheet.autofilter(head, 0, page.row - 1, page.last_column)
    at = keys.index("figure")
    bars = {"type": "data_bar", "bar_solid": True, "bar_color": "#9db8d9", "min_type": "num", "min_value": 0}
    page.sheet.conditional_format(head + 1, at, page.row - 1, at, bars)


def _write_row(page: SheetWriter, texts: CompareTexts, row: RankedRow) -> None:
    """Write one area; a figure with a qualifier stays a number, and its number format has the qualifier."""
    for at, (column, text) in enumerate(zip(texts.columns, row.cells, strict=True)):
        if column.key in row.numbers:
            _write_number(page, at, row.numbers[column.key], text)
        elif column.key in ("rank", "quartile"):
            page.sheet.write_number(page.row, at, int(text), page.formats.get_format(border=1))
        else:
            page.write_text(text, (at, at), {"border": 1, "align": "right" if column.is_number else "left"})
    verdict = f"{row.sign.symbol} {': '.join(filter(None, [row.word, '; '.join(row.details)]))}"
    page.write_text(verdict, (page.last_column, page.last_column), {"border": 1, "font_color": row.sign.colour})
    name = row.cells[[column.key for column in texts.columns].index("name")]
    page.set_row_height(max(count_lines(verdict, _VERDICT_WIDTH), count_lines(name, _WIDTHS["name"])))
    page.row += 1


def _write_number(page: SheetWriter, at: int, number: FormattedNumber, text: str) -> None:
    """Write a number with the number format that shows it as `text`, or the text if no format does."""
    made = make_number_format(ReportCell(text, number))
    if made:
        page.sheet.write_number(page.row, at, float(number.number), page.formats.get_format(border=1, num_format=made))
    else:
        page.write_text(text, (at, at), {"border": 1, "align": "right"})
