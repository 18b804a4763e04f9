"""Tables of a report in Word: repeated headings in one or two rows, groups over the whole width, rows."""

from tracker.reports.docx.widths import SIZE, UNIT_KEY, compute_widths, make_breakable, measure_height
from tracker.reports.docx.xml import WordXmlBuilder, build_cell, build_row
from tracker.reports.records import ReportCell, ReportColumn, ReportRow, ReportTable, VerdictCount, group_headings

TABLE_STYLES, SUMMARY_STYLES = "Tracker table", "Tracker summary"
"""How the names of the styles begin in the appendix, and on the page that is signed, which is to stay one page."""
_SIZES = {TABLE_STYLES: SIZE, SUMMARY_STYLES: 9.5}
"""The sizes of the letters, in points, in the shipped styles."""

_INDENT_STEP = 170
"""How far a row is indented for each level, in twips."""


def build_table(
    table: ReportTable, room: int, builder: WordXmlBuilder, kept_rows: int = 0, styles: str = TABLE_STYLES
) -> str:
    """Return a table `room` twips wide; its last `kept_rows` rows stay on the page of what follows.

    `styles` begins the names of the styles of its paragraphs.
    """
    widths = compute_widths(table, room, _SIZES[styles])
    rows = _build_headings(table.columns, widths, builder, styles)
    last = table.lines[-kept_rows:] if kept_rows else ()
    for section in table.sections:
        if section.heading:
            group = builder.build_text(f"{styles} group", section.heading)
            rows.append(build_row(build_cell(room, group, span=len(widths))))
        rows += [_build_row(row, table.columns, widths, (builder, styles), row in last) for row in section.lines]
    return builder.build_table("Tracker table", widths, rows, table.title)


def _build_headings(
    columns: tuple[ReportColumn, ...], widths: list[int], builder: WordXmlBuilder, styles: str
) -> list[str]:
    """Return one row of headings, or two if some columns have a heading together.

    The second row is as high as the headings beside it need: LibreOffice cuts them off on the next page.
    """
    is_double = any(column.over for column in columns)
    upper, lower, tall, low = [], [], 0, 0

    def _build_heading(text: str, width: int, span: int = 1, merge: str = "") -> str:
        return build_cell(width, builder.build_text(f"{styles} head", text), span=span, merge=merge, align="center")

    for over, indexes in group_headings(columns):
        members = [(columns[index].heading, widths[index]) for index in indexes]
        if over:
            whole = sum(width for _, width in members)
            low = max(low, measure_height(over, whole))
            upper.append(_build_heading(over, whole, span=len(members)))
            lower += [_build_heading(heading, width) for heading, width in members]
            continue
        for heading, width in members:
            tall = max(tall, measure_height(heading, width))
            upper.append(_build_heading(heading, width, merge="restart" if is_double else ""))
            lower.append(_build_heading("", width, merge="continue"))
    rows = [build_row(*upper, heading=True)]
    return [*rows, build_row(*lower, heading=True, height=max(0, tall - low))] if is_double else rows


def _build_row(
    row: ReportRow,
    columns: tuple[ReportColumn, ...],
    widths: list[int],
    drawing: tuple[WordXmlBuilder, str],
    is_kept: bool,
) -> str:
    """Return a row; `drawing` is the builder, and how the names of the styles begin."""
    more = "<w:keepNext/>" if is_kept else ""
    texts = (
        _build_text(column, cell, row.depth, drawing, more) for column, cell in zip(columns, row.cells, strict=True)
    )
    return build_row(*map(build_cell, widths, texts))


def _build_text(
    column: ReportColumn, cell: ReportCell, depth: int, drawing: tuple[WordXmlBuilder, str], more: str
) -> str:
    """Return the text of a cell: its sign, its words or figures, and the marks of its footnotes."""
    builder, styles = drawing
    runs = [builder.build_run(cell.sign.symbol, "Tracker symbol"), builder.build_run(" ")] if cell.sign else []
    text = make_breakable(cell.text) if column.key == UNIT_KEY else cell.text
    runs += [builder.build_run(text)] if text else []
    runs += [builder.build_run(", ".join(cell.marks), "Tracker mark")] if cell.marks else []
    if column.key == "name" and depth:
        indent = f'<w:ind w:left="{depth * _INDENT_STEP}"/>'
        return builder.build_paragraph(f"{styles} detail", *runs, extra_properties=more + indent)
    style = "centre" if column.key in ("number", UNIT_KEY) else "number" if column.is_number else "text"
    return builder.build_paragraph(f"{styles} {style}", *runs, extra_properties=more)


def build_counts_table(counts: tuple[VerdictCount, ...], title: str, room: int, builder: WordXmlBuilder) -> str:
    """Return how many indicators have each verdict, as a table with a column for each."""
    width = room // len(counts)
    heads, figures = [], []
    for count in counts:
        runs = builder.build_run(count.sign.symbol, "Tracker symbol"), builder.build_run(f" {count.word}")
        heads.append(build_cell(width, builder.build_paragraph(f"{SUMMARY_STYLES} head", *runs), align="center"))
        figures.append(build_cell(width, builder.build_text("Tracker count", count.fraction)))
    rows = [build_row(*heads, heading=True), build_row(*figures)]
    return builder.build_table("Tracker table", [width] * len(counts), rows, title)
