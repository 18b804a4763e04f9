"""A comparison of areas as a page of HTML and as an Excel workbook."""

import io
from decimal import Decimal
from html import escape
from typing import Any

from tracker.errors import msg
from tracker.extras import require_extra
from tracker.i18n import Language
from tracker.reports.html.policy import build_policy
from tracker.reports.xlsx.formats import FONT
from tracker.views.compare import Comparison
from tracker.views.compare.content import NUMBER_COLUMNS, AreaRow, CompareTexts, describe_comparison
from tracker.views.compare.markdown import UNRANKED_HEADING

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #d9d9d9; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.note { color: #595959; }
svg { display: block; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr { break-inside: avoid; } }
"""
_BAR_WIDTH, _BAR_HEIGHT = 160, 12
_WIDTHS = (6, 32, 12, 12, 14, 9, 44)
_FIRST_ROW = 4


def render_html(comparison: Comparison, language: Language) -> bytes:
    """Return the comparison as a page that loads nothing."""
    texts = describe_comparison(comparison, language)
    head = "".join(_wrap("th", text, at) for at, text in enumerate(texts.headings))
    rows = "\n".join(_draw_row(row) for row in texts.rows)
    unranked = ""
    if texts.unranked:
        items = "".join(f"<li>{escape(text)}</li>" for text in texts.unranked)
        unranked = f"<h2>{escape(language.translate(UNRANKED_HEADING))}</h2><ul>{items}</ul>"
    lines = "".join(f"<p>{escape(text)}</p>" for text in texts.references)
    notes = "".join(f'<p class="note">{escape(text)}</p>' for text in texts.notes)
    page = f"""<!doctype html>
<html lang="{language.code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(build_policy([_STYLE], []))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(texts.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(texts.title)}</h1>
<p class="note">{escape(texts.subtitle)}</p>
{lines}
<table>
<thead><tr>{head}<th></th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
{unranked}
{notes}
</body>
</html>
"""
    return page.encode()


def _wrap(tag: str, text: str, column: int) -> str:
    kind = ' class="number"' if column in NUMBER_COLUMNS else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"


def _draw_row(row: AreaRow) -> str:
    cells = (*row.cells[:-1], f"{row.sign.symbol} {row.cells[-1]}")
    drawn = "".join(_wrap("td", text, at) for at, text in enumerate(cells))
    length = round((row.share or Decimal(0)) * _BAR_WIDTH)
    bar = (
        f'<svg width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}" aria-hidden="true">'
        f'<rect width="{length}" height="{_BAR_HEIGHT}" fill="{row.sign.colour}"/></svg>'
    )
    return f"<tr>{drawn}<td>{bar}</td></tr>"


def render_workbook(comparison: Comparison, language: Language) -> bytes:
    """Return the comparison as a workbook of one sheet; figures are numbers. Raises TrackerError without the extra."""
    missing = msg("writing Excel files needs the optional extra {extra}", extra="report")
    xlsxwriter = require_extra("xlsxwriter", "report", missing)
    texts = describe_comparison(comparison, language)
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(data, options)
    workbook.formats[0].set_font_name(FONT)
    bold = workbook.add_format({"bold": True, "font_name": FONT, "text_wrap": True, "valign": "top"})
    plain = workbook.add_format({"font_name": FONT, "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, texts.title, workbook.add_format({"bold": True, "font_name": FONT, "font_size": 14}))
    sheet.write_string(1, 0, texts.subtitle, workbook.add_format({"font_name": FONT}))
    sheet.write_string(2, 0, "; ".join(texts.references), workbook.add_format({"font_name": FONT}))
    for at, heading in enumerate(texts.headings):
        sheet.write_string(_FIRST_ROW - 1, at, heading, bold)
    row = _write_rows(sheet, comparison, texts, plain)
    for text in (*texts.unranked, *texts.notes):
        row += 1
        sheet.write_string(row, 0, text, workbook.add_format({"font_name": FONT}))
    sheet.freeze_panes(_FIRST_ROW, 2)
    sheet.repeat_rows(_FIRST_ROW - 1)
    workbook.close()
    return data.getvalue()


def _write_rows(sheet: Any, comparison: Comparison, texts: CompareTexts, plain: object) -> int:  # noqa: ANN401
    """Write a row for each area with a rank, and return the row below them."""
    ranked = [area for area in comparison.ranking.areas if area.rank is not None]
    number = _FIRST_ROW
    for area, row in zip(ranked, texts.rows, strict=True):
        for at, text in enumerate((*row.cells[:-1], f"{row.sign.symbol} {row.cells[-1]}")):
            sheet.write_string(number, at, text, plain)
        for at, value in ((0, area.rank), (2, area.figure), (4, area.distance), (5, area.quartile)):
            sheet.write_number(number, at, float(value or 0), plain)
        number += 1
    if ranked:
        sheet.autofilter(_FIRST_ROW - 1, 0, number - 1, len(texts.headings) - 1)
        sheet.conditional_format(_FIRST_ROW, 2, number - 1, 2, {"type": "data_bar", "bar_solid": True})
    return number
