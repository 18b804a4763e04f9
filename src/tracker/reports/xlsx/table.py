"""A table of the report on a sheet: real numbers, formulas between the cells of a row, footnotes beside the figures.

If a column has footnotes, a narrow column to its right holds their marks: a cell with a letter is no number.
"""

from typing import NamedTuple

from tracker.reports.records import ReportCell, ReportColumn, ReportRow, ReportTable, group_headings
from tracker.reports.xlsx.formats import make_number_format
from tracker.reports.xlsx.sheet import SheetWriter, count_lines
from tracker.views.workbook import HEAD_COLOUR, truncate_text

_WIDEST_NUMBER, _WIDEST_WORD, _WIDEST_MARKS = 24, 16, 7
_MARK_WIDTH = 0.85
"""The width of a letter of a mark, in digits."""
_WANTED_LINES, _WIDEST_TEXT = 3, 34
"""A column is made wider, up to a limit, so that its texts take at most so many lines."""
_PAGE_DIGITS = 140
"""The width of the page in digits; a narrower table is stretched to it."""


class ColumnPosition(NamedTuple):
    """A column of a table: its first column on the sheet, its width, and that of its marks (0: none)."""

    column: ReportColumn
    first_column: int
    width: float
    marks: float

    @property
    def last(self) -> int:
        """Return the last column on the sheet that belongs to it."""
        return self.first_column + bool(self.marks)


class TableLayout(NamedTuple):
    """The columns of a table on a sheet, and the number formats of the cells of each line, "" for text."""

    table: ReportTable
    places: tuple[ColumnPosition, ...]
    number_formats: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Return the widths of all columns on the sheet."""
        return tuple(width for place in self.places for width in (place.width, *([place.marks] if place.marks else [])))


class TableArea(NamedTuple):
    """The rows of a table on its sheet: those of its headings, and the last line."""

    first: int
    head: int
    last: int


def lay_out_table(table: ReportTable) -> TableLayout:
    """Return the positions of the columns of a table, each as wide as its numbers and words need."""
    patterns = tuple(tuple(map(make_number_format, line.cells)) for line in table.lines)
    places: list[ColumnPosition] = []
    for index, column in enumerate(table.columns):
        cells = [(line.cells[index], formats[index]) for line, formats in zip(table.lines, patterns, strict=True)]
        marks = max((len(", ".join(cell.marks)) for cell, _ in cells), default=0)
        first = places[-1].last + 1 if places else 0
        beside = min(marks * _MARK_WIDTH + 1.3, _WIDEST_MARKS) if marks else 0
        places.append(ColumnPosition(column, first, _compute_width(column, cells), beside))
    stretched = max(1.0, _PAGE_DIGITS / max(1, sum(place.width + place.marks for place in places)))
    return TableLayout(table, tuple(place._replace(width=place.width * stretched) for place in places), patterns)


def _compute_width(column: ReportColumn, cells: list[tuple[ReportCell, str]]) -> float:
    """Return the width of a column for its cells, each with its number format: numbers cannot be wrapped."""
    numbers = max((len(cell.text) for cell, number_format in cells if number_format), default=0)
    texts = [format_cell(cell) for cell, number_format in cells if not number_format]
    words = max((len(word) for text in (column.heading, *texts) for word in text.split()), default=0)
    longest = max(map(len, texts), default=0)
    return max(
        column.width,
        min(words + 1, _WIDEST_WORD),
        min(longest / _WANTED_LINES + 2, _WIDEST_TEXT),
        min(numbers + 2, _WIDEST_NUMBER),
    )


def write_table(page: SheetWriter, layout: TableLayout) -> TableArea:
    """Write a table from the current row on, and return its rows."""
    first = page.row
    _write_head(page, layout)
    head = page.row - 1
    patterns = iter(layout.number_formats)
    for section in layout.table.sections:
        if section.heading:
            _write_section(page, section.heading)
        for row in section.lines:
            _write_row(page, layout, row, next(patterns))
            page.row += 1
    return TableArea(first, head, page.row - 1)


def _write_head(page: SheetWriter, layout: TableLayout) -> None:
    """Write the headings, in two rows if several columns have one together."""
    look = {"bold": True, "align": "center", "border": 1, "bg_color": HEAD_COLOUR}
    top, heights = page.row, [1]
    is_double = any(column.over for column in layout.table.columns)
    for over, indexes in group_headings(layout.table.columns):
        places = [layout.places[index] for index in indexes]
        page.row, rows = top, 1
        if over:
            page.write_text(over, (places[0].first_column, places[-1].last), look)
            page.row += 1
        elif is_double:
            rows = 2
        for place in places:
            side = {**look, "right": 0} if place.marks else look
            page.write_text(place.column.heading, (place.first_column, place.first_column), side, rows)
            if place.marks:
                page.write_text("", (place.last, place.last), {**look, "left": 0}, rows)
            heights.append(count_lines(place.column.heading, place.width) - (rows - 1))
    page.row = top
    if is_double:
        page.set_row_height(1)
        page.row += 1
    page.set_row_height(max(heights))
    page.row += 1


def _write_section(page: SheetWriter, heading: str) -> None:
    """Write the heading of a group into the first cell, before empty cells: the rows can be sorted without merges."""
    look = {"bold": True, "top": 1, "bottom": 1}
    if count_lines(heading, sum(page.widths)) > 1:
        page.write_across(heading, border=1, bold=True)
        return
    page.set_row_height(1)
    page.sheet.write_string(page.row, 0, heading, page.formats.get_format(**look, left=1))
    for column in range(1, page.last_column + 1):
        edge = {"right": 1} if column == page.last_column else {}
        page.sheet.write_blank(page.row, column, None, page.formats.get_format(**look, **edge))
    page.row += 1


def _write_row(page: SheetWriter, layout: TableLayout, row: ReportRow, formats: tuple[str, ...]) -> None:
    """Write one row; a formula names cells of the same row."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    known = {
        place.column.key: xl_rowcol_to_cell(page.row, place.first_column)
        for place, number_format in zip(layout.places, formats, strict=True)
        if number_format
    }
    lines = [1]
    for place, cell, number_format in zip(layout.places, row.cells, formats, strict=True):
        look: dict[str, object] = {"border": 1}
        if place.marks:
            look["right"] = 0
            _write_marks(page, place, cell)
        if place.column.key == "name" and row.depth:
            look["indent"] = row.depth
        if number_format:
            _write_number(page, place.first_column, cell, known, {**look, "num_format": number_format})
        else:
            _write_text(page, place, cell, look)
            lines.append(count_lines(format_cell(cell), place.width - row.depth))
        lines.append(count_lines(", ".join(cell.marks), place.marks, _MARK_WIDTH))
    page.set_row_height(max(lines))


def _write_number(
    page: SheetWriter, column: int, cell: ReportCell, known: dict[str, str], look: dict[str, object]
) -> None:
    assert cell.number is not None
    made = page.formats.get_format(**look, align="right", shrink=True)
    if cell.formula and known.keys() >= set(cell.formula.keys):  # a figure with too many digits is a text
        page.sheet.write_formula(page.row, column, f"={cell.formula.fill(known)}", made, float(cell.number))
    else:
        page.sheet.write_number(page.row, column, float(cell.number), made)


def _write_text(page: SheetWriter, place: ColumnPosition, cell: ReportCell, look: dict[str, object]) -> None:
    column = place.column
    look = {**look, "text_wrap": True}
    if column.is_number:
        look["align"] = "right"
    elif column.key in ("number", "unit"):
        look["align"] = "center"
    if cell.sign:
        look["font_color"] = cell.sign.colour
    text = format_cell(cell)
    made = page.formats.get_format(**look)
    if not text:
        page.sheet.write_blank(page.row, place.first_column, None, made)
    elif column.key == "number" and text.isdecimal():  # so that 10 is sorted after 9
        page.sheet.write_number(page.row, place.first_column, int(text), made)
    else:
        page.sheet.write_string(page.row, place.first_column, truncate_text(text), made)


def format_cell(cell: ReportCell) -> str:
    """Return the text of a cell with the symbol of its verdict."""
    return f"{cell.sign.symbol} {cell.text}" if cell.sign else cell.text


def _write_marks(page: SheetWriter, place: ColumnPosition, cell: ReportCell) -> None:
    made = page.formats.get_format(border=1, left=0, font_size=13, font_script=1, text_wrap=True)
    if cell.marks:
        page.sheet.write_string(page.row, place.last, ", ".join(cell.marks), made)
    else:
        page.sheet.write_blank(page.row, place.last, None, made)
