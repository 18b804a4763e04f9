"""The table for a terminal, drawn by Rich: a narrow one shows fewer columns, and no cell is ever cut.

The widths are computed here and not by Rich, so that the columns of all groups line up and nothing is measured twice.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.counts import format_other_counts, format_plan_counts, format_status_counts
from tracker.views.labels import COLUMN_HEADINGS, STATUS_SIGNS
from tracker.views.reporting_year import format_missing_line
from tracker.views.status.content import (
    FOLLOWED_COLUMNS,
    FOLLOWED_HEADING,
    StatusRow,
    StatusSection,
    build_sections,
    format_legend,
    format_title,
    format_view_remarks,
)
from tracker.views.terminal import DIM_COLOUR, MIN_WIDTH, SPACED_BOX, open_console, strip_line_ends

BAR_CELLS = 10
_FLEXIBLE_COLUMNS = (
    ("name", 14, 40),
    ("status", 12, 30),
    ("name", 14, 60),
    ("against_plan", 11, 20),
    ("status", 12, 60),
)
"""The columns that grow into free space or shrink if space is missing, in turn, with their least and most width."""


class TerminalStyle(NamedTuple):
    """How cells are written: the language, whether only ASCII signs can be shown, and which columns the table has."""

    language: Language
    ascii: bool = False
    has_all_columns: bool = False
    is_narrow: bool = False

    @property
    def bar(self) -> str:
        """Return the characters of a progress bar: done, to do, expected by now."""
        return "#.|" if self.ascii else "█░┃"


class StatusColumn(NamedTuple):
    """One column: its heading, its cell of a row, its width, and the width of screen from which it is shown."""

    key: str
    draw: Callable[[StatusRow, TerminalStyle], Text]
    width: int
    min_screen: int = 0
    is_right_aligned: bool = False


class Grid(NamedTuple):
    """The columns to draw, their headings, the cells of each row by its identity, natural and final widths."""

    columns: tuple[StatusColumn, ...]
    headings: list[Text]
    cells: dict[int, list[Text]]
    natural_widths: list[int]
    widths: list[int]


def _draw_name(row: StatusRow, style: TerminalStyle) -> Text:
    text = Text("– " * row.depth + row.name)
    if row.unit:
        text.append(f" ({row.unit})", DIM_COLOUR)
    for item in row.news if style.has_all_columns else (*row.news, *row.trajectory):
        text.append(f"\n{item}", DIM_COLOUR)
    return text


def _draw_value(row: StatusRow, style: TerminalStyle) -> Text:
    text = Text(row.value)
    if row.year:
        text.append(f"\n{row.year}", DIM_COLOUR)
    return text


def _draw_against_plan(row: StatusRow, style: TerminalStyle) -> Text:
    if not row.plan_sign:
        return Text(row.against_plan)
    figure = f"{row.plan_sign.choose_symbol(style.ascii)} {row.against_plan}".rstrip()
    word = style.language.translate(row.plan_sign.word)
    return Text.assemble((figure, row.plan_sign.colour), f"\n{word} ({row.year})")


def _draw_bar(row: StatusRow, style: TerminalStyle) -> Text:
    if row.progress is None or row.expected is None:
        return Text("")
    done, rest, mark = tuple(style.bar)
    cells = _count_bar_cells(row.progress)
    signs = [done] * cells + [rest] * (BAR_CELLS - cells)
    signs[max(0, min(BAR_CELLS - 1, _count_bar_cells(row.expected) - 1))] = mark
    return Text(f"{''.join(signs)} {row.progress_text}", row.sign.colour)


def _count_bar_cells(fraction: Decimal) -> int:
    return max(0, min(BAR_CELLS, round(fraction * BAR_CELLS)))


def _draw_status(row: StatusRow, style: TerminalStyle) -> Text:
    sign = row.sign
    text = Text.assemble((sign.describe(style.language, ascii=style.ascii), sign.colour))
    if style.is_narrow and row.progress is not None:
        text.append("\n").append_text(_draw_bar(row, style))
    if row.details:
        text.append(f"\n{row.details}", DIM_COLOUR)
    return text


COLUMNS = (
    StatusColumn("number", lambda row, _: Text(row.number), 3, is_right_aligned=True),
    StatusColumn("name", _draw_name, 16),
    StatusColumn("value", _draw_value, 9, is_right_aligned=True),
    StatusColumn("plan", lambda row, _: Text(row.plan), 9, 140, is_right_aligned=True),
    StatusColumn("against_plan", _draw_against_plan, 15),
    StatusColumn("target", lambda row, _: Text(row.target), 8, is_right_aligned=True),
    StatusColumn("term_value", lambda row, _: Text(row.term_value), 10, 140, is_right_aligned=True),
    StatusColumn("progress", _draw_bar, 18, 100),
    StatusColumn("pace", lambda row, _: Text(row.pace), 5, 140, is_right_aligned=True),
    StatusColumn("required", lambda row, _: Text(row.required), 9, 140, is_right_aligned=True),
    StatusColumn("status", _draw_status, 18),
)


def _draw_last_result(row: StatusRow, style: TerminalStyle) -> Text:
    return Text(f"{row.value} ({row.year})" if row.value else "")


def _draw_followed_verdict(row: StatusRow, style: TerminalStyle) -> Text:
    """Return the verdict on the plan of a year, and the flags, of an indicator without a term target."""
    text = Text()
    if row.plan_sign:
        verdict = row.describe_plan_verdict(style.language, ascii=style.ascii)
        text.append(f"{verdict} {row.against_plan}".rstrip(), row.plan_sign.colour)
    if row.details:
        text.append(f"{'; ' if row.plan_sign else ''}{row.details}", DIM_COLOUR)
    return text


FOLLOWED = (
    COLUMNS[0],
    StatusColumn("name", _draw_name, 16),
    StatusColumn("last_result", _draw_last_result, 9, is_right_aligned=True),
    StatusColumn("year_plan", lambda row, _: Text(row.year_plan), 9, is_right_aligned=True),
    StatusColumn("status", _draw_followed_verdict, 18),
)
_HEADINGS = COLUMN_HEADINGS | dict(zip(("last_result", "year_plan"), FOLLOWED_COLUMNS, strict=False))


def render_terminal(board: AssessmentSet, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the assessments as a table for a terminal, or, without one, with every cell on one line."""
    return render_table(board, TerminalStyle(language, ascii), open_console(True) if is_terminal else None)


def render_table(board: AssessmentSet, style: TerminalStyle, terminal: Console | None) -> str:
    """Return the assessments as a table within the width of a terminal, or, without one, with every cell on one line.

    A terminal with less than `MIN_WIDTH` columns breaks the lines itself, and no text is lost.
    """
    sections = build_sections(board, style.language)
    console = terminal or open_console(False)
    if terminal:
        terminal.width = max(terminal.width, MIN_WIDTH)
    width, followed = terminal.width if terminal else None, build_sections(board, style.language, has_target=False)
    with console.capture() as captured:
        if missing := format_missing_line(board, style.language):
            console.print(Text(missing, f"bold {STATUS_SIGNS['off_track'].colour}"))
        console.print(Text(format_title(board, style.language), "bold"))
        print_sections(console, sections, build_grid(sections, COLUMNS, board.year, style, width))
        if followed:
            heading = style.language.translate(FOLLOWED_HEADING).upper()
            console.print(Text(f"\n{heading}" if sections else heading, "bold"))
            print_sections(console, followed, build_grid(followed, FOLLOWED, board.year, style, width))
        for text in _format_notes_below(board, style.language, [*sections, *followed]):
            console.print(Text(text))
    return strip_line_ends(captured.get())


def print_sections(console: Console, sections: list[StatusSection], grid: Grid) -> None:
    """Print the headings of a grid, and the rows under the heading of each section."""
    if grid.columns:
        _print_rows(console, grid, [grid.headings])
    for section in sections:
        if section.heading:
            console.print(Text(section.heading, "bold"))
        _print_rows(console, grid, [grid.cells[id(row)] for row in section.rows])


def build_grid(
    sections: list[StatusSection], every: tuple[StatusColumn, ...], year: int, style: TerminalStyle, screen: int | None
) -> Grid:
    """Return the columns that are not empty on a screen of this width (None: of any width), with their cells."""
    shown = [column for column in every if screen is None or column.min_screen <= screen]
    keys = {column.key for column in shown}
    style = style._replace(has_all_columns="pace" in keys, is_narrow="progress" not in keys)
    rows = [row for section in sections for row in section.rows]
    drawn = {column.key: [column.draw(row, style) for row in rows] for column in shown}
    columns = tuple(column for column in shown if any(cell.plain for cell in drawn[column.key]))
    headings = [Text(style.language.format(_HEADINGS[column.key], year=year), "bold") for column in columns]
    cells = [[drawn[column.key][index] for column in columns] for index in range(len(rows))]
    natural = _measure_columns([headings, *cells])
    widths = natural if screen is None else _fit_widths(columns, headings, cells, screen)
    return Grid(columns, headings, {id(row): line for row, line in zip(rows, cells, strict=True)}, natural, widths)


def _print_rows(console: Console, grid: Grid, rows: list[list[Text]]) -> None:
    table = Table(box=SPACED_BOX, show_header=False, show_edge=False, padding=0)
    for column, natural, width in zip(grid.columns, grid.natural_widths, grid.widths, strict=True):
        justify: JustifyMethod = "right" if column.is_right_aligned else "left"
        table.add_column(width=width, justify=justify, overflow="fold", no_wrap=natural <= width)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _measure_columns(rows: list[list[Text]]) -> list[int]:
    """Return the width of the widest line in each column."""
    return [
        max(cell_len(line) for cell in cells for line in cell.plain.split("\n")) for cells in zip(*rows, strict=True)
    ]


def _fit_widths(columns: tuple[StatusColumn, ...], heads: list[Text], rows: list[list[Text]], screen: int) -> list[int]:
    """Return the widths on a screen. Columns of numbers get all that they need, since a number is never broken.

    The others get their least width. Then free space goes to the longest texts, and missing space is taken from them.
    """
    natural = _measure_columns(rows)
    words = [max(cell_len(word) for word in head.plain.split()) for head in heads]
    widths = [
        max(word, need if column.is_right_aligned else min(column.width, need))
        for column, word, need in zip(columns, words, natural, strict=True)
    ]
    indexes = {column.key: index for index, column in enumerate(columns)}
    spare = screen - sum(widths) - len(columns)
    for key, least, most in _FLEXIBLE_COLUMNS:
        if key not in indexes:
            continue
        index = indexes[key]
        more = max(least - widths[index], min(spare, max(0, min(natural[index], most) - widths[index])))
        widths[index] += more
        spare -= more
    return widths


def _format_notes_below(board: AssessmentSet, language: Language, sections: list[StatusSection]) -> list[str]:
    """Return the lines below the table: counts, the meaning of words and marks, and the notes."""
    texts = [format_status_counts(board, language), *format_other_counts(board, language)]
    texts.append(format_plan_counts(board, language))
    texts += [*format_view_remarks(board, language), format_legend(board, sections, language, has_bars=True)]
    for row in (row for section in sections for row in section.rows):
        mark = f"{row.number}." if row.number else "–"
        texts += [f"{mark} {row.name}: {note}" for note in row.notes]
    return ["", *filter(None, texts)]
