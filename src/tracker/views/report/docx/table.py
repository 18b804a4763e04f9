"""Tables of a report in Word: headings on one or two levels that are repeated, groups over the whole width, lines."""

from itertools import groupby

from tracker.views.report.docx.widths import UNIT, breakable, height, widths
from tracker.views.report.docx.xml import Pen, cell, row
from tracker.views.report.records import Cell, Column, Count, Line, Table

_STEP = 170
"""How far a line is set in for each level, in twips."""


def table(found: Table, room: int, pen: Pen, kept: int = 0) -> str:
    """Return a table as wide as `room`, in twips; its last `kept` lines stay on the page of what follows it."""
    wide = widths(found, room)
    rows = _headings(found.columns, wide, pen)
    last = found.lines[-kept:] if kept else ()
    for section in found.sections:
        if section.heading:
            group = pen.text("Tracker table group", section.heading)
            rows.append(row(cell(room, group, span=len(wide))))
        rows += [_line(line, found.columns, wide, pen, line in last) for line in section.lines]
    return pen.table("Tracker table", wide, rows, found.title)


def _headings(columns: tuple[Column, ...], wide: list[int], pen: Pen) -> list[str]:
    """Return one row of headings, or two where some columns stand under a heading together.

    The second is so high that the headings beside it have room: LibreOffice cuts them off where they are repeated.
    """
    is_double = any(column.over for column in columns)
    upper, lower, tall, low = [], [], 0, 0
    for over, grouped in groupby(zip(columns, wide, strict=True), key=lambda pair: pair[0].over):
        members = list(grouped)
        if over:
            whole = sum(width for _, width in members)
            low = max(low, height(over, whole))
            upper.append(cell(whole, _heading(over, pen), span=len(members), align="center"))
            lower += [cell(width, _heading(column.heading, pen), align="center") for column, width in members]
            continue
        for column, width in members:
            merge = "restart" if is_double else ""
            tall = max(tall, height(column.heading, width))
            upper.append(cell(width, _heading(column.heading, pen), merge=merge, align="center"))
            lower.append(cell(width, _heading("", pen), merge="continue", align="center"))
    rows = [row(*upper, heading=True)]
    return [*rows, row(*lower, heading=True, height=max(0, tall - low))] if is_double else rows


def _heading(text: str, pen: Pen) -> str:
    return pen.text("Tracker table head", text)


def _line(line: Line, columns: tuple[Column, ...], wide: list[int], pen: Pen, kept: bool) -> str:
    more = "<w:keepNext/>" if kept else ""
    cells = zip(columns, line.cells, wide, strict=True)
    return row(*(cell(width, _paragraph(column, found, line.depth, pen, more)) for column, found, width in cells))


def _paragraph(column: Column, found: Cell, depth: int, pen: Pen, more: str) -> str:
    """Return the text of a cell: its sign, its words or figures, and the marks of its footnotes."""
    runs = [pen.run(found.sign.symbol, "Tracker symbol"), pen.run(" ")] if found.sign else []
    text = breakable(found.text) if column.key == UNIT else found.text
    runs += [pen.run(text)] if text else []
    runs += [pen.run(", ".join(found.marks), "Tracker mark")] if found.marks else []
    if column.key == "name" and depth:
        return pen.paragraph("Tracker table detail", *runs, more=f'{more}<w:ind w:left="{depth * _STEP}"/>')
    style = "centre" if column.key in ("number", UNIT) else "number" if column.is_number else "text"
    return pen.paragraph(f"Tracker table {style}", *runs, more=more)


def counts(found: tuple[Count, ...], title: str, room: int, pen: Pen) -> str:
    """Return how many of all have each verdict, as a table with a column a verdict."""
    width = room // len(found)
    heads, figures = [], []
    for each in found:
        sign = pen.run(each.sign.symbol, "Tracker symbol")
        heads.append(cell(width, pen.paragraph("Tracker table head", sign, pen.run(f" {each.word}")), align="center"))
        figures.append(cell(width, pen.text("Tracker count", each.fraction)))
    return pen.table("Tracker table", [width] * len(found), [row(*heads, heading=True), row(*figures)], title)
