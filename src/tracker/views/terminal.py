"""What views on a terminal share: the console, widths, colours and table boxes."""

import io

from rich.box import Box
from rich.console import Console

MIN_WIDTH = 60
"""Columns that a table needs at least on a terminal."""
PIPED_WIDTH = 100_000
"""The width of a table in a pipe or a file: no line is broken."""
SPACED_BOX = Box("    \n" * 8)
"""Columns with a space between them; padding would take a fifth more of the drawing time."""
DIM_COLOUR = "#757575"


def open_console(terminal: Console | None, min_width: int = 0) -> Console:
    """Return the terminal with at least `min_width` columns, or, for a pipe or a file, a console that breaks no line.

    A narrower terminal breaks the lines itself, and no text is lost.
    """
    if terminal is None:
        return Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)
    terminal.width = max(terminal.width, min_width)
    return terminal


def strip_line_ends(text: str) -> str:
    """Return printed text without blanks at the ends of its lines."""
    return "".join(line.rstrip() + "\n" for line in text.splitlines())
