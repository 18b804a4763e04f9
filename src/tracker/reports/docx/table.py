"""Tables of a report in Word: headings on one or two levels that are repeated, groups over the whole width, lines."""

from itertools import groupby

from tracker.reports.docx.widths import UNIT_KEY, compute_widths, make_breakable, measure_height
from tracker.reports.docx.xml import WordXmlBuilder, build_cell, build_row
from tracker.reports.records import ReportCell, ReportColumn, ReportRow, ReportTable, VerdictCount

_INDENT_STEP = 170
"""How far a line is set in for each level, in twips."""


def build_table(report_table: ReportTable, room: int, builder: WordXmlBuilder, kept_rows: int = 0) -> str:
    """Return a table as wide as `room`, in twips; its last `kept` lines stay on the page of what follows it."""
    wide = compute_widths(report_table, room)
    rows = _build_headings(report_table.columns, wide, builder)
    last = report_table.lines[-kept_rows:] if kept_rows else ()
    for section in report_table.sections:
        if section.heading:
            group = builder.build_text("Tracker table group", section.heading)
            rows.append(build_row(build_cell(room, group, span=len(wide))))
        rows += [_build_row(line, report_table.columns, wide, builder, line in last) for line in section.lines]
    return builder.build_table("Tracker table", wide, rows, report_table.title)


def _build_headings(columns: tuple[ReportColumn, ...], wide: list[int], builder: WordXmlBuilder) -> list[str]:
    """Return one row of headings, or two where some columns stand under a heading together.

    The second is so high that the headings beside it have room: LibreOffice cuts them off where they are repeated.
    """
    is_double = any(column.over for column in columns)
    upper, lower, tall, low = [], [], 0, 0
    for over, grouped in groupby(zip(columns, wide, strict=True), key=lambda pair: pair[0].over):
        members = list(grouped)
        if over:
            whole = sum(width for _, width in members)
            low = max(low, measure_height(over, whole))
            upper.append(build_cell(whole, _build_heading(over, builder), span=len(members), align="center"))
            lower += [
                build_cell(width, _build_heading(column.heading, builder), align="center") for column, width in members
            ]
            continue
        for column, width in members:
            merge = "restart" if is_double else ""
            tall = max(tall, measure_height(column.heading, width))
            upper.append(build_cell(width, _build_heading(column.heading, builder), merge=merge, align="center"))
            lower.append(build_cell(width, _build_heading("", builder), merge="continue", align="center"))
    rows = [build_row(*upper, heading=True)]
    return [*rows, build_row(*lower, heading=True, height=max(0, tall - low))] if is_double else rows


def _build_heading(text: str, builder: WordXmlBuilder) -> str:
    return builder.build_text("Tracker table head", text)


def _build_row(
    line: ReportRow, columns: tuple[ReportColumn, ...], wide: list[int], builder: WordXmlBuilder, kept: bool
) -> str:
    more = "<w:keepNext/>" if kept else ""
    cells = zip(columns, line.cells, wide, strict=True)
    return build_row(
        *(
            build_cell(width, _build_paragraph(column, found, line.depth, builder, more))
            for column, found, width in cells
        )
    )


def _build_paragraph(
    column: ReportColumn, report_cell: ReportCell, depth: int, builder: WordXmlBuilder, more: str
) -> str:
    """Return the text of a cell: its sign, its words or figures, and the marks of its footnotes."""
    runs = (
        [builder.build_run(report_cell.sign.symbol, "Tracker symbol"), builder.build_run(" ")]
        if report_cell.sign
        else []
    )
    text = make_breakable(report_cell.text) if column.key == UNIT_KEY else report_cell.text
    runs += [builder.build_run(text)] if text else []
    runs += [builder.build_run(", ".join(report_cell.marks), "Tracker mark")] if report_cell.marks else []
    if column.key == "name" and depth:
        return builder.build_paragraph(
            "Tracker table detail", *runs, extra_properties=f'{more}<w:ind w:left="{depth * _INDENT_STEP}"/>'
        )
    style = "centre" if column.key in ("number", UNIT_KEY) else "number" if column.is_number else "text"
    return builder.build_paragraph(f"Tracker table {style}", *runs, extra_properties=more)


def build_counts_table(verdict_counts: tuple[VerdictCount, ...], title: str, room: int, builder: WordXmlBuilder) -> str:
    """Return how many of all have each verdict, as a table with a column a verdict."""
    width = room // len(verdict_counts)
    heads, figures = [], []
    for each in verdict_counts:
        sign = builder.build_run(each.sign.symbol, "Tracker symbol")
        heads.append(
            build_cell(
                width,
                builder.build_paragraph("Tracker table head", sign, builder.build_run(f" {each.word}")),
                align="center",
            )
        )
        figures.append(build_cell(width, builder.build_text("Tracker count", each.fraction)))
    return builder.build_table(
        "Tracker table", [width] * len(verdict_counts), [build_row(*heads, heading=True), build_row(*figures)], title
    )
