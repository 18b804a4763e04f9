"""A comparison of areas as a page of HTML that loads nothing: a table whose rows are the bars of a chart."""

from decimal import Decimal
from html import escape

from tracker.i18n import Language
from tracker.reports.html.policy import build_policy
from tracker.views.compare import AreaComparison
from tracker.views.compare.content import UNRANKED_HEADING, CompareTexts, RankedRow, describe_comparison

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 66rem; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #d9d9d9; }
thead { position: sticky; top: 0; background: #e7eef5; } thead th { vertical-align: bottom; }
tbody th { font-weight: normal; min-width: 10rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
.bar { width: 180px; padding-top: .45rem; }
.details, .note { color: #595959; }
svg { display: block; max-width: 100%; height: auto; }
@media (max-width: 45rem) { .bar { display: none; } body { font-size: 14px; } }
@page { size: A4; margin: 12mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 9px; line-height: 1.3; print-color-adjust: exact; }
  h1 { font-size: 14px; } th, td { padding: .1rem .4rem; } .bar { width: 100px; }
  thead { position: static; display: table-header-group; } tr { break-inside: avoid; }
}
"""
_BAR_WIDTH, _BAR_HEIGHT = 180, 14
_MARK_COLOUR, _AXIS_COLOUR = "#1a1a1a", "#767676"


def render_html(comparison: AreaComparison, language: Language) -> bytes:
    """Return the comparison as a page."""
    texts = describe_comparison(comparison, language)
    body = [f"<h1>{escape(texts.title)}</h1>", f'<p class="note">{escape(texts.subtitle)}</p>']
    body.append(_list_items(texts.references))
    if texts.rows:
        body.append(_draw_table(texts))
    if texts.unranked:
        groups = [group.format() for group in texts.unranked]
        items = "".join(f"<li><strong>{escape(label)}</strong>: {escape(names)}</li>" for label, names in groups)
        body.append(f"<h2>{escape(language.translate(UNRANKED_HEADING))}</h2>\n<ul>{items}</ul>")
    body.append(_list_items((*texts.notes, *filter(None, [texts.mark_note]))))
    joined = "\n".join(body)
    direction = ' dir="rtl"' if language.is_right_to_left else ""
    page = f"""<!DOCTYPE html>
<html lang="{language.code}"{direction}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(build_policy([_STYLE], []))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(texts.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{joined}
</main>
</body>
</html>
"""
    return page.encode()


def _list_items(lines: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _draw_table(texts: CompareTexts) -> str:
    heads = "".join(
        f'<th scope="col"{_classify(is_number=column.is_number)}>{escape(column.heading)}</th>'
        for column in texts.columns
    )
    bar = '<td class="bar"></td>' if _has_bars(texts) else ""
    rows = "\n".join(_draw_row(row, texts) for row in texts.rows)
    verdict = f'<th scope="col">{escape(texts.verdict_heading)}</th>'
    return f"<table>\n<thead><tr>{heads}{bar}{verdict}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _has_bars(texts: CompareTexts) -> bool:
    return any(row.bar for row in texts.rows)


def _classify(*, is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _draw_row(row: RankedRow, texts: CompareTexts) -> str:
    cells = []
    for column, text in zip(texts.columns, row.cells, strict=True):
        tag, scope = ("th", ' scope="row"') if column.key == "name" else ("td", "")
        cells.append(f"<{tag}{scope}{_classify(is_number=column.is_number)}>{escape(text)}</{tag}>")
    if _has_bars(texts):
        cells.append(f'<td class="bar">{_draw_bar(row, texts.mark)}</td>')
    verdict = f"{escape(row.sign.symbol)} {escape(row.word)}"
    details = f' <span class="details">{escape("; ".join(row.details))}</span>' if row.details else ""
    return f"<tr>{''.join(cells)}<td>{verdict}{details}</td></tr>"


def _draw_bar(row: RankedRow, mark: Decimal | None) -> str:
    """Return the bar of an area as a picture: from 0 to its figure, with the mark. Its figure is beside it as text."""
    if row.bar is None:
        return ""
    begin, length = row.bar.begin * _BAR_WIDTH, max((row.bar.end - row.bar.begin) * _BAR_WIDTH, Decimal(1))
    shapes = [f'<rect x="{begin:.1f}" y="2" width="{length:.1f}" height="{_BAR_HEIGHT - 4}" fill="{row.sign.colour}"/>']
    if row.bar.is_cut:
        shapes.append(_draw_arrow(is_right=row.bar.end == 1))
    if mark is not None:
        x = min(mark * _BAR_WIDTH, Decimal(_BAR_WIDTH - 1))
        shapes.append(f'<path d="M{x:.1f} 0V{_BAR_HEIGHT}" stroke="{_MARK_COLOUR}" stroke-width="2"/>')
    size = f'width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}" viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}"'
    return f'<svg {size} aria-hidden="true">{"".join(shapes)}</svg>'


def _draw_arrow(*, is_right: bool) -> str:
    """Return the end of a bar that is longer than the plot."""
    middle, tip, foot = _BAR_HEIGHT / 2, (_BAR_WIDTH if is_right else 0), (_BAR_WIDTH - 8 if is_right else 8)
    fill = f'fill="white" stroke="{_AXIS_COLOUR}"'
    return f'<path d="M{foot} 1L{tip} {middle:.0f}L{foot} {_BAR_HEIGHT - 1}Z" {fill}/>'
