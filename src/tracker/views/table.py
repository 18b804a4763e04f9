"""The table for a person at a terminal, drawn by Rich: fewer columns where it is narrow, and never a cut cell.

Widths are settled here and given to Rich, so that every group lines up and nothing is measured twice.
"""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from tracker.language import Language
from tracker.model import Board
from tracker.views.formats import safe
from tracker.views.framing import legend, plan_summary, remarks, summary, title
from tracker.views.lines import Line, Section, sections
from tracker.views.words import HEADINGS, STATUS

BAR_CELLS = 10
_NARROWEST = 60
_WIDEST = 100_000
_ELASTIC = (("name", 14, 40), ("status", 12, 30), ("name", 14, 60), ("against_plan", 11, 20), ("status", 12, 60))
"""Which columns take the room that is left or give what is missing, in turn: their least and most."""
DIM = "#757575"
SPACED = Box("    \n" * 8)
"""Columns with a space between them; as padding it would cost a fifth more of the time that drawing takes."""


class Look(NamedTuple):
    """How cells are written: the language, and whether the terminal can show more than ASCII signs."""

    language: Language
    ascii: bool = False
    wide: bool = False
    narrow: bool = False

    @property
    def bar(self) -> str:
        """Return the characters of a progress bar: done, to do, expected by now."""
        return "#.|" if self.ascii else "█░┃"


class Column(NamedTuple):
    """One column: its heading, what stands in it, how wide it must be, and from which width of screen it is shown."""

    key: str
    cell: Callable[[Line, Look], Text]
    width: int
    shown_from: int = 0
    right: bool = False


class Grid(NamedTuple):
    """The columns to draw, their headings, the cells of each line by its identity, and the widths asked and given."""

    columns: tuple[Column, ...]
    heads: list[Text]
    cells: dict[int, list[Text]]
    asked: list[int]
    widths: list[int]


def _name(line: Line, look: Look) -> Text:
    text = Text("– " * line.depth + line.name)
    if line.unit:
        text.append(f" ({line.unit})", DIM)
    for item in line.news if look.wide else (*line.news, *line.course):
        text.append(f"\n{item}", DIM)
    return text


def _value(line: Line, look: Look) -> Text:
    text = Text(line.value)
    if line.year:
        text.append(f"\n{line.year}", DIM)
    return text


def _against(line: Line, look: Look) -> Text:
    if not line.plan_sign:
        return Text(line.against_plan)
    text = Text()
    text.append(f"{line.plan_sign.shown(look.ascii)} {line.against_plan}".rstrip(), line.plan_sign.colour)
    text.append("\n" + look.language.text(line.plan_sign.word))
    return text


def _bar(line: Line, look: Look) -> Text:
    if line.progress is None or line.expected is None:
        return Text("")
    done, rest, mark = tuple(look.bar)
    cells = _cells(line.progress)
    signs = [done] * cells + [rest] * (BAR_CELLS - cells)
    signs[max(0, min(BAR_CELLS - 1, _cells(line.expected) - 1))] = mark
    return Text(f"{''.join(signs)} {line.progress_text}", STATUS[line.status].colour)


def _cells(fraction: Decimal) -> int:
    return max(0, min(BAR_CELLS, round(fraction * BAR_CELLS)))


def _status(line: Line, look: Look) -> Text:
    sign = STATUS[line.status]
    text = Text()
    text.append(f"{sign.shown(look.ascii)} {look.language.text(sign.word)}", sign.colour)
    if look.narrow and line.progress is not None:
        text.append("\n").append_text(_bar(line, look))
    if line.details:
        text.append(f"\n{line.details}", DIM)
    return text


COLUMNS = (
    Column("number", lambda line, _: Text(line.number), 3, right=True),
    Column("name", _name, 16),
    Column("value", _value, 9, right=True),
    Column("plan", lambda line, _: Text(line.plan), 9, 140, right=True),
    Column("against_plan", _against, 15),
    Column("target", lambda line, _: Text(line.target), 8, right=True),
    Column("term_value", lambda line, _: Text(line.term_value), 10, 140, right=True),
    Column("progress", _bar, 18, 100),
    Column("pace", lambda line, _: Text(line.pace), 5, 140, right=True),
    Column("required", lambda line, _: Text(line.required), 9, 140, right=True),
    Column("status", _status, 18),
)


def render(board: Board, look: Look, terminal: Console | None) -> str:
    """Return the board as a table within the width of a terminal, or, without one, with every cell on one line."""
    found = sections(board, look.language)
    around = _around(board, look.language, found)
    console = terminal or Console(file=io.StringIO(), width=_WIDEST, color_system=None)
    if terminal:  # on a narrower screen the terminal breaks the lines itself, and nothing is lost
        terminal.width = max(terminal.width, _NARROWEST)
    screen = terminal.width if terminal else None
    grid = _grid(found, look, screen)
    with console.capture() as captured:
        console.print(Text(title(board, look.language), "bold"))
        if grid.columns:
            _print_rows(console, grid, [grid.heads])
        for section in found:
            if section.heading:
                console.print(Text(section.heading, "bold"))
            _print_rows(console, grid, [grid.cells[id(line)] for line in section.lines])
        for text in around:
            console.print(Text(text))
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _grid(found: list[Section], look: Look, screen: int | None) -> Grid:
    """Return the columns that have something to show on a screen so wide (None: as they ask), with their cells."""
    shown = [column for column in COLUMNS if screen is None or column.shown_from <= screen]
    keys = {column.key for column in shown}
    look = look._replace(wide="pace" in keys, narrow="progress" not in keys)
    lines = [line for section in found for line in section.lines]
    filled = {column.key: [column.cell(line, look) for line in lines] for column in shown}
    columns = tuple(column for column in shown if any(cell.plain for cell in filled[column.key]))
    heads = [Text(look.language.text(HEADINGS[column.key]), "bold") for column in columns]
    rows = [[filled[column.key][at] for column in columns] for at in range(len(lines))]
    asked = [max(_width(row[at]) for row in [heads, *rows]) for at in range(len(columns))]
    widths = asked if screen is None else _fitted(columns, heads, rows, screen)
    return Grid(columns, heads, {id(line): row for line, row in zip(lines, rows, strict=True)}, asked, widths)


def _print_rows(console: Console, grid: Grid, rows: list[list[Text]]) -> None:
    table = Table(box=SPACED, show_header=False, show_edge=False, padding=0)
    for column, asked, width in zip(grid.columns, grid.asked, grid.widths, strict=True):
        justify: JustifyMethod = "right" if column.right else "left"
        table.add_column(width=width, justify=justify, overflow="fold", no_wrap=asked <= width)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _width(text: Text) -> int:
    return max(cell_len(line) for line in text.plain.split("\n"))


def _fitted(columns: tuple[Column, ...], heads: list[Text], rows: list[list[Text]], screen: int) -> list[int]:
    """Return the widths on a screen. Columns of numbers get what they need, since a number is never broken.

    The others get their least, and what is left goes to those with the longest texts; what is missing they give.
    """
    asked = [max((_width(row[at]) for row in rows), default=1) for at in range(len(columns))]
    words = [max(cell_len(word) for word in head.plain.split()) for head in heads]
    widths = [
        max(word, wish if column.right else min(column.width, wish))
        for column, word, wish in zip(columns, words, asked, strict=True)
    ]
    places = {column.key: at for at, column in enumerate(columns)}
    spare = screen - sum(widths) - len(columns)
    for key, least, most in _ELASTIC:
        if key not in places:
            continue
        at = places[key]
        more = max(least - widths[at], min(spare, max(0, min(asked[at], most) - widths[at])))
        widths[at] += more
        spare -= more
    return widths


def _around(board: Board, language: Language, found: list[Section]) -> list[str]:
    """Return the lines below the table: counts, what words and marks mean, and the notes."""
    texts = ["", summary(board, language)]
    plans = plan_summary(board, language)
    texts += [plans] if plans else []
    texts += [safe(text) for text in remarks(board, language)]
    texts += [meaning] if (meaning := legend(board, found, language, bars=True)) else []
    for line in (line for section in found for line in section.lines):
        texts += [
            f"{line.number}. {line.name}: {note}" if line.number else f"– {line.name}: {note}" for note in line.notes
        ]
    return texts
