"""The table for a person at a terminal, drawn by Rich: fewer columns where it is narrow, and never a cut cell.

Widths are settled here and given to Rich, so that every group lines up and nothing is measured twice.
"""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.text import sanitize_text
from tracker.views.labels import COLUMN_HEADINGS, STATUS_SIGNS
from tracker.views.status.content import (
    StatusRow,
    StatusSection,
    build_sections,
    format_legend,
    format_plan_summary,
    format_remarks,
    format_summary,
    format_title,
)
from tracker.views.terminal import DIM_COLOUR, MIN_WIDTH, PIPED_WIDTH, SPACED_BOX

BAR_CELLS = 10
_FLEXIBLE_COLUMNS = (
    ("name", 14, 40),
    ("status", 12, 30),
    ("name", 14, 60),
    ("against_plan", 11, 20),
    ("status", 12, 60),
)
"""Which columns take the room that is left or give what is missing, in turn: their least and most."""


class TerminalStyle(NamedTuple):
    """How cells are written: the language, and whether the terminal can show more than ASCII signs."""

    language: Language
    ascii: bool = False
    has_all_columns: bool = False
    is_narrow: bool = False

    @property
    def bar(self) -> str:
        """Return the characters of a progress bar: done, to do, expected by now."""
        return "#.|" if self.ascii else "█░┃"


class StatusColumn(NamedTuple):
    """One column: its heading, what stands in it, how wide it must be, and from which width of screen it is shown."""

    key: str
    draw: Callable[[StatusRow, TerminalStyle], Text]
    width: int
    min_screen: int = 0
    is_right_aligned: bool = False


class Grid(NamedTuple):
    """The columns to draw, their headings, the cells of each line by its identity, and the widths asked and given."""

    columns: tuple[StatusColumn, ...]
    headings: list[Text]
    cells: dict[int, list[Text]]
    natural_widths: list[int]
    widths: list[int]


def _draw_name(line: StatusRow, look: TerminalStyle) -> Text:
    text = Text("– " * line.depth + line.name)
    if line.unit:
        text.append(f" ({line.unit})", DIM_COLOUR)
    for item in line.news if look.has_all_columns else (*line.news, *line.trajectory):
        text.append(f"\n{item}", DIM_COLOUR)
    return text


def _draw_value(line: StatusRow, look: TerminalStyle) -> Text:
    text = Text(line.value)
    if line.year:
        text.append(f"\n{line.year}", DIM_COLOUR)
    return text


def _draw_against_plan(line: StatusRow, look: TerminalStyle) -> Text:
    if not line.plan_sign:
        return Text(line.against_plan)
    text = Text()
    text.append(f"{line.plan_sign.choose_symbol(look.ascii)} {line.against_plan}".rstrip(), line.plan_sign.colour)
    text.append("\n" + look.language.translate(line.plan_sign.word))
    return text


def _draw_bar(line: StatusRow, look: TerminalStyle) -> Text:
    if line.progress is None or line.expected is None:
        return Text("")
    done, rest, mark = tuple(look.bar)
    cells = _count_bar_cells(line.progress)
    signs = [done] * cells + [rest] * (BAR_CELLS - cells)
    signs[max(0, min(BAR_CELLS - 1, _count_bar_cells(line.expected) - 1))] = mark
    return Text(f"{''.join(signs)} {line.progress_text}", STATUS_SIGNS[line.status].colour)


def _count_bar_cells(fraction: Decimal) -> int:
    return max(0, min(BAR_CELLS, round(fraction * BAR_CELLS)))


def _draw_status(line: StatusRow, look: TerminalStyle) -> Text:
    sign = STATUS_SIGNS[line.status]
    text = Text()
    text.append(f"{sign.choose_symbol(look.ascii)} {look.language.translate(sign.word)}", sign.colour)
    if look.is_narrow and line.progress is not None:
        text.append("\n").append_text(_draw_bar(line, look))
    if line.details:
        text.append(f"\n{line.details}", DIM_COLOUR)
    return text


COLUMNS = (
    StatusColumn("number", lambda line, _: Text(line.number), 3, is_right_aligned=True),
    StatusColumn("name", _draw_name, 16),
    StatusColumn("value", _draw_value, 9, is_right_aligned=True),
    StatusColumn("plan", lambda line, _: Text(line.plan), 9, 140, is_right_aligned=True),
    StatusColumn("against_plan", _draw_against_plan, 15),
    StatusColumn("target", lambda line, _: Text(line.target), 8, is_right_aligned=True),
    StatusColumn("term_value", lambda line, _: Text(line.term_value), 10, 140, is_right_aligned=True),
    StatusColumn("progress", _draw_bar, 18, 100),
    StatusColumn("pace", lambda line, _: Text(line.pace), 5, 140, is_right_aligned=True),
    StatusColumn("required", lambda line, _: Text(line.required), 9, 140, is_right_aligned=True),
    StatusColumn("status", _draw_status, 18),
)


def render_table(board: AssessmentSet, look: TerminalStyle, terminal: Console | None) -> str:
    """Return the board as a table within the width of a terminal, or, without one, with every cell on one line."""
    found = build_sections(board, look.language)
    around = _format_notes_below(board, look.language, found)
    console = terminal or Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)
    if terminal:  # on a narrower screen the terminal breaks the lines itself, and nothing is lost
        terminal.width = max(terminal.width, MIN_WIDTH)
    screen = terminal.width if terminal else None
    grid = _build_grid(found, look, screen)
    with console.capture() as captured:
        console.print(Text(format_title(board, look.language), "bold"))
        if grid.columns:
            _print_rows(console, grid, [grid.headings])
        for section in found:
            if section.heading:
                console.print(Text(section.heading, "bold"))
            _print_rows(console, grid, [grid.cells[id(line)] for line in section.rows])
        for text in around:
            console.print(Text(text))
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _build_grid(table_sections: list[StatusSection], look: TerminalStyle, screen: int | None) -> Grid:
    """Return the columns that have something to show on a screen so wide (None: as they ask), with their cells."""
    shown = [column for column in COLUMNS if screen is None or column.min_screen <= screen]
    keys = {column.key for column in shown}
    look = look._replace(has_all_columns="pace" in keys, is_narrow="progress" not in keys)
    lines = [line for section in table_sections for line in section.rows]
    filled = {column.key: [column.draw(line, look) for line in lines] for column in shown}
    columns = tuple(column for column in shown if any(cell.plain for cell in filled[column.key]))
    heads = [Text(look.language.translate(COLUMN_HEADINGS[column.key]), "bold") for column in columns]
    rows = [[filled[column.key][at] for column in columns] for at in range(len(lines))]
    asked = [max(_measure_width(row[at]) for row in [heads, *rows]) for at in range(len(columns))]
    widths = asked if screen is None else _fit_widths(columns, heads, rows, screen)
    return Grid(columns, heads, {id(line): row for line, row in zip(lines, rows, strict=True)}, asked, widths)


def _print_rows(console: Console, grid: Grid, rows: list[list[Text]]) -> None:
    table = Table(box=SPACED_BOX, show_header=False, show_edge=False, padding=0)
    for column, asked, width in zip(grid.columns, grid.natural_widths, grid.widths, strict=True):
        justify: JustifyMethod = "right" if column.is_right_aligned else "left"
        table.add_column(width=width, justify=justify, overflow="fold", no_wrap=asked <= width)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _measure_width(text: Text) -> int:
    return max(cell_len(line) for line in text.plain.split("\n"))


def _fit_widths(columns: tuple[StatusColumn, ...], heads: list[Text], rows: list[list[Text]], screen: int) -> list[int]:
    """Return the widths on a screen. Columns of numbers get what they need, since a number is never broken.

    The others get their least, and what is left goes to those with the longest texts; what is missing they give.
    """
    asked = [max((_measure_width(row[at]) for row in rows), default=1) for at in range(len(columns))]
    words = [max(cell_len(word) for word in head.plain.split()) for head in heads]
    widths = [
        max(word, wish if column.is_right_aligned else min(column.width, wish))
        for column, word, wish in zip(columns, words, asked, strict=True)
    ]
    places = {column.key: at for at, column in enumerate(columns)}
    spare = screen - sum(widths) - len(columns)
    for key, least, most in _FLEXIBLE_COLUMNS:
        if key not in places:
            continue
        at = places[key]
        more = max(least - widths[at], min(spare, max(0, min(asked[at], most) - widths[at])))
        widths[at] += more
        spare -= more
    return widths


def _format_notes_below(board: AssessmentSet, language: Language, table_sections: list[StatusSection]) -> list[str]:
    """Return the lines below the table: counts, what words and marks mean, and the notes."""
    texts = ["", format_summary(board, language)]
    plans = format_plan_summary(board, language)
    texts += [plans] if plans else []
    texts += [sanitize_text(text) for text in format_remarks(board, language)]
    texts += [meaning] if (meaning := format_legend(board, table_sections, language, has_bars=True)) else []
    for line in (line for section in table_sections for line in section.rows):
        texts += [
            f"{line.number}. {line.name}: {note}" if line.number else f"– {line.name}: {note}" for note in line.notes
        ]
    return texts
